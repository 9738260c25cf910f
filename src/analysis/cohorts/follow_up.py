"""What is known of each participation at each wave of the follow-up calendar.

A wave falls due so many months after the origin the framework declares (the last day of a shorter month: 31 January + 1 month is in
February). A contact counts at a wave when it falls from `days_before` that day to `days_after` it, both ends included, not before the
origin and not after the day of observation. Windows that overlap share their contacts.

Of several contacts in one window, one is kept: a person reached before a refusal before no answer, then the contact nearest to the due
day, then the earlier one. Two contacts of the same day that both reached the person and disagree count by the least favourable answer:
not employed before employed, fewer hours before more, an answer before none. What still ties says the same thing, so the choice never
depends on the order of rows or on identifiers.

The rule is one integer, so that the engine keeps eight bytes a participation and wave: its order is the rule, and the answers of the kept
contact are read back from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

import ibis

from analysis.core.languages import Bilingual
from analysis.frameworks.cohorts import Wave


class FollowUpState(StrEnum):
    """Where a participation stands at a wave on the day of observation; it is in exactly one state."""

    REACHED = "reached"
    REFUSED = "refused"
    LOST = "lost"
    """Tried in the window, which is closed; nobody answered."""
    DUE = "due"
    """The window is closed and nobody tried."""
    IN_WINDOW = "in_window"
    """The window is open and the person has neither answered nor refused yet."""
    STOPPED_EARLY = "stopped_early"
    """A stopping rule of the calendar was met at earlier waves, and the person neither answered nor refused since."""
    NOT_YET_DUE = "not_yet_due"
    OUT_OF_SCOPE = "out_of_scope"
    """No day to count from: never placed, or not ended."""


FOLLOW_UP_STATE_LABELS: dict[FollowUpState, Bilingual] = {
    FollowUpState.REACHED: Bilingual("personnes jointes", "reached"),
    FollowUpState.REFUSED: Bilingual("refus", "refused"),
    FollowUpState.LOST: Bilingual("tentées sans réponse", "tried without an answer"),
    FollowUpState.DUE: Bilingual("échues sans tentative", "due and never tried"),
    FollowUpState.IN_WINDOW: Bilingual("période de suivi en cours", "follow-up period open"),
    FollowUpState.STOPPED_EARLY: Bilingual("suivi cessé plus tôt", "follow-up stopped early"),
    FollowUpState.NOT_YET_DUE: Bilingual("pas encore échues", "not yet due"),
    FollowUpState.OUT_OF_SCOPE: Bilingual("hors du champ du suivi", "outside the follow-up"),
}

_REACHED, _REFUSED, _NOT_REACHED = 0, 1, 2

# The integer, from its least significant bits: training, self-employment, hours in millionths, employment, distance and rank.
# 168 hours in millionths need 28 bits, and distances up to 4,095 days 13 with the side: 49 bits in all, exact in every engine.
_TRAINING, _SELF_EMPLOYED, _HOURS, _EMPLOYED, _DISTANCE, _RANK = 0, 2, 4, 32, 34, 47
_MILLIONTHS = 1_000_000
_NO_HOURS = (1 << 28) - 1
_NO, _YES, _NO_ANSWER = 0, 1, 2
LONGEST_WINDOW = (1 << 12) - 1
"""Days on either side of the due day that the integer can hold."""


def due_day(origin: Any, wave: Wave) -> Any:
    """Return the Ibis column of the days on which a wave falls due; missing without an origin."""
    # A date plus an interval is a timestamp for the engine although Ibis calls it a date: the way through « timestamp » brings it back.
    return (origin + ibis.interval(months=wave.months)).cast("timestamp").cast("date")


def kept_column(wave: Wave) -> str:
    """Return the name of the column that holds the kept contact of a wave."""
    return f"kept_{wave.months}"


def kept_contacts(follow_ups: Any, episodes: Any, waves: Sequence[Wave], *, origin: str, as_of: date, reached_only: bool = False) -> Any:
    """Return one row a participation that had a contact in some window: its id and, for each wave, its kept contact.

    Parameters
    ----------
    follow_ups
        The canonical table.
    episodes
        Columns `participation_id` (unique) and `origin`.
    waves
        The waves wanted; each becomes a column, null when no contact fell in its window.
    as_of
        The day of observation: later contacts are not known yet.
    reached_only
        Read only the contacts that reached the person. What a person answered is the same without the others, since a person reached
        comes first in the rule; the state of those not reached is not.
    """
    for wave in waves:
        if max(wave.days_before, wave.days_after) > LONGEST_WINDOW:
            raise ValueError(f"a follow-up window reaches at most {LONGEST_WINDOW} days from its due day")
    days = episodes.select(
        "participation_id", counted_from=episodes[origin], **{f"due_{wave.months}": due_day(episodes[origin], wave) for wave in waves}
    )
    known = follow_ups.filter(follow_ups.contact_date <= ibis.date(as_of))
    if reached_only:
        known = known.filter(known.contact_result == "reached")
    dated = known.inner_join(days, "participation_id")
    # Before the origin nothing has begun that could be followed up, however wide the window of an early wave.
    dated = dated.filter(dated.contact_date >= dated.counted_from)
    gap_of = {wave: dated.contact_date.delta(dated[f"due_{wave.months}"], unit="day") for wave in waves}
    # Most contacts of a wave are outside the windows of the others: dropped before anything is worked out from them or grouped.
    in_some_window = reduce(or_, (gap.between(-wave.days_before, wave.days_after) for wave, gap in gap_of.items()))
    gaps = dated.filter(in_some_window).select(
        "participation_id", said=_what_was_said(dated), **{f"gap_{wave.months}": gap for wave, gap in gap_of.items()}
    )
    kept = {}
    for wave in waves:
        gap = gaps[f"gap_{wave.months}"]
        # Twice the distance, plus one on the far side: the nearer contact first, the earlier one of two equally near.
        distance = gap.abs() * 2 + (gap > 0).cast("int64")
        kept[kept_column(wave)] = (gaps.said + (distance << _DISTANCE)).min(where=gap.between(-wave.days_before, wave.days_after))
    return gaps.group_by("participation_id").aggregate(**kept)


def _what_was_said(follow_ups: Any) -> Any:
    result = follow_ups.contact_result
    rank = (result == "reached").ifelse(_REACHED, (result == "refused").ifelse(_REFUSED, _NOT_REACHED)).cast("int64")
    hours = (follow_ups.weekly_hours * _MILLIONTHS).round().cast("int64").fill_null(_NO_HOURS)
    return (
        (rank << _RANK)
        + (_tristate(follow_ups.is_employed) << _EMPLOYED)
        + (hours << _HOURS)
        + (_tristate(follow_ups.is_self_employed) << _SELF_EMPLOYED)
        + (_tristate(follow_ups.is_in_training) << _TRAINING)
    )


def _tristate(flag: Any) -> Any:
    return flag.cast("int64").fill_null(_NO_ANSWER)


def is_reached(kept: Any) -> Any:
    """Return whether the person was reached at the wave; false, never missing, when nobody tried."""
    return ((kept >> _RANK) == _REACHED).fill_null(False)


def employed(kept: Any) -> Any:
    """Return whether the person was employed; missing unless reached and answered."""
    return _answer(kept, _EMPLOYED)


def self_employed(kept: Any) -> Any:
    """Return whether the person was self-employed; missing unless reached and answered."""
    return _answer(kept, _SELF_EMPLOYED)


def in_training(kept: Any) -> Any:
    """Return whether the person was in training or education; missing unless reached and answered."""
    return _answer(kept, _TRAINING)


def weekly_hours(kept: Any) -> Any:
    """Return the weekly hours of work, exact to a millionth; missing unless reached and answered."""
    hours = (kept >> _HOURS) & _NO_HOURS
    answered = is_reached(kept) & (hours != _NO_HOURS)
    return answered.ifelse(hours.cast("float64") / _MILLIONTHS, ibis.null("float64"))


def _answer(kept: Any, place: int) -> Any:
    code = (kept >> place) & 3
    answered = is_reached(kept) & (code != _NO_ANSWER)
    return answered.ifelse(code == _YES, ibis.null("boolean"))


def is_due(origin: Any, wave: Wave, as_of: date) -> Any:
    """Return whether a wave's window is over on the day of observation; false, never missing, without an origin.

    The day of observation is complete: a window that ends on it is over. A person already reached in a window that is still
    open is *not* due, because those not reached in it would be left out and the share of people reached would come out too high.
    """
    last = due_day(origin, wave) + ibis.interval(days=wave.days_after)
    return (last.cast("date") <= ibis.date(as_of)).fill_null(False)


def state(origin: Any, kept: Any, wave: Wave, as_of: date) -> Any:
    """Return the state of each participation at a wave, as the text of a `FollowUpState`.

    An answer or a refusal settles the state even while the window is open; a try without an answer settles it once the window is over.
    The stopping rules of a calendar are laid over these states by `standing.standings`.
    """
    due = due_day(origin, wave)
    first = (due - ibis.interval(days=wave.days_before)).cast("date")
    rank = kept >> _RANK
    return ibis.cases(
        (origin.isnull(), FollowUpState.OUT_OF_SCOPE.value),
        (rank == _REACHED, FollowUpState.REACHED.value),
        (rank == _REFUSED, FollowUpState.REFUSED.value),
        (first > ibis.date(as_of), FollowUpState.NOT_YET_DUE.value),
        (~is_due(origin, wave, as_of), FollowUpState.IN_WINDOW.value),
        (rank == _NOT_REACHED, FollowUpState.LOST.value),
        else_=FollowUpState.DUE.value,
    )
