from __future__ import annotations

from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from tests.store.factory import taxonomy
from voc.store import dictionary
from voc.store.connection import connect
from voc.store.publish import load_full_text, publish
from voc.store.working import Store

DOCS = Path(__file__).parents[2] / "docs"
#: helpers of the macros, of no interest by themselves
HELPERS = {"in_period"}


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """{table, view or macro of the working store or its snapshot: its columns}."""
    folder = tmp_path_factory.mktemp("dictionary")
    with Store.open(folder / "night.duckdb") as store:
        snapshot = publish(store, folder / "voc.duckdb", taxonomy())
        found = described(store.connection)
    with connect(snapshot) as connection:
        load_full_text(connection)
        for name, names in described(connection).items():
            found.setdefault(name, set()).update(names)
    return found


def described(connection: DuckDBPyConnection) -> dict[str, set[str]]:
    return {
        name: {column for column, _ in dictionary.columns_of(connection, name)}
        for name in sorted(things(connection))
    }


def things(connection: DuckDBPyConnection) -> set[str]:
    here = "database_name = current_database() AND schema_name = 'main'"
    rows = connection.execute(
        f"SELECT table_name FROM duckdb_tables() WHERE {here} AND NOT temporary"
        f" UNION SELECT view_name FROM duckdb_views() WHERE {here} AND NOT internal"
        f" UNION SELECT function_name FROM duckdb_functions() WHERE {here} AND NOT internal"
    ).fetchall()
    return {name for (name,) in rows} - HELPERS


def test_every_table_view_and_macro_is_described_and_nothing_else(columns: dict[str, set[str]]) -> None:
    assert set(columns) == set(dictionary.entries())


def test_every_column_is_described_in_both_languages(columns: dict[str, set[str]]) -> None:
    missing = []
    for name, names in columns.items():
        for column in sorted(names):
            try:
                meaning = dictionary.column(name, column)
            except KeyError:
                missing.append(f"{name}.{column}")
            else:
                missing += [f"{name}.{column} ({lang})" for lang in ("en", "fr") if not meaning.get(lang)]
    assert missing == []


def test_no_description_is_left_without_its_column(columns: dict[str, set[str]]) -> None:
    seen: set[str] = set()
    for name, entry in dictionary.entries().items():
        assert set(entry.get("columns", {})) <= columns[name], name
        assert set(entry.get("key", ())) <= columns[name], name
        seen |= columns[name] - set(entry.get("columns", {}))
    assert set(dictionary._file()["_common"]) <= seen


def test_keys_name_rows(published: Path) -> None:
    with connect(published) as connection:
        for name in sorted(things(connection)):
            keys = dictionary.key(name)
            if keys:
                twice = connection.execute(
                    f"SELECT count(*) - count(DISTINCT ({', '.join(keys)})) FROM {name}"
                ).fetchone()
                assert twice == (0,), name


def test_tables_have_keys() -> None:
    for name, entry in dictionary.entries().items():
        assert bool(dictionary.key(name)) == (entry["kind"] in {"table", "figure"}), name


@pytest.mark.parametrize(
    ("table", "column", "volatile"),
    [
        ("runs", None, True),
        ("run_sources", None, True),
        ("responses", None, False),
        ("responses", "run_id", True),
        ("responses", "brand", False),
        ("tags", "run_id", True),
        ("tags", "score", False),
        ("tombstones", "made_at", True),
        ("corrections", "made_at", False),
    ],
)
def test_volatile(table: str, column: str | None, volatile: bool) -> None:
    assert dictionary.is_volatile(table, column) is volatile


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pages_are_up_to_date(language: dictionary.Language) -> None:
    page = DOCS / dictionary.PAGES[language]

    assert page.read_text(encoding="utf-8") == dictionary.render(language), (
        "Relancez : python -m voc.store.dictionary"
    )
