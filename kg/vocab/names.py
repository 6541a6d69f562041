"""Known names: ``ontology/names/*.csv`` and the countries of babel and pycountry.

Format of a names file: see ``docs/adding-names.md``. A name may belong to several entities (商務部 of China and of the US);
the linker chooses by context. An alias that ends in ? is *weak*: an everyday word that names the entity only in documents
which show it otherwise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import opencc
import pycountry
from babel import Locale

from kg.errors import VocabularyError
from kg.model import Entity
from kg.vocab.folding import name_key
from kg.vocab.ontology import Ontology
from kg.vocab.paths import ontology_path
from kg.vocab.tables import read_table

REQUIRED = ("id", "type", "class", "zh_hant", "zh_hans", "en", "aliases", "country", "wikidata", "note")
OPTIONAL = ("office", "term", "isic", "naics")
_ID = re.compile(r"[a-z]+-[a-z0-9]+(?:-[a-z0-9]+)*")
_HOMES = frozenset({country.alpha_2 for country in pycountry.countries} | {"EU"})
_BABEL_LOCALES = {"zh-Hant": "zh_Hant", "zh-Hans": "zh_Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a known entity."""

    surface: str
    entity: str
    type: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """All known entities and, by look-up key, the names under which they go."""

    entities: Mapping[str, Entity]
    by_key: Mapping[str, tuple[Name, ...]]

    def find(self, surface: str) -> tuple[Name, ...]:
        """The names spelled like ``surface``, script, width, case and spaces aside."""
        return self.by_key.get(name_key(surface), ())


@dataclass(frozen=True, slots=True)
class _Record:
    entity: Entity
    weak: tuple[str, ...]


def load_names(folder: Path, ontology: Ontology) -> Names:
    """Read every names file under ``folder`` and add the countries.

    Raises:
        VocabularyError: a duplicate or malformed id, an unknown type or class, a missing label, a one-character alias.
    """
    records = {entity.id: _Record(entity, ()) for entity in _countries()}
    places: dict[str, str] = {}
    for path in sorted(folder.glob("*.csv")):
        for line, row in read_table(path, REQUIRED, OPTIONAL):
            record = _record(path, line, row, ontology)
            id_ = record.entity.id
            if id_ in places:
                raise VocabularyError(path, f"id {id_} is already taken by {places[id_]}", line=line)
            places[id_] = f"{path.name}:{line}"
            records[id_] = _merged(records[id_], record) if id_ in records else record
    return _indexed(_with_simplified(records.values()))


def _record(path: Path, line: int, row: Mapping[str, str], ontology: Ontology) -> _Record:
    def refuse(reason: str) -> VocabularyError:
        return VocabularyError(path, reason, line=line)

    id_, type_ = row["id"], row["type"]
    cls = row["class"] or type_
    if not _ID.fullmatch(id_) or not type_.lower().startswith(id_.split("-")[0]):
        raise refuse(f"id {id_!r} should be lower-case ASCII with hyphens and begin like its type, {type_.lower()!r}")
    if type_ not in ontology.types:
        raise refuse(f"unknown type {type_!r}; known: {', '.join(ontology.types)}")
    if cls not in ontology.classes or ontology.classes[cls].type != type_:
        raise refuse(f"{cls!r} is no class of {type_}")
    if not row["zh_hant"] and not row["en"]:
        raise refuse("an entity needs a name in zh_hant or en")
    if row["wikidata"] and not re.fullmatch(r"Q\d+", row["wikidata"]):
        raise refuse(f"{row['wikidata']!r} is no Wikidata id (Q and digits), leave it empty if unsure")
    if row["country"] and row["country"] not in _HOMES:
        raise refuse(f"country {row['country']!r} is no ISO 3166-1 alpha-2 code (TW, US, …) nor EU")
    aliases = [alias.strip() for alias in row["aliases"].split("|") if alias.strip()]
    if short := [alias for alias in aliases if len(alias.rstrip("?")) < 2]:
        raise refuse(f"alias {short[0]!r} is too short to be searched for")
    labels = {"zh-Hant": row["zh_hant"], "zh-Hans": row["zh_hans"], "en": row["en"]}
    identifiers = {scheme: row[scheme] for scheme in ("wikidata", "isic", "naics") if row.get(scheme)}
    entity = Entity(
        id=id_,
        type=type_,
        cls=cls,
        labels={lang: label.rstrip("?") for lang, label in labels.items() if label},
        aliases=tuple(alias.rstrip("?") for alias in aliases),
        identifiers=identifiers,
        country=row["country"] or None,
        known=True,
    )
    return _Record(entity, tuple(name.rstrip("?") for name in (*labels.values(), *aliases) if name.endswith("?")))


def _merged(base: _Record, extra: _Record) -> _Record:
    """A row of a names file for a country that babel knows: its labels win, names add up."""
    dropped = [label for lang, label in base.entity.labels.items() if lang in extra.entity.labels]
    entity = replace(
        base.entity,
        labels={**base.entity.labels, **extra.entity.labels},
        aliases=(*base.entity.aliases, *dropped, *extra.entity.aliases),
        identifiers={**base.entity.identifiers, **extra.entity.identifiers},
    )
    return _Record(entity, extra.weak)


def _countries() -> Iterator[Entity]:
    """Every ISO 3166-1 country and territory, with its CLDR names in three languages."""
    territories = {lang: Locale.parse(code).territories for lang, code in _BABEL_LOCALES.items()}
    for country in pycountry.countries:
        code = country.alpha_2
        official = (country.name, getattr(country, "official_name", ""), getattr(country, "common_name", ""))
        labels = {lang: names[code] for lang, names in territories.items() if code in names}
        yield Entity(
            id=f"country-{code.lower()}",
            type="Country",
            cls="Country",
            labels=labels,
            aliases=tuple(sorted({name for name in official if name and name not in labels.values()})),
            identifiers={"iso3166": code},
            country=code,
            known=True,
        )


@cache
def country_keys() -> frozenset[str]:
    """The look-up keys of countries' names, without a vocabulary at hand; everyday words that only may name one are not among them."""
    rows = (row for _, row in read_table(ontology_path() / "names" / "countries.csv", REQUIRED, OPTIONAL))
    written = [name for row in rows for name in (row["zh_hant"], row["zh_hans"], row["en"], *row["aliases"].split("|"))]
    known = [name for country in _countries() for name in (*country.labels.values(), *country.aliases)]
    return frozenset(name_key(name) for name in (*written, *known) if name and not name.strip().endswith("?"))


def _with_simplified(records: Iterable[_Record]) -> list[_Record]:
    """Fill in the Simplified label by conversion where the file gives none."""
    records = list(records)
    wanting = [r.entity.labels["zh-Hant"] for r in records if "zh-Hant" in r.entity.labels and "zh-Hans" not in r.entity.labels]
    converted = iter(opencc.OpenCC("t2s").convert("\n".join(wanting)).split("\n")) if wanting else iter(())
    filled = []
    for record in records:
        labels = record.entity.labels
        if "zh-Hant" in labels and "zh-Hans" not in labels:
            labels = {**labels, "zh-Hans": next(converted)}
        entity = replace(record.entity, labels=labels, aliases=_distinct(record.entity.aliases, labels.values()))
        filled.append(replace(record, entity=entity))
    return filled


def _distinct(aliases: Sequence[str], labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(aliases) - set(labels)))


def _indexed(records: Iterable[_Record]) -> Names:
    by_key: dict[str, dict[str, Name]] = defaultdict(dict)
    entities = {}
    for record in sorted(records, key=lambda r: r.entity.id):
        entity = record.entity
        entities[entity.id] = entity
        for surface in (*entity.labels.values(), *entity.aliases):
            key = name_key(surface)
            if len(key) > 1:
                by_key[key].setdefault(entity.id, Name(surface, entity.id, entity.type, surface in record.weak))
    return Names(entities, {key: tuple(names.values()) for key, names in sorted(by_key.items())})
