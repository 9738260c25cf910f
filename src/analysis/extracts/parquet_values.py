"""The values of a Parquet file as texts with kinds, in a process of its own: a file that would fill the memory ends this process only.

Run as `python -m analysis.extracts.parquet_values REQUEST`; it writes a line of JSON, then batches in Arrow's stream format, on its
standard output. A process that ends in any other way than with the code 0 has read nothing that may be kept.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pyarrow.parquet as pq

from analysis.extracts.cell_kinds import CellKind
from analysis.extracts.parquet_request import DAMAGED, TOO_LARGE, Request

_ROWS = 20_000
_BYTES = 32 * 2**20
_CHARACTERS = 100_000
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_BYTE_STRINGS = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary)
_EXACT_BELOW = {16: 2e3, 32: 1e7, 64: 1e15}
"""Below what a floating number of so many bits keeps the digits of every whole number."""

Texts = tuple[pa.Array, pa.Array]
"""Texts, and the kind of each."""


def main(argument: str) -> int:
    """Write the values of a file to the standard output; return the code with which to end."""
    request = Request.of(argument)
    _bound(request)
    try:
        _write(request)
    except BrokenPipeError:
        return TOO_LARGE
    except (MemoryError, pa.ArrowMemoryError, pa.ArrowCapacityError):
        return TOO_LARGE
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError):
        return DAMAGED
    return 0


def _bound(request: Request) -> None:
    try:
        import resource  # noqa: PLC0415 -- absent from Windows
    except ImportError:
        return
    for limit, value in (
        (resource.RLIMIT_AS, request.memory),
        (resource.RLIMIT_CPU, request.seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _write(request: Request) -> None:
    pa.set_cpu_count(1)
    output = sys.stdout.buffer
    plain = {
        "memory_map": False,
        "pre_buffer": False,
        "buffer_size": 2**20,
        "coerce_int96_timestamp_unit": "us",
        "page_checksum_verification": True,
    }
    with pq.ParquetFile(request.path, **plain) as file:
        schema = file.schema_arrow
        unreadable = [name for name in request.names if not _is_readable(schema.field(name).type)]
        coded = [name for name in request.names if _is_of(schema.field(name).type, (*_TEXTS, *_BYTE_STRINGS))]
    output.write(json.dumps({"unreadable": unreadable}).encode() + b"\n")
    fields = [(f"{letter}{position}", kind) for position in request.positions for letter, kind in (("c", pa.string()), ("k", pa.uint8()))]
    written = pa.schema(fields)
    with pa.ipc.new_stream(output, written) as target:
        if unreadable:
            return
        # Repeated texts stay codes until they have been measured: a dictionary of one long text is a classic bomb.
        with pq.ParquetFile(request.path, read_dictionary=coded, **plain) as file:
            for batch in file.iter_batches(_ROWS, columns=list(request.names), use_threads=False):
                for part in _slices(batch):
                    arrays = [array for name in request.names for array in texts_of(part.column(name))]
                    target.write_batch(pa.record_batch(arrays, schema=written))


def _is_of(kind: pa.DataType, tests: tuple[Any, ...]) -> bool:
    return any(test(kind) for test in tests)


def _is_readable(kind: pa.DataType) -> bool:
    if isinstance(kind, pa.BaseExtensionType):
        return _is_readable(kind.storage_type)
    if pa.types.is_dictionary(kind):
        return _is_readable(kind.value_type)
    return not (pa.types.is_nested(kind) or pa.types.is_union(kind) or pa.types.is_run_end_encoded(kind) or pa.types.is_interval(kind))


def _slices(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Cut a batch so that no part is large once its texts are written out."""
    sizes = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        lengths = _lengths(column)
        if lengths is not None:
            sizes += np.minimum(lengths, _CHARACTERS)
    start = held = 0
    for end, size in enumerate(sizes.tolist() if sizes.sum() > _BYTES else [], 1):
        held += size
        if held > _BYTES:
            yield batch.slice(start, end - start)
            start, held = end, 0
    if start < batch.num_rows:
        yield batch.slice(start)


def _lengths(column: pa.Array) -> Any:
    if pa.types.is_dictionary(column.type):
        lengths = _lengths(column.dictionary)
        if lengths is None or not len(lengths):
            return None
        codes = pc.fill_null(column.indices, 0).to_numpy(zero_copy_only=False)
        return lengths[codes]
    if _is_of(column.type, (*_TEXTS, pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)):
        return pc.fill_null(pc.binary_length(column), 0).to_numpy(zero_copy_only=False)
    return None


def texts_of(column: pa.Array) -> Texts:
    """Return the text of each value (null when there is none) and its kind."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        return _uuids(column) if kind.extension_name == "arrow.uuid" else texts_of(column.storage)
    if pa.types.is_dictionary(kind):
        texts, kinds = texts_of(column.dictionary)
        return texts.take(column.indices), pc.fill_null(kinds.take(column.indices), int(CellKind.TEXT))
    if _is_of(kind, (*_TEXTS, *_BYTE_STRINGS)):
        return _decoded(column)
    if pa.types.is_floating(kind):
        return _floats(column)
    return _written(column), _all(column, next((found for test, found in _KINDS if test(kind)), CellKind.DATE))


_KINDS = (
    (pa.types.is_boolean, CellKind.BOOLEAN),
    (pa.types.is_integer, CellKind.EXACT),
    (pa.types.is_decimal, CellKind.EXACT),
    (pa.types.is_null, CellKind.TEXT),
)


def _written(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return _moments(column)
    if pa.types.is_duration(column.type):
        return column.cast(pa.int64()).cast(pa.string())
    texts = column.cast(pa.string())
    return _without_exponents(texts) if pa.types.is_decimal(column.type) else texts


def _all(column: pa.Array, kind: CellKind) -> pa.Array:
    # A value that is absent is a blank text, whatever its column is made of.
    return pc.if_else(column.is_null(), pa.scalar(int(CellKind.TEXT), pa.uint8()), pa.scalar(int(kind), pa.uint8()))


def _without_exponents(texts: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring_regex(texts, "[eE]")).as_py():
        return texts
    plain = [text if text is None or "e" not in text.lower() else format(Decimal(text), "f") for text in texts.to_pylist()]
    return pa.array(plain, pa.string())


def _floats(column: pa.Array) -> Texts:
    numbers = pc.fill_null(column, 0).to_numpy(zero_copy_only=False)
    is_number = np.isfinite(numbers)
    is_exact = np.abs(np.where(is_number, numbers, 0)).astype(np.float64) < _EXACT_BELOW[column.type.bit_width]
    kinds = np.where(is_number, np.where(is_exact, int(CellKind.NUMBER), int(CellKind.INEXACT)), int(CellKind.ERROR)).astype(np.uint8)
    kinds = np.where(column.is_null().to_numpy(zero_copy_only=False), int(CellKind.TEXT), kinds).astype(np.uint8)
    wide = column.cast(pa.float32()) if column.type.bit_width == 16 else column
    texts = _without_exponents(wide.cast(pa.string()))
    return pc.replace_substring_regex(texts, r"^(-?[0-9]+)\.0+$", r"\1"), pa.array(kinds)


def _moments(column: pa.Array) -> pa.Array:
    """Return days as `2024-04-01`, with the time unless it is midnight; a moment that has a time zone is on no certain day."""
    local = column.cast(pa.timestamp(column.type.unit))
    try:
        texts = local.cast(pa.string())
    except pa.ArrowInvalid:
        return local.cast(pa.int64()).cast(pa.string())
    if column.type.tz is not None:
        return pc.binary_join_element_wise(texts, "Z", "")
    return pc.replace_substring_regex(texts, r"[ T]00:00:00(\.0+)?$", "")


def _decoded(column: pa.Array) -> Texts:
    """Return texts composed (NFC); bytes that are not UTF-8 and texts far too long have a kind of their own."""
    try:
        column.validate(full=True)
        texts = column.cast(pa.binary()).cast(pa.string())
        longest = pc.max(pc.binary_length(texts)).as_py() or 0
    except pa.ArrowInvalid:
        return _decoded_one_by_one(column.cast(pa.binary()).to_pylist())
    if longest > _CHARACTERS:
        return _decoded_one_by_one(texts.cast(pa.binary()).to_pylist())
    if not pc.all(pc.string_is_ascii(texts)).as_py():
        texts = pc.utf8_normalize(texts, "NFC")
    return texts, _all(texts, CellKind.TEXT)


def _decoded_one_by_one(values: list[bytes | None]) -> Texts:
    texts: list[str | None] = []
    kinds: list[int] = []
    for value in values:
        text, kind = None, CellKind.TEXT
        if value is not None and len(value) > _CHARACTERS:
            kind = CellKind.OVERLONG
        elif value is not None:
            try:
                text = value.decode()
            except UnicodeDecodeError:
                kind = CellKind.UNDECODABLE
        texts.append(text)
        kinds.append(int(kind))
    return pc.utf8_normalize(pa.array(texts, pa.string()), "NFC"), pa.array(kinds, pa.uint8())


def _uuids(column: pa.Array) -> Texts:
    texts = [None if value is None else str(uuid.UUID(bytes=value)) for value in column.storage.to_pylist()]
    return pa.array(texts, pa.string()), pa.array([int(CellKind.TEXT)] * len(texts), pa.uint8())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
