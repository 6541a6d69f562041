"""Mentions to entities: known ones by name and context, new ones by what the text itself says is the same."""

from kg.link.decisions import Decider, Decisions
from kg.link.linker import Linker, merged, union

__all__ = ["Decider", "Decisions", "Linker", "merged", "union"]
