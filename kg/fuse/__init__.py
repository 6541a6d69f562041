"""Claims to relations, and what these say against each other."""

from kg.fuse.contrast import contrasts
from kg.fuse.merge import Key, canonical_key, fuse, relation_of

__all__ = ["Key", "canonical_key", "contrasts", "fuse", "relation_of"]
