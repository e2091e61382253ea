"""A process killed anywhere leaves whole batches, and starting again ends in the same tables."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.store.factory import file_record, made_up, reject, tag_all
from voc.store.export import canonical
from voc.store.working import Store

BATCH, BATCHES = 40, 6

NIGHT = """
import sys, pathlib
sys.path.insert(0, sys.argv[2])
from tests.store import test_kill
from voc.store.working import Store
with Store.open(pathlib.Path(sys.argv[1])) as store:
    test_kill.night(store, lambda: print(".", end="", flush=True))
"""


def night(store: Store, after_each=lambda: None) -> None:
    """A small night: a file in batches, then readings in batches."""
    made = made_up(BATCH * BATCHES, days=7)
    for start in range(0, len(made), BATCH):
        last = start + BATCH == len(made)
        store.commit_batch(
            made[start : start + BATCH],
            [reject(f"r{start}")],
            "run",
            file_record() if last else None,
        )
        after_each()
    after = ""
    while batch := store.due("modele-1", "essai-1+00000000", BATCH, after):
        from tests.store.factory import pairs

        store.write_tags(pairs(batch), "run")
        after = batch[-1].verbatim_id
        after_each()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    with Store.open(tmp_path_factory.mktemp("whole") / "night.duckdb") as store:
        night(store)
        return canonical(store.connection)


@pytest.mark.parametrize("steps", [1, 3, 6, 8])
def test_kill_and_start_again(tmp_path: Path, expected: dict[str, str], steps: int) -> None:
    path = tmp_path / "night.duckdb"
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen([sys.executable, "-c", NIGHT, str(path), root], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read(steps)
    time.sleep(0.02)  # somewhere inside the next batch
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    with Store.open(path) as store:
        stored = store.connection.execute("SELECT count(*) FROM responses").fetchone()[0]
        rejects = store.connection.execute("SELECT count(*) FROM rejects").fetchone()[0]
        read_to_its_end = store.file_known("enquete", "f1", "m1")
        assert stored == rejects * BATCH
        assert rejects >= min(steps, BATCHES)
        assert read_to_its_end == (rejects == BATCHES)
        night(store)
        tag_all(store)
        assert canonical(store.connection) == expected
