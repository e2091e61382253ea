"""Builders shared by the tests of the sources: a configuration, a file, what is read of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from voc.records import Completeness, RawReject, RawResponse
from voc.settings import Limits
from voc.sources import open_source
from voc.sources.config import SourceConfig

#: "Today" of every test.
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
FILES = Path(__file__).parent / "files"


def survey(path: Path, **changes: Any) -> SourceConfig:
    """A survey with one open question and an NPS, changed as asked."""
    said: dict[str, Any] = {
        "id": "enquete",
        "format": "csv",
        "path": str(path),
        "brand": "Brise",
        "channel": "enquete",
        "kind": "survey",
        "solicited": True,
        "columns": {"native_id": "ID", "created_at": "Date"},
        "questions": [{"column": "Pourquoi ?"}],
        "scores": [{"column": "NPS", "metric": "nps", "min": 0, "max": 10}],
    }
    return SourceConfig.model_validate(said | changes)


@dataclass
class Read:
    """All that one source gave, file after file."""

    responses: list[RawResponse]
    rejects: list[RawReject]
    completeness: list[Completeness]
    message: str

    @property
    def texts(self) -> list[str]:
        return [answer.text for response in self.responses for answer in response.answers]

    @property
    def values(self) -> list[float]:
        return [score.value for response in self.responses for score in response.scores]

    @property
    def codes(self) -> list[tuple[int, str]]:
        return [(reject.row, reject.code) for reject in self.rejects]


def read_all(config: SourceConfig, limits: Limits | None = None, **options: Any) -> Read:
    """Reads every file of a source to its end."""
    source = open_source(config, limits or Limits(), "Europe/Paris", now=options.pop("now", NOW), **options)
    result = Read([], [], [], "")
    for file in source.files():
        reading = source.read(file)
        for item in reading:
            (result.rejects if isinstance(item, RawReject) else result.responses).append(item)  # type: ignore[arg-type]
        result.completeness.append(reading.completeness)
        result.message += reading.message or ""
    return result


@pytest.fixture
def drop(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file as some tool would: text in an encoding, or bytes as they are."""

    def write(content: str | bytes, name: str = "export.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def read_csv(drop: Callable[..., Path]) -> Callable[..., Read]:
    """Writes a CSV and reads it with the survey mapping."""

    def read(content: str | bytes, encoding: str = "utf-8", **changes: Any) -> Read:
        return read_all(survey(drop(content, encoding=encoding), **changes))

    return read
