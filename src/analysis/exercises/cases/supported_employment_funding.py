"""Case 1: what an intake target gives, by the formula that the report applies to the run's own agreements."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.accountability.funding.intake_formula import IntakeFunding, IntakeRates, intake_funding, over_administration_limit, rates_of
from analysis.core.languages import Bilingual, Language
from analysis.exercises.answer_words import Amount, sentence
from analysis.exercises.step_table import StepRow, step_table
from analysis.exercises.supported_employment import supported_employment
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.numbers import Unit

if TYPE_CHECKING:
    from analysis.run import Run


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out from the framework's own constants."""
    rates = rates_of(supported_employment(material))
    values = variant.values
    target = int(values["intake_target"])
    funding = intake_funding(target, rates)
    granted = values["plans_at_cap_already"] * rates.support_cap_per_plan
    usual = values["usual_plan"]
    over = over_administration_limit(values["administration_planned"], funding)
    return Worked(
        answers={
            "operating_funds": funding.operating,
            "support_funds": funding.support,
            "plans_at_cap": Decimal(funding.plans_at_cap),
            "mean_if_everyone": funding.support / target,
            "implication": "average_below_cap",
            "small_operating": intake_funding(int(values["small_target"]), rates).operating,
            "usual_plans_left": (funding.support - granted) // usual,
            "administration_limit": funding.administration_limit,
            "administration_over": over,
            "may_be_subcontracted": frozenset({"specialised_group"}),
        },
        mistakes={
            "operating_funds": {"with_supports": funding.total, "support_rate": funding.support},
            "support_funds": {"at_the_cap": rates.support_cap_per_plan * target},
            "plans_at_cap": {"rounded_up": Decimal(-(-funding.support // rates.support_cap_per_plan)), "everyone": Decimal(target)},
            "usual_plans_left": {"forgot_granted": funding.support // usual},
            "administration_limit": {"of_total": funding.total * rates.administration_share},
        },
        steps={row.question: (row.reading,) for row in _rows(funding, rates)},
        # The steps are the answers: who learns sees the rates, who leads sees the results.
        shown={"steps": lambda language: _steps(funding, rates, language)},
        tools={"funding": lambda language, changes: _tried(changes, target, rates, language)},
        tool_units={"funding": {"intake_target": Unit.PARTICIPATIONS}},
    )


def values_of_run(run: Run) -> Mapping[str, Decimal]:
    """Return the intake that the run's agreements contract for its fiscal year: public places, not persons."""
    table = run.indicators(names=["intake"])
    contracted = float(table.frame["denominator"].iloc[0])
    return {"intake_target": Decimal(round(contracted))}


def _rows(funding: IntakeFunding, rates: IntakeRates) -> tuple[StepRow, ...]:
    target = Amount(Decimal(funding.intake_target))
    return (
        StepRow(
            "operating_funds",
            Bilingual("Fonds de fonctionnement", "Operating funds"),
            sentence(
                Bilingual("{rate} × {target} = {result}.", "{rate} × {target} = {result}."),
                rate=Amount(rates.operating_per_intake, Unit.DOLLARS),
                target=target,
                result=Amount(funding.operating, Unit.DOLLARS),
            ),
        ),
        StepRow(
            "support_funds",
            Bilingual("Soutien financier", "Financial supports"),
            sentence(
                Bilingual("{rate} × {target} = {result}.", "{rate} × {target} = {result}."),
                rate=Amount(rates.support_per_intake, Unit.DOLLARS),
                target=target,
                result=Amount(funding.support, Unit.DOLLARS),
            ),
        ),
        StepRow(
            "plans_at_cap",
            Bilingual("Plans au plafond", "Plans at the cap"),
            sentence(
                Bilingual("{funds} ÷ {cap}, arrondi vers le bas : {result}.", "{funds} ÷ {cap}, rounded down: {result}."),
                funds=Amount(funding.support, Unit.DOLLARS),
                cap=Amount(rates.support_cap_per_plan, Unit.DOLLARS),
                result=Amount(Decimal(funding.plans_at_cap)),
            ),
        ),
        StepRow(
            "administration_limit",
            Bilingual("Limite des frais administratifs généraux", "Limit of general administration"),
            sentence(
                Bilingual("{share} de {funds} = {result}.", "{share} of {funds} = {result}."),
                share=Amount(rates.administration_share, Unit.SHARE),
                funds=Amount(funding.operating, Unit.DOLLARS),
                result=Amount(funding.administration_limit, Unit.DOLLARS),
            ),
        ),
    )


def _steps(funding: IntakeFunding, rates: IntakeRates, language: Language) -> object:
    caption = Bilingual("Le financement, étape par étape", "The funding, step by step")
    return step_table("tbl-funding-steps", caption, _rows(funding, rates), language)


def _tried(changes: Mapping[str, Decimal], target: int, rates: IntakeRates, language: Language) -> object:
    tried = int(changes.get("intake_target", Decimal(target)))
    caption = Bilingual("Le financement d'une autre cible", "The funding of another target")
    return step_table("tbl-funding-tried", caption, _rows(intake_funding(tried, rates), rates), language)
