"""What a reader takes out of a file."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.ingest.part import Grid, Layout


@dataclass(frozen=True, slots=True)
class About:
    """What a file says about itself, outside its text. Dates are as the file has them."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's text and what is known about it.

    Attributes:
        text: what places count in.
        layout: parts, for formats that mark them; None where the layout must be read off the lines.
        grids: tables that were seen on the page, where the rest of the layout must be read off the lines; each row is a line of the text.
        pages: place at which each page starts, for formats that have pages.
        about: the file's own description.
        encoding: of a text file.
        warnings: what could not be read, in words for a person.
    """

    text: str
    layout: Layout | None = None
    grids: tuple[Grid, ...] = ()
    pages: tuple[int, ...] = ()
    about: About = field(default_factory=About)
    encoding: str | None = None
    warnings: tuple[str, ...] = ()
