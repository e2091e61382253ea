"""The exact tests against scipy's, and the rules that decide what may be said."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from voc.report.exact import binomial_p, fisher_p
from voc.report.places import Place, most_concerned
from voc.report.trend import Direction, judge

FLAT = [40] * 8


@pytest.mark.parametrize(
    ("count", "trials", "share"),
    [
        (0, 8, 0.25),
        (8, 8, 0.25),
        (2, 8, 0.25),
        (24, 30, 0.26),
        (3, 40, 0.5),
        (400, 1000, 0.25),
        (9, 20_000, 0.001),
    ],
)
def test_binomial_is_twice_the_smaller_tail(count: int, trials: int, share: float):
    law = stats.binom(trials, share)
    expected = min(1.0, 2 * min(law.cdf(count), law.sf(count - 1)))
    assert binomial_p(count, trials, share) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(
    ("count", "base", "others", "others_base"),
    [(21, 84, 12, 240), (3, 15, 0, 40), (0, 10, 5, 10), (5, 5, 5, 5), (900, 10_000, 700, 11_000)],
)
def test_fisher_is_scipys(count: int, base: int, others: int, others_base: int):
    table = [[count, base - count], [others, others_base - others]]
    expected = stats.fisher_exact(table, alternative="greater").pvalue
    assert fisher_p(count, base, others, others_base) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(
    ("counts", "read", "expected"),
    [
        ([1, 0, 2, 1, 1, 0, 11, 13], FLAT, Direction.UP),
        ([9, 11, 10, 12, 8, 10, 0, 1], FLAT, Direction.DOWN),
        ([3, 4, 3, 5, 4, 3, 4, 3], FLAT, Direction.FLAT),
        ([0, 0, 0, 0, 0, 0, 3, 4], FLAT, Direction.TOO_FEW),
        ([0, 0, 0, 0, 0, 0, 4, 4], FLAT, Direction.UP),
        ([0] * 8, FLAT, Direction.TOO_FEW),
        ([1, 1, 11, 13], [40] * 4, Direction.TOO_FEW),
        ([], [], Direction.TOO_FEW),
        # Twice as many verbatims read, twice as many mentions: nothing rises.
        ([5, 5, 5, 5, 5, 5, 20, 20], [20] * 6 + [80, 80], Direction.FLAT),
        # As many mentions while four times fewer verbatims came in: it rises.
        ([5, 5, 5, 5, 5, 5, 5, 5], [80] * 6 + [10, 10], Direction.UP),
        # A rise that began three weeks ago is not hidden by its own first week.
        ([1, 1, 0, 2, 2, 0, 0, 0, 0, 7, 2, 4], [30] * 12, Direction.UP),
        # A source that went silent says nothing of the last weeks.
        ([5, 5, 5, 5, 5, 5, 0, 0], [20] * 6 + [0, 0], Direction.TOO_FEW),
        # Only the last twelve weeks count.
        ([90, 90, 90, 3, 4, 3, 4, 3, 4, 3, 5, 4, 3, 4, 3], [40] * 15, Direction.FLAT),
    ],
)
def test_a_rise_is_said_only_when_the_counts_support_it(
    counts: list[int], read: list[int], expected: Direction
):
    assert judge(counts, read).direction is expected


def test_a_trend_tells_its_two_spans():
    trend = judge([1, 0, 2, 1, 1, 0, 11, 13], FLAT)
    assert (trend.since, trend.before, trend.recent) == (2, 5, 24)
    assert trend.p is not None
    assert trend.p < 1e-6


@pytest.mark.parametrize("since", [1, 2, 3, 4])
def test_a_trend_tells_since_when(since: int):
    assert judge([2] * (12 - since) + [15] * since, [40] * 12).since == since


@pytest.mark.parametrize("weekly", [1, 3, 10])
def test_when_nothing_moves_a_change_is_rarely_said(weekly: int):
    """The stated level, on two thousand series drawn without any change."""
    rng = np.random.default_rng(7)
    said = [judge(rng.poisson(weekly, 12).tolist(), [40] * 12).since > 0 for _ in range(2000)]
    assert sum(said) <= 20


def test_the_most_concerned_place_is_held_against_all_the_others():
    found = most_concerned([Place("Dinard", 21, 84), Place("Dol", 5, 100), Place("Vitré", 7, 140)])
    assert found is not None
    assert found.place == Place("Dinard", 21, 84)
    assert found.others == Place("", 12, 240)
    assert found.clear


@pytest.mark.parametrize(
    "places",
    [
        [],
        [Place("Dinard", 20, 40)],
        [Place("Dinard", 10, 14), Place("Dol", 1, 14)],
        [Place("Dinard", 2, 40), Place("Dol", 0, 40)],
        [Place("Dinard", 20, 40), Place("Dol", 0, 0)],
        [Place("Dinard", 10, 40), Place("Dol", 5, 14)],
    ],
)
def test_no_place_stands_out(places: list[Place]):
    assert most_concerned(places) is None


def test_a_small_gap_is_shown_but_not_claimed():
    found = most_concerned([Place("Brest", 4, 17), Place("Rennes", 3, 18), Place("Vannes", 5, 36)])
    assert found is not None
    assert not found.clear


def test_searching_among_many_places_asks_for_more():
    """The same counts are claimed between two places, and not when picked among forty."""
    two = most_concerned([Place("a", 9, 30), Place("b", 78, 780)])
    many = most_concerned([Place("a", 9, 30), *(Place(f"b{n}", 2, 20) for n in range(39))])
    assert two is not None
    assert many is not None
    assert two.others == many.others
    assert two.clear
    assert not many.clear


def test_equal_places_are_told_apart_by_name():
    found = most_concerned([Place("b", 9, 20), Place("a", 9, 20), Place("c", 0, 20)])
    assert found is not None
    assert found.place.name == "a"
