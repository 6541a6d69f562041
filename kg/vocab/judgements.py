"""Decisions that people took about names, entities and claims: the file ``judgements.csv``, checked.

A line is a decision; ``docs/judgements.md`` says what each means. Decisions hold beyond the build they were taken on, so their
ends are what builds share: ids of known entities, names, ids of claims. A file that contradicts itself is refused as a whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import networkx as nx

from kg.errors import VocabularyError
from kg.ids import digest
from kg.model import Entity
from kg.vocab.folding import name_key
from kg.vocab.tables import parse_table

FILE = "judgements.csv"
COLUMNS = ("judgement", "left", "right", "who", "when", "why")
#: What a file that does not exist yet is taken to hold.
EMPTY = f"{','.join(COLUMNS)}\n".encode()
VERDICTS = ("same", "different", "not an entity", "type", "right", "wrong")
_ID = re.compile(r"[a-z]{3,}-[a-z0-9]+(?:-[a-z0-9]+)*")
_UNKNOWN = re.compile(r"[a-z]+-x[0-9a-f]{12}")
_CLAIM = re.compile(r"claim-[0-9a-f]{12}")
#: What a spreadsheet takes for a formula, in full width too, behind any number of apostrophes.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision.

    Attributes:
        verdict: one of ``VERDICTS``.
        left: a name or the id of an entity; for "right" and "wrong" the id of a claim.
        right: the other name or id; for "type" an entity type; empty for the other verdicts.
        who, when, why: who decided, an ISO 8601 date or time, and the reason; each may be empty.
        line: its line in the file, counted from 1; 0 for one that stands in no file.
    """

    verdict: str
    left: str
    right: str = ""
    who: str = ""
    when: str = ""
    why: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Judgements:
    """The decisions of a file, in its order.

    Attributes:
        path: the file; it need not exist.
        version: fingerprint of the file's bytes, by which a writer tells whether anybody changed it; empty where no file was read.
    """

    path: Path
    rows: tuple[Judgement, ...] = ()
    version: str = field(default="", compare=False)

    def of(self, *verdicts: str) -> list[Judgement]:
        """The decisions with these verdicts."""
        return [row for row in self.rows if row.verdict in verdicts]

    def rejected_names(self) -> frozenset[str]:
        """The keys of the names that are no entities."""
        return frozenset(name_key(row.left) for row in self.of("not an entity") if not is_id(row.left))

    def types(self) -> dict[str, str]:
        """The entity type of each name that was given one, by the name's key."""
        return {name_key(row.left): row.right for row in self.of("type")}

    def apart(self) -> frozenset[frozenset[str]]:
        """The pairs of ends (ids, keys of names) that are different."""
        return frozenset(frozenset(map(end_key, (row.left, row.right))) for row in self.of("different"))

    def pairs(self) -> frozenset[frozenset[str]]:
        """The pairs of ends that were judged, whichever way."""
        return frozenset(frozenset(map(end_key, (row.left, row.right))) for row in self.of("same", "different"))

    def reading(self) -> str:
        """A fingerprint of the decisions that bear on how a document is read: names that are none, their types, what differs.

        The others are applied to what was read, so that a decision on two entities does not make every document be read again.
        """
        return digest(*(f"{row.verdict}\t{row.left}\t{row.right}" for row in self.of("not an entity", "type", "different")))


def is_id(end: str) -> bool:
    """Whether an end of a decision is an entity's id rather than a name."""
    return _ID.fullmatch(end) is not None


def end_key(end: str) -> str:
    """The form in which ends are compared: an id as it is, a name by its look-up key."""
    return end if is_id(end) else name_key(end)


def judged(verdict: str, left: Entity, right: Entity | str = "", *, who: str = "", when: str = "", why: str = "") -> list[Judgement]:
    """The decisions that say this of an entity.

    A known entity is called by its id. Any other is called by name, since its id changes with its clearest name; a decision on names as
    such is on all of them.

    Args:
        verdict: "same", "different", "not an entity" or "type".
        right: the other entity, or the type.
    """
    named = list(dict.fromkeys((*left.labels.values(), *left.aliases)))
    lefts = [_end(left)] if left.known or verdict in ("same", "different") else named
    other = _end(right) if isinstance(right, Entity) else right
    return [Judgement(verdict, end, other, who, when, why) for end in lefts]


def _end(entity: Entity) -> str:
    return entity.id if entity.known else entity.label


def as_cell(text: str) -> str:
    """A text as it stands in the file: no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _from_cell(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def version_of(data: bytes) -> str:
    """The fingerprint of a file's bytes."""
    return hashlib.sha256(data).hexdigest()[:16]


def load_judgements(path: Path, types: Collection[str], known: Mapping[str, object]) -> Judgements:
    """Read a file of decisions; one that does not exist holds none.

    Args:
        types: the entity types.
        known: the known entities, by id.

    Raises:
        VocabularyError: a line is malformed, names an unknown verdict, type or entity, or contradicts an earlier one.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = EMPTY
    return parse_judgements(path, data, types, known)


def parse_judgements(path: Path, data: bytes, types: Collection[str], known: Mapping[str, object]) -> Judgements:
    """The decisions of a file that was read already; otherwise like ``load_judgements``."""
    table = parse_table(path, data, COLUMNS)
    rows = tuple(_row(line, {column: _from_cell(cell) for column, cell in cells.items()}) for line, cells in table)
    for row in rows:
        if reason := _malformed(row, types, known):
            raise VocabularyError(path, reason, line=row.line)
    _check_together(path, rows)
    return Judgements(path, rows, version_of(data))


def _row(line: int, r: Mapping[str, str]) -> Judgement:
    return Judgement(r["judgement"], r["left"], r["right"], r["who"], r["when"], r["why"], line)


def _malformed(row: Judgement, types: Collection[str], known: Mapping[str, object]) -> str | None:
    """What is wrong with a decision taken by itself."""
    if row.verdict not in VERDICTS:
        return f"unknown judgement {row.verdict!r}; known: {', '.join(VERDICTS)}"
    if not row.left or bool(row.right) != (row.verdict in ("same", "different", "type")):
        return f"a judgement {row.verdict!r} has {'left and right' if not row.right else 'a left and no right'}"
    if row.when and not _is_time(row.when):
        return f"when is {row.when!r}, should be a date or time as 2025-04-16 or 2025-04-16T09:30Z"
    if row.verdict in ("right", "wrong"):
        return None if _CLAIM.fullmatch(row.left) else f"{row.left!r} is no id of a claim (claim- and 12 hexadecimal digits)"
    if row.verdict == "type":
        if row.right not in types:
            return f"unknown type {row.right!r}; known: {', '.join(types)}"
        return f"{row.left!r} is an id; a type is judged by the name" if is_id(row.left) else None
    ends = [row.left] if row.verdict == "not an entity" else [row.left, row.right]
    if unknown := [end for end in ends if is_id(end) and end not in known and not _UNKNOWN.fullmatch(end)]:
        return f"there is no entity {unknown[0]!r} in the names files; a name that looks like an id is to be written with a capital"
    if row.verdict == "same" and all(map(is_id, ends)) and len(kinds := {_kind(end) for end in ends}) > 1:
        return f"{' and '.join(ends)} are of different types, {' and '.join(sorted(kinds))}"
    return f"{row.left!r} and {row.right!r} are one name" if len({*map(end_key, ends)}) < len(ends) else None


def _kind(id_: str) -> str:
    """What an id begins with; organizations that no list knows are written out."""
    kind = id_.split("-")[0]
    return "organization" if kind == "org" else kind


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_together(path: Path, rows: Sequence[Judgement]) -> None:
    """Refuse the first line that contradicts earlier ones, or closes a circle of "same".

    Two people may take the same decision; what several lines say together need not, and must not, be said again.
    """
    same: nx.Graph[str] = nx.Graph()
    apart: list[tuple[str, str, int]] = []
    about: dict[str, Judgement] = {}
    for row in rows:
        left, right = end_key(row.left), end_key(row.right)
        if row.verdict == "same":
            if not same.has_edge(left, right):
                if lines := _chain(same, left, right):
                    raise VocabularyError(path, f"closes a circle: {_lines(lines)} make them one already; delete this one", line=row.line)
                same.add_edge(left, right, line=row.line)
            one = nx.node_connected_component(same, left)
            torn = next((pair for pair in apart if {*pair[:2]} <= one), None)
        elif row.verdict == "different":
            apart.append((left, right, row.line))
            torn = apart[-1] if _chain(same, left, right) else None
        else:
            torn = None
            earlier = about.setdefault(left, row)
            if (earlier.verdict, earlier.right) != (row.verdict, row.right):
                raise VocabularyError(path, f"contradicts line {earlier.line}: {_said(earlier)}", line=row.line)
        if torn:
            a, b, line = torn
            others = _lines({line, *_chain(same, a, b)} - {row.line})
            raise VocabularyError(path, f"contradicts {others}: {a} and {b} cannot be the same and different", line=row.line)
    for row in rows:
        for end in (row.left, row.right) if row.verdict == "same" else ():
            other = about.get(end_key(end))
            if other and other.verdict == "not an entity":
                earlier, later = sorted((row, other), key=lambda r: r.line)
                raise VocabularyError(path, f"contradicts line {earlier.line}: {_said(earlier)}", line=later.line)


def _chain(same: nx.Graph[str], a: str, b: str) -> list[int]:
    """The lines by which two ends are the same; empty if they are not."""
    if a not in same or b not in same or not nx.has_path(same, a, b):
        return []
    steps = nx.utils.pairwise(nx.shortest_path(same, a, b))
    return sorted(same.edges[step]["line"] for step in steps)


def _lines(lines: Collection[int]) -> str:
    return ("lines " if len(lines) > 1 else "line ") + ", ".join(map(str, sorted(lines)))


def _said(row: Judgement) -> str:
    return " ".join(filter(None, (repr(row.left), row.verdict, row.right)))
