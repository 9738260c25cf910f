"""Funding by intake target, as Supported Employment does it: operating funds, financial supports, and the caps on both."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from analysis.core.errors import DefinitionError, ProblemList
from analysis.core.languages import Bilingual
from analysis.frameworks.model import Framework


@dataclass(frozen=True, slots=True)
class IntakeRates:
    """The constants of the formula: dollars per intake target, dollars per service plan, and a share (0–1) of operating funds."""

    operating_per_intake: Decimal
    support_per_intake: Decimal
    support_cap_per_plan: Decimal
    administration_share: Decimal


@dataclass(frozen=True, slots=True)
class IntakeFunding:
    """What an intake target gives, in dollars; `plans_at_cap` counts the plans that could each receive the whole cap."""

    intake_target: int
    operating: Decimal
    support: Decimal
    administration_limit: Decimal
    plans_at_cap: int
    total: Decimal


def rates_of(framework: Framework) -> IntakeRates:
    """Return the constants of a framework's formula from its parameters; `KeyError` if it has none."""
    values = {parameter.name: parameter.number.value for parameter in framework.parameters}
    return IntakeRates(
        values["operating_funds_per_intake"],
        values["financial_support_per_intake"],
        values["financial_support_cap_per_plan"],
        values["administration_cap"],
    )


def intake_funding(intake_target: int, rates: IntakeRates) -> IntakeFunding:
    """Return the funds of an intake target.

    Raises
    ------
    DefinitionError
        When the target is negative.
    """
    if intake_target < 0:
        problems = ProblemList(DefinitionError)
        problems.add(
            "intake_target",
            Bilingual(f"cible d'inscriptions négative : {intake_target}", f"negative intake target: {intake_target}"),
            Bilingual("Les fonds en sont un multiple.", "Funds are a multiple of it."),
            Bilingual("Écrivez un nombre entier, zéro compris.", "Write a whole number, zero included."),
        )
        problems.raise_if_any()
    operating = rates.operating_per_intake * intake_target
    support = rates.support_per_intake * intake_target
    return IntakeFunding(
        intake_target=intake_target,
        operating=operating,
        support=support,
        administration_limit=operating * rates.administration_share,
        plans_at_cap=int(support // rates.support_cap_per_plan),
        total=operating + support,
    )


def over_administration_limit(administration: Decimal, funding: IntakeFunding) -> Decimal:
    """Return by how much general administration passes its limit, in dollars; 0 when it does not."""
    return max(Decimal(0), administration - funding.administration_limit)
