"""Sentences of a publication that compare two months, held against their own figures and against the series."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, Any

from analysis.core.territories import QUEBEC
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.numbers import Unit
from analysis.indicators.official.definitions import HighlightPopulation, SeriesDefinitions
from analysis.indicators.official.observations import number
from analysis.indicators.official.publications import Comparison, Outcome, Publications, Rule, counted
from analysis.indicators.official.rounding import Agreement, agreement, as_share, exactly

if TYPE_CHECKING:
    from analysis.extracts.store import Store

_OUTCOMES = {Agreement.AGREES: Outcome.HOLDS, Agreement.EXACT_TIE: Outcome.EXACT_TIE, Agreement.DEPARTS: Outcome.DEPARTS}


def highlights_hold(store: Store, definitions: SeriesDefinitions, publications: Publications) -> Iterator[Comparison]:
    """Compare each stated difference, percentage and figure; an extract without the table `highlights` has none.

    The percentage is recomputed on the stated reference, or where none is stated on the value less the stated difference.
    """
    if not store.has("highlights"):
        return
    table: Any = store.table("highlights")
    populations = {population.name: population for population in definitions.highlight_populations}
    records = sorted(ordered_records(table), key=lambda record: (record["published"], record["population"]))
    for record in records:
        row = _Highlight(record, populations.get(record["population"]))
        yield from row.difference()
        yield from row.change()
        yield from row.figure(publications)


class _Highlight:
    def __init__(self, record: dict[Any, Any], population: HighlightPopulation | None) -> None:
        self._name = str(record["population"])
        self._population = population
        self._period: date = record["period"]
        self._published: date = record["published"]
        self._value = number(record["value"])
        self._reference = number(record["reference_value"])
        self._difference = number(record["published_difference"])
        self._change = number(record["published_change"])

    def _comparison(self, rule: Rule, found: float, expected: float, unit: Unit, outcome: Outcome) -> Comparison:
        scheme, category = (self._population.scheme, self._population.category) if self._population else ("total", "total")
        return Comparison(
            rule, self._name, self._name, self._period, self._published, QUEBEC, scheme, category, found, expected, str(unit), outcome
        )  # fmt: skip

    def difference(self) -> Iterator[Comparison]:
        """Hold the stated difference against that of the two stated numbers."""
        expected = self._value - self._reference
        if not isnan(expected) and not isnan(self._difference):
            outcome = Outcome.HOLDS if exactly(self._difference) == exactly(expected) else Outcome.DEPARTS
            yield self._comparison(Rule.HIGHLIGHT_DIFFERENCE, self._difference, expected, Unit.COUNT, outcome)

    def change(self) -> Iterator[Comparison]:
        """Hold the stated percentage against the numbers it is about."""
        reference = self._value - self._difference if isnan(self._reference) else self._reference
        if isnan(reference) or reference == 0 or isnan(self._change):
            return
        exact = 100 * (exactly(self._value) - exactly(reference)) / exactly(reference)
        outcome = _OUTCOMES[agreement(self._change, exact, 1)]
        yield self._comparison(Rule.HIGHLIGHT_CHANGE, as_share(self._change), float(exact / 100), Unit.SHARE, outcome)

    def figure(self, publications: Publications) -> Iterator[Comparison]:
        """Hold the stated number against the figure that the series keeps for the same month, where there is one."""
        if self._population is None or self._population.series is None:
            return
        series = publications.series[self._population.series]
        kept = publications.best(series.name, self._period, QUEBEC, self._population.scheme, self._population.category)
        if kept is None or isnan(expected := counted(kept, series)):
            return
        outcome = Outcome.HOLDS if exactly(self._value) == exactly(expected) else Outcome.DEPARTS
        yield self._comparison(Rule.HIGHLIGHT_FIGURE, self._value, expected, series.unit, outcome)
