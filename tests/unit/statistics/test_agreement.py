"""Agreement of two sources against published tables, and an interval that covers what it says it does."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from analysis.statistics.agreement import cohen_kappa

FLEISS = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
"""Fleiss (1981), Statistical Methods for Rates and Proportions, table 13.1: 100 subjects diagnosed by two raters."""
ALTMAN = [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]]
"""Altman (1991), Practical Statistics for Medical Research: 85 xeromammograms of Boyd et al. (1982); the example of Stata's `kap`."""


def test_fleiss_example() -> None:
    found = cohen_kappa(FLEISS)
    assert found.observed == pytest.approx(0.89)
    assert found.expected == pytest.approx(0.66)
    assert round(found.value, 2) == 0.68
    assert found.standard_error == pytest.approx(0.088, abs=0.0005)
    assert found.standard_error_of_no_agreement == pytest.approx(0.076, abs=0.0005)


def test_the_example_of_the_manual_of_kap() -> None:
    found = cohen_kappa(ALTMAN)
    assert (round(100 * found.observed, 2), round(100 * found.expected, 2)) == (63.53, 30.82)
    assert (round(found.value, 4), round(found.standard_error_of_no_agreement, 4)) == (0.4728, 0.0694)


@pytest.mark.parametrize("seed", range(5))
def test_any_table_agrees_with_statsmodels(seed: int) -> None:
    counts = np.random.default_rng(seed).integers(1, 60, size=(2 + seed % 3, 2 + seed % 3))
    found, other = cohen_kappa(counts), cohens_kappa(counts)
    assert found.value == pytest.approx(other.kappa, rel=1e-12)
    assert found.standard_error == pytest.approx(other.std_kappa, rel=1e-12)
    assert found.standard_error_of_no_agreement == pytest.approx(other.std_kappa0, rel=1e-12)


def test_the_interval_covers_the_true_kappa_as_often_as_it_says() -> None:
    cells = np.array([0.50, 0.08, 0.06, 0.36])
    truth = cohen_kappa(cells.reshape(2, 2)).value
    draws = np.random.default_rng(20240401).multinomial(300, cells, size=2000)
    ends = [cohen_kappa(counts.reshape(2, 2)).interval() for counts in draws]
    covered = np.mean([interval.low <= truth <= interval.high for interval in ends])
    # 95 % ± 4 standard errors of a share over 2,000 draws, and what a large-sample interval lacks at n = 300.
    assert 0.925 <= covered <= 0.97


def test_nobody_or_one_answer_for_everyone_has_no_kappa() -> None:
    assert np.isnan(cohen_kappa([[0, 0], [0, 0]]).value)
    alike = cohen_kappa([[12, 0], [0, 0]])
    assert alike.observed == 1.0
    assert np.isnan(alike.value)
    assert np.isnan(alike.interval().low)


def test_one_person_has_no_interval_beyond_the_scale() -> None:
    found = cohen_kappa([[0, 1], [0, 0]])
    assert found.value == 0.0
    assert -1.0 <= found.interval().low <= found.interval().high <= 1.0


@pytest.mark.parametrize("counts", [[[1, 2, 3], [4, 5, 6]], [1, 2], [[1, -1], [0, 2]]])
def test_what_is_no_table_of_counts_is_refused(counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"square table|negative"):
        cohen_kappa(counts)
