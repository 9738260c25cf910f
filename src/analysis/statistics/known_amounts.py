"""A known amount over a count that is uncertain: what each person in employment cost."""

from __future__ import annotations

import numpy as np

from analysis.statistics.intervals import CONFIDENCE, FloatArray, Interval, Numbers, wilson


def cost_each(amount: Numbers, people: Numbers, successes: Numbers, trials: Numbers) -> FloatArray:
    """Return an amount over the people who would have succeeded, were the share seen among `trials` that of all `people`.

    NaN where nobody was seen or nobody succeeded: an amount over nobody is not a cost.
    """
    dollars, everyone, x, n = (np.asarray(one, dtype=np.float64) for one in (amount, people, successes, trials))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((n > 0) & (x > 0) & (everyone > 0), dollars * n / (everyone * x), np.nan)


def cost_each_interval(amount: Numbers, people: Numbers, successes: Numbers, trials: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of `cost_each`: the amount over the two limits of the expected count, which are Wilson's.

    Fieller's theorem for a ratio whose numerator is known without error: the ratio lies between the amount over the upper and over the
    lower limit of the denominator. Where the lower limit is 0 the cost has no upper limit, and none is given (NaN).

    References
    ----------
    Fieller, E. C. (1954), « Some problems in interval estimation », Journal of the Royal Statistical Society B 16: 175–185; for limits of
    the count, `wilson`.
    """
    share = wilson(successes, trials, confidence)
    dollars, everyone = np.asarray(amount, dtype=np.float64), np.asarray(people, dtype=np.float64)
    seen = np.asarray(successes, dtype=np.float64) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(seen & (everyone > 0), dollars / (everyone * share.high), np.nan)
        high = np.where(seen & (everyone > 0) & (share.low > 0), dollars / (everyone * share.low), np.nan)
    return Interval(low, high)
