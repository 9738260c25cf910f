from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from analysis.core.periods import add_months
from analysis.synthetic.agency import day_number
from analysis.synthetic.draws import Draws, choose, from_quantiles, normal_quantile
from analysis.synthetic.outcomes import months_later
from analysis.synthetic.people import age_at


def test_a_row_has_the_same_number_in_whatever_block_it_is_drawn() -> None:
    draws = Draws(11)
    whole = draws.uniform("start", 0, 1_003)
    parts = np.concatenate([draws.uniform("start", 0, 400), draws.uniform("start", 400, 4), draws.uniform("start", 404, 599)])
    assert (whole == parts).all()
    with pytest.raises(ValueError, match="multiple"):
        draws.uniform("start", 2, 4)


def test_streams_and_seeds_are_independent_of_each_other() -> None:
    numbers = [Draws(seed).uniform(stream, 0, 50_000) for seed in (1, 2) for stream in ("start", "provider")]
    correlations = np.corrcoef(numbers)[np.triu_indices(4, 1)]
    assert np.abs(correlations).max() < 5 / np.sqrt(50_000)


def test_uniform_numbers_are_uniform_and_normal_ones_normal() -> None:
    uniforms = Draws(3).uniform("any", 0, 200_000)
    assert uniforms.min() >= 0
    assert uniforms.max() < 1
    counts = np.bincount((uniforms * 20).astype(int), minlength=20)
    # Chi-square with 19 degrees of freedom: 1 in 100,000 above 62.
    assert ((counts - 10_000) ** 2 / 10_000).sum() < 62
    normals = Draws(3).normal("any", 0, 200_000)
    assert abs(normals.mean()) < 5 / np.sqrt(200_000)
    assert abs(normals.std() - 1) < 5 / np.sqrt(400_000)
    assert np.isfinite(normal_quantile(np.array([0.0]))).all()


def test_choosing_keeps_shares_and_never_leaves_the_list() -> None:
    assert choose(np.array([0.0, 0.249, 0.25, 0.999999999999]), (1.0, 1.0, 2.0)).tolist() == [0, 0, 1, 2]
    assert choose(np.array([np.nextafter(1.0, 0.0)]), (0.1,) * 10).tolist() == [9]
    assert from_quantiles(np.array([0.0, 0.5, 1.0]), ((0, 7), (0.5, 42), (1, 80))).tolist() == [7, 42, 80]


def test_months_later_is_the_calendar_of_the_house() -> None:
    days = [date(2023, 1, 1) + timedelta(days=offset) for offset in range(800)]
    numbers = np.array([day_number(day) for day in days], dtype=np.int32)
    for months in (1, 3, 6, 12, 18, 24):
        assert months_later(numbers, months).tolist() == [day_number(add_months(day, months)) for day in days]


def test_ages_are_completed_years() -> None:
    def age(birth: date, day: date) -> int:
        return int(age_at(np.array([day_number(birth)], dtype=np.int32), np.array([day_number(day)], dtype=np.int32))[0])

    assert age(date(1990, 6, 15), date(2020, 6, 14)) == 29
    assert age(date(1990, 6, 15), date(2020, 6, 15)) == 30
    assert age(date(2000, 2, 29), date(2023, 2, 28)) == 22
    assert age(date(2000, 2, 29), date(2023, 3, 1)) == 23
