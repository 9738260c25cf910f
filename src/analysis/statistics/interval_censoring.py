"""Leaving known only to lie between two days on which one asked, not always the same two: shares that stay, by maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.statistics.intervals import CONFIDENCE, FloatArray, Numbers, normal_quantile

_MOST_STEPS = 5_000
_CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Staying:
    """The share that has not left by the end of each interval, with its standard error and log(−log) interval; NaN where not known."""

    retained: FloatArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray


def staying(last_in: Numbers, first_out: Numbers, n: Numbers, n_intervals: int, confidence: float = CONFIDENCE) -> Staying:
    """Return the share that stays to the end of each of some intervals, from counts of what is known of people.

    Parameters
    ----------
    last_in
        Number of the last question at which they had not left; 0 is the start of the first interval.
    first_out
        Number of the first question at which they had left: they left in one of the intervals `last_in` + 1 … `first_out`. Above
        `n_intervals` when nobody knows of their leaving.
    n
        How many people each pair is of.

    Notes
    -----
    The self-consistent estimate of the share that leaves in each interval; errors from the observed information. When everybody is seen at
    each question it is the product of the shares that stay. It supposes that being seen says nothing of leaving. Nothing is known
    of intervals after the last one that anybody was seen to leave in or to outlast.

    References
    ----------
    Turnbull, B. W. (1976), « The empirical distribution function with arbitrarily grouped, censored and truncated data », JRSS B 38:
    290–295.
    """
    begin, end, count = (np.asarray(column, dtype=np.float64) for column in (last_in, first_out, n))
    if not (begin.shape == end.shape == count.shape) or np.any(end <= begin) or np.any(begin < 0):
        raise ValueError("people are seen to have left after they are seen not to have left")
    found = _fitted(begin, end, np.ones(len(count), dtype=np.int64), count, n_intervals=n_intervals, n_causes=1)
    retained = 1 - found.incidence[0]
    retained = np.where(np.abs(retained) < 1e-9, 0.0, retained)
    error = found.errors[0]
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = z * error / (retained * np.abs(np.log(retained)))
        low, high = retained ** np.exp(half), retained ** np.exp(-half)
    no_width = ~((retained < 1 - 1e-9) & (retained > 0))
    return Staying(retained, *(np.where(no_width, np.nan, column) for column in (error, low, high)))


@dataclass(frozen=True, slots=True)
class Leaving:
    """The share that has left for one cause by the end of each interval, with its standard error; NaN where nothing is known."""

    incidence: FloatArray
    standard_error: FloatArray


def leaving(last_in: Numbers, first_out: Numbers, causes: Numbers, n: Numbers, *, n_intervals: int, n_causes: int) -> tuple[Leaving, ...]:
    """Return the cumulative incidence of each cause of leaving, from counts of what is known of people.

    Where people are missed in between, the causes add up to what `staying` leaves but for a little, as each is fitted with its own cells.

    Parameters
    ----------
    last_in, first_out, n
        As in `staying`.
    causes
        1 to `n_causes` for those seen to have left, of why; anything for the others.

    References
    ----------
    Hudgens, M. G., Satten, G. A. and Longini, I. M. (2001), « Nonparametric maximum likelihood estimation for competing risks survival data
    subject to interval censoring and truncation », Biometrics 57: 74–80.
    """
    begin, end, count = (np.asarray(column, dtype=np.float64) for column in (last_in, first_out, n))
    cause = np.asarray(causes, dtype=np.int64)
    if np.any((end <= n_intervals) & ~((cause >= 1) & (cause <= n_causes))):
        raise ValueError(f"causes go from 1 to {n_causes}")
    found = _fitted(begin, end, cause, count, n_intervals=n_intervals, n_causes=n_causes)
    return tuple(Leaving(*pair) for pair in zip(found.incidence, found.errors, strict=True))


@dataclass(frozen=True, slots=True)
class _Fitted:
    incidence: FloatArray
    """Shape (causes, intervals)."""
    errors: FloatArray


def _fitted(
    begin: FloatArray, end: FloatArray, cause: npt.NDArray[np.int64], count: FloatArray, *, n_intervals: int, n_causes: int
) -> _Fitted:
    nothing = np.full((n_causes, n_intervals), np.nan)
    informative = (count > 0) & ~((begin == 0) & (end > n_intervals))
    begin, end, cause, count = begin[informative], end[informative], cause[informative], count[informative]
    if not count.size:
        return _Fitted(nothing, nothing)
    # One cell an interval and cause, and a last one for those who outlast them all.
    interval = np.tile(np.arange(1, n_intervals + 1), n_causes)
    why = np.repeat(np.arange(1, n_causes + 1), n_intervals)
    outlasts = end > n_intervals
    reach = int(min(max(begin.max(), end[~outlasts].max(initial=0)), n_intervals))
    inside = (interval > begin[:, None]) & (interval <= np.minimum(end, n_intervals)[:, None])
    # Intervals that nobody was seen in are one with « outlasts ».
    inside &= (outlasts[:, None] | (why == cause[:, None])) & (interval <= reach)
    may = np.column_stack([inside, outlasts]).astype(np.float64)
    shares = np.append((interval <= reach).astype(np.float64), 1.0)
    shares /= shares.sum()
    for _ in range(_MOST_STEPS):
        expected = may * shares
        new = (count[:, None] * expected / expected.sum(axis=1, keepdims=True)).sum(axis=0) / count.sum()
        moved = np.abs(new - shares).max()
        shares = new
        if moved < _CLOSE:
            break
    by_cause = np.cumsum(shares[:-1].reshape(n_causes, n_intervals), axis=1)
    known = np.arange(1, n_intervals + 1) <= reach
    # What a cumulative share adds up: the cells of its cause up to its interval.
    adds = (why == np.arange(1, n_causes + 1)[:, None, None]) & (interval <= np.arange(1, n_intervals + 1)[:, None])
    errors = _errors(may, shares, count, adds.reshape(n_causes * n_intervals, -1).astype(np.float64)).reshape(n_causes, n_intervals)
    return _Fitted(np.where(known, by_cause, np.nan), np.where(known, errors, np.nan))


def _errors(may: FloatArray, shares: FloatArray, count: FloatArray, adds: FloatArray) -> FloatArray:
    """Return the standard errors of some sums of shares, from the observed information about the cells that somebody is in."""
    free = np.flatnonzero(shares[:-1] > 1e-8)
    if not free.size:
        return np.full(len(adds), np.nan)
    # The last cell is what the others leave; when nobody outlasts, the largest one is.
    last = len(shares) - 1
    if shares[last] <= 1e-8:
        last = int(free[np.argmax(shares[free])])
        free = free[free != last]
    slopes = (may[:, free] - may[:, [last]]) / (may @ shares)[:, None]
    covariance = np.linalg.pinv((count[:, None] * slopes).T @ slopes)
    steps = adds[:, free] - (adds[:, [last]] if last < adds.shape[1] else 0.0)
    return np.asarray(np.sqrt(np.clip(np.einsum("ij,jk,ik->i", steps, covariance, steps), 0.0, None)), dtype=np.float64)
