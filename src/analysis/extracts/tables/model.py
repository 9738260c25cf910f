"""What a canonical table is made of: columns with a type and bounds, a key, and what must hold in a row and between tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """The type of a canonical column, as the store holds it."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"


class MissingReason(StrEnum):
    """Why a cell holds no value."""

    BLANK = "blank"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"


class Quantity(StrEnum):
    """What a number or a date measures, for the limits beyond which it is not plausible (`plausible` in a codebook)."""

    BIRTH = "birth"
    WEEKLY_HOURS = "weekly_hours"
    HOURS = "hours"
    PERSON_AMOUNT = "person_amount"
    AMOUNT = "amount"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a canonical table.

    `required` refuses a row without a value. `codes` closes a code column; an empty tuple leaves it open (offices, providers).
    `least` and `most` bound a number for ever; `quantity` bounds it by what is plausible, which a codebook can change.
    `may_be_planned` allows a date after the day of the extract (the end of an agreement).
    """

    name: str
    type: ColumnType
    required: bool = False
    codes: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    may_be_planned: bool = False
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class DateOrder:
    """Two dates of one row that must not be reversed (when both are present)."""

    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Duration:
    """Two dates of one row between which only so many days are plausible (when both are present)."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose value must be the key of a row of another table."""

    column: str
    table: str


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table: its columns, its key, and what must hold inside a row and between tables."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    date_orders: tuple[DateOrder, ...] = ()
    references: tuple[Reference, ...] = ()
    durations: tuple[Duration, ...] = ()

    def column(self, name: str) -> Column:
        """Return one column by its name; `KeyError` if there is none."""
        return {column.name: column for column in self.columns}[name]
