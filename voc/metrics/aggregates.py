"""Computes the figures (tables ``agg_…``); what each of them means stands in aggregates.sql."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from voc.store.codes import write_codes
from voc.store.connection import sql_text, transaction
from voc.store.figures_state import mark_fresh

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from voc.taxonomy import Taxonomy

#: The tables of figures: {name: the columns that name a row}.
_PLACE = ("period", "period_start", "brand")
KEYS: dict[str, tuple[str, ...]] = {
    "agg_volumes": (*_PLACE, "dimension", "code"),
    "agg_scores": (
        *_PLACE,
        "dimension",
        "code",
        "metric",
        "question_id",
        "scale_min",
        "scale_max",
        "direction",
        "solicited",
    ),
    "agg_themes": (*_PLACE, "dimension", "dimension_code", "code"),
    "agg_irritants": (*_PLACE, "dimension", "dimension_code", "code"),
    "agg_stage_irritant": (*_PLACE, "stage", "irritant"),
}


def compute(connection: DuckDBPyConnection, taxonomy: Taxonomy | None = None) -> None:
    """Rebuilds every table of figures from the store's rows, in one transaction.

    Args:
        connection: the working store's.
        taxonomy: where severities come from; those that the store already holds when absent.

    Raises:
        StoreError: nothing was written; the former figures stand.
    """
    path = database_path(connection)
    if taxonomy is not None:
        write_codes(connection, path, taxonomy)
    with transaction(connection, path):
        connection.execute(sql_text("voc.metrics", "aggregates.sql"))
        connection.execute(sql_text("voc.metrics", "evidence.sql"))
        mark_fresh(connection)


def database_path(connection: DuckDBPyConnection) -> Path:
    """The file behind a connection."""
    row = connection.execute(
        "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchone()
    return Path(row[0] if row and row[0] else ":memory:")
