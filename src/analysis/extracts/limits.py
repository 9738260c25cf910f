"""How large what an agency sends may be: stated, so that a bomb is refused instead of filling a disk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest extract that is read; the defaults leave room for tens of millions of participations.

    All in bytes unless said otherwise. `expansion` is how many times larger than its compressed form a file may become once it is
    larger than `expansion_from`: real registers compress 5 to 30 times, a bomb a thousand times and more.
    """

    file: int = 64 * 2**30
    expansion: int = 200
    expansion_from: int = 256 * 2**20
    workbook: int = 2 * 2**30
    record: int = 1_000_000
    record_lines: int = 1_000
    """Lines that one record may span through line breaks inside quotes."""
    refused_lines: int = 1_000_000
    """Lines of one file that may be no rows at all, when they are more than its rows."""
    columns: int = 2_000
    """Columns of one file, those that nothing reads included."""
    text: int = 1_000
    """Characters of one text or code."""
    memory: str = "1500MB"
    """What the engine may hold in memory before it uses the disk."""

    rows_from: int = 1_000_000
    rows_by_byte: int = 20
    """How many rows a byte of a file of columns may stand for, once it has more than `rows_from`: an identifier alone costs more."""
    reader_memory: int = 2 * 2**30
    reader_seconds: int = 600
    """What the process that reads a file of columns may use; it has one second more for each megabyte of the file."""

    def allows_rows(self, n_rows: int, compressed: int) -> bool:
        """Say whether a file may have this many rows."""
        return n_rows <= max(self.rows_from, self.rows_by_byte * compressed)

    def allows(self, expanded: int, compressed: int) -> bool:
        """Say whether a file may become this large."""
        return expanded <= self.file and (expanded <= self.expansion_from or expanded <= self.expansion * max(compressed, 1))


LIMITS = Limits()
