"""The promise of the nights: run twice, killed anywhere, started together, they end in the same tables."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.conftest import DEMO, ROOT, Voc
from voc.night.status import read_status
from voc.store.export import canonical


def tables(night: Voc) -> dict[str, str]:
    return canonical(night.data / "voc.duckdb")


@pytest.fixture(scope="module")
def reference(demo_night: Voc) -> dict[str, str]:
    return tables(demo_night)


@pytest.fixture(scope="module")
def seconds(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long an undisturbed night takes here and now."""
    night = Voc(tmp_path_factory.mktemp("timing") / "data")
    start = time.monotonic()
    assert night("night").returncode == 0
    return time.monotonic() - start


@pytest.mark.slow
def test_a_second_night_changes_nothing(voc: Voc, reference: dict[str, str]):
    for _ in range(2):
        done = voc("night")
        assert done.returncode == 0, done.stderr
        assert tables(voc) == reference


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(1, 11))
def test_a_killed_night_resumes_to_the_same_tables(
    voc: Voc, reference: dict[str, str], seconds: float, moment: int
):
    process = voc.start("night")
    time.sleep(seconds * moment / 11)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = voc("night")
    assert done.returncode == 0, done.stderr
    assert tables(voc) == reference
    leftovers = [
        p.name for p in voc.data.iterdir() if p.suffix in {".tmp", ".part"} or p.name.endswith(".wal")
    ]
    assert leftovers == []


@pytest.mark.slow
def test_a_killed_night_is_shown_as_interrupted(voc: Voc):
    process = voc.start("night")
    while (status := read_status(voc.data)) is None or status.state != "running":
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.communicate()
    interrupted = read_status(voc.data)
    assert interrupted is not None
    assert interrupted.state == "interrupted"
    shown = voc("status")
    assert shown.returncode == 1
    assert "interrompue" in shown.stdout


@pytest.mark.slow
def test_the_second_of_two_nights_refuses_politely(voc: Voc, reference: dict[str, str]):
    first = voc.start("night")
    while (status := read_status(voc.data)) is None or status.state != "running":
        assert first.poll() is None
        time.sleep(0.05)
    second = voc("night")
    assert second.returncode == 3
    assert "déjà en cours" in second.stderr
    assert "Traceback" not in second.stderr
    first.communicate(timeout=250)
    assert first.returncode == 0
    assert tables(voc) == reference


def project(folder: Path) -> tuple[Voc, Path]:
    """A copy of the sample's configuration and files that a test may change."""
    for part in ("configs", "examples"):
        shutil.copytree(ROOT / part, folder / part)
    night = Voc(folder / "data")
    night.environment["VOC_CONFIG"] = str(folder / "configs" / DEMO.name)
    return night, folder / "examples" / "inbox"


@pytest.mark.slow
def test_a_file_dropped_again_under_another_name_adds_nothing(tmp_path: Path, reference: dict[str, str]):
    night, inbox = project(tmp_path)
    assert night("night").returncode == 0
    copied = 0
    for file in sorted(inbox.glob("*/*.*")):
        shutil.copy(file, file.with_name(f"a-copie-{file.name}"))
        copied += 1
    assert copied >= 4
    done = night("night")
    assert done.returncode == 0, done.stderr
    assert tables(night) == reference
