"""``graph.html``: one file to explore a graph with, that opens from disk with no network.

pyvis makes the network's data; its own page would load scripts from the net, so ours inlines vis-network from the installed pyvis.
Nothing that a document says is ever HTML: data travels as JSON in a script element that is never run, and the script sets text only.
"""

from __future__ import annotations

import json
from pathlib import Path

import jinja2
from markupsafe import Markup

from kg.explore.assets import application, csp_hash, styles, template, vis_network
from kg.explore.data import Json, page_data
from kg.explore.part import MOST_CLAIMS
from kg.graph import Graph
from kg.vocab import Vocabulary


def write_page(graph: Graph, path: Path, *, vocab: Vocabulary, title: str = "kg", most: int = MOST_CLAIMS) -> None:
    """Write the page of a graph."""
    path.write_text(page(graph, vocab=vocab, title=title, most=most), encoding="utf-8")


def page(graph: Graph, *, vocab: Vocabulary, title: str = "kg", most: int = MOST_CLAIMS) -> str:
    """The page of a graph as HTML.

    Args:
        vocab: labels of types and relations, colours of types.
        title: of the page.
        most: claims that the page may hold; of a larger graph it holds the heaviest part and says so.
    """
    scripts = [vis_network(), application()]
    style = styles()
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(template()).render(
        title=title,
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own files, hashed below
        style=Markup(style),  # noqa: S704
        style_hash=csp_hash(style),
        script_hashes=" ".join(map(csp_hash, scripts)),
        data=Markup(_embedded(page_data(graph, vocab, most=most))),  # noqa: S704 - escaped there
    )


def _embedded(data: Json) -> str:
    """JSON that cannot end its script element, whatever it holds (https://html.spec.whatwg.org/#restrictions-for-contents-of-script-elements)."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
