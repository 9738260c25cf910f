"""Year by year: the simple mean of the months April to March of a stock or a rate, the sum of a flow, and the change of either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import TYPE_CHECKING, Any, Literal

from analysis.core.periods import FiscalYear
from analysis.core.territories import QUEBEC
from analysis.indicators.official.definitions import TOTAL_SCHEME, Series, SeriesDefinitions
from analysis.indicators.official.frames import (
    NAN,
    Shape,
    change,
    change_kind,
    fiscal_year_labels,
    indicator_table,
    month_text,
    source_text,
    value_cells,
    year_before,
)
from analysis.indicators.official.observations import Figure, Rows, observations
from analysis.indicators.table import IndicatorTable, Note

if TYPE_CHECKING:
    from analysis.extracts.store import Store

Statistic = Literal["yearly_mean", "yearly_sum", "last_month"]

YEAR_COLUMNS = (
    "statistic",
    "n_months",
    "n_months_estimated",
    "last_month",
    "value_year_before",
    "change_from_year_before",
    "change_kind",
    "is_after_break",
    "crosses_break",
    "break_name",
)
"""Derived columns of `yearly`.

- `statistic`: yearly_mean, yearly_sum or last_month; `n_months`: months with a figure (`n_missing` are those without);
- `n_months_estimated`: months whose figure is still an estimate; `last_month`: the last month with a figure;
- `value_year_before`: over the same months a year earlier (a year that lacks January is compared with one without January), NaN when
  one of them lacks there; `change_from_year_before`: see `change_kind`; NaN across a break;
- `is_after_break`: a declared break lies on or before the year's first day; `crosses_break`: one separates it from the year before;
- `break_name`: the last declared break on or before the year's last day (its label says what changed), empty when there is none.
"""
YEARS = Shape(("fiscal_year",), YEAR_COLUMNS)

CHANGE_COLUMNS = ("statistic", "value_now", "value_year_before", "change_kind", "crosses_break")
"""Derived columns of `yearly_change`: the two values that the change is between, and whether a break forbids it."""
CHANGES = Shape(("fiscal_year",), CHANGE_COLUMNS)


@dataclass(frozen=True, slots=True)
class YearFigure:
    """Twelve months in one figure; `value` is NaN without any month, and for a sum without all of them."""

    value: float
    total: float
    """The sum of the monthly values."""
    months: tuple[date, ...]
    """The months that have a figure."""
    n_missing: int
    n_estimated: int
    published: date | None
    """The latest publication used."""


def summarized(figures: Iterable[Figure], year: FiscalYear, statistic: Statistic) -> YearFigure:
    """Return the months of a year in one figure, from those of its months that have one (others are left aside)."""
    by_month = {figure.period: figure for figure in figures if year.contains(figure.period)}
    months = tuple(sorted(by_month))
    used = [by_month[month] for month in months]
    total = fsum(figure.value for figure in used)
    n_missing = 12 - len(months)
    if statistic == "last_month":
        value = by_month[year.months[-1]].value if year.months[-1] in by_month else NAN
    elif statistic == "yearly_sum":
        value = NAN if n_missing else total
    else:
        value = total / len(used) if used else NAN
    return YearFigure(
        value=value,
        total=total if used else NAN,
        months=months,
        n_missing=n_missing,
        n_estimated=sum(figure.is_estimate for figure in used),
        published=max((figure.published for figure in used), default=None),
    )


def same_months(figures: Iterable[Figure], earlier: FiscalYear, months: Sequence[date], statistic: Statistic) -> float:
    """Return the figure of the year before over the same months as those given; NaN when it lacks one of them."""
    wanted = {year_before(month) for month in months}
    used = [figure for figure in figures if figure.period in wanted]
    return summarized(used, earlier, statistic).value if used and len(used) == len(wanted) else NAN


def yearly(
    store: Store,
    definitions: SeriesDefinitions,
    series: str | Sequence[str],
    *,
    fiscal_years: Sequence[FiscalYear],
    territory: str = QUEBEC,
    scheme: str = TOTAL_SCHEME,
    category: str = TOTAL_SCHEME,
    statistic: Statistic | None = None,
) -> IndicatorTable:
    """Return one row a series and fiscal year: dimension fiscal_year (2018), derived `YEAR_COLUMNS`.

    The value is the simple mean of the months April to March that have a figure, or their sum for a flow (as the series' definition
    says, unless `statistic` does). A sum over fewer than twelve months would understate the year: it has no value. For a mean the
    numerator is the sum of the months and the denominator how many there are; `n_missing` counts the months without a figure.
    """
    names = [series] if isinstance(series, str) else list(series)
    wanted = {month for year in fiscal_years for one in (year, year.previous()) for month in one.months}
    figures = observations(store, definitions, names, Rows((territory,), scheme, (category,)), periods=wanted)
    rows = []
    for name in names:
        one = definitions.series_named(name)
        kind: Statistic = statistic or ("yearly_sum" if one.yearly == "sum" else "yearly_mean")
        own = [figure for figure in figures if figure.series == name]
        for year in fiscal_years:
            now = summarized(own, year, kind)
            before = same_months(own, year.previous(), now.months, kind)
            cells = _value_cells(store, one, now, kind)
            rows.append(
                {"indicator": name, "fiscal_year": str(year.start_year), **cells, **_change_cells(definitions, one, year, now, before)}
            )
    labels = {"fiscal_year": fiscal_year_labels(fiscal_years)}
    return indicator_table(store, definitions, rows, YEARS, step="official series by fiscal year", labels=labels)


def yearly_change(
    store: Store,
    definitions: SeriesDefinitions,
    series: str | Sequence[str],
    *,
    fiscal_years: Sequence[FiscalYear],
    territory: str = QUEBEC,
    scheme: str = TOTAL_SCHEME,
    category: str = TOTAL_SCHEME,
) -> IndicatorTable:
    """Return the changes of `yearly` as values of their own: dimension fiscal_year, derived `CHANGE_COLUMNS`.

    A relative change is a share of the year before (numerator: the difference, denominator: the year before); that of a rate is a
    difference of shares. Across a break there is no value (note `not_applicable`).
    """
    table = yearly(store, definitions, series, fiscal_years=fiscal_years, territory=territory, scheme=scheme, category=category)
    rows = [_change_row(record) for record in table.frame.to_dict("records")]
    labels = {"fiscal_year": fiscal_year_labels(fiscal_years)}
    return indicator_table(store, definitions, rows, CHANGES, step="yearly change of official series", labels=labels)


def _value_cells(store: Store, series: Series, figure: YearFigure, statistic: Statistic) -> dict[str, Any]:
    is_mean = statistic == "yearly_mean"
    cells = value_cells(
        value=figure.value,
        unit=str(series.unit),
        source=source_text(store, figure.published),
        numerator=figure.value if statistic == "last_month" else figure.total,
        denominator=float(len(figure.months)) if is_mean and figure.months else NAN,
        denominator_name="months" if is_mean else "",
        n_missing=figure.n_missing,
    )
    return cells | {
        "statistic": statistic,
        "n_months": len(figure.months),
        "n_months_estimated": figure.n_estimated,
        "last_month": month_text(figure.months[-1]) if figure.months else "",
    }


def _change_cells(definitions: SeriesDefinitions, series: Series, year: FiscalYear, now: YearFigure, before: float) -> dict[str, Any]:
    crosses = definitions.break_between(series.name, year.previous().first_day, year.last_day) is not None
    return {
        "value_year_before": before,
        "change_from_year_before": NAN if crosses else change(now.value, before, str(series.unit)),
        "change_kind": change_kind(str(series.unit)),
        "is_after_break": definitions.last_break(series.name, year.first_day) is not None,
        "crosses_break": crosses,
        "break_name": definitions.last_break_name(series.name, year.last_day),
    }


def _change_row(row: dict[Any, Any]) -> dict[str, Any]:
    is_relative = row["change_kind"] == "relative"
    cells = value_cells(
        value=row["change_from_year_before"],
        unit="share",
        source=row["source"],
        numerator=row["value"] - row["value_year_before"],
        denominator=row["value_year_before"] if is_relative else NAN,
        denominator_name="year_before" if is_relative else "",
        n_missing=row["n_missing"],
        note=Note.NOT_APPLICABLE if row["crosses_break"] else None,
    )
    kept = {name: row[name] for name in ("indicator", "fiscal_year", "statistic", "value_year_before", "change_kind", "crosses_break")}
    return kept | cells | {"value_now": row["value"]}
