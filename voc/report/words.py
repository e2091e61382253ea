"""The words shown for codes: the snapshot's labels, those of words.toml, and names of places."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache

from voc.store.connection import sql_text

NO_SITE = "Sans site indiqué"


def label(kind: str, code: str) -> str:
    """The word of words.toml; without one, the code in plain letters."""
    return _words().get(kind, {}).get(code) or plain(code)


def plain(code: str) -> str:
    """``enquete_magasin`` gives ``Enquete magasin``."""
    words = code.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def place(dimension: str, name: str) -> str:
    """The name of a channel or of a site."""
    return label("channel", name) if dimension == "channel" else name or NO_SITE


def slug(name: str, taken: set[str]) -> str:
    """An anchor for a name: letters, digits and hyphens, different from those ``taken``, which it joins."""
    plain_letters = unicodedata.normalize("NFD", name.casefold())
    base = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain_letters if not unicodedata.combining(c)))
    base = base.strip("-") or "marque"
    anchor, n = base, 1
    while anchor in taken:
        n += 1
        anchor = f"{base}-{n}"
    taken.add(anchor)
    return anchor


@lru_cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(sql_text("voc.report", "words.toml"))
