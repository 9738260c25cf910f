"""Parts, totals made of them, and regions: what may be added and what may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import isnan

import pytest

from analysis.core.periods import FiscalYear
from analysis.core.territories import REGIONS
from analysis.extracts.store import Store
from analysis.indicators.series import SeriesDefinitions, by_region, categories, monthly

from .conftest import months_of, series_row

MakeStore = Callable[..., Store]
APRIL = date(2018, 4, 1)
YEAR = FiscalYear(2018)


def age(category: str, number: float, **others: object) -> dict[str, object]:
    return series_row("households", "2018-04", number, scheme="age", category=category, **others)


def test_shares_are_taken_on_the_total_not_on_the_sum_of_overlapping_categories(
    make_store: MakeStore, definitions: SeriesDefinitions
) -> None:
    rows = [age("young", 30, published_share=30.0), age("middle", 50), age("old", 20), age("under_36", 45), age("over_35", 55)]
    store = make_store([*rows, series_row("households", "2018-04", 100)])
    frame = categories(store, definitions, "households", "age", months=[APRIL]).frame.set_index("category")
    assert frame.index.tolist() == ["young", "middle", "old", "under_36", "over_35", "total"]
    assert frame["value"].tolist() == [0.3, 0.5, 0.2, 0.45, 0.55, 1.0]
    assert frame["is_part"].tolist() == [True, True, True, False, False, False]
    assert frame.loc["young", "agreement"] == "agrees"


def test_shares_of_overlapping_sources_are_taken_on_distinct_households(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [("work", 60, 75.0), ("pension", 40, 50.0), ("distinct", 80, 100.0)]
    printed = [series_row("households", "2018-04", n, scheme="source", category=name, published_share=share) for name, n, share in rows]
    store = make_store([*printed, series_row("households", "2018-04", 1000)])
    frame = categories(store, definitions, "households", "source", months=[APRIL]).frame
    assert frame["agreement"].tolist() == ["agrees"] * 3
    assert frame["denominator"].tolist() == [80.0] * 3 and frame["denominator_name"].unique().tolist() == ["distinct"]
    assert not frame["is_part"].any()


def test_the_share_of_a_total_of_zero_does_not_exist(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store([age("young", 0, published_share=0.0), series_row("households", "2018-04", 0)])
    frame = categories(store, definitions, "households", "age", months=[APRIL]).frame
    assert frame["value"].isna().all() and frame["note"].unique().tolist() == ["no_cases"]
    assert frame["agreement"].iloc[0] == "not_compared"


def sex(series: str, category: str, number: float | None = None, **others: object) -> dict[str, object]:
    return series_row(series, "2018-04", number, scheme="sex", category=category, **others)


SEXES = [sex("women", "women", 40), sex("women", "men", 0), sex("men", "women", 0), sex("men", "men", 60)]


def test_a_total_that_is_not_printed_is_made_of_its_parts_once(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    overlapping = [series_row(who, "2018-04", 99, scheme="age", category="young") for who in ("women", "men")]
    store = make_store([*SEXES, *overlapping])
    april = monthly(store, definitions, ["adults", "women"], fiscal_years=[YEAR]).frame
    assert april[april["month"] == "2018-04"]["value"].tolist() == [100.0, 40.0]


def test_a_printed_total_is_preferred_to_its_parts(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store([*SEXES, series_row("adults", "2018-04", 103)])
    assert monthly(store, definitions, "adults", fiscal_years=[YEAR]).frame["value"].iloc[0] == 103.0


def test_a_total_that_lacks_a_part_does_not_exist(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store(SEXES[:3])
    assert monthly(store, definitions, "adults", fiscal_years=[YEAR]).frame["value"].isna().all()


def test_published_means_are_weighted_by_those_they_are_about(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    ages = [sex("mean_age", "women", amount=20.0), sex("mean_age", "men", amount=30.0)]
    store = make_store([*SEXES, *ages])
    row = monthly(store, definitions, "mean_age", fiscal_years=[YEAR]).frame.iloc[0]
    assert row["value"] == pytest.approx(26.0) and row["unit"] == "years"
    assert isnan(row["numerator"])


def regions(month: str, number: float, **others: object) -> list[dict[str, object]]:
    return [series_row("households", month, number, territory=code, **others) for code in REGIONS]


def test_what_no_region_counts_is_quebec_less_its_regions(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store([*regions("2018-04", 10), series_row("households", "2018-04", 200)])
    frame = by_region(store, definitions, "households", month=APRIL).frame.set_index("territory")
    assert len(frame) == 19 and frame.loc["unassigned", "value"] == 30.0 and frame.loc["total", "value"] == 200.0
    assert frame["is_remainder"].sum() == 1
    assert frame.loc["06", "share_of_quebec"] == 0.05


def test_a_printed_remainder_is_kept_as_it_is(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    unassigned = series_row("households", "2018-04", 7, territory="unassigned")
    store = make_store([*regions("2018-04", 10), unassigned, series_row("households", "2018-04", 200)])
    frame = by_region(store, definitions, "households", month=APRIL).frame.set_index("territory")
    assert frame.loc["unassigned", "value"] == 7.0


def test_regions_and_quebec_are_about_the_same_months(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    months = months_of(2018)
    whole = [series_row("households", month, 200 if place < 2 else 1_000_000) for place, month in enumerate(months)]
    store = make_store([*regions(months[0], 10), *regions(months[1], 11), *whole])
    frame = by_region(store, definitions, "households", fiscal_year=YEAR).frame.set_index("territory")
    assert frame.loc["total", ["value", "n_months", "n_missing"]].tolist() == [200.0, 2, 10]
    assert frame.loc["01", "value"] == 10.5
    # (200 − 170 + 200 − 187) / 2
    assert frame.loc["unassigned", "value"] == 21.5


def test_a_sum_by_region_that_lacks_months_has_no_value(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [series_row("admissions", "2018-04", 2, territory=code) for code in (*REGIONS, "quebec")]
    frame = by_region(make_store(rows), definitions, "admissions", fiscal_year=YEAR).frame
    assert frame["value"].isna().all() and frame["numerator"].iloc[0] == 2.0 and frame["n_missing"].iloc[0] == 11


def test_a_rate_has_no_remainder_but_says_how_many_no_region_counts(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [series_row("rate", "2018-04", 10, territory=code, published_share=6.0) for code in REGIONS]
    store = make_store([*rows, series_row("rate", "2018-04", 200, published_share=5.9)])
    frame = by_region(store, definitions, "rate", month=APRIL).frame.set_index("territory")
    assert frame.loc["06", "value"] == pytest.approx(0.06) and frame.loc["total", "value"] == pytest.approx(0.059)
    assert isnan(frame.loc["unassigned", "value"])
    assert frame.loc["unassigned", ["numerator", "note"]].tolist() == [30.0, "not_applicable"]
    assert frame["published_share"].isna().all()


def test_by_region_asks_for_one_period_only(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    with pytest.raises(TypeError):
        by_region(make_store([]), definitions, "households", month=APRIL, fiscal_year=YEAR)
    assert by_region(make_store([]), definitions, "households", month=APRIL).frame.empty


def test_regions_of_a_year_that_lacks_months_are_compared_with_the_same_months_a_year_before(
    make_store: MakeStore, definitions: SeriesDefinitions
) -> None:
    def month(name: str, number: float) -> list[dict[str, object]]:
        return [*regions(name, number), series_row("households", name, 20 * number)]

    earlier = [*month("2017-04", 8), *month("2017-05", 800)]
    frame = by_region(make_store([*earlier, *month("2018-04", 10)]), definitions, "households", fiscal_year=YEAR).frame
    assert set(frame.loc[frame["territory"] == "01", "value_year_before"]) == {8.0}
    # May 2018 has no May 2017 to be compared with: April alone would not be the same months.
    frame = by_region(
        make_store([*month("2017-04", 8), *month("2018-04", 10), *month("2018-05", 11)]), definitions, "households", fiscal_year=YEAR
    ).frame
    assert frame["value_year_before"].isna().all() and frame["change_from_year_before"].isna().all()
