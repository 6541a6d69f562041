"""The notebooks run from top to bottom beside a fresh build of the sample corpus, and are written for people who read Chinese first."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

nbclient = pytest.importorskip("nbclient", reason="notebooks need the extra 'notebooks'")
nbformat = pytest.importorskip("nbformat", reason="notebooks need the extra 'notebooks'")

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
_HEADING = re.compile(r"^#{1,2} (?P<heading>.+)\n(?P<next>.*)", re.MULTILINE)

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_notebooks() -> None:
    """All six ship."""
    assert [path.stem for path in NOTEBOOKS] == [
        "01-explore", "02-supply-chains", "03-policies", "04-sparql", "05-quality", "06-networks",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(300)
@each_notebook
def test_a_notebook_runs_without_error(path: Path, corpus_build: Path, tmp_path: Path) -> None:
    """Every cell runs within a minute, from the folder that it stands in, and something is shown."""
    shutil.copytree(corpus_build, tmp_path / "outputs")
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.read(path, as_version=4)

    nbclient.NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path / "notebooks")}}).execute()

    assert any(cell.get("outputs") for cell in notebook.cells)


@each_notebook
def test_a_notebook_keeps_its_outputs(path: Path) -> None:
    """Who only reads it sees tables and pictures, no error and no warning."""
    outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", ())]

    assert len(outputs) >= 5
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


@each_notebook
def test_every_heading_is_in_both_languages(path: Path) -> None:
    """A heading in Chinese has a line in English below it."""
    text = "\n\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    headings = list(_HEADING.finditer(text))

    assert headings
    for match in headings:
        assert re.search(r"[\u4e00-\u9fff]", match["heading"]), match["heading"]
        assert re.fullmatch(r"\*[ -~]+\*", match["next"]), match["heading"]


@each_notebook
def test_a_notebook_defines_nothing_that_others_need(path: Path) -> None:
    """Notebooks import kg; functions and classes belong into the package."""
    notebook = nbformat.read(path, as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")

    assert "import kg" in code
    assert "\ndef " not in code
    assert "\nclass " not in code


@each_notebook
def test_another_folder_is_one_line(path: Path) -> None:
    """One marked line names what is analysed."""
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")

    assert code.count("← your ") == 1
