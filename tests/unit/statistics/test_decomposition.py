"""Mix and rate effects against Das Gupta (1993), example 5.3: death rates of the United States in 1970 and 1985 by age and race."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.statistics.decomposition import mix_and_rates, mix_of_two

# Thousands of persons and deaths per thousand; races in rows, eleven ages in columns.
SIZE_1985 = np.array([
    [3041, 11577, 27450, 32711, 35480, 27411, 19555, 19795, 15254, 8022, 2472],
    [707, 2692, 6473, 6841, 6547, 4352, 3034, 2540, 1749, 804, 236],
], dtype=float)  # fmt: skip
SIZE_1970 = np.array([
    [2968, 11484, 34614, 30992, 21983, 20314, 20928, 16897, 11339, 5720, 1315],
    [535, 2162, 6120, 4781, 3096, 2718, 2363, 1767, 1149, 448, 117],
], dtype=float)  # fmt: skip
RATE_1985 = np.array([
    [9.163, 0.462, 0.248, 0.929, 1.084, 1.810, 4.715, 12.187, 27.728, 64.068, 157.570],
    [17.208, 0.738, 0.328, 1.103, 2.045, 3.724, 8.052, 17.812, 34.128, 68.276, 125.161],
])  # fmt: skip
RATE_1970 = np.array([
    [18.469, 0.751, 0.391, 1.146, 1.287, 2.672, 6.636, 15.691, 34.723, 79.763, 176.837],
    [36.993, 1.352, 0.541, 2.040, 3.523, 6.746, 12.967, 24.471, 45.091, 74.902, 123.205],
])  # fmt: skip


def test_the_death_rates_of_das_gupta_come_apart_as_he_published_them() -> None:
    """Crude rates 9.422 and 8.736; of the fall of 0.686, age adds 1.522, race 0.020 and rates take 2.228 away."""
    by_race, by_age, by_rate = mix_of_two((SIZE_1970, SIZE_1985), (RATE_1970, RATE_1985))
    crude = [float((size * rate).sum() / size.sum()) for size, rate in ((SIZE_1970, RATE_1970), (SIZE_1985, RATE_1985))]
    assert crude == [pytest.approx(9.422, abs=5e-4), pytest.approx(8.736, abs=5e-4)]
    assert (by_age, by_race, by_rate) == (pytest.approx(1.522, abs=5e-4), pytest.approx(0.020, abs=5e-4), pytest.approx(-2.228, abs=5e-4))
    assert by_age + by_race + by_rate == pytest.approx(crude[1] - crude[0], abs=1e-12)


def test_mix_and_rates_of_the_groups_add_up_to_the_same() -> None:
    sizes, rates = (SIZE_1970.ravel(), SIZE_1985.ravel()), (RATE_1970.ravel(), RATE_1985.ravel())
    effects = mix_and_rates(sizes, rates)
    assert effects.rate.sum() == pytest.approx(-2.228, abs=5e-4)
    assert effects.mix.sum() == pytest.approx(1.522 + 0.020, abs=1e-3)
    crude = [float(size @ rate / size.sum()) for size, rate in zip(sizes, rates, strict=True)]
    assert effects.total == pytest.approx(crude[1] - crude[0], abs=1e-12)


def test_exchanging_the_years_changes_signs_only() -> None:
    there = mix_and_rates((SIZE_1970[0], SIZE_1985[0]), (RATE_1970[0], RATE_1985[0]))
    back = mix_and_rates((SIZE_1985[0], SIZE_1970[0]), (RATE_1985[0], RATE_1970[0]))
    assert np.allclose(there.mix, -back.mix)
    assert np.allclose(there.rate, -back.rate)


def test_a_group_whose_rate_is_that_of_the_whole_brings_no_mix_however_it_grows() -> None:
    effects = mix_and_rates((np.array([50.0, 50.0, 100.0]), np.array([50.0, 50.0, 400.0])), (np.array([0.2, 0.4, 0.3]),) * 2)
    assert effects.mix[2] == pytest.approx(0.0)
    assert effects.total == pytest.approx(0.0)


def test_a_group_that_comes_or_goes_changes_the_mix_only() -> None:
    effects = mix_and_rates((np.array([10.0, 0.0]), np.array([10.0, 10.0])), (np.array([0.5, np.nan]), np.array([0.5, 0.9])))
    assert list(effects.rate) == [0.0, 0.0]
    assert effects.total == pytest.approx(0.2)


def test_an_empty_population_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        mix_and_rates((np.zeros(2), np.ones(2)), (np.ones(2), np.ones(2)))
