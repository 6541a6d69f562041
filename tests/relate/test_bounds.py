"""Input that was made to be slow is read in bounded time: a run that explodes is ended by the test's own time limit."""

from __future__ import annotations

import pytest
from marked import marked

from kg.link import Linker
from kg.relate import Relater

pytestmark = [pytest.mark.slow, pytest.mark.timeout(30)]
LONG = 200_000


@pytest.mark.parametrize("unit", ["（美國", "「美國", "2018年", "25%", "1,", "美", "對", "委員會", "加徵", "10億", "、", "《", "a "])
def test_a_sentence_of_200_000_characters(extract_text, unit: str) -> None:
    """A sentence that never ends, of whatever it is made, is read in seconds."""
    extraction = extract_text((unit * (LONG // len(unit) + 1))[:LONG])

    assert len(extraction.claims) < LONG


@pytest.mark.parametrize(
    "text",
    [
        "美國對中國加徵關稅。",
        "台積電、鴻海與廣達在越南設廠。",
        "根據WTO的報告，美國擬於2018年7月對中國加徵25%關稅。\n",
    ],
)
def test_many_ordinary_sentences(extract_text, text: str) -> None:
    """The time for a long document grows with its length."""
    extraction = extract_text(text * (20_000 // len(text)))

    assert extraction.claims


@pytest.mark.timeout(6)
@pytest.mark.parametrize("unit", ["美國對中國加徵關稅的措施", "美國、", "台積電與"])
def test_a_sentence_of_60_000_characters_with_names(extract_text, unit: str) -> None:
    """A sentence of thousands of names, in a list or with verbs between them, is read in seconds."""
    extraction = extract_text(unit * (60_000 // len(unit)))

    assert len(extraction.claims) < LONG


@pytest.mark.timeout(6)
def test_a_word_of_60_000_letters(extract_text) -> None:
    """A word that never ends is read in seconds."""
    assert extract_text("a" * 60_000).claims == ()


@pytest.fixture(scope="module")
def related(vocab):
    """How many claims a line of 10,000 names makes, where something stands between them."""
    names = sorted(entity.label for entity in vocab.names.entities.values() if entity.type == "Country" and "[" not in entity.label)[:100]
    linker, relater = Linker(vocab), Relater(vocab)

    def run(between: str, count: int) -> int:
        document, mentions = marked(between.join(f"[Country|{names[i % len(names)]}]" for i in range(count)) + "。")
        linked, entities = linker.link(document, mentions)
        return len(relater.claims(document, linked, entities))

    return run


@pytest.mark.parametrize("between", ["（", "；", "加徵關稅", "收購"])
def test_10_000_names_in_a_line(related, between: str) -> None:
    """A line of ten thousand names is linked and related in seconds."""
    assert related(between, 10_000) < LONG


def test_3_000_names_in_sentences_of_their_own(related) -> None:
    """So are thousands of names each of which is a sentence."""
    assert related("。", 3_000) < LONG


@pytest.mark.timeout(6)
@pytest.mark.parametrize("between", ["、", "與", "，"])
def test_10_000_names_in_one_list_or_clause(related, between: str) -> None:
    """So is one where the names form a single list or clause."""
    assert related(between, 10_000) < LONG


def test_thousands_of_unknown_names(vocab) -> None:
    """Thousands of different unknown names, each the end of others, are linked in seconds."""
    parts = [f"[Organization|{'甲乙丙丁'[i % 4]}{i}海洋研究中心]" for i in range(3_000)]
    document, mentions = marked("、".join([*parts, "[Organization|海洋研究中心]"]))

    assert len(Linker(vocab).link(document, mentions)[1]) == 3_001
