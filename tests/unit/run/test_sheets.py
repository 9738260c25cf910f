"""What sheets are cut from, and whom they are about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import open_run
from analysis.core.errors import DefinitionError
from analysis.disclosure.table import CellStatus
from analysis.run.opening import Run
from analysis.run.sheet_subjects import sheet_subjects


@pytest.fixture(scope="module")
def run(sample_project: Path) -> Run:
    return open_run(sample_project / "params" / "runs" / "sample.yaml", "en")


def test_a_sheet_shows_the_rows_of_the_whole_table_and_nothing_else(run: Run) -> None:
    whole = run.targets.results(by=("region",)).frame
    for code in ("06", "10"):
        shown = run.sheets.regions.at(code).results.frame
        expected = whole[whole["region"] == code].drop(columns="region").reset_index(drop=True)
        assert shown.equals(expected)
        hidden = shown[shown["status"].str.startswith("hidden")]
        assert hidden["value"].isna().all()


def test_a_sheet_puts_its_own_years_and_everyone_side_by_side(run: Run) -> None:
    sheet = run.sheets.regions.at("06")
    assert [name.en for name in sheet.beside] == ["2024–25", "2023–24", "2022–23", "All, 2024–25"]
    everyone = list(sheet.beside.values())[-1].frame.set_index("indicator")["value"]
    assert everyone["new_participants"] == run.targets.results().frame.set_index("indicator")["value"]["new_participants"]


def test_a_provider_nobody_went_to_is_without_cases_and_an_unknown_one_is_refused(run: Run) -> None:
    table = run.sheets.providers.at("F011").results
    nobody = run.indicators(by=("provider_id",)).at("provider_id", "nobody-there").frame
    assert list(nobody["indicator"]) == list(table.frame["indicator"])
    assert nobody["value"].isna().all()
    assert set(nobody["status"]) <= {CellStatus.NO_CASES, CellStatus.IN_DEVELOPMENT, CellStatus.NOT_APPLICABLE}
    with pytest.raises(DefinitionError) as caught:
        run.sheets.providers.at("F999")
    assert "F09" in caught.value.text("en") or "F0" in caught.value.text("en")


def test_codes_of_any_kind_have_pages_with_plain_names(run: Run, tmp_path: Path) -> None:
    codes = ["F001", "f001", "../../etc/passwd", "<b>", "a b", "index"]
    pq.write_table(
        pa.table({"provider_id": codes, "provider_name": ["", "x", "<script>", "=1+1", "n", "m"]}), tmp_path / "providers.parquet"
    )
    prepared = replace(run._prepared, stores=(tmp_path,), definition=run.definition.model_copy(update={"sheets": ("provider",)}))
    subjects = sheet_subjects(prepared)
    assert sorted(subject.code for subject in subjects) == sorted(codes)
    pages = [subject.page for subject in subjects]
    assert len(set(pages)) == len(pages)
    assert all(page.startswith("sheet-provider-") and page.replace("-", "").isalnum() for page in pages)


def test_every_region_has_a_sheet_and_providers_are_those_of_the_files(run: Run) -> None:
    subjects = sheet_subjects(run._prepared)
    kinds = {kind: [subject for subject in subjects if subject.kind == kind] for kind in ("region", "provider")}
    assert len(kinds["region"]) == 17
    assert {subject.code for subject in kinds["provider"]} == set(run.sheets.providers._names)
