"""Which of the offered forms an Accept header likes best."""

from __future__ import annotations

import pytest

from kg.serve.negotiation import preferred

OFFERED = ("application/json", "application/xml", "text/csv")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, application/xml;q=0.9", "application/xml"),
        ("application/*;q=0.2, text/csv;q=0.1", "application/json"),
        ("*/*;q=1, application/json;q=0", "application/xml"),
        ("TEXT/CSV; charset=utf-8; q=1.0", "text/csv"),
        ("text/html, */*;q=0.1", "application/json"),
        ("text/html", None),
        ("text/csv;q=0", None),
        ("text/csv;q=much", None),
        (",,;,", None),
    ],
)
def test_the_best_liked_form(accept: str | None, expected: str | None) -> None:
    """Quality first, the most specific range decides it, then the order of the offer."""
    assert preferred(accept, OFFERED) == expected
