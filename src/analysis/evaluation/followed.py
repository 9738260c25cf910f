"""Whom a question about the follow-up is about: one cohort followed from wave to wave, or the follow-ups that fall due in a year.

The two are never mixed. In the cohort view the same people stand at every wave, so that waves can be compared; in the calendar view each
wave is about other people, those whose day came in the fiscal year, as an agency's work of the year is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn

from analysis.cohorts.episodes import Variable
from analysis.cohorts.selection import select
from analysis.cohorts.standing import standings
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.periods import FiscalYear
from analysis.frameworks.cohorts import Cohort, FollowUpCalendar, Wave
from analysis.frameworks.model import Framework
from analysis.indicators.counting import kept_by_engine

if TYPE_CHECKING:
    from analysis.extracts.store import Store


class View(StrEnum):
    """The same people at every wave, or the follow-ups that fell due in the year."""

    COHORT = "cohort"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Followed:
    """A question about the follow-up: which extract, framework and year, which view, which cohort.

    Without a name, the cohort view follows the cohort of the indicator with the latest wave, whose people have been followed for longest.
    """

    store: Store
    framework: Framework
    fiscal_year: FiscalYear
    as_of: date
    view: View = View.COHORT
    cohort_name: str | None = None

    @property
    def calendar(self) -> FollowUpCalendar | None:
        """The framework's calendar."""
        return self.framework.follow_up

    @property
    def cohort(self) -> Cohort | None:
        """Who is followed.

        Raises
        ------
        DefinitionError
            When the framework has no cohort of the name asked for.
        """
        if self.cohort_name is None:
            return self.framework.followed_cohort(longest=self.view is View.COHORT)
        known = [cohort.name for cohort in self.framework.cohorts]
        if self.cohort_name not in known:
            what = Bilingual(f"ce cadre n'a pas de cohorte « {self.cohort_name} »", f'this framework has no cohort "{self.cohort_name}"')
            raise DefinitionError(Problem(self.framework.name, what, todo=did_you_mean(self.cohort_name, known)))
        return self.framework.cohort(self.cohort_name)

    @property
    def waves(self) -> tuple[Wave, ...]:
        """The waves of the calendar; none when there is nobody, no calendar or no file of follow-ups to ask."""
        if self.calendar is None or self.cohort is None or not (self.store.has("participations") and self.store.has("follow_ups")):
            return ()
        return self.calendar.every_wave

    def chosen(self, months: Sequence[int] | None) -> tuple[Wave, ...]:
        """Return the waves of some months, all of them when none is named.

        Raises
        ------
        DefinitionError
            When the calendar has no such wave.
        """
        if months is None or not self.waves:
            return self.waves
        known = {wave.months: wave for wave in self.waves}
        unknown = [asked for asked in months if asked not in known]
        if unknown:
            what = Bilingual(f"le calendrier n'a pas de suivi à {unknown[0]} mois", f"the calendar has no follow-up at {unknown[0]} months")
            listed = ", ".join(map(str, known))
            todo = Bilingual(f"Choisissez parmi : {listed}.", f"Choose one of: {listed}.")
            raise DefinitionError(Problem(self.framework.name, what, todo=todo))
        return tuple(known[asked] for asked in months)

    def refuse_other_people(self, asked: Bilingual) -> None:
        """Refuse a question that compares waves of the same people when the view holds other people at each wave.

        Raises
        ------
        DefinitionError
            In the calendar view.
        """
        if self.view is View.CALENDAR:
            refuse_mixed_views(self.framework.name, asked)

    @contextmanager
    def standing(self, waves: Sequence[Wave], variables: Sequence[Variable] = ()) -> Iterator[dict[Wave, Any]]:
        """Give, for each wave, the episodes that stand there with what is known of them (`cohorts.standing.standings`).

        In the cohort view the table is worked out once and is the same for every wave.
        """
        if not waves:
            yield {}
        elif self.view is View.COHORT:
            with kept_by_engine(self.store, self._episodes(self.cohort, variables)) as table:
                yield dict.fromkeys(waves, table)
        else:
            yield {wave: self._episodes(self._due_in_year(wave), variables) for wave in waves}

    def _due_in_year(self, wave: Wave) -> Cohort:
        cohort, calendar = self.cohort, self.calendar
        assert cohort is not None and calendar is not None  # noqa: S101 - there are no waves otherwise
        # Counted from the origin, so many months before the year: the due day is in the year. Its first and last days are ends of months.
        return cohort.model_copy(update={"dated_by": calendar.origin, "months_before_period": wave.months})

    def _episodes(self, cohort: Cohort | None, variables: Sequence[Variable]) -> Any:
        calendar = self.calendar
        assert cohort is not None and calendar is not None  # noqa: S101 - there are no waves otherwise
        selection = select(self.store, cohort, self.fiscal_year, as_of=self.as_of, variables=variables, columns=[calendar.origin])
        wanted = dict.fromkeys(["participation_id", calendar.origin, "counted_on", *(item.column for item in variables)])
        return standings(self.store, selection.episodes.select(*wanted), calendar, self.as_of)

    def step(self, what: str) -> str:
        """Return what provenance notes of a table made from this question."""
        cohort = self.cohort.name if self.cohort else "none"
        return (
            f"{what} {self.framework.name} {self.fiscal_year.start_year} as of {self.as_of.isoformat()}, {self.view.value} view of {cohort}"
        )


def refuse_mixed_views(where: str, asked: Bilingual) -> NoReturn:
    """Raise the refusal to read as one group the people of several."""
    raise DefinitionError(
        Problem(
            where,
            Bilingual(
                f"{asked.fr} : la vue par calendrier n'a pas les mêmes personnes à chaque suivi",
                f"{asked.en}: the calendar view does not hold the same people at each follow-up",
            ),
            Bilingual(
                "Une différence entre deux suivis serait celle de deux groupes, et se lirait comme un changement.",
                "A difference between two follow-ups would be that of two groups, and would read as a change.",
            ),
            Bilingual('Demandez la vue par cohorte (view="cohort").', 'Ask for the cohort view (view="cohort").'),
        )
    )


def cohort_of(framework: Framework, indicators: Sequence[str]) -> str:
    """Return the one cohort that some indicators follow.

    Raises
    ------
    DefinitionError
        When they follow several: their values are not about the same people.
    """
    followed = {name: framework.indicator(name).cohort or "" for name in indicators}
    cohorts = sorted(set(followed.values()))
    if len(cohorts) == 1:
        return cohorts[0]
    told = ", ".join(f"{name} ({cohort})" for name, cohort in followed.items())
    raise DefinitionError(
        Problem(
            framework.name,
            Bilingual(
                f"ces indicateurs ne suivent pas les mêmes personnes : {told}", f"these indicators do not follow the same people: {told}"
            ),
            Bilingual(
                "L'un suit une cohorte, l'autre une autre : leur écart mêlerait le temps et les personnes.",
                "One follows one cohort, the other another: their gap would mix time and people.",
            ),
            Bilingual(
                f'Suivez une seule cohorte aux deux moments : cohort="{cohorts[0]}", avec leurs mois.',
                f'Follow one cohort at both times: cohort="{cohorts[0]}", with their months.',
            ),
        )
    )
