"""Limits against the worked examples of the NIST/SEMATECH e-Handbook of Statistical Methods (§ 6.3.2.2, 6.3.3.1, 6.3.3.2)."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.control_charts import Limits, individuals, p_chart, seasonal, signals, u_chart

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


def test_new_limits_end_a_run() -> None:
    limits = Limits(np.zeros(10), np.full(10, -9.0), np.full(10, 9.0))
    assert signals(np.ones(10), limits).run.all()
    assert not signals(np.ones(10), limits, period=np.array([0] * 5 + [1] * 5)).run.any()


SEASON = np.array([170, 160, 125, 90, 145, 245, 225, 155, 105, 210, 150, 170], dtype=float)


def test_the_limits_of_a_season_call_few_months_that_only_chance_moved_and_many_that_lost_a_quarter() -> None:
    """Two baseline years of Poisson counts, then a third: about as many false signals as other charts, and a fall that XmR cannot see."""
    rng = np.random.default_rng(11)
    month, baseline = np.tile(np.arange(12), 3), np.arange(36) < 24
    false, seen, seen_by_individuals = [], [], []
    for _ in range(400):
        values = rng.poisson(np.tile(SEASON, 3)).astype(float)
        fallen = values.copy()
        fallen[29] = rng.poisson(0.65 * SEASON[5])
        limits, plain = seasonal(values, month, baseline), individuals(values, baseline, floor=0.0)
        assert limits is not None
        called = signals(values, limits, run_of=99).beyond
        false.append(np.mean(called[24:] != 0))
        assert np.mean(called[:24] != 0) < 0.2
        seen.append(signals(fallen, limits, run_of=99).beyond[29] == -1)
        seen_by_individuals.append(signals(fallen, plain, run_of=99).beyond[29] == -1)
    assert np.mean(false) < 0.02
    assert np.mean(seen) > 0.8
    assert np.mean(seen_by_individuals) < 0.05


def test_one_year_is_no_season() -> None:
    assert seasonal(np.ones(12), np.arange(12), np.ones(12, dtype=bool)) is None


def test_a_count_has_no_limit_below_zero_and_nobody_has_no_limits() -> None:
    values = np.array([0.0, 9.0, 0.0, 9.0])
    assert individuals(values, every(values), floor=0.0).low[0] == 0.0
    nothing = p_chart(np.array([np.nan, 0.0]), np.array([np.nan, 0.0]), np.array([True, True]))
    assert np.isnan(nothing.high).all()
