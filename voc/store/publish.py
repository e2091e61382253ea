"""From the working store to the snapshot that everyone may open: built beside, then put in place at once."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from voc.errors import StoreError
from voc.metrics.aggregates import KEYS, compute
from voc.store import dictionary
from voc.store.connection import connect, opening_error, sql_text
from voc.store.figures_state import are_fresh

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from voc.store.working import Store
    from voc.taxonomy import Taxonomy

#: What stays in the working store: who was erased concerns nobody else.
PRIVATE_TABLES = frozenset({"tombstones"})


def publish(store: Store, snapshot: Path, taxonomy: Taxonomy | None = None) -> Path:
    """Writes a new snapshot and puts it in the place of the old one in one move.

    Readers that hold the old file keep it; whoever opens the path afterwards gets the new one. A process
    killed here leaves the old snapshot whole, and a hidden file that the next call removes. The figures are
    computed first if rows, labels or severities changed since they were.

    Args:
        store: the open working store.
        snapshot: where readers look for the file.
        taxonomy: the labels and severities; those that the store already holds when absent.

    Returns:
        ``snapshot``.

    Raises:
        StoreError: nothing was published; the old snapshot stands.
    """
    import duckdb

    if taxonomy is not None:
        store.write_codes(taxonomy)
    if not are_fresh(store.connection):
        compute(store.connection)
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(snapshot)
    draft = snapshot.with_name(f".{snapshot.name}.{os.getpid()}.draft")
    try:
        _copy_tables(store, draft)
        _add_reader_objects(draft)
        _flush(draft)
        draft.replace(snapshot)
    except OSError as error:
        raise StoreError(snapshot, f"publication impossible ({error.strerror})") from None
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StoreError(
            snapshot, f"publication impossible ({type(error).__name__})", "Vérifiez la place sur le disque."
        ) from None
    finally:
        remove_leftovers(snapshot)
    _flush(snapshot.parent)
    return snapshot


def remove_leftovers(snapshot: Path) -> None:
    """Removes the unfinished files of publications that were killed; only one runs at a time."""
    for leftover in snapshot.parent.glob(f".{snapshot.name}.*.draft*"):
        with suppress(FileNotFoundError):
            leftover.unlink()


def add_reader_objects(connection: DuckDBPyConnection) -> None:
    """Views, macros, full text and comments over the published tables."""
    load_full_text(connection)
    connection.execute(sql_text("voc.store", "views.sql"))
    connection.execute(sql_text("voc.metrics", "evidence.sql"))
    connection.execute(
        "PRAGMA create_fts_index('verbatims', 'verbatim_id', 'text', stemmer = 'french', strip_accents = 1,"
        " stopwords = 'none', lower = 1, ignore = '(\\.|[^a-z0-9])+', overwrite = 1)"
    )
    connection.execute(sql_text("voc.store", "analyst_views.sql"))
    statements = list(dictionary.comments(connection, "fr"))
    connection.begin()
    connection.execute(";\n".join(statements))
    connection.commit()


def load_full_text(connection: DuckDBPyConnection) -> None:
    """Loads DuckDB's full text from the package that ships it, without network nor home folder.

    Raises:
        StoreError: the package has no build for this DuckDB.
    """
    import duckdb

    file = _extension_file()
    try:
        connection.execute(f"LOAD '{_quoted(file)}'")
    except duckdb.Error:
        raise StoreError(
            file,
            "extension de recherche inutilisable",
            "Réinstallez duckdb et duckdb-extension-fts ensemble.",
        ) from None


def _copy_tables(store: Store, draft: Path) -> None:
    import duckdb

    connection = store.connection
    try:
        connection.execute(f"ATTACH '{_quoted(draft)}' AS draft")
    except duckdb.Error as error:
        raise opening_error(draft, str(error)) from None
    try:
        connection.begin()
        names = [
            row[0]
            for row in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
                " AND schema_name = 'main' AND NOT temporary ORDER BY 1"
            ).fetchall()
        ]
        for name in names:
            if name not in PRIVATE_TABLES:
                order = dictionary.key(name) or KEYS.get(name, ())
                connection.execute(
                    f"CREATE TABLE draft.{name} AS FROM {name} ORDER BY {', '.join(order) or 'ALL'}"
                )
        connection.commit()
    except duckdb.Error as error:
        with suppress(duckdb.Error):
            connection.rollback()
        raise StoreError(
            draft, f"publication impossible ({type(error).__name__})", "Vérifiez la place sur le disque."
        ) from None
    finally:
        connection.execute("DETACH draft")


def _add_reader_objects(draft: Path) -> None:
    connection = connect(draft)
    try:
        add_reader_objects(connection)
        connection.execute("CHECKPOINT")
    finally:
        connection.close()


@lru_cache
def _extension_file() -> Path:
    import duckdb

    package = resources.files("duckdb_extension_fts")
    return Path(str(package)) / "extensions" / f"v{duckdb.__version__}" / "fts.duckdb_extension"


def _flush(path: Path) -> None:
    """Makes sure that the disk holds it: a name in place of a file that is not would lose both."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
