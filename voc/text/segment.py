"""Cuts texts into clauses: the pieces of which one thing can be said.

First by marks that need no grammar (lines, strong punctuation, emoji, list dashes), then, inside what is
long enough, by the dependencies that spaCy's French parser finds and by connectors from a data file.
Each piece is parsed on its own and every step is row by row, so that a text gives the same segments
whatever the batch it comes in.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from voc.records import Evidence
from voc.text.folding import data_text, fold, words_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: words under which a piece holds one clause only, and is not parsed
SHORTEST_PARSED = 6
#: words that each side of a cut needs
FEWEST_WORDS = 2
FEWEST_WORDS_WEAK = 3
FEWEST_WORDS_RELATIVE = 5
#: words of a piece that goes to the parser; a longer one (no punctuation at all) is cut there
MOST_WORDS = 120
#: a longer word is no word, and its piece is not parsed
LONGEST_WORD = 60
BATCH = 256

_EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\u3030\u303d\ufe0f\u200d\U0001f000-\U0001faff"
_BREAK = re.compile(
    rf" {{0,3}}\n\s*|[{_EMOJI}](?: ?[{_EMOJI}])*|(?P<stop>[.…]+|[!?;]+[!?;.… ]*)(?:[\"»)\]]+)?|\s[-–—/•*"
    rf"|]\s+|\s\+\s+(?=\D)"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_EDGE = re.compile(r"(?:[\s,;:•*▪►·–—-]|\+\s)*")
#: dependencies that a finite verb has around it: the mark of a clause
_ANCHORS = frozenset({"nsubj", "nsubj:pass", "expl:subj", "cop", "aux:tense", "aux:pass"})


@dataclass(frozen=True, slots=True)
class _Connectors:
    strong: re.Pattern[str]
    #: where a clause may open: a comma, "et", "parce que", "qui"…
    openings: re.Pattern[str]
    hanging: frozenset[str]
    relative: frozenset[str]
    abbreviations: frozenset[str]


class Segmenter:
    """Cuts texts into clauses. The French parser is loaded once a process, when first needed."""

    def segment(self, texts: Sequence[str]) -> list[tuple[Evidence, ...]]:
        """Cuts each text into its clauses.

        Args:
            texts: any number of clean texts; the batch has no influence on the result.

        Returns:
            For each text, spans in characters, in order, without overlap, that hold all its words.
        """
        cut = [list(_pieces(text)) for text in texts]
        parsed = [
            _LONE_SURROGATE.sub("?", text[start:end])
            for text, pieces in zip(texts, cut, strict=True)
            for start, end in pieces
            if _is_parsed(text[start:end])
        ]
        docs = iter(_nlp().pipe(parsed, batch_size=BATCH)) if parsed else iter(())
        return [
            tuple(_spans(text, _cut_inside(text, pieces, docs)))
            for text, pieces in zip(texts, cut, strict=True)
        ]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Spans between the marks that need no grammar, marks included at their end."""
    start = 0
    for mark in _BREAK.finditer(text):
        stop = mark["stop"]
        if stop is not None and not _ends_sentence(text, mark.start("stop"), mark.end("stop"), stop):
            continue
        end = mark.end() if stop is not None or not mark.group()[0].isspace() else mark.start()
        yield from _bounded(text, start, end)
        start = end
    yield from _bounded(text, start, len(text))


def _ends_sentence(text: str, start: int, end: int, stop: str) -> bool:
    """Whether a mark ends a sentence: not the dot of 3.5, of "M. Dupont" or of "site.fr"."""
    if stop != ".":
        return True
    after = text[end : end + 1]
    if after and not after.isspace() and not (after.isupper() and text[start - 1 : start].islower()):
        return after in '"»)]'
    before = _LAST_WORD.search(text, max(0, start - 12), start)
    if before and (len(before.group()) == 1 or fold(before.group()) in _connectors().abbreviations):
        following = text[end : end + 2].strip()
        return not following or (
            len(before.group()) > 1 and before.group().lower() == "etc" and following.isupper()
        )
    return True


_LAST_WORD = re.compile(r"[^\W\d_]+$")


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span itself, or windows of at most ``MOST_WORDS`` words of it."""
    words = [match.end() for match in _WORD.finditer(text, start, end)]
    for place in range(MOST_WORDS, len(words), MOST_WORDS):
        yield start, words[place - 1]
        start = words[place - 1]
    yield start, end


def _is_parsed(piece: str) -> bool:
    words = _WORD.findall(piece)
    if len(words) < SHORTEST_PARSED or max(map(len, words)) > LONGEST_WORD or len(piece) > 12 * MOST_WORDS:
        return False
    return _connectors().openings.search(fold(piece)) is not None


def _cut_inside(
    text: str, pieces: Iterable[tuple[int, int]], docs: Iterator[Doc]
) -> Iterator[tuple[int, int]]:
    for start, end in pieces:
        piece = text[start:end]
        cuts = _cuts(piece, next(docs) if _is_parsed(piece) else None)
        bounds = [0, *cuts, len(piece)]
        yield from ((start + a, start + b) for a, b in pairwise(bounds))


def _cuts(piece: str, doc: Doc | None) -> list[int]:
    """Places of a piece where it is cut, sorted."""
    connectors = _connectors()
    folded = fold(piece)
    words = [match.start() for match in _WORD.finditer(piece)]
    strong = {match.start() for match in connectors.strong.finditer(folded)}
    openings: dict[int, re.Match[str]] = {}
    if doc is not None:
        openings = {match.start(): match for match in connectors.openings.finditer(folded)}
    anchors = [token.idx for token in doc if token.dep_ in _ANCHORS] if doc is not None else []
    places = sorted(strong | openings.keys())
    cuts: list[int] = []
    before = 0
    for number, place in enumerate(places):
        after = places[number + 1] if number + 1 < len(places) else len(piece)
        here = bisect_left(words, place)
        left, right = here - bisect_left(words, before), len(words) - here
        if place in strong:
            cut = left >= 1 and right >= FEWEST_WORDS
        else:
            sides = _Sides(left, bisect_left(words, after) - here, right)
            cut = _opens_clause(folded, openings[place], after, before, anchors, sides)
        if cut:
            before = place - len(piece[:place]) + len(piece[:place].rstrip(' ("«'))
            cuts.append(before)
    return cuts


@dataclass(frozen=True, slots=True)
class _Sides:
    """How many words stand left of a place, up to the next one, and to the end of the piece."""

    left: int
    chunk: int
    right: int


def _opens_clause(
    folded: str, opening: re.Match[str], after: int, before: int, anchors: list[int], sides: _Sides
) -> bool:
    """Whether a clause of its own begins at a comma, a connector or a relative."""
    connectors = _connectors()
    place = opening.start()
    mark = opening.group().rstrip()
    first = _FIRST_WORD.match(folded, opening.end())
    word = first.group(1) if first else ""
    left_clause = any(before <= anchor < place for anchor in anchors)
    right_clause = [anchor for anchor in anchors if place <= anchor < after]
    if mark in connectors.relative:
        return bool(right_clause) and min(sides.left, sides.right) >= FEWEST_WORDS_RELATIVE
    if right_clause:
        between = re.findall(r"[a-z]+", folded[opening.end() : right_clause[0]])
        if not connectors.relative.isdisjoint(between):
            return False
        return left_clause and sides.left >= FEWEST_WORDS and sides.right >= FEWEST_WORDS_WEAK
    if mark != "," or word in connectors.hanging or word in connectors.relative:
        return False
    if not anchors:  # a list of aspects: "cadre agréable, cuisine fine"
        return sides.left >= FEWEST_WORDS and sides.chunk >= FEWEST_WORDS
    return (
        left_clause
        and sides.left >= FEWEST_WORDS
        and sides.chunk >= FEWEST_WORDS_WEAK
        and word not in _DETERMINERS
    )


_FIRST_WORD = re.compile(r"\W*([a-z]+)")
_DETERMINERS = frozenset(
    {
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "ce",
        "cet",
        "cette",
        "ces",
        "mon",
        "ma",
        "mes",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
    }
)


def _spans(text: str, bounds: Iterable[tuple[int, int]]) -> Iterator[Evidence]:
    """Spans without the blanks and list marks around them; what holds no word joins what stands before."""
    last: Evidence | None = None
    for start, end in bounds:
        if start >= end:
            continue
        first = _EDGE.match(text, start, end)
        begin = first.end() if first else start
        finish = begin + len(text[begin:end].rstrip(" \n,;:-–—"))
        if finish <= begin:
            continue
        if last and not _WORD.search(text, begin, finish):
            last = Evidence(last.start, finish)
            continue
        if last:
            yield last
        last = Evidence(begin, finish)
    if last:
        yield last


@cache
def _connectors() -> _Connectors:
    raw: dict[str, Any] = tomllib.loads(data_text("connectors.toml"))
    exceptions = _any_of(raw["not_after_strong"])
    relative = words_of(raw["relative"])
    return _Connectors(
        strong=re.compile(rf"\b(?!(?:{exceptions})\b)(?:{_any_of(raw['strong'])})\b"),
        openings=re.compile(rf",|\b(?:{_any_of([*raw['weak'], *relative])})\b"),
        hanging=words_of(raw["hanging"]),
        relative=relative,
        abbreviations=words_of(raw["abbreviations"]),
    )


def _any_of(phrases: Iterable[str]) -> str:
    folded = sorted({fold(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in folded)


@cache
def _nlp() -> Language:
    """SpaCy's small French model, reduced to what tells clauses apart."""
    import spacy

    return spacy.load("fr_core_news_sm", exclude=["ner", "lemmatizer", "morphologizer", "attribute_ruler"])
