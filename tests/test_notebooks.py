"""The notebooks run from top to bottom on a fresh build of the sample corpus."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

nbclient = pytest.importorskip("nbclient", reason="notebooks need the extra 'notebooks'")
nbformat = pytest.importorskip("nbformat", reason="notebooks need the extra 'notebooks'")

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    """At least the first notebook ships."""
    assert "01-explore.ipynb" in [path.name for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_without_error(path: Path, corpus_build: Path, tmp_path: Path) -> None:
    """Every cell runs, and something is shown."""
    shutil.copytree(corpus_build, tmp_path / "outputs")
    notebook = nbformat.read(path, as_version=4)

    nbclient.NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()

    assert any(cell.get("outputs") for cell in notebook.cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_nothing_that_others_need(path: Path) -> None:
    """Notebooks import kg; functions and classes belong into the package."""
    notebook = nbformat.read(path, as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")

    assert "import kg" in code
    assert "\ndef " not in code
    assert "\nclass " not in code
