"""Complaints, reviews and waits: what is counted, and what a request that nobody has dealt with yet does."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import mean, median

import numpy as np
import pytest
from requests_store import AS_OF, YEAR, request, store_of

from analysis.accountability.commitments import hold_to_commitments
from analysis.core.languages import Bilingual
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.frameworks.sources import Confidence
from analysis.frameworks.year_plan import Commitment
from analysis.indicators import processing
from analysis.indicators.table import IndicatorTable

POLICY = Path(__file__).parents[3] / "params" / "disclosure" / "standard.yaml"


def values(table: IndicatorTable, indicator: str, column: str = "value", **where: str) -> float:
    frame = table.frame[table.frame["indicator"] == indicator]
    for name, code in where.items():
        frame = frame[frame[name] == code]
    (found,) = frame[column]
    return float(found)


def test_waits_agree_with_a_slow_twin_whatever_their_order() -> None:
    chance = random.Random(3)  # noqa: S311 - made-up rows
    rows = [
        request(
            chance.choice([None, *range(80)]), received=date(2024, 3, 1) + timedelta(days=chance.randrange(420)), region=chance.choice("67")
        )
        for _ in range(400)
    ]
    of_year = [row for row in rows if date(2024, 4, 1) <= row["received_date"] <= date(2025, 3, 31)]
    for region in ("total", "6", "7"):
        mine = [row for row in of_year if region in ("total", row["region"])]
        days = [(row["decided_date"] - row["received_date"]).days for row in mine if row["decided_date"]]
        table = processing.delays(store_of(assistance_requests=rows), YEAR, AS_OF, kinds=["new_request"], by=("region",))
        assert values(table, "received", region=region) == len(mine)
        assert values(table, "mean_days", region=region) == pytest.approx(mean(days))
        assert values(table, "median_days", region=region) == median(days)
        assert values(table, "mean_days", "n_missing", region=region) == len(mine) - len(days)


def test_the_classes_of_a_distribution_add_up_and_their_limits_belong_to_the_lower_one() -> None:
    table = processing.distribution(store_of(assistance_requests=[request(days) for days in (0, 5, 6, 10, 20, 21, None)]), YEAR, AS_OF)
    of_kind = table.frame[table.frame["requests"] == "new_request"].set_index("days")["value"]
    assert of_kind.drop("total").sum() == of_kind["total"] == 6
    assert [of_kind[code] for code in ("0-5", "6-10", "16-20", "21+")] == [2, 2, 1, 1]


def test_a_request_still_waiting_is_late_once_it_has_waited_for_longer_than_promised_and_missing_until_then() -> None:
    old, young = request(None, received=date(2025, 3, 31)), request(None, received=date(2025, 3, 31))
    rows = [request(10), request(11), old, young]
    kept = processing.within(store_of(assistance_requests=rows), YEAR, date(2025, 4, 11), {"quick": ("new_request", 10)})
    assert [values(kept, "quick", column) for column in ("numerator", "denominator", "n_missing")] == [1, 4, 0]
    not_yet = processing.within(store_of(assistance_requests=rows), YEAR, date(2025, 4, 10), {"quick": ("new_request", 10)})
    assert [values(not_yet, "quick", column) for column in ("numerator", "denominator", "n_missing")] == [1, 2, 2]


def test_a_decision_after_the_day_of_observation_is_not_known_yet() -> None:
    table = processing.delays(store_of(assistance_requests=[request(10), request(100)]), YEAR, date(2024, 7, 1), kinds=["new_request"])
    assert (values(table, "mean_days"), values(table, "mean_days", "n_missing")) == (10, 1)


def test_complaints_are_justified_among_those_closed_and_withdrawn_reviews_are_not_decided() -> None:
    complaint = {"service": "employment", "region": "06", "received_date": date(2024, 5, 1), "closed_date": date(2024, 5, 9)}
    complaints = [complaint | {"is_justified": flag} for flag in (True, False, False)]
    complaints += [complaint | {"closed_date": None, "is_justified": None}, complaint | {"service": "solidarity", "is_justified": True}]
    review = {"region": "06", "received_date": date(2024, 5, 1), "decided_date": date(2024, 7, 1)}
    reviews = [review | {"outcome": outcome} for outcome in ("granted", "partly_granted", "refused", "refused", "withdrawn")]
    store = store_of(complaints=complaints, review_requests=reviews)
    table = processing.complaints(store, YEAR, AS_OF)
    assert values(table, "complaints_received", service="total") == 5
    assert [values(table, "justified_share", column, service="employment") for column in ("numerator", "denominator", "n_missing")] == [
        1,
        3,
        1,
    ]
    reviewed = processing.reviews(store, YEAR, AS_OF)
    assert [values(reviewed, "granted_share", column) for column in ("numerator", "denominator", "n_missing")] == [2, 4, 1]


def test_nothing_received_is_no_case_and_not_zero_days() -> None:
    table = processing.delays(store_of(), YEAR, AS_OF, kinds=["new_request"])
    assert values(table, "received") == 0
    assert np.isnan(values(table, "mean_days"))
    assert set(table.frame.loc[table.frame["indicator"] != "received", "note"]) == {"no_cases"}


def test_a_promise_is_judged_on_unrounded_shares() -> None:
    promise = Commitment(
        name="quick", label=Bilingual("Vite", "Quick"), requests="new_request", within_days=10, expected_share=Decimal("0.8"),
        confidence=Confidence.ASSUMED, reason=Bilingual("Promis.", "Promised."),
    )  # fmt: skip
    for n_late, verdict in ((200, "met"), (201, "not_met")):
        rows = [request(5)] * (1000 - n_late) + [request(50)] * n_late
        table = processing.within(store_of(assistance_requests=rows), YEAR, AS_OF, {"quick": ("new_request", 10)})
        (row,) = hold_to_commitments(table, [promise]).frame.to_dict("records")
        assert row["verdict"] == verdict


def test_small_counts_of_waits_complaints_and_reviews_are_hidden_like_any_others() -> None:
    rows = [request(days % 30, region="06") for days in range(60)] + [request(days, region="10") for days in range(2)]
    complaint = {"service": "employment", "region": "06", "received_date": date(2024, 5, 1), "closed_date": date(2024, 5, 9)}
    complaints = [complaint | {"is_justified": place % 2 == 0} for place in range(40)]
    complaints += [complaint | {"region": "10", "is_justified": True}]
    store, policy = store_of(assistance_requests=rows, complaints=complaints), load_policy(POLICY)
    for table in (
        processing.delays(store, YEAR, AS_OF, kinds=["new_request"], by=("region",)),
        processing.distribution(store, YEAR, AS_OF, kinds=["new_request"]),
        processing.complaints(store, YEAR, AS_OF, by=("region",)),
        processing.reviews(store, YEAR, AS_OF),
        processing.within(store, YEAR, AS_OF, {"quick": ("new_request", 10)}),
    ):
        shown = release(table, policy).frame
        small = shown[(shown["region"] == "10") if "region" in shown else shown["denominator"] < 0]
        assert small["value"].isna().all()


def test_all_kinds_of_requests_are_released_together() -> None:
    complaint = {"service": "employment", "region": "06", "received_date": date(2024, 5, 1), "closed_date": date(2024, 5, 9)}
    review = {"region": "06", "received_date": date(2024, 5, 1), "decided_date": date(2024, 7, 1), "outcome": "granted"}
    store = store_of(
        assistance_requests=[request(5, kind=kind) for kind in ("new_request", "medical_assessment") for _ in range(30)],
        complaints=[complaint | {"is_justified": True}] * 30,
        review_requests=[review] * 30,
    )
    for table in (processing.delays(store, YEAR, AS_OF), processing.distribution(store, YEAR, AS_OF)):
        shown = release(table, load_policy(POLICY)).frame
        assert set(shown["requests"]) == set(processing.REQUESTS)
        assert shown["value"].notna().any()
