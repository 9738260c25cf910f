"""The year followed: quarters, the year to date, months, limits in force and the changes declared."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.monitoring import Rebasing
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, UNITS, label_of
from analysis.presentation.months import month_label
from analysis.presentation.numbers import (
    decimals_of,
    format_as_written,
    format_gap,
    format_interval,
    format_month,
    format_number,
    format_value,
    is_share,
    unit_of,
)
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, Sheet, absent
from analysis.presentation.tables.cells import WHOLE_DOLLARS, in_words, titled
from analysis.presentation.tables.definitions import sheet_data
from analysis.presentation.tables.shown import released_display

_NAME = Bilingual("Indicateur", "Indicator")
_CHANGE = Bilingual(
    "en plus pâle : écart avec la même période de l'exercice précédent; pour une part, en points de pourcentage",
    "lighter: difference from the same period of the year before; for a share, in percentage points",
)
_SUMS = Bilingual(
    "somme de mois ou de trimestres publiés; masquée quand un mois masqué empêche de la faire",
    "sum of published months or quarters; hidden when a hidden month prevents it",
)
FEW_MONTHS = Bilingual(
    "est masqué aussi l'indicateur dont trop peu de mois sont publiés pour ce calcul",
    "an indicator of which too few months are published for this computation is hidden too",
)


def decimals_for(row: Result, value: float | None = None) -> int:
    """Return the decimals of the numbers of one row: its unit, its denominator and the size of its amounts."""
    size = abs(value if value is not None else row.value or row.number("actual") or row.standard or 0.0)
    if row.unit is Unit.DOLLARS and size >= WHOLE_DOLLARS:
        return 0
    widths = [(row.high - row.low) / 2] if row.high is not None and row.low is not None else []
    return decimals_of(row.unit, [row.denominator] if row.denominator else [], widths)


def number_cell(value: float | None, row: Result, language: Language, decimals: int | None = None) -> Cell:
    """Return a number in the unit of a row; the reason why there is none when there is none."""
    if value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    return Cell(format_value(value, row.unit, language, decimals_for(row, value) if decimals is None else decimals))


def unit_word(unit: Unit, language: Language) -> str:
    """Return the word of a unit; nothing where a sign says it."""
    return "" if is_share(unit) or unit in (Unit.COUNT, Unit.DOLLARS) else UNITS[unit][language]


def named(table: ReleasedTable, row: Result, language: Language) -> Cell:
    """Return the name of an indicator with its unit in lighter type."""
    return Cell(label_of(table, "indicator", row.indicator, language), light=unit_word(row.unit, language))


def quarters(
    table: ReleasedTable, *, language: Language, fiscal_year: FiscalYear, label: str = "tbl-quarters", caption: str | None = None
) -> TableDisplay:
    """Return one row a targeted indicator, one column a quarter, the year last; each with its difference from the year before."""
    by_indicator: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_indicator.setdefault(row.indicator, {})[row.where["quarter"]] = row
    codes = sorted({code for rows in by_indicator.values() for code in rows if code != TOTAL})
    heads = {code: in_words(Bilingual("Trimestre {n}", "Quarter {n}"), language, n=code[-1]) for code in codes}
    heads[TOTAL] = in_words(Bilingual("Exercice", "Year"), language)
    columns = [Column("indicator", in_words(_NAME, language), "name", 30)]
    columns += [Column(code.lower(), title, "number", 14) for code, title in heads.items()]
    rows = []
    for cells in by_indicator.values():
        decimals = min((decimals_for(row) for code, row in cells.items() if code != TOTAL and row.value is not None), default=0)
        made = [_with_change(cells.get(code), decimals if code != TOTAL else decimals_for(cells[code]), language) for code in heads]
        rows.append(Row((named(table, cells[TOTAL], language), *made)))
    title = Bilingual("Indicateurs ciblés par trimestre", "Targeted indicators by quarter")
    notes = [("", in_words(_CHANGE, language))]
    return released_display(
        table, columns, rows, caption=caption or titled(title, language, fiscal_year), label=label, language=language, notes=notes
    )


def _with_change(row: Result | None, decimals: int, language: Language) -> Cell:
    if row is None:
        return Cell("–")
    change, cell = row.number("change"), number_cell(row.value, row, language, decimals)
    if change is None or row.value is None:
        return cell
    return Cell(cell.text, light=f"({format_gap(change, row.unit, language, decimals)})")


def year_to_date(
    table: ReleasedTable, *, language: Language, fiscal_year: FiscalYear, label: str = "tbl-to-date", caption: str | None = None
) -> TableDisplay:
    """Return one row an indicator: the year to date and its target, the same months a year before, and the last four quarters."""
    by_indicator: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_indicator.setdefault(row.indicator, {})[row.where["view"]] = row
    n_months = int(max((row.number("n_months") or 0.0 for rows in by_indicator.values() for row in rows.values()), default=0.0))
    heads = {
        "now": Bilingual("Depuis le début de l'exercice", "Year to date"),
        "before": Bilingual("Mêmes mois, un an plus tôt", "Same months a year before"),
        "change": Bilingual("Variation", "Change"),
        "target": Bilingual("Cible de l'exercice", "Target of the year"),
        "four": Bilingual("Quatre derniers trimestres", "Last four quarters"),
    }
    if n_months == len(fiscal_year.months):
        del heads["four"]
    columns = [Column("indicator", in_words(_NAME, language), "name", 30)]
    columns += [Column(key, in_words(title, language), "number", 14) for key, title in heads.items()]
    rows = []
    for cells in by_indicator.values():
        now, four = cells["to_date"], cells["last_four_quarters"]
        made = {
            "now": number_cell(now.value, now, language),
            "before": number_cell(now.number("earlier"), now, language),
            "change": _gap(now, language),
            "target": Cell(format_as_written(now.standard, now.unit, language)) if now.standard is not None else Cell("–"),
            "four": number_cell(four.value, four, language),
        }
        rows.append(Row((named(table, now, language), *(made[key] for key in heads))))
    title = Bilingual("Indicateurs ciblés, depuis le début de l'exercice", "Targeted indicators, year to date")
    text = caption or f"{titled(title, language, fiscal_year)}{as_seen(n_months, fiscal_year, language)}"
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=[("", in_words(_SUMS, language))])


def _gap(row: Result, language: Language) -> Cell:
    change = row.number("change")
    if change is None or row.value is None:
        return Cell("–")
    text = format_gap(change, row.unit, language, decimals_for(row))
    return Cell(text, light="pt" if is_share(row.unit) else "")


def as_seen(n_months: int, fiscal_year: FiscalYear, language: Language) -> str:
    """Return « , à la fin de décembre 2024 »: the month from which the year is looked at."""
    if not n_months:
        return ""
    month = format_month(fiscal_year.months[n_months - 1], language)
    return in_words(Bilingual(", à la fin de {month}", ", at the end of {month}"), language, month=month)


def months_followed(
    table: ReleasedTable, *, language: Language, fiscal_year: FiscalYear, label: str = "tbl-followed-months", caption: str | None = None
) -> TableDisplay:
    """Return one row a month of one indicator: the month and its interval, a year before, the year to date, the last four quarters."""
    by_month: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_month.setdefault(row.where["month"], {})[row.where["view"]] = row
    heads = {
        "month": Bilingual("Mois", "Month"),
        "now": Bilingual("Résultat du mois et intervalle à 95 %", "Result of the month and 95% interval"),
        "before": Bilingual("Même mois, un an plus tôt", "Same month a year before"),
        "to_date": Bilingual("Depuis le début de l'exercice", "Year to date"),
        "to_date_before": Bilingual("Mêmes mois, un an plus tôt", "Same months a year before"),
        "four": Bilingual("Quatre derniers trimestres", "Last four quarters"),
    }
    columns = [Column(key, in_words(title, language), "name" if key == "month" else "number", 18) for key, title in heads.items()]
    rows = []
    for code in sorted(by_month):
        now, to_date, four = (by_month[code][view] for view in ("month", "to_date", "last_four_quarters"))
        value = number_cell(now.value, now, language)
        if now.value is not None and now.low is not None and now.high is not None:
            value = Cell(value.text, light=format_interval(now.low, now.high, now.unit, language, decimals_for(now)))
        rows.append(
            Row((
                Cell(month_label(code, language)),
                value,
                number_cell(now.number("earlier"), now, language),
                number_cell(to_date.value, to_date, language),
                number_cell(to_date.number("earlier"), to_date, language),
                number_cell(four.value, four, language),
            ))
        )  # fmt: skip
    names = list(dict.fromkeys(row.indicator for row in results(table)))
    plain = Bilingual("{name}, mois par mois, {year}", "{name}, month by month, {year}")
    name = label_of(table, "indicator", names[0], language) if names else in_words(_NAME, language)
    text = caption or in_words(plain, language, name=name, year=fiscal_year.label(language))
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=[("", in_words(_SUMS, language))])


def limits(
    table: ReleasedTable, *, language: Language, fiscal_year: FiscalYear, label: str = "tbl-limits", caption: str | None = None
) -> TableDisplay:
    """Return one row an indicator: the kind of its chart, the limits of its last month, and how many months are under each signal."""
    heads = {
        "chart": Bilingual("Graphique; limites estimées à partir de", "Chart; limits estimated from"),
        "center": Bilingual("Centre et limites du dernier mois", "Centre and limits of the last month"),
        "judged": Bilingual("Mois jugés", "Months judged"),
        "beyond": Bilingual("Hors limites", "Beyond a limit"),
        "run": Bilingual("Dans une suite", "In a run"),
        "last": Bilingual("Dernier signal", "Last signal"),
    }
    columns = [Column("indicator", in_words(_NAME, language), "name", 27)]
    columns += [
        Column(key, in_words(title, language), "text" if key in ("chart", "last") else "number", 20 if key == "chart" else 12)
        for key, title in heads.items()
    ]
    rows = [
        Row((Cell(label_of(table, "indicator", row.indicator, language)), *_limits_cells(table, row, language))) for row in results(table)
    ]
    title = Bilingual("Limites et signaux de l'exercice", "Limits and signals of the year")
    text = caption or titled(title, language, fiscal_year)
    return released_display(
        table, columns, rows, caption=text, label=label, language=language, notes=[("", in_words(FEW_MONTHS, language))]
    )


def _limits_cells(table: ReleasedTable, row: Result, language: Language) -> Sequence[Cell]:
    center = row.number("center")
    if row.value is None or center is None:
        nothing = absent(row.absence, language) if row.absence else Cell("–")
        return [nothing, *(Cell("–") for _ in range(5))]
    unit = unit_of(row.derived["limits_unit"])
    decimals = 0 if unit is Unit.DOLLARS else decimals_of(unit)
    ends = format_interval(row.number("lower_limit") or 0.0, row.number("upper_limit") or 0.0, unit, language, decimals)
    last = str(row.derived["last_signal"] or "")
    return (
        Cell(label_of(table, "chart", row.derived["chart"], language), light=month_label(str(row.derived["limits_since"]), language)),
        Cell(format_value(center, unit, language, decimals), light=ends),
        Cell(format_number(row.denominator or 0, language)),
        Cell(format_number(row.number("n_beyond") or 0, language)),
        Cell(format_number(row.number("n_in_run") or 0, language)),
        Cell(month_label(last, language) if last else in_words(Bilingual("aucun", "none"), language)),
    )


def rebasings(
    declared: Sequence[Rebasing], table: ReleasedTable, *, language: Language, label: str = "tbl-rebasings", caption: str | None = None
) -> TableDisplay:
    """Return the declared changes of limits: which indicator, from which month on, for which reason."""
    columns = [
        Column("indicator", in_words(_NAME, language), "name", 30),
        Column("since", in_words(Bilingual("Nouvelles limites à partir de", "New limits from"), language), "text", 20),
        Column("reason", in_words(Bilingual("Raison déclarée", "Declared reason"), language), "text", 50),
    ]
    rows = [
        Row((
            Cell(label_of(table, "indicator", item.indicator, language)),
            Cell(format_month(item.since, language)),
            Cell(item.reason[language] if item.reason else "–"),
        ))
        for item in declared
    ]  # fmt: skip
    nothing = Bilingual("Aucune limite n'a été changée", "No limit was changed")
    rows = rows or [Row((Cell(in_words(nothing, language)), Cell("–"), Cell("–")))]
    title = caption or in_words(Bilingual("Changements de limites et leur raison", "Changes of limits and their reasons"), language)
    data = sheet_data(columns, rows, label, title, in_words(Bilingual("Plan de l'agence", "Plan of the agency"), language))
    return TableDisplay(label, Sheet(language=language, caption=title, columns=tuple(columns), rows=tuple(rows), data=data))
