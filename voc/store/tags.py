"""What is due to be read by the tagger, and what the tagger said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voc.records import Evidence, Quality, Tagged
from voc.store.bulk import stage
from voc.store.connection import transaction
from voc.store.figures_state import mark_stale
from voc.store.rows import DueVerbatim

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TagPair = tuple[DueVerbatim, Tagged]

#: A reading is good for one text, one model and one taxonomy.
_DUE = """
FROM verbatims v LEFT JOIN readings r
  ON r.verbatim_id = v.verbatim_id AND r.text_hash = v.text_hash
 AND r.model_version = $model AND r.taxonomy_version = $taxonomy
WHERE r.verbatim_id IS NULL AND v.verbatim_id > $after
"""

_NEXT_DUE = f"""
WITH next_ids AS (SELECT v.verbatim_id {_DUE} ORDER BY v.verbatim_id LIMIT $most)
SELECT v.verbatim_id, v.text, v.question, s.rating, v.language, v.quality, v.text_hash
FROM verbatims v JOIN next_ids USING (verbatim_id) JOIN responses s USING (response_id)
ORDER BY v.verbatim_id
"""

_READING_COLUMNS = {
    "verbatim_id": "VARCHAR",
    "text_hash": "VARCHAR",
    "coverage": "VARCHAR",
    "informative": "BOOLEAN",
    "informative_score": "DOUBLE",
    "sentiment": "VARCHAR",
    "p_negatif": "DOUBLE",
    "p_neutre": "DOUBLE",
    "p_positif": "DOUBLE",
    "p_mixte": "DOUBLE",
    "primary_stage": "VARCHAR",
    "model_version": "VARCHAR",
    "taxonomy_version": "VARCHAR",
}
_SEGMENT_COLUMNS = {
    "verbatim_id": "VARCHAR",
    "segment_no": "INTEGER",
    "start_char": "INTEGER",
    "end_char": "INTEGER",
}
_TAG_COLUMNS = {
    "verbatim_id": "VARCHAR",
    "kind": "VARCHAR",
    "code": "VARCHAR",
    "polarity": "VARCHAR",
    "score": "DOUBLE",
    "rank": "INTEGER",
}
_EVIDENCE_COLUMNS = {
    "verbatim_id": "VARCHAR",
    "kind": "VARCHAR",
    "code": "VARCHAR",
    "start_char": "INTEGER",
    "end_char": "INTEGER",
}


def due_count(connection: DuckDBPyConnection, model_version: str, taxonomy_version: str) -> int:
    """How many verbatims the given model and taxonomy have not read."""
    row = connection.execute(
        f"SELECT count(*) {_DUE}", {"model": model_version, "taxonomy": taxonomy_version, "after": ""}
    ).fetchone()
    assert row is not None
    return int(row[0])


class DueWindow:
    """The verbatims that are due, asked for batch by batch and fetched many batches at once.

    Finding what is due costs a pass over all verbatims whatever the size of a batch: a pass a batch would
    make the time of a night grow with the square of its size.
    """

    def __init__(self, size: int = 20_000) -> None:
        self._size = size
        self.forget()

    def forget(self) -> None:
        """To be called when texts changed: what was fetched may be no longer so."""
        self._asked: tuple[str, str] | None = None
        self._after = ""
        self._fetched: list[DueVerbatim] = []
        self._is_last = False

    def next(
        self,
        connection: DuckDBPyConnection,
        model_version: str,
        taxonomy_version: str,
        limit: int,
        after: str,
    ) -> list[DueVerbatim]:
        """The next verbatims to be read, in the order of their ids, beyond ``after`` ("": from the first)."""
        asked = (model_version, taxonomy_version)
        start = bisect_right(self._fetched, after, key=lambda verbatim: verbatim.verbatim_id)
        covered = asked == self._asked and after != "" and after >= self._after
        if not covered or (len(self._fetched) < start + limit and not self._is_last):
            most = max(limit, self._size)
            self._fetched, start = self._fetch(connection, asked, most, after), 0
            self._asked, self._after, self._is_last = asked, after, len(self._fetched) < most
        return self._fetched[start : start + limit]

    def _fetch(
        self, connection: DuckDBPyConnection, asked: tuple[str, str], most: int, after: str
    ) -> list[DueVerbatim]:
        found = connection.execute(
            _NEXT_DUE, {"model": asked[0], "taxonomy": asked[1], "after": after, "most": most}
        ).fetchall()
        return [
            DueVerbatim(verbatim_id, text, question, rating, language, Quality(quality), text_hash)
            for verbatim_id, text, question, rating, language, quality, text_hash in found
        ]


def write_tags(connection: DuckDBPyConnection, path: Path, pairs: Sequence[TagPair], run_id: str) -> None:
    """Replaces all that is said of these verbatims, in one transaction.

    What was said of a text that changed or vanished meanwhile is dropped: it is due again.

    Raises:
        StoreError: nothing was written.
    """
    if not pairs:
        return
    with transaction(connection, path):
        stage(connection, "in_readings", _READING_COLUMNS, _readings(pairs))
        stage(connection, "in_segments", _SEGMENT_COLUMNS, _segments(pairs))
        stage(connection, "in_tags", _TAG_COLUMNS, _tags(pairs))
        stage(connection, "in_evidence", _EVIDENCE_COLUMNS, _evidence(pairs))
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE in_read AS"
            " SELECT n.verbatim_id, n.model_version, n.taxonomy_version FROM in_readings n JOIN verbatims v"
            " ON v.verbatim_id = n.verbatim_id AND v.text_hash = n.text_hash"
        )
        for table in ("readings", "segments", "tags", "tag_evidence"):
            connection.execute(f"DELETE FROM {table} WHERE verbatim_id IN (SELECT verbatim_id FROM in_read)")
        connection.execute(
            "INSERT INTO readings BY NAME SELECT *, $run AS run_id FROM in_readings"
            " WHERE verbatim_id IN (SELECT verbatim_id FROM in_read)",
            {"run": run_id},
        )
        connection.execute(
            "INSERT INTO tags BY NAME SELECT t.*, 'modele' AS origin, r.model_version, r.taxonomy_version,"
            " $run AS run_id FROM in_tags t JOIN in_read r USING (verbatim_id)",
            {"run": run_id},
        )
        for table, staged in (("segments", "in_segments"), ("tag_evidence", "in_evidence")):
            connection.execute(
                f"INSERT INTO {table} BY NAME SELECT * FROM {staged}"
                " WHERE verbatim_id IN (SELECT verbatim_id FROM in_read)"
            )
        mark_stale(connection)
        for staged in ("in_readings", "in_segments", "in_tags", "in_evidence", "in_read"):
            connection.execute(f"DROP TABLE temp.{staged}")


def _readings(pairs: Sequence[TagPair]) -> Iterator[tuple[object, ...]]:
    for verbatim, tagged in pairs:
        scores = tagged.sentiment_scores
        yield (
            verbatim.verbatim_id,
            verbatim.text_hash,
            tagged.coverage.value,
            tagged.informative,
            tagged.informative_score,
            tagged.sentiment,
            scores.get("negatif"),
            scores.get("neutre"),
            scores.get("positif"),
            scores.get("mixte"),
            tagged.stages[0].code if tagged.stages else None,
            tagged.model,
            tagged.taxonomy,
        )


def _segments(pairs: Sequence[TagPair]) -> Iterator[tuple[object, ...]]:
    for verbatim, tagged in pairs:
        for number, span in enumerate(tagged.segments, 1):
            yield verbatim.verbatim_id, number, span.start, span.end


def _tags(pairs: Sequence[TagPair]) -> Iterator[tuple[object, ...]]:
    for verbatim, tagged in pairs:
        for rank, theme in enumerate(tagged.themes, 1):
            yield verbatim.verbatim_id, "theme", theme.code, theme.polarity, theme.score, rank
        for rank, irritant in enumerate(tagged.irritants, 1):
            yield verbatim.verbatim_id, "irritant", irritant.code, None, irritant.score, rank
        for rank, stage_tag in enumerate(tagged.stages, 1):
            yield verbatim.verbatim_id, "stage", stage_tag.code, None, stage_tag.score, rank


def _evidence(pairs: Sequence[TagPair]) -> Iterator[tuple[object, ...]]:
    for verbatim, tagged in pairs:
        for kind, tags in (("theme", tagged.themes), ("irritant", tagged.irritants)):
            for tag in tags:
                for start, end in _spans(tag.evidence):
                    yield verbatim.verbatim_id, kind, tag.code, start, end


def _spans(evidence: tuple[Evidence, ...]) -> list[tuple[int, int]]:
    """One span a start, the longest."""
    longest: dict[int, int] = {}
    for span in evidence:
        longest[span.start] = max(span.end, longest.get(span.start, 0))
    return sorted(longest.items())
