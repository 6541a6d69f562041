"""Zip archives of documents: what is in them, and how it is read. Nothing is written to disk."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from kg.errors import DamagedDocumentError, DocumentError, UnsupportedDocumentError
from kg.ingest.bounds import ENTRY
from kg.ingest.decode import decode
from kg.ingest.package import open_package, unpack

_UTF8 = 0x800


def opened(path: Path, members: Sequence[str], name: str) -> zipfile.ZipFile:
    """An archive on disk, or one that is a member of it.

    Raises:
        DocumentError: it cannot be opened.
    """
    return open_package(read_member(path, members, name) if members else path, name)


def read_member(path: Path, members: Sequence[str], name: str) -> bytes:
    """The bytes of a member of an archive, or of a member of an archive in it.

    Raises:
        DocumentError: it cannot be read.
    """
    if any(map(leads_out, members)):
        raise UnsupportedDocumentError(name, "its name leads out of the archive; pack it again under a plain one")
    *outer, member = members
    with opened(path, outer, name) as package:
        try:
            entry = package.getinfo(member)
        except KeyError as error:
            raise DamagedDocumentError(name, "the archive holds it no more; build again") from error
        data, damage = unpack(package, entry, name, most=ENTRY)
    if damage:
        raise DamagedDocumentError(name, f"it is damaged in its archive ({damage}); get the archive again from its source")
    return data


def files(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of an archive, of several with one name the last; hidden ones, and those that a Mac adds, are left out."""
    last = {entry.filename: entry for entry in package.infolist() if not entry.is_dir()}
    return [entry for name, entry in last.items() if not any(_is_hidden(part) for part in PurePosixPath(name).parts)]


def is_link(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry only names another file."""
    return stat.S_ISLNK(entry.external_attr >> 16)


def leads_out(member: str) -> bool:
    """Whether the name of a member is absolute or climbs out of the archive."""
    path = PurePosixPath(member.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0]


def shown_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry as it was meant: older programs write it in the encoding of their country without saying so."""
    if entry.flag_bits & _UTF8 or entry.filename.isascii():
        return entry.filename
    try:
        return decode(entry.filename.encode("cp437"), entry.filename).text
    except (DocumentError, UnicodeEncodeError):
        return entry.filename


def _is_hidden(part: str) -> bool:
    return (part.startswith(".") and part != "..") or part == "__MACOSX"
