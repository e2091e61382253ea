"""The tagger: raw texts in, what is said of each out, with offsets in the given text.

Mend and scrub, then features, heads, calibration, decisions and evidence, each in a module of its own; what
is inside may be replaced as long as `Tagger.load` and `Tagger.tag` keep their promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voc.nlp.assets import default_model_dir
from voc.nlp.calibration import Calibration
from voc.nlp.decisions import Decider, Decision
from voc.nlp.evidence import evidence
from voc.nlp.heads import Kind
from voc.nlp.inputs import Inputs
from voc.nlp.readings import Reader, Readings
from voc.nlp.scores import Passage, Scorer, Scores
from voc.nlp.weights import Weights, load
from voc.records import Coverage, Evidence, IrritantTag, Quality, StageTag, Tagged, ThemeTag
from voc.taxonomy import Taxonomy

if TYPE_CHECKING:
    from voc.text.prepare import Prepared

#: texts held at once, whatever the number given
_BATCH = 256


@dataclass(frozen=True, slots=True)
class TagInput:
    """A text to read. ``rating`` is context for whoever calls; it never weighs on what is said."""

    id: str
    text: str
    question: str | None = None
    rating: float | None = None
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class _Batch:
    """One batch on its way: ``place`` leads from an item to its row among those that were read."""

    items: list[TagInput]
    prepared: list[Prepared]
    place: dict[int, int]
    passages: list[Passage]
    scores: Scores
    readings: Readings


class Tagger:
    """Reads French verbatims: sentiment, themes, irritants, stages, with their evidence.

    Nothing random, nothing shared between rows: a text gives the same answer alone or among others.
    """

    def __init__(self, weights: Weights, taxonomy: Taxonomy) -> None:
        from voc.text.prepare import Preparer
        from voc.text.segment import Segmenter

        self.taxonomy = taxonomy
        self.model_version = weights.version
        self.reader = Reader(Calibration.from_dict(weights.settings["calibration"]), taxonomy)
        self.scorer = Scorer(
            weights.featurizer, weights.heads, weights.coefficients, weights.intercepts, taxonomy
        )
        self._decide = Decider(self.reader)
        self._preparer = Preparer()
        self._segmenter = Segmenter()
        self._places = {
            Kind.THEME: {code: at for at, code in enumerate(taxonomy.themes)},
            Kind.IRRITANT: {code: at for at, code in enumerate(taxonomy.irritants)},
        }

    @classmethod
    def load(cls, model: Path | None = None, taxonomy: Path | Taxonomy | None = None) -> Tagger:
        """Loads a model and a taxonomy (default: those that voc ships).

        Raises:
            ModelError: the model is missing, altered or of another format.
            TaxonomyError: the taxonomy is refused.
        """
        codes = taxonomy if isinstance(taxonomy, Taxonomy) else Taxonomy.load(taxonomy)
        return cls(load(model or default_model_dir()), codes)

    def tag(self, items: Sequence[str | TagInput]) -> list[Tagged]:
        """Reads texts, in their order. A bare string gets its position for an id."""
        inputs = [TagInput(str(at), item) if isinstance(item, str) else item for at, item in enumerate(items)]
        return [self._tagged(batch, at) for batch in self._batches(inputs) for at in range(len(batch.items))]

    def decisions(
        self, texts: Sequence[tuple[str, str | None]]
    ) -> tuple[list[Decision], npt.NDArray[np.float64]]:
        """For (text, question) pairs: what is said, and the chance of every theme (texts, themes)."""
        said: list[Decision] = []
        chances: list[npt.NDArray[np.float64]] = []
        silent = np.zeros(len(self.taxonomy.themes))
        for batch in self._batches([TagInput("", text, question) for text, question in texts]):
            for at in range(len(batch.items)):
                row = batch.place.get(at)
                said.append(_UNREAD if row is None else self._decide(batch.readings, row))
                chances.append(silent if row is None else batch.readings.themes[row])
        return said, np.stack(chances) if chances else np.zeros((0, len(silent)))

    def read(self, passages: Sequence[Passage]) -> tuple[Scores, Readings]:
        """Scores and probabilities of clean French texts."""
        scores = self.scorer(passages)
        inputs = Inputs(
            self.taxonomy, self.scorer.column, scores.margins, scores.signals, scores.clause_moods
        )
        return scores, self.reader(inputs)

    def prepare(self, item: TagInput) -> tuple[Prepared, Passage]:
        """One text mended, scrubbed and cut in clauses."""
        ready = self._preparer.prepare(item.text, item.language)
        (segments,) = self._segmenter.segment([ready.aligned.text])
        return ready, Passage(ready.aligned.text, item.question, segments)

    def _batches(self, inputs: Sequence[TagInput]) -> Iterator[_Batch]:
        for start in range(0, len(inputs), _BATCH):
            items = list(inputs[start : start + _BATCH])
            prepared = [self._preparer.prepare(item.text, item.language) for item in items]
            readable = [at for at, ready in enumerate(prepared) if ready.quality is Quality.OK]
            texts = [prepared[at].aligned.text for at in readable]
            passages = [
                Passage(text, items[at].question, segments)
                for at, text, segments in zip(readable, texts, self._segmenter.segment(texts), strict=True)
            ]
            scores, readings = self.read(passages)
            place = {at: row for row, at in enumerate(readable)}
            yield _Batch(items, prepared, place, passages, scores, readings)

    def _tagged(self, batch: _Batch, at: int) -> Tagged:
        item, ready = batch.items[at], batch.prepared[at]
        row = batch.place.get(at)
        if row is None:
            foreign = ready.quality is Quality.OTHER_LANGUAGE
            return Tagged(
                id=item.id,
                language=ready.language.code,
                informative=False,
                sentiment=None,
                sentiment_scores={},
                coverage=Coverage.NOT_FRENCH if foreign else Coverage.NOT_INFORMATIVE,
                model=self.model_version,
                taxonomy=self.taxonomy.version,
            )
        said = self._decide(batch.readings, row)
        segments = batch.passages[row].segments

        def spans(kind: Kind, code: str) -> tuple[Evidence, ...]:
            clauses = batch.scores.clauses[row]
            found = evidence(ready.aligned.text, clauses, kind, self._places[kind][code])
            return tuple(_original(ready, span) for span in found)

        return Tagged(
            id=item.id,
            language=ready.language.code,
            informative=said.informative,
            sentiment=said.sentiment,
            sentiment_scores=said.sentiment_scores,
            coverage=_coverage(said),
            themes=tuple(
                ThemeTag(own.code, own.polarity, own.score, spans(Kind.THEME, own.code))
                for own in said.themes
            ),
            irritants=tuple(
                IrritantTag(code, score, spans(Kind.IRRITANT, code)) for code, score in said.irritants
            ),
            stages=tuple(StageTag(code, score) for code, score in said.stages),
            segments=tuple(_original(ready, span) for span in segments),
            model=self.model_version,
            taxonomy=self.taxonomy.version,
            informative_score=said.informative_score,
        )


#: what is said of a text that was not read
_UNREAD = Decision(
    informative=False,
    informative_score=0.0,
    sentiment=None,
    likeliest="neutre",
    sentiment_scores={},
    themes=(),
    irritants=(),
    stages=(),
)


def _coverage(said: Decision) -> Coverage:
    if not said.informative:
        return Coverage.NOT_INFORMATIVE
    return Coverage.TAGGED if said.sentiment is not None else Coverage.UNSURE


def _original(ready: Prepared, span: Evidence) -> Evidence:
    return Evidence(*ready.aligned.original(span.start, span.end))
