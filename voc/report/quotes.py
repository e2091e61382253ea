"""Which customers' words stand behind a figure: chosen without chance, cut at clause limits, never altered.

A quote is a span of the stored text. Its characters are the text's own; what was left out before or after
is told by ``cut_before`` and ``cut_after``, and shown outside the quoted words.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

SHORTEST = 40
LONGEST = 280
#: different words; fewer tell little, however often they are repeated
FEWEST_WORDS = 7
#: two quotes that share this part of their words (Jaccard) say the same thing
ALIKE = 0.6
#: model scores are told apart by this step; finer differences would only be noise
SCORE_STEP = 0.05

Span = tuple[int, int]

_SENTENCE = re.compile(r"[^.!?…;\n]*[.!?…;\n]+|[^.!?…;\n]+$")
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s")
#: characters that belong to the one before them: joiners, variation selectors, skin tones
_TIED = {0x200D, 0xFE0F, 0x20E3, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A verbatim that a figure counts. Spans and clauses are half-open character spans of ``text``.

    ``fits``: its overall sentiment agrees with what it would be quoted for.
    """

    verbatim_id: str
    text: str
    score: float
    day: dt.date
    channel: str
    site: str
    spans: tuple[Span, ...] = ()
    clauses: tuple[Span, ...] = ()
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Quote:
    """What is shown: ``text[start:end]`` of the verbatim; ``pieces`` are its words, marked or not."""

    verbatim_id: str
    start: int
    end: int
    cut_before: bool
    cut_after: bool
    pieces: tuple[tuple[str, bool], ...]
    day: dt.date
    channel: str
    site: str

    @property
    def text(self) -> str:
        """The quoted characters, as stored."""
        return "".join(piece for piece, _ in self.pieces)


@dataclass(slots=True)
class Chooser:
    """Chooses quotes for one figure after another; ``used`` verbatims come back only for want of others."""

    used: set[str] = field(default_factory=set)

    def choose(self, candidates: Sequence[Candidate], most: int) -> list[Quote]:
        """The best quotes, at most ``most``, the best first.

        Every choice takes the candidate that brings, in this order: a verbatim not quoted yet, a sentiment
        that fits, a readable length, a site and a channel not heard yet, a higher score, a later day, the
        first identifier. Near-duplicates of a chosen quote are left out.
        """
        left = [(candidate, quote(candidate)) for candidate in candidates]
        chosen: list[tuple[Candidate, Quote]] = []
        while left and len(chosen) < most:
            heard = {c.site for c, _ in chosen} | {c.channel for c, _ in chosen}
            best = min(left, key=lambda pair: self._order(pair[0], pair[1], heard))
            chosen.append(best)
            words = _words(best[1].text)
            left = [
                pair for pair in left if pair is not best and _likeness(words, _words(pair[1].text)) < ALIKE
            ]
        self.used.update(candidate.verbatim_id for candidate, _ in chosen)
        return [shown for _, shown in chosen]

    def _order(self, candidate: Candidate, shown: Quote, heard: set[str]) -> tuple[object, ...]:
        return (
            candidate.verbatim_id in self.used,
            not candidate.fits,
            not _readable(shown.text),
            (candidate.site in heard) + (candidate.channel in heard),
            -int(candidate.score / SCORE_STEP + 1e-9),
            -candidate.day.toordinal(),
            candidate.verbatim_id,
        )


def quote(candidate: Candidate) -> Quote:
    """The part of a verbatim to show, with its evidence marked."""
    text = candidate.text
    start, end = excerpt(text, candidate.spans, candidate.clauses)
    return Quote(
        verbatim_id=candidate.verbatim_id,
        start=start,
        end=end,
        cut_before=bool(text[:start].strip()),
        cut_after=bool(text[end:].strip()),
        pieces=tuple(_pieces(text, start, end, candidate.spans)),
        day=candidate.day,
        channel=candidate.channel,
        site=candidate.site,
    )


def excerpt(text: str, spans: Sequence[Span], clauses: Sequence[Span], longest: int = LONGEST) -> Span:
    """The span to show: the whole text if it is short, else whole clauses around the first evidence.

    A clause longer than ``longest`` is cut between two words, or anywhere if it is one endless word.
    """
    whole = _trimmed(text, 0, len(text))
    if whole[1] - whole[0] <= longest:
        return whole
    anchor = min(spans, default=(whole[0], whole[0]))
    limits = _clauses(text, clauses)
    first = last = next((i for i, (_, end) in enumerate(limits) if end > anchor[0]), len(limits) - 1)
    if limits[first][1] - limits[first][0] > longest:
        return _hard_cut(text, limits[first], anchor, longest)
    grew = True
    while grew:
        grew = False
        if last + 1 < len(limits) and limits[last + 1][1] - limits[first][0] <= longest:
            last, grew = last + 1, True
        if first > 0 and limits[last][1] - limits[first - 1][0] <= longest:
            first, grew = first - 1, True
    return limits[first][0], limits[last][1]


def _clauses(text: str, clauses: Sequence[Span]) -> list[Span]:
    """Trimmed clauses in order; sentences found by their punctuation when the store holds none."""
    found = [(s, e) for s, e in sorted(clauses) if 0 <= s < e <= len(text)]
    if not found:
        found = [match.span() for match in _SENTENCE.finditer(text)]
    trimmed = [_trimmed(text, start, end) for start, end in found]
    return [span for span in trimmed if span[0] < span[1]] or [_trimmed(text, 0, len(text))]


def _hard_cut(text: str, clause: Span, anchor: Span, longest: int) -> Span:
    room = max(longest - (anchor[1] - anchor[0]), 0)
    start = max(clause[0], min(anchor[0] - room // 3, clause[1] - longest))
    end = min(start + longest, clause[1])
    if start > clause[0]:
        space = _SPACE.search(text, start, max(min(start + 40, anchor[0]), start))
        start = space.end() if space else start
    if end < clause[1]:
        spaces = [space.start() for space in _SPACE.finditer(text, max(end - 40, start), end)]
        end = spaces[-1] if spaces else end
    while start > clause[0] and _tied(text, start):
        start -= 1
    while end > start and end < len(text) and _tied(text, end):
        end -= 1
    return _trimmed(text, start, end)


def _tied(text: str, at: int) -> bool:
    """Whether cutting before this character would break the one that a person sees."""
    joined = ord(text[at]) in _TIED or unicodedata.combining(text[at]) != 0
    return joined or (at > 0 and ord(text[at - 1]) == 0x200D)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _pieces(text: str, start: int, end: int, spans: Iterable[Span]) -> Iterable[tuple[str, bool]]:
    at = start
    for first, last in sorted(spans):
        first, last = _trimmed(text, max(first, at), min(last, end))  # noqa: PLW2901 - what is shown of it
        if first >= last:
            continue
        if at < first:
            yield text[at:first], False
        yield text[first:last], True
        at = last
    if at < end:
        yield text[at:end], False


def _readable(text: str) -> bool:
    return SHORTEST <= len(text) <= LONGEST and len(_words(text)) >= FEWEST_WORDS


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFD", text.casefold())
    return frozenset(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0
