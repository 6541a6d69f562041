"""Lists lend the type of their known members to the unknown one."""

from __future__ import annotations

import pytest

from kg.annotate.candidate import Candidate
from kg.annotate.lists import Lists


@pytest.fixture(scope="module")
def found(vocab, view):
    """(surface, type) of unknown members, where the known ones are written <between angle brackets>."""
    lists = Lists(vocab)

    def find(marked: str, type_: str = "Firm") -> list[tuple[str, str]]:
        text = marked.replace("<", "").replace(">", "")
        names, offset = [], 0
        for part in marked.split("<")[1:]:
            name = part.split(">")[0]
            start = text.index(name, offset)
            names.append(Candidate(start, start + len(name), type_, "gazetteer", 0.95))
            offset = start + len(name)
        seen = view(text)
        return [(seen.text[c.start : c.end], c.type) for c in lists.find(seen, names)]

    return find


@pytest.mark.parametrize(
    ("marked", "type_", "expected"),
    [
        ("<甲公司>、海天航運、<乙公司>", "Firm", ["海天航運"]),
        ("<甲公司>、Alia Lines、<乙公司>", "Firm", ["Alia Lines"]),
        ("<甲公司>、<乙公司>及海天航運等業者", "Firm", ["海天航運"]),
        ("<甲公司>、<乙公司>、海天航運等", "Firm", ["海天航運"]),
        ("包括海天航運、<甲公司>、<乙公司>", "Firm", ["海天航運"]),
        ("<鋼板>、螺絲、<螺帽>", "Product", ["螺絲"]),
        ("<甲公司>、海天航運、<乙公司>", "Organization", []),
        ("<甲公司>、為了因應、<乙公司>", "Firm", []),
        ("<甲公司>、其他的業者、<乙公司>", "Firm", []),
        ("<甲公司>、2018、<乙公司>", "Firm", []),
        ("<甲公司>、企業、<乙公司>", "Firm", []),
        ("<甲公司>，海天航運，<乙公司>", "Firm", []),
        ("<林大文>、王小明與友人們、<陳永樂>", "Person", []),
        ("<甲公司>、<乙公司>。", "Firm", []),
    ],
)
def test_unknown_members(found, marked: str, type_: str, expected: list[str]) -> None:
    """What stands between 、 beside two names of one type is such a name, unless it is a phrase, a number or a common noun."""
    assert found(marked, type_) == [(name, type_) for name in expected]


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("包括海天、遠信及藍洋等廠商赴越設廠", {}, ["海天", "遠信", "藍洋"]),
        ("例如海天航運、遠信等三家業者", {}, ["海天航運", "遠信"]),
        ("供應商有海天、遠信等國際大廠", {}, ["海天", "遠信"]),
        ("受害者包括海天电子、远信精密和蓝洋等公司", {}, ["海天电子", "远信精密", "蓝洋"]),
        ("包括海天等廠商", {}, ["海天"]),
        ("包括海天、遠信等人", {}, []),
        ("海天、遠信等廠商", {}, []),
        ("包括螺絲、海天等廠商", {"螺絲": "Product"}, []),
        ("包括企業、海天等業者", {}, ["海天"]),
    ],
)
def test_what_closes_a_list_tells_its_members(vocab, view, text: str, known: dict[str, str], expected: list[str]) -> None:
    """A list that a word for firms closes holds firms, all of them, unless one is known to be something else."""
    seen = view(text)
    chosen = [Candidate(text.index(name), text.index(name) + len(name), type_, "gazetteer", 0.95) for name, type_ in known.items()]
    members = list(Lists(vocab).headed(seen, chosen))

    assert [seen.text[c.start : c.end] for c in members] == expected
    assert {c.type for c in members} <= {"Firm"}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("發展<5G>、智慧<半導體>、<無人機>等", ["智慧半導體"]),
        ("發展<5G>、<無人機>、智慧<機器人>與高階<雷達>等", ["智慧機器人", "高階雷達"]),
        ("發展<5G>、推動<半導體>、<無人機>等", []),
        ("發展<5G>、<半導體>技術、<無人機>等", []),
        ("發展<5G>、他國的<半導體>、<無人機>等", []),
        ("發展智慧<5G>、<無人機>、<雷達>。", []),
        ("發展<5G>、智慧<半導體>", []),
    ],
)
def test_members_known_in_part(vocab, view, marked: str, expected: list[str]) -> None:
    """Between the marks of a list of common nouns the whole member is the name, unless it is a phrase or it is not sure where it ends."""
    text = marked.replace("<", "").replace(">", "")
    names, offset = [], 0
    for part in marked.split("<")[1:]:
        name = part.split(">")[0]
        start = text.index(name, offset)
        offset = start + len(name)
        names.append(Candidate(start, offset, "Product", "gazetteer", 0.95))

    assert [text[c.start : c.end] for c in Lists(vocab).wholes(view(text), names)] == expected
