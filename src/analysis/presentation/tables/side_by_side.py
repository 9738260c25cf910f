"""The same indicators of several groups or years in columns side by side: what a sheet compares, without a judgement."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import column_title, label_of
from analysis.presentation.numbers import format_interval
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import decimals_by_unit, in_words, value_cell
from analysis.presentation.tables.shown import released_display

_NOTE = Bilingual(
    "sous chaque résultat, son intervalle à 95 %; aucune autre différence entre les colonnes n'est prise en compte",
    "under each result, its 95% interval; no other difference between the columns is taken into account",
)


def side_by_side(columns: Mapping[Bilingual, ReleasedTable], *, language: Language, label: str, caption: str) -> TableDisplay:
    """Return one row an indicator of the first column's table, and one column a table: the result with its interval below.

    Each table holds rows about one group only (its indicators have no dimension left). An indicator that a table lacks shows a dash.

    Raises
    ------
    ValueError
        When there is no column, or a table still has dimensions.
    """
    if not columns or any(table.dimensions for table in columns.values()):
        raise ValueError("side by side stand tables about one group each")
    first = next(iter(columns.values()))
    found = [{row.indicator: row for row in results(table)} for table in columns.values()]
    heads = [
        Column("indicator", column_title("indicator", language), "name", 34),
        *(Column(f"column_{place}", name[language], "number", 16) for place, name in enumerate(columns)),
    ]
    rows = [
        Row((Cell(label_of(first, "indicator", name, language)), *(_cell(rows.get(name), language) for rows in found))) for name in found[0]
    ]
    return released_display(first, heads, rows, caption=caption, label=label, language=language, notes=[("", in_words(_NOTE, language))])


def _cell(row: Result | None, language: Language) -> Cell:
    if row is None:
        return Cell("–")
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    decimals = decimals_by_unit([row])
    text = value_cell(row, language, decimals, with_unit=False).text
    if row.low is None or row.high is None:
        return Cell(text)
    return Cell(text, light=format_interval(row.low, row.high, row.unit, language, decimals[row.unit]))
