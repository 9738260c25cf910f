"""Intervals, held to published figures and to an independent library."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis.statistics.intervals import (
    count_over_known,
    newcombe_difference,
    normal_interval,
    poisson_count,
    student_mean,
    wilson,
)

NEWCOMBE_SINGLE = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
"""Newcombe (1998), Statistics in Medicine 17: 857–872, table I, method 3."""

NEWCOMBE_DIFFERENCE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (10, 10, 0, 20, 0.6791, 1.0),
]
"""Newcombe (1998), Statistics in Medicine 17: 873–890, table II, method 10."""

PUBLISHED_TO_4_DECIMALS = 6e-5


@pytest.mark.parametrize(("x", "n", "low", "high"), NEWCOMBE_SINGLE)
def test_wilson_gives_the_published_intervals(x: int, n: int, low: float, high: float) -> None:
    interval = wilson(x, n)
    assert abs(interval.low - low) <= PUBLISHED_TO_4_DECIMALS
    assert abs(interval.high - high) <= PUBLISHED_TO_4_DECIMALS


@pytest.mark.parametrize("published", NEWCOMBE_DIFFERENCE)
def test_a_difference_of_shares_gives_the_published_intervals(published: tuple[int, int, int, int, float, float]) -> None:
    x, n, y, m, low, high = published
    interval = newcombe_difference(x, n, y, m)
    assert abs(interval.low - low) <= PUBLISHED_TO_4_DECIMALS
    assert abs(interval.high - high) <= PUBLISHED_TO_4_DECIMALS


@pytest.mark.shared
def test_every_published_interval_of_newcombe_is_reproduced(shared: Path) -> None:
    seen = 0
    with (shared / "data" / "newcombe_ci" / "newcombe1998.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["method"] == "wilson":
                interval = wilson(int(row["x1"]), int(row["n1"]))
            elif row["method"] == "newcombe10":
                interval = newcombe_difference(int(row["x1"]), int(row["n1"]), int(row["x2"]), int(row["n2"]))
            else:
                continue
            assert abs(interval.low - float(row["lower"])) <= PUBLISHED_TO_4_DECIMALS, row
            assert abs(interval.high - float(row["upper"])) <= PUBLISHED_TO_4_DECIMALS, row
            seen += 1
    assert seen >= 12


def test_wilson_agrees_with_statsmodels_on_every_count_up_to_40() -> None:
    for n in range(1, 41):
        x = np.arange(n + 1)
        interval = wilson(x, n)
        low, high = proportion_confint(x, n, method="wilson")
        np.testing.assert_allclose(interval.low, np.clip(low, 0, 1), atol=1e-12)
        np.testing.assert_allclose(interval.high, np.clip(high, 0, 1), atol=1e-12)


def test_nobody_gives_no_interval() -> None:
    for interval in (wilson(0, 0), student_mean(0, 0, 0), count_over_known(3, 0), newcombe_difference(1, 2, 0, 0)):
        assert np.isnan(interval.low)
        assert np.isnan(interval.high)


def test_an_interval_of_a_share_ends_exactly_at_0_and_at_1() -> None:
    # Among these are sizes at which the formula itself ends at 1 ± 2e-16.
    for n in (*range(1, 200), 1_000_003):
        assert wilson(0, n).low == 0.0
        assert wilson(n, n).high == 1.0
        assert 0 < wilson(0, n).high < 1
        assert 0 < wilson(n, n).low < 1


def test_one_person_leaves_almost_everything_open() -> None:
    assert wilson(1, 1).low == pytest.approx(0.2065, abs=1e-4)


def test_an_impossible_share_is_refused() -> None:
    with pytest.raises(ValueError, match="numerator"):
        wilson(3, 2)
    with pytest.raises(ValueError, match="numerator"):
        wilson([1, -1], [2, 2])


def test_a_mean_has_the_interval_of_student_from_its_sums() -> None:
    values = np.array([3, 5, 5, 9, 0, 4, 7])
    interval = student_mean(len(values), values.sum(), (values**2).sum())
    expected = stats.t.interval(0.95, len(values) - 1, loc=values.mean(), scale=stats.sem(values))
    assert (float(interval.low), float(interval.high)) == pytest.approx(expected)


def test_one_value_has_no_spread_and_equal_values_have_none_either() -> None:
    assert np.isnan(student_mean(1, 4, 16).low)
    equal = student_mean(5, 0.5, 0.05)
    assert equal.low == pytest.approx(0.1)
    assert equal.high == pytest.approx(0.1)


def test_a_count_has_the_interval_that_garwood_published() -> None:
    # Garwood (1936), 95 % limits of the expectation: 0 → 0–3.689; 1 → 0.0253–5.572; 10 → 4.795–18.39.
    interval = poisson_count([0, 1, 10])
    np.testing.assert_allclose(interval.low, [0, 0.0253, 4.795], atol=6e-4)
    np.testing.assert_allclose(interval.high, [3.689, 5.572, 18.39], atol=6e-3)
    with pytest.raises(ValueError, match="negative"):
        poisson_count(-1)


def test_a_count_over_a_known_amount_is_the_interval_of_the_count_divided() -> None:
    interval = count_over_known(10, 40)
    assert float(interval.low * 40) == pytest.approx(float(poisson_count(10).low))
    assert float(interval.high * 40) == pytest.approx(float(poisson_count(10).high))


@pytest.mark.parametrize("level", [0, 1, -0.5, 95])
def test_a_confidence_level_lies_strictly_between_0_and_1(level: float) -> None:
    for interval in (wilson, count_over_known, normal_interval):
        with pytest.raises(ValueError, match="confidence level"):
            interval(1, 2, confidence=level)


def test_more_confidence_is_a_wider_interval() -> None:
    narrow, wide = wilson(8, 20, confidence=0.90), wilson(8, 20, confidence=0.99)
    assert wide.low < narrow.low < 0.4 < narrow.high < wide.high
