"""Whether published figures hold together: each rule with what it compared, and every departure by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.core.territories import QUEBEC
from analysis.indicators.official import rules
from analysis.indicators.official.definitions import SeriesDefinitions
from analysis.indicators.official.frames import (
    Shape,
    indicator_labels,
    indicator_table,
    month_text,
    source_text,
    territory_labels,
    value_cells,
)
from analysis.indicators.official.highlights import highlights_hold
from analysis.indicators.official.publications import RULE_LABELS, Comparison, Outcome, Rule, read_publications
from analysis.indicators.table import TOTAL, IndicatorTable, Note

if TYPE_CHECKING:
    from analysis.extracts.store import Store

RULE_COLUMNS = ("n_departing", "n_exact_ties", "n_explained", "largest_difference")
"""Derived columns of `Consistency.rules`.

- `n_departing`: comparisons that do not hold; `n_exact_ties`: those that hold on one of the two neighbours of an exact tie;
- `n_explained`: regions that leave out those who belong to none; neither holding nor departing;
- `largest_difference`: the largest absolute difference among departing and explained comparisons, NaN when there is none.
"""
RULES = Shape(("rule", "about"), RULE_COLUMNS)

DEPARTURE_COLUMNS = ("expected", "difference")
"""Derived columns of `Consistency.departures`: what the printed figure should be, and printed less expected."""
DEPARTURES = Shape(("rule", "about", "series", "month", "published", "territory", "scheme", "category"), DEPARTURE_COLUMNS)


@dataclass(frozen=True, slots=True)
class Consistency:
    """The outcome of every rule, and the departures one by one."""

    rules: IndicatorTable
    """One row a rule and what it is about (a row `total` closes each rule that is about several).

    Indicator `comparisons_holding`: numerator those that hold, denominator those compared.
    """
    departures: IndicatorTable
    """One row a departure: indicator `departure`, value the printed figure, in its own unit (shares 0–1)."""


def consistency(store: Store, definitions: SeriesDefinitions, fiscal_year: FiscalYear | None = None) -> Consistency:
    """Return what holds and what departs in the published figures of a store.

    Parameters
    ----------
    fiscal_year
        Only figures about its months (their years before are still read); None for everything that was published.
    """
    compared = comparisons(store, definitions)
    if fiscal_year is not None:
        compared = tuple(item for item in compared if fiscal_year.contains(item.period))
    return Consistency(_rules_table(store, definitions, compared), _departures_table(store, definitions, compared))


def comparisons(store: Store, definitions: SeriesDefinitions) -> tuple[Comparison, ...]:
    """Return every comparison that the rules make on everything that was published."""
    publications = read_publications(store, definitions)
    return (
        *rules.identities(publications),
        *rules.parts_add_up(publications),
        *rules.regions_add_up(publications),
        *rules.shares_reproduce(publications),
        *rules.changes_reproduce(publications),
        *rules.means_reproduce(publications),
        *rules.repetitions_agree(publications),
        *rules.estimates_replaced(publications),
        *highlights_hold(store, definitions, publications),
    )


def _rules_table(store: Store, definitions: SeriesDefinitions, compared: Sequence[Comparison]) -> IndicatorTable:
    rows = []
    for rule in Rule:
        of_rule = [item for item in compared if item.rule == rule]
        abouts = list(dict.fromkeys(item.about for item in of_rule))
        rows += [_rule_row(store, rule, about, [item for item in of_rule if item.about == about]) for about in abouts]
        if len(abouts) != 1:
            rows.append(_rule_row(store, rule, TOTAL, of_rule))
    return indicator_table(store, definitions, rows, RULES, step="consistency of published figures", labels=_labels(definitions))


def _rule_row(store: Store, rule: Rule, about: str, compared: Sequence[Comparison]) -> dict[str, Any]:
    outcomes = Counter(item.outcome for item in compared)
    n_holding = outcomes[Outcome.HOLDS] + outcomes[Outcome.EXACT_TIE]
    differences = [abs(item.found - item.expected) for item in compared if item.outcome in (Outcome.DEPARTS, Outcome.EXPLAINED)]
    units = {item.unit for item in compared}
    cells = value_cells(
        value=n_holding / len(compared) if compared else float("nan"),
        unit="share",
        source=store.provenance.source.en,
        numerator=float(n_holding),
        denominator=float(len(compared)),
        denominator_name="comparisons",
        note=None if compared else Note.NO_CASES,
    )
    return {
        "indicator": "comparisons_holding",
        "rule": str(rule),
        "about": about,
        **cells,
        "n_departing": outcomes[Outcome.DEPARTS],
        "n_exact_ties": outcomes[Outcome.EXACT_TIE],
        "n_explained": outcomes[Outcome.EXPLAINED],
        # Differences in persons and in dollars have no common largest.
        "largest_difference": max(differences) if differences and len(units) == 1 else float("nan"),
    }


def _departures_table(store: Store, definitions: SeriesDefinitions, compared: Sequence[Comparison]) -> IndicatorTable:
    departing = (item for item in compared if item.outcome == Outcome.DEPARTS)
    rows = [
        {
            "indicator": "departure",
            "rule": str(item.rule),
            "about": item.about,
            "series": item.series,
            "month": month_text(item.period),
            "published": month_text(item.published),
            "territory": item.territory,
            "scheme": item.scheme,
            "category": item.category,
            **value_cells(value=item.found, unit=item.unit, source=source_text(store, item.published)),
            "expected": item.expected,
            "difference": item.found - item.expected,
        }
        for item in departing
    ]
    step = "departures of published figures"
    return indicator_table(store, definitions, rows, DEPARTURES, step=step, labels=_labels(definitions))


def _labels(definitions: SeriesDefinitions) -> dict[str, dict[str, Bilingual]]:
    """Return what every code of the two tables is called."""
    populations = {item.name: item.label for item in definitions.highlight_populations}
    named = {item.name: item.label for item in definitions.identities} | populations
    schemes = {scheme.name: scheme.label for scheme in definitions.schemes}
    series = indicator_labels(definitions)
    every_category = {category.name: category.label for scheme in definitions.schemes for category in scheme.categories}
    return {
        "indicator": {
            "comparisons_holding": Bilingual("Comparaisons qui concordent", "Comparisons that hold"),
            "departure": Bilingual("Chiffre publié qui s'écarte", "Published figure that departs"),
        },
        "rule": {str(rule): label for rule, label in RULE_LABELS.items()},
        "about": {
            **schemes,
            **series,
            **named,
            rules.REGION_SHARES: Bilingual("Régions", "Regions"),
            QUEBEC: Bilingual("Ensemble du Québec", "All of Québec"),
            TOTAL: Bilingual("Ensemble", "All"),
        },
        "series": series | populations,
        "territory": territory_labels(definitions),
        "scheme": schemes | {TOTAL: Bilingual("Total", "Total")},
        "category": every_category | {TOTAL: Bilingual("Total", "Total")},
    }
