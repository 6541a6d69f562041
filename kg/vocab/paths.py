"""Where the ontology folder is."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def ontology_path() -> Path:
    """The ``ontology`` folder: beside the package in a checkout, inside it when installed from a wheel."""
    installed = _PACKAGE / "_ontology"
    return installed if installed.is_dir() else _PACKAGE.parent / "ontology"
