"""Projections held to simulated years whose end is known: the intervals hold it as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.projection import Course, can_project, project_ratio, project_total

SEASON = np.array([0.10, 0.08, 0.06, 0.04, 0.07, 0.12, 0.11, 0.09, 0.05, 0.11, 0.08, 0.09])
N = 700


def simulated(rng: np.random.Generator, level: float, dispersion: float, years: int = 3) -> np.ndarray:
    """Return years of monthly counts whose variance is `dispersion` times their mean, at levels that differ from year to year."""
    means = np.outer(level * rng.uniform(0.8, 1.2, size=years), SEASON)
    if dispersion == 1:
        return rng.poisson(means).astype(float)
    shape = means / (dispersion - 1)
    return rng.poisson(rng.gamma(shape) * (dispersion - 1)).astype(float)


@pytest.mark.parametrize("dispersion", [1.0, 3.0])
@pytest.mark.parametrize("known", [3, 6, 9])
def test_the_intervals_of_a_total_hold_the_end_of_the_year_as_often_as_they_say(known: int, dispersion: float) -> None:
    rng = np.random.default_rng(known)
    held = {0.80: 0, 0.95: 0}
    for _ in range(N):
        years = simulated(rng, 2000.0, dispersion)
        projection = project_total(Course(years[:2], years[2, :known]), n_draws=1500, rng=rng)
        for level in held:
            low, high = projection.interval(level)
            held[level] += low <= years[2].sum() <= high
    assert 0.77 <= held[0.80] / N <= 0.88
    assert 0.925 <= held[0.95] / N <= 0.99


@pytest.mark.parametrize("known", [4, 8])
def test_the_intervals_of_a_share_hold_the_end_of_the_year_as_often_as_they_say(known: int) -> None:
    rng = np.random.default_rng(100 + known)
    held = {0.80: 0, 0.95: 0}
    for _ in range(N):
        over = simulated(rng, 900.0, 1.0)
        chance = rng.uniform(0.6, 0.8, size=3)[:, None] + 0.05 * np.sin(np.arange(12))[None, :]
        counted = rng.binomial(over.astype(int), chance).astype(float)
        projection = project_ratio(
            Course(counted[:2], counted[2, :known]), Course(over[:2], over[2, :known]), n_draws=1500, rng=rng, is_share=True
        )
        assert projection.draws.max() <= 1.0
        for level in held:
            low, high = projection.interval(level)
            held[level] += low <= counted[2].sum() / over[2].sum() <= high
    assert 0.77 <= held[0.80] / N <= 0.89
    assert 0.925 <= held[0.95] / N <= 0.99


def test_the_chances_of_reaching_a_target_are_true_in_the_long_run() -> None:
    """Of the years given about one chance in three, about a third reach their target: the probabilities are calibrated."""
    rng = np.random.default_rng(5)
    said, reached = [], []
    for _ in range(N):
        years = simulated(rng, 2000.0, 2.0)
        projection = project_total(Course(years[:2], years[2, :6]), n_draws=800, rng=rng)
        target = years[:2].sum() / 2
        said.append(projection.at_least(target))
        reached.append(years[2].sum() >= target)
    chances, ends = np.array(said), np.array(reached)
    assert chances.mean() == pytest.approx(ends.mean(), abs=0.03)
    for low, high in ((0.0, 0.3), (0.7, 1.0)):
        inside = (chances >= low) & (chances <= high)
        assert chances[inside].mean() == pytest.approx(ends[inside].mean(), abs=0.05)


def test_the_seasons_of_earlier_years_are_followed() -> None:
    """A year on the course of the two before ends where they did, however uneven its months are."""
    year = 1000 * SEASON
    projection = project_total(Course(np.vstack([year, year]), year[:5]), n_draws=20_000, rng=np.random.default_rng(3))
    assert projection.median == pytest.approx(1000, rel=0.02)
    assert projection.dispersion == 1.0


def test_a_mean_follows_the_slow_months_that_earlier_years_had() -> None:
    days, requests = np.array([8.0] * 8 + [12.0] * 2 + [8.0] * 2), np.full(12, 120.0)
    history = Course(np.vstack([days * requests] * 2), 9 / 8 * days[:6] * requests[:6])
    over = Course(np.vstack([requests] * 2), requests[:6])
    projection = project_ratio(history, over, n_draws=20_000, rng=np.random.default_rng(4))
    assert projection.median == pytest.approx(9 / 8 * days.mean(), rel=0.01)


def test_a_year_that_is_over_ends_where_it_ended() -> None:
    years = simulated(np.random.default_rng(7), 500.0, 1.0)
    projection = project_total(Course(years[:2], years[2]), n_draws=100, rng=np.random.default_rng(0))
    assert set(projection.draws) == {years[2].sum()}


def test_the_same_seed_gives_the_same_draws() -> None:
    years = simulated(np.random.default_rng(7), 500.0, 1.0)
    first, second = (project_total(Course(years[:2], years[2, :4]), n_draws=50, rng=np.random.default_rng(9)).draws for _ in range(2))
    assert np.array_equal(first, second)


def test_a_year_without_anything_before_it_is_not_projected() -> None:
    nothing = Course(np.empty((0, 12)), np.ones(3))
    assert not can_project(nothing)
    assert not can_project(Course(np.ones((1, 12)), np.ones(2)))
    assert can_project(Course(np.ones((1, 12)), np.ones(3)))
    with pytest.raises(ValueError, match="can_project"):
        project_total(nothing, n_draws=10, rng=np.random.default_rng(0))
