"""What a pass over a file found: its header, how many records it has, and on which line each stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]


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
    padding: str = ""
    """The characters around values that are no part of them, as far as the file has any: trimming costs more than all the rest."""
    may_be_doubtful: bool = False
    """Whether some cells must be searched for letters that an earlier reading lost or mistook."""
    lines: LineMap = field(default_factory=LineMap)
    refused: dict[str, list[Positions]] = field(default_factory=dict)
    """Lines of the records that are left out, by reason."""

    @property
    def n_refused(self) -> int:
        """Records left out."""
        return sum(len(lines) for groups in self.refused.values() for lines in groups)

    @property
    def bears_out_header(self) -> bool:
        """Whether most records have the header's fields: otherwise rows may stand in it, and its names may be persons' values."""
        return self.n_records > sum(len(lines) for lines in self.refused.get("wrong_number_of_fields", ()))

    def sum_of_lines(self) -> int:
        """Return the sum of the lines on which records start, those left out included."""
        records, offsets = self.lines.breaks()
        lengths = np.diff(np.append(records, self.n_records))
        within = self.n_records * (self.n_records - 1) // 2
        refused = sum(int(lines.sum()) for groups in self.refused.values() for lines in groups)
        return within + int((lengths * offsets).sum()) + refused

    def parts_at(self, starts: Iterable[list[int]]) -> int | None:
        """Return the first line that starts a record here and not in another reading of the file, or there and not here."""
        records, offsets = self.lines.breaks()
        kept = np.arange(self.n_records) + np.repeat(offsets, np.diff(np.append(records, self.n_records)))
        ours = np.sort(np.concatenate([kept, *(lines for groups in self.refused.values() for lines in groups)]))
        place = 0
        for theirs in chain(starts, [[]]):
            mine = ours[place : place + len(theirs)]
            n_both = min(len(mine), len(theirs))
            if len(differing := np.flatnonzero(mine[:n_both] != np.array(theirs[:n_both], dtype=np.int64))):
                return int(min(mine[differing[0]], theirs[differing[0]]))
            if n_both < len(theirs):
                return theirs[n_both]
            place += len(theirs)
        return int(ours[place]) if place < len(ours) else None
