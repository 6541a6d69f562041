"""Relation rules: ``ontology/relations/*.yaml``, each with the examples and counter-examples that are its tests.

How to write one: ``docs/adding-relations.md``.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from kg.errors import VocabularyError
from kg.model import Document, Mention, Modality, Span
from kg.vocab.folding import fold
from kg.vocab.lexicon import Lexicon
from kg.vocab.ontology import Ontology, RelationType
from kg.vocab.patterns import Alphabet, PatternError, anchors, pattern_source, word_classes

QUALIFIERS = frozenset({"date", "amount", "rate", "product", "origin", "role"})
_RULE_KEYS = frozenset({"id", "pattern", "subject", "object", "confidence", "modality", "takes", "role", "examples", "counter"})
_TABLE_KEYS = frozenset({"id", "title", "columns", "required", "claims", "confidence", "prose"})
_COLUMN_KEYS = frozenset({"header", "types"})
_FILE_KEYS = frozenset({"relation", "takes", "modality", "rules"})
_LINE = "__line__"
_MARKED = re.compile(r"\[([A-Z][A-Za-z]+)\|([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and the claims a rule must find in it, as (subject surface, object surface).

    ``names`` are those that the file marks, as (start, end, type), so that the example does not hang on whether they are found.
    """

    text: str
    claims: tuple[tuple[str, str], ...]
    names: tuple[tuple[int, int, str], ...] = ()

    def mentions(self, document: Document, found: Iterable[Mention]) -> list[Mention]:
        """What was found in the example, read as a document, with the names that it marks in place of what they touch."""
        marked = []
        for start, end, type_ in self.names:
            block = next(b for b in document.blocks if start in b.places)
            clean = Span(block.places.index(start), block.places.index(end - 1) + 1)
            marked.append(Mention(f"x{start}", block.id, clean, Span(start, end), self.text[start:end], type_, "example"))
        kept = [m for m in found if not any(m.block == name.block and m.clean.overlaps(name.clean) for name in marked)]
        return sorted([*kept, *marked], key=lambda m: (m.block, m.clean))


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to state a relation.

    Attributes:
        id: "relation/name".
        pattern: as the file writes it.
        source: of the regular expression over encoded sentences, see ``patterns``.
        anchors: folded words of which every match holds one; empty where unknown.
        words: the word classes that its pattern names.
        takes: the qualifiers that are looked for around a match.
        modality: forced modality, or None to read it from the cues.
        confidence: chance that a match is right, where nothing else speaks against it.
        role: role qualifier that the rule itself gives ("host"), or None.
    """

    id: str
    relation: str
    pattern: str
    source: str
    anchors: frozenset[str]
    words: frozenset[str]
    subject: frozenset[str]
    object: frozenset[str]
    takes: frozenset[str]
    modality: Modality | None
    confidence: float
    role: str | None
    examples: tuple[Example, ...]
    counters: tuple[str, ...]

    @property
    def regex(self) -> re.Pattern[str]:
        """The regular expression, compiled when it is first asked for: most texts need few of them."""
        return _compiled(self.source)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


@dataclass(frozen=True, slots=True)
class TableClaim:
    """A claim that every row of a table makes. Ends are column names, or "title:Type" for a name in the table's title.

    Attributes:
        status: the column that tells the modality, by the status cues, or by ``statuses`` where they are given.
        statuses: what in the status column gives which modality, the first that fits; a row that none fits does not make the claim.
    """

    subject: str
    relation: str
    object: str
    date: str | None = None
    rate: str | None = None
    amount: str | None = None
    status: str | None = None
    modality: Modality | None = None
    statuses: tuple[tuple[Modality, re.Pattern[str]], ...] = ()


@dataclass(frozen=True, slots=True)
class TableRule:
    """How to read a kind of table: which title and header tell it, what its columns are, what its rows claim.

    Attributes:
        prose: the column whose cells are sentences, to be read by the rules for those, each with the date of its row (the column "date").
    """

    id: str
    title: re.Pattern[str] | None
    columns: Mapping[str, re.Pattern[str]]
    types: Mapping[str, frozenset[str]]
    required: frozenset[str]
    claims: tuple[TableClaim, ...]
    confidence: float
    prose: str | None = None


class _Loader(yaml.CSafeLoader):
    """Safe YAML that remembers at which line each mapping starts."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    mapping = loader.construct_mapping(node, deep=True)
    if len(mapping) < len(node.value):
        raise yaml.constructor.ConstructorError(None, None, "a key is given twice", node.start_mark)
    return {**mapping, _LINE: node.start_mark.line + 1}


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_rules(folder: Path, ontology: Ontology, lexicon: Lexicon) -> tuple[Rule, ...]:
    """Read every relation file, sorted by rule id.

    Raises:
        VocabularyError: an unknown relation, type, qualifier or key, a pattern that cannot be compiled, too few examples.
    """
    alphabet = Alphabet(ontology.types, lexicon.words, lexicon.titles)
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.stem == "tables":
            continue
        content = _read(path)
        relation = ontology.relations.get(str(content.get("relation")))
        if relation is None:
            raise VocabularyError(path, f"unknown relation {content.get('relation')!r}; kg.ttl defines it", line=1)
        _refuse_unknown(path, content, _FILE_KEYS)
        defaults: dict[str, Any] = {key: content[key] for key in ("takes", "modality") if key in content}
        for entry in _mappings(path, content, "rules"):
            rule = _rule(path, {**defaults, **entry}, relation, alphabet)
            if rule.id in rules:
                raise VocabularyError(path, f"rule {rule.id} is defined twice", line=entry[_LINE])
            rules[rule.id] = rule
    return tuple(rules[id_] for id_ in sorted(rules))


def load_table_rules(path: Path, ontology: Ontology) -> tuple[TableRule, ...]:
    """Read the table rules, in the file's order: the first that fits a table is used.

    Raises:
        VocabularyError: an unknown relation, type or column.
    """
    return tuple(_table_rule(path, entry, ontology) for entry in _mappings(path, _read(path), "tables"))


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a CSafeLoader
    except FileNotFoundError:
        raise VocabularyError(path, "file is missing") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = f"not YAML: {getattr(error, 'problem', error)}"
        raise VocabularyError(path, reason, line=mark.line + 1 if mark else None) from None
    if not isinstance(content, dict):
        raise VocabularyError(path, "should be a mapping", line=1)
    return content


def _mappings(path: Path, content: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The list of mappings under a key, empty if there is none."""
    entries = content.get(key) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise VocabularyError(path, f"{key} should be a list of mappings", line=content[_LINE])
    return entries


def _words(path: Path, line: int, key: str, given: Any) -> list[str]:
    """A list of words as YAML gives it, empty if the key is missing."""
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        raise VocabularyError(path, f"{key} should be a list of words, not {given!r}", line=line)
    return given


def _confidence(path: Path, line: int, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= 1:
        raise VocabularyError(path, f"confidence should be a number above 0 and up to 1, not {given!r}", line=line)
    return float(given)


def _rule(path: Path, entry: Mapping[str, Any], relation: RelationType, alphabet: Alphabet) -> Rule:
    line = entry[_LINE]
    _refuse_unknown(path, entry, _RULE_KEYS)
    for key in ("id", "pattern", "examples", "counter"):
        if not entry.get(key):
            raise VocabularyError(path, f"a rule needs {key}", line=line)
    subject = _types(path, line, entry.get("subject"), relation.domain)
    object_ = _types(path, line, entry.get("object"), relation.range)
    wanted = frozenset(_words(path, line, "takes", entry.get("takes")))
    if unknown := sorted(wanted - QUALIFIERS):
        raise VocabularyError(path, f"unknown qualifier {', '.join(unknown)}", line=line)
    if not isinstance(entry["pattern"], str):
        raise VocabularyError(path, f"pattern should be text, not {entry['pattern']!r}", line=line)
    try:
        source = pattern_source(entry["pattern"], subject, object_, alphabet)
    except PatternError as error:
        raise VocabularyError(path, f"pattern {entry['pattern']!r}: {error}", line=line) from None
    examples = tuple(_example(path, line, example) for example in _words(path, line, "examples", entry["examples"]))
    if len(examples) < 2:
        raise VocabularyError(path, "a rule needs two examples and a counter-example", line=line)
    counter = entry["counter"]
    return Rule(
        id=f"{relation.name}/{entry['id']}",
        relation=relation.name,
        pattern=entry["pattern"],
        source=source,
        anchors=anchors(entry["pattern"], alphabet),
        words=word_classes(entry["pattern"]),
        subject=subject,
        object=object_,
        takes=wanted,
        modality=_modality(path, line, entry.get("modality")),
        confidence=_confidence(path, line, entry.get("confidence", 0.75)),
        role=entry.get("role"),
        examples=examples,
        counters=(counter,) if isinstance(counter, str) else tuple(counter),
    )


def _example(path: Path, line: int, entry: Any) -> Example:
    """An example is "sentence => subject > object; subject > object"; names in it may be marked [Type|name]."""
    text, arrow, pairs = str(entry).partition("=>")
    claims = [tuple(end.strip() for end in pair.split(">")) for pair in pairs.split(";")]
    if not arrow or any(len(claim) != 2 for claim in claims):
        raise VocabularyError(path, f"example {entry!r} should read: sentence => subject > object", line=line)
    plain, names, marked = "", [], text.strip()
    at = 0
    for match in _MARKED.finditer(marked):
        plain += marked[at : match.start()]
        names.append((len(plain), len(plain) + len(match[2]), match[1]))
        plain += match[2]
        at = match.end()
    return Example(plain + marked[at:], tuple((claim[0], claim[1]) for claim in claims), tuple(names))


def _types(path: Path, line: int, given: Any, allowed: frozenset[str]) -> frozenset[str]:
    if given is None:
        return allowed
    if unknown := sorted(set(_words(path, line, "types", given)) - allowed):
        raise VocabularyError(path, f"the relation does not allow {', '.join(unknown)} there", line=line)
    return frozenset(given)


def _modality(path: Path, line: int, given: str | None) -> Modality | None:
    for modality in get_args(Modality):
        if given == modality:
            return modality  # type: ignore[no-any-return]
    if given is not None:
        raise VocabularyError(path, f"unknown modality {given!r}", line=line)
    return None


def _refuse_unknown(path: Path, entry: Mapping[str, Any], known: frozenset[str]) -> None:
    if unknown := sorted(set(entry) - known - {_LINE}):
        raise VocabularyError(path, f"unknown key {', '.join(unknown)}; known: {', '.join(sorted(known))}", line=entry[_LINE])


def _table_rule(path: Path, entry: Mapping[str, Any], ontology: Ontology) -> TableRule:
    line = entry[_LINE]
    _refuse_unknown(path, entry, _TABLE_KEYS)
    columns = {name: spec for name, spec in (entry.get("columns") or {}).items() if name != _LINE}
    for spec in columns.values():
        _refuse_unknown(path, spec, _COLUMN_KEYS)
    types = {name: _types(path, line, spec.get("types"), frozenset(ontology.types)) for name, spec in columns.items()}
    claims = tuple(_table_claim(path, claim, ontology, columns) for claim in entry.get("claims") or ())
    try:
        title = re.compile(fold(entry["title"])) if entry.get("title") else None
        headers = {name: re.compile(fold(spec["header"])) for name, spec in columns.items()}
    except (re.error, KeyError) as error:
        raise VocabularyError(path, f"title or header is no regular expression: {error}", line=line) from None
    required = frozenset(_words(path, line, "required", entry.get("required")) or columns)
    if unknown := sorted(required - columns.keys()):
        raise VocabularyError(path, f"required names {', '.join(unknown)}, which is no column of the table", line=line)
    prose = entry.get("prose")
    if prose is not None and prose not in columns:
        raise VocabularyError(path, f"prose names {prose}, which is no column of the table", line=line)
    confidence = _confidence(path, line, entry.get("confidence", 0.85))
    return TableRule(str(entry.get("id")), title, headers, types, required, claims, confidence, prose)


def _table_claim(path: Path, entry: Mapping[str, Any], ontology: Ontology, columns: Mapping[str, Any]) -> TableClaim:
    line = entry[_LINE]
    if entry.get("relation") not in ontology.relations:
        raise VocabularyError(path, f"unknown relation {entry.get('relation')!r}", line=line)
    fields = {key: value for key, value in entry.items() if key != _LINE}
    for end in (fields.get("subject"), fields.get("object")):
        head, colon, type_ = str(end).partition(":")
        if head == "title" and colon and type_.split(":")[0] not in ontology.types:
            raise VocabularyError(path, f"unknown type {type_!r}", line=line)
    for column in _columns_used(fields):
        if column not in columns:
            raise VocabularyError(path, f"claim uses {column!r}, which is no column of the table", line=line)
    try:
        statuses = _statuses(path, line, fields.pop("statuses", {}))
        return TableClaim(**{**fields, "modality": _modality(path, line, fields.get("modality")), "statuses": statuses})
    except TypeError as error:
        raise VocabularyError(path, f"claim: {error}", line=line) from None


def _statuses(path: Path, line: int, given: Mapping[str, str]) -> tuple[tuple[Modality, re.Pattern[str]], ...]:
    found = []
    for name, pattern in given.items():
        if name != _LINE and (modality := _modality(path, line, name)):
            try:
                found.append((modality, re.compile(fold(pattern))))
            except re.error as error:
                raise VocabularyError(path, f"statuses {name}: no regular expression: {error}", line=line) from None
    return tuple(found)


def _columns_used(fields: Mapping[str, Any]) -> Iterator[str]:
    for key in ("subject", "object", "date", "rate", "amount", "status"):
        if key in fields and not str(fields[key]).startswith("title:"):
            yield str(fields[key])
