"""Reading a `ReleasedTable` row by row, and its rows as open data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.labels import COLUMNS, TOTAL, UNITS, column_title, label_of
from analysis.presentation.marks import Absence, absence_of
from analysis.presentation.numbers import is_number, unit_of
from analysis.presentation.typography import typeset

_NUMBERS = ("numerator", "denominator", "n_missing", "value", "interval_low", "interval_high")
_NO_SECRET = frozenset(
    {
        "standard",
        "standard_confidence",
        "published",
        "minimum",
        "weight",
        "kind",
        "initial_target",
        "revised_target",
        "tolerance_low",
        "tolerance_high",
    }
)
"""Derived columns that come from the framework or from the targets alone: hiding a result does not hide them."""
_NUMERIC = (
    "standard", "gap", "gap_low", "gap_high", "initial_target", "revised_target", "tolerance_low", "tolerance_high",
    "attainment", "attainment_low", "attainment_high",
    "earlier", "change", "center", "lower_limit", "upper_limit", "low_80", "high_80", "low_50", "high_50", "to_date", "actual",
    "probability", "lowest", "highest", "n_not_due", "p_value", "resampled_low", "resampled_high", "rank_low", "rank_median", "rank_high",
    "upper_half", "n_ranked",
)  # fmt: skip
"""Derived columns that are numbers even where a table happens to have none."""
_MADE_UP = Bilingual("Données inventées", "Made-up data")


@dataclass(frozen=True, slots=True)
class Result:
    """One row of a released table; a number that is not shown is None."""

    indicator: str
    where: Mapping[str, str]
    numerator: float | None
    denominator: float | None
    denominator_name: str
    n_missing: float | None
    value: float | None
    low: float | None
    high: float | None
    unit: Unit
    absence: Absence | None
    derived: Mapping[str, Any]
    is_official: bool = False
    """A figure that a public body has published: a complete count, whatever its denominator."""

    @property
    def standard(self) -> float | None:
        """The value held to, if there is one (of a score, its minimum); it is no secret even when the result is hidden."""
        return self.number("standard" if "standard" in self.derived else "minimum")

    @property
    def is_total(self) -> bool:
        """Whether the row is about everyone in every dimension."""
        return all(code == TOTAL for code in self.where.values())

    def number(self, column: str) -> float | None:
        """Return a derived number, or None when it is missing or hidden."""
        found: Any = self.derived.get(column)
        return float(found) if is_number(found) else None


def results(table: ReleasedTable) -> tuple[Result, ...]:
    """Return the rows of a released table in their order.

    A hidden row gives no number but its standard, whatever the frame holds: the rule is kept here a second time.
    """
    return tuple(_result(table, record) for record in table.frame.to_dict("records"))


def _result(table: ReleasedTable, record: Mapping[Any, Any]) -> Result:
    absence = absence_of(record["status"], record.get("note"))
    hidden = absence is Absence.HIDDEN
    numbers = {name: float(record[name]) if not hidden and is_number(record[name]) else None for name in _NUMBERS}
    derived = {name: record[name] for name in table.derived}
    if hidden:
        derived = {name: (value if name in _NO_SECRET else None) for name, value in derived.items()}
    if absence is None and numbers["value"] is None:
        absence = Absence.NO_CASES
    return Result(
        indicator=str(record["indicator"]),
        where={name: str(record[name]) for name in table.dimensions},
        numerator=numbers["numerator"],
        denominator=numbers["denominator"],
        denominator_name="" if pd.isna(record["denominator_name"]) else str(record["denominator_name"]),
        n_missing=numbers["n_missing"],
        value=numbers["value"],
        low=numbers["interval_low"],
        high=numbers["interval_high"],
        unit=unit_of(record["unit"]),
        absence=absence,
        derived=derived,
        is_official=table.subject_of(str(record["indicator"])) == "official",
    )


def source_line(table: ReleasedTable, language: Language) -> str:
    """Return « Source : … », and that the data are made up when they are."""
    source = {"fr": f"Source : {table.provenance.source.fr}.", "en": f"Source: {table.provenance.source.en}."}[language]
    made_up = f" {_MADE_UP[language]}." if table.provenance.made_up else ""
    return typeset(source, language) + made_up


def data_name(label: str) -> str:
    """Return the name of a data file from the label of its table: `tbl-by-region` gives `by-region`."""
    return label.split("-", 1)[1] if label.startswith(("tbl-", "fig-")) else label


def _plain(value: Any) -> object:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    item = getattr(value, "item", None)
    value = item() if callable(item) else value
    if is_number(value):
        number = float(value)
        return int(number) if number.is_integer() else number
    return value if isinstance(value, str | bool) else None if pd.isna(value) else str(value)


def _kind(values: Iterable[object]) -> str:
    shown = [value for value in values if value is not None]
    if shown and all(isinstance(value, bool) for value in shown):
        return "boolean"
    if shown and all(isinstance(value, int | float) for value in shown):
        return "number"
    return "string"


def released_data(table: ReleasedTable, label: str, title: str, language: Language) -> dict[str, object]:
    """Return the rows of a released table as open data: unrounded, tidy, one status a row, null where a number is hidden.

    Codes are the same in both languages; what the indicator and each dimension are called follows in both, so that the file of one
    language holds the same rows as the file of the other.
    """
    named = ["indicator", *table.dimensions]
    columns = [str(name) for name in table.frame.columns]
    numbers = {*_NUMBERS, *table.derived} - _NO_SECRET
    rows: list[list[object]] = []
    for record in table.frame.to_dict("records"):
        hidden = absence_of(record["status"], record.get("note")) is Absence.HIDDEN
        row = [None if hidden and name in numbers else _plain(record[name]) for name in columns]
        row += [label_of(table, name, record[name], tongue) for name in named for tongue in ("fr", "en")]
        rows.append(row)
    labelled = [(f"{name}_{tongue}", name, tongue) for name in named for tongue in ("fr", "en")]
    fields = []
    for at, name in enumerate(columns):
        kind = "number" if name in {*_NUMBERS, *_NUMERIC} else _kind(row[at] for row in rows)
        fields.append(
            {"name": name, "type": kind, "title": column_title(name, language), "description": describe(name, language), "unit": ""}
        )
    for code, name, tongue in labelled:
        fields.append(
            {
                "name": code,
                "type": "string",
                "title": f"{column_title(name, language)} ({tongue})",
                "description": describe(code, language),
                "unit": "",
            }
        )
    unlike = {"attainment", "attainment_low", "attainment_high", "probability", "n_not_due", "p_value"}
    unlike |= {"rank_low", "rank_median", "rank_high", "upper_half", "n_ranked"}
    in_unit = {"value", "interval_low", "interval_high", *_NUMERIC} - unlike
    units = sorted({str(_plain(value) or "") for value in table.frame["unit"]} - {""})
    for entry in fields:
        if entry["name"] in in_unit:
            entry["unit"] = ", ".join(UNITS[unit][language] if unit in UNITS else unit for unit in units)
    return {
        "name": data_name(label),
        "title": title,
        "made_up": table.provenance.made_up,
        "source": table.provenance.source[language],
        "fields": fields,
        "rows": rows,
        "record": {
            "policy": table.record.policy,
            "policy_digest": table.record.policy_digest,
            "n_cells": table.record.n_cells,
            "n_hidden_small": table.record.n_hidden_small,
            "n_hidden_to_protect_others": table.record.n_hidden_to_protect_others,
            "audited": table.record.audited,
            "method": table.record.method,
        },
    }


_DESCRIPTIONS: Mapping[str, Bilingual] = {
    "numerator": Bilingual("Compte au numérateur, ou somme pour une moyenne.", "Count in the numerator, or the sum for a mean."),
    "denominator": Bilingual("Compte au dénominateur.", "Count in the denominator."),
    "denominator_name": Bilingual("De qui est fait le dénominateur.", "Who the denominator is made of."),
    "n_missing": Bilingual("Combien n'ont pas de réponse connue.", "How many have no known answer."),
    "value": Bilingual("Résultat non arrondi; une part va de 0 à 1.", "Unrounded result; a share goes from 0 to 1."),
    "status": Bilingual(
        "Pourquoi un nombre est montré ou non : published, rounded, hidden_small, hidden_to_protect_others, no_cases, "
        "not_applicable, in_development.",
        "Why a number is shown or not: published, rounded, hidden_small, hidden_to_protect_others, no_cases, "
        "not_applicable, in_development.",
    ),
    "unit": Bilingual("Unité du résultat.", "Unit of the result."),
    "gap": Bilingual("Résultat moins norme, dans l'unité du résultat.", "Result minus standard, in the unit of the result."),
    "initial_target": Bilingual("Cible fixée au début de l'exercice.", "Target set at the start of the fiscal year."),
    "revised_target": Bilingual(
        "Cible révisée en cours d'exercice; vide si elle ne l'a pas été.", "Target revised during the year; empty if it was not."
    ),
    "tolerance_low": Bilingual(
        "Plus petit résultat dont l'écart n'a pas à être expliqué.", "Smallest result whose gap needs no explanation."
    ),
    "tolerance_high": Bilingual(
        "Plus grand résultat dont l'écart n'a pas à être expliqué.", "Largest result whose gap needs no explanation."
    ),
    "attainment": Bilingual(
        "Résultat divisé par la cible en vigueur; 1 est la cible.", "Result divided by the target in force; 1 is the target."
    ),
    "position": Bilingual(
        "Place de l'écart par rapport à la marge, sur les valeurs non arrondies : within, beyond_upward, beyond_downward, "
        "no_target, not_judged.",
        "Where the gap stands beside its tolerance, on unrounded values: within, beyond_upward, beyond_downward, no_target, not_judged.",
    ),
    "verdict": Bilingual(
        "Constat pris sur les valeurs non arrondies : met, not_met, no_standard, not_judged.",
        "Finding taken on unrounded values: met, not_met, no_standard, not_judged.",
    ),
}


def describe(column: str, language: Language) -> str:
    """Return the sentence of the data dictionary about a column."""
    known = _DESCRIPTIONS.get(column)
    if known:
        return typeset(known[language], language)
    base, _, tongue = column.rpartition("_")
    if tongue in ("fr", "en") and base:
        language_name = {"fr": {"fr": "en français", "en": "en anglais"}, "en": {"fr": "in French", "en": "in English"}}[language][tongue]
        return {"fr": f"Libellé {language_name}.", "en": f"Label {language_name}."}[language]
    return f"{column_title(column, language)}." if column in COLUMNS else ""
