"""Standardised differences against values worked by hand, the formula's second writing, and draws from known shares."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.statistics.group_differences import difference_of_shares


def test_a_difference_worked_by_hand() -> None:
    # p = 0.6, q = 0.4: the two variances are 0.24, so d = 0.2 / √0.24; n = m = 100 gives √(0.02 + d² / 400).
    found = difference_of_shares(60, 100, 40, 100)
    d = 0.2 / math.sqrt(0.24)
    assert float(found.value) == pytest.approx(d)
    assert float(found.standard_error) == pytest.approx(math.sqrt(0.02 + d * d / 400))


def test_it_is_the_difference_of_means_over_the_pooled_deviation_of_zeros_and_ones() -> None:
    one, other = np.r_[np.ones(13), np.zeros(31)], np.r_[np.ones(40), np.zeros(27)]
    expected = (one.mean() - other.mean()) / np.sqrt((one.var() + other.var()) / 2)
    assert float(difference_of_shares(13, 44, 40, 67).value) == pytest.approx(expected)


def test_it_changes_sign_with_the_groups_and_not_with_their_size() -> None:
    there, back = difference_of_shares(30, 100, 20, 100), difference_of_shares(20, 100, 30, 100)
    assert float(there.value) == pytest.approx(-float(back.value))
    assert float(difference_of_shares(3000, 10000, 2000, 10000).value) == pytest.approx(float(there.value))


def test_the_interval_covers_the_true_difference_as_often_as_it_says() -> None:
    p, q, n, m = 0.35, 0.25, 220, 180
    truth = (p - q) / math.sqrt((p * (1 - p) + q * (1 - q)) / 2)
    draw = np.random.default_rng(7)
    ends = difference_of_shares(draw.binomial(n, p, 4000), n, draw.binomial(m, q, 4000), m).interval()
    assert 0.93 <= np.mean((ends.low <= truth) & (truth <= ends.high)) <= 0.97


def test_an_empty_group_or_nobody_apart_gives_no_number() -> None:
    found = difference_of_shares([3, 0, 5], [10, 0, 5], [0, 2, 4], [0, 9, 4])
    assert np.isnan(found.value).all()
    assert np.isnan(found.interval().low).all()
    with pytest.raises(ValueError, match="between 0"):
        difference_of_shares(5, 4, 1, 2)
