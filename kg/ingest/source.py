"""Documents on disk and in archives: what to read, and under which name."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from kg.errors import DocumentError, KgError, UsageError
from kg.ingest.archive import files, is_link, leads_out, opened, read_member, shown_name
from kg.ingest.bounds import ENTRIES
from kg.ingest.extract import About
from kg.ingest.manifest import NAME as MANIFEST
from kg.ingest.manifest import parse_manifest, read_manifest
from kg.ingest.package import is_encrypted, unpack_head
from kg.ingest.salvage import Salvaged
from kg.ingest.sniff import HEAD, holds_document, is_document, is_package, other_package, why_not

#: Endings of files that are picked up from folders whatever is in them; others are if their content is a document's.
ENDINGS = frozenset({".pdf", ".docx", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text"})


#: Endings of archives; others are packages of programs.
_ARCHIVES = frozenset({".zip", ""})
#: How many archives an archive that is read may stand in.
_DEEPEST = 1
#: Called with the name of each file in a folder that is passed over, and why.
OnSkip = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A document to read.

    Attributes:
        name: relative to the folder it was found in, with forward slashes; inside an archive, the archive's name comes first.
        path: the file on disk.
        members: where in that file it is, if the file is an archive: its name there, or that of an archive and its name in that.
        about: what the folder's manifest says of it, which wins over what the file says itself.
    """

    name: str
    path: Path
    members: tuple[str, ...] = ()
    about: About = field(default_factory=About)


def discover(paths: Sequence[Path], *, ignored: Container[Path] = (), on_skip: OnSkip | None = None) -> Iterator[Source]:
    """Yield the documents under files, folders and zip archives, each once, in the order of their names.

    Folders are searched through and through, and so are archives in them. A file in a folder is a document by its ending or its
    content; hidden files and folders are passed over. A link that leads back into a folder already seen is not followed. What cannot
    be looked into, or has a name that leads out of its archive, is yielded too: reading it says why.

    Args:
        paths: files, folders and archives.
        ignored: resolved files that are no documents although they look like some.
        on_skip: called for files of other kinds.

    Raises:
        UsageError: a path does not exist.
    """
    skip = on_skip or _say_nothing
    found: dict[tuple[Path, tuple[str, ...]], Source] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist")
        for source in _folder(path, ignored, skip) if path.is_dir() else _named(Source(_readable(path.name), path), skip):
            found.setdefault((_resolved(source.path), source.members), source)
    yield from sorted(found.values(), key=lambda source: (source.name, source.path))


def _say_nothing(name: str, reason: str) -> None:
    pass


def _named(source: Source, skip: OnSkip) -> Iterator[Source]:
    """The document that someone named, whatever it is, or the documents of the archive."""
    yield from _package(source, skip, named=True) if is_package(_head(source.path)) else (source,)


def _folder(folder: Path, ignored: Container[Path], skip: OnSkip) -> Iterator[Source]:
    """The documents of a folder: those its manifest lists, else all that are some by ending or content."""
    listed = read_manifest(folder)
    if listed is not None:
        yield from (Source(name, folder / name, about=about) for name, about in listed.items())
        return
    for file in _files(folder, skip):
        if _resolved(file) not in ignored:
            yield from _sorted_out(Source(_readable(file.relative_to(folder).as_posix()), file), _head(file), skip)


def _sorted_out(source: Source, head: bytes, skip: OnSkip) -> Iterator[Source]:
    """The document, or those of the archive, or none and a word why."""
    if PurePath(source.name).suffix.lower() in ENDINGS or is_document(head):
        yield source
    elif is_package(head):
        yield from _package(source, skip)
    else:
        skip(source.name, why_not(head))


def _package(source: Source, skip: OnSkip, *, named: bool = False) -> Iterator[Source]:
    """A Word document, or the documents of an archive. A package of another program is refused if it was ``named``, else passed over."""
    try:
        with opened(source.path, source.members, source.name) as package:
            names = package.namelist()
            if holds_document(names) or (named and other_package(names)):
                yield source
            elif what := other_package(names) or _misnamed(source.name):
                skip(source.name, what)
            elif len(source.members) > _DEEPEST or len(names) > ENTRIES:
                yield source
            else:
                yield from _archive(source, package, skip)
                if isinstance(package, Salvaged):
                    yield source  # reading it says that files were lost
    except DocumentError:
        yield source


def _misnamed(name: str) -> str | None:
    return None if PurePath(name).suffix.lower() in _ARCHIVES else "a zip archive by another name; name it .zip"


def _archive(archive: Source, package: zipfile.ZipFile, skip: OnSkip) -> Iterator[Source]:
    """The documents of an archive, which is read as a folder is."""
    entries = files(package)
    if not entries:
        skip(archive.name, "an archive without files")
    listed = _listed(archive, package, entries, skip)
    for entry in entries:
        source = Source(f"{archive.name}/{_readable(shown_name(entry))}", archive.path, (*archive.members, entry.filename))
        if listed is not None:
            if entry.filename in listed:
                yield replace(source, about=listed[entry.filename])
        elif leads_out(entry.filename) or is_encrypted(entry):
            yield source
        elif is_link(entry):
            skip(source.name, "a link to another file")
        else:
            head = unpack_head(package, entry, HEAD)
            yield from (source,) if head is None else _sorted_out(source, head, skip)


def _listed(archive: Source, package: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], skip: OnSkip) -> dict[str, About] | None:
    """What the archive's manifest says; a manifest that is none for kg is somebody else's, and the archive is read without it."""
    names = {entry.filename for entry in entries}
    if MANIFEST not in names:
        return None
    path = Path(archive.name, MANIFEST)
    try:
        return parse_manifest(path, read_member(archive.path, (*archive.members, MANIFEST), str(path)), names.__contains__)
    except KgError as error:
        skip(path.as_posix(), f"no manifest that kg can use ({error})")
        return None


def _head(path: Path) -> bytes:
    """The first bytes of a file; none if it cannot be read, which is said when it is."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def _readable(name: str) -> str:
    """A file name as text that can be written down: bytes that are no UTF-8 (old archives hold such names) as \\x…."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _files(folder: Path, skip: OnSkip) -> Iterator[Path]:
    def closed(error: OSError) -> None:
        skip(_readable(Path(error.filename).relative_to(folder).as_posix()), f"a folder that cannot be looked into ({error.strerror})")

    seen: set[tuple[int, int]] = set()
    for here, folders, names in os.walk(folder, onerror=closed, followlinks=True):
        try:
            status = os.stat(here)
        except OSError as error:  # it was there a moment ago
            closed(error)
            continue
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (path for name in sorted(names) if not name.startswith(".") and _is_file(path := Path(here, name)))


def _resolved(path: Path) -> Path:
    """Where a file is, links followed; links that lead round in a circle lead nowhere, which reading the file will say."""
    return Path(os.path.realpath(path))


def _is_file(path: Path) -> bool:
    """Whether it is a file, or a link to one that is gone, and not a pipe or device, which may have no end."""
    return path.is_file() or not path.exists()
