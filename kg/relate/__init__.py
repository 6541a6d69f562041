"""Linked mentions to claims: relation rules over sentences, table rules over rows."""

from kg.relate.relater import Relater

__all__ = ["Relater"]
