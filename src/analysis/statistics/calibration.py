"""Weights moved as little as possible so that they add up to what is known of everyone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.statistics.designs import Columns, Design, Factors, solved
from analysis.statistics.intervals import FloatArray
from analysis.statistics.survey_weights import Estimate, Labels, Stage, _degrees, _root, design_variance

Distance = Literal["linear", "raking", "logit"]
MOST_STEPS = 100
_TOLERANCE = 1e-10


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Weights and how well they reach the totals."""

    weights: FloatArray
    factors: FloatArray
    """What each weight was multiplied by."""
    farthest: float
    """The largest miss of a total, relative to the sum of the weights; above 1e-6 the totals could not be reached."""

    @property
    def reached(self) -> bool:
        """Whether every total is reached."""
        return self.farthest < 1e-6


def calibrate(
    design: Design,
    weights: FloatArray,
    totals: FloatArray,
    distance: Distance = "raking",
    *,
    bounds: tuple[float, float] | None = None,
    counts: FloatArray | None = None,
) -> Calibrated:
    """Return weights whose sums of the columns of a design are given totals, near to the first weights in some distance.

    Parameters
    ----------
    distance
        `linear` (weights may become negative), `raking` (never negative) or `logit` (each weight multiplied by a factor within `bounds`).
    bounds
        For `logit`: the least factor, under 1, and the largest, over 1.
    counts
        How many people each row stands for.

    Notes
    -----
    Totals that contradict each other, or a total of people none of whom is in the sample, cannot be reached: the nearest weights found
    are given and `reached` is False.

    References
    ----------
    Deville, J.-C. and Särndal, C.-E. (1992), « Calibration estimators in survey sampling », JASA 87: 376–382; Deville, J.-C., Särndal,
    C.-E. and Sautory, O. (1993), « Generalized raking procedures in survey sampling », JASA 88: 1013–1020.
    """
    made, slope = _distance(distance, bounds)
    n = np.ones(design.n_rows) if counts is None else counts
    start = n * weights
    scale = max(float(np.abs(start).sum()), 1e-300)
    multipliers = np.zeros(design.n_columns)
    linear = design.times(multipliers)
    factors = made(linear)
    miss = totals - design.sums(start * factors)
    for _ in range(MOST_STEPS):
        if float(np.abs(miss).max(initial=0.0)) < _TOLERANCE * scale:
            break
        step = solved(design.cross_product(start * slope(linear)), miss)
        length, before = 1.0, float(np.linalg.norm(miss))
        for _ in range(40):
            tried = multipliers + length * step
            with np.errstate(over="ignore", invalid="ignore"):
                tried_linear = design.times(tried)
                tried_factors = made(tried_linear)
                tried_miss = totals - design.sums(start * tried_factors)
                nearer = bool(np.linalg.norm(tried_miss) < before)
            if nearer:
                break
            length /= 2
        else:
            break
        multipliers, linear, factors, miss = tried, tried_linear, tried_factors, tried_miss
    return Calibrated(weights * factors, factors, float(np.abs(miss).max(initial=0.0)) / scale)


def rake(
    design: Factors, weights: FloatArray, totals: FloatArray, counts: FloatArray, *, most_sweeps: int = 40, close: float = 1e-7
) -> FloatArray:
    """Return weights raked to the totals of each level of each characteristic, one characteristic after the other until none moves.

    The same weights as `calibrate(…, "raking")`, for very many rows. A level without anyone in the sample is left alone. Totals that
    contradict each other are approached as far as `most_sweeps` go.

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940), « On a least squares adjustment of a sampled frequency table », Annals of Mathematical
    Statistics 11: 427–444.
    """
    made = weights.copy()
    for _ in range(most_sweeps):
        moved = 0.0
        for codes, start, n in zip(design.codes, design.starts, design.n_levels, strict=True):
            wanted, sums = totals[start : start + n], np.bincount(codes, made * counts, n)
            factor = np.divide(wanted, sums, out=np.ones(n), where=sums > 0)
            moved = max(moved, float(np.abs(factor - 1).max(initial=0.0)))
            made *= factor[codes]
        if moved < close:
            break
    return made


Function = Callable[[FloatArray], FloatArray]


def _distance(distance: Distance, bounds: tuple[float, float] | None) -> tuple[Function, Function]:
    """Return the factor that a weight is multiplied by for some value of x′λ, and its slope."""
    if distance == "linear":
        return (lambda u: 1.0 + u), np.ones_like
    if distance == "raking":
        return np.exp, np.exp
    if bounds is None or not 0 <= bounds[0] < 1 < bounds[1]:
        raise ValueError("the factors of a logit calibration have a bound under 1 and one over 1")
    low, high = bounds
    rate = (high - low) / ((1 - low) * (high - 1))

    def factor(u: FloatArray) -> FloatArray:
        growth = np.exp(np.clip(rate * u, -500, 500))
        return np.asarray((low * (high - 1) + high * (1 - low) * growth) / (high - 1 + (1 - low) * growth), dtype=np.float64)

    def slope(u: FloatArray) -> FloatArray:
        at = factor(u)
        return np.asarray((at - low) * (high - at) / ((1 - low) * (high - 1)), dtype=np.float64)

    return factor, slope


def post_stratify(classes: Labels, weights: FloatArray, totals: dict[object, float]) -> FloatArray:
    """Return weights that add up to a given total in each class: calibration to classes that do not overlap.

    Raises
    ------
    ValueError
        When somebody is in a class without a total, or a class with a total has nobody in the sample.
    """
    names, code = np.unique(classes, return_inverse=True)
    known = {str(name): total for name, total in totals.items()}
    if {str(name) for name in names} != set(known):
        raise ValueError(f"the sample has the classes {[str(name) for name in names]}, totals are given for {sorted(known)}")
    sums = np.bincount(code, weights)
    return np.asarray(weights * (np.array([known[str(name)] for name in names]) / sums)[code], dtype=np.float64)


def indicators(*classes: Labels) -> Columns:
    """Return an intercept and a column for each level of each classification, in the order of their sorted names."""
    columns = [np.ones(len(classes[0]))]
    columns += [np.asarray(labels == name, dtype=np.float64) for labels in classes for name in np.unique(labels)]
    return Columns(np.column_stack(columns))


def calibrated_mean(
    values: FloatArray,
    weights: FloatArray,
    design: Design,
    stages: Sequence[Stage],
    *,
    first_weights: FloatArray | None = None,
) -> Estimate:
    """Return the mean under calibrated weights, with the standard error of its residuals: what the totals explain no longer varies.

    Parameters
    ----------
    first_weights
        The weights before calibration, with which the residuals are worked out; the calibrated ones when not given.

    References
    ----------
    Deville and Särndal (1992), § 3.4; Särndal, C.-E. and Lundström, S. (2005), *Estimation in Surveys with Nonresponse*, ch. 11.
    """
    total = float(weights.sum())
    mean = float(weights @ values) / total
    used = weights if first_weights is None else first_weights
    linearised = (values - mean) / total
    slopes = solved(design.cross_product(used), design.sums(used * linearised))
    residuals = linearised - design.times(slopes)
    return Estimate(mean, _root(design_variance(weights * residuals, stages)), _degrees(stages))
