"""What funding and costs say in sentences: how much, of what, how sure; never what was caused."""

from __future__ import annotations

from math import fsum

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.funding import PaymentSchedule
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import TOTAL
from analysis.presentation.numbers import format_dollars, format_interval, format_number
from analysis.presentation.released import Result, results
from analysis.presentation.tables.payments import chance
from analysis.presentation.typography import typeset
from analysis.presentation.wording.sentences import paragraph, say

_FORMULA = Bilingual(
    "Pour {target} inscriptions visées, la formule donne {operating} de fonctionnement et {support} de soutien.",
    "For an intake target of {target}, the formula gives {operating} in operating funds and {support} in supports.",
)
_PLANS = Bilingual(
    "Au plafond de {cap} par plan, l'enveloppe de soutien suffit à {plans} plans.",
    "At the cap of {cap} a plan, the envelope of supports is enough for {plans} plans.",
)
_PAID = Bilingual(
    "Les résultats prouvés paient {paid}; avec ceux qui peuvent encore venir, {total} en tout (90 % des tirages : {interval}).",
    "Results proved pay {paid}; with those that may still come, {total} in all (90% of draws: {interval}).",
)
_COVERED = Bilingual(
    "La probabilité que les coûts à couvrir ne le soient pas est de {chance}.",
    "The probability that costs to cover are not covered is {chance}.",
)
_COVERED_AT_ENDS = Bilingual(
    "La probabilité que les coûts à couvrir ne le soient pas : {chance}.", "The probability that costs to cover are not covered: {chance}."
)
_INVENTED = Bilingual("Les montants du barème sont inventés.", "The amounts of the schedule are invented.")
_SPENT = Bilingual(
    "L'agence a dépensé {spent}, soit {each} par participation commencée.",
    "The agency spent {spent}, that is {each} for each participation begun.",
)
_EMPLOYED = Bilingual(
    "Par participation en emploi, c'est {low} si l'on suppose que les personnes non jointes ont un emploi aussi souvent que les autres, "
    "{high} si aucune n'en a.",
    "For each participation in employment it is {low} if those not reached have a job as often as the others, {high} if none of them has.",
)
_UNPAID = Bilingual(
    "Prestations non versées aux personnes en emploi au suivi : {amount}; ce n'est pas une économie démontrée.",
    "Benefits not paid to people employed at the follow-up: {amount}; this is not a demonstrated saving.",
)
_NOTHING = Bilingual("Il n'y a personne ni aucune somme à compter.", "There is nobody and no amount to count.")


def funding(
    formula: ReleasedTable, cash_flow: ReleasedTable, risk: ReleasedTable, schedule: PaymentSchedule, *, language: Language
) -> TextDisplay:
    """Return one paragraph: what the formula gives, what results pay, and whether costs are covered."""
    said = []
    steps = {row.indicator: row for row in results(formula) if row.where["provider_id"] == TOTAL}
    if steps:
        operating, support, plans = (steps[name] for name in ("operating_funds", "support_funds", "plans_at_cap"))
        target = format_number(operating.number("base") or 0.0, language)
        said.append(say(_FORMULA, language, target=target, operating=_dollars(operating, language), support=_dollars(support, language)))
        cap, n = format_dollars(plans.number("rate") or 0.0, language), format_number(plans.value or 0.0, language)
        said.append(say(_PLANS, language, cap=cap, plans=n))
    paid = next((row for row in results(cash_flow) if row.indicator == "paid" and row.where["month"] == TOTAL), None)
    of_risk = {row.indicator: row for row in results(risk)}
    total, uncovered = of_risk.get("total"), of_risk.get("share_not_covered")
    if paid is not None and paid.value is not None and total is not None and total.value is not None:
        interval = format_interval(total.low or 0.0, total.high or 0.0, Unit.DOLLARS, language, 0)
        said.append(say(_PAID, language, paid=_dollars(paid, language), total=_dollars(total, language), interval=interval))
        if uncovered is not None and uncovered.value is not None:
            template = _COVERED if 0.001 <= uncovered.value <= 0.999 else _COVERED_AT_ENDS
            said.append(say(template, language, chance=chance(uncovered, language)))
        if schedule.is_fictitious:
            said.append(say(_INVENTED, language))
    return paragraph(said or [say(_NOTHING, language)])


def costs(spending: ReleasedTable, in_employment: ReleasedTable, unpaid: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph: what was spent, for each participation begun and in employment, and the benefits not paid."""
    said = []
    spent = next((row for row in results(spending) if row.where["nature"] == TOTAL), None)
    of = {row.indicator: row for row in results(in_employment) if row.is_total}
    each, high, low = (of.get(name) for name in ("cost_each", "cost_of_due", "cost_of_reached"))
    if spent is not None and spent.value is not None and each is not None and each.value is not None:
        said.append(say(_SPENT, language, spent=_dollars(spent, language), each=_dollars(each, language)))
        if high is not None and low is not None and high.value is not None and low.value is not None:
            said.append(say(_EMPLOYED, language, low=_dollars(low, language), high=_dollars(high, language)))
    amounts = [row for row in results(unpaid) if row.is_total and row.value is not None]
    if amounts:
        total = fsum(row.value or 0.0 for row in amounts)
        said.append(say(_UNPAID, language, amount=format_dollars(total, language)))
    return paragraph(said or [say(_NOTHING, language)])


def schedule(given: PaymentSchedule, *, language: Language) -> TextDisplay:
    """Return what a schedule says of itself: its name, and why its amounts are what they are when they are assumed."""
    name = typeset(given.label[language], language)
    reason = typeset(given.reason[language], language) if given.reason else ""
    return paragraph([f"{name}.", reason])


def _dollars(row: Result, language: Language) -> str:
    return format_dollars(row.value or 0.0, language)
