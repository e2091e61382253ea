"""Questions to the snapshot: read-only, one statement, without a way out to files or network."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any

from voc.errors import QueryError
from voc.store.connection import connect_read_only
from voc.store.formats import as_csv, as_json, as_table
from voc.store.publish import load_full_text

if TYPE_CHECKING:
    import duckdb
    from duckdb import DuckDBPyConnection

#: A query that lasts longer is stopped: it is a mistake more often than a question.
TIMEOUT_SECONDS = 120.0

_opening = Lock()


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: names of columns, and rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def open_snapshot(path: Path, timezone: str = "Europe/Paris") -> DuckDBPyConnection:
    """A connection on which nothing can be changed, and from which no other file can be reached.

    Full text is loaded; moments are shown in ``timezone``. It may be opened again while it is open.

    Raises:
        StoreError: there is no snapshot, or it cannot be read.
    """
    with _opening:
        connection = connect_read_only(path)
        locked = connection.execute(
            "SELECT value FROM duckdb_settings() WHERE name = 'lock_configuration'"
        ).fetchone()
        if locked is None or locked[0] != "true":
            load_full_text(connection)
            connection.execute(f"SET GLOBAL TimeZone = '{timezone}'")
            connection.execute("SET temp_directory = ''")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
    return connection


def run_query(path: Path, sql: str, timeout: float = TIMEOUT_SECONDS) -> Result:
    """Asks the snapshot one question.

    Args:
        path: the snapshot.
        sql: one SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN.
        timeout: seconds after which it is stopped.

    Raises:
        QueryError: it is something else, it is not understood, or it fails; the sentence quotes the
            question at most, never a row.
        StoreError: there is no snapshot, or it cannot be read.
    """
    import duckdb

    with open_snapshot(path) as connection:
        watch = Timer(timeout, connection.interrupt)
        try:
            statement = _only_statement(connection, sql)
            watch.start()
            cursor = connection.execute(statement)
            columns = tuple(column[0] for column in cursor.description or ())
            return Result(columns, cursor.fetchall())
        except duckdb.Error as error:
            raise _explained(connection, error, timeout) from None
        finally:
            watch.cancel()


def format_result(result: Result, form: str, limit: int | None = None) -> str:
    """The rows as a person or a program reads them.

    Args:
        result: what `run_query` gave.
        form: ``table`` (fits a screen), ``csv`` or ``json`` (whole values).
        limit: rows shown at most in a table.
    """
    if form == "csv":
        return as_csv(result.columns, result.rows)
    if form == "json":
        return as_json(result.columns, result.rows)
    return as_table(result.columns, result.rows, limit)


def _only_statement(connection: DuckDBPyConnection, sql: str) -> duckdb.Statement:
    import duckdb

    statements = connection.extract_statements(sql)
    if not statements:
        raise QueryError("elle est vide", "Exemple : SELECT * FROM v_irritants LIMIT 5")
    allowed = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
    if len(statements) > 1 or statements[0].type not in allowed:
        if re.match(r"\s*pivot\b", sql, re.IGNORECASE):
            raise QueryError(
                "ce PIVOT doit nommer ses colonnes", "Écrivez : PIVOT … ON colonne IN ('a', 'b')."
            )
        raise QueryError(
            "une seule instruction est admise, et de lecture seulement",
            "SELECT, WITH, FROM, DESCRIBE, SHOW, SUMMARIZE ou EXPLAIN : la base publiée ne se modifie pas.",
        )
    return statements[0]


def _explained(connection: DuckDBPyConnection, error: duckdb.Error, timeout: float) -> QueryError:
    import duckdb

    # Only the messages of the parser and the binder are passed on: they speak of the question. Those of
    # the execution may quote a row.
    message = str(error)
    place = re.search(r"LINE (\d+):", message)
    where = f" (ligne {place[1]})" if place else ""
    if isinstance(error, duckdb.ParserException):
        near = re.search(r'at or near "([^"]*)"', message)
        return QueryError(
            f"la syntaxe n'est pas comprise{where}" + (f" près de « {near[1]} »" if near else "")
        )
    if isinstance(error, duckdb.CatalogException):
        return _unknown_name(connection, message, where)
    if isinstance(error, duckdb.BinderException):
        column = re.search(r'Referenced column "([^"]+)" not found', message)
        if column:
            candidates = re.findall(r'"([^"]+)"', message.partition("Candidate bindings:")[2])
            hint = f"Proches : {', '.join(candidates)}." if candidates else ""
            return QueryError(f"colonne inconnue « {column[1]} »{where}", hint)
        return QueryError(f"{message.partition(chr(10))[0].removeprefix('Binder Error: ')}{where}")
    if isinstance(error, duckdb.InterruptException):
        return QueryError(f"elle a dépassé {timeout:g} secondes", "Restreignez-la (WHERE, LIMIT).")
    if isinstance(error, duckdb.OutOfMemoryException):
        return QueryError("elle demande trop de mémoire", "Restreignez-la (WHERE, LIMIT).")
    if isinstance(error, duckdb.PermissionException):
        return QueryError("elle veut sortir de la base publiée (fichier, réseau ou réglage)")
    if isinstance(error, duckdb.ConversionException):
        return QueryError(
            "une valeur ne se convertit pas dans le type demandé", "TRY_CAST donne NULL à la place."
        )
    return QueryError(f"elle a échoué à l'exécution ({type(error).__name__})")


def _unknown_name(connection: DuckDBPyConnection, message: str, where: str) -> QueryError:
    name = re.search(r"(Table|Function|View|Macro)[^\n]* with name ([^\s!]+)", message)
    if name is None:
        return QueryError(f"un nom n'existe pas dans la base{where}", "SHOW TABLES les donne tous.")
    if name[1] == "Function":
        return QueryError(f"fonction inconnue « {name[2]} »{where}")
    known = [
        row[0]
        for row in connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1"
        ).fetchall()
    ]
    near = difflib.get_close_matches(name[2], known, n=3)
    hint = f"Proches : {', '.join(near)}." if near else "SHOW TABLES les donne toutes."
    return QueryError(f"table inconnue « {name[2]} »{where}", hint)
