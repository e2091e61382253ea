"""The canonical form of the tables: equal stores give equal bytes, whatever the runs that made them.

Each table is a file of JSON lines sorted by the table's key. Columns and tables that the dictionary calls
volatile (identifiers of runs, moments of runs) are left out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from voc.store import dictionary
from voc.store.connection import connect_read_only

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ROWS_AT_ONCE = 5000


def canonical(database: Path | DuckDBPyConnection) -> dict[str, str]:
    """{table: SHA-256 of its canonical form}, for a file that nobody writes or an open connection.

    Raises:
        StoreError: there is no such file, or it cannot be read.
    """
    if isinstance(database, Path):
        with connect_read_only(database) as connection:
            return canonical(connection)
    digests = {}
    for table in _tables(database):
        digest = hashlib.sha256()
        for chunk in _chunks(database, table):
            digest.update(chunk)
        digests[table] = digest.hexdigest()
    return digests


def write(database: Path | DuckDBPyConnection, folder: Path) -> dict[str, str]:
    """Writes ``TABLE.jsonl`` for each table into ``folder``, and gives what `canonical` gives.

    Raises:
        StoreError: there is no such file, or it cannot be read.
    """
    if isinstance(database, Path):
        with connect_read_only(database) as connection:
            return write(connection, folder)
    folder.mkdir(parents=True, exist_ok=True)
    digests = {}
    for table in _tables(database):
        digest = hashlib.sha256()
        with (folder / f"{table}.jsonl").open("wb") as file:
            for chunk in _chunks(database, table):
                digest.update(chunk)
                file.write(chunk)
        digests[table] = digest.hexdigest()
    return digests


def _tables(connection: DuckDBPyConnection) -> list[str]:
    """The tables that are there and that do not differ from run to run."""
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        " AND schema_name = 'main' AND NOT temporary ORDER BY 1"
    ).fetchall()
    return [name for (name,) in found if not dictionary.is_volatile(name)]


def _chunks(connection: DuckDBPyConnection, table: str) -> Iterator[bytes]:
    described = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database()"
        " AND schema_name = 'main' AND table_name = ? ORDER BY column_index",
        [table],
    ).fetchall()
    columns = [(name, kind) for name, kind in described if not dictionary.is_volatile(table, name)]
    # A moment leaves as microseconds in UTC: the session's time zone must not show.
    selected = ", ".join(
        f'epoch_us("{name}") AS "{name}"' if kind == "TIMESTAMP WITH TIME ZONE" else f'"{name}"'
        for name, kind in columns
    )
    order = ", ".join(f'{table}."{name}" NULLS FIRST' for name in dictionary.key(table))
    moments = {name for name, kind in columns if kind == "TIMESTAMP WITH TIME ZONE"}
    cursor = connection.cursor()
    try:
        cursor.execute(f"SELECT {selected} FROM {table} ORDER BY {order}")
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield b"".join(
                orjson.dumps(
                    {
                        name: _moment(value) if name in moments else value
                        for (name, _), value in zip(columns, row, strict=True)
                    },
                    option=orjson.OPT_APPEND_NEWLINE,
                )
                for row in rows
            )
    finally:
        cursor.close()


def _moment(microseconds: int | None) -> str | None:
    if microseconds is None:
        return None
    return (dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=microseconds)).isoformat() + "Z"  # noqa: DTZ001
