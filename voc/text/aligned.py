"""A text that remembers where each of its characters comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aligned:
    """A text made from another one by replacements, with the way back.

    ``starts`` and ``ends`` hold, for each character of ``text``, the half-open span of the original that
    it stands for; both are ``None`` as long as nothing was replaced. The characters of a replacement all
    stand for the whole span that they replaced, so spans never run backwards.
    """

    text: str
    source_length: int
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    @classmethod
    def of(cls, text: str | Aligned) -> Aligned:
        """The identity of a text; an aligned text is given back as it is."""
        return text if isinstance(text, Aligned) else cls(text, len(text))

    def replace(self, spans: Sequence[tuple[int, int, str]]) -> Aligned:
        """A new text in which each ``(start, end, replacement)`` of the current text was replaced.

        Args:
            spans: half-open, sorted, not overlapping; offsets in characters of the current text.

        Raises:
            ValueError: the spans overlap, run backwards or leave the text.
        """
        if not spans:
            return self
        length = len(self.text)
        old_starts = self.starts if self.starts is not None else range(length)
        old_ends = self.ends if self.ends is not None else range(1, length + 1)
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, replacement in spans:
            if not at <= start <= end <= length:
                raise ValueError(f"span {start}:{end} overlaps or leaves a text of {length} characters")
            parts += (self.text[at:start], replacement)
            starts.extend(old_starts[at:start])
            ends.extend(old_ends[at:start])
            source_start, source_end = self.original(start, end)
            if start == end and start:  # inserted inside a replacement: it stands for the same span
                source_end = max(source_end, old_ends[start - 1])
            starts.extend([source_start] * len(replacement))
            ends.extend([source_end] * len(replacement))
            at = end
        parts.append(self.text[at:])
        starts.extend(old_starts[at:])
        ends.extend(old_ends[at:])
        return Aligned("".join(parts), self.source_length, tuple(starts), tuple(ends))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Maps a half-open span of ``text`` to the span of the original that it stands for.

        An empty span maps to the empty span before the character that follows it.
        """
        if self.starts is None or self.ends is None:
            return start, end
        if start < end:
            return self.starts[start], self.ends[end - 1]
        place = self.starts[start] if start < len(self.starts) else self.source_length
        return place, place
