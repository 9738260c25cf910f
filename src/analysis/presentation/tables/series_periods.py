"""Official series by month and by fiscal year: the computed figure beside the printed one."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import UNITS, capital, column_title, label_of
from analysis.presentation.months import month_label
from analysis.presentation.numbers import (
    format_dollars,
    format_number,
)
from analysis.presentation.released import Result
from analysis.presentation.sheet import Cell, Column, Row
from analysis.presentation.tables.cells import in_words, titled
from analysis.presentation.tables.series_cells import (
    NOT_THERE,
    Figures,
    agreement_cell,
    change_cell,
    figures_of,
    grouped,
    named,
    notes_of,
    rows_of,
    unit_title,
    value_cell,
)
from analysis.presentation.tables.shown import released_display


def series_months(
    table: ReleasedTable,
    *,
    language: Language,
    indicator: str | None = None,
    label: str = "tbl-months",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a month: figure, the same month a year before, change, and the printed change with their agreement.

    For `monthly` tables of official series. All series are shown, each under its name, unless `indicator` chooses one.
    """
    found = rows_of(table, indicator)
    printed = any(row.number("published_change") is not None for row in found)

    def cells(row: Result, figures: Figures) -> tuple[Cell, ...]:
        first = (
            Cell(capital(month_label(row.where["month"], language))),
            value_cell(row, figures),
            figures.cell(row.number("value_year_before")),
            change_cell(row, language),
        )
        return (*first, change_cell(row, language, "published_change"), agreement_cell(row, language)) if printed else first

    figures = figures_of(found, language)
    columns = [
        Column("month", column_title("month", language), "name", 18),
        Column("value", unit_title(Bilingual("Valeur", "Value"), figures), "number", 16),
        Column("before", in_words(Bilingual("Un an plus tôt", "A year before"), language), "number", 16),
        Column("change", in_words(Bilingual("Variation sur un an", "Change over a year"), language), "number", 13),
    ]
    if printed:
        columns += [
            Column("printed", in_words(Bilingual("Variation publiée", "Published change"), language), "number", 13),
            Column("agreement", in_words(Bilingual("Concordance", "Agreement"), language), "text", 16),
        ]
    title = Bilingual("Mois par mois", "Month by month")
    rows = grouped(table, found, language, cells)
    text = caption or named(table, found, title, language)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=notes_of(table, rows, language))


def series_year(
    table: ReleasedTable,
    *,
    language: Language,
    indicator: str | None = None,
    label: str = "tbl-years",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a series and fiscal year: value, months behind it, the year before and the change (`yearly` tables)."""
    found = rows_of(table, indicator)
    years = dict.fromkeys(row.where["fiscal_year"] for row in found)
    by_series = len(years) == 1 and len({row.indicator for row in found}) > 1
    rows = []
    for row in found:
        figures = figures_of([other for other in found if other.indicator == row.indicator], language)
        year = label_of(table, "fiscal_year", row.where["fiscal_year"], language)
        name = label_of(table, "indicator", row.indicator, language)
        months, estimated = row.number("n_months"), row.number("n_months_estimated") or 0.0
        light = (
            in_words(Bilingual("dont estimés : {n}", "estimated: {n}"), language, n=format_number(estimated, language)) if estimated else ""
        )
        rows.append(
            Row(
                (
                    Cell(name if by_series else year, light=UNITS[row.unit][language] if by_series and row.unit is not Unit.SHARE else ""),
                    value_cell(row, figures),
                    NOT_THERE if months is None else Cell(format_number(months, language), light=light),
                    figures.cell(row.number("value_year_before")),
                    change_cell(row, language),
                ),
                group="" if by_series or len({other.indicator for other in found}) == 1 else name,
            )
        )
    columns = (
        Column("name", column_title("indicator" if by_series else "fiscal_year", language), "name", 30),
        Column("value", in_words(Bilingual("Valeur de l'exercice", "Value of the year"), language), "number", 16),
        Column("months", column_title("n_months", language), "number", 12),
        Column("before", in_words(Bilingual("Exercice précédent", "Year before"), language), "number", 16),
        Column("change", in_words(Bilingual("Variation", "Change"), language), "number", 12),
    )
    title = Bilingual("Résultats par exercice", "Results by fiscal year")
    fiscal_year = FiscalYear(int(next(iter(years)))) if by_series and years and next(iter(years)).isdigit() else None
    text = titled(title, language, fiscal_year) if by_series else named(table, found, title, language)
    return released_display(
        table, columns, rows, caption=caption or text, label=label, language=language, notes=notes_of(table, rows, language)
    )


def series_means(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-means",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a month: amount, count, the mean computed from them, the printed mean and their agreement (`mean_benefit` tables)."""
    found = rows_of(table, None)
    rows = tuple(
        Row(
            (
                Cell(capital(month_label(row.where["month"], language))),
                NOT_THERE if row.numerator is None else Cell(format_dollars(row.numerator, language)),
                NOT_THERE if row.denominator is None else Cell(format_number(row.denominator, language)),
                value_cell(row, Figures(Unit.DOLLARS, 2, language)),
                Figures(Unit.DOLLARS, 2, language).cell(row.number("published_value")),
                agreement_cell(row, language),
            )
        )
        for row in found
    )
    columns = (
        Column("month", column_title("month", language), "name", 18),
        Column("amount", in_words(Bilingual("Montant", "Amount"), language), "number", 17),
        Column("count", in_words(Bilingual("Nombre", "Number"), language), "number", 13),
        Column("mean", in_words(Bilingual("Moyenne recalculée", "Computed mean"), language), "number", 13),
        Column("printed", in_words(Bilingual("Moyenne publiée", "Published mean"), language), "number", 13),
        Column("agreement", in_words(Bilingual("Concordance", "Agreement"), language), "text", 16),
    )
    title = Bilingual("Recalculée et publiée, mois par mois", "Computed and published, month by month")
    text = caption or named(table, found, title, language)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=notes_of(table, rows, language))
