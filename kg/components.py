"""spaCy components: the stages as parts of anyone's pipeline.

``nlp.add_pipe("kg_mentions")`` puts the names of a text into ``doc.spans["kg"]``, ``kg_linker`` gives each span the id of its
entity (``span.kb_id_``), ``kg_claims`` adds ``doc._.kg_claims``. They read the text only, so they work behind any tokenizer;
``kg.language()`` makes a pipeline of all three whose tokenizer cuts Chinese by character and keeps Latin words whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from kg.annotate import Annotator, NamedEntities, Tagger
from kg.errors import UsageError
from kg.export import from_record, to_record
from kg.ingest import from_text
from kg.link import Linker
from kg.model import Extraction, Mention
from kg.models import MODELS, NAMES
from kg.relate import Classifier, Relater
from kg.vocab import load_vocabulary

#: The span group that holds the mentions.
SPANS = "kg"
_DIGIT, _LETTER = "0-9\uff10-\uff19", "A-Za-z0-9\uff10-\uff19\u00c0-\u024f"
_TOKEN = re.compile(
    rf"[{_DIGIT}]+(?:[.,][{_DIGIT}]+)+(?![{_LETTER}])|[{_LETTER}]+(?:['’.&-][{_LETTER}]+)*|\s+|.",
    re.DOTALL,
)
_STORED = "kg"
Component = Callable[[Doc], Doc]


def _register() -> None:
    """Declare the extension attributes once a process."""
    if not Doc.has_extension("kg"):
        Doc.set_extension("kg", getter=_extraction, setter=_keep)
        Doc.set_extension("kg_claims", getter=lambda doc: doc._.kg.claims if doc.user_data.get(_STORED) else ())
        Span.set_extension("kg_mention", default=None)


def _extraction(doc: Doc) -> Extraction:
    """What the components found in a text so far.

    Raises:
        UsageError: ``kg_mentions`` did not run on it.
    """
    if not (record := doc.user_data.get(_STORED)):
        raise UsageError('nothing was found in this text yet; add the component "kg_mentions" to the pipeline before this one')
    return replace(from_record(json.loads(record)), document=from_text(doc.text))


def _keep(doc: Doc, extraction: Extraction) -> None:
    """Keep what was found as JSON: a document of spaCy can be stored and sent between processes only with plain values."""
    doc.user_data[_STORED] = json.dumps(to_record(extraction), ensure_ascii=False)


class Tokenizer:
    """Cuts Chinese by character, so that no segmentation error can cut a name, and keeps Latin words and numbers whole."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Tokenize ``text``; the tokens together are the text."""
        words = _TOKEN.findall(text)
        return Doc(self._vocab, words=words, spaces=[False] * len(words))

    def to_bytes(self, **_: object) -> bytes:
        """Nothing: the tokenizer has no state that would have to be stored."""
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> Tokenizer:
        """The tokenizer itself."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """Nothing is stored."""

    def from_disk(self, _path: object, **_: object) -> Tokenizer:
        """The tokenizer itself."""
        return self


@registry.tokenizers("kg.Tokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """The tokenizer as spaCy's configuration names it."""
    return lambda nlp: Tokenizer(nlp.vocab)


def language() -> Language:
    """A spaCy pipeline of the three components, for text in any of the languages kg reads.

    Examples:
        >>> import kg
        >>> doc = kg.language()("鴻海投資越南。")
        >>> [(span.text, span.label_, span.kb_id_) for span in doc.spans["kg"]]
        [('鴻海', 'Firm', 'firm-hon-hai'), ('越南', 'Country', 'country-vn')]
        >>> [claim.relation for claim in doc._.kg_claims]
        ['investsIn']
    """
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "kg.Tokenizer.v1"}}})
    for name in ("kg_mentions", "kg_linker", "kg_claims"):
        nlp.add_pipe(name)
    return nlp


@Language.factory("kg_mentions", assigns=["doc._.kg"], default_config={"model": None})
def create_mentions(nlp: Language, name: str, model: str | None) -> Component:
    """Find mentions: ``doc.spans["kg"]``, each with the entity type as label. The named entities of the spaCy model ``model`` (its
    name or folder) are further evidence, if one is given."""
    _register()
    vocab = load_vocabulary()
    further = NamedEntities(vocab, model) if model else None
    annotator = Annotator(vocab, tagger=Tagger.at(MODELS / NAMES, vocab), further=further)

    def mentions(doc: Doc) -> Doc:
        document = from_text(doc.text)
        doc._.kg = found = Extraction(document, annotator.mentions(document), {}, ())
        _set_spans(doc, found.mentions)
        return doc

    return mentions


@Language.factory("kg_linker", requires=["doc._.kg"], assigns=["doc._.kg"])
def create_linker(nlp: Language, name: str) -> Component:
    """Link the mentions of ``kg_mentions``: ``span.kb_id_`` is the entity's id."""
    _register()
    linker = Linker(load_vocabulary())

    def link(doc: Doc) -> Doc:
        found: Extraction = doc._.kg
        mentions, entities = linker.link(found.document, found.mentions)
        doc._.kg = replace(found, mentions=mentions, entities=entities)
        _set_spans(doc, mentions)
        return doc

    return link


@Language.factory("kg_claims", requires=["doc._.kg"], assigns=["doc._.kg"])
def create_claims(nlp: Language, name: str) -> Component:
    """Draw claims from linked mentions: ``doc._.kg_claims``."""
    _register()
    vocab = load_vocabulary()
    relater = Relater(vocab, classifier=Classifier.at(MODELS, vocab))

    def claims(doc: Doc) -> Doc:
        found: Extraction = doc._.kg
        doc._.kg = replace(found, claims=relater.claims(found.document, found.mentions, found.entities))
        return doc

    return claims


def _set_spans(doc: Doc, mentions: Sequence[Mention]) -> None:
    spans = []
    for mention in mentions:
        span = doc.char_span(mention.span.start, mention.span.end, label=mention.type, kb_id=mention.entity or "", alignment_mode="expand")
        if span is not None:
            span._.kg_mention = mention.id
            spans.append(span)
    doc.spans[SPANS] = spans
