"""Every figure as every publication printed it: what consistency is checked on, before any of them is chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING, Any

from analysis.core.languages import Bilingual
from analysis.indicators.official.definitions import Series, SeriesDefinitions
from analysis.indicators.official.observations import STORED, Figure, read_figures

if TYPE_CHECKING:
    from analysis.extracts.store import Store

Cell = tuple[str, date, date, str, str, str]
"""Series, period, publication, territory, scheme and category."""


class Outcome(StrEnum):
    """What a comparison shows."""

    HOLDS = "holds"
    EXACT_TIE = "exact_tie"
    """Holds, the computed figure being exactly half way between two printable ones."""
    EXPLAINED = "explained"
    """Does not hold for a reason that the definitions know: regions leave out those who belong to none."""
    DEPARTS = "departs"


class Rule(StrEnum):
    """What must hold in published figures."""

    PARTS_OF_RECIPIENTS = "identity"
    PARTS = "parts_add_up"
    REGIONS = "regions_add_up"
    SHARE = "share_reproduces"
    CHANGE = "change_reproduces"
    MEAN = "mean_reproduces"
    REPEATED = "repeated_figure_unchanged"
    REPEATED_RATE = "repeated_rate_unchanged"
    ESTIMATE = "estimate_replaced"
    HIGHLIGHT_DIFFERENCE = "highlight_difference"
    HIGHLIGHT_CHANGE = "highlight_change"
    HIGHLIGHT_FIGURE = "highlight_figure"


RULE_LABELS: dict[str, Bilingual] = {
    Rule.PARTS_OF_RECIPIENTS: Bilingual("Un total égale la somme de ses composantes", "A total equals the sum of its components"),
    Rule.PARTS: Bilingual("Les parties d'une ventilation donnent le total", "The parts of a breakdown add up to the total"),
    Rule.REGIONS: Bilingual("Les régions donnent l'ensemble du Québec", "The regions add up to all of Québec"),
    Rule.SHARE: Bilingual("Une proportion publiée se recalcule", "A published proportion can be reproduced"),
    Rule.CHANGE: Bilingual("Une variation annuelle publiée se recalcule", "A published yearly change can be reproduced"),
    Rule.MEAN: Bilingual("Une moyenne publiée se recalcule", "A published mean can be reproduced"),
    Rule.REPEATED: Bilingual(
        "Un chiffre officiel reste le même d'une publication à l'autre",
        "An official figure stays the same in later publications",
    ),
    Rule.REPEATED_RATE: Bilingual(
        "Un taux reste le même d'une publication à l'autre", "A rate stays the same from one publication to the next"
    ),
    Rule.ESTIMATE: Bilingual("Une estimation est remplacée par un chiffre officiel", "An estimate is replaced by an official figure"),
    Rule.HIGHLIGHT_DIFFERENCE: Bilingual(
        "Un écart énoncé égale la différence des deux nombres énoncés", "A stated difference equals that of the two stated numbers"
    ),
    Rule.HIGHLIGHT_CHANGE: Bilingual("Un pourcentage énoncé se recalcule", "A stated percentage can be reproduced"),
    Rule.HIGHLIGHT_FIGURE: Bilingual("Un nombre énoncé est celui de la série", "A stated number is that of the series"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One printed figure held against what it should be, in the unit of the figure (shares are 0–1)."""

    rule: Rule
    about: str
    """What the rule is applied to: an identity, a scheme, a series, a ratio or a population."""
    series: str
    period: date
    published: date
    territory: str
    scheme: str
    category: str
    found: float
    expected: float
    unit: str
    outcome: Outcome


@dataclass(frozen=True)
class Publications:
    """All rows of the table `series`, found by what they are about."""

    definitions: SeriesDefinitions
    figures: tuple[Figure, ...]

    @cached_property
    def by_cell(self) -> dict[Cell, Figure]:
        """Each row by series, period, publication, territory, scheme and category."""
        return {cell_of(figure): figure for figure in self.figures}

    @cached_property
    def by_breakdown(self) -> dict[tuple[str, date, date, str, str], dict[str, Figure]]:
        """The categories printed together: by series, period, publication, territory and scheme."""
        found: dict[tuple[str, date, date, str, str], dict[str, Figure]] = defaultdict(dict)
        for figure in self.figures:
            found[cell_of(figure)[:5]][figure.category] = figure
        return dict(found)

    @cached_property
    def by_territories(self) -> dict[tuple[str, date, date, str, str], dict[str, Figure]]:
        """The territories printed together: by series, period, publication, scheme and category."""
        found: dict[tuple[str, date, date, str, str], dict[str, Figure]] = defaultdict(dict)
        for figure in self.figures:
            key = (figure.series, figure.period, figure.published, figure.scheme, figure.category)
            found[key][figure.territory] = figure
        return dict(found)

    @cached_property
    def by_figure(self) -> dict[tuple[str, date, str, str, str], list[Figure]]:
        """What each publication printed of the same figure, earliest first."""
        found: dict[tuple[str, date, str, str, str], list[Figure]] = defaultdict(list)
        for figure in sorted(self.figures, key=lambda figure: figure.published):
            found[figure.series, figure.period, figure.territory, figure.scheme, figure.category].append(figure)
        return dict(found)

    @cached_property
    def series(self) -> dict[str, Series]:
        """The definitions of the series by name."""
        return {one.name: one for one in self.definitions.series}

    def defined(self) -> Iterator[tuple[Figure, Series]]:
        """Yield the rows whose series is defined, with its definition."""
        for figure in self.figures:
            if figure.series in self.series:
                yield figure, self.series[figure.series]

    def best(self, series: str, period: date, territory: str, scheme: str, category: str) -> Figure | None:
        """Return the figure that is kept of all publications: official before estimate, then the latest."""
        printed = self.by_figure.get((series, period, territory, scheme, category), [])
        return max(printed, key=lambda figure: (not figure.is_estimate, figure.published), default=None)


def read_publications(store: Store, definitions: SeriesDefinitions) -> Publications:
    """Return every row of the table `series`, sorted."""
    table: Any = store.table("series")
    columns = [name for name in STORED if name not in ("n_publications", "was_revised")]
    return Publications(definitions, tuple(sorted(read_figures(table.select(*columns), definitions), key=cell_of)))


def cell_of(figure: Figure) -> Cell:
    """Return what a printed figure is about, and where it was printed."""
    return figure.series, figure.period, figure.published, figure.territory, figure.scheme, figure.category


def counted(figure: Figure, series: Series) -> float:
    """Return the quantity of a figure that adds up: its amount, or its count (the people behind a rate)."""
    return figure.amount if series.quantity == "amount" else figure.count


def comparison(rule: Rule, about: str, figure: Figure, *, found: float, expected: float, unit: str, outcome: Outcome) -> Comparison:
    """Return a comparison about a printed figure."""
    return Comparison(
        rule=rule,
        about=about,
        series=figure.series,
        period=figure.period,
        published=figure.published,
        territory=figure.territory,
        scheme=figure.scheme,
        category=figure.category,
        found=found,
        expected=expected,
        unit=unit,
        outcome=outcome,
    )


def is_known(*numbers: float) -> bool:
    """Say whether none of some numbers is missing."""
    return not any(isnan(number) for number in numbers)
