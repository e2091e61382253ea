from __future__ import annotations

from dataclasses import replace

import pytest

from tests.store.factory import response, verbatim
from voc.records import Direction, Metric, Quality, Score
from voc.store.rows import rating_of, response_rows, verbatim_rows

UP, DOWN = Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER


@pytest.mark.parametrize(
    ("expected", "scores"),
    [
        (4, [Score("a", Metric.STARS, 4, "4", 1, 5)]),
        (1, [Score("a", Metric.NPS, 0, "0", 0, 10)]),
        (5, [Score("a", Metric.NPS, 10, "10", 0, 10)]),
        (3, [Score("a", Metric.CSAT, 5.5, "5,5", 1, 10)]),
        (5, [Score("a", Metric.CSAT, 1, "1", 1, 5, DOWN)]),
        (2, [Score("a", Metric.NPS, 10, "10", 0, 10), Score("b", Metric.STARS, 2, "2", 1, 5)]),
        (2.33, [Score("a", Metric.RECOMMEND, 4, "4", 1, 10)]),
        (None, [Score("a", Metric.CES, 7, "7", 1, 7)]),
        (None, [Score("a", Metric.STARS, 3, "3", 3, 3)]),
        (None, []),
    ],
)
def test_rating_is_brought_to_five_points(expected: float | None, scores: list[Score]) -> None:
    assert rating_of(scores) == expected


def hashes(**changes: object) -> str:
    made = response("r", "Trop d'attente")
    made = replace(made, verbatims=(replace(made.verbatims[0], **changes),))
    return str(next(verbatim_rows([made]))[-1])


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Trop d'attente !"},
        {"question": "Qu'est-ce qui vous a déplu ?"},
        {"language": "en"},
        {"quality": Quality.GIBBERISH},
    ],
)
def test_whatever_the_tagger_is_given_makes_a_text_due_again(change: dict[str, object]) -> None:
    assert hashes(**change) != hashes()


@pytest.mark.parametrize("change", [{"masked": ("EMAIL",)}, {"position": 3}, {"language_origin": "declared"}])
def test_what_it_is_not_given_does_not(change: dict[str, object]) -> None:
    assert hashes(**change) == hashes()


@pytest.mark.parametrize(
    "change",
    [
        {"brand": "Autre"},
        {"channel": "sms"},
        {"site": None},
        {"owner_reply": "Merci !"},
        {"verbatims": (verbatim("r", "Trop d'attente", "q1", masked=("EMAIL",)),)},
    ],
)
def test_any_field_changes_the_hash_of_the_record(change: dict[str, object]) -> None:
    made = response("r", "Trop d'attente")
    before, after = (next(response_rows([one]))[-1] for one in (made, replace(made, **change)))

    assert before != after


def test_a_record_with_half_a_surrogate_pair_still_has_a_hash() -> None:
    made = response("r", "moitié \ud83d")

    assert (
        next(response_rows([made]))[-1]
        == next(response_rows([made]))[-1]
        != next(response_rows([response("r", "moitié \ud83e")]))[-1]
    )
