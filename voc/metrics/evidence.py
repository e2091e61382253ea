"""From any row of a table of figures back to the verbatims that it counts, and to their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voc.metrics.aggregates import KEYS
from voc.records import Evidence

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Which macro of evidence.sql answers for a table.
MACROS = {
    "agg_volumes": "behind_volumes",
    "agg_scores": "behind_scores",
    "agg_themes": "behind_themes",
    "agg_irritants": "behind_irritants",
    "agg_stage_irritant": "behind_stage_irritant",
}


@dataclass(frozen=True, slots=True)
class Behind:
    """One verbatim that a figure counts (or one response, for a score: ``verbatim_id`` is None).

    ``evidence``: half-open spans of characters of the verbatim's text; empty when the figure is about the
    whole text, or when an analyst, not the model, said what it counts.
    """

    verbatim_id: str | None
    response_id: str
    evidence: tuple[Evidence, ...] = ()


def verbatims_behind(connection: DuckDBPyConnection, table: str, row: Mapping[str, object]) -> list[Behind]:
    """What a row of figures counts, in the order of the identifiers.

    Args:
        connection: the working store's or a snapshot's.
        table: the name of the table of figures.
        row: the row, by column; only the columns that name it (`KEYS`) are looked at.

    Raises:
        KeyError: no such table, or a column that names the row is missing.
    """
    keys = KEYS[table]
    arguments = ", ".join("?" for _ in keys)
    by_response = table == "agg_scores"
    columns = "NULL, response_id, NULL" if by_response else "verbatim_id, response_id, NULL"
    if table in {"agg_themes", "agg_irritants", "agg_stage_irritant"}:
        columns = "verbatim_id, response_id, spans"
    found = connection.execute(
        f"SELECT {columns} FROM {MACROS[table]}({arguments}) ORDER BY ALL", [row[key] for key in keys]
    ).fetchall()
    return [
        Behind(verbatim, response, tuple(Evidence(start, end) for start, end in spans or ()))
        for verbatim, response, spans in found
    ]


def responses_behind(connection: DuckDBPyConnection, row: Mapping[str, object]) -> list[str]:
    """The identifiers of the responses that a row of ``agg_volumes`` counts, those without text included."""
    keys = KEYS["agg_volumes"]
    arguments = ", ".join("?" for _ in keys)
    found = connection.execute(
        f"SELECT response_id FROM behind_responses({arguments}) ORDER BY 1", [row[key] for key in keys]
    ).fetchall()
    return [response for (response,) in found]
