"""What a cell of a file that has types of its own (a workbook, Parquet) holds, beside its text."""

from __future__ import annotations

from enum import IntEnum


class CellKind(IntEnum):
    """The kind of a cell; delimited text has only `TEXT`.

    A text is read as the codebook says texts are written; the others are read as the file says, whatever the codebook's signs.
    """

    TEXT = 0
    NUMBER = 1
    """A floating number that keeps all its digits."""
    EXACT = 2
    """A whole or decimal number, exact whatever its size (Parquet)."""
    DATE = 3
    BOOLEAN = 4
    PERCENTAGE = 5
    """A number that the workbook shows multiplied by a hundred."""
    INEXACT = 6
    """A number with more digits than its format keeps: the last ones are not those that were typed."""
    ERROR = 7
    UNCALCULATED = 8
    """A formula whose result is not in the file."""
    MERGED = 9
    UNDECODABLE = 10
    OVERLONG = 11
    WITH_SIGNS = 12
    """A number that the workbook shows beside signs of its own: no text of an agency, which people see with its signs."""


REFUSED_KINDS: dict[CellKind, str] = {
    CellKind.INEXACT: "too_many_digits",
    CellKind.ERROR: "error_value",
    CellKind.UNCALCULATED: "formula_not_calculated",
    CellKind.MERGED: "merged_cell",
    CellKind.UNDECODABLE: "wrong_encoding",
    CellKind.OVERLONG: "text_too_long",
}
"""The kinds that give no value to any column, and the reason for which their row is refused."""
