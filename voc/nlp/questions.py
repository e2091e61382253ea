"""What a survey's question asks for: merits, faults, or anything."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from voc.text.folding import fold


class Asks(StrEnum):
    """What an answer is expected to speak of."""

    NOTHING = "none"
    FAULTS = "faults"
    MERITS = "merits"
    ANYTHING = "open"


@cache
def _rules() -> tuple[tuple[Asks, tuple[str, ...]], ...]:
    raw = tomllib.loads((files("voc.nlp") / "questions.toml").read_text(encoding="utf-8"))["asks"]
    return tuple((Asks(name), tuple(fold(part) for part in parts)) for name, parts in raw.items())


@lru_cache(maxsize=4096)
def asks(question: str | None) -> Asks:
    """What the question asks for (``NOTHING`` when there is no question)."""
    if not question or not question.strip():
        return Asks.NOTHING
    folded = " " + " ".join(fold(question).replace("?", " ").split()) + " "
    for kind, parts in _rules():
        if any(f" {part}" in folded or f"'{part}" in folded for part in parts):
            return kind
    return Asks.ANYTHING
