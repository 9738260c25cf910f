"""A table as it will be read: columns, rows of finished cells, notes and source; no number is formatted after this.

The same sheet becomes HTML, Markdown and text, so that the three can only say the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from analysis.core.languages import Language
from analysis.presentation.marks import Absence, note_of, symbol_of, word_of

MOST_COLUMNS = 7
"""What a page holds (LOOK): a table with more columns answers two questions and becomes two tables."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in ids, its heading with the unit, how it is set and how much of the width it takes."""

    key: str
    title: str
    kind: Literal["name", "number", "text"] = "number"
    width: int = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """One finished cell: text, a lighter complement read after it, and why there is no number when there is none."""

    text: str
    light: str = ""
    absence: Absence | None = None
    symbol: str = ""
    """A shape set before the text, which says the same as the text: hidden from screen readers."""
    is_light: bool = False
    """The whole cell is secondary (an interval)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; the first cell is its header."""

    cells: tuple[Cell, ...]
    is_total: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole table without its label."""

    language: Language
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[tuple[str, str], ...] = ()
    """Pairs of a symbol (may be empty) and a sentence."""
    foot: str = ""
    """Source, and that it is made up when it is."""
    data: Mapping[str, object] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if len(self.columns) > MOST_COLUMNS:
            raise ValueError(f"a table has at most {MOST_COLUMNS} columns, this one has {len(self.columns)}: split it by question")
        wrong = [row for row in self.rows if len(row.cells) != len(self.columns)]
        if wrong:
            raise ValueError(f"{len(wrong)} rows do not have {len(self.columns)} cells")
        if not all(column.title.strip() for column in self.columns):
            raise ValueError("every column has a heading: an empty header cell says nothing to a screen reader")


def absent(absence: Absence, language: Language) -> Cell:
    """Return the cell of a number that is not shown."""
    return Cell(symbol_of(absence, language), absence=absence)


def spoken(cell: Cell, language: Language) -> str:
    """Return the word that follows the symbol of an absent number for who cannot see it; empty for other cells."""
    return word_of(cell.absence, language) if cell.absence else ""


def absence_notes(rows: Iterable[Row], language: Language) -> tuple[tuple[str, str], ...]:
    """Return one note a kind of absence that the rows hold, in the order of the enumeration."""
    found = {cell.absence for row in rows for cell in row.cells if cell.absence}
    return tuple((symbol_of(absence, language), note_of(absence, language)) for absence in Absence if absence in found)
