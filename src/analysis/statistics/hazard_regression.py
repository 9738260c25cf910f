"""What goes with leaving sooner or later, several things at once: Cox regression, and durations that are lognormal or Weibull.

Durations are in any one unit and above zero; whoever is not `observed` had not left yet at that duration. An effect here says what goes
together, never what causes what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from analysis.statistics.intervals import FloatArray, Numbers


@dataclass(frozen=True, slots=True)
class HazardRegression:
    """Log hazard ratios with their standard errors: above 0, leaving sooner."""

    effects: FloatArray
    standard_errors: FloatArray
    log_likelihood: float
    """Partial."""
    likelihood_ratio: float
    """Twice what the covariates add to the log partial likelihood: chi-square with one degree of freedom a covariate."""


def cox(durations: Numbers, observed: Numbers, covariates: Numbers) -> HazardRegression:
    """Return the proportional-hazards regression of leaving, ties by Efron.

    Parameters
    ----------
    covariates
        Shape (persons, covariates), or one covariate.

    Raises
    ------
    ValueError
        If nobody is seen to leave, or the lists are not of one length.

    References
    ----------
    Cox, D. R. (1972), « Regression models and life-tables », JRSS B 34: 187–220; Efron, B. (1977), JASA 72: 557–565. Fitted by statsmodels.
    """
    from statsmodels.duration.hazard_regression import PHReg  # noqa: PLC0415 - slow to import, and few notebooks need it

    time, left, design = _checked(durations, observed, covariates)
    model = PHReg(time, design, status=left, ties="efron")
    fitted = model.fit(disp=0)
    log_likelihood, without = float(model.loglike(fitted.params)), float(model.loglike(np.zeros(design.shape[1])))
    effects, errors = np.asarray(fitted.params, dtype=np.float64), np.asarray(fitted.bse, dtype=np.float64)
    return HazardRegression(effects, errors, log_likelihood, 2 * (log_likelihood - without))


@dataclass(frozen=True, slots=True)
class DurationRegression:
    """Effects on the logarithm of the duration (the constant first) with their standard errors: above 0, staying longer."""

    effects: FloatArray
    standard_errors: FloatArray
    sigma: float
    """Spread of the logarithm of durations; of a Weibull, one over its shape."""
    log_likelihood: float
    """Of the logarithms of the durations."""


def duration_regression(
    durations: Numbers, observed: Numbers, covariates: Numbers, kind: Literal["lognormal", "weibull"]
) -> DurationRegression:
    """Return the regression of the logarithm of durations, some of them cut short, by maximum likelihood.

    Raises
    ------
    ValueError
        If nobody is seen to leave, a duration is not above zero, or the likelihood has no maximum (a covariate that says nothing).

    References
    ----------
    Wooldridge, J. M. (2010), *Econometric Analysis of Cross Section and Panel Data*, 2nd ed., § 22.3; Kalbfleisch, J. D. and
    Prentice, R. L. (2002), *The Statistical Analysis of Failure Time Data*, chapter 3.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to import, and few notebooks need it
    from scipy.special import log_ndtr  # noqa: PLC0415

    time, left, others = _checked(durations, observed, covariates)
    design = np.column_stack([np.ones(len(time)), others])
    log_time, seen = np.log(time), left.astype(bool)

    def score(parameters: FloatArray) -> tuple[float, FloatArray]:
        """Return minus the log likelihood and its gradient at the effects and the logarithm of sigma."""
        sigma = np.exp(parameters[-1])
        z = (log_time - design @ parameters[:-1]) / sigma
        if kind == "weibull":
            with np.errstate(over="ignore"):
                grown = np.exp(np.minimum(z, 500.0))
            likelihood = np.where(seen, z - grown - parameters[-1], -grown)
            slope = np.where(seen, 1 - grown, -grown)
        else:
            log_density = -0.5 * z**2 - 0.5 * np.log(2 * np.pi)
            log_stays = log_ndtr(-z)
            likelihood = np.where(seen, log_density - parameters[-1], log_stays)
            slope = np.where(seen, -z, -np.exp(log_density - log_stays))
        gradient = np.concatenate([-(design.T @ slope) / sigma, [-(slope * z).sum() - seen.sum()]])
        return -float(likelihood.sum()), -gradient

    start = np.concatenate([np.linalg.lstsq(design, log_time, rcond=None)[0], [np.log(log_time.std() + 0.1)]])
    # Covariates of very different sizes: each is divided by its own before anything is looked for.
    size = np.concatenate([np.maximum(np.abs(design).max(axis=0), 1e-12), [1.0]])
    found = minimize(lambda scaled: _scaled(score(scaled / size), size), start * size, jac=True, method="BFGS", options={"gtol": 1e-7})
    best = np.asarray(found.x / size, dtype=np.float64)
    information = _slopes(lambda at: score(at)[1], best, size)
    try:
        errors = np.sqrt(np.diag(np.linalg.inv(information)))
    except np.linalg.LinAlgError as error:
        raise ValueError("the likelihood has no single maximum: a covariate says nothing, or says what another one does") from error
    return DurationRegression(best[:-1], errors[:-1], float(np.exp(best[-1])), -float(score(best)[0]))


def _scaled(value: tuple[float, FloatArray], size: FloatArray) -> tuple[float, FloatArray]:
    return value[0], value[1] / size


def _slopes(gradient: Callable[[FloatArray], FloatArray], at: FloatArray, size: FloatArray) -> FloatArray:
    """Return the matrix of second derivatives by central differences of the gradient."""
    rows = []
    for place in range(len(at)):
        step = np.zeros(len(at))
        step[place] = 1e-5 / size[place]
        rows.append((gradient(at + step) - gradient(at - step)) / (2 * step[place]))
    matrix = np.array(rows)
    return np.asarray((matrix + matrix.T) / 2, dtype=np.float64)


def _checked(durations: Numbers, observed: Numbers, covariates: Numbers) -> tuple[FloatArray, npt.NDArray[np.int64], FloatArray]:
    time, left = np.asarray(durations, dtype=np.float64), np.asarray(observed, dtype=np.int64)
    design = np.asarray(covariates, dtype=np.float64)
    design = design[:, None] if design.ndim == 1 else design
    if time.shape != left.shape or time.ndim != 1 or len(design) != len(time):
        raise ValueError("durations, exits and covariates are lists of the same length")
    if not left.any():
        raise ValueError("nobody is seen to leave: there is nothing that anything could go with")
    if not (np.isfinite(time).all() and (time > 0).all()):
        raise ValueError("a duration is a number above zero")
    return time, left, design
