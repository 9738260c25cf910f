"""What the services, rules, funding, reports and zones of a framework must hold: names that exist, units, numbers that make sense."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from analysis.core.languages import Bilingual
from analysis.core.located_tree import Step
from analysis.frameworks.findings import Findings
from analysis.frameworks.funding import EnvelopePart, LumpSum, ParticipantCap, PerIntake, RealCosts, ShareCap
from analysis.frameworks.model import Framework
from analysis.frameworks.number_checks import check_confidence, check_number
from analysis.frameworks.numbers import Number, Unit
from analysis.frameworks.rules import RULE_NUMBERS, Rule
from analysis.frameworks.schedule_checks import check_schedule

Place = tuple[Step, ...]

_NAMED = (
    "services", "rules", "funding", "eligible_costs", "schedules", "reports", "exclusions", "managers", "zones", "contestability",
    "code_lists",
)  # fmt: skip
"""The lists of parts in which a name stands for one thing."""
FUNCTIONS_LIST = "indicator_functions"
"""The code list that says what the functions of indicators are."""


def check_parts(framework: Framework, findings: Findings) -> None:
    """Note everything that is wrong with what a framework says beside its indicators and numbers."""
    for key in _NAMED:
        findings.note_repeats((key,), (part.name for part in getattr(framework, key)))
    for index, rule in enumerate(framework.rules):
        _check_rule(rule, ("rules", index), findings)
    _check_service_names(framework, findings)
    _check_funding(framework, findings)
    for index, schedule in enumerate(framework.schedules):
        check_schedule(schedule, ("schedules", index), findings)
    _check_governance(framework, findings)
    _check_code_lists(framework, findings)
    _check_guard_rails(framework, findings)


def _check_rule(rule: Rule, place: Place, findings: Findings) -> None:
    needs = RULE_NUMBERS[rule.kind]
    given = [key for key in ("number", "upper") if getattr(rule, key) is not None]
    wanted = ["number", "upper"][: needs.n_numbers]
    if given != wanted:
        said = {
            0: Bilingual("aucun nombre", "no number"),
            1: Bilingual("number", "number"),
            2: Bilingual("number et upper", "number and upper"),
        }
        findings.note(
            place,
            Bilingual(
                f"une règle {rule.kind.value} a {said[needs.n_numbers].fr}", f"a rule {rule.kind.value} has {said[needs.n_numbers].en}"
            ),
            Bilingual("On ne saurait pas ce qu'elle demande.", "Nobody would know what it asks."),
            Bilingual("Ajoutez ou enlevez number, upper.", "Add or remove number, upper."),
        )
        return
    for key in given:
        number: Number = getattr(rule, key)
        check_number(number, (*place, key), findings)
        if number.unit is not needs.unit:
            assert needs.unit is not None  # noqa: S101 - a kind with numbers has a unit
            findings.note(
                (*place, key, "unit"),
                Bilingual(
                    f"une règle {rule.kind.value} se compte en {needs.unit.value}, pas en {number.unit.value}",
                    f"a rule {rule.kind.value} is counted in {needs.unit.value}, not in {number.unit.value}",
                ),
                None,
                Bilingual(f"Écrivez unit: {needs.unit.value}.", f"Write unit: {needs.unit.value}."),
            )
        _check_not_negative(number.value, (*place, key, "value"), findings)
    if rule.number is not None and rule.upper is not None and rule.upper.value < rule.number.value:
        findings.note(
            (*place, "upper"),
            Bilingual("les bornes sont inversées", "the bounds are reversed"),
            Bilingual("Rien ne pourrait suivre cette règle.", "Nothing could follow this rule."),
            Bilingual("Écrivez la plus petite dans number.", "Write the smaller one in number."),
        )
    if not given and rule.source is None:
        findings.note(
            place,
            Bilingual("une règle sans nombre a besoin d'une source", "a rule without number needs a source"),
            Bilingual("Un lecteur doit pouvoir vérifier chaque règle.", "A reader must be able to check every rule."),
            Bilingual("Ajoutez source (document, place).", "Add source (document, place)."),
        )


def _check_not_negative(value: Decimal, place: Place, findings: Findings) -> None:
    if value < 0:
        findings.note(
            place,
            Bilingual(f"un nombre négatif ({value})", f"a negative number ({value})"),
            Bilingual("Une durée, un âge ou un montant n'est jamais négatif.", "A length, an age or an amount is never negative."),
            Bilingual("Corrigez la valeur.", "Correct the value."),
        )


def _check_names(place: Place, thing: Bilingual, names: Iterable[str], known: Iterable[str], findings: Findings) -> None:
    known = list(known)
    for index, name in enumerate(names):
        if name not in known:
            findings.note_unknown((*place, index), thing, name, known)


def _check_service_names(framework: Framework, findings: Findings) -> None:
    known = [service.name for service in framework.services]
    thing = Bilingual("le service", "the service")
    for key in ("rules", "reports", "indicators", "guard_rails"):
        for index, part in enumerate(getattr(framework, key)):
            _check_names((key, index, "services"), thing, part.services, known, findings)
    for index, component in enumerate(framework.funding):
        if isinstance(component, LumpSum):
            for number, bracket in enumerate(component.brackets):
                _check_names(("funding", index, "brackets", number, "services"), thing, bracket.services, known, findings)


def _check_amount(number: Number, place: Place, unit: Unit, findings: Findings) -> None:
    check_number(number, place, findings)
    _check_not_negative(number.value, (*place, "value"), findings)
    if number.unit is not unit:
        findings.note(
            (*place, "unit"),
            Bilingual(f"ce nombre se donne en {unit.value}, pas en {number.unit.value}",
                      f"this number is given in {unit.value}, not in {number.unit.value}"),
            Bilingual("Un montant calculé serait faux.", "A computed amount would be wrong."),
            Bilingual(f"Écrivez unit: {unit.value}.", f"Write unit: {unit.value}."),
        )  # fmt: skip


def _check_funding(framework: Framework, findings: Findings) -> None:
    names = [component.name for component in framework.funding]
    costs = [cost.name for cost in framework.eligible_costs]
    for index, component in enumerate(framework.funding):
        place: Place = ("funding", index)
        if isinstance(component, PerIntake | ParticipantCap):
            _check_amount(component.amount, (*place, "amount"), Unit.DOLLARS, findings)
        if isinstance(component, ShareCap):
            _check_amount(component.share, (*place, "share"), Unit.SHARE, findings)
        if isinstance(component, ShareCap | ParticipantCap) and component.of not in [name for name in names if name != component.name]:
            findings.note_unknown((*place, "of"), Bilingual("la composante", "the component"), component.of, names)
        if isinstance(component, RealCosts):
            _check_names((*place, "eligible"), Bilingual("la dépense", "the expense"), component.eligible, costs, findings)
        if isinstance(component, LumpSum):
            _check_lump_sum(component, place, findings)
        if isinstance(component, EnvelopePart):
            for number, share in enumerate(component.shares):
                _check_amount(share, (*place, "shares", number), Unit.SHARE, findings)
            known = [schedule.name for schedule in framework.schedules]
            if component.schedule is not None and component.schedule not in known:
                findings.note_unknown((*place, "schedule"), Bilingual("le barème", "the schedule"), component.schedule, known)
    for index, cost in enumerate(framework.eligible_costs):
        if cost.cap is not None:
            _check_amount(cost.cap, ("eligible_costs", index, "cap"), Unit.DOLLARS, findings)


def _check_lump_sum(component: LumpSum, place: Place, findings: Findings) -> None:
    check_confidence(component.recovery_confidence, component.source, component.recovery_reason, (*place, "recovery"), findings)
    if (component.recovery == "below_threshold") != (component.recovery_threshold is not None):
        findings.note(
            (*place, "recovery"),
            Bilingual("recovery_threshold va avec recovery: below_threshold", "recovery_threshold goes with recovery: below_threshold"),
            Bilingual("On ne saurait pas ce qui est repris.", "Nobody would know what is taken back."),
            Bilingual("Ajoutez ou enlevez le seuil.", "Add or remove the threshold."),
        )
    if component.recovery_threshold is not None:
        _check_amount(component.recovery_threshold, (*place, "recovery_threshold"), Unit.SHARE, findings)
    for index, bracket in enumerate(component.brackets):
        here = (*place, "brackets", index)
        _check_amount(bracket.lowest, (*here, "lowest"), Unit.DOLLARS, findings)
        _check_amount(bracket.highest, (*here, "highest"), Unit.DOLLARS, findings)
        if bracket.highest.value < bracket.lowest.value:
            findings.note(
                (*here, "highest"),
                Bilingual("la fourchette est inversée", "the bracket is reversed"),
                Bilingual("Aucun tarif n'y entrerait.", "No rate would be inside it."),
                Bilingual("Écrivez le plus bas dans lowest.", "Write the lower one in lowest."),
            )


def _check_governance(framework: Framework, findings: Findings) -> None:
    managers = [manager.name for manager in framework.managers]
    for index, zone in enumerate(framework.zones):
        if zone.manager is not None and zone.manager not in managers:
            findings.note_unknown(("zones", index, "manager"), Bilingual("le gestionnaire", "the manager"), zone.manager, managers)
    for index, point in enumerate(framework.contestability):
        if point.threshold is not None:
            check_number(point.threshold, ("contestability", index, "threshold"), findings)
    for index, report in enumerate(framework.reports):
        place: Place = ("reports", index)
        check_confidence(report.confidence, report.source, report.reason, place, findings)
        if report.deadline is not None:
            _check_amount(report.deadline, (*place, "deadline"), Unit.MONTHS, findings)


def _check_code_lists(framework: Framework, findings: Findings) -> None:
    for index, codes in enumerate(framework.code_lists):
        place: Place = ("code_lists", index)
        check_confidence(codes.confidence, codes.source, codes.reason, place, findings)
        findings.note_repeats((*place, "codes"), (code.code for code in codes.codes), key="code")
    functions = [code.code for codes in framework.code_lists if codes.name == FUNCTIONS_LIST for code in codes.codes]
    for index, indicator in enumerate(framework.indicators):
        _check_names(("indicators", index, "functions"), Bilingual("la fonction", "the function"), indicator.functions, functions, findings)


def _check_guard_rails(framework: Framework, findings: Findings) -> None:
    indicators = {indicator.name: indicator for indicator in framework.indicators}
    for index, rail in enumerate(framework.guard_rails):
        place: Place = ("guard_rails", index)
        indicator = indicators.get(rail.indicator)
        if indicator is None:
            findings.note_unknown((*place, "indicator"), Bilingual("l'indicateur", "the indicator"), rail.indicator, indicators)
            continue
        for key in ("lowest", "highest"):
            number = getattr(rail, key)
            if number is not None:
                _check_amount(number, (*place, key), indicator.unit, findings)
        if rail.lowest is not None and rail.highest is not None and rail.highest.value < rail.lowest.value:
            findings.note(
                (*place, "highest"),
                Bilingual("les balises sont inversées", "the guard-rails are reversed"),
                Bilingual("Aucune cible n'y entrerait.", "No target would be inside them."),
                Bilingual("Écrivez la plus basse dans lowest.", "Write the lower one in lowest."),
            )
