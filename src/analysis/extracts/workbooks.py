"""Excel workbooks as records of texts: what a cell holds is written one way, and its kind is kept beside it."""

# ruff: noqa: S608 -- only canonical names, positions of columns and quoted literals are put into statements; values are bound

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.extracts.cell_kinds import CellKind
from analysis.extracts.engine import scalar
from analysis.extracts.file_problems import FileProblemError, file_problem, shown_name
from analysis.extracts.folders import FoundFile
from analysis.extracts.limits import Limits
from analysis.extracts.sheet_cells import DAY_ZERO, Row, SheetReader
from analysis.extracts.sheet_row_count import count_rows
from analysis.extracts.text_scans import TextScan
from analysis.extracts.typed_texts import TypedTexts
from analysis.extracts.workbook_archive import UnreadableWorkbookError, WorkbookArchive
from analysis.extracts.workbook_parts import Sheet, Workbook, read_book, read_number_formats, read_shared_texts

if TYPE_CHECKING:
    import duckdb

    from analysis.extracts.text_scans import Positions


@dataclass(slots=True)
class WorkbookRecords:
    """What a sheet holds: its records, the kinds of cells of each column, the day its numbers count from, and what a reader should know."""

    scan: TextScan
    kinds: dict[int, set[CellKind]]
    day_zero: str
    n_counted_again: int
    """The records of the sheet as a second reader counts them."""
    notices: list[Bilingual] = field(default_factory=list)


def read_workbook(
    connection: duckdb.DuckDBPyConnection, found: FoundFile, table: str, wanted: Collection[str], limits: Limits
) -> WorkbookRecords:
    """Return what a sheet holds, after writing its records to a table of texts and kinds (`TypedTexts`).

    The first row that is not blank is the header; blank rows are no records. A workbook of several sheets needs `sheet` in the codebook.

    Parameters
    ----------
    wanted
        The names of the columns to write; the others are only looked at to know which rows are blank.

    Raises
    ------
    FileProblemError
        When the workbook is damaged, protected, far too large, or it is not clear which sheet to read.
    """
    try:
        with WorkbookArchive(found.path, limits) as archive:
            book = read_book(archive)
            sheet = _chosen(found, book)
            formats = read_number_formats(archive, book.styles)
            shared = read_shared_texts(archive, book.shared_strings)
            reader = SheetReader(archive, sheet.part, formats, shared, is_1904=book.is_1904)
            rows = reader.rows()
            header = _header(next(rows, None))
            if not header:
                raise FileProblemError(file_problem(found.name, "empty"))
            if len(header) > limits.columns:
                raise FileProblemError(file_problem(found.name, "too_many_columns"))
            positions = [index for index, name in enumerate(header) if name in wanted]
            texts = TypedTexts(connection, table, positions, limits, found)
            scan = _scan(header, rows, texts)
            day_zero = DAY_ZERO[book.is_1904].isoformat()
            n_counted_again = count_rows(archive, sheet.part, book.shared_strings) - 1
            _refuse_merged(connection, table, reader, scan, texts)
            return WorkbookRecords(scan, texts.kinds, day_zero, n_counted_again, list(_notices(sheet, reader)))
    except UnreadableWorkbookError as error:
        raise FileProblemError(file_problem(found.name, error.reason)) from None


def _scan(header: list[str], rows: Iterator[Row], texts: TypedTexts) -> TextScan:
    """Return where the records of a sheet stand, after writing them."""
    scan = TextScan(header, may_be_doubtful=True)
    beyond: list[int] = []
    lines: list[int] = []
    for line, cells in rows:
        if cells[-1][0] >= len(header):
            beyond.append(line)
            continue
        texts.add(cells)
        lines.append(line)
    texts.flush()
    scan.lines.extend(0, np.array(lines, dtype=np.int64))
    scan.n_records = len(lines)
    if beyond:
        scan.refused = {"wrong_number_of_fields": [np.array(beyond, dtype=np.int64)]}
    return scan


def _header(row: Row | None) -> list[str]:
    names: list[str] = []
    for column, _, text in row[1] if row else []:
        names += [""] * (column - len(names))
        names.append(" ".join(text.split()))
    return names


def _refuse_merged(connection: duckdb.DuckDBPyConnection, table: str, reader: SheetReader, scan: TextScan, texts: TypedTexts) -> None:
    """Mark the cells that are merged with another: their own value is not in the file."""
    for first, left, last, right in reader.merged:
        low, high = _records_between(scan.lines.breaks(), first, last, scan.n_records)
        for position in (position for position in texts.positions if left <= position <= right):
            holds_the_value = position == left and scan.lines.record_at(first) == low
            where = f"rowid BETWEEN {low + holds_the_value} AND {high} AND coalesce(c{position}, '') = ''"
            if scalar(connection, f"SELECT count(*) FROM {table} WHERE {where}"):
                connection.execute(f"UPDATE {table} SET k{position} = {int(CellKind.MERGED)} WHERE {where}")
                texts.kinds[position].add(CellKind.MERGED)


def _records_between(breaks: tuple[Positions, Positions], first: int, last: int, n_records: int) -> tuple[int, int]:
    """Return the first and the last record that stand between two lines."""
    starts, offsets = breaks
    ends = np.append(starts[1:], n_records)
    low = high = -1
    for start, end, offset in zip(starts.tolist(), ends.tolist(), offsets.tolist(), strict=True):
        inside = range(max(start, first - offset), min(end, last - offset + 1))
        if inside:
            low = inside[0] if low < 0 else low
            high = inside[-1]
    return (low, high) if low >= 0 else (0, -1)


def _notices(sheet: Sheet, reader: SheetReader) -> Iterator[Bilingual]:
    if sheet.is_hidden:
        yield Bilingual("la feuille lue est masquée", "the sheet that is read is hidden")
    if reader.n_hidden:
        yield Bilingual(
            f"lignes masquées ou filtrées, lues comme les autres\u00a0: {reader.n_hidden}",
            f"hidden or filtered rows, read as the others: {reader.n_hidden}",
        )
    if reader.merged:
        yield Bilingual(
            f"zones de cellules fusionnées\u00a0: {len(reader.merged)}; seule la première cellule d'une zone a une valeur",
            f"areas of merged cells: {len(reader.merged)}; only the first cell of an area has a value",
        )


def _chosen(found: FoundFile, book: Workbook) -> Sheet:
    wanted = found.entry.sheet
    if wanted is None and len(book.sheets) == 1:
        return book.sheets[0]
    chosen = next((sheet for sheet in book.sheets if sheet.name == wanted), None)
    if chosen is not None:
        return chosen
    shown = [shown_name(sheet.name) for sheet in book.sheets]
    if wanted is None:
        what = Bilingual(f"le classeur a {len(shown)} feuilles", f"the workbook has {len(shown)} sheets")
        choices = ", ".join(shown)
        todo = Bilingual(
            f"Écrivez sheet dans le guide de codification, parmi : {choices}.", f"Write sheet in the codebook, one of: {choices}."
        )
    else:
        what = Bilingual(f"aucune feuille ne s'appelle « {shown_name(wanted)} »", f'no sheet is called "{shown_name(wanted)}"')
        todo = did_you_mean(wanted, shown)
    why = Bilingual("Rien ne dit laquelle lire.", "Nothing says which one to read.")
    raise FileProblemError(Problem(shown_name(found.name), what, why, todo))
