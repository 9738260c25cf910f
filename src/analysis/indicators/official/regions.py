"""Québec by region, for a month or a fiscal year, with what belongs to no region: printed by some tables, computed for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum, isnan
from typing import TYPE_CHECKING, Any

from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.core.territories import QUEBEC, REGIONS
from analysis.frameworks.numbers import Unit
from analysis.indicators.official.definitions import TOTAL_SCHEME, Series, SeriesDefinitions
from analysis.indicators.official.frames import (
    NAN,
    Shape,
    change,
    change_kind,
    indicator_table,
    month_text,
    source_text,
    territory_labels,
    value_cells,
    year_before,
)
from analysis.indicators.official.observations import Figure, Rows, observations
from analysis.indicators.official.rounding import agreement, as_share, ratio
from analysis.indicators.table import TOTAL, IndicatorTable, Note

if TYPE_CHECKING:
    from analysis.extracts.store import Store

REGION_COLUMNS = (
    "period",
    "n_months",
    "n_months_estimated",
    "share_of_quebec",
    "published_share",
    "agreement",
    "value_year_before",
    "change_from_year_before",
    "change_kind",
    "crosses_break",
    "is_remainder",
)
"""Derived columns of `by_region`.

- `period`: the month (2019-03) or the fiscal year (2018); `n_months`: months behind the value, the same for every territory;
- `share_of_quebec`: of the Québec total of the same months; `published_share` and `agreement`: for one month, where shares are printed;
- `value_year_before`: over the same months a year earlier, NaN when one of them lacks; `change_from_year_before`: in the measure of
  `change_kind` (`relative` or `points`), NaN across a break;
- `is_remainder`: the row is Québec less its regions ("Central or unknown").
"""
TERRITORIES = Shape(("territory",), REGION_COLUMNS, additive=("territory",))


def by_region(
    store: Store,
    definitions: SeriesDefinitions,
    series: str,
    *,
    fiscal_year: FiscalYear | None = None,
    month: date | None = None,
    scheme: str = TOTAL_SCHEME,
    category: str = TOTAL_SCHEME,
) -> IndicatorTable:
    """Return one row a region, the remainder and Québec (`total`): dimension territory, derived `REGION_COLUMNS`.

    Exactly one of `fiscal_year` (the mean or sum of its months, as the series is defined) and `month` is given. A year is taken over the
    months in which regions are printed, for Québec too, so that the parts and the whole are about the same months; `n_missing` says how
    many lack. A sum that lacks months has no value, only its numerator. The remainder is the row printed as central or unknown where there
    is one, otherwise Québec less its regions. A rate has no remainder value: its row keeps the number of people that no region counts.
    """
    one = definitions.series_named(series)
    if month is not None and fiscal_year is None:
        period, earlier = _Period((month,), month_text(month)), _Period((year_before(month),), month_text(year_before(month)))
    elif fiscal_year is not None and month is None:
        period, earlier = (_Period(year.months, str(year.start_year)) for year in (fiscal_year, fiscal_year.previous()))
    else:
        raise TypeError("by_region needs either fiscal_year or month")
    codes = (*REGIONS, definitions.remainder.name, QUEBEC)
    wanted = (*period.months, *earlier.months)
    figures = observations(store, definitions, [series], Rows(codes, scheme, (category,)), periods=wanted)
    now = _Territories(one, definitions.remainder.name, period, figures)
    # A year that lacks January is compared with one without January.
    same = {year_before(month) for month in now.months}
    before = _Territories(one, definitions.remainder.name, earlier, [figure for figure in figures if figure.period in same])
    if len(before.months) < len(same):
        before = _Territories(one, definitions.remainder.name, earlier, [])
    crosses = definitions.break_between(series, earlier.months[0], period.months[-1]) is not None
    rows = [now.row(store, code, before, crosses) for code in codes if now.months]
    periods = {period.text: Bilingual(fiscal_year.label("fr"), fiscal_year.label("en"))} if fiscal_year else {}
    labels = {"territory": territory_labels(definitions), "period": periods}
    return indicator_table(store, definitions, rows, TERRITORIES, step=f"{series} by region", labels=labels)


@dataclass(frozen=True, slots=True)
class _Period:
    months: tuple[date, ...]
    text: str


class _Territories:
    """The figures of one period by territory, all taken over the months in which regions are printed."""

    def __init__(self, series: Series, remainder: str, period: _Period, figures: Sequence[Figure]) -> None:
        self._series = series
        self._is_rate = series.unit == Unit.SHARE
        self._remainder = remainder
        self._period = period
        self._figures = {(figure.territory, figure.period): figure for figure in figures if figure.period in period.months}
        self.months = tuple(sorted({month for code, month in self._figures if code in REGIONS}))

    def _own(self, code: str) -> list[Figure]:
        return [self._figures[code, month] for month in self.months if (code, month) in self._figures]

    def _counted(self, code: str, month: date) -> float:
        """Return what adds up between territories: the people behind a rate, otherwise the figure itself."""
        figure = self._figures.get((code, month))
        if figure is not None:
            return figure.count if self._is_rate else figure.value
        if code != self._remainder:
            return NAN
        counts = (self._counted(region, month) for region in REGIONS)
        return self._counted(QUEBEC, month) - fsum(count for count in counts if not isnan(count))

    def count(self, code: str) -> float:
        """Return what the period counts in a territory; NaN when no month has it."""
        counts = [count for month in self.months if not isnan(count := self._counted(code, month))]
        if not counts:
            return NAN
        return fsum(counts) if self._series.yearly == "sum" else fsum(counts) / len(counts)

    def value(self, code: str) -> float:
        """Return the value of a territory: what it counts, or the mean of its rates; a sum needs every month of the period."""
        if self._series.yearly == "sum" and len(self.months) < len(self._period.months):
            return NAN
        if not self._is_rate:
            return self.count(code)
        rates = [figure.value for figure in self._own(code)]
        return fsum(rates) / len(rates) if rates else NAN

    def row(self, store: Store, code: str, before: _Territories, crosses_break: bool) -> dict[str, Any]:
        """Return the row of a territory, beside the same period a year before."""
        own, unit = self._own(code), str(self._series.unit)
        value, earlier, count, whole = self.value(code), before.value(code), self.count(code), self.count(QUEBEC)
        is_remainder = code == self._remainder
        share = ratio(count, whole, 100)
        # The share printed beside a rate is the rate itself, not the region's part of Québec.
        printed = own[0].published_share if own and len(self._period.months) == 1 and not self._is_rate else NAN
        cells = value_cells(
            value=value,
            unit=unit,
            source=source_text(store, max((figure.published for figure in own), default=None)),
            numerator=count,
            n_missing=len(self._period.months) - len(self.months),
            note=Note.NOT_APPLICABLE if is_remainder and self._is_rate else None,
        )
        return {
            "indicator": self._series.name,
            "territory": TOTAL if code == QUEBEC else code,
            **cells,
            "period": self._period.text,
            "n_months": len(self.months),
            "n_months_estimated": sum(figure.is_estimate for figure in own),
            "share_of_quebec": NAN if share is None else float(share / 100),
            "published_share": as_share(printed),
            "agreement": str(agreement(printed, share, 1)),
            "value_year_before": earlier,
            "change_from_year_before": NAN if crosses_break else change(value, earlier, unit),
            "change_kind": change_kind(unit),
            "crosses_break": crosses_break,
            "is_remainder": is_remainder,
        }
