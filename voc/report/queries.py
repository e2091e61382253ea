"""Asks the snapshot the questions of page.sql, once each, and hands their rows over."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from voc.report.model import Tally
from voc.report.quotes import Candidate
from voc.store.connection import sql_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Candidates for quotes, by score; more would only add near-duplicates.
BEST = 60
#: Verbatims listed under an irritant.
LATEST = 30

Row = tuple[Any, ...]


@dataclass(slots=True)
class Answers:
    """What the snapshot answered, by brand and code.

    ``candidates`` and ``latest`` go by (brand, kind, code); weeks count back from the last day, 0 first.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    undated: int = 0
    volumes: dict[str, dict[tuple[str, str], Tally]] = field(default_factory=lambda: defaultdict(dict))
    weekly_volumes: dict[str, dict[int, Tally]] = field(default_factory=lambda: defaultdict(dict))
    irritants: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    irritant_places: dict[tuple[str, str, str], dict[str, int]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    weekly_irritants: dict[tuple[str, str], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    stage_irritants: dict[str, dict[tuple[str, str], int]] = field(default_factory=lambda: defaultdict(dict))
    themes: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    scores: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[str, dict[str, tuple[str, str]]] = field(default_factory=lambda: defaultdict(dict))
    channels: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    runs: list[Row] = field(default_factory=list)
    run_sources: list[Row] = field(default_factory=list)
    rejects: list[Row] = field(default_factory=list)
    tools: list[Row] = field(default_factory=list)
    tool_changes: list[Row] = field(default_factory=list)
    candidates: dict[tuple[str, str, str], list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    latest: dict[tuple[str, str, str], list[Candidate]] = field(default_factory=lambda: defaultdict(list))

    @property
    def weeks(self) -> int:
        """Whole weeks of the period, counted back from its last day."""
        if self.first is None or self.last is None:
            return 0
        return ((self.last - self.first).days + 1) // 7


def ask(connection: DuckDBPyConnection, days: int) -> Answers:
    """Asks everything about the last ``days`` days that have data.

    Raises:
        duckdb.Error: a table is missing; the file is not a whole snapshot.
    """
    found = Answers()
    first, last = _rows(connection, "days")[0]
    found.undated = int(_rows(connection, "undated")[0][0])
    _ask_about_nights(connection, found)
    for kind, code, label, definition in _rows(connection, "codes"):
        found.codes[kind][code] = (label, definition)
    for source, channel in _rows(connection, "channels"):
        found.channels[source].append(channel)
    if last is None:
        return found
    found.first, found.last = max(first, last - dt.timedelta(days=days - 1)), last
    _ask_about_figures(connection, found)
    _ask_for_words(connection, found)
    return found


def _ask_about_nights(connection: DuckDBPyConnection, found: Answers) -> None:
    found.runs = _rows(connection, "runs")
    night = next((run for run in found.runs if run[1] == "nightly"), None)
    if night is not None:
        found.run_sources = _rows(connection, "run_sources", run=night[0])
    found.rejects = _rows(connection, "rejects")
    found.tools = _rows(connection, "tools")
    found.tool_changes = _rows(connection, "tool_changes")


def _ask_about_figures(connection: DuckDBPyConnection, found: Answers) -> None:
    period = {"first": found.first, "last": found.last}
    for brand, dimension, code, *counts in _rows(connection, "volumes", **period):
        found.volumes[brand][dimension, code] = Tally(*map(int, counts))
    daily: dict[tuple[str, int], list[list[int]]] = defaultdict(list)
    for brand, days_ago, *counts in _rows(connection, "weekly_volumes", **period):
        daily[brand, days_ago // 7].append(counts)
    for (brand, week), days in daily.items():
        found.weekly_volumes[brand][week] = Tally(*(sum(column) for column in zip(*days, strict=True)))
    for brand, *row in _rows(connection, "irritants", **period):
        found.irritants[brand].append(tuple(row))
    for brand, code, dimension, name, count in _rows(connection, "irritant_places", **period):
        found.irritant_places[brand, code, dimension][name] = int(count)
    for brand, code, days_ago, count in _rows(connection, "weekly_irritants", **period):
        weeks = found.weekly_irritants[brand, code]
        weeks[days_ago // 7] = weeks.get(days_ago // 7, 0) + count
    for brand, stage, irritant, count in _rows(connection, "stage_irritants", **period):
        found.stage_irritants[brand][stage, irritant] = int(count)
    for brand, *row in _rows(connection, "themes", **period):
        found.themes[brand].append(tuple(row))
    for brand, *row in _rows(connection, "scores", **period):
        found.scores[brand].append(tuple(row))


def _ask_for_words(connection: DuckDBPyConnection, found: Answers) -> None:
    rows = _rows(connection, "candidates", first=found.first, last=found.last, best=BEST, latest=LATEST)
    for brand, kind, code, is_best, is_latest, *about, spans, clauses, fits in rows:
        verbatim_id, text, score, day, channel, site = about
        candidate = Candidate(
            verbatim_id=verbatim_id,
            text=text,
            score=score,
            day=day,
            channel=channel,
            site=site,
            spans=tuple((start, end) for start, end in spans),
            clauses=tuple((start, end) for start, end in clauses),
            fits=fits,
        )
        if is_best:
            found.candidates[brand, kind, code].append(candidate)
        if is_latest:
            found.latest[brand, kind, code].append(candidate)


def _rows(connection: DuckDBPyConnection, name: str, **values: object) -> list[Row]:
    rows: list[Row] = connection.execute(_questions()[name], values or None).fetchall()
    return rows


@lru_cache
def _questions() -> dict[str, str]:
    parts = re.split(r"^-- name: (\w+)$", sql_text("voc.report", "page.sql"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))
