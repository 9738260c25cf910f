"""A file of any format as records of texts in the engine: columns `c0`, `c1`…, in the file's order, with the line of each record."""

from __future__ import annotations

import codecs
import errno
import gzip
import os
import stat
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from analysis.core.languages import Bilingual
from analysis.core.provenance import digest_file
from analysis.extracts.cell_kinds import CellKind
from analysis.extracts.codebook_definition import FileEntry, Writing
from analysis.extracts.engine import literal
from analysis.extracts.file_problems import FileProblemError, counts_part, file_problem
from analysis.extracts.folders import FoundFile
from analysis.extracts.limits import Limits
from analysis.extracts.second_count import SecondCount, count_text_records, starts_of_records
from analysis.extracts.text_encodings import detect_encoding
from analysis.extracts.text_files import UnreadableTextError, rewrite
from analysis.extracts.text_scans import TextScan

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[str, int, int], None]
"""Called with a file's name, the bytes of it read so far, and its size."""

_SUFFIXES = {".csv": "csv", ".csv.gz": "csv", ".txt": "csv", ".xlsx": "excel", ".xlsm": "excel", ".parquet": "parquet"}
_FAULTS_OF_A_FILE = {errno.EIO, errno.ENOENT, errno.EISDIR, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ELOOP, errno.ETIMEDOUT}
_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(slots=True)
class RawRecords:
    """The records of one file.

    `relation` is what SQL reads them from, in order. Records left out because they cannot be cut into fields are in `scan.refused`.
    """

    found: FoundFile
    relation: str
    scan: TextScan
    digest: str
    has_typed_values: bool
    """Whether the file itself has dates and numbers (Excel, Parquet): then they are written `2024-04-01` and with a point."""
    counted: SecondCount | None = None
    """What the second reader of this format counted in the file."""
    delimiter: str | None = None
    encoding: str | None = None
    kinds: Mapping[int, Set[CellKind]] = field(default_factory=dict)
    """The kinds of cells of each column whose cells have kinds (`k0`, `k1`… in the relation)."""
    day_zero: str | None = None
    """The day from which the numbers of a workbook count."""
    notices: Sequence[Bilingual] = ()

    @property
    def n_records(self) -> int:
        """Every record of the file, those left out included."""
        return self.scan.n_records + self.scan.n_refused


def format_of(found: FoundFile, defaults: Writing) -> str:
    """Return the format of a file: what the codebook says, or what its name says."""
    by_name = next((name for suffix, name in _SUFFIXES.items() if found.name.lower().endswith(suffix)), None)
    known = found.entry.format or by_name or defaults.format
    if known is None:
        raise FileProblemError(file_problem(found.name, "unknown_format"))
    return known


def read_records(
    connection: duckdb.DuckDBPyConnection,
    found: FoundFile,
    defaults: Writing,
    workspace: Path,
    number: int,
    *,
    wanted: Collection[str],
    limits: Limits,
    progress: Progress | None,
) -> RawRecords:
    """Return the records of a file.

    Parameters
    ----------
    wanted
        The columns that are read; a file of typed values gives no others.

    Raises
    ------
    FileProblemError
        When the file cannot be read at all: empty, truncated, damaged, far too large, not what its name or the codebook says.
    """
    kind = format_of(found, defaults)
    try:
        with open_at_once(found) as stream:
            start = stream.read(8)
        if start.startswith(_OLE):
            raise FileProblemError(file_problem(found.name, "old_workbook"))
        if not start:
            raise FileProblemError(file_problem(found.name, "empty"))
        if kind == "csv":
            records = _read_text(found, defaults, workspace / f"records{number}.csv", start=start, limits=limits, progress=progress)
        elif kind == "excel" and not start.startswith(_ZIP):
            raise FileProblemError(file_problem(found.name, "other_workbook"))
        elif kind == "excel":
            from analysis.extracts.workbooks import read_workbook  # noqa: PLC0415 -- only agencies that send Excel need its reader

            sheet = read_workbook(connection, found, f"raw{number}", wanted, limits)
            records = RawRecords(
                found,
                f"raw{number}",
                sheet.scan,
                digest_file(found.path),
                has_typed_values=True,
                kinds=sheet.kinds,
                day_zero=sheet.day_zero,
                counted=SecondCount(sheet.n_counted_again),
                notices=sheet.notices,
            )
        else:
            from analysis.extracts.parquet_files import read_parquet  # noqa: PLC0415 -- as above

            columns = read_parquet(connection, found, f"raw{number}", wanted, limits)
            records = RawRecords(
                found,
                f"raw{number}",
                columns.scan,
                digest_file(found.path),
                has_typed_values=True,
                kinds=columns.kinds,
                counted=SecondCount(columns.n_counted_again),
            )
        if progress is not None:
            progress(found.name, found.path.stat().st_size, found.path.stat().st_size)
    except PermissionError:
        raise FileProblemError(file_problem(found.name, "no_access")) from None
    except OSError as fault:
        # What else the machine lacks (space, handles) is no fault of this file.
        if fault.errno not in _FAULTS_OF_A_FILE:
            raise
        raise FileProblemError(file_problem(found.name, "stopped")) from None
    return records


def open_at_once(found: FoundFile) -> IO[bytes]:
    """Return a file opened for reading, without ever waiting for the other end of a pipe that took its place."""
    stream = open(found.path, "rb", opener=lambda path, flags: os.open(path, flags | os.O_NONBLOCK))  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise FileProblemError(file_problem(found.name, "not_a_file"))
    return stream


def _chosen(entry: FileEntry, defaults: Writing) -> tuple[str, str]:
    return entry.delimiter or defaults.delimiter or ",", entry.encoding or defaults.encoding or "utf-8"


class _Watched:
    """A stream that stops when more comes out of it than the limits allow."""

    def __init__(self, stream: IO[bytes], found: FoundFile, limits: Limits, tell: Callable[[], None]) -> None:
        self._stream, self._found, self._limits, self._tell = stream, found, limits, tell
        self._compressed = found.path.stat().st_size
        self._n_read = 0

    def read(self, size: int = -1) -> bytes:
        """Read some bytes."""
        block = self._stream.read(size)
        if not self._n_read and block.startswith((_GZIP, _ZIP)):
            # Within a compressed file too: what was compressed twice is no text of a strange encoding.
            raise FileProblemError(file_problem(self._found.name, "binary"))
        self._n_read += len(block)
        if not self._limits.allows(self._n_read, self._compressed):
            raise FileProblemError(file_problem(self._found.name, "expands_too_much"))
        self._tell()
        return block


@contextmanager
def _opened(found: FoundFile, limits: Limits, progress: Progress | None, *, is_gzip: bool) -> Iterator[IO[bytes]]:
    size = found.path.stat().st_size
    with open_at_once(found) as raw:

        def tell() -> None:
            if progress is not None:
                progress(found.name, raw.tell(), size)

        if is_gzip:
            with gzip.GzipFile(fileobj=raw) as inner:
                yield _Watched(inner, found, limits, tell)  # type: ignore[misc, arg-type]
        else:
            yield _Watched(raw, found, limits, tell)  # type: ignore[misc]


def _read_text(found: FoundFile, defaults: Writing, target: Path, *, start: bytes, limits: Limits, progress: Progress | None) -> RawRecords:
    delimiter, encoding = _chosen(found.entry, defaults)
    is_gzip = found.name.lower().endswith(".gz")
    if is_gzip and not start.startswith(_GZIP):
        raise FileProblemError(file_problem(found.name, "not_gzip"))
    try:
        if encoding == "auto":
            encoding = _told_encoding(found, delimiter, limits, is_gzip=is_gzip)
        with _opened(found, limits, progress, is_gzip=is_gzip) as source, target.open("wb") as rewritten:
            # The engine takes one mark away from the start: this one, and not a mark that stands in the first cell.
            rewritten.write(codecs.BOM_UTF8)
            scan = rewrite(source, rewritten, delimiter, encoding, limits)
        with _opened(found, limits, None, is_gzip=is_gzip) as source:
            counted = count_text_records(source, delimiter, encoding, limits)
        if (counted.n_records, counted.sum_of_lines) != (scan.n_records + scan.n_refused, scan.sum_of_lines()):
            with _opened(found, limits, None, is_gzip=is_gzip) as source:
                line = scan.parts_at(starts_of_records(source, delimiter, encoding, limits))
            raise FileProblemError(counts_part(found.name, scan.n_records + scan.n_refused, counted.n_records, line))
    except UnreadableTextError as error:
        if error.reason in {"not_utf8", "not_declared"}:
            _told_encoding(found, delimiter, limits, is_gzip=is_gzip, otherwise=error)
        raise FileProblemError(file_problem(found.name, error.reason, error.line, error.column, **error.words)) from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FileProblemError(file_problem(found.name, "truncated")) from None
    return RawRecords(
        found,
        _reading(target, len(scan.header), delimiter, limits),
        scan,
        digest_file(found.path),
        has_typed_values=False,
        counted=counted,
        delimiter=delimiter,
        encoding=encoding,
    )


def _told_encoding(found: FoundFile, delimiter: str, limits: Limits, *, is_gzip: bool, otherwise: UnreadableTextError | None = None) -> str:
    """Return the encoding that a file's letters tell; raise when they leave a doubt, or when what was declared is another."""
    detected = detect_encoding(lambda: _opened(found, limits, None, is_gzip=is_gzip), delimiter)
    if detected.encoding is not None and otherwise is None:
        return detected.encoding
    if detected.encoding is not None and otherwise is not None:
        words = otherwise.words | {"encoding": detected.encoding}
        raise FileProblemError(file_problem(found.name, otherwise.reason, otherwise.line, None, **words)) from None
    # The first suits best; the others give the same letters, or letters that suit as well.
    reason, likely = ("doubtful_encoding", detected.looks_like[0]) if detected.looks_like else ("unknown_encoding", "")
    others = ", ".join(detected.looks_like[1:]) or "—"
    raise FileProblemError(file_problem(found.name, reason, detected.line, detected.column, encoding=likely, others=others)) from None


def _reading(path: Path, n_columns: int, delimiter: str, limits: Limits) -> str:
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(n_columns))
    # Everything is said, so that nothing is guessed from what the file holds.
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, header = false, columns = {{{columns}}}, delim = {literal(delimiter)}, "
        f"quote = '\"', escape = '\"', new_line = '\\n', strict_mode = true, null_padding = false, "
        f"max_line_size = {2 * limits.record}, encoding = 'utf-8', compression = 'none')"
    )
