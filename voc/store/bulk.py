"""Many rows into DuckDB at once.

Parameters one by one (``executemany``) move a few thousand rows a second; a scan of NumPy columns moves a
hundred thousand. Every value travels as text and is cast to the declared type on the other side, so that
what is stored never depends on how DuckDB guesses the type of a column from its first rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def stage(
    connection: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]
) -> int:
    """Replaces the temporary table ``table`` by one that holds ``rows``.

    Args:
        connection: where to; ``pandas_analyze_sample`` must be 0 there (see `connection.connect`).
        table: its name, without quotes.
        columns: {name: SQL type}, in the order of the values of a row.
        rows: strings, numbers, booleans, dates, moments or None.

    Returns:
        The number of rows.
    """
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    incoming = {  # noqa: F841 - DuckDB finds it by its name
        name: encode(column) for name, column in zip(columns, values, strict=True)
    }
    casts = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items())
    count = len(values[0])
    source = f"SELECT {casts} FROM incoming" if count else _empty(columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {source}")
    return count


def encode(column: Sequence[object]) -> npt.NDArray[np.object_]:
    """One column as an array of strings and None."""
    encoded = np.empty(len(column), dtype=object)
    encoded[:] = [None if value is None else _text(value) for value in column]
    try:
        "".join(value for value in encoded if value is not None).encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair is no character; DuckDB would take the whole database down with it.
        encoded[:] = [
            value if value is None else value.encode("utf-8", "replace").decode() for value in encoded
        ]
    return encoded


def _text(value: object) -> str:
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _empty(columns: Mapping[str, str]) -> str:
    return "SELECT " + ", ".join(f'CAST(NULL AS {t}) AS "{n}"' for n, t in columns.items()) + " WHERE false"
