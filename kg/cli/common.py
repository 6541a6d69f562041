"""What the commands share: the application, its consoles and options, and how errors and text of documents are printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kg.errors import GraphNotFoundError, KgError
from kg.staging import settle

HELP = """The ``kg`` command: parse, call, print.

Exit codes: 0 done, 1 done but some documents were refused or checks failed, 2 usage or nothing could be done.
"""

app = typer.Typer(no_args_is_help=True, add_completion=False, help=HELP, pretty_exceptions_enable=False)
out = Console(soft_wrap=True, emoji=False)
err = Console(stderr=True, soft_wrap=True, emoji=False)

Output = Annotated[Path, typer.Option("-o", "--output", help="Folder to write to.")]
OntologyFolder = Annotated[Path | None, typer.Option("--ontology", help="Another ontology folder than the one that ships with kg.")]
Ocr = Annotated[
    str | None, typer.Option("--ocr", metavar="LANGUAGES", help="Recognise scanned pages, in the languages of Tesseract: chi_tra+eng.")
]
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="An installed spaCy model, or its folder, whose named entities are further evidence."),
]
JudgementsFile = Annotated[
    Path | None,
    typer.Option("--judgements", help="File of decisions on names, entities, claims; judgements.csv of the ontology folder, if not given."),
]
GraphFolder = Annotated[Path, typer.Option("--graph", "-g", help="Folder of a build.")]


@contextmanager
def errors_as_lines() -> Iterator[None]:
    """Errors that kg raises on purpose become one line and exit code 2."""
    try:
        yield
    except KgError as error:
        err.print(f"kg: {' '.join(str(error).split())}", markup=False, highlight=False)
        raise typer.Exit(2) from None
    except OSError as error:
        err.print(f"kg: {error.filename}: {error.strerror}" if error.filename else f"kg: {error}", markup=False, highlight=False)
        raise typer.Exit(2) from None


def refuse(name: str, reason: str) -> None:
    """Say that a document was refused, and why."""
    err.print(f"refused {name}: {reason}", markup=False, highlight=False)


def file_of(folder: Path, name: str) -> Path:
    """The file ``name`` of a build, given its folder or the file itself."""
    path = folder if folder.is_file() else folder / name
    with suppress(OSError):  # a folder that may only be read is shown as it is
        settle(path.parent)
    if not path.is_file():
        raise GraphNotFoundError(f"no graph in {folder}; run `kg build` first, or name its folder with --graph")
    return path


def say(text: str, *, style: str | None = None) -> None:
    """Print text of a document."""
    out.print(printable(text), markup=False, highlight=False, style=style)


def printable(text: str) -> str:
    """Text without the control characters by which a document could drive the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
