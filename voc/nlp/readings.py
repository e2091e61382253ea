"""Probabilities of everything that can be said of a batch of texts, before any decision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.nlp.calibration import Calibration
from voc.nlp.heads import Head, Kind
from voc.nlp.inputs import Inputs
from voc.taxonomy import Taxonomy

Array = npt.NDArray[np.float64]
#: figures are rounded here, once, so that every place that shows or stores them agrees
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Readings:
    """Calibrated probabilities; codes in the order of the taxonomy.

    ``sentiment`` (texts, 4), in the order of ``SENTIMENTS``; ``informative`` (texts,); ``themes`` (texts,
    themes); ``polarities`` (texts, themes, 3), in the order of ``POLARITIES``, given that the theme is
    evaluated; ``irritants`` (texts, irritants); ``stages`` (texts, stages); ``primary`` (texts, stages),
    the chance of being the main stage (0 for a stage never trained).
    """

    sentiment: Array
    informative: Array
    themes: Array
    polarities: Array
    irritants: Array
    stages: Array
    primary: Array


class Reader:
    """Turns calibration inputs into probabilities for the codes of one taxonomy."""

    def __init__(self, calibration: Calibration, taxonomy: Taxonomy) -> None:
        self.calibration = calibration
        self.taxonomy = taxonomy
        self.trained_stages = [head.code for head in calibration.curves if head.kind is Kind.STAGE]

    def __call__(self, inputs: Inputs) -> Readings:
        """Reads a batch."""
        themes = list(self.taxonomy.themes)
        stages = list(self.taxonomy.stages)
        informative = Head(Kind.INFORMATIVE)
        polarities = [self._polarity(inputs, code) for code in themes]
        primary = np.zeros((inputs.rows, len(stages)))
        known = self.calibration.primary(inputs.primary(self.trained_stages))
        for at, code in enumerate(self.trained_stages):
            if code in self.taxonomy.stages:
                primary[:, stages.index(code)] = known[:, at]
        return Readings(
            sentiment=_rounded(self.calibration.sentiment(inputs.sentiment())),
            informative=_rounded(self.calibration.curves[informative](inputs.curve(informative))),
            themes=self._codes(inputs, Kind.THEME, themes),
            polarities=_rounded(np.stack(polarities, axis=1)),
            irritants=self._codes(inputs, Kind.IRRITANT, list(self.taxonomy.irritants)),
            stages=self._codes(inputs, Kind.STAGE, stages),
            primary=_rounded(primary),
        )

    def threshold(self, head: Head) -> float:
        """From what probability on a code is said to hold."""
        curve = self.calibration.curves.get(head)
        return curve.threshold if curve else self.calibration.cue_only[head.kind].threshold

    def _codes(self, inputs: Inputs, kind: Kind, codes: list[str]) -> Array:
        found = np.zeros((inputs.rows, len(codes)))
        for at, code in enumerate(codes):
            head = Head(kind, code)
            if head in self.calibration.curves:
                found[:, at] = self.calibration.curves[head](inputs.curve(head))
            else:
                found[:, at] = self.calibration.cue_only[kind](inputs.hits(kind, code).sum(axis=1))
        return _rounded(found)

    def _polarity(self, inputs: Inputs, theme: str) -> Array:
        trained = Head(Kind.THEME, theme) in self.calibration.curves
        choice = self.calibration.polarity if trained else self.calibration.polarity_untrained
        return choice(inputs.polarity(theme, trained=trained))


def _rounded(values: Array) -> Array:
    return np.round(values, DIGITS)
