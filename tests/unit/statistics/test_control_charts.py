"""Limits against the worked examples of the NIST/SEMATECH e-Handbook of Statistical Methods (§ 6.3.2.2, 6.3.3.1, 6.3.3.2)."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.control_charts import Limits, individuals, p_chart, signals, u_chart

FLOW_RATES = np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
DEFECTS = np.array([16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13], dtype=float)
MISALIGNED = np.array(
    [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6], dtype=float
)


def every(values: np.ndarray) -> np.ndarray:
    return np.ones(len(values), dtype=bool)


def test_individuals_are_those_of_the_nist_handbook() -> None:
    limits = individuals(FLOW_RATES, every(FLOW_RATES))
    assert limits.center[0] == pytest.approx(50.81)
    assert limits.high[0] == pytest.approx(55.8041, abs=2e-3)
    assert limits.low[0] == pytest.approx(45.8159, abs=2e-3)
    assert not signals(FLOW_RATES, limits).any.any()


def test_a_p_chart_is_that_of_the_nist_handbook() -> None:
    sizes = np.full(30, 50.0)
    limits = p_chart(MISALIGNED, sizes, every(sizes), prime=False)
    assert limits.center[0] == pytest.approx(0.2313, abs=5e-5)
    assert (limits.low[0], limits.high[0]) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.4102, abs=1e-4))
    # The handbook calls out two wafers: the 15th (0.44) and the 23rd (0.48).
    assert list(np.flatnonzero(signals(MISALIGNED / sizes, limits).beyond) + 1) == [15, 23]


def test_a_u_chart_of_one_unit_each_is_the_c_chart_of_the_nist_handbook() -> None:
    limits = u_chart(DEFECTS, np.ones(25), every(DEFECTS), prime=False)
    assert (limits.center[0], limits.low[0], limits.high[0]) == (16.0, pytest.approx(4.0), pytest.approx(28.0))
    assert list(np.flatnonzero(signals(DEFECTS, limits).beyond) + 1) == [24]


def test_laney_says_one_when_there_is_only_binomial_variation() -> None:
    rng = np.random.default_rng(1)
    sizes = rng.integers(500, 1500, size=4000).astype(float)
    limits = p_chart(rng.binomial(sizes.astype(int), 0.3).astype(float), sizes, every(sizes))
    assert limits.spread == pytest.approx(1.0, abs=0.03)


def test_laney_widens_limits_that_the_p_chart_sets_too_close_in_large_groups() -> None:
    """With groups so large that binomial variation vanishes, p′ limits are those of the individuals chart (Laney 2002)."""
    rng = np.random.default_rng(2)
    sizes = np.full(600, 1e6)
    shares = rng.normal(0.3, 0.01, size=600)
    plain, prime = (p_chart(shares * sizes, sizes, every(sizes), prime=prime) for prime in (False, True))
    assert np.mean(signals(shares, plain).beyond != 0) > 0.5
    assert np.mean(signals(shares, prime).beyond != 0) < 0.01
    assert prime.high[0] == pytest.approx(individuals(shares, every(sizes)).high[0], rel=1e-6)


def test_a_missing_month_gives_no_moving_range_and_no_signal() -> None:
    values = np.array([10.0, 12.0, np.nan, 100.0, 102.0])
    limits = individuals(values, np.array([True, True, True, False, False]))
    assert limits.center[0] == 11.0
    assert limits.high[0] == pytest.approx(11 + 3 * 2 / 1.128)
    assert list(signals(values, limits).beyond) == [0, 0, 0, 1, 1]


def test_a_run_is_eight_points_on_one_side_and_a_point_on_the_centre_ends_it() -> None:
    limits = Limits(np.zeros(17), np.full(17, -9.0), np.full(17, 9.0))
    eight = np.array([1.0] * 8 + [-1.0] * 9)
    assert list(signals(eight, limits).run) == [1] * 8 + [-1] * 9
    broken = np.array([1.0] * 7 + [0.0] + [1.0] * 7 + [-1.0, -1.0])
    assert not signals(broken, limits).run.any()
    assert not signals(eight[:7], Limits(*(part[:7] for part in (limits.center, limits.low, limits.high)))).run.any()


def test_a_change_of_centre_ends_a_run() -> None:
    center = np.array([0.0] * 5 + [0.5] * 5)
    limits = Limits(center, center - 9, center + 9)
    assert not signals(np.ones(10), limits).run.any()


def test_a_count_has_no_limit_below_zero_and_nobody_has_no_limits() -> None:
    values = np.array([0.0, 9.0, 0.0, 9.0])
    assert individuals(values, every(values), floor=0.0).low[0] == 0.0
    nothing = p_chart(np.array([np.nan, 0.0]), np.array([np.nan, 0.0]), np.array([True, True]))
    assert np.isnan(nothing.high).all()
