"""Weighted, doubly robust and imputed shares: against slow twins, and against the truth of many made-up agencies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from analysis.statistics.answers import Answers
from analysis.statistics.designs import Factors
from analysis.statistics.doubly_robust import doubly_robust_share
from analysis.statistics.logistic import fit_logistic
from analysis.statistics.multiple_imputation import completed_share, imputed_share, pool
from analysis.statistics.nonresponse import response_weights, weighted_share
from analysis.statistics.survey_weights import Estimate, logit_interval

LEVELS = (2, 3, 2, 4)
CELLS = np.stack(np.meshgrid(*(np.arange(n) for n in LEVELS), indexing="ij")).reshape(4, -1).astype(np.int32)
DESIGN = Factors(tuple(CELLS), LEVELS, CELLS.shape[1])
ALONE = np.full(CELLS.shape[1], -1)


@dataclass(frozen=True)
class World:
    """What makes an agency: how many people of each kind come, who answers, who says yes."""

    share: np.ndarray
    answers: np.ndarray
    yes: np.ndarray

    @property
    def truth(self) -> float:
        return float(self.share @ self.yes)

    def agency(self, random: np.random.Generator, n: int) -> tuple[Answers, float]:
        """Return the answers of an agency and the share who would have said yes had all been asked."""
        due = random.multinomial(n, self.share)
        yes = random.binomial(due, self.yes)
        known_yes, known_no = random.binomial(yes, self.answers), random.binomial(due - yes, self.answers)
        return Answers(*(a.astype(float) for a in (known_yes, known_no, due - known_yes - known_no)), ALONE), float(yes.sum() / n)


def expit(odds: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-odds)))


SHARES = np.array([3.0, 2, 1, 2])[CELLS[3]] * np.array([3.0, 1])[CELLS[0]] * np.array([1.0, 2, 2])[CELLS[1]]
WORLD = World(
    SHARES / SHARES.sum(),
    expit(-0.9 + 1.1 * CELLS[0] + 0.5 * CELLS[1] - 0.4 * CELLS[2]),
    expit(-0.8 + 1.2 * CELLS[0] + 0.5 * CELLS[1] + 0.2 * CELLS[3]),
)


def covers(estimate: Estimate, truth: float) -> bool:
    interval = logit_interval(estimate)
    return bool(interval.low <= truth <= interval.high)


def test_a_thousand_agencies_whose_truth_is_known() -> None:
    """Seed 20240401, 1,000 agencies of 1,200 people each; who answers depends on what is known of everyone.

    Reached only is wrong nearly everywhere; the other estimates are right on average and their intervals hold the truth as often as
    they say (93 to 97 %; at 95 % chance alone would leave that range once in two hundred such tests).
    """
    random = np.random.default_rng(20240401)
    held = dict.fromkeys(("reached", "weighted", "propensity", "robust"), 0)
    errors = {name: [] for name in held}
    for _ in range(1000):
        answers, _ = WORLD.agency(random, 1200)
        answered = float(answers.answered.sum())
        share = float(answers.yes.sum()) / answered
        weights = response_weights(DESIGN, answers)
        alone = response_weights(DESIGN, answers, calibrated=False)
        outcome = fit_logistic(DESIGN, answers.yes, answers.answered, spread=2.5)
        found = {
            "reached": Estimate(share, float(np.sqrt(share * (1 - share) / answered))),
            "weighted": weighted_share(DESIGN, answers, weights.weights),
            "propensity": weighted_share(DESIGN, answers, alone.weights),
            "robust": doubly_robust_share(answers, outcome.chance(DESIGN), weights.inverse_chances),
        }
        for name, estimate in found.items():
            held[name] += covers(estimate, WORLD.truth)
            errors[name].append(estimate.value - WORLD.truth)
    bias = {name: float(np.mean(values)) for name, values in errors.items()}
    assert bias["reached"] > 0.04
    assert held["reached"] < 500
    for name in ("weighted", "propensity", "robust"):
        assert abs(bias[name]) < 0.003, name
        assert 930 <= held[name] <= 970, (name, held[name])


def test_multiple_imputation_holds_the_truth_as_often_as_it_says() -> None:
    """Seed 7, 500 agencies of 1,000 people, 20 completed tables each (Rubin 1987)."""
    random = np.random.default_rng(7)
    held = 0
    for number in range(500):
        answers, _ = WORLD.agency(random, 1000)
        outcome = fit_logistic(DESIGN, answers.yes, answers.answered, spread=2.5)
        held += covers(imputed_share(outcome, DESIGN, answers, n_draws=20, seed=number).estimate, WORLD.truth)
    assert 465 <= held <= 490


def test_either_model_is_enough() -> None:
    """Seed 3, 300 agencies: one of the two models leaves out what matters; the estimate stays right, unless both do."""
    random = np.random.default_rng(3)
    poor = Factors((CELLS[2],), (2,), CELLS.shape[1])
    errors: dict[str, list[float]] = {"outcome wrong": [], "response wrong": [], "both wrong": []}
    for _ in range(300):
        answers, _ = WORLD.agency(random, 1500)
        good_weights, bad_weights = (response_weights(design, answers, calibrated=False).weights for design in (DESIGN, poor))
        good, bad = (fit_logistic(design, answers.yes, answers.answered, spread=2.5).chance(design) for design in (DESIGN, poor))
        errors["outcome wrong"].append(doubly_robust_share(answers, bad, good_weights).value - WORLD.truth)
        errors["response wrong"].append(doubly_robust_share(answers, good, bad_weights).value - WORLD.truth)
        errors["both wrong"].append(doubly_robust_share(answers, bad, bad_weights).value - WORLD.truth)
    assert abs(np.mean(errors["outcome wrong"])) < 0.004
    assert abs(np.mean(errors["response wrong"])) < 0.004
    assert np.mean(errors["both wrong"]) > 0.04


def test_the_doubly_robust_estimate_is_that_of_one_person_a_row() -> None:
    """The estimating equation written out person by person, with statsmodels' fits of both models, persons as clusters."""
    random = np.random.default_rng(1)
    answers, _ = WORLD.agency(random, 400)
    cell = np.concatenate([np.repeat(np.arange(48), counts.astype(int)) for counts in (answers.yes, answers.no, answers.missing)])
    n_yes, n_no = int(answers.yes.sum()), int(answers.no.sum())
    y = np.r_[np.ones(n_yes), np.zeros(len(cell) - n_yes)]
    r = np.r_[np.ones(n_yes + n_no), np.zeros(len(cell) - n_yes - n_no)]
    dummies = np.column_stack([np.ones(48), *(CELLS[k] == level for k, n in enumerate(LEVELS) for level in range(1, n))]).astype(float)[
        cell
    ]
    chance = GLM(r, dummies, family=Binomial()).fit().fittedvalues
    outcome = GLM(y[r == 1], dummies[r == 1], family=Binomial()).fit().predict(dummies)
    terms = outcome + r / chance * (y - outcome)
    # Two people of the list are one person, who came twice.
    score = terms - terms.mean()
    square = float((score**2).sum() + 2 * score[3] * score[150])
    clusters = np.full(51, -1)
    rows = [np.concatenate([part, np.zeros(2)]) for part in (answers.yes, answers.no, answers.missing)]
    for place, index in enumerate((3, 150)):
        kind = 0 if index < n_yes else 1 if index < n_yes + n_no else 2
        rows[kind][cell[index]] -= 1
        rows[kind] = np.r_[rows[kind]]
        rows[kind][48 + place] = 1
        clusters[48 + place] = 0
    clusters = clusters[:50]
    codes = tuple(np.r_[CELLS[k], CELLS[k][cell[[3, 150]]]].astype(np.int32) for k in range(4))
    design = Factors(codes, LEVELS, 50)
    mine_answers = Answers(rows[0], rows[1], rows[2], clusters)
    model = fit_logistic(design, mine_answers.answered, mine_answers.due)
    fitted = fit_logistic(design, mine_answers.yes, mine_answers.answered).chance(design)
    mine = doubly_robust_share(mine_answers, fitted, 1 / model.chance(design))
    assert mine.value == pytest.approx(terms.mean(), abs=1e-7)
    assert mine.standard_error == pytest.approx(np.sqrt(square) / len(cell), rel=1e-5)


def test_weights_add_up_to_everyone_on_every_level_unless_a_limit_forbids_it() -> None:
    answers, _ = WORLD.agency(np.random.default_rng(9), 3000)
    free = response_weights(DESIGN, answers)
    assert DESIGN.sums(free.weights * answers.answered) == pytest.approx(DESIGN.sums(answers.due), rel=1e-6)
    assert free.n_trimmed == 0
    held = response_weights(DESIGN, answers, largest=1.5)
    assert held.largest <= 1.5 * (1 + 1e-9)
    assert held.n_trimmed > 0
    assert held.n_effective > free.n_effective
    assert held.farthest > free.farthest
    assert held.weights @ answers.answered == pytest.approx(3000)


def test_a_region_in_which_nobody_was_reached_is_said_to_be_represented_by_others() -> None:
    codes = (np.array([0, 1, 2], dtype=np.int32),)
    design = Factors(codes, (3,), 3)
    answers = Answers(np.array([10.0, 20, 0]), np.array([10.0, 5, 0]), np.array([20.0, 25, 60]), np.full(3, -1))
    made = response_weights(design, answers)
    assert made.n_not_represented == 60
    assert made.weights @ answers.answered == pytest.approx(150)
    assert (made.weights * answers.answered)[:2] == pytest.approx([150 * 40 / 90, 150 * 50 / 90])
    assert made.farthest == pytest.approx(60 / 150)
    assert np.isnan(weighted_share(design, answers, made.weights, np.array([False, False, True])).value)


def test_everyone_answered_leaves_nothing_to_estimate() -> None:
    design = Factors((np.array([0, 1], dtype=np.int32),), (2,), 2)
    answers = Answers(np.array([6.0, 9]), np.array([4.0, 21]), np.zeros(2), np.full(2, -1))
    made = response_weights(design, answers)
    assert made.weights == pytest.approx([1, 1], abs=0.02)
    assert weighted_share(design, answers, np.ones(2)).value == pytest.approx(15 / 40)
    outcome = fit_logistic(design, answers.yes, answers.answered, spread=2.5).chance(design)
    robust = doubly_robust_share(answers, outcome, np.ones(2))
    assert robust.value == pytest.approx(15 / 40)
    assert robust.standard_error == pytest.approx(np.sqrt(15 / 40 * 25 / 40 / 40))


def test_a_group_is_estimated_with_the_weights_of_everyone() -> None:
    """The shares of two groups that make everyone, weighted by their people, are the share of everyone."""
    answers, _ = WORLD.agency(np.random.default_rng(4), 2000)
    made = response_weights(DESIGN, answers)
    whole = weighted_share(DESIGN, answers, made.weights)
    parts = [weighted_share(DESIGN, answers, made.weights, CELLS[0] == code) for code in (0, 1)]
    sizes = [float(answers.due[CELLS[0] == code].sum()) for code in (0, 1)]
    assert np.average([part.value for part in parts], weights=sizes) == pytest.approx(whole.value)
    assert all(part.standard_error > whole.standard_error for part in parts)


def test_rubins_rules_on_numbers_worked_by_hand() -> None:
    """Rubin (1987), § 3.1: values 1, 2, 3 with variances 0.5 each: T = 0.5 + 4/3, and ν = 2 (1 + 0.5 / (4/3))²."""
    found = pool(np.array([1.0, 2.0, 3.0]), np.full(3, 0.5))
    assert found.estimate.value == 2
    assert found.estimate.standard_error == pytest.approx(np.sqrt(0.5 + 4 / 3))
    assert found.estimate.degrees_of_freedom == pytest.approx(2 * (1 + 0.5 / (4 / 3)) ** 2)
    assert found.missing_information == pytest.approx((4 / 3) / (0.5 + 4 / 3))
    with pytest.raises(ValueError, match="at least two"):
        pool(np.array([1.0]), np.array([1.0]))


def test_the_same_seed_draws_the_same_answers_and_nobody_missing_draws_none() -> None:
    answers, _ = WORLD.agency(np.random.default_rng(6), 500)
    outcome = fit_logistic(DESIGN, answers.yes, answers.answered, spread=2.5)
    one, same, other = (imputed_share(outcome, DESIGN, answers, n_draws=5, seed=seed).estimate for seed in (1, 1, 2))
    assert one == same
    assert one != other
    complete = Answers(answers.yes, answers.no, np.zeros(48), ALONE)
    found = imputed_share(outcome, DESIGN, complete, n_draws=5, seed=1)
    assert found.between == 0
    value, variance = completed_share(complete, np.zeros(48))
    assert found.estimate.value == pytest.approx(value)
    assert variance == pytest.approx(value * (1 - value) / complete.due.sum())
