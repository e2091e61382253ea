"""Sources whose files are tables: survey and review exports in CSV, XLSX, JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voc.records import RawReject
from voc.sources._base import FileSource
from voc.sources.jsonlines import JsonTable
from voc.sources.layout import Layout, lay_out, wanted_columns
from voc.sources.mapping import RowMapper
from voc.sources.sniff import What, what_is

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from voc.records import RawResponse
    from voc.settings import Limits
    from voc.sources._base import Notes, SourceFile
    from voc.sources.config import SourceConfig
    from voc.sources.table import Table


class TabularSource(FileSource):
    """A feed of CSV, XLSX or JSON files read with a mapping of columns."""

    def _rows(self, file: SourceFile, notes: Notes) -> Iterator[RawResponse | RawReject]:
        table = open_table(file.path, file.name, self.config, self.limits)
        layout = self._lay_out(table, notes)
        yield from self._mapped(table, layout, notes)

    def _mapped(self, table: Table, layout: Layout, notes: Notes) -> Iterator[RawResponse | RawReject]:
        mapper = RowMapper(self, table, layout, notes)
        for row in table.rows(layout.columns, notes):
            if isinstance(row, RawReject):
                yield row
            else:
                yield from mapper.map(row)
        for sentence in mapper.messages():
            notes.say(sentence)

    def _lay_out(self, table: Table, notes: Notes) -> Layout:
        return find_columns(self.config, table, notes)


def find_columns(
    config: SourceConfig, table: Table, notes: Notes, adjust: Callable[[float], float] | None = None
) -> Layout:
    """Places the mapping on a table.

    Raises:
        SourceError: a mapped column is not there. In JSON, where unanswered keys are simply left out, only
            when no question nor score is there at all, or no identifier, or no date.
    """
    main, other = wanted_columns(config)
    if isinstance(table, JsonTable) and not table.headings:
        return Layout()  # an empty list: nobody answered, nothing is missing
    if isinstance(table, JsonTable):
        absent = table.look_for([*main, *other])
        asked = [question.column for question in config.questions] + [score.column for score in config.scores]
        vital = [name for name in (config.columns.native_id, config.columns.created_at) if name in absent]
        if vital or (asked and all(name in absent for name in asked)):
            table.indexes([*main])
        if absent:
            notes.say("clés absentes de tout le fichier : " + ", ".join(f"« {name} »" for name in absent))
        wanted = [name for name in [*main, *other] if name not in absent]
    else:
        wanted = [*main, *other]
    where = table.indexes(wanted)
    for sentence in table.heading_notes:
        if any(f"« {table.headings[index].name} »" in sentence for index in where.values()):
            notes.say(sentence)
    return lay_out(config, table, where, adjust)


def open_table(path: Path, name: str, config: SourceConfig, limits: Limits) -> Table:
    """Opens a file as the table that its source declares (or that it is, for the vendors' exports).

    Raises:
        SourceError: the file is of another kind, empty or unreadable.
    """
    from voc.sources.delimited import Delimited
    from voc.sources.spreadsheet import Spreadsheet

    kind: str = config.format
    if kind not in {"csv", "xlsx", "jsonl"}:
        kind = {What.ZIP: "xlsx", What.OLE: "xlsx", What.JSON: "jsonl"}.get(what_is(path), "csv")
    if kind == "jsonl":
        return JsonTable(path, name, config, limits)
    return (Spreadsheet if kind == "xlsx" else Delimited)(path, name, config, limits)
