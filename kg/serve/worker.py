"""A process that answers SPARQL queries one after another: Oxigraph cannot stop a query, but a process can be killed.

Run as a script with the folder of a store; it imports nothing of kg, so that one that was killed is replaced in a twentieth of a
second. An empty line on stdout says that it is ready. Each request is a line of JSON on stdin; each answer a line of JSON on stdout
with ``status`` and ``length``, and then as many bytes. A query that brings the process down (memory, nesting) costs only itself.
"""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Sequence[Term | None]
Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
#: What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets).
_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\ufffd")
#: Media types of graphs, and how Oxigraph calls them.
_GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


class Refused(Exception):
    """The query cannot be answered; the status says in which way, the message why."""

    def __init__(self, status: str, message: str) -> None:
        self.status = status
        super().__init__(message)


def answer(store: ox.Store, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The head and body that answer a request.

    Args:
        request: ``query``; ``table`` ("json", "xml", "csv", "tsv") and ``graph`` (a media type), the forms that the client takes, each or
            None; ``rows`` and ``bytes``, the most to give; ``cut``, whether to cut what has more rows rather than refuse;
            ``default_graphs`` and ``named_graphs`` (IRIs), ``bindings`` (variable to term in N-Triples), ``prefixes``.
    """
    try:
        bound = {ox.Variable(name): _term(text) for name, text in request["bindings"].items()}
        default, named = _dataset(store, request)
        found = store.query(request["query"], prefixes=request["prefixes"], default_graph=default, named_graphs=named, substitutions=bound)
        body, form, cut = _written(found, request, frozenset(bound))
    except Refused as refused:
        return {"status": refused.status, "message": str(refused)}, b""
    except (SyntaxError, ValueError) as error:
        return {"status": "malformed", "message": f"the query cannot be parsed: {error}"}, b""
    except (RuntimeError, OSError) as error:
        return {"status": "failed", "message": f"the query cannot be run: {error}"}, b""
    return {"status": "ok", "form": form, "cut": cut}, body


def _dataset(store: ox.Store, request: Mapping[str, Any]) -> tuple[list[Graph] | None, list[ox.NamedNode | ox.BlankNode] | None]:
    """The default and the named graphs that the request names; by the protocol, either kind alone leaves the other empty."""
    if not request["default_graphs"] and not request["named_graphs"]:
        return None, None
    for iri in (*request["default_graphs"], *request["named_graphs"]):
        if not store.contains_named_graph(ox.NamedNode(iri)):
            raise Refused("malformed", f"there is no graph {iri} here; the data are in the default graph, which needs no naming")
    return [ox.NamedNode(iri) for iri in request["default_graphs"]], [ox.NamedNode(iri) for iri in request["named_graphs"]]


def _term(text: str) -> Term:
    """A term written as in N-Triples, and nothing more."""
    try:
        triples = list(ox.parse(f"<x:s> <x:p> {text} .", ox.RdfFormat.N_TRIPLES))
    except SyntaxError:
        triples = []
    if len(triples) != 1 or "\n" in text:
        raise Refused("malformed", f'{text!r} is no term of N-Triples, such as <https://example.org/a> or "text"')
    found: Term = triples[0].object
    return found


def _written(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, request: Mapping[str, Any], bound: frozenset[ox.Variable]
) -> tuple[bytes, str, bool]:
    """The result in the form that the client takes, that form, and whether rows were cut."""
    graph = isinstance(found, ox.QueryTriples)
    form = request["graph" if graph else "table"]
    if form is None:
        raise Refused("unacceptable", f"the query gives a {'graph' if graph else 'table'}, in none of the forms that Accept names")
    limit = Limit(request["rows"], request["bytes"], cut=request["cut"])
    if isinstance(found, ox.QueryTriples):
        body = ox.serialize(limit.rows(found), format=_GRAPHS[form], prefixes=request["prefixes"]) or b""
        limit.add(len(body))
    elif isinstance(found, ox.QueryBoolean):
        body = _boolean(bool(found), form)
    else:
        variables = [variable for variable in found.variables if variable not in bound]
        rows = ([solution[variable] for variable in variables] for solution in limit.rows(found))
        body = limit.joined(_TABLES[form]([variable.value for variable in variables], rows))
    return body, form, limit.reached


class Limit:
    """The most rows and bytes that an answer may have."""

    def __init__(self, rows: int, size: int, *, cut: bool) -> None:
        self.reached = False
        self._rows, self._size, self._left, self._cut = rows, size, size, cut

    def rows(self, rows: Iterable[Any]) -> Iterator[Any]:
        """As many of the rows as are allowed."""
        for count, row in enumerate(rows):
            if count == self._rows:
                if not self._cut:
                    raise Refused("too large", f"the answer has more than {self._rows} rows; add LIMIT and OFFSET, or ask for less")
                self.reached = True
                return
            yield row

    def joined(self, parts: Iterable[str]) -> bytes:
        """The parts as bytes, if they are not too many."""
        encoded = []
        for part in parts:
            encoded.append(part.encode(errors="replace"))
            self.add(len(encoded[-1]))
        return b"".join(encoded)

    def add(self, size: int) -> None:
        """Count these bytes."""
        self._left -= size
        if self._left < 0:
            raise Refused("too large", f"the answer has more than {self._size >> 20} MB; add LIMIT and OFFSET, or ask for less")


def _boolean(value: bool, form: str) -> bytes:
    text = str(value).lower()
    if form == "json":
        return json.dumps({"head": {}, "boolean": value}).encode()
    if form == "xml":
        return f"{_XML_HEAD}<head/><boolean>{text}</boolean></sparql>\n".encode()
    return f"{text}\n".encode()  # the recommendation on CSV and TSV leaves ASK open


def _json(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """https://www.w3.org/TR/sparql11-results-json/."""
    yield f'{{"head":{json.dumps({"vars": names})},"results":{{"bindings":['
    for count, row in enumerate(rows):
        binding = {name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}
        yield (",\n" if count else "\n") + json.dumps(binding, ensure_ascii=False, separators=(",", ":"))
    yield "\n]}}\n"


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {key: _json_term(part) for key, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    plain = {"type": "literal", "value": term.value}
    return plain if term.datatype.value == _XSD_STRING else {**plain, "datatype": term.datatype.value}


_XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """https://www.w3.org/TR/rdf-sparql-XMLres/."""
    yield f"{_XML_HEAD}<head>{''.join(f'<variable name={quoteattr(name)}/>' for name in names)}</head><results>\n"
    for row in rows:
        cells = zip(names, row, strict=True)
        found = (f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>" for name, term in cells if term is not None)
        yield f"<result>{''.join(found)}</result>\n"
    yield "</results></sparql>\n"


def _xml_term(term: Term) -> str:
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return f"<triple>{''.join(f'<{key}>{_xml_term(part)}</{key}>' for key, part in parts.items())}</triple>"
    text = escape(term.value.translate(_NO_XML), {"\r": "&#13;"})
    if isinstance(term, ox.NamedNode):
        return f"<uri>{text}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{text}</bnode>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{text}</literal>"
    return f"<literal{'' if term.datatype.value == _XSD_STRING else f' datatype={quoteattr(term.datatype.value)}'}>{text}</literal>"


def _csv(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """https://www.w3.org/TR/sparql11-results-csv-tsv/#csv."""
    yield ",".join(names) + "\r\n"
    for row in rows:
        yield ",".join(_csv_cell(term) for term in row) + "\r\n"


def _csv_cell(term: Term | None) -> str:
    text = "" if term is None else term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in '",\r\n') else text


def _tsv(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """https://www.w3.org/TR/sparql11-results-csv-tsv/#tsv."""
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) + "\n"


_TABLES = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}


def main(folder: str, memory: int, seconds: float) -> None:
    """Answer until stdin ends.

    Args:
        folder: of a persistent store.
        memory: the most bytes that the process may address.
        seconds: after which a query ends the process, should whoever started it be gone.
    """
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    store = ox.Store.read_only(folder)
    sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()
    for line in sys.stdin.buffer:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        head, body = answer(store, json.loads(line))
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout.buffer.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
