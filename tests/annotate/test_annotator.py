"""All annotators together: what must hold for the mentions of any document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.annotate import Annotator, Candidate, Tagger, View
from kg.ingest import from_text, read
from kg.model import READ_KINDS, Document, Mention
from kg.models import MODELS, NAMES
from kg.vocab import load_vocabulary

CORPUS = Path(__file__).parent.parent.parent / "corpus"
FILES = sorted(path for path in CORPUS.iterdir() if path.name[:2].isdigit())
LINES = [line for path in FILES if path.suffix == ".txt" for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
#: Damage that layout does to a text: where lines are joined, and what gets between.
JOINS = st.sampled_from(["\n", "\n\n", "", " ", "\u3000", "\r\n", "\n— 7 —\n", "、", "（", "」"])


@cache
def annotator() -> Annotator:
    """The annotator as the pipeline has it."""
    vocab = load_vocabulary()
    return Annotator(vocab, tagger=Tagger.at(MODELS / NAMES, vocab))


def squashed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def check(document: Document, mentions: tuple[Mention, ...]) -> None:
    """Assert what docs/data-model.md promises of mentions."""
    blocks = {block.id: block for block in document.blocks}
    for m in mentions:
        block = blocks[m.block]
        assert block.kind in READ_KINDS
        assert m.surface == block.text[m.clean.start : m.clean.end]
        assert m.surface.strip()
        assert m.span == block.source(m.clean)
        assert squashed(document.text[m.span.start : m.span.end]) == squashed(m.surface)
        assert 0 < m.score <= 1
    assert [m.id for m in mentions] == [f"m{number}" for number in range(1, len(mentions) + 1)]
    assert mentions == tuple(sorted(mentions, key=lambda m: (m.block, m.clean)))
    inside = [(a, b) for a, b in pairwise(mentions) if a.block == b.block]
    assert all(a.clean.end <= b.clean.start for a, b in inside)
    spans = sorted(m.span for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_mentions_of_the_corpus_stand_where_they_say(path: Path, vocab) -> None:
    """In every format: the source at a mention's place is its surface, ids are unique, order is that of reading, nothing overlaps."""
    document = read(path)
    mentions = annotator().mentions(document)

    assert len(mentions) > 10
    assert {m.type for m in mentions} <= set(vocab.ontology.types)
    check(document, mentions)


@pytest.mark.parametrize("row", ["| 美國 | 商務部 |", "| 臺灣 | 碳費 |", "| 日本 | 經濟產業省 |"])
def test_no_name_runs_through_two_cells(row: str, tmp_path: Path) -> None:
    """Two cells that together spell a known name are two names."""
    path = tmp_path / "table.md"
    path.write_text(f"# 各國主管機關\n\n| 國家 | 項目 |\n| --- | --- |\n{row}\n", encoding="utf-8")
    mentions = annotator().mentions(read(path))

    assert [m.surface for m in mentions[-2:]] == [cell.strip() for cell in row.strip("|").split("|")]


def test_no_surface_has_white_space_at_its_ends() -> None:
    """Names neither begin nor end with white space."""
    mentions = [m for path in FILES if path.suffix == ".md" for m in annotator().mentions(read(path))]

    assert [m.surface for m in mentions if m.surface != m.surface.strip()] == []


def test_no_format_is_missing() -> None:
    """The corpus holds every kind of file that is read, so that the test above meets each."""
    assert {path.suffix for path in FILES} == {".txt", ".md", ".html", ".docx", ".pdf"}
    assert len(FILES) >= 26


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(LINES), JOINS), min_size=1, max_size=12))
def test_mentions_of_damaged_text_stand_where_they_say(parts: list[tuple[str, str]]) -> None:
    """The same holds for lines torn from documents and joined at random."""
    document = from_text("".join(line + join for line, join in parts))

    check(document, annotator().mentions(document))


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="美中日國商務部AI《》「」（）、，。;\n \u3000公司法會2018年臺ａ’‧é", min_size=1, max_size=80).filter(str.strip))
def test_mentions_of_any_text_stand_where_they_say(text: str) -> None:
    """The same holds for text that means nothing."""
    document = from_text(text)

    check(document, annotator().mentions(document))


def test_documents_leave_no_trace(vocab) -> None:
    """A name learnt in one document is unknown in the next, and the first gives the same again."""
    subject = Annotator(vocab)
    first, second = from_text("，海天航運公司（下稱海航運）宣布。海航運擴編。"), from_text("昨日海航運擴編。")
    before = subject.mentions(first)

    assert "海航運" in [m.surface for m in before]
    assert subject.mentions(second) == Annotator(vocab).mentions(second)
    assert subject.mentions(first) == before


def test_weak_names_need_support(vocab) -> None:
    """A weak alias counts only in a document that shows the entity otherwise, or in a list beside names of its type."""
    subject = Annotator(vocab)
    alone = subject.mentions(from_text("他聯想到許多往事，早餐吃了小米粥。"))
    supported = subject.mentions(from_text("Lenovo 於秋季發表新機。供應商表示，聯想的訂單增加。"))
    listed = subject.mentions(from_text("供應商包括台積電、聯想、鴻海。"))

    assert [name.weak for name in vocab.names.find("聯想")] == [True]
    assert [m.surface for m in alone if m.type == "Firm"] == []
    assert "聯想" in [m.surface for m in supported]
    assert "聯想" in [m.surface for m in listed]


@pytest.mark.parametrize(
    ("text", "name", "type_"),
    [
        ("藍帆航運股份有限公司（以下簡稱藍帆）投資越南。藍帆將擴張。", "藍帆", "Firm"),
        ("《區域海運夥伴協定》（Regional Maritime Partnership Agreement，簡稱RMPA）生效。RMPA涵蓋十國。", "RMPA", "Policy"),
        ("全球港口協會（Global Port Association，GPA）發布報告。GPA指出貨量下滑。", "GPA", "Organization"),
    ],
)
def test_what_the_text_defines_holds_all_through_it(text: str, name: str, type_: str) -> None:
    """A gloss or an abbreviation says what a name is wherever it stands, also where lists know another of that name."""
    found = annotator().mentions(from_text(text))

    assert [m.type for m in found if m.surface == name] == [type_, type_]


@pytest.mark.parametrize("text", ["包括凱元、翔安及遠信等廠商赴越南投資。", "包括凯元、翔安及远信等厂商赴越南投资。"])
def test_a_list_of_firms_outweighs_a_guess(text: str) -> None:
    """What the tagger takes for something else is a firm in a list of firms."""
    found = annotator().mentions(from_text(text))

    assert [m.type for m in found] == ["Firm", "Firm", "Firm", "Country"]


def test_furniture_and_references_are_not_searched(vocab) -> None:
    """Page headers and lists of sources hold names that the text does not speak of."""
    text = "\n".join(f"美國貿易觀察月刊\n第{n}段談到日本的產業。\n— {n} —\n" for n in range(1, 5))
    document = from_text(text)
    blocks = {block.id: block.kind for block in document.blocks}

    assert {blocks[m.block] for m in Annotator(vocab).mentions(document)} <= READ_KINDS


def test_no_name_runs_on_from_row_to_row() -> None:
    """In a table whose cells could not be told, a row may hold several names but no name lies in two rows."""
    text = (
        "表 1　港口策略\n策略　目標　優先事項\n發展綠色港口\n港口數位轉型計畫\n製造業\n海運人才培育工程\n風國教育部\n海運研究院\n港口減碳行動方案\n"
        "資料來源：港務局。\n"
    )
    document = from_text(text)
    assert document.blocks[0].table
    assert not document.blocks[0].table.sure
    found = annotator().mentions(document)
    assert "海運研究院" in {mention.surface for mention in found}
    assert not [mention.surface for mention in found if "\n" in mention.surface]


def test_all_firms_of_a_country_are_no_firm(vocab) -> None:
    """Of 中資企業 and 美商公司 the country is a name, whatever a tagger proposes."""
    text = "政府限制中資企業併購美商公司。"

    def propose(views: Sequence[View], _found: object) -> list[list[Candidate]]:
        return [
            [Candidate(text.index(name), text.index(name) + 4, "Firm", "tagger", 0.9) for name in ("中資企業", "美商公司")] for _ in views
        ]

    mentions = Annotator(vocab, tagger=propose).mentions(from_text(text))

    assert [(m.surface, m.type) for m in mentions] == [("中", "Country"), ("美", "Country")]


def test_placeholders_are_no_names(vocab) -> None:
    """What cells hold that have nothing to say is no name, whatever a tagger proposes."""

    def propose(views: Sequence[View], _found: object) -> list[list[Candidate]]:
        return [[Candidate(0, 3, "Organization", "tagger", 0.9)] for _ in views]

    assert not Annotator(vocab, tagger=propose).mentions(from_text("NIL"))
