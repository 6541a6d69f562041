"""Claims to relations, and what these say against each other."""

from kg.fuse.contrast import contrasts
from kg.fuse.merge import canonical_key, fuse

__all__ = ["canonical_key", "contrasts", "fuse"]
