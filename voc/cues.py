"""Cues: the short expressions of a taxonomy that give a theme, an irritant or a stage away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voc.expressions import GAP, Expressions, Words, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voc.taxonomy import Taxonomy

NEGATION, LACK, EXCEPTION, BARRIER = "negation", "lack", "exception", "barrier"
_CONTROLS = frozenset({NEGATION, LACK, EXCEPTION, BARRIER})
_OPPOSITE = {"positif": "negatif", "negatif": "positif"}


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue found in a text.

    ``start`` and ``end`` count characters of the given text, half-open. ``kind``: theme, irritant or
    stage. ``polarity``: positif, negatif, or None (stages, irritants and neutral cues of themes).
    ``cue`` is the expression as the taxonomy writes it; a negated one ("pas aimable" for "aimable*")
    has the opposite polarity and a span that holds the negation.
    """

    kind: str
    code: str
    polarity: str | None
    start: int
    end: int
    cue: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an expression stands for. ``reversible``: a negation before it changes what it says."""

    kind: str
    code: str = ""
    polarity: str | None = None
    cue: str = ""
    reversible: bool = False


@dataclass(slots=True)
class _Controls:
    """The words of a text that change what cues say. Negations and lacks: {last word: first word}."""

    negations: dict[int, int]
    lacks: dict[int, int]
    barriers: set[int]


class CueMatcher:
    """Finds all cues of a taxonomy in one pass over the words of a text."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        matching = taxonomy.matching
        self._window = matching.negation_window
        self._expressions = Expressions(matching.gap)
        self._entries: list[_Entry] = []
        for kind, expressions in (
            (NEGATION, matching.negations),
            (LACK, matching.lacks),
            (EXCEPTION, matching.exceptions),
            (BARRIER, matching.barriers),
        ):
            for expression in expressions:
                self._add(_Entry(kind, cue=expression))
        for kind, code, polarity, cue in _cues(taxonomy):
            judges = kind == "irritant" or polarity is not None
            self._add(_Entry(kind, code, polarity, cue, judges and not self._is_negative(cue)))

    def find(self, text: str) -> list[CueHit]:
        """The cues in ``text``, by position; at most one hit of a category on any word.

        A negated irritant ("pas d'attente") is no hit; a negated theme has the opposite polarity.
        Offsets count characters of ``text`` as it was given.
        """
        words = self._expressions.read(text)
        matches = self._expressions.walk(words)
        if not matches:
            return []
        controls = self._controls(matches)
        # Hits take words longest first, then leftmost, then those that judge, then in the file's order.
        ranked: list[tuple[int, int, bool, int, str | None]] = []
        for (first, number), last in matches.items():
            entry = self._entries[number]
            if entry.kind in _CONTROLS:
                continue
            start, polarity = first, entry.polarity
            if entry.reversible:
                negated = self._negated(words, controls, entry, first, last)
                if negated is not None:
                    if polarity is None:
                        continue
                    start, polarity = negated, _OPPOSITE[polarity]
            ranked.append((start - last, start, polarity is None, number, polarity))
        return self._without_overlaps(words, sorted(ranked, key=lambda item: item[:4]))

    def _add(self, entry: _Entry) -> None:
        self._expressions.add(entry.cue, len(self._entries))
        self._entries.append(entry)

    def _is_negative(self, cue: str) -> bool:
        """Whether a cue holds a negation of its own ("ne répond pas"): it is then taken as it stands."""
        plain = " ".join(word.removesuffix("*") for word in parse(cue) if word != GAP)
        numbers = [number for _, number in self._expressions.walk(self._expressions.read(plain))]
        return any(self._entries[number].kind in {NEGATION, LACK} for number in numbers)

    def _controls(self, matches: dict[tuple[int, int], int]) -> _Controls:
        controls = _Controls({}, {}, set())
        excepted: set[int] = set()
        for (first, number), last in matches.items():
            kind = self._entries[number].kind
            if kind in {NEGATION, LACK}:
                spans = controls.negations if kind == NEGATION else controls.lacks
                spans[last] = min(first, spans.get(last, first))
            elif kind == EXCEPTION:
                excepted.update(range(first, last + 1))
            elif kind == BARRIER:
                controls.barriers.add(first)
        for last in excepted:
            controls.negations.pop(last, None)
        return controls

    def _negated(self, words: Words, controls: _Controls, entry: _Entry, first: int, last: int) -> int | None:
        """The first word of the negated expression, or None when nothing reverses it."""
        spans = [controls.negations, controls.lacks] if entry.polarity == "positif" else [controls.negations]
        if not any(spans):
            return None
        if any(span.get(at, first) > first for at in range(first + 1, last) for span in spans):
            return first
        begin = words.clauses[first][0]
        for at in range(first - 1, max(begin, first - 1 - self._window) - 1, -1):
            for span in spans:
                if at in span:
                    return span[at]
            if at in controls.barriers:
                return None
        return None

    def _without_overlaps(
        self, words: Words, ranked: list[tuple[int, int, bool, int, str | None]]
    ) -> list[CueHit]:
        taken: dict[tuple[str, str], set[int]] = {}
        hits = []
        for minus_length, first, _, number, polarity in ranked:
            entry = self._entries[number]
            last = first - minus_length
            span = range(first, last + 1)
            occupied = taken.setdefault((entry.kind, entry.code), set())
            if occupied.isdisjoint(span):
                occupied.update(span)
                start, end = words.spans[first][0], words.spans[last][1]
                hits.append(CueHit(entry.kind, entry.code, polarity, start, end, entry.cue))
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.kind, hit.code))


def _cues(taxonomy: Taxonomy) -> Iterator[tuple[str, str, str | None, str]]:
    """Every cue with its kind, code and polarity, in the order of the file."""
    for theme in taxonomy.themes.values():
        for polarity, cues in (
            (None, theme.cues),
            ("positif", theme.cues_positive),
            ("negatif", theme.cues_negative),
        ):
            yield from (("theme", theme.code, polarity, cue) for cue in cues)
    for irritant in taxonomy.irritants.values():
        yield from (("irritant", irritant.code, None, cue) for cue in irritant.cues)
    for stage in taxonomy.stages.values():
        yield from (("stage", stage.code, None, cue) for cue in stage.cues)
