"""Whatever happens to the bytes of a file, its rows are accepted or refused, each once, and found at their lines."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_extract import PARTICIPATIONS, PERSONS, PROVIDERS, SmallExtract

from analysis.core.errors import ExtractError
from analysis.extracts import second_count, text_files
from analysis.extracts.limits import LIMITS
from analysis.extracts.second_count import SecondCount, count_text_records
from analysis.extracts.store import open_store
from analysis.extracts.text_files import rewrite

CELLS = st.text(alphabet='ab;"\n,é \t', max_size=6).map(lambda text: text.replace("\r", ""))
RECORDS = st.lists(st.tuples(CELLS, CELLS, CELLS).filter(lambda cells: any(cell.strip() for cell in cells)), max_size=12)


@given(
    encoding=st.sampled_from(["utf-8", "windows-1252", "utf-16"]),
    records=RECORDS,
    block=st.integers(1, 64),
    ending=st.sampled_from(["\n", "\r\n"]),
    style=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
@settings(max_examples=200, deadline=None)
def test_well_formed_text_is_read_as_the_standard_reader_reads_it(
    records: list[tuple[str, str, str]], block: int, ending: str, style: int, encoding: str
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator=ending, quoting=style).writerows([("x", "y", "z"), *records])
    text = written.getvalue()
    target = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        # Blocks of a few bytes: every boundary falls somewhere awkward.
        patch.setattr(text_files, "_BLOCK", block)
        patch.setattr(second_count, "_CHUNK", block)
        try:
            scan = rewrite(io.BytesIO(text.encode(encoding)), target, ";", encoding, LIMITS)
        except text_files.UnreadableTextError as error:
            assert error.reason == "doubtful_quotes"
            assert any(_may_be_rows(record) for record in records)
            return
        counted = count_text_records(io.BytesIO(text.encode(encoding)), ";", encoding, LIMITS)
    assert counted == SecondCount(len(records), scan.sum_of_lines())
    read = list(csv.reader(io.StringIO(target.getvalue().decode(), newline=""), delimiter=";"))
    assert [tuple(cell.replace("\x1e", "\n") for cell in row) for row in read] == records
    assert scan.n_refused == 0
    reader = csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline=""), delimiter=";")
    next(reader)
    starts = [reader.line_num + 1]
    starts += [reader.line_num + 1 for _ in reader]
    assert [scan.lines.record_at(line) for line in starts[:-1]] == list(range(len(records)))


def _may_be_rows(record: tuple[str, ...]) -> bool:
    """Say whether two lines of a record have as many delimiters as a row, whichever quotes it is written with."""
    return sum(line.count(";") == 2 for line in ";".join(record).split("\n")) > 1


@given(content=st.binary(max_size=400), block=st.integers(1, 50), encoding=st.sampled_from(["utf-8", "windows-1252"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_records_with_the_right_fields_or_refusals_on_lines_that_exist(content: bytes, block: int, encoding: str) -> None:
    whole = b"x;y\n" + content
    target = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_files, "_BLOCK", block)
        try:
            scan = rewrite(io.BytesIO(whole), target, ";", encoding, LIMITS)
        except text_files.UnreadableTextError:
            return
        patch.setattr(second_count, "_CHUNK", block)
        counted = count_text_records(io.BytesIO(whole), ";", encoding, LIMITS)
    assert counted == SecondCount(scan.n_records + scan.n_refused, scan.sum_of_lines())
    rows = target.getvalue().decode().split("\n")[:-1]
    assert len(rows) == scan.n_records
    assert all(len(next(csv.reader([row], delimiter=";", strict=True))) == 2 for row in rows)
    n_lines = len(whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n"))
    lines = [int(line) for groups in scan.refused.values() for group in groups for line in group]
    assert len(set(lines)) == len(lines)
    assert all(1 < line <= n_lines for line in lines)


DAMAGE = st.tuples(
    st.integers(0, 10_000), st.sampled_from([b"", b'"', b";", b"\n", b"\0", b"\xff", b"\r", b"INC", b"9", b"U1", b"=", b"'"])
)


@given(damages=st.lists(st.tuples(st.sampled_from(["personnes", "fournisseurs", "participations"]), DAMAGE), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_rows_in_are_rows_accepted_plus_rows_refused_whatever_the_damage(damages: list[tuple[str, tuple[int, bytes]]]) -> None:
    files = {
        "personnes": "\n".join(PERSONS).encode(),
        "fournisseurs": "\n".join(PROVIDERS).encode(),
        "participations": "\n".join(PARTICIPATIONS).encode(),
    }
    for name, (place, put) in damages:
        content = files[name]
        after_header = content.index(b"\n") + 1
        position = after_header + place % (len(content) - after_header)
        files[name] = content[:position] + put + content[position + 1 :]
    with tempfile.TemporaryDirectory() as folder:
        extract = SmallExtract(Path(folder)).write(**files)  # type: ignore[arg-type]
        try:
            result = extract.read()
        except ExtractError:
            return
        store = open_store(extract.store)
        ledger = extract.ledger()
        for count in result.row_counts:
            assert count.n_rows == count.n_accepted + count.n_refused
            assert store.table(count.table).count().execute() == count.n_accepted
            assert len({line for file, line, _, _ in ledger if file == count.file}) == count.n_refused
