"""Frameworks are found by name, day and jurisdiction."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis.core.errors import DefinitionError
from analysis.frameworks.catalogue import Catalogue, open_catalogue

FOLDER = Path(__file__).parents[3] / "params" / "frameworks"
GOOD = (FOLDER / "teaching_small.yaml").read_text(encoding="utf-8")


def written(folder: Path, **changes: str) -> Catalogue:
    for name, dates in changes.items():
        text = GOOD.replace("name: teaching_small", f"name: {name}", 1).replace("in_force_from: 2020-04-01", dates, 1)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return open_catalogue(folder)


def test_the_shipped_frameworks_are_all_there() -> None:
    assert open_catalogue(FOLDER).names == (
        "ontario_employment_transformation_2019",
        "ontario_supported_employment",
        "quebec_employment_assistance_services_2019",
        "quebec_employment_services_2006",
        "quebec_external_resources_2022",
        "quebec_social_solidarity_2006",
        "teaching_small",
    )


def test_an_unknown_framework_comes_with_near_matches() -> None:
    with pytest.raises(DefinitionError) as caught:
        open_catalogue(FOLDER).get("ontario_suported_employment")
    todo = caught.value.problems[0].todo
    assert todo is not None
    assert "ontario_supported_employment" in todo.fr


def test_both_ends_of_the_days_in_force_belong_to_them(tmp_path: Path) -> None:
    catalogue = written(tmp_path, old="in_force_from: 2010-04-01\nin_force_until: 2020-03-31", new="in_force_from: 2020-04-01")
    assert [item.name for item in catalogue.in_force(date(2020, 3, 31))] == ["old"]
    assert [item.name for item in catalogue.in_force(date(2020, 4, 1))] == ["new"]
    assert catalogue.in_force(date(2010, 3, 31)) == ()


def test_frameworks_in_force_can_be_asked_for_one_jurisdiction() -> None:
    catalogue = open_catalogue(FOLDER)
    of_2006 = ["quebec_employment_services_2006", "quebec_social_solidarity_2006"]
    assert [item.name for item in catalogue.in_force(date(2015, 5, 1), "ca-qc")] == of_2006
    assert "quebec_employment_assistance_services_2019" in [item.name for item in catalogue.in_force(date(2024, 5, 1), "ca-qc")]
    assert [item.name for item in catalogue.in_force(date(2006, 3, 31))] == []


def test_the_problems_of_all_files_come_together(tmp_path: Path) -> None:
    for name in ("one", "two"):
        text = GOOD.replace("name: teaching_small", f"name: {name}", 1).replace("value: 0.60", "value: 0.59", 1)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        open_catalogue(tmp_path)
    assert ["one.yaml" in problem.where for problem in caught.value.problems] == [True, False]


def test_an_absent_folder_is_said_without_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError):
        open_catalogue(tmp_path / "absent")


def test_the_file_of_a_framework_can_be_named() -> None:
    assert open_catalogue(FOLDER).path("teaching_small") == FOLDER / "teaching_small.yaml"
