"""The nouns of the pipeline, as they travel in memory between its steps.

``RawResponse`` and what it holds may still carry personal data and never touch the disk; everything
from ``CleanResponse`` on is scrubbed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class Metric(StrEnum):
    """What a number in a response measures."""

    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    STARS = "stars"
    RECOMMEND = "recommend"


class Direction(StrEnum):
    """Whether a bigger number is good news."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"


class Kind(StrEnum):
    """The family of a source."""

    SURVEY = "survey"
    REVIEW = "review"
    SOCIAL = "social"


class Completeness(StrEnum):
    """How much of what a source holds was read; an absent value is never read as ``COMPLETE``."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    CAPPED = "capped"
    FAILED = "failed"


COMPLETENESS_FR = {
    Completeness.COMPLETE: "complète",
    Completeness.TRUNCATED: "tronquée",
    Completeness.CAPPED: "plafonnée",
    Completeness.FAILED: "en échec",
}


class Quality(StrEnum):
    """What a text is worth before anyone reads its meaning."""

    OK = "ok"
    EMPTY = "empty"
    GIBBERISH = "gibberish"
    OTHER_LANGUAGE = "other_language"


class Coverage(StrEnum):
    """What became of a verbatim: published with every figure."""

    TAGGED = "tagged"
    UNSURE = "unsure"
    NOT_INFORMATIVE = "not_informative"
    NOT_FRENCH = "not_french"


@dataclass(frozen=True, slots=True)
class Score:
    """One number given by the customer, with the scale that its source declares."""

    question_id: str
    metric: Metric
    value: float
    raw: str
    scale_min: float
    scale_max: float
    direction: Direction = Direction.HIGHER_IS_BETTER


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """One text of a response as the source gives it. ``translation``: a machine's, never analysed."""

    question_id: str
    text: str
    question: str | None = None
    translation: str | None = None


@dataclass(frozen=True, slots=True)
class RawResponse:
    """One survey submission, review or post, before anything was removed from it.

    ``row`` is the line (or item) number in its file, 1 for the first one a person would count;
    ``personal``: values of other columns (name, e-mail…) to look for in the texts.
    """

    native_id: str
    row: int
    answers: tuple[RawAnswer, ...] = ()
    scores: tuple[Score, ...] = ()
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    brand: str | None = None
    site: str | None = None
    product: str | None = None
    author: str | None = None
    language: str | None = None
    owner_reply: str | None = None
    owner_reply_at: dt.datetime | None = None
    personal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawReject:
    """A row that could not be read. ``content`` is scrubbed before it is kept.

    ``code`` is a stable word (``bad_date``, ``scale_contradicted``…), ``reason`` a French sentence.
    """

    row: int
    code: str
    reason: str
    field: str | None = None
    content: str = ""


@dataclass(frozen=True, slots=True)
class CleanVerbatim:
    """One scrubbed and mended text, ready to be stored and tagged."""

    verbatim_id: str
    question_id: str
    position: int
    text: str
    language: str
    language_origin: str
    quality: Quality
    question: str | None = None
    translation: str | None = None
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CleanResponse:
    """One scrubbed response with its verbatims and scores."""

    response_id: str
    source_id: str
    native_id: str
    content_hash: str
    brand: str
    channel: str
    kind: Kind
    solicited: bool
    date: dt.date | None
    created_at: dt.datetime | None
    updated_at: dt.datetime | None
    site: str | None
    product: str | None
    author_hash: str | None
    owner_reply: str | None
    owner_reply_at: dt.datetime | None
    language_declared: str | None
    verbatims: tuple[CleanVerbatim, ...]
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Reject:
    """A scrubbed ``RawReject`` with where it came from."""

    reject_id: str
    source_id: str
    file_hash: str
    file_name: str
    row: int
    code: str
    reason: str
    field: str | None
    content: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A half-open span of characters, ``[start, end)``, in the text that was given."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ThemeTag:
    """A theme that the text evaluates."""

    code: str
    polarity: str
    score: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class IrritantTag:
    """A concrete problem that the text reports."""

    code: str
    score: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class StageTag:
    """A stage of the journey that the text is about; the first of a list is the most salient."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class Tagged:
    """All that is said of one verbatim. ``None`` means that the model would not say."""

    id: str
    language: str
    informative: bool | None
    sentiment: str | None
    sentiment_scores: dict[str, float]
    coverage: Coverage
    themes: tuple[ThemeTag, ...] = ()
    irritants: tuple[IrritantTag, ...] = ()
    stages: tuple[StageTag, ...] = ()
    segments: tuple[Evidence, ...] = ()
    model: str = ""
    taxonomy: str = ""
    informative_score: float = 0.0


@dataclass(slots=True)
class Counts:
    """What a step saw, for the run's table; adds up over files and sources."""

    rows: int = 0
    responses: int = 0
    verbatims: int = 0
    new: int = 0
    edited: int = 0
    unchanged: int = 0
    erased: int = 0
    rejected: int = 0
    files: int = 0
    files_known: int = 0

    def add(self, other: Counts) -> None:
        """Adds another count to this one, field by field."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class SourceOutcome:
    """What one source gave tonight."""

    source_id: str
    completeness: Completeness
    counts: Counts = field(default_factory=Counts)
    messages: list[str] = field(default_factory=list)
