"""The figures against a second opinion: the same definitions, in plain Python loops."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.metrics.conftest import fill
from tests.store import factory
from tests.store.factory import response
from voc.metrics.aggregates import KEYS, compute
from voc.records import Coverage, Direction, IrritantTag, Metric, Score, Tagged
from voc.store.export import canonical
from voc.store.figures_state import are_fresh
from voc.store.working import Store

Row = dict[str, Any]

COUNTED = (
    *("verbatims", "readable", "tagged", "unsure", "not_informative", "not_french", "pending"),
    *("with_sentiment", "positif", "negatif", "neutre", "mixte"),
    *("solicited_verbatims", "spontaneous_verbatims"),
)


def fetch(store: Store, sql: str) -> list[Row]:
    cursor = store.connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def table(store: Store, name: str) -> dict[tuple, Row]:
    rows = fetch(store, f"FROM {name}")
    keyed = {tuple(row[key] for key in KEYS[name]): row for row in rows}
    assert len(keyed) == len(rows)
    return keyed


def periods(day: dt.date | None) -> Iterator[tuple[str, dt.date | None]]:
    yield "all", None
    if day is not None:
        yield "day", day
        yield "week", day - dt.timedelta(days=day.weekday())
        yield "month", day.replace(day=1)


def places(day: dt.date | None, brand: str) -> Iterator[tuple[str, dt.date | None, str]]:
    for (period, start), shown in itertools.product(periods(day), ("*", brand)):
        yield period, start, shown


@pytest.fixture(scope="module")
def raw(figures: Store) -> SimpleNamespace:
    """Verbatims with their effective reading and tags, corrections applied by hand."""
    responses = {row["response_id"]: row for row in fetch(figures, "FROM responses")}
    readings = {row["verbatim_id"]: row for row in fetch(figures, "FROM readings")}
    last: dict[tuple, Row] = {}
    for row in fetch(figures, "FROM corrections ORDER BY made_at, correction_id"):
        last[row["verbatim_id"], row["kind"], "" if row["kind"] == "sentiment" else row["code"]] = row
    tags: dict[tuple, str | None] = {
        (row["verbatim_id"], row["kind"], row["code"]): row["polarity"] for row in fetch(figures, "FROM tags")
    }
    touched = set()
    for (verbatim, kind, code), row in last.items():
        if row["action"] != "remove":
            touched.add(verbatim)
        if kind != "sentiment":
            if row["action"] == "remove":
                tags.pop((verbatim, kind, code), None)
            else:
                tags[verbatim, kind, code] = row["polarity"] or tags.get((verbatim, kind, code))
    verbatims = []
    for row in fetch(figures, "FROM verbatims"):
        name = row["verbatim_id"]
        read = readings.get(name)
        said = last.get((name, "sentiment", ""))
        coverage = "tagged" if name in touched else read["coverage"] if read else "pending"
        sentiment = read["sentiment"] if read else None
        tone = read["p_negatif"] + read["p_mixte"] / 2 if read and read["p_negatif"] is not None else None
        if said:
            sentiment = None if said["action"] == "remove" else said["code"]
            if sentiment:
                tone = {"negatif": 1.0, "mixte": 0.5}.get(sentiment, 0.0)
        verbatims.append(
            SimpleNamespace(
                id=name,
                response=responses[row["response_id"]],
                coverage=coverage,
                sentiment=sentiment,
                tone=tone,
                readable=coverage in {"tagged", "unsure"}
                or (coverage == "not_informative" and row["quality"] == "ok"),
                tags={(kind, code): pol for (v, kind, code), pol in tags.items() if v == name},
            )
        )
    return SimpleNamespace(responses=responses, verbatims=verbatims, scores=fetch(figures, "FROM scores"))


def own_dimensions(row: Row) -> list[tuple[str, str]]:
    return [
        ("all", "*"),
        ("source", row["source_id"]),
        ("channel", row["channel"]),
        ("site", row["site"] or ""),
    ]


def test_the_made_up_store_has_every_trait(raw: SimpleNamespace) -> None:
    assert {v.coverage for v in raw.verbatims} == {
        "tagged",
        "unsure",
        "not_informative",
        "not_french",
        "pending",
    }
    assert {v.sentiment for v in raw.verbatims} == {"positif", "negatif", "mixte", "neutre", None}
    assert None in {r["date"] for r in raw.responses.values()}
    assert None in {r["site"] for r in raw.responses.values()}
    assert {"theme", "irritant", "stage"} == {kind for v in raw.verbatims for kind, _ in v.tags}
    with_text = {v.response["response_id"] for v in raw.verbatims}
    assert with_text < set(raw.responses)
    assert any(v.tags and not v.readable for v in raw.verbatims) is False


def test_volumes(figures: Store, raw: SimpleNamespace) -> None:
    counts: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    seen: dict[tuple, set[str]] = defaultdict(set)
    for name, row in raw.responses.items():
        for place, dimension in itertools.product(places(row["date"], row["brand"]), own_dimensions(row)):
            seen[*place, *dimension].add(name)
    for v in raw.verbatims:
        for place, dimension in itertools.product(
            places(v.response["date"], v.response["brand"]), [*own_dimensions(v.response), *v.tags]
        ):
            count = counts[*place, *dimension]
            seen[*place, *dimension].add(v.response["response_id"])
            count["verbatims"] += 1
            count[v.coverage] += 1
            count["readable"] += v.readable
            count["with_sentiment"] += v.sentiment is not None
            if v.sentiment:
                count[v.sentiment] += 1
            count["solicited_verbatims" if v.response["solicited"] else "spontaneous_verbatims"] += 1
    rows = table(figures, "agg_volumes")

    assert set(rows) == set(seen)
    for key, row in rows.items():
        count = counts[key]
        assert row["responses"] == len(seen[key]), key
        for name in COUNTED:
            assert row[name] == count[name], (key, name)
        assert row["coverage_share"] == (count["tagged"] / count["verbatims"] if count["verbatims"] else None)
        for name in ("positif", "negatif", "neutre", "mixte"):
            share = count[name] / count["with_sentiment"] if count["with_sentiment"] else None
            assert row[f"{name}_share"] == share, (key, name)


def test_coverage_adds_up(figures: Store) -> None:
    assert (
        fetch(
            figures,
            "SELECT 1 FROM agg_volumes"
            " WHERE verbatims <> tagged + unsure + not_informative + not_french + pending"
            " OR with_sentiment <> positif + negatif + neutre + mixte"
            " OR verbatims <> solicited_verbatims + spontaneous_verbatims",
        )
        == []
    )


def test_scores(figures: Store, raw: SimpleNamespace) -> None:
    tagged: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for v in raw.verbatims:
        tagged[v.response["response_id"]] |= set(v.tags)
    values: dict[tuple, list[float]] = defaultdict(list)
    for score in raw.scores:
        row = raw.responses[score["response_id"]]
        question = tuple(score[k] for k in ("metric", "question_id", "scale_min", "scale_max", "direction"))
        for place, dimension in itertools.product(
            places(row["date"], row["brand"]), [*own_dimensions(row), *tagged[score["response_id"]]]
        ):
            values[*place, *dimension, *question, row["solicited"]].append(score["value"])
    rows = table(figures, "agg_scores")

    assert set(rows) == set(values)
    for key, row in rows.items():
        given = values[key]
        assert row["n"] == len(given)
        assert row["mean"] == pytest.approx(sum(given) / len(given), rel=1e-12)
        if row["metric"] == "nps":
            up, down = sum(v >= 9 for v in given), sum(v <= 6 for v in given)
            assert (row["promoters"], row["detractors"]) == (up, down)
            assert row["passives"] == len(given) - up - down
            assert row["nps"] == pytest.approx(100 * (up - down) / len(given), rel=1e-12)
        else:
            assert (row["promoters"], row["passives"], row["detractors"], row["nps"]) == (None,) * 4
        if row["metric"] == "csat":
            top = sum(v >= row["scale_max"] - 1 for v in given)
            assert (row["top2"], row["top2_share"]) == (top, top / len(given))
        else:
            assert (row["top2"], row["top2_share"]) == (None, None)


def tag_rows(raw: SimpleNamespace, kind: str) -> tuple[dict[tuple, list[tuple]], dict[tuple, int]]:
    """Verbatims and polarities under each key of a table of tags, and the base of each place."""
    found: dict[tuple, list[tuple]] = defaultdict(list)
    base: dict[tuple, int] = defaultdict(int)
    for v in raw.verbatims:
        if not v.readable:
            continue
        for place, dimension in itertools.product(
            places(v.response["date"], v.response["brand"]), own_dimensions(v.response)
        ):
            base[*place, *dimension] += 1
            for (of_kind, code), polarity in v.tags.items():
                if of_kind == kind:
                    found[*place, *dimension, code].append((v, polarity))
    return found, base


def test_themes(figures: Store, raw: SimpleNamespace) -> None:
    found, base = tag_rows(raw, "theme")
    rows = table(figures, "agg_themes")

    assert set(rows) == set(found)
    for key, row in rows.items():
        judged = [polarity for _, polarity in found[key]]
        assert (row["verbatims"], row["base"]) == (len(judged), base[key[:-1]])
        assert row["frequency"] == len(judged) / base[key[:-1]]
        for polarity in ("positif", "negatif", "mixte"):
            assert row[polarity] == judged.count(polarity)
            assert row[f"{polarity}_share"] == judged.count(polarity) / len(judged)


def test_irritants(figures: Store, raw: SimpleNamespace) -> None:
    found, base = tag_rows(raw, "irritant")
    rows = table(figures, "agg_irritants")

    assert set(rows) == set(found)
    for key, row in rows.items():
        verbatims = [v for v, _ in found[key]]
        tones = [v.tone for v in verbatims if v.tone is not None]
        tone = sum(tones) / len(tones) if tones else 1.0
        gravity = factory.IRRITANTS[row["code"]]
        assert (row["verbatims"], row["base"], row["gravity"]) == (len(verbatims), base[key[:-1]], gravity)
        assert row["tone"] == pytest.approx(tone, abs=1e-6)
        assert row["severity"] == pytest.approx(gravity / 3 * tone, abs=1e-6)
        assert row["impact"] == row["frequency"] * row["severity"]
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for key, row in rows.items():
        groups[key[:-1]].append(row)
    for group in groups.values():
        ordered = sorted(group, key=lambda row: (-row["impact"], -row["verbatims"], row["code"]))
        assert [row["rank"] for row in ordered] == list(range(1, len(group) + 1))


def test_stages_and_irritants(figures: Store, raw: SimpleNamespace) -> None:
    found: dict[tuple, int] = defaultdict(int)
    base: dict[tuple, int] = defaultdict(int)
    for v in raw.verbatims:
        codes = {kind: [code for k, code in v.tags if k == kind] for kind in ("stage", "irritant")}
        for place, stage in itertools.product(
            places(v.response["date"], v.response["brand"]), codes["stage"] if v.readable else []
        ):
            base[*place, stage] += 1
            for irritant in codes["irritant"]:
                found[*place, stage, irritant] += 1
    rows = table(figures, "agg_stage_irritant")

    assert set(rows) == set(found)
    for key, row in rows.items():
        assert (row["verbatims"], row["base"]) == (found[key], base[key[:-1]])
        assert row["share"] == found[key] / base[key[:-1]]


def digests(path: Path, *, threads: int, seed: int) -> dict[str, str]:
    """The figures of one set of rows, stored in a shuffled order and computed by so many threads."""
    path.mkdir()
    made = factory.made_up(240)
    random.Random(seed).shuffle(made)
    with Store.open(path / "night.duckdb", threads=threads) as store:
        for start in range(0, 240, 70):
            store.commit_batch(made[start : start + 70], [], f"run-{seed}")
        factory.tag_all(store, f"run-{seed}", size=60 + seed)
        compute(store.connection, factory.taxonomy())
        return canonical(store.connection)


def test_neither_threads_nor_the_order_of_rows_show(tmp_path: Path) -> None:
    one, two, three = (
        digests(tmp_path / f"{threads}-{seed}", threads=threads, seed=seed)
        for threads, seed in ((1, 1), (2, 2), (4, 3))
    )

    assert one == two == three
    assert set(KEYS) <= set(one)


def test_computing_again_changes_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "night.duckdb") as store:
        fill(store, tmp_path, 60)
        before = canonical(store.connection)
        compute(store.connection)
        assert canonical(store.connection) == before


def test_an_empty_store_has_empty_figures(store: Store) -> None:
    compute(store.connection, factory.taxonomy())

    assert [fetch(store, f"FROM {name}") for name in KEYS] == [[]] * 5
    assert are_fresh(store.connection)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "night.duckdb") as opened:
        yield opened


def one_figure(store: Store, name: str, columns: str) -> list[tuple]:
    compute(store.connection, factory.taxonomy())
    return store.connection.execute(
        f"SELECT {columns} FROM {name}"
        " WHERE period = 'all' AND dimension = 'all' AND brand <> '*' ORDER BY ALL"
    ).fetchall()


def scored(store: Store, *scores: Score, **more: Any) -> None:
    made = [response(f"r{n}", scores=(score,), content=str(n), **more) for n, score in enumerate(scores)]
    store.commit_batch(made, [], "run")


@pytest.mark.parametrize(
    ("values", "nps"),
    [
        ([10, 9, 8, 7, 6, 0], 0.0),
        ([10, 9, 9], 100.0),
        ([6, 0], -100.0),
        ([7, 8], 0.0),
        ([10, 8, 7], 100 / 3),
        ([9, 3, 7, 7], 0.0),
    ],
)
def test_nps_keeps_passives_in_the_denominator(store: Store, values: list[int], nps: float) -> None:
    scored(store, *(Score("q", Metric.NPS, value, "", 0, 10) for value in values))

    assert one_figure(store, "agg_scores", "nps, n") == [(nps, len(values))]


@pytest.mark.parametrize(
    ("low", "high", "direction", "values", "top2"),
    [
        (1, 5, Direction.HIGHER_IS_BETTER, [5, 4, 3, 1], 2),
        (1, 5, Direction.LOWER_IS_BETTER, [1, 2, 3, 5], 2),
        (1, 10, Direction.HIGHER_IS_BETTER, [10, 9, 8], 2),
        (0, 10, Direction.HIGHER_IS_BETTER, [10, 9, 8], 2),
        (1, 3, Direction.HIGHER_IS_BETTER, [3, 2, 1], 2),
        (0, 1, Direction.HIGHER_IS_BETTER, [0, 1], None),
        (0, 100, Direction.HIGHER_IS_BETTER, [99, 100, 50], None),
    ],
)
def test_csat_counts_the_two_best_points_of_a_scale_of_points(
    store: Store, low: float, high: float, direction: Direction, values: list[float], top2: int | None
) -> None:
    scored(store, *(Score("q", Metric.CSAT, value, "", low, high, direction) for value in values))
    share = None if top2 is None else top2 / len(values)

    assert one_figure(store, "agg_scores", "top2, top2_share") == [(top2, share)]


def test_scales_questions_and_ways_of_asking_never_meet(store: Store) -> None:
    made = [
        response("a", content="a", scores=(Score("q", Metric.CSAT, 4, "", 1, 5),)),
        response("b", content="b", scores=(Score("q", Metric.CSAT, 8, "", 1, 10),)),
        response("c", content="c", scores=(Score("autre", Metric.CSAT, 4, "", 1, 5),)),
        response("d", content="d", scores=(Score("q", Metric.CSAT, 2, "", 1, 5),), solicited=True),
        response("e", content="e", scores=(Score("q", Metric.CSAT, 1, "", 1, 5, Direction.LOWER_IS_BETTER),)),
        response("f", content="f", scores=(Score("q", Metric.CES, 4, "", 1, 5),)),
    ]
    store.commit_batch(made, [], "run")

    assert one_figure(store, "agg_scores", "mean, n") == [(1, 1), (2, 1), (4, 1), (4, 1), (4, 1), (8, 1)]


def test_a_score_out_of_ten_asked_from_one_is_no_nps(store: Store) -> None:
    scored(store, Score("q", Metric.RECOMMEND, 10, "10", 1, 10))

    assert one_figure(store, "agg_scores", "metric, mean, nps, promoters") == [
        ("recommend", 10.0, None, None)
    ]


def test_two_texts_of_a_response_count_its_score_once(store: Store) -> None:
    made = response("a", "Bon accueil", "Parking cher", scores=(Score("q", Metric.NPS, 9, "9", 0, 10),))
    store.commit_batch([made], [], "run")

    assert one_figure(store, "agg_scores", "n, nps") == [(1, 100.0)]
    assert one_figure(store, "agg_volumes", "responses, verbatims") == [(1, 2)]


@pytest.mark.parametrize(
    ("code", "p", "severity"),
    [
        ("bug_numerique", {"negatif": 1.0}, 1.0),
        ("bug_numerique", {"negatif": 0.5, "mixte": 0.5}, 0.75),
        ("prix_eleve", {"negatif": 1.0}, 1 / 3),
        ("attente_excessive", {"negatif": 0.3, "mixte": 0.0}, 0.2),
        ("attente_excessive", {"positif": 1.0, "negatif": 0.0}, 0.0),
        ("inconnu_au_bataillon", {"negatif": 0.6}, 0.4),
    ],
)
def test_severity_is_gravity_times_complaint(
    store: Store, code: str, p: dict[str, float], severity: float
) -> None:
    store.commit_batch([response("a", "Le site plante")], [], "run")
    (due,) = store.due("m", "t", 1)
    tagged = Tagged("a", "fr", True, "negatif", p, Coverage.TAGGED, irritants=(IrritantTag(code, 0.9),))
    store.write_tags([(due, replace(tagged, model="m", taxonomy="t"))], "run")

    assert one_figure(store, "agg_irritants", "severity, impact") == [
        (pytest.approx(severity), pytest.approx(severity))
    ]


@pytest.mark.parametrize(
    ("day", "monday", "month"),
    [
        (dt.date(2026, 8, 17), dt.date(2026, 8, 17), dt.date(2026, 8, 1)),
        (dt.date(2026, 8, 23), dt.date(2026, 8, 17), dt.date(2026, 8, 1)),
        (dt.date(2026, 8, 31), dt.date(2026, 8, 31), dt.date(2026, 8, 1)),
        (dt.date(2026, 9, 1), dt.date(2026, 8, 31), dt.date(2026, 9, 1)),
        (dt.date(2027, 1, 1), dt.date(2026, 12, 28), dt.date(2027, 1, 1)),
        (dt.date(2024, 2, 29), dt.date(2024, 2, 26), dt.date(2024, 2, 1)),
    ],
)
def test_weeks_start_on_monday(store: Store, day: dt.date, monday: dt.date, month: dt.date) -> None:
    store.commit_batch([response("a", "Bien", date=day)], [], "run")
    compute(store.connection)

    assert store.connection.execute(
        "SELECT period, period_start FROM agg_volumes WHERE dimension = 'all' AND brand = '*' ORDER BY 1"
    ).fetchall() == [("all", None), ("day", day), ("month", month), ("week", monday)]


def test_what_has_no_date_counts_in_all_only(store: Store) -> None:
    store.commit_batch([response("a", "Bien", date=None)], [], "run")
    compute(store.connection)

    assert store.connection.execute("SELECT DISTINCT period FROM agg_volumes").fetchall() == [("all",)]
