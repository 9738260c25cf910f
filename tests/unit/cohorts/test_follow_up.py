"""What is known of each participation at each wave."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_store import make_framework, make_store

from analysis.cohorts import follow_up
from analysis.cohorts.episodes import Variable, wave_of
from analysis.cohorts.follow_up import FollowUpState, kept_contacts, state
from analysis.cohorts.selection import select
from analysis.core.periods import FiscalYear, add_months
from analysis.extracts.store import Store
from analysis.frameworks.cohorts import Wave

CALENDAR = make_framework().follow_up
assert CALENDAR is not None
WAVE = wave_of(CALENDAR, 3)
START = date(2024, 5, 15)
DUE = date(2024, 8, 15)
LATER = date(2026, 1, 1)


def contact(day: date, result: str = "reached", **answers: Any) -> dict[str, Any]:
    return {"participation_id": "A", "contact_date": day, "contact_result": result} | answers


def standing(store: Store, as_of: date, wave: Wave = WAVE, **origin: Any) -> dict[str, Any]:
    """What is known at a wave of the only participation of a store."""
    episodes = store.table("participations").select("participation_id", "start_date")
    kept = kept_contacts(store.table("follow_ups"), episodes, [wave], origin="start_date", as_of=as_of)
    joined = episodes.left_join(kept, "participation_id")
    column = joined[follow_up.kept_column(wave)]
    rows = joined.select(
        state=state(joined.start_date, column, wave, as_of),
        due=follow_up.is_due(joined.start_date, wave, as_of),
        reached=follow_up.is_reached(column),
        employed=follow_up.employed(column),
        hours=follow_up.weekly_hours(column),
        self_employed=follow_up.self_employed(column),
        in_training=follow_up.in_training(column),
    )
    (row,) = rows.to_pyarrow().to_pylist()
    return dict(row)


def one(folder: Path, *contacts: dict[str, Any], start: date = START) -> Store:
    return make_store(folder, participations=[{"participation_id": "A", "start_date": start}], follow_ups=contacts)


@pytest.mark.parametrize("months", [1, 3, 6, 11, 12, 18, 24])
def test_due_days_agree_with_the_calendar_at_every_end_of_month(tmp_path: Path, months: int) -> None:
    starts = [date(2023, 1, 1) + timedelta(days=offset) for offset in range(800)]
    store = make_store(tmp_path, participations=[{"participation_id": f"A{n}", "start_date": day} for n, day in enumerate(starts)])
    wave = Wave(months=months, days_before=0, days_after=0, confidence="assumed")
    participations = store.table("participations")
    rows = participations.select("start_date", due=follow_up.due_day(participations.start_date, wave)).to_pyarrow().to_pylist()
    assert len(rows) == 800
    assert all(row["due"] == add_months(row["start_date"], months) for row in rows)


@pytest.mark.parametrize(
    ("as_of", "expected", "due"),
    [
        (DUE - timedelta(days=16), "not_yet_due", False),
        (DUE - timedelta(days=15), "in_window", False),
        (DUE + timedelta(days=29), "in_window", False),
        (DUE + timedelta(days=30), "due", True),
    ],
)
def test_a_person_nobody_tried_is_not_yet_due_then_in_window_then_due(tmp_path: Path, as_of: date, expected: str, due: bool) -> None:
    found = standing(one(tmp_path), as_of)
    assert (found["state"], found["due"], found["reached"]) == (expected, due, False)


@pytest.mark.parametrize(("days", "counts"), [(-16, False), (-15, True), (0, True), (30, True), (31, False)])
def test_a_contact_counts_from_the_first_to_the_last_day_of_the_window(tmp_path: Path, days: int, counts: bool) -> None:
    found = standing(one(tmp_path, contact(DUE + timedelta(days=days), is_employed=True)), LATER)
    assert found["reached"] is counts
    assert found["employed"] is (True if counts else None)


def test_a_contact_after_the_day_of_observation_is_not_known(tmp_path: Path) -> None:
    store = one(tmp_path, contact(DUE + timedelta(days=5)))
    assert standing(store, DUE + timedelta(days=4))["state"] == "in_window"
    assert standing(store, DUE + timedelta(days=5))["state"] == "reached"


def test_a_person_reached_in_an_open_window_is_reached_and_not_due(tmp_path: Path) -> None:
    found = standing(one(tmp_path, contact(DUE)), DUE)
    assert (found["state"], found["due"], found["reached"]) == ("reached", False, True)


def test_a_try_without_answer_is_in_window_until_the_window_closes_then_lost(tmp_path: Path) -> None:
    store = one(tmp_path, contact(DUE, "not_reached"))
    assert standing(store, DUE + timedelta(days=29))["state"] == "in_window"
    assert standing(store, DUE + timedelta(days=30))["state"] == "lost"


def test_a_refusal_settles_the_state_even_while_the_window_is_open(tmp_path: Path) -> None:
    assert standing(one(tmp_path, contact(DUE, "refused")), DUE)["state"] == "refused"


def test_without_a_day_to_count_from_a_participation_is_out_of_scope(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=[{"participation_id": "A"}], follow_ups=[contact(DUE)])
    episodes = store.table("participations").select("participation_id", "placement_date")
    kept = kept_contacts(store.table("follow_ups"), episodes, [WAVE], origin="placement_date", as_of=LATER)
    joined = episodes.left_join(kept, "participation_id")
    states = joined.select(
        state=state(joined.placement_date, joined.kept_3, WAVE, LATER), due=follow_up.is_due(joined.placement_date, WAVE, LATER)
    )
    assert states.to_pyarrow().to_pylist() == [{"state": "out_of_scope", "due": False}]


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        # A person reached wins over a nearer refusal, and a refusal over a nearer try.
        ([contact(DUE, "refused"), contact(DUE + timedelta(days=20), is_employed=True)], ("reached", True)),
        ([contact(DUE, "not_reached"), contact(DUE + timedelta(days=20), "refused")], ("refused", None)),
        # Then the nearest to the due day.
        ([contact(DUE - timedelta(days=3), is_employed=False), contact(DUE + timedelta(days=4), is_employed=True)], ("reached", False)),
        ([contact(DUE - timedelta(days=5), is_employed=False), contact(DUE + timedelta(days=4), is_employed=True)], ("reached", True)),
        # Then the earlier of two equally near.
        ([contact(DUE + timedelta(days=4), is_employed=True), contact(DUE - timedelta(days=4), is_employed=False)], ("reached", False)),
        # Then, on one day, the least favourable answer, and an answer before none.
        ([contact(DUE, is_employed=True), contact(DUE, is_employed=False)], ("reached", False)),
        ([contact(DUE), contact(DUE, is_employed=True)], ("reached", True)),
    ],
)
def test_of_two_contacts_in_one_window_one_is_kept_by_a_stated_rule(
    tmp_path: Path, contacts: list[dict[str, Any]], expected: tuple[str, bool | None]
) -> None:
    for order, given in enumerate((contacts, contacts[::-1])):
        found = standing(one(tmp_path / str(order), *given), LATER)
        assert (found["state"], found["employed"]) == expected


def test_the_answers_kept_all_come_from_the_same_contact(tmp_path: Path) -> None:
    store = one(
        tmp_path,
        contact(DUE, is_employed=True, weekly_hours=37.5, is_self_employed=False, is_in_training=True),
        contact(DUE + timedelta(days=1), is_employed=False, weekly_hours=0.0, is_self_employed=True, is_in_training=False),
    )
    found = standing(store, LATER)
    assert (found["employed"], found["hours"], found["self_employed"], found["in_training"]) == (True, 37.5, False, True)


@pytest.mark.parametrize("hours", [0.0, 0.1, 19.99, 20.0, 37.125, 168.0])
def test_hours_come_back_exactly_as_they_were_written(tmp_path: Path, hours: float) -> None:
    assert standing(one(tmp_path, contact(DUE, weekly_hours=hours)), LATER)["hours"] == hours


def test_answers_that_were_not_given_stay_missing(tmp_path: Path) -> None:
    found = standing(one(tmp_path, contact(DUE, is_employed=True)), LATER)
    assert (found["employed"], found["hours"], found["self_employed"], found["in_training"]) == (True, None, None, None)


def test_answers_written_beside_a_refusal_are_not_read(tmp_path: Path) -> None:
    assert standing(one(tmp_path, contact(DUE, "refused", is_employed=True, weekly_hours=40.0)), LATER)["employed"] is None


def test_one_contact_may_count_at_two_waves_whose_windows_overlap(tmp_path: Path) -> None:
    wide = [Wave(months=months, days_before=60, days_after=60, confidence="assumed") for months in (3, 6)]
    store = one(tmp_path, contact(date(2024, 10, 1)))
    assert [standing(store, LATER, wave)["reached"] for wave in wide] == [True, True]


def test_a_window_too_wide_for_the_rule_is_refused(tmp_path: Path) -> None:
    wave = Wave(months=3, days_before=5000, days_after=0, confidence="assumed")
    with pytest.raises(ValueError, match="window"):
        standing(one(tmp_path), LATER, wave)


def test_the_widest_window_still_prefers_a_person_reached_at_its_edge(tmp_path: Path) -> None:
    wave = Wave(months=3, days_before=follow_up.LONGEST_WINDOW, days_after=follow_up.LONGEST_WINDOW, confidence="assumed")
    store = one(tmp_path, contact(DUE + timedelta(days=follow_up.LONGEST_WINDOW), is_employed=True), contact(DUE, "refused"))
    assert standing(store, date(2100, 1, 1), wave)["state"] == "reached"


def test_a_participation_with_many_contacts_stays_one_episode(tmp_path: Path) -> None:
    store = one(tmp_path, *(contact(DUE + timedelta(days=day), "not_reached") for day in range(-10, 20)), contact(DUE, is_employed=True))
    framework = make_framework()
    selection = select(
        store,
        framework.cohorts[0],
        FiscalYear(2024),
        as_of=LATER,
        variables=[Variable("employed_at_wave", wave=3), Variable("employed_at_wave", wave=6)],
        calendar=framework.follow_up,
    )
    rows = selection.episodes.select("employed_at_wave__3", "employed_at_wave__6").to_pyarrow().to_pylist()
    assert rows == [{"employed_at_wave__3": True, "employed_at_wave__6": None}]


def test_every_state_has_a_name_in_both_languages() -> None:
    assert set(follow_up.FOLLOW_UP_STATE_LABELS) == set(FollowUpState)
