"""``kg train``: fitting the tagger to annotated passages, and the card that says how good it is."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.annotate import Annotated, Annotator, Tagger, View, fit
from kg.evaluate import Passage, Score
from kg.ingest import from_text
from kg.model import READ_KINDS, Document
from kg.vocab import Vocabulary

#: Cross-validation leaves out whole documents, so that no passage is judged by its neighbours.
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class _Text:
    """A passage read as a document, with its names per block."""

    passage: Passage
    document: Document
    annotated: tuple[Annotated, ...]


def train(passages: Sequence[Passage], vocab: Vocabulary, model: Path) -> str:
    """Fit a tagger to the passages, write it to ``model`` and its card beside it (``MODEL.md``), and return the card.

    The card's figures are of models that did not see the document they are measured on.
    """
    annotator = Annotator(vocab)
    texts = [_read(passage) for passage in passages]
    scores = _cross_validate(texts, annotator, vocab)
    with tempfile.TemporaryDirectory(dir=model.parent) as folder:
        made = Path(folder) / model.name
        _fit(texts, annotator, vocab, made)
        os.replace(made, model)
    card = _card(passages, scores, model.stat().st_size)
    (model.parent / "MODEL.md").write_text(card, encoding="utf-8")
    return card


def _read(passage: Passage) -> _Text:
    document = from_text(passage.raw, name=passage.name)
    squashed = [i for i, char in enumerate(passage.raw) if not char.isspace()]
    names = [(squashed[m.start], squashed[m.end - 1], m.type) for m in passage.mentions]
    annotated = []
    for block in document.blocks:
        if block.kind in READ_KINDS and block.text:
            at = {place: i for i, place in enumerate(block.places)}
            inside = [(at[first], at[last] + 1, type_) for first, last, type_ in names if first in at and last in at]
            annotated.append(Annotated(View.of(block), inside))
    return _Text(passage, document, tuple(annotated))


def _fit(texts: Sequence[_Text], annotator: Annotator, vocab: Vocabulary, model: Path) -> None:
    found = [candidates for text in texts for candidates in annotator.rules([a.view for a in text.annotated])]
    fit([a for text in texts for a in text.annotated], found, vocab, model)


def _cross_validate(texts: Sequence[_Text], annotator: Annotator, vocab: Vocabulary) -> Mapping[str, Score]:
    """Scores by type of rules and tagger together, on documents that the tagger was not fitted to."""
    scores: dict[str, Score] = defaultdict(Score)
    documents = sorted({text.passage.document for text in texts})
    for fold in range(_FOLDS):
        held = {name for i, name in enumerate(documents) if i % _FOLDS == fold}
        kept = [text for text in texts if text.passage.document not in held]
        if not held or not kept:
            continue
        with tempfile.TemporaryDirectory() as folder:
            model = Path(folder) / "model"
            _fit(kept, annotator, vocab, model)
            judge = Annotator(vocab, tagger=Tagger(vocab, model))
            for text in texts:
                if text.passage.document in held:
                    _score(text, judge, scores)
    return dict(sorted(scores.items()))


def _score(text: _Text, annotator: Annotator, scores: dict[str, Score]) -> None:
    found = {(m.block, m.clean.start, m.clean.end, m.type) for m in annotator.mentions(text.document)}
    gold = {(a.view.block.id, start, end, type_) for a in text.annotated for start, end, type_ in a.names}
    for type_ in {key[3] for key in found | gold}:
        of_type, wanted = {k for k in found if k[3] == type_}, {k for k in gold if k[3] == type_}
        scores[type_].add(len(of_type & wanted), len(of_type), len(wanted))


def _card(passages: Sequence[Passage], scores: Mapping[str, Score], size: int) -> str:
    mentions = sum(len(passage.mentions) for passage in passages)
    total = Score()
    for score in scores.values():
        total.add(score.right, score.found, score.gold)
    rows = [
        f"| {name} | {score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f} | {score.gold} |"
        for name, score in [*scores.items(), ("all", total)]
    ]
    return "\n".join(
        [
            "# The tagger that ships with kg",
            "",
            "A conditional random field over characters (python-crfsuite), fitted by `kg train` to annotated passages. It proposes names",
            "that no list and no pattern knows; lists and patterns take part in the decision.",
            "",
            f"Fitted to {len(passages)} passages of {len({p.document for p in passages})} documents with {mentions} names; {size:,} bytes.",
            "",
            f"Figures of rules and tagger together, in {_FOLDS}-fold cross-validation over documents (strict: same characters, same type):",
            "",
            "| type | precision | recall | F1 | annotated |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
            "It has seen reports on trade, technology and industry policy in Traditional Chinese, few in Simplified Chinese and English.",
            "It knows nothing of other subjects, and is weakest on products.",
            "",
        ]
    )
