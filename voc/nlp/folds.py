"""Splitting labelled verbatims so that what is measured was not seen: near-duplicates stay together."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voc.nlp.labelled import Labelled
from voc.nlp.tokens import is_word, tokenize

_SHINGLE = 5
#: a run of words met in more texts than this is a formula ("je suis satisfait du service"), not a copy
_COMMON = 30
_SHARED = 0.5


def duplicate_groups(texts: Sequence[str]) -> list[int]:
    """The group of each text: two texts that share half of the five-word runs of the shorter one are one."""
    parents = list(range(len(texts)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    places: dict[str, list[int]] = {}
    shingles: list[list[str]] = []
    for at, text in enumerate(texts):
        words = [word for word in tokenize(text).words if is_word(word)]
        runs = range(max(1, len(words) - _SHINGLE + 1))
        own = sorted({" ".join(words[i : i + _SHINGLE]) for i in runs})
        shingles.append(own)
        for shingle in own:
            places.setdefault(shingle, []).append(at)
    for at, own in enumerate(shingles):
        if len(own) == 1:  # a short text: the same words, however common
            parents[root(at)] = root(places[own[0]][0])
            continue
        rare = [places[shingle] for shingle in own if len(places[shingle]) <= _COMMON]
        for other, shared in Counter(place for group in rare for place in group if place < at).items():
            if shared >= _SHARED * min(len(own), len(shingles[other])):
                parents[root(at)] = root(other)
    return [root(at) for at in range(len(texts))]


def stratified_folds(rows: Sequence[Labelled], count: int = 5) -> npt.NDArray[np.int64]:
    """The fold of each row (n,): groups dealt in turn, by source, sentiment and a hash of their id."""
    groups: dict[int, list[int]] = {}
    for at, group in enumerate(duplicate_groups([row.text for row in rows])):
        groups.setdefault(group, []).append(at)

    def rank(members: list[int]) -> tuple[str, str, str]:
        first = rows[members[0]]
        return first.source, first.sentiment, hashlib.sha256(first.id.encode()).hexdigest()

    folds = np.zeros(len(rows), np.int64)
    for turn, members in enumerate(sorted(groups.values(), key=rank)):
        folds[members] = turn % count
    return folds


def source_folds(rows: Sequence[Labelled], families: Sequence[Sequence[str]]) -> npt.NDArray[np.int64]:
    """The fold of each row when whole families of sources are held out; the last fold takes the others."""
    home = {source: at for at, family in enumerate(families) for source in family}
    return np.asarray([home.get(row.source, len(families)) for row in rows], np.int64)
