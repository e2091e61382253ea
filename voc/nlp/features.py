"""Features of a verbatim: words and pairs of words, pieces of words, and what the question asked for.

Three blocks, each brought to length one before they are joined, so that none drowns the others:

* ``words``: words and neighbouring pairs, with the edges of the text as words of their own;
* ``chars``: runs of 3 to 5 characters inside each word, which forgive spelling and endings;
* ``context``: the length of the answer, the words of the question, and, for a question that asks for merits
  or for faults, each word of the answer under that light ("Rien" to "Qu'est-ce qui vous a déplu ?").

The features of a word are looked up once and remembered: texts repeat their words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from voc.nlp.questions import Asks, asks
from voc.nlp.tokens import Tokens, is_word, tokenize

BLOCKS = ("words", "chars", "context")
#: weight of each block in the joined vector
SCALES = {"words": 1.0, "chars": 1.0, "context": 0.6}
CHAR_SIZES = (3, 4, 5)
EDGE_START, EDGE_END = "<", ">"
_LENGTHS = (1, 2, 3, 5, 8, 12, 20, 40, 80)
#: words remembered with their pieces; beyond it the memory is emptied, so that it stays flat
_MEMORY = 100_000

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


def word_features(tokens: Tokens) -> list[str]:
    """Words, then pairs of neighbours."""
    words = tokens.words
    return [*words, *(f"{a} {b}" for a, b in _pairs(words))]


def char_features(word: str) -> list[str]:
    """The pieces of one word, a space standing for its edges; marks and placeholders have none."""
    if len(word) < 2 or not word[0].isalpha():
        return []
    padded = f" {word} "
    return [
        padded[at : at + size]
        for size in CHAR_SIZES
        if size <= len(padded)
        for at in range(len(padded) - size + 1)
    ]


def context_features(tokens: Tokens, question: str | None) -> list[str]:
    """What surrounds the words: how many there are, and what was asked."""
    count = sum(map(is_word, tokens.words))
    size = next((limit for limit in _LENGTHS if count <= limit), 0)
    kind = asks(question)
    found = [f"n{size}", f"{kind} n{size}"]
    if question is not None and kind is not Asks.NOTHING:
        found += [f"? {word}" for word in sorted(set(tokenize(question).words)) if is_word(word)]
    if kind in {Asks.FAULTS, Asks.MERITS}:
        found += [f"{kind}: {word}" for word in sorted(set(tokens.words))]
        if tokens.words:
            found.append(f"{kind}: < {tokens.words[0]}")
    return found


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    previous = EDGE_START
    for word in words:
        yield previous, word
        previous = word
    yield previous, EDGE_END


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one text.

    ``ids`` and ``values``: the sparse vector, by increasing id. ``seen_ids`` and ``seen_at``: each sighting
    of a feature of the words or chars blocks and the word it was seen on; a pair is on its second word.
    """

    tokens: Tokens
    ids: Ints
    values: Floats
    seen_ids: Ints
    seen_at: Ints


class Featurizer:
    """A vocabulary and its weights: texts in, sparse vectors out, each row independent of the others."""

    def __init__(self, vocabulary: dict[str, list[str]], idf: Floats) -> None:
        """Args: ``vocabulary`` by block, in the order of ids; ``idf`` one weight per feature (n,)."""
        self.vocabulary = vocabulary
        self.idf = idf
        self.size = len(idf)
        self._ids: dict[str, dict[str, int]] = {}
        self._ends: list[int] = []
        start = 0
        for block in BLOCKS:
            names = vocabulary[block]
            self._ids[block] = {name: start + at for at, name in enumerate(names)}
            start += len(names)
            self._ends.append(start)
        if start != self.size:
            raise ValueError(f"{start} features in the vocabulary, {self.size} weights")
        self._pieces: dict[str, Ints] = {}

    def name(self, feature: int) -> tuple[str, str]:
        """The block and the text of a feature."""
        start = 0
        for block, end in zip(BLOCKS, self._ends, strict=True):
            if feature < end:
                return block, self.vocabulary[block][feature - start]
            start = end
        raise IndexError(feature)

    def transform(self, text: str, question: str | None = None) -> Features:
        """The features of one text."""
        tokens = tokenize(text)
        seen_ids, seen_at = self._sightings(tokens)
        context = [
            known
            for name in context_features(tokens, question)
            if (known := self._ids["context"].get(name)) is not None
        ]
        ids, values = self._weigh(np.concatenate([seen_ids, np.asarray(context, np.int32)]))
        return Features(tokens, ids, values, seen_ids, seen_at)

    def matrix(self, rows: Iterable[Features]) -> sparse.csr_matrix:
        """Rows as one sparse matrix (texts, features), float32."""
        rows = list(rows)
        indptr = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row.ids) for row in rows], out=indptr[1:])
        ids = np.concatenate([row.ids for row in rows]) if rows else np.empty(0, np.int32)
        values = np.concatenate([row.values for row in rows]) if rows else np.empty(0, np.float32)
        return sparse.csr_matrix(  # type: ignore[no-untyped-call]
            (values, ids, indptr), shape=(len(rows), self.size)
        )

    def _sightings(self, tokens: Tokens) -> tuple[Ints, Ints]:
        """Ids of the words and chars blocks as they are met, and the word that each was met on."""
        words = self._ids["words"]
        known_words = self._pieces
        parts = [
            own if (own := known_words.get(word)) is not None else self._look_up(word)
            for word in tokens.words
        ]
        last = len(tokens.words) - 1
        pairs = [
            (known, min(at, last))
            for at, (a, b) in enumerate(_pairs(tokens.words))
            if (known := words.get(f"{a} {b}")) is not None
        ]
        ids = [*parts, np.asarray([known for known, _ in pairs], np.int32)]
        at = np.repeat(np.arange(len(parts), dtype=np.int32), [len(own) for own in parts])
        return np.concatenate(ids), np.concatenate([at, np.asarray([place for _, place in pairs], np.int32)])

    def _look_up(self, word: str) -> Ints:
        ids = [known for known in (self._ids["words"].get(word),) if known is not None]
        chars = self._ids["chars"]
        ids += [known for piece in char_features(word) if (known := chars.get(piece)) is not None]
        if len(self._pieces) >= _MEMORY:
            self._pieces.clear()
        self._pieces[word] = np.asarray(ids, np.int32)
        return self._pieces[word]

    def _weigh(self, sightings: Ints) -> tuple[Ints, Floats]:
        """(1 + log count) x idf, each block brought to the length of its scale."""
        ids, counts = np.unique(sightings, return_counts=True)
        values = (1.0 + np.log(counts)) * self.idf[ids]
        cuts = np.searchsorted(ids, self._ends)
        begin = 0
        for block, end in zip(BLOCKS, cuts, strict=True):
            part = values[begin:end]
            length = math.sqrt(float(np.add.reduce(part * part)))
            if length > 0:
                part *= SCALES[block] / length
            begin = end
        return ids.astype(np.int32), values.astype(np.float32)


def learn(
    texts: Sequence[tuple[str, str | None]], sizes: dict[str, int], minimum: dict[str, int]
) -> Featurizer:
    """Chooses the vocabulary: the features seen in most texts, at least ``minimum`` of them.

    Args:
        texts: (text, question) pairs.
        sizes: most features kept, by block.
        minimum: fewest texts that a feature must be seen in, by block.
    """
    seen: dict[str, Counter[str]] = {block: Counter() for block in BLOCKS}
    pieces: dict[str, list[str]] = {}
    for text, question in texts:
        tokens = tokenize(text)
        seen["words"].update(set(word_features(tokens)))
        for word in set(tokens.words) - pieces.keys():
            pieces[word] = char_features(word)
        seen["chars"].update({piece for word in set(tokens.words) for piece in pieces[word]})
        seen["context"].update(context_features(tokens, question))
    vocabulary: dict[str, list[str]] = {}
    weights: list[float] = []
    for block in BLOCKS:
        kept = [(-count, name) for name, count in seen[block].items() if count >= minimum[block]]
        chosen = sorted(name for _, name in sorted(kept)[: sizes[block]])
        vocabulary[block] = chosen
        # idf rounded as it is stored, so that a model gives the same figures before and after saving
        weights += [
            1.0 if block == "context" else 1.0 + math.log((1 + len(texts)) / (1 + seen[block][name]))
            for name in chosen
        ]
    return Featurizer(vocabulary, np.asarray(weights, np.float16).astype(np.float32))
