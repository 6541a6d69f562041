"""Names in parentheses, and the names that they explain."""

from __future__ import annotations

import pytest

from kg.annotate.candidate import Candidate
from kg.annotate.glosses import Glosses


@pytest.fixture(scope="module")
def found(vocab, view):
    """(surface, type, found_by) that glosses yield, where names before them are given as surface to type."""
    glosses = Glosses(vocab)

    def find(text: str, known: dict[str, str] | None = None) -> list[tuple[str, str, str]]:
        seen = view(text)
        names = [
            Candidate(text.index(name), text.index(name) + len(name), type_, "gazetteer", 0.95) for name, type_ in (known or {}).items()
        ]
        return [(seen.text[c.start : c.end], c.type, c.found_by) for c in glosses.find(seen, names, {})]

    return find


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("艾里亞航運（Alia Lines）宣布", {"艾里亞航運": "Firm"}, [("Alia Lines", "Firm", "gloss")]),
        ("艾里亞航運(Alia Lines)宣布", {"艾里亞航運": "Firm"}, [("Alia Lines", "Firm", "gloss")]),
        ("《艾里亞法》（Alia Act, AA）", {"艾里亞法": "Policy"}, [("Alia Act", "Policy", "gloss"), ("AA", "Policy", "gloss")]),
        ("《艾里亞法》（Alia Act, 1974）", {"艾里亞法": "Policy"}, [("Alia Act", "Policy", "gloss")]),
        ("艾里亞航運（約 30%）", {"艾里亞航運": "Firm"}, []),
        ("艾里亞航運（總部在此）", {"艾里亞航運": "Firm"}, []),
        ("艾里亞航運宣布（Alia Lines）", {"艾里亞航運": "Firm"}, []),
    ],
)
def test_a_gloss_takes_the_type_of_the_name_before_it(found, text: str, known: dict, expected: list) -> None:
    """Latin names right behind a name, in parentheses, are names of its type; years, figures and Chinese asides are not."""
    assert found(text, known) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("，史帝爾（Robert Steele）表示", [("史帝爾", "Person", "gloss"), ("Robert Steele", "Person", "gloss")]),
        ("。海洋治理辦公室（Ocean Governance Office, OGO）", [
            ("海洋治理辦公室", "Organization", "gloss"),
            ("Ocean Governance Office", "Organization", "gloss"),
            ("OGO", "Organization", "gloss"),
        ]),
        ("，《海洋治理法案》（Ocean Governance Act）", [("海洋治理法案", "Policy", "gloss"), ("Ocean Governance Act", "Policy", "gloss")]),
        ("，藍海集團（Blue Sea Holdings）", [("藍海集團", "Firm", "gloss"), ("Blue Sea Holdings", "Firm", "gloss")]),
        ("，海洋戰爭（Ocean War）", [("海洋戰爭", "Event", "gloss"), ("Ocean War", "Event", "gloss")]),
        ("，人工智慧（artificial intelligence）", []),
        ("，區塊鏈（Blockchain）", []),
        ("Steele (Robert Steele)", []),
    ],
)  # fmt: skip
def test_a_gloss_says_what_an_unknown_name_is(found, text: str, expected: list) -> None:
    """Where nothing is known of the name before it, the gloss's own words tell its type: Office, Act, Holdings, two words."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("艾里亞航運公司（下稱「艾航」）", "艾航"),
        ("艾里亞航運公司（以下簡稱艾航）", "艾航"),
        ("艾里亞航運公司（簡稱：艾航）", "艾航"),
        ("艾里亞航運公司（Alia Lines，下稱艾航）", "艾航"),
    ],
)
def test_an_abbreviation_is_of_its_names_type(found, text: str, short: str) -> None:
    """下稱, 簡稱 and 以下簡稱 introduce a short name of the name before them."""
    assert (short, "Firm", "abbreviation") in found(text, {"艾里亞航運公司": "Firm"})


@pytest.mark.parametrize(
    "text",
    [
        "艾里亞航運公司（以下简称“艾航”）",
        "艾里亞航運公司（简称“艾航”）",
        "艾里亞航運公司，下稱艾航，",
        "艾里亞航運公司，以下簡稱「艾航」。",
    ],
)
def test_an_abbreviation_in_other_marks(found, text: str) -> None:
    """Curly quotes are marks like 「」, and the parentheses may be missing."""
    assert ("艾航", "Firm", "abbreviation") in found(text, {"艾里亞航運公司": "Firm"})


@pytest.mark.parametrize("name", ["世界海洋大會", "海洋治理年度大會"])
def test_a_name_may_end_in_a_function_character(found, name: str) -> None:
    """The last character of a name before its gloss is part of the name, whatever else it can mean."""
    assert (name, "Event", "gloss") in found(f"，{name}（World Ocean Conference）")


def test_an_abbreviation_of_nothing_is_nothing(found) -> None:
    """Without a name before it an abbreviation has no type and is left out."""
    assert found("上述情形（下稱本案）") == []
