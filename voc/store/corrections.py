"""What analysts say against the model: a journal of their own, which the night merges into the store.

The journal (``corrections.jsonl``) is only ever appended to, one JSON object a line, and may be written at
any moment, a night included. Nothing in it is changed or removed: the last correction of a verbatim and
code is the one in force (view ``latest_corrections``), and it outlives every new reading.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from voc.store.bulk import stage
from voc.store.connection import transaction
from voc.store.figures_state import mark_stale

if TYPE_CHECKING:
    from voc.store.working import Store

TAG_KINDS = ("theme", "irritant", "stage")
SENTIMENTS = ("positif", "negatif", "mixte", "neutre")
POLARITIES = ("positif", "negatif", "mixte")
ACTIONS = ("add", "remove", "set")

_COLUMNS = {
    "correction_id": "VARCHAR",
    "verbatim_id": "VARCHAR",
    "kind": "VARCHAR",
    "code": "VARCHAR",
    "action": "VARCHAR",
    "polarity": "VARCHAR",
    "analyst": "VARCHAR",
    "made_at": "TIMESTAMPTZ",
    "comment": "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that an analyst says of one verbatim.

    Attributes:
        verbatim_id: of which verbatim.
        kind: ``theme``, ``irritant``, ``stage`` or ``sentiment``.
        code: the taxonomy's code; for the sentiment, what it is (``positif``, ``negatif``…).
        action: ``add`` or ``set`` (it is so, whatever the model says), ``remove`` (it is not so).
        polarity: of a theme.
        analyst: who says it.
        made_at: when, with a time zone.
        comment: why.
    """

    verbatim_id: str
    kind: str
    code: str
    action: str
    analyst: str
    made_at: dt.datetime
    polarity: str | None = None
    comment: str | None = None

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise ValueError(problem)

    @property
    def correction_id(self) -> str:
        """The same for the same correction, however often it is read."""
        return hashlib.blake2b(self.to_line(), digest_size=16).hexdigest()

    def to_line(self) -> bytes:
        """One line of the journal."""
        moment = self.made_at.astimezone(dt.UTC).isoformat()
        return orjson.dumps(
            {**asdict(self), "made_at": moment}, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
        )

    @classmethod
    def from_line(cls, line: bytes) -> Correction:
        """Reads one line of the journal.

        Raises:
            ValueError: it is not a correction.
        """
        raw: Any = orjson.loads(line)
        if not isinstance(raw, dict):
            raise ValueError("un objet JSON est attendu")  # noqa: TRY004 - the line is wrong, not the call
        try:
            return cls(**{**raw, "made_at": dt.datetime.fromisoformat(raw.get("made_at", ""))})
        except TypeError as error:
            raise ValueError(str(error)) from None

    def _problem(self) -> str | None:
        texts = (self.verbatim_id, self.kind, self.code, self.action, self.analyst)
        if not all(isinstance(text, str) and text for text in texts):
            return "verbatim, nature, code, action et analyste sont des textes obligatoires"
        if self.kind not in (*TAG_KINDS, "sentiment"):
            return f"nature inconnue : {self.kind}"
        if self.action not in ACTIONS:
            return f"action inconnue : {self.action}"
        if self.made_at.tzinfo is None:
            return "la date doit porter son fuseau horaire"
        if self.kind == "sentiment":
            return None if self.code in SENTIMENTS else f"sentiment inconnu : {self.code}"
        if self.kind == "theme" and self.action != "remove":
            return (
                None
                if self.polarity in POLARITIES
                else "la polarité d'un thème est positif, negatif ou mixte"
            )
        return None if self.polarity is None else "seul un thème porte une polarité"


@dataclass(slots=True)
class Merge:
    """What a merge found: corrections new to the store, already there, and lines that are none."""

    merged: int = 0
    known: int = 0
    refused_lines: list[int] = field(default_factory=list)


def append_correction(journal: Path, correction: Correction) -> None:
    """Adds one line and waits until the disk holds it. Several processes may do so at once."""
    journal.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(journal, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        # A writer that was killed may have left half a line: ours must not be glued to it.
        mended = b"" if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n" else b"\n"
        line = mended + correction.to_line()
        while line:
            line = line[os.write(descriptor, line) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def merge_journal(store: Store, journal: Path) -> Merge:
    """Takes into the store what the journal holds and the store does not; doing it again changes nothing.

    A last line without its line feed is still being written and waits for the next merge. Lines that are
    no corrections are counted by their number and left where they are.

    Raises:
        StoreError: nothing was written.
    """
    result = Merge()
    if not journal.exists():
        return result
    found: dict[str, Correction] = {}
    for number, line in _whole_lines(journal):
        try:
            correction = Correction.from_line(line)
        except ValueError:
            result.refused_lines.append(number)
        else:
            found.setdefault(correction.correction_id, correction)
    if not found:
        return result
    connection = store.connection
    with transaction(connection, store.path):
        stage(connection, "in_corrections", _COLUMNS, (_row(key, found[key]) for key in sorted(found)))
        connection.execute(
            "DELETE FROM in_corrections WHERE correction_id IN (SELECT correction_id FROM corrections)"
        )
        row = connection.execute("SELECT count(*) FROM in_corrections").fetchone()
        result.merged = row[0] if row else 0
        result.known = len(found) - result.merged
        if result.merged:
            connection.execute("INSERT INTO corrections BY NAME SELECT * FROM in_corrections")
            mark_stale(connection)
        connection.execute("DROP TABLE temp.in_corrections")
    return result


def _whole_lines(journal: Path) -> Iterator[tuple[int, bytes]]:
    with journal.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.endswith(b"\n") and line.strip():
                yield number, line


def _row(key: str, c: Correction) -> tuple[object, ...]:
    return (key, c.verbatim_id, c.kind, c.code, c.action, c.polarity, c.analyst, c.made_at, c.comment)
