"""Exports of posts and comments (CSV, XLSX or JSON) from social networks and the tools that follow them.

Shares of somebody else's post are counted and left aside. What the brand itself answers is the owner's
reply to the post it answers, never a verbatim: the file is walked once for these replies, then read.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from voc.records import RawReject
from voc.sources._base import FileSource, Notes
from voc.sources.config import Question
from voc.sources.layout import Layout
from voc.sources.mapping import RowMapper
from voc.sources.presets import presets
from voc.sources.tabular import find_columns, open_table
from voc.sources.tripadvisor import complete_columns, name_of
from voc.sources.values import as_text
from voc.sources.words import fold, slug, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from voc.records import RawResponse
    from voc.sources._base import SourceFile
    from voc.sources.config import SourceConfig
    from voc.sources.table import Row, Table

_ROLES = (
    "native_id", "created_at", "updated_at", "author", "network", "parent", "post_type", "language", "site",
)  # fmt: skip
_MARKUP = re.compile(r"</?(?:p|br|a|span|b|i|em|strong|ul|ol|li|blockquote)\b[^>]{0,500}>", re.IGNORECASE)
_BREAKS = re.compile(r"<br\s*/?>|</p>\s*<p[^>]{0,200}>|</li>", re.IGNORECASE)
_REPLY_CHARS = 5000


class SocialSource(FileSource):
    """A feed of social exports."""

    def _rows(self, file: SourceFile, notes: Notes) -> Iterator[RawResponse | RawReject]:
        table = open_table(file.path, file.name, self.config, self.limits)
        config = self._completed(table)
        layout = find_columns(config, table, notes)
        mapper = RowMapper(self, table, layout, notes)
        posts = _Posts(config, layout, mapper)
        replies = posts.replies(table)
        for row in table.rows(layout.columns, notes):
            if isinstance(row, RawReject):
                yield row
            elif posts.is_repost(row):
                notes.counted["repost"] += 1
            elif not posts.is_brand(row):
                for item in mapper.map(row):
                    yield (
                        item
                        if isinstance(item, RawReject)
                        else _finished(item, replies.pop(item.native_id, None))
                    )
        said = mapper.messages()
        if notes.counted["repost"]:
            said.append(f"{notes.counted['repost']} partages laissés de côté")
        if replies:
            said.append(
                f"{len(replies)} messages de la marque laissés de côté : ils ne répondent à aucun du fichier"
            )
        for sentence in said:
            notes.say(sentence)

    def _completed(self, table: Table) -> SourceConfig:
        """The source's mapping, with the preset's for what it does not say."""
        preset = presets()["social"]
        config = self.config
        if not config.questions:
            text = name_of(table, preset, "text")
            if text is None:
                table.indexes(
                    preset.roles["text"][:1], "Déclarez la colonne du texte dans une [[questions]]."
                )
            config = config.model_copy(update={"questions": (Question(column=text or "", id="message"),)})
        config = complete_columns(config, table, preset, _ROLES)
        personal = name_of(table, preset, "personal")
        if personal is not None and personal not in config.personal:
            config = config.model_copy(update={"personal": (*config.personal, personal)})
        return config


class _Posts:
    """What each row of a social export is."""

    def __init__(self, config: SourceConfig, layout: Layout, mapper: RowMapper) -> None:
        self._layout = layout
        self._mapper = mapper
        self._brand = {_handle(name) for name in (*config.owner_authors, config.brand)} - {""}

    def is_repost(self, row: Row) -> bool:
        """A share of a post, with nothing new in it."""
        kind = self._cell(row, "post_type")
        if kind and fold(kind) in words().reposts:
            return True
        return any(
            as_text(row.cells[asked.cell]).startswith(words().repost_prefixes)
            for asked in self._layout.questions
        )

    def is_brand(self, row: Row) -> bool:
        """Written by the brand itself."""
        author = self._cell(row, "author")
        return bool(author) and _handle(author) in self._brand

    def replies(self, table: Table) -> dict[str, tuple[str, dt.datetime | None]]:
        """The brand's first answer to each post, by the post's identifier."""
        if "author" not in self._layout.fields:
            return {}
        found: dict[str, tuple[str, dt.datetime | None]] = {}
        for row in table.rows(self._layout.columns, Notes()):
            if isinstance(row, RawReject) or not self.is_brand(row) or self.is_repost(row):
                continue
            parent, network = self._cell(row, "parent"), self._cell(row, "network")
            texts = [as_text(row.cells[asked.cell]) for asked in self._layout.questions]
            text = _without_markup("\n".join(filter(None, texts)))
            if text:
                key = f"{slug(network)}:{parent}" if network and parent else parent or f"\0{row.number}"
                found.setdefault(key, (text[:_REPLY_CHARS], self._mapper.created_at(row)))
        return found

    def _cell(self, row: Row, role: str) -> str:
        place = self._layout.fields.get(role)
        return as_text(row.cells[place]) if place is not None else ""


def _finished(response: RawResponse, reply: tuple[str, dt.datetime | None] | None) -> RawResponse:
    answers = tuple(
        replace(answer, text=text) for answer in response.answers if (text := _without_markup(answer.text))
    )
    response = replace(response, answers=answers)
    return replace(response, owner_reply=reply[0], owner_reply_at=reply[1]) if reply else response


def _without_markup(text: str) -> str:
    """Mastodon and YouTube give HTML: what the person typed, without the tags."""
    if not _MARKUP.search(text):
        return text
    return html.unescape(_MARKUP.sub("", _BREAKS.sub("\n", text))).strip()


def _handle(name: str) -> str:
    """``@Ma_Marque`` and ``ma marque`` are the same author; the server of a Mastodon account is left out."""
    bare = fold(name).removeprefix("@").split("@", 1)[0]
    return re.sub(r"[^a-z0-9]", "", bare)
