"""Mentions to entities: known ones by name and context, new ones by what the text itself says is the same."""

from kg.link.decisions import Decisions, decide
from kg.link.linker import Linker, merged

__all__ = ["Decisions", "Linker", "decide", "merged"]
