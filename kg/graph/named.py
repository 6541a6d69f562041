"""Entities of a store by name, as ``Graph.find`` finds them in a graph that is loaded: a question needs no more of a graph than that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from kg.graph.lookup import key_of, look_up
from kg.vocab.prefixes import load_prefixes


@dataclass(frozen=True, slots=True)
class Named:
    """An entity that was found."""

    id: str


class StoredEntities:
    """The entities of a store that ``kg.graph.query.load_store`` or ``kg build --store`` made."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def find(self, name: str) -> Named:
        """The entity with this id, label or alias, in any language and script; of several the one with most relations.

        Raises:
            UnknownEntityError: there is none; the message names the nearest names.
        """
        found = look_up(name, self._by_name, self._label)
        return Named(found[0] if len(found) == 1 else max(found, key=lambda id_: (self._relations(id_), id_)))

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        base = load_prefixes()["ent"]
        names: dict[str, set[str]] = defaultdict(set)
        for label in ("prefLabel", "altLabel"):
            for quad in self._store.quads_for_pattern(None, _node("skos", label), None):
                if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(base) and isinstance(quad.object, ox.Literal):
                    id_ = quad.subject.value.removeprefix(base)
                    names[id_] |= {id_, quad.object.value}
        by_name: dict[str, list[str]] = defaultdict(list)
        for id_, spelled in sorted(names.items()):
            for key in set(map(key_of, spelled)):
                by_name[key].append(id_)
        return by_name

    def _relations(self, id_: str) -> int:
        """How many relations have it at one end, fused as ``kg.fuse`` does: one a triple and modality, and a symmetric one is one."""
        ways: set[tuple[object, ...]] = set()
        entity, kind, symmetry = _node("ent", id_), _node("rdf", "type"), _node("owl", "SymmetricProperty")
        symmetric = {quad.subject for quad in self._store.quads_for_pattern(None, kind, symmetry)}
        for here, there in (("subject", "object"), ("object", "subject")):
            for claim in self._store.quads_for_pattern(None, _node("kg", here), entity):
                relation, other, modality = (self._value(claim.subject, _node("kg", end)) for end in ("relation", there, "modality"))
                both = other == entity or relation in symmetric
                ways.add((relation, other, modality, None if both else here))
        return len(ways)

    def _label(self, id_: str) -> str:
        label = self._value(_node("ent", id_), _node("rdfs", "label"))
        return label.value if isinstance(label, ox.Literal) else id_

    def _value(self, node: ox.NamedNode | ox.BlankNode | ox.Triple, predicate: ox.NamedNode) -> object:
        return next((quad.object for quad in self._store.quads_for_pattern(node, predicate, None)), None)


def _node(prefix: str, local: str) -> ox.NamedNode:
    return ox.NamedNode(load_prefixes()[prefix] + local)
