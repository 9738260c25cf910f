"""Published means computed again from their amount and their count, and held against what was printed to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isnan
from typing import TYPE_CHECKING

from analysis.core.periods import FiscalYear
from analysis.core.territories import QUEBEC
from analysis.indicators.official.definitions import TOTAL_SCHEME, SeriesDefinitions
from analysis.indicators.official.frames import (
    NAN,
    Shape,
    fiscal_year_labels,
    indicator_table,
    month_text,
    source_text,
    value_cells,
    year_before,
)
from analysis.indicators.official.observations import Figure, Rows, observations
from analysis.indicators.official.rounding import agreement, ratio
from analysis.indicators.table import IndicatorTable, Note

if TYPE_CHECKING:
    from analysis.extracts.store import Store

MEAN_COLUMNS = ("figure_status", "published", "published_value", "agreement", "value_year_before", "change_from_year_before")
"""Derived columns of `mean_benefit`.

- `figure_status`: estimate when the amount or the count is one; `published`: month of the publication of the amount;
- `published_value`: the printed mean; `agreement`: exact_tie where the computed mean lies half way between two cents;
- `change_from_year_before`: relative (0.026 is +2.6 %).
"""
MEANS = Shape(("fiscal_year", "month"), MEAN_COLUMNS)


def mean_benefit(
    store: Store,
    definitions: SeriesDefinitions,
    ratio_name: str = "social_assistance_mean_benefit",
    *,
    fiscal_years: Sequence[FiscalYear],
    territory: str = QUEBEC,
    scheme: str = TOTAL_SCHEME,
    category: str = TOTAL_SCHEME,
) -> IndicatorTable:
    """Return one row a month: the amount over the count, unrounded, beside the printed mean; derived `MEAN_COLUMNS`.

    The indicator is the ratio's name; numerator and denominator are the amount and the count. A month that lacks one of them has no value,
    and a month without anyone has none either (note `no_cases`).
    """
    chosen = definitions.ratio_named(ratio_name)
    months = [month for year in fiscal_years for month in year.months]
    wanted = sorted({*months, *(year_before(month) for month in months)})
    figures = observations(
        store, definitions, [chosen.numerator, chosen.denominator], Rows((territory,), scheme, (category,)), periods=wanted
    )
    found = {(figure.series, figure.period): figure for figure in figures}

    def terms(month: date) -> tuple[Figure | None, Figure | None, float]:
        amount, count = found.get((chosen.numerator, month)), found.get((chosen.denominator, month))
        exact = ratio(amount.value, count.value) if amount is not None and count is not None else None
        return amount, count, NAN if exact is None else float(exact)

    rows = []
    for year in fiscal_years:
        for month in year.months:
            (amount, count, value), (_, _, earlier) = terms(month), terms(year_before(month))
            printed = NAN if amount is None else amount.published_mean_amount
            top = NAN if amount is None else amount.value
            bottom = NAN if count is None else count.value
            rows.append(
                {
                    "indicator": chosen.name,
                    "fiscal_year": str(year.start_year),
                    "month": month_text(month),
                    **value_cells(
                        value=value,
                        unit=str(chosen.unit),
                        source=source_text(store, None if amount is None else amount.published),
                        numerator=top,
                        denominator=bottom,
                        denominator_name=chosen.denominator,
                        n_missing=int(isnan(top) or isnan(bottom)),
                        note=Note.NO_CASES if bottom == 0 else None,
                    ),
                    "figure_status": _status(amount, count),
                    "published": "" if amount is None else month_text(amount.published),
                    "published_value": printed,
                    "agreement": str(agreement(printed, ratio(top, bottom), chosen.decimals)),
                    "value_year_before": earlier,
                    "change_from_year_before": (value - earlier) / earlier if earlier else NAN,
                }
            )
    labels = {"fiscal_year": fiscal_year_labels(fiscal_years)}
    return indicator_table(store, definitions, rows, MEANS, step="means of official series computed again", labels=labels)


def _status(amount: Figure | None, count: Figure | None) -> str:
    statuses = {row.status for row in (amount, count) if row is not None}
    return "estimate" if "estimate" in statuses else "official" if statuses else ""
