"""What a framework asks of official series: one value a fiscal year, with its terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from math import isnan
from typing import TYPE_CHECKING

from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.core.territories import QUEBEC
from analysis.frameworks.measures import SeriesValue
from analysis.frameworks.numbers import Unit
from analysis.indicators.official.definitions import Remainder, Series, SeriesDefinitions
from analysis.indicators.official.frames import NAN, source_text
from analysis.indicators.official.observations import Figure, Rows, observations
from analysis.indicators.official.years import summarized

if TYPE_CHECKING:
    from analysis.extracts.store import Store


@dataclass(frozen=True, slots=True)
class SeriesResult:
    """A framework's indicator read from official series.

    `value` is NaN when there is no month (or, for a sum, not all of them). A ratio keeps both of its terms; a mean has the sum of its
    months as numerator and their number as denominator.
    """

    value: float
    numerator: float
    denominator: float
    denominator_name: str
    n_months: int
    n_missing: int
    """Months of the year without a figure."""
    n_estimated: int
    """Months whose figure is still an estimate."""
    last_month: date | None
    source: str


def series_value(
    store: Store,
    measure: SeriesValue,
    fiscal_year: FiscalYear,
    territory: str = QUEBEC,
    *,
    definitions: SeriesDefinitions | None = None,
) -> SeriesResult:
    """Return the value of an indicator whose measure is an official series, over the months of a fiscal year.

    With `over`, both series are taken over the months that both have, and their totals divided: the mean of a year is not the mean of its
    monthly means. A rate is 0–1. Without definitions only printed totals can be read: no category, and no total made of its parts.

    Raises
    ------
    DefinitionError
        When a series or category is unknown to the definitions; the near matches are said.
    """
    definitions = definitions or _bare_definitions(measure)
    rows = Rows((territory,), definitions.scheme_of(measure.category), (measure.category,))
    names = [measure.series, *([measure.over] if measure.over else [])]
    for name in names:
        definitions.series_named(name)
    figures = observations(store, definitions, names, rows, periods=fiscal_year.months)
    own = _of(figures, measure.series, measure.quantity)
    below = _of(figures, measure.over, "count") if measure.over else {}
    if measure.over:
        own = {month: figure for month, figure in own.items() if month in below}
        below = {month: figure for month, figure in below.items() if month in own}
    top = summarized(own.values(), fiscal_year, measure.statistic)
    numerator, denominator, denominator_name = top.value, NAN, ""
    if measure.over:
        denominator, denominator_name = summarized(below.values(), fiscal_year, measure.statistic).value, measure.over
        value = NAN if isnan(denominator) or denominator == 0 else numerator / denominator
    else:
        value = top.value
        if measure.statistic == "yearly_mean" and top.months:
            numerator, denominator, denominator_name = top.total, float(len(top.months)), "months"
    return SeriesResult(
        value=value,
        numerator=numerator,
        denominator=denominator,
        denominator_name=denominator_name,
        n_months=len(top.months),
        n_missing=top.n_missing,
        n_estimated=top.n_estimated,
        last_month=top.months[-1] if top.months else None,
        source=source_text(store, top.published),
    )


def _of(figures: Iterable[Figure], series: str, quantity: str) -> dict[date, Figure]:
    """Return the figures of a series by month, their value being the quantity that the measure names."""
    scale = 100 if quantity == "published_share" else 1
    own = (replace(figure, value=getattr(figure, quantity) / scale) for figure in figures if figure.series == series)
    return {figure.period: figure for figure in own if not isnan(figure.value)}


def _bare_definitions(measure: SeriesValue) -> SeriesDefinitions:
    """Return all that can be said of the series of a measure when nobody has defined them: their totals are printed as such."""
    named = {measure.series: measure.quantity} | ({measure.over: "count"} if measure.over else {})
    series = tuple(
        Series.model_validate({"name": name, "label": Bilingual(name, name), "unit": Unit.COUNT, "quantity": quantity, "yearly": "mean"})
        for name, quantity in named.items()
    )
    nowhere = Remainder(name="unassigned", label=Bilingual("Central ou inconnu", "Central or unknown"))
    return SeriesDefinitions(name="bare", remainder=nowhere, series=series, schemes=())
