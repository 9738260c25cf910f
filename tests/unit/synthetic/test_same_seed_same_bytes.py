from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from analysis.core.errors import DefinitionError
from analysis.synthetic.agency import make_agency
from analysis.synthetic.agency_files import write_agency_files
from analysis.synthetic.agency_headings import HEADINGS
from analysis.synthetic.block import make_blocks
from analysis.synthetic.made_tables import BLOCK_TABLES
from analysis.synthetic.store_files import ROW_GROUP, TABLE_ORDER, write_store
from analysis.synthetic.truth import TruthCounter


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file; of a compressed one, those it holds (compressors differ from machine to machine)."""
    return {
        path.name: gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in sorted(folder.iterdir())
    }


def test_the_same_seed_gives_the_same_store_whatever_the_size_of_blocks(tmp_path: Path) -> None:
    agency = make_agency(2_003, 5)
    write_store(agency, tmp_path / "whole")
    write_store(make_agency(2_003, 5), tmp_path / "again")
    write_store(agency, tmp_path / "cut", block=404)
    assert contents(tmp_path / "whole") == contents(tmp_path / "again")
    assert contents(tmp_path / "whole") == contents(tmp_path / "cut")
    write_store(make_agency(2_003, 6), tmp_path / "other")
    assert all(
        contents(tmp_path / "whole")[f"{name}.parquet"] != contents(tmp_path / "other")[f"{name}.parquet"] for name in TABLE_ORDER
        if name not in {"providers", "consortium_members"}  # who they are does not depend on luck
    )  # fmt: skip


@pytest.mark.slow
def test_row_groups_are_cut_alike_when_a_table_has_several(tmp_path: Path) -> None:
    agency = make_agency(ROW_GROUP // 2, 5)
    write_store(agency, tmp_path / "whole")
    write_store(agency, tmp_path / "cut", block=20_000)
    assert contents(tmp_path / "whole") == contents(tmp_path / "cut")


def test_the_same_seed_gives_the_same_raw_files_whatever_the_size_of_blocks(tmp_path: Path) -> None:
    agency = make_agency(2_003, 5)
    write_agency_files(agency, tmp_path / "whole")
    write_agency_files(agency, tmp_path / "cut", block=100)
    assert contents(tmp_path / "whole") == contents(tmp_path / "cut")
    packed = (tmp_path / "whole" / "suivis.csv.gz").read_bytes()
    assert packed[3] == 0, "the gzip header holds a name or a comment"
    assert packed[4:8] == bytes(4), "the gzip header holds a time"


def test_the_order_of_people_does_not_depend_on_how_many_there_are() -> None:
    few, many = make_agency(400, 5), make_agency(4_000, 5)
    for rows_of in BLOCK_TABLES.values():
        first = rows_of(few, next(make_blocks(few)))
        again = rows_of(many, next(make_blocks(many, 400)))
        assert {name: cells.values.to_pylist() for name, cells in first.items()} == {
            name: cells.values.to_pylist() for name, cells in again.items()
        }


@pytest.mark.parametrize("participations", [0, 1, 3])
def test_an_agency_may_be_empty_or_hold_one_participation(participations: int, tmp_path: Path) -> None:
    agency = make_agency(participations, 1)
    write_store(agency, tmp_path / "store")
    write_agency_files(agency, tmp_path / "raw")
    lines = contents(tmp_path / "raw")[HEADINGS["participations"][0]].splitlines()
    assert len(lines) == 1 + participations
    truth = TruthCounter(agency)
    for made in make_blocks(agency):
        truth.add(made)
    assert truth.result({})["n_participations"] == participations


def test_every_number_out_of_bounds_is_said_at_once() -> None:
    with pytest.raises(DefinitionError) as caught:
        make_agency(-1, -1, first_fiscal_year=1, n_fiscal_years=0, providers=16)
    assert [problem.where for problem in caught.value.problems] == [
        "participations", "seed", "first_fiscal_year", "n_fiscal_years", "providers",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="multiple"):
        next(make_blocks(make_agency(10, 1), 6))
