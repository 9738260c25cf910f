"""Which cohort of a framework is followed, by which calendar, and in which years its people entered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from analysis.cohorts.selection import period_of
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.periods import FiscalYear, add_months
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.cohorts import Cohort, FollowUpCalendar
from analysis.frameworks.model import Framework

if TYPE_CHECKING:
    from analysis.extracts.store import Store


def followed_cohort(framework: Framework, name: str | None = None) -> Cohort:
    """Return the named cohort, or the one whose outcomes are looked at: the first that an indicator with a wave follows.

    Raises
    ------
    DefinitionError
        When the framework has no cohort, or none of that name.
    """
    names = [cohort.name for cohort in framework.cohorts]
    followed = [indicator.cohort for indicator in framework.indicators if indicator.wave is not None and indicator.cohort]
    chosen = name or next(iter([*followed, *names]), None)
    if chosen not in names:
        raise DefinitionError(
            Problem(
                framework.name,
                Bilingual(f"ce cadre n'a pas de cohorte {name or ''}".strip(), f"this framework has no cohort {name or ''}".strip()),
                todo=did_you_mean(name or "", names) if names else Bilingual("Choisissez un cadre qui suit des personnes.", "Choose one."),
            )
        )
    return framework.cohort(chosen)


def calendar_of(framework: Framework) -> FollowUpCalendar:
    """Return the calendar of a framework; `DefinitionError` when it follows nobody."""
    if framework.follow_up is None:
        raise DefinitionError(
            Problem(
                framework.name,
                Bilingual("ce cadre ne suit personne après le service", "this framework follows nobody after the service"),
                todo=Bilingual("Choisissez un cadre qui a un calendrier de suivi.", "Choose a framework that has a follow-up calendar."),
            )
        )
    return framework.follow_up


def entry_years(store: Store, framework: Framework, as_of: date, cohort: str | None = None) -> tuple[FiscalYear, ...]:
    """Return the fiscal years, oldest first, in which anybody entered a cohort by the day of observation; none when nobody did."""
    chosen = followed_cohort(framework, cohort)
    participations = store.table("participations")
    days = participations[chosen.dated_by]
    (found,) = ordered_records(participations.aggregate(first=days.min(), last=days.max()))
    if found["first"] is None:
        return ()
    ends = [add_months(day, chosen.months_before_period) for day in (found["first"], min(found["last"], as_of))]
    first, last = (day.year - (day.month < framework.fiscal_year_first_month) for day in ends)
    return tuple(FiscalYear(year, framework.fiscal_year_first_month) for year in range(first, last + 1))


def mature_year(framework: Framework, fiscal_year: FiscalYear, as_of: date, cohort: str | None = None) -> FiscalYear:
    """Return the latest fiscal year, not after the given one, whose cohort has every wave behind it on the day of observation.

    Counted from the last day of entry; a calendar that counts from another day may leave some later waves open, which stay not due.
    """
    last = max(calendar_of(framework).waves, key=lambda wave: wave.months)
    chosen = followed_cohort(framework, cohort)
    year = fiscal_year
    for _ in range(20):
        entered = period_of(chosen, year, date.max).last
        if add_months(entered, last.months).toordinal() + last.days_after <= as_of.toordinal():
            return year
        year = year.previous()
    return year
