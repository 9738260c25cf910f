"""A share among those who answered, brought back to the make-up of those who were asked, class by class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.statistics.intervals import CONFIDENCE, Interval, Numbers, normal_quantile


@dataclass(frozen=True, slots=True)
class Reweighted:
    """The share with each class at its weight among those asked; NaN when nobody answered."""

    value: float
    interval: Interval
    n_without_answer: float
    """Persons asked in classes where nobody answered: the share says nothing of them."""


def reweight_by_class(successes: Numbers, answered: Numbers, asked: Numbers, confidence: float = CONFIDENCE) -> Reweighted:
    """Return the share of successes if every class had answered as often as the others.

    Right when, within a class, those who answered are like those who did not; no class can say whether they are. Classes where nobody
    answered are left out and counted. The interval treats the weights as known; its ends stay inside 0–1.

    References
    ----------
    Oh, H. L. and Scheuren, F. J. (1983), « Weighting adjustment for unit nonresponse », in *Incomplete Data in Sample Surveys*, vol. 2;
    variance of a post-stratified share: Holt, D. and Smith, T. M. F. (1979), « Post stratification », JRSS A 142: 33–46.
    """
    x, n, total = (np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in np.broadcast_arrays(successes, answered, asked))
    if np.any((x < 0) | (x > n) | (n > total)):
        raise ValueError("those who say yes are among those who answered, who are among those asked")
    heard = n > 0
    unheard = float(total[~heard].sum())
    if not heard.any():
        return Reweighted(np.nan, Interval(np.asarray(np.nan), np.asarray(np.nan)), unheard)
    weight = total[heard] / total[heard].sum()
    # One success and one failure are added over all classes for the spread alone: a class in which everyone agrees has some doubt too.
    share = x[heard] / n[heard]
    pooled = (x.sum() + 1) / (n.sum() + 2)
    cautious = (x[heard] + pooled) / (n[heard] + 1)
    half = normal_quantile(confidence) * np.sqrt((weight**2 * cautious * (1 - cautious) / n[heard]).sum())
    value = float(weight @ share)
    return Reweighted(value, Interval(np.asarray(max(value - half, 0.0)), np.asarray(min(value + half, 1.0))), unheard)
