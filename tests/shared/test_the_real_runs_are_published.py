"""The two runs on real public statistics, built as a person builds them, say what was published.

Authorities: the ministry's bulletin of April 2024, table 7 (`QC-OE-2024-04`), and its monthly reports of April 2016 to March 2019.
"""

from __future__ import annotations

import csv
import re
import subprocess
from pathlib import Path

import pytest
from lxml import html

from tests.conftest import BILAN, copy_project

pytestmark = [pytest.mark.shared, pytest.mark.slow]
NARROW, NO_BREAK = "\u202f", "\u00a0"


def published(run: str, shared: Path, folder: Path) -> Path:
    project = copy_project(folder / "project")
    (folder / "shared").symlink_to(shared)
    done = subprocess.run(
        [BILAN, "report", f"params/runs/{run}.yaml"], cwd=project, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return project / "published" / run


def words(page: Path) -> str:
    return re.sub(r"[ \n\t]+", " ", html.parse(page).getroot().find(".//main").text_content())


def rows(report: Path, name: str) -> list[dict[str, str]]:
    with (report / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_objectif_emploi_in_april_2024(shared: Path, tmp_path: Path) -> None:
    report = published("quebec_objectif_emploi_2024", shared, tmp_path)
    french, english = words(report / "fr" / "index.html"), words(report / "en" / "index.html")
    assert f"6{NARROW}712{NO_BREAK}personnes, soit +26,0{NO_BREAK}%" in french
    assert "6,712" in english and "+26.0%" in english
    sexes = {row["category"]: float(row["figure"]) for row in rows(report, "sexes")}
    assert (sexes["women"], sexes["men"], sexes["total"]) == (2771, 3941, 6712)
    montreal = next(row for row in rows(report, "regions") if row["territory"] == "06")
    assert (float(montreal["value"]), round(100 * float(montreal["share_of_quebec"]), 1)) == (2089, 31.1)
    assert f"31,7{NO_BREAK}ans" in french and f"7,9{NO_BREAK}mois" in french
    statuses = {row["category"]: float(row["figure"]) for row in rows(report, "statuses")}
    assert 6455 in statuses.values()
    # Overlapping ages are printed and never added to their parts.
    ages = rows(report, "ages")
    assert sum(float(row["figure"]) for row in ages if row["is_part"] in ("true", "True")) == 6712
    assert any(row["is_part"] in ("false", "False") and row["category"] != "total" for row in ages)


def test_social_solidarity_in_2018(shared: Path, tmp_path: Path) -> None:
    report = published("quebec_solidarity_2018", shared, tmp_path)
    french = words(report / "fr" / "index.html")
    months = [row for row in rows(report, "months") if row["indicator"] == "social_assistance_households"]
    assert len(months) == 24
    assert {row["agreement"] for row in months} <= {"agrees", "exact_tie"}
    year = next(row for row in rows(report, "years") if row["fiscal_year"] == "2018" and row["indicator"] == "social_assistance_households")
    mean = sum(float(row["value"]) for row in months if row["fiscal_year"] == "2018") / 12
    assert float(year["value"]) == pytest.approx(mean, rel=1e-12)
    assert f"{round(mean):,}".replace(",", NARROW) in french
    assert "1er avril 2018" in french, "the break of the assistance rate is not said"
    regions = rows(report, "regions")
    in_regions = sum(float(row["value"]) for row in regions if row["territory"] not in ("total", "unassigned"))
    whole = next(float(row["value"]) for row in regions if row["territory"] == "total")
    remainder = next(float(row["value"]) for row in regions if row["territory"] == "unassigned")
    assert whole != in_regions and whole == pytest.approx(in_regions + remainder)
    assert "Central ou inconnu" in french
    # The published sentence that says +3,649 where its own figures differ by 2,474.
    departures = rows(report, "departures")
    assert any(float(row["value"]) == 3649 and float(row["expected"]) == 2474 for row in departures)
    assert f"3{NARROW}649" in french and f"2{NARROW}474" in french
    assert "s.\u00a0o." in french
