"""Choosing among known entities of one name by the countries in context, and resolving references."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from itertools import pairwise

from kg.model import Entity, Mention
from kg.vocab import name_key

#: How many characters back a country still decides which 商務部 is meant.
_REACH = 120
#: How many characters may stand between a country and a bare name that lists know as that of another country's body (韓國的國防部).
_NEAR = 2
#: How many characters back 該公司 may look for its antecedent.
_ANTECEDENT_REACH = 250
#: What joins the two that 前者 and 後者 tell apart.
_AND = re.compile(r"\s*(?:與|与|和|及|以及|跟|、|and|&)\s*")
_ENDS = re.compile("[。！？!?]")
AUTHOR_COUNTRY = {"zh-Hant": "TW", "zh-Hans": "CN"}


def choose(options: Sequence[Entity], before: Sequence[tuple[Mention, Entity]], mention: Mention, used: Counter[str], lang: str) -> Entity:
    """The likeliest of several known entities that share a name.

    Nearest evidence first: a country, or something of a country, named shortly before; what the document called so already;
    the country where such texts are written; what goes by this name first of all. Ties fall to the smallest id.
    """
    if len(options) == 1:
        return options[0]
    by_country = {entity.country: entity for entity in reversed(options)}
    if (country := _country(before, mention, by_country)) is not None:
        return by_country[country]
    home = AUTHOR_COUNTRY.get(lang)
    key = name_key(mention.surface)
    labelled = {entity.id for entity in options if key in map(name_key, entity.labels.values())}
    return min(options, key=lambda entity: (-used[entity.id], entity.country != home, entity.id not in labelled, entity.id))


def outranking(
    namesakes: Sequence[Entity],
    options: Sequence[Entity],
    before: Sequence[tuple[Mention, Entity]],
    mention: Mention,
    used: Counter[str],
    lang: str,
) -> Entity | None:
    """Which of the bodies that lists know with their country only (中國教育部) is meant by a bare name (教育部) rather than those that they
    know by it, if any: that of the country named right before, that which the document named in full, or the author's country's
    where lists know none of it."""
    if before:
        earlier, entity = before[-1]
        if earlier.block == mention.block and entity.type == "Country" and mention.clean.start - earlier.clean.end <= _NEAR:
            return next((namesake for namesake in namesakes if namesake.country == entity.country), None)
    if named := [entity for entity in namesakes if used[entity.id] > max((used[option.id] for option in options), default=0)]:
        return named[0]
    home = AUTHOR_COUNTRY.get(lang)
    if not options or home in {entity.country for entity in options}:
        return None
    return next((entity for entity in namesakes if entity.country == home), None)


def _country(before: Sequence[tuple[Mention, Entity]], mention: Mention, of: Container[str | None]) -> str | None:
    """The country among some that was named last, by its name or something of it, within reach of a mention in its block."""
    for earlier, entity in reversed(before):
        if earlier.block != mention.block or mention.clean.start - earlier.clean.end > _REACH:
            return None
        if entity.country in of and entity.type in ("Country", "Organization", "Person"):
            return entity.country
    return None


def antecedent(before: Sequence[tuple[Mention, Entity]], mention: Mention) -> Entity | None:
    """The nearest earlier entity of the reference's type in the same block, or None if none is near enough."""
    for earlier, entity in reversed(before):
        if earlier.block != mention.block or mention.clean.start - earlier.clean.end > _ANTECEDENT_REACH:
            return None
        if entity.type == mention.type:
            return entity
    return None


def coordinated(before: Sequence[tuple[Mention, Entity]], mention: Mention, text: str) -> tuple[Entity, Entity] | None:
    """The two entities of one type that were last joined by "and" in the sentence of a mention, or before it in the last if it begins
    one; None for lists of more."""
    near = [
        (earlier, entity)
        for earlier, entity in before
        if earlier.block == mention.block and mention.clean.start - earlier.clean.end <= _ANTECEDENT_REACH and earlier.type == entity.type
    ]
    joined = [_AND.fullmatch(text, a.clean.end, b.clean.start) is not None and a.type == b.type for (a, _), (b, _) in pairwise(near)]
    for i in range(len(joined) - 1, -1, -1):
        if joined[i]:
            alone = not (i and joined[i - 1]) and near[i][1] != near[i + 1][1]
            between = text[near[i + 1][0].clean.end : mention.clean.start]
            return (near[i][1], near[i + 1][1]) if alone and not _ENDS.search(between[:-1]) else None
    return None
