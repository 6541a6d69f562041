"""Builds that outgrow a machine's memory: documents in partitions, claims merged by key, results in parts, on a pool or a cluster."""

from kg.engine.job import Job, build_parts
from kg.engine.parts import load_parts

__all__ = ["Job", "build_parts", "load_parts"]
