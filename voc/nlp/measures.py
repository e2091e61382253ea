"""How far what is said of texts agrees with their labels, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.nlp.decisions import Decision
from voc.nlp.labelled import Labelled

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

DRAWS = 1000
BINS = 10
_SEED = 20_240_501


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure between 0 and 1 with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """Agreement on one code: how many rows carry it, precision, recall and F1."""

    kind: str
    code: str
    support: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Labels and answers as matrices (rows, answers), from which any figure is a sum over rows."""

    names: tuple[str, ...]
    gold: Flags
    said: Flags

    @property
    def counts(self) -> tuple[Array, Array, Array]:
        """Per row and answer: said rightly, said, to be said."""
        return (self.gold & self.said).astype(float), self.said.astype(float), self.gold.astype(float)


def agreement(gold: Sequence[frozenset[str]], said: Sequence[frozenset[str]]) -> Agreement:
    """Sets of answers, row by row, as matrices."""
    names = tuple(sorted(frozenset().union(*gold, *said)))

    def matrix(rows: Sequence[frozenset[str]]) -> Flags:
        return np.asarray([[name in row for name in names] for row in rows], bool).reshape(
            len(rows), len(names)
        )

    return Agreement(names, matrix(gold), matrix(said))


def agreements(gold: Sequence[Labelled], decisions: Sequence[Decision]) -> dict[str, Agreement]:
    """All that is compared set against set."""
    return {
        "themes": agreement(
            [frozenset(row.themes) for row in gold],
            [frozenset(theme.code for theme in own.themes) for own in decisions],
        ),
        "theme_polarity": agreement(
            [frozenset(f"{code} {polarity}" for code, polarity in row.themes.items()) for row in gold],
            [frozenset(f"{theme.code} {theme.polarity}" for theme in own.themes) for own in decisions],
        ),
        "irritants": agreement(
            [frozenset(row.irritants) for row in gold],
            [frozenset(code for code, _ in own.irritants) for own in decisions],
        ),
        "stages": agreement(
            [frozenset(row.stages) for row in gold],
            [frozenset(code for code, _ in own.stages) for own in decisions],
        ),
        "sentiment": agreement(
            [frozenset([row.sentiment]) for row in gold], [frozenset([own.likeliest]) for own in decisions]
        ),
    }


def per_code(kind: str, found: Agreement) -> list[CodeFigures]:
    """Precision, recall and F1 of each answer, by name."""
    hit, said, wanted = (part.sum(axis=0) for part in found.counts)
    return [
        CodeFigures(
            kind,
            name,
            int(wanted[at]),
            float(hit[at] / said[at]) if said[at] else 0.0,
            float(hit[at] / wanted[at]) if wanted[at] else 0.0,
            float(2 * hit[at] / (said[at] + wanted[at])) if said[at] + wanted[at] else 0.0,
        )
        for at, name in enumerate(found.names)
    ]


def calibration_error(chances: Array, right: Flags, weights: Array | None = None) -> float:
    """Expected calibration error over ten bins of equal width."""
    weights = np.ones(len(chances)) if weights is None else weights
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = np.abs(np.bincount(bins, weights * (chances - right), BINS))
    total = float(weights.sum())
    return float(gaps.sum() / total) if total else 0.0


def figures(
    gold: Sequence[Labelled], decisions: Sequence[Decision], theme_chances: Array, theme_codes: Sequence[str]
) -> dict[str, Figure]:
    """Every figure, by name.

    Args:
        gold: the labels.
        decisions: what was said of the same rows.
        theme_chances: (rows, themes), whether or not they were said.
        theme_codes: the codes of these columns.
    """
    count = len(gold)
    draws = np.random.default_rng(_SEED).multinomial(count, np.full(count, 1 / count), DRAWS)
    weights = np.concatenate([np.ones((1, count)), draws.astype(float)])
    found: dict[str, Array] = {}
    for name, own in agreements(gold, decisions).items():
        hit, said, wanted = (weights @ part for part in own.counts)
        if name != "sentiment":
            found[f"{name}_micro_f1"] = _share(2 * hit.sum(axis=1), said.sum(axis=1) + wanted.sum(axis=1))
        found[f"{name}_macro_f1"] = _macro(hit, said, wanted)
    right = np.asarray([own.likeliest == row.sentiment for row, own in zip(gold, decisions, strict=True)])
    kept = np.asarray([own.sentiment is not None for own in decisions])
    found["sentiment_accuracy"] = _mean(weights, right)
    found["sentiment_coverage"] = _mean(weights, kept)
    found["sentiment_precision_kept"] = _share(weights @ (right & kept), weights @ kept.astype(float))
    found["informative_accuracy"] = _mean(
        weights,
        np.asarray([own.informative == row.informative for row, own in zip(gold, decisions, strict=True)]),
    )
    staged = np.asarray([bool(row.stages) for row in gold])
    first = np.asarray(
        [
            bool(row.stages) and bool(own.stages) and own.stages[0][0] == row.stages[0]
            for row, own in zip(gold, decisions, strict=True)
        ]
    )
    found["primary_stage_accuracy"] = _share(weights @ first.astype(float), weights @ staged.astype(float))
    confidence = np.asarray([max(own.sentiment_scores.values(), default=0.0) for own in decisions])
    found["sentiment_ece"] = _each(weights, lambda own: calibration_error(confidence, right, own))
    truth = np.asarray([[code in row.themes for code in theme_codes] for row in gold], bool)
    repeated = len(theme_codes)
    found["themes_ece"] = _each(
        weights,
        lambda own: calibration_error(theme_chances.ravel(), truth.ravel(), np.repeat(own, repeated)),
    )
    said_chances, said_right, said_row = _said_themes(gold, decisions)
    found["themes_said_ece"] = _each(
        weights, lambda own: calibration_error(said_chances, said_right, own[said_row])
    )
    order = sorted(found)
    return {name: _figure(found[name]) for name in order}


def _said_themes(
    gold: Sequence[Labelled], decisions: Sequence[Decision]
) -> tuple[Array, Flags, npt.NDArray[np.int64]]:
    said = [
        (theme.score, theme.code in row.themes, at)
        for at, (row, own) in enumerate(zip(gold, decisions, strict=True))
        for theme in own.themes
    ]
    chances = np.asarray([chance for chance, _, _ in said], float)
    return (
        chances,
        np.asarray([right for _, right, _ in said], bool),
        np.asarray([at for *_, at in said], np.int64),
    )


def _figure(draws: Array) -> Figure:
    low, high = np.quantile(draws[1:], [0.025, 0.975])
    return Figure(round(float(draws[0]), 4), round(float(low), 4), round(float(high), 4))


def _share(part: Array, whole: Array) -> Array:
    shares: Array = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return shares


def _mean(weights: Array, flags: Flags) -> Array:
    return _share(weights @ flags.astype(float), weights.sum(axis=1))


def _macro(hit: Array, said: Array, wanted: Array) -> Array:
    """Mean F1 over the answers that the labels carry (in each draw: that its rows carry)."""
    scores = _share(2 * hit, said + wanted)
    carried = wanted > 0
    return _share((scores * carried).sum(axis=1), carried.sum(axis=1).astype(float))


def _each(weights: Array, figure: Callable[[Array], float]) -> Array:
    return np.asarray([figure(own) for own in weights])
