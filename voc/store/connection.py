"""Opening DuckDB files, and the errors and transactions that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from voc.errors import StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Raised when the tables change shape; a store of a later version is refused.
SCHEMA_VERSION = 1
THREADS = 2
MEMORY_LIMIT = "2GB"

_NO_NETWORK = {"autoload_known_extensions": False, "autoinstall_known_extensions": False}


def connect(path: Path, *, threads: int = THREADS, memory_limit: str = MEMORY_LIMIT) -> DuckDBPyConnection:
    """A writer's connection to a DuckDB file, created if need be; one process at a time has one.

    Raises:
        StoreError: another process holds the file, or it is not a DuckDB file.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": memory_limit,
        **_NO_NETWORK,
    }
    try:
        connection = duckdb.connect(str(path), config=config)
    except duckdb.Error as error:
        raise opening_error(path, str(error)) from None
    prepare(connection)
    return connection


def connect_read_only(path: Path, *, threads: int = THREADS, memory_limit: str = "1GB") -> DuckDBPyConnection:
    """A reader's connection to a DuckDB file that exists.

    Raises:
        StoreError: there is no such file, a writer holds it, or it is not a DuckDB file.
    """
    import duckdb

    if not path.is_file():
        raise StoreError(path, "fichier introuvable", "Lancez d'abord une nuit : `voc night`.")
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": memory_limit,
        **_NO_NETWORK,
    }
    try:
        return duckdb.connect(str(path), read_only=True, config=config)
    except duckdb.Error as error:
        raise opening_error(path, str(error)) from None


def prepare(connection: DuckDBPyConnection) -> None:
    """The settings that results must not depend on: moments are read and written in UTC."""
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET pandas_analyze_sample = 0")
    connection.execute("SET preserve_insertion_order = false")
    # A checkpoint rewrites half-filled row groups; after every few batches, it would cost more than they do.
    connection.execute("SET checkpoint_threshold = '128MB'")


def opening_error(path: Path, message: str) -> StoreError:
    """DuckDB's reason for not opening a file, as a sentence for the user."""
    if "lock" in message:
        holder = re.search(r"PID (\d+)", message)
        who = f"le processus {holder[1]}" if holder else "un autre processus"
        return StoreError(
            path,
            f"{who} l'utilise déjà, une nuit sans doute",
            "Attendez sa fin ; pour consulter les résultats, ouvrez plutôt la base publiée (voc.duckdb).",
        )
    if "not a valid DuckDB database" in message or "erializ" in message:
        return StoreError(
            path,
            "ce fichier n'est pas une base DuckDB lisible",
            "Remplacez-le par une sauvegarde, ou déplacez-le : la nuit relira tous les fichiers.",
        )
    if "different configuration" in message:
        return StoreError(path, "déjà ouverte autrement par ce même programme", "Fermez-la d'abord.")
    if "No such file" in message or "ermission" in message or "directory" in message:
        return StoreError(path, "ouverture impossible", "Vérifiez le dossier et vos droits sur lui.")
    return StoreError(path, "ouverture impossible", "Vérifiez le fichier et la place sur le disque.")


@contextmanager
def transaction(connection: DuckDBPyConnection, path: Path) -> Iterator[None]:
    """All or nothing; what DuckDB refuses becomes a StoreError that quotes no value of any row.

    Raises:
        StoreError: the disk is full, a key is repeated…; nothing was written.
    """
    import duckdb

    connection.begin()
    try:
        yield
        connection.commit()
    except duckdb.Error as error:
        _roll_back(connection)
        if isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException):
            raise  # a defect of our own SQL, which holds no value of any row
        known = isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException)
        detail = f" : {str(error).splitlines()[0]}" if known else ""
        raise StoreError(
            path,
            f"écriture refusée ({type(error).__name__}{detail})",
            "Rien n'a été écrit ; vérifiez la place sur le disque, puis relancez.",
        ) from None
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: DuckDBPyConnection) -> None:
    import duckdb

    with suppress(duckdb.Error):
        connection.rollback()


@lru_cache
def sql_text(package: str, name: str) -> str:
    """The text of an SQL file of the package."""
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def create_tables(connection: DuckDBPyConnection, path: Path) -> None:
    """The tables of the store, once; a store written by a later version is left alone.

    Raises:
        StoreError: the store was written by a later version of voc.
    """
    with transaction(connection, path):
        exists = connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE table_name = 'meta' AND NOT temporary"
        ).fetchone()
        if exists:
            check_version(connection, path)
        connection.execute(sql_text("voc.store", "schema.sql"))
        connection.execute(sql_text("voc.store", "views.sql"))
        connection.execute(
            "INSERT INTO meta VALUES ('schema_version', ?) ON CONFLICT (key) DO NOTHING",
            [str(SCHEMA_VERSION)],
        )


def check_version(connection: DuckDBPyConnection, path: Path) -> None:
    """Refuses a file of a later version.

    Raises:
        StoreError: this version of voc is too old for it.
    """
    row = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    if row is not None and int(row[0]) > SCHEMA_VERSION:
        raise StoreError(
            path,
            f"écrite par une version plus récente de voc (schéma {row[0]}, ici {SCHEMA_VERSION})",
            "Mettez voc à jour.",
        )
