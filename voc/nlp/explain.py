"""What weighed in the reading of one text: words and cues, code by code, as plain data."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from voc.nlp.decisions import INFORMATIVE_FROM, Decider
from voc.nlp.heads import POLARITIES, SENTIMENTS, Head, Kind
from voc.nlp.scores import Scores
from voc.nlp.tagger import Tagger, TagInput
from voc.records import Quality


@dataclass(frozen=True, slots=True)
class Weighed:
    """A feature and what it adds to the score. ``block``: words, chars (pieces of words) or context."""

    feature: str
    block: str
    weight: float


@dataclass(frozen=True, slots=True)
class CueSeen:
    """A cue of the taxonomy, as it writes it, and where it was found in the text that was read."""

    cue: str
    polarity: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer: its chance, the threshold, whether it is said, and what weighed most, either way."""

    kind: str
    code: str
    chance: float
    threshold: float
    said: bool
    score: float
    features: tuple[Weighed, ...]
    cues: tuple[CueSeen, ...]
    polarities: dict[str, float]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a text was read as it was. ``text``: scrubbed, the one that offsets count in."""

    text: str
    language: str
    quality: str
    sentiment: str | None
    informative: bool
    reasons: tuple[Reason, ...]
    model: str
    taxonomy: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def explain(tagger: Tagger, text: str, question: str | None = None, most: int = 8) -> Explanation:
    """Explains the reading of one text.

    Every sentiment and whether the text is informative come first, then the themes, irritants and stages
    that are said, or that a cue or half of their threshold speaks for.

    Args:
        tagger: the tagger that reads.
        text: as it was given.
        question: the question asked.
        most: features shown for each answer.
    """
    ready, passage = tagger.prepare(TagInput("", text, question))
    if ready.quality is not Quality.OK:
        return Explanation(
            text=ready.aligned.text,
            language=ready.language.code,
            quality=ready.quality.value,
            sentiment=None,
            informative=False,
            reasons=(),
            model=tagger.model_version,
            taxonomy=tagger.taxonomy.version,
        )
    scores, readings = tagger.read([passage])
    said = Decider(tagger.reader)(readings, 0)
    why = _Why(tagger, scores, most)
    floor = tagger.reader.calibration.sentiment_floor
    reasons = [
        why(Head(Kind.SENTIMENT, name), said.sentiment_scores[name], floor, said=name == said.sentiment)
        for name in SENTIMENTS
    ]
    reasons.append(
        why(Head(Kind.INFORMATIVE), said.informative_score, INFORMATIVE_FROM, said=said.informative)
    )
    told = {
        Kind.THEME: {own.code for own in said.themes},
        Kind.IRRITANT: {code for code, _ in said.irritants},
        Kind.STAGE: {code for code, _ in said.stages},
    }
    for kind, chances in (
        (Kind.THEME, readings.themes[0]),
        (Kind.IRRITANT, readings.irritants[0]),
        (Kind.STAGE, readings.stages[0]),
    ):
        own = []
        for at, (code, chance) in enumerate(
            zip(tagger.taxonomy.categories[kind.value], chances, strict=True)
        ):
            head = Head(kind, code)
            threshold = tagger.reader.threshold(head)
            odds = readings.polarities[0, at] if kind is Kind.THEME else ()
            reason = why(head, float(chance), threshold, said=code in told[kind], odds=odds)
            if reason.said or reason.cues or chance >= threshold / 2:
                own.append(reason)
        reasons += sorted(own, key=lambda reason: (not reason.said, -reason.chance, reason.code))
    return Explanation(
        text=passage.text,
        language=ready.language.code,
        quality=ready.quality.value,
        sentiment=said.sentiment,
        informative=said.informative,
        reasons=tuple(reasons),
        model=tagger.model_version,
        taxonomy=tagger.taxonomy.version,
    )


class _Why:
    """Reasons for the answers of one text."""

    def __init__(self, tagger: Tagger, scores: Scores, most: int) -> None:
        self._scorer = tagger.scorer
        self._scores = scores
        self._most = most
        self._cues: defaultdict[tuple[str, str], list[CueSeen]] = defaultdict(list)
        for hit in scores.hits[0]:
            self._cues[hit.kind, hit.code].append(CueSeen(hit.cue, hit.polarity, hit.start, hit.end))

    def __call__(
        self,
        head: Head,
        chance: float,
        threshold: float,
        *,
        said: bool,
        odds: Any = (),  # noqa: ANN401 - a row of an array, or nothing
    ) -> Reason:
        at = self._scorer.column.get(head)
        return Reason(
            kind=head.kind.value,
            code=head.code,
            chance=chance,
            threshold=threshold,
            said=said,
            score=round(float(self._scores.margins[0, at]), 4) if at is not None else 0.0,
            features=self._features(at) if at is not None else (),
            cues=tuple(self._cues[head.kind.value, head.code]),
            polarities={name: float(p) for name, p in zip(POLARITIES, odds, strict=False)},
        )

    def _features(self, at: int) -> tuple[Weighed, ...]:
        own = self._scores.features[0]
        weights = own.values * self._scorer.coefficients[own.ids, at]
        order = sorted(range(len(weights)), key=lambda place: (-abs(weights[place]), place))
        found = []
        for place in order[: self._most]:
            block, name = self._scorer.featurizer.name(int(own.ids[place]))
            found.append(Weighed(name, block, round(float(weights[place]), 4)))
        return tuple(found)
