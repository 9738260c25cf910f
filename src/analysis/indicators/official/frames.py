"""What all tables of official series share: the value columns of a complete count, changes from a year before, and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear, add_months
from analysis.core.territories import QUEBEC, REGIONS, territory_name
from analysis.frameworks.numbers import Unit
from analysis.indicators.official.definitions import TOTAL_SCHEME, SeriesDefinitions
from analysis.indicators.results import INTERVAL_METHODS
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Note, Subject

if TYPE_CHECKING:
    from analysis.extracts.store import Store

NO_INTERVAL = "none_official"
"""The interval method of official figures: they are complete counts, no sample, so there is no sampling error to state."""

NAN = float("nan")


METHOD_LABELS = {name: INTERVAL_METHODS[name] for name in (NO_INTERVAL, "none")}


@dataclass(frozen=True, slots=True)
class Shape:
    """The dimensions and derived columns of a kind of table."""

    dimensions: tuple[str, ...]
    derived: tuple[str, ...]
    additive: tuple[str, ...] = ()


def month_text(day: date) -> str:
    """Return a month as dimension columns hold it: `2018-04`."""
    return f"{day:%Y-%m}"


def source_text(store: Store, published: object) -> str:
    """Return where a figure was printed: the extract's source and the month of the publication that was kept."""
    source = store.provenance.source.en
    return f"{source} ({month_text(published)})" if isinstance(published, date) else source


def value_cells(
    *,
    value: float,
    unit: str,
    source: str,
    numerator: float = NAN,
    denominator: float = NAN,
    denominator_name: str = "",
    n_missing: int = 0,
    note: Note | None = None,
) -> dict[str, Any]:
    """Return the value columns of one row; a row without a value says why."""
    absent = isnan(value)
    if note is None:
        note = Note.NO_EXTRACT if absent else Note.COMPUTED
    return {
        "numerator": numerator,
        "denominator": denominator,
        "denominator_name": denominator_name,
        "n_missing": n_missing,
        "value": value,
        "interval_low": NAN,
        "interval_high": NAN,
        "interval_method": "none" if absent else NO_INTERVAL,
        "unit": unit,
        "source": source,
        "note": str(note),
    }


def change(value: float, before: float, unit: str) -> float:
    """Return the relative change (0.026 for +2.6 %), or the difference when the value is itself a share; NaN without a base."""
    if unit == Unit.SHARE:
        return value - before
    return (value - before) / before if before else NAN


def change_kind(unit: str) -> str:
    """Return `points` when the change of such a value is a difference of shares, otherwise `relative`."""
    return "points" if unit == Unit.SHARE else "relative"


def year_before(day: date) -> date:
    """Return the same month a year earlier."""
    return add_months(day, -12)


def indicator_table(
    store: Store,
    definitions: SeriesDefinitions,
    rows: Sequence[Mapping[str, Any]],
    shape: Shape,
    *,
    step: str,
    labels: Mapping[str, Mapping[str, Bilingual]] | None = None,
) -> IndicatorTable:
    """Return rows as an `IndicatorTable` of official figures, with the labels of every code it holds."""
    frame = pd.DataFrame(rows, columns=["indicator", *shape.dimensions, *VALUE_COLUMNS, *shape.derived])
    known = indicator_labels(definitions)
    used = {name: known[name] for name in dict.fromkeys(frame["indicator"]) if name in known}
    denominators = {name: label for name, label in (*known.items(), *DENOMINATOR_LABELS.items()) if name in set(frame["denominator_name"])}
    codes = {column: CODE_LABELS[column] for column in shape.derived if column in CODE_LABELS}
    breaks = {item.name: item.label for item in definitions.breaks} if "break_name" in shape.derived else None
    return IndicatorTable(
        frame=frame,
        subject=Subject.OFFICIAL,
        provenance=store.provenance.after(step),
        dimensions=shape.dimensions,
        additive=shape.additive,
        derived=shape.derived,
        labels={
            "indicator": used,
            "denominator_name": denominators,
            "interval_method": METHOD_LABELS,
            **codes,
            **({"break_name": breaks} if breaks is not None else {}),
            **(labels or {}),
        },
    )


def indicator_labels(definitions: SeriesDefinitions) -> dict[str, Bilingual]:
    """Return what each series and ratio is called."""
    series = {item.name: item.label for item in definitions.series}
    return series | {item.name: item.label for item in definitions.ratios}


def territory_labels(definitions: SeriesDefinitions) -> dict[str, Bilingual]:
    """Return what Québec, each region and the remainder are called; the total row is Québec."""
    named = {code: territory_name(code) for code in (QUEBEC, *REGIONS)}
    labels = {code: name for code, name in named.items() if name is not None}
    return {TOTAL: labels[QUEBEC], **labels, definitions.remainder.name: definitions.remainder.label}


def category_labels(definitions: SeriesDefinitions, scheme: str) -> dict[str, Bilingual]:
    """Return what the categories of a scheme are called."""
    if scheme == TOTAL_SCHEME:
        return {TOTAL_SCHEME: TOTAL_LABEL}
    return {TOTAL: TOTAL_LABEL, **{item.name: item.label for item in definitions.scheme_named(scheme).categories}}


def fiscal_year_labels(years: Sequence[FiscalYear]) -> dict[str, Bilingual]:
    """Return how each fiscal year is printed."""
    return {str(year.start_year): Bilingual(year.label("fr"), year.label("en")) for year in years}


TOTAL_LABEL = Bilingual("Total", "Total")

DENOMINATOR_LABELS = {
    "months": Bilingual("mois", "months"),
    "year_before": Bilingual("l'année précédente", "the year before"),
    "comparisons": Bilingual("comparaisons", "comparisons"),
    TOTAL_SCHEME: TOTAL_LABEL,
    "distinct_total": Bilingual("ménages distincts", "distinct households"),
}
CODE_LABELS = {
    "figure_status": {"official": Bilingual("officiel", "official"), "estimate": Bilingual("estimation", "estimate")},
    "statistic": {
        "yearly_mean": Bilingual("moyenne des mois", "mean of the months"),
        "yearly_sum": Bilingual("somme des mois", "sum of the months"),
        "last_month": Bilingual("dernier mois", "last month"),
    },
    "change_kind": {
        "relative": Bilingual("variation relative", "relative change"),
        "points": Bilingual("différence en points", "difference in points"),
    },
    "agreement": {
        "agrees": Bilingual("concorde", "agrees"),
        "exact_tie": Bilingual("concorde, à mi-chemin exact de deux valeurs", "agrees, exactly half way between two values"),
        "departs": Bilingual("s'écarte", "departs"),
        "not_compared": Bilingual("non comparé", "not compared"),
    },
}
"""What the codes of the derived columns are called."""
