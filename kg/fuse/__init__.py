"""Claims to relations, and what these say against each other."""

from kg.fuse.contrast import contrasts
from kg.fuse.merge import fuse

__all__ = ["contrasts", "fuse"]
