"""The cells that tables of official series share: figures, changes, agreement with what was printed, and their notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.labels import TOTAL, UNITS, label_of
from analysis.presentation.months import is_estimate
from analysis.presentation.numbers import (
    decimals_of,
    format_points,
    format_share,
    format_value,
    is_share,
)
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Row, absent
from analysis.presentation.tables.cells import in_words
from analysis.presentation.typography import NO_BREAK_SPACE

NOT_THERE = Cell("–")
_AGREEMENTS = {
    "agrees": ("=", Bilingual("concorde", "agrees")),
    "exact_tie": ("=", Bilingual("concorde, à mi-chemin", "agrees, exact tie")),
    "departs": ("≠", Bilingual("diffère", "departs")),
    "not_compared": ("–", Bilingual("non comparé", "not compared")),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """How the figures of one column are printed."""

    unit: Unit
    decimals: int
    language: Language

    def cell(self, value: float | None) -> Cell:
        """Return the cell of a figure, a dash when there is none."""
        return NOT_THERE if value is None else Cell(format_value(value, self.unit, self.language, self.decimals))


def figures_of(rows: Sequence[Result], language: Language) -> Figures:
    """Return how the figures of some results are printed: large dollars without cents."""
    unit = rows[0].unit if rows else Unit.COUNT
    values = [row.value for row in rows if row.value is not None]
    whole = unit is Unit.DOLLARS and all(abs(value) >= 10_000 for value in values)
    return Figures(unit, 0 if whole else decimals_of(unit), language)


def value_cell(row: Result, figures: Figures) -> Cell:
    """Return the cell of a result's figure, marked when it is an estimate; a word when it is absent."""
    if row.value is None:
        return absent(row.absence, figures.language) if row.absence else NOT_THERE
    light = in_words(Bilingual("estimation", "estimate"), figures.language) if is_estimate(row) else ""
    return Cell(figures.cell(row.value).text, light=light)


def change_cell(row: Result, language: Language, column: str = "change_from_year_before") -> Cell:
    """Return the cell of a change: percent, points, or the word that says a break forbids one."""
    change = row.number(column)
    if change is None:
        broken = bool(row.derived.get("crosses_break")) and column == "change_from_year_before"
        return Cell(in_words(Bilingual("rupture", "break"), language), is_light=True) if broken else NOT_THERE
    if row.derived.get("change_kind") == "points" and column == "change_from_year_before":
        return Cell(f"{format_points(change, language, 1, unit=False)}{NO_BREAK_SPACE}pt")
    return Cell(format_share(change, language, 1, signed=True))


def agreement_cell(row: Result, language: Language) -> Cell:
    """Return the cell that says whether the computed figure agrees with the printed one."""
    symbol, word = _AGREEMENTS.get(str(row.derived.get("agreement")), _AGREEMENTS["not_compared"])
    return Cell(in_words(word, language), symbol=symbol)


def notes_of(table: ReleasedTable, rows: Sequence[Row], language: Language) -> tuple[tuple[str, str], ...]:
    """Return the notes that the rows call for: points, and what each break changed."""
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


def unit_title(title: Bilingual, figures: Figures) -> str:
    """Return a column's title, with the unit where the figures do not show it."""
    text = in_words(title, figures.language)
    if is_share(figures.unit) or figures.unit in (Unit.COUNT, Unit.DOLLARS):
        return text
    return f"{text} ({UNITS[figures.unit][figures.language]})"


def grouped(
    table: ReleasedTable, found: Sequence[Result], language: Language, cells: Callable[[Result, Figures], tuple[Cell, ...]]
) -> tuple[Row, ...]:
    """Return one row a result, under the name of its series when there are several."""
    names = list(dict.fromkeys(row.indicator for row in found))
    rows = []
    for name in names:
        mine = [row for row in found if row.indicator == name]
        figures = figures_of(mine, language)
        group = label_of(table, "indicator", name, language) if len(names) > 1 else ""
        rows += [
            Row(cells(row, figures), is_total=TOTAL in (row.where.get("category"), row.where.get("territory")), group=group) for row in mine
        ]
    return tuple(rows)


def rows_of(table: ReleasedTable, indicator: str | None) -> list[Result]:
    """Return the results of one series, or of all of them; `ValueError` when there is none."""
    found = [row for row in results(table) if indicator is None or row.indicator == indicator]
    if not found and results(table):
        raise ValueError(f"the table holds no row of the series {indicator!r}")
    return found


def named(table: ReleasedTable, found: Sequence[Result], title: Bilingual, language: Language) -> str:
    """Return the caption: the series' own name before the title when the table is about one series."""
    names = dict.fromkeys(row.indicator for row in found)
    text = in_words(title, language)
    return text if len(names) != 1 else f"{label_of(table, 'indicator', next(iter(names)), language)}, {text[:1].lower()}{text[1:]}"
