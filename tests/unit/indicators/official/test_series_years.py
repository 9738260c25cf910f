"""Twelve months in one figure, and the change between two years."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan

import pytest

from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear
from analysis.extracts.store import Store
from analysis.frameworks.measures import SeriesValue
from analysis.indicators.series import SeriesDefinitions, series_value, yearly, yearly_change

from .conftest import months_of, series_row

MakeStore = Callable[..., Store]
YEAR = FiscalYear(2018)


def whole_year(series: str, start_year: int, first: float = 100, **others: object) -> list[dict[str, object]]:
    return [series_row(series, month, first + place, **others) for place, month in enumerate(months_of(start_year))]


def test_a_yearly_mean_is_the_simple_mean_of_april_to_march(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    outside = [series_row("households", "2018-03", 9_999_999), series_row("households", "2019-04", 9_999_999)]
    store = make_store([*whole_year("households", 2018), *outside])
    row = yearly(store, definitions, "households", fiscal_years=[YEAR]).frame.iloc[0]
    assert (row["value"], row["numerator"], row["denominator"], row["denominator_name"]) == (105.5, 1266.0, 12.0, "months")
    assert (row["n_missing"], row["last_month"]) == (0, "2019-03")


def test_a_mean_is_of_the_months_present_and_says_how_many_lack_or_are_estimates(
    make_store: MakeStore, definitions: SeriesDefinitions
) -> None:
    rows = whole_year("households", 2018)[:10]
    rows[9]["status"] = "estimate"
    row = yearly(make_store(rows), definitions, "households", fiscal_years=[YEAR]).frame.iloc[0]
    assert (row["value"], row["n_months"], row["n_missing"], row["n_months_estimated"]) == (104.5, 10, 2, 1)


def test_a_sum_without_all_its_months_has_no_value(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = whole_year("admissions", 2018)
    full = yearly(make_store(rows), definitions, "admissions", fiscal_years=[YEAR]).frame.iloc[0]
    partial = yearly(make_store(rows[:11]), definitions, "admissions", fiscal_years=[YEAR]).frame.iloc[0]
    assert (full["value"], full["statistic"]) == (1266.0, "yearly_sum")
    assert isnan(partial["value"]) and (partial["n_missing"], partial["note"]) == (1, "no_extract")


def test_a_year_without_any_figure_has_no_value(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    row = yearly(make_store([]), definitions, "households", fiscal_years=[YEAR]).frame.iloc[0]
    assert isnan(row["value"]) and isnan(row["denominator"]) and (row["n_missing"], row["note"]) == (12, "no_extract")


def test_a_yearly_change_is_relative_to_the_year_before(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store([*whole_year("households", 2017, 200), *whole_year("households", 2018, 100)])
    row = yearly_change(store, definitions, "households", fiscal_years=[YEAR]).frame.iloc[0]
    assert row["value"] == pytest.approx(-100 / 205.5)
    assert (row["numerator"], row["denominator"], row["value_now"]) == (-100.0, 205.5, 105.5)


def test_a_yearly_change_across_a_break_has_no_value_and_the_next_one_has(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [
        series_row("rate", month, 400, published_share=share)
        for start_year, share in ((2017, 6.1), (2018, 5.9), (2019, 5.6))
        for month in months_of(start_year)
    ]
    frame = yearly_change(make_store(rows), definitions, "rate", fiscal_years=[YEAR, FiscalYear(2019)]).frame
    assert isnan(frame["value"].iloc[0]) and frame["note"].iloc[0] == "not_applicable"
    assert frame["value"].iloc[1] == pytest.approx(-0.003) and frame["change_kind"].iloc[1] == "points"


def measure(**given: object) -> SeriesValue:
    return SeriesValue.model_validate({"kind": "series", "series": "households", "statistic": "yearly_mean", **given})


def test_a_framework_reads_a_mean_with_its_terms(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store(whole_year("households", 2018)[:10])
    for known in (definitions, None):
        found = series_value(store, measure(), YEAR, definitions=known)
        assert (found.value, found.numerator, found.denominator, found.n_missing) == (104.5, 1045.0, 10.0, 2)


def test_a_framework_reads_the_last_month_and_nothing_when_march_lacks(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = whole_year("households", 2018)
    assert series_value(make_store(rows), measure(statistic="last_month"), YEAR, definitions=definitions).value == 111.0
    assert isnan(series_value(make_store(rows[:11]), measure(statistic="last_month"), YEAR, definitions=definitions).value)


def test_a_yearly_ratio_divides_totals_over_the_months_that_both_have(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store(
        [
            series_row("benefits", "2018-04", amount=1000.0),
            series_row("households", "2018-04", 10),
            series_row("benefits", "2018-05", amount=9000.0),
            series_row("households", "2018-05", 30),
            series_row("households", "2018-06", 1_000_000),
        ]
    )
    over = measure(series="benefits", quantity="amount", over="households")
    found = series_value(store, over, YEAR, definitions=definitions)
    # 10,000 $ for 40 households, not the mean of 100 $ and 300 $.
    assert (found.value, found.numerator, found.denominator, found.denominator_name) == (250.0, 5000.0, 20.0, "households")
    assert (found.n_months, found.n_missing) == (2, 10)


def test_a_framework_reads_a_rate_as_a_share(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store([series_row("rate", "2018-04", 400, published_share=6.1)])
    found = series_value(store, measure(series="rate", quantity="published_share"), YEAR, definitions=definitions)
    assert found.value == pytest.approx(0.061)


def test_a_framework_that_names_an_unknown_series_or_category_is_refused(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store([])
    for wrong in (measure(series="household"), measure(over="household"), measure(category="womn")):
        with pytest.raises(DefinitionError, match="Did you mean"):
            series_value(store, wrong, YEAR, definitions=definitions)


def test_a_year_that_lacks_months_is_compared_with_the_same_months_a_year_before(
    make_store: MakeStore, definitions: SeriesDefinitions
) -> None:
    earlier, now = whole_year("households", 2017, 200), whole_year("households", 2018, 100)
    row = yearly(make_store([*earlier, *now[:2]]), definitions, "households", fiscal_years=[YEAR]).frame.iloc[0]
    assert (row["value"], row["value_year_before"]) == (100.5, 200.5)
    row = yearly(make_store([*earlier[:1], *now]), definitions, "households", fiscal_years=[YEAR]).frame.iloc[0]
    assert isnan(row["value_year_before"]) and isnan(row["change_from_year_before"])
