"""What a Parquet file says of itself, read by our own few lines: its columns, its pages and how many values each has.

Nothing is decompressed, so that nothing can fill the memory; and it shares nothing with the reader of the values, so that rows are counted
twice.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

MAGIC, ENCRYPTED = b"PAR1", b"PARE"
_MOST_FOOTER = 32 * 2**20
_MOST_DEPTH = 32
_WINDOWS = (2**12, 2**16, 2**24)
"""Bytes read to find a page's header, which is some tens of bytes unless it repeats large values."""
_REQUIRED, _OPTIONAL, _REPEATED = 0, 1, 2
_DATA_PAGE, _DICTIONARY_PAGE, _DATA_PAGE_2 = 0, 2, 3
_VARINT_BYTES = 10

Spec = Mapping[int, Any]
"""The fields of a struct to keep, by number: True, or the specification of a struct inside it (or of a list of them)."""

_COLUMN_CHUNK: Spec = {1: True, 3: {4: True, 5: True, 6: True, 7: True, 9: True, 11: True}, 8: {}}
_SCHEMA_ELEMENT: Spec = {1: True, 3: True, 4: True, 5: True}
_FILE: Spec = {2: _SCHEMA_ELEMENT, 3: True, 4: {1: _COLUMN_CHUNK, 3: True}}
_PAGE: Spec = {1: True, 2: True, 3: True, 5: {1: True}, 8: {1: True, 3: True}}


class DamagedFooterError(Exception):
    """A footer or a page that is not what the format says."""


@dataclass(frozen=True, slots=True)
class ParquetFooter:
    """The columns of a file at the top level, and where the pages of each plain one are."""

    names: tuple[str, ...]
    n_rows: int
    plain: Mapping[str, int]
    """The place, among the leaves, of each column that is neither nested nor repeated."""
    row_groups: Sequence[tuple[int, Sequence[Mapping[int, Any]]]]
    """The rows that each group says it has, and what it says of each leaf."""


def read_footer(path: Path) -> ParquetFooter:
    """Return what a file says of itself.

    Raises
    ------
    DamagedFooterError
        When it is not the footer of a Parquet file, or contradicts itself.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        if size < 12 or stream.read(4) != MAGIC:
            raise DamagedFooterError
        stream.seek(size - 8)
        length, magic = struct.unpack("<I4s", stream.read(8))
        if magic != MAGIC or length > min(size - 12, _MOST_FOOTER):
            raise DamagedFooterError
        stream.seek(size - 8 - length)
        whole = _Compact(stream.read(length)).struct(_FILE)
    elements, groups = whole.get(2, []), whole.get(4, [])
    n_rows = whole.get(3)
    if not elements or not isinstance(n_rows, int) or any(not isinstance(group.get(3), int) for group in groups):
        raise DamagedFooterError
    names, plain, n_leaves = _columns(elements)
    row_groups = [(group[3], group.get(1, [])) for group in groups]
    if sum(n for n, _ in row_groups) != n_rows or any(n < 0 or len(chunks) != n_leaves for n, chunks in row_groups):
        raise DamagedFooterError
    return ParquetFooter(tuple(names), n_rows, plain, row_groups)


def _columns(elements: Sequence[Mapping[int, Any]]) -> tuple[list[str], dict[str, int], int]:
    names: list[str] = []
    plain: dict[str, int] = {}
    n_leaves = 0
    place = 1
    for _ in range(_children(elements[0])):
        first, pending = place, 1
        while pending:
            if place >= len(elements):
                raise DamagedFooterError
            children = _children(elements[place])
            pending += children - 1
            n_leaves += not children
            place += 1
        name = _name(elements[first])
        names.append(name)
        if place == first + 1 and elements[first].get(3, _REQUIRED) in {_REQUIRED, _OPTIONAL}:
            plain[name] = n_leaves - 1
    if place != len(elements):
        raise DamagedFooterError
    return names, plain, n_leaves


def _children(element: Mapping[int, Any]) -> int:
    children = element.get(5, 0)
    if not isinstance(children, int) or children < 0:
        raise DamagedFooterError
    return children


def _name(element: Mapping[int, Any]) -> str:
    try:
        return cast("bytes", element.get(4, b"")).decode()
    except UnicodeDecodeError:
        raise DamagedFooterError from None


def count_values(path: Path, footer: ParquetFooter, name: str) -> int:
    """Return how many values the pages of a plain column say they hold, nulls included: its rows.

    Raises
    ------
    DamagedFooterError
        When a page is not where it should be.
    """
    leaf, n_values = footer.plain[name], 0
    with path.open("rb") as stream:
        size = path.stat().st_size
        for n_rows, chunks in footer.row_groups:
            if not n_rows and not chunks[leaf].get(3):
                continue
            n_values += _values_of(stream, size, chunks[leaf])
    return n_values


def _values_of(stream: IO[bytes], size: int, chunk: Mapping[int, Any]) -> int:
    described = chunk.get(3)
    if chunk.get(1) or not described:
        # Its pages are in another file, or encrypted.
        raise DamagedFooterError
    expected, length, first = (described.get(field) for field in (5, 7, 9))
    if not all(isinstance(value, int) and value >= 0 for value in (expected, length, first)):
        raise DamagedFooterError
    dictionary = described.get(11)
    place = min(first, dictionary) if isinstance(dictionary, int) and dictionary > 0 else first
    end = place + length
    if not 4 <= place <= end <= size:
        raise DamagedFooterError
    n_values = 0
    while place < end:
        header, n_bytes = _page(stream, place)
        compressed = header.get(3)
        if not isinstance(compressed, int) or compressed < 0:
            raise DamagedFooterError
        place += n_bytes + compressed
        kind = header.get(1)
        values = header.get(5, {}) if kind == _DATA_PAGE else header.get(8, {}) if kind == _DATA_PAGE_2 else {1: 0}
        if not isinstance(values.get(1), int) or values[1] < 0:
            raise DamagedFooterError
        n_values += values[1]
    if place != end:
        raise DamagedFooterError
    return n_values


def _page(stream: IO[bytes], place: int) -> tuple[dict[int, Any], int]:
    for window in _WINDOWS:
        stream.seek(place)
        reader = _Compact(stream.read(window))
        try:
            return reader.struct(_PAGE), reader.place
        except DamagedFooterError:
            if window == _WINDOWS[-1] or reader.size < window:
                raise
    raise DamagedFooterError


class _Compact:
    """Thrift's compact protocol: keeps the fields that a specification names, and steps over the others without holding them."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)
        self.place = 0

    def struct(self, spec: Spec, depth: int = 0) -> dict[int, Any]:
        """Return the fields of a struct that a specification names."""
        if depth > _MOST_DEPTH:
            raise DamagedFooterError
        found: dict[int, Any] = {}
        number = 0
        while True:
            start = self._byte()
            if not start:
                return found
            number = number + (start >> 4) if start >> 4 else self._signed()
            wanted = spec.get(number)
            value = self._value(start & 15, wanted, depth, is_field=True)
            if wanted is not None:
                found[number] = value

    def _value(self, kind: int, wanted: Any, depth: int, *, is_field: bool) -> Any:
        value: Any
        match kind:
            case 1 | 2:
                value = kind == 1 if is_field else self._byte() == 1
            case 3:
                value = self._byte()
            case 4 | 5 | 6:
                value = self._signed()
            case 7:
                value = self._bytes(8)
            case 8:
                value = self._bytes(self._unsigned())
            case 9 | 10:
                value = self._list(wanted, depth)
            case 11:
                self._map(depth)
                value = None
            case 12:
                value = self.struct(wanted if isinstance(wanted, Mapping) else {}, depth + 1)
            case _:
                raise DamagedFooterError
        return value

    def _list(self, wanted: Any, depth: int) -> list[Any]:
        start = self._byte()
        length = start >> 4 if start >> 4 != 15 else self._unsigned()
        if length > self.size - self.place or depth > _MOST_DEPTH:
            raise DamagedFooterError
        kept: list[Any] = []
        for _ in range(length):
            value = self._value(start & 15, wanted, depth + 1, is_field=False)
            if wanted is not None:
                kept.append(value)
        return kept

    def _map(self, depth: int) -> None:
        length = self._unsigned()
        if length > self.size - self.place or depth > _MOST_DEPTH:
            raise DamagedFooterError
        kinds = self._byte() if length else 0
        for _ in range(length):
            self._value(kinds >> 4, None, depth + 1, is_field=False)
            self._value(kinds & 15, None, depth + 1, is_field=False)

    def _byte(self) -> int:
        if self.place >= self.size:
            raise DamagedFooterError
        self.place += 1
        return self._content[self.place - 1]

    def _bytes(self, length: int) -> bytes:
        if length > self.size - self.place:
            raise DamagedFooterError
        self.place += length
        return self._content[self.place - length : self.place]

    def _unsigned(self) -> int:
        value = 0
        for shift in range(0, 7 * _VARINT_BYTES, 7):
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise DamagedFooterError

    def _signed(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)
