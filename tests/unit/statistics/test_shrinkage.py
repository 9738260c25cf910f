"""Shares drawn towards the others against a published analysis, scipy, and simulations with known truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.statistics.shrinkage import _log_likelihood, beta_binomial_shrinkage

# Tarone (1982); Gelman et al., *Bayesian Data Analysis*, table 5.1: tumours of female rats in 71 experiments.
RATS = [20] * 7 + [19] * 4 + [18, 18, 17, 20, 20, 20, 20, 19, 19, 18, 18, 25, 24, 23] + [20] * 6 + [10, 49, 19, 46, 27, 17, 49, 47, 20, 20]
RATS += [13, 48, 50] + [20] * 7 + [48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14]
TUMOURS = [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10] + [4] * 7 + [10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5]
TUMOURS += [6] * 4 + [16, 15, 15, 9, 4]


def test_the_rats_are_those_of_the_book() -> None:
    """BDA, section 5.3: E(α) = 2.4 and E(β) = 14.3, hence a mean share of 0.14 worth about 17 rats."""
    found = beta_binomial_shrinkage(TUMOURS, RATS)
    assert found.mean == pytest.approx(2.4 / (2.4 + 14.3), abs=0.005)
    assert 13 < found.worth < 18
    # Figure 5.4: the current experiment, 4 of 14 rats, is drawn from 0.29 to about 0.21.
    assert found.value[-1] == pytest.approx(0.21, abs=0.01)
    assert found.interval.low[0] < 0.01
    assert found.value[0] > 0


def test_the_likelihood_is_that_of_scipy() -> None:
    x, n = np.array([0.0, 3.0, 3.0, 9.0]), np.array([4.0, 7.0, 7.0, 9.0])
    a, b = np.array([0.7, 3.0]), np.array([2.0, 1.5])
    constant = sum(stats.binom.logpmf(k, m, 0.5) + m * np.log(2) for k, m in zip(x, n, strict=True))
    expected = [sum(stats.betabinom.logpmf(k, m, p, q) for k, m in zip(x, n, strict=True)) - constant for p, q in zip(a, b, strict=True)]
    assert _log_likelihood(a, b, x, n) == pytest.approx(expected, rel=1e-10)


def test_with_the_truth_known_shrunken_shares_are_nearer_and_their_intervals_hold() -> None:
    draw = np.random.default_rng(11)
    raw_error, error, held, total = 0.0, 0.0, 0, 0
    for _ in range(25):
        truth, n = draw.beta(17, 3, 40), draw.integers(2, 80, 40)
        x = draw.binomial(n, truth)
        found = beta_binomial_shrinkage(x, n)
        raw_error += float(((x / n - truth) ** 2).sum())
        error += float(((found.value - truth) ** 2).sum())
        held += int(((found.interval.low <= truth) & (truth <= found.interval.high)).sum())
        total += 40
    assert error < 0.7 * raw_error
    assert 0.93 <= held / total <= 0.97


def test_the_fewer_a_group_has_the_more_it_is_drawn_and_a_large_one_hardly_moves() -> None:
    found = beta_binomial_shrinkage([1, 10, 600, 85, 80, 90], [2, 20, 1200, 100, 100, 100])
    moved = np.abs(found.value[:3] - 0.5)
    assert moved[0] > moved[1] > moved[2]
    assert moved[2] < 0.01


def test_a_group_without_anyone_has_no_share() -> None:
    found = beta_binomial_shrinkage([8, 0, 9], [10, 0, 10])
    assert np.isnan(found.value[1])
    assert np.isnan(found.interval.low[1])
    assert not np.isnan(found.value[[0, 2]]).any()
    assert np.isnan(beta_binomial_shrinkage([0], [0]).value).all()
    assert np.isnan(beta_binomial_shrinkage([], []).mean)


def test_one_group_and_groups_that_all_agree_stay_inside() -> None:
    for x, n in (([3], [4]), ([5, 7, 9], [5, 7, 9]), ([0], [1])):
        found = beta_binomial_shrinkage(x, n)
        assert ((found.interval.low >= 0) & (found.interval.low <= found.value) & (found.value <= found.interval.high)).all()
        assert (found.interval.high <= 1).all()
    with pytest.raises(ValueError, match="between 0"):
        beta_binomial_shrinkage([3], [2])
