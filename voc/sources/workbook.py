"""The cells of an ``.xlsx``, streamed row by row with the standard library's XML parser.

Only what a reader of answers needs: names of sheets, shared texts, which styles are dates, values. One
row at a time is held (and the shared texts), a far cell costs nothing, a document type declaration (the
way to XML bombs) is refused, and what precedes a damage is read. Formulas give their last value.

Source: ECMA-376, part 1, §18 (SpreadsheetML).
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from voc.sources.dates import EXCEL_EPOCH
from voc.sources.workbook_parts import Cells, Contents, Handler, Links, Styles, Texts
from voc.sources.zipguard import BrokenArchiveError, DamagedError, inflate, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from voc.sources.values import Cell

#: Built-in number formats that show dates or times (§18.8.30, East Asian ones included).
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_MAC_EPOCH = dt.datetime(1904, 1, 1)  # noqa: DTZ001  # local time, like the cells it counts


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its part in the archive, and whether the workbook shows it."""

    name: str
    part: str
    visible: bool


@dataclass
class Workbook:
    """What a workbook says before its cells."""

    path: Path
    sheets: list[Sheet] = field(default_factory=list)
    epoch: dt.datetime = EXCEL_EPOCH
    _texts: list[str] = field(default_factory=list)
    _date_styles: set[int] = field(default_factory=set)

    @classmethod
    def open(cls, path: Path) -> Workbook:
        """Reads all but the cells of an archive that ``zipguard`` examined.

        Raises:
            BrokenArchiveError: not a workbook, or a damaged one.
        """
        book = cls(path)
        try:
            root = book._root()
            book._read_sheets(root)
            folder = posixpath.dirname(root)
            book._read_styles(f"{folder}/styles.xml")
            book._read_texts(f"{folder}/sharedStrings.xml")
        except (expat.ExpatError, DamagedError, ValueError, LookupError):
            raise BrokenArchiveError("classeur endommagé") from None
        return book

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The rows that the sheet writes: number from 1, and its cells by column from 0.

        Raises:
            DamagedError: the part stops making sense; the rows before were given.
        """
        cells = Cells(self._texts, self._date_styles, self.epoch)
        parser = _parser(cells)
        pieces = self._pieces(sheet.part)
        if pieces is None:
            raise DamagedError
        try:
            for piece in pieces:
                parser.Parse(piece)
                yield from cells.take()
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError, OverflowError):
            yield from cells.take()
            raise DamagedError from None
        yield from cells.take()

    def _pieces(self, part: str) -> Iterator[bytes] | None:
        info = part_of(self.path, part.lstrip("/"))
        if info is None:
            return None

        def pieces() -> Iterator[bytes]:
            with self.path.open("rb") as handle:
                yield from inflate(handle, info)

        return pieces()

    def _walk(self, part: str, handler: Handler) -> bool:
        """Feeds one whole part to a handler; false when the archive has no such part."""
        pieces = self._pieces(part)
        if pieces is None:
            return False
        parser = _parser(handler)
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
        return True

    def _root(self) -> str:
        """The part of the workbook itself."""
        links = Links()
        self._walk("_rels/.rels", links)
        found = [target for kind, target in links.found.values() if kind.endswith("/officeDocument")]
        return found[0].lstrip("/") if found else "xl/workbook.xml"

    def _read_sheets(self, root: str) -> None:
        contents = Contents()
        if not self._walk(root, contents):
            raise BrokenArchiveError("ce n'est pas un classeur .xlsx")
        folder, name = posixpath.split(root)
        links = Links()
        self._walk(f"{folder}/_rels/{name}.rels", links)
        if contents.mac:
            self.epoch = _MAC_EPOCH
        for title, link, state in contents.sheets:
            kind, target = links.found.get(link, ("", ""))
            if kind.endswith("/worksheet"):
                # A target is relative to the workbook's folder, unless it starts at the root.
                part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                self.sheets.append(Sheet(title, part, state in {"", "visible"}))

    def _read_styles(self, part: str) -> None:
        styles = Styles()
        self._walk(part, styles)
        dates = _DATE_FORMATS | {number for number, code in styles.codes.items() if is_date_format(code)}
        dates -= {number for number, code in styles.codes.items() if not is_date_format(code)}
        self._date_styles = {index for index, number in enumerate(styles.used) if number in dates}

    def _read_texts(self, part: str) -> None:
        texts = Texts()
        self._walk(part, texts)
        self._texts = texts.found


def is_date_format(code: str) -> bool:
    """True when a number format shows a date or a time: ``dd/mm/yyyy``, not ``0.00 "jours"``."""
    first = _NOT_CODE.sub("", code.split(";", 1)[0]).lower()
    return "general" not in first and any(sign in first for sign in "dmyhs")


def _parser(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_args: object) -> None:
    raise ValueError
