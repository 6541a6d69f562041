"""A built graph, back from its folder."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kg.errors import GraphNotFoundError
from kg.export import from_record
from kg.export.texts import blocks_of
from kg.graph import Graph
from kg.model import Extraction
from kg.pipeline import read_graph
from kg.staging import settle
from kg.vocab import load_vocabulary

#: How a line begins: in ``claims.jsonl`` and in ``documents.jsonl``.
_ID = re.compile(rb'\{(?:"document": "(?:[^"\\]|\\.)*", "meta": \{)?"id": "(doc-[0-9a-f]+)"')


def load(path: Path | str = "outputs") -> Graph:
    """Load a built graph from its folder, or from its ``claims.jsonl``.

    Raises:
        GraphNotFoundError: there is no graph, or the file is of another version of kg.
    """
    file = Path(path) / "claims.jsonl" if Path(path).is_dir() else Path(path)
    with suppress(OSError):  # a folder that may only be read is read as it is
        settle(file.parent)
    if not file.is_file():
        raise GraphNotFoundError(f"no graph in {path}; run `kg build` first")
    try:
        return read_graph(file, _symmetric(file.with_name("manifest.json")))
    except KeyError as error:
        raise GraphNotFoundError(
            f"{file} was written by another version of kg ({error} is missing); build the graph again with `kg build`"
        ) from error
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise GraphNotFoundError(f"{file} cannot be read ({error}); build the graph again with `kg build`") from error


def load_reading(path: Path | str, document: str) -> Extraction | None:
    """What a build read in one document: its blocks of clean text, its mentions and claims. None if the build keeps no text of it.

    Both files are searched anew each time: a build that has been replaced meanwhile is read as it is now.

    Args:
        path: that of the build, as ``load`` takes it.
        document: id.

    Raises:
        GraphNotFoundError: the files are of another version of kg, or broken.
    """
    claims = Path(path) / "claims.jsonl" if Path(path).is_dir() else Path(path)
    texts = claims.with_name("documents.jsonl")
    found, text = _line(claims, document), _line(texts, document)
    if found is None or text is None:
        return None
    try:
        reading = from_record(json.loads(found))
        return replace(reading, document=replace(reading.document, blocks=blocks_of(json.loads(text))))
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise GraphNotFoundError(f"{texts} cannot be read ({error}); build the graph again with `kg build`") from error


def _line(file: Path, document: str) -> bytes | None:
    """The line of a document."""
    try:
        with file.open("rb") as lines:
            return next((line for line in lines if (match := _ID.match(line)) and match[1].decode() == document), None)
    except FileNotFoundError:
        return None


def _symmetric(manifest: Path) -> Collection[str]:
    """The relations that were symmetric to the build; to the ontology that ships with kg, where ``claims.jsonl`` stands alone."""
    try:
        names: list[str] = json.loads(manifest.read_text(encoding="utf-8"))["symmetric relations"]
    except (OSError, ValueError, KeyError, TypeError):
        return load_vocabulary().ontology.symmetric
    return names
