"""The helpers of the tagger: labels, sequences, features; and what its proposals must look like."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.annotate import Annotated, Tagger, View, fit
from kg.annotate.tagger import Features, bio, sequences, spans
from kg.model import Block
from kg.models import MODELS, NAMES
from kg.vocab import load_vocabulary

LABELS = st.lists(st.sampled_from(["O", "B-Firm", "I-Firm", "B-Policy", "I-Policy"]), max_size=30)


@st.composite
def names(draw: st.DrawFn) -> tuple[int, list[tuple[int, int, str]]]:
    """A length, and names in order without overlap inside it."""
    found, at = [], 0
    for gap, length, type_ in draw(
        st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5), st.sampled_from(["Firm", "Policy"])), max_size=8)
    ):
        found.append((at + gap, at + gap + length, type_))
        at += gap + length
    return at + draw(st.integers(0, 3)), found


@given(names())
def test_names_come_back_from_their_labels(given_names: tuple[int, list[tuple[int, int, str]]]) -> None:
    """BIO labels hold names without loss, also where two of one type touch."""
    length, found = given_names
    labels = bio(length, found)

    assert len(labels) == length
    assert list(spans(labels)) == found


@given(LABELS)
def test_any_labels_make_sound_spans(labels: list[str]) -> None:
    """Whatever a model says, the spans are in order, do not overlap, are of one type, and cover exactly the labelled characters."""
    found = list(spans(labels))
    covered = {i for start, end, _ in found for i in range(start, end)}

    assert all(start < end for start, end, _ in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert covered == {i for i, label in enumerate(labels) if label != "O"}
    assert all({labels[i][2:] for i in range(start, end)} == {type_} for start, end, type_ in found)


@given(st.text(alphabet="甲乙a。;\n!?", max_size=1000))
def test_sequences_cover_the_text(text: str) -> None:
    """The parts that are labelled together follow one another without gap or overlap, and none is too long for the model."""
    parts = list(sequences(text))

    assert [i for start, end in parts for i in range(start, end)] == list(range(len(text)))
    assert all(end - start <= 401 for start, end in parts)


FEATURES = Features(load_vocabulary())


@given(st.text(alphabet="海天航運公司法 aB1。（）", max_size=60))
def test_every_character_has_features(text: str) -> None:
    """There is one list of features for each character that is no white space, each of the same length."""
    view = View.of(Block(0, "paragraph", text, tuple(range(len(text)))))
    (features,) = FEATURES.of([view], [[]])

    assert len(features) == len(view.squeezed)
    assert len({len(row) for row in features}) <= 1


def test_the_longest_suffix_counts(vocab, view) -> None:
    """Where suffixes of several types end, the longest gives the feature, whatever the order of Python's sets."""
    suffixes = vocab.lexicon.suffixes
    inner = {a for a in suffixes for b in suffixes if a != b and a.endswith(b) and suffixes[a].type != suffixes[b].type}
    assert inner
    for suffix in sorted(inner):
        [rows] = FEATURES.of([view(suffix)], [[]])

        assert f"x{suffixes[suffix].type}" in rows[-1], suffix


def test_a_fitted_model_finds_what_it_was_shown(vocab, view, tmp_path) -> None:
    """A model fitted to a few sentences labels them as annotated, in clean places."""
    text = "海天 航運宣布擴廠。"
    names_there = [(0, 5, "Firm")]
    annotated = [Annotated(view(text), names_there)] * 5
    fit(annotated, [[]] * 5, vocab, tmp_path / "model")
    (found,) = Tagger(vocab, tmp_path / "model")([view(text)], [[]])

    assert [(c.start, c.end, c.type, c.found_by) for c in found] == [(0, 5, "Firm", "tagger")]


@pytest.mark.skipif(not (MODELS / NAMES).exists(), reason="no model is shipped")
@pytest.mark.parametrize("text", ["OpenAI 的 ChatGPT 與 MAILchimp。", "「半導體」與（美國）的《晶片法》。", "", "。", " "])
def test_proposals_are_whole(vocab, view, text: str) -> None:
    """Proposed names cut no Latin word, hold no bracket, and neither begin nor end with white space."""
    seen = view(text)
    (found,) = Tagger(vocab, MODELS / NAMES)([seen], [[]])

    for c in found:
        surface = text[c.start : c.end]
        assert surface == surface.strip()
        assert not set("「」《》") & set(surface)
        assert not (
            text[c.start].isascii() and text[c.start].isalnum() and c.start and text[c.start - 1].isascii() and text[c.start - 1].isalnum()
        )
