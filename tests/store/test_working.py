from __future__ import annotations

import datetime as dt
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from tests.store.factory import made_up, moment, response
from voc.errors import StoreError
from voc.records import Completeness, Counts, SourceOutcome
from voc.store.connection import SCHEMA_VERSION
from voc.store.working import Store

HOLDER = """
import sys, time, pathlib
from voc.store.working import Store
with Store.open(pathlib.Path(sys.argv[1])):
    print("ouverte", flush=True)
    sys.stdin.read()
"""


def test_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    with Store.open(tmp_path / "data" / "work" / "night.duckdb"):
        mode = (tmp_path / "data" / "work").stat().st_mode

    assert stat.S_IMODE(mode) == 0o700


def test_what_was_written_is_there_at_the_next_opening(tmp_path: Path) -> None:
    path = tmp_path / "night.duckdb"
    with Store.open(path) as store:
        store.commit_batch([response("r1", "Bon accueil")], [], "run")
    with Store.open(path) as store:
        assert store.connection.execute("SELECT text FROM verbatims").fetchall() == [("Bon accueil",)]


def test_another_process_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "night.duckdb"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "ouverte\n"
        with pytest.raises(StoreError, match=f"le processus {holder.pid} l'utilise déjà"):
            Store.open(path)
    finally:
        holder.communicate("")
    with Store.open(path):
        pass


def test_a_store_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "night.duckdb"
    with Store.open(path) as store:
        store.connection.execute(
            "UPDATE meta SET value = ? WHERE key = 'schema_version'", [str(SCHEMA_VERSION + 1)]
        )
    with pytest.raises(
        StoreError, match=r"version plus récente de voc \(schéma 2, ici 1\)\. Mettez voc à jour"
    ):
        Store.open(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"ceci n'est pas une base" * 500, "n'est pas une base DuckDB"),
        (b"court", "n'est pas une base DuckDB"),
    ],
)
def test_another_file_is_refused_in_words(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "night.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=sentence):
        Store.open(path)

    assert path.read_bytes() == content


def test_a_folder_in_the_place_of_the_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "night.duckdb").mkdir()
    with pytest.raises(StoreError, match="Vérifiez le dossier et vos droits"):
        Store.open(tmp_path / "night.duckdb")


def test_threads_may_share_a_store(store: Store) -> None:
    parts = [made_up(30, seed=seed) for seed in (1, 2, 3, 4)]
    threads = [Thread(target=store.commit_batch, args=(part, [], f"run-{n}")) for n, part in enumerate(parts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert store.connection.execute("SELECT count(*), count(DISTINCT run_id) FROM responses").fetchone() == (
        120,
        4,
    )


def start(store: Store, run_id: str) -> None:
    store.start_run(run_id, "nightly", moment(0), "0.1.0", "modele-1", "essai-1")


def runs(store: Store) -> list[tuple]:
    return store.connection.execute(
        "SELECT run_id, status, tagged, message, ended_at FROM runs ORDER BY 1"
    ).fetchall()


def test_a_run_opens_and_closes(store: Store) -> None:
    start(store, "a")
    assert runs(store) == [("a", "running", 0, None, None)]
    store.end_run("a", "degraded", 42, "google : fichier tronqué", moment(0, 10))

    assert runs(store) == [("a", "degraded", 42, "google : fichier tronqué", moment(0, 10))]


def test_a_run_ends_now_unless_told_otherwise(store: Store) -> None:
    before = dt.datetime.now(dt.UTC)
    start(store, "a")
    store.end_run("a", "completed")

    assert before <= runs(store)[0][4] <= dt.datetime.now(dt.UTC)


def test_a_killed_run_never_looks_finished(store: Store) -> None:
    start(store, "a")
    start(store, "b")
    start(store, "b")

    assert [(name, status) for name, status, *_ in runs(store)] == [("a", "interrupted"), ("b", "running")]


def test_what_a_source_gave_is_kept_and_its_last_word_stays(store: Store) -> None:
    outcome = SourceOutcome("google", Completeness.FAILED, Counts(rows=3), ["illisible", "retenté"])
    store.record_source("a", outcome)
    store.record_source(
        "a", SourceOutcome("google", Completeness.COMPLETE, Counts(10, 9, 8, 5, 1, 2, 1, 1, 2, 3))
    )

    assert store.connection.execute("FROM run_sources").fetchall() == [
        ("a", "google", "complete", 2, 3, 10, 9, 8, 5, 1, 2, 1, 1, None)
    ]
