"""The table ``codes``: labels, definitions and severities, from the taxonomy and from labels.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from voc.store.bulk import stage
from voc.store.connection import sql_text, transaction
from voc.store.figures_state import mark_stale

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from voc.taxonomy import Taxonomy

_COLUMNS = {
    "kind": "VARCHAR",
    "code": "VARCHAR",
    "position": "INTEGER",
    "label": "VARCHAR",
    "definition": "VARCHAR",
    "theme": "VARCHAR",
    "severity": "INTEGER",
}


def write_codes(connection: DuckDBPyConnection, path: Path, taxonomy: Taxonomy) -> None:
    """Replaces the codes if any of them changed; the figures, which use severities, are then stale.

    Raises:
        StoreError: nothing was written.
    """
    with transaction(connection, path):
        stage(connection, "in_codes", _COLUMNS, _rows(taxonomy))
        changed = connection.execute(
            "SELECT count(*) FROM ((FROM in_codes EXCEPT FROM codes)"
            " UNION ALL (FROM codes EXCEPT FROM in_codes))"
        ).fetchone()
        if changed and changed[0]:
            connection.execute("DELETE FROM codes")
            connection.execute("INSERT INTO codes BY NAME SELECT * FROM in_codes")
            mark_stale(connection)
        connection.execute("DROP TABLE temp.in_codes")


def labels() -> dict[str, dict[str, str]]:
    """{kind: {code: French label}} for the codes that no taxonomy defines."""
    return tomllib.loads(sql_text("voc.store", "labels.toml"))


def _rows(taxonomy: Taxonomy) -> Iterator[tuple[object, ...]]:
    for n, theme in enumerate(taxonomy.themes.values(), 1):
        yield "theme", theme.code, n, theme.label, theme.definition, None, None
    for n, irritant in enumerate(taxonomy.irritants.values(), 1):
        yield (
            "irritant",
            irritant.code,
            n,
            irritant.label,
            irritant.definition,
            irritant.theme,
            irritant.severity,
        )
    for n, step in enumerate(taxonomy.stages.values(), 1):
        yield "stage", step.code, n, step.label, step.definition, None, None
    for kind, words in labels().items():
        for n, (code, label) in enumerate(words.items(), 1):
            yield kind, code, n, label, None, None, None
