"""Labelled verbatims, as training and evaluation read them.

A line: ``{"id", "text", "question", "source", "sentiment", "informatif", "themes": [[code, polarity]],
"irritants": [code], "stages": [code]}``, the most salient stage first; ``question`` and ``source`` may be
missing. A ``rating`` may stand there: it is not read, for the model must never learn from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import orjson

from voc.errors import InputError
from voc.nlp.heads import POLARITIES, SENTIMENTS, Head, Kind

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One verbatim and what a careful reader says of it."""

    id: str
    text: str
    question: str | None
    source: str
    sentiment: str
    informative: bool
    themes: dict[str, str]
    irritants: tuple[str, ...]
    stages: tuple[str, ...]

    @property
    def primary(self) -> str | None:
        """The most salient stage."""
        return self.stages[0] if self.stages else None

    def holds(self, head: Head) -> bool:
        """The answer to the question of a head."""
        match head.kind:
            case Kind.SENTIMENT:
                return self.sentiment == head.code
            case Kind.INFORMATIVE:
                return self.informative
            case Kind.THEME:
                return head.code in self.themes
            case Kind.POLARITY:
                return self.themes.get(head.code) == head.polarity
            case Kind.IRRITANT:
                return head.code in self.irritants
            case Kind.STAGE:
                return head.code in self.stages
            case Kind.PRIMARY:
                return self.primary == head.code
            case Kind.STARS:
                raise ValueError("stars are not among the labels")


def read_labelled(path: Path) -> list[Labelled]:
    """The verbatims of a file, in its order.

    Raises:
        InputError: the file cannot be read, or one of its rows is not a labelled verbatim.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(str(path), f"lecture impossible ({error.strerror})", "Vérifiez le chemin.") from None
    found = [_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise InputError(str(path), "aucun verbatim étiqueté", "Une ligne JSON par verbatim est attendue.")
    return found


def _row(path: Path, number: int, line: bytes) -> Labelled:
    try:
        raw: dict[str, Any] = orjson.loads(line)
        row = Labelled(
            id=str(raw["id"]),
            text=_typed(raw["text"], str),
            question=raw.get("question") or None,
            source=str(raw.get("source") or ""),
            sentiment=raw["sentiment"],
            informative=_typed(raw["informatif"], bool),
            themes=dict(raw["themes"]),
            irritants=tuple(raw["irritants"]),
            stages=tuple(raw["stages"]),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        raise InputError(
            str(path),
            "ce n'est pas un verbatim étiqueté",
            "Clés attendues : id, text, sentiment, informatif (true ou false), themes, irritants, stages.",
            row=number,
        ) from None
    problem = _problem(row)
    if problem:
        raise InputError(str(path), problem, "Corrigez cette ligne.", row=number)
    return row


def _typed(value: object, kind: type[_V]) -> _V:
    if not isinstance(value, kind):
        raise TypeError
    return value


def _problem(row: Labelled) -> str:
    if row.sentiment not in SENTIMENTS:
        return f"« sentiment » attend {', '.join(SENTIMENTS)}"
    if any(polarity not in POLARITIES for polarity in row.themes.values()):
        return f"la polarité d'un thème attend {', '.join(POLARITIES)}"
    return ""
