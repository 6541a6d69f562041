"""Annotated passages: what is read, and how each mistake is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evaluate import Passage, PassageError, read_passage
from kg.evaluate.passages import line_span

HEAD = "# document: report.txt\n# lines: 1-2\n# kind: prose\n\n"
BODY = "[1 Country|美國]對[2 Country|中 國]加徵\n[3 Product|鋼鐵]關稅，[4 Country|美]方宣布。\n\n"
CLAIMS = "@ 1 = 4\n@ 1 : 美國\n\n> 1 imposesTariffOn 2 date=2018-07-06 rate=25% modality=planned\n> 1 imposesTariffOn 3\n"
GOLD = Path(__file__).parent.parent.parent / "corpus" / "gold"
PASSAGES = sorted(GOLD.glob("*.gold"))


@pytest.fixture
def passage(tmp_path: Path, vocab) -> Callable[[str], Passage]:
    """Read a passage from its text."""

    def load(content: str) -> Passage:
        path = tmp_path / "some.gold"
        path.write_text(content, encoding="utf-8")
        return read_passage(path, vocab.ontology)

    return load


def test_a_passage_is_read(passage) -> None:
    """Head, text without its marks, mentions with places that ignore white space, groups and claims come back."""
    read = passage(HEAD + BODY + CLAIMS)

    assert (read.name, read.document, read.first, read.last, read.kind) == ("some.gold", "report.txt", 1, 2, "prose")
    assert read.text == "美國對中國加徵鋼鐵關稅，美方宣布。"
    assert [(m.id, m.type, m.start, m.end, m.surface) for m in read.mentions] == [
        (1, "Country", 0, 2, "美國"), (2, "Country", 3, 5, "中國"), (3, "Product", 7, 9, "鋼鐵"), (4, "Country", 12, 13, "美"),
    ]  # fmt: skip
    assert read.cluster == {1: 1, 2: 2, 3: 3, 4: 1}
    assert [(c.subject, c.relation, c.object, dict(c.qualifiers)) for c in read.claims] == [
        (1, "imposesTariffOn", 2, {"date": "2018-07-06", "rate": "25%", "modality": "planned"}), (1, "imposesTariffOn", 3, {}),
    ]  # fmt: skip


def test_the_text_is_that_of_the_source(passage) -> None:
    """Without its marks a passage is the lines of its document, line breaks and spaces included."""
    assert passage(HEAD + BODY).raw.strip("\n") == "美國對中 國加徵\n鋼鐵關稅，美方宣布。"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (HEAD + BODY + "> 1 buys 2\n", "unknown relation buys"),
        (HEAD + BODY + "> 1 imposesTariffOn 9\n", "no mention has id 9"),
        (HEAD + BODY + "@ 1 = 9\n", "no mention has id 9"),
        (HEAD + BODY + "> one imposesTariffOn 2\n", "cannot read"),
        (HEAD + BODY + "> 1 imposesTariffOn\n", "cannot read"),
        (HEAD + BODY + "@ 1 2\n", "cannot read"),
        (HEAD + "[1 Land|美國]宣布\n", "mention 1"),
        (HEAD + "[1 Country| ]宣布\n", "mention 1"),
        (HEAD + "[1 Country|美國]對[1 Country|中國]\n", "mention 1"),
        ("# lines: 1-2\n" + BODY, "document"),
        ("# document: report.txt\n" + BODY, "lines"),
        ("# document: report.txt\n# lines: all\n" + BODY, "lines"),
    ],
)
def test_a_mistake_is_refused(passage, content: str, reason: str) -> None:
    """Unknown types and relations, ids used twice or not at all, and lines that cannot be read are refused with the file's name."""
    with pytest.raises(PassageError) as caught:
        passage(content)

    assert "some.gold" in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize("mark", ["[5 country|日本]", "[5 Country 日本]", "[Country|日本]", "[5Country|日本]", "[5 Country|日本"])
def test_a_mark_that_cannot_be_read_is_refused(passage, mark: str) -> None:
    """A misspelt mark is a mistake of the annotator, not part of the report."""
    with pytest.raises(PassageError):
        passage(HEAD + BODY.replace("關稅", f"與{mark}關稅"))


@pytest.mark.parametrize("qualifier", ["modality=maybe", "when=2018", "date=July"])
def test_a_wrong_qualifier_is_refused(passage, qualifier: str) -> None:
    """Qualifiers have known keys, and values of their form."""
    with pytest.raises(PassageError):
        passage(HEAD + BODY + f"> 1 imposesTariffOn 2 {qualifier}\n")


def test_groups_join(passage) -> None:
    """Groups that share a member are one entity, in whatever order they are written."""
    read = passage(HEAD + BODY + "@ 3 = 4\n@ 1 = 4\n")

    assert len({read.cluster[i] for i in (1, 3, 4)}) == 1
    assert read.cluster[2] == 2


@given(st.lists(st.text(alphabet="美中a b", max_size=6), min_size=1, max_size=8), st.data())
def test_line_spans(lines: list[str], data: st.DataObject) -> None:
    """The span of lines first to last holds exactly these lines."""
    text = "\n".join(lines)
    first = data.draw(st.integers(1, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    start, end = line_span(text, first, last)

    assert text[start:end].removesuffix("\n") == "\n".join(lines[first - 1 : last]) or text[start:end] == "\n".join(lines[first - 1 : last])


@pytest.mark.parametrize("path", PASSAGES, ids=lambda path: path.name)
def test_the_shipped_passages_are_sound(path: Path, vocab) -> None:
    """Every shipped passage is read, and is the text of the lines that it names of its document."""
    read = read_passage(path, vocab.ontology)
    source = (GOLD.parent / read.document).read_text(encoding="utf-8")
    start, end = line_span(source, read.first, read.last)

    assert read.text == "".join(source[start:end].split())


def test_the_claims_of_the_shipped_passages_are_possible(vocab) -> None:
    """Every annotated claim obeys domain and range of its relation, else no extraction could ever find it."""
    impossible = []
    for path in PASSAGES:
        read = read_passage(path, vocab.ontology)
        types = {mention.id: mention.type for mention in read.mentions}
        for claim in read.claims:
            relation = vocab.ontology.relations[claim.relation]
            if types[claim.subject] not in relation.domain or types[claim.object] not in relation.range:
                impossible.append((path.name, types[claim.subject], claim.relation, types[claim.object]))

    assert PASSAGES
    assert impossible == []
