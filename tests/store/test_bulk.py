from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from voc.records import Quality
from voc.store.bulk import encode, stage
from voc.store.connection import prepare


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        prepare(opened)
        yield opened


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("VARCHAR", "Le colis n'est jamais arrivé"),
        ("VARCHAR", "👩‍👩‍👧 génial 😡, vraiment"),
        ("VARCHAR", ""),
        ("VARCHAR", "zéro\x00dedans"),
        ("VARCHAR", None),
        ("INTEGER", -3),
        ("BIGINT", 2**40),
        ("DOUBLE", 0.1 + 0.2),
        ("DOUBLE", 1e-300),
        ("DOUBLE", 7.0),
        ("BOOLEAN", True),
        ("BOOLEAN", False),
        ("DATE", dt.date(2026, 10, 25)),
        ("TIMESTAMPTZ", dt.datetime(2026, 10, 25, 2, 30, 1, 123456, dt.UTC)),
    ],
)
def test_a_value_comes_back_as_it_went(connection, kind: str, value: Any) -> None:
    stage(connection, "t", {"a": kind}, [(value,)])

    assert connection.execute("FROM t").fetchall() == [(value,)]


def test_a_moment_with_an_offset_is_the_same_moment(connection) -> None:
    paris = dt.timezone(dt.timedelta(hours=2))
    stage(connection, "t", {"a": "TIMESTAMPTZ"}, [(dt.datetime(2026, 8, 17, 1, 0, tzinfo=paris),)])

    assert connection.execute("SELECT a::VARCHAR FROM t").fetchall() == [("2026-08-16 23:00:00+00",)]


def test_a_column_that_starts_with_many_nulls_keeps_its_late_value(connection) -> None:
    rows = [(n, None) for n in range(5000)] + [(5000, "enfin")]
    assert stage(connection, "t", {"n": "INTEGER", "a": "VARCHAR"}, rows) == 5001

    assert connection.execute("SELECT n, a FROM t WHERE a IS NOT NULL").fetchall() == [(5000, "enfin")]


def test_no_rows_make_an_empty_table_of_the_declared_types(connection) -> None:
    assert stage(connection, "t", {"a": "DATE", "b": "DOUBLE"}, []) == 0

    described = connection.execute("DESCRIBE t").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [("a", "DATE"), ("b", "DOUBLE")]


def test_staging_again_replaces(connection) -> None:
    stage(connection, "t", {"a": "INTEGER"}, [(1,), (2,)])
    stage(connection, "t", {"a": "INTEGER"}, [(3,)])

    assert connection.execute("FROM t").fetchall() == [(3,)]


def test_half_a_surrogate_pair_does_not_take_the_database_down(connection) -> None:
    stage(connection, "t", {"a": "VARCHAR"}, [("moitié \ud83d de smiley",), ("entier 😀",), (None,)])

    assert connection.execute("SELECT a FROM t ORDER BY a NULLS LAST").fetchall() == [
        ("entier 😀",),
        ("moitié ? de smiley",),
        (None,),
    ]


def test_an_enumeration_travels_as_its_value() -> None:
    encoded = encode([Quality.GIBBERISH, None])

    assert [type(encoded[0]), encoded[0], encoded[1]] == [str, "gibberish", None]
