from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest

from tests.store.factory import MODEL, TAXONOMY, moment, response
from voc.records import Coverage, Evidence, IrritantTag, StageTag, Tagged, ThemeTag
from voc.store.corrections import Correction, append_correction, merge_journal
from voc.store.figures_state import are_fresh, mark_fresh
from voc.store.working import Store

READ, UNREAD, UNSURE = "v-r1-q1", "v-r2-q1", "v-r3-q1"


@pytest.fixture
def tagged(store: Store) -> Store:
    """One verbatim read, one not, one on which the model would not commit itself."""
    store.commit_batch(
        [response("r1", "Trop d'attente mais bon conseil"), response("r2", "Cher"), response("r3", "Euh")],
        [],
        "run",
    )
    due = {v.verbatim_id: v for v in store.due(MODEL, TAXONOMY, 10)}
    whole = Tagged(
        READ, "fr", True, "mixte", {"negatif": 0.4, "mixte": 0.6}, Coverage.TAGGED,
        model=MODEL, taxonomy=TAXONOMY,
        themes=(ThemeTag("attente", "negatif", 0.9, (Evidence(0, 14),)),),
        irritants=(IrritantTag("attente_excessive", 0.8, (Evidence(0, 14),)),),
        stages=(StageTag("achat", 0.7), StageTag("usage", 0.6)),
    )  # fmt: skip
    unsure = Tagged(UNSURE, "fr", None, None, {}, Coverage.UNSURE, model=MODEL, taxonomy=TAXONOMY)
    store.write_tags([(due[READ], whole), (due[UNSURE], unsure)], "run")
    return store


def fix(kind: str, code: str, action: str, polarity: str | None = None, day: int = 1, of: str = READ, **more):
    return Correction(of, kind, code, action, "ana", moment(day), polarity, **more)


def merged(store: Store, tmp_path: Path, *corrections: Correction) -> Store:
    for correction in corrections:
        append_correction(tmp_path / "corrections.jsonl", correction)
    merge_journal(store, tmp_path / "corrections.jsonl")
    return store


def tags(store: Store, of: str = READ) -> list[tuple]:
    return store.connection.execute(
        "SELECT kind, code, polarity, origin FROM effective_tags WHERE verbatim_id = ?"
        " ORDER BY kind, rank, code",
        [of],
    ).fetchall()


MODEL_SAYS = [
    ("irritant", "attente_excessive", None, "modele"),
    ("stage", "achat", None, "modele"),
    ("stage", "usage", None, "modele"),
    ("theme", "attente", "negatif", "modele"),
]


@pytest.mark.parametrize(
    ("corrections", "gone", "come"),
    [
        ([], [], []),
        ([fix("theme", "attente", "remove")], [MODEL_SAYS[3]], []),
        (
            [fix("theme", "attente", "set", "mixte")],
            [MODEL_SAYS[3]],
            [("theme", "attente", "mixte", "analyste")],
        ),
        ([fix("theme", "prix", "add", "positif")], [], [("theme", "prix", "positif", "analyste")]),
        ([fix("irritant", "attente_excessive", "remove")], [MODEL_SAYS[0]], []),
        ([fix("irritant", "prix_eleve", "set")], [], [("irritant", "prix_eleve", None, "analyste")]),
        (
            [fix("theme", "attente", "remove", day=1), fix("theme", "attente", "add", "positif", day=2)],
            [MODEL_SAYS[3]],
            [("theme", "attente", "positif", "analyste")],
        ),
        (
            [fix("theme", "prix", "add", "positif", day=2), fix("theme", "prix", "remove", day=1)],
            [],
            [("theme", "prix", "positif", "analyste")],
        ),
        ([fix("theme", "prix", "add", "positif", day=1), fix("theme", "prix", "remove", day=2)], [], []),
        (
            [fix("irritant", "attente_excessive", "add")],
            [MODEL_SAYS[0]],
            [("irritant", "attente_excessive", None, "analyste")],
        ),
    ],
)
def test_corrections_win_over_the_model(tagged: Store, tmp_path: Path, corrections, gone, come) -> None:
    merged(tagged, tmp_path, *corrections)

    assert sorted(map(str, tags(tagged))) == sorted(
        str(tag) for tag in [*(tag for tag in MODEL_SAYS if tag not in gone), *come]
    )


def test_a_stage_added_by_an_analyst_comes_first(tagged: Store, tmp_path: Path) -> None:
    merged(tagged, tmp_path, fix("stage", "service_client", "add"))

    assert [code for kind, code, *_ in tags(tagged) if kind == "stage"] == [
        "service_client",
        "achat",
        "usage",
    ]


def reading(store: Store, of: str) -> tuple:
    return store.connection.execute(
        "SELECT coverage, sentiment, sentiment_origin FROM effective_readings WHERE verbatim_id = ?", [of]
    ).fetchone()


@pytest.mark.parametrize(
    ("of", "corrections", "expected"),
    [
        (READ, [], ("tagged", "mixte", "modele")),
        (UNREAD, [], ("pending", None, "modele")),
        (UNSURE, [], ("unsure", None, "modele")),
        (READ, [fix("sentiment", "negatif", "set")], ("tagged", "negatif", "analyste")),
        (
            READ,
            [fix("sentiment", "negatif", "set", day=1), fix("sentiment", "positif", "set", day=2)],
            ("tagged", "positif", "analyste"),
        ),
        (READ, [fix("sentiment", "mixte", "remove")], ("tagged", None, "analyste")),
        (UNREAD, [fix("sentiment", "negatif", "set", of=UNREAD)], ("tagged", "negatif", "analyste")),
        (UNREAD, [fix("theme", "prix", "add", "negatif", of=UNREAD)], ("tagged", None, "modele")),
        (UNSURE, [fix("irritant", "prix_eleve", "add", of=UNSURE)], ("tagged", None, "modele")),
        (UNSURE, [fix("irritant", "prix_eleve", "remove", of=UNSURE)], ("unsure", None, "modele")),
    ],
)
def test_readings_with_corrections(tagged: Store, tmp_path: Path, of: str, corrections, expected) -> None:
    assert reading(merged(tagged, tmp_path, *corrections), of) == expected


@pytest.mark.parametrize(
    ("corrections", "tone"),
    [
        ([], 700_000),
        ([fix("sentiment", "negatif", "set")], 1_000_000),
        ([fix("sentiment", "mixte", "set")], 500_000),
        ([fix("sentiment", "positif", "set")], 0),
        ([fix("sentiment", "mixte", "remove")], 700_000),
    ],
)
def test_the_tone_follows_the_analyst(tagged: Store, tmp_path: Path, corrections, tone: int) -> None:
    merged(tagged, tmp_path, *corrections)

    assert tagged.connection.execute("SELECT tone FROM facts WHERE verbatim_id = ?", [READ]).fetchone() == (
        tone,
    )


def test_evidence_of_a_removed_tag_is_not_shown(tagged: Store, tmp_path: Path) -> None:
    merged(tagged, tmp_path, fix("theme", "attente", "remove"), fix("irritant", "attente_excessive", "add"))

    assert tagged.connection.execute("SELECT kind, spans FROM tag_spans").fetchall() == [
        ("irritant", [[0, 14]])
    ]


def test_merging_again_changes_nothing(tagged: Store, tmp_path: Path) -> None:
    journal = tmp_path / "corrections.jsonl"
    merged(tagged, tmp_path, fix("theme", "prix", "add", "positif"), fix("sentiment", "negatif", "set"))
    with_two = tagged.connection.execute("FROM corrections ORDER BY ALL").fetchall()
    mark_fresh(tagged.connection)
    again = merge_journal(tagged, journal)

    assert (again.merged, again.known, again.refused_lines) == (0, 2, [])
    assert tagged.connection.execute("FROM corrections ORDER BY ALL").fetchall() == with_two
    assert are_fresh(tagged.connection)
    append_correction(journal, fix("theme", "numerique", "add", "negatif"))
    assert merge_journal(tagged, journal).merged == 1
    assert not are_fresh(tagged.connection)


def test_without_a_journal_there_is_nothing_to_merge(tagged: Store, tmp_path: Path) -> None:
    assert merge_journal(tagged, tmp_path / "corrections.jsonl").merged == 0


def test_a_correction_of_an_unknown_verbatim_waits_for_it(store: Store, tmp_path: Path) -> None:
    merged(store, tmp_path, fix("theme", "prix", "add", "negatif"))
    assert tags(store) == []
    store.commit_batch([response("r1", "Cher")], [], "run")

    assert tags(store) == [("theme", "prix", "negatif", "analyste")]


@pytest.mark.parametrize(
    "line",
    [
        b"pas du JSON",
        b"[]",
        b"42",
        b"{}",
        b'{"verbatim_id": "v", "kind": "theme"}',
        b'{"verbatim_id":"v","kind":"theme","code":"prix","action":"add","analyst":"ana","made_at":"hier","polarity":"positif"}',
        b'{"verbatim_id":"v","kind":"theme","code":"prix","action":"add","analyst":"ana","made_at":"2026-10-01T10:00:00","polarity":"positif"}',
        b'{"verbatim_id":"v","kind":"theme","code":"prix","action":"add","analyst":"ana","made_at":"2026-10-01T10:00:00Z"}',
        b'{"verbatim_id":"v","kind":"sujet","code":"prix","action":"add","analyst":"ana","made_at":"2026-10-01T10:00:00Z"}',
        b'{"verbatim_id":"v","kind":"stage","code":"achat","action":"efface","analyst":"ana","made_at":"2026-10-01T10:00:00Z"}',
        b'{"verbatim_id":"v","kind":"stage","code":"achat","action":"add","analyst":"","made_at":"2026-10-01T10:00:00Z"}',
        b'{"verbatim_id":"v","kind":"stage","code":"achat","action":"add","analyst":"ana","made_at":"2026-10-01T10:00:00Z","note":1}',
        b'{"verbatim_id":"v","kind":"sentiment","code":"furieux","action":"set","analyst":"ana","made_at":"2026-10-01T10:00:00Z"}',
        b'{"verbatim_id":"v","kind":"irritant","code":"prix_eleve","action":"add","polarity":"negatif","analyst":"ana","made_at":"2026-10-01T10:00:00Z"}',
        b"\xff\xfe",
    ],
)
def test_a_line_that_is_no_correction_is_counted_and_stops_nothing(
    tagged: Store, tmp_path: Path, line: bytes
) -> None:
    journal = tmp_path / "corrections.jsonl"
    append_correction(journal, fix("theme", "prix", "add", "positif"))
    with journal.open("ab") as file:
        file.write(line + b"\n\n")
    append_correction(journal, fix("theme", "prix", "remove", day=3))
    result = merge_journal(tagged, journal)

    assert (result.merged, result.refused_lines) == (2, [2])


def test_a_line_being_written_waits(tagged: Store, tmp_path: Path) -> None:
    journal = tmp_path / "corrections.jsonl"
    line = fix("theme", "prix", "add", "positif").to_line()
    journal.write_bytes(line[:-20])
    assert merge_journal(tagged, journal).refused_lines == []
    journal.write_bytes(line)

    assert merge_journal(tagged, journal).merged == 1


def test_a_line_is_never_glued_to_half_a_line(tagged: Store, tmp_path: Path) -> None:
    journal = tmp_path / "corrections.jsonl"
    journal.write_bytes(fix("theme", "prix", "add", "positif").to_line()[:30])
    append_correction(journal, fix("theme", "numerique", "add", "positif"))
    result = merge_journal(tagged, journal)

    assert (result.merged, result.refused_lines) == (1, [1])


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    journal = tmp_path / "corrections.jsonl"

    def write(writer: int) -> None:
        for n in range(20):
            append_correction(
                journal, fix("theme", "prix", "add", "positif", of=f"v{writer}-{n}", comment="é" * 500)
            )

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read = {Correction.from_line(line).verbatim_id for line in journal.read_bytes().splitlines()}

    assert read == {f"v{writer}-{n}" for writer in range(4) for n in range(20)}


def test_one_moment_in_two_zones_is_one_correction() -> None:
    here = fix("stage", "achat", "add")
    paris = dt.timezone(dt.timedelta(hours=2))
    there = Correction(READ, "stage", "achat", "add", "ana", here.made_at.astimezone(paris))

    assert here.correction_id == there.correction_id
