"""The follow-up of a run: who answered, who is lost, and what a second source says of the same people; released."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.evaluation.followed import Followed, View, cohort_of
from analysis.frameworks.response_rates import ResponseRates, load_response_rates

if TYPE_CHECKING:
    from analysis.cohorts.worklist import FollowUpToMake
    from analysis.disclosure.table import ReleasedTable
    from analysis.evaluation.outcome import Outcome
    from analysis.run.opening import Run

AskedView = Literal["cohort", "calendar"]


class FollowUp:
    """What became of the follow-ups of the run's first framework that counts participations.

    `view` is `"cohort"` (the same people at each wave; `cohort` names them) or `"calendar"` (the follow-ups that fell due in the fiscal
    year, of other people at each wave). What compares waves is refused in the calendar view.
    """

    def __init__(self, run: Run) -> None:
        self._run = run

    @cached_property
    def definition(self) -> ResponseRates:
        """What each outcome of a follow-up is in a response rate."""
        return load_response_rates(self._run.project.response_rates)

    def states(self, view: AskedView = "cohort", cohort: str | None = None) -> ReleasedTable:
        """Return how many participations stand in each state at each wave, those whose window is open apart."""
        from analysis.evaluation.response import states_when_over  # noqa: PLC0415

        return self._run.release(states_when_over(self._followed(view, cohort)))

    def rates(self, view: AskedView = "cohort", cohort: str | None = None) -> ReleasedTable:
        """Return the rates of response, contact, cooperation and refusal at each wave, as AAPOR defines them."""
        from analysis.evaluation.response import response_rates  # noqa: PLC0415

        return self._run.release(response_rates(self._followed(view, cohort), self.definition))

    def response(self, by: Sequence[str], wave: int | None = None, view: AskedView = "cohort", cohort: str | None = None) -> ReleasedTable:
        """Return the response rate at one wave (the first when not given) by region, provider or group."""
        from analysis.evaluation.response import response_by  # noqa: PLC0415

        return self._run.release(response_by(self._followed(view, cohort), self.definition, tuple(by), wave))

    def lost(self, wave: int | None = None, view: AskedView = "cohort", cohort: str | None = None) -> ReleasedTable:
        """Return how those reached and not reached at a wave differ, characteristic by characteristic."""
        from analysis.evaluation.lost import who_is_lost  # noqa: PLC0415

        return self._run.release(who_is_lost(self._followed(view, cohort), wave))

    def patterns(self, until: int | None = None, view: AskedView = "cohort", cohort: str | None = None) -> ReleasedTable:
        """Return who was reached at which waves of one cohort, and how many are lost once and for all."""
        from analysis.evaluation.response_patterns import response_patterns  # noqa: PLC0415

        return self._run.release(response_patterns(self._followed(view, cohort), until))

    def contacts(self, view: AskedView = "cohort", cohort: str | None = None) -> ReleasedTable:
        """Return what each recorded contact was used for."""
        from analysis.evaluation.contact_uses import contact_uses  # noqa: PLC0415

        return self._run.release(contact_uses(self._followed(view, cohort)))

    @property
    def has_waves(self) -> bool:
        """Whether the framework has a calendar, somebody to follow and a file of follow-ups."""
        return bool(self._followed("cohort", None).waves)

    @property
    def has_second_source(self) -> bool:
        """Whether the extract gives administrative files to hold the answers against."""
        from analysis.evaluation.second_source import TABLES  # noqa: PLC0415

        return any(all(self._run.has_table(name) for name in names) for names in TABLES.values())

    def match(self, minimum_weekly_hours: float | None = None, view: AskedView = "cohort", cohort: str | None = None) -> ReleasedTable:
        """Return how far the answers agree with the administrative files, and employment by each source; empty without such files."""
        from analysis.evaluation.second_source import no_second_source, second_source  # noqa: PLC0415

        if not self.has_second_source:
            return self._run.release(no_second_source(self._followed(view, cohort)))
        hours = None if minimum_weekly_hours is None else Decimal(str(minimum_weekly_hours))
        return self._run.release(second_source(self._followed(view, cohort), hours))

    def short_and_long(
        self,
        short: int | None = None,
        long: int | None = None,
        *,
        outcome: Outcome | None = None,
        indicators: Sequence[str] = (),
        view: AskedView = "cohort",
        cohort: str | None = None,
    ) -> ReleasedTable:
        """Return the outcome of the same people at a near and at a far wave, and who kept it.

        Parameters
        ----------
        short, long
            Months; the first wave and 12 months (the last wave of a shorter calendar) when not given.
        outcome
            What counts (hours, self-employment, studies); the framework's definition when not given.
        indicators
            Two indicators whose waves and cohort are taken instead; refused when they follow two cohorts.
        """
        from analysis.evaluation.outcome import outcome_of  # noqa: PLC0415
        from analysis.evaluation.short_and_long import short_and_long  # noqa: PLC0415

        framework = self._run.framework()
        if indicators:
            cohort = cohort_of(framework, indicators)
            waves = sorted(item.wave for name in indicators if (item := framework.indicator(name)).wave is not None)
            short, long = waves[0], waves[-1]
        followed = self._followed(view, cohort)
        months = [wave.months for wave in framework.follow_up.every_wave] if framework.follow_up else [0]
        near = months[0] if short is None else short
        far = max((each for each in months if each <= 12), default=months[-1]) if long is None else long
        return self._run.release(short_and_long(followed, near, far, outcome or outcome_of(framework)))

    def to_make(self, days_ahead: int = 0, cohort: str | None = None) -> list[FollowUpToMake]:
        """Return the follow-ups to make on the day of observation, by person: for those who call, never for a page."""
        from analysis.cohorts.worklist import worklist  # noqa: PLC0415

        followed = self._followed("calendar", cohort)
        if followed.cohort is None or followed.calendar is None:
            return []
        return worklist(followed.store, followed.cohort, followed.calendar, followed.as_of, days_ahead=days_ahead)

    def _followed(self, view: str, cohort: str | None) -> Followed:
        run = self._run
        if view not in tuple(View):
            what = Bilingual(f"« {view} » n'est pas une vue du suivi", f'"{view}" is no view of the follow-up')
            raise DefinitionError(Problem(f"view={view}", what, todo=did_you_mean(view, tuple(View))))
        framework = run.framework()
        return Followed(run.store_with("participations"), framework, run.fiscal_year(framework), run.definition.as_of, View(view), cohort)
