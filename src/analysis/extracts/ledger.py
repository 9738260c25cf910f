"""The ledger of refusals: where each is, in which column, and why in both languages; never a value."""

# ruff: noqa: S608 -- only canonical names, positions of columns and quoted literals are put into statements; values are bound

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import duckdb

from analysis.core.errors import ExtractError, Problem
from analysis.core.languages import LANGUAGES, Bilingual
from analysis.core.ownership import OwnFile, refuse_within_ours
from analysis.core.spreadsheet import guarded
from analysis.extracts.engine import literal
from analysis.extracts.file_rows import FileRows
from analysis.extracts.reasons import LIMIT, REASONS

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class LedgerError(ExtractError):
    """A ledger that may not be written where it was asked for."""

    title = Bilingual("Registre non écrit", "Ledger not written")


def make_ledger(connection: duckdb.DuckDBPyConnection, files: Sequence[FileRows]) -> None:
    """Make the view `ledger` of all refusals, sorted, with the line of each.

    `line` is the line on which the record starts (the row of a sheet, the number of a Parquet record); `column` is the canonical one and
    `source_column` what the file calls it.
    """
    connection.execute("CREATE TABLE file_names (file INTEGER, name VARCHAR)")
    connection.execute("CREATE TABLE places (file INTEGER, record BIGINT, shift BIGINT)")
    for rows in files:
        connection.execute("INSERT INTO file_names VALUES (?, ?)", [rows.number, rows.records.found.name])
        records, offsets = rows.records.scan.lines.breaks()
        connection.execute(
            "INSERT INTO places SELECT $file, unnest($records::BIGINT[]), unnest($shifts::BIGINT[])",
            {"file": rows.number, "records": records.tolist(), "shifts": offsets.tolist()},
        )
    # A refusal has a record, and its line is the record's plus the shift of the last place at or before it; or it has a line already.
    connection.execute(
        "CREATE TABLE located AS SELECT name AS file, coalesce(refusals.line, refusals.record + places.shift) AS line, "
        'table_name AS "table", column_name AS "column", coalesce(source_column, \'\') AS source_column, reason, '
        "limit_fr, limit_en "
        "FROM refusals JOIN file_names USING (file) "
        "ASOF LEFT JOIN places ON refusals.file = places.file AND refusals.record >= places.record "
        "ORDER BY ALL"
    )
    # The sentences are added when the ledger is written (sorted with it, they cost ten times the rest), and without a join, which would
    # lose the order.
    sentences = ", ".join(
        f"CASE reason {' '.join(f'WHEN {literal(code)} THEN {literal(text[language])}' for code, text in REASONS.items())} "
        f"END || coalesce(' ' || replace({literal(LIMIT[language])}, '{{limit}}', limit_{language}), '') AS reason_{language}"
        for language in LANGUAGES
    )
    connection.execute(f"CREATE VIEW ledger AS SELECT * EXCLUDE (limit_fr, limit_en), {sentences} FROM located")


def write_ledger(connection: duckdb.DuckDBPyConnection, parquet: Path, csv: OwnFile | None) -> None:
    """Write the ledger for the store and, if asked, as a CSV that people open (UTF-8 with its mark, for spreadsheets)."""
    connection.execute(f"COPY (SELECT * FROM ledger) TO {literal(str(parquet))} (FORMAT parquet, COMPRESSION zstd)")
    if csv is None:
        return
    # Names of files and columns are the agency's: one that starts like a formula would be one in a spreadsheet.
    shown = ", ".join(f"{_guarded_column(connection, name)} AS {name}" for name in ("file", "source_column"))
    # Beside the tables, whose folder is removed with what they were read in.
    plain = parquet.with_suffix(".csv")
    try:
        connection.execute(f"COPY (SELECT * REPLACE ({shown}) FROM ledger) TO {literal(str(plain))} (FORMAT csv, HEADER)")

        def write(stream: IO[bytes]) -> None:
            stream.write(BYTE_ORDER_MARK)
            with plain.open("rb") as text:
                shutil.copyfileobj(text, stream)

        csv.write(write, lambda: refuse_other_files(csv))
    except (OSError, duckdb.IOException) as fault:
        raise LedgerError(
            Problem(
                str(csv.path),
                Bilingual("le registre des refus n'a pas pu être écrit ici", "the ledger of refusals could not be written here"),
                Bilingual(
                    "Ce doit être un fichier, dans un dossier où l'on peut écrire.",
                    "It must be a file, in a folder that can be written to.",
                ),
                Bilingual("Choisissez un autre chemin.", "Choose another path."),
            )
        ) from fault
    finally:
        with suppress(OSError):
            plain.unlink(missing_ok=True)


def refuse_other_files(csv: OwnFile) -> None:
    """Refuse to write a ledger over anything but the ledger that was written there, or into a published folder.

    Raises
    ------
    LedgerError
        For another file, a ledger that somebody has changed, a link, a folder, a device.
    """
    refuse_within_ours(csv.path.absolute(), str(csv.path), LedgerError)
    csv.refuse_others(
        Bilingual(
            "ce fichier existe et n'est pas un registre des refus tel que bilan l'a écrit ici",
            "this file exists and is no ledger of refusals as bilan wrote it here",
        ),
        LedgerError,
        Bilingual("`bilan check` ne remplace que ce qu'il a écrit.", "`bilan check` replaces only what it wrote."),
    )


def _guarded_column(connection: duckdb.DuckDBPyConnection, column: str) -> str:
    """Return a column of the ledger as SQL, in which the few names that spreadsheets would run carry an apostrophe."""
    names = [name for (name,) in connection.execute(f"SELECT DISTINCT {column} FROM located ORDER BY 1").fetchall()]
    changed = [f"WHEN {literal(name)} THEN {literal(guarded(name))}" for name in names if guarded(name) != name]
    return f"CASE {column} {' '.join(changed)} ELSE {column} END" if changed else column
