"""The wheel: it holds all that kg needs at run time, and works from another place without the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = "2019年8月，鴻海將部分產線從中國移往越南。\n"
#: What pip says when it cannot get the build backend, rather than build.
_UNREACHABLE = ("No matching distribution found", "Could not find a version", "ConnectionError", "Connection refused", "resolve")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout, built as ``pip install .`` builds it."""
    if find_spec("pip") is None:
        pytest.skip("the environment has no pip")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--quiet", "-w", str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100)
    if done.returncode and any(sign in done.stderr for sign in _UNREACHABLE):
        pytest.skip(f"the build backend cannot be fetched: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    [made] = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def members(wheel: Path) -> set[str]:
    """The names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel holds, and is no checkout."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


COMMANDS = (
    ("extract", "docs/a.txt"),
    ("build", "docs"),
    ("query", "--name", "firms-relocated", "--format", "csv"),
    ("validate",),
)
_SCRIPT = """
import contextlib, io, json, kg
from kg.cli import app
said = {"where": kg.__file__}
for command in json.loads(input()):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        app(command, standalone_mode=False)
    said[command[0]] = out.getvalue()
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the commands of the unpacked ``kg`` print in a folder that is no checkout, and which ``kg`` it is."""
    cwd = tmp_path_factory.mktemp("elsewhere")
    (cwd / "docs").mkdir()
    (cwd / "docs" / "a.txt").write_text(TEXT, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-c", _SCRIPT]
    done = subprocess.run(command, cwd=cwd, env=env, input=json.dumps(COMMANDS), capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return {"page": (cwd / "outputs" / "graph.html").read_text(encoding="utf-8"), **json.loads(done.stdout)}


def test_every_file_of_the_package_is_in_it(members: set[str]) -> None:
    """Modules, the page's template, script and style, and the tagger's model: nothing of kg/ is left behind."""
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "kg").rglob("*") if path.is_file() and "__pycache__" not in path.parts}

    assert ours <= members
    assert {
        "kg/models/names.crfsuite",
        "kg/models/claims.crfsuite",
        "kg/explore/templates/page.html.j2",
        "kg/explore/static/app.js",
        "kg/explore/static/app.css",
    } <= ours


def test_the_ontology_is_in_it(members: set[str]) -> None:
    """Every file of ontology/ is in the package: terms, shapes, names, relations, lexicon and queries."""
    ours = {path.relative_to(ROOT / "ontology").as_posix() for path in (ROOT / "ontology").rglob("*") if path.is_file()}

    assert {f"kg/_ontology/{name}" for name in ours} <= members
    assert {"kg.ttl", "shapes.ttl"} <= ours
    assert {name.split("/")[0] for name in ours if "/" in name} >= {"names", "relations", "lexicon", "queries"}


def test_nothing_else_is_in_it(members: set[str]) -> None:
    """No test, corpus, output or cache travels with the package."""
    assert {name.split("/")[0] for name in members if ".dist-info/" not in name} == {"kg"}
    assert not [name for name in members if "__pycache__" in name or name.endswith((".pyc", ".gold"))]


def test_metadata(wheel: Path, members: set[str]) -> None:
    """The licence travels with it, the README is its description, and the command and the spaCy components are declared."""
    [info] = {name.split("/")[0] for name in members if ".dist-info/" in name}
    with zipfile.ZipFile(wheel) as archive:
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        entry_points = archive.read(f"{info}/entry_points.txt").decode()

    assert f"{info}/licenses/LICENSE" in members
    assert metadata["License-Expression"] == "MIT"
    assert str(metadata.get_payload()).strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()
    for name in ("kg = kg.cli:app", "kg_mentions = ", "kg_linker = ", "kg_claims = "):
        assert name in entry_points


def test_it_extracts_from_another_place(said: dict[str, str], unpacked: Path) -> None:
    """Without the checkout, ``kg extract`` reads a file, and finds its names and claims with the ontology in the package."""
    record = json.loads(said["extract"])

    assert Path(said["where"]).is_relative_to(unpacked)
    assert [mention["surface"] for mention in record["mentions"]] == ["鴻海", "中國", "越南"]
    assert {claim["relation"] for claim in record["claims"]} == {"relocatedFrom", "relocatedTo"}


def test_it_builds_and_answers_from_another_place(said: dict[str, str]) -> None:
    """The page, the questions and the shapes are found in the package: a build, a question and a check work."""
    assert "<html" in said["page"]
    assert "鴻海" in said["query"]
    assert said["validate"] == "valid\n"
