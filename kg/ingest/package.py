"""Zip packages: what is unpacked is bounded by the bytes that come out, whatever the package says of itself."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from kg.errors import DamagedDocumentError, EncryptedDocumentError, OversizedDocumentError, UnsupportedDocumentError
from kg.ingest.bounds import RATIO, SMALL
from kg.ingest.salvage import Salvaged

#: What zipfile raises for damaged packages: its own error, those of the libraries below, and slips over bad figures.
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, OverflowError, IndexError)
_CHUNK = 16_384
_ENCRYPTED = 0x1
_UNKNOWN = (NotImplementedError, RuntimeError)


class Unpacked(NamedTuple):
    """What came out of a package, and what went wrong on the way; "" if nothing did."""

    data: bytes
    damage: str = ""


def open_package(file: bytes | Path, name: str) -> zipfile.ZipFile:
    """Open a zip package, given its bytes or the file; one that was cut off is ``Salvaged``.

    Raises:
        DamagedDocumentError: it is none, or no file in it is whole.
        OversizedDocumentError: its entries share bytes, which is how a small package unpacks without end.
    """
    try:
        package = _opened(file)
        size = file.stat().st_size if isinstance(file, Path) else len(file)
    except (*_DAMAGE, *_UNKNOWN) as error:
        raise DamagedDocumentError(name, f"the file is cut off or damaged ({error}); get it again from its source") from error
    if sum(entry.compress_size for entry in package.infolist()) > size:
        package.close()
        raise OversizedDocumentError(name, "the entries of the archive lie over one another, as only those of a zip bomb do")
    return package


def _opened(file: bytes | Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file if isinstance(file, Path) else io.BytesIO(file))
    except _DAMAGE:
        package = Salvaged(file if isinstance(file, Path) else io.BytesIO(file))
        if package.filelist:
            return package
        package.close()
        raise


def is_encrypted(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry needs a password."""
    return bool(entry.flag_bits & _ENCRYPTED)


def unpack_head(package: zipfile.ZipFile, entry: zipfile.ZipInfo, size: int) -> bytes | None:
    """The first bytes of an entry; None if it is damaged."""
    try:
        with package.open(entry) as file:
            return file.read(size)
    except (*_DAMAGE, *_UNKNOWN):
        return None


def unpack(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, *, most: int) -> Unpacked:
    """Unpack an entry as far as it goes.

    Args:
        package: an open package.
        entry: the entry.
        name: the document's name, for errors.
        most: bytes that may come out.

    Raises:
        EncryptedDocumentError: it needs a password.
        UnsupportedDocumentError: it is packed in a way that is not known.
        OversizedDocumentError: it unpacks to more bytes, or to too many times its own size.
    """
    if is_encrypted(entry):
        raise EncryptedDocumentError(name, "it is protected by a password in its archive; unpack it with the password first")
    chunks: list[bytes] = []
    size, damage = 0, ""
    try:
        with package.open(entry) as file:
            while chunk := file.read(_CHUNK):
                chunks.append(chunk)
                size += len(chunk)
                if size > most:
                    raise OversizedDocumentError(name, f"it unpacks to more than {most // 1_000_000} MB; split it")
                if size > max(SMALL, RATIO * entry.compress_size):
                    raise OversizedDocumentError(name, f"it unpacks to more than {RATIO} times its size, as no document does")
    except _DAMAGE as error:
        damage = str(error) or type(error).__name__
    except _UNKNOWN as error:
        raise UnsupportedDocumentError(name, f"it is packed in a way that kg does not know ({error}); pack it again as .zip") from error
    return Unpacked(b"".join(chunks), damage)
