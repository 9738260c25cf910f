"""How far two sources say the same thing of the same people: share in agreement, Cohen's kappa, sensitivity and specificity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.statistics.intervals import CONFIDENCE, Interval, normal_interval


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa of a square table of counts.

    Parameters
    ----------
    observed, expected
        Share on the diagonal, and what it would be if the two sources knew nothing of each other (0–1).
    value
        (observed − expected) / (1 − expected); NaN when both sources say one thing of everyone, or there is nobody.
    standard_error
        Of the estimate, for an interval; NaN with the value.
    standard_error_of_no_agreement
        Under the hypothesis of no agreement beyond chance, for a test only.
    """

    n: float
    observed: float
    expected: float
    value: float
    standard_error: float
    standard_error_of_no_agreement: float

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """Return the large-sample interval of kappa, never beyond −1 and 1."""
        ends = normal_interval(self.value, self.standard_error, confidence)
        return Interval(np.maximum(ends.low, -1.0), np.minimum(ends.high, 1.0))


def cohen_kappa(counts: npt.ArrayLike) -> Kappa:
    """Return Cohen's kappa with both of its large-sample standard errors.

    Parameters
    ----------
    counts
        Square table, one row a category of the first source and one column a category of the second, in the same order.

    Raises
    ------
    ValueError
        When the table is not square, or holds a negative count.

    References
    ----------
    Cohen, J. (1960), « A coefficient of agreement for nominal scales », Educational and Psychological Measurement 20: 37–46.
    Fleiss, J. L., Cohen, J. and Everitt, B. S. (1969), « Large sample standard errors of kappa and weighted kappa », Psychological
    Bulletin 72: 323–327; Fleiss, J. L. (1981), Statistical Methods for Rates and Proportions, section 13.1.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise ValueError(f"kappa needs a square table, got one of shape {table.shape}")
    if np.any(table < 0):
        raise ValueError("a count cannot be negative")
    n = float(table.sum())
    if n == 0:
        return Kappa(0.0, np.nan, np.nan, np.nan, np.nan, np.nan)
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float(np.trace(p)), float(rows @ columns)
    if expected >= 1.0:
        return Kappa(n, observed, expected, np.nan, np.nan, np.nan)
    value = (observed - expected) / (1 - expected)
    on = float((np.diag(p) * (1 - (rows + columns) * (1 - value)) ** 2).sum())
    # What the first source says weighs by the margin of the second, and the other way round.
    squares = (columns[:, None] + rows[None, :]) ** 2
    off = float((1 - value) ** 2 * ((p * squares).sum() - (np.diag(p) * np.diag(squares)).sum()))
    shared = (value - expected * (1 - value)) ** 2
    error = np.sqrt(max(on + off - shared, 0.0) / n) / (1 - expected)
    by_chance = expected + expected**2 - float((rows * columns * (rows + columns)).sum())
    return Kappa(n, observed, expected, float(value), float(error), float(np.sqrt(max(by_chance, 0.0) / n) / (1 - expected)))
