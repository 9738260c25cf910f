"""The lines of a block of delimited text: which are records, which are parts of one, and which cannot be cut into fields.

Quotes are read as RFC 4180 has them: around a whole field, doubled inside it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from analysis.extracts.limits import Limits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]
    Bytes = NDArray[np.uint8]

LINE_BREAK = "\x1e"
"""What stands for a line break inside a field, until the value is read."""

NEWLINE, QUOTE = 10, 34
CONTROLS = bytes(byte for byte in (*range(32), 127) if byte not in (9, 10))
"""Characters that no value holds (NUL, escape…)."""

OTHER_ENDS = (b"\r", b"\x0b", b"\x0c", b"\x1c", b"\x1d", b"\x1e", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")
"""What ends lines elsewhere, in UTF-8: here it stands in a value, or leaves a doubt on what the rows are."""

_OTHER_END = re.compile(b"|".join(map(re.escape, OTHER_ENDS)))

_FIELDS, _MISPLACED, _ENCODING, _CONTROL, _LONG, _NO_RECORD = 1, 2, 3, 4, 5, 9
REASON_OF = {
    _FIELDS: "wrong_number_of_fields",
    _MISPLACED: "misplaced_quote",
    _ENCODING: "wrong_encoding",
    _CONTROL: "control_character",
    _LONG: "record_too_long",
}
"""The verdicts that refuse a record, and their reasons; 0 keeps it, and blank lines are no records."""


class Lines:
    """The lines of a block (which ends with a line feed).

    `verdict` says what becomes of each; `joined` holds, at its first line, each record that spans several.
    """

    def __init__(self, block: bytes, delimiter: int) -> None:
        self.block = block
        self._delimiter = delimiter
        self._data: Bytes = np.frombuffer(block, dtype=np.uint8)
        self.ends: Positions = np.flatnonzero(self._data == NEWLINE)
        self.starts: Positions = np.concatenate([[0], self.ends[:-1] + 1]).astype(np.int64)
        self.verdict = np.zeros(len(self.ends), dtype=np.uint8)
        self.joined: dict[int, bytes] = {}
        self.doubt: tuple[str, int] | None = None
        """Why it cannot be told which records some lines are, and the first of them."""
        self._blank = b" \t".replace(bytes([delimiter]), b"")
        self._inside = np.zeros(len(self.ends), dtype=bool)
        if b'"' in block:
            self._n_delimiters, misplaced = _outside_quotes(self._data, self.starts, delimiter)
            self.verdict[misplaced] = _MISPLACED
        else:
            self._n_delimiters = _count(self._data == delimiter, self.starts)

    def join_quoted(self, n_fields: int, limits: Limits, *, final: bool) -> int:
        """Join the lines of records whose quotes hold line breaks; return how many lines of the block are dealt with.

        A line with an odd number of quotes opens a record that the next such line should close. When the two do not make a sound record the
        first is refused alone: a stray quote costs its own line and no other. Unless the block is the last, one that is still open is left.
        """
        odd = np.flatnonzero(_count(self._data == QUOTE, self.starts) & 1)
        position = 0
        while position < len(odd):
            first = int(odd[position])
            if position + 1 == len(odd):
                is_short = self.ends[-1] - self.starts[first] <= limits.record and len(self.ends) - first <= limits.record_lines
                if not final and is_short:
                    return first
                self.verdict[first] = _MISPLACED
                break
            last = int(odd[position + 1])
            text = self.block[self.starts[first] : self.ends[last]]
            in_reach = last - first < limits.record_lines and n_fields - 1 <= text.count(self._delimiter) and len(text) <= limits.record
            if in_reach and self._is_record(text, n_fields):
                if self._may_be_rows(text, n_fields):
                    self.doubt = ("doubtful_quotes", first)
                    return len(self.ends)
                self.joined[first] = text.replace(b"\n", LINE_BREAK.encode())
                self._inside[first + 1 : last + 1] = True
                self.verdict[first] = 0
                self._n_delimiters[first] = n_fields - 1
                position += 2
            else:
                self.verdict[first] = _MISPLACED
                position += 1
        return len(self.ends)

    def _is_record(self, text: bytes, n_fields: int) -> bool:
        """Say whether a text with line breaks is one record: quotes in their places, the right number of fields."""
        return _record(self._delimiter, n_fields).fullmatch(text) is not None

    def _may_be_rows(self, text: bytes, n_fields: int) -> bool:
        """Say whether a record of several lines may be several rows, a stray quote in one and another further on.

        Its quotes aside, two of its lines or more then have the fields of a row; in a text with line breaks this takes as many delimiters.
        """
        return sum(line.count(self._delimiter) == n_fields - 1 for line in text.split(b"\n")) > 1

    def judge(self, n_fields: int, limits: Limits, undecodable: Positions) -> None:
        """Complete the verdict on every line."""
        lengths = self.ends - self.starts
        self.verdict[(self._n_delimiters != n_fields - 1) & (self.verdict == 0)] = _FIELDS
        if len(self.block.translate(None, CONTROLS)) != len(self.block):
            is_control = np.isin(self._data, np.frombuffer(CONTROLS, dtype=np.uint8))
            self.verdict[np.logical_or.reduceat(is_control, self.starts)] = _CONTROL
        self._doubt_ends(n_fields)
        self.verdict[undecodable] = _ENCODING
        self.verdict[lengths > limits.record] = _LONG
        self._judge_joined()
        may_be_blank = self.verdict == _FIELDS if n_fields > 1 else self.verdict == 0
        for index in np.flatnonzero(may_be_blank & np.isin(self._data[self.starts], np.frombuffer(self._blank, dtype=np.uint8))):
            if not self.block[self.starts[index] : self.ends[index]].strip(self._blank):
                self.verdict[index] = _NO_RECORD
        self.verdict[(lengths == 0) | self._inside] = _NO_RECORD

    def _doubt_ends(self, n_fields: int) -> None:
        """Note a line that other ends of lines cut into as many rows: its file mixes several."""
        if self.doubt is not None or not any(mark in self.block for mark in OTHER_ENDS):
            return
        for found in _OTHER_END.finditer(self.block):
            index = int(np.searchsorted(self.ends, found.start()))
            pieces = _OTHER_END.split(self.block[self.starts[index] : self.ends[index]])
            if sum(piece.count(self._delimiter) == n_fields - 1 for piece in pieces) > 1:
                self.doubt = ("mixed_line_ends", index)
                return

    def _judge_joined(self) -> None:
        """Refuse a joined record for what any of its lines holds."""
        if not np.isin(self.verdict, (_CONTROL, _ENCODING, _LONG)).any():
            return
        for index in list(self.joined):
            last = index + 1
            while last < len(self._inside) and self._inside[last]:
                last += 1
            worst = self.verdict[index + 1 : last][np.isin(self.verdict[index + 1 : last], (_CONTROL, _ENCODING, _LONG))]
            if len(worst):
                self.verdict[index] = worst[0]
            if self.verdict[index]:
                del self.joined[index]


def part_at_returns(block: bytes, delimiter: int, n_fields: int) -> bytes:
    """Return a block in which the carriage returns between whole rows end lines as line feeds do; the others stand in values, and stay."""
    if b"\r" not in block or n_fields == 1:
        return block
    lines = block.split(b"\n")
    for index, line in enumerate(lines):
        pieces = line.split(b"\r")
        if len(pieces) > 1 and QUOTE not in line and all(piece.count(delimiter) == n_fields - 1 or not piece.strip() for piece in pieces):
            lines[index] = b"\n".join(pieces)
    return b"\n".join(lines)


@cache
def _record(delimiter: int, n_fields: int) -> re.Pattern[bytes]:
    """Return the pattern of a record: fields without a quote, or between quotes that are doubled inside."""
    mark = re.escape(bytes([delimiter]))
    field = rb'(?:[^"\n%b]*+|"[^"]*+(?:""[^"]*+)*+")' % mark
    return re.compile(rb"%b(?:%b%b){%d}" % (field, mark, field, n_fields - 1))


def _outside_quotes(data: Bytes, starts: Positions, delimiter: int) -> tuple[Positions, Positions]:
    """Return how many delimiters each line has outside quotes, and the lines whose quotes stand in the wrong place."""
    is_quote = data == QUOTE
    running = np.cumsum(is_quote, dtype=np.int64)
    n_before = np.concatenate([[0], running])[starts]
    line_of = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(data))))
    is_inside = ((running - n_before[line_of]) & 1).astype(bool)
    positions = np.flatnonzero(is_quote)
    is_opening = is_inside[positions]
    before = data[np.maximum(positions - 1, 0)]
    at_start = positions == starts[line_of[positions]]
    after = data[np.minimum(positions + 1, len(data) - 1)]
    well_opened = at_start | (before == delimiter) | (before == QUOTE)
    well_closed = (after == delimiter) | (after == NEWLINE) | (after == QUOTE)
    misplaced = positions[np.where(is_opening, ~well_opened, ~well_closed)]
    return _count((data == delimiter) & ~is_inside, starts), line_of[misplaced]


def _count(mask: NDArray[np.bool_], starts: Positions) -> Positions:
    return np.add.reduceat(mask, starts, dtype=np.int64)
