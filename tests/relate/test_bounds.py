"""Input that was made to be slow is read in bounded time."""

from __future__ import annotations

import time

import pytest
from marked import marked

from kg.link import Linker
from kg.relate import Relater

#: Seconds that any of these may take; a run that explodes takes minutes.
LIMIT = 20.0


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["美國對中國加徵關稅的措施", "美國、", "（美國", "「美國", "2018年", "25%", "1,", "美", "a", "對", "台積電與", "《海洋法》、", "委員會", "加徵", "10億"],
)
def test_a_sentence_of_200_000_characters(extract_text, unit: str) -> None:
    """A sentence that never ends, of whatever it is made, is read in seconds."""
    text = (unit * (200_000 // len(unit) + 1))[:200_000]
    start = time.perf_counter()
    extract_text(text)

    assert time.perf_counter() - start < LIMIT


@pytest.mark.slow
@pytest.mark.parametrize("between", ["、", "對", "與", "，", "，對", "加徵關稅", "（", "收購"])
def test_10_000_names_in_a_line(vocab, between: str) -> None:
    """A line of ten thousand names of different entities is linked and related in seconds, with a bounded number of claims."""
    names = sorted(entity.label for entity in vocab.names.entities.values() if entity.type == "Country" and "[" not in entity.label)[:100]
    document, mentions = marked(between.join(f"[Country|{names[i % len(names)]}]" for i in range(10_000)) + "加徵關稅。")
    start = time.perf_counter()
    linked, entities = Linker(vocab).link(document, mentions)
    claims = Relater(vocab).claims(document, linked, entities)

    assert time.perf_counter() - start < LIMIT
    assert len(claims) < 1_000_000


@pytest.mark.slow
@pytest.mark.parametrize("pair", [("[Country|美國]", "[Country|中國]"), ("[Firm|台積電]", "[Country|美國]")])
def test_many_unknown_names(vocab, pair: tuple[str, str]) -> None:
    """Thousands of different unknown names, some the ends of others, are linked in seconds."""
    parts = [f"[Organization|{'甲乙丙丁'[i % 4]}{i}海洋研究中心]" for i in range(3_000)]
    document, mentions = marked("、".join([*pair, *parts]))
    start = time.perf_counter()
    Linker(vocab).link(document, mentions)

    assert time.perf_counter() - start < LIMIT
