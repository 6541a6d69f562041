"""``kg train``: models fitted to a few passages are written with their card, and used."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.evaluate import read_passage
from kg.ingest import from_text
from kg.models import CLAIMS, NAMES, NETWORK
from kg.pipeline import Extractor
from kg.training import train
from kg.vocab import Vocabulary

PASSAGE = """# document: harbour-{document}.txt
# lines: 1-9
# kind: prose

[1 Firm|海天航運]在[2 Country|越南]紮下了根，[3 Firm|浪花物流]也在[4 Country|印度]紮下了根。[5 Person|林大川]想起了[6 Country|日本]的歌。

> 1 operatesIn 2
> 3 operatesIn 4
"""


@pytest.mark.slow
def test_models_are_fitted_written_and_used(vocab: Vocabulary, tmp_path: Path) -> None:
    """The folder holds all models and the card, the card says what they were measured on, and extraction takes them from there."""
    pytest.importorskip("jax", reason="fitting needs JAX")
    for n in range(12):
        (tmp_path / f"{n}.gold").write_text(PASSAGE.format(document=n % 3), encoding="utf-8")
    passages = [read_passage(path, vocab.ontology) for path in sorted(tmp_path.glob("*.gold"))]
    card = train(passages, vocab, tmp_path / "models")
    extraction = Extractor(vocab, models=tmp_path / "models").extract(from_text("海天航運在泰國紮下了根。"))

    assert {path.name for path in (tmp_path / "models").iterdir()} == {NAMES, CLAIMS, NETWORK, "MODEL.md"}
    assert "12 passages of 3 documents" in card
    assert "| operatesIn | 1.000 | 1.000 | 1.000 | 8 |" in card
    assert [(c.relation, c.object, c.evidence.rule) for c in extraction.claims] == [("operatesIn", "country-th", "operatesIn/learned")]
