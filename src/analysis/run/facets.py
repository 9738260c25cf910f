"""The parts of a run: each a subject with its own questions, opened when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from analysis.core.periods import FiscalYear

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.frameworks.year_plan import YearPlan
    from analysis.run.agreements import Agreements
    from analysis.run.certainty import HowSure
    from analysis.run.costs import Costs
    from analysis.run.criteria import ReportChecklist
    from analysis.run.explanations import Explanations
    from analysis.run.follow_up import FollowUp
    from analysis.run.funding import Funding
    from analysis.run.official import OfficialSeries
    from analysis.run.opening import Run
    from analysis.run.outcomes import Outcomes
    from analysis.run.retention import Retention
    from analysis.run.satisfaction import Satisfaction
    from analysis.run.service_quality import ServiceQuality
    from analysis.run.sheets import Sheets
    from analysis.run.targets import YearTargets
    from analysis.run.year import FollowedYear


class Facets:
    """What `Run` offers by subject; a subject is added here and has a module of its own in this room."""

    @property
    def _run(self) -> Run:
        return cast("Run", self)

    @cached_property
    def official(self) -> OfficialSeries:
        """The official series of the run."""
        from analysis.run.official import OfficialSeries  # noqa: PLC0415

        return OfficialSeries(self._run)

    @cached_property
    def targets(self) -> YearTargets:
        """The targets of the year and the results held to them."""
        from analysis.run.targets import YearTargets  # noqa: PLC0415

        return YearTargets(self._run)

    @cached_property
    def explanations(self) -> Explanations:
        """What people wrote about the gaps beyond their tolerance."""
        from analysis.run.explanations import Explanations  # noqa: PLC0415

        return Explanations(self._run)

    @cached_property
    def service_quality(self) -> ServiceQuality:
        """Complaints, reviews, processing times and the commitments held against them."""
        from analysis.run.service_quality import ServiceQuality  # noqa: PLC0415

        return ServiceQuality(self._run)

    @cached_property
    def retention(self) -> Retention:
        """Who stays in employment, until when, and what young cohorts may come to."""
        from analysis.run.retention import Retention  # noqa: PLC0415

        return Retention(self._run)

    @cached_property
    def funding(self) -> Funding:
        """What providers are paid: the formula and its caps, lump sums, real costs, payments for results and their risk."""
        from analysis.run.funding import Funding  # noqa: PLC0415

        return Funding(self._run)

    @cached_property
    def costs(self) -> Costs:
        """Spending, cost of a participation and of one in employment, benefits not paid."""
        from analysis.run.costs import Costs  # noqa: PLC0415

        return Costs(self._run)

    @cached_property
    def agreements(self) -> Agreements:
        """Agreements with outside providers: calendar, progress, accountability, renewal, rules, risk, consortia."""
        from analysis.run.agreements import Agreements  # noqa: PLC0415

        return Agreements(self._run)

    @cached_property
    def satisfaction(self) -> Satisfaction:
        """What participants and employers answered, and who did not answer."""
        from analysis.run.satisfaction import Satisfaction  # noqa: PLC0415

        return Satisfaction(self._run)

    @cached_property
    def year(self) -> FollowedYear:
        """The months of the year: views, control charts and projections of the targeted indicators."""
        from analysis.run.year import FollowedYear  # noqa: PLC0415

        return FollowedYear(self._run)

    @cached_property
    def follow_up(self) -> FollowUp:
        """Who answered the follow-ups, who is lost, and what a second source says."""
        from analysis.run.follow_up import FollowUp  # noqa: PLC0415

        return FollowUp(self._run)

    @cached_property
    def outcomes(self) -> Outcomes:
        """An outcome of people when some were not reached: estimates side by side, weights, balance."""
        from analysis.run.outcomes import Outcomes  # noqa: PLC0415

        return Outcomes(self._run)

    @cached_property
    def certainty(self) -> HowSure:
        """How sure results are: persons resampled, ranks, denominators, what scores and changes are made of."""
        from analysis.run.certainty import HowSure  # noqa: PLC0415

        return HowSure(self._run)

    @cached_property
    def checklist(self) -> ReportChecklist:
        """The criteria of a good annual report held against what this one contains."""
        from analysis.run.criteria import ReportChecklist  # noqa: PLC0415

        return ReportChecklist(self._run)

    @cached_property
    def plan(self) -> YearPlan:
        """What the agency says of its year: mission, services, strategies, evaluations, reliability."""
        from analysis.run.plan import plan_of  # noqa: PLC0415

        return plan_of(self._run)

    @cached_property
    def sheets(self) -> Sheets:
        """The pages about one region or provider each."""
        from analysis.run.sheets import Sheets  # noqa: PLC0415

        return Sheets(self._run)

    def headline(self) -> ReleasedTable:
        """Return what the year in brief shows: the targeted indicators beside their targets, all indicators in a run without targets."""
        return self.targets.results() if self._run.definition.targets else self._run.performance()

    def earlier_headline(self, years: int = 2) -> dict[FiscalYear, ReleasedTable]:
        """Return the same indicators in the fiscal years before the run's, oldest first."""
        return self.targets.earlier(years=years) if self._run.definition.targets else self._run.earlier_performance(years)
