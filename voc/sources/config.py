"""What a source's configuration file may say (``configs/sources/NAME.toml``)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from voc.records import Direction, Kind, Metric


class Strict(BaseModel):
    """Refuses keys that nobody declared: a misspelt key must not be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Columns(Strict):
    """Which column of the file holds what. All optional: an absent one is simply not read."""

    native_id: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    brand: str | None = None
    site: str | None = None
    product: str | None = None
    author: str | None = None
    language: str | None = None
    owner_reply: str | None = None
    owner_reply_at: str | None = None
    title: str | None = None
    #: social exports: the network of a post, the post it answers, and what it is (post, comment, repost)
    network: str | None = None
    parent: str | None = None
    post_type: str | None = None


class Question(Strict):
    """One open question: the column of its answers and the words that were asked."""

    column: str
    id: str | None = None
    text: str | None = None


class ScoreColumn(Strict):
    """One closed question. The scale is declared, never guessed from the values."""

    column: str
    metric: Metric
    min: float
    max: float
    direction: Direction = Direction.HIGHER_IS_BETTER
    id: str | None = None
    #: answers in words, to their number on the scale: {"Très satisfait" = 5}
    labels: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check_scale(self) -> ScoreColumn:
        if self.max <= self.min:
            raise ValueError("l'échelle doit aller du plus petit au plus grand nombre (min < max)")
        if self.metric is Metric.NPS and (self.min, self.max) != (0, 10):
            raise ValueError(
                'un NPS se mesure de 0 à 10 ; pour une échelle de 1 à 10, déclarez metric = "recommend"'
            )
        return self


class LeaveOut(Strict):
    """Rows to leave aside, because a column says that no customer wrote them (previews, tests…)."""

    column: str
    values: tuple[str, ...]


class SourceConfig(Strict):
    """One configured feed of files."""

    id: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    format: Literal["csv", "xlsx", "jsonl", "takeout", "tripadvisor", "social"]
    #: files to read, relative to this configuration file; ``*`` and ``**`` are understood
    path: str
    brand: str
    channel: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    kind: Kind
    solicited: bool
    language: str = "fr"
    #: tells two feeds of the same vendor apart in identifiers; two sources that may deliver the same
    #: response (an export and its API) share one
    instance: str = ""
    #: a fixed site for every row of this feed
    site: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    #: number of rows to skip before the column names
    skip_rows: int = Field(default=0, ge=0, le=1000)
    #: number of rows that the column names take; empty: one, unless the survey tool is recognised
    heading_rows: int | None = Field(default=None, ge=1, le=5)
    dayfirst: bool | None = None
    columns: Columns = Columns()
    questions: tuple[Question, ...] = ()
    scores: tuple[ScoreColumn, ...] = ()
    #: columns whose values (names, e-mails, order numbers) are hunted in the texts and never stored
    personal: tuple[str, ...] = ()
    #: values that mean "no answer" in addition to the usual ones
    no_answer: tuple[str, ...] = ()
    #: authors who speak for the brand in a social export: their answers are replies, never verbatims
    owner_authors: tuple[str, ...] = ()
    leave_out: tuple[LeaveOut, ...] = ()

    @model_validator(mode="after")
    def _check_mapping(self) -> SourceConfig:
        if self.format in {"csv", "xlsx", "jsonl"} and not (self.questions or self.scores):
            raise ValueError(
                "aucune colonne à lire : déclarez au moins une [[questions]] ou une [[scores]]"
                " (`voc sources inspect FICHIER` en propose)"
            )
        for family in (self.questions, self.scores):
            given = [item.id for item in family if item.id is not None]
            twice = sorted({name for name in given if given.count(name) > 1})
            if twice:
                raise ValueError(f"identifiants en double : {', '.join(twice)}")
        return self
