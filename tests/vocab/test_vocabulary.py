"""The whole ontology folder as one value."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.vocab import load_vocabulary, ontology_path


def test_the_shipped_folder_loads(vocab) -> None:
    """The ontology that ships with kg is sound: schema, names, word lists, rules and table rules are there."""
    assert len(vocab.names.entities) > 1000
    assert len(vocab.rules) > 100
    assert vocab.table_rules
    assert vocab.lexicon.words


def test_a_folder_is_read_once() -> None:
    """A second request for the same folder gives the same value."""
    assert load_vocabulary() is load_vocabulary()


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    """A path that is no folder is named in the refusal."""
    with pytest.raises(VocabularyError, match="no such folder") as caught:
        load_vocabulary(tmp_path / "nowhere")

    assert caught.value.path == tmp_path / "nowhere"


@pytest.mark.parametrize("file", ["kg.ttl", "relations/tables.yaml", "lexicon/cues.csv"])
def test_a_missing_file_is_refused(file: str, tmp_path: Path) -> None:
    """The folder must be complete; the refusal names the file."""
    folder = tmp_path / "ontology"
    shutil.copytree(ontology_path(), folder)
    (folder / file).unlink()

    with pytest.raises(VocabularyError) as caught:
        load_vocabulary(folder)

    assert caught.value.path == folder / file


def test_every_type_has_rules_for_its_relations(vocab) -> None:
    """Every type stands at an end of some relation, so that none is a dead end in a graph."""
    ends = {type_ for relation in vocab.ontology.relations.values() for type_ in relation.domain | relation.range}

    assert ends == set(vocab.ontology.types)
