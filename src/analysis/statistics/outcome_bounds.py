"""What a share can be when nothing is supposed of those who did not answer."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from analysis.statistics.intervals import CONFIDENCE, FloatArray, Numbers, normal_quantile, wilson


@dataclass(frozen=True, slots=True)
class Bounds:
    """The worst and the best case, and an interval that holds the true share with the confidence asked for; arrays of one shape."""

    worst: FloatArray
    best: FloatArray
    low: FloatArray
    high: FloatArray


def outcome_bounds(yes: Numbers, answered: Numbers, due: Numbers, confidence: float = CONFIDENCE) -> Bounds:
    """Return the share if none, and if all, of those who did not answer would have said yes.

    Chance moves both ends: the interval goes below the worst and above the best case by as many standard errors as leave the true share
    inside it with the confidence asked for, wherever it lies between them: about 1.64 when the bounds are far apart, 1.96 when all
    answered. Its ends are Wilson's, so they stay inside 0–1. Nobody due gives NaN.

    Raises
    ------
    ValueError
        When more said yes than answered, or more answered than were due.

    References
    ----------
    Manski, C. F. (1989), « Anatomy of the selection problem », Journal of Human Resources 24: 343–360; Imbens, G. W. and Manski, C. F.
    (2004), « Confidence intervals for partially identified parameters », Econometrica 72: 1845–1857, eq. 6–7; Wilson, E. B. (1927).
    """
    x, r, n = np.broadcast_arrays(*(np.asarray(item, dtype=np.float64) for item in (yes, answered, due)))
    if np.any((x < 0) | (x > r) | (r > n)):
        raise ValueError("at most those who answered say yes, and at most those due answer")
    most = x + (n - r)
    with np.errstate(divide="ignore", invalid="ignore"):
        worst, best = np.where(n > 0, x / n, np.nan), np.where(n > 0, most / n, np.nan)
        errors = np.sqrt(np.maximum(worst * (1 - worst), best * (1 - best)) / n)
        ratio = np.where(errors > 0, (best - worst) / errors, np.where(best > worst, np.inf, 0.0))
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    for place in np.ndindex(x.shape):
        if n[place] > 0:
            # Wilson's interval of so many standard errors is that of the level which has them on both sides.
            level = 2 * _normal_share(imbens_manski_quantile(float(ratio[place]), confidence)) - 1
            low[place] = wilson(x[place], n[place], level).low
            high[place] = wilson(most[place], n[place], level).high
    return Bounds(worst, best, low, high)


def imbens_manski_quantile(distance: float, confidence: float = CONFIDENCE) -> float:
    """Return how many standard errors go beyond bounds that lie `distance` standard errors apart (Imbens and Manski 2004, eq. 7)."""
    low, high = normal_quantile(2 * confidence - 1), normal_quantile(confidence)
    if not np.isfinite(distance):
        return low
    for _ in range(60):
        middle = (low + high) / 2
        if _normal_share(middle + distance) - _normal_share(-middle) < confidence:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _normal_share(value: float) -> float:
    return NormalDist().cdf(value)
