"""Results against their standards: one row an indicator, or one row a group of one indicator."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row
from analysis.presentation.tables.cells import (
    assumed_note,
    counts_cell,
    decimals_by_unit,
    gap_cell,
    in_words,
    interval_cell,
    standard_cell,
    titled,
    value_cell,
    verdict_cell,
)
from analysis.presentation.tables.shown import released_display

_HEADINGS = {
    "value": Bilingual("Résultat", "Result"),
    "interval": Bilingual("Intervalle à 95 %", "95% interval"),
    "counts": Bilingual("Numérateur / dénominateur", "Numerator / denominator"),
    "standard": Bilingual("Norme ou cible", "Standard or target"),
    "gap": Bilingual("Écart", "Gap"),
    "verdict": Bilingual("Constat", "Finding"),
}
_WIDTHS = {"value": 13, "interval": 16, "counts": 18, "standard": 12, "gap": 10, "verdict": 13}


def _columns(first: Column, keys: Sequence[str], language: Language) -> tuple[Column, ...]:
    made = [Column(key, in_words(_HEADINGS[key], language), "text" if key == "verdict" else "number", _WIDTHS[key]) for key in keys]
    return (first, *made)


def _has_standards(rows: Sequence[Result]) -> bool:
    return any(row.standard is not None for row in rows)


def _cells(row: Result, keys: Sequence[str], language: Language, rows: Sequence[Result]) -> tuple[Cell, ...]:
    decimals = decimals_by_unit(rows)
    makers: dict[str, Callable[[], Cell]] = {
        "value": lambda: value_cell(row, language, decimals),
        "interval": lambda: interval_cell(row, language, decimals),
        "counts": lambda: counts_cell(row, language),
        "standard": lambda: standard_cell(row, language),
        "gap": lambda: gap_cell(row, language, decimals),
        "verdict": lambda: verdict_cell(row, language),
    }
    return tuple(makers[key]() for key in keys)


def _keys(rows: Sequence[Result]) -> list[str]:
    keys = ["value"]
    if any(row.low is not None for row in rows):
        keys.append("interval")
    keys.append("counts")
    return [*keys, "standard", "gap", "verdict"] if _has_standards(rows) else keys


def performance(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-performance",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row an indicator: result, interval, numerator and denominator, standard, gap and finding.

    Only the rows about everyone are shown when the table is grouped. The columns of standards are left out when no row has one.
    """
    rows = [row for row in results(table) if row.is_total]
    keys = _keys(rows)
    first = Column("indicator", column_title("indicator", language), "name", 28)
    made = tuple(Row((Cell(label_of(table, "indicator", row.indicator, language)), *_cells(row, keys, language, rows))) for row in rows)
    title = Bilingual("Résultat de chaque indicateur", "Result of each indicator")
    if _has_standards(rows):
        title = Bilingual("Résultat de chaque indicateur et sa norme", "Result of each indicator and its standard")
    text = caption or titled(title, language, fiscal_year)
    columns, notes = _columns(first, keys, language), assumed_note(rows, language)
    return released_display(table, columns, made, caption=text, label=label, language=language, notes=notes)


def by_group(
    table: ReleasedTable,
    *,
    indicator: str,
    dimension: str | None = None,
    language: Language,
    label: str,
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a group of one indicator, the row about everyone last and set apart.

    Parameters
    ----------
    dimension
        The grouping to show; the only one of the table when not given. In the others, only rows about everyone are kept.

    Raises
    ------
    ValueError
        When the table has no such dimension, or no row of the indicator.
    """
    dimension = dimension or (table.dimensions[0] if len(table.dimensions) == 1 else "")
    if dimension not in table.dimensions:
        raise ValueError(f"the table is grouped by {list(table.dimensions)}, not by {dimension!r}")
    others = [name for name in table.dimensions if name != dimension]
    rows = [row for row in results(table) if row.indicator == indicator and all(row.where[name] == TOTAL for name in others)]
    if not rows:
        raise ValueError(f"the table holds no row of the indicator {indicator!r}")
    rows.sort(key=lambda row: row.where[dimension] == TOTAL)
    keys = _keys(rows)
    first = Column("group", column_title(dimension, language), "name", 26)
    made = tuple(
        Row(
            (Cell(label_of(table, dimension, row.where[dimension], language)), *_cells(row, keys, language, rows)),
            is_total=row.where[dimension] == TOTAL,
        )
        for row in rows
    )
    name = label_of(table, "indicator", indicator, language)
    by = {"fr": "par", "en": "by"}[language]
    plain = f"{name}, {by} {column_title(dimension, language).lower()}"
    text = caption or (f"{plain}, {fiscal_year.label(language)}" if fiscal_year else plain)
    notes = list(assumed_note(rows, language))
    if dimension == "group":
        overlap = Bilingual(
            "Une même personne peut appartenir à plusieurs groupes : les lignes ne s'additionnent pas.",
            "One person can belong to several groups: the rows do not add up.",
        )
        notes.append(("", in_words(overlap, language)))
    columns = _columns(first, keys, language)
    return released_display(table, columns, made, caption=text, label=label, language=language, notes=notes)
