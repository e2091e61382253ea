"""The data dictionary: what every table, view, macro and column means, in English and in French.

``dictionary.toml`` says it; comments in the snapshot, the two pages in ``docs/`` and the canonical export
(which keys, what is volatile) are made from it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from voc.store.connection import sql_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Language = Literal["en", "fr"]

PAGES: dict[Language, str] = {"en": "data-dictionary.md", "fr": "dictionnaire.md"}

_KINDS: dict[str, dict[Language, str]] = {
    "view": {"en": "Views to read first", "fr": "Les vues à lire d'abord"},
    "figure": {"en": "Figures", "fr": "Les chiffres"},
    "macro": {"en": "From figures to words", "fr": "Des chiffres aux mots"},
    "table": {"en": "Tables", "fr": "Les tables"},
    "base": {"en": "Views below the others", "fr": "Les vues sous les autres"},
}
_WORDS: dict[str, dict[Language, str]] = {
    "column": {"en": "column", "fr": "colonne"},
    "type": {"en": "type", "fr": "type"},
    "meaning": {"en": "meaning", "fr": "sens"},
    "key": {"en": "A row is named by", "fr": "Une ligne est nommée par"},
    "call": {"en": "Call", "fr": "Appel"},
    "volatile": {
        "en": "Differs from run to run: not in the canonical export.",
        "fr": "Diffère d'une nuit à l'autre : hors de l'export canonique.",
    },
    "private": {
        "en": "Stays in the working store: not in the snapshot.",
        "fr": "Reste dans la base de travail : pas dans la base publiée.",
    },
}


@lru_cache
def entries() -> dict[str, dict[str, Any]]:
    """{table, view or macro: what is said of it}, in the order of the file."""
    return {name: entry for name, entry in _file().items() if not name.startswith("_")}


def column(table: str, name: str) -> dict[str, Any]:
    """What is said of a column: by its table, by the table that it is like, else wherever it stands.

    Raises:
        KeyError: nobody described it.
    """
    entry = entries()[table]
    alike = entries()[entry["like"]] if "like" in entry else {}
    said = {**_file()["_common"], **alike.get("columns", {}), **entry.get("columns", {})}
    meaning: dict[str, Any] = said[name]
    return meaning


def key(table: str) -> tuple[str, ...]:
    """The columns that name a row; none for a view or an unknown table."""
    return tuple(entries().get(table, {}).get("key", ()))


def is_volatile(table: str, name: str | None = None) -> bool:
    """Whether a table, or one of its columns, differs between runs over the same input."""
    if name is None:
        return bool(entries()[table].get("volatile", False))
    return bool(column(table, name).get("volatile", False))


def comments(connection: DuckDBPyConnection, language: Language) -> Iterator[str]:
    """COMMENT ON statements for all that the database holds."""
    there: dict[str, list[str]] = {}
    for table, column_name in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database()"
        " AND schema_name = 'main' AND NOT internal ORDER BY table_name, column_index"
    ).fetchall():
        there.setdefault(table, []).append(column_name)
    for name, entry in entries().items():
        if entry["kind"] == "macro":
            yield f"COMMENT ON MACRO TABLE {name} IS {_literal(entry[language])}"
            continue
        if name not in there:
            continue
        kind = "VIEW" if entry["kind"] in {"view", "base"} else "TABLE"
        yield f"COMMENT ON {kind} {name} IS {_literal(entry[language])}"
        for column_name in there[name]:
            meaning = column(name, column_name)[language]
            yield f'COMMENT ON COLUMN {name}."{column_name}" IS {_literal(meaning)}'


def columns_of(connection: DuckDBPyConnection, name: str) -> list[tuple[str, str]]:
    """(column, type) of a table, a view or what a macro gives; nothing when it is not there."""
    if entries().get(name, {}).get("kind") == "macro":
        count = len(parameters_of(connection, name))
        source = f"FROM {name}({', '.join(['NULL'] * count)})"
        return [(row[0], row[1]) for row in connection.execute(f"DESCRIBE {source}").fetchall()]
    return connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database()"
        " AND schema_name = 'main' AND table_name = ? ORDER BY column_index",
        [name],
    ).fetchall()


def parameters_of(connection: DuckDBPyConnection, name: str) -> list[str]:
    """The names of a macro's parameters."""
    row = connection.execute(
        "SELECT parameters FROM duckdb_functions() WHERE function_name = ?", [name]
    ).fetchone()
    return list(row[0]) if row else []


def render(language: Language) -> str:
    """One page of the dictionary, as Markdown."""
    import duckdb

    from voc.metrics.aggregates import compute
    from voc.store.connection import create_tables, prepare
    from voc.store.publish import PRIVATE_TABLES, add_reader_objects

    head = _file()["_page"]
    lines = [f"# {head['title'][language]}", "", head["intro"][language].strip(), ""]
    with duckdb.connect() as connection:
        prepare(connection)
        create_tables(connection, Path(":memory:"))
        compute(connection)
        add_reader_objects(connection)
        for kind, title in _KINDS.items():
            lines += [f"## {title[language]}", ""]
            for name, entry in entries().items():
                if entry["kind"] == kind:
                    notes = [_WORDS["private"][language]] if name in PRIVATE_TABLES else []
                    lines += _section(connection, name, entry, language, notes)
    return "\n".join(lines).rstrip() + "\n"


def write_pages(folder: Path) -> None:
    """Writes the two pages into ``folder``."""
    for language, name in PAGES.items():
        (folder / name).write_text(render(language), encoding="utf-8")


def _section(
    connection: DuckDBPyConnection, name: str, entry: dict[str, Any], language: Language, notes: list[str]
) -> list[str]:
    lines = [f"### `{name}`", "", entry[language], ""]
    if entry.get("key"):
        names = ", ".join(f"`{part}`" for part in entry["key"])
        lines += [f"{_WORDS['key'][language]} {names}.", ""]
    if entry["kind"] == "macro":
        call = f"FROM {name}({', '.join(parameters_of(connection, name))})"
        lines += [f"{_WORDS['call'][language]} : `{call}`" if language == "fr" else f"Call: `{call}`", ""]
    if entry.get("volatile"):
        notes = [_WORDS["volatile"][language], *notes]
    for note in notes:
        lines += [note, ""]
    lines += [
        f"| {_WORDS['column'][language]} | {_WORDS['type'][language]} | {_WORDS['meaning'][language]} |"
    ]
    lines += ["|---|---|---|"]
    for column_name, kind in columns_of(connection, name):
        meaning = column(name, column_name)
        text = meaning[language].replace("|", "\\|")
        if meaning.get("volatile") and not entry.get("volatile"):
            text += " " + _WORDS["volatile"][language]
        lines.append(f"| `{column_name}` | {kind.lower()} | {text} |")
    return [*lines, ""]


@lru_cache
def _file() -> dict[str, Any]:
    return tomllib.loads(sql_text("voc.store", "dictionary.toml"))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    write_pages(Path(__file__).parents[2] / "docs")
