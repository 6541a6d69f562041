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
#: How many characters back it decides against the bodies that lists know by the bare name.
_NEAR = 25
#: How many characters back 該公司 may look for its antecedent.
_ANTECEDENT_REACH = 250
#: What joins the two that 前者 and 後者 tell apart.
_AND = re.compile(r"\s*(?:與|与|和|及|以及|跟|、|and|&)\s*")
AUTHOR_COUNTRY = {"zh-Hant": "TW", "zh-Hans": "CN"}


def choose(options: Sequence[Entity], before: Sequence[tuple[Mention, Entity]], mention: Mention, used: Counter[str], lang: str) -> Entity:
    """The likeliest of several known entities that share a name.

    Nearest evidence first: a country, or something of a country, named shortly before; what the document called so already;
    the country where such texts are written; what goes by this name first of all. Ties fall to the smallest id.
    """
    if len(options) == 1:
        return options[0]
    by_country = {entity.country: entity for entity in reversed(options)}
    if (country := _country(before, mention, by_country, _REACH)) is not None:
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
    by_country = {entity.country: entity for entity in reversed([*namesakes, *options])}
    country = _country(before, mention, by_country, _NEAR)
    if country is None:
        meant = [entity.country for entity in namesakes if used[entity.id]]
        home = AUTHOR_COUNTRY.get(lang)
        country = meant[0] if meant else home if options and home not in {entity.country for entity in options} else None
    return next((entity for entity in namesakes if entity.country == country), None) if country else None


def _country(before: Sequence[tuple[Mention, Entity]], mention: Mention, of: Container[str | None], reach: int) -> str | None:
    """The country among some that was named last, by its name or something of it, within reach of a mention in its block."""
    for earlier, entity in reversed(before):
        if earlier.block != mention.block or mention.clean.start - earlier.clean.end > reach:
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
    """The two entities of one type that were last joined by "and" before a mention, in its block near by; None for lists of more."""
    near = [
        (earlier, entity)
        for earlier, entity in before
        if earlier.block == mention.block and mention.clean.start - earlier.clean.end <= _ANTECEDENT_REACH and earlier.type == entity.type
    ]
    joined = [_AND.fullmatch(text, a.clean.end, b.clean.start) is not None and a.type == b.type for (a, _), (b, _) in pairwise(near)]
    for i in range(len(joined) - 1, -1, -1):
        if joined[i]:
            alone = not (i and joined[i - 1]) and near[i][1] != near[i + 1][1]
            return (near[i][1], near[i + 1][1]) if alone else None
    return None
