"""The report of the bundled sample: the facts planted there are told, and every query finds its verbatims."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Voc
from voc.report.build import build_report, tell
from voc.report.model import Brand, Page
from voc.settings import Report
from voc.store.query import run_query

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(demo_night: Voc) -> Page:
    return tell(demo_night.data / "voc.duckdb", Report())


def brand(told: Page, name: str) -> Brand:
    return next(brand for brand in told.brands if brand.name == name)


def test_the_night_leaves_the_report_that_its_snapshot_gives(demo_night: Voc, tmp_path: Path):
    title = "Démonstration : trois marques, quatre-vingt-dix jours"
    again = build_report(demo_night.data / "voc.duckdb", tmp_path / "r.html", Report(title=title))
    assert again.read_bytes() == (demo_night.data / "reports" / "rapport.html").read_bytes()
    assert again.stat().st_size < 1_500_000


def test_late_deliveries_rise_at_the_shop_and_nothing_moves_at_the_insurer(told: Page):
    assert "retard_livraison" in [i.code for i in brand(told, "Maison Brindille").rising]
    assert "retard_livraison" in [i.code for i in brand(told, "Maison Brindille").irritants[:5]]
    assert brand(told, "Assurances Hermine").rising == ()
    assert brand(told, "Assurances Hermine").irritants[0].code == "non_resolution"


@pytest.mark.parametrize(
    ("name", "dimension", "place"),
    [
        ("Le Grand Tilleul", "site", "Dinard"),
        ("Maison Brindille", "channel", "Réseaux sociaux"),
        ("Assurances Hermine", "channel", "Réseaux sociaux"),
    ],
)
def test_the_gloomy_places_are_named(told: Page, name: str, dimension: str, place: str):
    assert (dimension, place) in [
        (where.dimension, where.contrast.place.name) for where in brand(told, name).gloomiest
    ]


def test_figures_are_those_of_the_whole_period(told: Page, demo_night: Voc):
    found = run_query(
        demo_night.data / "voc.duckdb",
        "SELECT brand, code, verbatims, frequency, severity FROM agg_irritants"
        " WHERE period = 'all' AND dimension = 'all' AND brand <> '*'",
    )
    shown = {(b.name, i.code): i for b in told.brands for i in b.irritants}
    assert len(found.rows) == len(shown) > 30
    for name, code, verbatims, frequency, severity in found.rows:
        irritant = shown[name, code]
        assert irritant.verbatims == verbatims
        assert irritant.frequency == pytest.approx(frequency)
        assert irritant.severity == pytest.approx(severity)


def test_every_irritant_query_finds_its_verbatims(told: Page, demo_night: Voc):
    for section in told.brands:
        for irritant in section.irritants[:8]:
            assert len(run_query(demo_night.data / "voc.duckdb", irritant.sql).rows) == irritant.verbatims
