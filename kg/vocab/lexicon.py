"""The small word lists under ``ontology/lexicon/``: cues, suffixes, titles, units, what is no name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import get_args

from kg.errors import VocabularyError
from kg.model import Modality
from kg.vocab.folding import fold, name_key
from kg.vocab.ontology import Ontology
from kg.vocab.tables import read_table


@dataclass(frozen=True, slots=True)
class CountryCharacter:
    """A one-character abbreviation of a country.

    Attributes:
        use: "any" where every word of compound_contexts.csv makes a country of it, "marked" where only those with * do, "pairs"
            where it counts beside other abbreviations only.
    """

    entity: str
    use: str


@dataclass(frozen=True, slots=True)
class Suffix:
    """What new names of a type end in.

    Attributes:
        mode: "free" ones count anywhere, "marked" ones only inside brackets or before a gloss, "homed" ones only where the name
            begins with the name of a country or of another body.
        least: fewest characters before it.
    """

    type: str
    cls: str
    mode: str
    least: int


@dataclass(frozen=True, slots=True)
class Reference:
    """An expression that stands for an entity named elsewhere; ``how`` is an entity id, "nearest", "author-country", or, for the first
    and the second of two that were named together, "former" and "latter": these take the type of what they stand for."""

    type: str
    how: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists. Keys are folded; see the heads of the files for what each means."""

    country_characters: Mapping[str, CountryCharacter]
    before_country: Mapping[str, bool]
    after_country: Mapping[str, bool]
    stop_phrases: frozenset[str]
    suffixes: Mapping[str, Suffix]
    edges: frozenset[str]
    not_names: frozenset[str]
    titles: frozenset[str]
    surnames: frozenset[str]
    references: Mapping[str, Reference]
    words: Mapping[str, tuple[str, ...]]
    columns: tuple[tuple[re.Pattern[str], str], ...]
    cues: Mapping[str, tuple[tuple[str, str], ...]]
    magnitudes: Mapping[str, Decimal]
    units: Mapping[str, str]
    model_labels: Mapping[str, str]


def load_lexicon(folder: Path, ontology: Ontology) -> Lexicon:
    """Read all word lists.

    Raises:
        VocabularyError: a file is missing or malformed, or names an unknown type or class.
    """
    before, after = _contexts(folder / "compound_contexts.csv")
    magnitudes, units = _units(folder / "units.csv")
    return Lexicon(
        country_characters=_country_characters(folder / "country_characters.csv"),
        before_country=before,
        after_country=after,
        stop_phrases=_column(folder / "stop_phrases.csv", "phrase", ("holds",)),
        suffixes=_suffixes(folder / "suffixes.csv", ontology),
        edges=_column(folder / "edges.csv", "word"),
        not_names=_column(folder / "not_names.csv", "word"),
        titles=_column(folder / "titles.csv", "title"),
        surnames=frozenset("".join(_column(folder / "surnames.csv", "surnames"))),
        references=_references(folder / "references.csv", ontology),
        words=_words(folder / "words.csv"),
        columns=_column_types(folder / "columns.csv", ontology),
        cues=_cues(folder / "cues.csv", ontology),
        magnitudes=magnitudes,
        units=units,
        model_labels=_model_labels(folder / "model_labels.csv", ontology),
    )


def _column(path: Path, name: str, others: tuple[str, ...] = ()) -> frozenset[str]:
    return frozenset(name_key(row[name]) for _, row in read_table(path, (name, *others)))


def _country_characters(path: Path) -> dict[str, CountryCharacter]:
    table = {}
    for line, row in read_table(path, ("char", "entity", "use")):
        if len(row["char"]) != 1:
            raise VocabularyError(path, f"{row['char']!r} is not one character", line=line)
        if row["use"] not in ("any", "marked", "pairs", "never"):
            raise VocabularyError(path, f"use is {row['use']!r}, should be any, marked, pairs or never", line=line)
        if row["use"] != "never":
            table[fold(row["char"])] = CountryCharacter(row["entity"], row["use"])
    return table


def _contexts(path: Path) -> tuple[dict[str, bool], dict[str, bool]]:
    sides: dict[str, dict[str, bool]] = {"before": {}, "after": {}}
    for line, row in read_table(path, ("side", "word", "all")):
        if row["side"] not in sides:
            raise VocabularyError(path, f"side is {row['side']!r}, should be before or after", line=line)
        sides[row["side"]][_checked(path, line, fold(row["word"]))] = row["all"] == "*"
    return sides["before"], sides["after"]


def _suffixes(path: Path, ontology: Ontology) -> dict[str, Suffix]:
    table = {}
    for line, row in read_table(path, ("suffix", "type", "class", "mode", "min")):
        if row["class"] not in ontology.classes or ontology.classes[row["class"]].type != row["type"]:
            raise VocabularyError(path, f"{row['class']!r} is no class of {row['type']!r}", line=line)
        if row["mode"] not in ("free", "marked", "homed") or not row["min"].isdecimal():
            raise VocabularyError(path, "mode should be free, marked or homed, min a number", line=line)
        table[fold(row["suffix"])] = Suffix(row["type"], row["class"], row["mode"], int(row["min"]))
    return table


def _references(path: Path, ontology: Ontology) -> dict[str, Reference]:
    table = {}
    for line, row in read_table(path, ("form", "type", "how")):
        if row["type"] not in ontology.types:
            raise VocabularyError(path, f"unknown type {row['type']!r}", line=line)
        table[name_key(row["form"])] = Reference(row["type"], row["how"])
    return table


def _model_labels(path: Path, ontology: Ontology) -> dict[str, str]:
    table = {}
    for line, row in read_table(path, ("label", "type")):
        if row["type"] not in ontology.types:
            raise VocabularyError(path, f"unknown type {row['type']!r}", line=line)
        table[row["label"]] = row["type"]
    return table


def _words(path: Path) -> dict[str, tuple[str, ...]]:
    return {row["class"]: tuple(filter(None, row["words"].split("|"))) for _, row in read_table(path, ("class", "words"))}


def _column_types(path: Path, ontology: Ontology) -> tuple[tuple[re.Pattern[str], str], ...]:
    types = []
    for line, row in read_table(path, ("header", "type")):
        if row["type"] not in ontology.types:
            raise VocabularyError(path, f"unknown type {row['type']!r}", line=line)
        types.append((re.compile(_checked(path, line, fold(row["header"]))), row["type"]))
    return tuple(types)


def _checked(path: Path, line: int, pattern: str) -> str:
    """The pattern, if it is a regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise VocabularyError(path, f"{pattern!r} is no regular expression: {error}", line=line) from None
    return pattern


def _cues(path: Path, ontology: Ontology) -> dict[str, tuple[tuple[str, str], ...]]:
    """Regular expressions by kind: (pattern, value) in the file's order."""
    cues: dict[str, list[tuple[str, str]]] = {}
    for line, row in read_table(path, ("kind", "cue", "value")):
        if row["kind"] == "modality" and row["value"] not in get_args(Modality):
            raise VocabularyError(path, f"unknown modality {row['value']!r}", line=line)
        if row["kind"] == "no-modality" and row["value"] not in ontology.relations:
            raise VocabularyError(path, f"unknown relation {row['value']!r}", line=line)
        cues.setdefault(row["kind"], []).append((_checked(path, line, fold(row["cue"])), row["value"]))
    return {kind: tuple(pairs) for kind, pairs in cues.items()}


def _units(path: Path) -> tuple[dict[str, Decimal], dict[str, str]]:
    magnitudes, units = {}, {}
    for line, row in read_table(path, ("word", "kind", "value")):
        if row["kind"] == "magnitude":
            try:
                magnitudes[fold(row["word"])] = Decimal(row["value"])
            except InvalidOperation:
                raise VocabularyError(path, f"{row['value']!r} is no number", line=line) from None
        elif row["kind"] in ("currency", "unit"):
            units[fold(row["word"])] = row["value"]
        else:
            raise VocabularyError(path, f"kind is {row['kind']!r}, should be magnitude, currency or unit", line=line)
    return magnitudes, units
