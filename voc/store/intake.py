"""One batch of a file into the store, in one transaction: responses, rejects, and the file's cursor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voc.errors import StoreError
from voc.records import CleanResponse, Completeness, Counts, Reject
from voc.store import rows
from voc.store.bulk import stage
from voc.store.connection import transaction
from voc.store.responses import upsert

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_REJECT_COLUMNS = {
    "seq": "INTEGER",
    "reject_id": "VARCHAR",
    "source_id": "VARCHAR",
    "file_hash": "VARCHAR",
    "file_name": "VARCHAR",
    "row_number": "INTEGER",
    "field": "VARCHAR",
    "code": "VARCHAR",
    "reason": "VARCHAR",
    "content": "VARCHAR",
}

_STAGED = (
    "in_responses",
    "in_verbatims",
    "in_scores",
    "in_rejects",
    "in_erased",
    "in_stored",
    "in_touched",
    "in_versions",
    "in_past",
    "in_past_full",
    "in_shorter",
    "in_replaced",
    "in_outdated",
    "in_renumbered",
)


def commit_batch(
    connection: DuckDBPyConnection,
    path: Path,
    responses: Sequence[CleanResponse],
    rejects: Sequence[Reject],
    run_id: str,
    file: rows.FileRecord | None,
) -> Counts:
    """Writes a batch whole or not at all; see `voc.store.responses` for what becomes of each response.

    Args:
        connection: the store's.
        path: the store's file, for error sentences.
        responses: scrubbed responses in the order in which they were read.
        rejects: scrubbed rows that could not be read.
        run_id: the run that writes.
        file: the cursor, with the last batch of a file only.

    Raises:
        StoreError: nothing was written.
    """
    _check_identifiers(path, responses)
    with transaction(connection, path):
        counts = _write_responses(connection, responses, run_id) if responses else Counts()
        counts.rejected = len(rejects)
        if rejects:
            _write_rejects(connection, rejects, run_id)
        if file is not None:
            _write_file(connection, file, run_id)
            counts.files = 1
        for name in _STAGED:
            connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
    return counts


def known_file(
    connection: DuckDBPyConnection, source_id: str, file_hash: str, mapping_hash: str
) -> rows.FileRecord | None:
    """What is kept of a file that was read to its end by this very mapping; None when it is to be read."""
    row = connection.execute(
        "SELECT file_name, bytes, rows_read, responses, verbatims, rejected, completeness, message"
        " FROM files WHERE source_id = ? AND file_hash = ? AND mapping_hash = ?",
        [source_id, file_hash, mapping_hash],
    ).fetchone()
    if row is None:
        return None
    name, size, lines, responses, verbatims, rejected, completeness, message = row
    return rows.FileRecord(
        source_id,
        file_hash,
        mapping_hash,
        name,
        size,
        lines,
        responses,
        verbatims,
        rejected,
        Completeness(completeness),
        message,
    )


def _write_responses(
    connection: DuckDBPyConnection, responses: Sequence[CleanResponse], run_id: str
) -> Counts:
    stage(connection, "in_responses", rows.RESPONSE_COLUMNS, rows.response_rows(responses))
    stage(connection, "in_verbatims", rows.VERBATIM_COLUMNS, rows.verbatim_rows(responses))
    stage(connection, "in_scores", rows.SCORE_COLUMNS, rows.score_rows(responses))
    return upsert(connection, run_id)


def _write_rejects(connection: DuckDBPyConnection, rejects: Sequence[Reject], run_id: str) -> None:
    values = (
        (n, r.reject_id, r.source_id, r.file_hash, r.file_name, r.row, r.field, r.code, r.reason, r.content)
        for n, r in enumerate(rejects)
    )
    stage(connection, "in_rejects", _REJECT_COLUMNS, values)
    kept = ", ".join(name for name in _REJECT_COLUMNS if name != "seq")
    connection.execute(
        f"INSERT INTO rejects BY NAME SELECT {kept}, $run AS run_id FROM in_rejects"
        " WHERE seq IN (SELECT min(seq) FROM in_rejects GROUP BY reject_id)"
        " ON CONFLICT (reject_id) DO UPDATE SET file_name = excluded.file_name, reason = excluded.reason,"
        " content = excluded.content, run_id = excluded.run_id",
        {"run": run_id},
    )


def _write_file(connection: DuckDBPyConnection, file: rows.FileRecord, run_id: str) -> None:
    # A file read again by a mended mapping leaves behind none of the rejects of the old one.
    connection.execute(
        "DELETE FROM rejects WHERE source_id = ? AND file_hash = ? AND run_id <> ?",
        [file.source_id, file.file_hash, run_id],
    )
    connection.execute(
        "INSERT OR REPLACE INTO files BY NAME SELECT $source_id AS source_id, $file_hash AS file_hash,"
        " $mapping_hash AS mapping_hash, $file_name AS file_name, $bytes AS bytes, $rows_read AS rows_read,"
        " $responses AS responses, $verbatims AS verbatims, $rejected AS rejected,"
        " $completeness AS completeness, $message AS message, $run AS run_id",
        {
            "source_id": file.source_id,
            "file_hash": file.file_hash,
            "mapping_hash": file.mapping_hash,
            "file_name": file.file_name,
            "bytes": file.bytes,
            "rows_read": file.rows_read,
            "responses": file.responses,
            "verbatims": file.verbatims,
            "rejected": file.rejected,
            "completeness": file.completeness.value,
            "message": file.message,
            "run": run_id,
        },
    )


def _check_identifiers(path: Path, responses: Sequence[CleanResponse]) -> None:
    """Two texts under one identifier would overwrite each other.

    Raises:
        StoreError: a response has two texts or two scores for one question.
    """
    for response in responses:
        for kind, ids in (
            ("textes", [v.verbatim_id for v in response.verbatims]),
            ("notes", [s.question_id for s in response.scores]),
        ):
            if len(set(ids)) < len(ids):
                raise StoreError(
                    path,
                    f"la réponse {response.response_id} de la source « {response.source_id} » a deux {kind}"
                    " pour une même question",
                    "Donnez un identifiant (id) différent à chaque question de la source.",
                )
