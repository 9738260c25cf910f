"""Payments for results as chance has them: people reach milestones one after the other, each is paid, and the total is a distribution.

A person who has reached a milestone reaches the next one with one probability, a person who has not with another (a chain of order one):
that is how jobs are kept, and adding independent milestones would make the total look surer than it is. The probabilities are themselves
uncertain: each is drawn from the posterior of Jeffreys' prior, Beta(reached + ½, not reached + ½), once for everyone of a segment, because
what is not known of a rate is wrong for all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
JEFFREYS = 0.5
N_DRAWS = 4_000
"""Draws of every simulation the suite prints: a probability is then known to within 0.016, twenty times in twenty-one."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What is known of a segment's milestones and what each pays.

    For each milestone, in order: `after` gives how many had reached the one before, then how many of them reached this one; `without` the
    same for those who had not. Everyone stands as having reached what comes before the first.
    """

    amounts: tuple[float, ...]
    after: tuple[tuple[int, int], ...]
    """(people, reached) among those who had reached the milestone before."""
    without: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        if not len(self.amounts) == len(self.after) == len(self.without):
            raise ValueError("a chain has one amount and two counts a milestone")
        if any(not 0 <= reached <= people for people, reached in (*self.after, *self.without)):
            raise ValueError("those who reach a milestone are some of those observed")


@dataclass(frozen=True, slots=True)
class People:
    """So many people of a segment of whom the same is known: at each milestone, reached, not reached, or still to be seen (None)."""

    n: int
    chain: int
    """Position of their segment."""
    known: tuple[bool | None, ...]
    when: tuple[int, ...]
    """The period (a month) in which each milestone falls; counted from 0."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was drawn: dollars still to be paid, a row a draw and a column a period."""

    by_period: FloatArray

    @property
    def totals(self) -> FloatArray:
        """The total of each draw."""
        total: FloatArray = self.by_period.sum(axis=1)
        return total


def simulate_payments(chains: Sequence[Chain], people: Sequence[People], n_periods: int, *, seed: int, n_draws: int = N_DRAWS) -> Simulated:
    """Return draws of the payments still to come.

    Only milestones still to be seen pay here: what is known has been paid or never will be. The same seed gives the same draws, whatever
    the order in which `people` are given.

    Raises
    ------
    ValueError
        For a negative number of people, or as many milestones known as the chain does not have.

    References
    ----------
    Brown, L. D., Cai, T. T., and DasGupta, A. (2001), « Interval estimation for a binomial proportion », Statistical Science 16: 101–133
    (Jeffreys' prior for a share).
    """
    rng = np.random.default_rng(seed)
    rates = [(_drawn(rng, chain.after, n_draws), _drawn(rng, chain.without, n_draws)) for chain in chains]
    paid = np.zeros((n_draws, n_periods))
    for group in sorted(people, key=lambda one: (one.chain, one.when, str(one.known), one.n)):
        chain, (after, without) = chains[group.chain], rates[group.chain]
        if group.n < 0 or len(group.known) != len(chain.amounts):
            raise ValueError("people are not negative and one thing is known of each milestone of their chain")
        have = np.full(n_draws, group.n, dtype=np.int64)
        for place, (known, period) in enumerate(zip(group.known, group.when, strict=True)):
            if known is not None:
                have = np.full(n_draws, group.n if known else 0, dtype=np.int64)
                continue
            have = rng.binomial(have, after[:, place]) + rng.binomial(group.n - have, without[:, place])
            paid[:, period] += chain.amounts[place] * have
    return Simulated(paid)


def _drawn(rng: np.random.Generator, counts: Sequence[tuple[int, int]], n_draws: int) -> FloatArray:
    columns = [rng.beta(reached + JEFFREYS, people - reached + JEFFREYS, n_draws) for people, reached in counts]
    return np.column_stack(columns) if columns else np.zeros((n_draws, 0))


@dataclass(frozen=True, slots=True)
class Risk:
    """What a distribution of payments says, in its own unit."""

    mean: float
    low: float
    high: float
    """The ends between which the middle `confidence` of draws lie."""
    value_at_risk: float
    """How far under the mean the worst twentieth of draws begins."""
    share_below: float
    """Share of draws (0–1) under an amount to be covered; NaN when there is none."""


def risk_of(totals: npt.ArrayLike, to_cover: float | None = None, confidence: float = 0.90) -> Risk:
    """Return mean, middle interval, value at risk and the share of draws under an amount.

    Parameters
    ----------
    to_cover
        The amount that payments have to reach; a draw equal to it covers it.
    confidence
        Of the interval; its lower end is also where the value at risk is read: at 0.90, one draw in twenty is lower.

    References
    ----------
    Jorion, P. (2006), Value at Risk, 3rd edition, McGraw-Hill, chapter 5 (value at risk relative to the mean).
    """
    drawn = np.asarray(totals, dtype=np.float64)
    if drawn.size == 0:
        raise ValueError("a distribution has at least one draw")
    mean = float(drawn.mean())
    low, high = (float(end) for end in np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2]))
    return Risk(mean, low, high, mean - low, np.nan if to_cover is None else float((drawn < to_cover).mean()))
