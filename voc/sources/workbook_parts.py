"""What the parts of an ``.xlsx`` say, as handlers of the XML parser: one class a part.

Attributes come as a flat list (name, value, name, value…); prefixes of names are dropped, since tools
differ in them.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voc.sources.values import Cell

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
#: What Excel writes for control characters inside a cell (``_x000D_`` for a carriage return).
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})\d")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _pairs(attributes: Sequence[str]) -> dict[str, str]:
    """Attributes by name; the one prefix that matters (``r:id``) is kept."""
    return dict(zip(attributes[::2], attributes[1::2], strict=True))


class Handler:
    """Listens to one part; does nothing by itself."""

    def start(self, name: str, attributes: list[str]) -> None:
        """An element opens."""

    def end(self, name: str) -> None:
        """An element closes."""

    def text(self, data: str) -> None:
        """Characters inside an element."""


class Links(Handler):
    """A ``.rels`` part: what each identifier points at."""

    def __init__(self) -> None:
        #: identifier -> (type, target)
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: list[str]) -> None:
        """See ``Handler``."""
        if _local(name) == "Relationship":
            said = _pairs(attributes)
            self.found[said.get("Id", "")] = (said.get("Type", ""), said.get("Target", ""))


class Contents(Handler):
    """``workbook.xml``: the sheets in order, and which calendar counts the days."""

    def __init__(self) -> None:
        #: (name, link, state)
        self.sheets: list[tuple[str, str, str]] = []
        self.mac = False

    def start(self, name: str, attributes: list[str]) -> None:
        """See ``Handler``."""
        element = _local(name)
        said = _pairs(attributes)
        if element == "sheet":
            link = next((value for key, value in said.items() if _local(key) == "id" and ":" in key), "")
            self.sheets.append((said.get("name", ""), link, said.get("state", "")))
        elif element == "workbookPr":
            self.mac = said.get("date1904") in {"1", "true"}


class Styles(Handler):
    """``styles.xml``: the number format of each cell style."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.used: list[int] = []
        self._in_cells = False

    def start(self, name: str, attributes: list[str]) -> None:
        """See ``Handler``."""
        element = _local(name)
        if element == "numFmt":
            said = _pairs(attributes)
            self.codes[int(said.get("numFmtId", "0"))] = said.get("formatCode", "")
        elif element == "cellXfs":
            self._in_cells = True
        elif element == "xf" and self._in_cells:
            self.used.append(int(_pairs(attributes).get("numFmtId", "0")))

    def end(self, name: str) -> None:
        """See ``Handler``."""
        if _local(name) == "cellXfs":
            self._in_cells = False


class Texts(Handler):
    """``sharedStrings.xml``: the texts that cells point at, runs of rich text joined."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._runs: list[str] = []
        self._listening = False
        self._phonetic = False

    def start(self, name: str, attributes: list[str]) -> None:  # noqa: ARG002
        """See ``Handler``."""
        element = _local(name)
        if element == "si":
            self._runs = []
        elif element == "rPh":
            self._phonetic = True
        elif element == "t":
            self._listening = not self._phonetic

    def end(self, name: str) -> None:
        """See ``Handler``."""
        element = _local(name)
        if element == "si":
            self.found.append(unescaped("".join(self._runs)))
        elif element == "rPh":
            self._phonetic = False
        elif element == "t":
            self._listening = False

    def text(self, data: str) -> None:
        """See ``Handler``."""
        if self._listening:
            self._runs.append(data)


class Cells(Handler):
    """A sheet: its rows as they close, ``take`` gives them and forgets them."""

    def __init__(self, texts: list[str], date_styles: set[int], epoch: dt.datetime) -> None:
        self._texts = texts
        self._date_styles = date_styles
        self._epoch = epoch
        self._rows: list[tuple[int, dict[int, Cell]]] = []
        self._number = 0
        self._row: dict[int, Cell] = {}
        self._column = -1
        self._type = ""
        self._style = 0
        self._said: list[str] = []
        self._listening = False
        self._phonetic = False

    def take(self) -> list[tuple[int, dict[int, Cell]]]:
        """The rows that closed since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: list[str]) -> None:
        """See ``Handler``."""
        if ":" in name:
            name = _local(name)
        if name == "c":
            self._open_cell(attributes)
        elif name in {"v", "t"}:
            self._listening = not self._phonetic
        elif name == "row":
            given = _pairs(attributes).get("r", "")
            # A number that is missing, or that goes back, is the next one.
            self._number = max(self._number + 1, int(given) if given.isdigit() and len(given) < 9 else 0)
            self._row = {}
            self._column = -1
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        """See ``Handler``."""
        if ":" in name:
            name = _local(name)
        if name in {"v", "t"}:
            self._listening = False
        elif name == "c":
            if self._said and self._column < MAX_COLUMNS:
                self._row[self._column] = self._value("".join(self._said))
        elif name == "row":
            if self._row and self._number <= MAX_ROWS:
                self._rows.append((self._number, self._row))
        elif name == "rPh":
            self._phonetic = False

    def text(self, data: str) -> None:
        """See ``Handler``."""
        if self._listening:
            self._said.append(data)

    def _open_cell(self, attributes: list[str]) -> None:
        self._said = []
        self._type = ""
        self._style = 0
        self._column += 1
        for index in range(0, len(attributes), 2):
            key, value = attributes[index], attributes[index + 1]
            if key == "r":
                if match := _REFERENCE.match(value):
                    self._column = column_number(match[1])
            elif key == "t":
                self._type = value
            elif key == "s" and value.isdigit():
                self._style = int(value)

    def _value(self, said: str) -> Cell:
        kind = self._type
        if kind == "s":
            return self._texts[int(said)]
        if kind in {"inlineStr", "str", "e"}:
            return unescaped(said)
        if kind == "b":
            return said.strip() == "1"
        if kind == "d":
            return said
        try:
            number = float(said)
        except ValueError:
            return said
        if self._style in self._date_styles:
            return self._date(number)
        return int(number) if number.is_integer() and abs(number) < 1e15 else _wide(said, number)

    def _date(self, serial: float) -> Cell:
        """A day, or a time alone (less than a day); a number that is no day stays what it is."""
        try:
            moment = self._epoch + dt.timedelta(seconds=round(serial * 86_400))
        except (OverflowError, ValueError):
            return serial
        return moment.time() if 0 <= serial < 1 else moment


def _wide(said: str, number: float) -> Cell:
    """An identifier of many digits is kept as it is written."""
    said = said.strip()
    return said if said.isdigit() and len(said) < 40 else number


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """``A`` -> 0, ``Z`` -> 25, ``AA`` -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def unescaped(text: str) -> str:
    """A text without Excel's ``_xHHHH_`` escapes."""
    return _ESCAPED.sub(_unescape, text) if "_x" in text else text


def _unescape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return "" if char == "\r" else char if char in "\n\t" or char.isprintable() else " "
