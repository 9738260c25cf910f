"""Official series by category and by region, each part with its share of the whole."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.months import month_label
from analysis.presentation.numbers import (
    format_number,
    format_share,
    is_share,
)
from analysis.presentation.released import Result
from analysis.presentation.sheet import Cell, Column, Row
from analysis.presentation.tables.cells import in_words
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
    found = rows_of(table, indicator)
    months = list(dict.fromkeys(row.where["month"] for row in found))
    printed = any(row.number("published_share") is not None for row in found)
    rows = []
    for row in found:
        mine = [other for other in found if other.indicator == row.indicator]
        figures = figures_of([other for other in mine if not is_share(other.unit)] or mine, language)
        count = row.number("figure")
        shown = NOT_THERE if count is None else Cell(format_number(count, language, 0 if float(count).is_integer() else 2))
        is_total = row.where["category"] == TOTAL
        overlapping = not is_total and row.derived.get("is_part") in (False, 0)
        name = Cell(label_of(table, "category", row.where["category"], language), light="*" if overlapping else "")
        share = (
            (Cell(format_share(row.value, language, 1)) if row.value is not None else value_cell(row, figures))
            if is_share(row.unit)
            else NOT_THERE
        )
        group = [label_of(table, "indicator", row.indicator, language)] if len({other.indicator for other in found}) > 1 else []
        group += [month_label(row.where["month"], language)] if len(months) > 1 else []
        cells = [name, shown, share]
        if printed:
            published = row.number("published_share")
            cells += [NOT_THERE if published is None else Cell(format_share(published, language, 1)), agreement_cell(row, language)]
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
    text = named(table, found, title, language)
    text += f", {month_label(months[0], language)}" if len(months) == 1 else ""
    notes = list(notes_of(table, rows, language))
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
    found = sorted(rows_of(table, indicator), key=lambda row: row.where["territory"] == TOTAL)
    has_shares = any(row.number("share_of_quebec") is not None for row in found)

    def cells(row: Result, figures: Figures) -> tuple[Cell, ...]:
        share = row.number("share_of_quebec")
        middle = (NOT_THERE if share is None else Cell(format_share(share, language, 1)),) if has_shares else ()
        name = Cell(label_of(table, "territory", row.where["territory"], language))
        return (name, value_cell(row, figures), *middle, figures.cell(row.number("value_year_before")), change_cell(row, language))

    figures = figures_of(found, language)
    columns = [
        Column("territory", column_title("region", language), "name", 30),
        Column("value", unit_title(Bilingual("Valeur", "Value"), figures), "number", 15),
        *([Column("share", in_words(Bilingual("Part du Québec", "Share of Québec"), language), "number", 12)] if has_shares else []),
        Column("before", in_words(Bilingual("Un an plus tôt", "A year before"), language), "number", 15),
        Column("change", in_words(Bilingual("Variation sur un an", "Change over a year"), language), "number", 13),
    ]
    title = Bilingual("Par région", "By region")
    rows = grouped(table, found, language, cells)
    text = caption or named(table, found, title, language)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=notes_of(table, rows, language))
