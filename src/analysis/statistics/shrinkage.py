"""Shares of many groups, small ones among them: each drawn towards what the others show, the more so the fewer it has.

The true shares of the groups are taken as draws from one Beta distribution, whose two parameters are not known: they are weighed on a grid
by how well they explain all groups together, so that the interval of a small group also says how little is known of the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.statistics.intervals import CONFIDENCE, FloatArray, Interval, Numbers

_WIDEST = ((-9.0, 9.0), (-3.0, 14.0))
"""Log-odds of the mean share, and logarithm of the number of persons that the distribution between groups is worth."""
_POINTS = 31
_NEGLIGIBLE = 8.0
"""Points of the grid that are less likely than the best one by e to this power change no printed figure."""
_HALVINGS = 24


@dataclass(frozen=True, slots=True)
class Shrunken:
    """For each group its share as drawn towards the others (NaN for a group without anyone), and the distribution between groups."""

    value: FloatArray
    interval: Interval
    mean: float
    """Share of the average group."""
    worth: float
    """How many persons the distribution between groups is worth: a group of as many is drawn half way."""


def beta_binomial_shrinkage(successes: Numbers, trials: Numbers, confidence: float = CONFIDENCE) -> Shrunken:
    """Return the share of each group drawn towards that of the others, with its interval.

    Groups without anyone say nothing and receive nothing (NaN). With no group at all everything is NaN; with one, it is drawn towards
    the whole range of shares.

    Raises
    ------
    ValueError
        If a numerator is negative or larger than its denominator.

    References
    ----------
    Tarone, R. E. (1982), « The use of historical control information in testing for a trend in proportions », Biometrics 38: 215–220;
    Gelman, A. et al. (2013), *Bayesian Data Analysis*, 3rd ed., section 5.3, for the grid and its prior; Morris, C. N. (1983),
    « Parametric empirical Bayes inference: theory and applications », JASA 78: 47–55.
    """
    x, n = (np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in np.broadcast_arrays(successes, trials))
    if np.any((x < 0) | (x > n)):
        raise ValueError("the numerator of a share lies between 0 and its denominator")
    seen = n > 0
    nothing = np.full(len(n), np.nan)
    if not seen.any():
        return Shrunken(nothing, Interval(nothing, nothing.copy()), np.nan, np.nan)
    a, b, weight = _grid(x[seen], n[seen])
    value, low, high = nothing, nothing.copy(), nothing.copy()
    of_group = (a[:, None] + x[seen]) / (a[:, None] + b[:, None] + n[seen])
    value[seen] = weight @ of_group
    tail = (1 - confidence) / 2
    first, second = a[:, None] + x[seen], b[:, None] + (n - x)[seen]
    low[seen], high[seen] = (_quantile(first, second, weight, level) for level in (tail, 1 - tail))
    return Shrunken(value, Interval(low, high), float(weight @ (a / (a + b))), float(np.exp(weight @ np.log(a + b))))


def _grid(x: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the parameters that explain the groups and how much each weighs: a wide grid, then a fine one where the weight is."""
    limits = _WIDEST
    for last in (False, False, True):
        odds, size = np.meshgrid(*(np.linspace(*ends, _POINTS) for ends in limits), indexing="ij")
        mean = 1 / (1 + np.exp(-odds.ravel()))
        a, b = mean * np.exp(size.ravel()), (1 - mean) * np.exp(size.ravel())
        log_weight = _log_likelihood(a, b, x, n) + np.log(a) + np.log(b) - 2.5 * np.log(a + b)
        kept = log_weight > log_weight.max() - _NEGLIGIBLE
        if not last:
            limits = (_around(odds.ravel()[kept], limits[0]), _around(size.ravel()[kept], limits[1]))
    weight = np.exp(log_weight[kept] - log_weight.max())
    return a[kept], b[kept], weight / weight.sum()


def _around(values: FloatArray, limits: tuple[float, float]) -> tuple[float, float]:
    step = (limits[1] - limits[0]) / (_POINTS - 1)
    return max(float(values.min()) - step, limits[0]), min(float(values.max()) + step, limits[1])


def _log_likelihood(a: FloatArray, b: FloatArray, x: FloatArray, n: FloatArray) -> FloatArray:
    from scipy.special import betaln  # noqa: PLC0415 - scipy is slow to import

    kinds, times = np.unique(np.stack([x, n]), axis=1, return_counts=True)
    total = np.zeros(len(a))
    for (one, of), many in zip(kinds.T, times, strict=True):
        total += many * (betaln(a + one, b + of - one) - betaln(a, b))
    return total


def _quantile(first: FloatArray, second: FloatArray, weight: FloatArray, level: float) -> FloatArray:
    """Return a quantile of each group's mixture of Beta distributions (a column of parameters each), by halving."""
    from scipy.special import betainc  # noqa: PLC0415 - as above

    low, high = np.zeros(first.shape[1]), np.ones(first.shape[1])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = weight @ betainc(first, second, middle) < level
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2
