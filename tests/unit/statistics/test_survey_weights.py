"""Weighted means and weights, held to the survey package's published example, to svrep's, to statsmodels and to slow twins."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from survey_files import columns, known, numbers

from analysis.statistics.answers import clustered_square
from analysis.statistics.calibration import indicators
from analysis.statistics.designs import Columns, Factors, inverse
from analysis.statistics.logistic import fit_logistic
from analysis.statistics.survey_weights import (
    Estimate,
    Stage,
    class_weights,
    design_variance,
    effective_size,
    logit_interval,
    standardised_differences,
    trim,
    weighted_mean,
    weighted_total,
)

TO_4_DECIMALS = 1e-4


@pytest.mark.shared
def test_means_of_californian_schools_are_those_of_the_survey_package(shared: Path) -> None:
    """`API`: stratified, one-stage and two-stage cluster samples (Lumley, survey package vignette; R survey 4.1)."""
    expected, folder = known(shared, "API"), shared / "data" / "survey_api"
    strat, clus1, clus2 = (columns(folder / f"{name}.csv") for name in ("apistrat", "apiclus1", "apiclus2"))
    found = {
        "dstrat": weighted_mean(
            numbers(strat["api00"]), numbers(strat["pw"]), [Stage(strat["cds"], strat["stype"], numbers(strat["fpc"]))]
        ),
        "dclus1": weighted_mean(numbers(clus1["api00"]), numbers(clus1["pw"]), [Stage(clus1["dnum"], None, numbers(clus1["fpc"]))]),
        "dclus2": weighted_mean(
            numbers(clus2["api00"]),
            numbers(clus2["pw"]),
            [Stage(clus2["dnum"], None, numbers(clus2["fpc1"])), Stage(clus2["snum"], None, numbers(clus2["fpc2"]))],
        ),
    }
    for name, estimate in found.items():
        assert [estimate.value, estimate.standard_error] == pytest.approx(expected[name], abs=TO_4_DECIMALS)
    wide = weighted_mean(numbers(clus1["sch.wide"] == "Yes"), numbers(clus1["pw"]), [Stage(clus1["dnum"], None, numbers(clus1["fpc"]))])
    interval = logit_interval(wide)
    assert [wide.value, float(interval.low), float(interval.high)] == pytest.approx(expected["ciprop_logit"], abs=1e-6)


@pytest.mark.shared
def test_weighting_classes_and_response_propensities_are_those_of_the_louisville_survey(shared: Path) -> None:
    """`LOUVAX`: svrep's vignette on nonresponse adjustments (sums), and the same run in R (estimates)."""
    expected, survey = known(shared, "LOUVAX"), columns(shared / "data" / "svrep_louvax" / "lou_vax_survey.csv")
    answered, weights = survey["RESPONSE_STATUS"] == "Respondent", numbers(survey["SAMPLING_WEIGHT"])
    yes = numbers(survey["VAX_STATUS"] == "Vaccinated")
    assert answered.sum() == expected["respondents"]
    assert weights[answered].sum() == pytest.approx(expected["wsum_resp"], abs=0.1)
    assert weights[~answered].sum() == pytest.approx(expected["wsum_nonresp"], abs=0.1)
    assert yes[answered].mean() == pytest.approx(expected["vax_raw"], abs=TO_4_DECIMALS)
    by_class = class_weights(survey["RACE_ETHNICITY"], answered, weights)
    assert by_class.sum() == pytest.approx(weights.sum())
    assert by_class @ yes / by_class.sum() == pytest.approx(expected["vax_wc"], abs=TO_4_DECIMALS)
    design = indicators(survey["RACE_ETHNICITY"], survey["EDUC_ATTAINMENT"])
    chance = fit_logistic(design, numbers(answered), np.ones(len(weights))).chance(design)
    inverse_weights = weights * answered / chance
    assert inverse_weights @ yes / inverse_weights.sum() == pytest.approx(expected["vax_ipw"], abs=TO_4_DECIMALS)


def test_a_stratified_mean_is_that_of_cochran_worked_by_hand() -> None:
    """Cochran (1977), § 5.3: strata of 10 and 40 with samples (2, 4) and (10, 12, 14)."""
    values, strata = np.array([2.0, 4, 10, 12, 14]), np.array(["a", "a", "b", "b", "b"])
    sizes, weights = np.array([10.0, 10, 40, 40, 40]), np.array([5, 5, 40 / 3, 40 / 3, 40 / 3])
    found = weighted_mean(values, weights, [Stage(np.arange(5), strata, sizes)])
    by_hand = (10 / 50) ** 2 * (1 - 2 / 10) * 2 / 2 + (40 / 50) ** 2 * (1 - 3 / 40) * 4 / 3
    assert found.value == pytest.approx((10 * 3 + 40 * 12) / 50)
    assert found.standard_error == pytest.approx(np.sqrt(by_hand))
    assert found.degrees_of_freedom == 3
    total = weighted_total(values, weights, [Stage(np.arange(5), strata, sizes)])
    assert [total.value, total.standard_error] == pytest.approx([510, 50 * np.sqrt(by_hand)])


def test_a_census_has_no_variance_and_one_unit_in_a_stratum_none_that_can_be_told() -> None:
    scores = np.array([1.0, 2.0, 3.0])
    assert design_variance(scores, [Stage(np.arange(3), None, np.full(3, 3.0))]) == 0
    assert np.isnan(design_variance(scores, [Stage(np.arange(3), np.array([0, 0, 1]))]))
    assert np.isnan(weighted_mean(scores, np.zeros(3), [Stage(np.arange(3))]).value)


def test_the_logistic_regression_is_that_of_statsmodels_on_columns_and_on_characteristics() -> None:
    random = np.random.default_rng(5)
    codes = (random.integers(0, 4, 300).astype(np.int32), random.integers(0, 3, 300).astype(np.int32))
    trials = random.integers(1, 9, 300).astype(float)
    chance = 1 / (1 + np.exp(-(codes[0] - 1.5) * 0.6 + (codes[1] - 1) * 0.9))
    yes = random.binomial(trials.astype(int), chance).astype(float)
    dummies = np.column_stack([np.ones(300), *(codes[0] == k for k in (1, 2, 3)), *(codes[1] == k for k in (1, 2))]).astype(float)
    reference = GLM(np.column_stack([yes, trials - yes]), dummies, family=Binomial()).fit()
    mine = fit_logistic(Columns(dummies), yes, trials)
    assert mine.converged
    assert mine.coefficients == pytest.approx(reference.params, abs=1e-6)
    assert np.sqrt(np.diag(mine.covariance)) == pytest.approx(reference.bse, rel=1e-5)
    factors = Factors(codes, (4, 3), 300)
    assert fit_logistic(factors, yes, trials).chance(factors) == pytest.approx(reference.fittedvalues, abs=1e-6)


def test_very_many_rows_give_the_answer_of_the_same_people_put_together() -> None:
    """The curvature of some rows is enough: 200,000 rows of one person, and the same people in 24 rows of counts."""
    random = np.random.default_rng(12)
    codes = tuple(random.integers(0, n, 200_000).astype(np.int32) for n in (4, 3, 2))
    yes = (random.random(200_000) < 1 / (1 + np.exp(0.5 * codes[0] - codes[1] + 0.3))).astype(float)
    alone = Factors(codes, (4, 3, 2), 200_000)
    cell = (codes[0] * 3 + codes[1]) * 2 + codes[2]
    kinds = np.unravel_index(np.arange(24), (4, 3, 2))
    together = Factors(tuple(one.astype(np.int32) for one in kinds), (4, 3, 2), 24)
    many = fit_logistic(alone, yes, np.ones(200_000), spread=2.5)
    few = fit_logistic(together, np.bincount(cell, yes, 24), np.bincount(cell, minlength=24).astype(float), spread=2.5)
    assert many.converged
    assert many.coefficients == pytest.approx(few.coefficients, abs=1e-5)
    assert many.covariance == pytest.approx(few.covariance, rel=1e-4, abs=1e-6)


def test_people_who_all_answer_have_a_finite_chance_under_a_penalty_and_no_convergence_without() -> None:
    """Perfect separation; the penalised coefficients are those that a general optimiser finds."""
    factors = Factors((np.array([0, 1, 2], dtype=np.int32),), (3,), 3)
    yes, trials = np.array([20.0, 7.0, 0.0]), np.array([20.0, 15.0, 30.0])
    assert not fit_logistic(factors, yes, trials).converged
    mine = fit_logistic(factors, yes, trials, spread=2.5)

    def loss(beta: np.ndarray) -> float:
        odds = factors.times(beta)
        return float(-(yes @ odds - trials @ np.logaddexp(0, odds)) + (beta[1:] ** 2).sum() / (2 * 2.5**2))

    best = minimize(loss, np.zeros(4), tol=1e-12)
    assert mine.converged
    assert mine.coefficients == pytest.approx(best.x, abs=1e-3)
    assert 0.9 < mine.chance(factors)[0] < 1
    assert 0 < mine.chance(factors)[2] < 0.1


def test_products_of_characteristics_are_those_of_the_matrix_written_out() -> None:
    random = np.random.default_rng(8)
    codes = tuple(random.integers(0, n, 50).astype(np.int32) for n in (3, 2, 5))
    factors, weights = Factors(codes, (3, 2, 5), 50), random.random(50)
    written = np.column_stack([np.ones(50), *(codes[k] == level for k, n in enumerate((3, 2, 5)) for level in range(n))]).astype(float)
    assert factors.cross_product(weights) == pytest.approx(written.T @ (written * weights[:, None]))
    assert factors.sums(weights) == pytest.approx(written.T @ weights)
    assert factors.times(np.arange(11.0)) == pytest.approx(written @ np.arange(11.0))
    assert factors.rows(np.arange(7)).times(np.arange(11.0)) == pytest.approx((written @ np.arange(11.0))[:7])
    product = written.T @ written
    assert product @ inverse(product) @ product == pytest.approx(product)


def test_the_effective_size_is_that_of_kish() -> None:
    """Kish (1965): equal weights lose nothing; weights 1 and 3 in equal numbers leave 80 %."""
    assert effective_size(np.full(40, 2.5)) == pytest.approx(40)
    assert effective_size(np.array([1.0, 3.0]), np.array([50.0, 50.0])) == pytest.approx(100 * 0.8)
    assert effective_size(np.zeros(3)) == 0


def test_trimming_keeps_the_sum_and_leaves_no_weight_over_the_limit() -> None:
    weights, counts = np.array([1.0, 1.2, 2.0, 30.0, 8.0]), np.array([10.0, 5, 5, 1, 2])
    trimmed = trim(weights, 2.0, counts)
    mean = counts @ weights / counts.sum()
    assert counts @ trimmed.weights == pytest.approx(counts @ weights)
    assert trimmed.weights.max() <= 2 * mean * (1 + 1e-9)
    assert trimmed.n_trimmed == 3
    assert trim(weights, None, counts).weights == pytest.approx(weights)
    assert trim(np.full(4, 2.0), 1.0).weights == pytest.approx(np.full(4, 2.0))
    with pytest.raises(ValueError, match="cannot be cut"):
        trim(weights, 0.5)


def test_a_class_in_which_nobody_answered_is_missed_by_the_sum_of_weights() -> None:
    made = class_weights(np.array(["a", "a", "b"]), np.array([True, False, False]), np.array([1.0, 1.0, 4.0]))
    assert made.tolist() == [2.0, 0.0, 0.0]


def test_a_person_in_several_rows_is_one_person() -> None:
    """Three people alone, and one with two participations whose scores add up before they are squared."""
    scores, counts, clusters = np.array([1.0, -2.0, 3.0]), np.array([3.0, 1.0, 1.0]), np.array([-1, 0, 0])
    assert clustered_square([(scores, counts)], clusters) == pytest.approx(3 * 1 + (-2 + 3) ** 2)


def test_the_interval_of_a_share_stays_inside_and_at_its_ends_is_wilsons() -> None:
    low, high = (float(end) for end in (logit_interval(Estimate(0.97, 0.05)).low, logit_interval(Estimate(0.97, 0.05)).high))
    assert 0 < low < 0.97 < high < 1
    few = logit_interval(Estimate(0.5, 0.1, 4))
    assert np.log(few.high / (1 - few.high)) == pytest.approx(stats.t.ppf(0.975, 4) * 0.1 / 0.25)
    assert float(logit_interval(Estimate(0.0, 0.0), n_effective=20).high) == pytest.approx(0.1611, abs=6e-5)  # Newcombe (1998), 0 of 20


def test_differences_are_in_standard_deviations_of_everyone() -> None:
    found = standardised_differences(np.array([0.6, 1.0]), np.array([0.5, 1.0]))
    assert found == pytest.approx([0.2, 0.0])
