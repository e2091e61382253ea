"""Records as rows of the staging tables, and rows as records."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import orjson

from voc.records import CleanResponse, Completeness, Direction, Metric, Quality, Score

#: Columns of the rows that come in: {name: SQL type}. ``seq`` is the place in the batch.
RESPONSE_COLUMNS = {
    "seq": "INTEGER",
    "response_id": "VARCHAR",
    "source_id": "VARCHAR",
    "native_id": "VARCHAR",
    "brand": "VARCHAR",
    "channel": "VARCHAR",
    "kind": "VARCHAR",
    "solicited": "BOOLEAN",
    "date": "DATE",
    "created_at": "TIMESTAMPTZ",
    "updated_at": "TIMESTAMPTZ",
    "site": "VARCHAR",
    "product": "VARCHAR",
    "author_hash": "VARCHAR",
    "owner_reply": "VARCHAR",
    "owner_reply_at": "TIMESTAMPTZ",
    "language_declared": "VARCHAR",
    "rating": "DOUBLE",
    "content_hash": "VARCHAR",
    "record_hash": "VARCHAR",
}
VERBATIM_COLUMNS = {
    "seq": "INTEGER",
    "verbatim_id": "VARCHAR",
    "response_id": "VARCHAR",
    "question_id": "VARCHAR",
    "question": "VARCHAR",
    "position": "INTEGER",
    "text": "VARCHAR",
    "translation": "VARCHAR",
    "language": "VARCHAR",
    "language_origin": "VARCHAR",
    "quality": "VARCHAR",
    "masked": "VARCHAR",
    "text_hash": "VARCHAR",
}
SCORE_COLUMNS = {
    "seq": "INTEGER",
    "response_id": "VARCHAR",
    "question_id": "VARCHAR",
    "metric": "VARCHAR",
    "value": "DOUBLE",
    "raw": "VARCHAR",
    "scale_min": "DOUBLE",
    "scale_max": "DOUBLE",
    "direction": "VARCHAR",
}
#: Which closed question stands for "the rating" of a response, best first. An effort score says something
#: else and never does.
_RATINGS = (Metric.STARS, Metric.CSAT, Metric.RECOMMEND, Metric.NPS)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The cursor of one file: read to its end, by this mapping, with this outcome."""

    source_id: str
    file_hash: str
    mapping_hash: str
    file_name: str
    bytes: int
    rows_read: int
    responses: int
    verbatims: int
    rejected: int
    completeness: Completeness
    message: str | None = None


@dataclass(frozen=True, slots=True)
class DueVerbatim:
    """A text that the present model and taxonomy have not read. ``rating`` runs from 1 to 5."""

    verbatim_id: str
    text: str
    question: str | None
    rating: float | None
    language: str
    quality: Quality
    text_hash: str


def rating_of(scores: Sequence[Score]) -> float | None:
    """The response's rating, brought to 1 (bad) … 5 (good) whatever its scale; None without one."""
    for metric in _RATINGS:
        for score in scores:
            if score.metric is metric:
                if score.scale_max <= score.scale_min:
                    return None
                place = (score.value - score.scale_min) / (score.scale_max - score.scale_min)
                if score.direction is Direction.LOWER_IS_BETTER:
                    place = 1 - place
                return round(1 + 4 * place, 2)
    return None


def response_rows(responses: Sequence[CleanResponse]) -> Iterator[tuple[object, ...]]:
    """Rows of RESPONSE_COLUMNS."""
    for seq, r in enumerate(responses):
        yield (
            seq,
            r.response_id,
            r.source_id,
            r.native_id,
            r.brand,
            r.channel,
            r.kind.value,
            r.solicited,
            r.date,
            r.created_at,
            r.updated_at,
            r.site,
            r.product,
            r.author_hash,
            r.owner_reply,
            r.owner_reply_at,
            r.language_declared,
            rating_of(r.scores),
            r.content_hash,
            _hash(r),
        )


def verbatim_rows(responses: Sequence[CleanResponse]) -> Iterator[tuple[object, ...]]:
    """Rows of VERBATIM_COLUMNS. ``text_hash`` covers all that the tagger is given, not the text alone."""
    for seq, r in enumerate(responses):
        rating = rating_of(r.scores) if r.verbatims else None
        for v in r.verbatims:
            yield (
                seq,
                v.verbatim_id,
                r.response_id,
                v.question_id,
                v.question,
                v.position,
                v.text,
                v.translation,
                v.language,
                v.language_origin,
                v.quality.value,
                ",".join(v.masked),
                _hash([v.text, v.question, rating, v.language, v.quality.value]),
            )


def score_rows(responses: Sequence[CleanResponse]) -> Iterator[tuple[object, ...]]:
    """Rows of SCORE_COLUMNS."""
    for seq, r in enumerate(responses):
        for s in r.scores:
            yield (
                seq,
                r.response_id,
                s.question_id,
                s.metric.value,
                s.value,
                s.raw,
                s.scale_min,
                s.scale_max,
                s.direction.value,
            )


def _hash(value: CleanResponse | list[object]) -> str:
    """128 bits over all the fields of a record, in their declared order."""
    try:
        encoded = orjson.dumps(value)
    except orjson.JSONEncodeError:  # half of a surrogate pair somewhere
        plain = asdict(value) if isinstance(value, CleanResponse) else value
        encoded = json.dumps(plain, default=str).encode()
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()
