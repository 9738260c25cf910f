"""The cells of one column of a file, as SQL: their text, why they are missing, and the kinds that its type can read."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from analysis.extracts.cell_kinds import REFUSED_KINDS, CellKind
from analysis.extracts.tables.model import Column, ColumnType

SPREADSHEET_ERRORS = (
    *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA"),
    *("#VALEUR!", "#NOM?", "#NUL!", "#NOMBRE!", "#PROPAGATION!", "#CALCUL!", "#CHAMP!"),
)
"""What spreadsheets write in place of a value, in both languages."""

_NUMBERS = frozenset({CellKind.NUMBER, CellKind.EXACT, CellKind.WITH_SIGNS})
_AS_SHOWN = _NUMBERS - {CellKind.WITH_SIGNS}
_WITHOUT_TEXT = frozenset({CellKind.UNCALCULATED, CellKind.MERGED, CellKind.UNDECODABLE, CellKind.OVERLONG})
_READABLE: dict[ColumnType, frozenset[CellKind]] = {
    ColumnType.TEXT: _AS_SHOWN | {CellKind.TEXT},
    ColumnType.CODE: _AS_SHOWN | {CellKind.TEXT},
    ColumnType.DATE: _NUMBERS | {CellKind.TEXT, CellKind.DATE},
    ColumnType.INTEGER: _NUMBERS | {CellKind.TEXT},
    ColumnType.DECIMAL: _NUMBERS | {CellKind.TEXT},
    ColumnType.BOOLEAN: _NUMBERS | {CellKind.TEXT, CellKind.BOOLEAN},
}
_SHARE = 1
_MOST_DIGITS_OF_A_TEXT = 17


@dataclass(frozen=True, slots=True)
class Cell:
    """The names of a cell's text, of why it is missing and of its kind in a statement, and the kinds that the column has.

    Delimited text has no kinds: then nothing here adds anything to a statement.
    """

    column: Column
    text: str
    missing: str
    kind: str
    kinds: Set[CellKind]
    is_closed: bool = False
    """Whether a list says which codes the column may hold."""

    @property
    def has_kinds(self) -> bool:
        """Whether some cells are not plain texts."""
        return any(kind is not CellKind.TEXT for kind in self.kinds)

    @property
    def has_numbers(self) -> bool:
        """Whether some cells are numbers for the file itself."""
        return bool(self.kinds & (_NUMBERS | {CellKind.PERCENTAGE}))

    def is_number(self) -> str:
        """Return the SQL that is true of a number of the file."""
        return self._is_in(_NUMBERS | {CellKind.PERCENTAGE})

    def is_typed(self) -> str:
        """Return the SQL that is true of a cell that is not missing and whose kind the column's type can read."""
        found = f"{self.missing} IS NULL"
        return f"{found} AND {self._is_in(self._readable())}" if self.kinds - self._readable() else found

    def shown(self, *, with_comma: bool) -> str:
        """Return the SQL of the text that a person sees: a number of the file has the codebook's decimal sign."""
        if not with_comma or not self.kinds & _NUMBERS:
            return self.text
        return f"CASE WHEN {self._is_in(_NUMBERS)} THEN replace({self.text}, '.', ',') ELSE {self.text} END"

    def unless_without_text(self, missing: str) -> str:
        """Return why a cell is missing; an empty text is not blank when the file does not say what is in the cell."""
        without = self.kinds & _WITHOUT_TEXT
        return f"CASE WHEN {self._is_in(without)} THEN NULL ELSE {missing} END" if without else missing

    def refused_kinds(self) -> Iterator[tuple[str, str]]:
        """Yield the reason and the SQL of each kind that is refused whatever its text."""
        for kind, reason in self._told().items():
            yield reason, f"{self.missing} IS NULL AND {self.kind} = {int(kind)}"
        if self.column.type in {ColumnType.TEXT, ColumnType.CODE} and CellKind.NUMBER in self.kinds:
            yield (
                "too_many_digits",
                f"{self.missing} IS NULL AND {self.kind} = {int(CellKind.NUMBER)} AND length({self.text}) > {_MOST_DIGITS_OF_A_TEXT}",
            )

    def unless_told(self) -> str:
        """Return the SQL that leaves out the cells that `refused_kinds` speaks of."""
        told = self._told()
        return f" AND NOT ({self._is_in(told.keys())})" if told else ""

    def _told(self) -> dict[CellKind, str]:
        told = {kind: reason for kind, reason in REFUSED_KINDS.items() if kind in self.kinds}
        if self.column.type in {ColumnType.TEXT, ColumnType.CODE}:
            told |= dict.fromkeys((self.kinds & {CellKind.DATE, CellKind.BOOLEAN}) - self._readable(), "not_a_text")
            told |= dict.fromkeys(self.kinds & {CellKind.WITH_SIGNS}, "shown_with_signs")
        if CellKind.PERCENTAGE in self.kinds and CellKind.PERCENTAGE not in self._readable():
            told[CellKind.PERCENTAGE] = "is_a_percentage"
        return told

    def _readable(self) -> frozenset[CellKind]:
        # A share is written 0.45 and may be shown 45 %; any other number shown so is a hundred times larger than what is read.
        is_share = self.column.type is ColumnType.DECIMAL and self.column.most == _SHARE
        more = {CellKind.PERCENTAGE} if is_share else {CellKind.BOOLEAN} if self.is_closed else frozenset()
        return _READABLE[self.column.type] | more

    def _is_in(self, kinds: Set[CellKind]) -> str:
        return f"{self.kind} IN ({', '.join(str(int(kind)) for kind in sorted(kinds))})"
