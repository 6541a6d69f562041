"""The graph as pandas tables: a row a value, indexed by its id, every column of its proper type."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, get_args

from kg.analysis.dates import period
from kg.graph import Graph
from kg.graph.diff import Change
from kg.model import Claim, Document, Modality, Qualifiers

if TYPE_CHECKING:
    import pandas as pd

#: Columns and their types. Sums are Decimal objects, exact to the cent.
ENTITIES: Mapping[str, str] = {
    "label": "string", "en": "string", "type": "category", "class": "category", "country": "category", "aliases": "string",
    "wikidata": "string", "known": "bool", "claims": "int64", "documents": "int64",
}  # fmt: skip
CLAIMS: Mapping[str, str] = {
    "subject": "string", "relation": "category", "object": "string", "modality": "category", "date": "string",
    "since": "datetime64[s]", "until": "datetime64[s]", "rate": "string", "rate_low": "float64", "rate_high": "float64",
    "amount": "object", "currency": "category", "product": "string", "origin": "string", "role": "string", "said_by": "string",
    "confidence": "float64", "document": "category", "published": "datetime64[s]", "page": "Int64", "quote": "string",
    "subject_type": "category", "object_type": "category", "subject_id": "string", "object_id": "string",
}  # fmt: skip
RELATIONS: Mapping[str, str] = {
    "subject": "string", "relation": "category", "object": "string", "modality": "category", "since": "datetime64[s]",
    "until": "datetime64[s]", "confidence": "float64", "claims": "int64", "documents": "int64", "subject_id": "string",
    "object_id": "string",
}  # fmt: skip
DOCUMENTS: Mapping[str, str] = {
    "source": "string", "title": "string", "author": "string", "publisher": "string", "published": "datetime64[s]",
    "lang": "category", "claims": "int64",
}  # fmt: skip

#: What a table of changes shows of a claim before and after.
_SIDE = ("modality", "file", "page", "quote")
_RATE = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?%")
#: The order in which categories are listed, where it means something.
_ORDERED: Mapping[str, Sequence[str]] = {"modality": get_args(Modality)}


def entities_table(graph: Graph) -> pd.DataFrame:
    """A row an entity, with how many claims have it at an end, and in how many documents."""
    claims: dict[str, int] = defaultdict(int)
    documents: dict[str, set[str]] = defaultdict(set)
    for claim in graph.claims.values():
        for end in {claim.subject, claim.object}:
            claims[end] += 1
            documents[end].add(claim.evidence.document)
    rows = (
        (e.label, e.labels.get("en"), e.type, e.cls, e.country, "|".join(e.aliases), e.identifiers.get("wikidata"), e.known,
         claims[id_], len(documents[id_]))
        for id_, e in sorted(graph.entities.items())
    )  # fmt: skip
    return _table(sorted(graph.entities), rows, ENTITIES)


def claims_table(graph: Graph) -> pd.DataFrame:
    """A row a claim: its ends by label, its qualifiers, its document, page and sentence."""
    return _table(graph.claims, (_claim(graph, claim) for claim in graph.claims.values()), CLAIMS)


def relations_table(graph: Graph) -> pd.DataFrame:
    """A row a relation: equal claims of one modality taken together, with the days that their dates span."""
    rows = []
    for relation in graph.relations.values():
        days = [day for id_ in relation.claims for day in period(graph.claims[id_].qualifiers.when) if day]
        rows.append(
            (graph.entities[relation.subject].label, relation.relation, graph.entities[relation.object].label, relation.modality,
             min(days, default=None), max(days, default=None), relation.confidence, len(relation.claims), relation.documents,
             relation.subject, relation.object)
        )  # fmt: skip
    return _table(graph.relations, rows, RELATIONS)


def documents_table(graph: Graph) -> pd.DataFrame:
    """A row a document, with how many claims it states."""
    stated: dict[str, int] = defaultdict(int)
    for claim in graph.claims.values():
        stated[claim.evidence.document] += 1
    rows = ((d.source, d.title, d.author, d.publisher, period(d.published)[0], d.lang, stated[id_]) for id_, d in graph.documents.items())
    return _table(graph.documents, rows, DOCUMENTS)


def title(document: Document) -> str:
    """What a document is called: its title, or else the name of its file."""
    return document.title or document.source


def _claim(graph: Graph, claim: Claim) -> Sequence[object]:
    q, evidence = claim.qualifiers, claim.evidence
    document = graph.documents[evidence.document]
    subject, object_ = graph.entities[claim.subject], graph.entities[claim.object]

    def label(id_: str | None) -> str | None:
        return graph.entities[id_].label if id_ else None

    return (
        subject.label, claim.relation, object_.label, q.modality, q.when, *period(q.when), q.rate, *_rate(q),
        q.amount.value if q.amount else None, q.amount.unit if q.amount else None, label(q.product), label(q.origin), q.role,
        label(q.said_by), claim.confidence, title(document), period(document.published)[0], evidence.page, evidence.quote,
        subject.type, object_.type, claim.subject, claim.object,
    )  # fmt: skip


def _rate(q: Qualifiers) -> tuple[float | None, float | None]:
    """Lowest and highest percentage of a claim."""
    ends = _RATE.fullmatch(q.rate or "")
    return (float(ends[1]), float(ends[2] or ends[1])) if ends else (None, None)


def _table(index: Iterable[str], rows: Iterable[Sequence[object]], columns: Mapping[str, str]) -> pd.DataFrame:
    import pandas as pd  # half a second of import time that only tables need

    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    series = {name: _column(values, name, type_) for (name, type_), values in zip(columns.items(), cells, strict=True)}
    return pd.DataFrame(series).set_axis(pd.Index(list(index), name="id", dtype="string"))


def _column(values: Sequence[object], name: str, type_: str) -> pd.Series:
    import numpy as np
    import pandas as pd

    if type_ == "category":
        present = {str(value) for value in values if value is not None}
        categories = [c for c in _ORDERED[name] if c in present] if name in _ORDERED else sorted(present)
        return pd.Series(pd.Categorical(list(values), categories=categories))
    if type_.startswith("datetime64"):
        return pd.Series(np.array([value if isinstance(value, date) else "NaT" for value in values], dtype=type_))
    return pd.Series(list(values), dtype=type_)


def changes_table(changes: Sequence[Change]) -> pd.DataFrame:
    """A row a change: the kind and the triple, then modality, file, page and sentence before (``old_…``) and after (``new_…``)."""
    import pandas as pd

    columns = ["change", "subject", "relation", "object", *(f"{side}_{name}" for side in ("old", "new") for name in _SIDE)]
    rows = [
        (c.kind, c.subject, c.relation, c.object, *(getattr(side, name, None) for side in (c.old, c.new) for name in _SIDE))
        for c in changes
    ]
    return pd.DataFrame(rows, columns=columns).astype({"change": "category", "relation": "category"})
