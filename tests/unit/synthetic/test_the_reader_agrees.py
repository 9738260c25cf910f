"""The made-up agency and the reader of extracts hold each other: two ways to one store, and a ledger that names each bad row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.extracts.codebooks import load_codebook
from analysis.extracts.reading import read_extract
from analysis.extracts.store import Store, open_store, stored_columns
from analysis.extracts.tables import TABLES
from analysis.statistics.reliability import cronbach_alpha
from analysis.synthetic.agency import make_agency
from analysis.synthetic.agency_headings import HEADINGS
from analysis.synthetic.agency_words import AGENCY_CODES
from analysis.synthetic.opinions import LEFT_IN_FILES
from analysis.synthetic.store_files import TABLE_ORDER, write_store

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "data" / "sample"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Store:
    agency = make_agency(6_000, 20240401)
    folder = tmp_path_factory.mktemp("read") / "store"
    codebook = load_codebook(ROOT / "params" / "codebooks" / "made_up_agency.yaml")
    read_extract(SAMPLE, codebook, folder, as_of=agency.observation_date)
    return open_store(folder)


def test_the_ledger_holds_each_bad_row_under_its_reason_and_nothing_else(read: Store) -> None:
    told = json.loads((SAMPLE / "truth.json").read_text("utf-8"))["bad_rows"]
    found: dict[str, dict[str, int]] = {}
    ledger = read.connection.table("ledger")
    for row in ledger.select("file", "line", "table", "reason").distinct().to_pyarrow().to_pylist():
        reasons = found.setdefault(row["table"], {})
        reasons[row["reason"]] = reasons.get(row["reason"], 0) + 1
    assert found == told
    refused = {count.table: count.n_refused for count in read.row_counts}
    assert {table: number for table, number in refused.items() if number} == {
        table: sum(reasons.values()) for table, reasons in told.items()
    }


def test_good_rows_read_from_raw_files_are_those_written_straight_to_a_store(read: Store, tmp_path: Path) -> None:
    write_store(make_agency(6_000, 20240401), tmp_path / "straight")
    for name in TABLE_ORDER:
        # Every value, and why each absent one is absent: the codebook loses nothing.
        columns = ", ".join(stored_columns(TABLES[name]))
        left, right = (f"select {columns} from read_parquet('{folder}/{name}.parquet')" for folder in (read.path, tmp_path / "straight"))  # noqa: S608
        difference = f"select count(*) from (({left} except all {right}) union all ({right} except all {left}))"  # noqa: S608
        assert duckdb.sql(difference).fetchall() == [(0,)], name


def test_the_reliability_of_the_six_questions_is_the_one_that_was_drawn(read: Store) -> None:
    told = json.loads((SAMPLE / "truth.json").read_text("utf-8"))["satisfaction_items"]
    items = read.table("satisfaction_items")
    codes = [f"q{number}" for number in range(1, 7)]
    wide = items.group_by("answer_id").aggregate(**{code: items.score.max(where=items.question == code) for code in codes})
    complete = wide.to_pandas().dropna()
    assert len(complete) == told["n_complete"]
    assert cronbach_alpha(complete[codes].to_numpy(float)).alpha == pytest.approx(told["cronbach_alpha"], abs=5e-7)


def test_headings_and_codes_are_those_of_the_codebook() -> None:
    codebook = load_codebook(ROOT / "params" / "codebooks" / "made_up_agency.yaml")
    by_table: dict[str, Any] = {entry.table: entry for entry in codebook.definition.files}
    for table, (file, columns) in HEADINGS.items():
        assert by_table[table].file == file
        mapped = {name: source.column for name, source in by_table[table].columns.items() if source.column}
        left = {columns[name] for name in LEFT_IN_FILES.get(table, ())}
        assert mapped == {name: heading for name, heading in columns.items() if heading not in left}
        assert set(by_table[table].other_columns) == left
    lists = {tuple(sorted(codes.items())) for codes in codebook.definition.code_lists.values()}
    assert lists == {tuple(sorted((code, name) for name, code in codes.items())) for codes in AGENCY_CODES.values()}
