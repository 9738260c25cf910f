"""Where the year would end, and how such projections did in the past."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.numbers import format_as_written, format_interval, format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import in_words, titled
from analysis.presentation.tables.following_the_year import FEW_MONTHS, as_seen, decimals_for, named, number_cell
from analysis.presentation.tables.shown import released_display


def projections(
    table: ReleasedTable, *, language: Language, fiscal_year: FiscalYear, label: str = "tbl-projections", caption: str | None = None
) -> TableDisplay:
    """Return one row an indicator: the projected end and its intervals, the target, the chance of reaching it, the result."""
    heads = {
        "median": Bilingual("Fin d'exercice projetée et intervalle à 80 %", "Projected year end and 80% interval"),
        "target": Bilingual("Cible", "Target"),
        "chance": Bilingual("Probabilité d'atteindre la cible", "Probability of reaching the target"),
        "actual": Bilingual("Résultat, s'il est connu", "Result, if known"),
    }
    columns = [Column("indicator", column_title("indicator", language), "name", 28)]
    columns += [Column(key, in_words(title, language), "number", 22 if key == "median" else 14) for key, title in heads.items()]
    every = results(table)
    rows = [Row((named(table, row, language), *_projected_cells(row, language))) for row in every]
    n_months = int(max((row.number("n_months") or 0.0 for row in every), default=0.0))
    title = Bilingual("Fin d'exercice projetée", "Projected year end")
    text = caption or f"{titled(title, language, fiscal_year)}{as_seen(n_months, fiscal_year, language)}"
    wide = Bilingual("l'intervalle à 95 % est dans les données du tableau", "the 95% interval is in the data of the table")
    notes = [("", in_words(wide, language)), ("", in_words(FEW_MONTHS, language))]
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=notes)


def _projected_cells(row: Result, language: Language) -> Sequence[Cell]:
    decimals = decimals_for(row)
    target = Cell(format_as_written(row.standard, row.unit, language)) if row.standard is not None else Cell("–")
    low, high = row.number("low_80"), row.number("high_80")
    if row.value is None or low is None or high is None:
        nothing = absent(row.absence, language) if row.absence else Cell("–")
        return (nothing, target, Cell("–"), Cell("–"))
    median = number_cell(row.value, row, language)
    return (
        Cell(median.text, light=format_interval(low, high, row.unit, language, decimals)),
        target,
        Cell(chance_in_words(row.number("probability"), language)),
        number_cell(row.number("actual"), row, language),
    )


def chance_in_words(probability: float | None, language: Language) -> str:
    """Return a probability as a percentage; what is nearly certain is never written as certain."""
    if probability is None:
        return "–"
    if probability < 0.01:
        return in_words(Bilingual("moins de 1 %", "under 1%"), language)
    if probability > 0.99:
        return in_words(Bilingual("plus de 99 %", "over 99%"), language)
    return format_share(probability, language, 0)


def back_test(
    table: ReleasedTable, *, dimension: str = "n_months", language: Language, label: str = "tbl-back-test", caption: str | None = None
) -> TableDisplay:
    """Return one row a number of months known (or an indicator): how far projections were from results, how often intervals held them."""
    by_part: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_part.setdefault(row.where[dimension], {})[row.indicator] = row
    heads = {
        "n": Bilingual("Projections", "Projections"),
        "mean_absolute_percentage_error": Bilingual("Erreur absolue moyenne", "Mean absolute error"),
        "coverage_80": Bilingual("Résultat dans l'intervalle à 80 %", "Result inside the 80% interval"),
        "coverage_95": Bilingual("Résultat dans l'intervalle à 95 %", "Result inside the 95% interval"),
    }
    first = in_words(Bilingual("Mois connus", "Months known"), language) if dimension == "n_months" else column_title(dimension, language)
    columns = [Column("part", first, "name", 30)]
    columns += [Column(key, in_words(title, language), "number", 16) for key, title in heads.items()]
    rows = []
    for code, cells in by_part.items():
        if not cells["coverage_80"].denominator:
            continue
        shares = []
        for name in list(heads)[1:]:
            row = cells[name]
            decimals = 1 if name == "mean_absolute_percentage_error" else 0
            text = format_share(row.value or 0.0, language, decimals)
            light = f"{row.numerator:.0f} / {row.denominator:.0f}" if decimals == 0 else ""
            shares.append(Cell(text, light=light.replace(" ", "\u00a0")))
        name = label_of(table, dimension, code, language)
        rows.append(
            Row((Cell(name), Cell(format_number(cells["coverage_80"].denominator or 0, language)), *shares), is_total=code == TOTAL)
        )
    title = {
        "n_months": Bilingual(
            "Projections des exercices passés comparées à leur résultat, selon les mois connus",
            "Projections of past years held to their results, by months known",
        ),
        "projected": Bilingual(
            "Projections des exercices passés comparées à leur résultat, par indicateur",
            "Projections of past years held to their results, by indicator",
        ),
    }[dimension]
    nothing = Bilingual("Aucun exercice passé ne permet d'éprouver une projection", "No past year lets a projection be tried")
    return released_display(
        table, columns, rows, caption=caption or in_words(title, language), label=label, language=language, nothing=nothing
    )
