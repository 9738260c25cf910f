"""Means of weighted answers with their standard errors, and the weights that make those reached stand for everyone.

A row may stand for several people alike: `counts` then says how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.statistics.designs import Design
from analysis.statistics.intervals import CONFIDENCE, FloatArray, Interval, normal_quantile, wilson
from analysis.statistics.logistic import Logistic, fit_logistic

Labels = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number worked out from a sample, and how far chance may have moved it."""

    value: float
    standard_error: float
    degrees_of_freedom: float = float("inf")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of sampling: in each stratum some units were taken of so many.

    `sizes` is, for each row, the number of units in the population of its stratum; None when it is unknown or very large.
    """

    units: Labels
    strata: Labels | None = None
    sizes: FloatArray | None = None


def design_variance(scores: FloatArray, stages: Sequence[Stage]) -> float:
    """Return the variance of a sum of scores over a sample drawn in stages, each without replacement where sizes are known.

    Scores are already multiplied by their weights. A stratum with one unit tells nothing of its variance: NaN.

    References
    ----------
    Cochran, W. G. (1977), *Sampling Techniques*, 3rd ed., §§ 5.3, 9A.5 and 10.3; Lumley, T. (2010), *Complex Surveys*, ch. 2–3.
    """
    stage, later = stages[0], stages[1:]
    strata = np.zeros(len(scores), dtype=np.int64) if stage.strata is None else np.unique(stage.strata, return_inverse=True)[1]
    total = 0.0
    for stratum in range(int(strata.max(initial=-1)) + 1):
        here = np.flatnonzero(strata == stratum)
        names, unit = np.unique(stage.units[here], return_inverse=True)
        n = len(names)
        sampled = 0.0 if stage.sizes is None else n / float(stage.sizes[here[0]])
        sums = np.bincount(unit, scores[here])
        if sampled < 1:
            total += float("nan") if n < 2 else (1 - sampled) * n / (n - 1) * float(((sums - sums.mean()) ** 2).sum())
        if later and sampled > 0:
            for place in range(n):
                inside = here[unit == place]
                total += sampled * design_variance(scores[inside], [_of_rows(one, inside) for one in later])
    return total


def _of_rows(stage: Stage, rows: Labels) -> Stage:
    return Stage(
        stage.units[rows],
        None if stage.strata is None else stage.strata[rows],
        None if stage.sizes is None else stage.sizes[rows],
    )


def weighted_total(values: FloatArray, weights: FloatArray, stages: Sequence[Stage]) -> Estimate:
    """Return the weighted sum of values over a sample, with the standard error that its design gives."""
    return Estimate(float(weights @ values), _root(design_variance(weights * values, stages)), _degrees(stages))


def weighted_mean(values: FloatArray, weights: FloatArray, stages: Sequence[Stage]) -> Estimate:
    """Return the weighted mean of values with its Taylor-linearised standard error: that of a ratio of two weighted sums.

    References
    ----------
    Wolter, K. M. (2007), *Introduction to Variance Estimation*, 2nd ed., ch. 6; Särndal, Swensson and Wretman (1992), § 5.7.
    """
    total = float(weights.sum())
    if not total > 0:
        return Estimate(float("nan"), float("nan"))
    mean = float(weights @ values) / total
    return Estimate(mean, _root(design_variance(weights * (values - mean) / total, stages)), _degrees(stages))


def _root(variance: float) -> float:
    return float(np.sqrt(max(variance, 0.0))) if variance == variance else float("nan")  # noqa: PLR0124 - NaN is not itself


def _degrees(stages: Sequence[Stage]) -> float:
    stage = stages[0]
    n_strata = 1 if stage.strata is None else len(np.unique(stage.strata))
    within = stage.units if stage.strata is None else np.char.add(np.asarray(stage.strata, dtype=str), np.asarray(stage.units, dtype=str))
    return float(len(np.unique(within)) - n_strata)


def logit_interval(estimate: Estimate, confidence: float = CONFIDENCE, n_effective: float = float("nan")) -> Interval:
    """Return the interval of a share, worked out on the log-odds scale so that it stays inside 0–1.

    Student's quantile where the degrees of freedom are few. A share of exactly 0 or 1 has no log-odds: Wilson's interval of
    `n_effective` people then (NaN when that is not known).

    References
    ----------
    Lumley, T. (2010), *Complex Surveys*, § 2.4 (`svyciprop(method="logit")`); Korn, E. L. and Graubard, B. I. (1998), « Confidence
    intervals for proportions with small expected number of positive counts », Survey Methodology 24: 193–201.
    """
    value, error, degrees = estimate.value, estimate.standard_error, estimate.degrees_of_freedom
    if not 0 < value < 1:
        share = min(max(value, 0.0), 1.0)
        return wilson(share * n_effective, n_effective, confidence)
    quantile = normal_quantile(confidence)
    if np.isfinite(degrees):
        from scipy.special import stdtrit  # noqa: PLC0415 - scipy is slow to import and most intervals do not need it

        quantile = float(stdtrit(max(degrees, 1.0), (1 + confidence) / 2))
    centre, half = np.log(value / (1 - value)), quantile * error / (value * (1 - value))
    with np.errstate(over="ignore"):
        return Interval(np.asarray(1 / (1 + np.exp(half - centre))), np.asarray(1 / (1 + np.exp(-half - centre))))


def corrected(estimate: Estimate, n_answered: float, n_columns: int) -> Estimate:
    """Return the estimate with the uncertainty that fitting so many columns to so few answers hides.

    Residuals of a fit are too small by √((n − p) / n); Student's quantile has n − p degrees of freedom (at least one).

    References
    ----------
    MacKinnon, J. G. and White, H. (1985), « Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample
    properties », Journal of Econometrics 29: 305–325 (HC1).
    """
    degrees = max(n_answered - n_columns, 1.0)
    return Estimate(estimate.value, estimate.standard_error * float(np.sqrt(n_answered / degrees)), degrees)


def effective_size(weights: FloatArray, counts: FloatArray | None = None) -> float:
    """Return Kish's effective size: how many people of equal weights would tell as much as these.

    References
    ----------
    Kish, L. (1965), *Survey Sampling*, § 11.7; (1992), « Weighting for unequal Pi », Journal of Official Statistics 8: 183–200.
    """
    n = np.ones_like(weights) if counts is None else counts
    squares = float(n @ weights**2)
    return float(n @ weights) ** 2 / squares if squares > 0 else 0.0


def class_weights(classes: Labels, answered: npt.NDArray[np.bool_], weights: FloatArray) -> FloatArray:
    """Return weights in which those who answered carry the others of their class; the others have 0.

    A class in which nobody answered is carried by nobody: the sum of the weights then falls short by what it weighed, which a
    caller sees by comparing the sums.

    References
    ----------
    Brick, J. M. and Kalton, G. (1996), « Handling missing data in survey research », Statistical Methods in Medical Research 5: 215–238.
    """
    code = np.unique(classes, return_inverse=True)[1]
    everyone = np.bincount(code, weights)
    of_answered = np.bincount(code, weights * answered)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(of_answered > 0, everyone / of_answered, 0.0)
    return np.asarray(np.where(answered, weights * factor[code], 0.0), dtype=np.float64)


def response_model(design: Design, answered: FloatArray, due: FloatArray, *, spread: float | None = None) -> Logistic:
    """Return the model of who answers, among everyone due, by what is known of everyone.

    References
    ----------
    Rosenbaum, P. R. and Rubin, D. B. (1983), Biometrika 70: 41–55; Little, R. J. A. (1986), « Survey nonresponse adjustments for
    estimates of means », International Statistical Review 54: 139–157.
    """
    return fit_logistic(design, answered, due, spread=spread, with_covariance=False)


@dataclass(frozen=True, slots=True)
class Trimmed:
    """Weights none of which is larger than so many times their mean."""

    weights: FloatArray
    n_trimmed: float


def trim(weights: FloatArray, largest: float | None, counts: FloatArray | None = None) -> Trimmed:
    """Return weights cut at `largest` times their mean, the others raised so that their sum stays the same.

    None cuts nothing. The cut is made again until no weight is above it (raising the others may lift one); when every weight is at the
    mean there is nothing left to cut.

    References
    ----------
    Potter, F. J. (1990), « A study of procedures to identify and trim extreme sampling weights », Proceedings of the Survey Research
    Methods Section, ASA: 225–230.
    """
    n = np.ones_like(weights) if counts is None else counts
    total, size = float(n @ weights), float(n.sum())
    if largest is None or size == 0:
        return Trimmed(weights.copy(), 0.0)
    if largest < 1:
        raise ValueError("a weight cannot be cut under the mean of all weights")
    cut, made = largest * total / size, weights.copy()
    is_cut = np.zeros(len(weights), dtype=bool)
    for _ in range(100):
        over = (made > cut * (1 + 1e-12)) & ~is_cut
        if not over.any():
            break
        is_cut |= over
        rest = float(n[~is_cut] @ weights[~is_cut])
        left = total - cut * float(n[is_cut].sum())
        made = np.where(is_cut, cut, weights * (left / rest if rest > 0 else 0.0))
    return Trimmed(made, float(n[is_cut].sum()))


def standardised_differences(means: FloatArray, reference: FloatArray) -> FloatArray:
    """Return how far shares are from those of everyone, in standard deviations of everyone: 0 where everyone is alike.

    References
    ----------
    Austin, P. C. (2009), « Balance diagnostics for comparing the distribution of baseline covariates », Statistics in Medicine 28:
    3083–3107, who reads more than 0.1 as an imbalance.
    """
    spread = np.sqrt(reference * (1 - reference))
    return np.asarray(np.divide(means - reference, spread, out=np.zeros_like(means), where=spread > 0), dtype=np.float64)
