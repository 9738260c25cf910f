"""The rows that one file gives to its table: typed, with the bits of what is wrong with each."""

# ruff: noqa: S608 -- only canonical names, positions of columns and quoted literals are put into statements; values are bound

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.extracts.codebook_definition import FileEntry, RecordKind, SeriesRow, Sources, Unpivot, When
from analysis.extracts.engine import Bindings, scalar
from analysis.extracts.raw_records import RawRecords
from analysis.extracts.typed_rows import BITS, MASKS, Check, RowTyping

if TYPE_CHECKING:
    import duckdb

NO_PROBLEM = " AND ".join(f"problems{number} = 0" for number in range(MASKS))


@dataclass(frozen=True, slots=True)
class FileRows:
    """A table of typed rows in the engine.

    `record` is the SQL of the number of the record that a row comes from; `part` that of which of the rows of a wide record it is.
    `checks` are those of each part.
    """

    number: int
    records: RawRecords
    name: str
    record: str
    part: str
    checks: tuple[tuple[Check, ...], ...]
    n_set_aside: int

    @property
    def n_rows(self) -> int:
        """Records that should be rows of the table: the accepted and the refused ones."""
        return self.records.n_records - self.n_set_aside


def expected_columns(entry: FileEntry) -> dict[str, bool]:
    """Return the columns of the file that an entry reads, and whether each may be absent."""
    expected: dict[str, bool] = {}
    groups: list[Sources] = [entry.columns]
    whens: list[When] = list(entry.set_aside)
    if entry.unpivot is not None:
        for part in (entry.unpivot.records, entry.unpivot.rows):
            groups += [group.columns for group in part]
            whens += [group.when for group in part]
    for sources in groups:
        for source in sources.values():
            if source.column is not None:
                expected[source.column] = expected.get(source.column, True) and source.optional
    for when in whens:
        expected.update(dict.fromkeys(when, False))
    return expected


def needs_texts(entry: FileEntry, *, has_corrections: bool) -> bool:
    """Say whether the texts of a file must be kept in a table before they are typed, rather than typed as they are read."""
    return has_corrections or entry.unpivot is not None or bool(entry.set_aside)


def type_file(connection: duckdb.DuckDBPyConnection, number: int, records: RawRecords, raw: str | None, typing: RowTyping) -> FileRows:
    """Return the typed rows of a file.

    Parameters
    ----------
    raw
        The table of the file's texts when `needs_texts`; None to type them as they are read.
    """
    name, entry, bindings = f"rows{number}", records.found.entry, Bindings()
    if raw is None:
        statement = typing.statement(entry.columns, records.relation, bindings)
        connection.execute(f"CREATE TABLE {name} AS {statement.sql}", bindings.values)
        return FileRows(number, records, name, "rowid", "0", (statement.checks,), 0)
    aside = _any_of((_holds(when, typing, bindings) for when in entry.set_aside), otherwise="false")
    unpivot = entry.unpivot or Unpivot(rows=(SeriesRow(columns={}),))
    statements: list[str] = []
    checks: list[tuple[Check, ...]] = []
    for kind, row, condition in _parts(unpivot, typing, bindings):
        part = len(checks)
        relation = f"(SELECT rowid AS record, {part} AS part, * FROM {raw} WHERE NOT ({aside}) AND ({condition}))"
        statement = typing.statement({**entry.columns, **kind.columns, **row.columns}, relation, bindings, keep=("record", "part"))
        statements.append(statement.sql)
        checks.append(statement.checks)
    connection.execute(
        f"CREATE TABLE {name} AS SELECT * FROM ({' UNION ALL '.join(statements)}) ORDER BY record, part",
        bindings.values,
    )
    # The same conditions again, in a statement of their own: parameters are counted by statement.
    outer = Bindings()
    set_aside = _any_of((_holds(when, typing, outer) for when in entry.set_aside), otherwise="false")
    n_set_aside = scalar(connection, f"SELECT count(*) FROM {raw} WHERE {set_aside}", outer.values)
    return FileRows(number, records, name, "record", "part", tuple(checks), n_set_aside)


def records_of_no_kind(raw: str, entry: FileEntry, typing: RowTyping) -> tuple[str, Bindings]:
    """Return the SELECT of the records that the codebook neither makes rows of nor sets aside."""
    bindings = Bindings()
    aside = _any_of((_holds(when, typing, bindings) for when in entry.set_aside), otherwise="false")
    unpivot = entry.unpivot or Unpivot(rows=(SeriesRow(columns={}),))
    known = _any_of((condition for _, _, condition in _parts(unpivot, typing, bindings)), otherwise="false")
    return f"SELECT rowid AS record FROM {raw} WHERE NOT ({aside}) AND NOT ({known})", bindings


def check_places(rows: FileRows) -> Iterator[tuple[int, int, int, Check]]:
    """Yield each check with its part, its mask and its bit."""
    for part, checks in enumerate(rows.checks):
        for index, check in enumerate(checks):
            yield part, index // BITS, index % BITS, check


def _parts(unpivot: Unpivot, typing: RowTyping, bindings: Bindings) -> Iterator[tuple[RecordKind, SeriesRow, str]]:
    earlier: list[str] = []
    for kind in unpivot.records:
        is_kind = _holds(kind.when, typing, bindings)
        is_first = f"({is_kind}) AND NOT ({' OR '.join(earlier)})" if earlier else f"({is_kind})"
        for row in unpivot.rows:
            yield kind, row, f"{is_first} AND ({_holds(row.when, typing, bindings)})"
        earlier.append(f"({is_kind})")


def _holds(when: When, typing: RowTyping, bindings: Bindings) -> str:
    """Return the SQL that is true of the records in which every column named holds one of its texts."""
    conditions = [f"{typing.cell(name)} IN ({', '.join(map(bindings.bind, texts))})" for name, texts in when.items()]
    return " AND ".join(conditions) if conditions else "true"


def _any_of(conditions: Iterator[str], *, otherwise: str) -> str:
    return " OR ".join(f"({condition})" for condition in conditions) or otherwise
