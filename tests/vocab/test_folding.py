"""Folding: the one spelling under which readers' variants of a name meet."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.vocab import fold, name_key, squeeze

ANY_TEXT = st.text(max_size=60)
#: Text as reports hold it: Chinese, Latin, full width, marks and white space of several kinds.
REPORT_TEXT = st.text(alphabet="臺台灣美國关關税稅ABCabcＡＢ１２12 \u3000\n\t．·‧—－（）()「」％%éİßﬀ①㈱", max_size=60)


@given(ANY_TEXT)
def test_folding_keeps_every_place(text: str) -> None:
    """Folded text is as long as the text, so places in one are places in the other."""
    assert len(fold(text)) == len(text)


@given(REPORT_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text is its own folded form."""
    once = fold(text)

    assert fold(once) == once


@given(ANY_TEXT, ANY_TEXT)
def test_folding_goes_character_by_character(left: str, right: str) -> None:
    """What stands beside a character does not change how it folds."""
    assert fold(left + right) == fold(left) + fold(right)


@given(st.one_of(ANY_TEXT, REPORT_TEXT))
def test_squeezed_characters_know_their_place(text: str) -> None:
    """Each squeezed character is the folded character at its place, places ascend, and only white space is left out."""
    squeezed, places = squeeze(text)
    folded = fold(text)

    assert [folded[place] for place in places] == list(squeezed)
    assert all(a < b for a, b in pairwise(places))
    assert squeezed == "".join(char for char in folded if not char.isspace())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺灣", "台灣"),
        ("臺灣", "台湾"),
        ("美國商務部", "美国商务部"),
        ("關稅", "关税"),
        ("ＡＩ", "AI"),
        ("TSMC", "tsmc"),
        ("Ｇ２０", "g20"),
        ("5％", "5%"),
        ("（美國）", "(美国)"),
        ("史蒂芬‧梅努欽", "史蒂芬·梅努欽"),
        ("史蒂芬．梅努欽", "史蒂芬·梅努欽"),
        ("EU－Japan", "EU-Japan"),
        ("EU–Japan", "EU-Japan"),
        ("People’s Republic", "People's Republic"),
    ],
)
def test_variants_fold_alike(one: str, other: str) -> None:
    """Traditional and Simplified, full and half width, capital and small, and look-alike marks are one spelling."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("United States", "UnitedStates"),
        ("G 20", "G20"),
        ("第 301 條", "第301条"),
        ("  WTO ", "wto"),
        ("美 國", "美國"),
        ("美\u3000國", "美国"),
        ("歐盟\nAI 法", "欧盟AI法"),
    ],
)
def test_name_keys_ignore_white_space(one: str, other: str) -> None:
    """White space, wherever it stands and of whatever kind, makes no other name."""
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("日本", "日元"), ("WTO", "WHO"), ("美國", "美洲"), ("5%", "50%"), ("中國", "中华")])
def test_different_names_stay_different(one: str, other: str) -> None:
    """Folding merges spellings, not names."""
    assert name_key(one) != name_key(other)
