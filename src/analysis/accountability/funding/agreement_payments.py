"""What agreements by lump sum and by real costs pay: clients served against those agreed; lines, vouchers and the maximum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ibis

from analysis.accountability.funding.lump_sum import Recovery, lump_sum
from analysis.accountability.funding.money_rows import money_row, money_table
from analysis.accountability.funding.real_costs import Expense, RealCosts, real_costs
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks import funding as rules
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import TOTAL, IndicatorTable, Subject

if TYPE_CHECKING:
    from analysis.extracts.store import Store

RECOVERIES: dict[str, Recovery] = {
    "in_proportion": Recovery.CLIENTS_SERVED, "below_threshold": Recovery.BELOW_TOLERANCE, "none": Recovery.NONE,
}  # fmt: skip
"""The rules of recovery as a framework names them."""
_RULES: dict[str, Bilingual] = {
    "in_proportion": Bilingual("payé par client desservi", "paid for each client served"),
    "below_threshold": Bilingual(
        "payé en entier à partir de {share} des clients convenus", "paid in full from {share} of the clients agreed"
    ),
    "none": Bilingual("payé comme convenu", "paid as agreed"),
}
_AMOUNTS: dict[str, Bilingual] = {
    "agreed": Bilingual("clients convenus × tarif", "clients agreed × rate"),
    "earned": Bilingual("forfait payé", "lump sum paid"),
    "recovered": Bilingual("forfait repris", "lump sum taken back"),
    "served": Bilingual("clients desservis", "clients served"),
}
EXPENSE_STEPS: dict[str, Bilingual] = {
    "spent": Bilingual("dépenses déclarées", "expenses reported"),
    "ineligible": Bilingual("postes non admissibles", "lines that are not eligible"),
    "without_voucher": Bilingual("admissibles sans pièce justificative", "eligible without a voucher"),
    "supported": Bilingual("admissibles et justifiées", "eligible with a voucher"),
    "over_maximum": Bilingual("au-dessus du maximum de l'entente", "over the maximum of the agreement"),
    "paid": Bilingual("coûts réels payés", "real costs paid"),
}
CENTS = 100


def component_of(framework: Framework, kind: str) -> rules.FundingComponent | None:
    """Return the component of a framework's funding of a kind (`lump_sum`, `real_costs`), or None when it has none."""
    return next((component for component in framework.funding if component.kind == kind), None)


def lump_sums(store: Store, framework: Framework, fiscal_year: FiscalYear, as_of: date, tolerance: Decimal) -> IndicatorTable:
    """Return what agreements by lump sum that ended in a fiscal year pay under each rule of recovery.

    Dimension `recovery`, the framework's own rule first. `agreed` and `earned` are dollars over the clients served; a client served is a
    participation that names the agreement and had begun on the day of observation. Agreements that the intake formula pays have operating
    funds and are not counted here.

    Parameters
    ----------
    tolerance
        Share of the clients agreed (0–1) from which nothing is taken back under `below_threshold`, unless the framework states one.
    """
    rule = component_of(framework, "lump_sum")
    own, threshold = ("in_proportion", tolerance)
    if isinstance(rule, rules.LumpSum):
        own = rule.recovery
        threshold = rule.recovery_threshold.value if rule.recovery_threshold is not None else tolerance
    order = [own, *(name for name in RECOVERIES if name != own)]
    agreements = _ended(store, "lump_sum", fiscal_year, as_of)
    agreements = agreements.filter(agreements.operating_funds.isnull(), agreements.rate_per_client.notnull())
    begun = store.table("participations")
    begun = begun.filter(begun.start_date <= ibis.date(as_of), begun.agreement_id.notnull())
    served = begun.group_by("agreement_id").aggregate(n_served=begun.count())
    asked = ordered_records(agreements.left_join(served, "agreement_id").select("contracted_intake", "rate_per_client", "n_served"))
    n_served = sum(int(row["n_served"] or 0) for row in asked)
    rows = [money_row("served", {"recovery": TOTAL}, n_served, (n_served, "served"), numerator=n_served, unit=Unit.PARTICIPATIONS)]
    for name in order:
        paid = [
            lump_sum(
                int(row["contracted_intake"]), int(row["n_served"] or 0), Decimal(str(row["rate_per_client"])), RECOVERIES[name], threshold
            )
            for row in asked
        ]
        agreed, earned = sum((one.planned for one in paid), Decimal(0)), sum((one.earned for one in paid), Decimal(0))
        for indicator, amount in (("agreed", agreed), ("earned", earned), ("recovered", agreed - earned)):
            value = float(amount) if asked else None
            rows.append(money_row(indicator, {"recovery": name}, value, (n_served, "served"), n_agreements=len(asked), is_own=name == own))
    share = f"{float(100 * threshold):g}"
    labels: dict[str, Any] = {
        "indicator": _AMOUNTS,
        "denominator_name": {"served": Bilingual("participations qui nomment une entente", "participations that name an agreement")},
        "recovery": {
            name: Bilingual(text.fr.replace("{share}", f"{share.replace('.', ',')}\u00a0%"), text.en.replace("{share}", f"{share}%"))
            for name, text in _RULES.items()
        }
        | {TOTAL: Bilingual("Ensemble", "All")},
    }
    provenance = store.provenance.after(f"lump sums of agreements ended in {fiscal_year.start_year} as of {as_of.isoformat()}")
    return money_table(rows, provenance, labels, dimensions=("recovery",), derived=("n_agreements", "is_own"))


@dataclass(frozen=True, slots=True)
class _Paid:
    """What is made of the expenses of the agreements, line by line in cents, and the payments."""

    by_line: Mapping[str, Mapping[str, Decimal]]
    paid: Decimal
    over: Decimal
    n_agreements: int
    n_expenses: int


def real_cost_payments(store: Store, framework: Framework, fiscal_year: FiscalYear | None, as_of: date) -> IndicatorTable:
    """Return what becomes of the expenses of agreements by real costs that ended in a fiscal year: lines, vouchers, maximum, payment.

    Dimension `line`; an indicator a step, in dollars. The maximum belongs to an agreement and not to a line: `over_maximum` and `paid`
    only have a row of everyone. Nothing here is about persons.

    Parameters
    ----------
    fiscal_year
        None for every agreement with expenses known on the day of observation.
    """
    rule = component_of(framework, "real_costs")
    eligible = rule.eligible if isinstance(rule, rules.RealCosts) else ()
    found = _payments(store, eligible, fiscal_year, as_of)
    rows: list[dict[str, Any]] = []
    lines = sorted(found.by_line, key=lambda name: (name not in eligible, -found.by_line[name]["spent"], name))
    for step in EXPENSE_STEPS:
        if step in ("over_maximum", "paid"):
            amounts = {TOTAL: found.over if step == "over_maximum" else found.paid}
        else:
            amounts = {TOTAL: sum((of_line[step] for of_line in found.by_line.values()), Decimal(0))}
            amounts |= {name: found.by_line[name][step] for name in lines}
        for line, amount in amounts.items():
            value = float(amount) if found.n_agreements else None
            rows.append(
                money_row(
                    step, {"line": line}, value, (found.n_expenses, "expenses"), numerator=float(amount), n_agreements=found.n_agreements
                )
            )
    names = {cost.name: cost.label for cost in framework.eligible_costs}
    labels: dict[str, Any] = {
        "indicator": EXPENSE_STEPS,
        "denominator_name": {"expenses": Bilingual("dépenses déclarées", "expenses reported")},
        "line": {line: names.get(line) or _OTHER_LINES.get(line) or Bilingual(line, line) for line in lines}
        | {TOTAL: Bilingual("Ensemble", "All")},
    }
    provenance = store.provenance.after(f"expenses of agreements by real costs as of {as_of.isoformat()}")
    return money_table(
        rows, provenance, labels, subject=Subject.RECORDS, dimensions=("line",), additive=("line",), derived=("n_agreements",)
    )


_OTHER_LINES = {
    "fines": Bilingual("Amendes", "Fines"),
    "entertainment": Bilingual("Réception", "Entertainment"),
    "interest": Bilingual("Intérêts", "Interest"),
}


def _ended(store: Store, financing: str, fiscal_year: FiscalYear | None, as_of: date) -> Any:
    table = store.table("agreements")
    table = table.filter(table.financing == financing)
    if fiscal_year is None:
        return table
    last = min(fiscal_year.last_day, as_of)
    return table.filter(table.end_date.between(ibis.date(fiscal_year.first_day), ibis.date(last)))


def _payments(store: Store, eligible: Iterable[str], fiscal_year: FiscalYear | None, as_of: date) -> _Paid:
    agreements = _ended(store, "real_costs", fiscal_year, as_of).select("agreement_id", "maximum_amount")
    expenses = store.table("agreement_expenses")
    expenses = expenses.filter(expenses.month <= ibis.date(as_of))
    joined = expenses.inner_join(agreements, "agreement_id")
    # An expense of which nobody said whether it has a voucher has none.
    joined = joined.mutate(voucher=joined.has_voucher.fill_null(False), cents=(joined.amount * CENTS).round().cast("int64"))
    keys = ["agreement_id", "maximum_amount", "line", "voucher"]
    counted = ordered_records(joined.group_by(keys).aggregate(cents=joined.cents.sum(), n=joined.count()))
    of_agreement: dict[str, tuple[Decimal, list[Expense]]] = {}
    for row in counted:
        # Without a maximum nothing limits what is paid.
        maximum = Decimal("Infinity") if row["maximum_amount"] is None else Decimal(str(row["maximum_amount"]))
        _, every = of_agreement.setdefault(row["agreement_id"], (maximum, []))
        every.append(Expense(row["line"], Decimal(row["cents"]) / CENTS, has_voucher=row["voucher"]))
    known = frozenset(eligible)
    paid = [real_costs(every, known, maximum) for maximum, every in of_agreement.values()]
    payment = sum((one.payment for one in paid), Decimal(0))
    supported = sum((one.supported for one in paid), Decimal(0))
    return _Paid(_by_line(paid), payment, supported - payment, len(paid), sum(int(row["n"]) for row in counted))


def _by_line(paid: Iterable[RealCosts]) -> dict[str, dict[str, Decimal]]:
    lines: dict[str, dict[str, Decimal]] = {}
    for one in paid:
        for step, expenses in (("supported", one.accepted), ("ineligible", one.ineligible), ("without_voucher", one.without_voucher)):
            for expense in expenses:
                line = lines.setdefault(expense.line, dict.fromkeys(("spent", "ineligible", "without_voucher", "supported"), Decimal(0)))
                line[step] += expense.amount
                line["spent"] += expense.amount
    return lines
