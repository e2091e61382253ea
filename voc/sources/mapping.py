"""From the rows of a table to responses and rejects, as a source's configuration says."""

from __future__ import annotations

import hashlib
import re
from itertools import islice
from typing import TYPE_CHECKING

from voc.records import RawAnswer, RawReject, RawResponse, Score
from voc.sources._base import Notes
from voc.sources.dates import DateReader, Evidence, Order
from voc.sources.layout import Layout
from voc.sources.occurrences import Occurrences
from voc.sources.table import Row, Table, joined
from voc.sources.values import (
    Cell,
    Refusal,
    as_answer,
    as_text,
    split_translation,
)
from voc.sources.words import fold, slug, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from voc.sources._base import FileSource

#: Rows looked at before the order of day and month is taken as told.
_EVIDENCE_ROWS = 5000
#: An identifier that Excel turned into a rounded number: thousands of rows would share it.
_ROUNDED = re.compile(r"^\d[.,]\d+E\+\d+$", re.IGNORECASE)
_DATES = ("created_at", "updated_at", "owner_reply_at")
#: Columns whose cells make the identity of a row that has none: what was said, of what and when. Left out:
#: what changes later (the reply) and what names somebody.
_IDENTITY = ("created_at", "brand", "site", "product", "title", "network", "parent")


class RowMapper:
    """Maps the rows of one file, in order: it counts the rows that say exactly the same thing.

    Raises:
        SourceError: a date column mixes day-first and month-first dates.
    """

    def __init__(
        self, source: FileSource, table: Table, layout: Layout, notes: Notes, *, months_alone: bool = False
    ) -> None:
        self._source = source
        self._table = table
        self._layout = layout
        self._notes = notes
        config = source.config
        self._no_answer = frozenset(map(fold, config.no_answer))
        self._seen = Occurrences()
        fields = layout.fields
        self._dates = self._date_readers(
            [role for role in _DATES if role in fields], months_alone=months_alone
        )
        self._identity = [fields[role] for role in _IDENTITY if role in fields]
        self._identity += [asked.cell for asked in layout.questions] + [cell for cell, _ in layout.scores]
        self._private = sorted({*layout.personal, *([fields["author"]] if "author" in fields else [])})
        self._kept = [cell for cell in range(len(layout.columns)) if cell not in self._private]
        hashed = hashlib.blake2b(source.key, digest_size=32).digest()
        self._state = hashlib.blake2b(key=hashed, digest_size=16)

    def map(self, row: Row) -> Iterator[RawResponse | RawReject]:
        """One row's rejects, then its response if it has one."""
        cells = row.cells
        if not any(map(_says, cells)):
            self._notes.counted["unread"] += 1
            return
        for place, values in self._layout.leave_out:
            if fold(as_text(cells[place])) in values:
                self._notes.counted["left_out"] += 1
                return
        dates = {role: reader.read(cells[self._layout.fields[role]]) for role, reader in self._dates.items()}
        created = dates.get("created_at")
        if isinstance(created, Refusal):
            yield self._reject(row, created, self._dates["created_at"].column)
            return
        for role in ("updated_at", "owner_reply_at"):
            late = dates.get(role)
            if isinstance(late, Refusal):
                yield self._reject(row, late, self._dates[role].column)
        scores = []
        for place, reader in self._layout.scores:
            score = reader.read(cells[place])
            if isinstance(score, Score):
                scores.append(score)
            elif score is not None:
                yield self._reject(row, score, reader.column.column)
        answers = self._answers(cells)
        if not (answers or scores or created or self._text(cells, "native_id")):
            self._notes.counted["unread"] += 1  # a line that only names a group of others
            return
        author = self._text(cells, "author")
        yield RawResponse(
            native_id=self.native_id(cells),
            row=row.number,
            answers=answers,
            scores=tuple(scores),
            created_at=created,
            updated_at=_moment(dates.get("updated_at")),
            brand=self._text(cells, "brand"),
            site=self._text(cells, "site") or self._source.config.site,
            product=self._text(cells, "product"),
            author=author if author and fold(author) not in words().anonymous else None,
            language=_language(self._text(cells, "language")),
            owner_reply=self._reply(cells),
            owner_reply_at=_moment(dates.get("owner_reply_at")),
            personal=tuple(text for place in self._layout.personal if (text := as_text(cells[place]))),
        )

    def created_at(self, row: Row) -> dt.datetime | None:
        """The date of a row, when it has one that can be read."""
        reader = self._dates.get("created_at")
        return _moment(reader.read(row.cells[self._layout.fields["created_at"]])) if reader else None

    def messages(self) -> list[str]:
        """What the whole file says, once all its rows are mapped."""
        said = [sentence for _, reader in self._layout.scores for sentence in reader.messages()]
        for code, sentence in (
            ("left_out", "lignes laissées de côté comme la source le demande (leave_out)"),
            ("unread", "lignes sans rien dans les colonnes lues"),
            ("no_id", "lignes sans identifiant : il est fait de leur contenu"),
            ("rounded_id", "identifiants abîmés par Excel (1,23E+15) : ils sont faits du contenu des lignes"),
            ("same_id", "lignes portent un identifiant déjà vu dans ce fichier : la dernière l'emporte"),
        ):
            if count := self._notes.counted[code]:
                said.append(f"{count} {sentence}")
        return said

    def native_id(self, cells: tuple[Cell, ...]) -> str:
        """The row's own identifier; else a hash of what it says and its rank among rows that say the same."""
        place = self._layout.fields.get("native_id")
        if place is not None:
            given = as_text(cells[place])
            if given and not _ROUNDED.match(given):
                network = self._text(cells, "network")
                native = f"{slug(network)}:{given}" if network else given
                if self._seen.add(self._digest([native])):
                    self._notes.counted["same_id"] += 1
                return native
            self._notes.counted["rounded_id" if given else "no_id"] += 1
        digest = self._digest([as_text(cells[place]) for place in self._identity])
        return f"{digest.hex()}-{self._seen.add(digest) + 1}"

    def _digest(self, parts: list[str]) -> bytes:
        state = self._state.copy()
        state.update("\x1f".join(parts).encode("utf-8", "surrogatepass"))
        return state.digest()

    def _answers(self, cells: tuple[Cell, ...]) -> tuple[RawAnswer, ...]:
        answers = []
        title = self._text(cells, "title")
        for asked in self._layout.questions:
            text = as_answer(cells[asked.cell], self._no_answer)
            text, translation = split_translation(text) if text else (text, None)
            if title:
                text, title = with_title(title, text), None
            if text:
                answers.append(RawAnswer(asked.id, text, asked.question, translation))
        return tuple(answers)

    def _reply(self, cells: tuple[Cell, ...]) -> str | None:
        place = self._layout.fields.get("owner_reply")
        text = as_answer(cells[place], self._no_answer) if place is not None else ""
        if not text or fold(text) in words().no_answer:
            return None
        return split_translation(text)[0]

    def _text(self, cells: tuple[Cell, ...], role: str) -> str | None:
        place = self._layout.fields.get(role)
        return as_text(cells[place]) or None if place is not None else None

    def _reject(self, row: Row, refusal: Refusal, column: str) -> RawReject:
        content = joined(row.cells[place] for place in self._kept)
        for place in self._private:  # a name may also stand in the text
            if len(name := as_text(row.cells[place])) >= 3:
                content = re.sub(re.escape(name), "…", content, flags=re.IGNORECASE)
        return RawReject(row.number, refusal.code, refusal.reason, column, content)

    def _date_readers(self, roles: list[str], *, months_alone: bool) -> dict[str, DateReader]:
        """One reader a date column, in the order of day and month that the whole column tells."""
        source, declared = self._source, self._source.config.dayfirst
        columns = [self._layout.columns[self._layout.fields[role]] for role in roles]
        told = self._evidence(columns) if declared is None and columns else []
        readers = {}
        for place, (role, column) in enumerate(zip(roles, columns, strict=True)):
            name = self._table.headings[column].name
            if told and told[place].mixed:
                raise source.problem(
                    self._table.name,
                    f"la colonne « {name} » mélange des dates jour/mois et mois/jour",
                    "Corrigez l'export, ou écrivez dayfirst = true (ou false) dans la source : les dates"
                    " impossibles dans cet ordre seront rejetées.",
                )
            order = told[place].order if told else Order.MONTH_FIRST if declared is False else Order.DAY_FIRST
            readers[role] = DateReader(
                name, source.zone, order, source.now, self._table.epoch, months_alone=months_alone
            )
        return readers

    def _evidence(self, columns: list[int]) -> list[Evidence]:
        """Walks the date columns, whole if need be, before the first row is read."""
        evidence = [Evidence() for _ in columns]
        rows = self._table.rows(columns, Notes())
        while batch := [row.cells for row in islice(rows, _EVIDENCE_ROWS) if isinstance(row, Row)]:
            for seen, cells in zip(evidence, zip(*batch, strict=True), strict=True):
                seen.see(cells)
            if all(seen.settled for seen in evidence):
                break
        return evidence


def with_title(title: str, text: str) -> str:
    """A review's title and body as one text; a title that only repeats the first words is dropped."""
    start = title.rstrip(".… ")
    if start and text.startswith(start):
        return text
    return f"{title}\n{text}" if text else title


def _says(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _moment(value: dt.datetime | Refusal | None) -> dt.datetime | None:
    return None if isinstance(value, Refusal) else value


def _language(text: str | None) -> str | None:
    """``fr``, ``FR``, ``fr-FR``, ``Français`` -> ``fr``; anything else is left to be detected."""
    if not text:
        return None
    match = re.match(r"^([A-Za-z]{2})(?:[-_][A-Za-z]{2,4})?$", text)
    return match[1].lower() if match else words().languages.get(fold(text))
