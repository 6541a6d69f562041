"""``kg doctor``: what is as it should be, what is not, and what to do about it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg import doctor
from kg.doctor import Check, examine
from kg.pipeline import build
from kg.staging import locked
from kg.vocab import ontology_path
from tests.test_cli import run
from tests.test_pipeline import EN, folder


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sound build; not to be changed."""
    docs = folder(tmp_path_factory.mktemp("docs"), {"moves.md": EN})
    return build([docs], tmp_path_factory.mktemp("sound"), workers=1).output


@pytest.fixture
def built(sound: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(sound, tmp_path / "built"))


def wrong(output: Path, ontology: Path | None = None) -> list[Check]:
    """What is not as it should be."""
    return [check for check in examine(output, ontology) if not check.sound]


def test_all_is_well(built: Path) -> None:
    """With a sound installation, ontology and build every line says ok, and the exit code is 0."""
    result = run("doctor", built)
    assert result.exit_code == 0, result.output
    assert all(line.startswith("ok ") for line in result.stdout.splitlines())
    assert "made by: this kg and ontology" in result.stdout


def test_no_build_yet(tmp_path: Path) -> None:
    """A folder that is not there is no fault."""
    assert wrong(tmp_path / "outputs") == []
    assert not (tmp_path / "outputs").exists()


def test_a_file_is_missing(built: Path) -> None:
    """A build without one of its files is to be built again, and the exit code is 1."""
    (built / "graph.html").unlink()
    result = run("doctor", built)
    assert result.exit_code == 1
    assert "WRONG build:" in result.stdout
    assert "graph.html" in result.stdout


@pytest.mark.parametrize("damage", ["cut", "other"])
def test_a_build_is_damaged(built: Path, damage: str) -> None:
    """Claims that are cut off, or are not those of the manifest, are told."""
    claims = built / "claims.jsonl"
    claims.write_text(claims.read_text(encoding="utf-8")[:500] if damage == "cut" else "", encoding="utf-8")
    [check] = wrong(built)
    assert (check.what, "kg build" in check.words) == ("build", True)


def test_a_build_was_killed_or_runs(built: Path) -> None:
    """A build whose files were not all moved is told, and one that runs is left alone."""
    with locked(built):
        assert [check.words.endswith("is running") for check in examine(built) if check.what == "build"] == [True]
    (built / ".complete").mkdir()
    [check] = wrong(built)
    assert "killed" in check.words


def test_a_build_of_another_version(built: Path) -> None:
    """A build of other code is no fault, but it is said that the next one reads all documents."""
    manifest = built / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"code and ontology": "', '"code and ontology": "x'), encoding="utf-8")
    assert [check.words for check in examine(built) if check.what == "made by"] == [
        "another kg or ontology; the next build reads every document again"
    ]


def test_an_ontology_is_wrong(built: Path, tmp_path: Path) -> None:
    """A fault in the ontology is named with file and line."""
    ontology = shutil.copytree(ontology_path(), tmp_path / "ontology")
    with (ontology / "names" / "firms.csv").open("a", encoding="utf-8") as names:
        names.write("firm-x,Firm,Nonsense,歐賓納,,,,TW,,\n")
    [check] = wrong(built, ontology)
    assert check.what == "ontology"
    assert "firms.csv:" in check.words


def test_a_rule_that_can_match_nothing_is_named(built: Path, tmp_path: Path) -> None:
    """A pattern may be sound and still match nothing, as one that asks for what it excludes: its file and rule are named."""
    ontology = Path(shutil.copytree(ontology_path(), tmp_path / "ontology"))
    rules = ontology / "relations" / "basedIn.yaml"
    idle = """  - id: idle
    pattern: "{S}(?!設於)設於{O}"
    examples:
      - "鴻海設於臺灣。 => 鴻海 > 臺灣"
      - "[Firm|海天]設於越南。 => 海天 > 越南"
    counter: "鴻海離開臺灣。"
"""
    rules.write_text(rules.read_text(encoding="utf-8").rstrip("\n") + "\n" + idle, encoding="utf-8")

    assert [check.words for check in wrong(built, ontology)] == [
        f"{rules}: basedIn/idle matches none of its own examples; look at its pattern '{{S}}(?!設於)設於{{O}}' and its types"
    ]


def test_parts_of_the_installation_are_missing(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing packages, models and programs are named."""
    monkeypatch.setattr(doctor, "requires", lambda _: ["numpy>=1", "nosuchpackage[x]>=2 ; python_version > '3'", "jax ; extra == 'train'"])
    monkeypatch.setattr(doctor, "MODELS", tmp_path)
    monkeypatch.setattr(doctor, "find_spec", lambda name: object() if name == "pytesseract" else None)
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)

    found = {check.what: check.words for check in wrong(built)}
    assert found.keys() == {"packages", "models", "tesseract"}
    assert found["packages"] == "missing: nosuchpackage; install kg again"
    assert "names.crfsuite" in found["models"]
