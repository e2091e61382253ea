"""Reviews with stars: far more than labelled verbatims, and a good teacher of what praise sounds like.

The stars are what this one head learns to guess from words; they are never read beside a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from voc.errors import InputError
from voc.text.folding import fold

_LETTERS = 80


def read_reviews(path: Path, besides: Iterable[str]) -> list[tuple[str, bool]]:
    """(text, whether it praises), in a stable order, without doubles nor texts found in ``besides``.

    Args:
        path: a Parquet file with columns ``text``, ``label3`` (positif, neutre, negatif) and
            ``label_kind`` (``stars`` for those that stars labelled); other kinds and neutre are left out.
        besides: texts that are measured on, and must not be learned from here.

    Raises:
        InputError: the file cannot be read or has other columns.
    """
    import duckdb

    if not path.is_file():
        raise InputError(str(path), "fichier introuvable", "Vérifiez le chemin.")
    query = (
        "SELECT text, label3 = 'positif' FROM read_parquet(?) WHERE label3 IN ('positif', 'negatif') "
        "AND label_kind = 'stars' AND text IS NOT NULL ORDER BY text, label3"
    )
    try:
        rows = duckdb.connect().execute(query, [str(path)]).fetchall()
    except duckdb.Error:
        raise InputError(
            str(path),
            "ce n'est pas un fichier d'avis étoilés",
            "Colonnes attendues : text, label3, label_kind.",
        ) from None
    seen = {_key(text) for text in besides}
    found = []
    for text, praises in rows:
        key = _key(text)
        if key not in seen:
            seen.add(key)
            found.append((str(text), bool(praises)))
    return found


def _key(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))[:_LETTERS]
