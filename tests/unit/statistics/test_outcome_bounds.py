"""Worst and best cases, held to a published attrition, to Newcombe's intervals and to Imbens and Manski's limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from analysis.statistics.intervals import wilson
from analysis.statistics.outcome_bounds import imbens_manski_quantile, outcome_bounds


def test_a_share_known_of_a_part_lies_between_none_and_all_of_the_others() -> None:
    """The sibling Ontario program: 53 % missing, 38 % of everyone and 80 % of those reached, hence 38 to 91 %."""
    found = outcome_bounds(380, 470, 1000)
    assert [float(found.worst), float(found.best)] == pytest.approx([0.38, 0.91])
    assert found.low < 0.38
    assert found.high > 0.91


def test_when_all_answered_the_interval_is_wilsons() -> None:
    """Newcombe (1998), Statistics in Medicine 17: 857–872: 81 of 263 gives 0.2553 to 0.3662."""
    found = outcome_bounds(81, 263, 263)
    assert [float(found.low), float(found.high)] == pytest.approx([0.2553, 0.3662], abs=6e-5)
    assert found.worst == found.best


def test_far_bounds_are_widened_by_a_one_sided_quantile_and_near_ones_by_a_two_sided() -> None:
    """Imbens and Manski (2004), eq. 7, and the limits that they name: 1.645 and 1.960 at 95 %."""
    assert imbens_manski_quantile(float("inf")) == pytest.approx(norm.ppf(0.95))
    assert imbens_manski_quantile(0.0) == pytest.approx(norm.ppf(0.975))
    for distance in (0.3, 1.0, 3.0):
        quantile = imbens_manski_quantile(distance)
        assert norm.cdf(quantile + distance) - norm.cdf(-quantile) == pytest.approx(0.95)
    found = outcome_bounds(200, 500, 1000)
    assert float(found.low) == pytest.approx(float(wilson(200, 1000, 0.90).low), abs=1e-9)
    assert float(found.high) == pytest.approx(float(wilson(700, 1000, 0.90).high), abs=1e-9)


def test_the_interval_holds_the_truth_often_enough_wherever_it_lies() -> None:
    """Simulation, seed 11: 300 people, 4 in 5 answer by chance of their own; the truth is at either end or between."""
    random = np.random.default_rng(11)
    n, times = 300, 4000
    for truth, answers_if_yes, answers_if_no in ((0.5, 1.0, 0.6), (0.5, 0.6, 1.0), (0.3, 0.8, 0.8)):
        yes = random.binomial(n, truth, times)
        known_yes, known_no = random.binomial(yes, answers_if_yes), random.binomial(n - yes, answers_if_no)
        found = outcome_bounds(known_yes, known_yes + known_no, n)
        assert np.mean((found.low <= truth) & (truth <= found.high)) >= 0.94
        assert ((found.worst <= yes / n) & (yes / n <= found.best)).all()


def test_nobody_one_person_and_impossible_counts() -> None:
    assert np.isnan(outcome_bounds(0, 0, 0).low)
    nobody_reached = outcome_bounds(0, 0, 40)
    assert [float(nobody_reached.low), float(nobody_reached.high)] == [0.0, 1.0]
    one = outcome_bounds(1, 1, 3)
    assert [float(one.worst), float(one.best)] == pytest.approx([1 / 3, 1])
    for impossible in ((3, 2, 10), (1, 5, 4), (-1, 2, 3)):
        with pytest.raises(ValueError, match="at most those"):
            outcome_bounds(*impossible)
