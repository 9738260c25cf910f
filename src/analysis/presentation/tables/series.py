"""Official series: by month, by year, by category and by region, the computed figure beside the printed one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, UNITS, capital, column_title, label_of
from analysis.presentation.numbers import (
    decimals_of,
    format_dollars,
    format_month,
    format_number,
    format_points,
    format_share,
    format_value,
    is_share,
)
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import in_words, titled
from analysis.presentation.tables.shown import released_display
from analysis.presentation.typography import NO_BREAK_SPACE

_NOT_THERE = Cell("–")
_AGREEMENTS = {
    "agrees": ("=", Bilingual("concorde", "agrees")),
    "exact_tie": ("=", Bilingual("concorde, à mi-chemin", "agrees, exact tie")),
    "departs": ("≠", Bilingual("diffère", "departs")),
    "not_compared": ("–", Bilingual("non comparé", "not compared")),
}


def month_of(code: str) -> date | None:
    """Return the first day of the month that a code `2018-04` names, or None for any other code."""
    year, _, month = code.partition("-")
    return date(int(year), int(month), 1) if year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 else None


def is_estimate(row: Result) -> bool:
    """Whether a figure is still an estimate."""
    return row.derived.get("figure_status") == "estimate"


def month_label(code: str, language: Language) -> str:
    """Return a month's code as it is printed; any other code as it is."""
    day = month_of(code)
    return format_month(day, language) if day else code


@dataclass(frozen=True, slots=True)
class _Figures:
    """How the figures of one column are printed."""

    unit: Unit
    decimals: int
    language: Language

    def cell(self, value: float | None) -> Cell:
        return _NOT_THERE if value is None else Cell(format_value(value, self.unit, self.language, self.decimals))


def _figures(rows: Sequence[Result], language: Language) -> _Figures:
    unit = rows[0].unit if rows else Unit.COUNT
    values = [row.value for row in rows if row.value is not None]
    whole = unit is Unit.DOLLARS and all(abs(value) >= 10_000 for value in values)
    return _Figures(unit, 0 if whole else decimals_of(unit), language)


def _value(row: Result, figures: _Figures) -> Cell:
    if row.value is None:
        return absent(row.absence, figures.language) if row.absence else _NOT_THERE
    light = in_words(Bilingual("estimation", "estimate"), figures.language) if is_estimate(row) else ""
    return Cell(figures.cell(row.value).text, light=light)


def _change(row: Result, language: Language, column: str = "change_from_year_before") -> Cell:
    change = row.number(column)
    if change is None:
        broken = bool(row.derived.get("crosses_break")) and column == "change_from_year_before"
        return Cell(in_words(Bilingual("rupture", "break"), language), is_light=True) if broken else _NOT_THERE
    if row.derived.get("change_kind") == "points" and column == "change_from_year_before":
        return Cell(f"{format_points(change, language, 1, unit=False)}{NO_BREAK_SPACE}pt")
    return Cell(format_share(change, language, 1, signed=True))


def _agreement(row: Result, language: Language) -> Cell:
    symbol, word = _AGREEMENTS.get(str(row.derived.get("agreement")), _AGREEMENTS["not_compared"])
    return Cell(in_words(word, language), symbol=symbol)


def _notes(table: ReleasedTable, rows: Sequence[Row], language: Language) -> tuple[tuple[str, str], ...]:
    notes = []
    if any(cell.text.endswith(f"{NO_BREAK_SPACE}pt") for row in rows for cell in row.cells):
        notes.append(("pt", in_words(Bilingual("points de pourcentage", "percentage points"), language)))
    broken = in_words(Bilingual("rupture", "break"), language)
    if any(cell.text == broken for row in rows for cell in row.cells):
        why = Bilingual(
            "la série change de définition entre les deux périodes : leur différence ne se lit pas comme une variation",
            "the series changes its definition between the two periods: their difference is not read as a change",
        )
        said = dict.fromkeys(
            label_of(table, "break_name", row.derived["break_name"], language)
            for row in results(table)
            if row.derived.get("crosses_break") and row.derived.get("break_name")
        )
        notes += [(broken, sentence) for sentence in said or [in_words(why, language)]]
    return tuple(notes)


def _unit_title(title: Bilingual, figures: _Figures) -> str:
    text = in_words(title, figures.language)
    if is_share(figures.unit) or figures.unit in (Unit.COUNT, Unit.DOLLARS):
        return text
    return f"{text} ({UNITS[figures.unit][figures.language]})"


def _grouped(
    table: ReleasedTable, found: Sequence[Result], language: Language, cells: Callable[[Result, _Figures], tuple[Cell, ...]]
) -> tuple[Row, ...]:
    """Return one row a result, under the name of its series when there are several."""
    names = list(dict.fromkeys(row.indicator for row in found))
    rows = []
    for name in names:
        mine = [row for row in found if row.indicator == name]
        figures = _figures(mine, language)
        group = label_of(table, "indicator", name, language) if len(names) > 1 else ""
        rows += [
            Row(cells(row, figures), is_total=TOTAL in (row.where.get("category"), row.where.get("territory")), group=group) for row in mine
        ]
    return tuple(rows)


def _rows_of(table: ReleasedTable, indicator: str | None) -> list[Result]:
    found = [row for row in results(table) if indicator is None or row.indicator == indicator]
    if not found:
        raise ValueError(f"the table holds no row of the series {indicator!r}")
    return found


def _named(table: ReleasedTable, found: Sequence[Result], title: Bilingual, language: Language) -> str:
    """Return the caption: the series' own name before the title when the table is about one series."""
    names = dict.fromkeys(row.indicator for row in found)
    text = in_words(title, language)
    return text if len(names) > 1 else f"{label_of(table, 'indicator', next(iter(names)), language)}, {text[:1].lower()}{text[1:]}"


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
    found = _rows_of(table, indicator)
    printed = any(row.number("published_change") is not None for row in found)

    def cells(row: Result, figures: _Figures) -> tuple[Cell, ...]:
        first = (
            Cell(capital(month_label(row.where["month"], language))),
            _value(row, figures),
            figures.cell(row.number("value_year_before")),
            _change(row, language),
        )
        return (*first, _change(row, language, "published_change"), _agreement(row, language)) if printed else first

    figures = _figures(found, language)
    columns = [
        Column("month", column_title("month", language), "name", 18),
        Column("value", _unit_title(Bilingual("Valeur", "Value"), figures), "number", 16),
        Column("before", in_words(Bilingual("Un an plus tôt", "A year before"), language), "number", 16),
        Column("change", in_words(Bilingual("Variation sur un an", "Change over a year"), language), "number", 13),
    ]
    if printed:
        columns += [
            Column("printed", in_words(Bilingual("Variation publiée", "Published change"), language), "number", 13),
            Column("agreement", in_words(Bilingual("Concordance", "Agreement"), language), "text", 16),
        ]
    title = Bilingual("Mois par mois", "Month by month")
    rows = _grouped(table, found, language, cells)
    text = caption or _named(table, found, title, language)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=_notes(table, rows, language))


def series_year(
    table: ReleasedTable,
    *,
    language: Language,
    indicator: str | None = None,
    label: str = "tbl-years",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a series and fiscal year: value, months behind it, the year before and the change (`yearly` tables)."""
    found = _rows_of(table, indicator)
    years = dict.fromkeys(row.where["fiscal_year"] for row in found)
    by_series = len(years) == 1 and len({row.indicator for row in found}) > 1
    rows = []
    for row in found:
        figures = _figures([other for other in found if other.indicator == row.indicator], language)
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
                    _value(row, figures),
                    _NOT_THERE if months is None else Cell(format_number(months, language), light=light),
                    figures.cell(row.number("value_year_before")),
                    _change(row, language),
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
    fiscal_year = FiscalYear(int(next(iter(years)))) if by_series and next(iter(years)).isdigit() else None
    text = titled(title, language, fiscal_year) if by_series else _named(table, found, title, language)
    return released_display(
        table, columns, rows, caption=caption or text, label=label, language=language, notes=_notes(table, rows, language)
    )


def series_categories(
    table: ReleasedTable,
    *,
    language: Language,
    indicator: str | None = None,
    label: str = "tbl-categories",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a category: figure, computed share, printed share and their agreement (`categories` tables).

    Categories that overlap others are marked: they are not added up.
    """
    found = _rows_of(table, indicator)
    months = list(dict.fromkeys(row.where["month"] for row in found))
    printed = any(row.number("published_share") is not None for row in found)
    rows = []
    for row in found:
        mine = [other for other in found if other.indicator == row.indicator]
        figures = _figures([other for other in mine if not is_share(other.unit)] or mine, language)
        count = row.number("figure")
        shown = _NOT_THERE if count is None else Cell(format_number(count, language, 0 if float(count).is_integer() else 2))
        is_total = row.where["category"] == TOTAL
        overlapping = not is_total and row.derived.get("is_part") in (False, 0)
        name = Cell(label_of(table, "category", row.where["category"], language), light="*" if overlapping else "")
        share = (
            (Cell(format_share(row.value, language, 1)) if row.value is not None else _value(row, figures))
            if is_share(row.unit)
            else _NOT_THERE
        )
        group = [label_of(table, "indicator", row.indicator, language)] if len({other.indicator for other in found}) > 1 else []
        group += [month_label(row.where["month"], language)] if len(months) > 1 else []
        cells = [name, shown, share]
        if printed:
            published = row.number("published_share")
            cells += [_NOT_THERE if published is None else Cell(format_share(published, language, 1)), _agreement(row, language)]
        rows.append(Row(tuple(cells), is_total=is_total, group=", ".join(group)))
    columns = [
        Column("category", column_title("category", language), "name", 34),
        Column("figure", in_words(Bilingual("Nombre", "Number"), language), "number", 14),
        Column("share", in_words(Bilingual("Part recalculée", "Computed share"), language), "number", 13),
    ]
    if printed:
        columns += [
            Column("printed", in_words(Bilingual("Part publiée", "Published share"), language), "number", 13),
            Column("agreement", in_words(Bilingual("Concordance", "Agreement"), language), "text", 16),
        ]
    title = Bilingual("Par catégorie", "By category")
    text = _named(table, found, title, language)
    text += f", {month_label(months[0], language)}" if len(months) == 1 else ""
    notes = list(_notes(table, rows, language))
    if any(row.cells[0].light == "*" for row in rows):
        star = Bilingual(
            "catégorie qui en recoupe d'autres : elle ne s'additionne pas avec elles",
            "category that overlaps others: it is not added to them",
        )
        notes.append(("*", in_words(star, language)))
    return released_display(table, columns, rows, caption=caption or text, label=label, language=language, notes=notes)


def series_regions(
    table: ReleasedTable,
    *,
    language: Language,
    indicator: str | None = None,
    label: str = "tbl-regions",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a territory: value, share of Québec, a year before and change (`by_region` tables); Québec last."""
    found = sorted(_rows_of(table, indicator), key=lambda row: row.where["territory"] == TOTAL)
    has_shares = any(row.number("share_of_quebec") is not None for row in found)

    def cells(row: Result, figures: _Figures) -> tuple[Cell, ...]:
        share = row.number("share_of_quebec")
        middle = (_NOT_THERE if share is None else Cell(format_share(share, language, 1)),) if has_shares else ()
        name = Cell(label_of(table, "territory", row.where["territory"], language))
        return (name, _value(row, figures), *middle, figures.cell(row.number("value_year_before")), _change(row, language))

    figures = _figures(found, language)
    columns = [
        Column("territory", column_title("region", language), "name", 30),
        Column("value", _unit_title(Bilingual("Valeur", "Value"), figures), "number", 15),
        *([Column("share", in_words(Bilingual("Part du Québec", "Share of Québec"), language), "number", 12)] if has_shares else []),
        Column("before", in_words(Bilingual("Un an plus tôt", "A year before"), language), "number", 15),
        Column("change", in_words(Bilingual("Variation sur un an", "Change over a year"), language), "number", 13),
    ]
    title = Bilingual("Par région", "By region")
    rows = _grouped(table, found, language, cells)
    text = caption or _named(table, found, title, language)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=_notes(table, rows, language))


def series_means(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-means",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a month: amount, count, the mean computed from them, the printed mean and their agreement (`mean_benefit` tables)."""
    found = _rows_of(table, None)
    rows = tuple(
        Row(
            (
                Cell(capital(month_label(row.where["month"], language))),
                _NOT_THERE if row.numerator is None else Cell(format_dollars(row.numerator, language)),
                _NOT_THERE if row.denominator is None else Cell(format_number(row.denominator, language)),
                _value(row, _Figures(Unit.DOLLARS, 2, language)),
                _Figures(Unit.DOLLARS, 2, language).cell(row.number("published_value")),
                _agreement(row, language),
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
    text = caption or _named(table, found, title, language)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=_notes(table, rows, language))
