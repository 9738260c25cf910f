"""Rules of the two guides: each edge by hand, then every count over a whole agency by a slow reading of its rows."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_agreements import AS_OF, TERMS, MadeAgreements, of_services
from made_store import make_store

from analysis.accountability.agreements.checked import table_of_checks
from analysis.accountability.agreements.compliance_checks import Check, check_rules, start_is_allowed
from analysis.accountability.agreements.consortium import read_consortia
from analysis.accountability.agreements.register import read_register
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release

POLICY = Path(__file__).parents[4] / "params" / "disclosure" / "standard.yaml"
EVER = (date(2020, 1, 1), date(2026, 12, 31))
AGREEMENT = {
    "agreement_id": "S1", "start_date": date(2024, 7, 1), "end_date": date(2025, 6, 30), "contracted_intake": 10,
    "service": "basic_support", "program": "employment_services",
    "consultation_start_date": date(2024, 4, 1), "signed_date": date(2024, 5, 20),
}  # fmt: skip


def checks_of(folder: Path, agreement: dict[str, Any], *participations: dict[str, Any], persons: Any = None) -> dict[str, Check]:
    rows = [{"agreement_id": "S1", "start_date": date(2024, 9, 2), "program": "employment_services"} | row for row in participations]
    given = {"agreements": [AGREEMENT | agreement], "participations": rows} | ({"persons": persons} if persons else {})
    store = make_store(folder / "store", **given)
    register = read_register(store, AS_OF)
    return {item.name: item for item in check_rules(store, register, register.agreements, TERMS, period=EVER, as_of=AS_OF)}


@pytest.mark.parametrize(("hours", "n_broken"), [(179.9, 0), (180.0, 1), (180.1, 1)])
def test_an_intervention_is_of_less_than_180_hours_and_exactly_180_is_reported(tmp_path: Path, hours: float, n_broken: int) -> None:
    """Guide of 2019, 3.5.2: « moins de 180 heures »; « plus de 180 heures » for a preparation project. Exactly 180 is neither."""
    assistance = checks_of(tmp_path, {}, {"n_hours_planned": hours})["total_hours"]
    assert (assistance.judged, assistance.broken) == (1, n_broken)
    project = checks_of(tmp_path / "ppe", {"service": "employment_preparation_project"}, {"n_hours_planned": hours})
    assert project["preparation_total_hours"].broken == (hours <= 180)
    assert project["total_hours"].judged == 0


@pytest.mark.parametrize(("born", "n_broken"), [(date(2006, 9, 2), 0), (date(2006, 9, 3), 1), (date(1994, 9, 3), 0), (date(1994, 9, 2), 1)])
def test_youth_are_18_to_29_on_the_first_day(tmp_path: Path, born: date, n_broken: int) -> None:
    """Guide of 2019, 3.2.2: 18 to 29; on 2 September 2024, from the 18th birthday to the eve of the 30th."""
    person = [{"person_id": "P", "birth_date": born}]
    found = checks_of(tmp_path, {"service": "specialised_services_youth"}, {"person_id": "P"}, persons=person)["youth_age"]
    assert (found.judged, found.broken) == (1, n_broken)


@pytest.mark.parametrize(("end", "n_broken"), [(date(2024, 9, 29), 0), (date(2024, 9, 30), 1)])
def test_an_exploration_placement_is_of_four_weeks_at_most(tmp_path: Path, end: date, n_broken: int) -> None:
    """Guide of 2019, 3.2.3: four weeks, 28 days from Monday 2 to Sunday 29 September."""
    found = checks_of(tmp_path, {"service": "exploration_placement"}, {"end_date": end})["exploration_weeks"]
    assert (found.judged, found.broken) == (1, n_broken)


@pytest.mark.parametrize(
    ("start", "end", "judged", "broken"),
    [
        (date(2024, 9, 2), date(2025, 3, 2), 1, 0),
        (date(2024, 9, 2), date(2025, 3, 3), 1, 1),
        # Still open: judged once its six months are past.
        (date(2024, 9, 2), None, 1, 1),
        (date(2025, 5, 2), None, 0, 0),
    ],
)
def test_support_of_a_club_ends_six_months_after_the_start_at_the_latest(
    tmp_path: Path, start: date, end: date | None, judged: int, broken: int
) -> None:
    found = checks_of(tmp_path, {"service": "job_search_club"}, {"start_date": start, "end_date": end})["club_support_months"]
    assert (found.judged, found.broken, found.missing) == (judged, broken, 1 - judged)


@pytest.mark.parametrize(
    ("end", "yearly", "triennial"),
    [(date(2025, 6, 30), 0, 0), (date(2025, 7, 1), 1, 0), (date(2027, 6, 30), 1, 0), (date(2027, 7, 1), 1, 1)],
)
def test_an_agreement_lasts_twelve_months_or_three_years(tmp_path: Path, end: date, yearly: int, triennial: int) -> None:
    found = checks_of(tmp_path, {"end_date": end})
    assert (found["agreement_months"].broken, found["three_year_agreement_months"].broken) == (yearly, triennial)
    # What makes the longer one right is not in the files: the exception stands beside the count.
    assert found["agreement_months"].rule.exception is not None


@pytest.mark.parametrize(("consulted", "n_broken"), [(date(2024, 4, 20), 0), (date(2024, 4, 21), 1), (None, 0)])
def test_unions_are_consulted_thirty_days_before_the_signature(tmp_path: Path, consulted: date | None, n_broken: int) -> None:
    found = checks_of(tmp_path, {"consultation_start_date": consulted})["union_consultation"]
    assert (found.judged, found.broken, found.missing) == (int(consulted is not None), n_broken, int(consulted is None))


def test_nothing_starts_before_the_signature(tmp_path: Path) -> None:
    found = checks_of(tmp_path, {"signed_date": date(2024, 7, 15)}, {"start_date": date(2024, 7, 14)}, {"start_date": date(2024, 7, 15)})
    assert (found["no_activity_before_signature"].broken, found["no_activity_before_signature"].identifiers) == (1, ("S1",))
    assert (found["no_activity_before_signature.participations"].judged, found["no_activity_before_signature.participations"].broken) == (
        2,
        1,
    )
    assert start_is_allowed(date(2024, 5, 1), date(2024, 7, 1), date(2024, 7, 1), 30) == "ok"


def test_a_second_participation_in_one_service_waits_for_the_delay(tmp_path: Path) -> None:
    first = {"person_id": "P", "participation_id": "A", "start_date": date(2024, 7, 8), "end_date": date(2024, 8, 30)}
    soon = first | {"participation_id": "B", "start_date": date(2025, 5, 1), "end_date": None}
    found = checks_of(tmp_path, {}, first, soon, {"person_id": "Q", "participation_id": "C"})["delay_between_participations"]
    assert (found.judged, found.broken, found.identifiers) == (1, 1, ("B",))


def test_what_no_file_tells_is_kept_in_the_table_and_usual_lengths_are_not_limits(tmp_path: Path) -> None:
    found = checks_of(tmp_path, {})
    assert found["club_hours_a_week"].judged is None
    assert "youth_weeks" not in found
    table = table_of_checks(tuple(found.values()), (), TERMS, make_store(tmp_path / "other").provenance, AS_OF)
    notes = table.frame.set_index("indicator")["note"]
    assert (notes["club_hours_a_week"], notes["total_hours"], notes["agreement_months"]) == ("no_extract", "no_cases", "computed")


def test_two_guides_that_ask_the_same_are_one_rule() -> None:
    names = [rule.name for _, rule in TERMS.rules()]
    assert names.count("union_consultation") == 1


def test_counts_over_a_whole_agency_are_those_of_a_slow_reading(made: MadeAgreements) -> None:
    store, register = made.store, made.register
    checks = {item.name: item for item in check_rules(store, register, register.agreements, TERMS, period=EVER, as_of=AS_OF)}
    assert set(checks["no_activity_before_signature"].identifiers) == of_services(made.truth["started_before_signature"])
    assert set(checks["union_consultation"].identifiers) == of_services(made.truth["signed_too_soon"])
    agreements = {row["agreement_id"]: row for row in store.table("agreements").to_pyarrow().to_pylist()}
    born = {row["person_id"]: row["birth_date"] for row in store.table("persons").to_pyarrow().to_pylist()}
    slow: Counter[str] = Counter()
    for row in store.table("participations").to_pyarrow().to_pylist():
        agreement = agreements.get(row["agreement_id"] or "")
        if agreement is None or agreement["service"] is None or row["start_date"] > AS_OF:
            continue
        slow["total_hours"] += row["n_hours_planned"] >= 180
        slow["no_activity_before_signature.participations"] += row["start_date"] < agreement["signed_date"]
        day = born[row["person_id"]]
        if agreement["service"] == "specialised_services_youth" and day is not None:
            start = row["start_date"]
            age = start.year - day.year - ((start.month, start.day) < (day.month, day.day))
            slow["youth_age"] += not 18 <= age <= 29
    assert {name: checks[name].broken for name in slow} == dict(slow)
    assert slow["youth_age"] > 0


def test_few_participations_that_break_a_rule_are_hidden_and_agreements_are_not(made: MadeAgreements) -> None:
    year = (date(2024, 4, 1), date(2025, 3, 31))
    register = made.register
    checks = check_rules(made.store, register, register.in_force(*year), TERMS, period=year, as_of=AS_OF)
    table = table_of_checks(checks, read_consortia(made.store), TERMS, made.store.provenance, AS_OF)
    shown = release(table, load_policy(POLICY)).frame.set_index("indicator")
    small = table.frame[(table.frame["about"] == "participations") & table.frame["numerator"].between(1, 9)]
    assert len(small)
    assert shown.loc[small["indicator"], ["value", "numerator", "denominator"]].isna().all(axis=None)
    assert (
        shown.loc["no_activity_before_signature", "value"]
        == table.frame.set_index("indicator").loc["no_activity_before_signature", "value"]
        > 0
    )
    # No identifier travels with the table.
    assert not table.frame.astype(str).apply(lambda column: column.str.contains(r"\b[SJ]\d{3}-20\d\d|P\d{7}")).any(axis=None)
