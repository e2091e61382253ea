"""Where the columns that a mapping names stand in one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voc.records import Kind
from voc.sources.values import ScoreReader
from voc.sources.words import fold, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from voc.sources.config import SourceConfig
    from voc.sources.table import Table


@dataclass(frozen=True)
class Asked:
    """One open question: where its answers stand in a row, its identifier, and its words."""

    cell: int
    id: str
    question: str | None


@dataclass
class Layout:
    """Where everything stands, once the mapping met the headings of one file.

    ``columns``: those of the table that are read; all other numbers count cells among these.
    """

    columns: list[int] = field(default_factory=list)
    fields: dict[str, int] = field(default_factory=dict)
    questions: list[Asked] = field(default_factory=list)
    scores: list[tuple[int, ScoreReader]] = field(default_factory=list)
    personal: list[int] = field(default_factory=list)
    leave_out: list[tuple[int, frozenset[str]]] = field(default_factory=list)

    def place(self, column: int) -> int:
        """The place, among the cells read, of a column of the table."""
        if column not in self.columns:
            self.columns.append(column)
        return self.columns.index(column)


def wanted_columns(config: SourceConfig) -> tuple[list[str], list[str]]:
    """The columns that a mapping names: those that carry the answers and their identity, and the others."""
    columns = config.columns.model_dump(exclude_none=True)
    main = [columns[role] for role in ("native_id", "created_at") if role in columns]
    main += [question.column for question in config.questions] + [score.column for score in config.scores]
    other = [name for role, name in columns.items() if role not in {"native_id", "created_at"}]
    return main, [*other, *config.personal, *(rule.column for rule in config.leave_out)]


def lay_out(
    config: SourceConfig,
    table: Table,
    where: Mapping[str, int],
    adjust: Callable[[float], float] | None = None,
) -> Layout:
    """Turns names into places; a column that is not in ``where`` is not read."""
    layout = Layout()
    for role, name in config.columns.model_dump(exclude_none=True).items():
        if name in where:
            layout.fields[role] = layout.place(where[name])
    taken: set[str] = set()
    for question in config.questions:
        if question.column in where:
            heading = table.headings[where[question.column]]
            asked = question.text or (
                heading.question or heading.name if config.kind is Kind.SURVEY else None
            )
            name = _unique(question.id or slug(question.column), taken)
            layout.questions.append(Asked(layout.place(where[question.column]), name, asked))
    taken = set()
    for score in config.scores:
        if score.column in where:
            name = _unique(score.id or slug(score.column), taken)
            reader = ScoreReader(score, name, config.no_answer, adjust)
            layout.scores.append((layout.place(where[score.column]), reader))
    layout.personal = [layout.place(where[name]) for name in config.personal if name in where]
    layout.leave_out = [
        (layout.place(where[rule.column]), frozenset(map(fold, rule.values)))
        for rule in config.leave_out
        if rule.column in where
    ]
    return layout


def _unique(name: str, taken: set[str]) -> str:
    unique, copy = name, 1
    while unique in taken:
        copy += 1
        unique = f"{name}_{copy}"
    taken.add(unique)
    return unique
