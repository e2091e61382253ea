"""The word lists of the readers (``words.toml``) and how words are compared."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """A word or heading as it is compared: no case, no accents, single spaces, plain apostrophes."""
    if text.isascii():
        return _SPACES.sub(" ", text).strip().lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("\ufeff", ""))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SPACES.sub(" ", bare).strip().casefold()


def slug(text: str) -> str:
    """An identifier made of a heading: ``Pourquoi ce choix ?`` -> ``pourquoi_ce_choix``."""
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:60].rstrip("_") or "colonne"


@dataclass(frozen=True)
class Words:
    """What ``words.toml`` says, folded."""

    no_answer: frozenset[str]
    not_asked: frozenset[str]
    totals: frozenset[str]
    anonymous: frozenset[str]
    reposts: frozenset[str]
    repost_prefixes: tuple[str, ...]
    translated: tuple[str, ...]
    original: tuple[str, ...]
    months: dict[str, int]
    zones: dict[str, int]
    languages: dict[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The lists, read once."""
    raw: dict[str, Any] = tomllib.loads(data_text("words.toml"))
    return Words(
        no_answer=frozenset(map(fold, raw["no_answer"])),
        not_asked=frozenset(map(fold, raw["not_asked"])),
        totals=frozenset(map(fold, raw["totals"])),
        anonymous=frozenset(map(fold, raw["anonymous"])),
        reposts=frozenset(map(fold, raw["reposts"])),
        repost_prefixes=tuple(raw["repost_prefixes"]),
        translated=tuple(raw["marks"]["translated"]),
        original=tuple(raw["marks"]["original"]),
        months=dict(raw["months"]),
        zones=dict(raw["zones"]),
        languages={fold(name): code for name, code in raw["languages"].items()},
    )


def data_text(name: str) -> str:
    """The text of a data file of this package."""
    return resources.files("voc.sources").joinpath(name).read_text(encoding="utf-8")
