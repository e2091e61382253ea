"""Excel workbooks: ``.xlsx`` streamed, the old ``.xls`` read by calamine (65,536 rows at most).

The rows of an ``.xlsx`` come one at a time from ``workbook``, so that memory does not grow with the file
and what precedes a damage is read.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any

from voc.errors import SourceError
from voc.records import RawReject
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
from voc.sources.values import Cell, as_text
from voc.sources.workbook import Workbook
from voc.sources.zipguard import BombError, BrokenArchiveError, DamagedError, examine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from voc.settings import Limits
    from voc.sources._base import Notes
    from voc.sources.config import SourceConfig

#: Shared texts are all held while a sheet is read; beyond this, a CSV is the better format.
_MAX_TEXTS = 500_000_000
_SAVE_AGAIN = "Ouvrez-le dans Excel et enregistrez-le de nouveau en .xlsx."


class Spreadsheet(Table):
    """One sheet of a workbook: the one declared, else the first visible one.

    Raises:
        SourceError: not a workbook, protected, damaged, a zip bomb, or without that sheet.
    """

    def __init__(self, path: Path, name: str, config: SourceConfig, limits: Limits) -> None:
        super().__init__(config.id, name)
        kind = refuse_others(path, {What.ZIP, What.OLE}, config.id, name, "un classeur Excel")
        self._path = path
        self._config = config
        self._max_cell = limits.max_cell_chars
        self._old = kind is What.OLE
        self._damaged: frozenset[str] = frozenset()
        if self._old:
            self._refuse_protected()
        else:
            self._examine(limits)
        self._sheet = ""
        self._book: Workbook | None = None
        first = dict(islice(self._raw_rows(None), config.skip_rows + 50))
        said = [row for row, cells in first.items() if row > config.skip_rows and any(_listed(cells))]
        top = min(said, default=1)
        texts = [_listed(first.get(row, {})) for row in range(top, top + 5)]
        heading_rows = config.heading_rows or count_heading_rows(texts)
        self._above = top + heading_rows - 1
        self.headings, self.heading_notes = make_headings(texts[:heading_rows])
        if not self.headings:
            raise self._problem("la feuille est vide", "Vérifiez `sheet` et `skip_rows` dans la source.")
        self.details = {"feuille": self._sheet}

    @property
    def sheet(self) -> str:
        """The name of the sheet that is read."""
        return self._sheet

    def rows(self, columns: Sequence[int], notes: Notes) -> Iterator[Row | RawReject]:
        """See ``Table.rows``."""
        for number, cells in self._raw_rows(notes):
            if number <= self._above:
                continue
            said = list(cells.values())
            if all(not cell.strip() if isinstance(cell, str) else cell is None for cell in said):
                continue
            if any(isinstance(cell, str) and len(cell) > self._max_cell for cell in said):
                reason = f"cellule de plus de {self._max_cell} caractères"
                yield RawReject(number, "cell_too_long", reason, content=spoken(map(as_text, said))[:200])
            elif is_totals(said, alone=len(self.headings) > 1 and 0 in cells):
                reason = "ligne de total ou de moyenne, pas une réponse"
                yield RawReject(number, "totals_line", reason, content=joined(said))
            else:
                yield Row(number, tuple(cells.get(column) for column in columns))

    def _raw_rows(self, notes: Notes | None) -> Iterator[tuple[int, dict[int, Cell]]]:
        return self._old_rows() if self._old else self._new_rows(notes)

    def _new_rows(self, notes: Notes | None) -> Iterator[tuple[int, dict[int, Cell]]]:
        number = 0
        try:
            if self._book is None:
                self._book = Workbook.open(self._path)
                self.epoch = self._book.epoch
            book = self._book
            sheets = {sheet.name: sheet for sheet in book.sheets}
            sheet = self._choose(sheets, [sheet.name for sheet in book.sheets if sheet.visible])
            damaged = sheet.part in self._damaged
            for number, cells in book.rows(sheet):
                yield number, cells
        except BrokenArchiveError as error:
            raise self._problem(str(error), _SAVE_AGAIN) from None
        except DamagedError:
            damaged = True
            if number <= self._config.skip_rows + 1:
                raise self._problem("classeur endommagé", _SAVE_AGAIN) from None
        if damaged and notes is not None:
            notes.cut(f"le classeur est endommagé : la lecture s'arrête à la ligne {number}")

    def _old_rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        import python_calamine

        try:
            book = python_calamine.CalamineWorkbook.from_path(str(self._path))
            visible = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible == python_calamine.SheetVisibleEnum.Visible
            ]
            name = self._choose({title: title for title in book.sheet_names}, visible)
            sheet = book.get_sheet_by_name(name)
            # Rows start at the first one that is not blank: their numbers are counted from the top.
            start = sheet.start[0] if sheet.start else 0
            rows = sheet.to_python(skip_empty_area=True)
        except SourceError:
            raise
        except python_calamine.PasswordError:
            raise self._protected() from None
        except BaseException as error:
            # calamine's panics are not Exceptions.
            if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
                raise
            raise self._problem("classeur endommagé ou d'un format inconnu", _SAVE_AGAIN) from None
        for number, cells in enumerate(rows, start=start + 1):
            yield (
                number,
                {at: _plain(cell) for at, cell in enumerate(cells) if cell not in {None, ""}},
            )

    def _choose(self, sheets: dict[str, Any], visible: list[str]) -> Any:  # noqa: ANN401  # the library's own
        wanted = self._config.sheet
        if wanted is not None:
            found = next((title for title in sheets if title.strip() == wanted.strip()), None)
            if found is None:
                listed = ", ".join(f"« {title} »" for title in sheets)
                raise self._problem(
                    f"feuille introuvable : « {wanted} »", f"Feuilles du classeur : {listed}."
                )
        else:
            found = next(iter([title for title in visible if title in sheets] or sheets), None)
            if found is None:
                raise self._problem("le classeur n'a aucune feuille de cellules", _SAVE_AGAIN)
        self._sheet = found
        return sheets[found]

    def _examine(self, limits: Limits) -> None:
        try:
            contents = examine(self._path, limits.max_unpacked_mb)
        except BombError as error:
            raise self._problem(
                f"classeur refusé, {error} (bombe de décompression ?)",
                "S'il est bien à vous, enregistrez-le de nouveau, ou relevez limits.max_unpacked_mb.",
            ) from None
        except BrokenArchiveError as error:
            raise self._problem(str(error), _SAVE_AGAIN) from None
        if "xl/workbook.xml" not in contents.sizes:
            raise self._problem(
                "ce n'est pas un classeur .xlsx",
                "Décompressez l'archive, ou enregistrez le classeur en .xlsx (.ods, .xlsb ne sont pas lus).",
            )
        self._damaged = contents.damaged
        if contents.sizes.get("xl/sharedStrings.xml", 0) > _MAX_TEXTS:
            raise self._problem(
                "classeur trop gros : ses textes ne tiennent pas en mémoire", "Exportez-le en CSV."
            )
        if "xl/sharedStrings.xml" in contents.damaged:
            raise self._problem("classeur endommagé : ses textes sont illisibles", _SAVE_AGAIN)

    def _refuse_protected(self) -> None:
        """A protected .xlsx is an encrypted stream inside the old container."""
        with self._path.open("rb") as handle:
            tail = b""
            while chunk := handle.read(1 << 20):
                if "EncryptedPackage".encode("utf-16-le") in tail + chunk:
                    raise self._protected()
                tail = chunk[-64:]

    def _protected(self) -> SourceError:
        return self._problem(
            "classeur protégé par un mot de passe",
            "Ouvrez-le dans Excel, retirez le mot de passe (Fichier > Informations) et enregistrez-le.",
        )

    def _problem(self, problem: str, to_do: str) -> SourceError:
        return SourceError(self.source, self.name, problem, to_do)


def _plain(cell: object) -> Cell:
    """A cell of calamine's as the other readers give it."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if cell is None or isinstance(cell, (str, int, float, dt.date, dt.time)):
        return cell
    return str(cell)


def _listed(cells: dict[int, Cell]) -> list[str]:
    """The texts of a heading row, blanks included."""
    return [as_text(cells.get(column)) for column in range(max(cells, default=-1) + 1)]
