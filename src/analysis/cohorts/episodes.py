"""The episode: one participation with its person, its follow-up at a wave and its answer on an occasion.

The fields are those of `frameworks.vocabulary`. Only the columns that are asked for are read and joined, and each joined table is first
reduced to one row a participation, so an episode is never multiplied. Nothing dated after the day of observation is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis

from analysis.cohorts import follow_up
from analysis.frameworks.cohorts import FollowUpCalendar, Wave
from analysis.frameworks.indicators import SatisfactionOccasion
from analysis.frameworks.vocabulary import FIELDS, FieldNeeds

if TYPE_CHECKING:
    from analysis.extracts.store import Store


@dataclass(frozen=True, slots=True)
class Variable:
    """A field together with the wave or the occasion at which it is looked at, where it needs one."""

    field: str
    wave: int | None = None
    satisfaction: SatisfactionOccasion | None = None

    @property
    def column(self) -> str:
        """The name of its column in a table of episodes."""
        parts = [self.field]
        if self.wave is not None:
            parts.append(str(self.wave))
        if self.satisfaction is not None:
            parts += [self.satisfaction.respondent, *sorted(self.satisfaction.occasions)]
        return "__".join(parts)


def variable(field: str, wave: int | None = None, satisfaction: SatisfactionOccasion | None = None) -> Variable:
    """Return a field as an indicator looks at it: with its wave or occasion only where the field needs them.

    Raises
    ------
    ValueError
        If the field needs a wave or an occasion and there is none (the loader of frameworks says so to the user first).
    """
    needs = FIELDS[field].needs
    if needs is FieldNeeds.WAVE:
        if wave is None:
            raise ValueError(f"{field} needs a wave")
        return Variable(field, wave=wave)
    if needs is FieldNeeds.SATISFACTION:
        if satisfaction is None:
            raise ValueError(f"{field} needs the occasion of an answer")
        return Variable(field, satisfaction=satisfaction)
    return Variable(field)


_PERSON = {
    "sex": "sex",
    "age_at_start": "birth_date",
    "is_woman": "sex",
    "is_single_parent": "is_single_parent",
    "is_under_30": "birth_date",
    "is_45_and_over": "birth_date",
    "is_disabled": "is_disabled",
    "is_immigrant": "is_immigrant",
    "is_newcomer": "is_newcomer",
    "is_visible_minority": "is_visible_minority",
    "is_indigenous": "is_indigenous",
    "has_judicial_record": "has_judicial_record",
}
"""The column of `persons` behind each field of the person."""


_OF_PARTICIPATION: dict[str, set[str]] = {
    "is_placed": {"placement_date", "placement_date_missing"},
    "was_referred": {"start_date"},
    "was_asked": set(),
    "unpaid_last_resort_benefits": set(),
    "unpaid_insurance_benefits": set(),
    "satisfaction_score": set(),
}
"""The columns of `participations` behind the fields that are not columns of it."""


def tables_behind(variables: Iterable[Variable]) -> frozenset[str]:
    """Return the canonical tables that some variables are read from, beside `participations`."""
    tables = set()
    for item in variables:
        if item.field in _PERSON:
            tables.add("persons")
        elif item.field == "was_referred":
            tables.add("referrals")
        elif item.field in _UNPAID:
            tables.add("benefits")
        elif FIELDS[item.field].needs is FieldNeeds.WAVE:
            tables.add("follow_ups")
        elif FIELDS[item.field].needs is FieldNeeds.SATISFACTION:
            tables.add("satisfaction_answers")
    return frozenset(tables)


def columns_behind(variables: Iterable[Variable], calendar: FollowUpCalendar | None) -> frozenset[str]:
    """Return the columns of `participations` that some variables are made from; companions that say why one is missing included."""
    columns: set[str] = set()
    for item in variables:
        if item.field in _PERSON:
            columns |= {"person_id", "start_date"}
        elif item.wave is not None and calendar is not None:
            columns.add(calendar.origin)
        else:
            columns |= _OF_PARTICIPATION.get(item.field, {item.field})
    return frozenset(columns)


def with_variables(
    store: Store, participations: Any, variables: Iterable[Variable], *, calendar: FollowUpCalendar | None, as_of: date
) -> Any:
    """Return the participations with a column for each variable, one row each as before.

    Parameters
    ----------
    participations
        Rows of the canonical table with the columns behind the variables, and variables added before, which are left as they are.
    calendar
        Needed by variables that have a wave.

    Raises
    ------
    ValueError
        If a variable has a wave that the calendar does not declare.
    """
    wanted = sorted((item for item in set(variables) if item.column not in participations.columns), key=lambda item: item.column)
    episodes = _with_person(store, participations, wanted)
    # Each table is reduced to the participations asked for before it is grouped: those of other years are most of it.
    for by_participation in (
        _answers(store, participations, wanted, as_of),
        _referrals(store, participations, wanted, as_of),
        _unpaid_benefits(store, participations, wanted),
        _contacts(store, participations, wanted, calendar, as_of),
    ):
        if by_participation is not None:
            episodes = _left(episodes, by_participation, "participation_id")
    made = {item.column: _made(episodes, item, calendar, as_of) for item in wanted}
    return episodes.mutate(**{name: column for name, column in made.items() if column is not None})


def _with_person(store: Store, episodes: Any, wanted: list[Variable]) -> Any:
    columns = sorted({_PERSON[item.field] for item in wanted if item.field in _PERSON} - set(episodes.columns))
    if not columns:
        return episodes
    persons = store.table("persons").select("person_id", *columns)
    return _left(episodes, persons, "person_id")


def _answers(store: Store, participations: Any, wanted: list[Variable], as_of: date) -> Any | None:
    """Return, for each participation and occasion, whether somebody was asked and the answer kept.

    Of several answers, the latest one that has a score is kept; of two on one day, the lower score.
    """
    occasions = {item.satisfaction for item in wanted if item.satisfaction is not None}
    if not occasions:
        return None
    respondents = sorted({occasion.respondent for occasion in occasions})
    moments = sorted({moment for occasion in occasions for moment in occasion.occasions})
    answers = store.table("satisfaction_answers")
    answers = answers.filter(answers.asked_date <= ibis.date(as_of), answers.respondent.isin(respondents), answers.occasion.isin(moments))
    answers = answers.semi_join(participations, "participation_id")
    # Days before a far day, then the score: the smallest is the latest answer, the lower score of one day. 1–5 fit in three bits.
    order = (ibis.date(date(9999, 12, 31)).delta(answers.asked_date, unit="day").cast("int64") << 3) + answers.score.cast("int64")
    kept = {}
    for occasion in sorted(occasions, key=_occasion_name):
        belongs = (answers.respondent == occasion.respondent) & answers.occasion.isin(list(occasion.occasions))
        kept[f"asked__{_occasion_name(occasion)}"] = answers.count(where=belongs) > 0
        kept[f"answer__{_occasion_name(occasion)}"] = order.min(where=belongs) & 7
    return answers.group_by("participation_id").aggregate(**kept)


def _referrals(store: Store, participations: Any, wanted: list[Variable], as_of: date) -> Any | None:
    """Return, for each participation, its number of referrals in and its latest referral out, which is all that `was_referred` asks."""
    if not any(item.field == "was_referred" for item in wanted):
        return None
    referrals = store.table("referrals")
    known = referrals.filter(referrals.referral_date <= ibis.date(as_of)).semi_join(participations, "participation_id")
    return known.group_by("participation_id").aggregate(
        n_referred_in=known.count(where=known.direction == "in"),
        last_referred_out=known.referral_date.max(where=known.direction == "out"),
    )


_UNPAID = {"unpaid_last_resort_benefits": "last_resort", "unpaid_insurance_benefits": "employment_insurance"}
"""The scheme of `benefits` behind each amount not paid."""


def _unpaid_benefits(store: Store, participations: Any, wanted: list[Variable]) -> Any | None:
    """Return, for each participation, the most that could have been paid less what was paid, by scheme; missing when either is."""
    fields = sorted({item.field for item in wanted if item.field in _UNPAID})
    if not fields:
        return None
    benefits = store.table("benefits").semi_join(participations, "participation_id")
    # Whole cents are added, whose sum does not depend on the order of rows, and divided once.
    maximum, paid = (_cents(benefits[name]) for name in ("maximum_amount", "paid_amount"))
    unpaid = maximum - paid
    return benefits.group_by("participation_id").aggregate(
        **{field: unpaid.sum(where=benefits.scheme == _UNPAID[field]) / 100 for field in fields}
    )


def _cents(dollars: Any) -> Any:
    return (dollars * 100).round().cast("int64")


def _contacts(store: Store, participations: Any, wanted: list[Variable], calendar: FollowUpCalendar | None, as_of: date) -> Any | None:
    """Return, for each participation, the contact kept at each wave."""
    numbers = sorted({item.wave for item in wanted if item.wave is not None})
    if not numbers:
        return None
    if calendar is None:
        raise ValueError("a wave needs a follow-up calendar")
    waves = [wave_of(calendar, months) for months in numbers]
    # Whether a wave is due is asked of the calendar alone: no contact is read for it.
    needing = sorted({item.wave for item in wanted if item.wave is not None and item.field != "is_due_at_wave"})
    if not needing:
        return None
    return follow_up.kept_contacts(
        store.table("follow_ups"),
        participations.select("participation_id", calendar.origin),
        [wave for wave in waves if wave.months in needing],
        origin=calendar.origin,
        as_of=as_of,
        # No field asks more of a contact than whether it reached the person and what was answered.
        reached_only=True,
    )


def wave_of(calendar: FollowUpCalendar, months: int) -> Wave:
    """Return the wave of a calendar by its months; `ValueError` if it declares none of that number."""
    for wave in calendar.every_wave:
        if wave.months == months:
            return wave
    raise ValueError(f"the follow-up calendar has no wave at {months} months")


def _left(episodes: Any, other: Any, key: str) -> Any:
    return episodes.left_join(other, key, rname="{name}__joined").drop(f"{key}__joined")


def _occasion_name(occasion: SatisfactionOccasion) -> str:
    return "__".join([occasion.respondent, *sorted(occasion.occasions)])


def _made(episodes: Any, item: Variable, calendar: FollowUpCalendar | None, as_of: date) -> Any | None:
    """Return the column of a variable, or None when the canonical column is already it."""
    if item.wave is not None:
        assert calendar is not None  # noqa: S101 - `_with_contacts` has refused this case
        wave = wave_of(calendar, item.wave)
        if item.field == "is_due_at_wave":
            return follow_up.is_due(episodes[calendar.origin], wave, as_of)
        return _AT_WAVE[item.field](episodes[follow_up.kept_column(wave)])
    if item.satisfaction is not None:
        name = _occasion_name(item.satisfaction)
        if item.field == "was_asked":
            return episodes[f"asked__{name}"].fill_null(False)
        return episodes[f"answer__{name}"]
    make = _COMPUTED.get(item.field)
    return make(episodes, as_of) if make else None


def _is_placed(episodes: Any, as_of: date) -> Any:
    """Return whether a placement is known; missing when the agency says that it does not know or keeps it to itself."""
    placed = (episodes.placement_date <= ibis.date(as_of)).fill_null(False)
    if "placement_date_missing" not in episodes.columns:
        return placed
    return episodes.placement_date_missing.isin(["unknown", "suppressed"]).fill_null(False).ifelse(ibis.null("boolean"), placed)


def _was_referred(episodes: Any, _as_of: date) -> Any:
    """Return whether the person came by a referral, or was referred elsewhere during or after the service."""
    came = (episodes.n_referred_in > 0).fill_null(False)
    return came | (episodes.last_referred_out >= episodes.start_date).fill_null(False)


def _age(episodes: Any, _as_of: date) -> Any:
    """Return the full years of age at the start; those born on 29 February turn older on 1 March of a common year."""
    born, start = episodes.birth_date, episodes.start_date
    birthday_to_come = (start.month() * 100 + start.day()) < (born.month() * 100 + born.day())
    return start.year() - born.year() - birthday_to_come.cast("int32")


_COMPUTED: dict[str, Callable[[Any, date], Any]] = {
    "is_placed": _is_placed,
    "was_referred": _was_referred,
    "age_at_start": _age,
    "is_woman": lambda episodes, _: episodes.sex == "woman",
    "is_under_30": lambda episodes, as_of: _age(episodes, as_of) < 30,
    "is_45_and_over": lambda episodes, as_of: _age(episodes, as_of) >= 45,
}

_AT_WAVE: dict[str, Callable[[Any], Any]] = {
    "is_reached_at_wave": follow_up.is_reached,
    "employed_at_wave": follow_up.employed,
    "weekly_hours_at_wave": follow_up.weekly_hours,
    "self_employed_at_wave": follow_up.self_employed,
    "in_training_at_wave": follow_up.in_training,
}
