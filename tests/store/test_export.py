from __future__ import annotations

import hashlib
from pathlib import Path

import orjson
import pytest

from tests.store.factory import file_record, made_up, reject, response, tag_all, taxonomy
from voc.store import dictionary
from voc.store.export import canonical, write
from voc.store.publish import publish
from voc.store.working import Store


def test_the_digests_are_those_of_the_files(published: Path, tmp_path: Path) -> None:
    digests = write(published, tmp_path / "export")

    assert digests == canonical(published)
    assert {f"{table}.jsonl" for table in digests} == {file.name for file in (tmp_path / "export").iterdir()}
    for table, digest in digests.items():
        assert hashlib.sha256((tmp_path / "export" / f"{table}.jsonl").read_bytes()).hexdigest() == digest


def test_lines_are_sorted_and_say_nothing_of_runs(published: Path, tmp_path: Path) -> None:
    write(published, tmp_path)
    for file in tmp_path.iterdir():
        rows = [orjson.loads(line) for line in file.read_bytes().splitlines()]
        assert all("run_id" not in row for row in rows), file.name
        keys = dictionary.key(file.stem)
        ordered = [tuple((row[key] is not None, row[key]) for key in keys) for row in rows]
        assert ordered == sorted(ordered), file.name
    assert {"runs.jsonl", "run_sources.jsonl"} & {file.name for file in tmp_path.iterdir()} == set()
    assert {"tags.jsonl", "agg_irritants.jsonl", "rejects.jsonl"} <= {
        file.name for file in tmp_path.iterdir()
    }


def test_a_number_keeps_all_its_digits(store: Store, tmp_path: Path) -> None:
    store.connection.execute(
        "INSERT INTO scores"
        " VALUES ('r', 'q', 'csat', 0.1::DOUBLE + 0.2::DOUBLE, '0,3', 0, 5, 'higher_is_better')"
    )
    write(store.connection, tmp_path)

    assert b'"value":0.30000000000000004' in (tmp_path / "scores.jsonl").read_bytes()


def test_moments_are_in_utc_whatever_the_session(store: Store, tmp_path: Path) -> None:
    store.commit_batch([response("r", updated=1)], [], "run")
    store.connection.execute("SET TimeZone = 'America/Montreal'")
    write(store.connection, tmp_path)

    assert orjson.loads((tmp_path / "responses.jsonl").read_bytes())["updated_at"] == "2026-08-18T09:00:00Z"


def fill(path: Path, run: str, *, size: int = 50, mixed: bool = False) -> dict[str, str]:
    made = made_up(100)
    with Store.open(path) as store:
        if mixed:
            store.commit_batch(made[::-1], [reject("b"), reject("a")], run)
        else:
            for start in range(0, 100, size):
                store.commit_batch(made[start : start + size], [reject("a"), reject("b")], run)
        store.commit_batch([], [], run, file_record())
        store.start_run(run, "nightly", made[0].created_at, "0.1.0", "m", "t")
        tag_all(store, run, size)
        store.commit_batch([], [reject("a"), reject("b")], run)
        publish(store, path.with_name("voc.duckdb"), taxonomy())
        in_store = canonical(store.connection)
    in_snapshot = canonical(path.with_name("voc.duckdb"))
    assert in_snapshot == {table: digest for table, digest in in_store.items() if table != "tombstones"}
    return in_store


@pytest.mark.parametrize("how", [{"size": 7}, {"mixed": True}])
def test_equal_stores_give_equal_bytes_whatever_made_them(tmp_path: Path, how: dict[str, int]) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert fill(tmp_path / "a" / "night.duckdb", "nuit-1", **how) == fill(
        tmp_path / "b" / "night.duckdb", "nuit-2"
    )


def test_one_changed_word_shows_in_its_table_alone(store: Store) -> None:
    store.commit_batch([response("r", "Bien", content="c")], [], "run")
    before = canonical(store.connection)
    store.connection.execute("UPDATE verbatims SET text = 'Bien !'")
    after = canonical(store.connection)

    assert {table for table in before if before[table] != after[table]} == {"verbatims"}
