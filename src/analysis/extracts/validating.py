"""What must hold in a whole table and between tables: keys that are unique, references that lead to an accepted row.

Everything is counted in the engine. A refusal is a record of a file; a record that is refused for any reason gives no row.
"""

# ruff: noqa: S608 -- only canonical names, positions of columns and quoted literals are put into statements; values are bound

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.core.errors import ExtractError
from analysis.extracts.engine import literal, scalar
from analysis.extracts.file_problems import counts_part
from analysis.extracts.file_rows import NO_PROBLEM, FileRows, check_places
from analysis.extracts.store import RowCount, stored_columns
from analysis.extracts.tables.model import Table
from analysis.extracts.typed_rows import BITS, MASKS

if TYPE_CHECKING:
    import duckdb

ROW_GROUP = 122_880
"""Rows of a Parquet row group, said so that the same rows give the same bytes."""


_MASK_NAMES = tuple(f"problems{mask}" for mask in range(MASKS))

_WITHOUT_LIMIT = "(file, record, line, table_name, column_name, source_column, reason)"


class Refusals:
    """Every problem found so far, in a table of the engine: file, record (or line, for what has no record), column and reason."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute(
            "CREATE TABLE refusals (file INTEGER, record BIGINT, line BIGINT, table_name VARCHAR, column_name VARCHAR, "
            "source_column VARCHAR, reason VARCHAR, limit_fr VARCHAR, limit_en VARCHAR)"
        )

    def add_lines(self, number: int, table: str, lines_by_reason: dict[str, Sequence[int]]) -> None:
        """Note records that could not be cut into fields."""
        for reason, lines in lines_by_reason.items():
            self._connection.execute(
                f"INSERT INTO refusals {_WITHOUT_LIMIT} SELECT $file, NULL, unnest($lines::BIGINT[]), $table, '', '', $reason",
                {"file": number, "table": table, "lines": list(lines), "reason": reason},
            )

    def add_records(self, number: int, table: str, statement: str, parameters: dict[str, object], reason: str) -> None:
        """Note the records that a SELECT gives, for one reason that concerns no column."""
        self._connection.execute(
            f"INSERT INTO refusals {_WITHOUT_LIMIT} "
            f"SELECT {int(number)}, record, NULL, {literal(table)}, '', '', {literal(reason)} FROM ({statement})",
            parameters,
        )

    def add_failed_checks(self, rows: FileRows, table: str) -> None:
        """Note what the bits of typed rows say, one refusal for each check that a record fails."""
        connection = self._connection
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE failing AS SELECT {rows.record} AS record, {rows.part} AS part, {', '.join(_MASK_NAMES)} "
            f"FROM {rows.name} WHERE NOT ({NO_PROBLEM})"
        )
        if not scalar(connection, "SELECT count(*) FROM failing"):
            return
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE checks "
            "(part INTEGER, mask INTEGER, bit INTEGER, column_name VARCHAR, source_column VARCHAR, reason VARCHAR, "
            "limit_fr VARCHAR, limit_en VARCHAR)"
        )
        connection.executemany(
            "INSERT INTO checks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    part,
                    mask,
                    bit,
                    check.column,
                    check.source_column,
                    check.reason,
                    *((limit.fr, limit.en) if (limit := check.limit) else (None, None)),
                )
                for part, mask, bit, check in check_places(rows)
            ],
        )
        connection.execute(
            "INSERT INTO refusals "
            "SELECT DISTINCT $file, record, NULL::BIGINT, $table, column_name, source_column, reason, limit_fr, limit_en "
            "FROM failing JOIN checks ON failing.part = checks.part "
            f"AND ((CASE mask {' '.join(f'WHEN {mask} THEN {name}' for mask, name in enumerate(_MASK_NAMES))} END) >> bit) & 1 = 1",
            {"file": rows.number, "table": table},
        )


def validate_table(
    connection: duckdb.DuckDBPyConnection, table: Table, files: Sequence[FileRows], refusals: Refusals, validated: set[str]
) -> None:
    """Note duplicate keys and broken references of a table whose rows have been typed; `accepted_rows` then selects the others.

    Parameters
    ----------
    validated
        The tables of the extract already dealt with; a reference to a table that the extract does not give cannot be checked.
    """
    columns = ", ".join(stored_columns(table))
    connection.execute(
        f"CREATE OR REPLACE VIEW all_{table.name} AS "
        + " UNION ALL ".join(
            f"SELECT {rows.number} AS file, {rows.record} AS record, {columns}, {NO_PROBLEM} AS is_sound FROM {rows.name}" for rows in files
        )
    )
    for rows in files:
        refusals.add_failed_checks(rows, table.name)
    _refuse_duplicates(connection, table, files, columns)
    for reference in table.references:
        if reference.table in validated:
            _refuse_broken(connection, table, files, reference.column, reference.table)


def _source_names(files: Sequence[FileRows], columns: Sequence[str]) -> str:
    """Return the SQL of what the columns are called in each file."""
    cases = []
    for rows in files:
        sources = rows.records.found.entry.columns
        names = [str(sources[column].column) for column in columns if column in sources and sources[column].column]
        cases.append(f"WHEN {rows.number} THEN {literal('+'.join(dict.fromkeys(names)))}")
    return f"CASE file {' '.join(cases)} END"


def _refuse_duplicates(connection: duckdb.DuckDBPyConnection, table: Table, files: Sequence[FileRows], columns: str) -> None:
    key = ", ".join(table.key)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT {key} FROM all_{table.name} WHERE is_sound GROUP BY {key} HAVING count(*) > 1"
    )
    if not scalar(connection, "SELECT count(*) FROM repeated"):
        return
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE same_key AS SELECT file, record, {key}, row({columns}) AS content "
        f"FROM all_{table.name} JOIN repeated USING ({key}) WHERE is_sound"
    )
    connection.execute(
        f"INSERT INTO refusals {_WITHOUT_LIMIT} SELECT DISTINCT file, record, NULL::BIGINT, $table, $column, "
        f"{_source_names(files, table.key)}, CASE WHEN n_contents > 1 THEN 'conflicting_key' ELSE 'repeated_row' END FROM ("
        f"SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY file, record) AS place FROM same_key "
        f"JOIN (SELECT {key}, count(DISTINCT content) AS n_contents FROM same_key GROUP BY {key}) USING ({key})"
        ") WHERE n_contents > 1 OR place > 1",
        {"table": table.name, "column": "+".join(table.key)},
    )


def _refuse_broken(connection: duckdb.DuckDBPyConnection, table: Table, files: Sequence[FileRows], column: str, target: str) -> None:
    connection.execute(
        f"INSERT INTO refusals {_WITHOUT_LIMIT} SELECT DISTINCT file, record, NULL::BIGINT, $table, $column, "
        f"{_source_names(files, [column])}, CASE WHEN refused.key IS NULL THEN 'unknown_reference' ELSE 'refused_reference' END "
        f"FROM (SELECT file, record, {column} AS wanted FROM all_{table.name} "
        f"ANTI JOIN accepted_keys_{target} AS accepted ON {column} = accepted.key WHERE {column} IS NOT NULL) "
        f"LEFT JOIN refused_keys_{target} AS refused ON wanted = refused.key",
        {"table": table.name, "column": column},
    )


def write_accepted(
    connection: duckdb.DuckDBPyConnection, table: Table, files: Sequence[FileRows], target: Path, *, is_referenced: bool
) -> list[RowCount]:
    """Write the accepted rows of a table, and return what became of the rows of each file (each count made on its own)."""
    columns = ", ".join(stored_columns(table))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE refused AS "
        "SELECT DISTINCT file, record FROM refusals WHERE table_name = $table AND record IS NOT NULL",
        {"table": table.name},
    )
    for rows in files:
        # Marked in place rather than joined away: a join may change the order of rows, and so the bytes of the store.
        connection.execute(
            f"UPDATE {rows.name} SET problems0 = problems0 | (1::BIGINT << {BITS}) "
            f"WHERE {NO_PROBLEM} AND {rows.record} IN (SELECT record FROM refused WHERE file = {rows.number})"
        )
    accepted = f"(SELECT * FROM all_{table.name} WHERE is_sound)"
    connection.execute(
        f"COPY (SELECT {columns} FROM {accepted}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
    )
    if is_referenced:
        key = table.key[0]
        connection.execute(f"CREATE TABLE accepted_keys_{table.name} AS SELECT {key} AS key FROM {accepted}")
        connection.execute(
            f"CREATE TABLE refused_keys_{table.name} AS SELECT DISTINCT {key} AS key FROM all_{table.name} "
            f"ANTI JOIN accepted_keys_{table.name} AS accepted ON {key} = accepted.key WHERE NOT is_sound AND {key} IS NOT NULL"
        )
    counted = connection.execute(f"SELECT file, count(DISTINCT record) FROM {accepted} GROUP BY file").fetchall()
    n_accepted = {int(number): int(count) for number, count in counted}
    refused = connection.execute("SELECT file, count(*) FROM refused GROUP BY file").fetchall()
    n_refused = {int(number): int(count) for number, count in refused}
    return [
        _row_count(rows, table, n_accepted.get(rows.number, 0), n_refused.get(rows.number, 0) + rows.records.scan.n_refused)
        for rows in files
    ]


def _row_count(rows: FileRows, table: Table, n_accepted: int, n_refused: int) -> RowCount:
    """Return what became of the rows of a file; raise when it is not every record that the second reader counted."""
    file, counted = rows.records.found.name, rows.records.counted
    n_in, n_out = counted.n_records if counted else rows.records.n_records, n_accepted + n_refused + rows.n_set_aside
    if n_in != n_out:
        raise ExtractError(counts_part(file, n_out, n_in))
    n_counted = counted.n_records if counted else None
    return RowCount(file, table.name, rows.n_rows, n_accepted, n_refused, n_set_aside=rows.n_set_aside, n_counted=n_counted)
