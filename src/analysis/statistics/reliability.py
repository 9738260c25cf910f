"""Whether several questions measure one thing: Cronbach's alpha with its interval, and what each question brings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.statistics.intervals import CONFIDENCE, FloatArray, Interval, Numbers


@dataclass(frozen=True, slots=True)
class Reliability:
    """Alpha of a set of questions; NaN where it cannot be computed (one question, fewer than two persons, no spread)."""

    alpha: float
    interval: Interval
    n_persons: float
    n_questions: int
    rest_correlation: FloatArray
    """For each question, its correlation with the sum of the others."""
    alpha_without: FloatArray
    """For each question, alpha of the others."""


def cronbach_alpha(answers: Numbers, persons: Numbers | None = None, confidence: float = CONFIDENCE) -> Reliability:
    """Return Cronbach's alpha of questions all answered by the same persons, with Feldt's interval.

    Parameters
    ----------
    answers
        One row a pattern of answers, one column a question.
    persons
        How many persons gave each pattern; one each when not given.

    References
    ----------
    Cronbach, L. J. (1951), « Coefficient alpha and the internal structure of tests », Psychometrika 16: 297–334. Interval: Feldt, L. S.
    (1965), « The approximate sampling distribution of Kuder-Richardson reliability coefficient twenty », Psychometrika 30: 357–370.
    """
    scores = np.atleast_2d(np.asarray(answers, dtype=np.float64))
    weights = np.ones(len(scores)) if persons is None else np.asarray(persons, dtype=np.float64)
    n, k = float(weights.sum()), scores.shape[1]
    unknown = np.full(k, np.nan)
    if n < 2 or k < 2:
        return Reliability(np.nan, Interval(np.asarray(np.nan), np.asarray(np.nan)), n, k, unknown, unknown)
    away = scores - (weights @ scores) / n
    covariance = (away * weights[:, None]).T @ away / (n - 1)
    alpha = _alpha(covariance)
    rest = np.array([_with_rest(covariance, question) for question in range(k)])
    without = np.array([_alpha(np.delete(np.delete(covariance, question, 0), question, 1)) for question in range(k)])
    return Reliability(alpha, feldt_interval(alpha, n, k, confidence), n, k, rest, without)


def feldt_interval(alpha: float, n_persons: float, n_questions: int, confidence: float = CONFIDENCE) -> Interval:
    """Return Feldt's interval of an alpha: (1 − alpha) over its estimate follows an F distribution for parallel questions."""
    from scipy.special import fdtri  # noqa: PLC0415 - scipy is slow to import

    if n_persons < 2 or n_questions < 2 or np.isnan(alpha):
        return Interval(np.asarray(np.nan), np.asarray(np.nan))
    degrees = (n_persons - 1, (n_persons - 1) * (n_questions - 1))
    tail = (1 - confidence) / 2
    low, high = (1 - (1 - alpha) * fdtri(*degrees, level) for level in (1 - tail, tail))
    return Interval(np.asarray(low), np.asarray(high))


def _alpha(covariance: FloatArray) -> float:
    k, total = len(covariance), float(covariance.sum())
    return float(k / (k - 1) * (1 - np.trace(covariance) / total)) if k > 1 and total > 0 else np.nan


def _with_rest(covariance: FloatArray, question: int) -> float:
    """Return the correlation of a question with the sum of the others."""
    own = covariance[question, question]
    with_others = covariance[question].sum() - own
    others = covariance.sum() - 2 * with_others - own
    return float(with_others / np.sqrt(own * others)) if own > 0 and others > 0 else np.nan
