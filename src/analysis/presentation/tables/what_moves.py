"""One result read in several ways, one row a reading, each beside the first."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.presentation.display import TableDisplay
from analysis.presentation.numbers import format_number, format_points, is_share
from analysis.presentation.readings import Readings, read
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import decimals_by_unit, in_words
from analysis.presentation.tables.satisfaction import fraction_cell, share_cell
from analysis.presentation.tables.shown import released_display


def what_moves(readings: Readings, *, language: Language, label: str = "tbl-what-moves", caption: str | None = None) -> TableDisplay:
    """Return each reading with its interval, its counts, who is missing, and its distance from the first.

    The data that go with it are those of the first reading's table.
    """
    found = read(readings)
    rows = [reading.row for reading in found]
    decimals = decimals_by_unit(rows)
    first = rows[0].value if rows else None
    columns = [
        Column("reading", in_words(Bilingual("Lecture", "Reading"), language), "name", 34),
        Column("value", in_words(Bilingual("Résultat et intervalle à 95 %", "Result and 95% interval"), language), "number", 22),
        Column("counts", in_words(Bilingual("Numérateur / dénominateur", "Numerator / denominator"), language), "number", 18),
        Column("missing", in_words(Bilingual("Sans réponse", "Missing"), language), "number", 12),
        Column("moved", in_words(Bilingual("Écart avec la première (points)", "Distance from the first (points)"), language), "number", 16),
    ]
    made = []
    for place, (reading, row) in enumerate(zip(found, rows, strict=True)):
        if row.value is None or first is None:
            moved = absent(row.absence, language) if row.absence else Cell("–")
        elif not is_share(row.unit):
            moved = Cell(format_number(row.value - first, language, 2, signed=True))
        else:
            moved = Cell("–") if place == 0 else Cell(format_points(row.value - first, language, 1, unit=False))
        missing = Cell("–") if row.n_missing is None else Cell(format_number(row.n_missing, language))
        made.append(Row((Cell(reading.name), share_cell(row, language, decimals), fraction_cell(row, language), missing, moved)))
    title = in_words(Bilingual("Le même résultat, lu autrement", "The same result, read otherwise"), language)
    table = readings[0][1]
    return released_display(table, columns, made, caption=caption or title, label=label, language=language)
