"""What the linear heads say of a batch of texts, and clause by clause where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.cues import CueHit, CueMatcher
from voc.nlp.features import Features, Featurizer
from voc.nlp.heads import Head, Kind
from voc.nlp.signals import Signals, signals
from voc.records import Evidence
from voc.taxonomy import Taxonomy

Array = npt.NDArray[np.float64]
#: in a clause, a cue weighs as much as this much of linear score
CUE_WEIGHT = 1.0
_COMMA = re.compile(r"[,;]\s+")
_WORD = re.compile(r"[^\W_]+")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """A clean text, the question it answers and its clauses."""

    text: str
    question: str | None
    segments: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Clauses:
    """What each clause of one text brings: ``relevance`` by kind, (clauses, codes); ``moods``: (clauses,).

    A mood is the part of the sentiment score, positive less negative, that comes from the clause. Clauses
    are finer than segments: the items of a list, parted by commas, are clauses of their own.
    """

    spans: tuple[Evidence, ...]
    relevance: dict[Kind, Array]
    moods: Array


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of a batch: ``margins`` (texts, heads), cue ``signals``, and ``clause_moods`` (texts, themes).

    A clause mood is the mood of the clause that speaks most of the theme.
    """

    features: list[Features]
    hits: list[list[CueHit]]
    margins: Array
    signals: Signals
    clauses: list[Clauses]
    clause_moods: Array


class Scorer:
    """Applies linear heads to texts. Every row is computed on its own: no batch changes a bit of it."""

    def __init__(
        self,
        featurizer: Featurizer,
        heads: Sequence[Head],
        coefficients: npt.NDArray[np.float32],
        intercepts: npt.NDArray[np.float32],
        taxonomy: Taxonomy,
    ) -> None:
        self.featurizer = featurizer
        self.heads = tuple(heads)
        self.coefficients = np.ascontiguousarray(coefficients, np.float32)
        self.intercepts = intercepts.astype(np.float64)
        self.taxonomy = taxonomy
        self.matcher = CueMatcher(taxonomy)
        self.column = {head: at for at, head in enumerate(self.heads)}
        self._codes = {Kind.THEME: list(taxonomy.themes), Kind.IRRITANT: list(taxonomy.irritants)}
        self._local = self._local_columns()

    def __call__(self, passages: Sequence[Passage]) -> Scores:
        """Scores a batch of clean texts."""
        features = [self.featurizer.transform(item.text, item.question) for item in passages]
        hits = [self.matcher.find(item.text) for item in passages]
        product = self.featurizer.matrix(features) @ self.coefficients
        clauses = [
            self._clauses(own, found, tuple(listed(item.text, item.segments)))
            for own, found, item in zip(features, hits, passages, strict=True)
        ]
        return Scores(
            features=features,
            hits=hits,
            margins=product.astype(np.float64) + self.intercepts,
            signals=signals(self.taxonomy, hits),
            clauses=clauses,
            clause_moods=self._theme_moods(clauses),
        )

    def sightings(self, features: Features) -> npt.NDArray[np.float32]:
        """What one sighting of each feature seen weighs in the vector (sightings,)."""
        places = np.searchsorted(features.ids, features.seen_ids)
        counts = np.bincount(places, minlength=len(features.ids))
        weights = features.values[places] / counts[places]
        return weights.astype(np.float32)

    def _local_columns(self) -> npt.NDArray[np.float32]:
        """(features, themes + irritants + 1): what clauses are weighed with; untrained codes have zeros."""
        columns = [
            self.coefficients[:, self.column[head]]
            if (head := Head(kind, code)) in self.column
            else np.zeros(self.featurizer.size, np.float32)
            for kind, codes in self._codes.items()
            for code in codes
        ]
        mood = (Head(Kind.SENTIMENT, "positif"), Head(Kind.SENTIMENT, "negatif"))
        columns.append(
            self.coefficients[:, self.column[mood[0]]] - self.coefficients[:, self.column[mood[1]]]
        )
        return np.ascontiguousarray(np.stack(columns, axis=1))

    def _clauses(self, features: Features, hits: Sequence[CueHit], spans: tuple[Evidence, ...]) -> Clauses:
        starts = np.asarray([span.start for span in spans], np.int64)
        sums = np.zeros((len(spans), self._local.shape[1]))
        if len(features.seen_ids) and len(spans):
            where = _segment_of([start for start, _ in features.tokens.spans], starts)[features.seen_at]
            order = np.argsort(where, kind="stable")
            weighed = self._local[features.seen_ids[order]] * self.sightings(features)[order, None]
            present, firsts = np.unique(where[order], return_index=True)
            sums[present] = np.add.reduceat(weighed, firsts, axis=0)
        relevance: dict[Kind, Array] = {}
        begin = 0
        for kind, codes in self._codes.items():
            relevance[kind] = sums[:, begin : begin + len(codes)]
            begin += len(codes)
        if len(spans):
            self._add_cues(relevance, hits, starts)
        return Clauses(spans, relevance, sums[:, -1])

    def _add_cues(
        self, relevance: dict[Kind, Array], hits: Sequence[CueHit], starts: npt.NDArray[np.int64]
    ) -> None:
        for hit in hits:
            kind = Kind(hit.kind)
            if kind is Kind.STAGE:
                continue
            at = int(_segment_of([hit.start], starts)[0])
            relevance[kind][at, self._codes[kind].index(hit.code)] += CUE_WEIGHT
            theme = self.taxonomy.irritants[hit.code].theme if kind is Kind.IRRITANT else None
            if theme is not None:
                relevance[Kind.THEME][at, self._codes[Kind.THEME].index(theme)] += CUE_WEIGHT

    def _theme_moods(self, clauses: Sequence[Clauses]) -> Array:
        moods = np.zeros((len(clauses), len(self._codes[Kind.THEME])))
        for row, own in enumerate(clauses):
            if len(own.moods):
                moods[row] = own.moods[own.relevance[Kind.THEME].argmax(axis=0)]
        return moods


def listed(text: str, segments: Sequence[Evidence]) -> Iterator[Evidence]:
    """The segments, cut at the commas that part the items of a list: two words at least on each side."""
    for segment in segments:
        start = segment.start
        for comma in _COMMA.finditer(text, segment.start, segment.end):
            after = _next_comma(text, comma.end(), segment.end)
            if _words(text, start, comma.start()) >= _FEWEST and _words(text, comma.end(), after) >= _FEWEST:
                yield Evidence(start, comma.start())
                start = comma.end()
        yield Evidence(start, segment.end)


def _next_comma(text: str, start: int, end: int) -> int:
    found = _COMMA.search(text, start, end)
    return found.start() if found else end


def _words(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))


def _segment_of(places: Sequence[int], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The clause that each place falls in (marks between two clauses go with the first)."""
    found: npt.NDArray[np.int64] = np.searchsorted(starts, np.asarray(places, np.int64), side="right") - 1
    return np.maximum(found, 0)
