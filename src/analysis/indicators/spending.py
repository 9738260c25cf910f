"""What was spent, in dollars by group: the agency's own accounts, or the funds of its agreements. No person is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import ibis

from analysis.core.periods import FiscalYear
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.cohorts import Cohort
from analysis.frameworks.model import Framework
from analysis.indicators.contracted import programs_of
from analysis.indicators.grouping import NOT_STATED
from analysis.indicators.table import TOTAL

if TYPE_CHECKING:
    from analysis.extracts.store import Store

Spending = Mapping[tuple[str, ...], float]
"""Dollars by group and margin, `TOTAL` in margins."""
CENTS = 100


def entry_cohort(framework: Framework) -> Cohort:
    """Return the cohort of those who began in the fiscal year itself; `LookupError` when the framework has none."""
    for cohort in framework.cohorts:
        if cohort.dated_by == "start_date" and not cohort.months_before_period:
            return cohort
    raise LookupError(f"{framework.name} has no cohort of those who began in the fiscal year")


def spending_of_accounts(store: Store, fiscal_year: FiscalYear, as_of: date, by: Sequence[str] = ()) -> Spending:
    """Return the agency's own spending of a fiscal year by `region` or `office`, and in all."""
    return _with_margins({key: cents for key, (cents, _) in cents_of(store, fiscal_year, as_of, tuple(by)).items()}, len(by))


def funds_of_agreements(store: Store, framework: Framework, fiscal_year: FiscalYear, by: Sequence[str] = ()) -> Spending:
    """Return the operating and support funds of the agreements begun in a fiscal year, by `provider_id`, and in all."""
    table = store.table("agreements")
    begun = table.filter(table.start_date.between(ibis.date(fiscal_year.first_day), ibis.date(fiscal_year.last_day)))
    programs = programs_of(entry_cohort(framework))
    if programs:
        begun = begun.filter(begun.program.isnull() | begun.program.isin(sorted(programs)))
    dollars = ((begun.operating_funds.fill_null(0) + begun.support_funds.fill_null(0)) * CENTS).round().cast("int64")
    keys = list(by)
    counted = begun.select(*keys, cents=dollars)
    rows = ordered_records((counted.group_by(keys) if keys else counted).aggregate(cents=counted.cents.sum()))
    return _with_margins({tuple(str(row[name]) for name in keys): int(row["cents"] or 0) for row in rows}, len(keys))


def cents_of(store: Store, fiscal_year: FiscalYear, as_of: date, by: tuple[str, ...]) -> dict[tuple[str, ...], tuple[int, int]]:
    """Return cents and number of entries of a fiscal year by some columns; nothing dated after the day of observation is known."""
    table = store.table("costs")
    known = table.filter(table.month.between(ibis.date(fiscal_year.first_day), ibis.date(min(fiscal_year.last_day, as_of))))
    known = known.select(**{name: known[name].fill_null(NOT_STATED) for name in by}, cents=(known.amount * CENTS).round().cast("int64"))
    grouped = known.group_by(list(by)) if by else known
    rows = ordered_records(grouped.aggregate(cents=known.cents.sum(), n=known.count()))
    return {tuple(str(row[name]) for name in by): (int(row["cents"] or 0), int(row["n"])) for row in rows}


def _with_margins(parts: Mapping[tuple[str, ...], int], n_dimensions: int) -> dict[tuple[str, ...], float]:
    """Return dollars by group and margin: whole cents are added, in whatever order the engine gave the groups, and divided once."""
    cents_in: dict[tuple[str, ...], int] = {}
    for key, cents in parts.items():
        for kept in product([False, True], repeat=n_dimensions):
            place = tuple(code if keep else TOTAL for code, keep in zip(key, kept, strict=True))
            cents_in[place] = cents_in.get(place, 0) + cents
    return {place: cents / CENTS for place, cents in sorted(cents_in.items())}
