"""The records of a file counted a second time, by a reader that shares nothing with the one that types them.

Each format has such a reader; what it counts is put in `RawRecords.counted`, and a file for which the two differ is refused.

For delimited text the rule is this and no more. Lines end with a line feed, carriage returns before it or not; with a carriage return alone
where it ends the first line of the file, or parts whole rows. At the start of a line, a record is what RFC 4180 calls one, with as many
fields as the header, over one line or several; where none starts, the line is a record by itself (one that will be refused), unless it is
blank.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import IO

from analysis.extracts.limits import Limits

_CHUNK = 4 * 2**20
_LINE_END = re.compile(rb"\r*\n|\r(?=[^\r\n])")


@dataclass(frozen=True, slots=True)
class SecondCount:
    """How many records a file holds, and the sum of the lines on which they start (None when the format has no lines to compare)."""

    n_records: int
    sum_of_lines: int | None = None


def count_text_records(source: IO[bytes], delimiter: str, encoding: str, limits: Limits) -> SecondCount:
    """Return how many records a delimited file holds after its header, blank lines left out."""
    n_records = sum_of_lines = 0
    for starts in starts_of_records(source, delimiter, encoding, limits):
        n_records += len(starts)
        sum_of_lines += sum(starts)
    return SecondCount(n_records, sum_of_lines)


def starts_of_records(source: IO[bytes], delimiter: str, encoding: str, limits: Limits) -> Iterator[list[int]]:
    """Yield the lines on which the records of a delimited file start, some at a time, in order."""
    reader = _Reader(delimiter, limits)
    for text in _texts(source, encoding):
        yield reader.take(text)
    yield reader.finish()


def _texts(source: IO[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the text of a file piece by piece, its marks at the start left out, a line feed at the end of each line."""
    wide = codecs.getincrementaldecoder(encoding)("replace") if encoding.startswith("utf-16") else None
    held, ends_with_returns, is_start = b"", None, True
    while raw := source.read(_CHUNK):
        text = held + (wide.decode(raw).encode("utf-8") if wide else raw)
        if is_start:
            while text.startswith(codecs.BOM_UTF8):
                text = text.removeprefix(codecs.BOM_UTF8)
            if codecs.BOM_UTF8.startswith(text):
                held = text
                continue
            is_start = False
        if ends_with_returns is None and (first := _LINE_END.search(text)):
            ends_with_returns = first[0] == b"\r"
        # A return at the end of a piece waits for what comes after it.
        whole = text.rstrip(b"\r")
        held = text[len(whole) :]
        yield _with_line_feeds(whole, ends_with_returns=bool(ends_with_returns))
    if held and (not held.strip(b"\r")):
        yield b"" if ends_with_returns is False else b"\n"
    elif held:
        yield held


def _with_line_feeds(text: bytes, *, ends_with_returns: bool) -> bytes:
    if b"\r" not in text:
        return text
    if ends_with_returns:
        return re.sub(rb"\r*\n|\r", b"\n", text)
    return re.sub(rb"\r+\n", b"\n", text)


class _Reader:
    """Reads whole lines; what may be the start of a record that goes on is kept until more has come."""

    def __init__(self, delimiter: str, limits: Limits) -> None:
        self._delimiter = delimiter.encode()
        self._limits = limits
        mark = re.escape(self._delimiter)
        field = rb'(?:"(?:[^"]|"")*+"|[^"\n%b]*+)' % mark
        self._field, self._mark = field, mark
        self._record: re.Pattern[bytes] | None = None
        self._n_fields = 0
        # Further than the first reader goes: a record too long for it is then counted as one here, and the file refused.
        self._reach = 2 * limits.record
        # In a heading that no quote opens, a quote is a character like another.
        heading = rb'(?:"(?:[^"]|"")*+"|(?!")[^\n%b]*+)' % mark
        self._heading = re.compile(rb"%b(?:%b|\n)" % (heading, mark))
        self._header = re.compile(rb"%b(?:%b%b)*+\n" % (heading, mark, heading))
        self._blank = b" \t".replace(self._delimiter, b"")
        self._line = 1
        self._rest = b""
        self._is_in_long_line = False

    def take(self, text: bytes) -> list[int]:
        """Return the lines on which records start, as far as they are known."""
        if self._is_in_long_line:
            end = text.find(b"\n") + 1
            if not end:
                return []
            text, self._is_in_long_line = text[end:], False
            self._line += 1
        buffer = self._rest + text
        end = buffer.rfind(b"\n") + 1
        self._rest = buffer[end:]
        starts, kept = self._starts(buffer[:end], is_last=False)
        self._rest = kept + self._rest
        if len(buffer) - end > self._limits.record:
            # A line without an end: what stands before it is over, and of the line only its number matters.
            more, _ = self._starts(kept, is_last=True)
            starts += [*more, self._line]
            self._rest, self._is_in_long_line = b"", True
        return starts

    def finish(self) -> list[int]:
        """Return the lines on which the last records start."""
        if self._is_in_long_line or not self._rest:
            return []
        return self._starts(self._rest.removesuffix(b"\n") + b"\n", is_last=True)[0]

    def _starts(self, text: bytes, *, is_last: bool) -> tuple[list[int], bytes]:
        """Return the lines on which records start in whole lines, and the end of the text that cannot be told yet."""
        if self._record is None:
            text = self._without_header(text, is_last=is_last)
            if self._record is None:
                return [], text
        lines = text.split(b"\n")[:-1]
        if b"\r" in text and self._n_fields > 1:
            lines = [part for line in lines for part in self._parted(line)]
            text = b"\n".join([*lines, b""])
        inside, n_read = self._lines_inside_records(text, lines, is_last=is_last) if b'"' in text else (set(), len(lines))
        if not inside and n_read == len(lines):
            starts = [number for number, line in enumerate(lines, self._line) if line.strip(self._blank)]
        else:
            read = enumerate(lines[:n_read])
            starts = [self._line + index for index, line in read if index not in inside and line.strip(self._blank)]
        self._line += n_read
        return starts, b"\n".join([*lines[n_read:], b""]) if n_read < len(lines) else b""

    def _parted(self, line: bytes) -> list[bytes]:
        """Return the rows that carriage returns part in a line, or the line itself when what they part are not rows."""
        parts = line.split(b"\r")
        are_rows = all(not part.strip() or part.count(self._delimiter) + 1 == self._n_fields for part in parts)
        return parts if are_rows and b'"' not in line else [line]

    def _lines_inside_records(self, text: bytes, lines: list[bytes], *, is_last: bool) -> tuple[set[int], int]:
        """Return the lines that go on with the record of an earlier one, and how many lines can be told of so far."""
        inside: set[int] = set()
        # Only a line with an odd number of quotes can leave a field open at its end.
        odd = [index for index, line in enumerate(lines) if line.count(b'"') % 2]
        if not odd:
            return inside, len(lines)
        places = [0, *accumulate(len(line) + 1 for line in lines)]
        over = 0
        for index in odd:
            if index < over or self._record is None:
                continue
            start = places[index]
            found = self._record.match(text, start, start + self._reach)
            if found:
                over = index + text.count(b"\n", start, found.end())
                inside.update(range(index + 1, over))
            elif not is_last and index == odd[-1] and len(text) - start <= self._reach:
                return inside, index
        return inside, len(lines)

    def _without_header(self, text: bytes, *, is_last: bool) -> bytes:
        """Read the header if it is whole; return what follows it."""
        while text:
            end = text.find(b"\n") + 1
            if text[:end].strip(self._blank + b"\n"):
                break
            self._line += 1
            text = text[end:]
        else:
            return text
        found = self._header.match(text)
        if found:
            end = found.end()
        elif not is_last and text[:end].count(b'"') % 2 and len(text) <= self._limits.record:
            return text
        self._line += text.count(b"\n", 0, end)
        self._n_fields = len(self._heading.findall(text, 0, end)) if found else text.count(self._delimiter, 0, end) + 1
        self._record = re.compile(rb"%b(?:%b%b){%d}\n" % (self._field, self._mark, self._field, self._n_fields - 1))
        return text[end:]
