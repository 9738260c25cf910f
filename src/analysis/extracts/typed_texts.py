"""Records of texts with a kind for each cell, written to the engine a chunk at a time, so that memory stays bounded."""

# ruff: noqa: S608 -- only canonical names, positions of columns and quoted literals are put into statements; values are bound

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from analysis.extracts.cell_kinds import CellKind
from analysis.extracts.file_problems import FileProblemError, file_problem
from analysis.extracts.folders import FoundFile
from analysis.extracts.limits import Limits

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_CELLS = 500_000
_CHARACTERS = 16 * 2**20
"""What a chunk holds at most, one record more or less."""


class TypedTexts:
    """The table of a file's records: `c` and `k` for the position of each column that is read (`k` is a `CellKind`).

    Raises
    ------
    FileProblemError
        When the records are far larger than the file they come from.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, table: str, positions: Sequence[int], limits: Limits, found: FoundFile
    ) -> None:
        self._connection = connection
        self._table = table
        self._limits = limits
        self._found = found
        self._compressed = found.path.stat().st_size
        self._place = {position: place for place, position in enumerate(positions)}
        self._texts: list[list[str]] = [[] for _ in positions]
        self._kinds: list[array[int]] = [array("B") for _ in positions]
        self._n_held = self._n_characters = self._n_written = 0
        self._most = max(1, _CELLS // max(1, len(positions)))
        self.positions = tuple(positions)
        self.kinds: dict[int, set[CellKind]] = {position: set() for position in positions}
        columns = ", ".join(f"c{position} VARCHAR, k{position} UTINYINT" for position in positions)
        connection.execute(f"CREATE TABLE {table} ({columns or 'nothing BOOLEAN'})")

    def add(self, cells: Iterable[tuple[int, CellKind, str]]) -> None:
        """Add a record, from its cells that are not blank."""
        for texts, kinds in zip(self._texts, self._kinds, strict=True):
            texts.append("")
            kinds.append(0)
        for position, kind, text in cells:
            place = self._place.get(position)
            if place is not None:
                self._texts[place][-1] = text
                self._kinds[place][-1] = kind
                self._n_characters += len(text)
        self._n_held += 1
        if self._n_held >= self._most or self._n_characters >= _CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        if not self._n_held:
            return
        import pyarrow as pa  # noqa: PLC0415 -- only agencies that send such files need it

        columns: dict[str, pa.Array] = {}
        for position, texts, kinds in zip(self.positions, self._texts, self._kinds, strict=True):
            columns[f"c{position}"] = pa.array(texts, pa.string())
            columns[f"k{position}"] = pa.array(kinds, pa.uint8())
        self.insert(pa.table(columns or {"nothing": pa.nulls(self._n_held, pa.bool_())}))
        self._texts = [[] for _ in self.positions]
        self._kinds = [array("B") for _ in self.positions]
        self._n_held = self._n_characters = 0

    def insert(self, chunk: pa.Table) -> None:
        """Write records that already have the columns of the table."""
        self._n_written += chunk.nbytes
        if not self._limits.allows(self._n_written, self._compressed):
            raise FileProblemError(file_problem(self._found.name, "expands_too_much"))
        for position in self.positions:
            self.kinds[position].update(map(CellKind, chunk.column(f"k{position}").unique().to_pylist()))
        self._connection.register("chunk", chunk)
        self._connection.execute(f"INSERT INTO {self._table} SELECT * FROM chunk")
        self._connection.unregister("chunk")
