"""Mentions to entities, within one document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.ids import entity_id
from kg.link.clusters import cluster
from kg.link.context import AUTHOR_COUNTRY, antecedent, choose, coordinated, outranking
from kg.link.lookup import Lookup
from kg.link.persons import PersonForms
from kg.model import Block, Document, Entity, Mention
from kg.vocab import Vocabulary, fold, name_key


class Linker:
    """Says which mentions are the same entity, and which known one.

    What no list knows gets an id from its type and its clearest name, so that it is the same in every document and build.
    """

    def __init__(self, vocab: Vocabulary) -> None:
        self._vocab = vocab
        self._lookup = Lookup(vocab)
        self._persons = PersonForms(vocab)
        self._forms = self._lookup.forms
        self._apart = vocab.judgements.apart()
        self._references = vocab.lexicon.references
        self._suffixes = sorted(vocab.lexicon.suffixes.items(), key=lambda item: (-len(item[0]), item[0]))

    def link(self, document: Document, mentions: Sequence[Mention]) -> tuple[tuple[Mention, ...], dict[str, Entity]]:
        """The mentions with their entities, and these by id. References without an antecedent are dropped."""
        names = [mention for mention in mentions if mention.found_by != "reference"]
        blocks = {block.id: block for block in document.blocks}
        linked = self._link_names(document, blocks, names)
        resolved: list[tuple[Mention, Entity]] = []
        for mention in mentions:
            entity = self._refer(document, blocks, mention, resolved) if mention.found_by == "reference" else linked[mention.id]
            if entity is not None:
                resolved.append((replace(mention, entity=entity.id, type=entity.type), entity))
        return tuple(mention for mention, _ in resolved), {entity.id: entity for _, entity in resolved}

    def _link_names(self, document: Document, blocks: Mapping[int, Block], names: Sequence[Mention]) -> dict[str, Entity]:
        known = self._known(document, names)
        roots = cluster(names, blocks, [entity.id if entity else None for entity in known], self._forms, self._apart)
        members: dict[int, list[int]] = defaultdict(list)
        for i, root in enumerate(roots):
            members[root].append(i)
        linked: dict[str, Entity] = {}
        for group in members.values():
            entity = next((known[i] for i in group if known[i]), None) or self._new([names[i] for i in group], document.lang)
            linked.update({names[i].id: entity for i in group})
        for i, mention in enumerate(names):
            if mention.type == "Person" and (j := self._persons.antecedent(names, i)) is not None:
                linked[mention.id] = linked[names[j].id]
        return linked

    def _known(self, document: Document, names: Sequence[Mention]) -> list[Entity | None]:
        """For each mention the known entity it means by its own name, chosen by context."""
        options = [self._options(mention) for mention in names]
        before: list[tuple[Mention, Entity]] = []
        used: Counter[str] = Counter()
        known: list[Entity | None] = []
        for mention, choices in zip(names, options, strict=True):
            entity = None
            if namesakes := self._lookup.namesakes(mention.surface, mention.type):
                entity = outranking(namesakes, choices, before, mention, used, document.lang)
            if entity is None and choices:
                entity = choose(choices, before, mention, used, document.lang)
            if entity:
                before.append((mention, entity))
                used[entity.id] += 1
            known.append(entity)
        return known

    def _options(self, mention: Mention) -> list[Entity]:
        """The known entities that a mention may mean by its name, without those that people decided it does not mean."""
        found = self._lookup.entities(mention.surface, mention.type) or self._lookup.entities(
            self._persons.full_name(mention.surface) or "", mention.type
        )
        return [entity for entity in found if frozenset((name_key(mention.surface), entity.id)) not in self._apart]

    def _refer(
        self, document: Document, blocks: Mapping[int, Block], mention: Mention, before: Sequence[tuple[Mention, Entity]]
    ) -> Entity | None:
        how = self._references[name_key(mention.surface)].how
        if how in ("former", "latter"):
            pair = coordinated(before, mention, blocks[mention.block].text)
            return pair[how == "latter"] if pair else None
        if how == "nearest":
            return antecedent(before, mention)
        if how == "author-country":
            code = AUTHOR_COUNTRY.get(document.lang)
            return self._vocab.names.entities[f"country-{code.lower()}"] if code else None
        return self._vocab.names.entities[how]

    def _new(self, group: Sequence[Mention], lang: str) -> Entity:
        """An entity for mentions that no list knows, named by the clearest of them: the longest in Chinese, else in Latin."""
        surfaces = sorted({self._persons.full_name(m.surface) or m.surface for m in group}, key=lambda s: (s.isascii(), -len(s), s))
        type_ = group[0].type
        chinese = [surface for surface in surfaces if not surface.isascii()]
        latin = [surface for surface in surfaces if surface.isascii()]
        labels = {}
        if chinese:
            labels["zh-Hans" if lang == "zh-Hans" else "zh-Hant"] = chinese[0]
        if latin:
            labels["en"] = latin[0]
        return Entity(
            id=entity_id(type_, fold(self._forms.without(surfaces[0]) if type_ == "Firm" else surfaces[0])),
            type=type_,
            cls=self._class(surfaces[0], type_),
            labels=labels,
            aliases=tuple(sorted(set(surfaces) - set(labels.values()))),
        )

    def _class(self, surface: str, type_: str) -> str:
        key = name_key(surface)
        return next((entry.cls for suffix, entry in self._suffixes if entry.type == type_ and key.endswith(suffix)), type_)


def merged(entities: Sequence[Mapping[str, Entity]]) -> dict[str, Entity]:
    """The entities of several documents as one mapping: labels and aliases of the same id add up, whatever their order."""
    together: dict[str, list[Entity]] = defaultdict(list)
    for mapping in entities:
        for id_, entity in mapping.items():
            together[id_].append(entity)
    return {id_: union(versions) for id_, versions in sorted(together.items())}


def union(versions: Sequence[Entity]) -> Entity:
    """One entity of what several documents say of it, under one id: labels and aliases add up, whatever their order."""
    first = min(versions, key=lambda e: (sorted(e.labels.items()), e.aliases))
    if len(versions) == 1 or first.known:
        return first
    langs = sorted({lang for entity in versions for lang in entity.labels})
    labels = {lang: min((e.labels[lang] for e in versions if lang in e.labels), key=lambda s: (-len(s), s)) for lang in langs}
    names = {name for entity in versions for name in (*entity.labels.values(), *entity.aliases)}
    return replace(first, labels=labels, aliases=tuple(sorted(names - set(labels.values()))))
