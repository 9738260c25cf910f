"""One figure a month: what remains of a table in which every publication repeats the last thirteen to twenty-four months.

`deduplicated` chooses, in the engine, one row for each series, month, territory and category. `observations` brings the figures of a few
series back and completes them as their definitions say: a total that is only printed in parts is their sum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from math import fsum, isnan
from typing import TYPE_CHECKING, Any

import ibis

from analysis.core.territories import QUEBEC
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.indicators.official.definitions import TOTAL_SCHEME, Series, SeriesDefinitions
from analysis.indicators.official.rounding import as_share

if TYPE_CHECKING:
    from analysis.extracts.store import Store

NAN = float("nan")

FIGURE_KEY = ("series", "period", "territory", "scheme", "category")
"""What identifies a figure once it is chosen among its publications."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it was kept: what was printed with it, and what it is worth in the unit of its series.

    Numbers that were not printed are NaN. The three `published_` numbers are the publisher's own (percentages as percentages).
    """

    series: str
    period: date
    territory: str
    scheme: str
    category: str
    published: date
    status: str
    count: float
    amount: float
    published_share: float
    published_change: float
    published_mean_amount: float
    n_publications: int
    was_revised: bool
    value: float = NAN
    """The quantity that the definition names; a published percentage as a share."""

    @property
    def is_estimate(self) -> bool:
        """Whether no official figure has replaced it yet."""
        return self.status == "estimate"


STORED = tuple(field.name for field in fields(Figure) if field.name != "value")


def deduplicated(store: Store) -> ibis.Table:
    """Return the table `series` with one row for each `FIGURE_KEY`: the official figure before an estimate, then the latest publication.

    Two columns are added: `n_publications` (how many publications printed the figure) and `was_revised` (whether two of them differ in
    count, amount or published share).
    """
    rows: Any = store.table("series")
    same_figure = [rows[column] for column in FIGURE_KEY]
    window = ibis.window(group_by=same_figure)
    # Every column at the end: of two rows of one day, the same one is kept whatever the order of the file.
    others = [rows[name] for name in rows.columns if name not in (*FIGURE_KEY, "published")]
    order = [ibis.desc(rows.status == "official"), ibis.desc(rows.published), *others]
    best_first = ibis.window(group_by=same_figure, order_by=order)

    def differs(column: str) -> Any:
        return (rows[column].min().over(window) != rows[column].max().over(window)).fill_null(False)

    ranked = rows.mutate(
        n_publications=rows.count().over(window),
        was_revised=differs("count") | differs("amount") | differs("published_share"),
        place=ibis.row_number().over(best_first),
    )
    return ranked.filter(ranked.place == 0).select(*STORED).order_by(list(FIGURE_KEY))


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a series are meant; None means all."""

    territories: Collection[str] | None = (QUEBEC,)
    scheme: str = TOTAL_SCHEME
    categories: Collection[str] | None = (TOTAL_SCHEME,)


TOTALS = Rows()
"""The rows about all of Québec that are not broken down."""


def observations(
    store: Store,
    definitions: SeriesDefinitions,
    series: Iterable[str],
    rows: Rows = TOTALS,
    *,
    periods: Collection[date] | None = None,
) -> tuple[Figure, ...]:
    """Return the figures of some series that exist, sorted by `FIGURE_KEY`.

    A composed series is the sum of its parts, row by row; a total that is printed in parts only is the sum of the first partition of the
    scheme named by `total_from` (for a series of means: their mean, weighted). Either needs all of its parts.

    Parameters
    ----------
    periods
        First days of months; None for all.

    Raises
    ------
    DefinitionError
        When a series is unknown to the definitions.
    """
    names = list(series)
    return _Completion(definitions, _printed(store, definitions, names, rows, periods)).figures(names, rows)


Place = tuple[date, str, str, str]
"""Period, territory, scheme and category."""


class _Completion:
    """Finds each wanted figure: printed as such, or made of those that are."""

    def __init__(self, definitions: SeriesDefinitions, printed: Iterable[Figure]) -> None:
        self._definitions = definitions
        self._known: dict[tuple[str, Place], Figure | None] = {
            (figure.series, (figure.period, figure.territory, figure.scheme, figure.category)): figure for figure in printed
        }

    def figures(self, names: Sequence[str], rows: Rows) -> tuple[Figure, ...]:
        """Return the figures of the wanted series and rows, sorted."""
        places = [place for _, place in self._known]
        territories = set(rows.territories) if rows.territories is not None else {place[1] for place in places}
        categories = set(rows.categories) if rows.categories is not None else {place[3] for place in places if place[2] == rows.scheme}
        periods = sorted({place[0] for place in places})
        found = (
            self._figure(self._definitions.series_named(name), (period, territory, rows.scheme, category))
            for name in sorted(set(names))
            for period in periods
            for territory in sorted(territories)
            for category in sorted(categories)
        )
        return tuple(figure for figure in found if figure is not None)

    def _figure(self, series: Series, place: Place) -> Figure | None:
        if (series.name, place) not in self._known:
            self._known[series.name, place] = self._made(series, place)
        return self._known[series.name, place]

    def _made(self, series: Series, place: Place) -> Figure | None:
        parts = [self._figure(self._definitions.series_named(name), place) for name in series.composed_of]
        if parts and (made := _sum(series, place, parts)):
            return made
        period, territory, scheme, category = place
        if series.total_from is None or (territory, scheme, category) != (QUEBEC, TOTAL_SCHEME, TOTAL_SCHEME):
            return None
        partition = self._definitions.scheme_named(series.total_from).partitions[0]
        inside = [(period, territory, series.total_from, part) for part in partition]
        parts = [self._figure(series, part) for part in inside]
        if series.weighted_by is None:
            return _sum(series, place, parts)
        weights = self._definitions.series_named(series.weighted_by)
        return _weighted_mean(series, place, parts, [self._figure(weights, part) for part in inside])


def _printed(
    store: Store, definitions: SeriesDefinitions, names: Sequence[str], rows: Rows, periods: Collection[date] | None
) -> list[Figure]:
    needed, schemes = _needed(definitions, names, rows)
    table: Any = deduplicated(store)
    in_scheme = table.scheme == rows.scheme
    if rows.categories is not None:
        in_scheme &= table.category.isin(sorted(rows.categories))
    wanted = table.filter(table.series.isin(sorted(needed)), in_scheme | table.scheme.isin(sorted(schemes)))
    if rows.territories is not None:
        wanted = wanted.filter(wanted.territory.isin(sorted(rows.territories)))
    if periods is not None:
        wanted = wanted.filter(wanted.period.isin(sorted(set(periods))))
    figures = read_figures(wanted, definitions)
    return [figure for figure in figures if not isnan(figure.value)]


def read_figures(rows: Any, definitions: SeriesDefinitions) -> Iterator[Figure]:
    """Yield the rows of a small expression of the table `series`; the value is NaN when nothing is known of the series."""
    known = {one.name: one for one in definitions.series}
    for record in ordered_records(rows):
        yield _figure(record, known.get(record["series"]))


def _needed(definitions: SeriesDefinitions, names: Iterable[str], rows: Rows) -> tuple[set[str], set[str]]:
    """Return the series to read for those that are asked, and the schemes from whose parts totals may have to be made."""
    needed: set[str] = set()
    schemes: set[str] = set()
    left = list(names)
    while left:
        one = definitions.series_named(left.pop())
        if one.name not in needed:
            needed.add(one.name)
            left += [*one.composed_of, *([one.weighted_by] if one.weighted_by else [])]
            if one.total_from and rows.scheme == TOTAL_SCHEME:
                schemes.add(one.total_from)
    return needed, schemes


def _figure(record: dict[str, Any], series: Series | None) -> Figure:
    value = NAN if series is None else number(record[series.quantity])
    return Figure(
        series=record["series"],
        period=record["period"],
        territory=record["territory"],
        scheme=record["scheme"],
        category=record["category"],
        published=record["published"],
        status=record["status"],
        count=number(record["count"]),
        amount=number(record["amount"]),
        published_share=number(record["published_share"]),
        published_change=number(record["published_change"]),
        published_mean_amount=number(record["published_mean_amount"]),
        n_publications=record.get("n_publications", 1),
        was_revised=record.get("was_revised", False),
        value=as_share(value) if series is not None and series.quantity == "published_share" else value,
    )


def number(value: float | None) -> float:
    """Return a number of the store; NaN when it holds none."""
    return NAN if value is None else float(value)


def _sum(series: Series, place: Place, parts: Sequence[Figure | None]) -> Figure | None:
    present = [part for part in parts if part is not None]
    if not present or len(present) < len(parts):
        return None
    return _made_figure(series, place, present, value=fsum(part.value for part in present))


def _weighted_mean(series: Series, place: Place, parts: Sequence[Figure | None], weights: Sequence[Figure | None]) -> Figure | None:
    """Weight the published means of the parts by how many each is about; a part without anyone weighs nothing, whatever is printed."""
    total = 0.0
    weighed: list[tuple[Figure, float]] = []
    for part, weight in zip(parts, weights, strict=True):
        if weight is None or (part is None and weight.value > 0):
            return None
        if part is not None and weight.value > 0:
            weighed.append((part, weight.value))
            total += weight.value
    if not weighed:
        return None
    mean = fsum(part.value * weight for part, weight in weighed) / total
    return _made_figure(series, place, [part for part, _ in weighed], value=mean)


def _made_figure(series: Series, place: Place, parts: Sequence[Figure], *, value: float) -> Figure:
    period, territory, scheme, category = place
    return Figure(
        series=series.name,
        period=period,
        territory=territory,
        scheme=scheme,
        category=category,
        published=max(part.published for part in parts),
        status="estimate" if any(part.is_estimate for part in parts) else "official",
        count=value if series.quantity == "count" else NAN,
        amount=value if series.quantity == "amount" else NAN,
        published_share=NAN,
        published_change=NAN,
        published_mean_amount=NAN,
        n_publications=min(part.n_publications for part in parts),
        was_revised=any(part.was_revised for part in parts),
        value=value,
    )
