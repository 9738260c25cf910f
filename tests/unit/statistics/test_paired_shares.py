"""Paired shares against published intervals and tests, statsmodels, and a simulation with known truth."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import mcnemar

from analysis.statistics.paired_shares import mcnemar_mid_p, paired_difference


def test_the_interval_is_that_of_the_airway_trial() -> None:
    """Bentur et al. (2009) in Fagerland, Lydersen and Laake (2014), Statistics in Medicine 33: 2850–2875: −0.507 to −0.026."""
    # Hyper-responsive before: 2 of 21; after: 8 of 21. The paper subtracts the later share from the earlier one.
    found = paired_difference(1, 1, 7, 12)
    assert float(found.difference) == pytest.approx(6 / 21)
    assert float(found.interval.low) == pytest.approx(0.026, abs=5e-4)
    assert float(found.interval.high) == pytest.approx(0.507, abs=5e-4)


def test_the_mid_p_value_is_that_of_the_airway_trial() -> None:
    """Fagerland, Lydersen and Laake (2013), BMC Medical Research Methodology 13: 91: exact 0.070, mid-P 0.039."""
    assert float(mcnemar_mid_p(1, 7)) == pytest.approx(0.0391, abs=5e-5)


@pytest.mark.parametrize(("b", "c"), [(0, 1), (1, 7), (86, 150), (5, 5), (0, 12), (33, 30)])
def test_the_mid_p_value_is_the_exact_one_less_what_was_observed(b: int, c: int) -> None:
    from scipy.stats import binom  # noqa: PLC0415 - named where it is the authority

    exact = mcnemar([[10, b], [c, 10]], exact=True).pvalue
    observed = binom.pmf(min(b, c), b + c, 0.5)
    expected = 1 - observed / 2 if b == c else exact - observed
    assert float(mcnemar_mid_p(b, c)) == pytest.approx(expected, rel=1e-9)


def test_who_agrees_entirely_has_not_changed() -> None:
    found = paired_difference(30, 0, 0, 10)
    assert float(found.difference) == 0
    assert float(found.interval.low) <= 0 <= float(found.interval.high)
    assert float(found.p_value) == 1


def test_nobody_is_not_a_number_and_one_person_is_an_interval() -> None:
    nobody = paired_difference(0, 0, 0, 0)
    assert np.isnan([float(nobody.difference), float(nobody.interval.low), float(nobody.p_value)]).all()
    one = paired_difference(0, 1, 0, 0)
    assert -1 <= float(one.interval.low) <= float(one.difference) <= float(one.interval.high) <= 1
    with pytest.raises(ValueError, match="negative"):
        paired_difference(1, -1, 0, 0)


def test_swapping_the_occasions_turns_the_interval_round() -> None:
    once, other = paired_difference(40, 12, 5, 9), paired_difference(40, 5, 12, 9)
    assert float(once.interval.low) == pytest.approx(-float(other.interval.high), abs=1e-12)


@pytest.mark.parametrize("n", [20, 150])
def test_the_interval_holds_the_truth_as_often_as_it_says(n: int) -> None:
    truth = np.array([0.72, 0.14, 0.06, 0.08])
    tables = np.random.default_rng(4).multinomial(n, truth, size=20_000).T
    found = paired_difference(*tables)
    held = (found.interval.low <= -0.08) & (found.interval.high >= -0.08)
    assert 0.94 <= held.mean() <= 0.98
