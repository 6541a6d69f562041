"""Claims of table rows: which rule fits a table is told by its title and header, what a row claims by the rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.model import Amount, Block, Mention, Modality, Qualifiers, Row, Span
from kg.relate.amounts import Sum
from kg.relate.dates import DateReader
from kg.vocab import TableRule, Vocabulary
from kg.vocab.rules import TableClaim

#: Reads the sums inside a clean range of a folded text.
Sums = Callable[[str, int, int], Iterable[Sum]]
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class RowClaim:
    """A claim of one row, before it becomes a claim of the document."""

    span: Span
    subject: Mention
    relation: str
    object: Mention
    qualifiers: Qualifiers
    rule: str
    confidence: float
    places: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class _Context:
    """A table being read: its rule, where its columns are, what its title names."""

    rule: TableRule
    columns: Mapping[str, int]
    title: Sequence[Mention]
    unit: str


class TableReader:
    """Applies the table rules of ``relations/tables.yaml``."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._rules = vocab.table_rules
        self._units = vocab.lexicon.units
        self._magnitudes = vocab.lexicon.magnitudes
        self._statuses = vocab.lexicon.cues.get("status", ())

    def claims(self, block: Block, folded: str, mentions: Sequence[Mention], dates: DateReader, sums: Sums) -> Iterator[RowClaim]:
        """Yield the claims of every row, where a rule fits the table."""
        context = self._context(block, folded, mentions)
        if isinstance(context, _Context) and block.table:
            for row in (row for row in block.table.rows if row.sure):
                yield from self._row(context, row, folded, mentions, dates, sums)

    def prose(self, block: Block, folded: str) -> Iterator[tuple[Span, Span, str]]:
        """Yield the cells of a table that are prose, each with its row and the words of the row's date."""
        context = self._context(block, folded, ())
        if isinstance(context, str) or context.rule.prose is None or block.table is None:
            return
        for row in block.table.rows:
            cell, date = _cell(context, row, context.rule.prose), _cell(context, row, "date")
            span = row_span(row)
            if row.sure and span and len(cell):
                yield span, cell, folded[date.start : date.end]

    def hindrance(self, block: Block, folded: str) -> str | None:
        """Why a table yields no claims, in words for a person; None if a rule reads it."""
        context = self._context(block, folded, ())
        return context if isinstance(context, str) else None

    def _context(self, block: Block, folded: str, mentions: Sequence[Mention]) -> _Context | str:
        """By which rule a table is read, and how; or why by none."""
        table = block.table
        if table is None or not table.sure:
            return "the cells of the table could not be told apart"
        if not table.header:
            return "the table has no header"
        title = folded[table.title.start : table.title.end] if table.title else ""
        headers = ["".join(folded[span.start : span.end].split()) for span in table.header]
        for rule in self._rules:
            columns = _columns(rule, headers)
            if (rule.title is None or rule.title.search("".join(title.split()))) and rule.required <= set(columns):
                named = [m for m in mentions if table.title and table.title.covers(m.clean)]
                return _Context(rule, columns, named, _header_unit(headers, columns))
        return "no rule of tables.yaml fits the table's title and header"

    def _row(
        self, context: _Context, row: Row, folded: str, mentions: Sequence[Mention], dates: DateReader, sums: Sums
    ) -> Iterator[RowClaim]:
        span = row_span(row)
        if span is None:
            return
        for claim in context.rule.claims:
            qualifiers = self._qualifiers(context, claim, row, folded, dates, sums)
            if qualifiers is None:
                continue
            columns = (("date", claim.date), ("amount", claim.amount), ("rate", claim.rate), ("modality", claim.status))
            places = tuple((part, cell) for part, name in columns if name and len(cell := _cell(context, row, name)))
            for subject in self._ends(context, claim.subject, row, mentions):
                for object_ in self._ends(context, claim.object, row, mentions):
                    if subject.entity != object_.entity:
                        rule = f"table/{context.rule.id}"
                        yield RowClaim(span, subject, claim.relation, object_, qualifiers, rule, context.rule.confidence, places)

    def _ends(self, context: _Context, name: str, row: Row, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions that stand for an end: in the row's cell of that column, or in the title ("title:Country", of
        several the first; "title:Country:2" the second)."""
        if name.startswith("title:"):
            _, type_, *which = name.split(":")
            of_type = [m for m in context.title if m.type == type_]
            position = int(which[0]) - 1 if which else 0
            return of_type[position : position + 1]
        cell = _cell(context, row, name)
        types = context.rule.types[name]
        return [m for m in mentions if cell.covers(m.clean) and m.type in types]

    def _qualifiers(self, context: _Context, claim: TableClaim, row: Row, folded: str, dates: DateReader, sums: Sums) -> Qualifiers | None:
        """What narrows a claim of a row; None if the row's status says that it does not make the claim."""

        def cell(name: str | None) -> str:
            span = _cell(context, row, name) if name else Span(0, 0)
            return folded[span.start : span.end].strip()

        when = cell(claim.date)
        date = next(iter(dates.read(when, 0, len(when))), None)
        year = _YEAR.fullmatch(when)
        status = self._status(cell(claim.status))
        if claim.statuses:
            status = next((modality for modality, pattern in claim.statuses if pattern.search(cell(claim.status))), None)
            if status is None:
                return None
        rate = cell(claim.rate).rstrip("%").strip()
        return Qualifiers(
            when=date.value if date else year[0] if year else None,
            amount=self._amount(cell(claim.amount), context.unit, sums),
            rate=f"{rate}%" if rate and all(char.isdigit() or char in ".-~" for char in rate) else None,
            modality=claim.modality or status or "fact",
        )

    def _status(self, text: str) -> Modality | None:
        return next((value for word, value in self._statuses if word in text), None)  # type: ignore[misc]

    def _amount(self, text: str, unit: str, sums: Sums) -> Amount | None:
        """A sum as the cell gives it, or a bare number with the unit of its header (億美元)."""
        if not text:
            return None
        found = next(iter(sums(text, 0, len(text))), None) or next(iter(sums(text + unit, 0, len(text + unit))), None)
        return found.amount if found and found.amount.value != Decimal(0) else None


def row_span(row: Row) -> Span | None:
    """The clean range of a row, from its first filled cell to its last; None if all are empty."""
    filled = [cell for cell in row.cells if len(cell)]
    return Span(min(cell.start for cell in filled), max(cell.end for cell in filled)) if filled else None


def _cell(context: _Context, row: Row, name: str) -> Span:
    """The row's cell in the column of this name; an empty span where the table has no such column."""
    return row.cells[context.columns[name]] if name in context.columns else Span(0, 0)


def _columns(rule: TableRule, headers: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, pattern in rule.columns.items():
        for i, header in enumerate(headers):
            if i not in found.values() and pattern.search(header):
                found[name] = i
                break
    return found


def _header_unit(headers: Sequence[str], columns: Mapping[str, int]) -> str:
    """The unit that the header of the amount column gives in parentheses: 金額(億美元) → 億美元."""
    if "amount" not in columns:
        return ""
    header = headers[columns["amount"]]
    return header[header.index("(") + 1 :].rstrip(")") if "(" in header else ""
