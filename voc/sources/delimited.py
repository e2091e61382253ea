"""CSV as spreadsheets and survey tools write it: any delimiter, quoted line ends, broken lines.

A broken line costs that line: the reader starts again at the next one, so that a quote left open does
not swallow the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from voc.errors import SourceError
from voc.records import RawReject
from voc.sources.csvrecords import Broken, records
from voc.sources.encoding import detect
from voc.sources.sniff import What, refuse_others
from voc.sources.table import (
    Row,
    Table,
    count_heading_rows,
    is_totals,
    joined,
    make_headings,
    spoken,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from voc.settings import Limits
    from voc.sources._base import Notes
    from voc.sources.config import SourceConfig

DELIMITERS = ";,\t|"
#: Stands for "no delimiter" in a file of one column.
_NONE = "\x1f"
_SAMPLE_CHARS = 1 << 17
#: Excel's own announcement of the delimiter, above the headings.
_SEP_LINE = re.compile(r"^\"?sep=([^\"\r\n])\"?\1*\s*$", re.IGNORECASE)
#: The csv module's own limit, for the whole process; the readers stop much earlier, by record.
_FIELD_LIMIT = 1 << 27


class Delimited(Table):
    """A CSV file.

    Raises:
        SourceError: not text, empty, or an encoding or delimiter that cannot be.
    """

    def __init__(self, path: Path, name: str, config: SourceConfig, limits: Limits) -> None:
        super().__init__(config.id, name)
        csv.field_size_limit(_FIELD_LIMIT)
        refuse_others(path, {What.TEXT}, config.id, name, "un fichier CSV")
        self._path = path
        self._max_cell = limits.max_cell_chars
        self._max_record = 8 * limits.max_cell_chars
        self._skip = config.skip_rows
        self._encoding = detect(path, config.encoding, config.id, name)
        self._sep_line = 0
        self._delimiter = self._choose_delimiter(config.delimiter)
        first = list(islice(self._raw_records(), self._skip + 50))[self._skip :]
        rows = [row for row in first if isinstance(row, list)]
        while rows and not any(map(str.strip, rows[0])):
            rows.pop(0)
        heading_rows = config.heading_rows or count_heading_rows(rows)
        self.headings, self.heading_notes = make_headings(rows[:heading_rows])
        blank = next((index for index, row in enumerate(first) if rows and row is rows[0]), 0)
        self._above = self._sep_line + self._skip + blank + heading_rows
        self._width = len(self.headings)
        if not self.headings:
            raise SourceError(
                config.id, name, "aucun titre de colonne", "Vérifiez skip_rows, ou relancez l'export."
            )
        shown = {"\t": "tabulation", _NONE: "aucun (une seule colonne)"}.get(self._delimiter, self._delimiter)
        self.details = {"encodage": self._encoding.label, "séparateur": shown}

    @property
    def encoding(self) -> str:
        """The codec that reads the file."""
        return self._encoding.codec

    @property
    def delimiter(self) -> str | None:
        """The delimiter, or nothing for a file of one column."""
        return None if self._delimiter == _NONE else self._delimiter

    def rows(self, columns: Sequence[int], notes: Notes) -> Iterator[Row | RawReject]:
        """See ``Table.rows``."""
        if self._encoding.cut:
            notes.cut("le fichier s'arrête au milieu d'un caractère")
        elif self._encoding.foreign and self._encoding.codec.startswith("utf-8"):
            notes.say("des octets étrangers à l'UTF-8 ont été lus comme du Windows-1252")
        pick = _picker(columns)
        number = short = 0
        for number, record in enumerate(self._raw_records(notes), start=1 + self._sep_line):
            if number <= self._above:
                continue
            if isinstance(record, Broken):
                yield RawReject(number, record.code, record.reason, content=spoken(record.cells))
                continue
            if not any(map(str.strip, record)):
                continue
            refused = self._check(number, record)
            if refused is None:
                yield Row(number, pick(record))
            else:
                short = number
                yield refused
        if number and number == short and not _ends_with_a_line(self._path, self._encoding.codec):
            notes.cut("la dernière ligne est coupée")

    def _check(self, number: int, record: list[str]) -> RawReject | None:
        """A record whose cells are not under their headings, or that is no row at all."""
        if is_totals(record, alone=self._width > 1 and bool(record[0].strip())):
            reason = "ligne de total ou de moyenne, pas une réponse"
            return RawReject(number, "totals_line", reason, content=joined(record))
        width = len(record)
        if width < self._width:
            reason = (
                f"{width} colonnes au lieu de {self._width} : coupée, ou retour à la ligne sans guillemets"
            )
            return RawReject(number, "column_count", reason, content=spoken(record))
        if any(record[self._width :]):
            reason = f"{width} colonnes au lieu de {self._width} : séparateur dans un texte sans guillemets"
            return RawReject(number, "column_count", reason, content=spoken(record))
        if sum(map(len, record)) > self._max_cell and max(map(len, record)) > self._max_cell:
            reason = f"cellule de plus de {self._max_cell} caractères"
            return RawReject(number, "cell_too_long", reason, content=spoken(record)[:200])
        return None

    def _raw_records(self, notes: Notes | None = None) -> Iterator[list[str] | Broken]:
        with self._encoding.open(self._path) as handle:
            if self._sep_line:
                handle.readline(64)
            yield from records(handle, self._delimiter, self._max_record, len(self.headings), notes)

    def _choose_delimiter(self, declared: str | None) -> str:
        with self._encoding.open(self._path) as handle:
            text = handle.read(_SAMPLE_CHARS)
            whole = not handle.read(1)
        text = text.lstrip("\ufeff").replace("\0", "")
        first, _, rest = text.partition("\n")
        if announced := _SEP_LINE.match(first):
            self._sep_line = 1
            text = rest
            declared = declared or announced[1]
        if declared is not None:
            declared = {"\\t": "\t", "tab": "\t", "tabulation": "\t"}.get(declared.lower(), declared)
            if len(declared) != 1 or declared in '"\r\n\0 ':
                raise SourceError(
                    self.source,
                    self.name,
                    "le séparateur déclaré doit être un seul signe",
                    'Écrivez ";" par exemple.',
                )
            return declared
        if not whole:
            text = text.rpartition("\n")[0] or text
        return choose_delimiter(text, self._skip)


def choose_delimiter(text: str, skip: int = 0) -> str:
    """The delimiter under which most rows have as many columns as the headings.

    The standard ``csv.Sniffer`` is misled by decimal commas and quoted line ends; this one parses.
    """
    best, best_score = _NONE, 0.0
    for candidate in DELIMITERS:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=candidate)
            rows = [row for row in islice(reader, skip, skip + 200) if any(row)]
        except csv.Error:
            continue
        if not rows:
            continue
        if candidate == "," and _is_prose(rows):
            continue
        width = len(rows[0])
        if width < 2:  # a title stands above the headings
            width = Counter(len(row) for row in rows).most_common(1)[0][0]
        if width < 2:
            continue
        share = sum(len(row) == width for row in rows) / len(rows)
        score = share * (1 - 1 / width)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _is_prose(rows: list[list[str]]) -> bool:
    """Commas followed by spaces punctuate sentences; they part no columns."""
    after = [cell for row in rows for cell in row[1:] if cell]
    return sum(cell.startswith(" ") for cell in after) > len(after) / 2


def _picker(columns: Sequence[int]) -> Callable[[list[str]], tuple[str, ...]]:
    if not columns:
        return lambda _record: ()
    if len(columns) == 1:
        only = columns[0]
        return lambda record: (record[only],)
    return itemgetter(*columns)


def _ends_with_a_line(path: Path, codec: str) -> bool:
    with path.open("rb") as handle:
        size = handle.seek(0, io.SEEK_END)
        handle.seek(-min(2 if codec.startswith("utf-16") else 1, size), io.SEEK_END)
        tail = handle.read()
    return b"\n" in tail or b"\r" in tail
