"""Confidence intervals from counts and sums: shares, differences of shares, means, counts, and ratios to a known amount.

Every function takes plain numbers or arrays of them, works element by element and returns an `Interval` of arrays; an interval that cannot
be computed (nobody counted, one answer only for a mean) is NaN at both ends, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.ArrayLike
FloatArray = npt.NDArray[np.float64]

CONFIDENCE = 0.95
"""The level of every interval the suite prints, unless a caller asks otherwise."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The two ends of an interval, or of many."""

    low: FloatArray
    high: FloatArray


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """Return the number of standard errors on each side of an estimate (1.96 for 95 %).

    Raises
    ------
    ValueError
        If the level is not strictly between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence level is strictly between 0 and 1, got {confidence}")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(successes: Numbers, trials: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """Return the Wilson score interval of a share, always inside 0–1 and exact at both ends.

    Parameters
    ----------
    successes, trials
        Numerator and denominator: counts. No trial gives NaN.

    Raises
    ------
    ValueError
        If a numerator is negative or larger than its denominator.

    References
    ----------
    Wilson, E. B. (1927), « Probable inference, the law of succession, and statistical inference », JASA 22: 209–212; method 3 of
    Newcombe, R. G. (1998), « Two-sided confidence intervals for the single proportion », Statistics in Medicine 17: 857–872.
    """
    x, n = _as_floats(successes, trials)
    _refuse_impossible_shares(x, n)
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(n > 0, x / n, np.nan)
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # At 0 and n the algebra ends exactly at 0 and 1; rounding errors must not leave -1e-17 or 0.9999.
    low = np.where(x == 0, 0.0, np.maximum(centre - half, 0.0))
    high = np.where(x == n, 1.0, np.minimum(centre + half, 1.0))
    nobody = ~(n > 0)
    return Interval(np.where(nobody, np.nan, low), np.where(nobody, np.nan, high))


def newcombe_difference(
    successes: Numbers, trials: Numbers, other_successes: Numbers, other_trials: Numbers, confidence: float = CONFIDENCE
) -> Interval:
    """Return the interval of a share minus another share of other people, from their two Wilson intervals.

    References
    ----------
    Newcombe, R. G. (1998), « Interval estimation for the difference between independent proportions », Statistics in Medicine 17:
    873–890, method 10.
    """
    x, n = _as_floats(successes, trials)
    y, m = _as_floats(other_successes, other_trials)
    first, second = wilson(x, n, confidence), wilson(y, m, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = np.where(n > 0, x / n, np.nan), np.where(m > 0, y / m, np.nan)
    difference = p - q
    return Interval(
        difference - np.sqrt((p - first.low) ** 2 + (second.high - q) ** 2),
        difference + np.sqrt((first.high - p) ** 2 + (q - second.low) ** 2),
    )


def student_mean(n: Numbers, total: Numbers, total_of_squares: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """Return Student's interval of a mean from the number of values, their sum and the sum of their squares.

    One value has no spread to judge by: NaN. Values that are all equal give an interval of no width.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - scipy is slow to import and most callers only need shares

    count, sums = _as_floats(n, total)
    squares, _ = _as_floats(total_of_squares, total)
    enough = count > 1
    degrees = np.where(enough, count - 1, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums / count
        # Sums of squares come as exact integers; what is lost to rounding here may fall just under zero.
        variance = np.maximum(squares - sums * mean, 0.0) / degrees
        half = stdtrit(degrees, (1 + confidence) / 2) * np.sqrt(variance / count)
    normal_quantile(confidence)
    return Interval(np.where(enough, mean - half, np.nan), np.where(enough, mean + half, np.nan))


def poisson_count(count: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """Return the exact interval of the expected value of a count of independent events.

    References
    ----------
    Garwood, F. (1936), « Fiducial limits for the Poisson distribution », Biometrika 28: 437–442.
    """
    from scipy.special import gammaincinv  # noqa: PLC0415 - as above

    normal_quantile(confidence)
    seen = np.asarray(count, dtype=np.float64)
    if np.any(seen < 0):
        raise ValueError("a count cannot be negative")
    tail = (1 - confidence) / 2
    low = np.where(seen > 0, gammaincinv(np.maximum(seen, 1), tail), 0.0)
    high = gammaincinv(seen + 1, 1 - tail)
    return Interval(np.where(np.isnan(seen), np.nan, low), high)


def count_over_known(count: Numbers, amount: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of a count over an amount known without error, such as entries over contracted places.

    Only the count is uncertain (Garwood's interval); no amount, or none above zero, gives NaN.
    """
    seen, known = _as_floats(count, amount)
    interval = poisson_count(seen, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        usable = known > 0
        return Interval(np.where(usable, interval.low / known, np.nan), np.where(usable, interval.high / known, np.nan))


def normal_interval(value: Numbers, standard_error: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """Return value ± z standard errors, for an estimate whose standard error is known from a large sample."""
    centre, error = _as_floats(value, standard_error)
    half = normal_quantile(confidence) * error
    return Interval(centre - half, centre + half)


def _as_floats(first: Numbers, second: Numbers) -> tuple[FloatArray, FloatArray]:
    a, b = np.broadcast_arrays(np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64))
    return a, b


def _refuse_impossible_shares(x: Any, n: Any) -> None:
    if np.any((x < 0) | (x > n)):
        raise ValueError("the numerator of a share lies between 0 and its denominator")
