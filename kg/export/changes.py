"""What two graphs differ in, as text, JSON and HTML."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from kg.errors import UsageError
from kg.export.pages import rendered
from kg.graph.diff import KINDS, Change, Side

_SIGNS = {"added": "+", "gone": "-"}


def render_changes(changes: Sequence[Change], format_: str) -> str:
    """The changes for a person (nothing for no change), as JSON, or as one HTML page.

    Raises:
        UsageError: another format.
    """
    if format_ == "json":
        return json.dumps([asdict(change) for change in changes], ensure_ascii=False, indent=1) + "\n"
    counts = Counter(change.kind for change in changes)
    if format_ == "html":
        return rendered("changes.html.j2", changes=changes, counts={kind: counts[kind] for kind in KINDS}, parts=_parts)
    if format_ != "text":
        raise UsageError(f"unknown format {format_!r}; known: text, json, html")
    lines = [line for change in changes for line in _lines(change)]
    if changes:
        lines.append(", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind]))
    return "".join(f"{line}\n" for line in lines)


def _lines(change: Change) -> list[str]:
    lines = [f"{_SIGNS.get(change.kind, '~')} {change.subject} {change.relation} {change.object}  ({change.kind})"]
    for sign, text in _parts(change):
        lines.append(f"    {sign} {text}")
    return lines


def _parts(change: Change) -> list[tuple[str, str]]:
    """What is to be told of a change: the claim that is new or gone, or what of it was and is otherwise."""
    sides = [(sign, _told(side)) for sign, side in (("-", change.old), ("+", change.new)) if side]
    if len(sides) == 1:
        sign, told = sides[0]
        return [(sign, ", ".join(told.values()))]
    (_, old), (_, new) = sides
    return [(sign, told[key]) for key in old for sign, told in sides if old[key] != new[key] and told[key]]


def _told(side: Side) -> dict[str, str]:
    page = f", p. {side.page}" if side.page else ""
    return {
        "modality": side.modality,
        "qualifiers": ", ".join(f"{name} {value}" for name, value in side.qualifiers) or "no qualifiers",
        "evidence": f"{side.file}{page}: 「{side.quote}」",
        "method": f"{side.rule}, confidence {side.confidence:.3f}",
    }
