"""Curves of those who stay, held to published figures, to slow plain twins and to simulations with known truth."""

from __future__ import annotations

import csv
from math import exp, log, sqrt
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from analysis.statistics.discrete_hazards import hazard_model, life_table
from analysis.statistics.hazard_regression import cox, duration_regression
from analysis.statistics.survival import compare, cumulative_incidence, kaplan_meier, restricted_mean

FIXTURES = Path(__file__).parents[2] / "fixtures" / "survival"

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


def published(name: str) -> dict[str, np.ndarray]:
    """Return the columns of a published data set (tests/fixtures/survival/README.md says from where)."""
    with (FIXTURES / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}


def test_the_lung_trial_has_the_medians_the_test_and_the_regression_of_r() -> None:
    """R survival documentation: medians 270 and 426 days by sex, log-rank 10.33, Cox -0.531 (0.1672)."""
    lung = published("lung")
    groups = [(lung["time"][lung["sex"] == sex], lung["status"][lung["sex"] == sex]) for sex in (1, 2)]
    assert [kaplan_meier(*one).quantile() for one in groups] == [270, 426]
    assert compare(*groups, until=365).log_rank == pytest.approx(10.33, abs=0.005)
    found = cox(lung["time"], lung["status"], lung["sex"])
    assert [found.effects[0], found.standard_errors[0]] == pytest.approx([-0.531, 0.1672], abs=1e-3)


def test_the_regression_of_rossi_is_the_published_one() -> None:
    """Fox, *Cox Proportional-Hazards Regression*, an appendix to the R Companion; Allison (1995): 432 releases, 114 arrests in 52 weeks."""
    rossi = published("rossi")
    names = ("fin", "age", "race", "wexp", "mar", "paro", "prio")
    found = cox(rossi["week"], rossi["arrest"], np.column_stack([rossi[name] for name in names]))
    for name, effect, error in (("fin", -0.379, 0.191), ("age", -0.057, 0.022), ("prio", 0.091, 0.029)):
        at = names.index(name)
        assert [found.effects[at], found.standard_errors[at]] == pytest.approx([effect, error], abs=1e-3)
    assert found.log_likelihood == pytest.approx(-658.75, abs=0.005)
    assert found.likelihood_ratio == pytest.approx(33.27, abs=0.005)


RECID = ("workprg", "priors", "tserved", "felon", "alcohol", "drugs", "black", "married", "educ", "age")


def test_returns_to_prison_are_lognormal_and_weibull_as_published() -> None:
    """Wooldridge (2010), Table 22.1; Introductory Econometrics, Table 17.4: 1,445 releases in North Carolina."""
    recid = published("recid")
    data = recid["durat"], recid["cens"] == 0, np.column_stack([recid[name] for name in RECID])
    found = duration_regression(*data, "lognormal")
    for at, effect, error in ((0, 4.099, 0.348), (1, -0.063, 0.120), (2, -0.137, 0.021), (4, 0.444, 0.145)):
        assert [found.effects[at], found.standard_errors[at]] == pytest.approx([effect, error], abs=1e-3)
    assert found.sigma == pytest.approx(1.81, abs=5e-3)
    assert found.log_likelihood == pytest.approx(-1597.06, abs=5e-3)
    weibull = duration_regression(*data, "weibull")
    assert 1 / weibull.sigma == pytest.approx(0.806, abs=1e-3)
    assert weibull.log_likelihood == pytest.approx(-1633.03, abs=5e-3)


def test_hazards_of_six_months_say_what_the_days_say_on_recid() -> None:
    """Prentice and Gloeckler (1978): grouped in intervals, the complementary log-log estimates Cox's own log hazard ratios."""
    recid = published("recid")
    others = np.column_stack([recid[name] for name in RECID])
    left = recid["cens"] == 0
    by_day = cox(recid["durat"], left, others)
    rows: list[tuple[int, int, int]] = []
    for person, (months, leaves) in enumerate(zip(recid["durat"], left, strict=True)):
        last = int((months - 1) // 6)
        # Whoever stops being seen inside an interval is not in it.
        whole = last + 1 if leaves or months % 6 == 0 else last
        rows += [(person, place, int(leaves and place == last)) for place in range(whole)]
    person, interval, exits = np.array(rows).T
    found = hazard_model(interval, others[person], exits, np.ones(len(rows)))
    assert exits.sum() == left.sum() == 552
    assert (np.abs(found.effects - by_day.effects) < 0.25 * by_day.standard_errors).all()
    assert found.standard_errors == pytest.approx(by_day.standard_errors, rel=0.05)
    # The same person-months, by odds: larger in size than log hazard ratios where hazards are small, never of another sign.
    odds = hazard_model(interval, others[person], exits, np.ones(len(rows)), logistic=True)
    strong = np.abs(by_day.effects) > 2 * by_day.standard_errors
    assert strong.sum() >= 4
    assert (np.abs(odds.effects[strong]) >= np.abs(found.effects[strong])).all()
    assert (np.sign(odds.effects[strong]) == np.sign(by_day.effects[strong])).all()


def test_a_regression_of_nobody_leaving_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody is seen to leave"):
        cox([1.0, 2.0], [0, 0], [0, 1])
    with pytest.raises(ValueError, match="above zero"):
        duration_regression([0.0, 2.0], [1, 1], [0, 1], "weibull")
    with pytest.raises(ValueError, match="same length"):
        cox([1.0, 2.0], [1, 0], [1.0])


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
