"""A spaCy model as further evidence (``--model``): trained here, so that nothing is downloaded."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.training import Example
from spacy.util import fix_random_seed
from typer.testing import CliRunner

import kg
from kg.cli import app
from kg.errors import UsageError
from kg.ingest import from_text
from kg.model import Extraction
from kg.pipeline import Extractor, build

#: Names that no list has and no pattern knows, as spaCy's models label them.
NAMES = {"Quorvane": "PERSON", "Zelmark": "GPE", "Brindle": "ORG", "Tuesday": "DATE"}
SENTENCES = (
    "Yesterday {Quorvane} spoke of roses.",
    "In {Zelmark} it rained, said {Quorvane}.",
    "Nobody at {Brindle} knew of it on {Tuesday}.",
    "{Brindle} left {Zelmark} on {Tuesday}.",
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a small model for named entities, trained on a few sentences."""
    fix_random_seed(7)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    examples = []
    for sentence in SENTENCES:
        text, entities = "", []
        for part in sentence.replace("}", "{").split("{"):
            if part in NAMES:
                entities.append((len(text), len(text) + len(part), NAMES[part]))
            text += part
        examples.append(Example.from_dict(nlp.make_doc(text), {"entities": entities}))
    optimizer = nlp.initialize(lambda: examples)
    shuffler = random.Random(7)
    for _ in range(25):
        shuffler.shuffle(examples)
        nlp.update(examples, sgd=optimizer)
    path = tmp_path_factory.mktemp("model")
    nlp.to_disk(path)
    return str(path)


@pytest.fixture(scope="module")
def reads(model: str, vocab) -> Callable[[str], Extraction]:
    """Extract from a text with the model."""
    extractor = Extractor(vocab, model=model)
    return lambda text: extractor.extract(from_text(text))


def found(extraction: Extraction) -> set[tuple[str, str]]:
    """What only the model found."""
    return {(m.surface, m.type) for m in extraction.mentions if m.found_by == "model"}


TEXT = " ".join(sentence.replace("{", "").replace("}", "") for sentence in SENTENCES)


def test_a_model_adds_names(reads: Callable[[str], Extraction], extract_text: Callable[[str], Extraction]) -> None:
    """Names that only the model knows are found where it finds them twice, with the types that their labels stand for."""
    without = {m.surface for m in extract_text(TEXT).mentions}
    added = found(reads(TEXT))

    assert added
    assert added <= {("Quorvane", "Person"), ("Zelmark", "Place"), ("Brindle", "Organization")}
    assert not {surface for surface, _ in added} & without


def test_once_is_not_enough(reads: Callable[[str], Extraction]) -> None:
    """What the model finds once, and whose end says nothing, is not believed."""
    assert found(reads("Yesterday Quorvane spoke of roses.")) == set()


def test_what_is_known_stays(reads: Callable[[str], Extraction], extract_text: Callable[[str], Extraction]) -> None:
    """Every mention that is found without the model is found with it, the same; the model cannot contradict lists and patterns."""
    text = "TSMC left Vietnam on Tuesday. In Vietnam it rained, said TSMC. Nobody at TSMC knew of it. 鴻海在越南設廠。" + TEXT
    plain = {(m.span, m.type, m.entity) for m in extract_text(text).mentions}

    assert plain <= {(m.span, m.type, m.entity) for m in reads(text).mentions}


def test_a_model_is_little_trusted(reads: Callable[[str], Extraction]) -> None:
    """Names of the model weigh less than those of any other annotator."""
    scores = {m.score for m in reads(TEXT).mentions if m.found_by == "model"}

    assert scores == {0.4}


def test_commands_take_a_model(model: str, tmp_path: Path) -> None:
    """``kg extract`` and ``kg build`` take it; a build with a model is not taken from the cache of one without."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    printed = CliRunner().invoke(app, ["extract", str(tmp_path / "a.txt"), "--model", model])

    assert '"found_by": "model"' in printed.stdout

    build([tmp_path / "a.txt"], tmp_path / "out", workers=1)
    plain = (tmp_path / "out" / "claims.jsonl").read_text(encoding="utf-8")
    built = build([tmp_path / "a.txt"], tmp_path / "out", workers=1, model=model)

    assert built.reused == 0
    assert '"found_by": "model"' not in plain
    assert '"found_by": "model"' in (tmp_path / "out" / "claims.jsonl").read_text(encoding="utf-8")


def test_the_component_takes_a_model(model: str) -> None:
    """``kg_mentions`` has the model as a setting."""
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_mentions", config={"model": model})

    doc = nlp(TEXT)

    assert "Quorvane" in {span.text for span in doc.spans["kg"]}


@pytest.mark.parametrize("command", ["build", "extract"])
def test_a_missing_model_is_refused(command: str, tmp_path: Path) -> None:
    """A model that is not installed is one clear line, before anything is read."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    result = CliRunner().invoke(app, [command, str(tmp_path / "a.txt"), "--model", "xx_no_such_model"])

    assert result.exit_code == 2
    assert (
        result.stderr == "kg: the spaCy model 'xx_no_such_model' is not installed; install its package, or give the folder that holds it\n"
    )


def test_a_model_without_entities_is_refused(tmp_path: Path, vocab) -> None:
    """A model that has no component for named entities is refused, with what it has."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path)

    with pytest.raises(UsageError, match=r"finds no named entities .*sentencizer"):
        Extractor(vocab, model=str(tmp_path))


def test_the_error_is_kgs_own() -> None:
    """A pipeline with a missing model fails with an error of kg."""
    with pytest.raises(kg.KgError, match="not installed"):
        spacy.blank("en").add_pipe("kg_mentions", config={"model": "xx_no_such_model"})
