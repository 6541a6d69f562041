"""What many tests share: one vocabulary, one extractor, one build of the sample corpus."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.ingest import from_text
from kg.model import Extraction
from kg.pipeline import Extractor, build
from kg.vocab import Vocabulary, load_vocabulary, ontology_path

FORBIDDING = """
kg:NoFirmShape a sh:NodeShape ;
    sh:targetClass kg:Firm ;
    sh:property [ sh:path skos:prefLabel ; sh:maxCount 0 ; sh:message "firms are forbidden" ] .
"""

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def vocab() -> Vocabulary:
    """The vocabulary that ships with kg."""
    return load_vocabulary()


@pytest.fixture(scope="session")
def extract_text(vocab: Vocabulary) -> Callable[[str], Extraction]:
    """Extract from a text as if it were a document."""
    extractor = Extractor(vocab)
    return lambda text: extractor.extract(from_text(text))


@pytest.fixture(scope="session")
def corpus_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build of the sample corpus."""
    output = tmp_path_factory.mktemp("corpus-build")
    build([ROOT / "corpus"], output, workers=1)
    return output


@pytest.fixture
def strict(tmp_path: Path) -> Path:
    """An ontology folder whose shapes allow no firm."""
    path = tmp_path / "strict"
    shutil.copytree(ontology_path(), path)
    with (path / "shapes.ttl").open("a", encoding="utf-8") as shapes:
        shapes.write(FORBIDDING)
    return path
