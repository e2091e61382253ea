"""From linear scores and cue counts to probabilities; small, readable, stored as JSON.

A code's probability is a logistic curve over its score and its cues. Cues enter here and not among the
features, so that a taxonomy's cues can be edited without training; a code that was never trained lives on
its cues alone, at the probability that cues had, all codes together, when the model was calibrated.

Sums run along the last axis and never through a matrix product, whose rounding depends on the batch.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voc.nlp.heads import Head, Kind

Array = npt.NDArray[np.float64]


def sigmoid(values: Array) -> Array:
    """The logistic curve, without overflow."""
    positive = 1.0 / (1.0 + np.exp(-np.abs(values)))
    return np.where(values >= 0, positive, 1.0 - positive)


@dataclass(frozen=True, slots=True)
class Curve:
    """P = sigmoid(inputs · weights + bias); the first input is the score of the head, the others are cues.

    ``threshold``: at or above it, the code is said to hold.
    """

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def __call__(self, inputs: Array) -> Array:
        """(texts, inputs) -> (texts,)."""
        return sigmoid((inputs * np.asarray(self.weights)).sum(axis=-1) + self.bias)


@dataclass(frozen=True, slots=True)
class Choice:
    """Probabilities over a few exclusive answers: softmax of ``weights`` (answers, inputs) and ``bias``."""

    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]

    def __call__(self, inputs: Array) -> Array:
        """(…, inputs) -> (…, answers)."""
        scores = (inputs[..., None, :] * np.asarray(self.weights)).sum(axis=-1) + np.asarray(self.bias)
        odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
        chances: Array = odds / odds.sum(axis=-1, keepdims=True)
        return chances


@dataclass(frozen=True, slots=True)
class CueOnly:
    """What cues alone are worth for a code without weights: the chance after one hit, and after more."""

    one: float
    more: float
    threshold: float

    def __call__(self, hits: Array) -> Array:
        """(texts,) counts -> (texts,)."""
        return np.where(hits >= 2, self.more, np.where(hits >= 1, self.one, 0.0))


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that is between scores and decisions.

    ``curves``: one per trained head among informative, themes, irritants and stages. ``sentiment`` reads
    the four sentiment scores, the stars' score and the cues' moods. ``polarity`` reads the three polarity
    scores of a theme, then what ``polarity_untrained`` reads: the sentiment, the stars, the theme's cues.
    ``primary`` chooses the main stage among the trained ones, in the order of their curves.
    ``sentiment_floor``: below it, the sentiment is not said.
    """

    curves: dict[Head, Curve]
    sentiment: Choice
    polarity: Choice
    polarity_untrained: Choice
    primary: Choice
    cue_only: dict[Kind, CueOnly]
    sentiment_floor: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data, in a stable order."""
        return {
            "curves": {str(head): asdict(curve) for head, curve in self.curves.items()},
            "sentiment": asdict(self.sentiment),
            "polarity": asdict(self.polarity),
            "polarity_untrained": asdict(self.polarity_untrained),
            "primary": asdict(self.primary),
            "cue_only": {kind.value: asdict(curve) for kind, curve in self.cue_only.items()},
            "sentiment_floor": self.sentiment_floor,
        }

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Calibration:
        """The inverse of `to_dict`."""
        return cls(
            curves={
                Head.parse(name): Curve(tuple(curve["weights"]), curve["bias"], curve["threshold"])
                for name, curve in raw["curves"].items()
            },
            sentiment=_choice(raw["sentiment"]),
            polarity=_choice(raw["polarity"]),
            polarity_untrained=_choice(raw["polarity_untrained"]),
            primary=_choice(raw["primary"]),
            cue_only={Kind(kind): CueOnly(**curve) for kind, curve in raw["cue_only"].items()},
            sentiment_floor=raw["sentiment_floor"],
        )


def _choice(raw: dict[str, Any]) -> Choice:
    return Choice(tuple(tuple(row) for row in raw["weights"]), tuple(raw["bias"]))
