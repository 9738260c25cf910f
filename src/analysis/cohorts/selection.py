"""Who is counted: the participations dated in the period, then each rule of the cohort in its written order.

A rule keeps the participations for which its condition is true; one whose answer is missing is removed, and counted as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis

from analysis.cohorts.conditions import fields_of, to_boolean
from analysis.cohorts.episodes import Variable, columns_behind, variable, with_variables
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear, add_months
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.cohorts import Cohort, FollowUpCalendar

if TYPE_CHECKING:
    from analysis.extracts.store import Store

ALL_READ = "all_read"
DATED_IN_PERIOD = "dated_in_period"
FIRST_STEPS: dict[str, Bilingual] = {
    ALL_READ: Bilingual("participations lues", "participations read"),
    DATED_IN_PERIOD: Bilingual("datées dans la période", "dated in the period"),
}
"""What the first two steps are called; the others have the labels of the cohort's rules."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days, both included, in which a cohort's participations are dated."""

    first: date
    last: date

    @property
    def n_days(self) -> int:
        """How many days it has; 0 when it had not begun on the day of observation."""
        return max((self.last - self.first).days + 1, 0)


@dataclass(frozen=True, slots=True)
class AttritionStep:
    """One step from everything read to who is counted.

    `n_missing` are those of `n_removed` for whom the rule's answer (or the date) is missing rather than no.
    """

    rule: str
    label: Bilingual
    n_remaining: int
    n_removed: int
    n_missing: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Who a cohort counts in a period, not read yet.

    `episodes` has `participation_id`, `person_id`, `counted_on` (the day that dates the participation, moved forward by
    `months_before_period`, so that it lies in the fiscal year), a column for each variable asked for, and those these and the rules needed.
    """

    cohort: Cohort
    period: Period
    episodes: Any
    _steps: Any

    def steps(self) -> tuple[AttritionStep, ...]:
        """Count, in one pass, how many participations each step left and removed."""
        (counted,) = ordered_records(self._steps)
        names = [(ALL_READ, FIRST_STEPS[ALL_READ]), (DATED_IN_PERIOD, FIRST_STEPS[DATED_IN_PERIOD])]
        names += [(rule.name, rule.label) for rule in self.cohort.rules]
        steps: list[AttritionStep] = []
        for place, (name, label) in enumerate(names):
            remaining = int(counted[f"remaining_{place}"])
            before = steps[-1].n_remaining if steps else remaining
            steps.append(AttritionStep(name, label, remaining, before - remaining, int(counted[f"missing_{place}"])))
        return tuple(steps)


def period_of(cohort: Cohort, fiscal_year: FiscalYear, as_of: date) -> Period:
    """Return the days of a cohort: those of the fiscal year moved back by its months, and none after the day of observation."""
    first = add_months(fiscal_year.first_day, -cohort.months_before_period)
    following = add_months(first, 12)
    last = date.fromordinal(following.toordinal() - 1)
    return Period(first, min(last, as_of))


def select(
    store: Store,
    cohort: Cohort,
    fiscal_year: FiscalYear,
    *,
    as_of: date,
    variables: Iterable[Variable] = (),
    columns: Iterable[str] = (),
    calendar: FollowUpCalendar | None = None,
) -> Selection:
    """Return the participations of a cohort as an Ibis expression, with the columns asked for.

    Parameters
    ----------
    as_of
        The day of observation: nothing dated later is known.
    variables
        Fields to add to the episodes.
    columns
        Canonical columns to keep in them. No other is read, so that wide tables cost nothing.
    calendar
        Needed by variables that have a wave.
    """
    period = period_of(cohort, fiscal_year, as_of)
    everyone = store.table("participations")
    rules = [rule.where for rule in cohort.rules]
    asked = {variable(field) for rule in rules for field in fields_of(rule)}

    wanted = tuple(variables)
    needed = {"participation_id", "person_id", cohort.dated_by, *columns, *columns_behind({*wanted, *asked}, calendar)}
    dated = everyone.filter(_is_dated(everyone, cohort, period))
    dated = dated.select(*(name for name in everyone.columns if name in needed))
    described = with_variables(store, dated, asked, calendar=None, as_of=as_of)
    kept = described.filter(*(to_boolean(rule, _columns(described)) for rule in rules)) if rules else described
    counted_on = kept[cohort.dated_by]
    if cohort.months_before_period:
        counted_on = (counted_on + ibis.interval(months=cohort.months_before_period)).cast("date")
    episodes = with_variables(store, kept.mutate(counted_on=counted_on), wanted, calendar=calendar, as_of=as_of)
    return Selection(cohort, period, episodes, _steps(store, cohort, period, as_of))


def _steps(store: Store, cohort: Cohort, period: Period, as_of: date) -> Any:
    """Return an expression of one row: for each step, how many remain and for how many of those removed the answer is missing."""
    rules = [rule.where for rule in cohort.rules]
    asked = {variable(field) for rule in rules for field in fields_of(rule)}
    everyone = with_variables(store, store.table("participations"), asked, calendar=None, as_of=as_of)
    counts: dict[str, Any] = {"remaining_0": everyone.count(), "missing_0": ibis.literal(0)}
    kept = ibis.literal(True)
    answers = [_is_dated(everyone, cohort, period), *(to_boolean(rule, _columns(everyone)) for rule in rules)]
    for place, answer in enumerate(answers, start=1):
        counts[f"missing_{place}"] = everyone.count(where=kept & answer.isnull())
        kept = kept & answer.fill_null(False)
        counts[f"remaining_{place}"] = everyone.count(where=kept)
    return everyone.aggregate(**counts)


def _is_dated(table: Any, cohort: Cohort, period: Period) -> Any:
    return table[cohort.dated_by].between(ibis.date(period.first), ibis.date(period.last))


def _columns(table: Any) -> Any:
    return lambda field: table[variable(field).column]
