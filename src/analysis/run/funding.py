"""The funding of a run, released: the formula and its caps, lump sums, real costs, payments for results and their risk."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.accountability.funding import agreement_formula, agreement_payments, cash_flow, milestone_counts
from analysis.accountability.funding.cash_flow import CashFlow
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.indicators.table import TOTAL
from analysis.run.preparation import DOCUMENTED_FRAMEWORK

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.frameworks.model import Framework
    from analysis.frameworks.schedule_loading import ScheduleFile
    from analysis.run.opening import Run

SEED = 20_240_401
"""Of every simulation of the report, so that a page built twice says the same."""
DOCUMENTED_SCHEDULE = "disability_support_retention"
"""The framework and the name of a schedule that is not invented."""
YEARS_OF_RATES = 1
"""Fiscal years before the run's whose people add to the rates observed: theirs have been followed to the last milestone."""


class Funding:
    """What providers are paid, by each rule that the run's frameworks, its `agreement_rules` and its `schedule` declare."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @cached_property
    def by_intake(self) -> Framework:
        """The framework of the run that pays by intake target.

        Raises
        ------
        DefinitionError
            When none does.
        """
        found = self._run.framework_where(agreement_formula.pays_by_intake)
        if found is not None:
            return found
        raise DefinitionError(
            Problem(
                self._run.definition.name,
                Bilingual(
                    "aucun cadre de cette publication ne finance par inscription visée", "no framework of this run pays by intake target"
                ),
                Bilingual("La formule n'aurait ni montant ni plafond.", "The formula would have no amount and no cap."),
                Bilingual(
                    "Nommez un cadre qui a un financement per_intake, ou retirez le chapitre.",
                    "Name a framework whose funding has a per_intake part, or remove the chapter.",
                ),
            )
        )

    @cached_property
    def rules(self) -> Framework:
        """The framework whose rules agreements by lump sum and by real costs follow: `agreement_rules` of the run file."""
        from analysis.frameworks.loading import load_framework  # noqa: PLC0415

        named = self._run.definition.agreement_rules
        if named is None:
            raise DefinitionError(_without(self._run.definition.name, "agreement_rules", "params/frameworks/"))
        return load_framework(self._run.project.frameworks / f"{named}.yaml")

    @cached_property
    def schedule(self) -> ScheduleFile:
        """The schedule of payments for results: `schedule` of the run file."""
        from analysis.frameworks.schedule_loading import load_schedule  # noqa: PLC0415

        named = self._run.definition.schedule
        if named is None:
            raise DefinitionError(_without(self._run.definition.name, "schedule", "params/schedules/"))
        return load_schedule(self._run.project.schedules / f"{named}.yaml")

    def documented_schedule(self) -> ScheduleFile:
        """Return the payments of the same province that a public document gives, as a case to compare an invented schedule with."""
        from analysis.frameworks.loading import load_framework  # noqa: PLC0415
        from analysis.frameworks.schedule_loading import with_documents  # noqa: PLC0415

        framework = load_framework(self._run.project.frameworks / f"{DOCUMENTED_FRAMEWORK}.yaml")
        return with_documents(framework.schedule(DOCUMENTED_SCHEDULE), framework.documents)

    def formula(self) -> ReleasedTable:
        """Return each step of the intake formula for the agreements begun in the year, by provider and in all, with the cap that binds."""
        framework = self.by_intake
        store = self._run.store_with("agreements")
        return self._run.release(agreement_formula.agreement_formula(store, framework, self._run.fiscal_year(framework)))

    def lump_sums(self, tolerance: float = 0.9) -> ReleasedTable:
        """Return what agreements by lump sum that ended in the year pay under each rule of recovery.

        `tolerance` is the share of the clients agreed from which nothing is taken back, for a rule without a threshold of its own.
        """
        year, as_of = self._run.fiscal_year(), self._run.definition.as_of
        store = self._run.store_with("agreements")
        return self._run.release(agreement_payments.lump_sums(store, self.rules, year, as_of, Decimal(str(tolerance))))

    def real_costs(self) -> ReleasedTable:
        """Return what becomes of the expenses of agreements by real costs that ended in the year: lines, vouchers, maximum, payment."""
        year, as_of = self._run.fiscal_year(), self._run.definition.as_of
        store = self._run.store_with("agreement_expenses")
        return self._run.release(agreement_payments.real_cost_payments(store, self.rules, year, as_of))

    def milestones(self) -> ReleasedTable:
        """Return, by segment and milestone of the schedule, how many have proved it and what that pays.

        Segments are shown all or none: beside the payment of all of them, two hidden ones would be two unknowns of two equations.
        """
        store, run = self._run.store_with("participations"), self._run
        table = milestone_counts.milestone_table(store, self._flow.counted, self._year)
        released = run.release(table)
        if not released.record.n_hidden:
            return released
        return run.release(table.with_frame(table.frame[table.frame["segment"] == TOTAL].reset_index(drop=True)))

    def cash_flow(self) -> ReleasedTable:
        """Return what is paid and what is expected in each month, for those who began in the year."""
        return self._run.release(cash_flow.cash_flow_table(self._run.store_with("participations"), self._flow, self._year))

    def risk(self) -> ReleasedTable:
        """Return what the payments may come to in all, the value at risk, and the probability that costs are not covered."""
        return self._run.release(cash_flow.risk_table(self._run.store_with("participations"), self._flow, self._year))

    def risk_by_size(self) -> ReleasedTable:
        """Return the payment for each client, and the probability that costs are not covered, for providers of several sizes."""
        return self._run.release(cash_flow.risk_by_size(self._run.store_with("participations"), self._flow, self._year))

    @cached_property
    def _year(self) -> FiscalYear:
        return self._run.fiscal_year(self.by_intake)

    def _counted(self, years_before: int) -> milestone_counts.MilestoneCounts:
        store, as_of = self._run.store_with("participations"), self._run.definition.as_of
        return milestone_counts.count_milestones(store, self.by_intake, self.schedule, self._year.previous(years_before), as_of)

    @cached_property
    def _flow(self) -> CashFlow:
        counted = self._counted(0)
        observed = milestone_counts.together([counted, *(self._counted(before) for before in range(1, YEARS_OF_RATES + 1))])
        return cash_flow.cash_flow(counted, observed, self._year, seed=SEED)


def _without(run: str, key: str, folder: str) -> Problem:
    return Problem(
        run,
        Bilingual(f"ce fichier de publication ne dit pas `{key}`", f"this run file does not say `{key}`"),
        Bilingual("Sans règle, aucun paiement ne se calcule.", "Without a rule no payment can be computed."),
        Bilingual(
            f"Ajoutez `{key}:` et le nom d'un fichier de {folder}, ou retirez le chapitre.",
            f"Add `{key}:` and the name of a file of {folder}, or remove the chapter.",
        ),
    )
