"""No figure without its verbatims: every row of every table of figures, all of them, no sample."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.store import factory
from voc.metrics.aggregates import KEYS
from voc.metrics.evidence import MACROS, responses_behind, verbatims_behind
from voc.store.publish import publish
from voc.store.query import open_snapshot
from voc.store.working import Store

#: {table: what its macro gives, counted, that its row must say}
CHECKS = {
    "agg_volumes": {
        "verbatims": "count(DISTINCT b.verbatim_id)",
        "readable": "count(*) FILTER (WHERE b.readable)",
        "tagged": "count(*) FILTER (WHERE b.coverage = 'tagged')",
        "unsure": "count(*) FILTER (WHERE b.coverage = 'unsure')",
        "not_informative": "count(*) FILTER (WHERE b.coverage = 'not_informative')",
        "not_french": "count(*) FILTER (WHERE b.coverage = 'not_french')",
        "pending": "count(*) FILTER (WHERE b.coverage = 'pending')",
        "with_sentiment": "count(b.sentiment)",
        "negatif": "count(*) FILTER (WHERE b.sentiment = 'negatif')",
        "solicited_verbatims": "count(*) FILTER (WHERE b.solicited)",
    },
    "agg_scores": {"n": "count(DISTINCT b.response_id)", "mean": "sum(b.value) / count(*)"},
    "agg_themes": {
        "verbatims": "count(DISTINCT b.verbatim_id)",
        "positif": "count(*) FILTER (WHERE b.polarity = 'positif')",
        "negatif": "count(*) FILTER (WHERE b.polarity = 'negatif')",
        "mixte": "count(*) FILTER (WHERE b.polarity = 'mixte')",
    },
    "agg_irritants": {"verbatims": "count(DISTINCT b.verbatim_id)"},
    "agg_stage_irritant": {"verbatims": "count(DISTINCT b.verbatim_id)"},
}


@pytest.fixture(scope="module", params=["store", "snapshot"])
def connection(
    request: pytest.FixtureRequest, figures: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    if request.param == "store":
        yield figures.connection
        return
    snapshot = publish(figures, tmp_path_factory.mktemp("published") / "voc.duckdb", factory.taxonomy())
    with open_snapshot(snapshot) as opened:
        yield opened


def test_every_table_of_figures_has_a_macro() -> None:
    assert set(KEYS) == set(MACROS) == set(CHECKS)


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, columns in CHECKS.items() for c in columns])
def test_every_row_gives_back_what_it_counts(
    connection: duckdb.DuckDBPyConnection, table: str, column: str
) -> None:
    arguments = ", ".join(f"a.{key}" for key in KEYS[table])
    counted = CHECKS[table][column]
    rows, wrong = connection.execute(
        f"SELECT count(*), count(*) FILTER (WHERE said IS DISTINCT FROM found AND abs(said - found) > 1e-9)"
        f" FROM (SELECT coalesce(a.{column}, 0) AS said,"
        f" (SELECT {counted} FROM {MACROS[table]}({arguments}) b) AS found FROM {table} a)"
    ).fetchone()

    assert rows > 100
    assert wrong == 0


def test_every_row_of_volumes_gives_back_its_responses(connection: duckdb.DuckDBPyConnection) -> None:
    arguments = ", ".join(f"a.{key}" for key in KEYS["agg_volumes"])
    (wrong,) = connection.execute(
        "SELECT count(*) FROM agg_volumes a WHERE responses <>"
        f" (SELECT count(DISTINCT b.response_id) FROM behind_responses({arguments}) b)"
    ).fetchone()

    assert wrong == 0


def sample(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict]:
    cursor = connection.execute(f"FROM {table} ORDER BY {', '.join(KEYS[table])}")
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return rows[:: max(1, len(rows) // 12)]


@pytest.mark.parametrize("table", sorted(KEYS))
def test_python_gives_them_too(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    for row in sample(connection, table):
        behind = verbatims_behind(connection, table, row)
        assert len(behind) == row["n" if table == "agg_scores" else "verbatims"]
        assert len(set(behind)) == len(behind)
        assert behind == sorted(behind, key=lambda b: (b.verbatim_id or "", b.response_id))
        if table == "agg_volumes":
            assert len(responses_behind(connection, row)) == row["responses"]
        if table == "agg_scores":
            assert {b.verbatim_id for b in behind} == {None}


def test_offsets_are_those_of_the_model(connection: duckdb.DuckDBPyConnection) -> None:
    checked = 0
    for row in sample(connection, "agg_irritants"):
        for behind in verbatims_behind(connection, "agg_irritants", row):
            spans = connection.execute(
                "SELECT start_char, end_char FROM tag_evidence WHERE verbatim_id = ? AND kind = 'irritant'"
                " AND code = ? ORDER BY 1",
                [behind.verbatim_id, row["code"]],
            ).fetchall()
            assert [(e.start, e.end) for e in behind.evidence] == spans
            (length,) = connection.execute(
                "SELECT length(text) FROM verbatims WHERE verbatim_id = ?", [behind.verbatim_id]
            ).fetchone()
            assert all(0 <= e.start < e.end <= length for e in behind.evidence)
            checked += bool(spans)
    assert checked > 5


def test_a_row_that_does_not_exist_has_nothing_behind(connection: duckdb.DuckDBPyConnection) -> None:
    (row,) = sample(connection, "agg_irritants")[:1]

    assert verbatims_behind(connection, "agg_irritants", {**row, "brand": "Personne"}) == []


@pytest.mark.parametrize(("table", "row"), [("agg_humeur", {}), ("agg_volumes", {"period": "all"})])
def test_a_row_without_its_key_is_an_error(
    connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, str]
) -> None:
    with pytest.raises(KeyError):
        verbatims_behind(connection, table, row)
