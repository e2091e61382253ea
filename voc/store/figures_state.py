"""Whether the figures (``agg_…``) still say what the rows say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KEY = "figures"


def mark_stale(connection: DuckDBPyConnection) -> None:
    """Rows changed; called inside the transaction that changes them."""
    _set(connection, "stale")


def mark_fresh(connection: DuckDBPyConnection) -> None:
    """The figures were computed from the present rows, in this very transaction."""
    _set(connection, "fresh")


def are_fresh(connection: DuckDBPyConnection) -> bool:
    """False as well when they were never computed."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", [_KEY]).fetchone()
    return row is not None and row[0] == "fresh"


def _set(connection: DuckDBPyConnection, state: str) -> None:
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        " WHERE meta.value <> excluded.value",
        [_KEY, state],
    )
