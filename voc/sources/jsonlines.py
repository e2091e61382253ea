"""JSON lines, and the one-document JSON that tools export instead (``[…]`` or ``{"data": […]}``).

Both are streamed: an array of any length is read item by item. Keys of nested objects are written with
dots (``answers.pourquoi``), places in a list with their number (``answers.0.text``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

from voc.errors import SourceError
from voc.records import RawReject
from voc.sources.documents import ABSENT, LISTS, Document, NoListError, loads, spoken_json
from voc.sources.encoding import detect
from voc.sources.sniff import What, refuse_others
from voc.sources.table import Heading, Row, Table
from voc.sources.values import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from voc.settings import Limits
    from voc.sources._base import Notes
    from voc.sources.config import SourceConfig

_SCANNED = 1000
_CHUNK = 1 << 16


class JsonTable(Table):
    """A file of JSON objects.

    Raises:
        SourceError: not JSON, empty, or one object without a list of answers.
    """

    def __init__(self, path: Path, name: str, config: SourceConfig, limits: Limits) -> None:
        super().__init__(config.id, name)
        refuse_others(path, {What.JSON}, config.id, name, "un fichier JSON")
        self._encoding = detect(path, config.encoding, config.id, name)
        self._path = path
        self._max_cell = limits.max_cell_chars
        self._max_record = 8 * limits.max_cell_chars
        self._lines = self._is_lines()
        names: dict[str, None] = {}
        scanned = 0
        for _number, record in islice(self._records(None), _SCANNED):
            scanned += 1
            if isinstance(record, dict):
                names.update(dict.fromkeys(_paths(record)))
        if not names and scanned:
            raise SourceError(
                config.id,
                name,
                "aucun objet JSON lisible",
                "Une réponse par ligne est attendue, ou une liste.",
            )
        self.headings = tuple(Heading(key) for key in names)
        self.details = {
            "encodage": self._encoding.label,
            "forme": "un objet par ligne" if self._lines else "document",
        }

    @property
    def encoding(self) -> str:
        """The codec that reads the file."""
        return self._encoding.codec

    def look_for(self, wanted: Iterable[str]) -> list[str]:
        """Adds the keys that only later records hold; returns those that no record holds."""
        missing = [name for name in dict.fromkeys(wanted) if self.find(name) is None]
        if missing:
            paths = {name: _steps(name) for name in missing}
            for _number, record in self._records(None):
                if isinstance(record, dict):
                    for name in [n for n, steps in paths.items() if _get(record, n, steps) is not ABSENT]:
                        self.headings += (Heading(name),)
                        del paths[name]
                if not paths:
                    break
            missing = list(paths)
        return missing

    def rows(self, columns: Sequence[int], notes: Notes) -> Iterator[Row | RawReject]:
        """See ``Table.rows``; ``number`` is the line, or the place in the list."""
        if self._encoding.cut:
            notes.cut("le fichier s'arrête au milieu d'un caractère")
        wanted = [(self.headings[index].name, _steps(self.headings[index].name)) for index in columns]
        for number, record in self._records(notes):
            if isinstance(record, RawReject):
                yield record
                continue
            cells = tuple(_cell(_get(record, name, steps)) for name, steps in wanted)
            if any(type(cell) is str and len(cell) > self._max_cell for cell in cells):
                yield RawReject(number, "cell_too_long", f"texte de plus de {self._max_cell} caractères")
            elif record:
                yield Row(number, cells)

    def _is_lines(self) -> bool:
        """One object a line, or one document over the whole file."""
        with self._encoding.open(self._path) as handle:
            first, second = _next_line(handle, self._max_record), _next_line(handle, self._max_record)
        head = first.lstrip("\ufeff \t")
        if head.startswith("["):
            return False
        whole = loads(first)
        if isinstance(whole, dict):
            return bool(second) or not any(isinstance(whole.get(key), list) for key in LISTS)
        return isinstance(loads(second), dict)

    def _records(self, notes: Notes | None) -> Iterator[tuple[int, dict[str, Any] | RawReject]]:
        with self._encoding.open(self._path) as handle:
            if self._lines:
                yield from _from_lines(handle, self._max_record, notes)
            else:
                try:
                    yield from Document(handle, self._max_record, notes)
                except NoListError:
                    raise SourceError(
                        self.source,
                        self.name,
                        "aucune liste de réponses dans ce document JSON",
                        f"Attendu : une liste, ou un objet avec une clé {', '.join(LISTS[:4])}…",
                    ) from None


def _from_lines(
    handle: TextIO, limit: int, notes: Notes | None
) -> Iterator[tuple[int, dict[str, Any] | RawReject]]:
    number = 0
    while line := handle.readline(limit):
        number += 1
        ended = line.endswith(("\n", "\r"))
        if not ended and len(line) >= limit:
            while (more := handle.readline(_CHUNK)) and not more.endswith("\n"):
                pass
            yield number, RawReject(number, "line_too_long", "ligne qui n'en finit pas")
            continue
        text = line.strip("\ufeff\0 \t\r\n,")
        if not text:
            continue
        record = loads(text)
        if isinstance(record, dict):
            yield number, record
        elif record is ABSENT:
            if not ended and notes is not None:
                notes.cut("la dernière ligne est coupée")
            yield number, RawReject(number, "bad_json", "JSON illisible", content=spoken_json(text))
        else:
            yield number, RawReject(number, "not_an_object", "un objet JSON { … } était attendu")


def _next_line(handle: TextIO, limit: int) -> str:
    """The next line that is not blank; only the start of one that is longer than a record may be."""
    while line := handle.readline(limit):
        text = line.strip("\ufeff\0 \t\r\n")
        if len(line) >= limit and not line.endswith(("\n", "\r")):
            while (more := handle.readline(_CHUNK)) and not more.endswith(("\n", "\r")):
                pass
            return text[:100]
        if text:
            return text
    return ""


def _paths(record: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[str]:
    """The dotted names of the values of an object; lists of objects are left to be named by hand."""
    for key, value in record.items():
        if isinstance(value, Mapping) and depth < 5:
            yield from _paths(value, f"{prefix}{key}.", depth + 1)
        elif not (isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value)):
            yield f"{prefix}{key}"


def _steps(name: str) -> tuple[str, ...]:
    return tuple(name.split("."))


def _get(record: Any, name: str, steps: tuple[str, ...]) -> Any:  # noqa: ANN401
    if name in record:
        return record[name]
    value = record
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step, ABSENT)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:6]) < len(value):
            value = value[int(step[:6])]
        else:
            return ABSENT
    return value


def _cell(value: Any) -> Cell:  # noqa: ANN401
    """A JSON value as a cell: a list of words is joined, an object is nothing that can be read."""
    if isinstance(value, int) and abs(value) >= 10**15:
        return str(value)  # an identifier, that a float would round
    if isinstance(value, (str, int, float)) or value is None:
        return value
    if isinstance(value, list):
        return ", ".join(str(item) for item in value if isinstance(item, (str, int, float)))
    return None
