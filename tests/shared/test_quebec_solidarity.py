"""The ministry's monthly reports on social assistance, read through the codebook: what was published is what we compute.

The files hold the publications of January 2014 to December 2019 (67 of them), tables of 2006, and sentences of two reports.
"""

from __future__ import annotations

from datetime import date
from math import isnan
from pathlib import Path

import pytest

from analysis.core.periods import FiscalYear
from analysis.extracts.codebooks import load_codebook
from analysis.extracts.reading import read_extract
from analysis.extracts.store import Store, open_store
from analysis.indicators.consistency import Consistency, consistency
from analysis.indicators.series import (
    SeriesDefinitions,
    by_region,
    categories,
    mean_benefit,
    monthly,
    yearly,
    yearly_change,
)

pytestmark = pytest.mark.shared

PARAMS = Path(__file__).resolve().parents[2] / "params"
YEAR, BEFORE = FiscalYear(2018), FiscalYear(2017)
MARCH = date(2019, 3, 1)


@pytest.fixture(scope="module")
def store(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("solidarity") / "store"
    read_extract(
        shared / "facts" / "quebec_solidarite", load_codebook(PARAMS / "codebooks" / "quebec_social_assistance_reports.yaml"), folder
    )
    return open_store(folder)


@pytest.fixture(scope="module")
def checked(store: Store, definitions: SeriesDefinitions) -> Consistency:
    return consistency(store, definitions)


def counts(checked: Consistency, rule: str, about: str = "total") -> tuple[int, int]:
    """Compared and holding."""
    frame = checked.rules.frame
    row = frame[(frame["rule"] == rule) & (frame["about"] == about)].iloc[0]
    return int(row["denominator"]), int(row["numerator"])


def test_every_row_of_every_file_is_accepted(store: Store) -> None:
    assert {count.file: (count.n_rows, count.n_refused) for count in store.row_counts} == {
        "as_evolution_mensuelle.csv": (1017, 0),
        "as_repartition_mensuelle.csv": (3506, 0),
        "as_taux_assistance_quebec.csv": (787, 0),
        "as_taux_assistance_regions.csv": (3417, 0),
        "contraintes_emploi_adultes_mensuel.csv": (60, 0),
        "ecarts_publies_faits_saillants.csv": (13, 0),
        "nouvelles_admissions_mensuelles.csv": (787, 0),
        "paas_evolution_mensuelle.csv": (781, 0),
    }


def test_every_published_proportion_is_reproduced(checked: Consistency) -> None:
    # Two proportions (households, recipients) in each of the 3,506 rows of the distribution table.
    assert counts(checked, "share_reproduces") == (7012, 7012)


def test_every_published_yearly_change_is_reproduced(checked: Consistency) -> None:
    # Each change whose month a year before is in the files, of every publication: 1,005 × 2 for households and recipients,
    # 754 for new admissions, 748 × 3 for the social assistance and support program.
    assert counts(checked, "change_reproduces") == (5008, 5008)


def test_adults_and_children_make_recipients_in_every_row(checked: Consistency) -> None:
    # Trend (1,017) and distribution (2,851) of last-resort assistance, distribution of Objectif emploi (655), rates (787 + 3,417).
    assert counts(checked, "identity", "adults_and_children") == (3868, 3868)
    assert counts(checked, "identity", "adults_and_children_objectif_emploi") == (655, 655)
    assert counts(checked, "identity", "adults_and_children_of_the_rate") == (4204, 4204)


def test_every_published_mean_benefit_is_reproduced_to_the_cent(checked: Consistency) -> None:
    # Each row of the trend and of the distribution; 13 of them are exact ties, which the ministry rounds down.
    frame = checked.rules.frame.set_index(["rule", "about"])
    assert counts(checked, "mean_reproduces") == (4523, 4523)
    assert frame.loc[("mean_reproduces", "total"), "n_exact_ties"] == 13


def test_regions_with_the_central_row_make_quebec_and_those_of_the_rates_leave_some_out(checked: Consistency) -> None:
    frame = checked.rules.frame.set_index(["rule", "about"])
    assert counts(checked, "regions_add_up", "social_assistance_households") == (67, 67)
    rate = frame.loc[("regions_add_up", "assistance_rate_0_64")]
    assert (rate["denominator"], rate["numerator"], rate["n_explained"], rate["n_departing"]) == (67.0, 0.0, 67, 0)
    assert rate["largest_difference"] == 8654.0


def test_the_published_anomalies_are_named(checked: Consistency) -> None:
    frame = checked.departures.frame
    assert frame.groupby("rule").size().to_dict() == {"highlight_difference": 1, "parts_add_up": 496, "repeated_rate_unchanged": 35}
    sentence = frame[frame["rule"] == "highlight_difference"].iloc[0]
    assert sentence[["about", "month", "value", "expected", "difference"]].tolist() == [
        "adults_without_constraints", "2010-03", 3649.0, 2474.0, 1175.0,
    ]  # fmt: skip
    # Girls and boys are one to nine fewer than the children of their region, hence the people too.
    by_sex = frame[frame["rule"] == "parts_add_up"]
    assert set(by_sex["series"]) == {"assistance_rate_0_17", "assistance_rate_0_64"} and set(by_sex["scheme"]) == {"sex"}
    assert by_sex["difference"].between(1, 9).all()


def test_estimates_were_all_replaced_and_official_counts_never_revised(checked: Consistency) -> None:
    assert counts(checked, "estimate_replaced") == (260, 260)
    assert counts(checked, "repeated_figure_unchanged") == (2072, 2072)


def test_since_april_2018_the_rate_counts_objectif_emploi_too(checked: Consistency, store: Store, definitions: SeriesDefinitions) -> None:
    assert counts(checked, "identity", "people_of_the_rate") == (18, 18)
    frame = monthly(store, definitions, "assistance_rate_0_64", fiscal_years=[BEFORE, YEAR]).frame.set_index("month")
    assert frame["is_after_break"].tolist() == [False] * 12 + [True] * 12
    assert frame["crosses_break"].tolist() == [False] * 12 + [True] * 12
    assert frame.loc["2019-03", ["value", "numerator"]].tolist() == [0.056, 379_899.0]
    change = yearly_change(store, definitions, "assistance_rate_0_64", fiscal_years=[BEFORE, YEAR]).frame
    assert not isnan(change["value"].iloc[0]) and isnan(change["value"].iloc[1])


def test_yearly_means_are_simple_means_of_april_to_march(store: Store, definitions: SeriesDefinitions) -> None:
    months = monthly(store, definitions, "social_assistance_households", fiscal_years=[BEFORE, YEAR]).frame
    assert months["figure_status"].unique().tolist() == ["official"] and months["agreement"].unique().tolist() == ["agrees"]
    years = yearly(store, definitions, "social_assistance_households", fiscal_years=[BEFORE, YEAR]).frame
    for _, row in years.iterrows():
        own = months[months["fiscal_year"] == row["fiscal_year"]]["value"]
        assert (row["n_months"], row["n_missing"], row["numerator"]) == (12, 0, own.sum())
    # 3,409,107 / 12 and 3,606,166 / 12: sums of the twelve official months.
    assert years["numerator"].tolist() == [3_606_166.0, 3_409_107.0]
    assert years["change_from_year_before"].iloc[1] == pytest.approx(3_409_107 / 3_606_166 - 1)


def test_a_month_first_estimated_is_official_in_the_end(store: Store, definitions: SeriesDefinitions) -> None:
    frame = monthly(store, definitions, "social_assistance_households", fiscal_years=[FiscalYear(2013)]).frame.set_index("month")
    # February 2014: 321,900 as an estimate in January, 321,831 from February on.
    assert frame.loc["2014-02", ["value", "figure_status", "was_revised"]].tolist() == [321_831.0, "official", True]


def test_mean_benefits_of_the_year_are_those_published(store: Store, definitions: SeriesDefinitions) -> None:
    frame = mean_benefit(store, definitions, fiscal_years=[YEAR]).frame
    assert frame["agreement"].unique().tolist() == ["agrees"]
    assert (frame["value"] - frame["published_value"]).abs().max() <= 0.005


def test_constraints_of_january_2006_are_the_published_shares(store: Store, definitions: SeriesDefinitions) -> None:
    frame = categories(store, definitions, "social_assistance_adults", "constraints", months=[date(2006, 1, 1)]).frame.set_index("category")
    parts = frame[frame["is_part"]]
    assert parts["numerator"].tolist() == [154_842.0, 97_657.0, 127_986.0]
    assert [round(100 * share, 1) for share in parts["value"]] == [40.7, 25.7, 33.6]
    assert frame.loc["total", "numerator"] == 380_485.0 and frame.loc["temporary", "is_subtotal"]


def test_overlapping_sources_of_income_are_shares_of_distinct_households(store: Store, definitions: SeriesDefinitions) -> None:
    frame = categories(store, definitions, "social_assistance_households", "income_source", months=[MARCH]).frame
    sources = frame[frame["category"] != "distinct_total"]
    assert frame["agreement"].unique().tolist() == ["agrees"] and not frame["is_part"].any()
    assert sources["numerator"].sum() > frame["denominator"].iloc[0] == 79_295.0


def test_quebec_less_its_regions_is_the_central_row_or_is_computed(store: Store, definitions: SeriesDefinitions) -> None:
    printed = by_region(store, definitions, "social_assistance_households", month=MARCH).frame.set_index("territory")
    assert printed.loc["unassigned", "value"] == 7_874.0 and printed.loc["total", "value"] == 276_708.0
    assert printed.drop("total")["value"].sum() == 276_708.0 and set(printed["agreement"][:-1]) == {"agrees"}
    computed = by_region(store, definitions, "assistance_rate_households", month=MARCH).frame.set_index("territory")
    assert computed.loc["unassigned", "value"] == 282_398 - 274_524


def test_regions_of_the_year_are_compared_over_the_ten_months_that_were_printed(store: Store, definitions: SeriesDefinitions) -> None:
    frame = by_region(store, definitions, "social_assistance_households", fiscal_year=YEAR).frame.set_index("territory")
    assert set(frame["n_months"]) == {10} and set(frame["n_missing"]) == {2}
    months = monthly(store, definitions, "social_assistance_households", fiscal_years=[BEFORE, YEAR]).frame
    ten = months[~months["month"].str[5:].isin(["01", "02"])].groupby("fiscal_year")["value"].mean()
    assert frame.loc["total", "value"] == pytest.approx(ten["2018"])
    assert frame.loc["total", "value_year_before"] == pytest.approx(ten["2017"])
