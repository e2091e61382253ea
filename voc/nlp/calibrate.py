"""Fits a whole calibration on scores that were given to rows unseen by their model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voc.nlp.calibration import Calibration, Choice, CueOnly, Curve
from voc.nlp.fitting import choose_floor, choose_thresholds, fit_choice, fit_curve
from voc.nlp.heads import POLARITIES, SENTIMENTS, Head, Kind
from voc.nlp.inputs import Inputs
from voc.nlp.labelled import Labelled
from voc.nlp.recipe import Recipe

Array = npt.NDArray[np.float64]

_CODED = (Kind.THEME, Kind.IRRITANT, Kind.STAGE)
#: a code's cues are worth measuring from this many texts on
_FEWEST_HITS = 15
_CUE_THRESHOLD = 0.5


def calibrate(
    rows: Sequence[Labelled], inputs: Inputs, heads: Sequence[Head], weights: Array, recipe: Recipe
) -> Calibration:
    """Fits all curves, choices and thresholds.

    Args:
        rows: the labels.
        inputs: what the calibration reads of the same rows.
        heads: the trained heads.
        weights: (rows,), what undoes a choice of rare codes. The sentiment is fitted without them: turning
            rows by their codes moves its classes away from where they were measured.
        recipe: the precision wanted of the sentiment.
    """
    curves: dict[Head, Curve] = {}
    cue_only: dict[Kind, CueOnly] = {}
    for kind in _CODED:
        own = [head for head in heads if head.kind is kind]
        curves |= _curves(rows, inputs, own, weights)
        cue_only[kind] = _cue_only(rows, inputs, own, weights)
    informative = Head(Kind.INFORMATIVE)
    curves[informative] = fit_curve(inputs.curve(informative), _truth(rows, informative), weights)
    sentiment, floor = _sentiment(rows, inputs, recipe.sentiment_precision)
    themes = [head.code for head in heads if head.kind is Kind.THEME]
    stages = [head.code for head in heads if head.kind is Kind.STAGE]
    return Calibration(
        curves=curves,
        sentiment=sentiment,
        polarity=_polarity(rows, inputs, themes, weights, trained=True),
        polarity_untrained=_polarity(rows, inputs, themes, weights, trained=False),
        primary=_primary(rows, inputs, stages, weights),
        cue_only=cue_only,
        sentiment_floor=floor,
    )


def _truth(rows: Sequence[Labelled], head: Head) -> npt.NDArray[np.bool_]:
    return np.asarray([row.holds(head) for row in rows], bool)


def _curves(
    rows: Sequence[Labelled], inputs: Inputs, heads: Sequence[Head], weights: Array
) -> dict[Head, Curve]:
    """Curves of one kind: all codes together first, then each code with its cues held near that."""
    if not heads:
        return {}
    columns = [inputs.curve(head) for head in heads]
    truths = [_truth(rows, head) for head in heads]
    together = fit_curve(np.concatenate(columns), np.concatenate(truths), np.tile(weights, len(heads)))
    found = [
        fit_curve(own, truth, weights, together.weights[1:])
        for own, truth in zip(columns, truths, strict=True)
    ]
    chances = [curve(own) for curve, own in zip(found, columns, strict=True)]
    thresholds = choose_thresholds(chances, truths, weights)
    return {
        head: Curve(curve.weights, curve.bias, threshold)
        for head, curve, threshold in zip(heads, found, thresholds, strict=True)
    }


def _cue_only(rows: Sequence[Labelled], inputs: Inputs, heads: Sequence[Head], weights: Array) -> CueOnly:
    """How often cues are right. A new code's cues are taken to be as good as the weaker quarter's here."""
    shares: tuple[list[float], list[float]] = ([], [])
    for head in heads:
        hits = inputs.hits(head.kind, head.code).sum(axis=1)
        truth = _truth(rows, head)
        for found, hinted in zip(shares, (hits == 1, hits > 1), strict=True):
            if hinted.sum() >= _FEWEST_HITS:
                found.append(float(weights[hinted & truth].sum() / weights[hinted].sum()))
    one, more = (round(float(np.quantile(found, 0.25)), 4) if found else _CUE_THRESHOLD for found in shares)
    return CueOnly(one, max(one, more), _CUE_THRESHOLD)


def _sentiment(rows: Sequence[Labelled], inputs: Inputs, precision: float) -> tuple[Choice, float]:
    answers = np.asarray([SENTIMENTS.index(row.sentiment) for row in rows])
    columns = inputs.sentiment()
    choice = fit_choice(columns, answers, len(SENTIMENTS), np.ones(len(rows)))
    chances = choice(columns)
    return choice, choose_floor(chances.max(axis=1), chances.argmax(axis=1) == answers, precision)


def _polarity(
    rows: Sequence[Labelled], inputs: Inputs, themes: Sequence[str], weights: Array, *, trained: bool
) -> Choice:
    """One choice for all themes, so that the rare ones, and those to come, profit from the others."""
    parts, answers, own_weights = [], [], []
    for theme in themes:
        at = np.asarray([row for row, own in enumerate(rows) if theme in own.themes], np.int64)
        parts.append(inputs.polarity(theme, trained=trained)[at])
        answers += [POLARITIES.index(rows[row].themes[theme]) for row in at]
        own_weights.append(weights[at])
    return fit_choice(
        np.concatenate(parts), np.asarray(answers), len(POLARITIES), np.concatenate(own_weights)
    )


def _primary(rows: Sequence[Labelled], inputs: Inputs, stages: Sequence[str], weights: Array) -> Choice:
    at = np.asarray([row for row, own in enumerate(rows) if own.primary in stages], np.int64)
    answers = np.asarray([stages.index(str(rows[row].primary)) for row in at])
    return fit_choice(inputs.primary(stages)[at], answers, len(stages), weights[at])
