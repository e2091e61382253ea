"""Exact probabilities for small counts: how often chance alone would do as much."""

from __future__ import annotations

from math import exp, fsum, inf, lgamma, log, log1p


def binomial_p(count: int, trials: int, share: float) -> float:
    """Two-sided: how often ``trials`` draws of probability ``share`` fall as far out as ``count``.

    Twice the smaller tail, at most 1. ``share`` is strictly between 0 and 1.
    """

    def term(k: int) -> float:
        return exp(_log_choose(trials, k) + k * log(share) + (trials - k) * log1p(-share))

    below = fsum(term(k) for k in range(count + 1))
    above = fsum(term(k) for k in range(count, trials + 1))
    return min(1.0, 2 * min(below, above))


def fisher_p(count: int, base: int, others: int, others_base: int) -> float:
    """One-sided Fisher's exact test: how often ``count`` of ``base`` or more would fall here by chance.

    ``count + others`` concerned among ``base + others_base`` are dealt at random, ``base`` of them here.
    """
    concerned, everyone = count + others, base + others_base
    whole = _log_choose(everyone, base)
    terms = (
        exp(_log_choose(concerned, k) + _log_choose(everyone - concerned, base - k) - whole)
        for k in range(count, min(concerned, base) + 1)
    )
    return min(1.0, fsum(terms))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) if 0 <= k <= n else -inf
