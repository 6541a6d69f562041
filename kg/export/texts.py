"""``documents.jsonl``: the clean text of each document, block by block, so that a server can show a sentence where it stands.

``claims.jsonl`` keeps no text, and files that were read may be moved, changed or gone when someone looks a sentence up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.export.files import atomic
from kg.model import Block, Document

#: Under which name a record of a build carries the blocks of its document.
BLOCKS = "blocks"


def to_blocks(document: Document) -> list[dict[str, Any]]:
    """A document's blocks as JSON data; ``places`` are the runs of source places behind the clean text, as start and length."""
    return [
        {"kind": block.kind, "text": block.text, "page": block.page, "section": block.section, "places": _runs(block)}
        for block in document.blocks
    ]


def write_texts(records: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write the blocks that records of a build carry, one document a line, each beginning with its id."""
    with atomic(path) as out:
        for record in records:
            line = {"id": record["meta"]["id"], "document": record["document"], "blocks": record[BLOCKS]}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _runs(block: Block) -> Sequence[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in block.places:
        if runs and place == sum(runs[-1]):
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
