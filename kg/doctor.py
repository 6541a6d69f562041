"""Is kg installed as it should be, is an ontology sound, is a build whole? Each answer says what to do."""

from __future__ import annotations

import json
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rdflib import Graph as RdfGraph

from kg.annotate import Annotator, Tagger
from kg.cache import code_and_ontology
from kg.errors import BusyError, KgError
from kg.loading import load
from kg.models import CLAIMS, MODELS, NAMES, NETWORK
from kg.pipeline import CACHE, FILES
from kg.proving import unproved
from kg.staging import locked, unsettled
from kg.vocab import Vocabulary, load_vocabulary, ontology_path

_PACKAGE = "kg-reports"
#: Extra, a module that it installs, and what it is for.
_EXTRAS = (
    ("ocr", "pytesseract", "scanned pages"),
    ("train", "jax", "kg train"),
    ("cluster", "distributed", "kg build --engine"),
    ("notebooks", "jupyterlab", "the notebooks"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, whether it is as it should be, and what was seen or is to be done."""

    what: str
    sound: bool
    words: str


def examine(output: Path, ontology: Path | None = None) -> Iterator[Check]:
    """Yield what is found of the installation, an ontology folder (the one that ships with kg, if None) and a build folder."""
    yield from _installation()
    try:
        vocab = load_vocabulary(ontology)
    except KgError as error:
        yield Check("ontology", False, str(error))
        return
    yield from _ontology(vocab)
    yield from _rules(vocab)
    yield from _build(output, vocab)


def _installation() -> Iterator[Check]:
    try:
        needed = [re.split(r"[^\w.-]", line)[0] for line in requires(_PACKAGE) or () if "extra ==" not in line]
        yield Check("kg", True, f"version {version(_PACKAGE)}, Python {platform.python_version()}")
    except PackageNotFoundError:
        needed = []
        yield Check("kg", False, "not installed as a package; run `pip install .` in the folder of its sources")
    missing = [name for name in needed if not _is_installed(name)]
    yield Check("packages", not missing, f"missing: {', '.join(missing)}; install kg again" if missing else f"{len(needed)} installed")
    lost = [name for name in (NAMES, CLAIMS, NETWORK) if not (MODELS / name).is_file()]
    yield Check("models", not lost, f"{MODELS} lacks {', '.join(lost)}; install kg again or run `kg train`" if lost else "all there")
    for extra, module, use in _EXTRAS:
        there = find_spec(module) is not None
        yield Check(f"extra {extra}", True, "installed" if there else f"not installed; {use} would need pip install '{_PACKAGE}[{extra}]'")
        if extra == "ocr" and there and shutil.which("tesseract") is None:
            yield Check("tesseract", False, "the program is missing, which --ocr needs; see docs/ocr.md")


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _ontology(vocab: Vocabulary) -> Iterator[Check]:
    where = "that of kg" if vocab.path == ontology_path() else str(vocab.path)
    known = (
        f"{len(vocab.names.entities)} names, {len(vocab.rules) + len(vocab.table_rules)} rules, {len(vocab.ontology.relations)} relations"
    )
    yield Check("ontology", True, f"{where}: {known}")
    try:
        shapes = RdfGraph().parse(vocab.path / "shapes.ttl", format="turtle")
        yield Check("shapes", True, f"{len(shapes)} triples")
    except Exception as error:  # noqa: BLE001 - rdflib's parser raises many kinds, none of them documented
        yield Check("shapes", False, f"{vocab.path / 'shapes.ttl'} is not Turtle: {error}")


def _rules(vocab: Vocabulary) -> Iterator[Check]:
    """Rules are shown their own examples: a pattern can be sound and still match nothing."""
    idle = list(unproved(vocab, Annotator(vocab, tagger=Tagger.at(MODELS / NAMES, vocab)).mentions))
    for rule in idle:
        file = vocab.path / "relations" / f"{rule.relation}.yaml"
        yield Check(
            "rule", False, f"{file}: {rule.id} matches none of its own examples; look at its pattern {rule.pattern!r} and its types"
        )
    if not idle:
        yield Check("rules", True, f"{len(vocab.rules)} match their own examples")


def _build(output: Path, vocab: Vocabulary) -> Iterator[Check]:
    if not output.is_dir():
        yield Check("build", True, f"none in {output} yet")
        return
    if unsettled(output):
        yield Check("build", False, f"a build into {output} was killed while it moved its files; any kg command on it ends that")
        return
    try:
        with locked(output):
            pass
    except BusyError:
        yield Check("build", True, f"a build into {output} is running")
        return
    except OSError as error:
        yield Check("folder", False, f"{output} cannot be written to ({error.strerror})")
    missing = [name for name in FILES if not (output / name).is_file()]
    if missing:
        yield Check("build", False, f"{output} lacks {', '.join(missing)}; run `kg build` again")
        return
    try:
        manifest: dict[str, Any] = json.loads((output / "manifest.json").read_text(encoding="utf-8"))
        graph = load(output)
        listed = {(document["file"], document["sha256"]) for document in manifest["documents"]}
    except (KgError, ValueError, KeyError, TypeError) as error:
        yield Check("build", False, f"{output} is damaged ({error}); run `kg build` again")
        return
    whole = {document.sha256 for document in graph.documents.values()} == {sha256 for _, sha256 in listed}
    yield Check("build", whole, repr(graph) if whole else f"{output / 'claims.jsonl'} is not of its manifest; run `kg build` again")
    same = manifest.get("code and ontology") == code_and_ontology(vocab)
    yield Check("made by", True, "this kg and ontology" if same else "another kg or ontology; the next build reads every document again")
    cached = sum(1 for _ in (output / CACHE).glob("*.json")) if (output / CACHE).is_dir() else 0
    yield Check("cache", True, f"{cached} results")
