"""``voc scrub``: JSON lines whose texts lose their personal data and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from voc.errors import InputError
from voc.text.aligned import Aligned
from voc.text.clean import clean
from voc.text.privacy import Found, Scrubbed, Scrubber

_TO_DO = 'Chaque ligne doit être un objet JSON, comme {"id": "1", "text": "Merci à toute l\'équipe"}.'


def scrub_lines(lines: Iterable[bytes | str], name: str = "entrée") -> Iterator[dict[str, Any]]:
    """Scrubs the ``text`` of each JSON line; its other keys stay as they are.

    Args:
        lines: JSON objects with at least a ``text``, a string or null; empty lines are passed over.
        name: what the user calls this input, for error sentences.

    Yields:
        The same objects, ``text`` without personal data (the rest of it byte for byte the same), and
        ``found``: the type, start and end of each find, in characters of the text that was given.

    Raises:
        InputError: a line is not such an object; the sentence tells its row, never its content.
    """
    scrubber = Scrubber()
    for row, line in enumerate(lines, start=1):
        raw = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
        if row == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if not raw.strip():
            continue
        item = _parsed(raw, name, row)
        text = item["text"]
        scrubbed = scrub_exactly(scrubber, text) if text else Scrubbed(Aligned.of(""), ())
        yield {
            **item,
            "text": scrubbed.aligned.text if text else text,
            "found": [
                {"type": found.type, "start": found.start, "end": found.end} for found in scrubbed.found
            ],
        }


def scrub_exactly(scrubber: Scrubber, text: str) -> Scrubbed:
    """Scrubs a text without mending it, yet finds what broken encodings, entities and spaces hide."""
    aligned = Aligned.of(text)
    found: list[Found] = []
    while spans := _spans(scrubber, aligned.text):
        found += (Found(kind, *aligned.original(start, end)) for start, end, kind in spans)
        aligned = aligned.replace([(start, end, f"[{kind}]") for start, end, kind in spans])
    return Scrubbed(aligned, tuple(sorted(found, key=lambda item: (item.start, item.end))))


def _spans(scrubber: Scrubber, text: str) -> list[tuple[int, int, str]]:
    """What to replace: seen in the mended text first, then in the text as it is (inside tags…)."""
    mended = clean(text)
    spans: list[tuple[int, int, str]] = []
    for item in scrubber.find(mended.text):
        start, end = mended.original(item.start, item.end)
        if not spans or start >= spans[-1][1]:
            spans.append((start, end, item.type))
    if spans or mended.text == text:
        return spans
    return [(item.start, item.end, item.type) for item in scrubber.find(text)]


def _parsed(raw: bytes, name: str, row: int) -> dict[str, Any]:
    try:
        item = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise InputError(name, "ce n'est pas du JSON", _TO_DO, row=row) from None
    if not isinstance(item, dict):
        raise InputError(name, "ce n'est pas un objet JSON", _TO_DO, row=row)
    if "text" not in item:
        raise InputError(name, "la clé « text » manque", _TO_DO, row=row)
    if item["text"] is not None and not isinstance(item["text"], str):
        raise InputError(name, "« text » n'est pas un texte", _TO_DO, row=row)
    return item
