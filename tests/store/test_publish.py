from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.store import factory
from tests.store.factory import response
from voc.errors import StoreError
from voc.records import Coverage, Evidence, IrritantTag, Metric, Score, StageTag, Tagged, ThemeTag
from voc.store import publish as publishing
from voc.store.corrections import Correction, append_correction, merge_journal
from voc.store.figures_state import are_fresh
from voc.store.publish import publish
from voc.store.query import open_snapshot, run_query
from voc.store.working import Store

TEXT = "Accueil 👩‍👩‍👧 glacial, puis une heure d'attente à la caisse"
SPANS = (Evidence(0, 21), Evidence(23, 57))


@pytest.fixture
def told(store: Store, tmp_path: Path) -> Path:
    """A snapshot of one verbatim whose reading is known, and of a response without text."""
    made = response("r1", TEXT, scores=(Score("note", Metric.STARS, 5, "5", 1, 5),), updated=3)
    store.commit_batch([made, response("r2", site=None, brand="Prévia")], [], "run")
    (due,) = store.due(factory.MODEL, factory.TAXONOMY, 1)
    tagged = Tagged(
        due.verbatim_id, "fr", True, "negatif", {"negatif": 0.9, "mixte": 0.1}, Coverage.TAGGED,
        model=factory.MODEL, taxonomy=factory.TAXONOMY,
        themes=(
            ThemeTag("attente", "negatif", 0.9, SPANS[1:]),
            ThemeTag("accueil_personnel", "mixte", 0.8, SPANS),
        ),
        irritants=(IrritantTag("attente_excessive", 0.7, SPANS[1:]), IrritantTag("code_inconnu", 0.6)),
        stages=(StageTag("achat", 0.6),),
    )  # fmt: skip
    store.write_tags([(due, tagged)], "run")
    return publish(store, tmp_path / "voc.duckdb", factory.taxonomy())


def ask(snapshot: Path, sql: str) -> list[tuple]:
    return run_query(snapshot, sql).rows


def test_one_line_says_all_of_a_verbatim(told: Path) -> None:
    row = ask(
        told,
        "SELECT brand, site, rating, text, sentiment, coverage_label, themes, irritants, stages,"
        " contradiction, edited, corrected FROM v_verbatims",
    )
    assert row == [
        (
            "Maison Lumen",
            "Lille",
            5.0,
            TEXT,
            "negatif",
            "lu",
            "Attente (négatif), Accueil personnel (mixte)",
            "Attente excessive, code_inconnu",
            "Achat",
            True,
            False,
            False,
        )
    ]


def test_quotes_are_the_words_at_the_offsets(told: Path) -> None:
    quotes = ask(told, "SELECT kind, code, label, quote FROM v_tags ORDER BY kind, rank")

    assert quotes == [
        ("irritant", "attente_excessive", "Attente excessive", TEXT[23:57]),
        ("irritant", "code_inconnu", "code_inconnu", None),
        ("stage", "achat", "Achat", None),
        ("theme", "attente", "Attente", TEXT[23:57]),
        ("theme", "accueil_personnel", "Accueil personnel", f"{TEXT[0:21]} […] {TEXT[23:57]}"),
    ]


def test_responses_show_their_scores_and_texts(told: Path) -> None:
    assert ask(
        told, "SELECT response_id, brand, site, scores, verbatims, text FROM v_responses ORDER BY 1"
    ) == [
        ("r1", "Maison Lumen", "Lille", "étoiles 5/5", 1, TEXT),
        ("r2", "Prévia", None, None, 0, None),
    ]


def test_irritants_come_with_words_and_the_weightiest_first(told: Path) -> None:
    rows = ask(
        told, "SELECT period, dimension, brand, rank, label, theme_label, gravity FROM v_irritants LIMIT 2"
    )

    assert rows == [
        ("all", "all", "*", 1, "Attente excessive", "Attente", 2),
        ("all", "all", "*", 2, "code_inconnu", None, 2),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("attentes", True),
        ("caisses", True),
        ("GLACIAUX", True),
        ("glaçons", False),
        ("glaciale", True),
        ("remboursement", False),
        ("caisse acceuil", True),
    ],
)
def test_french_full_text_finds_inflections(told: Path, words: str, found: bool) -> None:
    rows = ask(told, f"SELECT verbatim_id, text FROM search_verbatims('{words}')")

    assert rows == ([("v-r1-q1", TEXT)] if found else [])


def test_accents_do_not_matter_to_search(store: Store, tmp_path: Path) -> None:
    store.commit_batch(
        [response("r1", "Vendeuse désagréable"), response("r2", "Délai de 3 semaines")], [], "run"
    )
    snapshot = publish(store, tmp_path / "voc.duckdb", factory.taxonomy())

    assert [row[0] for row in ask(snapshot, "FROM search_verbatims('desagreables')")] == ["v-r1-q1"]
    assert [row[0] for row in ask(snapshot, "FROM search_verbatims('3')")] == ["v-r2-q1"]


def test_every_verbatim_has_one_line_and_every_tag_too(published: Path) -> None:
    (counts,) = ask(
        published,
        "SELECT (SELECT count(*) FROM v_verbatims), (SELECT count(*) FROM verbatims),"
        " (SELECT count(*) FROM v_tags), (SELECT count(*) FROM tags),"
        " (SELECT count(*) FROM v_responses), (SELECT count(*) FROM responses),"
        " (SELECT count(*) FROM v_irritants), (SELECT count(*) FROM agg_irritants),"
        " (SELECT count(*) FROM v_themes), (SELECT count(*) FROM agg_themes),"
        " (SELECT count(*) FROM v_volumes), (SELECT count(*) FROM agg_volumes),"
        " (SELECT count(*) FROM v_stage_irritants), (SELECT count(*) FROM agg_stage_irritant),"
        " (SELECT count(*) FROM v_scores), (SELECT count(*) FROM scores)",
    )
    pairs = list(zip(counts[::2], counts[1::2], strict=True))
    assert all(shown == stored > 0 for shown, stored in pairs), pairs


def test_nights_and_rejects_can_be_read(published: Path) -> None:
    assert ask(published, "SELECT run_id, status, tagged FROM v_nights") == [("run", "completed", 100)]
    assert ask(published, "SELECT file_name, row_number, reason FROM v_rejects") == [
        ("export.csv", 12, "La date n'existe pas au calendrier.")
    ]


def test_everything_bears_a_comment_in_french(published: Path) -> None:
    without = ask(
        published,
        "SELECT table_name, NULL FROM duckdb_tables() WHERE schema_name = 'main' AND comment IS NULL"
        " UNION ALL SELECT view_name, NULL FROM duckdb_views()"
        " WHERE schema_name = 'main' AND NOT internal AND comment IS NULL"
        " UNION ALL SELECT table_name, column_name FROM duckdb_columns()"
        " WHERE schema_name = 'main' AND NOT internal AND comment IS NULL",
    )
    assert without == []
    ((comment,),) = ask(
        published,
        "SELECT comment FROM duckdb_columns() WHERE table_name = 'responses' AND column_name = 'brand'",
    )
    assert comment == "Marque."
    assert ask(
        published,
        "SELECT count(*) FROM duckdb_functions() WHERE function_name LIKE 'behind_%' AND comment IS NULL",
    ) == [(0,)]


def test_who_was_erased_stays_in_the_working_store(store: Store, tmp_path: Path) -> None:
    snapshot = publish(store, tmp_path / "voc.duckdb", factory.taxonomy())

    assert ask(snapshot, "SELECT table_name FROM duckdb_tables() WHERE table_name = 'tombstones'") == []


def test_a_snapshot_works_under_any_name(published: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copie de l'été.duckdb"
    shutil.copy(published, copy)

    assert ask(copy, "SELECT count(*) > 0 FROM search_verbatims('téléphone')") == [(True,)]
    assert ask(copy, "SELECT count(*) > 0 FROM v_tags") == [(True,)]


def test_readers_keep_the_old_snapshot_until_they_open_the_new(store: Store, tmp_path: Path) -> None:
    snapshot = publish(store, tmp_path / "voc.duckdb", factory.taxonomy())
    kept = tmp_path / "lien.duckdb"
    kept.hardlink_to(snapshot)
    with open_snapshot(kept) as reader:
        store.commit_batch([response("r1", "Tout neuf")], [], "run")
        publish(store, snapshot)

        assert reader.execute("SELECT count(*) FROM verbatims").fetchone() == (0,)
        assert ask(snapshot, "SELECT count(*) FROM verbatims") == [(1,)]


def test_figures_are_never_older_than_the_rows(store: Store, tmp_path: Path) -> None:
    snapshot = tmp_path / "voc.duckdb"
    total = "SELECT verbatims FROM agg_volumes WHERE period = 'all' AND brand = '*' AND dimension = 'all'"
    store.commit_batch([response("r1", "Bien")], [], "run")
    publish(store, snapshot, factory.taxonomy())
    assert are_fresh(store.connection)
    assert ask(snapshot, total) == [(1,)]
    store.commit_batch([response("r2", "Bien aussi")], [], "run")
    publish(store, snapshot)
    assert ask(snapshot, total) == [(2,)]
    append_correction(
        tmp_path / "c.jsonl", Correction("v-r1-q1", "irritant", "prix_eleve", "add", "ana", factory.moment(1))
    )
    merge_journal(store, tmp_path / "c.jsonl")
    publish(store, snapshot)
    assert ask(snapshot, "SELECT verbatims FROM v_irritants LIMIT 1") == [(1,)]


def test_an_unchanged_store_is_published_without_counting_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.commit_batch([response("r1", "Bien")], [], "run")
    publish(store, tmp_path / "voc.duckdb", factory.taxonomy())
    monkeypatch.setattr(publishing, "compute", lambda *_: pytest.fail("les chiffres étaient à jour"))
    publish(store, tmp_path / "voc.duckdb", factory.taxonomy())


def test_a_failed_publication_leaves_the_old_snapshot(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = publish(store, tmp_path / "voc.duckdb", factory.taxonomy())
    before = snapshot.read_bytes()
    monkeypatch.setattr(publishing, "_flush", lambda _: (_ for _ in ()).throw(OSError(28, "disque plein")))
    with pytest.raises(StoreError, match="publication impossible"):
        publish(store, snapshot)

    assert snapshot.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if "draft" in p.name] == []


def test_what_a_killed_publication_left_is_removed(store: Store, tmp_path: Path) -> None:
    for name in (".voc.duckdb.999.draft", ".voc.duckdb.999.draft.wal"):
        (tmp_path / name).write_bytes(b"reste")
    (tmp_path / "autre.draft").write_bytes(b"pas a nous")
    publish(store, tmp_path / "voc.duckdb", factory.taxonomy())

    assert sorted(p.name for p in tmp_path.iterdir()) == ["autre.draft", "voc.duckdb", "work"]


def test_publishing_again_and_again_does_not_grow_the_file(store: Store, tmp_path: Path) -> None:
    store.commit_batch(factory.made_up(60), [], "run")
    factory.tag_all(store)
    sizes = {publish(store, tmp_path / "voc.duckdb", factory.taxonomy()).stat().st_size for _ in range(3)}

    assert max(sizes) - min(sizes) <= 262_144  # a block of DuckDB


def test_a_place_that_cannot_be_written_is_said_in_words(store: Store, tmp_path: Path) -> None:
    (tmp_path / "voc.duckdb").mkdir()
    with pytest.raises(StoreError, match="publication impossible"):
        publish(store, tmp_path / "voc.duckdb", factory.taxonomy())


def test_the_store_goes_on_after_a_publication(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path / "voc.duckdb", factory.taxonomy())
    store.commit_batch([response("r1", "Encore là")], [], "run")

    assert store.connection.execute("SELECT count(*) FROM verbatims").fetchone() == (1,)
    attached = store.connection.execute(
        "SELECT database_name FROM duckdb_databases() WHERE NOT internal"
    ).fetchall()
    assert attached == [("night",)]


def test_a_snapshot_opens_with_plain_duckdb(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM v_verbatims").fetchone() == (True,)
