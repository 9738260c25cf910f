"""The cells of a sheet, row by row, as the file has them: kind and text of each, in bounded memory whatever the sheet's size."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from analysis.extracts.cell_kinds import CellKind
from analysis.extracts.workbook_archive import UnreadableWorkbookError, WorkbookArchive, parse_pieces
from analysis.extracts.workbook_parts import CELL_CHARACTERS, GENERAL, GatheredText, NumberFormat, SharedTexts, Shown, plain

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""The size of a sheet in Excel."""

Cell = tuple[int, CellKind, str]
"""The column of a cell (from 0), its kind and its text."""
Row = tuple[int, list[Cell]]
"""The number of a row of the sheet (from 1) and its cells that are not blank, in order."""

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ISO_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T00:00(?::00(?:\.0+)?)?Z?)?")
_MOST_MERGED = 10_000
_LONGEST_INDEX = 12


class SheetReader:
    """One sheet, read once; `merged` (first row, first column, last row, last column) and `n_hidden` (rows) are known at its end."""

    def __init__(self, archive: WorkbookArchive, part: str, formats: Sequence[NumberFormat], shared: SharedTexts, *, is_1904: bool) -> None:
        self._archive = archive
        self._part = part
        self._formats = formats
        self._shared = shared
        self._is_1904 = is_1904
        self._done: list[Row] = []
        self._columns: dict[str, int] = {}
        self._line = 0
        self._is_hidden = False
        self._cells: list[Cell] = []
        self._column = -1
        self._type = "n"
        self._style = 0
        self._value: list[str] = []
        self._size = 0
        self._element = ""
        self._has_formula = self._has_value = self._in_row = self._in_cell = False
        self._inline = GatheredText()
        self.merged: list[tuple[int, int, int, int]] = []
        self.n_hidden = 0

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything.

        Raises
        ------
        UnreadableWorkbookError
            When the part is damaged, or its rows or cells are not in order (two of them would be one cell).
        """
        with self._archive.part(self._part) as stream:
            for _ in parse_pieces(stream, self._start, self._end, self._add):
                yield from self._done
                self._done.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c" and self._in_row:
            self._open_cell(attributes)
        elif name == "row":
            self._open_row(attributes)
        elif self._in_cell:
            self._element = name
            if name == "f":
                self._has_formula = True
            elif name == "v":
                self._has_value = True
            self._inline.start(name)
        elif name == "mergeCell":
            self.merged.append(_area(attributes.get("ref", "")))
            if len(self.merged) > _MOST_MERGED:
                raise UnreadableWorkbookError("expands_too_much")

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        line = self._line + 1 if number is None else int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 0
        if not self._line < line <= MOST_ROWS or self._in_row:
            raise UnreadableWorkbookError("damaged_workbook")
        self._line, self._in_row = line, True
        self._cells, self._column = [], -1
        self._is_hidden = attributes.get("hidden") in {"1", "true"}

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        column = self._column + 1 if reference is None else self._column_of(reference)
        if not self._column < column < MOST_COLUMNS or self._in_cell:
            raise UnreadableWorkbookError("damaged_workbook")
        self._column, self._in_cell = column, True
        self._type = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isascii() and style.isdigit() and len(style) < 8 else -1
        if self._value:
            self._value = []
        self._size = 0
        self._has_formula = self._has_value = False
        self._element = ""
        if self._type == "inlineStr":
            self._inline.clear()

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _column_number(letters)
        if reference[len(letters) :] != str(self._line):
            raise UnreadableWorkbookError("damaged_workbook")
        return column

    def _add(self, data: str) -> None:
        if not self._in_cell:
            return
        if self._element == "v":
            if self._size <= CELL_CHARACTERS:
                self._value.append(data)
            self._size += len(data)
        else:
            self._inline.add(data)

    def _end(self, name: str) -> None:
        if self._in_cell:
            if name == "c":
                self._close_cell()
            else:
                self._inline.end(name)
                self._element = ""
        elif name == "row" and self._in_row:
            self._in_row = False
            if self._cells:
                self._done.append((self._line, self._cells))
                self.n_hidden += self._is_hidden

    def _close_cell(self) -> None:
        self._in_cell = False
        kind, text = self._content()
        if kind is CellKind.TEXT:
            text = text.strip()
            if not text.isascii():
                text = unicodedata.normalize("NFC", text)
            if not text:
                return
        self._cells.append((self._column, kind, text))

    def _content(self) -> tuple[CellKind, str]:
        """Return the kind and the text of the cell that ends; a blank one is an empty text."""
        if self._type == "inlineStr":
            return _text_cell(self._inline.text)
        if self._size > CELL_CHARACTERS:
            return _text_cell(None)
        value = "".join(self._value)
        if self._type == "str" and (self._has_value or not self._has_formula):
            return CellKind.TEXT, plain(value)
        value = value.strip()
        if not value:
            # Nobody has calculated this formula since it was written: its result is not in the file.
            return (CellKind.UNCALCULATED if self._has_formula else CellKind.TEXT), ""
        return self._content_of(value)

    def _content_of(self, value: str) -> tuple[CellKind, str]:
        kind = self._type
        if kind == "n":
            return number_cell(value, self._format(), is_1904=self._is_1904)
        if kind == "s" and value.isascii() and value.isdigit() and len(value) < _LONGEST_INDEX:
            return _text_cell(self._shared.text(int(value)))
        if kind == "b" and value in {"0", "1"}:
            return CellKind.BOOLEAN, "true" if value == "1" else "false"
        if kind == "d":
            day = _ISO_MOMENT.fullmatch(value)
            return CellKind.DATE, day[1] if day else value
        if kind == "e":
            return CellKind.ERROR, value
        raise UnreadableWorkbookError("damaged_workbook")

    def _format(self) -> NumberFormat:
        if 0 <= self._style < len(self._formats):
            return self._formats[self._style]
        if self._style == 0:
            return GENERAL
        # Without its style a number may be a day or not: nothing says which.
        raise UnreadableWorkbookError("damaged_workbook")


def _text_cell(text: str | None) -> tuple[CellKind, str]:
    return (CellKind.OVERLONG, "") if text is None else (CellKind.TEXT, text)


def _column_number(letters: str) -> int:
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise UnreadableWorkbookError("damaged_workbook")
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _area(reference: str) -> tuple[int, int, int, int]:
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.replace("$", "").split(":")]
    if len(corners) != 2 or corners[0] is None or corners[1] is None:
        raise UnreadableWorkbookError("damaged_workbook")
    first, last = corners[0], corners[1]
    return int(first[2]), _column_number(first[1]), int(last[2]), _column_number(last[1])


def number_cell(written: str, shown_as: NumberFormat, *, is_1904: bool) -> tuple[CellKind, str]:
    """Return the kind and the text of a number: plain digits, as many as the number has; a day as `2024-04-01`.

    A number that its format shows with leading zeros has them; one that it shows beside signs of its own (`12-34`, `P00012`) is of another
    kind, and one that it shows as a time of day is no number of anything else.
    """
    if shown_as is GENERAL and len(written) < 16 and written.isdigit() and written.isascii() and (written[0] != "0" or written == "0"):
        return CellKind.NUMBER, written
    if not _NUMBER.fullmatch(written):
        return CellKind.ERROR, written
    number = float(written)
    if shown_as.shown in {Shown.AS_DATE, Shown.AS_TIME}:
        is_day = shown_as.shown is Shown.AS_DATE
        return CellKind.DATE, _day_text(number, written, is_1904=is_1904) if is_day else _time_text(number, written)
    if abs(number) >= 1e15 or _n_digits(written) > 17:
        return CellKind.INEXACT, written[:40]
    text = str(int(number)) if number.is_integer() else repr(number)
    if "e" in text:
        text = format(Decimal(text), "f")
    if shown_as.width and text.isdigit():
        text = text.zfill(shown_as.width)
    if shown_as.shown is Shown.AS_PERCENTAGE:
        return CellKind.PERCENTAGE, text
    return CellKind.WITH_SIGNS if shown_as.has_signs else CellKind.NUMBER, text


def _n_digits(written: str) -> int:
    mantissa = re.split("[eE]", written)[0]
    digits = mantissa.lstrip("+-").replace(".", "").lstrip("0")
    return len(digits.rstrip("0") if "." in mantissa else digits)


DAY_ZERO = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
"""The day from which a workbook counts (right from March 1900 on), by whether it counts from 1904."""

_LIKE_A_YEAR = range(1900, 2200)


def _day_text(number: float, written: str, *, is_1904: bool) -> str:
    """Return the day, with its time unless it is midnight; the number itself when it is no day.

    A year typed in a cell of dates is shown as a day of 1905, and is not one.
    """
    days, share = divmod(number, 1)
    seconds = round(share * 86_400, 3)
    if seconds >= 86_400:
        days, seconds = days + 1, 0.0
    if days in _LIKE_A_YEAR or not (0 if is_1904 else 1) <= days <= 2_958_465 or (days == 60 and not is_1904):
        return written
    zero = DAY_ZERO[is_1904] if is_1904 or days > 60 else dt.date(1899, 12, 31)
    try:
        day = zero + dt.timedelta(days=int(days))
    except OverflowError:
        return written
    return day.isoformat() if not seconds else f"{day.isoformat()} {_clock(seconds)}"


def _time_text(number: float, written: str) -> str:
    return _clock(number * 86_400) if 0 <= number < 10_000 else written


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
