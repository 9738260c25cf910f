"""Curves of those who stay, held to published figures, to slow plain twins and to simulations with known truth."""

from __future__ import annotations

import importlib.util
from math import exp, log, sqrt

import numpy as np
import pytest
from scipy import stats

from analysis.statistics.discrete_hazards import hazard_model, life_table
from analysis.statistics.survival import compare, cumulative_incidence, kaplan_meier, restricted_mean

# Freireich, E. J. et al. (1963), Blood 21: 699–716: weeks in remission of 42 children with leukaemia, 6-MP against placebo; the
# first data of Cox (1972) and of Kleinbaum and Klein, *Survival Analysis*.
DRUG = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
DRUG_LEFT = [1] * 9 + [0] * 12
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_curve_of_the_leukaemia_trial_is_the_published_one() -> None:
    """Kleinbaum and Klein (2012), *Survival Analysis*, 3rd ed., chapter 2: Kaplan–Meier of the 6-MP group."""
    curve = kaplan_meier(DRUG, DRUG_LEFT)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert np.round(curve.survival, 4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert np.round(curve.standard_error, 4).tolist() == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert curve.quantile() == 23


def test_the_log_rank_test_of_the_leukaemia_trial_is_the_published_one() -> None:
    """Kleinbaum and Klein (2012), chapter 2: log-rank 16.79 with one degree of freedom."""
    found = compare((DRUG, DRUG_LEFT), (PLACEBO, [1] * 21), until=20)
    assert found.log_rank == pytest.approx(16.79, abs=0.005)
    assert found.p_value == pytest.approx(stats.chi2.sf(16.793, 1), rel=1e-2)
    assert found.difference.low > 0


@pytest.mark.skipif(importlib.util.find_spec("lifelines") is None, reason="the lung data come with lifelines, which is not in the lock")
def test_the_lung_trial_has_the_medians_and_the_test_of_r() -> None:
    """R survival documentation: medians 270 and 426 days by sex, log-rank 10.33."""
    from lifelines.datasets import load_lung  # noqa: PLC0415 - not in the lock

    lung = load_lung()
    men, women = ((part["time"].to_numpy(), part["status"].to_numpy()) for _, part in lung.groupby("sex"))
    assert [kaplan_meier(*one).quantile() for one in (men, women)] == [270, 426]
    assert compare(men, women, until=365).log_rank == pytest.approx(10.33, abs=0.005)


def plain_curve(durations: list[float], left: list[int], until: float) -> tuple[float, float, float, float]:
    """Return survival, its log-log ends and the restricted mean, one person at a time."""
    survival, spread, area, before = 1.0, 0.0, 0.0, 0.0
    for time in sorted({d for d, e in zip(durations, left, strict=True) if e and d <= until}):
        area += survival * (time - before)
        before = time
        at_risk = sum(d >= time for d in durations)
        exits = sum(d == time and e == 1 for d, e in zip(durations, left, strict=True))
        survival *= 1 - exits / at_risk
        spread += exits / (at_risk * (at_risk - exits))
    area += survival * (until - before)
    half = 1.959963984540054 * sqrt(spread) / abs(log(survival))
    return survival, survival ** exp(half), survival ** exp(-half), area


def test_a_plain_twin_says_the_same() -> None:
    draw = np.random.default_rng(20261127)
    durations = np.ceil(draw.exponential(10, 300))
    left = (draw.random(300) < 0.7).astype(int)
    curve = kaplan_meier(durations, left)
    survival, low, high, area = plain_curve(durations.tolist(), left.tolist(), 12)
    assert [float(one) for one in curve.at(12)] == pytest.approx([survival, low, high], rel=1e-10)
    assert restricted_mean(curve, 12).value == pytest.approx(area, rel=1e-12)


def test_without_censoring_the_restricted_mean_is_a_mean() -> None:
    """Irwin (1949): with everyone seen to leave, its variance is the plain one over n."""
    draw = np.random.default_rng(5)
    durations = draw.exponential(10, 500)
    found = restricted_mean(kaplan_meier(durations, np.ones(500)), 15)
    kept = np.minimum(durations, 15)
    assert found.value == pytest.approx(kept.mean())
    assert found.standard_error == pytest.approx(kept.std() / sqrt(500), rel=1e-6)


def test_intervals_cover_the_truth() -> None:
    """Simulation of 600 samples of 150, seed 7: exponential exits, uniform censoring; nominal 95 %."""
    draw, until = np.random.default_rng(7), 10.0
    truth = exp(-until / 12)
    mean = 12 * (1 - truth)
    covers = np.zeros(2)
    for _ in range(600):
        exit_day, last = draw.exponential(12, 150), draw.uniform(5, 30, 150)
        curve = kaplan_meier(np.minimum(exit_day, last), exit_day <= last)
        _, low, high = curve.at(until)
        found = restricted_mean(curve, until)
        covers += [low <= truth <= high, found.low <= mean <= found.high]
    assert 0.93 <= covers[0] / 600 <= 0.975
    assert 0.93 <= covers[1] / 600 <= 0.975


def test_competing_exits_and_those_who_stay_are_everyone() -> None:
    draw = np.random.default_rng(3)
    durations, cause = np.ceil(draw.exponential(8, 400)), draw.integers(0, 3, 400)
    first, second = cumulative_incidence(durations, cause, 2)
    stays, _, _ = kaplan_meier(durations, cause > 0).at([2.0, 5.0, 9.0])
    assert np.allclose(first.at([2, 5, 9])[0] + second.at([2, 5, 9])[0] + stays, 1)
    # A slow plain twin: each exit weighs the share who had stayed until just before it.
    stayed, plain = 1.0, 0.0
    for time in range(1, 6):
        at_risk = int((durations >= time).sum())
        plain += stayed * int(((durations == time) & (cause == 1)).sum()) / at_risk
        stayed *= 1 - int(((durations == time) & (cause > 0)).sum()) / at_risk
    assert first.at([5])[0][0] == pytest.approx(plain)


def test_a_cause_that_took_nobody_is_zero() -> None:
    _, second = cumulative_incidence([3, 4, 5], [1, 0, 1], 2)
    assert second.at([10])[0].tolist() == [0.0]


def test_nobody_gives_nothing_and_never_a_guess() -> None:
    curve = kaplan_meier([], [])
    assert np.isnan(curve.at([3.0])[0]).all()
    assert np.isnan(restricted_mean(curve, 12).value)
    assert np.isnan(compare(([], []), ([3.0], [1]), until=2).difference.value)
    one = kaplan_meier([5.0], [0])
    assert one.at([4.0, 6.0])[0][0] == 1
    assert np.isnan(one.at([4.0, 6.0])[0][1])
    with pytest.raises(ValueError, match="same length"):
        kaplan_meier([1.0], [1, 0])


def test_exits_between_waves_are_a_product_of_shares() -> None:
    table = life_table([10, 5, 0], [100, 60, 20])
    assert table.hazard.tolist() == pytest.approx([0.1, 5 / 60, 0.0])
    assert table.retained.tolist() == pytest.approx([0.9, 0.9 * 55 / 60, 0.9 * 55 / 60])
    # Without censoring the first interval is a plain share, with the log-log interval of its Greenwood error.
    half = 1.959963984540054 * sqrt(10 / (100 * 90)) / abs(log(0.9))
    assert table.low[0] == pytest.approx(0.9 ** exp(half))
    nobody = life_table([10, 0], [100, 0])
    assert np.isnan(nobody.retained[1])


def test_the_model_finds_the_hazard_ratio_behind_the_waves() -> None:
    """Simulation of known truth, seed 11: exponential exits seen at waves only; the complementary log-log gives the log hazard ratio."""
    draw, waves = np.random.default_rng(11), np.array([3, 6, 12, 18, 24])
    rows = []
    for group, rate in ((0, 0.03), (1, 0.06)):
        lasts = draw.exponential(1 / rate, 20_000)
        begins = np.concatenate([[0], waves[:-1]])
        for place, (begin, end) in enumerate(zip(begins, waves, strict=True)):
            rows.append((place, group, ((lasts > begin) & (lasts <= end)).sum(), (lasts > begin).sum()))
    interval, group, exits, at_risk = np.array(rows).T
    found = hazard_model(interval, group, exits, at_risk)
    assert found.effects[0] == pytest.approx(log(2), abs=4 * found.standard_errors[0])
    assert found.standard_errors[0] < 0.03
    assert found.baseline == pytest.approx(1 - np.exp(-0.03 * np.diff(np.concatenate([[0], waves]))), abs=0.01)
