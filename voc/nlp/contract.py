"""The tagging contract: JSON lines in, JSON lines out, in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from voc.errors import InputError
from voc.nlp.tagger import TagInput
from voc.records import Evidence, Tagged

if TYPE_CHECKING:
    from voc.nlp.tagger import Tagger

_EXPECTED = 'Attendu : {"id": "...", "text": "...", "question": null, "rating": null}.'


def to_json(tagged: Tagged) -> dict[str, Any]:
    """One answer as the contract writes it, keys in its order; lists best first, the main stage first."""
    return {
        "id": tagged.id,
        "language": tagged.language,
        "informatif": tagged.informative,
        "sentiment": tagged.sentiment,
        "sentiment_scores": dict(tagged.sentiment_scores),
        "themes": [
            {"code": own.code, "polarity": own.polarity, "score": own.score, "evidence": _spans(own.evidence)}
            for own in tagged.themes
        ],
        "irritants": [
            {"code": own.code, "score": own.score, "evidence": _spans(own.evidence)}
            for own in tagged.irritants
        ],
        "stages": [{"code": own.code, "score": own.score} for own in tagged.stages],
        "model": tagged.model,
        "taxonomy": tagged.taxonomy,
    }


def tag_lines(lines: Iterable[bytes | str], tagger: Tagger, batch: int = 500) -> Iterator[dict[str, Any]]:
    """Reads JSON lines, tags them ``batch`` by batch, and gives the answers in the same order.

    Blank lines are passed over; keys that the contract does not name are ignored. An ``id`` comes back as it
    was given, a number included.

    Raises:
        InputError: a line is not what the contract asks for; its number is named, never its content.
    """
    where = getattr(lines, "name", None)
    name = where if isinstance(where, str) and not where.startswith("<") else "entrée standard"
    read = (
        _parsed(name, number, line)
        for number, line in enumerate(lines, 1)
        if line.strip() and line.strip() != _BOM
    )
    while items := list(islice(read, batch)):
        answers = tagger.tag([item for _, item in items])
        for (given, _), answer in zip(items, answers, strict=True):
            yield to_json(answer) | {"id": given}


_BOM = b"\xef\xbb\xbf"


def _parsed(name: str, number: int, line: bytes | str) -> tuple[str | int, TagInput]:
    line = line.removeprefix(_BOM) if isinstance(line, bytes) else line.removeprefix("\ufeff")
    try:
        raw = orjson.loads(line)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        raise InputError(name, "ce n'est pas du JSON en UTF-8", _EXPECTED, row=number) from None
    problem = _problem(raw)
    if problem:
        raise InputError(name, problem, _EXPECTED, row=number)
    rating = raw.get("rating")
    return raw["id"], TagInput(
        id=str(raw["id"]),
        text=raw["text"] or "",
        question=raw.get("question"),
        rating=float(rating) if isinstance(rating, int | float) else None,
        language=raw.get("language") or "fr",
    )


def _problem(raw: object) -> str:
    if not isinstance(raw, dict):
        return "un objet JSON est attendu"
    identifier = raw.get("id")
    if not isinstance(identifier, str | int) or isinstance(identifier, bool):
        return "« id » manque, ou n'est ni un texte ni un nombre entier"
    if "text" not in raw or not isinstance(raw["text"], str | None):
        return "« text » manque, ou n'est pas un texte"
    for key in ("question", "language"):
        if not isinstance(raw.get(key), str | None):
            return f"« {key} » n'est pas un texte"
    return ""


def _spans(found: Sequence[Evidence]) -> list[list[int]]:
    return [[own.start, own.end] for own in found]
