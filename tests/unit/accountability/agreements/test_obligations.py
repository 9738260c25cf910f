"""Dated steps against the guides' own words and dates worked out by hand, then against a plain count over a whole agency."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from made_agreements import AS_OF, TERMS, MadeAgreements

from analysis.accountability.agreements.calendar import calendar_of, late_of
from analysis.accountability.agreements.obligations import (
    Obligation,
    State,
    Step,
    cycle_begins,
    every_obligation,
    months_after,
    obligations,
)
from analysis.accountability.agreements.register import Agreement, ReportReceived
from analysis.accountability.agreements.risk import follow_ups, risk_of
from analysis.accountability.agreements.terms import Terms
from analysis.core.languages import Bilingual
from analysis.frameworks.numbers import Number, Unit
from analysis.frameworks.sources import Confidence

UNIT = Agreement(
    "S1", "F1", date(2023, 7, 1), date(2024, 6, 30), 40, service="basic_support", financing="lump_sum", risk_level="low",
    consulted_from=date(2023, 4, 1), consulted_to=date(2023, 5, 3), signed=date(2023, 5, 20),
)  # fmt: skip
GLOBAL = replace(UNIT, agreement_id="S2", service="job_search_club", financing="real_costs")


def steps_of(agreement: Agreement, *reports: ReportReceived, as_of: date = AS_OF, terms: Terms = TERMS) -> dict[Step, Obligation]:
    return {item.step: item for item in obligations(agreement, reports, terms, as_of)}


def report(kind: str, received: date | None, first: date = UNIT.start, last: date = UNIT.end) -> ReportReceived:
    return ReportReceived("S1", kind, first, last, received)


def test_an_agreement_of_a_year_has_four_quarters_and_a_longer_one_more() -> None:
    firsts = [first for first, _ in UNIT.quarters]
    assert firsts == [date(2023, 7, 1), date(2023, 10, 1), date(2024, 1, 1), date(2024, 4, 1)]
    assert UNIT.quarters[-1][1] == date(2024, 6, 30)
    assert len(replace(UNIT, end=date(2026, 6, 30)).quarters) == 12
    assert replace(UNIT, end=date(2024, 7, 15)).quarters[-1] == (date(2024, 7, 1), date(2024, 7, 15))


def test_deadlines_are_three_months_for_unit_services_and_six_for_all_files() -> None:
    """Guide of 2022, section 3.3: within 3 months for unit services, at most 6 months after the period for every file."""
    assert steps_of(UNIT)[Step.ACCOUNTABILITY].due == date(2024, 9, 30)
    assert steps_of(GLOBAL)[Step.ACCOUNTABILITY].due == date(2024, 12, 31)
    assert months_after(date(2024, 2, 29), 3) == date(2024, 5, 31)


def test_only_real_costs_keep_a_financial_follow_up() -> None:
    """Guide of 2022, note 4: financial follow-up remains in agreements at maximum cost / real costs."""
    assert Step.FINANCIAL not in steps_of(UNIT)
    assert Step.FINANCIAL in steps_of(GLOBAL)


def test_planning_begins_with_what_the_longest_cycle_leaves_before_the_agreement() -> None:
    """24 months, less 12 of agreement, less 3 (or 6) to report: 9 (or 6) before 1 July 2023."""
    assert cycle_begins(UNIT, TERMS) == date(2022, 10, 1)
    assert cycle_begins(GLOBAL, TERMS) == date(2023, 1, 1)


@pytest.mark.parametrize(
    ("received", "as_of", "state", "days"),
    [
        (date(2024, 9, 30), AS_OF, State.ON_TIME, 0),
        (date(2024, 10, 1), AS_OF, State.LATE, 1),
        # What is due on the day of observation is not late yet.
        (None, date(2024, 9, 30), State.TO_COME, None),
        (None, date(2024, 10, 1), State.OVERDUE, 1),
        (None, date(2024, 10, 10), State.OVERDUE, 10),
    ],
)
def test_a_report_with_a_deadline_is_late_from_the_day_after(received: date | None, as_of: date, state: State, days: int | None) -> None:
    found = steps_of(UNIT, report("accountability", received), as_of=as_of)[Step.ACCOUNTABILITY]
    assert (found.state, found.days_late) == (state, days)


def test_without_a_deadline_in_the_sources_nothing_is_said_to_be_late() -> None:
    first, last = UNIT.quarters[0]
    came = steps_of(UNIT, report("quarterly", date(2024, 12, 1), first, last))
    assert (came[Step.PROGRESS_1].state, came[Step.PROGRESS_2].state) == (State.RECEIVED, State.AWAITED)
    assert steps_of(UNIT, as_of=date(2023, 9, 1))[Step.PROGRESS_1].state is State.TO_COME


def test_an_agency_that_writes_a_deadline_of_its_own_has_its_quarterly_reports_judged() -> None:
    month = Number(value=1, unit=Unit.MONTHS, confidence=Confidence.ASSUMED, reason=Bilingual("Convenu.", "Agreed."))
    frameworks = tuple(
        framework.model_copy(
            update={
                "reports": tuple(
                    item.model_copy(update={"deadline": month}) if item.kind == "progress" else item for item in framework.reports
                )
            }
        )
        for framework in TERMS.frameworks
    )
    first, last = UNIT.quarters[0]
    found = steps_of(UNIT, report("quarterly", date(2023, 11, 2), first, last), terms=Terms(frameworks))
    assert (found[Step.PROGRESS_1].due, found[Step.PROGRESS_1].state) == (date(2023, 10, 31), State.LATE)
    assert found[Step.PROGRESS_2].state is State.OVERDUE


def test_a_signature_after_the_first_day_is_late_and_one_nobody_wrote_down_is_not_judged() -> None:
    assert steps_of(replace(UNIT, signed=date(2023, 7, 1)))[Step.SIGNATURE].state is State.ON_TIME
    late = steps_of(replace(UNIT, signed=date(2023, 7, 4)))[Step.SIGNATURE]
    assert (late.state, late.days_late) == (State.LATE, 3)
    assert steps_of(replace(UNIT, signed=None))[Step.SIGNATURE].state is State.NOT_RECORDED
    assert steps_of(replace(UNIT, signed=None), as_of=date(2023, 6, 1))[Step.SIGNATURE].state is State.TO_COME


def test_late_steps_of_a_whole_agency_are_those_that_its_truths_name(made: MadeAgreements) -> None:
    steps = every_obligation(made.register, made.register.agreements, TERMS, AS_OF)
    late = {item.agreement_id for item in steps if item.step is Step.SIGNATURE and item.state is State.LATE}
    signed_late = {name for name in made.truth["started_before_signature"] if not name.startswith("E")}
    # Those signed after the day of observation are not known to be signed.
    overdue = {item.agreement_id for item in steps if item.step is Step.SIGNATURE and item.state is State.OVERDUE}
    assert late | overdue == signed_late


def test_the_table_of_lateness_is_a_plain_count_over_the_rows_of_the_files(made: MadeAgreements) -> None:
    rows = {row["agreement_id"]: row for row in made.store.table("agreements").to_pyarrow().to_pylist()}
    received = {
        row["agreement_id"]: row["received_date"]
        for row in made.store.table("agreement_reports").to_pyarrow().to_pylist()
        if row["kind"] == "accountability"
    }
    unit = {"basic_support", "a_la_carte", "specialised_assessment_and_guidance", "structured_job_search_support"}
    expected: Counter[str] = Counter()
    for name, row in rows.items():
        if row["service"] is None:
            continue
        expected["owed"] += 1
        year = row["end_date"].year
        due = date(year, 9, 30) if row["service"] in unit else date(year, 12, 31)
        came = received.get(name)
        if came is not None and came <= AS_OF:
            expected["on_time" if came <= due else "late"] += 1
        else:
            expected["overdue" if due < AS_OF else "to_come"] += 1
    steps = every_obligation(made.register, made.register.agreements, TERMS, AS_OF)
    frame = late_of(steps, made.store.provenance, AS_OF).frame
    found = frame[frame["step"] == "accountability"].set_index("indicator")["value"]
    assert {name: found[name] for name in expected} == dict(expected)
    assert expected["late"]
    assert expected["overdue"]


def test_the_calendar_counts_each_step_once_and_dates_it(made: MadeAgreements) -> None:
    steps = every_obligation(made.register, made.register.agreements, TERMS, AS_OF)
    table = calendar_of(steps, made.register, made.store.provenance, AS_OF)
    owed = table.frame[table.frame["indicator"] == "owed"]
    assert owed["value"].sum() == len(steps)
    states = table.frame[table.frame["indicator"] != "owed"]
    assert states["value"].sum() == len(steps)
    (row,) = owed[(owed["period"] == "2024-07-01/2025-06-30") & (owed["step"] == "accountability")].to_dict("records")
    assert (row["due_first"], row["due_last"]) == ("2025-09-30", "2025-12-31")


def test_the_level_of_risk_decides_how_often_an_agreement_is_followed_up() -> None:
    """The guide ties the frequency to the risk (3.7.6); 6, 3 and 1 months are parameters to be validated."""
    days = {level: follow_ups(replace(UNIT, risk_level=level), TERMS) for level in ("low", "medium", "high")}
    assert {level: len(found) for level, found in days.items()} == {"low": 1, "medium": 3, "high": 11}
    assert days["medium"] == (date(2023, 10, 1), date(2024, 1, 1), date(2024, 4, 1))
    assert follow_ups(replace(UNIT, risk_level=None), TERMS) == ()


def test_every_agreement_is_counted_in_one_level_of_risk(made: MadeAgreements) -> None:
    governed = [item for item in made.register.agreements if TERMS.governs(item)]
    steps = every_obligation(made.register, governed, TERMS, AS_OF)
    frame = risk_of([*governed, replace(UNIT, risk_level=None)], steps, TERMS, made.store.provenance, AS_OF).frame
    counted = frame[frame["indicator"] == "agreements"].set_index("risk_level")["value"]
    assert counted["total"] == counted.drop("total").sum() == len(governed) + 1
    assert counted["not_stated"] == 1
    planned = frame[frame["indicator"] == "follow_ups"].set_index("risk_level")["value"]
    high = [item for item in governed if item.risk_level == "high"]
    assert planned["high"] == 11 * len(high)
    assert len({item.start + timedelta(0) for item in high}) > 1
