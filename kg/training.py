"""``kg train``: fitting the models to annotated passages, and the card that says how good they are."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.annotate import Annotated, Annotator, View, fit
from kg.evaluate import Evaluation, Passage, Score, evaluate
from kg.ingest import from_text
from kg.model import READ_KINDS, Document, Mention, Span
from kg.models import CLAIMS, NAMES, NETWORK
from kg.pipeline import Extractor
from kg.relate import LabelledSentence, Pair, Pairs, Relater, fit_maximum_entropy, fit_network, label
from kg.vocab import Vocabulary

#: Every such document is left out to measure on. Whole documents, so that no passage is judged by its neighbours.
_HELD = 5
_FILES = (NAMES, CLAIMS, NETWORK)


@dataclass(frozen=True, slots=True)
class _Text:
    """A passage read as a document, with its names per block.

    The id of a mention is that of the annotation, its entity the group of mentions that the annotation calls one.
    """

    passage: Passage
    document: Document
    annotated: tuple[Annotated, ...]
    mentions: tuple[Mention, ...]


def train(passages: Sequence[Passage], vocab: Vocabulary, models: Path) -> str:
    """Fit a tagger and a classifier to the passages, write their models into the folder ``models`` with a card (``MODEL.md``), and
    return the card.

    The card's figures are of models that did not see the documents they are measured on.

    Raises:
        DependencyError: if JAX and Optax are not installed.
    """
    annotator = Annotator(vocab)
    texts = [_read(passage) for passage in passages]
    lessons, examples = _lessons(texts, vocab), _examples(annotator, vocab)
    kept, held = _split(texts)
    measured = _measure(kept, [*_all(lessons, kept), *examples], held, annotator, vocab)
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models) as folder:
        _fit(texts, annotator, vocab, Path(folder) / NAMES)
        _fit_claims([*_all(lessons, texts), *examples], vocab, Path(folder))
        for name in _FILES:
            os.replace(Path(folder) / name, models / name)
    card = _card(passages, measured, {name: (models / name).stat().st_size for name in _FILES})
    (models / "MODEL.md").write_text(card, encoding="utf-8")
    return card


def _read(passage: Passage) -> _Text:
    document = from_text(passage.raw, name=passage.name)
    squashed = [i for i, char in enumerate(passage.raw) if not char.isspace()]
    annotated, mentions = [], []
    for block in document.blocks:
        if block.kind not in READ_KINDS or not block.text:
            continue
        at = {place: i for i, place in enumerate(block.places)}
        names = []
        for name in passage.mentions:
            first, last = squashed[name.start], squashed[name.end - 1]
            if first in at and last in at:
                span = Span(at[first], at[last] + 1)
                names.append((span.start, span.end, name.type))
                entity = str(passage.cluster[name.id])
                surface = block.text[span.start : span.end]
                mentions.append(Mention(str(name.id), block.id, span, block.source(span), surface, name.type, "annotation", 1.0, entity))
        annotated.append(Annotated(View.of(block), names))
    return _Text(passage, document, tuple(annotated), tuple(mentions))


def _fit(texts: Sequence[_Text], annotator: Annotator, vocab: Vocabulary, model: Path) -> None:
    found = [candidates for text in texts for candidates in annotator.rules([a.view for a in text.annotated])]
    fit([a for text in texts for a in text.annotated], found, vocab, model)


def _fit_claims(sentences: Sequence[LabelledSentence], vocab: Vocabulary, models: Path) -> None:
    fit_network(sentences, vocab, models / NETWORK)
    fit_maximum_entropy((pair for _, pairs in sentences for pair in pairs), models / CLAIMS)


def _lessons(texts: Sequence[_Text], vocab: Vocabulary) -> Mapping[str, list[LabelledSentence]]:
    """The labelled pairs of each passage of prose; none of a passage in which only names are annotated. Pairs of entities that the
    passage relates by other mentions than these are neither right nor wrong: they are left out."""
    relater, finder = Relater(vocab), Pairs(vocab)
    found: dict[str, list[LabelledSentence]] = {}
    for text in texts:
        labelled = found.setdefault(text.passage.name, [])
        if _relates(text):
            for sentence in relater.sentences(text.document, text.mentions):
                labelled.append((sentence, list(_labelled(text.passage, finder.find(sentence)))))
    return found


def _examples(annotator: Annotator, vocab: Vocabulary) -> list[LabelledSentence]:
    """The related pairs of the rules' own examples. Other pairs there may be related by other rules: they are left out."""
    relater, finder = Relater(vocab), Pairs(vocab)
    found: list[LabelledSentence] = []
    for rule in vocab.rules:
        for example in rule.examples:
            document = from_text(example.text)
            names = [replace(m, entity=m.surface) for m in example.mentions(document, annotator.mentions(document))]
            for sentence in relater.sentences(document, names):
                labelled: list[tuple[Pair, str | None]] = []
                for pair in finder.find(sentence):
                    ends = pair.first.surface, pair.second.surface
                    if ends in example.claims:
                        labelled.append((pair, label(rule.relation, forward=True)))
                    elif ends[::-1] in example.claims:
                        labelled.append((pair, label(rule.relation, forward=False)))
                found.append((sentence, labelled))
    return found


def _relates(text: _Text) -> bool:
    return bool(text.passage.claims) and text.passage.kind != "table"


def _labelled(passage: Passage, pairs: Iterable[Pair]) -> Iterator[tuple[Pair, str | None]]:
    cluster = passage.cluster
    relations = {(claim.subject, claim.object): claim.relation for claim in passage.claims}
    related = {frozenset((cluster[subject], cluster[object_])) for subject, object_ in relations}
    for pair in pairs:
        ends = int(pair.first.id), int(pair.second.id)
        if ends in relations:
            yield pair, label(relations[ends], forward=True)
        elif ends[::-1] in relations:
            yield pair, label(relations[ends[::-1]], forward=False)
        elif frozenset(cluster[end] for end in ends) not in related:
            yield pair, None


def _all(lessons: Mapping[str, list[LabelledSentence]], texts: Sequence[_Text]) -> list[LabelledSentence]:
    return [sentence for text in texts for sentence in lessons[text.passage.name]]


def _split(texts: Sequence[_Text]) -> tuple[list[_Text], list[_Text]]:
    """Texts to fit to and texts to measure on, no document in both."""
    documents = sorted({text.passage.document for text in texts})
    held = set(documents[1::_HELD])
    return [t for t in texts if t.passage.document not in held], [t for t in texts if t.passage.document in held]


def _measure(
    kept: Sequence[_Text], lessons: Sequence[LabelledSentence], held: Sequence[_Text], annotator: Annotator, vocab: Vocabulary
) -> Evaluation:
    """How good extraction is on the texts held with models fitted to those kept."""
    with tempfile.TemporaryDirectory() as folder:
        _fit_claims(lessons, vocab, Path(folder))  # first, since it says at once if JAX is missing
        _fit(kept, annotator, vocab, Path(folder) / NAMES)
        extractor = Extractor(vocab, models=Path(folder))
        extractions = {text.passage.name: extractor.extract(text.document) for text in held}
    passages = [replace(t.passage, document=t.passage.name, first=1, last=t.passage.raw.count("\n") + 1) for t in held]
    return evaluate(passages, extractions, vocab.ontology)


def _card(passages: Sequence[Passage], measured: Evaluation, sizes: Mapping[str, int]) -> str:
    return "\n".join(
        [
            "# The models that ship with kg",
            "",
            f"Fitted by `kg train` to {len(passages)} passages of {len({p.document for p in passages})} documents (what one hand wrote is one",
            "document). They have seen reports on trade, technology and industry policy in Traditional Chinese, fewer in Simplified Chinese and",
            "English, and know nothing of other subjects.",
            "",
            f"- `{NAMES}`, {sizes[NAMES]:,} bytes: a conditional random field over characters (python-crfsuite), fitted to",
            f"  {sum(len(p.mentions) for p in passages)} names. It proposes names that no list and no pattern knows; lists and patterns take part in",
            "  the decision.",
            f"- `{CLAIMS}`, {sizes[CLAIMS]:,} bytes, and `{NETWORK}`, {sizes[NETWORK]:,} bytes: a maximum-entropy model and a convolutional",
            f"  network that judge the pairs of names in a sentence together, fitted to {sum(len(p.claims) for p in passages)} claims and the",
            '  examples of the rules. They add claims that no rule states (their rule is "RELATION/learned"), and drop what they do not believe.',
            "",
            f"How good extraction as a whole (lists, patterns, rules and models) is on every {_HELD}th document, with models that were fitted to",
            "the other documents.",
            "",
            "## Names (same characters, same type)",
            "",
            *_table("type", [*measured.types.items(), ("all", measured.mentions)]),
            "",
            "## Claims (same ends, same relation)",
            "",
            *_table("relation", [*measured.relations.items(), ("all", measured.claims)]),
            "",
            "## Confidence",
            "",
            "What claims say of themselves, by tenths, and how many of them are annotated.",
            "",
            "| claims | mean confidence | share annotated |",
            "| --- | --- | --- |",
            *(f"| {count} | {confidence:.2f} | {right:.2f} |" for count, confidence, right in measured.reliability()),
            "",
        ]
    )


def _table(what: str, rows: Iterable[tuple[str, Score]]) -> Iterator[str]:
    yield f"| {what} | precision | recall | F1 | annotated |"
    yield "| --- | --- | --- | --- | --- |"
    for name, score in rows:
        yield f"| {name} | {score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f} | {score.gold} |"
