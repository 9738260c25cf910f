"""Weights that let those who answered stand for everyone due, and the share that they give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.statistics.answers import Answers, clustered_square
from analysis.statistics.calibration import rake
from analysis.statistics.designs import Factors, solved
from analysis.statistics.intervals import FloatArray
from analysis.statistics.logistic import Logistic
from analysis.statistics.survey_weights import Estimate, effective_size, response_model, trim

MOST_CYCLES = 8


@dataclass(frozen=True, slots=True)
class ResponseWeights:
    """One weight a row for each of those who answered in it; their sum over those who answered is everyone due."""

    weights: FloatArray
    inverse_chances: FloatArray
    """Weights of the response model alone, trimmed, before calibration: what the doubly robust estimate uses; 0 where nobody answered."""
    model: Logistic
    n_effective: float
    largest: float
    """The largest weight over the mean weight."""
    n_trimmed: float
    """Of those who answered, how many have a weight that was cut."""
    n_not_represented: float
    """Of everyone due, those with a characteristic that nobody who answered has."""
    farthest: float
    """The largest difference, in share of everyone due, between the weighted people and everyone due on any level."""


def merge_small_levels(design: Factors, answered: FloatArray, least: float) -> Factors:
    """Return the characteristics with those of their levels put together in which fewer than `least` people answered.

    Levels put together that are still too few join the smallest of the others; a characteristic may be left with one level, which says
    nothing. What cannot be learnt from a handful of answers is not modelled.

    References
    ----------
    Kalton, G. and Flores-Cervantes, I. (2003), « Weighting methods », Journal of Official Statistics 19: 81–97, who put cells of fewer
    than about 20 to 50 respondents together.
    """
    made, numbers = [], []
    for codes, n in zip(design.codes, design.n_levels, strict=True):
        counts = np.bincount(codes, answered, n)
        small = counts < least
        if small.any() and not small.all() and counts[small].sum() < least:
            small[np.flatnonzero(~small)[np.argmin(counts[~small])]] = True
        place = np.where(small, 0, np.cumsum(~small) - (0 if small.any() else 1)).astype(codes.dtype)
        made.append(place[codes])
        numbers.append(int(place.max(initial=0)) + 1)
    return Factors(tuple(made), tuple(numbers), design.size)


def response_weights(
    design: Factors, answers: Answers, *, largest: float | None = None, spread: float | None = 2.5, calibrated: bool = True
) -> ResponseWeights:
    """Return the weights of those who answered: the inverse of their chance to answer, trimmed, then raked to everyone due.

    Parameters
    ----------
    largest
        The largest weight allowed, in times the mean weight; None for no limit. Raking and trimming take turns, trimming last, so that
        the limit holds and `farthest` tells what it costs in balance.
    spread
        What one level may add to the chance to answer, in log-odds (see `fit_logistic`): a group all of whom, or none of whom,
        answered has a finite weight.
    calibrated
        False for the response model alone.

    Notes
    -----
    A level in which nobody answered cannot be weighted up: its people are represented by the others, and counted in
    `n_not_represented`.

    References
    ----------
    Särndal, C.-E. and Lundström, S. (2005), *Estimation in Surveys with Nonresponse*, ch. 6–8; Little and Rubin (2019), *Statistical
    Analysis with Missing Data*, 3rd ed., ch. 3; Kish (1965, 1992) for the effective size; Potter (1990) for trimming.
    """
    due, answered = answers.due, answers.answered
    model = response_model(design, answered, due, spread=spread)
    seen = answered > 0
    chance = model.chance(design)
    first = np.zeros(design.n_rows)
    first[seen] = 1.0 / np.maximum(chance[seen], 1e-12)
    first[seen] *= due.sum() / float(answered @ first)
    begun = trim(first[seen], largest, answered[seen])
    weights, is_cut = begun.weights, begun.weights < first[seen] * (1 - 1e-9)
    totals, n_not_represented = _totals_within_reach(design, answers)
    part = design.rows(np.flatnonzero(seen))
    counts = answered[seen]
    cut_ever = is_cut & (begun.n_trimmed > 0)
    for _ in range(MOST_CYCLES if calibrated else 0):
        raked = rake(part, weights, totals, counts)
        again = trim(raked, largest, counts)
        weights = again.weights
        if again.n_trimmed == 0:
            break
        cut_ever |= again.weights < raked * (1 - 1e-9)
    whole, inverse_chances = np.zeros(design.n_rows), np.zeros(design.n_rows)
    whole[seen], inverse_chances[seen] = weights, begun.weights
    missed = np.abs(design.sums(answered * whole) - design.sums(due)) / due.sum()
    mean = float(counts @ weights) / float(counts.sum())
    return ResponseWeights(
        whole,
        inverse_chances,
        model,
        effective_size(weights, counts),
        float(weights.max()) / mean,
        float(counts[cut_ever].sum()),
        n_not_represented,
        float(missed.max()),
    )


def _totals_within_reach(design: Factors, answers: Answers) -> tuple[FloatArray, float]:
    """Return the totals of everyone due, shared among the levels in which somebody answered, and how many people the others hold."""
    everyone, seen = design.sums(answers.due), design.sums(answers.answered)
    totals = everyone.copy()
    outside = np.zeros(design.n_rows, dtype=bool)
    for codes, start, n in zip(design.codes, design.starts, design.n_levels, strict=True):
        inside = slice(start, start + n)
        empty = (seen[inside] == 0) & (everyone[inside] > 0)
        if empty.any():
            kept = np.where(empty, 0.0, everyone[inside])
            totals[inside] = kept * (everyone[0] / kept.sum())
            outside |= empty[codes]
    return totals, float(answers.due[outside].sum())


def weighted_share(
    design: Factors,
    answers: Answers,
    weights: FloatArray,
    inside: npt.NDArray[np.bool_] | None = None,
    product: FloatArray | None = None,
) -> Estimate:
    """Return the share who say yes under some weights, with the standard error of its residuals, persons as clusters.

    Parameters
    ----------
    inside
        The rows of a group: its share, under the weights of everyone. NaN when nobody in it answered.
    product
        `design.cross_product(weights * answers.answered)` when it is known already: it is the same for every group.

    Notes
    -----
    What the characteristics explain is known of everyone and varies with everyone; what they do not varies with those who answered,
    by their weights (Särndal and Lundström 2005, ch. 11). People are a sample of those who could have come: a complete count varies too.
    """
    here = np.ones(design.n_rows, dtype=bool) if inside is None else inside
    weighted = weights * answers.answered
    size = float(weighted[here].sum())
    if not size > 0:
        return Estimate(float("nan"), float("nan"))
    value = float((weights * answers.yes)[here].sum()) / size
    yes = np.where(here, (1.0 - value) / size, 0.0)
    no = np.where(here, -value / size, 0.0)
    crossed = design.cross_product(weighted) if product is None else product
    explained = design.times(solved(crossed, design.sums(weights * (answers.yes * yes + answers.no * no))))
    square = clustered_square(
        [
            (explained + weights * (yes - explained), answers.yes),
            (explained + weights * (no - explained), answers.no),
            (explained, answers.missing),
        ],
        answers.clusters,
    )
    return Estimate(value, float(np.sqrt(square)))
