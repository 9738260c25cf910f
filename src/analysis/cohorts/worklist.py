"""Whom to contact now: the follow-ups whose window is open, or opens soon, and that nobody has answered. Persons, never for publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis

from analysis.cohorts.conditions import fields_of, to_boolean
from analysis.cohorts.episodes import columns_behind, variable, with_variables
from analysis.cohorts.follow_up import FollowUpState, due_day
from analysis.cohorts.standing import standings, state_column
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.cohorts import Cohort, FollowUpCalendar

if TYPE_CHECKING:
    from analysis.extracts.store import Store


@dataclass(frozen=True, slots=True)
class FollowUpToMake:
    """One follow-up to make: identifiers and days only, no answer and nothing about the person."""

    participation_id: str
    provider_id: str
    wave: int
    """In months from the origin."""
    opens: date
    due: date
    closes: date
    """The last day on which a contact still counts."""
    state: FollowUpState


def worklist(store: Store, cohort: Cohort, calendar: FollowUpCalendar, as_of: date, *, days_ahead: int = 0) -> list[FollowUpToMake]:
    """Return the follow-ups to make, the first window to close first; then by participation and wave.

    Everyone whom the rules of the cohort keep is looked at, whatever the year they began in. Whoever answered, refused, stopped early or
    has no origin is not in it, nor is a follow-up whose window is over: it can no longer be made.

    Parameters
    ----------
    days_ahead
        Also the follow-ups whose window opens within so many days.
    """
    if not (store.has("participations") and store.has("follow_ups")):
        return []
    rules = [rule.where for rule in cohort.rules]
    asked = {variable(field) for rule in rules for field in fields_of(rule)}
    participations = store.table("participations")
    needed = {"participation_id", "person_id", "provider_id", calendar.origin, *columns_behind(asked, None)}
    narrow = participations.select(*(name for name in participations.columns if name in needed))
    described = with_variables(store, narrow, asked, calendar=None, as_of=as_of)
    kept = described.filter(*(to_boolean(rule, lambda field: described[variable(field).column]) for rule in rules)) if rules else described
    standing = standings(store, kept.select("participation_id", "provider_id", calendar.origin), calendar, as_of)
    found: list[FollowUpToMake] = []
    for wave in calendar.every_wave:
        due = due_day(standing[calendar.origin], wave)
        opens = (due - ibis.interval(days=wave.days_before)).cast("date")
        state = standing[state_column(wave)]
        soon = (state == FollowUpState.NOT_YET_DUE.value) & (opens <= ibis.date(as_of + timedelta(days=days_ahead)))
        waiting = standing.filter((state == FollowUpState.IN_WINDOW.value) | soon)
        rows = ordered_records(waiting.select("participation_id", "provider_id", due=due, state=state))
        found += [
            FollowUpToMake(
                row["participation_id"],
                row["provider_id"],
                wave.months,
                row["due"] - timedelta(days=wave.days_before),
                row["due"],
                row["due"] + timedelta(days=wave.days_after),
                FollowUpState(row["state"]),
            )
            for row in rows
        ]
    return sorted(found, key=lambda item: (item.closes, item.participation_id, item.wave))
