"""Commands over kg itself: ``kg doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import OntologyFolder, app, say
from kg.doctor import examine


@app.command()
def doctor(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="Folder of a build.")] = Path("outputs"), ontology: OntologyFolder = None
) -> None:
    """Check the installation, the ontology and the folder of a build, and say what to do."""
    sound = True
    for check in examine(graph, ontology):
        sound &= check.sound
        say(f"{'ok   ' if check.sound else 'WRONG'} {check.what}: {check.words}")
    if not sound:
        raise typer.Exit(1)
