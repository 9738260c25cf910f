"""A chance that depends on characteristics: logistic regression by Newton's method, on counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.statistics.designs import Design, inverse, solved
from analysis.statistics.intervals import FloatArray

MOST_STEPS = 60
ENOUGH_ROWS = 60_000
"""Rows from which the curvature of a likelihood is known to a few hundredths; more would only be slower."""
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression."""

    coefficients: FloatArray
    covariance: FloatArray
    """Of the coefficients: the inverse of the information, what the penalty knows included; all 0 when it was not asked for."""
    converged: bool

    def chance(self, design: Design) -> FloatArray:
        """Return the fitted chance of each row of a design of the same columns."""
        return expit(design.times(self.coefficients))


def expit(odds: FloatArray) -> FloatArray:
    """Return the chance of some log-odds, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * odds)), dtype=np.float64)


def fit_logistic(
    design: Design, successes: FloatArray, trials: FloatArray, *, spread: float | None = None, with_covariance: bool = True
) -> Logistic:
    """Return the regression of a share on the columns of a design; each row stands for `trials` people of whom `successes` say yes.

    Parameters
    ----------
    design
        Its first column is the intercept.
    spread
        Standard deviation of what one level may add, in log-odds: each coefficient but the intercept is held near 0 as a normal
        variable of that spread would be. With it a level where everybody, or nobody, says yes has a finite coefficient and there is
        always one answer. None for the maximum of likelihood; a coefficient without a finite one then goes as far as `MOST_STEPS` go,
        and `converged` says so.

    Notes
    -----
    Columns that repeat each other share their coefficient. Every step is halved until it does not lower the likelihood. Of very many rows
    the curvature is taken from some, evenly spread; the slope is that of all, hence so is the answer.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989), *Generalized Linear Models*, 2nd ed.; for `spread`, Gelman, A. et al. (2008), « A weakly
    informative default prior distribution for logistic and other regression models », Annals of Applied Statistics 2: 1360–1383.
    """
    penalty = np.zeros(design.n_columns)
    if spread is not None:
        penalty[1:] = 1.0 / spread**2
    n = float(trials.sum())
    share = (float(successes.sum()) + 0.5) / (n + 1.0)
    coefficients = np.zeros(design.n_columns)
    coefficients[0] = np.log(share / (1 - share))
    odds = design.times(coefficients)
    likelihood = _likelihood(odds, successes, trials) - 0.5 * float(penalty @ coefficients**2)
    converged = False
    every = max(1, design.n_rows // ENOUGH_ROWS)
    some = np.arange(0, design.n_rows, every)
    part = design if every == 1 else design.rows(some)
    times = n / float(trials[some].sum()) if every > 1 else 1.0
    for _ in range(MOST_STEPS):
        chance = expit(odds)
        gradient = design.sums(successes - trials * chance) - penalty * coefficients
        information = part.cross_product(times * (trials * chance * (1 - chance))[some]) + np.diag(penalty)
        step = solved(information, gradient)
        if float(gradient @ step) < _CLOSE * (1.0 + 1e-6 * n):
            converged = True
            break
        length = 1.0
        for _ in range(30):
            tried = coefficients + length * step
            odds = design.times(tried)
            found = _likelihood(odds, successes, trials) - 0.5 * float(penalty @ tried**2)
            if found >= likelihood - 1e-12 * abs(likelihood):
                break
            length /= 2
        coefficients, likelihood = tried, found
    if spread is None and converged:
        # Likelihood that still grows towards a chance of 0 or 1 is separation, even when the last step was small.
        converged = float(np.abs(odds[trials > 0]).max(initial=0.0)) < 15
    covariance = np.zeros((design.n_columns, design.n_columns))
    if with_covariance:
        chance = expit(odds)
        covariance = inverse(design.cross_product(trials * chance * (1 - chance)) + np.diag(penalty))
    return Logistic(coefficients, covariance, converged)


def _likelihood(odds: FloatArray, successes: FloatArray, trials: FloatArray) -> float:
    return float(successes @ odds - trials @ np.logaddexp(0.0, odds))
