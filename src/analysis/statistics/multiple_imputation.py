"""Answers that were not given, drawn several times from what people alike answered, and what the draws say together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.statistics.answers import Answers
from analysis.statistics.designs import Design
from analysis.statistics.intervals import FloatArray
from analysis.statistics.logistic import Logistic, expit
from analysis.statistics.survey_weights import Estimate


@dataclass(frozen=True, slots=True)
class Pooled:
    """What completed tables say together."""

    estimate: Estimate
    between: float
    """Variance between them."""
    missing_information: float
    """Share of the variance that is due to not knowing (0–1)."""


def pool(values: FloatArray, variances: FloatArray) -> Pooled:
    """Return the mean of the values of several completed tables, its standard error and degrees of freedom by Rubin's rules.

    References
    ----------
    Rubin, D. B. (1987), *Multiple Imputation for Nonresponse in Surveys*, § 3.1.
    """
    m = len(values)
    if m < 2:
        raise ValueError("Rubin's rules need at least two completed tables")
    within, between = float(variances.mean()), float(values.var(ddof=1))
    added = (1 + 1 / m) * between
    total = within + added
    if added <= 0:
        return Pooled(Estimate(float(values.mean()), float(np.sqrt(total))), between, 0.0)
    degrees = (m - 1) * (1 + within / added) ** 2
    return Pooled(Estimate(float(values.mean()), float(np.sqrt(total)), degrees), between, added / total)


def drawn_answers(model: Logistic, design: Design, answers: Answers, n_draws: int, seed: int) -> Iterator[FloatArray]:
    """Yield, for each completed table, how many of those who did not answer would say yes in each row.

    Each table first draws a model (the coefficients as uncertain as they are), then the answers from it: an imputation that took the
    model for certain would be too sure (Rubin 1987, § 4.2; van Buuren, S. (2018), *Flexible Imputation of Missing Data*, § 3.6).
    """
    random = np.random.default_rng(seed)
    values, vectors = np.linalg.eigh(model.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    asked = np.flatnonzero(answers.missing > 0)
    part, missing = design.rows(asked), answers.missing[asked].astype(np.int64)
    for _ in range(n_draws):
        coefficients = model.coefficients + root @ random.standard_normal(len(values))
        yes = np.zeros(design.n_rows)
        yes[asked] = random.binomial(missing, expit(part.times(coefficients)))
        yield yes


def completed_share(answers: Answers, drawn: FloatArray) -> tuple[float, float]:
    """Return the share who say yes in a completed table and its variance, persons as clusters; NaN with nobody due."""
    due, yes = answers.due, answers.yes + drawn
    n = float(due.sum())
    if not n > 0:
        return float("nan"), float("nan")
    value = float(yes.sum()) / n
    alone = answers.clusters < 0
    square = float((yes * (1 - value) ** 2 + (due - yes) * value**2)[alone].sum())
    if not alone.all():
        together = (yes - due * value)[~alone]
        square += float((np.bincount(answers.clusters[~alone], together) ** 2).sum())
    return value, square / n**2


def imputed_share(model: Logistic, design: Design, answers: Answers, *, n_draws: int, seed: int) -> Pooled:
    """Return the share who would say yes by multiple imputation from an outcome model."""
    found = [completed_share(answers, drawn) for drawn in drawn_answers(model, design, answers, n_draws, seed)]
    return pool(np.array([value for value, _ in found]), np.array([variance for _, variance in found]))
