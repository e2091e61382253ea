"""Tripadvisor exports of an owner (Management Center, reputation tools), CSV or XLSX.

Their headings vary with the tool and the language: the preset knows them, and whatever the source maps
by itself wins. The rating comes in bubbles, 1 to 5 or 10 to 50; the title and the text make one verbatim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voc.records import Metric, RawReject
from voc.sources._base import FileSource
from voc.sources.config import Columns, Question, ScoreColumn, SourceConfig
from voc.sources.mapping import RowMapper
from voc.sources.presets import Preset, presets
from voc.sources.tabular import find_columns, open_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voc.records import RawResponse
    from voc.sources._base import Notes, SourceFile
    from voc.sources.table import Table

_ROLES = ("native_id", "created_at", "title", "author", "language", "site", "owner_reply", "owner_reply_at")


class TripadvisorSource(FileSource):
    """A feed of Tripadvisor exports."""

    def _rows(self, file: SourceFile, notes: Notes) -> Iterator[RawResponse | RawReject]:
        table = open_table(file.path, file.name, self.config, self.limits)
        config, months_alone = self._completed(table, notes)
        layout = find_columns(config, table, notes, bubbles)
        mapper = RowMapper(self, table, layout, notes, months_alone=months_alone)
        for row in table.rows(layout.columns, notes):
            if isinstance(row, RawReject):
                yield row
            else:
                yield from mapper.map(row)
        for sentence in mapper.messages():
            notes.say(sentence)

    def _completed(self, table: Table, notes: Notes) -> tuple[SourceConfig, bool]:
        """The source's mapping, with the preset's for what it does not say."""
        preset = presets()["tripadvisor"]
        config = complete_columns(self.config, table, preset, _ROLES)
        months_alone = False
        if config.columns.created_at is None:
            stay = name_of(table, preset, "travel_date")
            if stay is not None:
                config = with_columns(config, {"created_at": stay})
                notes.say(f"aucune date de publication : « {stay} » (date du séjour) en tient lieu")
                months_alone = True
        changes: dict[str, object] = {}
        if not config.questions and (text := name_of(table, preset, "text")) is not None:
            changes["questions"] = (Question(column=text, id="avis"),)
        if not config.scores and (stars := name_of(table, preset, "stars")) is not None:
            changes["scores"] = (ScoreColumn(column=stars, metric=Metric.STARS, min=1, max=5, id="note"),)
        config = config.model_copy(update=changes)
        if not config.questions and not config.scores:
            table.indexes([*preset.roles["text"][:1], *preset.roles["stars"][:1]])
        return config, months_alone


def bubbles(value: float) -> float:
    """Bubbles counted from 10 to 50 as a number from 1 to 5."""
    return value / 10 if 10 <= value <= 50 and value % 5 == 0 else value


def name_of(table: Table, preset: Preset, role: str) -> str | None:
    """The heading that a preset knows for a role, in this file."""
    names = [heading.name for heading in table.headings]
    index = preset.find(role, names)
    return None if index is None else names[index]


def complete_columns(
    config: SourceConfig, table: Table, preset: Preset, roles: tuple[str, ...]
) -> SourceConfig:
    """Fills the columns that a source does not map with those that its preset finds."""
    mapped = config.columns.model_dump(exclude_none=True)
    taken = {*mapped.values(), *(question.column for question in config.questions)}
    found = {}
    for role in roles:
        name = None if role in mapped else name_of(table, preset, role)
        if name is not None and name not in taken:
            found[role] = name
            taken.add(name)
    return with_columns(config, found)


def with_columns(config: SourceConfig, more: dict[str, str]) -> SourceConfig:
    """A source with some more columns mapped."""
    return config.model_copy(
        update={"columns": Columns(**config.columns.model_dump(exclude_none=True) | more)}
    )
