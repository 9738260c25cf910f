"""Payments for results: draws against an exact distribution worked out by convolution, and against known moments."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from analysis.statistics.payments import JEFFREYS, Chain, People, risk_of, simulate_payments

MANY = 10**9
"""So many seen that a rate is as good as known."""


def known(rate: float) -> tuple[int, int]:
    return MANY, round(MANY * rate)


def exact(n: int, amounts: tuple[int, ...], after: tuple[float, ...], without: tuple[float, ...]) -> dict[int, float]:
    """The distribution of what n people pay: one person by enumeration of every path, then n times by convolution."""
    one: dict[int, float] = {}
    for path in product([True, False], repeat=len(amounts)):
        chance, before = 1.0, True
        for place, here in enumerate(path):
            rate = after[place] if before else without[place]
            chance *= rate if here else 1 - rate
            before = here
        paid = sum(amount for amount, here in zip(amounts, path, strict=True) if here)
        one[paid] = one.get(paid, 0.0) + chance
    total = {0: 1.0}
    for _ in range(n):
        fresh: dict[int, float] = {}
        for dollars, chance in total.items():
            for more, other in one.items():
                fresh[dollars + more] = fresh.get(dollars + more, 0.0) + chance * other
        total = fresh
    return total


def test_the_convolution_of_one_milestone_is_the_binomial_distribution() -> None:
    """The twin itself against scipy's binomial."""
    twin = exact(12, (250,), (0.3,), (0.0,))
    for reached in range(13):
        assert twin[250 * reached] == pytest.approx(stats.binom.pmf(reached, 12, 0.3), abs=1e-12)


@pytest.mark.parametrize("to_cover", [1500, 2500, 4000])
def test_draws_follow_the_exact_distribution_when_rates_are_known(to_cover: int) -> None:
    amounts, after, without = (100, 300, 700), (0.6, 0.8, 0.7), (0.0, 0.1, 0.05)
    chain = Chain(tuple(map(float, amounts)), tuple(map(known, after)), tuple(map(known, without)))
    drawn = simulate_payments([chain], [People(6, 0, (None,) * 3, (0, 1, 2))], 3, seed=1, n_draws=60_000)
    truth = exact(6, amounts, after, without)
    mean = sum(dollars * chance for dollars, chance in truth.items())
    spread = np.sqrt(sum((dollars - mean) ** 2 * chance for dollars, chance in truth.items()))
    below = sum(chance for dollars, chance in truth.items() if dollars < to_cover)
    assert drawn.totals.mean() == pytest.approx(mean, abs=5 * spread / np.sqrt(60_000))
    assert drawn.totals.std() == pytest.approx(spread, rel=0.02)
    assert risk_of(drawn.totals, to_cover).share_below == pytest.approx(below, abs=5 * np.sqrt(below * (1 - below) / 60_000))


def test_an_uncertain_rate_gives_the_moments_of_the_beta_binomial() -> None:
    """Johnson, Kotz and Kemp, Univariate Discrete Distributions, 6.9: mean na/(a+b), variance nab(a+b+n)/((a+b)²(a+b+1))."""
    n, (seen, reached) = 200, (40, 15)
    chain = Chain((10.0,), ((seen, reached),), ((0, 0),))
    drawn = simulate_payments([chain], [People(n, 0, (None,), (0,))], 1, seed=2, n_draws=60_000).totals / 10
    a, b = reached + JEFFREYS, seen - reached + JEFFREYS
    assert drawn.mean() == pytest.approx(n * a / (a + b), rel=0.01)
    assert drawn.var() == pytest.approx(n * a * b * (a + b + n) / ((a + b) ** 2 * (a + b + 1)), rel=0.03)
    # A binomial with the rate seen would be far too sure of itself.
    assert drawn.var() > 4 * n * (reached / seen) * (1 - reached / seen)


def test_two_groups_of_one_segment_share_what_is_not_known_of_its_rate() -> None:
    """Var(X + Y) of two groups of n with one uncertain rate is that of one group of 2n, not twice that of one."""
    chain = Chain((1.0,), ((40, 20),), ((0, 0),))
    together = simulate_payments([chain], [People(100, 0, (None,), (0,)), People(100, 0, (None,), (1,))], 2, seed=3, n_draws=40_000)
    a = b = 20 + JEFFREYS
    variance = 200 * a * b * (a + b + 200) / ((a + b) ** 2 * (a + b + 1))
    assert together.totals.var() == pytest.approx(variance, rel=0.04)
    assert np.corrcoef(together.by_period.T)[0, 1] > 0.5


def test_what_is_known_is_not_drawn_again_and_decides_what_comes_after() -> None:
    chain = Chain((100.0, 1000.0), (known(0.5), known(1.0)), (known(0.0), known(0.0)))
    people = [People(7, 0, (True, None), (0, 3)), People(5, 0, (False, None), (0, 3)), People(9, 0, (None, True), (1, 0))]
    drawn = simulate_payments([chain], people, 4, seed=4, n_draws=500)
    assert (drawn.by_period[:, 3] == 7_000).all()
    assert (drawn.by_period[:, 0] == 0).all()
    assert set(np.unique(drawn.by_period[:, 1])) <= {100.0 * reached for reached in range(10)}


def test_the_seed_and_not_the_order_decides() -> None:
    chains = [Chain((5.0,), ((9, 4),), ((0, 0),)), Chain((6.0,), ((20, 4),), ((0, 0),))]
    people = [People(3, 0, (None,), (0,)), People(8, 1, (None,), (1,)), People(2, 0, (None,), (1,))]
    first = simulate_payments(chains, people, 2, seed=5).by_period
    assert (first == simulate_payments(chains, people[::-1], 2, seed=5).by_period).all()
    assert not (first == simulate_payments(chains, people, 2, seed=6).by_period).all()


def test_risk_of_a_distribution_known_by_heart() -> None:
    risk = risk_of(np.arange(1, 101), to_cover=21)
    assert (risk.mean, risk.share_below) == (50.5, 0.20)
    assert risk.value_at_risk == pytest.approx(50.5 - (1 + 0.05 * 99))
    assert np.isnan(risk_of([1.0]).share_below)
    with pytest.raises(ValueError, match="at least one draw"):
        risk_of([])


def test_nobody_is_paid_nothing_and_impossible_counts_are_refused() -> None:
    chain = Chain((5.0,), ((0, 0),), ((0, 0),))
    assert simulate_payments([chain], [], 3, seed=0, n_draws=10).totals.sum() == 0
    with pytest.raises(ValueError, match="not negative"):
        simulate_payments([chain], [People(-1, 0, (None,), (0,))], 1, seed=0)
    with pytest.raises(ValueError, match="some of those observed"):
        Chain((5.0,), ((3, 4),), ((0, 0),))
    with pytest.raises(ValueError, match="one amount"):
        Chain((5.0, 6.0), ((3, 1),), ((0, 0),))
