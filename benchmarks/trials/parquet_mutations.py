"""Mutations of a Parquet file: columns of other types, and damaged bytes."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from trials.bounded import bounded
from trials.extract_files import HEADERS, KINDS, Row, Typed, typed

Result = tuple[str, bytes, bool, Counter[Typed], dict[int, Typed | None]]


def damaged_parquet(random_: random.Random, stem: str, rows: list[Row], *, sound: bool = False) -> Result:
    """Return a mutation's name, the file, whether it must be refused whole, and the rows that may be accepted by their number."""
    lines: dict[int, Typed | None] = {number: typed(stem, row) for number, row in enumerate(rows, 1)}
    columns: dict[str, pa.Array[Any]] = {name: pa.array([row[index] for row in rows]) for index, name in enumerate(HEADERS[stem])}
    name = "as it is"
    if not sound and random_.random() < 0.5:
        name = _other_type(random_, stem, rows, columns, lines)
    stream = io.BytesIO()
    pq.write_table(
        pa.table(columns),
        stream,
        row_group_size=random_.choice((7, 10_000)),
        compression=random_.choice(("snappy", "zstd", "none")),
        write_page_checksum=random_.random() < 0.5,
    )
    content = stream.getvalue()
    if sound or name != "as it is":
        return name, content, False, _counted(lines), lines
    choice = random_.randrange(5)
    if choice == 0:
        return "cut", content[: random_.randrange(len(content))], True, Counter(), {}
    if choice == 1:
        return "duplicated column", _duplicated(columns), False, _counted(lines), lines
    changed = bytearray(content)
    for _ in range(random_.choice((1, 1, 3))):
        changed[random_.randrange(len(changed))] ^= 1 << random_.randrange(8)
    return _flipped(stem, bytes(changed))


def _counted(lines: dict[int, Typed | None]) -> Counter[Typed]:
    return Counter(row for row in lines.values() if row is not None)


def _duplicated(columns: dict[str, Any]) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([*columns.values(), next(iter(columns.values()))], names=[*columns, next(iter(columns))]), stream)
    return stream.getvalue()


def _flipped(stem: str, content: bytes) -> Result:
    """A flipped bit may say something else that is sound: what another reader makes of it is what may be accepted."""

    def other_reader() -> list[list[str] | None]:
        table = pq.read_table(io.BytesIO(content), page_checksum_verification=True)
        # Letters that cannot be decoded spoil their row, not the file.
        for index, field in enumerate(table.schema):
            if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
                table = table.set_column(index, field.name, table.column(index).cast(pa.binary()))
        return [_as_texts([row[name] for name in HEADERS[stem]]) for row in table.to_pylist()]

    outcome = bounded(other_reader)
    if outcome.fault:
        return "flipped bits", content, True, Counter(), {}
    lines = {number: typed(stem, row) if row is not None else None for number, row in enumerate(outcome.value, 1)}
    return "flipped bits", content, False, _counted(lines), lines


def _as_texts(row: list[Any]) -> list[str] | None:
    """Return the texts of a row, those of a column of bytes decoded; None when they are no text."""
    try:
        return ["" if cell is None else cell.decode() if isinstance(cell, bytes) else str(cell) for cell in row]
    except UnicodeDecodeError:
        return None


def _other_type(random_: random.Random, stem: str, rows: list[Row], columns: dict[str, Any], lines: dict[int, Typed | None]) -> str:
    index = random_.randrange(len(HEADERS[stem]))
    header, kind = HEADERS[stem][index], KINDS[stem][index]
    texts = [row[index] for row in rows]
    choice = random_.choice(("date32", "timestamp", "dictionary", "year", "list", "struct", "binary", "float", "null", "decimal"))
    days = [_day(text) for text in texts]
    if choice in ("date32", "timestamp") and kind == "date":
        columns[header] = pa.array(days, pa.date32()).cast(pa.date32() if choice == "date32" else pa.timestamp("us"))
        return f"{choice} in a date"
    if choice == "dictionary":
        columns[header] = pa.array(texts).dictionary_encode()
        return f"dictionary in a {kind}"
    made, said = {
        "year": (pa.array([1980 + number % 40 for number in range(len(rows))]), lambda number: str(1980 + number % 40)),
        "list": (pa.array([[text] for text in texts]), None),
        "struct": (pa.array([{"a": text} for text in texts]), None),
        "binary": (pa.array([b"\xff\xfe" + text.encode() for text in texts]), None),
        "float": (pa.array([float(number) + 0.25 for number in range(len(rows))]), lambda number: f"{number}.25"),
        "null": (pa.nulls(len(rows)), lambda number: ""),
        "decimal": (pa.array([Decimal(number) for number in range(len(rows))], pa.decimal128(12, 2)), lambda number: f"{number}.00"),
    }.get(choice, (pa.array(texts), lambda number: texts[number]))
    columns[header] = made
    for number, row in enumerate(rows):
        if said is None:
            lines[number + 1] = None
            continue
        text = said(number)
        # A number that stands in a text is written with the codebook's own mark, as in its files of text.
        if kind in ("decimal", "text"):
            text = text.replace(".", ",")
        if kind == "integer":
            text = re.sub(r"\.0+$", "", text)
        lines[number + 1] = typed(stem, [*row[:index], text, *row[index + 1 :]])
    return f"{choice} in a {kind}"


def _day(text: str) -> dt.date | None:
    if not re.fullmatch(r"[0-9]{2}/[0-9]{2}/[0-9]{4}", text):
        return None
    day, month, year = map(int, text.split("/"))
    return dt.date(year, month, day)
