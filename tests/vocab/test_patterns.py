"""The pattern language of relation rules: what each element matches in an encoded sentence, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.vocab import fold, load_vocabulary
from kg.vocab.patterns import AMOUNT, DATE, RATE, Alphabet, PatternError, anchors, compile_pattern

VOCAB = load_vocabulary()
ALPHABET = Alphabet(
    ("Country", "Firm", "Person", "Place", "Product", "Organization"),
    {"buy": ("收購", "買下", "併購"), "tariff": ("關稅", "進口稅"), "ban": ("ban", "block")},
    frozenset({"部長", "总裁", "执行长"}),
)
#: How the sentences below write their mentions and values.
LETTERS = {
    **{letter: ALPHABET.char(type_) for letter, type_ in zip("CFNLPO", ALPHABET.types, strict=True)},
    "D": DATE, "A": AMOUNT, "R": RATE,
}  # fmt: skip


def encoded(text: str) -> str:
    """A sentence as rules see it: capitals stand for mentions (Country, Firm, persoN, pLace, Product, Organization) and values."""
    return fold("".join(LETTERS.get(char, char) for char in text))


def decoded(text: str | None) -> str | None:
    """The reverse, for reading."""
    letters = {code: letter for letter, code in LETTERS.items()}
    return None if text is None else "".join(letters.get(char, char) for char in text)


def groups(pattern: str, sentence: str, subject=("Firm",), object_=("Firm", "Country")) -> dict[str, str | None] | None:
    """The slots of the first match, readable; None without a match."""
    match = compile_pattern(pattern, subject, object_, ALPHABET).search(encoded(sentence))
    return {name: decoded(text) for name, text in match.groupdict().items()} if match else None


@pytest.mark.parametrize(
    ("pattern", "sentence", "expected"),
    [
        ("{S}收購{O}", "F收購F。", {"S": "F", "O": "F"}),
        ("{S}收購{O}", "F收購C。", {"S": "F", "O": "C"}),
        ("{S}收購{O:Country}", "F收購F。", None),
        ("{S}收購{O:Firm|Country}", "F收購C。", {"S": "F", "O": "C"}),
        ("{S}收購{O}", "N收購F。", None),
        ("{S}收購{O}", "F买下F。", None),
        ("{S}<buy>{O}", "F買下F。", {"S": "F", "O": "F"}),
        ("{S}<buy>{O}", "F买下F。", {"S": "F", "O": "F"}),
        ("{S}收購{O}", "F收购F。", {"S": "F", "O": "F"}),
        ("{S}收購{O}", "F、F及F收購F。", {"S": "F、F及F", "O": "F"}),
        ("{S}收購{O}的股權", "F收購F、F以及F等公司的股權。", {"S": "F", "O": "F、F以及F等公司"}),
        ("{S}收購{O}", "F，F與F收購F。", {"S": "F,F与F", "O": "F"}),
        ("{S}收購{O}", "F and F收購F。", {"S": "F", "O": "F"}),
        ("{S}對{O}", "F對CC。", {"S": "F", "O": "CC"}),
        ("{S}收購{O}", "F收購C商F。", {"S": "F", "O": "C商F"}),
        ("{S}收購{O=}", "F收購C商F。", {"S": "F", "O": "C"}),
        ("{S}(在|於)?{date}收購{O}", "F於D收購F。", {"S": "F", "date": "D", "O": "F"}),
        ("{S}以{amount}收購{O}", "F以A收購F。", {"S": "F", "amount": "A", "O": "F"}),
        ("{S}收購{O}_{rate}", "F收購F約R股權。", {"S": "F", "O": "F", "rate": "R"}),
        ("{S}賣{P}給{O}", "F賣P給C。", {"S": "F", "P": "P", "O": "C"}),
        ("{S}自{F}進口,{O}", "F自L進口，C", {"S": "F", "F": "L", "O": "C"}),
        ("{S}與{X}收購{O}", "F與N收購F。", {"S": "F", "O": "F"}),
        ("{S}與{X:Person}收購{O}", "F與C收購F。", None),
        ("{S}{role}訪{O}", "F執行長訪C。", {"S": "F", "role": "执行长", "O": "C"}),
        ("{S}{role}訪{O}", "F副總裁兼執行長訪C。", {"S": "F", "role": "副总裁兼执行长", "O": "C"}),
        ("{S} acquired {O}", "F acquired F.", {"S": "F", "O": "F"}),
    ],
)
def test_slots_and_words(pattern: str, sentence: str, expected: dict | None) -> None:
    """Slots bind mentions of their types, lists of them, values and offices; words match in either script."""
    assert groups(pattern, sentence) == expected


@pytest.mark.parametrize(
    ("gap", "between", "matches"),
    [
        ("_", "", True),
        ("_", "已經宣布", True),
        ("_", "一二三四五六七八九十", True),
        ("_", "一二三四五六七八九十一", False),
        ("_", "與N", False),
        ("_", "，", False),
        ("__", "與N共同", True),
        ("__", "，", False),
        ("__", "一" * 45, True),
        ("__", "一" * 46, False),
        ("___", "，隨後與N", True),
        ("___", "一" * 90, True),
        ("___", "一" * 91, False),
        ("___", "。", False),
        ("___", "；", False),
    ],
)
def test_gaps(gap: str, between: str, matches: bool) -> None:
    """A short gap holds a few characters and no name, a longer one names but no comma, the longest a comma but no full stop."""
    assert (groups(f"{{S}}{gap}收購{{O}}", f"F{between}收購F") is not None) == matches


@pytest.mark.parametrize(("between", "matches"), [(" which is based in L,", True), ("; ", False), (" x" * 50, True), (" x" * 60, False)])
def test_gaps_of_english_patterns_are_wider(between: str, matches: bool) -> None:
    """A pattern in Latin letters has gaps for English: more characters, commas allowed."""
    assert (groups("{S}__bought {O}", f"F{between} bought F") is not None) == matches


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [("F日前收購F", "F"), ("日前收購F", None), ("收購F", None)],
)
def test_an_optional_end_may_be_missing(sentence: str, subject: str | None) -> None:
    """With {S?} the pattern matches with the subject and without it, and takes it where it is there."""
    found = groups("{S?}_收購{O}", sentence)

    assert found is not None
    assert found["S"] == subject


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("{S}收購", "no object slot"),
        ("{S}收購{B}", "unknown slot {B}"),
        ("{S}收購{object}", "unknown slot"),
        ("{S}收購{O:Company}", "unknown type Company"),
        ("{S:Person}收購{O}", "does not allow"),
        ("{S}收購{O:Person}", "does not allow"),
        ("{S}<steal>{O}", "unknown word class <steal>"),
        ("{S}(收購{O}", "not a regular expression"),
        ("{S}[收購{O}", "not a regular expression"),
        ("{S}收購){O}", "not a regular expression"),
    ],
)
def test_a_pattern_that_means_nothing_is_refused(pattern: str, reason: str) -> None:
    """Unknown slots, types and classes, types the relation forbids, a missing object and bad syntax are refused with the reason."""
    with pytest.raises(PatternError, match=None) as caught:
        compile_pattern(pattern, {"Firm"}, {"Firm", "Country"}, ALPHABET)

    assert reason in str(caught.value)


@pytest.mark.parametrize("pattern", ["{S}與{S}收購{O}", "{S}收購{O}及其{O}"])
def test_a_slot_may_stand_only_once(pattern: str) -> None:
    """A second subject or object slot could not be bound, so it is refused."""
    with pytest.raises(PatternError):
        compile_pattern(pattern, {"Firm"}, {"Firm"}, ALPHABET)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{S}收購{O}", {"收购"}),
        ("{S}<buy>{O}", {"收购", "买下", "并购"}),
        ("{S}(被|遭到){O}收購", {"收购"}),
        ("{S}(加徵|課徵)?{O}_<tariff>", {"关税", "进口税"}),
        ("{S}__{O}", set()),
        ("{S}的?{O}", set()),
        ("{S}(收購)?{O}", set()),
    ],
)
def test_anchors_are_words_that_no_match_can_lack(pattern: str, expected: set) -> None:
    """Anchors are the words of which every match holds one, folded; optional words are none."""
    assert anchors(pattern, ALPHABET) == expected


#: Parts of patterns, and words that they match.
PIECES = {
    "收購": ["收購"],
    "的": ["的"],
    "(加徵|課徵)": ["加徵", "課徵"],
    "(加徵|課)?": ["加徵", "課", ""],
    "(增|再(次)?)?": ["增", "再", "再次", ""],
    "已?": ["已", ""],
    "<buy>": ["收購", "買下", "併購"],
    "<tariff>": ["關稅", "進口稅"],
    "[的了]": ["的", "了"],
    "[的了]?": ["了", ""],
    "(被(迫)?|遭到)收購": ["被收購", "被迫收購", "遭到收購"],
    "(?<!不)買下": ["買下"],
    "_": ["", "日前"],
    "{date}": ["D"],
}


@given(data=st.data(), pieces=st.lists(st.sampled_from(sorted(PIECES)), min_size=1, max_size=5))
def test_every_match_holds_an_anchor(data: st.DataObject, pieces: list[str]) -> None:
    """Whatever a pattern matches holds one of its anchors, so that passing over sentences without any loses nothing."""
    pattern = "{S}" + "".join(pieces) + "{O}"
    sentence = encoded("F" + "".join(data.draw(st.sampled_from(PIECES[piece])) for piece in pieces) + "F")
    words = anchors(pattern, ALPHABET)

    assert compile_pattern(pattern, {"Firm"}, {"Firm"}, ALPHABET).search(sentence)
    assert not words or any(word in sentence for word in words)


def test_every_type_has_its_own_character() -> None:
    """No two types, and no type and value, are encoded alike."""
    alphabet = Alphabet(VOCAB.ontology.types, {}, ())
    codes = [*map(alphabet.char, alphabet.types), DATE, AMOUNT, RATE]

    assert len(set(codes)) == len(codes)
    assert alphabet.any == "".join(map(alphabet.char, alphabet.types))
