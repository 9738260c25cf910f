"""The parts of a total in one month: their shares computed again and held against the printed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.core.territories import QUEBEC
from analysis.frameworks.numbers import Unit
from analysis.indicators.official.definitions import TOTAL_SCHEME, Scheme, Series, SeriesDefinitions
from analysis.indicators.official.frames import NAN, Shape, category_labels, indicator_table, month_text, source_text, value_cells
from analysis.indicators.official.observations import Figure, Rows, observations
from analysis.indicators.official.rounding import agreement, as_share, ratio
from analysis.indicators.table import TOTAL, IndicatorTable, Note

if TYPE_CHECKING:
    from analysis.extracts.store import Store

CATEGORY_COLUMNS = ("figure", "figure_status", "published", "published_share", "agreement", "is_part", "is_subtotal")
"""Derived columns of `categories`.

- `figure`: the count or amount itself, unrounded (or the published mean);
- `published_share`: as a share (0–1), NaN when none is printed; `agreement` with the computed one at one decimal of a percent;
- `is_part`: the category belongs to the first partition of the scheme, whose parts add up to the total; others must not be added;
- `is_subtotal`: the category is the sum of other categories of the scheme.
"""
CATEGORIES = Shape(("month", "category"), CATEGORY_COLUMNS)


def categories(
    store: Store,
    definitions: SeriesDefinitions,
    series: str | Sequence[str],
    scheme: str,
    *,
    months: Sequence[date],
    territory: str = QUEBEC,
) -> IndicatorTable:
    """Return one row a series, month and category of a scheme, with its share: dimensions month and category, derived `CATEGORY_COLUMNS`.

    The share is taken on the scheme's base: the total (a row `total` then closes the month), or a category such as the distinct households
    of overlapping sources. Categories keep the order of the definitions; one that is not printed has no row. A series of published means or
    rates has no shares: its value is the figure itself.
    """
    names = [series] if isinstance(series, str) else list(series)
    chosen = definitions.scheme_named(scheme)
    figures = observations(store, definitions, names, Rows((territory,), scheme, None), periods=months)
    where = Rows((territory,)) if chosen.base == TOTAL_SCHEME else Rows((territory,), scheme, (chosen.base,))
    bases = {(base.series, base.period): base for base in observations(store, definitions, names, where, periods=months)}
    found = {(figure.series, figure.period, figure.category): figure for figure in figures}
    defined = [category.name for category in chosen.categories]
    order = [*defined, *sorted({figure.category for figure in figures} - set(defined))]
    rows = []
    for name in names:
        one = definitions.series_named(name)
        for month in months:
            base = bases.get((name, month))
            shares = _Shares(store, one, chosen, base)
            printed = [shares.row(found[name, month, category]) for category in order if (name, month, category) in found]
            rows += printed
            if printed and base is not None and chosen.base == TOTAL_SCHEME:
                rows.append(shares.row(base) | {"category": TOTAL})
    labels = {"category": category_labels(definitions, scheme)}
    return indicator_table(store, definitions, rows, CATEGORIES, step=f"shares of the categories of {scheme}", labels=labels)


@dataclass(frozen=True, slots=True)
class _Shares:
    """Makes the rows of one series and month, whose shares are all of one base."""

    store: Store
    series: Series
    scheme: Scheme
    base: Figure | None

    def row(self, figure: Figure) -> dict[str, Any]:
        has_shares = self.series.quantity != "published_share" and self.series.weighted_by is None
        whole = NAN if self.base is None else self.base.value
        exact = ratio(figure.value, whole, 100) if has_shares else None
        subtotals = {category.name for category in self.scheme.categories if category.subtotal_of}
        cells = value_cells(
            value=figure.value if not has_shares else NAN if exact is None else float(exact / 100),
            unit=str(Unit.SHARE if has_shares else self.series.unit),
            source=source_text(self.store, figure.published),
            numerator=figure.value if has_shares else NAN,
            denominator=whole if has_shares else NAN,
            denominator_name=self.scheme.base if has_shares else "",
            note=Note.NO_CASES if has_shares and whole == 0 else None,
        )
        return {
            "indicator": self.series.name,
            "month": month_text(figure.period),
            "category": figure.category,
            **cells,
            "figure": figure.value,
            "figure_status": figure.status,
            "published": month_text(figure.published),
            "published_share": as_share(figure.published_share) if has_shares else NAN,
            "agreement": str(agreement(figure.published_share, exact, 1)),
            "is_part": bool(self.scheme.partitions) and figure.category in self.scheme.partitions[0],
            "is_subtotal": figure.category in subtotals,
        }
