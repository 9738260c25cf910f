"""Open data of Objectif emploi, April 2024: known answers `QC-OE-2024-04` (MESS bulletin of April 2024, table 7)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.core.periods import FiscalYear
from analysis.extracts.codebooks import load_codebook
from analysis.extracts.reading import read_extract
from analysis.extracts.store import Store, open_store
from analysis.indicators.consistency import consistency
from analysis.indicators.series import SeriesDefinitions, by_region, categories, monthly

pytestmark = pytest.mark.shared

PARAMS = Path(__file__).resolve().parents[2] / "params"
APRIL = date(2024, 4, 1)
YEARS = [FiscalYear(2023), FiscalYear(2024)]


@pytest.fixture(scope="module")
def store(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("objectif_emploi") / "store"
    codebook = load_codebook(PARAMS / "codebooks" / "quebec_objectif_emploi_open_data.yaml")
    read_extract(shared / "data" / "quebec_objectif_emploi", codebook, folder)
    return open_store(folder)


@pytest.fixture(scope="module")
def known(shared: Path) -> dict[str, Any]:
    answers = json.loads((shared / "facts" / "known_answers.json").read_text("utf-8"))
    expected: dict[str, Any] = next(answer for answer in answers if answer["id"] == "QC-OE-2024-04")["expected"]
    return expected


def april(store: Store, definitions: SeriesDefinitions, series: str) -> dict[str, Any]:
    frame = monthly(store, definitions, series, fiscal_years=[FiscalYear(2024)]).frame
    row: dict[str, Any] = frame[frame["month"] == "2024-04"].iloc[0].to_dict()
    return row


def test_adults_are_women_and_men_and_have_grown_by_26_percent(store: Store, definitions: SeriesDefinitions, known: dict[str, Any]) -> None:
    adults = april(store, definitions, "objectif_emploi_adults")
    assert adults["value"] == known["total"] == 6712
    assert 100 * adults["change_from_year_before"] == pytest.approx(known["yoy_pct"], abs=0.05)
    assert april(store, definitions, "objectif_emploi_women")["value"] == known["women"]
    assert april(store, definitions, "objectif_emploi_men")["value"] == known["men"]


def test_means_are_weighted_by_the_adults_they_are_about(store: Store, definitions: SeriesDefinitions, known: dict[str, Any]) -> None:
    assert april(store, definitions, "objectif_emploi_mean_age")["value"] == pytest.approx(known["mean_age"], abs=0.05)
    assert april(store, definitions, "objectif_emploi_mean_cumulative_months")["value"] == pytest.approx(known["mean_cum_months"], abs=0.05)


def test_participants_are_a_part_of_the_adults(store: Store, definitions: SeriesDefinitions, known: dict[str, Any]) -> None:
    frame = categories(store, definitions, "objectif_emploi_adults", "status", months=[APRIL]).frame.set_index("category")
    assert frame.loc["participants", "numerator"] == known["participants"]
    assert 100 * frame.loc["participants", "value"] == pytest.approx(known["participants_pct"], abs=0.05)


def test_montreal_is_a_part_of_quebec_and_no_region_is_forgotten(
    store: Store, definitions: SeriesDefinitions, known: dict[str, Any]
) -> None:
    frame = by_region(store, definitions, "objectif_emploi_adults", month=APRIL).frame.set_index("territory")
    assert frame.loc["06", "value"] == known["montreal"]
    assert 100 * frame.loc["06", "share_of_quebec"] == pytest.approx(known["montreal_pct"], abs=0.05)
    assert frame.loc["unassigned", "value"] == 1.0
    assert frame.drop("total")["value"].sum() == frame.loc["total", "value"] == known["total"]


def test_overlapping_age_groups_are_shown_and_never_added_together(
    store: Store, definitions: SeriesDefinitions, known: dict[str, Any]
) -> None:
    frame = categories(store, definitions, "objectif_emploi_adults", "age", months=[APRIL]).frame
    ages = frame[frame["category"] != "total"]
    assert len(ages) == 11 and ages["numerator"].sum() == 2 * known["total"]
    assert ages[ages["is_part"]]["numerator"].sum() == known["total"]
    assert ages["denominator"].unique().tolist() == [known["total"]]


def test_every_breakdown_of_every_file_makes_the_same_total(store: Store, definitions: SeriesDefinitions) -> None:
    frame = consistency(store, definitions).rules.frame.set_index(["rule", "about"])
    parts = frame.loc["parts_add_up"]
    assert (parts["n_departing"] == 0).all() and parts.loc["total", "denominator"] > 500
    regions = frame.loc["regions_add_up"]
    assert (regions["n_departing"] == 0).all()


def test_every_month_of_the_series_is_there(store: Store, definitions: SeriesDefinitions) -> None:
    frame = monthly(store, definitions, "objectif_emploi_adults", fiscal_years=YEARS).frame
    assert frame["value"].notna().tolist() == [True] * 15 + [False] * 9
    assert store.row_counts and all(count.n_refused == 0 for count in store.row_counts)
