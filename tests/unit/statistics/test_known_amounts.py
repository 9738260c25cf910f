"""A known amount over an uncertain count: Fieller's set solved as such, the log-delta limits, and how often the interval is right."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.intervals import normal_quantile, wilson
from analysis.statistics.known_amounts import cost_each, cost_each_interval


def test_the_limits_are_where_fieller_s_inequality_becomes_an_equality() -> None:
    """Fieller (1954): θ is in the set when (A − θ·N·p̂)² ≤ z²·θ²·N²·p(1−p)/n, with p = A/(θN) (the score form of the same inequality)."""
    amount, people, x, n = 4_300_000.0, 2000.0, 420, 1100
    interval = cost_each_interval(amount, people, x, n)
    for theta in (float(interval.low), float(interval.high)):
        p = amount / (theta * people)
        left, right = (amount - theta * people * x / n) ** 2, (normal_quantile() * theta * people) ** 2 * p * (1 - p) / n
        assert left == pytest.approx(right, rel=1e-9)


def test_they_agree_with_the_log_delta_limits_of_a_large_sample() -> None:
    """Delta method: log(A/(N·p̂)) has the variance (1−p)/(n·p)."""
    amount, people, x, n = 1e6, 5000, 3000, 8000
    value = float(cost_each(amount, people, x, n))
    factor = np.exp(normal_quantile() * np.sqrt((1 - x / n) / x))
    interval = cost_each_interval(amount, people, x, n)
    assert value == pytest.approx(amount / (people * x / n))
    assert float(interval.low) == pytest.approx(value / factor, rel=2e-3)
    assert float(interval.high) == pytest.approx(value * factor, rel=2e-3)


def test_the_interval_covers_the_true_cost_about_nineteen_times_in_twenty() -> None:
    chance, true_share, n = np.random.default_rng(8), 0.35, 60
    seen = chance.binomial(n, true_share, 20_000)
    interval = cost_each_interval(1e6, 500, seen, n)
    true_cost = 1e6 / (500 * true_share)
    covered = (interval.low <= true_cost) & (true_cost <= interval.high)
    assert 0.935 < covered.mean() < 0.965


def test_nobody_seen_or_nobody_in_employment_has_no_cost() -> None:
    assert np.isnan(cost_each(100, 10, [0, 0], [0, 5])).all()
    nobody = cost_each_interval(100, 10, [0, 0], [0, 5])
    assert np.isnan(nobody.low).all()
    assert np.isnan(nobody.high).all()
    everyone = cost_each_interval(100, 10, 5, 5)
    assert float(everyone.low) == pytest.approx(10)
    assert float(everyone.high) == pytest.approx(100 / (10 * float(wilson(5, 5).low)))
