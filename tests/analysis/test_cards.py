"""How values show in notebooks and terminals. Nothing that a document says is ever HTML."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from factories import NASTY

import kg
from kg.analysis import cards

#: What cards are made of; attributes are style, and those of displaCy.
_TAGS = {"div", "b", "i", "br", "p", "span", "mark", "table", "tr", "td"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


def _check(html: str) -> None:
    tags = _Tags()
    tags.feed(html)
    assert tags.seen <= _TAGS
    assert tags.attributes <= {"style", "class"}


def _words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def test_lines_for_a_terminal(g: kg.Graph) -> None:
    """Who, what, when, and the sentence."""
    assert repr(g) == "<Graph of 2 documents: 14 entities, 17 claims>"
    assert repr(g["Acme"]) == "<Firm 艾可電子 (Acme), 5 claims>"
    assert repr(g.document("doc-2")) == "<Document doc-2.pdf (某社, 2021), 2 claims>"
    tariff = g.filter(relation="imposesTariffOn").evidence(g.claims.index[g.claims.relation == "imposesTariffOn"][0])
    assert repr(tariff) == (
        "<美國 imposesTariffOn 中國 (2018-07-06, 10-25%, 340 億美元, 生效) 「country-us imposesTariffOn country-cn」 供應鏈月報, p. 2>"
    )


def test_a_card_of_a_graph_says_what_it_holds(g: kg.Graph) -> None:
    """Sizes, types, relations, whom it speaks of, and from when to when."""
    words = _words(g._repr_html_())

    assert "2 documents, 14 entities, 17 claims" in words
    assert "2018-07-06 – 2022-08-09" in words


def test_a_card_of_an_entity_has_its_evidence(g: kg.Graph) -> None:
    """Names, ids and sentences, the ends marked."""
    html = g["Acme"]._repr_html_()

    assert all(part in _words(html) for part in ("艾可電子", "ACME", "wikidata Q42", "艾可否認撤出中國。"))
    assert ">艾可</mark>" in html


def test_a_card_of_a_document_has_each_sentence_once(g: kg.Graph) -> None:
    """A sentence that states two claims is shown once."""
    assert _words(g.document("doc-1")._repr_html_()).count("2019年8月至2020年，艾可由中國遷往越南。") == 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of one document; not to be changed."""
    path = tmp_path_factory.mktemp("build")
    text = "# 遷移的小記\n\n天氣很好。陳詩涵記於竹北。\n\n2019年8月，鴻海將部分產線從中國移往越南。\n"
    (path / "a.md").write_text(text, encoding="utf-8")
    kg.build(path / "a.md", path / "outputs", workers=1)
    return path / "outputs"


def test_a_document_of_a_build_shows_its_whole_text(folder: Path) -> None:
    """What states no claim is shown too, a heading as one, every mention with its type; also in a part of the graph."""
    for g in (kg.load(folder), kg.load(folder / "claims.jsonl").filter(relation="relocatedTo")):
        html = g.document("a.md")._repr_html_()

        _check(html)
        assert "天氣很好。 陳詩涵 Person" in _words(html)
        assert "鴻海 Firm" in _words(html)
        assert "越南 Country" in _words(html)
        assert "font-weight:bold" in html
        assert [mention.surface for mention in g.document("a.md").mentions][-3:] == ["鴻海", "中國", "越南"]


def test_a_document_whose_text_was_taken_away_shows_its_sentences(folder: Path, tmp_path: Path) -> None:
    """Without ``documents.jsonl`` the sentences of the claims are left, their ends marked."""
    shutil.copy(folder / "claims.jsonl", tmp_path)
    document = kg.load(tmp_path).document("a.md")

    assert document.blocks == document.mentions == ()
    assert ">鴻海</mark>" in document._repr_html_()
    assert "天氣很好" not in document._repr_html_()


def test_texts_that_cannot_be_read_are_named(folder: Path, tmp_path: Path) -> None:
    """A broken file is named, with what to do."""
    shutil.copy(folder / "claims.jsonl", tmp_path)
    g = kg.load(tmp_path)
    (tmp_path / "documents.jsonl").write_text(f'{{"id": "{g.documents.index[0]}", "document": "a.md"}}\n', encoding="utf-8")

    with pytest.raises(kg.KgError, match=r"documents\.jsonl cannot be read \('blocks'\); build the graph again"):
        g.document("a.md")


def test_a_text_shows_its_mentions() -> None:
    """Every mention stands in the text with its type, and the claims below."""
    reading = kg.extract("2019年8月，鴻海將部分產線從中國移往越南。")
    words = _words(reading._repr_html_())

    assert "鴻海 Firm" in words
    assert "越南 Country" in words
    assert "鴻海 relocatedTo 越南" in words
    assert repr(reading) == "<Reading of text: 3 mentions, 2 claims>"


def test_a_long_text_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook is not filled with a book; no mention is cut in two."""
    monkeypatch.setattr(cards, "_TEXT", 12)
    reading = kg.extract("鴻海投資越南。宏碁投資泰國。聯電投資印度。")
    words = _words(cards.document_card(reading.document, reading.mentions, reading.claims))

    assert "… 9 more characters" in words
    assert "越南 Country" in words
    assert "投資泰…" in words


@pytest.mark.parametrize(
    "show",
    [
        lambda g: g,
        lambda g: g["firm-odd"],
        lambda g: g["firm-odd"].claims,
        lambda g: g.document("=a.txt"),
        lambda g: g.paths("Acme", "firm-odd")[0],
    ],
)
def test_what_documents_say_is_no_html(show, nasty: kg.Graph) -> None:
    """Tags in names, titles and sentences stay text."""
    html = show(nasty)._repr_html_()

    _check(html)
    assert "&lt;/script&gt;" in html


def test_a_text_of_tags_is_no_html() -> None:
    """Nor is the text of a document."""
    _check(kg.extract(f"鴻海投資越南。<script>alert(1)</script>\n{NASTY}")._repr_html_())


def test_the_page_is_in_a_frame_that_reaches_nothing(nasty: kg.Graph) -> None:
    """The interactive page runs apart from the notebook, and loads nothing."""
    html = nasty.show(height=300)._repr_html_()

    assert html.count("<iframe") == 1
    assert html.count("<script") == 0
    assert 'sandbox="allow-scripts' in html
    assert "allow-same-origin" not in html
    assert "height:300px" in html
