"""spaCy components: the stages as parts of anyone's pipeline.

``nlp.add_pipe("kg_mentions")`` puts the names of a text into ``doc.spans["kg"]``, ``kg_linker`` gives each span the id of its
entity (``span.kb_id_``), ``kg_claims`` sets ``doc._.kg_claims``. They read the text only, so they work behind any tokenizer;
``kg.language()`` makes a pipeline of all three whose tokenizer cuts Chinese by character and keeps Latin words whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from kg.annotate import MODEL, Annotator, Tagger
from kg.ingest import from_text
from kg.link import Linker
from kg.model import Claim, Document, Entity, Mention
from kg.relate import Relater
from kg.vocab import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The span group that holds the mentions.
SPANS = "kg"
_TOKEN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:['’.&-][A-Za-z0-9\u00c0-\u024f]+)*|\s+|.", re.DOTALL)
Component = Callable[[Doc], Doc]


@dataclass(slots=True)
class State:
    """What the components of one pipeline hand on about a text (``doc._.kg``)."""

    document: Document
    mentions: tuple[Mention, ...] = ()
    entities: Mapping[str, Entity] | None = None


def _register() -> None:
    """Declare the extension attributes once a process."""
    for name, default in (("kg", None), ("kg_claims", ())):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    if not Span.has_extension("kg_mention"):
        Span.set_extension("kg_mention", default=None)


class Tokenizer:
    """Cuts Chinese by character, so that no segmentation error can cut a name, and keeps Latin words and numbers whole."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Tokenize ``text``; the tokens together are the text."""
        words = _TOKEN.findall(text)
        return Doc(self._vocab, words=words, spaces=[False] * len(words))


def language() -> Language:
    """A spaCy pipeline of the three components, for text in any of the languages kg reads."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    for name in ("kg_mentions", "kg_linker", "kg_claims"):
        nlp.add_pipe(name)
    return nlp


@Language.factory("kg_mentions", assigns=["doc._.kg"])
def create_mentions(nlp: Language, name: str) -> Component:
    """Find mentions: ``doc.spans["kg"]``, each with the entity type as label."""
    _register()
    vocab = load_vocabulary()
    annotator = Annotator(vocab, tagger=Tagger(vocab, MODEL) if MODEL.exists() else None)

    def mentions(doc: Doc) -> Doc:
        document = from_text(doc.text)
        doc._.kg = State(document, annotator.mentions(document))
        _set_spans(doc)
        return doc

    return mentions


@Language.factory("kg_linker", requires=["doc._.kg"], assigns=["doc._.kg"])
def create_linker(nlp: Language, name: str) -> Component:
    """Link the mentions of ``kg_mentions``: ``span.kb_id_`` is the entity's id."""
    _register()
    linker = Linker(load_vocabulary())

    def link(doc: Doc) -> Doc:
        state: State = doc._.kg
        state.mentions, state.entities = linker.link(state.document, state.mentions)
        _set_spans(doc)
        return doc

    return link


@Language.factory("kg_claims", requires=["doc._.kg"], assigns=["doc._.kg_claims"])
def create_claims(nlp: Language, name: str) -> Component:
    """Draw claims from linked mentions: ``doc._.kg_claims``."""
    _register()
    relater = Relater(load_vocabulary())

    def claims(doc: Doc) -> Doc:
        state: State = doc._.kg
        found: tuple[Claim, ...] = relater.claims(state.document, state.mentions, state.entities or {})
        doc._.kg_claims = found
        return doc

    return claims


def _set_spans(doc: Doc) -> None:
    spans = []
    for mention in doc._.kg.mentions:
        span = doc.char_span(mention.span.start, mention.span.end, label=mention.type, kb_id=mention.entity or "", alignment_mode="expand")
        if span is not None:
            span._.kg_mention = mention.id
            spans.append(span)
    doc.spans[SPANS] = spans
