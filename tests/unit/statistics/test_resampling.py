"""Resampled sums against what their variance must be; ranks against a plain twin and against units whose order is known."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.resampling import ranks, resampled_sums


def test_the_spread_of_a_resampled_ratio_is_that_of_linearization() -> None:
    """Σ (y − R x)² / X², what each person adds beside the ratio (Särndal, Swensson and Wretman 1992, § 5.6)."""
    rng = np.random.default_rng(1)
    added = np.column_stack([rng.binomial(3, 0.4, 800), np.full(800, 3)]).astype(float)
    draws = resampled_sums(added, np.zeros(800, dtype=int), 1, 6000, rng)[:, 0]
    ratio = added[:, 0].sum() / added[:, 1].sum()
    expected = np.sqrt(((added[:, 0] - ratio * added[:, 1]) ** 2).sum()) / added[:, 1].sum()
    assert np.std(draws[:, 0] / draws[:, 1]) == pytest.approx(expected, rel=0.04)


def test_a_count_is_left_to_chance_as_a_poisson_count() -> None:
    draws = resampled_sums(np.ones((400, 1)), np.zeros(400, dtype=int), 1, 6000, np.random.default_rng(2))[:, 0, 0]
    assert (draws.mean(), draws.std()) == (pytest.approx(400, rel=0.01), pytest.approx(20, rel=0.04))


def test_persons_stay_in_their_group_and_an_empty_group_has_nothing() -> None:
    draws = resampled_sums(np.array([[1.0], [10.0], [100.0]]), np.array([2, 0, 2]), 3, 500, np.random.default_rng(3))
    assert set(np.unique(draws[:, 0] % 10)) == {0.0}
    assert not draws[:, 1].any()
    assert draws[:, 2].mean() == pytest.approx(101, rel=0.15)


def test_the_same_seed_gives_the_same_resamples_however_many_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    added, groups = np.arange(40.0).reshape(20, 2), np.arange(20) % 3
    whole = resampled_sums(added, groups, 3, 50, np.random.default_rng(4))
    assert np.array_equal(whole, resampled_sums(added, groups, 3, 50, np.random.default_rng(4)))
    monkeypatch.setattr("analysis.statistics.resampling._MOST_WEIGHTS", 100)
    parts = resampled_sums(added, groups, 3, 2000, np.random.default_rng(5))
    assert parts.mean(axis=0) == pytest.approx(resampled_sums(added, groups, 3, 2000, np.random.default_rng(6)).mean(axis=0), rel=0.1)


def test_ranks_are_those_of_a_plain_count() -> None:
    draws = np.random.default_rng(7).integers(0, 4, size=(60, 6)).astype(float)
    twin = np.array([[1 + sum(b > a for b in row) + (sum(b == a for b in row) - 1) / 2 for a in row] for row in draws])
    found = ranks(draws, 0.8)
    assert np.array_equal(found.median, np.median(twin, axis=0))
    assert np.array_equal(found.low, np.floor(np.quantile(twin, 0.1, axis=0)))
    assert found.upper_half == pytest.approx((twin <= 3).mean(axis=0))


def test_units_far_apart_have_one_rank_and_units_alike_have_all_of_them() -> None:
    rng = np.random.default_rng(8)
    apart = ranks(rng.normal([1.0, 2.0, 3.0], 0.01, size=(500, 3)))
    assert [list(apart.low), list(apart.high)] == [[3, 2, 1], [3, 2, 1]]
    alike = ranks(rng.normal(size=(2000, 20)))
    assert (alike.low <= 2).all()
    assert (alike.high >= 19).all()


def test_rank_intervals_hold_the_true_rank_of_most_units() -> None:
    """Forty units whose true means are known and observed with noise: about 95% of the intervals of rank hold the true rank."""
    rng = np.random.default_rng(9)
    held = []
    for _ in range(30):
        truth = rng.normal(0, 1, 40)
        observed = truth + rng.normal(0, 0.5, 40)
        found = ranks(observed + rng.normal(0, 0.5, size=(600, 40)))
        true_rank = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
        held.append(((found.low <= true_rank) & (true_rank <= found.high)).mean())
    assert np.mean(held) > 0.88
