"""Before and after a change of model or taxonomy, on the same texts.

A new tool reads old words differently. The comparison is made verbatim by verbatim between the last
published snapshot and the working store, and kept, so that a change of tool is never read as a change
in customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voc.store.working import Store


@dataclass(frozen=True, slots=True)
class Change:
    """One code, on the verbatims that both tools read: how many had it before, have it now."""

    model_from: str
    taxonomy_from: str
    model_to: str
    taxonomy_to: str
    kind: str
    code: str
    before: int
    after: int
    gained: int
    lost: int


_SIDES = """
    SELECT verbatim_id, 'sentiment' AS kind, coalesce(sentiment, 'sans_avis') AS code FROM {db}readings
    WHERE {both}
    UNION ALL
    SELECT verbatim_id, 'coverage', coverage FROM {db}readings WHERE {both}
    UNION ALL
    SELECT verbatim_id, kind, code FROM {db}tags WHERE {both}
"""

_COMPARE = f"""
WITH pairs AS (
    SELECT n.verbatim_id, o.model_version AS model_from, o.taxonomy_version AS taxonomy_from,
           n.model_version AS model_to, n.taxonomy_version AS taxonomy_to
    FROM readings n JOIN earlier.readings o USING (verbatim_id, text_hash)
    WHERE (o.model_version, o.taxonomy_version) <> (n.model_version, n.taxonomy_version)
),
old AS ({_SIDES.format(db="earlier.", both="verbatim_id IN (SELECT verbatim_id FROM pairs)")}),
new AS ({_SIDES.format(db="", both="verbatim_id IN (SELECT verbatim_id FROM pairs)")}),
both_sides AS (
    SELECT coalesce(old.verbatim_id, new.verbatim_id) AS verbatim_id,
           coalesce(old.kind, new.kind) AS kind, coalesce(old.code, new.code) AS code,
           old.verbatim_id IS NOT NULL AS had, new.verbatim_id IS NOT NULL AS has
    FROM old FULL JOIN new
      ON old.verbatim_id = new.verbatim_id AND old.kind = new.kind AND old.code = new.code
)
SELECT model_from, taxonomy_from, model_to, taxonomy_to, kind, code,
       count(*) FILTER (WHERE had), count(*) FILTER (WHERE has),
       count(*) FILTER (WHERE has AND NOT had), count(*) FILTER (WHERE had AND NOT has)
FROM both_sides JOIN pairs USING (verbatim_id)
GROUP BY ALL
ORDER BY ALL
"""


def compare_readings(store: Store, snapshot: Path) -> list[Change]:
    """The differences with the last snapshot; empty when the tool is the same. They are stored too."""
    if not snapshot.exists():
        return []
    connection = store.connection
    connection.execute(f"ATTACH '{str(snapshot).replace(chr(39), chr(39) * 2)}' AS earlier (READ_ONLY)")
    try:
        changes = [Change(*row) for row in connection.execute(_COMPARE).fetchall()]
    finally:
        connection.execute("DETACH earlier")
    for change in changes:
        connection.execute(
            "INSERT OR REPLACE INTO tool_changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [getattr(change, name) for name in Change.__dataclass_fields__],
        )
    return changes
