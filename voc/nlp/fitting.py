"""Fits the calibration on scores of rows that their model did not see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voc.nlp.calibration import Choice, Curve, sigmoid

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: a code's thresholds are trusted as if the common one had been seen on this many positive rows
_THRESHOLD_PRIOR = 40
#: how firmly a code's cue weights are held near those of all codes together
_CUE_PRIOR = 4.0
_GRID = np.round(np.arange(0.10, 0.701, 0.01), 2)
_DIGITS = 5
#: bias of an answer that was never met
_NEVER = -20.0


def fit_curve(inputs: Array, holds: Flags, weights: Array, prior: Sequence[float] | None = None) -> Curve:
    """A logistic curve by Newton's method; the weights of cues (all inputs but the first) never negative.

    Args:
        inputs: (rows, n).
        holds: (rows,).
        weights: (rows,).
        prior: weights of the n - 1 cue inputs that these are held near to; None: near zero.
    """
    design = np.concatenate([inputs, np.ones((len(inputs), 1))], axis=1)
    count = inputs.shape[1]
    center = np.zeros(count + 1)
    firmness = np.full(count + 1, 1e-3)
    if prior is not None:
        center[1:count] = prior
        firmness[1:count] = _CUE_PRIOR
    free = np.ones(count + 1, bool)
    while True:
        found = _newton(design[:, free], holds, weights, center[free], firmness[free])
        solution = np.zeros(count + 1)
        solution[free] = found
        wrong = (solution[1:count] < 0) & free[1:count]
        if not wrong.any():
            break
        free[1:count] &= ~wrong
    rounded = [round(float(value), _DIGITS) for value in solution]
    return Curve(tuple(rounded[:count]), rounded[count], 0.5)


def _newton(design: Array, holds: Flags, weights: Array, center: Array, firmness: Array) -> Array:
    solution = center.copy()

    def loss(at: Array) -> float:
        scores = design @ at
        fit = np.logaddexp(0, np.where(holds, -scores, scores))
        return float((weights * fit).sum() + 0.5 * (firmness * (at - center) ** 2).sum())

    current = loss(solution)
    for _ in range(100):
        chances = sigmoid(design @ solution)
        slope = design.T @ (weights * (chances - holds)) + firmness * (solution - center)
        curvature = (design.T * (weights * chances * (1 - chances))) @ design + np.diag(firmness + 1e-9)
        step = np.linalg.solve(curvature, slope)
        size = 1.0
        while (after := loss(solution - size * step)) > current and size > 1e-6:
            size /= 2
        if current - after < 1e-10 * max(1.0, current):
            break
        solution, current = solution - size * step, after
    return solution


def fit_choice(inputs: Array, answers: npt.NDArray[np.int64], count: int, weights: Array) -> Choice:
    """A softmax over ``count`` answers; one that is never met gets next to no chance.

    Args:
        inputs: (rows, n).
        answers: (rows,), from 0 to count - 1.
        count: how many answers there are.
        weights: (rows,).
    """
    from sklearn.linear_model import LogisticRegression

    scale = inputs.std(axis=0) + 1e-9
    matrix, bias = np.zeros((count, inputs.shape[1])), np.full(count, _NEVER)
    met = np.unique(answers)
    if len(met) == 1:
        bias[met] = 0.0
    else:
        model = LogisticRegression(C=1.0, max_iter=5000, tol=1e-8)  # type: ignore[no-untyped-call]
        model.fit(inputs / scale, answers, sample_weight=weights)
        # scikit-learn gives one row for two answers: that of the second
        sides = np.asarray([[-0.5], [0.5]]) if len(met) == 2 else np.eye(len(met))
        matrix[met], bias[met] = sides @ (model.coef_ / scale), sides @ model.intercept_
    return Choice(
        tuple(tuple(round(float(value), _DIGITS) for value in row) for row in matrix),
        tuple(round(float(value), _DIGITS) for value in bias),
    )


def f1_by_threshold(chances: Array, holds: Flags, weights: Array) -> tuple[Array, Array]:
    """Weighted (true positives, and half of false ones and misses) at each threshold of the grid."""
    said = chances[:, None] >= _GRID
    hit = (weights[:, None] * (said & holds[:, None])).sum(axis=0)
    total = (weights[:, None] * said).sum(axis=0) + (weights * holds).sum()
    return hit, total / 2


def choose_thresholds(chances: Sequence[Array], holds: Sequence[Flags], weights: Array) -> list[float]:
    """One threshold per code: the best for its own F1, drawn to the common one as its rows are few."""
    counts = [f1_by_threshold(own, truth, weights) for own, truth in zip(chances, holds, strict=True)]
    common = _best(np.sum([hit for hit, _ in counts], axis=0), np.sum([total for _, total in counts], axis=0))
    found = []
    for (hit, total), truth in zip(counts, holds, strict=True):
        seen = int(truth.sum())
        mixed = (seen * _best(hit, total) + _THRESHOLD_PRIOR * common) / (seen + _THRESHOLD_PRIOR)
        found.append(round(float(mixed), 4))
    return found


def _best(hit: Array, total: Array) -> float:
    return float(_GRID[int(np.argmax(hit / np.maximum(total, 1e-9)))])


def choose_floor(confidence: Array, right: Flags, wanted: float) -> float:
    """The lowest confidence above which answers are right at least as often as ``wanted``."""
    for floor in np.round(np.arange(0.25, 0.96, 0.01), 2):
        kept = confidence >= floor
        if kept.any() and right[kept].mean() >= wanted:
            return float(floor)
    return 0.96
