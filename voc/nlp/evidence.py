"""Where in a text a code was read: the clauses that weigh most for it."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from voc.nlp.heads import Kind
from voc.nlp.scores import Clauses
from voc.nlp.tokens import is_word, tokenize
from voc.records import Evidence

#: a clause is shown when it weighs at least this share of the heaviest one, up to so many
_SHARE = 0.6
_MOST = 3
_STOP = re.compile(r"[.!?…\n]")


def evidence(text: str, clauses: Clauses, kind: Kind, at: int) -> tuple[Evidence, ...]:
    """The clauses that carry code number ``at`` of a kind, in the order of the text; at least one.

    Neighbours are joined, and each is cut to its words.
    """
    weights = clauses.relevance[kind][:, at]
    if not len(weights):
        return ()
    found: list[Evidence] = []
    before = -2
    for place in _heaviest(weights):
        span = trimmed(text, clauses.spans[place])
        if place == before + 1 and not _STOP.search(text, found[-1].end, span.start):
            span = Evidence(found.pop().start, span.end)
        found.append(span)
        before = place
    return tuple(found)


def _heaviest(weights: npt.NDArray[np.float64]) -> list[int]:
    order = sorted(range(len(weights)), key=lambda place: (-weights[place], place))
    top = weights[order[0]]
    if top <= 0:
        return order[:1]
    return sorted(place for place in order[:_MOST] if weights[place] >= _SHARE * top)


def trimmed(text: str, span: Evidence) -> Evidence:
    """The span from its first word to its last, marks around them left out."""
    tokens = tokenize(text[span.start : span.end])
    words = [place for word, place in zip(tokens.words, tokens.spans, strict=True) if is_word(word)]
    if not words:
        return span
    return Evidence(span.start + words[0][0], span.start + words[-1][1])
