"""Where a year will end, from its months to date and the seasons of earlier years: a predictive distribution, not a single number.

Each month of each year is a quasi-Poisson count whose mean is a level of the year times a share of the month: variance φ times the mean,
with φ estimated by Pearson's statistic of what levels and months leave unexplained (McCullagh and Nelder 1989, ch. 9). Given the months to
date, what remains of the year follows a gamma-Poisson distribution (Jeffreys' prior on the level; Gelman et al. 2013, § 2.6), and the
share of the year that is past, a beta distribution: the parameters are drawn, then the months to come (parametric bootstrap, seeded).
A share or a mean is the quotient of two such sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
_ROUNDS = 60
"""Rounds of proportional fitting; without exposures the first one is exact."""


@dataclass(frozen=True, slots=True)
class Projection:
    """What the year may end at: equally likely draws, and the dispersion φ that was estimated (1: as Poisson counts)."""

    draws: FloatArray
    dispersion: float
    freedom: int
    """Degrees of freedom behind the dispersion."""

    @property
    def median(self) -> float:
        """The middle of the draws."""
        return float(np.median(self.draws))

    def interval(self, level: float) -> tuple[float, float]:
        """Return the ends between which the middle `level` (0–1) of the draws lie."""
        low, high = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    def at_least(self, target: float) -> float:
        """Return the share of the draws at or above a target."""
        return float(np.mean(self.draws >= target))

    def at_most(self, target: float) -> float:
        """Return the share of the draws at or below a target."""
        return float(np.mean(self.draws <= target))


@dataclass(frozen=True, slots=True)
class Course:
    """The months (or blocks of months) of earlier whole years, one row a year, and of this year to date.

    `history` has a column a block of the whole year; `current` holds the first of them.
    """

    history: FloatArray
    current: FloatArray

    @property
    def known(self) -> int:
        """How many blocks of this year are known."""
        return len(self.current)

    @property
    def past(self) -> float:
        """What earlier years had counted by the same block."""
        return float(self.history[:, : self.known].sum())

    @property
    def rest(self) -> float:
        """What earlier years counted after it."""
        return float(self.history[:, self.known :].sum())


def can_project(course: Course) -> bool:
    """Say whether a year can be projected: something counted to date, before and after, and at least two degrees of freedom."""
    if course.known == 0 or course.history.size == 0 or course.known > course.history.shape[1]:
        return False
    if course.known == course.history.shape[1]:
        return True
    return bool(course.current.sum() > 0 and course.past > 0 and course.rest > 0 and _freedom(course) >= 2)


def project_total(course: Course, *, n_draws: int, rng: np.random.Generator, smallest_dispersion: float = 1.0) -> Projection:
    """Return where the sum of a year will end (a count of persons, an amount of money, days).

    Parameters
    ----------
    smallest_dispersion
        φ is never taken below it: 1 for counts of events that come one by one.

    Raises
    ------
    ValueError
        When `can_project` says no.
    """
    _check(course)
    to_date = float(course.current.sum())
    statistic, freedom = _unexplained(course)
    if course.known == course.history.shape[1]:
        return Projection(np.full(n_draws, to_date), float("nan"), freedom)
    phi = _dispersions(statistic, freedom, smallest_dispersion, n_draws, rng)
    share = rng.beta(course.past / phi + 0.5, course.rest / phi + 0.5)
    level = rng.gamma(to_date / phi + 0.5) / share
    remaining = phi * rng.poisson(level * (1 - share))
    return Projection(to_date + remaining, max(statistic / freedom, smallest_dispersion), freedom)


def project_ratio(
    numerators: Course,
    denominators: Course,
    *,
    n_draws: int,
    rng: np.random.Generator,
    is_share: bool = False,
) -> Projection:
    """Return where the quotient of two sums will end: a share (persons of so many) or a mean (days over requests).

    The rest of the year is to its months to date as it was in earlier years. Of a share the least dispersion is that of the binomial,
    and no draw has more in the numerator than in the denominator.

    Raises
    ------
    ValueError
        When `can_project` says no of either.
    """
    _check(numerators)
    whole = project_total(denominators, n_draws=n_draws, rng=rng)
    counted, over = float(numerators.current.sum()), float(denominators.current.sum())
    statistic, freedom = _unexplained(numerators, denominators)
    if numerators.known == numerators.history.shape[1]:
        return Projection(np.full(n_draws, counted / over), float("nan"), freedom)
    least = max(1 - counted / over, 1e-6) if is_share else 1e-9
    phi = _dispersions(statistic, freedom, least, n_draws, rng)
    level = rng.gamma(counted / phi + 0.5) * phi / over
    season = (numerators.rest / denominators.rest) / (numerators.past / denominators.past)
    # Delta method: the logarithm of a quotient of two counts of variance φ.
    drift = np.exp(rng.normal(0.0, np.sqrt(phi * (1 / numerators.past + 1 / numerators.rest))))
    remaining = np.maximum(whole.draws - over, 0.0)
    added = phi * rng.poisson(remaining * level * season * drift / phi)
    if is_share:
        added = np.minimum(added, remaining)
    return Projection((counted + added) / (over + remaining), max(statistic / freedom, least), freedom)


def _check(course: Course) -> None:
    if not can_project(course):
        raise ValueError("this year cannot be projected: ask `can_project` first")


def _dispersions(statistic: float, freedom: int, least: float, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw the dispersion: what is estimated on few degrees of freedom is itself uncertain."""
    return np.maximum(statistic / rng.chisquare(freedom, n_draws), least)


def _freedom(course: Course) -> int:
    years, blocks = course.history.shape
    return int((years - 1) * (blocks - 1) + course.known - 1)


def _unexplained(counts: Course, exposures: Course | None = None) -> tuple[float, int]:
    """Return Pearson's statistic of what levels of years and shares of months leave unexplained, and its degrees of freedom.

    Two tables that share nothing but margins: the earlier years among themselves, then this year beside all of them.
    """
    pooled = np.vstack([counts.history[:, : counts.known].sum(axis=0), counts.current])
    among, beside = None, None
    if exposures is not None:
        among = exposures.history
        beside = np.vstack([exposures.history[:, : exposures.known].sum(axis=0), exposures.current])
    return _pearson(counts.history, among) + _pearson(pooled, beside), _freedom(counts)


def _pearson(table: FloatArray, exposure: FloatArray | None = None) -> float:
    expected = np.ones_like(table) if exposure is None else exposure.astype(float).copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(1 if exposure is None else _ROUNDS):
            expected *= np.nan_to_num(table.sum(axis=1) / expected.sum(axis=1))[:, None]
            expected *= np.nan_to_num(table.sum(axis=0) / expected.sum(axis=0))[None, :]
        return float(np.nansum(np.where(expected > 0, (table - expected) ** 2 / expected, 0.0)))
