from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from voc.errors import NightAlreadyRunningError
from voc.store.lock import LOCK_FILE, NightLock

HOLDER = """
import sys, pathlib
from voc.store.lock import NightLock
with NightLock(pathlib.Path(sys.argv[1])):
    print("tenu", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "tenu\n"
    return process


def test_a_second_night_is_refused_and_told_who_holds_the_folder(tmp_path: Path) -> None:
    process = holder(tmp_path)
    try:
        with pytest.raises(NightAlreadyRunningError) as caught, NightLock(tmp_path):
            pass
    finally:
        process.communicate("")

    assert caught.value.pid == process.pid
    assert f"depuis le {dt.date.today():%d/%m/%Y} à " in str(caught.value)
    assert caught.value.exit_code == 3


def test_the_folder_is_free_again_after_the_night(tmp_path: Path) -> None:
    holder(tmp_path).communicate("")
    with NightLock(tmp_path):
        pass
    with NightLock(tmp_path):
        pass


def test_a_killed_night_holds_nothing(tmp_path: Path) -> None:
    process = holder(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()

    with NightLock(tmp_path):
        assert str(os.getpid()) in (tmp_path / LOCK_FILE).read_text()


def test_the_same_process_is_refused_too(tmp_path: Path) -> None:
    with NightLock(tmp_path), pytest.raises(NightAlreadyRunningError), NightLock(tmp_path):
        pass


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    with NightLock(tmp_path / "nouveau" / "data"):
        assert (tmp_path / "nouveau" / "data" / LOCK_FILE).exists()


@pytest.mark.parametrize("content", ["", "pas du JSON", "[]", '{"pid": 1}', '{"since": "hier", "pid": 2}'])
def test_a_holder_that_said_nothing_sensible_is_still_a_holder(tmp_path: Path, content: str) -> None:
    with NightLock(tmp_path):
        (tmp_path / LOCK_FILE).write_text(content)
        with pytest.raises(NightAlreadyRunningError, match="depuis un instant"), NightLock(tmp_path):
            pass
