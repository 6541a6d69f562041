"""Chinese personal names beside offices, with offices inside, and in lists."""

from __future__ import annotations

import pytest

from kg.annotate.persons import Persons


@pytest.fixture(scope="module")
def found(vocab, view, surfaces):
    """The names found in a text, in reading order."""
    persons = Persons(vocab)
    return lambda text: surfaces(view(text), set(persons.find(view(text))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("，部長林永樂表示，", ["林永樂"]),
        ("，經濟部長陳大文，", ["陳大文"]),
        ("，部長林永樂。", ["林永樂"]),
        ("，部长林永乐表示，", ["林永乐"]),
        ("，總裁司馬光宏，", []),
        ("，林永樂部長", ["林永樂"]),
        ("由林永樂署長主持", ["林永樂"]),
        ("，林部長表示", ["林部長"]),
        ("卓院長指出", ["卓院長"]),
        ("由陳主任委員美伶，", ["陳主任委員美伶"]),
        ("，郭部長強調將", ["郭部長"]),
        ("，陳部長出席。", ["陳部長"]),
        ("，部長級會議", []),
        ("，部長的職責", []),
        ("，總統大選", []),
        ("，董事長與總經理", []),
        ("由陳主委擔任召集人", ["陳主委"]),
    ],
)
def test_offices_tell_persons(found, text: str, expected: list[str]) -> None:
    """A surname with a given name right before or after an office is a person; so is a surname with its office."""
    assert [name for name in expected if name in found(text)] == expected
    assert bool(found(text)) == bool(expected)


@pytest.mark.parametrize(("text", "wrong"), [("，高級副總裁林永樂表示，", "高級副"), ("由陳主委擔任召集人", "陳主委擔任")])
def test_ranks_and_verbs_are_no_given_names(found, text: str, wrong: str) -> None:
    """What stands beside an office is not always a name."""
    assert wrong not in found(text)


@pytest.mark.parametrize("text", ["，郭部長強調，", "，陈部长出席。", "，林署長率團，"])
def test_a_verb_is_no_given_name(found, text: str) -> None:
    """What a titled person does is no part of the name."""
    assert not any(len(name) > 3 for name in found(text))


def test_members_of_a_list_of_persons(vocab, view, surfaces) -> None:
    """Names that stand in one list with a person are persons; the list ends where something else stands."""
    persons = Persons(vocab)
    seen = view("部長林永樂、陳大文、王小明與會，李四海、張三豐另有行程")
    first = [c for c in persons.find(seen) if seen.text[c.start : c.end] == "林永樂"]

    assert surfaces(seen, persons.listed(seen, first)) == ["陳大文", "王小明"]
