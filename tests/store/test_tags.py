from __future__ import annotations

import pytest

from tests.store.factory import MODEL, TAXONOMY, made_up, pairs, reading, response, tag_all
from voc.records import Coverage, Evidence, Quality, Tagged, ThemeTag
from voc.store.export import canonical
from voc.store.tags import DueWindow
from voc.store.working import Store


@pytest.fixture
def filled(store: Store) -> Store:
    store.commit_batch(made_up(40), [], "run")
    return store


def ids(store: Store) -> list[str]:
    return [
        name
        for (name,) in store.connection.execute("SELECT verbatim_id FROM verbatims ORDER BY 1").fetchall()
    ]


def test_everything_is_due_at_first_in_the_order_of_ids(filled: Store) -> None:
    due = filled.due(MODEL, TAXONOMY, 1000)

    assert [v.verbatim_id for v in due] == ids(filled)
    assert filled.due_count(MODEL, TAXONOMY) == len(due)
    assert {v.quality for v in due} >= {Quality.OK, Quality.OTHER_LANGUAGE}


def test_a_due_verbatim_carries_what_the_tagger_reads(store: Store) -> None:
    store.commit_batch([response("r1", "Trop cher pour ce que c'est")], [], "run")
    (due,) = store.due(MODEL, TAXONOMY, 5)

    assert (due.verbatim_id, due.text, due.question, due.rating, due.language, due.quality) == (
        "v-r1-q1",
        "Trop cher pour ce que c'est",
        None,
        None,
        "fr",
        Quality.OK,
    )


def test_after_and_limit_walk_through_all_once(filled: Store) -> None:
    seen, after = [], ""
    while batch := filled.due(MODEL, TAXONOMY, 7, after):
        assert len(batch) <= 7
        seen += [v.verbatim_id for v in batch]
        after = batch[-1].verbatim_id

    assert seen == ids(filled)


@pytest.mark.parametrize("size", [1, 3, 5, 10_000])
@pytest.mark.parametrize("tagging", [True, False])
def test_the_window_shows_what_a_pass_a_batch_would(filled: Store, size: int, tagging: bool) -> None:
    filled._window = DueWindow(size)
    seen, after = [], ""
    while batch := filled.due(MODEL, TAXONOMY, 4, after):
        if tagging:
            filled.write_tags(pairs(batch), "run")
        seen += [v.verbatim_id for v in batch]
        after = batch[-1].verbatim_id

    assert seen == ids(filled)


def test_a_batch_asked_for_again_is_the_same(filled: Store) -> None:
    first = filled.due(MODEL, TAXONOMY, 5)
    second = filled.due(MODEL, TAXONOMY, 5, first[-1].verbatim_id)

    assert filled.due(MODEL, TAXONOMY, 5, first[-1].verbatim_id) == second
    assert filled.due(MODEL, TAXONOMY, 5) == first


def test_what_was_read_is_due_no_more(filled: Store) -> None:
    assert tag_all(filled, size=13) == len(ids(filled))
    assert filled.due(MODEL, TAXONOMY, 10) == []
    assert filled.due_count(MODEL, TAXONOMY) == 0


@pytest.mark.parametrize(("model", "taxonomy"), [("modele-2", TAXONOMY), (MODEL, "essai-2+11111111")])
def test_a_new_model_or_taxonomy_makes_all_due(filled: Store, model: str, taxonomy: str) -> None:
    tag_all(filled)

    assert filled.due_count(model, taxonomy) == len(ids(filled))
    assert [v.verbatim_id for v in filled.due(model, taxonomy, 10_000)] == ids(filled)


def test_texts_committed_meanwhile_are_seen(filled: Store) -> None:
    first = filled.due(MODEL, TAXONOMY, 5)
    filled.commit_batch([response("zz", "Arrivé entre deux lots")], [], "run")

    assert filled.due(MODEL, TAXONOMY, 1000, first[-1].verbatim_id)[-1].text == "Arrivé entre deux lots"


def test_readings_are_stored_whole(store: Store) -> None:
    store.commit_batch([response("r1", "Accueil froid, rayon bien rangé")], [], "run")
    (due,) = store.due(MODEL, TAXONOMY, 1)
    tagged = reading("v-r1-q1", "un texte au hasard 3")
    store.write_tags([(due, tagged)], "nuit-7")
    connection = store.connection

    assert connection.execute(
        "SELECT coverage, informative, informative_score, sentiment, p_negatif, p_mixte, primary_stage,"
        " model_version, taxonomy_version, run_id FROM readings"
    ).fetchone() == (
        tagged.coverage.value,
        tagged.informative,
        tagged.informative_score,
        tagged.sentiment,
        tagged.sentiment_scores.get("negatif"),
        tagged.sentiment_scores.get("mixte"),
        tagged.stages[0].code if tagged.stages else None,
        MODEL,
        TAXONOMY,
        "nuit-7",
    )
    stored = connection.execute(
        "SELECT kind, code, polarity, score, rank FROM tags WHERE origin = 'modele' ORDER BY kind, rank"
    ).fetchall()
    assert stored == [
        *(("irritant", tag.code, None, tag.score, n) for n, tag in enumerate(tagged.irritants, 1)),
        *(("stage", tag.code, None, tag.score, n) for n, tag in enumerate(tagged.stages, 1)),
        *(("theme", tag.code, tag.polarity, tag.score, n) for n, tag in enumerate(tagged.themes, 1)),
    ]
    assert connection.execute("SELECT start_char, end_char FROM segments ORDER BY segment_no").fetchall() == [
        (span.start, span.end) for span in tagged.segments
    ]
    assert sorted(
        connection.execute("SELECT kind, code, start_char, end_char FROM tag_evidence").fetchall()
    ) == sorted(
        (kind, tag.code, span.start, span.end)
        for kind, tags in (("theme", tagged.themes), ("irritant", tagged.irritants))
        for tag in tags
        for span in tag.evidence
    )


def test_what_the_model_would_not_say_is_null(store: Store) -> None:
    store.commit_batch([response("r1", "Great place")], [], "run")
    (due,) = store.due(MODEL, TAXONOMY, 1)
    silent = Tagged("v-r1-q1", "en", None, None, {}, Coverage.NOT_FRENCH, model=MODEL, taxonomy=TAXONOMY)
    store.write_tags([(due, silent)], "run")

    assert store.connection.execute(
        "SELECT informative, sentiment, p_negatif, primary_stage FROM readings"
    ).fetchone() == (
        None,
        None,
        None,
        None,
    )


def test_a_new_reading_replaces_the_old_one_whole(filled: Store) -> None:
    tag_all(filled)
    tag_all(filled, model="modele-2")
    again = canonical(filled.connection)
    assert filled.connection.execute("SELECT DISTINCT model_version FROM tags").fetchall() == [("modele-2",)]
    tag_all(filled)
    tag_all(filled, model="modele-2")

    assert canonical(filled.connection) == again


@pytest.mark.parametrize("size", [1, 7, 500])
def test_the_size_of_batches_does_not_show(filled: Store, size: int) -> None:
    tag_all(filled, size=size)
    by_size = canonical(filled.connection)
    filled.connection.execute("DELETE FROM readings")
    tag_all(filled, size=50)

    assert canonical(filled.connection) == by_size


def test_a_reading_of_a_text_that_changed_meanwhile_is_dropped(store: Store) -> None:
    store.commit_batch([response("r1", "Avant"), response("r2", "Stable")], [], "run")
    due = store.due(MODEL, TAXONOMY, 10)
    store.commit_batch([response("r1", "Après")], [], "run")
    store.write_tags(pairs(due), "run")

    assert [v.text for v in store.due(MODEL, TAXONOMY, 10)] == ["Après"]


def test_spans_that_start_together_are_kept_as_the_longest(store: Store) -> None:
    store.commit_batch([response("r1", "Attente interminable en caisse")], [], "run")
    (due,) = store.due(MODEL, TAXONOMY, 1)
    spans = (Evidence(8, 20), Evidence(0, 7), Evidence(0, 20), Evidence(0, 3))
    tagged = Tagged(
        "v-r1-q1", "fr", True, "negatif", {}, Coverage.TAGGED, model=MODEL, taxonomy=TAXONOMY,
        themes=(ThemeTag("attente", "negatif", 0.9, spans),),
    )  # fmt: skip
    store.write_tags([(due, tagged)], "run")

    assert store.connection.execute(
        "SELECT start_char, end_char FROM tag_evidence ORDER BY 1"
    ).fetchall() == [
        (0, 20),
        (8, 20),
    ]


def test_nothing_to_write_is_no_error(store: Store) -> None:
    store.write_tags([], "run")
