"""Month by month: the figure kept for each month of some fiscal years, its change from a year before, and what was printed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isnan
from typing import TYPE_CHECKING, Any

from analysis.core.periods import FiscalYear
from analysis.core.territories import QUEBEC
from analysis.frameworks.numbers import Unit
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
from analysis.indicators.official.rounding import agreement, as_share, exactly
from analysis.indicators.table import IndicatorTable

if TYPE_CHECKING:
    from analysis.extracts.store import Store

MONTH_COLUMNS = (
    "figure_status",
    "published",
    "n_publications",
    "was_revised",
    "value_year_before",
    "change_from_year_before",
    "change_kind",
    "published_change",
    "agreement",
    "is_after_break",
    "crosses_break",
    "break_name",
)
"""Derived columns of `monthly`.

- `figure_status`: official, estimate, or empty when the month is missing; `published`: month of the publication kept;
- `n_publications`: how many printed the figure; `was_revised`: whether they differ;
- `change_from_year_before`: in the measure of `change_kind` (`relative`: 0.026 is +2.6 %; `points`: a difference of shares), NaN across
  a break;
- `published_change`: the printed yearly change, as a share; `agreement` of the two: agrees, exact_tie, departs or not_compared;
- `is_after_break`: a declared break lies on or before the month; `crosses_break`: one lies between it and the same month a year before;
- `break_name`: the last declared break on or before the month (its label says what changed), empty when there is none.
"""
MONTHS = Shape(("fiscal_year", "month"), MONTH_COLUMNS)


def monthly(
    store: Store,
    definitions: SeriesDefinitions,
    series: str | Sequence[str],
    *,
    fiscal_years: Sequence[FiscalYear],
    territory: str = QUEBEC,
    scheme: str = TOTAL_SCHEME,
    category: str = TOTAL_SCHEME,
) -> IndicatorTable:
    """Return one row a series and month of the fiscal years: dimensions fiscal_year (2018) and month (2018-04), derived `MONTH_COLUMNS`.

    A month for which nothing was published keeps its row, without a value (note `no_extract`, `n_missing` 1).
    The value of a rate is the published one (0–1); its numerator is the number of people counted.
    """
    names = [series] if isinstance(series, str) else list(series)
    months = [month for year in fiscal_years for month in year.months]
    wanted = {*months, *(year_before(month) for month in months)}
    figures = observations(store, definitions, names, Rows((territory,), scheme, (category,)), periods=wanted)
    found = {(figure.series, figure.period): figure for figure in figures}
    rows = []
    for name in names:
        one = definitions.series_named(name)
        for year in fiscal_years:
            for month in year.months:
                figure, before = found.get((name, month)), found.get((name, year_before(month)))
                crosses = definitions.break_between(name, year_before(month), month) is not None
                rows.append(
                    {
                        "indicator": name,
                        "fiscal_year": str(year.start_year),
                        "month": month_text(month),
                        **_value_cells(store, one, figure),
                        **_publication_cells(figure),
                        **_change_cells(one, figure, before, crosses),
                        "is_after_break": definitions.last_break(name, month) is not None,
                        "crosses_break": crosses,
                        "break_name": definitions.last_break_name(name, month),
                    }
                )
    labels = {"fiscal_year": fiscal_year_labels(fiscal_years)}
    return indicator_table(store, definitions, rows, MONTHS, step="official series by month", labels=labels)


def _value_cells(store: Store, series: Series, figure: Figure | None) -> dict[str, Any]:
    value = NAN if figure is None else figure.value
    numerator = NAN if figure is None or series.weighted_by else figure.count if series.unit == Unit.SHARE else value
    source = source_text(store, None if figure is None else figure.published)
    return value_cells(value=value, unit=str(series.unit), source=source, numerator=numerator, n_missing=int(figure is None))


def _publication_cells(figure: Figure | None) -> dict[str, Any]:
    if figure is None:
        return {"figure_status": "", "published": "", "n_publications": 0, "was_revised": False}
    return {
        "figure_status": figure.status,
        "published": month_text(figure.published),
        "n_publications": figure.n_publications,
        "was_revised": figure.was_revised,
    }


def _change_cells(series: Series, figure: Figure | None, before: Figure | None, crosses_break: bool) -> dict[str, Any]:
    now, earlier = (NAN if item is None else item.value for item in (figure, before))
    printed = NAN if figure is None else figure.published_change
    return {
        "value_year_before": earlier,
        "change_from_year_before": NAN if crosses_break else change(now, earlier, str(series.unit)),
        "change_kind": change_kind(str(series.unit)),
        "published_change": as_share(printed),
        "agreement": str(agreement(printed, relative_change(now, earlier), 1)),
    }


def relative_change(now: float, earlier: float) -> Fraction | None:
    """Return the exact change in percent, or None when one of the two is missing or the earlier one is zero."""
    if isnan(now) or isnan(earlier) or earlier == 0:
        return None
    return 100 * (exactly(now) - exactly(earlier)) / exactly(earlier)
