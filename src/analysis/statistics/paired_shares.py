"""Two shares of the same persons: those who say yes on one occasion and on another, their difference with its interval, and who changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.statistics.intervals import CONFIDENCE, FloatArray, Interval, Numbers, wilson


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """The later share minus the earlier one, among the same persons (one element a table; NaN where there is no pair)."""

    first: FloatArray
    second: FloatArray
    difference: FloatArray
    interval: Interval
    p_value: FloatArray
    """McNemar's test of no change, mid-P version."""


def paired_difference(
    both: Numbers, first_only: Numbers, second_only: Numbers, neither: Numbers, confidence: float = CONFIDENCE
) -> PairedDifference:
    """Return the second share minus the first for persons seen twice, with the score-based interval for paired data.

    Parameters
    ----------
    both, first_only, second_only, neither
        Persons who say yes both times, the first time only, the second time only, neither time. No person at all gives NaN.

    Raises
    ------
    ValueError
        If a count is negative.

    References
    ----------
    Newcombe, R. G. (1998), « Improved confidence intervals for the difference between binomial proportions based on paired data »,
    Statistics in Medicine 17: 2635–2650, method 10. Fagerland, M. W., Lydersen, S. and Laake, P. (2013), « The McNemar test for binary
    matched-pairs data: mid-p and asymptotic are better than exact conditional », BMC Medical Research Methodology 13: 91.
    """
    a, b, c, d = (np.asarray(count, dtype=np.float64) for count in np.broadcast_arrays(both, first_only, second_only, neither))
    if any(np.any(count < 0) for count in (a, b, c, d)):
        raise ValueError("a count of persons cannot be negative")
    n = a + b + c + d
    earlier, later = wilson(a + b, n, confidence), wilson(a + c, n, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = np.where(n > 0, (a + b) / n, np.nan), np.where(n > 0, (a + c) / n, np.nan)
    phi = _correlation(a, b, c, d)
    below, above = q - later.low, later.high - q
    other_below, other_above = p - earlier.low, earlier.high - p
    # What is under the root may fall just below zero when the two answers agree entirely.
    low = (q - p) - np.sqrt(np.maximum(below**2 - 2 * phi * below * other_above + other_above**2, 0.0))
    high = (q - p) + np.sqrt(np.maximum(above**2 - 2 * phi * above * other_below + other_below**2, 0.0))
    return PairedDifference(p, q, q - p, Interval(low, high), np.where(n > 0, mcnemar_mid_p(b, c), np.nan))


def mcnemar_mid_p(first_only: Numbers, second_only: Numbers) -> FloatArray:
    """Return the mid-P value of McNemar's test: as many change one way as the other. Nobody who changed gives 1."""
    from scipy.special import bdtr  # noqa: PLC0415 - scipy is slow to import and most callers only need shares

    b, c = (np.asarray(count, dtype=np.float64) for count in np.broadcast_arrays(first_only, second_only))
    fewer, changed = np.minimum(b, c), b + c
    at_most = bdtr(fewer, changed.astype(int), 0.5)
    exactly = at_most - np.where(fewer > 0, bdtr(np.maximum(fewer - 1, 0), changed.astype(int), 0.5), 0.0)
    # As many one way as the other: the two tails meet in the one value observed, which counts for a half.
    p = np.where(b == c, 1 - exactly / 2, 2 * at_most - exactly)
    return np.where(changed > 0, np.minimum(p, 1.0), 1.0)


def _correlation(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    """Return the correlation of the two answers, with the continuity correction of method 10 where it is positive; 0 without spread."""
    n = a + b + c + d
    spread = (a + b) * (c + d) * (a + c) * (b + d)
    product = a * d - b * c
    corrected = np.where(product > 0, np.maximum(product - n / 2, 0.0), product)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, corrected / np.sqrt(spread), 0.0)
