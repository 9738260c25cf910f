"""Milestones counted from follow-ups and spells, payments by month, and schedules that cannot be counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_store import make_store

from analysis.accountability.funding import cash_flow, milestone_counts
from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear
from analysis.frameworks.funding import PaymentSchedule
from analysis.frameworks.loading import load_framework
from analysis.frameworks.schedule_loading import load_schedule
from analysis.indicators.table import TOTAL

PARAMS = Path(__file__).resolve().parents[3] / "params"
SUPPORTED = load_framework(PARAMS / "frameworks" / "ontario_supported_employment.yaml")
SHIPPED = load_schedule(PARAMS / "schedules" / "fictitious_streams.yaml")
YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)


def schedule(**changes: Any) -> PaymentSchedule:
    return SHIPPED.model_copy(update=changes)


def person(name: str, segment: str | None, start: date) -> dict[str, Any]:
    return {"participation_id": name, "segment": segment, "start_date": start, "end_date": None}


def contact(name: str, day: date, *, employed: bool = True, hours: float = 35) -> dict[str, Any]:
    return {"participation_id": name, "contact_date": day, "is_employed": employed, "weekly_hours": hours}


def test_a_result_is_paid_when_it_is_proved_by_the_framework_s_own_outcome(tmp_path: Path) -> None:
    """3 months after 1 May 2024 is 1 August: with the hours, without them, without an answer; a person of no segment is nobody's result."""
    start, due = date(2024, 5, 1), date(2024, 8, 1)
    store = make_store(
        tmp_path,
        participations=[person(name, "stream_a", start) for name in "abcd"] + [person("e", None, start)],
        follow_ups=[contact("a", due), contact("b", due, hours=19), contact("c", due, employed=False), contact("e", due)],
        administrative_matches=[], employment_spells=[],
    )  # fmt: skip
    counted = milestone_counts.count_milestones(store, SUPPORTED, SHIPPED, YEAR, AS_OF)
    assert (counted.n_people, counted.n_without_segment) == (4, 1)
    frame = milestone_counts.milestone_table(store, counted, YEAR).frame.set_index(["milestone", "segment"])
    assert tuple(frame.loc[("employed_3_months", "stream_a"), ["numerator", "denominator", "payment"]]) == (1, 4, 333)
    assert tuple(frame.loc[("plan_agreed", TOTAL), ["value", "payment"]]) == (4, 444)
    assert frame.loc[("employed_3_months", "stream_b"), "note"] == "no_cases"


def test_a_month_without_a_follow_up_is_read_from_the_spells_as_far_as_the_match_goes(tmp_path: Path) -> None:
    """1 month after 1 May is 1 June: covered to the day, too few hours, ended the day before, not matched; March 2025 is past it."""
    people = [person(name, "stream_a", date(2024, 5, 1)) for name in "abcd"] + [person("late", "stream_a", date(2025, 3, 10))]
    spell = {"weekly_hours": 30, "start_date": date(2024, 4, 1), "end_date": date(2024, 6, 1)}
    store = make_store(
        tmp_path, participations=people,
        administrative_matches=[{"participation_id": name, "is_matched": True, "matched_until": date(2025, 3, 31)} for name in "abc"],
        employment_spells=[
            spell | {"participation_id": "a"},
            spell | {"participation_id": "b", "weekly_hours": 19.5},
            spell | {"participation_id": "c", "end_date": date(2024, 5, 31)},
        ],
    )  # fmt: skip
    counted = milestone_counts.count_milestones(store, SUPPORTED, SHIPPED, YEAR, AS_OF)
    frame = milestone_counts.milestone_table(store, counted, YEAR).frame.set_index(["milestone", "segment"])
    row = frame.loc[("employed_1_month", "stream_a")]
    assert (row["numerator"], row["denominator"], row["n_missing"]) == (1, 4, 1)
    without = make_store(tmp_path / "none", absent=["employment_spells"], participations=people)
    points = milestone_counts.count_milestones(without, SUPPORTED, SHIPPED, YEAR, AS_OF).points
    assert [point.name for point in points] == ["plan_agreed", "employed_3_months", "employed_6_months", "employed_12_months"]


def test_what_is_known_is_paid_in_its_month_and_the_rest_is_drawn_from_the_rates(tmp_path: Path) -> None:
    start = date(2025, 1, 15)
    names = [f"p{number}" for number in range(40)]
    store = make_store(
        tmp_path, absent=["employment_spells"],
        participations=[person(name, "stream_a", start) for name in names],
        follow_ups=[contact(name, date(2025, 4, 15)) for name in names[:30]],
    )  # fmt: skip
    counted = milestone_counts.count_milestones(store, SUPPORTED, SHIPPED, YEAR, AS_OF)
    flow = cash_flow.cash_flow(counted, counted, YEAR, seed=1)
    # January is month 9 of the year, April month 12; follow-up at 6 months (15 July, window over): nobody proved; 12 months are to come.
    assert (flow.paid[9], flow.paid[12], flow.paid.sum()) == (40 * 111, 30 * 333, 40 * 111 + 30 * 333)
    assert (flow.n_to_come[21], flow.n_to_come.sum()) == (40, 40)
    assert flow.drawn.by_period[:, 21].sum() == flow.drawn.by_period.sum() > 0
    # Nothing is known of the last milestone: Jeffreys' prior says one half.
    assert flow.drawn.totals.mean() == pytest.approx(20 * 555, rel=0.05)
    assert flow.costs == 40 * 777
    table = cash_flow.cash_flow_table(store, flow, YEAR).frame.set_index(["indicator", "month"])
    assert table.loc[("paid", "2025-04"), "value"] == 10_000
    assert table.loc[("paid", TOTAL), "value"] == 14_000
    assert table.loc[("expected", "2026-01"), "interval_low"] < table.loc[("expected", "2026-01"), "value"]


def test_a_small_provider_runs_a_greater_risk_with_the_same_rates(tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(300)]
    store = make_store(
        tmp_path, absent=["employment_spells"],
        participations=[person(name, f"stream_{'abc'[place % 3]}", date(2024, 4, 15)) for place, name in enumerate(names)],
        follow_ups=[contact(name, day) for place, name in enumerate(names) if place % 5 < 2
                    for day in (date(2024, 7, 15), date(2024, 10, 15), date(2025, 4, 15))],
    )  # fmt: skip
    counted = milestone_counts.count_milestones(store, SUPPORTED, SHIPPED, YEAR, AS_OF)
    flow = cash_flow.cash_flow(counted, counted, YEAR, seed=1)
    table = cash_flow.risk_by_size(store, flow, YEAR, (15, 150, 1500)).frame
    of_risk = table[table["indicator"] == "share_not_covered"]["value"].tolist()
    assert of_risk == sorted(of_risk, reverse=True)
    each = table[table["indicator"] == "each"]
    widths = (each["interval_high"] - each["interval_low"]).tolist()
    assert widths == sorted(widths, reverse=True)
    # Everyone is known: there is nothing left to chance in the year's own payments.
    risk = cash_flow.risk_table(store, flow, YEAR).frame.set_index("indicator")
    assert risk.loc["value_at_risk", "value"] == 0
    assert risk.loc["total", "value"] == pytest.approx(flow.paid.sum(), abs=500)


def test_nobody_is_no_case(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=[])
    counted = milestone_counts.count_milestones(store, SUPPORTED, SHIPPED, YEAR, AS_OF)
    flow = cash_flow.cash_flow(counted, counted, YEAR, seed=1)
    for table in (
        cash_flow.cash_flow_table(store, flow, YEAR), cash_flow.risk_table(store, flow, YEAR), cash_flow.risk_by_size(store, flow, YEAR),
        milestone_counts.milestone_table(store, counted, YEAR),
    ):  # fmt: skip
        unknown = table.frame[~table.frame["indicator"].isin(["begun"])]
        assert np.isnan(unknown["value"]).all()
        assert set(unknown["note"]) == {"no_cases"}


def test_a_schedule_that_follow_ups_cannot_count_says_why_all_at_once() -> None:
    points = (
        SHIPPED.points[0],
        SHIPPED.points[1].model_copy(update={"after_months": None, "after_weeks": Decimal(6)}),
        SHIPPED.points[2].model_copy(update={"times": 15}),
    )
    segments = (*SHIPPED.segments[:2], SHIPPED.segments[2].model_copy(update={"name": "stream_d"}))
    with pytest.raises(DefinitionError) as caught:
        milestone_counts.check_countable(schedule(points=points, segments=segments, amounts_are="cumulative"))
    en = caught.value.text("en")
    for said in (
        "cumulative amounts cannot be counted by milestone",
        "employed_1_month",
        "employed_3_months",
        "no participation has the segment stream_d",
    ):
        assert said in en, en
    assert len(caught.value.problems) == 4
    assert "stream_" in caught.value.text("fr")


def test_the_documented_retention_pays_3750_dollars_for_15_months_and_is_refused_where_it_cannot_be_counted() -> None:
    """MCCSS 2024-25 service objectives: $250 a month for 15 months after the 13-week placement."""
    documented = load_framework(PARAMS / "frameworks" / "ontario_employment_transformation_2019.yaml").schedule(
        "disability_support_retention"
    )
    (point,) = documented.points
    assert {amount * point.times for amount in point.amounts.values()} == {Decimal(3750)}
    with pytest.raises(DefinitionError, match="whole number of months"):
        milestone_counts.check_countable(documented)
