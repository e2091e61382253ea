"""From probabilities to what is said of a text.

* Nothing is said of themes and irritants when the text gives no reason.
* An irritant spoils its theme, so both are said or neither: a sure irritant brings its theme in, an unsure
  one is dropped when its theme did not pass; the theme's polarity is then the likelier of negatif and mixte.
* Stages are those that pass, the main one first; when none does, the main one alone if it is likely enough.
* The sentiment is kept silent below the calibrated floor.
"""

from __future__ import annotations

from dataclasses import dataclass

from voc.nlp.heads import POLARITIES, SENTIMENTS, Head, Kind
from voc.nlp.readings import Reader, Readings

INFORMATIVE_FROM = 0.5
#: from this chance on, an irritant brings in a theme that did not pass by itself
SURE = 0.4
#: the main stage is said from this chance on when no stage passes: one is nearly always there
LEAST_STAGE = 0.2


@dataclass(frozen=True, slots=True)
class ThemeSaid:
    """A theme that is said to be evaluated."""

    code: str
    polarity: str
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What is said of one text. ``likeliest``: the best sentiment, even when ``sentiment`` is silent."""

    informative: bool
    informative_score: float
    sentiment: str | None
    likeliest: str
    sentiment_scores: dict[str, float]
    themes: tuple[ThemeSaid, ...]
    irritants: tuple[tuple[str, float], ...]
    stages: tuple[tuple[str, float], ...]


class Decider:
    """Applies the thresholds of a calibration and the rules above."""

    def __init__(self, reader: Reader) -> None:
        self._taxonomy = reader.taxonomy
        self._floor = reader.calibration.sentiment_floor
        taxonomy = reader.taxonomy
        self._themes = list(taxonomy.themes)
        self._thresholds = {
            kind: [reader.threshold(Head(kind, code)) for code in codes]
            for kind, codes in (
                (Kind.THEME, taxonomy.themes),
                (Kind.IRRITANT, taxonomy.irritants),
                (Kind.STAGE, taxonomy.stages),
            )
        }

    def __call__(self, readings: Readings, row: int) -> Decision:
        """What is said of one text of a batch."""
        scores = {name: float(p) for name, p in zip(SENTIMENTS, readings.sentiment[row], strict=True)}
        likeliest = max(SENTIMENTS, key=lambda name: scores[name])
        chance = float(readings.informative[row])
        informative = chance >= INFORMATIVE_FROM
        themes, irritants = self._codes(readings, row) if informative else ((), ())
        return Decision(
            informative=informative,
            informative_score=chance,
            sentiment=likeliest if scores[likeliest] >= self._floor else None,
            likeliest=likeliest,
            sentiment_scores=scores,
            themes=themes,
            irritants=irritants,
            stages=self._stages(readings, row),
        )

    def _codes(
        self, readings: Readings, row: int
    ) -> tuple[tuple[ThemeSaid, ...], tuple[tuple[str, float], ...]]:
        passing = {
            at: float(p)
            for at, (p, threshold) in enumerate(
                zip(readings.themes[row], self._thresholds[Kind.THEME], strict=True)
            )
            if p >= threshold
        }
        irritants: list[tuple[float, int, str]] = []
        spoiled: set[int] = set()
        for at, (code, item) in enumerate(self._taxonomy.irritants.items()):
            chance = float(readings.irritants[row, at])
            if chance < self._thresholds[Kind.IRRITANT][at]:
                continue
            if item.theme is not None:
                theme = self._themes.index(item.theme)
                if theme not in passing:
                    if chance < SURE:
                        continue
                    passing[theme] = chance
                spoiled.add(theme)
            irritants.append((-chance, at, code))
        themes = []
        for at, chance in passing.items():
            odds = readings.polarities[row, at]
            allowed = POLARITIES[1:] if at in spoiled else POLARITIES
            polarity = max(allowed, key=lambda name: odds[POLARITIES.index(name)])
            themes.append((-chance, at, ThemeSaid(self._themes[at], polarity, chance)))
        return (
            tuple(said for _, _, said in sorted(themes, key=lambda item: item[:2])),
            tuple((code, -minus) for minus, _, code in sorted(irritants)),
        )

    def _stages(self, readings: Readings, row: int) -> tuple[tuple[str, float], ...]:
        ranked = sorted(
            (-float(readings.primary[row, at]), -float(p), at, code)
            for at, (code, p) in enumerate(zip(self._taxonomy.stages, readings.stages[row], strict=True))
        )
        thresholds = self._thresholds[Kind.STAGE]
        passing = [own for own in ranked if -own[1] >= thresholds[own[2]]]
        if not passing:
            passing = [own for own in ranked[:1] if -own[1] >= LEAST_STAGE]
        return tuple((code, -minus) for _, minus, _, code in passing)
