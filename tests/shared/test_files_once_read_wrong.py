"""Files that were once read wrongly, or ended in a traceback: each has its answer now (`inputs/` beside the checkout says what each is)."""

from __future__ import annotations

import csv
import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from tiny_run import TinyRun, make_tiny_run

from analysis.core.errors import ExtractError, ReportError
from analysis.core.ownership import OwnFile, refuse_foreign_files
from analysis.extracts.checking import check_extract
from analysis.extracts.codebooks import load_codebook

AS_OF = date(2026, 11, 30)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check says: how many rows were accepted and refused in each file, the reasons, and all of its words."""

    counts: dict[str, tuple[int, int]]
    reasons: set[tuple[str, str, str]]
    words: str


def checked(folder: Path, codebook: Path, to: Path) -> Answer:
    ledger = to / "ledger.csv"
    summary = check_extract(folder, load_codebook(codebook), ledger=OwnFile(ledger, to / "written", "ledger"), as_of=AS_OF)
    with ledger.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return Answer(
        {count.file: (count.n_accepted, count.n_refused) for count in summary.result.row_counts},
        {(row["file"], row["source_column"], row["reason"]) for row in rows},
        "\n".join(summary.summary_text(language) for language in ("fr", "en")) + ledger.read_text("utf-8-sig"),
    )


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    return make_tiny_run(tmp_path_factory.mktemp("agency") / "project")


def with_file(agency: TinyRun, name: str, source: Path, to: Path) -> tuple[Path, Path]:
    """Return a copy of the agency's folder in which one file is another, and a codebook that expects it."""
    folder, stem = to / "files", name.partition(".")[0]
    shutil.copytree(agency.files, folder)
    (old,) = folder.glob(f"{stem}.*")
    old.unlink()
    shutil.copy(source, folder / name)
    codebook = to / "made_up_agency.yaml"
    codebook.write_text((agency.project / MADE_UP).read_text("utf-8").replace(old.name, name), "utf-8")
    return folder, codebook


MADE_UP = Path("params", "codebooks", "made_up_agency.yaml")


def test_a_stray_quote_at_the_end_of_a_header_loses_no_row(shared: Path, agency: TinyRun, tmp_path: Path) -> None:
    source = shared / "inputs" / "faults" / "01-header-quote" / "plaintes.csv"
    try:
        answer = checked(*with_file(agency, "plaintes.csv", source, tmp_path), tmp_path)
    except ExtractError as error:
        assert [problem.where for problem in error.problems] == ["plaintes.csv:1"]
    else:
        assert sum(answer.counts["plaintes.csv"]) == 40_000


def test_a_quote_of_a_header_closed_by_a_row_shows_no_person(shared: Path, agency: TinyRun, tmp_path: Path) -> None:
    source = shared / "inputs" / "faults" / "14-header-quote-shows-a-person" / "personnes.csv"
    with pytest.raises(ExtractError) as caught:
        checked(*with_file(agency, "personnes.csv", source, tmp_path), tmp_path)
    for language in ("fr", "en"):
        assert "personnes.csv:1" in caught.value.text(language)
        assert "U0000001" not in caught.value.text(language)
        assert "05/02/2000" not in caught.value.text(language)


def test_a_year_typed_as_a_date_is_no_day_of_1905(shared: Path, agency: TinyRun, tmp_path: Path) -> None:
    source = shared / "inputs" / "faults" / "06-xlsx-year-becomes-1905" / "personnes.xlsx"
    answer = checked(*with_file(agency, "personnes.xlsx", source, tmp_path), tmp_path)
    assert ("personnes.xlsx", "date_naissance", "not_a_date") in answer.reasons
    assert "1905" not in answer.words


def test_a_workbook_with_a_damaged_stream_is_said_to_be(shared: Path, agency: TinyRun, tmp_path: Path) -> None:
    source = shared / "inputs" / "faults" / "18-a-workbook-with-a-damaged-stream" / "satisfaction.xlsx"
    with pytest.raises(ExtractError) as caught:
        checked(*with_file(agency, "satisfaction.xlsx", source, tmp_path), tmp_path)
    assert "Excel workbook truncated or damaged" in caught.value.text("en")


def test_a_file_name_that_is_no_text_is_named_as_not_read(shared: Path, agency: TinyRun, tmp_path: Path) -> None:
    assert (shared / "inputs" / "faults" / "17-a-file-name-not-in-utf8").is_dir()
    folder = tmp_path / "files"
    shutil.copytree(agency.files, folder)
    Path(os.fsdecode(os.fsencode(folder) + b"/donn\x82es.csv")).write_text("x")
    assert "donn\ufffdes.csv" in checked(folder, agency.project / MADE_UP, tmp_path).words


def test_the_folder_of_an_extension_is_left_alone(shared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my_extension"
    shutil.copytree(shared / "inputs" / "faults" / "02-out-deletes-a-foreign-folder" / "my_extension", folder)
    with pytest.raises(ReportError) as caught:
        refuse_foreign_files(folder, "bilan report", "my_extension", ReportError)
    assert "work.js" in caught.value.text("fr")


def test_a_ledger_never_replaces_an_extract(agency: TinyRun, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    shutil.copytree(agency.files, folder)
    before = (folder / "personnes.csv.gz").read_bytes()
    with pytest.raises(ExtractError):
        check_extract(
            folder, load_codebook(agency.project / MADE_UP), ledger=OwnFile(folder / "personnes.csv.gz", tmp_path, "ledger"), as_of=AS_OF
        )
    assert (folder / "personnes.csv.gz").read_bytes() == before


def small(shared: Path, name: str, to: Path) -> tuple[Path, Path]:
    """Return a folder of files, and its codebook under the name that it gives itself."""
    folder = shared / "inputs" / "read_wrong" / name
    text = (folder / "codebook.yaml").read_text("utf-8")
    codebook = to / f"{text.partition('name: ')[2].split()[0]}.yaml"
    codebook.write_text(text, "utf-8")
    return folder, codebook


def test_cells_in_error_and_formulas_without_a_result_are_refused(shared: Path, tmp_path: Path) -> None:
    answer = checked(*small(shared, "01-excel-error-cells", tmp_path), tmp_path)
    assert {reason for file, _, reason in answer.reasons if file == "suivis.xlsx"} >= {"error_value", "formula_not_calculated"}


def test_a_year_of_birth_in_a_workbook_is_refused(shared: Path, tmp_path: Path) -> None:
    answer = checked(*small(shared, "03-year-of-birth-in-excel", tmp_path), tmp_path)
    accepted, refused = answer.counts["personnes.xlsx"]
    assert (accepted, refused > 0) == (0, True)


def test_letters_of_an_old_code_page_are_asked_about(shared: Path, tmp_path: Path) -> None:
    folder, codebook = small(shared, "05-oem-code-page", tmp_path)
    with pytest.raises(ExtractError) as caught:
        checked(folder, codebook, tmp_path)
    assert any(problem.where.startswith("fournisseurs.csv") for problem in caught.value.problems)
    assert "cp850" in caught.value.text("fr")
    codebook.write_text(codebook.read_text("utf-8").replace("encoding: auto", "encoding: cp850"), "utf-8")
    assert not any(file == "fournisseurs.csv" for file, _, _ in checked(folder, codebook, tmp_path).reasons)


def test_a_birth_of_1900_is_refused(shared: Path, tmp_path: Path) -> None:
    answer = checked(*small(shared, "35-birth-1900", tmp_path), tmp_path)
    assert any(file == "personnes.csv" and column == "naissance" for file, column, _ in answer.reasons)
