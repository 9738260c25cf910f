"""One result read in several ways: the rows that a researcher picks from several released tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.disclosure.table import ReleasedTable
from analysis.presentation.labels import TOTAL
from analysis.presentation.released import Result, results

Readings = Sequence[tuple[str, ReleasedTable, Mapping[str, str]]]
"""What each reading is called, the table it is in, and which row: `indicator` and codes of dimensions, the total where none is given."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading and its row."""

    name: str
    row: Result


def read(readings: Readings) -> list[Reading]:
    """Return the row of each reading.

    Raises
    ------
    ValueError
        When a table does not have exactly one such row.
    """
    found = []
    for name, table, where in readings:
        wanted = dict.fromkeys(table.dimensions, TOTAL) | {key: code for key, code in where.items() if key != "indicator"}
        rows = [row for row in results(table) if row.indicator == where.get("indicator", row.indicator) and dict(row.where) == wanted]
        if len(rows) != 1:
            raise ValueError(f"{name}: {len(rows)} rows are {dict(where)}; a reading is exactly one row")
        found.append(Reading(name, rows[0]))
    return found
