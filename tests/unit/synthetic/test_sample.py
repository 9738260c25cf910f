"""The committed sample is what its README says: made up, small, and made again by one command."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from analysis.synthetic.agency import make_agency
from analysis.synthetic.agency_files import write_agency_files
from analysis.synthetic.agency_headings import HEADINGS

SAMPLE = Path(__file__).parents[3] / "data" / "sample"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.name: gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in sorted(folder.iterdir())
    }


def test_the_sample_is_made_again_to_the_byte(tmp_path: Path) -> None:
    # Compressed files are compared by what they hold: two machines may compress the same bytes differently.
    write_agency_files(make_agency(6_000, 20240401), tmp_path)
    again, committed = contents(tmp_path), contents(SAMPLE)
    assert set(again) == set(committed)
    assert [name for name in again if again[name] != committed[name]] == []


def test_the_sample_is_small_and_says_it_is_made_up() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 3_000_000
    page = (SAMPLE / "README.md").read_text("utf-8")
    assert "Toutes ces données sont inventées" in page
    assert "All these data are made up" in page
    assert "bilan synthesize --participations 6000 --seed 20240401 --out data/sample" in page
    truth = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
    assert set(truth["about"]) == {"fr", "en"}
    names = (SAMPLE / "fournisseurs.csv").read_text("utf-8-sig").splitlines()[1:]
    assert all(not line.split(";")[1] or line.split(";")[1].startswith("Fiction ") for line in names)


def test_the_sample_is_large_enough_to_be_interesting() -> None:
    truth = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
    assert truth["n_participations"] == 6_000
    assert len(truth["providers"]) == 40
    assert set(truth["employment"]["supported_employment"]) == {"all_years", "2022", "2023", "2024"}
    assert 50 <= sum(sum(reasons.values()) for reasons in truth["bad_rows"].values()) <= 100
    waves = truth["employment"]["supported_employment"]["2024"]
    assert waves["3"]["n_due"] == waves["3"]["n"]
    assert 0 < waves["12"]["n_due"] < waves["12"]["n"], "late participations are not yet due at 12 months"
    assert waves["18"]["n_due"] < waves["12"]["n_due"]
    assert waves["24"]["n_due"] == 0


@pytest.mark.parametrize("table", HEADINGS)
def test_raw_files_begin_with_a_byte_order_mark_and_the_agreed_heading(table: str) -> None:
    file, columns = HEADINGS[table]
    content = (SAMPLE / file).read_bytes()
    content = gzip.decompress(content) if file.endswith(".gz") else content
    assert content.startswith(b"\xef\xbb\xbf" + ";".join(columns.values()).encode() + b"\n")
    assert content.endswith(b"\n")


def test_the_page_about_the_agency_prints_the_truth_of_the_sample() -> None:
    truth = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
    page = (SAMPLE.parents[1] / "docs" / "made_up_agency.md").read_text("utf-8")
    shares = ("employed", "employed_20h", "response", "reached_only_employed", "reached_only_employed_20h")
    for months, wave in truth["employment"]["supported_employment"]["all_years"].items():
        cells = [months, str(wave["n"]), str(wave["n_due"]), *(f"{100 * wave[name]:.1f}" for name in shares)]
        assert f"| {' | '.join(cells)} |" in page
