"""The intake that agreements contracted for a period, by group.

An agreement's intake is spread evenly over its days, and the days that fall in the period count: half of an agreement of 100 is 50.
Nothing is rounded (fractions are added exactly, then turned into a number once). When the day of observation comes before the end of the
period, only the days observed count, so that entries are held against the intake of the same days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from analysis.cohorts.selection import Period, period_of
from analysis.core.periods import FiscalYear, add_months
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.cohorts import Cohort
from analysis.frameworks.conditions import Leaf
from analysis.indicators.grouping import code_of, month_index
from analysis.indicators.question import Question
from analysis.indicators.table import TOTAL

if TYPE_CHECKING:
    from analysis.extracts.store import Store

GROUPABLE = frozenset({"region", "provider_id", "month", "quarter", "fiscal_year_to_date"})
"""Groupings that an agreement can be split by; it says nothing of the persons who come. Its region is its provider's."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What matters of one agreement."""

    provider_id: str
    region: str
    first: date
    last: date
    intake: int


def contracted_intake(question: Question, cohort: Cohort) -> dict[tuple[str, ...], Fraction]:
    """Return the intake contracted for the days of a cohort, by group: keys are codes in the order of `by`, `TOTAL` in margins.

    Parameters
    ----------
    question
        Its dimensions are all in `GROUPABLE`.
    cohort
        Whose days count. Months and quarters are named by the fiscal year, as for its participations.
    """
    by, fiscal_year = question.by, question.fiscal_year
    amounts: dict[tuple[str, ...], Fraction] = {(TOTAL,) * len(by): Fraction(0)}
    period = period_of(cohort, fiscal_year, question.as_of)
    pieces = _pieces(period, fiscal_year, cohort.months_before_period)
    for agreement in _agreements(question.store, period, programs_of(cohort)):
        days = (agreement.last - agreement.first).days + 1
        for index, piece in pieces:
            overlap = (min(agreement.last, piece.last) - max(agreement.first, piece.first)).days + 1
            if overlap <= 0:
                continue
            amount = Fraction(agreement.intake * overlap, days)
            for key in _keys(agreement, index, pieces, question):
                amounts[key] = amounts.get(key, Fraction(0)) + amount
    return amounts


def programs_of(cohort: Cohort) -> frozenset[str]:
    """Return the programs that a cohort keeps, as far as a rule of its own names one; empty when none does."""
    named = (rule.where for rule in cohort.rules if isinstance(rule.where, Leaf) and rule.where.field == "program")
    return frozenset(str(where.is_) for where in named if where.is_ is not None)


def _agreements(store: Store, period: Period, programs: frozenset[str]) -> list[Agreement]:
    """Return the agreements in force in a period; one that says it is of another program than those counted is none of them."""
    agreements, providers = store.table("agreements"), store.table("providers")
    regions = providers.select("provider_id", "region")
    rows = agreements.left_join(regions, "provider_id").select(
        "provider_id", "region", "start_date", "end_date", "contracted_intake", "program"
    )
    overlapping = rows.filter(rows.start_date <= period.last, rows.end_date >= period.first)
    if programs:
        overlapping = overlapping.filter(overlapping.program.isnull() | overlapping.program.isin(sorted(programs)))
    return [
        Agreement(row["provider_id"], row["region"] or "", row["start_date"], row["end_date"], row["contracted_intake"])
        for row in ordered_records(overlapping)
    ]


def _pieces(period: Period, fiscal_year: FiscalYear, months_before: int) -> list[tuple[int, Period]]:
    """Cut the period into months, each with the number of the month of the fiscal year it is reported in."""
    pieces = []
    for reported in fiscal_year.months:
        first = add_months(reported, -months_before)
        last = min(add_months(first, 1) - timedelta(days=1), period.last)
        if first <= last:
            pieces.append((month_index(reported), Period(first, last)))
    return pieces


def _keys(agreement: Agreement, index: int, pieces: list[tuple[int, Period]], question: Question) -> list[tuple[str, ...]]:
    """Return every group and margin that a month of an agreement belongs to."""
    fiscal_year = question.fiscal_year
    quarter = (index - month_index(fiscal_year.first_day)) // 3
    codes: Mapping[str, list[str]] = {
        "region": [agreement.region],
        "provider_id": [agreement.provider_id],
        "month": [code_of("month", index, fiscal_year)],
        "quarter": [code_of("quarter", quarter, fiscal_year)],
        "fiscal_year_to_date": [code_of("month", other, fiscal_year) for other, _ in pieces if other >= index],
    }
    keys: list[tuple[str, ...]] = [()]
    for name in question.by:
        keys = [(*key, code) for key in keys for code in (TOTAL, *codes[name])]
    return keys
