"""What the calibration reads: the same columns when it is fitted and when it is applied."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voc.nlp.heads import POLARITIES, SENTIMENTS, Head, Kind
from voc.nlp.signals import Signals
from voc.taxonomy import Taxonomy

Array = npt.NDArray[np.float64]


class Inputs:
    """The calibration's inputs for a batch. A head that the model does not have reads as zero."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        column: dict[Head, int],
        margins: Array,
        signals: Signals,
        clause_moods: Array,
    ) -> None:
        self._taxonomy = taxonomy
        self._places = {
            Kind.THEME: {code: at for at, code in enumerate(taxonomy.themes)},
            Kind.IRRITANT: {code: at for at, code in enumerate(taxonomy.irritants)},
            Kind.STAGE: {code: at for at, code in enumerate(taxonomy.stages)},
        }
        self._column = column
        self._margins = margins
        self._signals = signals
        self._clause_moods = clause_moods
        self.rows = len(margins)

    def take(self, rows: npt.NDArray[np.int64]) -> Inputs:
        """The inputs of some of the texts."""
        signals, moods = self._signals.take(rows), self._clause_moods[rows]
        return Inputs(self._taxonomy, self._column, self._margins[rows], signals, moods)

    def hits(self, kind: Kind, code: str) -> Array:
        """(texts, n): the cues of a code; for a theme, those that name it and those that judge it apart."""
        at = self._places[kind][code]
        if kind is not Kind.THEME:
            return self._signals.codes[kind][:, [at]]
        named = self._signals.codes[kind][:, at]
        judged = self._signals.merits[:, at] + self._signals.faults[:, at]
        return np.stack([named, judged], axis=1)

    def curve(self, head: Head) -> Array:
        """The score of a head, then its cues: the inputs of its `Curve`."""
        cues = (
            self._signals.any[:, None] if head.kind is Kind.INFORMATIVE else self.hits(head.kind, head.code)
        )
        return np.concatenate([self._margin(head)[:, None], cues], axis=1)

    def sentiment(self) -> Array:
        """(texts, 8): the four sentiment scores, the stars' score, the cues' moods and how many cues."""
        return np.concatenate([self._mood(), self._signals.moods, self._signals.any[:, None]], axis=1)

    def polarity(self, theme: str, *, trained: bool) -> Array:
        """Mood of the text, of the theme's clause and of its cues; led by its own scores when trained."""
        at = self._places[Kind.THEME][theme]
        own = [self._margin(Head(Kind.POLARITY, theme, name)) for name in POLARITIES] if trained else []
        cues = [self._signals.merits[:, at], self._signals.faults[:, at], self._clause_moods[:, at]]
        return np.concatenate([_columns(own, self.rows), self._mood(), _columns(cues, self.rows)], axis=1)

    def primary(self, stages: Sequence[str]) -> Array:
        """Scores of being the main stage, then of being present, then cues, for each of the stages."""
        parts = [self._margin(Head(Kind.PRIMARY, code)) for code in stages]
        parts += [self._margin(Head(Kind.STAGE, code)) for code in stages]
        parts += [self.hits(Kind.STAGE, code)[:, 0] for code in stages]
        return _columns(parts, self.rows)

    def _mood(self) -> Array:
        """(texts, 5)."""
        scores = [self._margin(Head(Kind.SENTIMENT, name)) for name in SENTIMENTS]
        return _columns([*scores, self._margin(Head(Kind.STARS))], self.rows)

    def _margin(self, head: Head) -> Array:
        at = self._column.get(head)
        return self._margins[:, at] if at is not None else np.zeros(self.rows)


def _columns(parts: Sequence[Array], rows: int) -> Array:
    return np.stack(parts, axis=1) if parts else np.zeros((rows, 0))
