"""The sampling variance of a weighted sum of ratios counted on the same persons.

Persons are the clusters: one person may have several participations, in several cohorts and indicators at once. The number of persons
is itself left to chance, as when each person comes independently of the others; for shares and means this changes nothing (their
linearized values add up to zero), and the variance of a count over a known amount is that of a Poisson count.

The variance of a linear combination of totals is a quadratic form in the cross-products of what each person adds. These
cross-products are sums of whole numbers, exact in any order, and one pass gives them for every capping rule and every group.

References
----------
Wolter, K. M. (2007), *Introduction to Variance Estimation*, 2nd ed., Springer, ch. 6; Särndal, C.-E., Swensson, B. and Wretman, J. (1992),
*Model Assisted Survey Sampling*, Springer, §§ 5.5–5.6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt

from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.indicators import Indicator
from analysis.indicators.counting import kept_by_engine, select_for, subsets, tallies
from analysis.indicators.grouping import code_of, columns_for, grouped
from analysis.indicators.question import Question
from analysis.indicators.table import TOTAL


@dataclass(frozen=True, slots=True)
class CrossProducts:
    """What the persons of one group add, multiplied together and added up.

    `matrix` has two rows and columns an indicator: its numerator (in its own unit), then its denominator, in the order of the indicators.
    """

    n_persons: int
    matrix: npt.NDArray[np.float64]

    def standard_error(self, gradient: npt.NDArray[np.float64]) -> float:
        """Return the standard error of the value whose derivatives by each total are given; NaN with fewer than two persons."""
        if self.n_persons < 2:
            return float("nan")
        variance = float(gradient @ self.matrix @ gradient) * self.n_persons / (self.n_persons - 1)
        return float(np.sqrt(max(variance, 0.0)))


def cross_products(question: Question, indicators: Sequence[Indicator]) -> Mapping[tuple[str, ...], CrossProducts]:
    """Return the cross-products of every group and margin; keys are codes in the order of `by`.

    Parameters
    ----------
    indicators
        Measured on episodes of a cohort (shares, rates, means, ratios to a known amount).
    """
    by_cohort: dict[str, list[int]] = {}
    for place, item in enumerate(indicators):
        assert item.cohort is not None  # noqa: S101 - measured on episodes
        by_cohort.setdefault(item.cohort, []).append(place)
    found: dict[tuple[str, ...], CrossProducts] = {}
    with ExitStack() as kept:
        divisors = np.ones(2 * len(indicators))
        tables = []
        for cohort, places in by_cohort.items():
            added, of_cohort = added_by_episode(question, cohort, places, indicators)
            tables.append(kept.enter_context(kept_by_engine(question.store, added)))
            divisors[[2 * place for place in places]] = of_cohort
        for subset in subsets(question.by):
            found |= _of_subset(question, tables, subset, divisors)
    return found


def names_of_totals(n_indicators: int) -> list[str]:
    """Return the columns of what is added: the numerator, then the denominator, of each indicator in order."""
    return [f"{kind}_{place}" for place in range(n_indicators) for kind in ("numerator", "denominator")]


def added_by_episode(question: Question, cohort: str, places: Sequence[int], indicators: Sequence[Indicator]) -> tuple[Any, list[int]]:
    """Return what each episode of a cohort adds to each total (nothing to other cohorts' totals), and the divisors of its numerators."""
    chosen = [indicators[place] for place in places]
    selection = select_for(question, question.framework.cohort(cohort), chosen)
    columns: dict[str, Any] = {name: ibis.literal(0, "int64") for name in names_of_totals(len(indicators))}
    added = tallies(selection, chosen)
    for place, item in zip(places, added, strict=True):
        columns[f"numerator_{place}"] = item.numerator.cast("int64")
        columns[f"denominator_{place}"] = item.denominator.cast("int64")
    table = selection.episodes.select("person_id", **columns_for(selection.episodes, question.by), **columns)
    return table, [item.divisor for item in added]


def _of_subset(
    question: Question, tables: Sequence[Any], by: tuple[str, ...], divisors: npt.NDArray[np.float64]
) -> dict[tuple[str, ...], CrossProducts]:
    names = names_of_totals(len(divisors) // 2)
    parts = [grouped(table, by, question.fiscal_year, question.as_of).select("person_id", *by, *names) for table in tables]
    episodes = ibis.union(*parts) if len(parts) > 1 else parts[0]
    persons = episodes.group_by(["person_id", *by]).aggregate(**{name: episodes[name].sum() for name in names})
    pairs = list(combinations_with_replacement(range(len(names)), 2))
    products = {f"product_{i}_{j}": (persons[names[i]] * persons[names[j]]).sum() for i, j in pairs}
    counted = persons.group_by(list(by)) if by else persons
    rows = ordered_records(counted.aggregate(n_persons=persons.count(), **products))
    found = {}
    for row in rows:
        codes = {name: code_of(name, row[name], question.fiscal_year) for name in by}
        matrix = np.zeros((len(names), len(names)))
        for i, j in pairs:
            matrix[i, j] = matrix[j, i] = float(row[f"product_{i}_{j}"] or 0)
        found[tuple(codes.get(name, TOTAL) for name in question.by)] = CrossProducts(
            row["n_persons"], matrix / np.outer(divisors, divisors)
        )
    return found
