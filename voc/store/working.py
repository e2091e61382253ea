"""The working store: the one DuckDB file that the night writes and nobody else opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from voc.records import CleanResponse, Counts, Reject, SourceOutcome, Tagged
from voc.store import codes, intake, runs, tags
from voc.store.connection import MEMORY_LIMIT, THREADS, connect, create_tables
from voc.store.rows import DueVerbatim, FileRecord

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from voc.taxonomy import Taxonomy

__all__ = ["DueVerbatim", "FileRecord", "Store"]


class Store:
    """An open working store; a context manager. Every method that writes does so in one transaction.

    A process that is killed leaves the file as its last transaction left it. Threads may share a store:
    its methods wait for each other.
    """

    def __init__(self, path: Path, connection: DuckDBPyConnection) -> None:
        self.path = path
        #: for reading, and for `voc.metrics`; what is written through it is the caller's affair
        self.connection = connection
        self._lock = RLock()
        self._window = tags.DueWindow()

    @classmethod
    def open(cls, path: Path, *, threads: int = THREADS, memory_limit: str = MEMORY_LIMIT) -> Store:
        """Opens the store, creating its folder (for its owner only), file and tables if need be.

        Raises:
            StoreError: another process holds it, it is not a DuckDB file, or a later voc wrote it.
        """
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.parent.chmod(0o700)
        connection = connect(path, threads=threads, memory_limit=memory_limit)
        try:
            create_tables(connection, path)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    def close(self) -> None:
        """Closes the file; the store cannot be used any more."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def known_file(self, source_id: str, file_hash: str, mapping_hash: str) -> FileRecord | None:
        """What is kept of a file that this very mapping read to its end; None when it is to be read."""
        with self._lock:
            return intake.known_file(self.connection, source_id, file_hash, mapping_hash)

    def file_known(self, source_id: str, file_hash: str, mapping_hash: str) -> bool:
        """Whether the file needs no reading."""
        return self.known_file(source_id, file_hash, mapping_hash) is not None

    def commit_batch(
        self,
        responses: Sequence[CleanResponse],
        rejects: Sequence[Reject],
        run_id: str,
        file: FileRecord | None = None,
    ) -> Counts:
        """Merges one batch; ``file`` (the cursor) comes with the last batch of its file.

        Returns:
            What became of the responses; ``rows`` is left to the reader of the file.

        Raises:
            StoreError: nothing was written.
        """
        with self._lock:
            self._window.forget()
            return intake.commit_batch(self.connection, self.path, responses, rejects, run_id, file)

    def due_count(self, model_version: str, taxonomy_version: str) -> int:
        """How many verbatims this model and taxonomy have not read."""
        with self._lock:
            return tags.due_count(self.connection, model_version, taxonomy_version)

    def due(
        self, model_version: str, taxonomy_version: str, limit: int, after: str = ""
    ) -> list[DueVerbatim]:
        """The next ones, in the order of their ids, beyond ``after``."""
        with self._lock:
            return self._window.next(self.connection, model_version, taxonomy_version, limit, after)

    def write_tags(self, pairs: Sequence[tuple[DueVerbatim, Tagged]], run_id: str) -> None:
        """Replaces all that is said of these verbatims.

        Raises:
            StoreError: nothing was written.
        """
        with self._lock:
            tags.write_tags(self.connection, self.path, pairs, run_id)

    def write_codes(self, taxonomy: Taxonomy) -> None:
        """The labels and severities that figures and views use; figures are stale when they changed."""
        with self._lock:
            codes.write_codes(self.connection, self.path, taxonomy)

    def start_run(
        self,
        run_id: str,
        flow: str,
        started_at: dt.datetime,
        voc_version: str,
        model_version: str,
        taxonomy_version: str,
    ) -> None:
        """Opens a run; those left open by a killed process are marked ``interrupted``."""
        with self._lock:
            runs.start_run(
                self.connection,
                self.path,
                run_id,
                flow,
                started_at,
                voc_version,
                model_version,
                taxonomy_version,
            )

    def end_run(
        self,
        run_id: str,
        status: str,
        tagged: int = 0,
        message: str | None = None,
        ended_at: dt.datetime | None = None,
    ) -> None:
        """Closes a run, now unless told otherwise."""
        with self._lock:
            runs.end_run(self.connection, self.path, run_id, status, tagged, message, ended_at)

    def record_source(self, run_id: str, outcome: SourceOutcome) -> None:
        """What one source gave in this run."""
        with self._lock:
            runs.record_source(self.connection, self.path, run_id, outcome)
