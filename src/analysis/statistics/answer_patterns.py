"""Answers that come together more than chance would have it: too many of one group on one day, too many who answer alike throughout.

A small p-value says that chance alone seldom does this. It does not say why: a session where everyone answers on the spot is one reason,
a service that people like is another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.statistics.intervals import FloatArray, Numbers


@dataclass(frozen=True, slots=True)
class Concentration:
    """For each group, how many of its members fall in the category where most do, which one that is, and how seldom chance does it."""

    most: FloatArray
    category: np.ndarray[tuple[int], np.dtype[np.int64]]
    p_value: FloatArray
    """NaN for a group without anyone."""


def concentration(counts: Numbers) -> Concentration:
    """Return how far the members of each group gather in one category (a day), against how everyone is spread over them.

    The p-value is the sum, over categories, of the binomial chance that one of them holds as many as the fullest does: an upper bound
    (Bonferroni), so that it errs towards saying nothing.

    Parameters
    ----------
    counts
        One row a group, one column a category.

    References
    ----------
    The largest cell of a multinomial: Kozelka, R. M. (1956), « Approximate upper percentage points for extreme values in multinomial
    sampling », Annals of Mathematical Statistics 27: 507–512; Glaz, J., Naus, J. and Wallenstein, S. (2001), *Scan Statistics*.
    """
    from scipy.special import betainc  # noqa: PLC0415 - scipy is slow to import

    table = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    n = table.sum(axis=1)
    total = table.sum()
    if table.shape[1] == 0 or total == 0:
        return Concentration(np.zeros(len(table)), np.zeros(len(table), dtype=np.int64), np.full(len(table), np.nan))
    share = table.sum(axis=0) / total
    most, category = table.max(axis=1), table.argmax(axis=1)
    held = np.maximum(most, 1)
    # The binomial chance of at least `most` of n is an incomplete beta function.
    chance = betainc(held[:, None], (n - held + 1).clip(min=1)[:, None], share[None, :]).sum(axis=1)
    return Concentration(most, category, np.where(n > 0, np.minimum(chance, 1.0), np.nan))


def more_often_than_others(successes: Numbers, trials: Numbers) -> FloatArray:
    """Return, for each group, the chance that as many of its members or more do something, if groups had nothing to do with it.

    Fisher's exact test of the group against all the others, one-sided; NaN for a group without anyone.
    """
    from scipy.stats import hypergeom  # noqa: PLC0415 - scipy is slow to import

    x, n = (np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in np.broadcast_arrays(successes, trials))
    if np.any((x < 0) | (x > n)):
        raise ValueError("the numerator of a share lies between 0 and its denominator")
    chance = hypergeom.sf(x - 1, n.sum(), x.sum(), n)
    return np.where(n > 0, chance, np.nan)
