"""What is known before reading: one immutable, checked value made from the ``ontology`` folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from kg.errors import VocabularyError
from kg.ids import digest
from kg.vocab.judgements import FILE, Judgements, load_judgements
from kg.vocab.lexicon import Lexicon, load_lexicon
from kg.vocab.names import Names, load_names
from kg.vocab.ontology import Ontology, load_ontology
from kg.vocab.paths import ontology_path
from kg.vocab.rules import Rule, TableRule, load_rules, load_table_rules


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that the stages may know: schema, names, word lists, relation rules.

    Attributes:
        fingerprint: changes whenever a file of the folder does, that of judgements aside.
        judgements: what people decided about names, entities and claims.
    """

    path: Path
    fingerprint: str
    ontology: Ontology
    names: Names
    lexicon: Lexicon
    rules: tuple[Rule, ...]
    table_rules: tuple[TableRule, ...]
    judgements: Judgements


def load_vocabulary(path: Path | None = None, *, judgements: Path | None = None) -> Vocabulary:
    """Read and check the ontology folder (the one that ships with kg, unless another is given) and a file of judgements
    (``judgements.csv`` of that folder, unless another is given).

    Files that have not changed since are not read again.

    Raises:
        VocabularyError: a file is missing or wrong; the message names file, line and reason.
    """
    folder = path or ontology_path()
    if not folder.is_dir():
        raise VocabularyError(folder, "there is no such folder")
    if judgements and not judgements.is_file():
        raise VocabularyError(judgements, "there is no such file")
    decisions = judgements or folder / FILE
    return _decided(folder, _fingerprint(folder), decisions, _sha256(decisions) if decisions.exists() else "")


@lru_cache(maxsize=2)
def _decided(folder: Path, fingerprint: str, decisions: Path, _sha256: str) -> Vocabulary:
    vocab = _load(folder, fingerprint)
    return replace(vocab, judgements=load_judgements(decisions, vocab.ontology.types, vocab.names.entities))


@lru_cache(maxsize=2)
def _load(folder: Path, fingerprint: str) -> Vocabulary:
    ontology = load_ontology(folder / "kg.ttl")
    lexicon = load_lexicon(folder / "lexicon", ontology)
    names = load_names(folder / "names", ontology)
    _check_links(folder, lexicon, names)
    return Vocabulary(
        path=folder,
        fingerprint=fingerprint,
        ontology=ontology,
        names=names,
        lexicon=lexicon,
        rules=load_rules(folder / "relations", ontology, lexicon),
        table_rules=load_table_rules(folder / "relations" / "tables.yaml", ontology),
        judgements=Judgements(folder / FILE),
    )


def _fingerprint(folder: Path) -> str:
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    return digest(*(f"{name}:{_sha256(path)}" for name, path in files if name != FILE and not path.name.startswith(f".{FILE}")))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _check_links(folder: Path, lexicon: Lexicon, names: Names) -> None:
    """Every entity id that a word list uses must be a known entity."""
    linked = {entry.entity for entry in lexicon.country_characters.values()}
    linked |= {entry.how for entry in lexicon.references.values()} - {"nearest", "author-country", "former", "latter"}
    if unknown := sorted(linked - set(names.entities)):
        raise VocabularyError(folder / "lexicon", f"refers to unknown entities: {', '.join(unknown)}")
