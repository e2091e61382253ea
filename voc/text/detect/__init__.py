"""Finders of personal data: each takes a view of a text and yields the spans that it recognises.

A view is the text itself with odd spaces, dashes and apostrophes made plain, character for character, so
that a finder's offsets are those of the text.
"""

from __future__ import annotations

from typing import NamedTuple

#: stands where something was already found: no finder's pattern matches it
CLAIMED = "\ue000"


class Hit(NamedTuple):
    """A half-open span of the text and the type of what it holds."""

    start: int
    end: int
    type: str


class View(NamedTuple):
    """A text as the finders read it. ``plain`` keeps case and accents, ``folded`` has neither."""

    plain: str
    folded: str
