"""Mentions that the text itself says are one entity: glosses, 下稱 abbreviations, full and short forms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from kg.ids import normalise
from kg.link.forms import LegalForms
from kg.model import Block, Mention
from kg.vocab import fold, name_key

_OPENS = re.compile(r"\s*[」』》〉”\"]?\s*[(（]\s*(?:(?:以下|下)?[簡简]?[稱称][為为]?[:：]?\s*)?[「『《\"“]?")
_CALLED = re.compile(
    r"\s*[」』》〉]?\s*(?:[(（][^()（）]{0,80}[)）]?)?\s*[,，]?\s*[(（]?(?:(?:以下|下)[簡简]?[稱称]|[簡简][稱称])[為为]?\s*[「『“]?"
)
_CONTINUES = re.compile(r"\s*[,，;；、/]\s*|\s*[)）]?\s*[(（]\s*")
#: A short form must have at least this many characters to stand for a longer name that ends in it.
_SHORT_FORM = 4


class Clusters:
    """A union-find over mention ids; the smallest index of a set represents it."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def find(self, i: int) -> int:
        """The representative of the set that holds ``i``."""
        while self._parents[i] != i:
            self._parents[i] = self._parents[self._parents[i]]
            i = self._parents[i]
        return i

    def union(self, i: int, j: int) -> None:
        """Merge the sets of ``i`` and ``j``."""
        a, b = sorted((self.find(i), self.find(j)))
        self._parents[b] = a


def cluster(
    mentions: Sequence[Mention],
    blocks: Mapping[int, Block],
    known: Sequence[str | None],
    forms: LegalForms,
    apart: Collection[frozenset[str]] = (),
) -> list[int]:
    """For each mention the index of its cluster's first mention.

    Args:
        forms: the legal forms of firms.
        known: for each mention the known entity it was linked to, or None; two known entities are never merged.
        apart: pairs of names (look-up keys) and ids of known entities that are not to be merged either.
    """
    clusters = Clusters(len(mentions))
    entity_of = dict(enumerate(known))
    ends = {i: {name_key(m.surface), *filter(None, [known[i]])} for i, m in enumerate(mentions)} if apart else {}

    def merge(i: int, j: int) -> None:
        a, b = clusters.find(i), clusters.find(j)
        if a == b or (entity_of[a] and entity_of[b] and entity_of[a] != entity_of[b]):
            return
        if apart and any(frozenset((x, y)) in apart for x in ends[a] for y in ends[b]):
            return
        entity = entity_of[a] or entity_of[b]
        clusters.union(a, b)
        root = clusters.find(a)
        entity_of[root] = entity
        if apart:
            ends[root] = ends[a] | ends[b]

    for i, j in _same_names(mentions, known, forms):
        merge(i, j)
    for i, j in _glosses(mentions, blocks):
        merge(i, j)
    for i, j in _short_forms(mentions, known, forms):
        merge(i, j)
    return [clusters.find(i) for i in range(len(mentions))]


def _same_names(mentions: Sequence[Mention], known: Sequence[str | None], forms: LegalForms) -> list[tuple[int, int]]:
    first: dict[tuple[str, str, str | None], int] = {}
    pairs = []
    for i, mention in enumerate(mentions):
        name = forms.without(mention.surface) if mention.type == "Firm" else mention.surface
        key = (mention.type, normalise(fold(name)), known[i])
        pairs.append((first.setdefault(key, i), i))
    return pairs


def _glosses(mentions: Sequence[Mention], blocks: Mapping[int, Block]) -> list[tuple[int, int]]:
    """Pairs (name, gloss) where only an opening parenthesis, or a comma inside it, stands between two mentions of one type."""
    pairs = []
    inside = None
    for i in range(1, len(mentions)):
        a, b = mentions[i - 1], mentions[i]
        between = blocks[a.block].text[a.clean.end : b.clean.start] if a.block == b.block else None
        if between is None or a.type != b.type:
            inside = None
        elif _OPENS.fullmatch(between) or _CALLED.fullmatch(between):
            inside = i - 1 if inside is None else inside
            pairs.append((inside, i))
        elif inside is not None and _CONTINUES.fullmatch(between) and (b.surface[0].isascii() or "称" in between or "稱" in between):
            pairs.append((inside, i))
        else:
            inside = None
    return pairs


def _short_forms(mentions: Sequence[Mention], known: Sequence[str | None], forms: LegalForms) -> list[tuple[int, int]]:
    """Pairs (full, short) where one unknown name of a type ends in another, or is a firm's and only adds words for firms to it, and no
    other longer name does; of what was found as a short form of a name, the one told most often."""
    names: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, mention in enumerate(mentions):
        names[mention.type][normalise(mention.surface)].append(i)
    pairs = []
    for i, mention in enumerate(mentions):
        short = normalise(mention.surface)
        if known[i] is not None or mention.type not in ("Organization", "Firm", "Policy"):
            continue
        found_short = mention.found_by == "short-form"
        ends = found_short or len(short) >= _SHORT_FORM
        longer: dict[str, list[int]] = {}
        for name, told in names[mention.type].items():
            shortened = (ends and name.endswith(short)) or (mention.type == "Firm" and forms.shortens(short, name))
            if len(name) > len(short) and shortened:
                longer.setdefault(forms.without(name), []).extend(told)
        if longer and (found_short or len(longer) == 1):
            pairs.append((max(longer.values(), key=lambda told: (len(told), -told[0]))[0], i))
    return pairs
