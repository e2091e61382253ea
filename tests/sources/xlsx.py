"""Writes workbooks: ordinary ones with openpyxl, odd and hostile ones part by part."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://x/relationships/{kind}" Target="{target}"/></Relationships>'
)
_BOOK = (
    '<workbook xmlns="m" xmlns:r="r"><sheets><sheet name="Feuil1" sheetId="1" r:id="r1"/></sheets></workbook>'
)


def workbook(path: Path, rows: list[list[Any]], title: str = "Réponses") -> Path:
    """A workbook of one sheet, as openpyxl writes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def by_hand(path: Path, sheet: str, texts: str = "", *, stored: bool = False) -> Path:
    """A workbook whose sheet (and shared texts) are given as XML."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELS.format(kind="worksheet", target="worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if texts:
        parts["xl/sharedStrings.xml"] = texts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def inline(rows: list[list[str]]) -> str:
    """A sheet of inline texts, without any reference of cell or row."""
    body = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    return f'<worksheet xmlns="m"><sheetData>{body}</sheetData></worksheet>'


def bomb(path: Path, megabytes: int, name: str = "xl/worksheets/sheet1.xml") -> Path:
    """A workbook that packs so many zeros into a few kilobytes."""
    by_hand(path, inline([["ID"]]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name + ".x", "w") as part:
        for _ in range(megabytes):
            part.write(bytes(1_000_000))
    return path


def lying_bomb(path: Path, megabytes: int) -> Path:
    """A bomb whose own list of contents announces one kilobyte."""
    bomb(path, megabytes)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.infolist()[-1]
    size = entry.file_size.to_bytes(4, "little")
    for _ in range(data.count(size)):
        place = data.find(size)
        data[place : place + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    return path


def damage(path: Path, name: str) -> Path:
    """The same workbook with one byte of a part changed, after its first half."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    data = bytearray(path.read_bytes())
    start = info.header_offset + 30 + len(name.encode())
    data[start + info.compress_size * 3 // 4] ^= 0xFF
    path.write_bytes(bytes(data))
    return path
