"""The stages as spaCy components: names in ``doc.spans["kg"]``, ids on the spans, claims on the document."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import kg
from kg.model import Extraction

SENTENCE = "2019年8月，鴻海將部分產線從中國移往越南。"
CLAIMS = {("firm-hon-hai", "relocatedFrom", "country-cn"), ("firm-hon-hai", "relocatedTo", "country-vn")}
PIPES = ("kg_mentions", "kg_linker", "kg_claims")


def pipeline(lang: str, *names: str) -> Language:
    """A blank spaCy pipeline with these components."""
    nlp = spacy.blank(lang)
    for name in names:
        nlp.add_pipe(name)
    return nlp


def names(doc: Doc) -> list[tuple[str, str]]:
    """The names found in a text, with their types."""
    return [(span.text, span.label_) for span in doc.spans["kg"]]


def triples(doc: Doc) -> set[tuple[str, str, str]]:
    """What the text states."""
    return {(claim.subject, claim.relation, claim.object) for claim in doc._.kg_claims}


@pytest.fixture(scope="module")
def chinese() -> Language:
    """spaCy's blank Chinese pipeline with all three components."""
    return pipeline("zh", *PIPES)


@pytest.fixture(scope="module")
def language() -> Language:
    """kg's own pipeline."""
    return ours()


def test_mentions_alone() -> None:
    """One ``add_pipe`` finds the names of a text and their types; nothing is linked yet."""
    doc = pipeline("zh", "kg_mentions")(SENTENCE)

    assert names(doc) == [("鴻海", "Firm"), ("中國", "Country"), ("越南", "Country")]
    assert [span.kb_id_ for span in doc.spans["kg"]] == ["", "", ""]


def test_the_linker_adds_ids() -> None:
    """With the linker behind it each span carries its entity's id, whatever the spelling."""
    doc = pipeline("zh", "kg_mentions", "kg_linker")("台積電與鴻海赴美。台积电即TSMC。")
    ids = {span.text: span.kb_id_ for span in doc.spans["kg"]}

    assert ids["台積電"] == ids["台积电"] == ids["TSMC"] == "firm-tsmc"
    assert ids["鴻海"] == "firm-hon-hai"


def test_claims_stand_on_the_document(chinese: Language) -> None:
    """All three components give the claims of a text."""
    assert triples(chinese(SENTENCE)) == CLAIMS


def test_claims_point_at_spans(chinese: Language) -> None:
    """A claim's ends are found again among the spans by the mention they carry."""
    doc = chinese(SENTENCE)
    by_mention = {span._.kg_mention: span for span in doc.spans["kg"]}

    for claim in doc._.kg_claims:
        assert by_mention[claim.evidence.subject].kb_id_ == claim.subject
        assert by_mention[claim.evidence.object].kb_id_ == claim.object


def test_claims_without_links_are_none() -> None:
    """Without the linker nothing can be claimed of an entity; the text goes through all the same."""
    assert pipeline("zh", "kg_mentions", "kg_claims")(SENTENCE)._.kg_claims == ()


@pytest.mark.parametrize("text", ["", " \n\t", "。", "今天天氣很好。"])
def test_a_text_without_names_goes_through(text: str, chinese: Language, language: Language) -> None:
    """A text without names, or without anything, has no spans and no claims."""
    for nlp in (chinese, language):
        doc = nlp(text)
        assert (doc.text, names(doc), tuple(doc._.kg_claims)) == (text, [], ())


@pytest.mark.parametrize("lang", ["zh", "xx", "en"])
def test_any_tokenizer_will_do(lang: str) -> None:
    """Components read the text, not the tokens: behind any tokenizer the same claims come out."""
    assert triples(pipeline(lang, *PIPES)(SENTENCE)) == CLAIMS


def test_components_agree_with_the_pipeline(language: Language, extract_text: Callable[[str], Extraction]) -> None:
    """spaCy and ``kg extract`` find the same mentions, links and claims."""
    doc, extraction = language(SENTENCE), extract_text(SENTENCE)

    assert [(s.start_char, s.end_char, s.label_, s.kb_id_) for s in doc.spans["kg"]] == [
        (m.span.start, m.span.end, m.type, m.entity) for m in extraction.mentions
    ]
    assert doc._.kg_claims == extraction.claims


def test_documents_do_not_mix(chinese: Language) -> None:
    """In ``nlp.pipe`` each text has its own names and claims."""
    first, second, third = chinese.pipe([SENTENCE, "美國對中國加徵25%關稅。", SENTENCE])

    assert triples(first) == triples(third) == CLAIMS
    assert {relation for _, relation, _ in triples(second)} == {"imposesTariffOn"}


@pytest.mark.slow
def test_components_are_found_without_importing_kg() -> None:
    """Installing kg is enough: spaCy finds the components by their entry points."""
    code = "import spacy; nlp = spacy.blank('zh'); nlp.add_pipe('kg_mentions'); doc = nlp('鴻海'); print(doc.spans['kg'][0].label_)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Firm"


@cache
def ours() -> Language:
    """kg's own pipeline, for properties, which take no fixture."""
    return kg.language()


class TestLanguage:
    def test_cuts_chinese_by_character_and_keeps_words_whole(self, language: Language) -> None:
        """Each Chinese character is a token; Latin words, with their hyphens and apostrophes, and numbers are one."""
        words = [token.text for token in language("鴻海在Ciudad Juárez投資3.5億，AT&T's EV-9於2021-05上市")]
        assert words == [*"鴻海在", "Ciudad", " ", "Juárez", *"投資", "3.5", *"億，", "AT&T's", " ", "EV-9", "於", "2021-05", *"上市"]

    @pytest.mark.parametrize("number", ["1,200", "1,234,567.89", "１２３"])
    def test_keeps_numbers_whole(self, number: str, language: Language) -> None:
        """A number with commas, as sums are written, is one token."""
        assert number in [token.text for token in language(f"投資{number}億元")]

    @settings(max_examples=60, deadline=None)
    @given(text=st.text(st.sampled_from("台積電TSMC 3.5%,，。\n\r\t\u3000「」『é’&-💥\u200b\u0301１２"), max_size=40))
    def test_tokens_are_the_text(self, text: str) -> None:
        """Whatever the text, its tokens together are the text, and each stands where it says."""
        doc = ours().make_doc(text)

        assert doc.text == text
        assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)

    @settings(max_examples=20, deadline=None)
    @given(
        text=st.lists(
            st.sampled_from([*"台積電鴻海TSMC中國美。，\n 　", "鴻海", "越南", "United States", "AT&T", "台 積\n電"]), max_size=15
        ).map("".join)
    )
    def test_spans_are_the_mentions(self, text: str) -> None:
        """Behind kg's own tokenizer a span holds its mention and never a character more of another word of Chinese."""
        doc = ours()(text)

        assert doc.text == text
        state = doc._.kg
        assert len(doc.spans["kg"]) == len(state.mentions)
        for span, mention in zip(doc.spans["kg"], state.mentions, strict=True):
            assert span.start_char <= mention.span.start < mention.span.end <= span.end_char
            assert "".join(mention.surface.split()) in "".join(span.text.split())

    def test_a_sentence_in_english(self, language: Language) -> None:
        """The same pipeline reads English."""
        doc = language("TSMC will invest 12 billion dollars in the United States.")
        assert names(doc) == [("TSMC", "Firm"), ("United States", "Country")]
        assert triples(doc) == {("firm-tsmc", "investsIn", "country-us")}

    def test_half_a_surrogate_pair_goes_through(self, language: Language) -> None:
        """Damaged text that UTF-8 cannot hold is spaCy's limit, and the error names it."""
        with pytest.raises(UnicodeEncodeError, match="surrogate"):
            language("鴻海\ud800")


class TestSaving:
    def test_a_document_can_be_stored(self, chinese: Language) -> None:
        """``doc.to_bytes`` (and so DocBin and parallel ``nlp.pipe``) works on a processed document, and the spans come back."""
        doc = chinese(SENTENCE)
        assert names(Doc(chinese.vocab).from_bytes(doc.to_bytes())) == names(doc)

    def test_a_pipeline_can_be_stored(self, chinese: Language, tmp_path: Path) -> None:
        """A pipeline with the components is saved and loaded like any other."""
        chinese.to_disk(tmp_path / "model")
        assert triples(spacy.load(tmp_path / "model")(SENTENCE)) == CLAIMS

    def test_our_pipeline_can_be_stored(self, language: Language, tmp_path: Path) -> None:
        """``kg.language()`` is saved and loaded with its tokenizer."""
        language.to_disk(tmp_path / "model")
        loaded = spacy.load(tmp_path / "model")
        assert [token.text for token in loaded(SENTENCE)] == [token.text for token in language(SENTENCE)]

    @pytest.mark.slow
    def test_parallel_pipe(self, chinese: Language) -> None:
        """``nlp.pipe(n_process=2)`` gives what one process gives."""
        assert [names(doc) for doc in chinese.pipe([SENTENCE, "美國"], n_process=2)] == [names(chinese(SENTENCE)), [("美國", "Country")]]


@pytest.mark.parametrize("name", ["kg_linker", "kg_claims"])
def test_a_component_without_what_it_needs_says_so(name: str) -> None:
    """A component in a pipeline without ``kg_mentions`` before it fails with an error that names what is missing."""
    with pytest.raises((ValueError, kg.KgError), match="kg_mentions"):
        pipeline("zh", name)(SENTENCE)
