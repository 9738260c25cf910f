"""Each accepted value of a workbook or a Parquet file, written back, is what the file held; every row is counted twice."""

from __future__ import annotations

import datetime as dt
import math
import tempfile
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from raw_workbook import BLANK, CALCULATED_EMPTY, DAY, GENERAL, MONEY, NEVER_CALCULATED, ZEROS, error, number, row, text, write_sheet
from small_extract import CODEBOOK, SmallExtract

from analysis.extracts.cell_kinds import CellKind
from analysis.extracts.limits import LIMITS
from analysis.extracts.parquet_values import texts_of
from analysis.extracts.sheet_cells import Row, SheetReader
from analysis.extracts.sheet_row_count import count_rows
from analysis.extracts.store import open_store
from analysis.extracts.workbook_archive import WorkbookArchive
from analysis.extracts.workbook_parts import read_book, read_number_formats, read_shared_texts

XML_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff_"), max_size=8)
NUMBERS = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1).map(str),
    st.floats(-1e14, 1e14, allow_nan=False).map(repr),
    st.sampled_from(["0", "-0", "1E-7", "1.5e3", "1980", "45383", "0.1", "1.1000000000000001", "12345678901234567", "007"]),
)
CELLS = st.one_of(
    st.just(BLANK),
    XML_TEXTS.map(text),
    st.integers(0, 3).map(lambda index: f'<c t="s"><v>{index}</v></c>'),
    st.tuples(NUMBERS, st.sampled_from([GENERAL, ZEROS, MONEY])).map(lambda pair: number(*pair)),
    st.integers(61, 100_000).map(lambda serial: number(serial, DAY)),
    st.booleans().map(lambda truth: f'<c t="b"><v>{int(truth)}</v></c>'),
    st.sampled_from(["#N/A", "#REF!", "#DIV/0!"]).map(error),
    st.sampled_from([NEVER_CALCULATED, CALCULATED_EMPTY]),
)
SHARED = ("<t>riche</t>", "<t/>", '<r><t xml:space="preserve">en </t></r><r><t>deux</t></r>', '<t xml:space="preserve"> \n</t>')


def _read(path: Path) -> tuple[list[Row], int]:
    with WorkbookArchive(path, LIMITS) as archive:
        book = read_book(archive)
        shared = read_shared_texts(archive, book.shared_strings)
        formats = read_number_formats(archive, book.styles)
        reader = SheetReader(archive, book.sheets[0].part, formats, shared, is_1904=book.is_1904)
        return list(reader.rows()), count_rows(archive, book.sheets[0].part, book.shared_strings)


def _agrees(kind: CellKind, written: str, theirs: Any) -> bool:
    """Say whether a cell is what another reader of workbooks finds in it."""
    if kind in {CellKind.ERROR, CellKind.UNCALCULATED}:
        # The other reader takes these for blank cells, or for zero.
        return theirs in {"", 0.0}
    if kind is CellKind.TEXT:
        return isinstance(theirs, str) and unicodedata.normalize("NFC", theirs.strip()) == written
    if kind is CellKind.BOOLEAN:
        return theirs is (written == "true")
    if kind is CellKind.DATE:
        return isinstance(theirs, dt.date) and written in {theirs.isoformat(), str((theirs - dt.date(1899, 12, 30)).days)}
    return isinstance(theirs, (int, float)) and float(written) == theirs


@given(sheet=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8), method=st.sampled_from([0, 8]))
@settings(max_examples=100, deadline=None)
def test_every_cell_of_a_workbook_is_what_another_reader_finds(sheet: list[list[str]], method: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        write_sheet(path, [row(line, *cells) for line, cells in enumerate(sheet, 1)], shared=SHARED, method=method)
        rows, n_counted = _read(path)
        with CalamineWorkbook.from_path(path) as workbook:
            theirs = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert len(rows) == n_counted
    found = {(line, column): (kind, written) for line, cells in rows for column, kind, written in cells}
    for line, values in enumerate(theirs, 1):
        for column, value in enumerate(values):
            if (line, column) in found:
                kind, written = found.pop((line, column))
                assert _agrees(kind, written, value), (kind, written, value)
            else:
                assert isinstance(value, str)
                assert not value.strip()
    # The other reader leaves out what stands after its last value.
    assert all(kind in {CellKind.ERROR, CellKind.UNCALCULATED} for kind, _ in found.values())


DAYS = st.dates(dt.date(1972, 1, 1), dt.date(2075, 1, 1))


def _days(day: dt.date) -> st.SearchStrategy[tuple[str, Any]]:
    serial = (day - dt.date(1899, 12, 30)).days
    return st.sampled_from(
        [
            (text(f"{day:%d/%m/%Y}"), day),
            (number(serial, DAY), day),
            (number(serial), day),
            (text(str(serial)), None),
            (number(day.year), None),
            (number(day.year, DAY), None),
            (text(str(day.year)), None),
            (number(f"{serial}.5", DAY), None),
            (text(f"{day:%m-%d-%Y}"), None),
            (error("#VALUE!"), None),
            (NEVER_CALCULATED, None),
        ]
    )


def _hours(value: Decimal) -> st.SearchStrategy[tuple[str, Any]]:
    return st.sampled_from(
        [
            (number(str(value)), float(value)),
            (text(str(value).replace(".", ",")), float(value)),
            (text(f"{value}0000000000000000001".replace(".", ",") if "." in str(value) else f"{value}e0"), None),
            (text(f"{value} h"), None),
            (error("#REF!"), None),
            ('<c t="b"><v>1</v></c>', None),
        ]
    )


ROWS = st.lists(
    st.tuples(DAYS.flatmap(_days), st.decimals(0, 4000, places=2).map(lambda value: value + Decimal("0.01")).flatmap(_hours)),
    min_size=1,
    max_size=25,
)
BOOK = CODEBOOK.replace("file: participations.csv", "file: participations.xlsx").replace(
    "n_suitability_indicators: indicateurs", "n_hours_planned: heures"
)
HEADER = ("no", "no_personne", "no_fournisseur", "programme", "region", "bureau", "debut", "fin", "heures")
FIXED = tuple(text(value) for value in ("U1", "F1", "SE", "06", "B"))


@given(rows=ROWS)
@settings(max_examples=8, deadline=None)
def test_an_accepted_value_of_a_workbook_is_the_one_that_was_typed(rows: list[tuple[tuple[str, Any], tuple[str, Any]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        extract = SmallExtract(Path(folder), BOOK).write(participations=None)
        written = [row(1, *map(text, HEADER))]
        written += [row(line, text(f"P{line}"), *FIXED, day, BLANK, hours) for line, ((day, _), (hours, _)) in enumerate(rows, 2)]
        write_sheet(extract.folder / "participations.xlsx", written)
        result = extract.read()
        count = next(count for count in result.row_counts if count.table == "participations")
        kept = open_store(extract.store).table("participations").to_pandas().set_index("participation_id")
        found = {name: (found.start_date.date(), found.n_hours_planned) for name, found in kept.iterrows()}
    expected = {f"P{line}": (day, hours) for line, ((_, day), (_, hours)) in enumerate(rows, 2) if day is not None and hours is not None}
    assert found == expected
    assert (count.n_rows, count.n_counted, count.n_accepted + count.n_refused) == (len(rows), len(rows), len(rows))


PARQUET_COLUMNS = st.one_of(
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)).map(lambda values: pa.array(values, pa.int64())),
    st.lists(st.none() | st.integers(0, 2**64 - 1)).map(lambda values: pa.array(values, pa.uint64())),
    st.lists(st.none() | st.floats(width=64)).map(lambda values: pa.array(values, pa.float64())),
    st.lists(st.none() | st.floats(width=32)).map(lambda values: pa.array(values, pa.float32())),
    st.lists(st.none() | st.decimals(-(10**15), 10**15, places=9)).map(lambda values: pa.array(values, pa.decimal128(38, 9))),
    st.lists(st.none() | st.dates()).map(lambda values: pa.array(values, pa.date32())),
    st.lists(st.none() | st.datetimes()).map(lambda values: pa.array(values, pa.timestamp("us"))),
    st.lists(st.none() | st.booleans()).map(lambda values: pa.array(values, pa.bool_())),
    st.lists(st.none() | st.text(max_size=5)).map(lambda values: pa.array(values, pa.string())),
    st.lists(st.none() | st.text(max_size=5)).map(lambda values: pa.array(values, pa.string()).dictionary_encode()),
    st.lists(st.none() | st.binary(max_size=5)).map(lambda values: pa.array(values, pa.binary())),
    st.lists(st.none()).map(lambda values: pa.array(values, pa.null())),
)


@given(column=PARQUET_COLUMNS)
@settings(max_examples=200, deadline=None)
def test_the_text_of_a_parquet_value_gives_the_value_back(column: pa.Array) -> None:
    texts, kinds = texts_of(column)
    for value, written, kind in zip(column.to_pylist(), texts.to_pylist(), map(CellKind, kinds.to_pylist()), strict=True):
        assert _gives_back(value, written, kind), (value, written, kind)


def _gives_back(value: Any, written: str | None, kind: CellKind) -> bool:  # noqa: PLR0911 -- one rule a type

    if value is None:
        return written is None and kind is CellKind.TEXT
    if kind is CellKind.UNDECODABLE:
        return isinstance(value, bytes) and written is None and value.decode(errors="replace").count("\ufffd") > 0
    assert written is not None
    if isinstance(value, bool):
        return kind is CellKind.BOOLEAN and written == str(value).lower()
    if isinstance(value, float):
        if not math.isfinite(value):
            return kind is CellKind.ERROR
        is_plain = kind is not CellKind.NUMBER or not set(written) & set("eE")
        return (is_plain and Decimal(written) == Decimal(repr(value))) or float(pa.scalar(float(written), pa.float32()).as_py()) == value
    if isinstance(value, (int, Decimal)):
        return kind is CellKind.EXACT and Decimal(written) == value
    if isinstance(value, dt.datetime):
        return kind is CellKind.DATE and dt.datetime.fromisoformat(written) == value
    if isinstance(value, dt.date):
        return kind is CellKind.DATE and dt.date.fromisoformat(written) == value
    whole = value.decode() if isinstance(value, bytes) else value
    return kind is CellKind.TEXT and unicodedata.normalize("NFC", whole) == written


def test_values_of_a_parquet_file_are_accepted_as_they_are_or_refused(tmp_path: Path) -> None:
    extract = SmallExtract(tmp_path, BOOK.replace("participations.xlsx", "participations.parquet")).write(participations=None)
    days = ["01/04/2024", "2024-04-01", "2024", "45383", None, "1/4/24"]
    size = len(days)
    base = {"no_personne": "U1", "no_fournisseur": "F1", "programme": "SE", "region": "06", "bureau": "B"}
    columns: dict[str, Any] = {"no": [f"P{index}" for index in range(size)]} | {name: [value] * size for name, value in base.items()}
    columns |= {"debut": days, "fin": pa.nulls(size), "heures": ["1,5", "1.5", "1e3", "nan", "", "35"]}
    pq.write_table(pa.table(columns), extract.folder / "participations.parquet")
    extract.read()
    assert {(line, column, reason) for _, line, column, reason in extract.ledger()} == {
        (2, "n_hours_planned", "not_a_decimal"), (3, "start_date", "not_a_date"), (3, "n_hours_planned", "not_a_decimal"),
        (4, "start_date", "not_a_date"), (4, "n_hours_planned", "not_a_decimal"), (5, "start_date", "required_missing"),
        (6, "start_date", "not_a_date"),
    }  # fmt: skip
    zone = pa.timestamp("us", tz="America/Toronto")
    moment = dt.datetime(2024, 4, 1, tzinfo=dt.UTC)
    columns |= {"debut": pa.array([moment] * size, zone), "heures": pa.array([1, math.nan, math.inf, 1e16, -1, None])}
    columns["bureau"] = pa.array([2**53 + 1] * size)
    columns["no"] = pa.array([float(10**15 + index) for index in range(size)])
    pq.write_table(pa.table(columns), extract.folder / "participations.parquet")
    extract.read()
    found = {(line, column, reason) for _, line, column, reason in extract.ledger()}
    assert {(line, reason) for line, column, reason in found if column == "n_hours_planned"} == {
        (2, "error_value"), (3, "error_value"), (4, "too_many_digits"), (5, "out_of_bounds"),
    }  # fmt: skip
    assert {reason for _, column, reason in found if column == "start_date"} == {"not_a_date"}
    assert {reason for _, column, reason in found if column == "participation_id"} == {"too_many_digits"}
    assert not {reason for _, column, reason in found if column == "office"}
