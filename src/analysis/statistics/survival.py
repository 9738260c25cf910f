"""How long something lasts when not everyone has been seen to the end: Kaplan–Meier, restricted means, competing exits, two curves.

Durations are in any one unit. Whoever is `observed` has left at that duration; the others had not left yet when they were last known of.
Those last known of at a duration are counted as still at risk at it. Nobody gives empty curves and NaN, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.statistics.intervals import CONFIDENCE, FloatArray, Numbers, normal_quantile


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimated number with its standard error and the ends of its interval."""

    value: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A step function from 1 at duration 0: its value from each duration in `times` on, where somebody left."""

    times: FloatArray
    survival: FloatArray
    standard_error: FloatArray
    """Greenwood's."""
    low: FloatArray
    high: FloatArray
    at_risk: FloatArray
    """How many were known to last until just before each of `times`."""
    exits: FloatArray
    last: float
    """The longest duration of anybody, seen to leave or not: nothing is known after it."""

    def at(self, durations: Numbers) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return the curve and the ends of its interval at some durations; NaN after the last duration known."""
        asked = np.asarray(durations, dtype=np.float64)
        place = np.searchsorted(self.times, asked, side="right")
        known = ~(asked > self.last) if np.isfinite(self.last) else np.zeros(asked.shape, dtype=bool)
        found = [np.concatenate([[1.0], column])[place] for column in (self.survival, self.low, self.high)]
        value, low, high = (np.where(known, column, np.nan) for column in found)
        return value, low, high

    def quantile(self, share: float = 0.5) -> float:
        """Return the first duration by which so large a share has left; NaN when the curve does not fall so low."""
        reached = self.survival <= 1 - share + 1e-12
        return float(self.times[reached][0]) if reached.any() else float("nan")


def kaplan_meier(durations: Numbers, observed: Numbers, confidence: float = CONFIDENCE) -> Curve:
    """Return the product-limit curve of those who have not left, with Greenwood's errors and log(−log) intervals.

    The interval is worked out on the log(−log) scale, so that it stays inside 0–1; it has no width before anybody leaves, and none is
    given (NaN) once nobody is left.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958), « Nonparametric estimation from incomplete observations », JASA 53: 457–481; Greenwood (1926);
    Kalbfleisch, J. D. and Prentice, R. L. (2002), *The Statistical Analysis of Failure Time Data*, § 1.4 (log-log).
    Computed by statsmodels.
    """
    from statsmodels.duration.survfunc import SurvfuncRight  # noqa: PLC0415 - slow to import, and few notebooks need it

    time, left = _checked(durations, observed)
    z = normal_quantile(confidence)
    nothing = np.zeros(0)
    if not left.any():
        return Curve(nothing, nothing, nothing, nothing, nothing, nothing, nothing, float(time.max()) if time.size else float("nan"))
    fitted = SurvfuncRight(time, left)
    happens = np.asarray(fitted.n_events) > 0
    times, survival, error, at_risk, exits = (
        np.asarray(column, dtype=np.float64)[happens]
        for column in (fitted.surv_times, fitted.surv_prob, fitted.surv_prob_se, fitted.n_risk, fitted.n_events)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        half = z * error / (survival * np.abs(np.log(survival)))
        low, high = survival ** np.exp(half), survival ** np.exp(-half)
    nobody_left = survival <= 0
    return Curve(
        times,
        survival,
        np.where(nobody_left, np.nan, error),
        np.where(nobody_left, np.nan, low),
        np.where(nobody_left, np.nan, high),
        at_risk,
        exits,
        float(time.max()),
    )


def restricted_mean(curve: Curve, until: float, confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean duration counted up to `until`: the area under the curve, with its standard error and interval.

    Unlike the mean, it needs nobody to be seen to the end; unlike the median, it always exists. NaN when nobody is known until then and
    the curve has not come down to 0.

    References
    ----------
    Irwin, J. O. (1949), « The standard error of an estimate of expectation of life », Journal of Hygiene 47: 188–189; Royston, P. and
    Parmar, M. (2013), « Restricted mean survival time », BMC Medical Research Methodology 13: 152.
    """
    ended = bool(curve.survival.size) and curve.survival[-1] <= 0
    if not until > 0:
        raise ValueError(f"a restricted mean is counted up to a duration above zero, got {until}")
    if not np.isfinite(curve.last) or (curve.last < until and not ended):
        return Estimate(*[float("nan")] * 4)
    inside = curve.times < until
    times, survival = curve.times[inside], curve.survival[inside]
    widths = np.diff(np.concatenate([[0.0], times, [until]]))
    areas = widths * np.concatenate([[1.0], survival])
    value = float(areas.sum())
    # The area right of each exit, over it.
    right = np.cumsum(areas[::-1])[::-1][1:]
    exits, at_risk = curve.exits[inside], curve.at_risk[inside]
    stays = at_risk - exits
    terms = np.where(stays > 0, right**2 * exits / np.where(stays > 0, at_risk * stays, 1.0), 0.0)
    error = float(np.sqrt(terms.sum()))
    z = normal_quantile(confidence)
    return Estimate(value, error, max(value - z * error, 0.0), min(value + z * error, until))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two curves held against each other."""

    log_rank: float
    """Chi-square with one degree of freedom."""
    p_value: float
    difference: Estimate
    """Restricted mean of the first minus that of the second."""


def compare(first: tuple[Numbers, Numbers], second: tuple[Numbers, Numbers], until: float, confidence: float = CONFIDENCE) -> Comparison:
    """Return the log-rank test of two groups (durations, observed) and the difference of their restricted means with its interval.

    References
    ----------
    Mantel, N. (1966), « Evaluation of survival data and two new rank order statistics », Cancer Chemotherapy Reports 50: 163–170;
    the test is computed by statsmodels.
    """
    from statsmodels.duration.survfunc import survdiff  # noqa: PLC0415 - as above

    (time, left), (other_time, other_left) = _checked(*first), _checked(*second)
    statistic = p_value = float("nan")
    if time.size and other_time.size and (left.any() or other_left.any()):
        group = np.repeat([0, 1], [time.size, other_time.size])
        statistic, p_value = survdiff(np.concatenate([time, other_time]), np.concatenate([left, other_left]), group)
    means = [restricted_mean(kaplan_meier(*one, confidence), until, confidence) for one in (first, second)]
    value = means[0].value - means[1].value
    error = float(np.hypot(means[0].standard_error, means[1].standard_error))
    half = normal_quantile(confidence) * error
    return Comparison(float(statistic), float(p_value), Estimate(value, error, value - half, value + half))


@dataclass(frozen=True, slots=True)
class Incidence:
    """The share that has left for one cause by each of `times`, the other causes also taking people away."""

    times: FloatArray
    incidence: FloatArray
    standard_error: FloatArray

    def at(self, durations: Numbers) -> tuple[FloatArray, FloatArray]:
        """Return the share that has left for this cause by some durations, and its standard error."""
        place = np.searchsorted(self.times, np.asarray(durations, dtype=np.float64), side="right")
        value, error = (np.concatenate([[0.0], column])[place] for column in (self.incidence, self.standard_error))
        return value, error


def cumulative_incidence(durations: Numbers, causes: Numbers, n_causes: int) -> tuple[Incidence, ...]:
    """Return, for each cause of leaving, the share that left for it by each duration; the causes and those who stay add up to 1.

    Parameters
    ----------
    causes
        1 to `n_causes`; 0 for those not seen to leave. One minus Kaplan–Meier for a cause alone would count those whom another cause took.

    References
    ----------
    Aalen, O. O. and Johansen, S. (1978), Scandinavian Journal of Statistics 5: 141–150; errors by the delta method (Marubini, E. and
    Valsecchi, M. G., 1995). Computed by statsmodels.
    """
    from statsmodels.duration.survfunc import CumIncidenceRight  # noqa: PLC0415 - as above

    time, cause = np.asarray(durations, dtype=np.float64), np.asarray(causes, dtype=np.int64)
    _checked(time, cause > 0)
    if np.any((cause < 0) | (cause > n_causes)):
        raise ValueError(f"causes go from 0 (not seen to leave) to {n_causes}")
    nothing = np.zeros(0)
    if not (cause > 0).any():
        return tuple(Incidence(nothing, nothing, nothing) for _ in range(n_causes))
    # statsmodels knows only the causes up to the largest one seen.
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted = CumIncidenceRight(time, cause)
    times = np.asarray(fitted.times, dtype=np.float64)
    zero = np.zeros(times.size)
    found: list[Incidence] = []
    for place in range(n_causes):
        is_there = place < len(fitted.cinc)
        columns = (np.asarray(part[place], dtype=np.float64) if is_there else zero for part in (fitted.cinc, fitted.cinc_se))
        found.append(Incidence(times, *columns))
    return tuple(found)


def incidence_interval(incidence: float, standard_error: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the ends of the interval of a cumulative incidence, on the log(−log) scale so that they stay inside 0–1; NaN at 0 and at 1.

    References
    ----------
    Choudhury, J. B. (2002), « Non-parametric confidence interval estimation for competing risks analysis », Statistics in Medicine 21:
    1129–1144.
    """
    if not (0 < incidence < 1 and standard_error > 0):
        return float("nan"), float("nan")
    half = normal_quantile(confidence) * standard_error / (incidence * abs(np.log(incidence)))
    return float(incidence ** np.exp(half)), float(incidence ** np.exp(-half))


def _checked(durations: Numbers, observed: Numbers) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    time, left = np.asarray(durations, dtype=np.float64), np.asarray(observed, dtype=np.int64)
    if time.shape != left.shape or time.ndim != 1:
        raise ValueError("durations and exits are two lists of the same length")
    if time.size and not (np.isfinite(time).all() and (time >= 0).all()):
        raise ValueError("a duration is a number that is not negative")
    return time, left
