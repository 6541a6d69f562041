"""A document's clean text as a page, with the sentences of its claims where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.model import Claim, Span
from kg.serve.texts import Passage

#: Running heads, page numbers and the like: no part of what a document says.
_UNSHOWN = frozenset({"furniture"})


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text: the claims whose sentence begins with it, whether any claim is drawn from it, and whether it is the one looked for."""

    text: str
    claims: tuple[str, ...] = ()
    stated: bool = False
    sought: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block as shown; ``page`` is given where a page begins."""

    kind: str
    page: int | None
    parts: Sequence[Part]


def paragraphs(passages: Iterable[Passage], claims: Sequence[Claim], sought: str | None) -> Iterator[Paragraph]:
    """The blocks of a document as shown.

    Args:
        claims: those of the document.
        sought: id of the claim whose sentence is looked for.
    """
    page = None
    begun: set[str] = set()
    for passage in passages:
        if passage.kind in _UNSHOWN:
            continue
        spans = {claim.id: span for claim in claims if (span := passage.clean(claim.evidence.span))}
        yield Paragraph(passage.kind, passage.page if passage.page != page else None, _parts(passage.text, spans, sought, begun))
        page = passage.page


def _parts(text: str, spans: Mapping[str, Span], sought: str | None, begun: set[str]) -> Sequence[Part]:
    """The text cut wherever the sentence of a claim begins or ends; each claim begins once in a document."""
    beginning: dict[int, list[str]] = defaultdict(list)
    for id_, span in spans.items():
        if id_ not in begun:
            beginning[span.start].append(id_)
            begun.add(id_)
    cuts = sorted({0, len(text), *(place for span in spans.values() for place in (span.start, span.end))})
    target = spans.get(sought or "")
    return [
        Part(
            text[start:end],
            tuple(beginning.get(start, ())),
            any(span.start <= start < span.end for span in spans.values()),
            target is not None and target.start <= start < target.end,
        )
        for start, end in pairwise(cuts)
    ]
