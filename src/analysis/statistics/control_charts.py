"""Control charts: the limits within which a process that stays the same moves from month to month, and the rules that call a signal.

Limits are three standard deviations wide, estimated from how much neighbouring months differ, as Shewhart (1931) set them: individuals
and moving ranges for counts and amounts (Wheeler 1993, constants 2.66 = 3 / 1.128), the p chart and the u chart for shares and rates, and
their prime versions, whose limits also hold the variation between months (Laney 2002, « Improved Control Charts for Attributes »,
Quality Engineering 14: 531–537).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
SignArray = npt.NDArray[np.int_]

D2 = 1.128
"""Mean range of two independent normal values of variance one: what turns a mean moving range into a standard deviation."""
SIGMAS = 3.0
"""Shewhart's width of the limits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The centre and the limits at each point, in the unit of the points.

    `spread` is Laney's σ of the standardized points (1: as much variation as the binomial or the Poisson say); NaN in other charts.
    """

    center: FloatArray
    low: FloatArray
    high: FloatArray
    spread: float = float("nan")


def individuals(values: FloatArray, baseline: BoolArray, floor: float | None = None) -> Limits:
    """Return the limits of an individuals chart: mean ± 2.66 mean moving ranges of the baseline points.

    Parameters
    ----------
    values
        One value a month, NaN where there is none. A gap gives no moving range.
    baseline
        The points from which the limits are estimated.
    floor
        The lowest value possible (0 for a count): a limit below it is set there.
    """
    known = np.where(baseline, values, np.nan)
    center = _mean(known)
    half = SIGMAS * _moving_range(known) / D2
    low = center - half if floor is None else max(center - half, floor)
    shape = np.ones(len(values))
    return Limits(center * shape, low * shape, (center + half) * shape)


def seasonal(values: FloatArray, season: SignArray, baseline: BoolArray) -> Limits | None:
    """Return the limits of counts or amounts that have a season: each month beside the mean of the same month in the baseline.

    Departures are measured in square roots of what the season expects, as in Laney's u′ chart with the season for exposure; their
    standard deviation comes from moving ranges. With K baseline years, a month of the baseline is pulled towards the mean that it helped
    to make, and a later one is not: limits are √((K − 1) / K) and √((K + 1) / K) times as wide.

    Parameters
    ----------
    season
        The month of the year of each point (0–11).

    Returns
    -------
    Limits or None
        None when some month of the year has fewer than two baseline points.
    """
    known = baseline & ~np.isnan(values)
    n_years = np.bincount(season[known], minlength=12)
    if n_years.min() < 2:
        return None
    center = (np.bincount(season[known], values[known], minlength=12) / n_years)[season]
    scale = np.sqrt(np.maximum(center, 1e-12))
    k = n_years[season].astype(float)
    shrunk, stretched = np.sqrt((k - 1) / k), np.sqrt((k + 1) / k)
    spread = _moving_range(np.where(known, (values - center) / scale / shrunk, np.nan)) / D2
    half = SIGMAS * spread * scale * np.where(known, shrunk, stretched)
    return Limits(center, np.maximum(center - half, 0.0), center + half, spread)


def p_chart(numerators: FloatArray, denominators: FloatArray, baseline: BoolArray, *, prime: bool = True) -> Limits:
    """Return the limits of a p chart of shares (0–1), or of Laney's p′ chart; a month without a denominator has no limits."""
    center = _pooled(numerators, denominators, baseline)
    return _of_rates(numerators, denominators, baseline, (center, center * (1 - center)), prime=prime, most=1.0)


def u_chart(counts: FloatArray, exposures: FloatArray, baseline: BoolArray, *, prime: bool = True) -> Limits:
    """Return the limits of a u chart of counts over an exposure, or of Laney's u′ chart; a month without exposure has no limits."""
    center = _pooled(counts, exposures, baseline)
    return _of_rates(counts, exposures, baseline, (center, center), prime=prime, most=None)


def _of_rates(
    numerators: FloatArray,
    denominators: FloatArray,
    baseline: BoolArray,
    moments: tuple[float, float],
    *,
    prime: bool,
    most: float | None,
) -> Limits:
    center, variance = moments
    with np.errstate(divide="ignore", invalid="ignore"):
        sigma = np.sqrt(np.where(denominators > 0, variance / denominators, np.nan))
        standardized = np.where(baseline & (sigma > 0), (numerators / denominators - center) / sigma, np.nan)
    spread = _moving_range(standardized) / D2 if prime else 1.0
    half = SIGMAS * sigma * spread
    high = center + half if most is None else np.minimum(center + half, most)
    return Limits(np.where(np.isnan(sigma), np.nan, center), np.maximum(center - half, 0.0), high, spread if prime else float("nan"))


def _pooled(numerators: FloatArray, denominators: FloatArray, baseline: BoolArray) -> float:
    known = baseline & ~np.isnan(numerators) & (np.nan_to_num(denominators) > 0)
    total = denominators[known].sum()
    return float(numerators[known].sum() / total) if total > 0 else float("nan")


def _mean(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _moving_range(values: FloatArray) -> float:
    return _mean(np.abs(np.diff(values)))


@dataclass(frozen=True, slots=True)
class Signals:
    """What the rules call out at each point: 1 upward, −1 downward, 0 nothing."""

    beyond: SignArray
    """The point is beyond a limit."""
    run: SignArray
    """The point belongs to a run of points on one side of the centre."""

    @property
    def any(self) -> BoolArray:
        """Whether either rule calls a point out."""
        return np.asarray((self.beyond != 0) | (self.run != 0), dtype=np.bool_)


def signals(values: FloatArray, limits: Limits, run_of: int = 8, period: SignArray | None = None) -> Signals:
    """Return the signals of a chart: points beyond the limits, and runs of at least `run_of` successive points on one side of the centre.

    A point on a limit is within it. A point on the centre, a month without a value and a new period of limits (another number in `period`)
    end a run.
    """
    with np.errstate(invalid="ignore"):
        beyond = np.where(values > limits.high, 1, np.where(values < limits.low, -1, 0))
    side = np.nan_to_num(np.sign(values - limits.center)).astype(int)
    new_run = np.ones(len(side), dtype=bool)
    if len(side) > 1:
        new_run[1:] = side[1:] != side[:-1]
        if period is not None:
            new_run[1:] |= period[1:] != period[:-1]
    of_run = np.cumsum(new_run) - 1
    lengths = np.bincount(of_run) if len(side) else np.array([], dtype=int)
    return Signals(beyond.astype(int), np.where(lengths[of_run] >= run_of, side, 0) if len(side) else side)
