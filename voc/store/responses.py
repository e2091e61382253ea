"""Responses into the store: new ones, edited ones, late ones, and those that say nothing new.

A response may be seen many times: the same file again, an edited answer, an old export after a new one.
Each distinct content of a response is one *version*, dated by the latest date at which that content was
seen (``updated_at``, else ``created_at``; without a date, before all dated ones). Versions are ordered by
date, then by order of reading; the last one is current, the others are its history. Since only the
maximum counts, the result depends neither on how the work was cut into batches nor on replays, and for
dated contents not even on the order of reading.

All is done by joins over the whole batch. Names that start with ``in_`` are temporary tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voc.records import Counts
from voc.store.figures_state import mark_stale
from voc.store.rows import RESPONSE_COLUMNS, SCORE_COLUMNS, VERBATIM_COLUMNS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_RESPONSE = ", ".join(name for name in RESPONSE_COLUMNS if name != "seq")
_VERBATIM = ", ".join(name for name in VERBATIM_COLUMNS if name != "seq")
_SCORE = ", ".join(name for name in SCORE_COLUMNS if name != "seq")

_ERASED = """
CREATE OR REPLACE TEMP TABLE in_erased AS
SELECT seq FROM in_responses WHERE response_id IN (SELECT key_hash FROM tombstones)
UNION
SELECT seq FROM in_responses WHERE author_hash IN (SELECT key_hash FROM tombstones)
"""

# What the store holds of these responses: the one scan of the big table that a batch costs.
_STORED = """
CREATE OR REPLACE TEMP TABLE in_stored AS
SELECT response_id, content_hash, record_hash, version, coalesce(updated_at, created_at) AS ordered_at, run_id
FROM responses WHERE response_id IN (SELECT response_id FROM in_responses)
"""

_COUNTS = """
WITH known AS (
    SELECT response_id, content_hash FROM in_stored
    UNION
    SELECT response_id, content_hash FROM response_history
    WHERE response_id IN (SELECT response_id FROM in_responses)
),
numbered AS (
    SELECT response_id, content_hash,
           row_number() OVER (PARTITION BY response_id ORDER BY seq) AS nth,
           row_number() OVER (PARTITION BY response_id, content_hash ORDER BY seq) AS nth_alike
    FROM in_responses
),
judged AS (
    SELECT n.nth = 1 AND n.response_id NOT IN (SELECT response_id FROM known) AS is_new,
           n.nth_alike > 1 OR k.response_id IS NOT NULL AS is_known
    FROM numbered n LEFT JOIN known k ON k.response_id = n.response_id AND k.content_hash = n.content_hash
)
SELECT count(*) FILTER (WHERE is_new),
       count(*) FILTER (WHERE NOT is_new AND NOT is_known),
       count(*) FILTER (WHERE is_known)
FROM judged
"""

# All readings of a response that has one that differs from its current row.
_TOUCHED = """
CREATE OR REPLACE TEMP TABLE in_touched AS
SELECT DISTINCT i.response_id
FROM in_responses i LEFT JOIN in_stored r ON r.response_id = i.response_id
WHERE r.response_id IS NULL OR r.record_hash <> i.record_hash
"""

# `place` orders readings: what is stored by its version, then what comes in. `seq` is NULL when stored.
_VERSIONS = """
CREATE OR REPLACE TEMP TABLE in_versions AS
WITH seen AS (
    SELECT response_id, content_hash, record_hash, ordered_at,
           CAST(version AS BIGINT) AS place, CAST(NULL AS INTEGER) AS seq
    FROM in_stored WHERE response_id IN (SELECT response_id FROM in_touched)
    UNION ALL
    SELECT response_id, content_hash, record_hash, ordered_at, version, NULL
    FROM response_history WHERE response_id IN (SELECT response_id FROM in_touched)
    UNION ALL
    SELECT response_id, content_hash, record_hash, coalesce(updated_at, created_at), 1000000000 + seq, seq
    FROM in_responses WHERE response_id IN (SELECT response_id FROM in_touched)
),
last_seen AS (
    SELECT *, row_number() OVER (
        PARTITION BY response_id, content_hash ORDER BY ordered_at DESC NULLS LAST, place DESC) AS nth
    FROM seen
)
SELECT response_id, content_hash, record_hash, ordered_at, seq,
       CAST(row_number() OVER (
           PARTITION BY response_id ORDER BY ordered_at NULLS FIRST, place) AS INTEGER) AS version,
       lead(place) OVER (
           PARTITION BY response_id ORDER BY ordered_at NULLS FIRST, place) IS NULL AS is_current
FROM last_seen WHERE nth = 1
"""

_PAST = """
CREATE OR REPLACE TEMP TABLE in_past AS
SELECT n.response_id, n.version, n.content_hash, n.record_hash, n.ordered_at, n.seq,
       h.content AS old_content, h.run_id AS old_run,
       h.version IS DISTINCT FROM n.version OR h.record_hash <> n.record_hash AS changed
FROM in_versions n LEFT JOIN response_history h
  ON h.response_id = n.response_id AND h.content_hash = n.content_hash
WHERE NOT n.is_current
"""


def _contents(responses: str, verbatims: str, scores: str, key: str, wanted: str) -> str:
    """The whole content of responses as JSON, from the store's tables or from the staging ones."""
    return f"""
SELECT r.{key} AS key, to_json({{
    'source_id': r.source_id, 'native_id': r.native_id, 'brand': r.brand, 'channel': r.channel,
    'kind': r.kind, 'solicited': r.solicited, 'date': r.date, 'created_at': r.created_at,
    'updated_at': r.updated_at, 'site': r.site, 'product': r.product, 'author_hash': r.author_hash,
    'owner_reply': r.owner_reply, 'owner_reply_at': r.owner_reply_at,
    'language_declared': r.language_declared,
    'verbatims': coalesce((
        SELECT list({{'verbatim_id': v.verbatim_id, 'question_id': v.question_id, 'question': v.question,
                      'text': v.text, 'translation': v.translation, 'language': v.language,
                      'quality': v.quality, 'masked': v.masked}} ORDER BY v.position, v.verbatim_id)
        FROM {verbatims} v WHERE v.{key} = r.{key}), []),
    'scores': coalesce((
        SELECT list({{'question_id': s.question_id, 'metric': s.metric, 'value': s.value, 'raw': s.raw,
                      'scale_min': s.scale_min, 'scale_max': s.scale_max, 'direction': s.direction}}
                    ORDER BY s.question_id)
        FROM {scores} s WHERE s.{key} = r.{key}), [])
}}) AS content
FROM {responses} r WHERE r.{key} IN ({wanted})
"""


# A past version's content: as stored, or as it comes in, or as it stood in the current tables until now.
_PAST_CONTENT = f"""
CREATE OR REPLACE TEMP TABLE in_past_full AS
WITH arriving AS (
    {_contents("in_responses", "in_verbatims", "in_scores", "seq", "SELECT seq FROM in_past WHERE changed")}
),
leaving AS (
    {
    _contents(
        "responses",
        "verbatims",
        "scores",
        "response_id",
        "SELECT response_id FROM in_past WHERE changed AND seq IS NULL AND old_content IS NULL",
    )
}
)
SELECT p.response_id, p.version, p.content_hash, p.record_hash, p.ordered_at,
       coalesce(a.content, p.old_content, l.content) AS content,
       CASE WHEN p.seq IS NULL THEN coalesce(p.old_run, r.run_id) ELSE $run END AS run_id
FROM in_past p
LEFT JOIN arriving a ON a.key = p.seq
LEFT JOIN leaving l ON l.key = p.response_id AND p.seq IS NULL
LEFT JOIN in_stored r ON r.response_id = p.response_id
WHERE p.response_id IN (SELECT response_id FROM in_past WHERE changed)
   OR p.response_id IN (SELECT response_id FROM in_shorter)
"""

# A response whose current content had been current before: it leaves the history.
_SHORTER = """
CREATE OR REPLACE TEMP TABLE in_shorter AS
SELECT h.response_id FROM response_history h JOIN in_versions n
  ON n.response_id = h.response_id AND n.content_hash = h.content_hash AND n.is_current
"""

_REPLACED = """
CREATE OR REPLACE TEMP TABLE in_replaced AS
SELECT n.response_id, n.seq, n.version, r.response_id IS NOT NULL AS known
FROM in_versions n LEFT JOIN in_stored r ON r.response_id = n.response_id
WHERE n.is_current AND n.seq IS NOT NULL AND r.record_hash IS DISTINCT FROM n.record_hash
"""

# The current content stays, late older ones came before it.
_RENUMBERED = """
CREATE OR REPLACE TEMP TABLE in_renumbered AS
SELECT n.response_id, n.version
FROM in_versions n JOIN in_stored r ON r.response_id = n.response_id
WHERE n.is_current AND n.version <> r.version
  AND n.response_id NOT IN (SELECT response_id FROM in_replaced)
"""

# Texts that vanished, or that the tagger would now be given otherwise.
_OUTDATED = """
CREATE OR REPLACE TEMP TABLE in_outdated AS
SELECT v.verbatim_id
FROM verbatims v JOIN in_replaced p ON p.response_id = v.response_id AND p.known
LEFT JOIN in_verbatims n ON n.seq = p.seq AND n.verbatim_id = v.verbatim_id
WHERE n.text_hash IS DISTINCT FROM v.text_hash
"""


def upsert(connection: DuckDBPyConnection, run_id: str) -> Counts:
    """Merges the staged ``in_responses``, ``in_verbatims`` and ``in_scores``, inside a transaction.

    Returns:
        new, edited, unchanged, erased, and the responses and verbatims that were kept.
    """
    counts = Counts(erased=_drop_erased(connection))
    connection.execute(_STORED)
    counts.new, counts.edited, counts.unchanged = _row(connection, _COUNTS)
    counts.responses = counts.new + counts.edited + counts.unchanged
    (counts.verbatims,) = _row(connection, "SELECT count(*) FROM in_verbatims")
    connection.execute(_TOUCHED)
    if _row(connection, "SELECT count(*) FROM in_touched")[0]:
        connection.execute(_VERSIONS)
        _write_history(connection, run_id)
        _write_current(connection, run_id)
        mark_stale(connection)
    return counts


def _drop_erased(connection: DuckDBPyConnection) -> int:
    if not _row(connection, "SELECT count(*) FROM tombstones")[0]:
        return 0
    connection.execute(_ERASED)
    erased: int = _row(connection, "SELECT count(*) FROM in_erased")[0]
    if erased:
        for table in ("in_responses", "in_verbatims", "in_scores"):
            connection.execute(f"DELETE FROM {table} WHERE seq IN (SELECT seq FROM in_erased)")
    return erased


def _write_history(connection: DuckDBPyConnection, run_id: str) -> None:
    connection.execute(_PAST)
    connection.execute(_SHORTER)
    changed = _row(
        connection,
        "SELECT (SELECT count(*) FROM in_past WHERE changed) + (SELECT count(*) FROM in_shorter)",
    )[0]
    if not changed:
        return
    connection.execute(_PAST_CONTENT, {"run": run_id})
    connection.execute(
        "DELETE FROM response_history WHERE response_id IN (SELECT response_id FROM in_past_full)"
        " OR response_id IN (SELECT response_id FROM in_shorter)"
    )
    connection.execute("INSERT INTO response_history BY NAME SELECT * FROM in_past_full")


def _write_current(connection: DuckDBPyConnection, run_id: str) -> None:
    connection.execute(_REPLACED)
    if _row(connection, "SELECT count(*) FROM in_replaced WHERE known")[0]:
        connection.execute(_OUTDATED)
        for table in ("readings", "segments", "tags", "tag_evidence"):
            connection.execute(
                f"DELETE FROM {table} WHERE verbatim_id IN (SELECT verbatim_id FROM in_outdated)"
            )
        for table in ("verbatims", "scores", "responses"):
            connection.execute(
                f"DELETE FROM {table} WHERE response_id IN (SELECT response_id FROM in_replaced WHERE known)"
            )
    connection.execute(
        f"INSERT INTO responses BY NAME SELECT {_prefixed('i', _RESPONSE)}, p.version, $run AS run_id"
        " FROM in_responses i JOIN in_replaced p ON p.seq = i.seq",
        {"run": run_id},
    )
    for table, names in (("verbatims", _VERBATIM), ("scores", _SCORE)):
        connection.execute(
            f"INSERT INTO {table} BY NAME SELECT {names} FROM in_{table}"
            " WHERE seq IN (SELECT seq FROM in_replaced)"
        )
    connection.execute(_RENUMBERED)
    if _row(connection, "SELECT count(*) FROM in_renumbered")[0]:
        connection.execute(
            "UPDATE responses SET version = n.version FROM in_renumbered n"
            " WHERE n.response_id = responses.response_id"
        )


def _prefixed(alias: str, names: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in names.split(", "))


def _row(connection: DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row
