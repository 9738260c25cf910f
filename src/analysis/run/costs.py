"""The costs of a run, released: spending by nature, cost of a participation and of one in employment, benefits not paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual
from analysis.indicators import costs, spending

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.frameworks.model import Framework
    from analysis.run.opening import Run

IN_EMPLOYMENT = "persons_in_employment"
UNPAID = ("unpaid_last_resort_benefits", "unpaid_insurance_benefits")


class Costs:
    """What the services of the year cost, under the framework of the run that accounts for costs."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @property
    def framework(self) -> Framework:
        """The framework of the run that counts people in employment and benefits not paid.

        Raises
        ------
        DefinitionError
            When none does.
        """
        found = self._run.framework_where(lambda framework: IN_EMPLOYMENT in {indicator.name for indicator in framework.indicators})
        if found is not None:
            return found
        raise DefinitionError(
            Problem(
                self._run.definition.name,
                Bilingual(
                    f"aucun cadre de cette publication n'a l'indicateur {IN_EMPLOYMENT}",
                    f"no framework of this run has the indicator {IN_EMPLOYMENT}",
                ),
                Bilingual("Le coût se divise par ceux qu'il compte.", "The cost is divided by those it counts."),
                Bilingual("Ajoutez un cadre qui l'a, ou retirez le chapitre.", "Add a framework that has it, or remove the chapter."),
            )
        )

    def spending(self) -> ReleasedTable:
        """Return the spending of the year by nature."""
        run = self._run
        year = run.fiscal_year(self.framework)
        return run.release(costs.spending_by_nature(run.store_with("costs"), year, run.definition.as_of))

    def in_employment(self, by: Sequence[str] = (), bases: Sequence[str] = costs.BASES) -> ReleasedTable:
        """Return the share in employment (of all, due, reached) of those who began in the year, and the cost of each.

        A cost is hidden with any row it is made from: by region or office, ask for one base.
        """
        run, framework = self._run, self.framework
        year, as_of = run.fiscal_year(framework), run.definition.as_of
        spent = spending.spending_of_accounts(run.store_with("costs"), year, as_of, by)
        outcome = costs.Outcome(framework.indicator(IN_EMPLOYMENT))
        store = run.store_with("participations")
        return run.release(costs.costs_in_employment(store, framework, outcome, spent, year, as_of=as_of, by=tuple(by), bases=bases))

    def of_agreements(self, by: Sequence[str] = ("provider_id",), bases: Sequence[str] = ("due",)) -> ReleasedTable:
        """Return the same of the funds agreed with providers under the framework that pays by intake target."""
        from analysis.accountability.funding.milestone_counts import outcome_of  # noqa: PLC0415

        run, framework = self._run, self._run.funding.by_intake
        year, store = run.fiscal_year(framework), run.store_with("agreements")
        spent = spending.funds_of_agreements(store, framework, year, by)
        outcome = costs.Outcome(outcome_of(framework)[0])
        as_of = run.definition.as_of
        return run.release(costs.costs_in_employment(store, framework, outcome, spent, year, as_of=as_of, by=tuple(by), bases=bases))

    def unpaid_benefits(self, by: Sequence[str] = ()) -> ReleasedTable:
        """Return the benefits not paid to those in employment at the follow-up, by scheme, as the framework defines them."""
        return self._run.indicators(by=by, framework=self.framework, names=UNPAID)
