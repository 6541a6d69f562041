"""The direction of imports, as docs/architecture.md draws it: values flow one way through the house."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kg"

#: Each room, and the rooms it may import from. A room that is not here fails the test: place it.
ROOMS = {
    "model": set(),
    "ids": set(),
    "errors": set(),
    "models": set(),
    "lexical": set(),
    "vocab": {"model", "ids", "errors"},
    "ingest": {"model", "ids", "errors", "vocab"},
    "annotate": {"model", "ids", "errors", "lexical", "vocab"},
    "link": {"model", "ids", "errors", "vocab"},
    "relate": {"model", "models", "ids", "errors", "lexical", "vocab"},
    "fuse": {"model", "ids", "errors", "vocab"},
    "graph": {"model", "ids", "errors", "vocab"},
    "evaluate": {"model", "ids", "errors", "vocab"},
    "export": {"model", "ids", "errors", "vocab", "graph"},
    "explore": {"model", "ids", "errors", "vocab", "graph"},
    "serve": {"model", "ids", "errors", "vocab", "graph", "explore"},
    "report": {"model", "vocab", "link", "graph"},
    "staging": {"errors"},
    "workers": set(),
    "watching": set(),
    "cache": {"ids", "vocab", "ingest", "export"},
    "assembly": {"model", "export", "fuse", "graph", "link", "report"},
    "sheets": {"model", "errors"},
    "reading": {"model", "errors", "ingest", "workers"},
    "components": {"model", "errors", "models", "vocab", "ingest", "annotate", "link", "relate", "export"},
    "pipeline": {
        "model", "ids", "errors", "models", "vocab", "ingest", "annotate", "link", "relate", "fuse", "graph", "export", "explore",
        "report", "staging", "workers", "cache", "reading", "assembly",
    },
    "engine": {
        "model", "ids", "errors", "vocab", "ingest", "link", "fuse", "graph", "export", "staging", "workers", "cache", "pipeline",
    },
    "training": {"model", "models", "vocab", "ingest", "annotate", "relate", "evaluate", "pipeline"},
    "proving": {"model", "ingest", "relate", "vocab"},
    "doctor": {"annotate", "proving", "errors", "models", "vocab", "cache", "staging", "pipeline", "loading"},
    "loading": {"errors", "export", "graph", "model", "pipeline", "staging", "vocab"},
    "analysis": {"model", "errors", "vocab", "ingest", "fuse", "graph", "explore", "pipeline", "loading"},
    "cli": {
        "doctor", "engine", "staging", "watching", "annotate", "errors", "model", "models", "vocab", "ingest", "graph", "export",
        "evaluate", "pipeline", "loading", "reading", "relate", "serve", "sheets", "training",
    },
    "__init__": {"model", "errors", "analysis", "components"},
}  # fmt: skip


def room(path: Path) -> str:
    """The room a module stands in: its folder under kg/, or its own name at the top."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imports(path: Path) -> set[str]:
    """The rooms that a module imports from, anywhere in its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} uses a relative import"
            names = [f"{node.module}.{alias.name}" if node.module == "kg" else str(node.module) for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("kg.")}
    return found


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_ontology" not in path.parts)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    """A module imports from its own room and from those its room may look into, and from no other."""
    place = room(path)
    assert place in ROOMS, f"nobody placed the room {place!r}"

    assert imports(path) - {place} <= ROOMS[place]


def test_the_rooms_have_no_cycle() -> None:
    """Following the arrows never leads back."""
    seen: list[str] = []
    while len(seen) < len(ROOMS):
        free = [name for name, needs in ROOMS.items() if name not in seen and needs <= set(seen)]
        assert free, f"a cycle among {set(ROOMS) - set(seen)}"
        seen += free
