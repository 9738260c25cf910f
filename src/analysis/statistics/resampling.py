"""Resampling persons: what results would have been with other people of the same kind, and what ranks are worth.

Each person is drawn a Poisson number of times of mean 1, so that the number of persons is left to chance too, as in the linearization of
the score (Hanley and MacGibbon 2006, « Creating non-parametric bootstrap samples using Poisson frequencies », Computer Methods and
Programs in Biomedicine 83: 57–62). Ranks are taken in each resample (Marshall and Spiegelhalter 1998, « Reliability of league tables of
in vitro fertilisation clinics », BMJ 316: 1701–1705; Goldstein and Spiegelhalter 1996, JRSS A 159: 385–443).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int_]
_MOST_WEIGHTS = 4_000_000
"""How many draws are held in memory at once."""


def resampled_sums(sums: FloatArray, groups: IntArray, n_groups: int, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Return the sums of each group in each resample: draws × groups × columns.

    Parameters
    ----------
    sums
        What each person adds: persons × columns. A person stays in his or her group.
    groups
        The group of each person, from 0.
    """
    totals = np.zeros((n_draws, n_groups, sums.shape[1]))
    order = np.argsort(groups, kind="stable")
    step = max(1, _MOST_WEIGHTS // n_draws)
    for group in range(n_groups):
        first, last = np.searchsorted(groups[order], [group, group + 1])
        members = order[first:last]
        for at in range(0, len(members), step):
            chosen = members[at : at + step]
            weights = rng.poisson(1.0, size=(n_draws, len(chosen)))
            totals[:, group, :] += weights @ sums[chosen]
    return totals


@dataclass(frozen=True, slots=True)
class Ranks:
    """The rank of each unit, 1 the highest value: its middle and the ends of its interval over the resamples."""

    median: FloatArray
    low: FloatArray
    high: FloatArray
    upper_half: FloatArray
    """The share of the resamples in which the unit is in the upper half."""


def ranks(draws: FloatArray, level: float = 0.95) -> Ranks:
    """Return what the ranks of some units are worth.

    Parameters
    ----------
    draws
        The value of each unit in each resample: draws × units. Ties share the mean of their ranks.
    """
    n_units = draws.shape[1]
    places = rankdata(-draws, axis=1)
    low, median, high = np.quantile(places, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    return Ranks(median, np.floor(low), np.ceil(high), (places <= n_units / 2).mean(axis=0))
