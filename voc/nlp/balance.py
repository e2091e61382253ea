"""Weights that undo a choice of rows: some were picked because they were rare or doubtful.

Rows drawn without regard to their codes (the reference) keep the weight 1. The others are raked: their
weights are turned label by label until each label is as frequent among them as in the reference.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_ROUNDS = 60


def rake(
    labels: npt.NDArray[np.bool_], reference: npt.NDArray[np.bool_], limit: float = 4.0
) -> npt.NDArray[np.float64]:
    """Weights (n,), of mean one among the chosen rows.

    Args:
        labels: (n, labels), what holds of each row.
        reference: (n,), the rows that were not chosen for their labels.
        limit: no weight leaves [1 / limit, limit], so that no single row speaks for too many.
    """
    weights = np.ones(len(labels))
    chosen = ~reference
    if not chosen.any() or not reference.any():
        return weights
    targets = labels[reference].mean(axis=0)
    own = labels[chosen]
    turned = weights[chosen]
    for _ in range(_ROUNDS):
        for column, target in enumerate(targets):
            share = float(turned[own[:, column]].sum() / turned.sum())
            if 0 < share < 1 and 0 < target < 1:
                turned = turned * np.where(own[:, column], target / share, (1 - target) / (1 - share))
        turned = np.clip(turned / turned.mean(), 1 / limit, limit)
    weights[chosen] = turned
    return weights
