"""A share estimated twice over: right when either the model of who answers or the model of what they answer is right."""

from __future__ import annotations

import numpy as np

from analysis.statistics.answers import Answers, clustered_square
from analysis.statistics.intervals import FloatArray
from analysis.statistics.survey_weights import Estimate


def doubly_robust_share(answers: Answers, chance_of_yes: FloatArray, weights: FloatArray) -> Estimate:
    """Return the augmented inverse-probability-weighted share who would say yes, with its influence-function standard error.

    Parameters
    ----------
    answers
        Of everyone due, or of the people of a group.
    chance_of_yes
        What the outcome model, fitted on those who answered, gives each row.
    weights
        The inverse of each row's chance to answer, perhaps trimmed; of no account where nobody answered.

    Returns
    -------
    Estimate
        The mean of what the model says of everyone, corrected by how wrong it was of those who answered, weighted to stand for everyone.
        NaN with nobody due; no standard error for fewer than two people.

    References
    ----------
    Robins, J. M., Rotnitzky, A. and Zhao, L. P. (1994), JASA 89: 846–866; Bang, H. and Robins, J. M. (2005), « Doubly robust estimation
    in missing data and causal inference models », Biometrics 61: 962–973; Lunceford, J. K. and Davidian, M. (2004), Statistics in
    Medicine 23: 2937–2960, for the standard error.
    """
    n = float(answers.due.sum())
    if not n > 0:
        return Estimate(float("nan"), float("nan"))
    missing = chance_of_yes
    yes = chance_of_yes + weights * (1.0 - chance_of_yes)
    no = chance_of_yes - weights * chance_of_yes
    value = float(answers.missing @ missing + answers.yes @ yes + answers.no @ no) / n
    square = clustered_square([(yes - value, answers.yes), (no - value, answers.no), (missing - value, answers.missing)], answers.clusters)
    return Estimate(value, float(np.sqrt(square)) / n if n > 1 else float("nan"))
