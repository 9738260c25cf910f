"""False discovery and unusual answers against published examples, scipy and statsmodels, and simulations in which nothing is unusual."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analysis.statistics.answer_patterns import concentration, more_often_than_others
from analysis.statistics.false_discovery import benjamini_hochberg
from analysis.statistics.response_classes import reweight_by_class

# Benjamini and Hochberg (1995), section 3.1: fifteen tests of the trial of Neuhaus et al. (1992).
NEUHAUS = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


def test_the_four_tests_of_the_paper_are_kept() -> None:
    assert (benjamini_hochberg(NEUHAUS) <= 0.05).sum() == 4


def test_statsmodels_says_the_same_in_any_order() -> None:
    p = np.random.default_rng(2).random(200) ** 2
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], rel=1e-12)
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p), rel=1e-12)


def test_what_was_not_tested_counts_for_nothing() -> None:
    found = benjamini_hochberg([0.01, np.nan, 0.04])
    assert np.isnan(found[1])
    assert found[[0, 2]] == pytest.approx([0.02, 0.04])
    assert benjamini_hochberg([]).size == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([1.2])


def test_fisher_says_the_same_of_a_group_against_the_others() -> None:
    x, n = np.array([9, 2, 5, 0]), np.array([12, 30, 40, 8])
    expected = [
        stats.fisher_exact([[x[g], n[g] - x[g]], [x.sum() - x[g], (n - x).sum() - (n - x)[g]]], alternative="greater")[1] for g in range(4)
    ]
    assert more_often_than_others(x, n) == pytest.approx(expected, rel=1e-9)
    assert np.isnan(more_often_than_others([1, 0], [4, 0])[1])


def test_one_day_is_judged_by_the_binomial_chance_of_each_day() -> None:
    table = np.array([[7, 1, 0, 2], [3, 9, 8, 10]])
    found = concentration(table)
    share = table.sum(axis=0) / table.sum()
    assert found.most.tolist() == [7, 10]
    assert found.category.tolist() == [0, 3]
    assert found.p_value[0] == pytest.approx(sum(stats.binom.sf(6, 10, p) for p in share), rel=1e-9)
    assert np.isnan(concentration([[1, 2], [0, 0]]).p_value[1])
    assert np.isnan(concentration(np.zeros((2, 0))).p_value).all()


def test_where_nothing_is_unusual_little_is_found_and_a_real_day_is() -> None:
    draw = np.random.default_rng(3)
    days = draw.dirichlet(np.full(120, 5.0))
    found_by_chance = 0
    for _ in range(300):
        table = np.stack([draw.multinomial(n, days) for n in draw.integers(10, 90, 20)])
        p = concentration(table).p_value
        assert (benjamini_hochberg(p) <= 0.05).sum() <= 2
        found_by_chance += bool((benjamini_hochberg(p) <= 0.05).any())
    assert found_by_chance / 300 <= 0.05
    table[4, 17] += 15
    assert np.flatnonzero(benjamini_hochberg(concentration(table).p_value) <= 0.05).tolist() == [4]


def test_weighting_by_class_finds_the_truth_when_classes_explain_who_answers() -> None:
    draw = np.random.default_rng(7)
    asked, share, answers = np.array([600, 300, 100]), np.array([0.9, 0.6, 0.5]), np.array([0.8, 0.4, 0.2])
    truth = float(asked @ share / asked.sum())
    raw, found, held = [], [], 0
    for _ in range(2_000):
        n = draw.binomial(asked, answers)
        x = draw.binomial(n, share)
        one = reweight_by_class(x, n, asked)
        raw.append(x.sum() / n.sum())
        found.append(one.value)
        held += float(one.interval.low) <= truth <= float(one.interval.high)
    assert abs(np.mean(found) - truth) < 0.002
    assert np.mean(raw) - truth > 0.04
    assert 0.935 <= held / 2_000 <= 0.97


def test_a_class_in_which_nobody_answered_is_counted_and_left_out() -> None:
    found = reweight_by_class([8, 0], [10, 0], [40, 60])
    assert found.value == pytest.approx(0.8)
    assert found.n_without_answer == 60
    assert np.isnan(reweight_by_class([0], [0], [5]).value)
    everyone = reweight_by_class([5], [5], [5])
    assert everyone.value == 1
    assert float(everyone.interval.low) < 1
    with pytest.raises(ValueError, match="among those"):
        reweight_by_class([1], [1], [0])
