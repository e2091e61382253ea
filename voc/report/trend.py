"""Whether an irritant rises or falls, and since when: said only when the counts support it.

The last one, two, three or four weeks are held against all those before them, within twelve weeks. Were
nothing moving, each mention would fall in the last weeks with the probability that a verbatim read does;
the exact binomial test (Przyborowski and Wilenski, 1940, for two Poisson counts with unequal exposure) says
how surprising the split is. Four looks are taken, so each is asked for four times as much (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from voc.report.exact import binomial_p

#: How far the comparison goes back, and the fewest weeks that it needs.
WEEKS = 12
FEWEST_WEEKS = 8
#: A change is looked for in the last 1, 2 … weeks, at most a third of those that are known.
LONGEST = 4
MINIMUM = 8
LEVEL = 0.01


class Direction(StrEnum):
    """What may be said of the last weeks."""

    UP = "up"
    DOWN = "down"
    FLAT = "flat"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Trend:
    """The last weeks of one irritant, oldest first.

    ``since``: how many weeks a change has lasted, the split that chance explains least; 0 when none is
    clear. ``p``: corrected for the four looks; None when there is too little to test.
    """

    counts: tuple[int, ...]
    read: tuple[int, ...]
    direction: Direction
    p: float | None = None
    since: int = 0

    @property
    def recent(self) -> int:
        """Mentions since the change."""
        return sum(self.counts[len(self.counts) - self.since :])

    @property
    def before(self) -> int:
        """Mentions in the weeks before it."""
        return sum(self.counts) - self.recent


def judge(counts: Sequence[int], read: Sequence[int]) -> Trend:
    """Judges the last weeks.

    Args:
        counts: verbatims a week that report the irritant, oldest first.
        read: verbatims a week that could have reported it (the base of its frequency), same weeks.

    Returns:
        The trend over the last twelve weeks; `TOO_FEW` when fewer than eight are known, when fewer than
        eight verbatims report the irritant, or when one of the spans read nothing.
    """
    kept, base = tuple(counts[-WEEKS:]), tuple(read[-WEEKS:])
    mentions, exposure = sum(kept), sum(base)
    looks = []
    for weeks in range(1, min(LONGEST, len(kept) // 3) + 1):
        recent, recent_exposure = sum(kept[-weeks:]), sum(base[-weeks:])
        if 0 < recent_exposure < exposure:
            share = recent_exposure / exposure
            looks.append((binomial_p(recent, mentions, share), -weeks, recent > mentions * share))
    if len(kept) < FEWEST_WEEKS or mentions < MINIMUM or not looks:
        return Trend(kept, base, Direction.TOO_FEW)
    p, weeks, rises = min(looks)
    p = min(1.0, p * len(looks))
    if p >= LEVEL:
        return Trend(kept, base, Direction.FLAT, p)
    return Trend(kept, base, Direction.UP if rises else Direction.DOWN, p, -weeks)
