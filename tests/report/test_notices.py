"""What must be known before any figure: a night that went wrong, a tool that changed, texts not read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.report.factory import Maker, make_snapshot
from tests.report.html import parse
from voc.records import Completeness, Counts, SourceOutcome
from voc.report.build import build_report
from voc.report.model import Notice, Tally
from voc.report.queries import Answers
from voc.report.reading import tell_changes, tell_reading
from voc.settings import Report


def run(
    name: str,
    status: str = "completed",
    model: str = "m1",
    taxonomy: str = "t1",
    flow: str = "nightly",
    message: str | None = None,
) -> tuple[Any, ...]:
    return (name, flow, status, dt.datetime(2026, 11, 15, 2, 7), "0.1.0", model, taxonomy, message)


def source(name: str, completeness: str = "complete", message: str = "") -> tuple[Any, ...]:
    return (name, completeness, 3, 0, 0, message)


def answers(**values: Any) -> Answers:
    found = Answers(runs=[run("n1")], run_sources=[source("avis")], tools=[("m1", "t1")])
    for name, value in values.items():
        setattr(found, name, value)
    return found


def notices(**values: Any) -> list[Notice]:
    return list(tell_reading(answers(**values)).notices)


def test_a_good_night_needs_no_notice():
    assert notices() == []


@pytest.mark.parametrize(
    ("completeness", "words"),
    [("failed", "lecture en échec"), ("truncated", "lecture tronquée"), ("capped", "lecture plafonnée")],
)
def test_a_source_that_was_not_wholly_read(completeness: str, words: str):
    sources = [
        source("avis", completeness, "Source « avis », reviews.json : JSON coupé."),
        source("mentions"),
    ]
    for status in ("degraded", "completed"):
        [notice] = notices(runs=[run("n1", status)], run_sources=sources)
        assert notice.level == "alert"
        assert "1\u00a0source n'a pas été lue entièrement" in notice.title
        assert notice.lines == (f"avis : {words}. Source « avis », reviews.json : JSON coupé.",)


def test_a_degraded_night_without_a_faulty_source():
    [notice] = notices(runs=[run("n1", "degraded", message="Le disque était plein.")])
    assert (notice.level, notice.lines) == ("alert", ("Le disque était plein.",))


@pytest.mark.parametrize("status", ["failed", "interrupted", "running"])
def test_a_night_that_did_not_end(status: str):
    [notice] = notices(runs=[run("n2", status), run("n1")])
    assert notice.level == "alert"
    assert "n'est pas allée à son terme" in notice.title


def test_no_night_at_all():
    [notice] = notices(runs=[], run_sources=[])
    assert "Aucune nuit" in notice.title


def test_a_source_left_aside():
    found = answers(channels={"avis": ["google"], "ancienne": ["google"]})
    [notice] = tell_reading(found).notices
    assert notice.level == "note"
    assert "ancienne" in notice.lines[0]
    states = {line.source_id: line.state_label for line in tell_reading(found).sources}
    assert states == {"ancienne": "pas relue", "avis": "complète"}


def test_a_replay_leaves_every_source_aside_without_saying_it_twice():
    found = answers(runs=[run("r", flow="retag"), run("n1")], run_sources=[], channels={"avis": ["google"]})
    assert tell_reading(found).notices == ()


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (("m2", "t1"), ("m1", "t1"), "Modèle : m1, puis m2."),
        (("m1", "t2"), ("m1", "t1"), "Taxonomie : t1, puis t2."),
    ],
)
def test_a_change_of_tool_is_said_on_the_night_it_comes(now: Any, before: Any, said: str):
    runs = [run("n3", "completed", *now), run("n2", "failed", *now), run("n1", "completed", *before)]
    [notice] = notices(runs=runs, tools=[now])
    assert notice.level == "alert"
    assert said in notice.lines
    assert notices(runs=[run("n4", "completed", *now), *runs], tools=[now]) == []


def test_texts_read_by_two_tools():
    [notice] = notices(tools=[("m1", "t1"), ("m2", "t1")])
    assert "pas tous été lus par le même outil" in notice.title


def test_texts_still_to_be_read():
    [notice] = notices(volumes={"*": {("all", "*"): Tally(verbatims=9, pending=4)}})
    assert notice.title.startswith("4\u00a0verbatims n'ont pas encore été lus")


def test_what_a_change_of_tool_changed_is_kept_in_the_methods():
    rows = [
        ("m1", "t1", "m2", "t1", "irritant", "Attente excessive", 40, 61),
        ("m1", "t1", "m2", "t1", "coverage", "tagged", 90, 90),
    ]
    found = answers(
        tool_changes=rows, runs=[run("n2", model="m2"), run("n1", model="m1")], tools=[("m2", "t1")]
    )
    [change] = tell_changes(found)
    assert change.recent
    assert [(line.label, line.before, line.after) for line in change.lines] == [("Attente excessive", 40, 61)]
    later = answers(
        tool_changes=rows, runs=[run("n3", model="m2"), run("n2", model="m2")], tools=[("m2", "t1")]
    )
    assert not tell_changes(later)[0].recent


def test_rejects_count_under_their_source():
    found = answers(rejects=[("avis", "a.csv", "motif", "1, 2", 2), ("avis", "b.csv", "motif", "7", 1)])
    assert tell_reading(found).sources[0].rejected == 3


def test_a_failed_night_does_not_look_like_an_empty_one(tmp_path: Path):
    """Nothing was ever read, because every source failed: the page says why."""
    failed = [
        SourceOutcome(
            name, Completeness.FAILED, Counts(), [f"Source « {name} » : dossier illisible <{name}>."]
        )
        for name in ("avis", "courriels", "mentions")
    ]
    snapshot = make_snapshot(tmp_path, Maker(), outcomes=failed, status="degraded")
    page = parse(build_report(snapshot, tmp_path / "r.html", Report()).read_text(encoding="utf-8"))
    alert = page.one("aside", "alert")
    assert "3\u00a0sources n’ont pas été lues entièrement" in alert.text
    for name in ("avis", "courriels", "mentions"):
        assert f"dossier illisible <{name}>" in alert.text
    assert [state.text for state in page.all("span", "failed")] == ["en échec"] * 3
