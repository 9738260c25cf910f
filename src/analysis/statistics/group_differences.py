"""How far two groups of people differ in who they are: standardised differences of shares, with their interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.statistics.intervals import CONFIDENCE, FloatArray, Interval, Numbers, normal_interval


@dataclass(frozen=True, slots=True)
class StandardisedDifference:
    """Differences in standard deviations, with their standard errors; NaN where a group is empty or nobody differs from anybody."""

    value: FloatArray
    standard_error: FloatArray

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """Return value ± z standard errors."""
        return normal_interval(self.value, self.standard_error, confidence)


def difference_of_shares(successes: Numbers, trials: Numbers, other_successes: Numbers, other_trials: Numbers) -> StandardisedDifference:
    """Return a share minus that of another group, over the standard deviation that the two groups have on average.

    d = (p − q) / √((p(1 − p) + q(1 − q)) / 2), with standard error √((n + m) / (n m) + d² / (2 (n + m))). Unlike a test, it does not grow
    with the number of people: 0.1 is the same distance among a hundred and among a million.

    Parameters
    ----------
    successes, trials, other_successes, other_trials
        Counts; arrays work element by element.

    References
    ----------
    Austin, P. C. (2009), « Using the standardized difference to compare the prevalence of a binary variable between two groups in
    observational research », Communications in Statistics – Simulation and Computation 38: 1228–1234.
    Yang, D. and Dalton, J. E. (2012), « A unified approach to measuring the effect size between two groups using SAS », SAS Global
    Forum 2012, paper 335; the standard error is that of Hedges, L. V. and Olkin, I. (1985), Statistical Methods for Meta-Analysis.
    """
    x, n, y, m = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (successes, trials, other_successes, other_trials)))
    if np.any((x < 0) | (x > n) | (y < 0) | (y > m)):
        raise ValueError("the numerator of a share lies between 0 and its denominator")
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = np.where(n > 0, x / n, np.nan), np.where(m > 0, y / m, np.nan)
        spread = np.sqrt((p * (1 - p) + q * (1 - q)) / 2)
        value = np.where(spread > 0, (p - q) / spread, np.nan)
        error = np.sqrt((n + m) / (n * m) + value**2 / (2 * (n + m)))
    return StandardisedDifference(value, np.where(np.isnan(value), np.nan, error))
