"""Who is counted, and why the others are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_store import make_framework, make_store

from analysis.cohorts.episodes import Variable, variable, with_variables
from analysis.cohorts.selection import period_of, select
from analysis.core.periods import FiscalYear
from analysis.frameworks.cohorts import Cohort
from analysis.frameworks.indicators import SatisfactionOccasion

YEAR, AS_OF = FiscalYear(2024), date(2026, 9, 30)
TEXT = {"fr": "inventé", "en": "made up"}


def cohort(*rules: dict[str, Any], **parts: Any) -> Cohort:
    named = [{"name": f"rule_{place}", "label": TEXT, "where": where} for place, where in enumerate(rules)]
    return Cohort.model_validate({"name": "entries", "label": TEXT, "dated_by": "start_date", "rules": named} | parts)


def test_each_rule_says_how_many_it_removed_and_for_how_many_it_could_not_tell(tmp_path: Path) -> None:
    participations = [
        {"start_date": date(2023, 1, 1)},
        {"program": "other"},
        {"end_reason": "transferred"},
        {"end_reason": None},
        {"end_reason": "employed"},
        {"end_reason": "completed"},
    ]
    store = make_store(tmp_path, participations=participations)
    rules = cohort({"field": "program", "is": "supported_employment"}, {"none_of": [{"field": "end_reason", "is": "transferred"}]})
    steps = select(store, rules, YEAR, as_of=AS_OF).steps()
    assert [(step.rule, step.n_remaining, step.n_removed, step.n_missing) for step in steps] == [
        ("all_read", 6, 0, 0),
        ("dated_in_period", 5, 1, 0),
        ("rule_0", 4, 1, 0),
        ("rule_1", 2, 2, 1),
    ]


def test_a_participation_without_its_date_is_removed_as_missing(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=[{"end_date": None}, {"end_date": date(2024, 6, 1)}])
    steps = select(store, cohort(dated_by="end_date"), YEAR, as_of=AS_OF).steps()
    assert (steps[1].n_remaining, steps[1].n_removed, steps[1].n_missing) == (1, 1, 1)


def test_the_order_of_rules_changes_who_is_counted_by_each_but_not_who_remains(tmp_path: Path) -> None:
    participations = [{"program": program, "region": region} for program in ("supported_employment", "other") for region in ("01", "06")]
    store = make_store(tmp_path, participations=participations)
    rules = ({"field": "program", "is": "other"}, {"field": "region", "is": "06"})
    remaining = [select(store, cohort(*order), YEAR, as_of=AS_OF).steps()[-1].n_remaining for order in (rules, rules[::-1])]
    assert remaining == [1, 1]


@pytest.mark.parametrize(
    ("months", "first", "last"),
    [(0, date(2024, 4, 1), date(2025, 3, 31)), (12, date(2023, 4, 1), date(2024, 3, 31)), (3, date(2024, 1, 1), date(2024, 12, 31))],
)
def test_a_cohort_that_entered_earlier_is_dated_in_a_window_moved_back(months: int, first: date, last: date) -> None:
    found = period_of(cohort(months_before_period=months), YEAR, AS_OF)
    assert (found.first, found.last) == (first, last)


def test_the_window_ends_on_the_day_of_observation_and_is_empty_before_it_begins() -> None:
    assert period_of(cohort(), YEAR, date(2024, 5, 1)).n_days == 31
    assert period_of(cohort(), YEAR, date(2023, 1, 1)).n_days == 0


def test_rules_may_look_at_the_person(tmp_path: Path) -> None:
    persons = [{"person_id": "P1", "birth_date": date(2000, 5, 16)}, {"person_id": "P2", "birth_date": date(2000, 5, 15)}]
    participations = [{"participation_id": f"A{n}", "person_id": f"P{n}", "start_date": date(2024, 5, 15)} for n in (1, 2)]
    store = make_store(tmp_path, persons=persons, participations=participations)
    adults = cohort({"field": "age_at_start", "at_least": 24})
    selection = select(store, adults, YEAR, as_of=AS_OF, variables=[Variable("age_at_start"), Variable("is_woman")])
    rows = selection.episodes.select("participation_id", "age_at_start", "is_woman").to_pyarrow().to_pylist()
    assert rows == [{"participation_id": "A2", "age_at_start": 24, "is_woman": True}]


@pytest.mark.parametrize(
    ("born", "start", "age"),
    [
        (date(2000, 2, 29), date(2023, 2, 28), 22),
        (date(2000, 2, 29), date(2023, 3, 1), 23),
        (date(2000, 2, 29), date(2024, 2, 29), 24),
        (date(1990, 12, 31), date(2024, 12, 30), 33),
        (date(1990, 12, 31), date(2024, 12, 31), 34),
    ],
)
def test_age_is_counted_in_full_years(tmp_path: Path, born: date, start: date, age: int) -> None:
    store = make_store(
        tmp_path, persons=[{"person_id": "P1", "birth_date": born}], participations=[{"person_id": "P1", "start_date": start}]
    )
    rows = with_variables(store, store.table("participations"), [Variable("age_at_start")], calendar=None, as_of=AS_OF)
    assert rows.select("age_at_start").to_pyarrow().to_pylist() == [{"age_at_start": age}]


@pytest.mark.parametrize(
    ("day", "why", "placed"),
    [
        (date(2024, 6, 1), None, True),
        (date(2027, 1, 1), None, False),
        (None, "blank", False),
        (None, "not_applicable", False),
        (None, "unknown", None),
        (None, "suppressed", None),
    ],
)
def test_no_placement_and_an_unknown_placement_are_two_things(
    tmp_path: Path, day: date | None, why: str | None, placed: bool | None
) -> None:
    store = make_store(tmp_path, participations=[{"placement_date": day, "placement_date_missing": why}])
    rows = with_variables(store, store.table("participations"), [Variable("is_placed")], calendar=None, as_of=AS_OF)
    assert rows.select("is_placed").to_pyarrow().to_pylist() == [{"is_placed": placed}]


@pytest.mark.parametrize(
    ("referrals", "expected"),
    [
        ([], False),
        ([{"direction": "in", "referral_date": date(2024, 1, 1)}], True),
        ([{"direction": "out", "referral_date": date(2024, 5, 14)}], False),
        ([{"direction": "out", "referral_date": date(2024, 5, 15)}], True),
        ([{"direction": "out", "referral_date": date(2024, 5, 14)}, {"direction": "out", "referral_date": date(2025, 1, 1)}], True),
        ([{"direction": "in", "referral_date": date(2027, 1, 1)}], False),
    ],
)
def test_a_referral_counts_on_the_way_in_or_out_during_or_after_the_service(
    tmp_path: Path, referrals: list[dict[str, Any]], expected: bool
) -> None:
    store = make_store(
        tmp_path, participations=[{"participation_id": "A"}], referrals=[row | {"participation_id": "A"} for row in referrals]
    )
    rows = with_variables(store, store.table("participations"), [Variable("was_referred")], calendar=None, as_of=AS_OF)
    assert rows.select("was_referred").to_pyarrow().to_pylist() == [{"was_referred": expected}]


@pytest.mark.parametrize(
    ("answers", "asked", "kept"),
    [
        ([], False, None),
        ([{"score": None}], True, None),
        ([{"score": 3, "asked_date": date(2024, 6, 1)}, {"score": 5, "asked_date": date(2024, 6, 2)}], True, 5),
        ([{"score": 3, "asked_date": date(2024, 6, 1)}, {"score": None, "asked_date": date(2024, 6, 2)}], True, 3),
        ([{"score": 5}, {"score": 2}], True, 2),
        ([{"score": 5, "respondent": "employer"}], False, None),
        ([{"score": 5, "occasion": "withdrawal"}], False, None),
        ([{"score": 5, "asked_date": date(2027, 1, 1)}], False, None),
    ],
)
def test_of_several_answers_the_latest_with_a_score_is_kept_and_the_lower_of_one_day(
    tmp_path: Path, answers: list[dict[str, Any]], asked: bool, kept: int | None
) -> None:
    rows = [row | {"participation_id": "A"} for row in answers]
    store = make_store(tmp_path, participations=[{"participation_id": "A"}], satisfaction_answers=rows)
    occasion = SatisfactionOccasion(respondent="participant", occasions=("start",))
    wanted = [variable(name, satisfaction=occasion) for name in ("was_asked", "satisfaction_score")]
    found = with_variables(store, store.table("participations"), wanted, calendar=None, as_of=AS_OF)
    (row,) = found.select(*(item.column for item in wanted)).to_pyarrow().to_pylist()
    assert list(row.values()) == [asked, kept]


def test_a_field_without_its_wave_or_its_occasion_is_our_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="wave"):
        variable("employed_at_wave")
    with pytest.raises(ValueError, match="occasion"):
        variable("satisfaction_score")
    store = make_store(tmp_path, participations=[{}])
    calendar = make_framework().follow_up
    with pytest.raises(ValueError, match="no wave at 7 months"):
        with_variables(store, store.table("participations"), [Variable("employed_at_wave", wave=7)], calendar=calendar, as_of=AS_OF)
