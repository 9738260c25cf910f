"""The parts of a workbook, opened so that no archive can fill the memory, and their XML read piece by piece."""

from __future__ import annotations

import errno
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO
from xml.parsers import expat

from analysis.extracts.limits import Limits

PIECE = 2**18
_MOST_DIRECTORY = 16 * 2**20
"""Bytes of an archive's directory: a workbook has some tens of parts."""
_MOST_PENDING = 8 * 2**20
"""Bytes of one tag: the parser keeps it whole."""
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OverflowError, struct.error)
"""What reading a damaged archive raises; `RuntimeError` asks for a password."""


class UnreadableWorkbookError(Exception):
    """A workbook that cannot be read; `reason` is a key of `file_problems.FILE_PROBLEMS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WorkbookArchive:
    """A workbook's archive: every part sound, none larger than the limits.

    Raises
    ------
    UnreadableWorkbookError
        When the archive is damaged, protected, far too large, or not that of a workbook.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        size = path.stat().st_size
        with _said_as_damage():
            _check_directory(path, size)
            self._archive = zipfile.ZipFile(path)
        try:
            with _said_as_damage():
                self._check(limits, size)
        except BaseException:
            self._archive.close()
            raise

    def __enter__(self) -> WorkbookArchive:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._archive.close()

    def _check(self, limits: Limits, compressed: int) -> None:
        infos = self._archive.infolist()
        expanded = sum(info.file_size for info in infos)
        if expanded > limits.workbook or not limits.allows(expanded, compressed):
            raise UnreadableWorkbookError("expands_too_much")
        self._names = {info.filename.lstrip("/").lower(): info.filename for info in infos}
        if len(self._names) != len(infos) or any(info.compress_type not in _METHODS for info in infos):
            raise UnreadableWorkbookError("damaged_workbook")
        if any(info.flag_bits & 1 for info in infos):
            raise UnreadableWorkbookError("old_workbook")
        # The directory of an archive can lie about sizes: no part gives more than it says, and its checksum is then wrong.
        if self._archive.testzip() is not None:
            raise UnreadableWorkbookError("damaged_workbook")

    def has(self, name: str) -> bool:
        """Say whether the archive has a part of this name."""
        return name.lstrip("/").lower() in self._names

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        """Open a part, whatever the case of its name."""
        stored = self._names.get(name.lstrip("/").lower())
        if stored is None:
            raise UnreadableWorkbookError("damaged_workbook")
        with _said_as_damage():
            stream = self._archive.open(stored)
        with stream:
            yield Part(stream)


class Part:
    """The bytes of a part, read piece by piece."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = PIECE) -> bytes:
        """Read some bytes; what a damaged part raises is said as damage."""
        with _said_as_damage():
            return self._stream.read(size)


@contextmanager
def _said_as_damage() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        # A place that is not in the file; what else a system refuses is no fault of the file.
        if fault.errno not in {None, errno.EINVAL}:
            raise
        raise UnreadableWorkbookError("damaged_workbook") from None
    except _DAMAGE:
        raise UnreadableWorkbookError("damaged_workbook") from None


def _check_directory(path: Path, size: int) -> None:
    """Refuse a directory that would itself fill the memory: the archive's reader takes it whole."""
    with path.open("rb") as stream:
        stream.seek(max(0, size - 65_557 - 76))
        tail = stream.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise UnreadableWorkbookError("damaged_workbook")
    (directory,) = struct.unpack_from("<I", tail, place + 12)
    longer = tail.rfind(b"PK\x06\x06", 0, place)
    if longer >= 0 and len(tail) >= longer + 48:
        directory = max(directory if directory != 0xFFFFFFFF else 0, struct.unpack_from("<Q", tail, longer + 40)[0])
    if directory > _MOST_DIRECTORY:
        raise UnreadableWorkbookError("expands_too_much")


Start = Callable[[str, dict[str, str]], None]


def parse_pieces(stream: Part, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> Iterator[None]:
    """Parse XML piece by piece, yielding after each; names come without their prefix.

    Raises
    ------
    UnreadableWorkbookError
        When it is not well formed, has declarations (which workbooks never have, and bombs do) or one tag of megabytes.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 2**16
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2] if ":" in name else name, attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2] if ":" in name else name)
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_declarations
    n_fed = 0
    try:
        while piece := stream.read():
            parser.Parse(piece, False)
            n_fed += len(piece)
            if n_fed - parser.CurrentByteIndex > _MOST_PENDING:
                raise UnreadableWorkbookError("expands_too_much")
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError:
        raise UnreadableWorkbookError("damaged_workbook") from None


def _refuse_declarations(*_: object) -> None:
    raise UnreadableWorkbookError("damaged_workbook")


def attribute(attributes: dict[str, str], name: str) -> str | None:
    """Return an attribute whatever its prefix (`r:id`)."""
    return next((value for key, value in attributes.items() if key == name or key.endswith(f":{name}")), None)
