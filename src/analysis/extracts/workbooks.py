"""Excel workbooks as records of texts: what a cell shows as a date or a number is written one way, whatever its format."""

# ruff: noqa: S608 -- only canonical names, positions of columns and quoted literals are put into statements; values are bound

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.extracts.file_problems import FileProblemError, file_problem, shown_name
from analysis.extracts.folders import FoundFile
from analysis.extracts.limits import Limits
from analysis.extracts.text_scans import TextScan

if TYPE_CHECKING:
    import duckdb

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CHUNK = 50_000


def read_workbook(connection: duckdb.DuckDBPyConnection, found: FoundFile, table: str, limits: Limits) -> TextScan:
    """Return what a sheet holds, after writing its records to a table of texts.

    The first row that is not blank is the header; blank rows are no records. A workbook of several sheets needs `sheet` in the codebook.

    Raises
    ------
    FileProblemError
        When the workbook is damaged, protected, far too large, or it is not clear which sheet to read.
    """
    _check_size(found, limits)
    import pyarrow as pa  # noqa: PLC0415
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        with CalamineWorkbook.from_path(found.path) as workbook:
            sheet = workbook.get_sheet_by_name(_sheet_name(found, list(workbook.sheet_names)))
            rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        raise FileProblemError(file_problem(found.name, "damaged_workbook")) from None
    number = next((index for index, row in enumerate(rows) if any(_text(cell) for cell in row)), None)
    if number is None:
        raise FileProblemError(file_problem(found.name, "empty"))
    header = [" ".join(_text(cell).split()) for cell in rows[number]]
    while header and not header[-1]:
        header.pop()
    scan = TextScan(header)
    connection.execute(f"CREATE TABLE {table} ({', '.join(f'c{index} VARCHAR' for index in range(len(header)))})")
    refused: dict[str, list[int]] = {}
    for start in range(number + 1, len(rows), _CHUNK):
        columns: list[list[str]] = [[] for _ in header]
        lines: list[int] = []
        for line, row in enumerate(rows[start : start + _CHUNK], start + 1):
            texts = [_text(cell) for cell in row]
            if not any(texts):
                continue
            if any(texts[len(header) :]):
                refused.setdefault("wrong_number_of_fields", []).append(line)
            elif any(map(_CONTROL.search, texts)):
                refused.setdefault("control_character", []).append(line)
            else:
                lines.append(line)
                for column, text in zip(columns, texts, strict=False):
                    column.append(text)
        if lines:
            chunk = pa.table({f"c{index}": pa.array(column, pa.string()) for index, column in enumerate(columns)})
            connection.register("chunk", chunk)
            connection.execute(f"INSERT INTO {table} SELECT * FROM chunk")
            connection.unregister("chunk")
        scan.lines.extend(scan.n_records, np.array(lines, dtype=np.int64))
        scan.n_records += len(lines)
    scan.refused = {reason: [np.array(lines, dtype=np.int64)] for reason, lines in refused.items()}
    return scan


def _check_size(found: FoundFile, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(found.path) as archive:
            expanded = sum(info.file_size for info in archive.infolist())
            # The directory of an archive can lie about sizes; the checksums of its parts cannot.
            if expanded > limits.workbook or not limits.allows(expanded, found.path.stat().st_size):
                raise FileProblemError(file_problem(found.name, "expands_too_much"))
            if archive.testzip() is not None:
                raise FileProblemError(file_problem(found.name, "damaged_workbook"))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise FileProblemError(file_problem(found.name, "damaged_workbook")) from None


def _sheet_name(found: FoundFile, names: list[str]) -> str:
    wanted = found.entry.sheet
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted in names:
        return str(wanted)
    shown = [shown_name(name) for name in names]
    if wanted is None:
        what = Bilingual(f"le classeur a {len(names)} feuilles", f"the workbook has {len(names)} sheets")
        choices = ", ".join(shown)
        todo = Bilingual(
            f"Écrivez sheet dans le guide de codification, parmi : {choices}.", f"Write sheet in the codebook, one of: {choices}."
        )
    else:
        what = Bilingual(f"aucune feuille ne s'appelle « {shown_name(wanted)} »", f'no sheet is called "{shown_name(wanted)}"')
        todo = did_you_mean(wanted, shown)
    why = Bilingual("Rien ne dit laquelle lire.", "Nothing says which one to read.")
    raise FileProblemError(Problem(shown_name(found.name), what, why, todo))


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell)
