"""From finished rows to the object that a notebook shows, with notes, source and open data."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.released import released_data, source_line
from analysis.presentation.sheet import Cell, Column, Row, Sheet, absence_notes
from analysis.presentation.tables.cells import in_words

NOTHING = Bilingual("Aucun cas à montrer", "No cases to show")


def released_display(
    table: ReleasedTable,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    caption: str,
    label: str,
    language: Language,
    notes: Sequence[tuple[str, str]] = (),
    nothing: Bilingual = NOTHING,
) -> TableDisplay:
    """Return the display of a released table: a note for each kind of absent number comes first, then `notes`.

    A table without rows says `nothing` in its only one: headings above nothing would look like a mistake.
    """
    rows = rows or (Row((Cell(in_words(nothing, language)), *(Cell("–") for _ in columns[1:]))),)
    return TableDisplay(
        label,
        Sheet(
            language=language,
            caption=caption,
            columns=tuple(columns),
            rows=tuple(rows),
            notes=(*absence_notes(rows, language), *notes),
            foot=source_line(table, language),
            data=released_data(table, label, caption, language),
        ),
    )
