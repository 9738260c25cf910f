"""The made-up agency's raw files, as an information system would export them: French headings, `;`, decimal commas, `jj/mm/aaaa`.

UTF-8 with a byte-order mark; `O`/`N` for booleans; an empty cell is blank, `INC` unknown, `S.O.` not applicable, `CONF` suppressed.
`params/codebooks/made_up_agency.yaml` says the same to the reader of extracts.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.synthetic.agency import Agency
from analysis.synthetic.agency_headings import HEADINGS
from analysis.synthetic.agency_words import AGENCY_CODES, MISSING_TOKENS, MONTH_COLUMNS
from analysis.synthetic.bad_rows import BadRow, bad_rows, counts_by_reason
from analysis.synthetic.block import BLOCK, make_blocks
from analysis.synthetic.made_tables import AGENCY_TABLES, BLOCK_TABLES
from analysis.synthetic.payroll import TRUTH_FILE, PayrollCounter
from analysis.synthetic.rows import Cells, Rows
from analysis.synthetic.target import made_up_folder
from analysis.synthetic.truth import NOTE, TruthCounter

_DECIMALS = {"hours": 1, "weekly_hours": 1, "n_hours_planned": 1, "count": 0}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_GZIP_LEVEL = 6
_FIRST_DAY, _LAST_DAY = np.datetime64("1900-01-01"), np.datetime64("2150-01-01")

Progress = Callable[[int, int], None]


def write_agency_files(
    agency: Agency, folder: Path, *, with_bad_rows: bool = True, block: int = BLOCK, progress: Progress | None = None
) -> None:
    """Write the raw files of the agency, `truth.json` and a `README.md` that says they are made up.

    Parameters
    ----------
    agency
        From `make_agency`.
    folder
        Made if needed; files of the same names are replaced.
    with_bad_rows
        Adds some eighty deliberately bad rows (none in an agency too small to hide them); `truth.json` counts them by table and reason.
    block
        Participations made at once; the files do not depend on it.
    progress
        Called with the participations written so far and their total.

    Raises
    ------
    ExtractError
        When the folder holds something else than a made-up agency, or cannot be written.
    """
    bad = bad_rows(agency) if with_bad_rows else ()
    with made_up_folder(agency, folder, len(bad), {TRUTH_FILE, *(file for file, _ in HEADINGS.values())}):
        _write_files(agency, folder, bad, block, progress)


def _write_files(agency: Agency, folder: Path, bad: tuple[BadRow, ...], block: int, progress: Progress | None) -> None:
    writer = _Writer(bad)
    truth, payroll = TruthCounter(agency), PayrollCounter(agency)
    paths = {table: folder / file for table, (file, _) in HEADINGS.items()}
    with _opened({table: paths[table] for table in BLOCK_TABLES}) as streams:
        for table in BLOCK_TABLES:
            streams[table].write(_heading(table))
        for made in make_blocks(agency, block):
            for table, rows_of in BLOCK_TABLES.items():
                streams[table].write(writer.lines(table, rows_of(agency, made)))
            truth.add(made)
            payroll.add(made)
            if progress:
                progress(made.entries.first + made.entries.size, agency.participations)
        for table in BLOCK_TABLES:
            streams[table].write(writer.rest(table))
    for table, all_rows_of in AGENCY_TABLES.items():
        content = _heading(table) + writer.lines(table, all_rows_of(agency)) + writer.rest(table)
        paths[table].write_bytes(_packed(content) if paths[table].suffix == ".gz" else content)
    records = json.dumps(payroll.result(NOTE), ensure_ascii=False, indent=1)
    (folder / TRUTH_FILE).write_text(records + "\n", encoding="utf-8")
    known = json.dumps(truth.result(counts_by_reason(bad)), ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(known + "\n", encoding="utf-8")


def row_text(table: str, rows: Rows) -> pa.Array:
    """Return the rows of a canonical table as the agency writes them, one text a row without its line end."""
    return pc.binary_join_element_wise(*(_cell_text(_own_name(table, name), rows[name]) for name in HEADINGS[table][1]), ";")


def _own_name(table: str, column: str) -> str:
    """Return the name under which the words of a column are kept: with its table where it has codes of its own."""
    return f"{table}.{column}" if f"{table}.{column}" in AGENCY_CODES else column


def _heading(table: str) -> bytes:
    return _BYTE_ORDER_MARK + ";".join(HEADINGS[table][1].values()).encode() + b"\n"


class _Writer:
    """Turns rows into lines and slips the bad ones in at their places."""

    def __init__(self, bad: tuple[BadRow, ...]) -> None:
        self._waiting = {table: sorted((row for row in bad if row.table == table), key=lambda row: row.place) for table in HEADINGS}
        self._written = dict.fromkeys(HEADINGS, 0)
        self._last_line = dict.fromkeys(HEADINGS, b"")

    def lines(self, table: str, rows: Rows) -> bytes:
        """Return the lines of some more rows."""
        texts = row_text(table, rows)
        first, self._written[table] = self._written[table], self._written[table] + len(texts)
        here = [row for row in self._waiting[table] if row.place < self._written[table]]
        if not len(texts):
            return b""
        self._waiting[table] = self._waiting[table][len(here) :]
        pieces, begin = [], 0
        for row in here:
            end = row.place - first
            before = texts[end - 1].as_py().encode() if end else self._last_line[table]
            pieces += [_ended(texts.slice(begin, end - begin)), row.line(before) + b"\n"]
            begin = end
        self._last_line[table] = texts[-1].as_py().encode()
        return b"".join([*pieces, _ended(texts.slice(begin))])

    def rest(self, table: str) -> bytes:
        """Return the bad lines whose place is beyond the last row."""
        return b"".join(row.line(self._last_line[table]) + b"\n" for row in self._waiting[table])


def _ended(texts: pa.Array) -> bytes:
    """Return texts as the bytes of lines."""
    if not len(texts):
        return b""
    ended = pc.binary_join_element_wise(texts, "", "\n")
    offsets = np.frombuffer(ended.buffers()[1], dtype=np.int32)[ended.offset : ended.offset + len(ended) + 1]
    return bytes(memoryview(ended.buffers()[2])[offsets[0] : offsets[-1]])


def _cell_text(name: str, cells: Cells) -> pa.Array:
    """Return one column as the agency writes it, its missing cells by their marks."""
    text = _value_text(name, cells.values)
    if cells.missing is None:
        return text
    tokens = pa.array(MISSING_TOKENS, pa.string()).take(pa.array(cells.missing))
    return pc.if_else(pa.array(cells.missing == 0), text, tokens)


def _value_text(name: str, values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_date32(kind):
        since_first = pc.subtract(pc.cast(values, pa.int32()), pa.scalar(int(_FIRST_DAY.astype(np.int64)), pa.int32()))
        return _day_texts(name in MONTH_COLUMNS).take(since_first)
    if pa.types.is_boolean(kind):
        return pc.if_else(values, "O", "N")
    if pa.types.is_floating(kind):
        return _decimal_text(values, _DECIMALS.get(name, 2))
    if name in AGENCY_CODES:
        known = AGENCY_CODES[name]
        return pa.array(list(known.values()), pa.string()).take(pc.index_in(values, pa.array(list(known), pa.string())))
    return pc.cast(values, pa.string())


def _decimal_text(values: pa.Array, decimals: int) -> pa.Array:
    """Return numbers that are not negative with a decimal comma, without useless zeros."""
    scaled = pc.cast(pc.round(pc.multiply(values, 10.0**decimals)), pa.int64())
    if not decimals:
        return pc.cast(scaled, pa.string())
    whole = pc.divide(scaled, 10**decimals)
    part = pc.subtract(scaled, pc.multiply(whole, 10**decimals))
    digits = pc.utf8_lpad(pc.cast(part, pa.string()), width=decimals, padding="0")
    text = pc.binary_join_element_wise(pc.cast(whole, pa.string()), digits, ",")
    return pc.if_else(pc.equal(part, 0), pc.cast(whole, pa.string()), text)


@cache
def _day_texts(months: bool) -> pa.Array:
    """Return how the agency writes each day from 1900 to 2149."""
    days = np.arange(_FIRST_DAY, _LAST_DAY)
    written = np.datetime_as_string(days)
    return pa.array([day[:7] if months else f"{day[8:]}/{day[5:7]}/{day[:4]}" for day in written.tolist()], pa.string())


def _packed(content: bytes) -> bytes:
    """Return a gzip file whose bytes hold neither a name nor a time."""
    return gzip.compress(content, _GZIP_LEVEL, mtime=0)


@contextmanager
def _opened(paths: Mapping[str, Path]) -> Iterator[dict[str, IO[bytes]]]:
    """Open gzip files whose bytes hold neither a name nor a time."""
    raw: dict[str, IO[bytes]] = {}
    packed: dict[str, IO[bytes]] = {}
    try:
        for table, path in paths.items():
            raw[table] = path.open("wb")
            packed[table] = gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=raw[table], mtime=0)  # type: ignore[assignment]
        yield packed
    finally:
        for stream in (*packed.values(), *raw.values()):
            stream.close()
