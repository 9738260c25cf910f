"""What young cohorts may come to: their share at a late wave, from their last known wave and the development of older cohorts.

Between the chain ladder, which carries a young cohort's whole difference from the older ones forward, and their plain mean, which carries
none: the difference is carried as far as cohorts have been seen to differ by more than chance, and as people at the two waves are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.statistics.intervals import CONFIDENCE, FloatArray, Numbers

LEAST_MATURE = 3
"""Fewer older cohorts than this do not say how much cohorts differ: no prediction is made."""
DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one cohort's share at the late wave may come to, and the ends of its prediction interval."""

    value: float
    low: float
    high: float
    carried: float
    """How much of its difference from the older cohorts, on the logit scale, is carried forward: 0 none of it, 1 all of it."""
    n_mature: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """Each mature cohort predicted from each earlier wave as if it were young, the others being known."""

    cohort: npt.NDArray[np.int64]
    wave: npt.NDArray[np.int64]
    """Place of the wave it was predicted from."""
    predicted: FloatArray
    low: FloatArray
    high: FloatArray
    observed: FloatArray
    unchanged: FloatArray
    """The share at the wave it was predicted from: what no development would predict."""

    @property
    def covered(self) -> npt.NDArray[np.bool_]:
        """Whether each interval holds what came."""
        return np.asarray((self.low <= self.observed) & (self.observed <= self.high))

    @property
    def errors(self) -> FloatArray:
        """How far each prediction was, without its sign."""
        return np.abs(self.predicted - self.observed)


@dataclass(frozen=True, slots=True)
class _Waves:
    """Logits and their sampling variances at an early and a late wave, of the cohorts that have both."""

    early: FloatArray
    late: FloatArray
    early_variance: FloatArray
    late_variance: FloatArray


def predict(
    yes: Numbers,
    known: Numbers,
    cohort: int,
    target: int,
    *,
    overlap: float = 0.0,
    seed: int = 0,
    draws: int = DRAWS,
    confidence: float = CONFIDENCE,
) -> Prediction:
    """Return what one cohort may come to at the target wave, from its last known wave before it.

    Parameters
    ----------
    yes, known
        Shape (cohorts, waves): how many were employed, of how many whose answer is known; NaN where a wave has not come for the cohort.
    overlap
        Correlation of the chance errors of a cohort's two shares, since the same people are in both: 0 when nobody is, 1 when the same
        people say the same. From persons known at both waves.

    Notes
    -----
    On the logit scale, cohort effects with variance τ² and developments with variance σ² beside the sampling error of each share (moments).
    The interval takes in the sampling error of the share to come, the choice of older cohorts (drawn again with replacement, each draw
    with its own τ² and σ²) and the development of the cohort itself. NaN when fewer than `LEAST_MATURE` older cohorts have both waves,
    or the cohort has no wave yet.

    References
    ----------
    Mack, T. (1993), ASTIN Bulletin 23: 213–225 (chain ladder); Bühlmann, H. and Straub, E. (1970) (credibility); England, P. D. and
    Verrall, R. J. (2002), British Actuarial Journal 8: 443–518 (resampling).
    """
    part, whole = np.asarray(yes, dtype=np.float64), np.asarray(known, dtype=np.float64)
    logit, variance = _logits(part, whole)
    before = np.flatnonzero(np.isfinite(logit[cohort, :target]))
    nothing = Prediction(float("nan"), float("nan"), float("nan"), float("nan"), 0)
    if not before.size:
        return nothing
    early = int(before[-1])
    has_both = np.isfinite(logit[:, early]) & np.isfinite(logit[:, target])
    has_both[cohort] = False
    n_mature = int(has_both.sum())
    if n_mature < LEAST_MATURE:
        return Prediction(float("nan"), float("nan"), float("nan"), float("nan"), n_mature)
    older = _Waves(logit[has_both, early], logit[has_both, target], variance[has_both, early], variance[has_both, target])
    own, own_variance = float(logit[cohort, early]), float(variance[cohort, early])
    expected_known = whole[cohort, early] * whole[has_both, target].sum() / whole[has_both, early].sum()
    rng = np.random.default_rng([seed, cohort, early, target])
    again = np.concatenate([np.arange(n_mature)[None], rng.integers(0, n_mature, (draws, n_mature))])
    centre, spread, carried = _forward(older, again, own, own_variance, expected_known=float(expected_known), overlap=overlap)
    # A mean of few cohorts drawn again spreads less than it should.
    widened = centre[0] + (centre[1:] - centre[0]) * np.sqrt(n_mature / (n_mature - 1))
    drawn = _share(widened + spread[1:] * rng.standard_t(n_mature - 1, draws))
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Prediction(float(_share(centre[0])), float(low), float(high), float(carried[0]), n_mature)


def back_test(yes: Numbers, known: Numbers, target: int, *, overlaps: Numbers | None = None, seed: int = 0, draws: int = DRAWS) -> BackTest:
    """Return every mature cohort predicted from every earlier wave, with its own later waves left out.

    The others are taken as they are, those that entered after it too: there are seldom enough older ones.

    Parameters
    ----------
    overlaps
        For each wave before the target, the correlation that `predict` calls `overlap`.
    """
    part, whole = np.asarray(yes, dtype=np.float64), np.asarray(known, dtype=np.float64)
    logit, _ = _logits(part, whole)
    correlation = np.zeros(target) if overlaps is None else np.asarray(overlaps, dtype=np.float64)
    rows = []
    for cohort in np.flatnonzero(np.isfinite(logit[:, target])):
        for early in np.flatnonzero(np.isfinite(logit[cohort, :target])):
            seen = part.copy()
            seen[cohort, early + 1 :] = np.nan
            found = predict(seen, whole, int(cohort), target, overlap=float(correlation[early]), seed=seed, draws=draws)
            if np.isfinite(found.value):
                observed, unchanged = (part[cohort, at] / whole[cohort, at] for at in (target, early))
                rows.append((cohort, early, found.value, found.low, found.high, observed, unchanged))
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 7).T
    return BackTest(columns[0].astype(np.int64), columns[1].astype(np.int64), *columns[2:])


def _forward(
    older: _Waves, again: npt.NDArray[np.int64], own: float, own_variance: float, *, expected_known: float, overlap: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return, for each choice of older cohorts: the logit predicted, its standard error beside that of the choice, and what is carried."""
    early, late = older.early[again], older.late[again]
    early_variance, late_variance = older.early_variance[again], older.late_variance[again]
    # The same weights at both waves: the development is that of the same cohorts.
    weight = 1 / (early_variance + late_variance)
    mean_early, mean_late = ((weight * logits).sum(axis=1) / weight.sum(axis=1) for logits in (early, late))
    # Moments; choices repeat cohorts, and spread less than the cohorts themselves.
    n = early.shape[1]
    wider = np.where(np.arange(len(again)) == 0, 1.0, n / (n - 1))
    between = np.maximum(wider * early.var(axis=1, ddof=1) - early_variance.mean(axis=1), 0.0)
    chance = early_variance + late_variance - 2 * overlap * np.sqrt(early_variance * late_variance)
    development = np.maximum(wider * (late - early).var(axis=1, ddof=1) - chance.mean(axis=1), 0.0)
    guess = np.clip(_share(mean_late), 0.02, 0.98)
    to_come = 1 / (expected_known * guess * (1 - guess))
    shared = between + overlap * np.sqrt(own_variance * to_come)
    carried = np.minimum(shared / (between + own_variance), 1.0)
    left = between + development + to_come - carried * shared
    return mean_late + carried * (own - mean_early), np.sqrt(np.maximum(left, 0.0)), carried


def _logits(part: FloatArray, whole: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return empirical logits and their sampling variances; NaN where nobody answered."""
    there = np.isfinite(part) & (whole > 0)
    some, others = np.where(there, part + 0.5, np.nan), np.where(there, whole - part + 0.5, np.nan)
    return np.log(some / others), 1 / some + 1 / others


def _share(logit: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=np.float64)
