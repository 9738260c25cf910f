"""Where each participation stands at every wave of a calendar, follow-ups that stopped early included.

A stopping rule looks back: it is met at a wave when what it names was true there and at so many waves before it, in a row. It is then met
for good, and every later wave of that person is « stopped early », unless an answer or a refusal comes all the same: what happened is
never overruled by what was planned. A stop changes no denominator of an indicator (`follow_up.is_due` knows nothing of it), so that an
agency cannot raise its results by asking less.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

import ibis

from analysis.cohorts import follow_up
from analysis.cohorts.follow_up import FollowUpState, kept_column
from analysis.frameworks.cohorts import FollowUpCalendar, StoppingRule, Wave

if TYPE_CHECKING:
    from analysis.extracts.store import Store


def state_column(wave: Wave) -> str:
    """Return the name of the column that holds the state at a wave."""
    return f"at_{wave.months}"


def stop_column(wave: Wave) -> str:
    """Return the name of the column that holds what a stopped wave counts as (`StoppingRule.counts_as`); missing where none stopped it."""
    return f"stopped_as_{wave.months}"


def over_column(wave: Wave) -> str:
    """Return the name of the column that says whether the window of a wave is over on the day of observation."""
    return f"is_over_{wave.months}"


def states_of(calendar: FollowUpCalendar) -> tuple[FollowUpState, ...]:
    """Return the states that a calendar knows, in their order: without a stopping rule nothing stops early."""
    return tuple(state for state in FollowUpState if calendar.stops_when or state is not FollowUpState.STOPPED_EARLY)


def standings(store: Store, episodes: Any, calendar: FollowUpCalendar, as_of: date) -> Any:
    """Return the episodes with what is known of each at every wave of the calendar.

    Parameters
    ----------
    episodes
        Columns `participation_id` (unique) and the calendar's origin; others are kept.

    Returns
    -------
    ibis table
        With, for each wave, its kept contact (`follow_up.kept_column`), its state (`state_column`), whether its window is over
        (`over_column`) and what a stopped wave counts as (`stop_column`).
    """
    waves = calendar.every_wave
    keys = episodes.select("participation_id", calendar.origin)
    kept = follow_up.kept_contacts(store.table("follow_ups"), keys, waves, origin=calendar.origin, as_of=as_of)
    joined = episodes.left_join(kept, "participation_id", rname="{name}__kept").drop("participation_id__kept")
    origin = joined[calendar.origin]
    known = joined.mutate(
        **{state_column(wave): follow_up.state(origin, joined[kept_column(wave)], wave, as_of) for wave in waves},
        **{over_column(wave): follow_up.is_due(origin, wave, as_of) for wave in waves},
    )
    if not calendar.stops_when:
        return known.mutate(**{stop_column(wave): ibis.null("string") for wave in waves})
    # The states before any stop become columns first: each is then read several times, and worked out once.
    stops = {wave: _stopped_as(known, calendar.stops_when, waves[:place]) for place, wave in enumerate(waves)}
    marked = known.mutate(**{stop_column(wave): stop for wave, stop in stops.items()})
    return marked.mutate(**{state_column(wave): _with_stop(marked, wave) for wave in waves})


def _with_stop(marked: Any, wave: Wave) -> Any:
    state = marked[state_column(wave)]
    settled = state.isin([FollowUpState.REACHED.value, FollowUpState.REFUSED.value, FollowUpState.OUT_OF_SCOPE.value])
    return ibis.ifelse(marked[stop_column(wave)].notnull() & (settled == ibis.literal(False)), FollowUpState.STOPPED_EARLY.value, state)


def _stopped_as(known: Any, rules: Sequence[StoppingRule], before: Sequence[Wave]) -> Any:
    """Return what the first rule met at some wave before makes of this one; missing when none was met."""
    branches = []
    for rule in rules:
        ends = range(rule.consecutive_waves, len(before) + 1)
        runs = [reduce(and_, (_holds(known, rule, wave) for wave in before[end - rule.consecutive_waves : end])) for end in ends]
        if runs:
            branches.append((reduce(or_, runs), ibis.literal(rule.counts_as)))
    return ibis.cases(*branches, else_=ibis.null("string")) if branches else ibis.null("string")


def _holds(known: Any, rule: StoppingRule, wave: Wave) -> Any:
    """Say whether what a rule names was true at a wave; false, never missing, when it is not known."""
    state = known[state_column(wave)]
    match rule.when:
        case "refused":
            return state == FollowUpState.REFUSED.value
        case "not_reached":
            return state == FollowUpState.LOST.value
        case "employed":
            return follow_up.employed(known[kept_column(wave)]).fill_null(False)
        case "not_employed":
            return (follow_up.employed(known[kept_column(wave)]) == ibis.literal(False)).fill_null(False)
