"""The JSON-LD context (https://www.w3.org/TR/json-ld11/#the-context): the ontology's properties by their bare names, and the prefixes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef

from kg.vocab.ontology import KG
from kg.vocab.paths import ontology_path
from kg.vocab.prefixes import load_prefixes, shortened

#: What stands under a name of a context: an IRI, or an IRI and the type of the values.
Definition = str | Mapping[str, str]


@cache
def load_context(ontology: Path | None = None) -> Mapping[str, Definition]:
    """The context by which JSON-LD of kg is read, in a fixed order."""
    prefixes = load_prefixes()
    schema = Graph().parse((ontology or ontology_path()) / "kg.ttl", format="turtle")
    taken: dict[str, Definition] = {"id": "@id", "type": "@type", **prefixes}
    terms: dict[str, Definition] = {}
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in schema.subjects(RDF.type, kind):
            values = "@id" if kind == OWL.ObjectProperty else _datatype(schema, term)  # type: ignore[arg-type]
            name = str(term).removeprefix(str(KG))
            if name not in taken:  # one name cannot be two things
                terms[name] = {"@id": f"kg:{name}", "@type": values} if values else f"kg:{name}"
    return {**taken, **dict(sorted(terms.items()))}


def _datatype(schema: Graph, term: URIRef) -> str | None:
    """The one type of a property's values, where it is not text."""
    [*ranges] = schema.objects(term, RDFS.range)
    if len(ranges) != 1 or not isinstance(ranges[0], URIRef) or ranges[0] == XSD.string:
        return None
    return shortened(ranges[0])
