"""Is a spreadsheet safe to unpack? Its own list of contents is checked, then not believed.

Every part is inflated once, counted and thrown away, before any reader sees the file: sizes announced
in the archive may lie, and readers of spreadsheets inflate whole parts in memory.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: A worksheet of real answers packs 5 to 40 times; a bomb, up to 1,032.
MAX_RATIO = 150
#: Below this size, unpacked, no ratio is dangerous.
HARMLESS_BYTES = 20_000_000
MAX_PARTS = 10_000
_CHUNK = 1 << 18


class BombError(Exception):
    """Unpacks to far more than it should; the text says why, in French."""


class BrokenArchiveError(Exception):
    """Not an archive that can be read; the text says why, in French."""


class DamagedError(Exception):
    """A part that stops before its end."""


@dataclass(frozen=True)
class Contents:
    """What an archive holds: sizes once unpacked, and the parts whose checksum is wrong."""

    sizes: dict[str, int]
    damaged: frozenset[str]

    @property
    def unpacked(self) -> int:
        """Bytes in all, once unpacked."""
        return sum(self.sizes.values())


def examine(path: Path, max_unpacked_mb: int) -> Contents:
    """Inflates an archive part by part without keeping anything.

    Raises:
        BombError: it unpacks to more than allowed, announced or not.
        BrokenArchiveError: it is cut, encrypted, or packed in an unknown way.
    """
    allowed = max_unpacked_mb * 1_000_000
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise BrokenArchiveError("classeur endommagé ou incomplet") from None
    if len(parts) > MAX_PARTS:
        raise BombError(f"classeur fait de {len(parts)} morceaux")
    _check(sum(part.file_size for part in parts), path.stat().st_size, allowed)
    sizes: dict[str, int] = {}
    damaged = set()
    total = 0
    with path.open("rb") as handle:
        for part in parts:
            if part.flag_bits & 0x1:
                raise BrokenArchiveError("classeur protégé par un mot de passe")
            size, whole = _measure(handle, part, allowed - total)
            total += size
            sizes[part.filename] = size
            if not whole:
                damaged.add(part.filename)
    return Contents(sizes, frozenset(damaged))


def _check(unpacked: int, packed: int, allowed: int) -> None:
    if unpacked > allowed:
        raise BombError(f"il occuperait plus de {allowed // 1_000_000} Mo une fois décompressé")
    if unpacked > HARMLESS_BYTES and unpacked > MAX_RATIO * max(packed, 1):
        raise BombError(f"il grossit {unpacked // max(packed, 1)} fois à la décompression")


def _measure(handle: BinaryIO, part: zipfile.ZipInfo, left: int) -> tuple[int, bool]:
    """Size of one part once unpacked, and whether it is whole (inflates, and its checksum is right)."""
    size, crc = 0, 0
    try:
        for data in inflate(handle, part):
            size += len(data)
            crc = zlib.crc32(data, crc)
            if size > left:
                raise BombError("il grossit sans fin à la décompression")
            _check(size, part.compress_size, size)
    except DamagedError:
        return size, False
    return size, crc == part.CRC and size == part.file_size


def inflate(handle: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of one part, in small pieces, whatever size and checksum the archive announces.

    Raises:
        BrokenArchiveError: the part is not where the archive says, or is packed in an unknown way.
        DamagedError: it stops or stops making sense; what came before was given.
    """
    handle.seek(part.header_offset)
    header = handle.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise BrokenArchiveError("classeur endommagé ou incomplet")
    name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise BrokenArchiveError("classeur compressé d'une manière inconnue")
    unpack = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    at = part.header_offset + 30 + name + extra
    end = at + part.compress_size
    while at < end:
        handle.seek(at)
        packed = handle.read(min(_CHUNK, end - at))
        if not packed:
            raise DamagedError
        at += len(packed)
        if unpack is None:
            yield packed
            continue
        while packed and not unpack.eof:
            try:
                data = unpack.decompress(packed, _CHUNK)
            except zlib.error:
                raise DamagedError from None
            packed = unpack.unconsumed_tail
            yield data
        if unpack.eof:
            return
    if unpack is not None:
        # What zlib still holds back: bounded, since its input is spent.
        while not unpack.eof and (data := unpack.decompress(b"", _CHUNK)):
            yield data
        if not unpack.eof:
            raise DamagedError


def part_of(path: Path, name: str) -> zipfile.ZipInfo | None:
    """Where a part stands in an archive that was examined."""
    with zipfile.ZipFile(path) as archive:
        return archive.NameToInfo.get(name)
