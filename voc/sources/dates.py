"""Cells to moments in UTC.

Day first or month first is settled once for a column, from all its cells (``Order``), never cell by
cell: ``03/04/2026`` alone says nothing. Dates without a time zone are taken in the source's own; in the
hour that a clock change repeats, the first one is meant.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from voc.sources.values import Cell, Refusal, as_text
from voc.sources.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Day 0 of Excel's calendar (its leap-year bug included); the other one is old Mac workbooks'.
EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # local time, like the cells it counts
#: No customer answered a survey on line before this.
OLDEST = 1995
#: What LimeSurvey writes when date stamps are switched off: no date, and no mistake either.
_NEVER = dt.datetime(1980, 1, 1)  # noqa: DTZ001
_TOLERANCE = dt.timedelta(days=2)

_NUMERIC = re.compile(r"^(\d{1,4})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?=$|[\sT,àa])")
_WORDS = re.compile(
    r"^(?:[a-z]{2,10}\.?,?\s+)?(?:le\s+)?(\d{1,2})(?:er|st|nd|rd|th)?[\s\-.]+([a-z]{3,10})\.?,?[\s\-.]+(\d{4}|\d{2}(?=$|\s))"
)
_WORDS_US = re.compile(r"^(?:[a-z]{2,10}\.?,?\s+)?([a-z]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_WORDS_TWITTER = re.compile(r"^[a-z]{3} ([a-z]{3}) (\d{1,2}) (\d{1,2}:\d\d:\d\d [+-]\d{4}) (\d{4})$")
_MONTH = re.compile(r"^(?:([a-z]{3,10})\.?\s+|(\d{1,2})[/\-])(\d{4})$")
_TIME = re.compile(
    r"^[\s,t\-]*(?:(?:a|at|@)\s*)?(\d{1,2})(?:\s?[:h]\s?(\d{2})|\s?h|(?=\s?[ap]\.?m))(?:\s?[:m]\s?(\d{2})s?(?:[.,]\d{1,9})?|\s?(?:min|mn))?"
    r"\s*([ap])?\.?(?:m\.?)?\s*(.*)$"
)
_OFFSET = re.compile(r"^\(?(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d{2}))?\)?$")


class Order(Enum):
    """What the digits of one cell, or of a whole column, say of the order of day and month."""

    DAY_FIRST = "jour/mois"
    MONTH_FIRST = "mois/jour"
    UNKNOWN = "?"


def order_of(cell: Cell) -> Order | None:
    """What one cell says: an order, ``UNKNOWN`` for ``03/04/2026``, nothing when it has no such digits."""
    if not isinstance(cell, str):
        return None
    match = _NUMERIC.match(cell.strip())
    if not match or len(match[1]) > 2:
        return None
    first, second = int(match[1]), int(match[3])
    if first > 12 >= second:
        return Order.DAY_FIRST
    if second > 12 >= first:
        return Order.MONTH_FIRST
    return Order.UNKNOWN


class Evidence:
    """Counts, over the cells of a column, what they say of the order of day and month."""

    def __init__(self) -> None:
        self.day_first = 0
        self.month_first = 0
        self.unknown = 0

    def see(self, cells: Iterable[Cell]) -> None:
        """Adds some cells."""
        for cell in cells:
            order = order_of(cell)
            if order is Order.DAY_FIRST:
                self.day_first += 1
            elif order is Order.MONTH_FIRST:
                self.month_first += 1
            elif order is Order.UNKNOWN:
                self.unknown += 1

    @property
    def settled(self) -> bool:
        """Nothing more is needed: some cell told, or none has such digits."""
        return bool(self.day_first or self.month_first) or not self.unknown

    @property
    def mixed(self) -> bool:
        """Both orders stand in the column, and not by a slip (5 %)."""
        least = min(self.day_first, self.month_first)
        return least > 0 and least / (self.day_first + self.month_first) > 0.05

    @property
    def order(self) -> Order:
        """The column's order; day first, as in French, when no cell told."""
        return Order.MONTH_FIRST if self.month_first > self.day_first else Order.DAY_FIRST


class DateReader:
    """Reads the cells of one date column, all in one order."""

    def __init__(
        self,
        column: str,
        zone: ZoneInfo,
        order: Order,
        latest: dt.datetime,
        epoch: dt.datetime = EXCEL_EPOCH,
        *,
        months_alone: bool = False,
    ) -> None:
        self.column = column
        self._zone = zone
        self._day_first = order is not Order.MONTH_FIRST
        self._latest = latest + _TOLERANCE
        self._epoch = epoch
        self._months_alone = months_alone

    def read(self, cell: Cell) -> dt.datetime | Refusal | None:
        """A moment in UTC, nothing for an empty cell, or why the cell is no possible date."""
        if cell is None or cell == "":
            return None
        try:
            moment = self._moment(cell)
            if moment is None:
                text = fold(as_text(cell))
                if not text or text in words().no_answer:
                    return None
                return Refusal("bad_date", f"« {self.column} » : date illisible")
            if moment.replace(tzinfo=None) == _NEVER:
                return None
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self._zone, fold=0)
            moment = moment.astimezone(dt.UTC)
        except (ValueError, OverflowError, OSError):
            return Refusal("bad_date", f"« {self.column} » : date illisible")
        if moment.year < OLDEST:
            return Refusal("bad_date", f"« {self.column} » : date trop ancienne (avant {OLDEST})")
        if moment > self._latest:
            return Refusal("bad_date", f"« {self.column} » : date dans le futur")
        return moment

    def _moment(self, cell: Cell) -> dt.datetime | None:
        if isinstance(cell, dt.datetime):
            return cell.replace(microsecond=0) if cell.tzinfo is None else cell
        if isinstance(cell, dt.date):
            return dt.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
        if isinstance(cell, (bool, dt.time)) or cell is None:
            return None
        if isinstance(cell, (int, float)):
            return self._from_number(float(cell))
        return self._from_text(cell.strip())

    def _from_number(self, number: float) -> dt.datetime | None:
        """An Excel serial (days), or seconds or milliseconds since 1970."""
        if 18_000 <= number <= 80_000:
            return self._epoch + dt.timedelta(seconds=round(number * 86_400))
        if 5e8 <= number <= 5e9:
            return dt.datetime.fromtimestamp(number, dt.UTC)
        if 5e11 <= number <= 5e12:
            return dt.datetime.fromtimestamp(number / 1000, dt.UTC)
        return None

    def _from_text(self, text: str) -> dt.datetime | None:
        if len(text) > 80:
            return None
        if len(text) >= 10 and text[4] == "-" and text[:4].isascii() and text[:4].isdigit():
            try:
                return dt.datetime.fromisoformat(text)
            except ValueError:
                pass  # "2026-01-31 à 08h05"
        if re.fullmatch(r"\d+(?:[.,]\d+)?", text, re.ASCII):
            if len(text) == 8 and 1900 <= int(text[:4]) <= 2100:
                return dt.datetime(int(text[:4]), int(text[4:6]), int(text[6:]))  # noqa: DTZ001
            return self._from_number(float(text.replace(",", ".")))
        folded = fold(text)
        if match := _WORDS_TWITTER.match(folded):
            text_us = f"{match[1]} {match[2]}, {match[4]} {match[3]}"
            return self._from_text(text_us)
        found = self._numeric(folded) or _worded(folded)
        if found is not None:
            day, rest = found
            return _with_time(day, rest) if rest.strip() else day
        if self._months_alone and (match := _MONTH.match(folded)):
            month = words().months.get(match[1], 0) if match[1] else int(match[2])
            return dt.datetime(int(match[3]), month, 1)  # noqa: DTZ001
        return None

    def _numeric(self, text: str) -> tuple[dt.datetime, str] | None:
        match = _NUMERIC.match(text)
        if not match:
            return None
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4:
            year, month, day = first, second, third
        elif len(match[1]) <= 2 and len(match[4]) in {2, 4}:
            day, month = (first, second) if self._day_first else (second, first)
            year = third + 2000 if len(match[4]) == 2 else third
        else:
            return None
        return dt.datetime(year, month, day), text[match.end() :]  # noqa: DTZ001


def _worded(text: str) -> tuple[dt.datetime, str] | None:
    """``31 janv. 2026 …`` and ``January 31, 2026 …``; the day's name may stand before."""
    if match := _WORDS.match(text):
        day, name, year = match[1], match[2], match[3]
    elif match := _WORDS_US.match(text):
        name, day, year = match[1], match[2], match[3]
    else:
        return None
    month = words().months.get(name)
    if month is None:
        return None
    full = int(year) + 2000 if len(year) == 2 else int(year)
    return dt.datetime(full, month, int(day)), text[match.end() :]  # noqa: DTZ001


def _with_time(day: dt.datetime, text: str) -> dt.datetime | None:
    """Adds ``à 08h05``, ``3:45:12 pm utc+1``, ``T08:00:10Z``… to a day; nothing when it is no time."""
    match = _TIME.match(text.replace("\u202f", " "))
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4] == "p" else 0)
    moment = day.replace(hour=hour, minute=minute, second=second)
    zone = match[5].strip()
    if not zone:
        return moment
    if offset := _OFFSET.match(zone):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return moment.replace(
            tzinfo=dt.timezone(dt.timedelta(minutes=-minutes if offset[1] == "-" else minutes))
        )
    if zone in words().zones:
        return moment.replace(tzinfo=dt.timezone(dt.timedelta(minutes=words().zones[zone])))
    if zone in {"(heure de paris)", "heure de paris", "europe/paris"}:
        return moment.replace(tzinfo=ZoneInfo("Europe/Paris"))
    return None
