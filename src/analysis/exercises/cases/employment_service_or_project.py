"""Case 9: eight situations to route by the rules of the 2019 guide, then a service paid by lump sum or by real costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from analysis.accountability.funding.lump_sum import Recovery, lump_sum
from analysis.accountability.funding.real_costs import Expense, RealCosts, real_costs
from analysis.accountability.service_routing import Plan, RoutingRules, route_service
from analysis.core.languages import Bilingual, Language
from analysis.exercises.answer_words import Amount, number_in_words, sentence
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.numbers import format_number
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.typography import typeset

_BASE: Mapping[str, Plan] = {
    "s1": Plan(12, 3, 4, is_by_group=False, age=41, is_ready_for_work=True, is_disabled=False),
    "s2": Plan(90, 30, 3, is_by_group=True, age=35, is_ready_for_work=True, is_disabled=False),
    "s3": Plan(520, 20, 26, is_by_group=True, age=24, is_ready_for_work=False, is_disabled=False),
    "s4": Plan(120, 5, 24, is_by_group=False, age=22, is_ready_for_work=False, is_disabled=False),
    "s5": Plan(150, 6, 25, is_by_group=False, age=47, is_ready_for_work=False, is_disabled=True),
    "s6": Plan(100, 4, 25, is_by_group=False, age=52, is_ready_for_work=False, is_disabled=False),
    "s7": Plan(240, 12, 20, is_by_group=True, age=33, is_ready_for_work=False, is_disabled=False),
    "s8": Plan(180, 20, 9, is_by_group=True, age=29, is_ready_for_work=False, is_disabled=False),
}
_EXPENSES: tuple[tuple[str, Bilingual, str, bool], ...] = (
    ("staff", Bilingual("Salaires du personnel d'encadrement", "Salaries of the supervising staff"), "expense_staff", True),
    ("premises", Bilingual("Location des locaux", "Rent of premises"), "expense_premises", True),
    ("supplies", Bilingual("Matériel et fournitures des activités", "Material and supplies of the activities"), "expense_supplies", True),
    ("staff_travel", Bilingual("Déplacements du personnel d'encadrement", "Travel of the supervising staff"), "expense_travel", False),
    ("severance", Bilingual("Indemnité de départ d'un employé", "Severance pay of an employee"), "expense_severance", True),
)
ELIGIBLE_LINES = frozenset({"staff", "premises", "supplies", "staff_travel"})
"""Those of our expenses that are in the guide's list (3.6.3): supervising staff and its travel, premises, material and supplies."""


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out: the plans of a learner differ in hours and ages, so that some change service."""
    values = variant.values
    plans = plans_of(values)
    rules = RoutingRules(
        limit_hours=float(values["limit_hours"]),
        project_weekly_hours=float(values["project_weekly_hours"]),
        club_weeks=float(values["club_weeks"]),
        club_weekly_hours=float(values["club_weekly_hours"]),
        youth_from=int(values["youth_from"]),
        youth_to=int(values["youth_to"]),
    )
    routed = {name: route_service(plan, rules).value for name, plan in plans.items()}
    paid = lump_sum(int(values["planned_clients"]), int(values["served_clients"]), values["rate"], Recovery.CLIENTS_SERVED)
    costs = costs_of(values)
    refused = sum((expense.amount for expense in (*costs.ineligible, *costs.without_voucher)), Decimal(0))
    return Worked(
        answers={
            "routing": {name: {"service": service} for name, service in routed.items()},
            "income_support": "allowance",
            "lump_sum_payment": paid.earned,
            "lump_sum_recovered": paid.recovered,
            "supported_costs": costs.supported,
            "refused_costs": refused,
            "real_costs_payment": costs.payment,
            "who_bears_the_risk": "organisation",
        },
        mistakes={
            "lump_sum_payment": {"as_planned": paid.planned},
            "supported_costs": {"everything": costs.supported + refused},
            "real_costs_payment": {"maximum": costs.maximum},
        },
        steps={
            "lump_sum_payment": (
                sentence(
                    Bilingual("{served} × {rate} = {paid}.", "{served} × {rate} = {paid}."),
                    served=Amount(values["served_clients"]),
                    rate=Amount(values["rate"], Unit.DOLLARS),
                    paid=Amount(paid.earned, Unit.DOLLARS),
                ),
            ),
            "real_costs_payment": (
                sentence(
                    Bilingual("Le plus petit de {supported} et de {maximum}.", "The smaller of {supported} and {maximum}."),
                    supported=Amount(costs.supported, Unit.DOLLARS),
                    maximum=Amount(costs.maximum, Unit.DOLLARS),
                ),
            ),
        },
        shown={"situations": lambda language: _situations(plans, language), "expenses": lambda language: _expenses(values, language)},
    )


def plans_of(values: Mapping[str, Decimal]) -> dict[str, Plan]:
    """Return the eight plans with a learner's own hours and ages."""
    plans = dict(_BASE)
    hours = float(values["s3_hours"])
    plans["s3"] = replace(plans["s3"], total_hours=hours, weeks=hours / plans["s3"].weekly_hours)
    plans["s4"] = replace(plans["s4"], age=int(values["s4_age"]))
    plans["s7"] = replace(plans["s7"], weekly_hours=float(values["s7_weekly_hours"]), weeks=240 / float(values["s7_weekly_hours"]))
    return plans


def costs_of(values: Mapping[str, Decimal]) -> RealCosts:
    """Return what the real-costs agreement pays."""
    expenses = [Expense(line, values[name], has_voucher) for line, _, name, has_voucher in _EXPENSES]
    return real_costs(expenses, ELIGIBLE_LINES, values["maximum"])


def _situations(plans: Mapping[str, Plan], language: Language) -> TableDisplay:
    fr = language == "fr"
    titles = (
        ("Situation", "name", 12), ("Heures" if fr else "Hours", "number", 10), ("Par semaine" if fr else "A week", "number", 12),
        ("Semaines" if fr else "Weeks", "number", 12), ("Approche" if fr else "Approach", "text", 16),
        ("Âge" if fr else "Age", "number", 8), ("Besoin" if fr else "Need", "text", 30),
    )  # fmt: skip
    columns = tuple(Column(f"c{place}", title, kind, width) for place, (title, kind, width) in enumerate(titles))  # type: ignore[arg-type]
    rows = tuple(
        Row(
            (
                Cell(name.removeprefix("s")),
                Cell(format_number(plan.total_hours, language)),
                Cell(format_number(plan.weekly_hours, language)),
                Cell(format_number(plan.weeks, language)),
                Cell(("de groupe" if fr else "by group") if plan.is_by_group else ("individuelle" if fr else "individual")),
                Cell(str(plan.age)),
                Cell(_need(plan)[language]),
            )
        )
        for name, plan in plans.items()
    )
    caption = "Huit plans d'intervention" if fr else "Eight intervention plans"
    return TableDisplay("tbl-situations", Sheet(language, typeset(caption, language), columns, rows))


def _need(plan: Plan) -> Bilingual:
    if plan.is_ready_for_work:
        return Bilingual("prêt à occuper un emploi", "ready for a job")
    if plan.is_disabled:
        return Bilingual("limitations importantes", "important limitations")
    return Bilingual("éloigné du marché du travail", "far from the labour market")


def _expenses(values: Mapping[str, Decimal], language: Language) -> TableDisplay:
    fr = language == "fr"
    columns = (
        Column("line", "Dépense" if fr else "Expense", "name", 55),
        Column("amount", "Montant" if fr else "Amount", "number", 25),
        Column("voucher", "Pièce justificative" if fr else "Voucher", "text", 20),
    )
    yes, no = ("oui", "non") if fr else ("yes", "no")
    rows = tuple(
        Row(
            (
                Cell(typeset(label[language], language)),
                Cell(number_in_words(values[name], Unit.DOLLARS, language)),
                Cell(yes if has_voucher else no),
            )
        )
        for _, label, name, has_voucher in _EXPENSES
    )
    caption = "Les dépenses présentées" if fr else "The expenses presented"
    return TableDisplay("tbl-expenses", Sheet(language, caption, columns, rows))
