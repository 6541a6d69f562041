"""Zip packages that were cut off: the directory stood at their end, and each file before it still says its own name and size."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple

from kg.ingest.bounds import ENTRIES, ENTRY

#: What stands before each file: APPNOTE.TXT 4.3.7 of PKWARE; before the name version, flags, method, time, date, CRC and sizes.
_HEADER = struct.Struct("<4x5H3L2H")
_SIGNATURE = b"PK\x03\x04"
#: What stands behind a file whose header could not say its size yet.
_DESCRIPTOR = struct.Struct("<4s3L")
_DESCRIBED, _UTF8 = 0x8, 0x800
_CHUNK = 65_536


class Salvaged(zipfile.ZipFile):
    """A package without a directory, opened by the headers of those of its files that are whole.

    Args:
        file: open for reading, or a path.
    """

    def _RealGetContents(self) -> None:  # where zipfile reads the directory; there is no public place to put another
        for entry in _whole(self.fp):  # type: ignore[arg-type]  # open while this runs
            self.filelist.append(entry)
            self.NameToInfo[entry.filename] = entry


def _whole(file: IO[bytes]) -> Iterator[zipfile.ZipInfo]:
    """Yield the entries that stand one behind the other from the start, down to the first that is not whole."""
    size = file.seek(0, 2)
    place = file.seek(0)
    for _ in range(ENTRIES + 1):
        header = file.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(_SIGNATURE):
            return
        _, flags, method, _time, _date, crc, packed, unpacked, name_length, extra_length = _HEADER.unpack(header)
        name = file.read(name_length).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        start = place + _HEADER.size + name_length + extra_length
        said: _Sizes | None = _Sizes(crc, packed, unpacked, start + packed)
        if flags & _DESCRIBED:
            said = _described(file, start) if method == zipfile.ZIP_DEFLATED else None
        if said is None or said.end > size or not name:
            return
        entry = zipfile.ZipInfo(name)
        entry.header_offset, entry.flag_bits, entry.compress_type = place, flags, method
        entry.CRC, entry.compress_size, entry.file_size = said.crc, said.packed, said.unpacked
        yield entry
        place = file.seek(said.end)


class _Sizes(NamedTuple):
    crc: int
    packed: int
    unpacked: int
    end: int


def _described(file: IO[bytes], start: int) -> _Sizes | None:
    """What the descriptor says that stands behind a deflated file; None if the file or its descriptor is cut off or damaged."""
    file.seek(start)
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    came = 0
    while not inflating.eof:
        data = inflating.unconsumed_tail or file.read(_CHUNK)
        if not data or came > ENTRY:
            return None
        try:
            came += len(inflating.decompress(data, _CHUNK))
        except zlib.error:
            return None
    end = file.tell() - len(inflating.unused_data)
    file.seek(end)
    descriptor = file.read(_DESCRIPTOR.size)
    if len(descriptor) < _DESCRIPTOR.size:
        return None
    signature, crc, packed, unpacked = _DESCRIPTOR.unpack(descriptor)
    sound = signature == b"PK\x07\x08" and packed == end - start and unpacked == came
    return _Sizes(crc, packed, unpacked, end + _DESCRIPTOR.size) if sound else None
