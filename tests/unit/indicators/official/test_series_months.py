"""One figure a month, whatever the number of publications that print it."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan

import pytest

from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear
from analysis.extracts.store import Store
from analysis.indicators.series import SeriesDefinitions, deduplicated, mean_benefit, monthly
from analysis.indicators.table import Subject

from .conftest import months_of, series_row

MakeStore = Callable[..., Store]
YEAR = FiscalYear(2018)


def test_an_official_figure_replaces_an_estimate_even_one_published_later(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store(
        [
            series_row("households", "2018-04", 100, published="2018-04", status="estimate"),
            series_row("households", "2018-04", 97, published="2018-05"),
            series_row("households", "2018-04", 99, published="2018-06", status="estimate"),
        ]
    )
    kept = deduplicated(store).to_pandas()
    assert kept[["count", "status", "n_publications"]].values.tolist() == [[97.0, "official", 3]]
    row = monthly(store, definitions, "households", fiscal_years=[YEAR]).frame.iloc[0]
    assert (row["value"], row["figure_status"], row["published"], row["was_revised"]) == (97.0, "official", "2018-05", True)


def test_among_official_figures_the_latest_publication_is_kept(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store(
        [series_row("households", "2018-04", number, published=month) for month, number in (("2018-06", 12), ("2018-05", 11))]
    )
    row = monthly(store, definitions, "households", fiscal_years=[YEAR]).frame.iloc[0]
    assert (row["value"], row["n_publications"], row["source"]) == (12.0, 2, "invented figures (2018-06)")


def test_the_order_of_rows_changes_nothing(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [series_row("households", month, 10 + place, published=month) for place, month in enumerate(months_of(2018))]
    rows += [series_row("households", month, 20 + place, published="2019-12") for place, month in enumerate(months_of(2018))]
    one = monthly(make_store(rows), definitions, "households", fiscal_years=[YEAR]).frame
    other = monthly(make_store(rows[::-1]), definitions, "households", fiscal_years=[YEAR]).frame
    assert one.equals(other)
    assert one["value"].tolist() == [20.0 + place for place in range(12)]


def test_a_month_without_a_figure_keeps_its_row_without_a_value(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store([series_row("households", month, 5) for month in months_of(2018) if month != "2018-08"])
    table = monthly(store, definitions, "households", fiscal_years=[YEAR])
    august = table.frame[table.frame["month"] == "2018-08"].iloc[0]
    assert len(table.frame) == 12
    assert isnan(august["value"]) and (august["note"], august["n_missing"], august["figure_status"]) == ("no_extract", 1, "")
    assert table.frame["n_missing"].sum() == 1


def test_the_change_from_a_year_before_is_held_against_the_printed_one(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store(
        [
            series_row("households", "2017-04", 328_000),
            series_row("households", "2018-04", 320_000, published_change=-2.4),
            series_row("households", "2017-05", 328_000),
            series_row("households", "2018-05", 320_000, published_change=-2.5),
        ]
    )
    april, may = (row for _, row in monthly(store, definitions, "households", fiscal_years=[YEAR]).frame.head(2).iterrows())
    assert april["change_from_year_before"] == pytest.approx(-8_000 / 328_000)
    assert (april["agreement"], may["agreement"]) == ("agrees", "departs")
    assert april["published_change"] == pytest.approx(-0.024)


def test_a_change_from_zero_does_not_exist(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store([series_row("households", "2017-04", 0), series_row("households", "2018-04", 7, published_change=3.0)])
    row = monthly(store, definitions, "households", fiscal_years=[YEAR]).frame.iloc[0]
    assert isnan(row["change_from_year_before"]) and row["agreement"] == "not_compared"


def test_a_rate_is_a_share_and_never_compared_across_its_break(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    months = ("2017-03", "2018-03", "2018-04", "2017-04", "2019-04")
    store = make_store([series_row("rate", month, 400, published_share=6.0 + place / 10) for place, month in enumerate(months)])
    frame = monthly(store, definitions, "rate", fiscal_years=[FiscalYear(2017), YEAR, FiscalYear(2019)]).frame.set_index("month")
    assert frame.loc["2018-03", ["value", "numerator", "is_after_break", "crosses_break", "change_kind"]].tolist() == [
        pytest.approx(0.061), 400.0, False, False, "points",
    ]  # fmt: skip
    assert frame.loc["2018-03", "change_from_year_before"] == pytest.approx(0.001)
    assert frame.loc["2018-04", ["is_after_break", "crosses_break"]].tolist() == [True, True]
    assert isnan(frame.loc["2018-04", "change_from_year_before"])
    assert frame.loc["2019-04", ["is_after_break", "crosses_break"]].tolist() == [True, False]
    assert frame.loc["2019-04", "change_from_year_before"] == pytest.approx(0.002)
    assert frame.loc[["2018-03", "2018-04", "2019-04"], "break_name"].tolist() == ["", "new_rate", "new_rate"]


def test_every_code_of_a_table_has_a_name_in_both_languages(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [series_row("rate", month, 4, published_share=6.0) for month in months_of(2018)]
    table = monthly(make_store(rows), definitions, "rate", fiscal_years=[YEAR])
    for column in ("indicator", "figure_status", "agreement", "change_kind", "break_name", "interval_method", "fiscal_year"):
        codes = set(table.frame[column]) - {""}
        assert codes and codes <= set(table.labels[column]), column


def test_official_figures_say_that_they_have_no_interval(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    table = monthly(make_store([series_row("households", "2018-04", 9)]), definitions, "households", fiscal_years=[YEAR])
    assert table.subject is Subject.OFFICIAL
    assert table.frame["interval_low"].isna().all()
    assert table.frame["interval_method"].tolist() == ["none_official"] + ["none"] * 11
    assert table.provenance.made_up


def test_an_unknown_series_is_refused_with_its_near_matches(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    with pytest.raises(DefinitionError) as refused:
        monthly(make_store([]), definitions, "housholds", fiscal_years=[YEAR])
    assert "households" in refused.value.text("fr") and "série inconnue" in refused.value.text("fr")


def test_a_mean_benefit_is_the_amount_over_the_households(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    store = make_store(
        [
            series_row("households", "2018-04", 3),
            series_row("benefits", "2018-04", amount=1000.0, published_mean_amount=333.33),
            series_row("households", "2018-05", 200),
            series_row("benefits", "2018-05", amount=27271.0, published_mean_amount=136.35),
            series_row("households", "2018-06", 0),
            series_row("benefits", "2018-06", amount=0.0),
            series_row("benefits", "2018-07", amount=10.0),
        ]
    )
    rows = mean_benefit(store, definitions, "mean_benefit", fiscal_years=[YEAR]).frame.head(4)
    assert rows["agreement"].tolist() == ["agrees", "exact_tie", "not_compared", "not_compared"]
    assert rows["value"].iloc[0] == pytest.approx(1000 / 3)
    assert rows["note"].tolist() == ["computed", "computed", "no_cases", "no_extract"]
    assert rows["denominator_name"].unique().tolist() == ["households"]
