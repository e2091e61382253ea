"""Short expressions of words, looked for in a text: the syntax of cues and the machine that finds them.

The syntax is three rules long. Words are compared without accents nor capitals and match whole words;
``*`` at the end of a word stands for any ending; `` .. `` stands for a few words, or none. Spaces of an
expression match any space, apostrophe or hyphen of the text, and it never reaches across punctuation.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass, field

GAP = ".."
MAX_GAPS = 2
MIN_PREFIX = 2
#: words remembered with what they match; beyond it the memory is emptied, so that it stays flat
MEMORY = 200_000

_MARKS = re.compile("[\u0300-\u036f]+")
#: placeholders ([EMAIL]) count as one word that no expression knows; the last group ends a clause
_TOKEN = re.compile(
    r"(?P<word>\d+(?:[.,]\d+)+|[^\W_](?:[^\W_]|[\u0300-\u036f])*)"
    r"|(?P<mask>\[[a-z_]+\])"
    r"|(?P<stop>[.,;:!?…\n()\[\]\"«»“”•]|\s[-–—/+]\s)"
)


def _folding_table() -> dict[int, str]:
    table = {ord(c): "'" for c in "’‘ʼ´`"}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code).lower())[0]
        if base != chr(code) and base.isalpha():
            table[code] = base
    return table


_FOLDING = _folding_table()


def fold(text: str) -> str:
    """The text in small letters without accents, character for character: offsets stay true.

    ``œ`` stays one character; curly apostrophes become straight.
    """
    return text.translate(_FOLDING)


def _key(word: str) -> str:
    """What two spellings of one word share (``œ`` and ``oe``, composed and decomposed accents)."""
    if word.isascii():
        return word
    return _MARKS.sub("", word).replace("œ", "oe").replace("æ", "ae")


def parse(expression: str) -> tuple[str, ...]:
    """The words of an expression, folded; ``..`` for a gap, a final ``*`` for any ending.

    Raises:
        ValueError: the expression does not follow the syntax; the sentence is in French.
    """
    said = f"indice « {expression} » : "
    words = [_key(word) for word in re.split(r"[\s'\-]+", fold(expression)) if word]
    if not words:
        raise ValueError("indice vide")
    if GAP in {words[0], words[-1]} or any(a == b == GAP for a, b in itertools.pairwise(words)):
        raise ValueError(said + "« .. » se place entre deux mots")
    if words.count(GAP) > MAX_GAPS:
        raise ValueError(said + f"« .. » au plus {MAX_GAPS} fois")
    for word in words:
        stem = word.removesuffix("*")
        if word == GAP:
            continue
        if not re.fullmatch(r"[^\W_]+", stem):
            raise ValueError(said + f"« {word} » n'est pas un mot (lettres et chiffres, « * » à la fin)")
        if word != stem and len(stem) < MIN_PREFIX:
            raise ValueError(said + f"« * » suit au moins {MIN_PREFIX} lettres")
    return tuple(words)


@dataclass(slots=True)
class Words:
    """The words of a text: where each stands (characters), what it matches, and its clause (words)."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    symbols: list[tuple[int, ...]] = field(default_factory=list)
    clauses: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Node:
    """A state of the trie; ``gap`` is where one stands after ``..``, ``ends`` what is complete here."""

    after: dict[int, _Node] = field(default_factory=dict)
    gap: _Node | None = None
    ends: list[int] = field(default_factory=list)


class Expressions:
    """A set of numbered expressions, all looked for in one pass over the words of a text.

    Each word is looked up once (and remembered), then a trie of words is walked from it: time grows with
    the length of the text and hardly with the number of expressions. ``gap``: words at most for ``..``.
    """

    def __init__(self, gap: int) -> None:
        self._gap = gap
        self._root = _Node()
        self._exact: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        self._lengths: list[int] = []
        self._memory: dict[str, tuple[int, ...]] = {}

    def add(self, expression: str, number: int) -> None:
        """Adds an expression; ``number`` is what ``walk`` gives back for it.

        Raises:
            ValueError: the expression does not follow the syntax.
        """
        node = self._root
        for word in parse(expression):
            if word == GAP:
                node.gap = node.gap or _Node()
                node = node.gap
                continue
            stem = word.removesuffix("*")
            if word != stem and len(stem) not in self._lengths:
                self._lengths = sorted([*self._lengths, len(stem)])
            table = self._prefixes if word != stem else self._exact
            symbol = table.setdefault(stem, len(self._exact) + len(self._prefixes))
            node = node.after.setdefault(symbol, _Node())
        node.ends.append(number)
        self._memory.clear()

    def read(self, text: str) -> Words:
        """The words of a text; offsets count its characters, as it was given."""
        words = Words()
        begin = 0
        for token in _TOKEN.finditer(fold(text)):
            if token.lastgroup == "stop":
                words.clauses += [(begin, len(words.spans))] * (len(words.spans) - begin)
                begin = len(words.spans)
                continue
            words.spans.append(token.span())
            words.symbols.append(self._look_up(token.group()) if token.lastgroup == "word" else ())
        words.clauses += [(begin, len(words.spans))] * (len(words.spans) - begin)
        return words

    def walk(self, words: Words) -> dict[tuple[int, int], int]:
        """{(first word, number of the expression): last word}, the shortest match of each."""
        found: dict[tuple[int, int], int] = {}
        symbols = words.symbols
        for first, own in enumerate(symbols):
            if not own:
                continue
            end = words.clauses[first][1]
            stack = [(self._root, first)]
            while stack:
                node, at = stack.pop()
                for symbol in symbols[at]:
                    reached = node.after.get(symbol)
                    if reached is None:
                        continue
                    for number in reached.ends:
                        found[first, number] = min(at, found.get((first, number), at))
                    if reached.after and at + 1 < end:
                        stack.append((reached, at + 1))
                    if reached.gap is not None:
                        stop = min(at + 2 + self._gap, end)
                        stack += [(reached.gap, then) for then in range(at + 1, stop) if symbols[then]]
        return found

    def _look_up(self, word: str) -> tuple[int, ...]:
        """The symbols that a folded word matches: itself, and the beginnings that end with a star."""
        known = self._memory.get(word)
        if known is not None:
            return known
        key = _key(word)
        found = [self._exact[key]] if key in self._exact else []
        starts = [key[:length] for length in self._lengths if length <= len(key)]
        found += [self._prefixes[start] for start in starts if start in self._prefixes]
        if len(self._memory) >= MEMORY:
            self._memory.clear()
        self._memory[word] = tuple(found)
        return self._memory[word]
