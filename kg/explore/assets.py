"""The page's scripts and styles: vis-network from the installed pyvis package, and ours."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pyvis

_OURS = Path(__file__).parent
_VIS = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2"
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)

#: Our scripts in the order in which they are read; each has one duty, and they share one scope.
_SCRIPTS = (
    "words", "data", "dom", "state", "passing", "shown", "network", "regions", "filters", "timeline", "evidence", "panel", "csv", "table",
    "search", "walk", "triples", "solving", "parts", "questions", "svg", "flows", "map", "tariffs", "dossier", "pictures", "saving", "sharing", "review",
    "serving", "app",
)  # fmt: skip


_STYLES = ("app.css", "review.css")


def vis_network() -> str:
    """The vis-network script (Apache-2.0 or MIT), which pyvis ships."""
    return _SOURCE_MAP.sub("", (_VIS / "vis-network.min.js").read_text(encoding="utf-8")).strip()


def static(name: str) -> str:
    """One of our own static files."""
    return (_OURS / "static" / name).read_text(encoding="utf-8")


def application() -> str:
    """Our scripts as one, in a scope of its own."""
    return "\n".join(['"use strict";', "(() => {", *(static(f"{name}.js") for name in _SCRIPTS), "})();"])


def styles() -> str:
    """Our styles as one."""
    return "\n".join(map(static, _STYLES))


def template() -> str:
    """The page's Jinja template."""
    return (_OURS / "templates" / "page.html.j2").read_text(encoding="utf-8")


def csp_hash(text: str) -> str:
    """A Content-Security-Policy source for an inline script or style (https://www.w3.org/TR/CSP3/#grammardef-hash-source)."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
