"""CSV records out of physical lines, with a fresh start after each broken one.

The csv module alone, when a quote is left open, swallows the rest of the file into one cell. Here a
record has a bounded length, and a line that the strict parser refuses costs that line only.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voc.sources._base import Notes


class TooLongError(Exception):
    """A record (or a line) that goes on and on."""


class Broken:
    """A line that is no record: why, and the cells that could be made out."""

    __slots__ = ("cells", "code", "reason")

    def __init__(self, code: str, reason: str, cells: list[str]) -> None:
        self.code = code
        self.reason = reason
        self.cells = cells


class _Lines:
    """Physical lines for the csv module: bounded, without null characters, and able to step back."""

    def __init__(self, handle: TextIO, limit: int) -> None:
        self._handle = handle
        self._limit = limit
        self._ahead: deque[str] = deque()
        #: lines handed out since the last record, and their length
        self.taken: list[str] = []
        self._size = 0
        self.nulls = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._read()
        if not line:
            raise StopIteration
        self.taken.append(line)
        self._size += len(line)
        if self._size > self._limit:
            raise TooLongError
        return line

    def _read(self) -> str:
        line = self._handle.readline(self._limit)
        if len(line) >= self._limit and not line.endswith(("\n", "\r")):
            self._size = self._limit  # a record cut short is no record
            while more := self._handle.readline(1 << 16):  # the rest of that line is of no use
                if more.endswith(("\n", "\r")):
                    break
        if "\0" in line:
            self.nulls = True
            line = line.replace("\0", "") or "\n"
        return line

    def next_record(self) -> None:
        """Forgets the lines of the record that was just read."""
        self.taken = []
        self._size = 0

    def step_back(self, keep: int) -> list[str]:
        """Gives back all lines taken but the first ``keep``; returns those kept."""
        kept = self.taken[:keep]
        self._ahead.extendleft(reversed(self.taken[keep:]))
        self.next_record()
        return kept


def records(
    handle: TextIO, delimiter: str, limit: int, width: int, notes: Notes | None
) -> Iterator[list[str] | Broken]:
    """The records of a file; after a broken line, starts again at the next one."""
    lines = _Lines(handle, limit)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            record = next(reader)
        except StopIteration:
            break
        except (csv.Error, TooLongError) as error:
            at_end = "unexpected end" in str(error)
            yield _mend(
                lines, delimiter, width, too_long=isinstance(error, TooLongError), at_end=at_end, notes=notes
            )
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
        else:
            lines.next_record()
            yield record
    if notes is not None and lines.nulls:
        notes.say("des caractères nuls ont été retirés")


def _mend(
    lines: _Lines, delimiter: str, width: int, *, too_long: bool, at_end: bool, notes: Notes | None
) -> list[str] | Broken:
    """What to make of lines that the strict parser refuses, with the rest of them given back."""
    taken = list(lines.taken)
    if len(taken) == 1 and not too_long and not at_end:
        # One line with quotes inside a quoted text: read as spreadsheets do when the count is right.
        lines.next_record()
        loose = _loosely(taken[0], delimiter)
        if len(loose) == width or not width:
            return loose
        return Broken("bad_quotes", "guillemets mal placés : les colonnes ne se retrouvent pas", loose)
    # A quote was left open: the lines after it may be rows in their own right.
    others_stand = any(len(_loosely(line, delimiter)) == width > 1 for line in taken[1:])
    if not (others_stand or too_long or at_end):
        whole = _loosely("".join(taken), delimiter)
        if len(whole) == width:
            lines.next_record()
            return whole
    kept = lines.step_back(1 if others_stand or too_long else len(taken))
    if at_end and notes is not None:
        notes.cut("un guillemet ouvert n'est jamais refermé : fin de fichier coupée, ou guillemet de trop")
    if too_long and len(taken) == 1:
        return Broken("line_too_long", "ligne qui n'en finit pas", [])
    return Broken("unclosed_quote", "guillemet ouvert et jamais refermé", _loosely("".join(kept), delimiter))


def _loosely(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []
