"""What every file source is: a list of files, and for each a stream of responses and rejects.

A source never keeps a file in memory. It says of each reading whether the file was whole
(``completeness``) and what a person should know of it (``message``, French, without any cell's content).
"""

from __future__ import annotations

import datetime as dt
import glob
import hashlib
import json
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voc.errors import SourceError
from voc.records import Completeness, RawReject, RawResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voc.settings import Limits
    from voc.sources.config import SourceConfig

#: Raised when the readers read the same bytes differently: every file is then read again.
READER_VERSION = 1
#: What a source's configuration says that changes nothing to what is read.
_NOT_READING = {"id", "path"}
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One unit of reading, known by its bytes. ``paths``: the files of a unit that has several."""

    path: Path
    name: str
    size: int
    sha256: str
    paths: tuple[Path, ...] = ()


@dataclass
class Notes:
    """What a reading has to say besides its rows."""

    said: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    truncated: bool = False

    def say(self, sentence: str) -> None:
        """Adds a sentence, once."""
        if sentence not in self.said:
            self.said.append(sentence)

    def cut(self, sentence: str) -> None:
        """The file stops before its end; what came before is good."""
        self.truncated = True
        self.say(sentence)


class Reading:
    """The rows of one file, to be iterated once; then ``completeness`` and ``message`` are known.

    Until its end is reached a reading counts as ``FAILED``: nothing is complete by default.
    """

    def __init__(self, rows: Iterator[RawResponse | RawReject], notes: Notes, file: SourceFile) -> None:
        self._rows = rows
        self._notes = notes
        self._file = file
        self._before = _stat(file)
        self.completeness = Completeness.FAILED

    def __iter__(self) -> Iterator[RawResponse | RawReject]:
        return self

    def __next__(self) -> RawResponse | RawReject:
        try:
            return next(self._rows)
        except StopIteration:
            if _stat(self._file) != self._before:
                self._notes.cut("le fichier a changé pendant la lecture : il sera relu à la prochaine nuit")
            self.completeness = Completeness.TRUNCATED if self._notes.truncated else Completeness.COMPLETE
            raise

    @property
    def message(self) -> str | None:
        """One French paragraph about this file, or nothing."""
        if not self._notes.said:
            return None
        return f"{self._file.name} : " + " ; ".join(self._notes.said) + "."


class FileSource(ABC):
    """One configured feed of files.

    Args:
        config: what the feed is and which column holds what; its ``path`` is absolute.
        limits: what is too big.
        timezone: IANA name, for dates written without one.
        key: secret that enters the identifiers made from a row's own words, when the file has none:
            without it, a short secret in a text (a telephone number) could be found again by trial.
        now: dates later than this (and two days) are refused; the clock's by default.

    Raises:
        SourceError: the time zone is unknown.
    """

    def __init__(
        self,
        config: SourceConfig,
        limits: Limits,
        timezone: str,
        *,
        key: bytes = b"",
        now: dt.datetime | None = None,
    ) -> None:
        self.config = config
        self.limits = limits
        self.timezone = timezone
        self.key = key
        self.now = now or dt.datetime.now(dt.UTC)
        try:
            self.zone = ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SourceError(
                config.id, timezone, "fuseau horaire inconnu", "Donnez un nom comme Europe/Paris."
            ) from None
        self._last: Reading | None = None

    @property
    def mapping_hash(self) -> str:
        """Changes with all that would make the same bytes read differently (32 hexadecimal digits)."""
        said = self.config.model_dump(mode="json", exclude=_NOT_READING)
        parts = [READER_VERSION, self.timezone, self.limits.max_cell_chars, _data_hash(), said]
        canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def files(self) -> list[SourceFile]:
        """The files that match ``path`` now, sorted by name; none when the folder is there but empty.

        Raises:
            SourceError: the folder, or a file named without ``*``, is not there or cannot be opened.
        """
        pattern = self.config.path
        found = self._matching(pattern)
        anchor = _anchor(pattern)
        files = []
        for path in found:
            try:
                name = str(path.relative_to(anchor)) if anchor != path else path.name
                files.append(SourceFile(path, name, path.stat().st_size, file_hash(path)))
            except OSError as error:
                raise self.problem(path.name, f"lecture impossible ({error.strerror})") from None
        return sorted(files, key=lambda file: file.name)

    def _matching(self, pattern: str) -> list[Path]:
        path = Path(pattern)
        if path.exists() or not glob.has_magic(pattern):  # "avis [2].csv" is a name before it is a pattern
            if not path.exists():
                raise self.problem(path.name, "introuvable", f"Vérifiez `path` dans la source : {pattern}.")
            if path.is_dir():
                return [p for p in path.iterdir() if p.is_file() and not _is_leftover(p)]
            return [path]
        if not _anchor(pattern).is_dir():
            raise self.problem(
                str(_anchor(pattern)), "dossier introuvable", "Créez-le ou corrigez `path` dans la source."
            )
        return [p for p in self._globbed(pattern) if p.is_file() and not _is_leftover(p)]

    def _globbed(self, pattern: str) -> list[Path]:
        """Files and folders that match, in no order."""
        anchor = _anchor(pattern)
        try:
            return list(anchor.glob(str(Path(pattern).relative_to(anchor))))
        except (ValueError, NotImplementedError):
            raise self.problem(
                pattern,
                "motif de fichiers invalide",
                "`**` doit être seul entre deux barres : dossier/**/*.csv.",
            ) from None

    def read(self, file: SourceFile) -> Reading:
        """Starts reading one file; see :class:`Reading`.

        Raises:
            SourceError: (while iterating, before the first row) the file as a whole cannot be read.
        """
        notes = Notes()
        self._last = Reading(self._guarded(file, notes), notes, file)
        return self._last

    @property
    def completeness(self) -> Completeness:
        """Of the last reading."""
        return self._last.completeness if self._last else Completeness.FAILED

    @property
    def message(self) -> str | None:
        """Of the last reading."""
        return self._last.message if self._last else None

    def problem(self, where: str, problem: str, to_do: str = "") -> SourceError:
        """A whole-file error that names this source."""
        return SourceError(self.config.id, where, problem, to_do)

    def _guarded(self, file: SourceFile, notes: Notes) -> Iterator[RawResponse | RawReject]:
        limit = self.limits.max_file_mb
        if file.size > limit * 1_000_000:
            raise self.problem(
                file.name,
                f"fichier trop gros ({file.size // 1_000_000} Mo, limite {limit} Mo)",
                "Découpez l'export par période, ou relevez limits.max_file_mb dans voc.toml.",
            )
        try:
            yield from self._rows(file, notes)
        except OSError as error:
            raise self.problem(
                file.name, f"lecture impossible ({error.strerror or 'erreur du disque'})"
            ) from None
        except UnicodeError:
            # The encoding was checked from end to end a moment ago.
            raise self.problem(
                file.name,
                "le fichier a changé pendant la lecture",
                "Relancez la nuit une fois la copie finie.",
            ) from None

    @abstractmethod
    def _rows(self, file: SourceFile, notes: Notes) -> Iterator[RawResponse | RawReject]:
        """The rows of one file, streamed."""


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    state = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            state.update(chunk)
    return state.hexdigest()


def _anchor(pattern: str) -> Path:
    """The folder that stands before the first ``*`` of a pattern (or the file's own)."""
    if Path(pattern).exists() or not glob.has_magic(pattern):
        return Path(pattern) if Path(pattern).is_dir() else Path(pattern).parent
    parts = Path(pattern).parts
    fixed = next(index for index, part in enumerate(parts) if glob.has_magic(part))
    return Path(*parts[:fixed]) if fixed else Path()


def _is_leftover(path: Path) -> bool:
    """Excel's lock files, hidden files and downloads that are not over are nobody's answers."""
    return path.name.startswith((".", "~$")) or path.suffix.lower() in {
        ".part",
        ".crdownload",
        ".tmp",
        ".download",
    }


def _stat(file: SourceFile) -> list[tuple[int, int]]:
    found = []
    for path in file.paths or (file.path,):
        try:
            stat = path.stat()
        except OSError:
            found.append((-1, -1))
        else:
            found.append((stat.st_size, stat.st_mtime_ns))
    return found


def _data_hash() -> str:
    """Of the word lists and presets, which change what is read as code does."""
    folder = resources.files("voc.sources")
    names = ["words.toml", *sorted(f"presets/{item.name}" for item in folder.joinpath("presets").iterdir())]
    state = hashlib.sha256()
    for name in names:
        if name.endswith(".toml"):
            state.update(folder.joinpath(name).read_bytes())
    return state.hexdigest()
