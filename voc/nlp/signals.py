"""The taxonomy's cues as numbers: how often each code is hinted at, and in what sense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.cues import CueHit
from voc.nlp.heads import Kind
from voc.taxonomy import Taxonomy

#: more hits than this say no more
MOST = 2

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Signals:
    """Counts for a batch of texts, each at most ``MOST``, codes in the order of the taxonomy.

    ``codes``: by kind, (texts, codes); ``merits`` and ``faults``: (texts, themes), hits of a theme's cues
    in a good or a bad sense, the cues of its irritants being bad.
    """

    codes: dict[Kind, Counts]
    merits: Counts
    faults: Counts

    def take(self, rows: npt.NDArray[np.int64]) -> Signals:
        """The signals of some of the texts."""
        codes = {kind: counts[rows] for kind, counts in self.codes.items()}
        return Signals(codes, self.merits[rows], self.faults[rows])

    @property
    def moods(self) -> Counts:
        """(texts, 2): the merits and the faults hinted at over all themes, at most ``MOST`` of each."""
        both: Counts = np.stack([self.merits.sum(axis=1), self.faults.sum(axis=1)], axis=1)
        return np.clip(both, 0, MOST)

    @property
    def any(self) -> Counts:
        """(texts,): how many themes and irritants are hinted at, at most ``MOST``."""
        found: Counts = (self.codes[Kind.THEME] > 0).sum(axis=1) + (self.codes[Kind.IRRITANT] > 0).sum(axis=1)
        return np.minimum(found, MOST).astype(np.float64)


def signals(taxonomy: Taxonomy, hits: Sequence[Sequence[CueHit]]) -> Signals:
    """Counts the cue hits of a batch of texts."""
    places = {
        kind: {code: at for at, code in enumerate(codes)}
        for kind, codes in (
            (Kind.THEME, taxonomy.themes),
            (Kind.IRRITANT, taxonomy.irritants),
            (Kind.STAGE, taxonomy.stages),
        )
    }
    counts = {kind: np.zeros((len(hits), len(codes))) for kind, codes in places.items()}
    merits, faults = (np.zeros((len(hits), len(taxonomy.themes))) for _ in range(2))
    for row, own in enumerate(hits):
        for hit in own:
            kind = Kind(hit.kind)
            counts[kind][row, places[kind][hit.code]] += 1
            theme = hit.code if kind is Kind.THEME else None
            if kind is Kind.IRRITANT:
                theme = taxonomy.irritants[hit.code].theme
            if theme is None:
                continue
            if kind is Kind.IRRITANT or hit.polarity == "negatif":
                faults[row, places[Kind.THEME][theme]] += 1
            elif hit.polarity == "positif":
                merits[row, places[Kind.THEME][theme]] += 1
    return Signals(
        {kind: np.minimum(found, MOST) for kind, found in counts.items()},
        np.minimum(merits, MOST),
        np.minimum(faults, MOST),
    )
