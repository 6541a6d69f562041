from pathlib import Path
from kg.graph import Graph
from kg.vocab import Vocabulary


def write_page(graph: Graph, path: Path, *, vocab: Vocabulary) -> None:
    path.write_text("stub", encoding="utf-8")
