"""What becomes of a response that is read again, edited, late, doubled or erased."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from tests.store.factory import (
    FIRST_DAY,
    MODEL,
    TAXONOMY,
    file_record,
    made_up,
    moment,
    reject,
    response,
    tag_all,
)
from voc.errors import StoreError
from voc.records import CleanResponse, Metric, Score
from voc.store.export import canonical
from voc.store.working import Store


def say(store: Store, *responses: CleanResponse, run: str = "run"):
    return store.commit_batch(responses, [], run)


def current(store: Store) -> list[tuple]:
    return store.connection.execute(
        "SELECT r.response_id, r.version, v.text FROM responses r LEFT JOIN verbatims v USING (response_id)"
        " ORDER BY ALL"
    ).fetchall()


def history(store: Store) -> list[tuple]:
    rows = store.connection.execute(
        "SELECT response_id, version, content FROM response_history ORDER BY ALL"
    ).fetchall()
    return [(name, version, orjson.loads(content)["verbatims"][0]["text"]) for name, version, content in rows]


def test_a_new_response_is_stored_whole(store: Store) -> None:
    made = response(
        "r1",
        "Trop d'attente à la caisse",
        "Le parking est payant",
        updated=2,
        owner_reply="Nous vous remercions de ce retour.",
        scores=(Score("nps", Metric.NPS, 6, "6", 0, 10),),
    )
    counts = say(store, made)

    assert (counts.new, counts.responses, counts.verbatims, counts.files) == (1, 1, 2, 0)
    row = store.connection.execute(
        "SELECT brand, channel, kind, solicited, date, updated_at, owner_reply, rating, version, run_id"
        " FROM responses"
    ).fetchone()
    assert row == (
        "Maison Lumen",
        "google",
        "review",
        False,
        FIRST_DAY,
        moment(2),
        "Nous vous remercions de ce retour.",
        3.4,
        1,
        "run",
    )
    assert store.connection.execute("SELECT position, text FROM verbatims ORDER BY 1").fetchall() == [
        (0, "Trop d'attente à la caisse"),
        (1, "Le parking est payant"),
    ]
    assert store.connection.execute("SELECT metric, value, raw FROM scores").fetchall() == [("nps", 6.0, "6")]


def test_reading_again_writes_nothing(store: Store) -> None:
    made = made_up(200)
    say(store, *made, run="première")
    before = canonical(store.connection)
    counts = say(store, *made, run="seconde")

    assert (counts.new, counts.edited, counts.unchanged) == (0, 0, 200)
    assert canonical(store.connection) == before
    assert store.connection.execute("SELECT DISTINCT run_id FROM responses").fetchall() == [("première",)]


def test_an_edited_answer_has_one_current_version_and_its_history(store: Store) -> None:
    say(store, response("r1", "Livraison en retard"))
    counts = say(store, response("r1", "Livraison en retard, mais remboursée"))

    assert (counts.new, counts.edited, counts.unchanged) == (0, 1, 0)
    assert current(store) == [("r1", 2, "Livraison en retard, mais remboursée")]
    assert history(store) == [("r1", 1, "Livraison en retard")]


def test_the_history_keeps_the_whole_response(store: Store) -> None:
    say(
        store,
        response("r1", "Avant", updated=1, site="Nantes", scores=(Score("csat", Metric.CSAT, 2, "2", 1, 5),)),
        run="première",
    )
    say(store, response("r1", "Après", updated=2), run="seconde")

    content, run = store.connection.execute("SELECT content, run_id FROM response_history").fetchone()
    kept = orjson.loads(content)
    assert run == "première"
    assert kept["site"] == "Nantes"
    assert kept["updated_at"].startswith("2026-08-18")
    assert [v["text"] for v in kept["verbatims"]] == ["Avant"]
    assert [(s["metric"], s["value"], s["scale_max"]) for s in kept["scores"]] == [("csat", 2.0, 5.0)]


A1, A2, A3 = (response("r", "A", updated=day) for day in (1, 2, 3))
B1, B2, B3 = (response("r", "B", updated=day) for day in (1, 2, 3))
C1, C2, C3 = (response("r", "C", updated=day) for day in (1, 2, 3))
A, B, C = (response("r", text) for text in "ABC")
CREATED = replace(A, created_at=moment(5))


@pytest.mark.parametrize(
    ("seen", "text", "before"),
    [
        ([A1, B2], "B", ["A"]),
        ([B2, A1], "B", ["A"]),
        ([A1, B2, C3], "C", ["A", "B"]),
        ([C3, A1, B2], "C", ["A", "B"]),
        ([C3, B2, A1], "C", ["A", "B"]),
        ([B2, C3, A1, A1], "C", ["A", "B"]),
        ([A, B], "B", ["A"]),
        ([A, B, C], "C", ["A", "B"]),
        ([A, B, A], "A", ["B"]),
        ([A1, B2, A3], "A", ["B"]),
        ([A3, B2, A1], "A", ["B"]),
        ([A1, A3, B2], "A", ["B"]),
        ([A1, B1], "B", ["A"]),
        ([B1, A1], "A", ["B"]),
        ([B, A1], "A", ["B"]),
        ([A1, B], "A", ["B"]),
        ([B2, CREATED], "A", ["B"]),
        ([CREATED, B2], "A", ["B"]),
    ],
    ids=lambda value: (
        "".join(f"{r.content_hash}{'' if r.updated_at is None else r.updated_at.day - 17}" for r in value)
        if isinstance(value, list) and value and isinstance(value[0], CleanResponse)
        else None
    ),
)
@pytest.mark.parametrize("batches", ["one", "each"])
def test_the_newest_is_current_and_the_others_are_its_history_in_order(
    store: Store, seen: list[CleanResponse], text: str, before: list[str], batches: str
) -> None:
    if batches == "one":
        say(store, *seen)
    else:
        for one in seen:
            say(store, one)

    assert current(store) == [("r", len(before) + 1, text)]
    assert history(store) == [("r", n, old) for n, old in enumerate(before, 1)]


def cut(items: Sequence[CleanResponse], rng: random.Random) -> list[Sequence[CleanResponse]]:
    batches, start = [], 0
    while start < len(items):
        size = rng.randint(1, 6)
        batches.append(items[start : start + size])
        start += size
    return batches


def observations(rng: random.Random, *, dated: bool) -> list[CleanResponse]:
    """Readings of four responses: edits, replays, late versions."""
    seen = []
    for _ in range(14):
        name = rng.choice("abcd")
        day = rng.randint(0, 9)
        text = f"contenu {day}" if dated else f"contenu {rng.randint(0, 4)}"
        seen.append(response(name, text, updated=day if dated or rng.random() < 0.3 else None))
    return seen


@pytest.mark.parametrize("seed", range(5))
def test_the_result_does_not_depend_on_the_cut_nor_on_replays(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    seen = observations(rng, dated=False)
    results = []
    for name, batches in {
        "un": [seen],
        "pas-à-pas": [[one] for one in seen],
        "au-hasard": cut(seen, rng),
        "tué-puis-repris": [*cut(seen[: rng.randint(1, 13)], rng), *cut(seen, rng)],
    }.items():
        with Store.open(tmp_path / f"{name}.duckdb") as store:
            for batch in batches:
                say(store, *batch)
            results.append(canonical(store.connection))

    assert results[1:] == results[:1] * 3


@pytest.mark.parametrize("seed", range(3))
def test_dated_versions_may_come_in_any_order(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    seen = observations(rng, dated=True)
    results = []
    for turn in range(3):
        rng.shuffle(seen)
        with Store.open(tmp_path / f"{turn}.duckdb") as store:
            for batch in cut(seen, rng):
                say(store, *batch)
            results.append(canonical(store.connection))

    assert results[1:] == results[:1] * 2


@pytest.mark.parametrize("batches", ["one", "each"])
def test_counts_say_what_each_reading_brought(store: Store, batches: str) -> None:
    seen = [A1, A1, B2, C3, B2, A1, response("s", "neuf")]
    counted = [say(store, *seen)] if batches == "one" else [say(store, one) for one in seen]

    assert sum(c.new for c in counted) == 2
    assert sum(c.edited for c in counted) == 2
    assert sum(c.unchanged for c in counted) == 3


def test_a_renamed_brand_is_restated_without_a_new_version(store: Store) -> None:
    say(store, response("r", "Texte"))
    tag_all(store)
    counts = say(store, response("r", "Texte", brand="Prévia", channel="sms"))

    assert counts.unchanged == 1
    assert store.connection.execute("SELECT brand, channel, version FROM responses").fetchall() == [
        ("Prévia", "sms", 1)
    ]
    assert history(store) == []
    assert store.due_count(MODEL, TAXONOMY) == 0


def test_a_changed_text_loses_its_reading_and_its_neighbour_keeps_its_own(store: Store) -> None:
    long = "Personne ne répond au téléphone et le site plante dès qu'on valide le panier"
    say(store, response("r1", *(f"{long} {n}" for n in range(6))), response("r2", long))
    tag_all(store)
    edited = response("r1", f"{long} !", *(f"{long} {n}" for n in range(1, 5)))
    say(store, edited)

    changed, vanished = "v-r1-q1", "v-r1-q6"
    for table in ("readings", "segments", "tags", "tag_evidence"):
        left = {
            name
            for (name,) in store.connection.execute(f"SELECT DISTINCT verbatim_id FROM {table}").fetchall()
        }
        assert left, table
        assert not left & {changed, vanished}, table
    assert [v.verbatim_id for v in store.due(MODEL, TAXONOMY, 10)] == [changed]
    assert store.connection.execute("SELECT count(*) FROM readings").fetchone() == (5,)


def test_corrections_outlive_an_edit(store: Store) -> None:
    say(store, response("r1", "Avant"))
    store.connection.execute(
        "INSERT INTO corrections"
        " VALUES ('c', 'v-r1-q1', 'theme', 'prix', 'add', 'negatif', 'ana', now(), NULL)"
    )
    say(store, response("r1", "Après"))

    assert store.connection.execute("SELECT verbatim_id FROM corrections").fetchall() == [("v-r1-q1",)]


def test_a_changed_rating_alone_makes_the_text_due_again(store: Store) -> None:
    def rated(stars: int) -> CleanResponse:
        return response("r", "Bof", content=f"{stars}", scores=(Score("s", Metric.STARS, stars, "", 1, 5),))

    say(store, rated(2))
    tag_all(store)
    say(store, rated(5))

    assert [v.rating for v in store.due(MODEL, TAXONOMY, 10)] == [5.0]


def test_what_was_erased_is_not_brought_back(store: Store) -> None:
    store.connection.execute(
        "INSERT INTO tombstones VALUES"
        " ('r1', 'response', 'demande', now()), ('auteur-r2', 'author', 'demande', now())"
    )
    counts = say(store, response("r1", "un"), response("r2", "deux"), response("r3", "trois"))

    assert (counts.erased, counts.new, counts.responses, counts.verbatims) == (2, 1, 1, 1)
    assert current(store) == [("r3", 1, "trois")]


def test_a_response_without_author_is_not_taken_for_an_erased_one(store: Store) -> None:
    store.connection.execute("INSERT INTO tombstones VALUES ('auteur-r2', 'author', 'demande', now())")

    assert say(store, response("r1", "un", author_hash=None)).new == 1


def test_two_texts_for_one_question_are_refused_in_words(store: Store) -> None:
    twice = response("r1", "un", "deux")
    twice = replace(
        twice, verbatims=tuple(replace(v, verbatim_id="v-r1-q1", question_id="q1") for v in twice.verbatims)
    )
    with pytest.raises(StoreError, match="deux textes pour une même question"):
        say(store, response("r0", "bon"), twice)

    assert current(store) == []


def test_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    clash = replace(response("r2", "deux"), verbatims=response("r1", "un").verbatims)
    with pytest.raises(StoreError, match="ConstraintException") as caught:
        store.commit_batch([response("r1", "un"), clash], [reject()], "run", file_record())

    assert "un" not in str(caught.value).split()
    assert not store.file_known("enquete", "f1", "m1")
    for table in ("responses", "verbatims", "rejects", "files"):
        assert store.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert say(store, response("r1", "un")).new == 1


def test_the_cursor_moves_with_the_last_batch(store: Store) -> None:
    store.commit_batch([response("r1", "un")], [], "run", None)
    assert store.known_file("enquete", "f1", "m1") is None
    counts = store.commit_batch(
        [response("r2", "deux")], [], "run", file_record(message="coupé à la ligne 9")
    )

    assert counts.files == 1
    assert store.known_file("enquete", "f1", "m1") == file_record(message="coupé à la ligne 9")
    assert not store.file_known("enquete", "f1", "m2")
    assert not store.file_known("google", "f1", "m1")


def test_a_file_is_known_by_the_last_mapping_that_read_it(store: Store) -> None:
    store.commit_batch([], [], "run", file_record(mapping="m1"))
    store.commit_batch([], [], "run", file_record(mapping="m2"))

    assert store.file_known("enquete", "f1", "m2")
    assert not store.file_known("enquete", "f1", "m1")


def rejects(store: Store) -> list[tuple]:
    return store.connection.execute(
        "SELECT reject_id, file_hash, row_number FROM rejects ORDER BY ALL"
    ).fetchall()


def test_a_reject_read_again_is_kept_once(store: Store) -> None:
    store.commit_batch([], [reject("a"), reject("a"), reject("b", row=13)], "première", None)
    counts = store.commit_batch([], [reject("a"), reject("b", row=13)], "seconde", file_record())

    assert counts.rejected == 2
    assert rejects(store) == [("a", "f1", 12), ("b", "f1", 13)]


def test_a_mended_mapping_leaves_none_of_the_old_rejects(store: Store) -> None:
    store.commit_batch(
        [], [reject("a"), reject("autre", file_hash="f2")], "première", file_record(mapping="m1")
    )
    store.commit_batch([], [reject("b", row=40)], "seconde", file_record(mapping="m2"))

    assert rejects(store) == [("autre", "f2", 12), ("b", "f1", 40)]
