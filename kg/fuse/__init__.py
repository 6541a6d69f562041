"""Claims to relations."""

from kg.fuse.merge import canonical_key, fuse

__all__ = ["canonical_key", "fuse"]
