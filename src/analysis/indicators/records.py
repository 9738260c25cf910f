"""Counting tables of records: complaints, requests, vacancies, firms, costs… by region, office, month and what else their columns allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pandas as pd

from analysis.cohorts.conditions import to_boolean
from analysis.frameworks.indicators import Indicator, MissingCountsAs
from analysis.frameworks.measures import Quotient, Records
from analysis.frameworks.record_checks import table_of
from analysis.frameworks.vocabulary import DIMENSIONS
from analysis.indicators.counting import CohortSums, sums_by_group
from analysis.indicators.grouping import TIME_DIMENSIONS, columns_for
from analysis.indicators.measures import Tally, one_a_distinct_value, tally_of_counts, tally_of_quantity, tally_of_share
from analysis.indicators.question import Question
from analysis.indicators.table import TOTAL, IndicatorTable, Note

if TYPE_CHECKING:
    from analysis.extracts.store import Store

THOUSANDTHS = 1000


def groupable(measure: Records) -> frozenset[str]:
    """Return the dimensions that the rows of a measure can be split by: columns of their table, and time."""
    return frozenset(name for name in DIMENSIONS if name in table_of(measure).fields or name in TIME_DIMENSIONS)


def can_count(store: Store, measure: Records) -> bool:
    """Say whether a store gives the table that a measure reads."""
    return store.has(measure.table)


def count_records(question: Question, indicator: Indicator, measure: Records) -> CohortSums:
    """Return the sums of an indicator of records for every group and margin that its rows can be split by.

    A row counts in the month of its day `dated_by`; nothing dated after the day of observation is known, so that a delay which ends later
    has not ended. Rows that meet no condition because a column is missing are outside, as for persons.
    """
    by = tuple(name for name in question.by if name in groupable(measure))
    rows = _rows(question, measure)
    added = _tally(rows, indicator, measure, question)
    columns: dict[str, Any] = {
        **columns_for(rows, by),
        "numerator_0": added.numerator,
        "denominator_0": added.denominator,
        "missing_0": added.missing,
    }
    columns |= {name: value for name, value in (("square_0", added.square), ("quantity_0", added.quantity)) if value is not None}
    counted = sums_by_group(question.only_by(by), rows.select(**columns), [(indicator, added)])
    groups = counted.groups.copy()
    for name in question.by:
        if name not in by:
            groups[name] = TOTAL
    return CohortSums(groups[list(question.by)], counted.sums)


def _rows(question: Question, measure: Records) -> Any:
    table = question.store.table(measure.table)
    year = question.fiscal_year
    day = table[measure.dated_by]
    rows = table.filter(day.between(ibis.date(year.first_day), ibis.date(min(year.last_day, question.as_of))))
    if measure.where is not None:
        fields = table_of(measure).fields
        rows = rows.filter(to_boolean(measure.where, lambda field: rows[field], fields).fill_null(False))
    return rows.mutate(counted_on=rows[measure.dated_by])


def _tally(rows: Any, indicator: Indicator, measure: Records, question: Question) -> Tally:
    everyone = ibis.literal(True)
    if measure.statistic == "share":
        assert measure.numerator is not None  # noqa: S101 - the loader has refused this
        outcome = to_boolean(measure.numerator, lambda field: rows[field], table_of(measure).fields)
        return tally_of_share(everyone, outcome, indicator.missing_counts_as or MissingCountsAs.EXCLUDED)
    if measure.statistic == "count":
        if measure.distinct is None:
            return tally_of_counts(everyone, everyone)
        return one_a_distinct_value(rows[measure.distinct], order=[rows.counted_on, rows[table_of(measure).key]])
    if measure.until is not None:
        ended = rows[measure.until] <= ibis.date(question.as_of)
        days = ended.ifelse(rows[measure.until].delta(rows.counted_on, unit="day").cast("int64"), ibis.null("int64"))
        return tally_of_quantity(everyone, days, "mean" if measure.statistic == "mean_days" else "median")
    assert measure.field is not None  # noqa: S101 - the loader has refused this
    amount = (rows[measure.field] * THOUSANDTHS).round().cast("int64")
    return tally_of_quantity(everyone, amount, measure.statistic, divisor=THOUSANDTHS)


def quotient_rows(counted: CohortSums, measure: Quotient, over: IndicatorTable, by: Sequence[str]) -> pd.DataFrame:
    """Return a count or sum of records over the value of another indicator in the same group.

    A group without a value of the other indicator, or with 0, has none; a group that the records cannot be split by is not applicable.
    """
    (sums,) = counted.sums.values()
    possible = groupable(measure.numerator)
    keys = counted.groups.itertuples(index=False, name=None) if by else iter([()])
    found = dict(zip(keys, sums.numerator, strict=True))
    divisors: dict[tuple[Any, ...], dict[Any, Any]] = {tuple(row[name] for name in by): row for row in over.frame.to_dict("records")}
    # Where there is no row, an official figure is not given by that group, and nobody was counted in it otherwise.
    absent = Note.NOT_APPLICABLE if over.is_public(measure.over) else Note.NO_CASES
    nobody: dict[Any, Any] = {"note": absent.value, "value": np.nan}
    rows = []
    for key in dict.fromkeys((*divisors, *found)):
        # Spending where nobody took part is spending without a cost for each: not 0, and not forgotten.
        row = divisors.get(key, nobody)
        apart = any(code != TOTAL and name not in possible for name, code in zip(by, key, strict=True))
        note = Note.NOT_APPLICABLE.value if apart else str(row["note"])
        divisor, numerator = float(row["value"]), float(found.get(key, 0.0))
        if note == Note.COMPUTED and not divisor > 0:
            note = Note.NO_CASES.value
        has_value = note == Note.COMPUTED
        rows.append(
            {
                **dict(zip(by, key, strict=True)),
                "numerator": numerator if has_value else np.nan,
                "denominator": divisor if has_value else np.nan,
                "denominator_name": measure.over,
                "n_missing": np.nan,
                "value": numerator * measure.per / divisor if has_value else np.nan,
                "interval_low": np.nan,
                "interval_high": np.nan,
                "interval_method": method_of(measure, over) if has_value else "none",
                "note": note,
            }
        )
    return pd.DataFrame(rows)


def method_of(measure: Quotient, over: IndicatorTable) -> str:
    """Return the code of why a quotient has no interval; releasing it reads there which of its two numbers counts persons."""
    if table_of(measure.numerator).is_public:
        return "none_cost"
    return "none_over_official" if over.is_public(measure.over) else "none_quotient"
