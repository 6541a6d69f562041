"""Turtle terms say what went in, whatever it was."""

from __future__ import annotations

import io
import string

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.turtle import literal, name, write_node, write_prefixes
from kg.vocab.prefixes import load_prefixes


def _file(subject: str, objects: list[str]) -> str:
    out = io.StringIO()
    write_prefixes(load_prefixes(), out)
    write_node(subject, [("kg:quote", objects), ("kg:page", [])], out)
    return out.getvalue()


@given(st.text())
def test_a_literal_is_read_back_by_both_parsers(text: str) -> None:
    """Whatever a text holds, rdflib and Oxigraph read the same text."""
    turtle = _file("ent:x", [literal(text)])

    assert [quad.object.value for quad in ox.parse(turtle.encode(), ox.RdfFormat.TURTLE)] == [text]
    assert [str(o) for o in rdflib.Graph().parse(data=turtle, format="turtle").objects()] == [text]


@given(st.text(alphabet=st.characters(), max_size=20))
def test_a_name_is_one_name(local: str) -> None:
    """Whatever an id holds, its name is one IRI under the base, and plain ids are left as they are."""
    turtle = _file(name("ent", local), ["1"])
    [quad] = ox.parse(turtle.encode(), ox.RdfFormat.TURTLE)
    subject = quad.subject.value.removeprefix(load_prefixes()["ent"])

    assert set(subject) <= set(string.ascii_letters + string.digits + "_-.%")
    assert [str(s) for s in rdflib.Graph().parse(data=turtle, format="turtle").subjects()] == [quad.subject.value]


@given(st.sets(st.text(max_size=6), min_size=2, max_size=2))
def test_different_ids_have_different_names(ids: set[str]) -> None:
    """Encoding never makes two ids one."""
    assert len({name("ent", id_) for id_ in ids}) == 2


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("firm-tsmc", "ent:firm-tsmc"), ("a.b", "ent:a.b"), ("a.", "ent:a%2E"), ("-a", "ent:%2Da"), ("台", "ent:%E5%8F%B0"),
        ("a%", "ent:a%25"),
    ],
)  # fmt: skip
def test_names(local: str, expected: str) -> None:
    """Plain names stay readable, others are percent-encoded."""
    assert name("ent", local) == expected


def test_half_a_surrogate_pair_is_replaced() -> None:
    """What is no character cannot be written, and does not stop the writer."""
    assert literal("a\ud800b") == '"a\ufffdb"'


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (literal("台", lang="zh-Hant"), '"台"@zh-Hant'), (literal("2018", datatype="gYear"), '"2018"^^xsd:gYear'),
        (literal("\x00"), '"\\u0000"'),
    ],
)  # fmt: skip
def test_literals(made: str, expected: str) -> None:
    """Language, XSD type and control characters."""
    assert made == expected


def test_a_property_without_objects_is_left_out() -> None:
    """Nothing is said where there is nothing to say."""
    assert "kg:page" not in _file("ent:x", ['"a"'])
