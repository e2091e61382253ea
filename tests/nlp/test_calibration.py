from __future__ import annotations

import numpy as np
import pytest

from voc.nlp.balance import rake
from voc.nlp.calibration import Choice, Curve, sigmoid
from voc.nlp.fitting import choose_floor, choose_thresholds, fit_choice, fit_curve
from voc.nlp.measures import calibration_error

RANDOM = np.random.default_rng(7)


def _drawn(count: int, weights: list[float], bias: float) -> tuple[np.ndarray, np.ndarray]:
    margins = RANDOM.normal(size=count)
    hits = RANDOM.integers(0, 3, size=count)
    inputs = np.stack([margins, hits], axis=1).astype(float)
    return inputs, RANDOM.random(count) < sigmoid(inputs @ np.asarray(weights) + bias)


def test_sigmoid_does_not_overflow() -> None:
    assert sigmoid(np.asarray([-1000.0, 0.0, 1000.0])).tolist() == [0.0, 0.5, 1.0]


def test_a_curve_is_found_again() -> None:
    inputs, holds = _drawn(20_000, [1.2, 0.8], -1.5)
    curve = fit_curve(inputs, holds, np.ones(len(holds)))
    assert [*curve.weights, curve.bias] == pytest.approx([1.2, 0.8, -1.5], abs=0.1)


def test_a_calibrated_curve_has_no_error_left() -> None:
    inputs, holds = _drawn(20_000, [2.0, 0.5], -1.0)
    curve = fit_curve(inputs, holds, np.ones(len(holds)))
    assert calibration_error(curve(inputs), holds) < 0.02


def test_cues_never_speak_against_a_code() -> None:
    inputs, holds = _drawn(5000, [1.0, -2.0], 0.0)
    assert fit_curve(inputs, holds, np.ones(len(holds))).weights[1] == 0.0


def test_few_rows_lean_on_the_common_cue_weight() -> None:
    inputs = np.asarray([[0.5, 0.0], [-0.5, 0.0], [1.0, 0.0], [-1.0, 0.0]])
    curve = fit_curve(inputs, np.asarray([True, False, True, False]), np.ones(4), prior=[1.7])
    assert curve.weights[1] == pytest.approx(1.7, abs=0.01)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_choice_learns_and_sums_to_one(count: int) -> None:
    answers = RANDOM.integers(0, count, size=600)
    inputs = np.eye(count)[answers] * 3 + RANDOM.normal(size=(600, count))
    choice = fit_choice(inputs, answers, count, np.ones(600))
    chances = choice(inputs)
    assert chances.sum(axis=1) == pytest.approx(np.ones(600))
    assert (chances.argmax(axis=1) == answers).mean() > 0.9


@pytest.mark.parametrize("met", [[1], [0, 2]])
def test_an_answer_never_met_gets_no_chance(met: list[int]) -> None:
    answers = np.asarray(met * 20)
    choice = fit_choice(RANDOM.normal(size=(len(answers), 2)), answers, 3, np.ones(len(answers)))
    chances = choice(np.zeros((1, 2)))[0]
    assert all(chances[at] < 1e-6 for at in range(3) if at not in met)


def test_a_choice_gives_the_same_bytes_alone_or_among_others() -> None:
    choice = Choice(((0.3, -1.1, 0.7), (0.2, 0.9, -0.4)), (0.1, -0.2))
    inputs = RANDOM.normal(size=(257, 3))
    alone = np.concatenate([choice(inputs[at : at + 1]) for at in range(257)])
    assert choice(inputs).tobytes() == alone.tobytes()


def test_a_curve_gives_the_same_bytes_alone_or_among_others() -> None:
    curve = Curve((1.3, 0.4), -0.7, 0.5)
    inputs = RANDOM.normal(size=(257, 2))
    alone = np.concatenate([curve(inputs[at : at + 1]) for at in range(257)])
    assert curve(inputs).tobytes() == alone.tobytes()


def test_a_rare_code_takes_the_common_threshold() -> None:
    chances = RANDOM.random(4000)
    often = chances > 0.45
    rare = np.zeros(4000, bool)
    rare[int(chances.argmax())] = True
    common, own = choose_thresholds([chances, chances], [often, rare], np.ones(4000))
    assert common == pytest.approx(0.45, abs=0.02)
    assert own == pytest.approx(0.45, abs=0.03)


def test_the_floor_reaches_the_precision_wanted() -> None:
    confidence = RANDOM.uniform(0.3, 1.0, size=20_000)
    right = RANDOM.random(20_000) < confidence
    floor = choose_floor(confidence, right, 0.9)
    assert right[confidence >= floor].mean() >= 0.9
    assert right[confidence >= floor - 0.02].mean() < 0.9


def test_a_floor_that_cannot_be_reached_keeps_next_to_nothing() -> None:
    assert choose_floor(np.full(10, 0.9), np.zeros(10, bool), 0.9) == 0.96


def test_raked_weights_bring_back_the_reference() -> None:
    reference = np.arange(4000) < 2000
    rare = np.where(reference, RANDOM.random(4000) < 0.1, RANDOM.random(4000) < 0.2)
    other = RANDOM.random(4000) < 0.5
    labels = np.stack([rare, other], axis=1)
    weights = rake(labels, reference)
    share = (weights * labels[:, 0])[~reference].sum() / weights[~reference].sum()
    assert share == pytest.approx(labels[reference, 0].mean(), abs=1e-6)
    assert (weights[reference] == 1).all()
    assert labels[~reference, 0].mean() > 0.17


@pytest.mark.parametrize("reference", [np.ones(10, bool), np.zeros(10, bool)])
def test_without_two_groups_all_rows_weigh_one(reference: np.ndarray) -> None:
    assert (rake(np.ones((10, 1), bool), reference) == 1).all()


@pytest.mark.parametrize(
    ("chances", "right", "expected"),
    [
        ([0.9] * 10, [True] * 9 + [False], 0.0),
        ([0.9] * 10, [True] * 10, 0.1),
        ([1.0], [False], 1.0),
        ([], [], 0.0),
    ],
)
def test_calibration_error(chances: list[float], right: list[bool], expected: float) -> None:
    assert calibration_error(np.asarray(chances), np.asarray(right, bool)) == pytest.approx(expected)
