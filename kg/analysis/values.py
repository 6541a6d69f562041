"""Entities, claims, documents and paths that know the graph they are from, so that they can show their evidence.

They are the values of ``kg.model`` and serve wherever those do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from kg.analysis import cards
from kg.graph import Graph
from kg.model import Claim, Document, Entity, Mention, Relation


@dataclass(frozen=True, repr=False, eq=False)
class GraphEntity(Entity):
    """An entity with its graph: a card with its surest sentences in a notebook, a line in a terminal.

    Examples:
        >>> import kg
        >>> kg.example()["TSMC"]
        <Firm 台積電 (TSMC), 3 claims>
    """

    core: Graph = field(kw_only=True)

    @property
    def claims(self) -> Claims:
        """The claims with this entity at one end, surest first.

        Examples:
            >>> import kg
            >>> kg.example()["TSMC"].claims[0].relation
            'investsIn'
        """
        found = (claim for relation in self.core.relations_of(self.id) for claim in self.core.evidence(relation.id))
        return Claims(sorted(found, key=lambda claim: (-claim.confidence, claim.id)), self.core)

    def __repr__(self) -> str:
        return cards.entity_line(self, len(self.claims))

    def _repr_html_(self) -> str:
        return cards.entity_card(self, self.claims, self.core)


@dataclass(frozen=True, repr=False, eq=False)
class GraphClaim(Claim):
    """A claim with its graph: its ends by name, and its sentence with both ends marked.

    Examples:
        >>> import kg
        >>> kg.example()["Foxconn"].claims[0].evidence.quote
        '2019年8月，鴻海將部分產線從中國移往越南。'
    """

    core: Graph = field(kw_only=True)

    def __repr__(self) -> str:
        return cards.claim_line(self, self.core)

    def _repr_html_(self) -> str:
        return cards.claim_card(self, self.core)


@dataclass(frozen=True, repr=False, eq=False)
class GraphDocument(Document):
    """A document with its graph: in a notebook its text with the mentions highlighted, in a terminal a line.

    A build keeps the clean texts of its documents in ``documents.jsonl``. Without that file ``blocks`` and ``mentions`` are empty, and
    the sentences that state claims are shown, the ends of each marked.

    Attributes:
        mentions: the names in it, in reading order.

    Examples:
        >>> import kg
        >>> document = kg.example().document("產線移動小記")
        >>> document.blocks[0].text
        '2018年7月6日，美國對340億美元的中國商品課徵25%關稅。'
        >>> [mention.surface for mention in document.mentions[:2]]
        ['美國', '中國']
    """

    mentions: tuple[Mention, ...] = ()
    core: Graph = field(kw_only=True)

    @property
    def claims(self) -> Claims:
        """The claims that the document states, in reading order.

        Examples:
            >>> import kg
            >>> kg.example().document("產線移動小記").claims[0].relation
            'imposesTariffOn'
        """
        stated = (claim for claim in self.core.claims.values() if claim.evidence.document == self.id)
        return Claims(sorted(stated, key=lambda claim: (claim.evidence.span, claim.id)), self.core)

    def __repr__(self) -> str:
        return cards.document_line(self, len(self.claims))

    def _repr_html_(self) -> str:
        return cards.document_card(self, self.mentions, self.claims)


class Claims(list[GraphClaim]):
    """Claims in an order that means something; in a notebook their cards, one below the other.

    Examples:
        >>> import kg
        >>> len(kg.example()["TSMC"].claims)
        3
    """

    def __init__(self, claims: Iterable[Claim], core: Graph) -> None:
        super().__init__(GraphClaim(**_fields(claim, Claim), core=core) for claim in claims)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) or "no claims"

    def _repr_html_(self) -> str:
        return "".join(claim._repr_html_() for claim in self) or "no claims"


@dataclass(frozen=True, repr=False)
class Path:
    """A way from one entity to another, as the relations taken, some of them against their direction.

    Attributes:
        start: id of the entity it begins at.
        relations: one a step.

    Examples:
        >>> import kg
        >>> kg.example().paths("越南", "鴻海")
        [越南 ←relocatedTo— 鴻海]
    """

    start: str
    relations: tuple[Relation, ...]
    core: Graph = field(compare=False)

    def __len__(self) -> int:
        return len(self.relations)

    @property
    def evidence(self) -> Claims:
        """The surest claim of every step.

        Examples:
            >>> import kg
            >>> len(kg.example().paths("鴻海", "和碩")[0].evidence)
            2
        """
        return Claims((self.core.evidence(relation.id)[0] for relation in self.relations), self.core)

    def __repr__(self) -> str:
        return cards.path_line(self.start, self.relations, self.core)

    def _repr_html_(self) -> str:
        return cards.path_card(self.start, self.relations, self.core) + self.evidence._repr_html_()


def with_graph(entity: Entity, core: Graph) -> GraphEntity:
    """The entity with its graph."""
    return GraphEntity(**_fields(entity, Entity), core=core)


def document_with_graph(document: Document, mentions: tuple[Mention, ...], core: Graph) -> GraphDocument:
    """The document with its mentions and its graph."""
    return GraphDocument(**_fields(document, Document), mentions=mentions, core=core)


def _fields(value: object, type_: type) -> dict[str, Any]:
    return {f.name: getattr(value, f.name) for f in fields(type_)}
