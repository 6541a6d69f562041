"""Terms and nodes in Turtle (https://www.w3.org/TR/turtle/#sec-grammar), written node by node."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

#: A predicate and its objects, as Turtle terms.
Property = tuple[str, Sequence[str]]

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_PLAIN = frozenset(string.ascii_letters + string.digits + "_")
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
#: What an IRI in angle brackets cannot hold (https://www.w3.org/TR/turtle/#grammar-production-IRIREF).
_NOT_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
#: Half a surrogate pair is no character, and no Turtle file can hold it.
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def literal(text: str, *, lang: str | None = None, datatype: str | None = None) -> str:
    """A literal; ``datatype`` is the local name of an XSD type, or a prefixed name."""
    body = _ESCAPED.sub(lambda m: _ESCAPES.get(m[0], f"\\u{ord(m[0]):04X}"), _SURROGATE.sub("\ufffd", text))
    if lang:
        return f'"{body}"@{lang}'
    if datatype:
        return f'"{body}"^^{datatype}' if ":" in datatype else f'"{body}"^^xsd:{datatype}'
    return f'"{body}"'


def name(prefix: str, local: str) -> str:
    """A prefixed name; what a plain local name cannot hold is percent-encoded (https://www.rfc-editor.org/rfc/rfc3986#section-2.1)."""
    if _LOCAL.fullmatch(local):
        return f"{prefix}:{local}"
    octets = local.encode(errors="replace")
    return f"{prefix}:" + "".join(chr(octet) if chr(octet) in _PLAIN else f"%{octet:02X}" for octet in octets)


def iri(text: str) -> str:
    """An IRI in full; what it cannot hold is percent-encoded."""
    return "<" + _NOT_IRI.sub(lambda m: f"%{ord(m[0]):02X}", _SURROGATE.sub("\ufffd", text)) + ">"


def write_prefixes(prefixes: Mapping[str, str], out: TextIO) -> None:
    """Write the head of a file."""
    for prefix, iri in sorted(prefixes.items()):
        out.write(f"@prefix {prefix}: <{iri}> .\n")


def write_node(subject: str, properties: Iterable[Property], out: TextIO) -> None:
    """Write the triples of one subject; a property without objects is left out."""
    lines = [f" {predicate} {', '.join(objects)}" for predicate, objects in properties if objects]
    out.write(f"\n{subject}" + " ;\n   ".join(lines) + " .\n")


def resource(text: str, prefixes: Mapping[str, str]) -> str:
    """An IRI as a prefixed name where a prefix and a plain local name make it, else in full."""
    for prefix, namespace in prefixes.items():
        if text.startswith(namespace) and _LOCAL.fullmatch(text, len(namespace)):
            return f"{prefix}:{text.removeprefix(namespace)}"
    return iri(text)
