"""Claims to relations."""

from kg.fuse.merge import fuse

__all__ = ["fuse"]
