"""Leaving between two questions, held to the product of shares, to a published data set and to simulations with known truth."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.discrete_hazards import life_table
from analysis.statistics.interval_censoring import leaving, staying
from analysis.statistics.survival import cumulative_incidence


def test_when_everyone_is_seen_each_time_it_is_the_product_of_the_shares_that_stay() -> None:
    """Of 100, 10 leave in the first interval; 30 of the others are not seen again; 5 of 60 leave in the second."""
    found = staying([0, 1, 1, 2], [1, 9, 2, 9], [10, 30, 5, 55], 2)
    table = life_table([10, 5], [100, 60])
    assert found.retained == pytest.approx(table.retained)
    assert [*found.low, *found.high] == pytest.approx([*table.low, *table.high])


# Finkelstein, D. M. and Wolfe, R. A. (1985), Biometrics 41: 933–945: months until breast retraction of 46 women treated by
# radiotherapy alone; 100 stands for « not seen ».
LAST_WITHOUT = [
    45, 6, 0, 46, 46, 7, 17, 7, 37, 0, 4, 15, 11, 22, 46, 46, 25, 46, 26, 46, 27, 36, 46,
    36, 37, 40, 17, 46, 11, 38, 5, 37, 0, 18, 24, 36, 5, 19, 17, 24, 32, 33, 19, 37, 34, 36,
]  # fmt: skip
FIRST_WITH = [
    100, 10, 7, 100, 100, 16, 100, 14, 44, 8, 11, 100, 15, 100, 100, 100, 37, 100, 40, 100, 34, 44, 100,
    48, 100, 100, 25, 100, 18, 100, 12, 100, 5, 100, 100, 100, 11, 35, 25, 100, 100, 100, 26, 100, 100, 100,
]  # fmt: skip


def test_the_breast_retraction_study_has_its_published_curve() -> None:
    """Masses of `interval::icfit` in R: (4,5] 0.0463, (6,7] 0.0334, (7,8] 0.0887, (11,12] 0.0708, (24,25] 0.0926, (33,34] 0.0818,
    (38,40] 0.1209, (46,48] 0.4656 (Fay, M. P. and Shaw, P. A. (2010), Journal of Statistical Software 36(2)).
    """
    found = staying(LAST_WITHOUT, FIRST_WITH, np.ones(46), 60)
    published = {5: 0.0463, 7: 0.0334, 8: 0.0887, 12: 0.0708, 25: 0.0926, 34: 0.0818, 40: 0.1209, 48: 0.4656}
    left = 0.0
    for month, mass in published.items():
        left += mass
        assert found.retained[month - 1] == pytest.approx(1 - left, abs=2e-3)
    assert np.isnan(found.retained[48:]).all()


def test_intervals_cover_the_truth_when_people_are_missed_at_random() -> None:
    """400 samples of 300, seed 13: hazards 0.12, 0.15, 0.10, 0.08; each person missed at each question with a chance of 0.4."""
    draw = np.random.default_rng(13)
    hazards = np.array([0.12, 0.15, 0.10, 0.08])
    truth = np.cumprod(1 - hazards)
    covers, total = np.zeros(4), np.zeros(4)
    for _ in range(400):
        leaves = draw.random((300, 4)) < hazards
        left_in = np.where(leaves.any(axis=1), leaves.argmax(axis=1) + 1, 9)
        seen = draw.random((300, 4)) < 0.6
        at = np.arange(1, 5)
        last_in = np.where(seen & (at < left_in[:, None]), at, 0).max(axis=1)
        first_out = np.where(seen & (at >= left_in[:, None]), at, 9).min(axis=1)
        found = staying(last_in, first_out, np.ones(300), 4)
        covers += (found.low <= truth) & (truth <= found.high)
        total += found.retained
    assert total / 400 == pytest.approx(truth, abs=0.006)
    assert ((covers / 400 >= 0.92) & (covers / 400 <= 0.98)).all()


def test_it_finds_the_largest_likelihood() -> None:
    """A slow plain twin: the best of all divisions of four cells on a grid of hundredths."""
    last_in, first_out, n = [0, 0, 1, 2, 0, 1], [1, 3, 3, 9, 2, 9], [12, 9, 14, 50, 6, 9]
    found = staying(last_in, first_out, n, 3)

    def likelihood(shares: np.ndarray) -> float:
        cells = np.array([*shares, 1 - shares.sum()])
        chances = [cells[begin : end if end <= 3 else 4].sum() for begin, end in zip(last_in, first_out, strict=True)]
        return float((np.array(n) * np.log(np.maximum(chances, 1e-300))).sum())

    best = likelihood(-np.diff(np.concatenate([[1.0], found.retained])))
    grid = np.arange(0, 100, 2) / 100
    assert best >= max(likelihood(np.array([a, b, c])) for a in grid for b in grid for c in grid if a + b + c < 1) - 1e-9


def test_nobody_seen_gives_nothing() -> None:
    assert np.isnan(staying([], [], [], 3).retained).all()
    assert np.isnan(staying([0, 0], [9, 9], [5, 1], 3).retained).all()
    only_first = staying([1, 0], [9, 1], [10, 10], 3)
    assert only_first.retained[0] == pytest.approx(0.5)
    assert np.isnan(only_first.retained[1:]).all()
    nobody_left = staying([3], [9], [10], 3)
    assert nobody_left.retained.tolist() == [1, 1, 1]
    assert np.isnan(nobody_left.low).all()
    with pytest.raises(ValueError, match="after they are seen"):
        staying([2], [1], [3], 3)


def test_competing_exits_seen_each_time_are_those_of_aalen_and_johansen() -> None:
    """20 and 10 leave in the first interval for one cause and the other, then 6 and 9 of the 60 who are seen again."""
    first, second = leaving([0, 0, 1, 1, 1, 2], [1, 1, 9, 2, 2, 9], [1, 2, 0, 1, 2, 0], [20, 10, 10, 6, 9, 45], n_intervals=2, n_causes=2)
    times = np.repeat([1, 1, 1, 2, 2, 2], [20, 10, 10, 6, 9, 45])
    exact = cumulative_incidence(times, np.repeat([1, 2, 0, 1, 2, 0], [20, 10, 10, 6, 9, 45]), 2)
    for found, curve in zip((first, second), exact, strict=True):
        value, error = curve.at([1, 2])
        assert found.incidence == pytest.approx(value)
        assert found.standard_error == pytest.approx(error, rel=0.02)


def test_causes_and_those_who_stay_are_everyone_and_intervals_of_causes_cover() -> None:
    """300 samples of 400, seed 23: each interval takes 10 % for one cause and 5 % for the other; each question misses 40 %."""
    draw, truth, covers = np.random.default_rng(23), np.zeros((2, 3)), np.zeros((2, 3))
    stays = 0.85 ** np.arange(3)
    truth[0], truth[1] = np.cumsum(0.10 * stays), np.cumsum(0.05 * stays)
    for _ in range(300):
        drawn = draw.random((400, 3))
        out = (drawn < 0.15).argmax(axis=1) + 1
        out[~(drawn < 0.15).any(axis=1)] = 9
        cause = np.where(drawn[np.arange(400), np.minimum(out, 3) - 1] < 0.10, 1, 2)
        seen, at = draw.random((400, 3)) < 0.6, np.arange(1, 4)
        last_in = np.where(seen & (at < out[:, None]), at, 0).max(axis=1)
        first_out = np.where(seen & (at >= out[:, None]), at, 9).min(axis=1)
        by_cause = leaving(last_in, first_out, cause, np.ones(400), n_intervals=3, n_causes=2)
        together = staying(last_in, first_out, np.ones(400), 3).retained
        # The two fits weigh who was missed in between a little differently.
        assert sum(one.incidence for one in by_cause) + together == pytest.approx(np.ones(3), abs=0.01)
        for place, one in enumerate(by_cause):
            covers[place] += np.abs(one.incidence - truth[place]) < 1.96 * one.standard_error
    assert ((covers / 300 > 0.91) & (covers / 300 < 0.99)).all()


def test_everyone_leaving_has_errors_too() -> None:
    found = staying([0, 1], [1, 2], [30, 70], 2)
    assert found.retained.tolist() == pytest.approx([0.7, 0.0])
    assert found.standard_error[0] == pytest.approx((0.3 * 0.7 / 100) ** 0.5)
    assert np.isnan(found.low[1])
    with pytest.raises(ValueError, match="causes go from 1"):
        leaving([0], [1], [3], [1], n_intervals=2, n_causes=2)
