"""``documents.jsonl``: the clean text of each document, block by block, so that a server can show a sentence where it stands.

``claims.jsonl`` keeps no text, and files that were read may be moved, changed or gone when someone looks a sentence up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.export.files import atomic
from kg.export.records import Record
from kg.model import Block, Document

#: Under which name a record of a build carries the blocks of its document.
BLOCKS = "blocks"


def to_blocks(document: Document) -> list[dict[str, Any]]:
    """A document's blocks as JSON data; ``places`` are the runs of source places behind the clean text, as start and length."""
    return [
        {"kind": block.kind, "text": block.text, "page": block.page, "section": block.section, "places": _runs(block)}
        for block in document.blocks
    ]


def blocks_of(record: Mapping[str, Any]) -> tuple[Block, ...]:
    """The blocks that stand in a line of ``documents.jsonl``: their clean text with its source places, without sentences and cells.

    Raises:
        KeyError, ValueError, TypeError: the line is of another form.
    """
    return tuple(
        Block(
            at, block["kind"], block["text"], tuple(place for start, length in block["places"] for place in range(start, start + length)),
            page=block["page"], section=block["section"],
        )
        for at, block in enumerate(record["blocks"])
    )  # fmt: skip


def texts_written(records: Iterable[Record], path: Path) -> Iterator[Record]:
    """The same records, while the blocks that they carry are written, one document a line, each beginning with its id. The file is
    there when the last record has passed."""
    with atomic(path) as out:
        for record in records:
            line = {"id": record["meta"]["id"], "document": record["document"], "blocks": record[BLOCKS]}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            yield record


def _runs(block: Block) -> Sequence[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in block.places:
        if runs and place == sum(runs[-1]):
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
