"""Many tests at once: which of them to look at, so that few of those looked at are chance alone."""

from __future__ import annotations

import numpy as np

from analysis.statistics.intervals import FloatArray, Numbers


def benjamini_hochberg(p_values: Numbers) -> FloatArray:
    """Return, for each test, the smallest false discovery rate at which it would be kept; NaN where there was no test.

    Raises
    ------
    ValueError
        If a p-value is not between 0 and 1.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995), « Controlling the false discovery rate: a practical and powerful approach to multiple testing »,
    Journal of the Royal Statistical Society B 57: 289–300.
    """
    p = np.atleast_1d(np.asarray(p_values, dtype=np.float64))
    tested = ~np.isnan(p)
    if np.any((p[tested] < 0) | (p[tested] > 1)):
        raise ValueError("a p-value lies between 0 and 1")
    adjusted = np.full(len(p), np.nan)
    n = int(tested.sum())
    if n == 0:
        return adjusted
    order = np.argsort(p[tested], kind="stable")
    stepped = p[tested][order] * n / np.arange(1, n + 1)
    smallest_after = np.minimum.accumulate(stepped[::-1])[::-1]
    found = np.empty(n)
    found[order] = np.minimum(smallest_after, 1.0)
    adjusted[tested] = found
    return adjusted
