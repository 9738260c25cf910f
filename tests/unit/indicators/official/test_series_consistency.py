"""The consistency check names what does not hold, and only that."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any

import pytest

from analysis.core.periods import FiscalYear
from analysis.core.territories import REGIONS
from analysis.extracts.store import Store
from analysis.indicators.consistency import Consistency, consistency
from analysis.indicators.series import SeriesDefinitions

from .conftest import first_day, series_row

MakeStore = Callable[..., Store]


def outcome(found: Consistency, rule: str, about: str) -> tuple[int, int, int]:
    """Compared, holding, departing."""
    frame = found.rules.frame
    row = frame[(frame["rule"] == rule) & (frame["about"] == about)].iloc[0]
    return int(row["denominator"]), int(row["numerator"]), int(row["n_departing"])


def departures(found: Consistency, rule: str) -> list[dict[str, Any]]:
    frame = found.departures.frame
    return frame[frame["rule"] == rule].to_dict("records")


def test_recipients_are_adults_and_children_in_every_row(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    def one(month: str, adults: float, children: float | None, recipients: float, **others: object) -> list[dict[str, object]]:
        numbers = (("adults", adults), ("children", children), ("recipients", recipients))
        return [series_row(name, month, number, **others) for name, number in numbers]

    single = one("2018-04", 50, None, 50, scheme="age", category="young")
    rows = [*one("2018-04", 70, 30, 100), *one("2018-05", 70, 30, 101, published="2018-06"), *single]
    # Recipients without their adults are not compared.
    rows += [series_row("recipients", "2018-07", 9)]
    found = consistency(make_store(rows), definitions)
    assert outcome(found, "identity", "adults_and_children") == (3, 2, 1)
    (departure,) = departures(found, "identity")
    assert (departure["value"], departure["expected"], departure["difference"]) == (101.0, 100.0, 1.0)
    assert (departure["series"], departure["month"], departure["published"]) == ("recipients", "2018-05", "2018-06")


def breakdown(month: str, scheme: str, numbers: dict[str, float]) -> list[dict[str, object]]:
    return [series_row("households", month, number, scheme=scheme, category=name) for name, number in numbers.items()]


def test_each_partition_of_a_scheme_is_held_against_the_total(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [
        series_row("households", "2018-04", 100),
        *breakdown("2018-04", "age", {"young": 30, "middle": 50, "old": 20, "under_36": 45, "over_35": 54}),
        # Old is not printed: three groups cannot be held against anything.
        series_row("households", "2018-05", 100),
        *breakdown("2018-05", "age", {"young": 30, "middle": 50}),
        # Overlapping sources never add up and are never added.
        *breakdown("2018-04", "source", {"work": 60, "pension": 60, "distinct": 80}),
    ]
    found = consistency(make_store(rows), definitions)
    assert outcome(found, "parts_add_up", "age") == (2, 1, 1)
    (departure,) = departures(found, "parts_add_up")
    assert (departure["value"], departure["expected"], departure["scheme"]) == (100.0, 99.0, "age")


def test_a_subtotal_is_held_against_its_parts_and_the_larger_partition_against_the_total(
    make_store: MakeStore, definitions: SeriesDefinitions
) -> None:
    numbers = {"free": 40, "temporary": 30, "severe": 25, "spouse": 5, "health": 10, "age": 19}
    rows = [series_row("households", "2018-04", 100), *breakdown("2018-04", "constraints", numbers)]
    found = consistency(make_store(rows), definitions)
    # Four parts make 100; free + temporary + severe alone would make 95 and is not asked; the subtotal 30 is not 10 + 19.
    assert outcome(found, "parts_add_up", "constraints") == (2, 1, 1)
    (departure,) = departures(found, "parts_add_up")
    assert (departure["category"], departure["value"], departure["expected"]) == ("temporary", 30.0, 29.0)


@pytest.mark.parametrize(("total", "holds"), [(100.00, True), (100.02, True), (100.03, False)])
def test_a_sum_of_amounts_may_differ_by_half_a_cent_each(
    make_store: MakeStore, definitions: SeriesDefinitions, total: float, holds: bool
) -> None:
    parts = [series_row("benefits", "2018-04", amount=amount, scheme="age", category=name) for name, amount in
             (("young", 33.33), ("middle", 33.33), ("old", 33.34))]  # fmt: skip
    found = consistency(make_store([*parts, series_row("benefits", "2018-04", amount=total)]), definitions)
    assert outcome(found, "parts_add_up", "age") == (1, int(holds), int(not holds))


def test_breakdowns_are_held_against_each_other_where_no_total_is_printed(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    def women(scheme: str, category: str, number: float) -> dict[str, object]:
        return series_row("women", "2018-04", number, scheme=scheme, category=category)

    rows = [women("sex", "women", 40), women("sex", "men", 0), women("age", "under_36", 30), women("age", "over_35", 11)]
    found = consistency(make_store(rows), definitions)
    assert outcome(found, "parts_add_up", "age") == (1, 0, 1)
    assert outcome(found, "parts_add_up", "sex") == (1, 1, 0)


def test_regions_that_leave_some_out_are_explained_and_more_than_all_is_a_departure(
    make_store: MakeStore, definitions: SeriesDefinitions
) -> None:
    def month(name: str, quebec: float, **others: float) -> list[dict[str, object]]:
        territories = dict.fromkeys(REGIONS, 10.0) | others | {"quebec": quebec}
        return [series_row("households", name, number, territory=code) for code, number in territories.items()]

    rows = [*month("2018-04", 170), *month("2018-05", 175), *month("2018-06", 169), *month("2018-07", 172, unassigned=2)]
    rows += month("2018-08", 175, unassigned=2)
    found = consistency(make_store(rows), definitions)
    assert outcome(found, "regions_add_up", "households") == (5, 2, 2)
    row = found.rules.frame[found.rules.frame["rule"] == "regions_add_up"].iloc[0]
    assert (row["n_explained"], row["largest_difference"]) == (1, 5.0)
    assert [item["month"] for item in departures(found, "regions_add_up")] == ["2018-06", "2018-08"]


def test_published_shares_are_reproduced_on_their_own_base(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [
        series_row("households", "2018-04", 1000, published_share=100.0),
        series_row("households", "2018-04", 125, scheme="age", category="young", published_share=12.5),
        series_row("households", "2018-04", 333, scheme="age", category="old", published_share=33.4),
        series_row("households", "2018-04", 60, scheme="source", category="work", published_share=75.0),
        series_row("households", "2018-04", 80, scheme="source", category="distinct", published_share=100.0),
        series_row("households", "2018-04", 400, territory="06", published_share=40.0),
        # Half way between 0.1 and 0.2: either may be printed.
        series_row("households", "2018-04", 1.5, territory="10", published_share=0.1),
        # Not the total of the same publication.
        series_row("households", "2018-05", 9, scheme="age", category="young", published_share=0.9),
    ]
    found = consistency(make_store(rows), definitions)
    assert outcome(found, "share_reproduces", "total") == (7, 6, 1)
    assert outcome(found, "share_reproduces", "region") == (2, 2, 0)
    assert found.rules.frame.set_index(["rule", "about"]).loc[("share_reproduces", "region"), "n_exact_ties"] == 1
    (departure,) = departures(found, "share_reproduces")
    assert (departure["category"], departure["value"], departure["expected"]) == ("old", 0.334, 0.333)


def test_published_changes_are_reproduced_from_the_same_publication_or_the_figure_kept(
    make_store: MakeStore, definitions: SeriesDefinitions
) -> None:
    rows = [
        series_row("households", "2017-04", 100, published="2017-04", status="estimate"),
        series_row("households", "2017-04", 200, published="2017-05"),
        series_row("households", "2018-04", 210, published="2018-04", published_change=5.0),
        # This publication prints its own year before.
        series_row("households", "2017-04", 100, published="2019-01"),
        series_row("households", "2018-04", 210, published="2019-01", published_change=110.0),
        series_row("households", "2018-05", 210, published="2018-05", published_change=5.0),
    ]
    found = consistency(make_store(rows[:3]), definitions)
    assert outcome(found, "change_reproduces", "households") == (1, 1, 0)
    found = consistency(make_store(rows), definitions)
    assert [item["published"] for item in departures(found, "change_reproduces")] == ["2018-04"]
    assert outcome(found, "change_reproduces", "households") == (2, 1, 1)


def test_published_means_are_reproduced_to_the_cent(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [
        series_row("households", "2018-04", 200),
        series_row("benefits", "2018-04", amount=27271.0, published_mean_amount=136.35),
        series_row("households", "2018-05", 200),
        series_row("benefits", "2018-05", amount=27271.0, published_mean_amount=136.34),
        series_row("households", "2018-06", 0),
        series_row("benefits", "2018-06", amount=0.0, published_mean_amount=0.0),
    ]
    found = consistency(make_store(rows), definitions)
    assert outcome(found, "mean_reproduces", "mean_benefit") == (2, 1, 1)


def test_repeated_figures_and_rates_are_held_against_the_first_publication(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [
        series_row("rate", "2018-04", 400, published="2018-04", published_share=6.0),
        series_row("rate", "2018-04", 400, published="2019-04", published_share=6.1),
        series_row("households", "2018-04", 10, published="2018-04", status="estimate"),
        series_row("households", "2018-04", 12, published="2018-05"),
        series_row("households", "2018-04", 12, published="2018-06"),
    ]
    found = consistency(make_store(rows), definitions)
    assert outcome(found, "repeated_figure_unchanged", "total") == (2, 2, 0)
    assert outcome(found, "repeated_rate_unchanged", "rate") == (1, 0, 1)
    (departure,) = departures(found, "repeated_rate_unchanged")
    assert (departure["value"], departure["expected"]) == (0.061, 0.06)


def test_an_estimate_that_nothing_replaced_is_named_once_it_could_have_been(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [
        series_row("households", "2018-04", 10, published="2018-04", status="estimate"),
        series_row("households", "2018-04", 12, published="2018-05"),
        series_row("households", "2018-05", 10, published="2018-05", status="estimate"),
    ]
    found = consistency(make_store(rows), definitions)
    assert outcome(found, "estimate_replaced", "households") == (1, 1, 0)
    later = series_row("households", "2018-06", 11, published="2018-06")
    found = consistency(make_store([*rows, later]), definitions)
    assert outcome(found, "estimate_replaced", "households") == (2, 1, 1)
    (departure,) = departures(found, "estimate_replaced")
    assert departure["month"] == "2018-05" and isnan(departure["expected"])


def highlight(population: str, value: float, reference: float | None, difference: float | None, change: float | None) -> dict[str, object]:
    return {
        "population": population,
        "period": first_day("2018-04"),
        "reference_period": first_day("2017-04"),
        "published": first_day("2018-04"),
        "value": value,
        "reference_value": reference,
        "published_difference": difference,
        "published_change": change,
    }


def test_a_stated_difference_that_its_own_numbers_contradict_is_named(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    sentences = [
        highlight("others", 145_742, 143_268, 3_649, 1.7),
        highlight("households", 380_485, None, -8_442, -2.2),
    ]
    found = consistency(make_store([series_row("households", "2018-04", 380_486)], sentences), definitions)
    assert outcome(found, "highlight_difference", "others") == (1, 0, 1)
    (departure,) = departures(found, "highlight_difference")
    assert (departure["value"], departure["expected"], departure["difference"]) == (3_649.0, 2_474.0, 1_175.0)
    # The percentage is that of the two numbers: it is the difference that is wrong.
    assert outcome(found, "highlight_change", "total") == (2, 2, 0)
    assert outcome(found, "highlight_figure", "households") == (1, 0, 1)


def test_the_check_can_be_kept_to_one_fiscal_year(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    rows = [
        row
        for month in ("2018-03", "2018-04", "2019-03", "2019-04")
        for row in (series_row("households", month, 2), series_row("benefits", month, amount=1.0, published_mean_amount=9.0))
    ]
    found = consistency(make_store(rows), definitions, FiscalYear(2018))
    assert [item["month"] for item in departures(found, "mean_reproduces")] == ["2018-04", "2019-03"]


def test_rules_that_compare_nothing_say_so(make_store: MakeStore, definitions: SeriesDefinitions) -> None:
    frame = consistency(make_store([]), definitions).rules.frame
    assert frame["note"].unique().tolist() == ["no_cases"] and frame["value"].isna().all()
    assert frame["about"].unique().tolist() == ["total"] and len(frame) == 12
