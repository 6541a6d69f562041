"""The graph as an analyst meets it: tables, parts, paths, questions and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import networkx as nx

from kg.analysis import asking, cards, selection, tables
from kg.analysis.dates import DateLike
from kg.analysis.flows import flows
from kg.analysis.page import Page
from kg.analysis.selection import OneOrMore
from kg.analysis.values import Claims, GraphDocument, GraphEntity, Path, document_with_graph, with_graph
from kg.errors import UnknownEntityError, UsageError
from kg.explore import page
from kg.graph import Graph as Core
from kg.graph.diff import diff
from kg.graph.rdf import to_rdflib
from kg.model import Claim, Extraction, Relation
from kg.vocab import load_vocabulary

if TYPE_CHECKING:
    import pandas as pd
    import pyoxigraph as ox
    import rdflib
    from matplotlib.axes import Axes


class Graph:
    """A knowledge graph: who does what to whom, when, how surely, and which sentence says so.

    ``kg.load`` and ``kg.build`` give one. It never changes: ``filter`` gives another. Names of entities may be any of their names, in
    any language, or their ids.

    Args:
        core: the documents, entities, claims and relations by id.
        reading: gives what was read in the document of an id, where that was kept.

    Examples:
        >>> import kg
        >>> g = kg.example()
        >>> g
        <Graph of 1 document: ... entities, ... claims>
        >>> g["TSMC"] == g["台積電"]
        True
        >>> g["台積店"]
        Traceback (most recent call last):
        kg.errors.UnknownEntityError: no entity is called '台積店'; did you mean 台積電?
    """

    def __init__(self, core: Core, reading: Callable[[str], Extraction | None] | None = None) -> None:
        self.core = core
        self._reading = reading

    def __repr__(self) -> str:
        sizes = (
            (self.core.documents, "document", "documents"),
            (self.core.entities, "entity", "entities"),
            (self.core.claims, "claim", "claims"),
        )
        documents, entities, claims = (f"{len(values)} {one if len(values) == 1 else many}" for values, one, many in sizes)
        return f"<Graph of {documents}: {entities}, {claims}>"

    def _repr_html_(self) -> str:
        return cards.graph_card(self.core)

    def __eq__(self, other: object) -> bool:
        return self.core == other.core if isinstance(other, Graph) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # its parts are mappings

    def __len__(self) -> int:
        return len(self.core.entities)

    def __iter__(self) -> Iterator[GraphEntity]:
        return (with_graph(entity, self.core) for _, entity in sorted(self.core.entities.items()))

    def __contains__(self, name: str) -> bool:
        try:
            self.core.find(name)
        except UnknownEntityError:
            return False
        return True

    def __getitem__(self, name: str) -> GraphEntity:
        return self.find(name)

    def find(self, name: str) -> GraphEntity:
        """The entity of this name, in any language and script, or this id; of several the one with most relations.

        Raises:
            UnknownEntityError: there is none; the message names the nearest names.

        Examples:
            >>> import kg
            >>> kg.example().find("Foxconn")
            <Firm 鴻海 (Hon Hai), 4 claims>
        """
        return with_graph(self.core.find(name), self.core)

    @property
    def entities(self) -> pd.DataFrame:
        """A row an entity, by id: names, type, class, home country, and in how many claims and documents it is an end.

        Examples:
            >>> import kg
            >>> kg.example().entities.sort_values("claims").label.iloc[-1]
            '鴻海'
        """
        return self._entities.copy(deep=False)

    @property
    def claims(self) -> pd.DataFrame:
        """A row a claim, by id: its ends, date, modality, rate, sum, speaker, document, page and sentence.

        ``date`` is as precise as the text; ``since`` and ``until`` are its first and last day. ``amount`` is a Decimal, ``rate_low`` and
        ``rate_high`` are percentages. Empty cells are what the sentence does not say.

        Examples:
            >>> import kg
            >>> claims = kg.example().claims
            >>> claims.loc[claims.relation == "imposesTariffOn", ["subject", "object", "date", "rate_low"]].values.tolist()
            [['美國', '中國', '2018-07-06', 25.0]]
        """
        return self._claims.copy(deep=False)

    @property
    def relations(self) -> pd.DataFrame:
        """A row a relation, by id: equal claims of one modality taken together, and in how many documents they stand.

        Examples:
            >>> import kg
            >>> relations = kg.example().relations
            >>> relations.loc[relations.modality == "denied", ["subject", "relation", "object", "claims"]].values.tolist()
            [['鴻海', 'relocatedFrom', '中國', 1]]
        """
        return self._relations.copy(deep=False)

    @property
    def documents(self) -> pd.DataFrame:
        """A row a document, by id: file, title, author, publisher, date, language, and how many claims it states.

        Examples:
            >>> import kg
            >>> kg.example().documents[["source", "title", "lang"]].values.tolist()
            [['example.txt', '產線移動小記', 'zh-Hant']]
        """
        return self._documents.copy(deep=False)

    @cached_property
    def _entities(self) -> pd.DataFrame:
        return tables.entities_table(self.core)

    @cached_property
    def _claims(self) -> pd.DataFrame:
        return tables.claims_table(self.core)

    @cached_property
    def _relations(self) -> pd.DataFrame:
        return tables.relations_table(self.core)

    @cached_property
    def _documents(self) -> pd.DataFrame:
        return tables.documents_table(self.core)

    @cached_property
    def _store(self) -> ox.Store:
        return asking.store(self.core)

    def document(self, name: str) -> GraphDocument:
        """The document with this title, file name or id; with its text and mentions, where the build kept them.

        Raises:
            UsageError: there is none; the message names the nearest.
            GraphNotFoundError: what the build kept of it was written by another version of kg.

        Examples:
            >>> import kg
            >>> kg.example().document("example.txt")
            <Document 產線移動小記 (2023-03-01), ... claims>
        """
        document = selection.find_document(self.core, name)
        read = self._reading(document.id) if self._reading else None
        return document_with_graph(read.document, read.mentions, self.core) if read else document_with_graph(document, (), self.core)

    def filter(
        self,
        *,
        type: OneOrMore | None = None,
        relation: OneOrMore | None = None,
        since: DateLike | None = None,
        until: DateLike | None = None,
        modality: OneOrMore | None = None,
        document: OneOrMore | None = None,
    ) -> Graph:
        """The part of the graph whose claims meet every condition, with the entities and documents that they need.

        Args:
            type: entity types or classes, one of which stands at an end: "Firm", ["Law", "Agreement"].
            relation: relations, by name or label: "relocatedTo", "遷至".
            since: first day: 2019, "2019-08", "2019-08-15" or a date. Claims without a date are left out, those that are less
                precise count if they may fall into the time.
            until: last day.
            modality: "fact", "planned", "possible", "denied".
            document: titles, file names or ids.

        Raises:
            UsageError: no condition is given, or one names what there is not.
            EmptyResultError: no claim meets them all; the message says which one none met.

        Examples:
            >>> import kg
            >>> kg.example().filter(relation="遷至", since=2019, modality="fact")
            <Graph of 1 document: 5 entities, 2 claims>
            >>> kg.example().filter(relation="relocateTo")
            Traceback (most recent call last):
            kg.errors.UsageError: no relation is called 'relocateTo'; did you mean relocatedTo, ...?
        """
        part = selection.select(self.core, type=type, relation=relation, since=since, until=until, modality=modality, document=document)
        return Graph(part, self._reading)

    def neighbours(self, name: str, depth: int = 1) -> pd.DataFrame:
        """The entities at most ``depth`` relations away, nearest first: their rows of ``entities`` and their distance.

        Raises:
            UnknownEntityError: no entity has this name.

        Examples:
            >>> import kg
            >>> kg.example().neighbours("和碩").label.tolist()
            ['中國', '印尼', '電子產業']
        """
        steps: dict[str, int] = {}
        for step in range(1, depth + 1):
            reached = self.core.neighbours(name, step)
            if len(reached) == len(steps):
                break
            steps |= {id_: step for id_ in sorted(reached) if id_ not in steps}
        found = self._entities.loc[list(steps)]
        found.insert(0, "distance", list(steps.values()))
        return found

    def paths(self, a: str, b: str, limit: int = 5) -> list[Path]:
        """Up to ``limit`` shortest ways from one entity to another; none if nothing connects them.

        Raises:
            UnknownEntityError: no entity has one of the names.

        Examples:
            >>> import kg
            >>> kg.example().paths("越南", "印尼", limit=1)
            [越南 ←relocatedTo— 鴻海 —relocatedFrom→ 中國 ←relocatedFrom— 和碩 —relocatedTo→ 印尼]
        """
        start = self.core.find(a).id
        return [Path(start, tuple(way), self.core) for way in self.core.paths(a, b, limit)]

    def evidence(self, claim: Claim | Relation | pd.Series | str) -> Claims:
        """The claims behind a relation, surest first, with their sentences; of a claim, itself.

        Args:
            claim: a claim or relation, its id, or its row in ``claims`` or ``relations``.

        Raises:
            UsageError: the graph has no such claim.

        Examples:
            >>> import kg
            >>> g = kg.example()
            >>> tariffs = g.claims[g.claims.relation == "imposesTariffOn"]
            >>> g.evidence(tariffs.iloc[0])[0].evidence.quote
            '2018年7月6日，美國對340億美元的中國商品課徵25%關稅。'
        """
        id_ = claim.id if isinstance(claim, (Claim, Relation)) else str(getattr(claim, "name", claim))
        if id_ not in self.core.claims and id_ not in self.core.relations:
            raise UsageError(f"no claim or relation of this graph is {id_!r}; ids stand in the index of .claims and .relations")
        return Claims(self.core.evidence(id_), self.core)

    def diff(self, other: Graph) -> pd.DataFrame:
        """What a later graph says otherwise: a row a claim that was added, is gone, or changed; no row where they say the same.

        Args:
            other: the later graph.

        Examples:
            >>> import kg
            >>> g = kg.example()
            >>> g.diff(g).empty
            True
            >>> earlier, later = kg.extract("鴻海計畫投資越南。").graph, kg.extract("鴻海投資越南。").graph
            >>> earlier.diff(later)[["change", "old_modality", "new_modality"]].values.tolist()
            [['modality changed', 'planned', 'fact']]
        """
        return tables.changes_table(diff(self.core, other.core))

    def timeline(self, name: str | None = None, *, relation: OneOrMore | None = None, modality: OneOrMore | None = None) -> pd.DataFrame:
        """The dated claims in the order of time: rows of ``claims``, and what each says in a few words.

        Args:
            name: an entity that stands at an end.
            relation: relations, by name or label.
            modality: as in ``filter``.

        Raises:
            UsageError: no entity or relation has this name.
            EmptyResultError: no claim meets the conditions.

        Examples:
            >>> import kg
            >>> kg.example().timeline("台積電")[["date", "statement"]].values.tolist()
            [['2020-05', '台積電 investsIn 美國'], ['2021', '台積電 investsIn 日本'], ['2021', '台積電 investsIn 熊本']]
        """
        graph = self.filter(relation=relation, modality=modality) if relation is not None or modality is not None else self
        rows = graph._claims[graph._claims.since.notna()]
        if name is not None:
            id_ = self.core.find(name).id
            rows = rows[(rows.subject_id == id_) | (rows.object_id == id_)]
        statement = rows.subject + " " + rows.relation.astype("string") + " " + rows.object
        order = ["since", "until", "subject_id", "relation", "object_id", "id"]
        columns = ["date", "statement", "modality", *rows.columns.drop(["date", "modality"])]
        return rows.assign(statement=statement).sort_values(order, kind="stable")[columns]

    def flows(self, relation: str = "relocatedTo", by: OneOrMore | None = None, *, modality: OneOrMore | None = "fact") -> pd.DataFrame:
        """Who goes from where to where: a row a way, most entities first.

        Places count as their country. Those who move come from where the claim says (``origin``), or from where the same sentence says
        they left; "?" where it says neither. With any other relation they come from their home country.

        Args:
            relation: the claims to count, by name or label: "relocatedTo", "investsIn", "exportsTo" …
            by: count apart by "sector" (that the graph says the firm is in), "year", "home" (country of the firm), "product",
                "modality", "document", "name"; or by several of these. "?" where the graph does not say.
            modality: "fact" alone unless others are named; None for all.

        Returns:
            ``from``, ``to``, what it is counted by, ``entities`` (how many firms, sectors …), ``claims``, ``names``. A firm that is in
            two sectors counts in both.

        Raises:
            UsageError: no such relation, or nothing of that name to count by.
            EmptyResultError: no claim to count.

        Examples:
            >>> import kg
            >>> kg.example().flows(by=["sector", "year"], modality=None)[["from", "to", "sector", "year", "names"]].values.tolist()
            [['中國', '印尼', '電子產業', '2019', '和碩'], ['中國', '越南', '電子產業', '2019', '鴻海']]
        """
        return flows(self.core, relation, by, modality)

    def query(self, question: str, /, **parameters: str) -> pd.DataFrame:
        """Ask in SPARQL, or one of the questions that ship with kg by its name.

        Args:
            question: a SELECT or ASK query, whose prefixes are known; or a name in ``questions()``.
            **parameters: of a named question: entities by any of their names.

        Raises:
            QueryError: the query cannot be run; the message says where it is wrong.
            UsageError: no such question or parameter, or no entity of that name.

        Examples:
            >>> import kg
            >>> kg.example().query("SELECT ?who WHERE { ?firm kg:relocatedTo ent:country-vn ; rdfs:label ?who }").who.tolist()
            ['鴻海']
            >>> kg.example().query("firms-leaving", country="中國").firm.unique().tolist()
            ['鴻海', '和碩']
        """
        return asking.ask(self._store, self.core, question, parameters)

    def questions(self) -> pd.DataFrame:
        """The questions that ship with kg: name, titles, and parameters with their defaults.

        Examples:
            >>> import kg
            >>> kg.example().questions().loc["tariffs", "title_en"]
            'Who imposed which tariff on whom, at what rate and when?'
        """
        return asking.questions()

    def to_networkx(self) -> nx.MultiDiGraph:
        """The graph for networkx: entities as nodes, relations as edges, keyed by their ids.

        Examples:
            >>> import kg
            >>> network = kg.example().to_networkx()
            >>> network.nodes["firm-tsmc"]["label"], network.has_edge("firm-hon-hai", "country-vn")
            ('台積電', True)
        """
        return self.core.to_networkx()

    def to_rdf(self, *, base: str | None = None) -> rdflib.Graph:
        """The graph for rdflib; facts as plain triples, every claim as a node with its evidence.

        Args:
            base: IRI under which entities, claims and documents are named.

        Examples:
            >>> import kg
            >>> facts = kg.example().to_rdf().query("ASK { ent:firm-hon-hai kg:relocatedTo ent:country-vn }")
            >>> facts.askAnswer
            True
        """
        return to_rdflib(self.core, base=base)

    def show(self, *, height: int = 640) -> Page:
        """The interactive page of the graph, in a frame of ``height`` pixels in a notebook; it needs no network.

        Examples:
            >>> import kg
            >>> "<html" in kg.example().show().html
            True
        """
        return Page(page(self.core, vocab=load_vocabulary()), height)

    def plot_flows(
        self,
        relation: str = "relocatedTo",
        by: str | None = None,
        *,
        modality: OneOrMore | None = "fact",
        top: int = 20,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw the ``top`` flows as bands from left to right, as wide as they have entities, coloured by ``by``, else by arrival.

        Raises:
            UsageError, EmptyResultError: as in ``flows``.
            DependencyError: matplotlib is not installed.

        Examples:
            >>> import kg
            >>> kg.example().plot_flows(modality=None).get_title()
            'relocatedTo'
        """
        from kg.analysis import plots

        return plots.plot_flows(self.core, flows(self.core, relation, by, modality), relation, by, top, ax)

    def plot_timeline(
        self,
        name: str | None = None,
        *,
        relation: OneOrMore | None = None,
        modality: OneOrMore | None = None,
        every: Literal["year", "month"] = "year",
        ax: Axes | None = None,
    ) -> Axes:
        """Draw how many dated claims begin in each year or month, stacked by relation.

        Raises:
            UsageError, EmptyResultError: as in ``timeline``, or no claim has a date.
            DependencyError: matplotlib is not installed.

        Examples:
            >>> import kg
            >>> kg.example().plot_timeline("台積電").get_ylabel()
            'claims'
        """
        from kg.analysis import plots

        return plots.plot_timeline(self.timeline(name, relation=relation, modality=modality), every, ax)

    def plot_map(self, relation: str | None = None, *, modality: OneOrMore | None = "fact", ax: Axes | None = None) -> Axes:
        """Draw countries where they lie, as large as claims speak of them or of places in them; of a relation its flows too.

        Raises:
            UsageError, EmptyResultError: as in ``flows``, or no claim speaks of a country.
            DependencyError: matplotlib is not installed.

        Examples:
            >>> import kg
            >>> kg.example().plot_map("relocatedTo", modality=None).get_title()
            'relocatedTo'
        """
        ways = flows(self.core, relation, None, modality) if relation is not None else None
        from kg.analysis import plots

        return plots.plot_map(self.core, ways, relation, ax)

    def plot_degree(self, type: str | None = None, *, top: int = 20, ax: Axes | None = None) -> Axes:
        """Draw the entities with most neighbours, of one type or class or of all, as bars.

        Raises:
            UsageError: no such type.
            EmptyResultError: no entity has a relation.
            DependencyError: matplotlib is not installed.

        Examples:
            >>> import kg
            >>> kg.example().plot_degree("Firm").get_xlabel()
            'neighbours'
        """
        from kg.analysis import plots

        return plots.plot_degree(self.core, type, top, ax)

    def plot_communities(self, *, top: int = 60, ax: Axes | None = None) -> Axes:
        """Draw the ``top`` entities with most neighbours and their relations, coloured by community (Louvain, over the whole graph).

        Raises:
            EmptyResultError: no entity has a relation.
            DependencyError: matplotlib is not installed.

        Examples:
            >>> import kg
            >>> kg.example().plot_communities(top=5).get_title()
            '5 entities, ... communities'
        """
        from kg.analysis import plots

        return plots.plot_communities(self.core, top, ax)
