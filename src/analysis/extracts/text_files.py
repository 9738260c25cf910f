"""Delimited text, made safe for the engine in one pass: one record a line, UTF-8, the right number of fields.

The engine's own reader loses the physical line of an accepted record, and one stray quote makes it swallow what follows. So a file is first
rewritten block by block (whole arrays of bytes at a time, never a loop over rows): records that cannot be cut into fields are left out and
noted with their line, line breaks inside quotes become one placeholder character, and for every record kept its line can be found again.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import numpy as np

from analysis.extracts.limits import Limits
from analysis.extracts.text_encodings import (
    SINGLE_BYTE,
    Neighbours,
    may_be_doubtful,
    other_encoding,
    undecodable_bytes,
    wide_encoding,
)
from analysis.extracts.text_headers import DoubtfulHeaderError, cut_header
from analysis.extracts.text_lines import CONTROLS, NEWLINE, OTHER_ENDS, QUOTE, REASON_OF, Lines, part_at_returns
from analysis.extracts.text_scans import TextScan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]

SPACES = " \t\u00a0\u202f"
"""What may stand around a value without being part of it."""

_BLOCK = 8 * 2**20
_OTHER_ENDS = tuple(end.decode() for end in OTHER_ENDS)
_ENOUGH_LINES = 3
"""From this many undecodable lines, without one that decodes, it is the encoding that is wrong and not the rows."""


class UnreadableTextError(Exception):
    """A file whose records cannot be told.

    `reason` is a key of `file_problems.FILE_PROBLEMS`, `words` are what its texts name, and `line` and `column` say where it shows.
    """

    def __init__(self, reason: str, line: int | None = None, column: int | None = None, **words: str) -> None:
        super().__init__(reason)
        self.words = words
        self.reason = reason
        self.line = line
        self.column = column


def rewrite(source: IO[bytes], target: IO[bytes], delimiter: str, encoding: str, limits: Limits) -> TextScan:
    """Return what a delimited file holds, after writing its sound records to `target` (UTF-8, no header, a line feed after each).

    Parameters
    ----------
    encoding
        One of those a codebook can declare, `auto` excepted.

    Raises
    ------
    UnreadableTextError
        When the file has no header, or is not text in this encoding at all.
    """
    return _Rewriter(target, delimiter, encoding, limits).run(source)


def _blocks(source: IO[bytes], encoding: str, limit: int) -> Iterator[tuple[bytes, bool]]:
    """Yield blocks of whole lines, each ending in a line feed; True with what is only the start of a line longer than the limit.

    A carriage return alone ends lines here only in a file whose first line it ends.
    """
    # What is no character of UTF-16 is passed on as no character of UTF-8, so that its line is refused.
    decoder = codecs.getincrementaldecoder(encoding)(errors="surrogatepass") if encoding.startswith("utf-16") else None
    carry, returns_end_lines = b"", None
    while raw := source.read(_BLOCK):
        block = carry + (decoder.decode(raw).encode("utf-8", "surrogatepass") if decoder else raw)
        n_held = len(block) - len(block.rstrip(b"\r"))
        held, block = block[len(block) - n_held :], block[: len(block) - n_held]
        if returns_end_lines is None and (b"\n" in block or b"\r" in block):
            first = block.split(b"\n", 1)[0]
            returns_end_lines = b"\r" in first.rstrip(b"\r")
        while b"\r\n" in block:
            block = block.replace(b"\r\n", b"\n")
        if returns_end_lines:
            block = block.replace(b"\r", b"\n")
        end = block.rfind(b"\n") + 1
        if end:
            yield block[:end], False
        carry = block[end:]
        if len(carry) > limit:
            yield carry, True
            carry = b""
        carry += held
    if decoder is not None:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise UnreadableTextError("damaged_utf16") from None
    carry = carry.rstrip(b"\r")
    if carry:
        yield carry + b"\n", False


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
        self._undecodable = undecodable_bytes(encoding) if encoding in SINGLE_BYTE else b""
        self._neighbours = Neighbours() if encoding in SINGLE_BYTE else None
        self._n_accented = 0
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
        if self._neighbours is not None and self._n_accented >= _ENOUGH_LINES:
            if self._looks_utf8:
                raise UnreadableTextError("is_utf8", declared=self._encoding)
            if other := other_encoding(self._neighbours, self._encoding):
                raise UnreadableTextError("other_encoding", declared=self._encoding, encoding=other)
        return self._scan

    def _without_mark(self, block: bytes) -> bytes:
        if not self._encoding.startswith("utf-16") and (wide := wide_encoding(block)):
            raise UnreadableTextError("is_utf16", encoding=wide)
        while block.startswith(codecs.BOM_UTF8):
            if self._encoding in SINGLE_BYTE:
                raise UnreadableTextError("is_utf8", declared=self._encoding)
            block = block[len(codecs.BOM_UTF8) :]
        return block

    def _give_up_long_line(self) -> None:
        if self._scan is None:
            raise UnreadableTextError("header_too_long")
        self._refuse("record_too_long", np.array([self._line], dtype=np.int64))
        self._line += 1

    def _refuse(self, reason: str, lines: Positions) -> None:
        if len(lines) and self._scan is not None:
            self._scan.refused.setdefault(reason, []).append(lines)
            if self._scan.n_refused > max(self._limits.refused_lines, self._scan.n_records):
                raise UnreadableTextError("not_rows", int(lines[0]))

    def _block(self, block: bytes, *, final: bool) -> None:
        """Rewrite whole lines; what may be the start of a record that goes on in the next block is carried over."""
        self._carry = b""
        if self._scan is None and block:
            block = self._take_header(block, final=final)
        if self._scan is None or not block:
            return
        block = part_at_returns(block, self._delimiter, self._n_fields)
        first_line = self._line
        decoded, undecodable = self._decoded(block)
        self._scan.padding = self._padding(decoded)
        self._scan.may_be_doubtful = self._scan.may_be_doubtful or may_be_doubtful(decoded)
        lines = Lines(decoded, self._delimiter)
        n_dealt_with = len(lines.ends)
        if b'"' in decoded:
            n_dealt_with = lines.join_quoted(self._n_fields, self._limits, final=final)
        lines.judge(self._n_fields, self._limits, undecodable)
        if lines.doubt is not None:
            raise UnreadableTextError(lines.doubt[0], first_line + lines.doubt[1])
        self._write(lines, n_dealt_with, first_line)
        self._line = first_line + n_dealt_with
        self._n_undecodable += int(np.count_nonzero(undecodable < n_dealt_with))
        if n_dealt_with < len(lines.ends):
            # The bytes as they came: they will be decoded with the next block.
            self._carry = block.split(b"\n", n_dealt_with)[-1]

    def _padding(self, block: bytes) -> str:
        """Return the characters found so far beside a delimiter, a quote or the end of a line."""
        edges = bytes([self._delimiter, NEWLINE, QUOTE])
        found = self._scan.padding if self._scan else ""
        for space in SPACES:
            mark = space.encode()
            if space in found or ord(space) == self._delimiter or mark not in block:
                continue
            # Looked for around each edge only when the file has such a character at all: names have spaces, cells rarely have edges.
            marked = re.compile(b"(?:^|[%b])%b|%b[%b]" % (re.escape(edges), re.escape(mark), re.escape(mark), re.escape(edges)))
            if marked.search(block):
                found += space
        return found

    def _take_header(self, block: bytes, *, final: bool) -> bytes:
        """Read the first line that is not blank (or the first record, if its names hold line breaks); return what follows it."""
        while block:
            end = block.find(b"\n") + 1
            if block[:end].strip(b" \t\n"):
                break
            self._line += 1
            block = block[end:]
        else:
            return b""
        if block.count(b'"', 0, end) % 2:
            # Its quotes may close further on: as much is looked at as a record may hold, and the row after it.
            end = block.rfind(b"\n", 0, 2 * self._limits.record) + 1 or end
        text = self._decoded_header(block[:end])
        try:
            cut = cut_header(text, chr(self._delimiter), self._limits, final=final or len(block) > end)
        except DoubtfulHeaderError as doubt:
            raise UnreadableTextError("doubtful_header", self._line, doubt.column) from None
        if cut is None:
            self._carry = block
            return b""
        n_lines = text.count("\n", 0, cut.end)
        raw = b"\n".join([*block.split(b"\n", n_lines)[:n_lines], b""])
        if any(end in text[: cut.end] for end in _OTHER_ENDS):
            raise UnreadableTextError("mixed_line_ends", self._line)
        if any(byte in raw for byte in CONTROLS):
            raise UnreadableTextError("binary")
        if len(raw) > self._limits.record:
            raise UnreadableTextError("header_too_long", self._line)
        if len(cut.names) > self._limits.columns:
            raise UnreadableTextError("too_many_columns", self._line)
        self._scan = TextScan([" ".join(composed(name).split()) for name in cut.names])
        self._n_fields = len(cut.names)
        self._line += n_lines
        return block[len(raw) :]

    def _decoded_header(self, raw: bytes) -> str:
        """Return a header (and perhaps rows after it, whose bytes do not matter here) as text."""
        encoding = SINGLE_BYTE.get(self._encoding, "utf-8")
        first, others = raw[: raw.find(b"\n") + 1], raw[raw.find(b"\n") + 1 :]
        try:
            return first.decode(encoding) + others.decode(encoding, errors="replace")
        except UnicodeDecodeError:
            if self._encoding.startswith("utf-16"):
                raise UnreadableTextError("damaged_utf16", self._line) from None
            reason = "not_utf8" if self._encoding == "utf-8" else "not_declared"
            raise UnreadableTextError(reason, self._line, declared=self._encoding) from None

    def _decoded(self, block: bytes) -> tuple[bytes, Positions]:
        """Return the block in UTF-8 (accents composed), and the indices of its lines that cannot be decoded."""
        none = np.zeros(0, dtype=np.int64)
        if block.isascii():
            return block, none
        if self._neighbours is not None:
            return self._from_single_bytes(block, self._neighbours)
        try:
            text = block.decode("utf-8")
            self._any_decodable = True
        except UnicodeDecodeError:
            lines = block.split(b"\n")
            bad = [index for index, line in enumerate(lines) if not line.isascii() and not _is_utf8(line)]
            self._any_decodable = self._any_decodable or any(not line.isascii() and _is_utf8(line) for line in lines)
            return block, np.array(bad, dtype=np.int64)
        if b"\xcc" in block or b"\xcd" in block:
            return composed(text).encode("utf-8"), none
        return block, none

    def _from_single_bytes(self, block: bytes, neighbours: Neighbours) -> tuple[bytes, Positions]:
        neighbours.add(block)
        if self._looks_utf8:
            self._looks_utf8 = _is_utf8(block)
        if self._n_accented < _ENOUGH_LINES:
            self._n_accented += sum(not line.isascii() for line in block.split(b"\n"))
        undecodable: list[int] = []
        bad = self._undecodable
        if len(block.translate(None, bad)) != len(block):
            undecodable = [index for index, line in enumerate(block.split(b"\n")) if len(line.translate(None, bad)) != len(line)]
            block = block.translate(bytes(63 if byte in bad else byte for byte in range(256)))
        return block.decode(SINGLE_BYTE[self._encoding]).encode("utf-8"), np.array(undecodable, dtype=np.int64)

    def _write(self, lines: Lines, n_dealt_with: int, first_line: int) -> None:
        scan = self._scan
        if scan is None:
            return
        verdict = lines.verdict[:n_dealt_with]
        for code, reason in REASON_OF.items():
            self._refuse(reason, np.flatnonzero(verdict == code) + first_line)
        kept = np.flatnonzero(verdict == 0)
        scan.lines.extend(scan.n_records, kept + first_line)
        scan.n_records += len(kept)
        if not len(kept):
            return
        # Runs of kept lines are written whole; a joined record interrupts a run.
        breaks = np.diff(kept) != 1
        if lines.joined:
            is_joined = np.isin(kept, np.fromiter(lines.joined, dtype=np.int64))
            breaks |= is_joined[1:] | is_joined[:-1]
            scan.has_line_breaks = True
        cut = np.flatnonzero(breaks) + 1
        for low, high in zip(np.concatenate([[0], cut]), np.concatenate([cut, [len(kept)]]), strict=True):
            first, last = int(kept[low]), int(kept[high - 1])
            whole = lines.block[lines.starts[first] : lines.ends[last] + 1]
            self._target.write(lines.joined[first] + b"\n" if first in lines.joined else whole)


def composed(text: str) -> str:
    """Return a text with its accents composed, but for the one character (the Greek question mark) that would become a semicolon."""
    return "\u037e".join(unicodedata.normalize("NFC", part) for part in text.split("\u037e"))


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
