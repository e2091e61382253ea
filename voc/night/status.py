"""What is known of the last night, in a small file that anyone may read at any time.

The store says what nights did once they ended; a night that was killed cannot write its end. This file
is written when a night starts and when it ends, so that an interrupted night never looks like a
finished or an empty one.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

STATUS_FILE = "night.json"
STATE_FR = {
    "running": "en cours",
    "completed": "complète",
    "degraded": "dégradée",
    "failed": "en échec",
    "interrupted": "interrompue",
}


@dataclass(slots=True)
class SourceLine:
    """One source of one night, as shown to people."""

    source_id: str
    completeness: str
    files: int
    files_known: int
    rows: int
    new: int
    edited: int
    unchanged: int
    rejected: int
    message: str | None


@dataclass(slots=True)
class NightStatus:
    """A night's state: ``running``, ``completed``, ``degraded``, ``failed`` or ``interrupted``."""

    run_id: str
    flow: str
    state: str
    started_at: str
    pid: int
    ended_at: str | None = None
    message: str | None = None
    tagged: int = 0
    sources: list[SourceLine] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Replaces the file atomically."""
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".night-")
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2))
        Path(temporary).replace(folder / STATUS_FILE)


def read_status(folder: Path) -> NightStatus | None:
    """The last night's state; ``interrupted`` when its process is gone; None before the first night."""
    file = folder / STATUS_FILE
    if not file.exists():
        return None
    raw: dict[str, Any] = orjson.loads(file.read_bytes())
    raw["sources"] = [SourceLine(**line) for line in raw["sources"]]
    status = NightStatus(**raw)
    if status.state == "running" and not _alive(status.pid):
        status.state = "interrupted"
        status.message = (
            "La nuit a été interrompue avant sa fin ; la prochaine reprend où elle s'est arrêtée."
        )
    return status


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
