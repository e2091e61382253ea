"""Words of a text, folded, with their offsets: what features, evidence and explanations all count in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voc.text.folding import fold

#: a placeholder is one word; a run of marks ("!!!") is one too, for it says how much is felt
_TOKEN = re.compile(r"\[[a-z_]+\]|[^\W\d_]+|\d+(?:[.,]\d+)*|([!?€%*.])\1*|[^\w\s]")
_LONG_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text in order: ``words`` folded, ``spans`` half-open offsets in the text."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def tokenize(text: str) -> Tokens:
    """Cuts a text into words, numbers and marks.

    Numbers of three characters or more keep their length only: the exact value never generalises, and the
    vocabulary that ships must not hold anybody's numbers.
    """
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(fold(text)):
        word = match.group()
        if word[0].isdigit() and len(word) >= _LONG_NUMBER:
            word = "0" * min(len(word), 5)
        elif len(word) > _LONG_NUMBER and not word[0].isalnum() and word[0] != "[":
            word = word[:_LONG_NUMBER]
        words.append(word)
        spans.append(match.span())
    return Tokens(tuple(words), tuple(spans))


def is_word(token: str) -> bool:
    """Whether a token has letters or digits (a mark has none)."""
    return token[0].isalnum() or token[0] == "["
