"""The SQL that finds, in the published snapshot, the verbatims behind a figure of the report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drill:
    """Writes questions about one brand over the report's period, for `voc sql`."""

    brand: str
    first: dt.date
    last: dt.date

    def irritant(self, code: str) -> str:
        """Verbatims that report an irritant, with the words that say so."""
        return self._tags("irritant", code)

    def praise(self, code: str) -> str:
        """Verbatims that praise a theme."""
        return self._tags("theme", code, "AND polarity = 'positif'")

    def stage(self, code: str) -> str:
        """Verbatims about a stage of the journey."""
        return self._tags("stage", code)

    def stage_irritant(self, stage: str, irritant: str) -> str:
        """Verbatims about a stage that report an irritant."""
        return (
            "SELECT i.date, i.channel, i.site, i.quote, i.text, i.verbatim_id\n"
            "FROM v_tags i JOIN v_tags s USING (verbatim_id)\n"
            f"WHERE i.kind = 'irritant' AND i.code = {_quoted(irritant)}\n"
            f"  AND s.kind = 'stage' AND s.code = {_quoted(stage)}\n"
            f"  AND {self._scope('i.')}\n"
            "ORDER BY i.date DESC, i.verbatim_id"
        )

    def verbatims(self, condition: str = "") -> str:
        """All the verbatims, or those of a condition."""
        more = [f"  AND {condition}"] if condition else []
        lines = [
            "SELECT date, channel, site, sentiment, text, verbatim_id",
            "FROM v_verbatims",
            f"WHERE {self._scope()}",
            *more,
            "ORDER BY date DESC, verbatim_id",
        ]
        return "\n".join(lines)

    def channel(self, code: str) -> str:
        """The verbatims of a channel."""
        return self.verbatims(f"channel = {_quoted(code)}")

    def site(self, name: str) -> str:
        """The verbatims of a site; those without one for an empty name."""
        return self.verbatims(f"site = {_quoted(name)}" if name else "site IS NULL")

    def scores(self) -> str:
        """Every score, one a response."""
        return (
            "SELECT date, source_id, question_id, metric, value, response_id\n"
            f"FROM v_scores\nWHERE {self._scope()}\n"
            "ORDER BY date DESC, response_id, question_id"
        )

    def _tags(self, kind: str, code: str, more: str = "") -> str:
        lines = [
            "SELECT date, channel, site, quote, text, verbatim_id",
            "FROM v_tags",
            f"WHERE kind = '{kind}' AND code = {_quoted(code)}",
            *([f"  {more}"] if more else []),
            f"  AND {self._scope()}",
            "ORDER BY date DESC, verbatim_id",
        ]
        return "\n".join(lines)

    def _scope(self, table: str = "") -> str:
        return (
            f"{table}brand = {_quoted(self.brand)}\n"
            f"  AND {table}date BETWEEN DATE '{self.first}' AND DATE '{self.last}'"
        )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
