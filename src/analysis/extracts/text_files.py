"""Delimited text, made safe for the engine in one pass: one record a line, UTF-8, the right number of fields.

The engine's own reader loses the physical line of an accepted record, and one stray quote makes it swallow what follows. So a file is first
rewritten block by block (whole arrays of bytes at a time, never a loop over rows): records that cannot be cut into fields are left out and
noted with their line, line breaks inside quotes become one placeholder character, and for every record kept its line can be found again.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import numpy as np

from analysis.extracts.limits import Limits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]
    Bytes = NDArray[np.uint8]

LINE_BREAK = "\x1e"
"""What stands for a line break inside a field, until the value is read."""

_BLOCK = 8 * 2**20
_NEWLINE, _QUOTE = 10, 34
_CONTROLS = bytes(byte for byte in (*range(32), 127) if byte not in (9, 10))
_NOT_WINDOWS = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_ENOUGH_LINES = 3
"""From this many undecodable lines, without one that decodes, it is the encoding that is wrong and not the rows."""


class UnreadableTextError(Exception):
    """A file that has no records to speak of; `reason` is a key of `file_problems.FILE_PROBLEMS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class LineMap:
    """Where records stand in their file: record `i` (from 0) starts on line `i + offset` of the last break at or before it."""

    records: list[Positions] = field(default_factory=list)
    offsets: list[Positions] = field(default_factory=list)
    _last: int | None = None

    def extend(self, first_record: int, lines: Positions) -> None:
        """Note the lines of further records, in their order."""
        if not len(lines):
            return
        offsets = lines - np.arange(first_record, first_record + len(lines), dtype=np.int64)
        changed = np.flatnonzero(np.diff(offsets)) + 1
        if self._last is None or self._last != offsets[0]:
            changed = np.concatenate([[0], changed]).astype(np.int64)
        self.records.append(changed + first_record)
        self.offsets.append(offsets[changed])
        self._last = int(offsets[-1])

    @classmethod
    def from_first(cls, line: int) -> LineMap:
        """Return the map of records that follow one another without a gap, the first on `line`."""
        return cls([np.zeros(1, dtype=np.int64)], [np.full(1, line, dtype=np.int64)])

    def breaks(self) -> tuple[Positions, Positions]:
        """Return the records at which the offset changes, and the offsets."""
        empty = np.zeros(0, dtype=np.int64)
        return np.concatenate([empty, *self.records]), np.concatenate([empty, *self.offsets])

    def record_at(self, line: int) -> int | None:
        """Return the record that starts on a line; None when none does."""
        records, offsets = self.breaks()
        for position in range(len(records) - 1, -1, -1):
            record = line - int(offsets[position])
            if record >= records[position]:
                ends = int(records[position + 1]) if position + 1 < len(records) else None
                return record if ends is None or record < ends else None
        return None


@dataclass(slots=True)
class TextScan:
    """What one pass over a delimited file found."""

    header: list[str]
    n_records: int = 0
    """Records kept, in the rewritten file."""
    has_line_breaks: bool = False
    lines: LineMap = field(default_factory=LineMap)
    refused: dict[str, list[Positions]] = field(default_factory=dict)
    """Lines of the records that are left out, by reason."""

    @property
    def n_refused(self) -> int:
        """Records left out."""
        return sum(len(lines) for groups in self.refused.values() for lines in groups)


def rewrite(source: IO[bytes], target: IO[bytes], delimiter: str, encoding: str, limits: Limits) -> TextScan:
    """Return what a delimited file holds, after writing its sound records to `target` (UTF-8, no header, a line feed after each).

    Parameters
    ----------
    encoding
        `utf-8` (with or without its mark), `windows-1252` or `utf-16`.

    Raises
    ------
    UnreadableTextError
        When the file has no header, or is not text in this encoding at all.
    """
    return _Rewriter(target, delimiter, encoding, limits).run(source)


def detect_encoding(open_source: Callable[[], AbstractContextManager[IO[bytes]]]) -> str:
    """Return the encoding of a file that may be UTF-8 (with or without its mark), UTF-16 with its mark, or else Windows-1252."""
    with open_source() as source:
        start = source.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            while block := source.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "windows-1252"
    return "utf-8"


def _blocks(source: IO[bytes], encoding: str, limit: int) -> Iterator[tuple[bytes, bool]]:
    """Yield blocks of whole lines, each ending in a line feed, and whether a block is only the start of a line that is longer than the limit."""
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace") if encoding == "utf-16" else None
    carry = b""
    while raw := source.read(_BLOCK):
        block = carry + (decoder.decode(raw).encode("utf-8") if decoder else raw)
        held = b"\r" if block.endswith(b"\r") else b""
        block = block[: len(block) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        end = block.rfind(b"\n") + 1
        if end:
            yield block[:end], False
        carry = block[end:]
        if len(carry) > limit:
            yield carry, True
            carry = b""
        carry += held
    if carry:
        yield carry.replace(b"\r", b"\n").removesuffix(b"\n") + b"\n", False


class _Rewriter:
    def __init__(self, target: IO[bytes], delimiter: str, encoding: str, limits: Limits) -> None:
        self._target = target
        self._delimiter = ord(delimiter)
        self._encoding = encoding
        self._limits = limits
        self._line = 1
        self._carry = b""
        self._scan: TextScan | None = None
        self._n_fields = 0
        self._n_undecodable = 0
        self._any_decodable = False
        self._looks_utf8 = True

    def run(self, source: IO[bytes]) -> TextScan:
        """Rewrite the whole file."""
        in_long_line = first = False
        started = False
        for block, is_partial in _blocks(source, self._encoding, self._limits.record):
            first, started = not started, True
            text = self._without_mark(block) if first else block
            if in_long_line:
                # The rest of a line whose start was already given up.
                end = 0 if is_partial else text.find(b"\n") + 1
                if is_partial:
                    continue
                text, in_long_line = text[end:], False
            if is_partial:
                in_long_line = True
                self._block(self._carry, final=True)
                self._carry = b""
                self._give_up_long_line()
                continue
            self._block(self._carry + text, final=False)
        self._block(self._carry, final=True)
        if self._scan is None:
            raise UnreadableTextError("empty")
        if self._encoding == "utf-8" and self._n_undecodable >= _ENOUGH_LINES and not self._any_decodable:
            raise UnreadableTextError("not_utf8")
        if self._encoding == "windows-1252" and self._looks_utf8 and self._n_undecodable >= _ENOUGH_LINES:
            raise UnreadableTextError("is_utf8")
        return self._scan

    def _without_mark(self, block: bytes) -> bytes:
        if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and self._encoding != "utf-16":
            raise UnreadableTextError("is_utf16")
        if block.startswith(codecs.BOM_UTF8):
            if self._encoding == "windows-1252":
                raise UnreadableTextError("is_utf8")
            return block[len(codecs.BOM_UTF8) :]
        return block

    def _give_up_long_line(self) -> None:
        if self._scan is None:
            raise UnreadableTextError("header_too_long")
        self._refuse("record_too_long", np.array([self._line], dtype=np.int64))
        self._line += 1

    def _refuse(self, reason: str, lines: Positions) -> None:
        if len(lines) and self._scan is not None:
            self._scan.refused.setdefault(reason, []).append(lines)

    def _block(self, block: bytes, *, final: bool) -> None:
        """Rewrite whole lines; what may be the start of a record that goes on in the next block is carried over."""
        self._carry = b""
        if self._scan is None and block:
            block = self._take_header(block, final=final)
        if self._scan is None or not block:
            return
        first_line = self._line
        block, undecodable = self._decoded(block)
        data = np.frombuffer(block, dtype=np.uint8)
        ends = np.flatnonzero(data == _NEWLINE)
        starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)
        lengths = ends - starts
        # What becomes of each line: kept, or the reason for leaving it out.
        verdict = np.zeros(len(ends), dtype=np.uint8)
        quoted_lines = block.count(b'"') > 0
        n_delimiters = self._unquoted_delimiters(data, starts, verdict) if quoted_lines else _count(data == self._delimiter, starts)
        joined: dict[int, bytes] = {}
        consumed = len(ends)
        inside = np.zeros(len(ends), dtype=bool)
        if quoted_lines:
            consumed = self._join_quoted(block, starts, ends, _count(data == _QUOTE, starts), n_delimiters, verdict, inside, joined, final)
        wrong = (n_delimiters != self._n_fields - 1) & (verdict == 0)
        verdict[wrong] = _FIELDS
        if len(block.translate(None, _CONTROLS)) != len(block):
            verdict[_any(np.isin(data, np.frombuffer(_CONTROLS, dtype=np.uint8)), starts)] = _CONTROL
        verdict[undecodable] = _ENCODING
        verdict[lengths > self._limits.record] = _LONG
        self._spread(verdict, joined, inside)
        for index in np.flatnonzero((verdict == _FIELDS) & (lengths < _BLANK_AT_MOST)):
            if not block[starts[index] : ends[index]].strip():
                verdict[index] = _BLANK
        verdict[lengths == 0] = _BLANK
        # Lines inside a joined record are no records of their own.
        verdict[inside] = _BLANK
        self._write(block, data, starts, ends, verdict, joined, consumed, first_line)
        self._line = first_line + consumed
        self._carry = block[starts[consumed] :] if consumed < len(ends) else b""

    @staticmethod
    def _spread(verdict: NDArray[np.uint8], joined: dict[int, bytes], inside: NDArray[np.bool_]) -> None:
        """Refuse a joined record for what any of its lines holds."""
        for index in list(joined):
            last = index + 1
            while last < len(inside) and inside[last]:
                last += 1
            worst = verdict[index + 1 : last][np.isin(verdict[index + 1 : last], (_CONTROL, _ENCODING, _LONG))]
            if len(worst):
                verdict[index] = worst[0]
            if verdict[index]:
                del joined[index]

    def _take_header(self, block: bytes, *, final: bool) -> bytes:
        """Read the first line that is not blank (or the first record, if its names hold line breaks)."""
        while block:
            end = block.find(b"\n") + 1
            if block[:end].strip():
                break
            self._line += 1
            block = block[end:]
        else:
            return b""
        end = block.find(b"\n") + 1
        while block[:end].count(b'"') % 2 and block.find(b"\n", end) >= 0 and end < self._limits.record:
            end = block.find(b"\n", end) + 1
        raw = block[:end]
        try:
            text = raw.decode("cp1252" if self._encoding == "windows-1252" else "utf-8")
        except UnicodeDecodeError:
            raise UnreadableTextError("not_utf8" if self._encoding == "utf-8" else "not_windows") from None
        if any(byte in raw for byte in _CONTROLS):
            raise UnreadableTextError("binary")
        rows = list(csv.reader(io.StringIO(unicodedata.normalize("NFC", text), newline=""), delimiter=chr(self._delimiter)))
        header = [" ".join(name.split()) for name in rows[0]]
        self._scan = TextScan(header)
        self._n_fields = len(header)
        self._line += raw.count(b"\n")
        return block[end:]

    def _decoded(self, block: bytes) -> tuple[bytes, Positions]:
        """Return the block in UTF-8 (accents composed), and the indices of its lines that cannot be decoded."""
        none = np.zeros(0, dtype=np.int64)
        if block.isascii():
            return block, none
        if self._encoding == "windows-1252":
            return self._from_windows(block)
        try:
            text = block.decode("utf-8")
            self._any_decodable = True
        except UnicodeDecodeError:
            lines = block.split(b"\n")
            bad = [index for index, line in enumerate(lines) if not line.isascii() and not _is_utf8(line)]
            self._any_decodable = self._any_decodable or any(not line.isascii() and _is_utf8(line) for line in lines)
            self._n_undecodable += len(bad)
            return block, np.array(bad, dtype=np.int64)
        if b"\xcc" in block or b"\xcd" in block:
            composed = unicodedata.normalize("NFC", text).encode("utf-8")
            return composed, none
        return block, none

    def _from_windows(self, block: bytes) -> tuple[bytes, Positions]:
        self._n_undecodable += sum(not line.isascii() for line in block.split(b"\n")) if self._n_undecodable < _ENOUGH_LINES else 0
        self._looks_utf8 = self._looks_utf8 and _is_utf8(block)
        undecodable = [index for index, line in enumerate(block.split(b"\n")) if len(line.translate(None, _NOT_WINDOWS)) != len(line)]
        clean = block.translate(bytes(63 if byte in _NOT_WINDOWS else byte for byte in range(256)))
        return clean.decode("cp1252").encode("utf-8"), np.array(undecodable, dtype=np.int64)

    def _unquoted_delimiters(self, data: Bytes, starts: Positions, verdict: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return how many delimiters each line has outside quotes, and mark lines whose quotes stand in the wrong place."""
        is_quote = data == _QUOTE
        running = np.cumsum(is_quote, dtype=np.int64)
        n_before = np.concatenate([[0], running])[starts]
        line_of = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(data))))
        is_inside = ((running - n_before[line_of]) & 1).astype(bool)
        positions = np.flatnonzero(is_quote)
        is_opening = is_inside[positions]
        before = data[np.maximum(positions - 1, 0)]
        at_start = positions == starts[line_of[positions]]
        after = data[np.minimum(positions + 1, len(data) - 1)]
        well_opened = at_start | (before == self._delimiter) | (before == _QUOTE)
        well_closed = (after == self._delimiter) | (after == _NEWLINE) | (after == _QUOTE)
        misplaced = positions[np.where(is_opening, ~well_opened, ~well_closed)]
        verdict[line_of[misplaced]] = _MISPLACED
        return _count((data == self._delimiter) & ~is_inside, starts)

    def _join_quoted(
        self,
        block: bytes,
        starts: Positions,
        ends: Positions,
        n_quotes: NDArray[np.int64],
        n_delimiters: NDArray[np.int64],
        verdict: NDArray[np.uint8],
        inside: NDArray[np.bool_],
        joined: dict[int, bytes],
        final: bool,
    ) -> int:
        """Join the lines of records whose quotes hold line breaks; return how many lines of the block are dealt with.

        A line with an odd number of quotes opens a record that the next such line should close. When the two do not make a sound record the
        first is refused alone: a stray quote costs its own line and no other.
        """
        odd = np.flatnonzero(n_quotes & 1)
        position = 0
        while position < len(odd):
            first = int(odd[position])
            if position + 1 == len(odd):
                is_short = ends[-1] - starts[first] <= self._limits.record and len(ends) - first <= self._limits.record_lines
                if not final and is_short:
                    return first
                verdict[first] = _MISPLACED
                break
            last = int(odd[position + 1])
            text = block[starts[first] : ends[last]]
            in_reach = last - first < self._limits.record_lines and len(text) <= self._limits.record
            if in_reach and self._is_record(text):
                joined[first] = text.replace(b"\n", LINE_BREAK.encode())
                inside[first + 1 : last + 1] = True
                verdict[first] = 0
                n_delimiters[first] = self._n_fields - 1
                position += 2
            else:
                verdict[first] = _MISPLACED
                position += 1
        return len(ends)

    def _is_record(self, text: bytes) -> bool:
        """Say whether a text with line breaks is one record: quotes in their places, the right number of fields."""
        verdict = np.zeros(1, dtype=np.uint8)
        data = np.frombuffer(text + b"\n", dtype=np.uint8)
        n_delimiters = self._unquoted_delimiters(data, np.zeros(1, dtype=np.int64), verdict)
        return not verdict[0] and int(n_delimiters[0]) == self._n_fields - 1

    def _write(
        self,
        block: bytes,
        data: Bytes,
        starts: Positions,
        ends: Positions,
        verdict: NDArray[np.uint8],
        joined: dict[int, bytes],
        consumed: int,
        first_line: int,
    ) -> None:
        scan = self._scan
        if scan is None:
            return
        verdict = verdict[:consumed]
        for code, reason in _REASON_OF.items():
            self._refuse(reason, np.flatnonzero(verdict == code) + first_line)
        kept = np.flatnonzero(verdict == 0)
        scan.lines.extend(scan.n_records, kept + first_line)
        scan.n_records += len(kept)
        if not len(kept):
            return
        # Runs of kept lines are written whole; a joined record interrupts a run.
        breaks = np.diff(kept) != 1
        if joined:
            is_joined = np.isin(kept, np.fromiter(joined, dtype=np.int64))
            breaks |= is_joined[1:] | is_joined[:-1]
            scan.has_line_breaks = True
        cut = np.flatnonzero(breaks) + 1
        for low, high in zip(np.concatenate([[0], cut]), np.concatenate([cut, [len(kept)]]), strict=True):
            first, last = int(kept[low]), int(kept[high - 1])
            self._target.write(joined[first] + b"\n" if first in joined else block[starts[first] : ends[last] + 1])


_FIELDS, _MISPLACED, _ENCODING, _CONTROL, _LONG, _BLANK = 1, 2, 3, 4, 5, 9
_BLANK_AT_MOST = 1_000
_REASON_OF = {
    _FIELDS: "wrong_number_of_fields",
    _MISPLACED: "misplaced_quote",
    _ENCODING: "wrong_encoding",
    _CONTROL: "control_character",
    _LONG: "record_too_long",
}


def _count(mask: NDArray[np.bool_], starts: Positions) -> NDArray[np.int64]:
    return np.add.reduceat(mask, starts, dtype=np.int64)


def _any(mask: NDArray[np.bool_], starts: Positions) -> NDArray[np.bool_]:
    return np.logical_or.reduceat(mask, starts)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
