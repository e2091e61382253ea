"""Writes the smallest old Excel workbook (BIFF8 in a compound file), since nothing else here can."""

from __future__ import annotations

import struct

_FREE, _END, _FAT, _SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 512


def xls(rows: list[list[str | float | None]]) -> bytes:
    """A workbook of one sheet named Feuil1."""
    stream = _workbook(rows)
    stream += bytes(max(0, 4096 - len(stream)))  # below 4,096 bytes a stream is stored elsewhere
    return compound("Workbook", stream)


def compound(name: str, stream: bytes) -> bytes:
    """A compound file that holds one stream."""
    stream += bytes(-len(stream) % _SECTOR)
    sectors = len(stream) // _SECTOR
    fat = [_FAT, _END, *range(3, sectors + 2), _END]
    assert len(fat) <= _SECTOR // 4
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 2, len(stream))
    directory += _entry("", 0, _FREE, 0, 0) * 2
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    length = len(encoded) + 2 if name else 0
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", length, kind, 1)
    return (
        head
        + struct.pack("<III", _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<II", start, size)
        + bytes(4)
    )


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _text(value: str) -> bytes:
    return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")


def _workbook(rows: list[list[str | float | None]]) -> bytes:
    begin = struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6)
    name = "Feuil1"
    sheet_name = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    size = 4 + len(begin) + 4 + 6 + len(sheet_name) + 4
    head = (
        _record(0x809, begin)
        + _record(0x85, struct.pack("<IBB", size, 0, 0) + sheet_name)
        + _record(0x0A, b"")
    )
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                sheet += _record(0x204, place + _text(cell))
            elif cell is not None:
                sheet += _record(0x203, place + struct.pack("<d", cell))
    return head + sheet + _record(0x0A, b"")
