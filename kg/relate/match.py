"""What a rule or the classifier found in a sentence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kg.model import Mention, Modality
from kg.relate.amounts import Rate, Sum
from kg.relate.dates import Date


@dataclass(frozen=True, slots=True)
class Match:
    """One subject and one object bound to a relation. Places are those of the encoded text.

    Attributes:
        rule: id of what found it ("acquires/passive", "acquires/learned").
        takes: the qualifiers to be looked for around it.
        modality: forced, or None to read it from the cues.
        words: where the rule's own words stand; nothing of the classifier's.
        judged: probability by each judge that was asked, by its name.
    """

    relation: str
    rule: str
    takes: Collection[str]
    modality: Modality | None
    start: int
    end: int
    object_start: int
    subject: Mention
    object: Mention
    confidence: float
    product: Mention | None = None
    origin: Mention | None = None
    role: tuple[int, int] | None = None
    fixed_role: str | None = None
    date: Date | None = None
    amount: Sum | None = None
    rate: Rate | None = None
    words: tuple[tuple[int, int], ...] = ()
    judged: tuple[tuple[str, float], ...] = ()
