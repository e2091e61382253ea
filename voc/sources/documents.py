"""Values of JSON, one at a time: a line, or an item of the list that a document holds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TextIO

import orjson

from voc.records import RawReject
from voc.sources.table import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voc.sources._base import Notes

#: Keys under which tools put their list of answers.
LISTS = (
    "data", "responses", "reviews", "items", "results", "records", "rows", "comments", "posts",
    "avis", "reponses", "réponses", "commentaires",
)  # fmt: skip
_CHUNK = 1 << 16
_SPACE = re.compile(r"[\s,]*")
_NEXT_OBJECT = re.compile(r"\}\s*,\s*(?=\{)")
_STRINGS = re.compile(r'"((?:[^"\\]|\\.){1,5000})"')


class NoListError(Exception):
    """A document without any list of answers."""


class Absent:
    """Not there: ``None`` is a value in JSON."""


ABSENT = Absent()


def loads(text: str) -> Any:  # noqa: ANN401  # any JSON value
    """The value of a text, or ``ABSENT`` when it is no JSON."""
    try:
        return orjson.loads(text)
    except (ValueError, RecursionError):
        pass
    try:  # NaN, half characters: what Python's own writer puts out and orjson refuses
        return json.loads(text)
    except (ValueError, RecursionError):
        return ABSENT


class Document:
    """The items of the list that a JSON document holds, read through a window of its text."""

    def __init__(self, handle: TextIO, limit: int, notes: Notes | None) -> None:
        self._handle = handle
        self._limit = limit
        self._notes = notes
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._at = 0

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any] | RawReject]]:
        if not self._find_list():
            raise NoListError
        number = 0
        keys: frozenset[str] = frozenset()
        while True:
            start = self._peek()
            if start == "]":
                return
            if not start:
                self._cut(number)
                return
            item = self._value()
            number += 1
            if item is ABSENT:
                content = spoken_json(self._text[self._at : self._at + 5000])
                yield number, RawReject(number, "bad_json", "élément JSON illisible", content=content)
                if not self._resume(keys):
                    self._cut(number - 1)
                    return
            elif isinstance(item, dict):
                keys = keys or frozenset(item)
                yield number, item
            else:
                yield number, RawReject(number, "not_an_object", "un objet JSON { … } était attendu")

    def _find_list(self) -> bool:
        """Moves to the first item of the list; false when the document has none."""
        start = self._peek()
        if start == "[":
            self._at += 1
            return True
        if start != "{":
            return False
        self._at += 1
        while self._peek() == '"':
            key = self._value()
            if key is ABSENT or self._peek() != ":":
                return False
            self._at += 1
            if self._peek() == "[" and key in LISTS:
                self._at += 1
                return True
            if self._value() is ABSENT:
                return False
        return False

    def _peek(self) -> str:
        """The next sign that is neither a space nor a comma; empty at the end of the file."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text) and self._text[self._at] not in "\ufeff\0":
                return self._text[self._at]
            if self._at < len(self._text):
                self._at += 1
            elif not self._more():
                return ""

    def _value(self) -> Any:  # noqa: ANN401  # any JSON value
        """The value that starts here, or ``ABSENT`` when it is broken, endless or cut."""
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                if len(self._text) - self._at > self._limit or not self._more():
                    return ABSENT
            else:
                return value

    def _more(self) -> bool:
        # Reading as much again as is held keeps the cost of a long item linear.
        chunk = self._handle.read(max(_CHUNK, len(self._text) - self._at))
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)

    def _resume(self, keys: frozenset[str]) -> bool:
        """Moves past a broken item, to the next object that has the keys of the first one."""
        for match in _NEXT_OBJECT.finditer(self._text, self._at + 1):
            try:
                item, _end = self._decoder.raw_decode(self._text, match.end())
            except (ValueError, RecursionError):
                continue
            if isinstance(item, dict) and len(keys & item.keys()) * 2 > len(keys):
                self._at = match.end()
                return True
        return False

    def _cut(self, read: int) -> None:
        if self._notes is not None:
            self._notes.cut(f"le document JSON est coupé ou illisible après l'élément {read}")


def spoken_json(text: str) -> str:
    """The sentences of a piece of JSON: what may be kept of one that cannot be read."""
    return spoken(match[1] for match in _STRINGS.finditer(text[:20_000]))
