"""A workbook or a Parquet file made to fill a machine, or damaged anywhere, ends in a message: no abort, no traceback, bounded memory."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from raw_workbook import number, row, text, write_sheet
from small_extract import CODEBOOK, SmallExtract

from analysis.core.errors import ExtractError
from analysis.extracts.limits import Limits
from analysis.extracts.store import open_store
from analysis.extracts.workbook_archive import UnreadableWorkbookError, WorkbookArchive

PROVIDERS = [row(1, text("no"), text("nom"), text("region")), row(2, text("F1"), text("Carrefour"), text("06"))]
SHARED_INPUTS = Path(__file__).parents[4] / "shared" / "inputs" / "faults"


def providers(extract: SmallExtract, suffix: str) -> Path:
    extract.codebook_text = CODEBOOK.replace("fournisseurs.csv", f"fournisseurs.{suffix}")
    extract.write(fournisseurs=None)
    return extract.folder / f"fournisseurs.{suffix}"


def refusal(extract: SmallExtract, **options: object) -> list[str]:
    with pytest.raises(ExtractError) as caught:
        extract.read(**options)
    assert "Traceback" not in caught.value.text("fr")
    return [problem.what.en for problem in caught.value.problems]


def damage(path: Path, place: int, bits: int = 0xFF) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= bits
    path.write_bytes(bytes(content))


DAMAGED = ["Excel workbook truncated or damaged"]
BILLION_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)) + "]>"
)


def test_a_damaged_deflate_stream_is_a_damaged_workbook(extract: SmallExtract) -> None:
    path = providers(extract, "xlsx")
    write_sheet(path, PROVIDERS)
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 30 + len("xl/worksheets/sheet1.xml") + 20
    damage(path, place)
    assert refusal(extract) == DAMAGED


def test_the_damaged_workbook_that_was_seen_is_refused(extract: SmallExtract) -> None:
    source = SHARED_INPUTS / "18-a-workbook-with-a-damaged-stream" / "satisfaction.xlsx"
    if not source.is_file():
        pytest.skip("the collected inputs are not on this machine")
    providers(extract, "xlsx").write_bytes(source.read_bytes())
    assert refusal(extract) == DAMAGED


SHEET = "xl/worksheets/sheet1.xml"


def sheet(*rows: str) -> dict[str, bytes]:
    return {SHEET: f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>".encode()}


TOO_LARGE = ["file far too large once decompressed"]
HOSTILE_PARTS: dict[str, tuple[dict[str, bytes], list[str]]] = {
    "entities": ({SHEET: f"{BILLION_LAUGHS}<worksheet><sheetData/></worksheet>".encode()}, DAMAGED),
    "entities in texts": ({"xl/sharedStrings.xml": f"{BILLION_LAUGHS}<sst><si><t>&j;</t></si></sst>".encode()}, DAMAGED),
    "no sheet": ({"xl/workbook.xml": b"<workbook><sheets/></workbook>"}, DAMAGED),
    "not xml": ({SHEET: b"\0\1\2"}, DAMAGED),
    "cut xml": ({SHEET: "".join(PROVIDERS).encode()[:-3]}, DAMAGED),
    "two rows of one number": (sheet(*PROVIDERS, PROVIDERS[1]), DAMAGED),
    "a style that does not exist": (sheet(PROVIDERS[0], row(2, number(1, 99))), DAMAGED),
    "a row beyond the last": (sheet(PROVIDERS[0], row(1_048_577, text("x"))), DAMAGED),
    "a tag of megabytes": ({SHEET: b'<worksheet a="' + b"x" * 12_000_000 + b'"><sheetData/></worksheet>'}, TOO_LARGE),
    "10,000 columns": (sheet(row(1, *map(text, map(str, range(10_000))))), ["the header has more columns than are read"]),
    "another kind of archive": ({"_rels/.rels": b"<Relationships/>"}, ["this is not an .xlsx workbook"]),
}


@pytest.mark.parametrize(("parts", "expected"), HOSTILE_PARTS.values(), ids=list(HOSTILE_PARTS))
def test_a_hostile_part_ends_in_a_message(extract: SmallExtract, parts: dict[str, bytes], expected: list[str]) -> None:
    write_sheet(providers(extract, "xlsx"), PROVIDERS, more=parts)
    assert refusal(extract) == expected


def test_one_cell_of_many_megabytes_costs_its_own_row_only(extract: SmallExtract) -> None:
    rows = [*PROVIDERS, row(3, text("F2"), text("x" * 30_000_000), text("06"))]
    write_sheet(providers(extract, "xlsx"), rows)
    extract.read()
    assert [entry[1:] for entry in extract.ledger() if entry[0].startswith("fournisseurs")] == [(3, "provider_name", "text_too_long")]


def test_a_workbook_that_repeats_a_long_text_stops_at_the_limit(extract: SmallExtract) -> None:
    shared = [f"<t>{'x' * 30_000}</t>"]
    rows = [PROVIDERS[0], *(row(line, text(f"F{line}"), '<c t="s"><v>0</v></c>', text("06")) for line in range(2, 3000))]
    write_sheet(providers(extract, "xlsx"), rows, shared=shared)
    assert refusal(extract, limits=Limits(expansion_from=20_000_000)) == ["file far too large once decompressed"]


def test_a_directory_that_lies_about_sizes_is_a_damaged_workbook(extract: SmallExtract) -> None:
    path = providers(extract, "xlsx")
    write_sheet(path, [*PROVIDERS, *(row(line, text("x" * 50)) for line in range(3, 500))])
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = 0
        while (place := content.find(signature, place)) >= 0:
            content[place + offset : place + offset + 4] = struct.pack("<I", 100)
            place += 4
    path.write_bytes(bytes(content))
    assert refusal(extract) == DAMAGED


def test_a_directory_of_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 65535, 65535, 900_000_000, 0, 0)
    path.write_bytes(b"PK\x03\x04" + b"\0" * 100 + end)
    with pytest.raises(UnreadableWorkbookError, match="expands_too_much"):
        WorkbookArchive(path, Limits())


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 300, b"PK\x05\x06" + b"\0" * 18, b"x" * 100])
def test_what_is_no_archive_is_refused(extract: SmallExtract, content: bytes) -> None:
    providers(extract, "xlsx").write_bytes(content)
    assert refusal(extract)[0] in {*DAMAGED, "this is not an .xlsx workbook"}


def test_an_archive_in_an_archive_is_no_workbook(extract: SmallExtract) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a", b"0" * 100)
    with zipfile.ZipFile(providers(extract, "xlsx"), "w") as archive:
        archive.writestr("inner.xlsx", inner.getvalue())
    assert refusal(extract) == ["this is not an .xlsx workbook"]


def test_any_flipped_byte_of_a_workbook_is_refused_or_gives_the_same_rows(extract: SmallExtract) -> None:
    path = providers(extract, "xlsx")
    write_sheet(path, PROVIDERS)
    whole, chance = path.read_bytes(), random.Random(6)  # noqa: S311 -- a seed that can be tried again
    for _ in range(30):
        path.write_bytes(whole)
        damage(path, chance.randrange(len(whole)), 1 << chance.randrange(8))
        try:
            extract.read()
        except ExtractError:
            continue
        assert open_store(extract.store).table("providers").provider_name.to_list() == ["Carrefour"]


TABLE = pa.table({"no": ["F1", "F2"], "nom": ["Carrefour", "Relais"], "region": ["06", "03"]})
DAMAGED_PARQUET = ["Parquet file truncated or damaged"]


def write_parquet(extract: SmallExtract, table: pa.Table, **options: object) -> Path:
    path = providers(extract, "parquet")
    pq.write_table(table, path, **options)
    return path


def test_a_small_file_of_very_many_rows_is_refused(extract: SmallExtract) -> None:
    repeated = pa.DictionaryArray.from_arrays(pa.array(memoryview(bytes(8_000_000)).cast("b"), pa.int8()), ["x"])
    path = write_parquet(extract, pa.table({"no": repeated, "nom": repeated, "region": repeated}))
    assert path.stat().st_size < 100_000
    assert refusal(extract) == ["file far too large once decompressed"]


def test_a_dictionary_of_one_long_text_costs_its_rows_only(extract: SmallExtract) -> None:
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000, pa.int32()), ["x" * 5_000_000])
    numbers = [f"F{index}" for index in range(5_000)]
    path = write_parquet(extract, pa.table({"no": numbers, "nom": long, "region": ["06"] * 5_000}))
    assert path.stat().st_size < 1_000_000
    result = extract.read()
    assert {reason for file, _, column, reason in extract.ledger() if column == "provider_name"} == {"text_too_long"}
    assert [count.n_refused for count in result.row_counts if count.table == "providers"] == [5_000]


def test_a_reading_that_needs_more_than_its_memory_or_time_is_said_to(extract: SmallExtract) -> None:
    long = pa.array(["y" * 50_000_000, "z" * 50_000_000], pa.string())
    write_parquet(extract, TABLE.set_column(1, "nom", long), use_dictionary=False, compression="zstd")
    assert refusal(extract, limits=Limits(reader_memory=400 * 2**20)) == ["reading this file takes too much memory or time"]


def test_columns_of_lists_are_refused_when_they_are_read_and_left_when_they_are_not(extract: SmallExtract) -> None:
    lists = pa.array([[1], [2, 3]])
    write_parquet(extract, TABLE.append_column("autre", lists))
    assert extract.read().n_refused == 0
    write_parquet(extract, TABLE.set_column(2, "region", lists))
    assert refusal(extract) == ["columns of lists or records: region"]


def test_two_columns_of_one_name_are_refused(extract: SmallExtract) -> None:
    write_parquet(extract, pa.Table.from_arrays([*TABLE.columns, TABLE.column(0)], names=["no", "nom", "region", "no"]))
    assert refusal(extract) == ['two columns are called "no"']


def test_a_footer_that_claims_other_rows_than_its_pages_is_refused(extract: SmallExtract) -> None:
    from analysis.extracts import parquet_files  # noqa: PLC0415

    write_parquet(extract, TABLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet_files, "count_values", lambda *_: 3)
        assert "2 for the reader that reads them, 3 for the one that counts them again" in refusal(extract)[0]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("compression", ["none", "snappy", "zstd", "gzip"])
def test_any_flipped_byte_of_a_parquet_file_is_refused_or_reads_as_many_rows(tmp_path: Path, version: str, compression: str) -> None:
    from analysis.extracts.parquet_footer import DamagedFooterError, count_values, read_footer  # noqa: PLC0415

    table = pa.table({"no": [f"F{index}" for index in range(3000)], "n": pa.array(range(3000))})
    path = tmp_path / "x.parquet"
    pq.write_table(table, path, data_page_version=version, compression=compression, data_page_size=2_000, row_group_size=1_000)
    footer = read_footer(path)
    assert (footer.names, footer.n_rows, dict(footer.plain)) == (("no", "n"), 3000, {"no": 0, "n": 1})
    assert [count_values(path, footer, name) for name in footer.names] == [3000, 3000]
    whole, chance = path.read_bytes(), random.Random(7)  # noqa: S311 -- a seed that can be tried again
    for _ in range(200):
        path.write_bytes(whole)
        damage(path, len(whole) - 1 - chance.randrange(min(2_000, len(whole))), 1 << chance.randrange(8))
        try:
            footer = read_footer(path)
            for name in footer.plain:
                count_values(path, footer, name)
        except DamagedFooterError:
            pass


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_damaged_parquet_file_ends_in_a_message(extract: SmallExtract, place: float) -> None:
    path = write_parquet(extract, TABLE)
    damage(path, int(place * path.stat().st_size))
    try:
        extract.read()
    except ExtractError as error:
        assert "Traceback" not in error.text("en")


def test_a_truncated_parquet_file_is_damaged(extract: SmallExtract) -> None:
    path = write_parquet(extract, TABLE)
    whole = path.read_bytes()
    for cut in (whole[:3], whole[: len(whole) // 2], whole[:-1], b"PARE" + whole[4:-4] + b"PARE", zlib.compress(whole)):
        path.write_bytes(cut)
        assert refusal(extract) == DAMAGED_PARQUET
