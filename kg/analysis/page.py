"""The page of a graph inside a notebook."""

from __future__ import annotations

from html import escape
from pathlib import Path


class Page:
    """An interactive page that needs no network; a notebook shows it in a frame of its own.

    Examples:
        >>> import kg
        >>> kg.example().show()
        <Page of ... kB; .save(path) writes it>
    """

    def __init__(self, html: str, height: int) -> None:
        self.html = html
        self.height = height

    def save(self, path: Path | str) -> Path:
        """Write the page as one file to open in any browser.

        Examples:
            >>> import kg, pathlib, tempfile
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     kg.example().show().save(pathlib.Path(folder) / "graph.html").name
            'graph.html'
        """
        file = Path(path)
        file.write_text(self.html, encoding="utf-8")
        return file

    def __repr__(self) -> str:
        return f"<Page of {len(self.html) // 1000:,} kB; .save(path) writes it>"

    def _repr_html_(self) -> str:
        # Scripts run in a frame without the notebook's origin: the page can reach neither the notebook nor its server.
        style = f"width:100%;height:{self.height}px;border:1px solid #8886"
        return f'<iframe srcdoc="{escape(self.html)}" sandbox="allow-scripts allow-downloads" style="{style}"></iframe>'
