"""The nights themselves: when, with what, what each source gave."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from voc.records import SourceOutcome
from voc.store.connection import transaction

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def start_run(
    connection: DuckDBPyConnection,
    path: Path,
    run_id: str,
    flow: str,
    started_at: dt.datetime,
    voc_version: str,
    model_version: str,
    taxonomy_version: str,
) -> None:
    """Opens a run's row. Runs still open were killed, since only one process holds the store: they say so."""
    with transaction(connection, path):
        connection.execute(
            "UPDATE runs SET status = 'interrupted', message = 'Interrompue avant sa fin ; reprise ensuite.'"
            " WHERE status = 'running' AND run_id <> ?",
            [run_id],
        )
        connection.execute(
            "INSERT OR REPLACE INTO runs BY NAME SELECT ? AS run_id, ? AS flow, 'running' AS status,"
            " CAST(? AS TIMESTAMPTZ) AS started_at, ? AS voc_version, ? AS model_version,"
            " ? AS taxonomy_version, 0 AS tagged",
            [run_id, flow, started_at.isoformat(), voc_version, model_version, taxonomy_version],
        )


def end_run(
    connection: DuckDBPyConnection,
    path: Path,
    run_id: str,
    status: str,
    tagged: int,
    message: str | None,
    ended_at: dt.datetime | None,
) -> None:
    """Closes a run's row: ``completed``, ``degraded`` or ``failed``."""
    moment = (ended_at or dt.datetime.now(dt.UTC)).isoformat()
    with transaction(connection, path):
        connection.execute(
            "UPDATE runs SET status = ?, tagged = ?, message = ?, ended_at = CAST(? AS TIMESTAMPTZ)"
            " WHERE run_id = ?",
            [status, tagged, message, moment, run_id],
        )


def record_source(connection: DuckDBPyConnection, path: Path, run_id: str, outcome: SourceOutcome) -> None:
    """What one source gave in this run; said again after a retry, the last word stays."""
    counts = outcome.counts
    with transaction(connection, path):
        connection.execute(
            "INSERT OR REPLACE INTO run_sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                run_id,
                outcome.source_id,
                outcome.completeness.value,
                counts.files,
                counts.files_known,
                counts.rows,
                counts.responses,
                counts.verbatims,
                counts.new,
                counts.edited,
                counts.unchanged,
                counts.erased,
                counts.rejected,
                " ; ".join(outcome.messages) or None,
            ],
        )
