"""Which site or channel departs from the others, and whether the counts allow saying so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voc.report.exact import fisher_p

#: Fewer verbatims than this and a place is not compared.
MINIMUM_BASE = 15
MINIMUM_COUNT = 3
LEVEL = 0.01


@dataclass(frozen=True, slots=True)
class Place:
    """``count`` verbatims concerned among the ``base`` that were read there."""

    name: str
    count: int
    base: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """The most concerned place against all the others together. ``clear``: chance would hardly do that."""

    place: Place
    others: Place
    clear: bool


def most_concerned(places: Sequence[Place]) -> Contrast | None:
    """The place with the highest share, held against the others.

    ``clear`` asks for p < 0.01 in Fisher's exact test on the four counts, with Bonferroni's correction
    since the place was looked for among several.

    Returns:
        None when there are fewer than two places, or when none has fifteen verbatims, three of them
        concerned.
    """
    known = [place for place in places if place.base > 0]
    eligible = [p for p in known if p.base >= MINIMUM_BASE and p.count >= MINIMUM_COUNT]
    if len(known) < 2 or not eligible:
        return None
    worst = min(eligible, key=lambda p: (-p.count / p.base, -p.count, p.name))
    rest = [place for place in known if place is not worst]
    others = Place("", sum(p.count for p in rest), sum(p.base for p in rest))
    if others.count / others.base >= worst.count / worst.base:
        return None

    p = fisher_p(worst.count, worst.base, others.count, others.base)
    return Contrast(worst, others, p * len(known) < LEVEL)
