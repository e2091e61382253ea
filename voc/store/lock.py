"""One night at a time on a data folder."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from voc.errors import NightAlreadyRunningError

LOCK_FILE = "night.lock"


class NightLock:
    """Held while a night works on a folder. The system lets go of it when the process ends, however it does.

    The file stays; what it says (process, since when) only serves the sentence of a refusal.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_FILE
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Takes the lock at once or not at all.

        Raises:
            NightAlreadyRunningError: another night holds it.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            since, pid = _holder(descriptor)
            os.close(descriptor)
            raise NightAlreadyRunningError(since, pid) from None
        except BaseException:
            os.close(descriptor)
            raise
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "since": now}).encode(), 0)
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def _holder(descriptor: int) -> tuple[str, int | None]:
    """Since when, as a person says it, and which process; the holder may not have said it yet."""
    try:
        said = json.loads(os.pread(descriptor, 1000, 0))
        since = dt.datetime.fromisoformat(said["since"])
        return f"le {since:%d/%m/%Y à %H:%M}", int(said["pid"])
    except (ValueError, KeyError, TypeError):
        return "un instant", None
