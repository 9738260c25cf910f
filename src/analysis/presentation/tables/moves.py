"""Where people stand and where they go: from one situation to another, out of employment, out of the service."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.marks import Absence
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import decimals_by_unit, in_words
from analysis.presentation.tables.retention import by_source, with_interval
from analysis.presentation.tables.shown import released_display

_MOVES = Bilingual("D'une situation à l'autre, d'un suivi au suivant", "From one situation to another, from one follow-up to the next")
_MOVES_NOTE = Bilingual(
    "une ligne : la situation au premier des deux suivis; une colonne : celle au second; en clair, la part de la ligne",
    "a row: the situation at the first of the two follow-ups; a column: that at the second; in lighter type, the share of the row",
)
_FROM_TO = Bilingual("Du premier suivi au second", "From the first follow-up to the second")


def moves(table: ReleasedTable, *, language: Language, label: str = "tbl-moves", caption: str | None = None) -> TableDisplay:
    """Return, for each interval between two follow-ups, a row a situation at the first and a column a situation at the second."""
    cells = {(row.where["interval"], row.where["from"], row.where["to"]): row for row in results(table)}
    intervals, befores = (list(dict.fromkeys(key[place] for key in cells)) for place in (0, 1))
    order = [code for code in befores if code != TOTAL] + ([TOTAL] if TOTAL in befores else [])
    columns = [
        Column("from", in_words(_FROM_TO, language), "name", 22),
        *(Column(f"to-{code}", label_of(table, "to", code, language), "number", 13) for code in order),
    ]
    lines = [
        Row(
            (
                Cell(label_of(table, "from", before, language)),
                *(_count(cells.get((interval, before, after)), language) for after in order),
            ),
            is_total=before == TOTAL,
            group=label_of(table, "interval", interval, language),
        )
        for interval in intervals
        for before in order
    ]
    return released_display(
        table,
        columns,
        lines,
        caption=caption or by_source(_MOVES, table, language),
        label=label,
        language=language,
        notes=(("", in_words(_MOVES_NOTE, language)),),
    )


def _count(row: Result | None, language: Language) -> Cell:
    if row is None:
        # A table of totals alone keeps its moves to itself.
        return absent(Absence.HIDDEN, language)
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    share = format_share(row.value / row.denominator, language, 0) if row.denominator and row.where["to"] != TOTAL else ""
    return Cell(format_number(row.value, language), light=share)


_EXITS = {
    "exit": Bilingual("Sorties de l'emploi, cumulées", "Exits from employment, cumulative"),
    "way": Bilingual("Sorties du service, cumulées", "Exits from the service, cumulative"),
}
_EXITS_NOTE = Bilingual(
    "part de ceux du départ qui étaient sortis ainsi au bout d'autant de mois; une sortie en exclut une autre",
    "share of those at the start who had left that way after so many months; one exit rules out another",
)


def exits(table: ReleasedTable, *, language: Language, label: str = "tbl-exits", caption: str | None = None) -> TableDisplay:
    """Return one row a way out (of employment or of the service) and one column a month: the share that has left so, with its interval."""
    rows, columns_name = table.dimensions
    found = {(row.where[rows], row.where[columns_name]): row for row in results(table)}
    ways, months = (list(dict.fromkeys(key[place] for key in found)) for place in (0, 1))
    columns = [
        Column("way", column_title(rows, language), "name", 28),
        *(Column(f"month-{code}", label_of(table, columns_name, code, language), "number", 14) for code in months),
    ]
    decimals = decimals_by_unit(found.values())
    lines = [
        Row(
            (Cell(label_of(table, rows, way, language)), *(with_interval(found[way, month], language, decimals) for month in months)),
            is_total=way == TOTAL,
        )
        for way in ways
    ]
    text = caption or by_source(_EXITS[rows], table, language)
    return released_display(
        table, columns, lines, caption=text, label=label, language=language, notes=(("", in_words(_EXITS_NOTE, language)),)
    )
