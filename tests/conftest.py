"""What every test starts from: no setting of the person who runs them, no telemetry."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "configs" / "demo.toml"

for name in [name for name in os.environ if name.startswith(("VOC_", "PREFECT_"))]:
    if not name.startswith("VOC_TEST_"):
        del os.environ[name]
os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"


class Voc:
    """Runs the command line in a process of its own, as a user does."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {**os.environ, "VOC_DATA_DIR": str(data), "VOC_CONFIG": str(DEMO)}

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-c", "from voc.cli import main; main()", *args]

    def __call__(self, *args: str, timeout: float = 280) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*args),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def start(self, *args: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*args),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture
def voc(tmp_path: Path) -> Voc:
    """The command line over a data folder of its own, on the bundled sample."""
    return Voc(tmp_path / "data")


@pytest.fixture(scope="session")
def demo_night(tmp_path_factory: pytest.TempPathFactory) -> Voc:
    """The sample's night, run once for all the tests that only read it."""
    night = Voc(tmp_path_factory.mktemp("demo") / "data")
    done = night("night")
    assert done.returncode == 0, done.stderr
    return night
