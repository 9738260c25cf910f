"""Young cohorts predicted, held to a plain mean, to a chain ladder, and to simulations with known truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from analysis.statistics.cohort_development import back_test, predict


def made(draw: np.random.Generator, n_cohorts: int, n: int, *, between: float, development: float, persistence: float) -> np.ndarray:
    """Return who is employed at four waves, of `n` persons a cohort: cohorts and persons keep some of their luck."""
    base = np.array([0.5, 0.3, 0.1, 0.0])
    effect = draw.normal(0, between, (n_cohorts, 1)) + np.concatenate(
        [np.zeros((n_cohorts, 1)), draw.normal(0, development, (n_cohorts, 3)).cumsum(axis=1)], axis=1
    )
    lasting = draw.normal(size=(n_cohorts, 1, n))
    luck = np.sqrt(persistence) * lasting + np.sqrt(1 - persistence) * draw.normal(size=(n_cohorts, 4, n))
    chance = 1 / (1 + np.exp(-(base + effect)))
    # The share below a normal quantile is the chance exactly.
    return np.asarray(luck < norm.ppf(chance)[:, :, None])


def phi(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


@pytest.mark.parametrize(
    ("between", "development", "persistence"), [(0.0, 0.0, 0.7), (0.25, 0.0, 0.7), (0.25, 0.15, 0.5), (0.0, 0.1, 0.0), (0.5, 0.0, 0.9)]
)
def test_intervals_cover_what_comes_about_as_often_as_they_say(between: float, development: float, persistence: float) -> None:
    """300 samples of nine cohorts of 150, seed 17: the last one is predicted from its second wave; nominal 95 %."""
    draw = np.random.default_rng(17)
    covered, errors, plain, unchanged = [], [], [], []
    for number in range(300):
        employed = made(draw, 9, 150, between=between, development=development, persistence=persistence)
        yes, known = employed.sum(axis=2).astype(float), np.full((9, 4), 150.0)
        seen = yes.copy()
        seen[8, 2:] = np.nan
        overlap = phi(employed[:8, 1], employed[:8, 3])
        found = predict(seen, known, 8, 3, overlap=overlap, seed=number, draws=600)
        truth = yes[8, 3] / 150
        covered.append(found.low <= truth <= found.high)
        errors.append(abs(found.value - truth))
        plain.append(abs(yes[:8, 3].mean() / 150 - truth))
        unchanged.append(abs(yes[8, 1] / 150 - truth))
    assert 0.93 <= np.mean(covered) <= 0.99
    # Never worse than the two simple guesses, beyond chance.
    assert np.mean(errors) <= 1.05 * min(np.mean(plain), np.mean(unchanged))


def test_cohorts_that_differ_by_chance_alone_are_predicted_by_the_mean_of_the_older_ones() -> None:
    yes = [[60, 50], [60, 50], [60, 50], [60, 50], [75, np.nan]]
    found = predict(yes, np.full((5, 2), 100.0), 4, 1)
    assert found.carried == 0
    assert found.value == pytest.approx(0.5, abs=0.005)


def test_cohorts_that_differ_by_far_more_than_chance_keep_their_difference_as_a_chain_ladder_would() -> None:
    """Mack (1993), on the logit scale: the late logit is the early one plus the development of the older cohorts."""
    n = 1_000_000.0
    early = np.array([0.3, 0.5, 0.7, 0.6, 0.4])
    odds = early / (1 - early) * np.exp(-0.5)
    late = odds / (1 + odds)
    yes = np.column_stack([early, late]) * n
    yes[4, 1] = np.nan
    found = predict(yes, np.full((5, 2), n), 4, 1)
    assert found.carried == pytest.approx(1, abs=1e-3)
    assert found.value == pytest.approx(late[4], abs=1e-3)
    assert found.high - found.low < 0.02


def test_the_same_seed_gives_the_same_interval() -> None:
    yes = [[60, 50], [64, 55], [58, 44], [61, 52], [70, np.nan]]
    first, second, other = (predict(yes, np.full((5, 2), 100.0), 4, 1, seed=seed) for seed in (3, 3, 4))
    assert first == second
    assert first.value == other.value
    assert first.low != other.low


def test_too_few_older_cohorts_give_no_prediction() -> None:
    nothing = predict([[60, 50], [64, 55], [70, np.nan]], np.full((3, 2), 100.0), 2, 1)
    assert np.isnan(nothing.value)
    assert nothing.n_mature == 2
    assert np.isnan(predict([[np.nan, np.nan]], [[0.0, 0.0]], 0, 1).value)


def test_the_back_test_leaves_out_what_it_predicts() -> None:
    yes = np.array([[60.0, 50], [64, 55], [58, 44], [61, 52], [90, 85], [70, np.nan]])
    known = np.full((6, 2), 100.0)
    found = back_test(yes, known, 1, seed=1, draws=500)
    assert found.cohort.tolist() == [0, 1, 2, 3, 4]
    assert found.observed.tolist() == [0.5, 0.55, 0.44, 0.52, 0.85]
    alone = yes.copy()
    alone[4, 1] = np.nan
    assert found.predicted[4] == predict(alone, known, 4, 1, seed=1, draws=500).value
    assert found.errors[4] == pytest.approx(abs(found.predicted[4] - 0.85))
    assert back_test(yes[:2], known[:2], 1).predicted.size == 0
