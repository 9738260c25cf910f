"""Parquet files as records of texts: looked at before they are read, read in a process of its own, and counted twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.core.programs import attended
from analysis.extracts.cell_kinds import CellKind
from analysis.extracts.file_problems import FileProblemError, file_problem, shown_name
from analysis.extracts.folders import FoundFile
from analysis.extracts.limits import Limits
from analysis.extracts.parquet_footer import DamagedFooterError, count_values, read_footer
from analysis.extracts.parquet_request import TOO_LARGE, Request
from analysis.extracts.text_files import SPACES
from analysis.extracts.text_scans import LineMap, TextScan
from analysis.extracts.typed_texts import TypedTexts

if TYPE_CHECKING:
    import duckdb

_LIMITED = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}
"""One arena of memory and one thread, so that the process has what it is allowed for the file itself."""

_MOST_OF_A_LINE = 2**24
_LONGEST_END = 10
"""Seconds between the end of what the process gives and its own."""


@dataclass(frozen=True, slots=True)
class ParquetRecords:
    """What a file holds, and its records as a second reader counts them."""

    scan: TextScan
    kinds: dict[int, set[CellKind]]
    n_counted_again: int


def read_parquet(
    connection: duckdb.DuckDBPyConnection, found: FoundFile, table: str, wanted: Collection[str], limits: Limits
) -> ParquetRecords:
    """Return what a Parquet file holds, after writing the columns that are wanted to a table of texts and kinds (`TypedTexts`).

    Raises
    ------
    FileProblemError
        When the file is damaged or far too large, or a column that is wanted holds lists or records.
    """
    try:
        footer = read_footer(found.path)
        if not limits.allows_rows(footer.n_rows, found.path.stat().st_size):
            raise FileProblemError(file_problem(found.name, "expands_too_much"))
        if len(footer.names) > limits.columns:
            raise FileProblemError(file_problem(found.name, "too_many_columns"))
        # A name that two columns bear is refused with the header, which is told whole.
        chosen = {name: index for index, name in enumerate(footer.names) if _shown(name) in wanted and footer.names.count(name) == 1}
        _refuse_nested(found, [name for name in chosen if name not in footer.plain])
        counts = [count_values(found.path, footer, name) for name in chosen]
    except DamagedFooterError:
        raise FileProblemError(file_problem(found.name, "damaged_parquet")) from None
    scan = TextScan([_shown(name) for name in footer.names], padding=SPACES, may_be_doubtful=True)
    scan.lines = LineMap.from_first(1)
    texts = TypedTexts(connection, table, list(chosen.values()), limits, found)
    if chosen:
        scan.n_records = _read_values(found, chosen, texts, limits)
    # Each column has as many values as there are rows; the one that has not is the one that is told.
    counted = next((count for count in counts if count != scan.n_records), scan.n_records)
    return ParquetRecords(scan, texts.kinds, counted)


def _shown(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()))


def _read_values(found: FoundFile, chosen: dict[str, int], texts: TypedTexts, limits: Limits) -> int:
    """Return how many records the process gives, after writing them."""
    import pyarrow as pa  # noqa: PLC0415 -- only agencies that send such files need it

    size = found.path.stat().st_size
    request = Request(str(found.path), tuple(chosen.values()), tuple(chosen), limits.reader_memory, limits.reader_seconds + size // 2**20)
    n_records, is_whole = 0, False
    command = [sys.executable, "-P", "-m", "analysis.extracts.parquet_values", request.text()]
    quiet = subprocess.DEVNULL
    with attended(command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, env=os.environ | _LIMITED) as process:
        output = cast("IO[bytes]", process.stdout)
        with suppress(pa.ArrowException, OSError, ValueError):
            # A process that ends before its stream does is told by how it ended.
            _refuse_nested(found, json.loads(output.readline(_MOST_OF_A_LINE))["unreadable"])
            with pa.ipc.open_stream(output) as stream:
                for batch in stream:
                    n_records += batch.num_rows
                    texts.insert(pa.Table.from_batches([batch]))
            is_whole = True
        # Only how it ends by itself says whether the file asked for too much.
        output.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LONGEST_END)
    code = process.returncode
    if is_whole and code == 0:
        return n_records
    reason = "demands_too_much" if code == TOO_LARGE or (code < 0 and code != -signal.SIGKILL) else "damaged_parquet"
    raise FileProblemError(file_problem(found.name, reason))


def _refuse_nested(found: FoundFile, names: Sequence[str]) -> None:
    if not names:
        return
    shown = ", ".join(shown_name(name) for name in names)
    raise FileProblemError(
        Problem(
            shown_name(found.name),
            Bilingual(f"colonnes de listes ou d'enregistrements\u00a0: {shown}", f"columns of lists or records: {shown}"),
            Bilingual(
                "Une cellule y a plusieurs valeurs, ou aucune qui s'écrive.",
                "A cell there has several values, or none that can be written.",
            ),
            Bilingual("Demandez une colonne par valeur.", "Ask for one column a value."),
        )
    )
