"""One brand's section, from the answers of the snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voc.report import trend
from voc.report.drill import Drill
from voc.report.figures import shade
from voc.report.model import (
    Brand,
    Irritant,
    Like,
    MatrixRow,
    PlaceLine,
    ScoreLine,
    StageLine,
    Tally,
    Week,
    Where,
)
from voc.report.places import Place, most_concerned
from voc.report.queries import Answers
from voc.report.quotes import Chooser, quote
from voc.report.words import label, place, plain

#: Irritants told at length, with quotes and places.
TOLD = 5
QUOTES = 3
#: Irritants of the matrix.
MATRIX = 10
#: Themes of "what customers like", and how many of them come with quotes.
LIKED = 6
LIKED_WITH_QUOTES = 3
LIKE_QUOTES = 2


@dataclass(slots=True)
class BrandTeller:
    """Assembles the section of one brand; quotes already used in it are not repeated if others will do."""

    found: Answers
    name: str
    anchor: str
    chooser: Chooser = field(default_factory=Chooser)

    def tell(self) -> Brand:
        """The whole section."""
        found, volumes = self.found, self.found.volumes[self.name]
        irritants = self._irritants()
        channels, sites = self._places("channel"), self._places("site")
        drill = self._drill
        stages = tuple(
            StageLine(code, name, definition, volumes.get(("stage", code), Tally()))
            for code, (name, definition) in found.codes["stage"].items()
        )
        shown = {i.code for i in irritants[:MATRIX]}
        met = tuple(
            stage
            for stage in stages
            if any((stage.code, code) in found.stage_irritants[self.name] for code in shown)
        )
        return Brand(
            name=self.name,
            anchor=self.anchor,
            tally=volumes.get(("all", "*"), Tally()),
            irritants=irritants,
            stages=stages,
            met=met,
            matrix=self._matrix(irritants[:MATRIX], [stage.code for stage in met]),
            weeks=self._weeks(),
            channels=channels,
            sites=sites,
            gloomiest=tuple(self._gloomiest()),
            scores=self._scores(),
            likes=self._likes(),
            sql={
                "week": drill.verbatims(),
                "stage": drill.stage(_first_stage(found, self.name)),
                "matrix": drill.stage_irritant(*self._fullest_cell(irritants)),
                "channel": drill.channel(_busiest(channels)),
                "site": drill.site(_busiest(sites)),
                "scores": drill.scores(),
            },
        )

    @property
    def _drill(self) -> Drill:
        assert self.found.first is not None
        assert self.found.last is not None
        return Drill(self.name, self.found.first, self.found.last)

    def _irritants(self) -> tuple[Irritant, ...]:
        base = self.found.volumes[self.name].get(("all", "*"), Tally()).readable
        rows = [
            (code, name or plain(code), definition or "", int(count), count / base, severity)
            for code, name, definition, count, severity in self.found.irritants[self.name]
        ]
        rows.sort(key=lambda row: (-round(row[4] * row[5], 12), -row[3], row[0]))
        return tuple(self._irritant(row, base, told=n < TOLD) for n, row in enumerate(rows))

    def _irritant(self, row: tuple[str, str, str, int, float, float], base: int, *, told: bool) -> Irritant:
        code, name, definition, count, frequency, severity = row
        key = (self.name, "irritant", code)
        weeks = range(min(self.found.weeks, trend.WEEKS) - 1, -1, -1)
        counts = self.found.weekly_irritants[self.name, code]
        read = self.found.weekly_volumes[self.name]
        return Irritant(
            code=code,
            anchor=f"{self.anchor}-{code}",
            label=name,
            definition=definition,
            verbatims=count,
            base=base,
            frequency=frequency,
            severity=severity,
            impact=frequency * severity,
            trend=trend.judge(
                [counts.get(week, 0) for week in weeks],
                [read[week].readable if week in read else 0 for week in weeks],
            ),
            where=tuple(self._where(code)) if told else (),
            quotes=tuple(self.chooser.choose(self.found.candidates[key], QUOTES)) if told else (),
            listing=tuple(quote(candidate) for candidate in self.found.latest[key]),
            sql=self._drill.irritant(code),
        )

    def _where(self, code: str) -> Iterable[Where]:
        for dimension in ("site", "channel"):
            counts = self.found.irritant_places[self.name, code, dimension]
            contrast = most_concerned(
                [
                    Place(place(dimension, name), counts.get(name, 0), tally.readable)
                    for name, tally in self._dimension(dimension)
                ]
            )
            if contrast:
                yield Where(dimension, contrast)

    def _gloomiest(self) -> Iterable[Where]:
        for dimension in ("channel", "site"):
            contrast = most_concerned(
                [
                    Place(place(dimension, name), tally.negatif, tally.judged)
                    for name, tally in self._dimension(dimension)
                ]
            )
            if contrast and contrast.clear:
                yield Where(dimension, contrast)

    def _dimension(self, dimension: str) -> list[tuple[str, Tally]]:
        """The places of a dimension; verbatims without a site are no site, and are not compared."""
        return [
            (code, tally)
            for (kind, code), tally in self.found.volumes[self.name].items()
            if kind == dimension and code
        ]

    def _places(self, dimension: str) -> tuple[PlaceLine, ...]:
        lines = [
            PlaceLine(place(dimension, code), code, tally)
            for (kind, code), tally in self.found.volumes[self.name].items()
            if kind == dimension and tally.verbatims
        ]
        lines.sort(key=lambda line: (line.tally.few, -(line.tally.share("negatif") or 0.0), line.name))
        return tuple(lines)

    def _matrix(self, shown: Sequence[Irritant], stages: Sequence[str]) -> tuple[MatrixRow, ...]:
        counts = self.found.stage_irritants[self.name]
        top = max((counts.get((stage, i.code), 0) for stage in stages for i in shown), default=0)
        return tuple(
            MatrixRow(
                i.label,
                i.anchor,
                tuple((n, shade(n, top)) for n in (counts.get((stage, i.code), 0) for stage in stages)),
            )
            for i in shown
        )

    def _fullest_cell(self, irritants: Sequence[Irritant]) -> tuple[str, str]:
        """The stage and irritant that meet most often, as an example."""
        shown = {irritant.code for irritant in irritants[:MATRIX]}
        counts = {key: n for key, n in self.found.stage_irritants[self.name].items() if key[1] in shown}
        return max(counts, key=lambda key: counts[key], default=("", ""))

    def _weeks(self) -> tuple[Week, ...]:
        assert self.found.last is not None
        read = self.found.weekly_volumes[self.name]
        weeks = []
        for week in range(self.found.weeks - 1, -1, -1):
            end = self.found.last - dt.timedelta(days=7 * week)
            weeks.append(Week(end - dt.timedelta(days=6), end, read.get(week, Tally())))
        return tuple(weeks)

    def _scores(self) -> tuple[ScoreLine, ...]:
        lines = []
        for row in self.found.scores[self.name]:
            source, metric, question, low, high, direction, solicited, n, mean, *counts, top2 = row
            channels = [label("channel", channel) for channel in self.found.channels[source]]
            lines.append(
                ScoreLine(
                    source=source,
                    channel=", ".join(channels),
                    solicited=solicited,
                    metric=metric,
                    metric_label=label("metric", metric),
                    question=question,
                    scale_min=low,
                    scale_max=high,
                    lower_is_better=direction == "lower_is_better",
                    n=int(n),
                    mean=mean,
                    promoters=int(counts[0]),
                    passives=int(counts[1]),
                    detractors=int(counts[2]),
                    top2=None if top2 is None else int(top2),
                )
            )
        order = {"nps": 0, "csat": 1, "ces": 2, "recommend": 3, "stars": 4}
        lines.sort(
            key=lambda line: (order.get(line.metric, 9), not line.solicited, line.source, line.question)
        )
        return tuple(lines)

    def _likes(self) -> tuple[Like, ...]:
        likes = []
        for n, (code, name, positif, verbatims) in enumerate(self.found.themes[self.name][:LIKED]):
            chosen = self.found.candidates[self.name, "theme", code] if n < LIKED_WITH_QUOTES else []
            likes.append(
                Like(
                    code=code,
                    anchor=f"{self.anchor}-aime-{code}",
                    label=name or plain(code),
                    positif=int(positif),
                    verbatims=int(verbatims),
                    quotes=tuple(self.chooser.choose(chosen, LIKE_QUOTES)),
                    sql=self._drill.praise(code),
                )
            )
        return tuple(likes)


def _first_stage(found: Answers, brand: str) -> str:
    """The stage with most verbatims, as an example."""
    tallies = found.volumes[brand]
    stages = list(found.codes["stage"])
    return max(stages, key=lambda code: tallies.get(("stage", code), Tally()).verbatims, default="")


def _busiest(places: Sequence[PlaceLine]) -> str:
    return max(places, key=lambda line: line.tally.verbatims).code if places else ""
