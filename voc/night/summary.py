"""The night in a few numbers, read from the published snapshot: for the terminal and the Prefect UI."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voc.store.query import open_snapshot

COVERAGE_FR = {
    "tagged": "lus",
    "unsure": "incertains",
    "not_informative": "sans information",
    "not_french": "hors français",
}


@dataclass(frozen=True, slots=True)
class RejectLine:
    """Rows of one file rejected for one reason; ``rows`` lists the first row numbers."""

    source_id: str
    file_name: str
    reason: str
    rows: str
    count: int


@dataclass(frozen=True, slots=True)
class IrritantLine:
    """One irritant of one brand; the weeks are the last seven days that have data, and the seven before."""

    brand: str
    code: str
    label: str
    verbatims: int
    frequency: float
    severity: float
    last_week: int
    week_before: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a person wants to see first."""

    verbatims: int
    responses: int
    coverage: dict[str, int]
    irritants: list[IrritantLine]
    rejects: list[RejectLine]


_IRRITANTS = """
WITH last AS (SELECT brand, max(date) AS day FROM responses GROUP BY brand),
recent AS (
    SELECT r.brand, t.code,
           count(DISTINCT t.verbatim_id) FILTER (WHERE r.date > last.day - 7) AS last_week,
           count(DISTINCT t.verbatim_id)
               FILTER (WHERE r.date > last.day - 14 AND r.date <= last.day - 7) AS before
    FROM effective_tags t JOIN verbatims v USING (verbatim_id) JOIN responses r USING (response_id)
    JOIN last USING (brand)
    WHERE t.kind = 'irritant' GROUP BY ALL
)
SELECT a.brand, a.code, c.label, a.verbatims, a.frequency, a.severity,
       coalesce(recent.last_week, 0), coalesce(recent.before, 0)
FROM agg_irritants a JOIN codes c ON c.kind = 'irritant' AND c.code = a.code
LEFT JOIN recent ON recent.brand = a.brand AND recent.code = a.code
WHERE a.period = 'all' AND a.dimension = 'all' AND a.brand <> '*'
ORDER BY a.brand, a.impact DESC, a.code
"""

_REJECTS = """
SELECT source_id, file_name, reason,
       array_to_string((list(row_number ORDER BY row_number))[1:5], ', ')
           || CASE WHEN count(*) > 5 THEN '…' ELSE '' END,
       count(*)
FROM rejects GROUP BY ALL ORDER BY 5 DESC, 1, 2, 3
"""


def summarise(snapshot: Path, irritants_per_brand: int = 5) -> Summary:
    """Reads the snapshot; irritants come most weighty first within each brand."""
    with open_snapshot(snapshot) as connection:
        counts = dict(
            connection.execute("SELECT coverage, count(*) FROM effective_readings GROUP BY 1").fetchall()
        )
        totals = connection.execute(
            "SELECT (SELECT count(*) FROM verbatims), (SELECT count(*) FROM responses)"
        ).fetchone()
        assert totals is not None
        kept: dict[str, list[IrritantLine]] = {}
        for row in connection.execute(_IRRITANTS).fetchall():
            line = IrritantLine(*row)
            lines = kept.setdefault(line.brand, [])
            if len(lines) < irritants_per_brand:
                lines.append(line)
        rejects = [RejectLine(*row) for row in connection.execute(_REJECTS).fetchall()]
    return Summary(
        verbatims=totals[0],
        responses=totals[1],
        coverage={label: counts.get(code, 0) for code, label in COVERAGE_FR.items()},
        irritants=[line for lines in kept.values() for line in lines],
        rejects=rejects,
    )
