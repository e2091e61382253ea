"""What the page says, apart from how it looks: the templates show these and compute nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from voc.report.places import Contrast
from voc.report.quotes import Quote
from voc.report.trend import Trend

#: Below this many verbatims, a share is shown in grey, with a warning.
FEW = 15
#: The same for the scores, whose margins are wider.
FEW_SCORES = 30


@dataclass(frozen=True, slots=True)
class Tally:
    """How many responses and verbatims, and what was made of them."""

    responses: int = 0
    verbatims: int = 0
    readable: int = 0
    tagged: int = 0
    unsure: int = 0
    not_informative: int = 0
    not_french: int = 0
    pending: int = 0
    negatif: int = 0
    mixte: int = 0
    neutre: int = 0
    positif: int = 0

    @property
    def judged(self) -> int:
        """Verbatims whose overall sentiment is told: the base of the shares."""
        return self.negatif + self.mixte + self.neutre + self.positif

    @property
    def few(self) -> bool:
        """Whether shares of it say little."""
        return self.judged < FEW

    def share(self, sentiment: str) -> float | None:
        """The part of one sentiment; None without any verbatim to judge."""
        value: int = getattr(self, sentiment)
        return value / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know before any figure; ``level`` is ``alert`` or ``note``."""

    level: str
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source: what it holds over the period, and how its last reading went.

    ``state`` is a `voc.records.Completeness` value, or ``not_read`` when the last night left it aside.
    """

    source_id: str
    channel: str
    tally: Tally
    state: str
    state_label: str
    new: int = 0
    edited: int = 0
    rejected: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class RejectLine:
    """Rows of one file left aside for one reason."""

    source_id: str
    file_name: str
    reason: str
    rows: str
    count: int


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What another model or taxonomy changed in one code, on the texts that both read."""

    label: str
    kind: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ToolChange:
    """One change of model or taxonomy; ``recent``: it came between the last two published nights."""

    model_from: str
    taxonomy_from: str
    model_to: str
    taxonomy_to: str
    recent: bool
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, last night and over the period."""

    tally: Tally
    sources: tuple[SourceLine, ...]
    rejects: tuple[RejectLine, ...]
    notices: tuple[Notice, ...]
    night: dt.datetime | None
    model: str
    taxonomy: str
    voc: str


@dataclass(frozen=True, slots=True)
class Where:
    """The place (``site`` or ``channel``) where an irritant is met most, against the others."""

    dimension: str
    contrast: Contrast


@dataclass(frozen=True, slots=True)
class Irritant:
    """One irritant of one brand. ``listing``: its latest verbatims; ``sql`` finds them all."""

    code: str
    anchor: str
    label: str
    definition: str
    verbatims: int
    base: int
    frequency: float
    severity: float
    impact: float
    trend: Trend
    where: tuple[Where, ...]
    quotes: tuple[Quote, ...]
    listing: tuple[Quote, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage of the journey."""

    code: str
    label: str
    definition: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One irritant's verbatims by stage, each with its shade."""

    label: str
    anchor: str
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days."""

    start: dt.date
    end: dt.date
    tally: Tally


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A channel or a site."""

    name: str
    code: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One closed question of one source; two scales or two ways of asking never share a line."""

    source: str
    channel: str
    solicited: bool
    metric: str
    metric_label: str
    question: str
    scale_min: float
    scale_max: float
    lower_is_better: bool
    n: int
    mean: float
    promoters: int
    passives: int
    detractors: int
    top2: int | None

    @property
    def nps(self) -> float:
        """Promoters less detractors, in points, passives counted in the base."""
        return 100 * (self.promoters - self.detractors) / self.n

    @property
    def few(self) -> bool:
        """Whether the score says little."""
        return self.n < FEW_SCORES


@dataclass(frozen=True, slots=True)
class Like:
    """A theme that customers praise."""

    code: str
    anchor: str
    label: str
    positif: int
    verbatims: int
    quotes: tuple[Quote, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class Brand:
    """One brand's section; ``met``: the stages where an irritant of ``matrix`` is met, its columns."""

    name: str
    anchor: str
    tally: Tally
    irritants: tuple[Irritant, ...]
    stages: tuple[StageLine, ...]
    met: tuple[StageLine, ...]
    matrix: tuple[MatrixRow, ...]
    weeks: tuple[Week, ...]
    channels: tuple[PlaceLine, ...]
    sites: tuple[PlaceLine, ...]
    gloomiest: tuple[Where, ...]
    scores: tuple[ScoreLine, ...]
    likes: tuple[Like, ...]
    sql: dict[str, str] = field(default_factory=dict)

    @property
    def rising(self) -> tuple[Irritant, ...]:
        """Irritants whose counts support saying that they rise."""
        return tuple(irritant for irritant in self.irritants if irritant.trend.direction == "up")


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report. ``start`` and ``end`` are None when nothing dated was read."""

    title: str
    days: int
    start: dt.date | None
    end: dt.date | None
    undated: int
    reading: Reading
    changes: tuple[ToolChange, ...]
    brands: tuple[Brand, ...]
