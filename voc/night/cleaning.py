"""From what a source gave to what may be written: scrubbed, mended, identified."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import orjson

from voc.night.identity import Pseudonymiser, digest
from voc.records import CleanResponse, CleanVerbatim, Quality, RawReject, RawResponse, Reject
from voc.sources.config import SourceConfig
from voc.text.prepare import Preparer

#: A reject keeps enough of its row to be repaired, not a whole file that lost its line ends.
MAX_REJECT_CHARS = 2000


class Cleaner:
    """Turns the raw responses of one source into clean ones. Nothing it returns names a person."""

    def __init__(
        self, source: SourceConfig, preparer: Preparer, pseudonymiser: Pseudonymiser, timezone: str
    ) -> None:
        self._source = source
        self._preparer = preparer
        self._pseudonymiser = pseudonymiser
        self._zone = ZoneInfo(timezone)
        self._instance = source.instance or source.id

    def response(self, raw: RawResponse) -> CleanResponse:
        """One clean response; verbatims keep the order of their questions, empty ones are left out."""
        source = self._source
        known = tuple(value for value in (raw.author, *raw.personal) if value)
        declared = raw.language or source.language
        response_id = digest(self._instance, raw.native_id)
        verbatims = []
        for position, answer in enumerate(raw.answers):
            prepared = self._preparer.prepare(answer.text, declared, known)
            if prepared.quality is Quality.EMPTY:
                continue
            translation = answer.translation
            verbatims.append(
                CleanVerbatim(
                    verbatim_id=digest(self._instance, raw.native_id, answer.question_id),
                    question_id=answer.question_id,
                    question=answer.question,
                    position=position,
                    text=prepared.aligned.text,
                    translation=self._scrubbed(translation, known) if translation else None,
                    language=prepared.language.code,
                    language_origin=prepared.language.origin,
                    quality=prepared.quality,
                    masked=prepared.masked,
                )
            )
        created = _utc(raw.created_at, self._zone)
        clean = {
            "brand": raw.brand or source.brand,
            "site": raw.site or source.site,
            "product": raw.product,
            "date": created.astimezone(self._zone).date() if created else None,
            "created_at": created,
            "owner_reply": self._scrubbed(raw.owner_reply, known) if raw.owner_reply else None,
            "owner_reply_at": _utc(raw.owner_reply_at, self._zone),
            "language_declared": raw.language,
        }
        content = [
            clean,
            [[s.question_id, s.metric, s.value, s.scale_min, s.scale_max, s.direction] for s in raw.scores],
            [[v.question_id, v.text, v.translation, v.language] for v in verbatims],
        ]
        return CleanResponse(
            response_id=response_id,
            source_id=source.id,
            native_id=self._public_id(raw.native_id),
            content_hash=digest(orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()),
            channel=source.channel,
            kind=source.kind,
            solicited=source.solicited,
            updated_at=_utc(raw.updated_at, self._zone),
            author_hash=self._pseudonymiser.hash(self._instance, raw.author) if raw.author else None,
            verbatims=tuple(verbatims),
            scores=raw.scores,
            **clean,  # type: ignore[arg-type]  # one dict feeds both the record and its hash
        )

    def reject(self, raw: RawReject, file_hash: str, file_name: str) -> Reject:
        """A reject whose kept content is scrubbed."""
        return Reject(
            reject_id=digest(self._source.id, file_hash, str(raw.row), raw.code, raw.field or ""),
            source_id=self._source.id,
            file_hash=file_hash,
            file_name=self.file_name(file_name),
            row=raw.row,
            code=raw.code,
            reason=raw.reason,
            field=raw.field,
            content=self._scrubbed(raw.content[:MAX_REJECT_CHARS], ()) if raw.content else "",
        )

    def file_name(self, name: str) -> str:
        """A file's name as it may be written: exports are sometimes named after a person."""
        return self._preparer.scrubber.scrub(name).aligned.text

    def _scrubbed(self, text: str, known: tuple[str, ...]) -> str:
        return self._preparer.prepare(text, self._source.language, known).aligned.text

    def _public_id(self, native_id: str) -> str:
        """The vendor's identifier, unless it is itself personal (an e-mail, an order number…)."""
        if self._preparer.scrubber.find(native_id):
            return "h-" + self._pseudonymiser.hash(self._instance, native_id)
        return native_id


def _utc(moment: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)
