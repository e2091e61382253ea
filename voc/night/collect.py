"""The first half of a night: one source's files, read, scrubbed and committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from voc.errors import SourceError
from voc.night.cleaning import Cleaner
from voc.night.identity import digest
from voc.records import CleanResponse, Completeness, Counts, RawReject, RawResponse, Reject, SourceOutcome
from voc.settings import Settings
from voc.sources import open_source
from voc.sources._base import FileSource, SourceFile
from voc.sources.config import SourceConfig
from voc.store.working import FileRecord, Store

#: Rows scrubbed and committed together: memory stays flat whatever the size of a file.
BATCH_ROWS = 1000

_WORST_FIRST = (Completeness.FAILED, Completeness.TRUNCATED, Completeness.CAPPED, Completeness.COMPLETE)


def collect(
    config: SourceConfig,
    settings: Settings,
    store: Store,
    cleaner: Cleaner,
    run_id: str,
    key: bytes,
    progress: Callable[[int], None] = lambda _rows: None,
) -> SourceOutcome:
    """Reads what one source has that the store does not know yet.

    A file that cannot be read fails alone: it is said in the outcome and kept among the rejects, the
    other files are read, and it is tried again the next night.

    Raises:
        SourceError: the source as a whole cannot be read (its folder is missing).
    """
    source = open_source(config, settings.limits, settings.timezone, key=key)
    outcome = SourceOutcome(config.id, Completeness.COMPLETE)
    files = source.files()
    if not files:
        outcome.messages.append(f"aucun fichier ne correspond à {config.path}")
    for file in files:
        known = store.known_file(config.id, file.sha256, source.mapping_hash)
        if known is not None:
            outcome.counts.files_known += 1
            _note(outcome, known.completeness, known.message)
            continue
        try:
            ingest = _Ingest(source, file, store, cleaner, run_id, progress, outcome.counts.rows)
            record = ingest.run()
        except SourceError as error:
            store.commit_batch([], [_whole_file_reject(cleaner, file, error)], run_id, None)
            outcome.counts.rejected += 1
            _note(outcome, Completeness.FAILED, str(error))
        else:
            outcome.counts.files += 1
            _note(outcome, record.completeness, record.message)
            outcome.counts.add(ingest.counts)
    return outcome


class _Ingest:
    """One file on its way into the store."""

    def __init__(
        self,
        source: FileSource,
        file: SourceFile,
        store: Store,
        cleaner: Cleaner,
        run_id: str,
        progress: Callable[[int], None],
        rows_before: int,
    ) -> None:
        self._source = source
        self._file = file
        self._store = store
        self._cleaner = cleaner
        self._run_id = run_id
        self._progress = progress
        self._rows_before = rows_before
        self.counts = Counts()

    def run(self) -> FileRecord:
        """Commits batch after batch; the last one carries the file's own row (the cursor)."""
        reading = self._source.read(self._file)
        waiting: tuple[list[CleanResponse], list[Reject]] | None = None
        for batch in _batches(reading, BATCH_ROWS):
            if waiting is not None:
                self._commit(*waiting, None)
            waiting = self._clean(batch)
            self._progress(self._rows_before + self.counts.rows)
        record = FileRecord(
            source_id=self._source.config.id,
            file_hash=self._file.sha256,
            mapping_hash=self._source.mapping_hash,
            file_name=self._cleaner.file_name(self._file.name),
            bytes=self._file.size,
            rows_read=self.counts.rows,
            responses=self.counts.responses,
            verbatims=self.counts.verbatims,
            rejected=self.counts.rejected,
            completeness=reading.completeness,
            message=reading.message,
        )
        self._commit(*(waiting or ([], [])), record)
        return record

    def _clean(self, batch: list[RawResponse | RawReject]) -> tuple[list[CleanResponse], list[Reject]]:
        responses, rejects = [], []
        for item in batch:
            if isinstance(item, RawReject):
                rejects.append(self._cleaner.reject(item, self._file.sha256, self._file.name))
                continue
            response = self._cleaner.response(item)
            responses.append(response)
            self.counts.responses += 1
            self.counts.verbatims += len(response.verbatims)
        self.counts.rejected += len(rejects)
        self.counts.rows += len({item.row for item in batch})
        return responses, rejects

    def _commit(
        self, responses: list[CleanResponse], rejects: list[Reject], record: FileRecord | None
    ) -> None:
        counts = self._store.commit_batch(responses, rejects, self._run_id, record)
        self.counts.new += counts.new
        self.counts.edited += counts.edited
        self.counts.unchanged += counts.unchanged
        self.counts.erased += counts.erased


def _whole_file_reject(cleaner: Cleaner, file: SourceFile, error: SourceError) -> Reject:
    raw = RawReject(row=0, code="unreadable_file", reason=error.problem)
    return cleaner.reject(raw, file.sha256 or digest(file.name), file.name)


def _note(outcome: SourceOutcome, completeness: Completeness, message: str | None) -> None:
    outcome.completeness = min(outcome.completeness, completeness, key=_WORST_FIRST.index)
    if message:
        outcome.messages.append(message)


def _batches(items: Iterable[RawResponse | RawReject], size: int) -> Iterator[list[RawResponse | RawReject]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
