"""What the query page completes and what it offers to ask: prefixes, terms of the ontology, competency questions."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.graph.query import named_queries
from kg.vocab.prefixes import load_prefixes

_TERMS = """
SELECT ?term ?class ?label (LANG(?label) AS ?lang) WHERE {
  ?term a ?kind ; rdfs:label ?label .
  BIND(?kind = owl:Class AS ?class)
  FILTER(STRSTARTS(STR(?term), STR(kg:)))
  FILTER(?kind IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty))
} ORDER BY ?term ?lang
"""


def vocabulary(ontology: Path) -> dict[str, Any]:
    """Prefixes, and the classes and properties of the ontology with their labels by language."""
    store = ox.Store()
    store.bulk_load(path=str(ontology / "kg.ttl"), format=ox.RdfFormat.TURTLE)
    prefixes = dict(load_prefixes())
    terms: dict[tuple[bool, str], dict[str, str]] = defaultdict(dict)
    found = store.query(_TERMS, prefixes=prefixes)
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError("a SELECT query gives solutions")
    for solution in found:
        term, is_class, label, lang = (solution[name].value for name in ("term", "class", "label", "lang"))
        terms[is_class == "true", "kg:" + term.removeprefix(prefixes["kg"])][lang] = label
    listed = [{"name": name, "class": is_class, "labels": labels} for (is_class, name), labels in sorted(terms.items())]
    return {"prefixes": prefixes, "terms": listed}


def questions() -> list[dict[str, Any]]:
    """The competency questions: name, titles, parameters with their defaults, and the query."""
    return [
        {"name": q.name, "title": q.title, "title_en": q.title_en, "parameters": dict(q.parameters), "sparql": q.sparql}
        for q in named_queries()
    ]
