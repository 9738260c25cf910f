"""Cronbach's alpha against published values and a simulation whose alpha is known."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.reliability import cronbach_alpha, feldt_interval

# Chatterjee, S. and Price, B. (1977), *Regression Analysis by Example*: 30 departments, seven questions (the data set `attitude` of R).
ATTITUDE = """
43 51 30 39 61 92 45  63 64 51 54 63 73 47  71 70 68 69 76 86 48  61 63 45 47 54 84 35  81 78 56 66 71 83 47  43 55 49 44 54 49 34
58 67 42 56 66 68 35  71 75 50 55 70 66 41  72 82 72 67 71 83 31  67 61 45 47 62 80 41  64 53 53 58 58 67 34  67 60 47 39 59 74 41
69 62 57 42 55 63 25  68 83 83 45 59 77 35  77 77 54 72 79 77 46  81 90 50 72 60 54 36  74 85 64 69 79 79 63  65 60 65 75 55 80 60
65 70 46 57 75 85 46  50 58 68 54 64 78 52  50 40 33 34 43 64 33  64 61 52 62 66 80 41  53 66 52 50 63 80 37  40 37 42 58 50 57 49
63 54 42 48 66 75 33  66 77 66 63 88 76 72  78 75 58 74 80 78 49  48 57 44 45 51 83 38  85 85 71 71 77 74 55  82 82 39 59 64 78 39
"""


def attitude() -> np.ndarray:
    return np.array(ATTITUDE.split(), dtype=float).reshape(30, 7)


def test_alpha_of_the_attitude_data_is_the_published_one() -> None:
    """Revelle, W., R package psych, documentation of `alpha(attitude)`: raw alpha 0.84, 0.80 to 0.86 without one question."""
    found = cronbach_alpha(attitude())
    assert round(found.alpha, 2) == 0.84
    assert np.round(found.alpha_without, 2).tolist() == [0.81, 0.80, 0.83, 0.80, 0.80, 0.86, 0.84]
    assert (found.n_persons, found.n_questions) == (30, 7)


def test_the_interval_is_the_published_one() -> None:
    """Evans, C., `feldt1.return(0.913, 873, 20, 0.95, 0)`, MRC CBU, statistics wiki: 0.9044024 to 0.9211588."""
    interval = feldt_interval(0.913, 873, 20)
    assert [float(interval.low), float(interval.high)] == pytest.approx([0.9044024, 0.9211588], abs=5e-8)


def test_patterns_with_their_counts_say_what_persons_one_by_one_say() -> None:
    persons = np.random.default_rng(1).integers(1, 6, (400, 3))
    patterns, counts = np.unique(persons, axis=0, return_counts=True)
    one_by_one, grouped = cronbach_alpha(persons), cronbach_alpha(patterns, counts)
    assert grouped.alpha == pytest.approx(one_by_one.alpha, abs=1e-12)
    total = persons.sum(axis=1)
    expected = [np.corrcoef(persons[:, q], total - persons[:, q])[0, 1] for q in range(3)]
    assert grouped.rest_correlation == pytest.approx(expected, abs=1e-12)
    twin = 3 / 2 * (1 - persons.var(axis=0, ddof=1).sum() / total.var(ddof=1))
    assert grouped.alpha == pytest.approx(twin, abs=1e-12)


def test_the_interval_holds_the_alpha_of_parallel_questions() -> None:
    """Six parallel questions of correlation r have an alpha of 6r / (1 + 5r)."""
    draw, r = np.random.default_rng(8), 0.4
    truth, held = 6 * r / (1 + 5 * r), 0
    for _ in range(2_000):
        one = draw.normal(size=(60, 1))
        found = cronbach_alpha(np.sqrt(r) * one + np.sqrt(1 - r) * draw.normal(size=(60, 6)))
        held += float(found.interval.low) <= truth <= float(found.interval.high)
    assert 0.935 <= held / 2_000 <= 0.965


@pytest.mark.parametrize("answers", [[[4, 4, 4]], [[4], [5], [3]], [[5, 5], [5, 5]]])
def test_what_cannot_be_computed_is_not_a_number(answers: list[list[int]]) -> None:
    found = cronbach_alpha(answers)
    assert np.isnan(found.alpha)
    assert np.isnan(float(found.interval.low))
