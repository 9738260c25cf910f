"""What a framework says beside its indicators, as Markdown: services, rules, funding, schedules, reports, zones, lists of codes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from analysis.core.languages import Bilingual, Language, filled
from analysis.frameworks.funding import (
    EnvelopePart,
    FundingComponent,
    LumpSum,
    ParticipantCap,
    PaymentPoint,
    PerIntake,
    RealCosts,
    ShareCap,
)
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Number, Unit
from analysis.frameworks.rules import Rule, RuleKind
from analysis.frameworks.sources import Confidence, SourceReference
from analysis.frameworks.wording import number_in_words, plain_number

HEADINGS: dict[str, Bilingual] = {
    "services": Bilingual("Services", "Services"),
    "rules": Bilingual("Règles", "Rules"),
    "funding": Bilingual("Financement", "Funding"),
    "eligible_costs": Bilingual("Dépenses admissibles", "Eligible expenses"),
    "schedules": Bilingual("Barèmes de paiements", "Payment schedules"),
    "reports": Bilingual("Rapports dus", "Reports due"),
    "exclusions": Bilingual("Organismes exclus", "Excluded organisations"),
    "zones": Bilingual("Zones et gestionnaires", "Zones and managers"),
    "contestability": Bilingual("Contestabilité", "Contestability"),
    "guard_rails": Bilingual("Balises des cibles", "Guard-rails of targets"),
    "code_lists": Bilingual("Listes de codes", "Lists of codes"),
}

_CATEGORIES = {
    "unit": Bilingual("service unitaire", "unit service"),
    "global": Bilingual("approche globale", "global approach"),
    "other": Bilingual("autre service", "other service"),
}

_RULES: dict[RuleKind, Bilingual] = {
    RuleKind.FEWER_THAN_HOURS: Bilingual("moins de {0}", "fewer than {0}"),
    RuleKind.MORE_THAN_HOURS: Bilingual("plus de {0}", "more than {0}"),
    RuleKind.AT_MOST_HOURS: Bilingual("au plus {0}", "at most {0}"),
    RuleKind.AT_LEAST_HOURS_A_WEEK: Bilingual("au moins {0} par semaine", "at least {0} a week"),
    RuleKind.MORE_THAN_HOURS_A_WEEK: Bilingual("plus de {0} par semaine", "more than {0} a week"),
    RuleKind.HOURS_A_WEEK: Bilingual("{0} par semaine", "{0} a week"),
    RuleKind.NO_MINIMUM_HOURS_A_WEEK: Bilingual("aucun minimum", "no minimum"),
    RuleKind.AT_MOST_WEEKS: Bilingual("au plus {0}", "at most {0}"),
    RuleKind.WEEKS: Bilingual("{0}", "{0}"),
    RuleKind.DETAILED_CONTRACT_BEYOND_WEEKS: Bilingual("plus de {0}", "more than {0}"),
    RuleKind.MONTHS: Bilingual("{0}", "{0}"),
    RuleKind.AT_MOST_MONTHS: Bilingual("au plus {0}", "at most {0}"),
    RuleKind.MONTHS_BETWEEN: Bilingual("de {0} à {1}", "from {0} to {1}"),
    RuleKind.AT_LEAST_MONTHS_BETWEEN_PARTICIPATIONS: Bilingual("au moins {0}", "at least {0}"),
    RuleKind.AGE_BETWEEN: Bilingual("de {0} à {1}, bornes comprises", "from {0} to {1}, both ends included"),
    RuleKind.AT_MOST_DOLLARS_A_PARTICIPANT: Bilingual("au plus {0} par participant", "at most {0} a participant"),
    RuleKind.AT_LEAST_DAYS_BEFORE_SIGNATURE: Bilingual("au moins {0}", "at least {0}"),
    RuleKind.NO_START_BEFORE_SIGNATURE: Bilingual("sans exception", "without exception"),
}
"""What each kind of rule asks; the numbers come with their unit."""

_RECOVERIES = {
    "none": Bilingual("rien n'est repris", "nothing is taken back"),
    "in_proportion": Bilingual("le paiement suit les clients servis", "payment follows the clients served"),
    "below_threshold": Bilingual("reprise sous un seuil", "taken back below a threshold"),
}

_FREQUENCIES = {
    "quarterly": Bilingual("chaque trimestre", "every quarter"),
    "yearly": Bilingual("chaque année", "every year"),
    "at_the_end": Bilingual("à la fin de l'entente", "at the end of the agreement"),
    "unknown": Bilingual("fréquence non précisée", "frequency not stated"),
}

_ASSUMED = Bilingual("à valider", "to be validated")


def part_sections(framework: Framework, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Yield each kind of part that a framework has: its key in `HEADINGS` and its lines, as plain text without markup."""
    makers = {
        "services": _services, "rules": _rules, "funding": _funding, "eligible_costs": _costs, "schedules": _schedules, "reports": _reports,
        "exclusions": _exclusions, "zones": _zones, "contestability": _contestability, "guard_rails": _guard_rails,
        "code_lists": _code_lists,
    }  # fmt: skip
    for key, make in makers.items():
        lines = list(make(framework, language))
        if lines:
            yield key, lines


def part_numbers(framework: Framework) -> Iterator[tuple[Bilingual, Number]]:
    """Yield every number of the parts with what it is the number of: those that are assumed or derived must be printed."""
    for rule in framework.rules:
        for number in (rule.number, rule.upper):
            if number is not None:
                yield rule.label, number
    for component in framework.funding:
        for number in _numbers_of(component):
            yield component.label, number
    for report in framework.reports:
        if report.deadline is not None:
            yield report.label, report.deadline
    labels = {indicator.name: indicator.label for indicator in framework.indicators}
    for rail in framework.guard_rails:
        for number in (rail.lowest, rail.highest):
            if number is not None:
                label = labels[rail.indicator]
                yield Bilingual(f"{label.fr} (balise)", f"{label.en} (guard-rail)"), number


def _numbers_of(component: FundingComponent) -> tuple[Number, ...]:
    if isinstance(component, PerIntake | ParticipantCap):
        return (component.amount,)
    if isinstance(component, ShareCap):
        return (component.share,)
    if isinstance(component, EnvelopePart):
        return component.shares
    if isinstance(component, LumpSum):
        return tuple(number for bracket in component.brackets for number in (bracket.lowest, bracket.highest))
    return ()


def _colon(language: Language) -> str:
    return " : " if language == "fr" else ": "


def _place(framework: Framework, source: SourceReference | None, language: Language) -> str:
    if source is None:
        return ""
    titles = {document.id: document.title for document in framework.documents}
    # A schedule of its own file names documents that are not the framework's.
    return f" [{titles[source.document][language]}, {source.place}]" if source.document in titles else f" [{source.place}]"


def _origin(framework: Framework, number: Number, language: Language) -> str:
    said = "" if number.confidence is not Confidence.ASSUMED else f" ({_ASSUMED[language]})"
    return said + _place(framework, number.source, language)


def _services(framework: Framework, language: Language) -> Iterator[str]:
    for item in framework.services:
        line = f"{item.label[language]} ({_CATEGORIES[item.category][language]})"
        if item.clientele is not None:
            line += f"{_colon(language)}{item.clientele[language]}"
        if item.activities:
            line += " " + "; ".join(activity[language] for activity in item.activities)
        yield line + _place(framework, item.source, language)


def rule_in_words(rule: Rule, language: Language) -> str:
    """Return what a rule asks: `Durée totale de l'intervention : moins de 180 heures`."""
    numbers = [number_in_words(number, language) for number in (rule.number, rule.upper) if number is not None]
    return f"{rule.label[language]}{_colon(language)}{filled(_RULES[rule.kind][language], *numbers)}"


def _rules(framework: Framework, language: Language) -> Iterator[str]:
    for rule in framework.rules:
        line = rule_in_words(rule, language)
        if rule.exception is not None:
            line += f". {rule.exception[language]}"
        yield line + (_origin(framework, rule.number, language) if rule.number else _place(framework, rule.source, language))


def _funding(framework: Framework, language: Language) -> Iterator[str]:
    labels = {component.name: component.label[language] for component in framework.funding}
    for item in framework.funding:
        line, colon = item.label[language], _colon(language)
        if isinstance(item, PerIntake):
            amount = number_in_words(item.amount, language)
            line += colon + {"fr": f"{amount} par inscription visée", "en": f"{amount} for each intake target"}[language]
            line += _origin(framework, item.amount, language)
        elif isinstance(item, ShareCap):
            share, of = number_in_words(item.share, language), labels[item.of]
            line += colon + {"fr": f"au plus {share} de « {of} »", "en": f'at most {share} of "{of}"'}[language]
            line += _origin(framework, item.share, language)
        elif isinstance(item, ParticipantCap):
            amount, of = number_in_words(item.amount, language), labels[item.of]
            line += (
                colon
                + {"fr": f"au plus {amount} par participant, de « {of} »", "en": f'at most {amount} a participant, of "{of}"'}[language]
            )
            line += _origin(framework, item.amount, language)
        elif isinstance(item, LumpSum):
            line += f"; {_RECOVERIES[item.recovery][language]}"
            line += f" ({_ASSUMED[language]})" if item.recovery_confidence is Confidence.ASSUMED else ""
            line += _place(framework, item.source, language)
        elif isinstance(item, RealCosts):
            line += {"fr": "; pièces justificatives exigées", "en": "; vouchers required"}[language] if item.needs_vouchers else ""
            line += _place(framework, item.source, language)
        else:
            shares = ", ".join(number_in_words(share, language) for share in item.shares)
            line += f"{colon}{shares}" + _origin(framework, item.shares[0], language) if shares else ""
            line += _place(framework, item.source, language)
        yield line


def _costs(framework: Framework, language: Language) -> Iterator[str]:
    for item in framework.eligible_costs:
        line = item.label[language]
        if item.cap is not None:
            line += _colon(language) + {"fr": "au plus ", "en": "at most "}[language] + number_in_words(item.cap, language)
        if item.condition is not None:
            line += f". {item.condition[language]}"
        yield line + _place(framework, item.source, language)


def _point(point: PaymentPoint, segments: dict[str, str], language: Language) -> str:
    unit, after = (Unit.WEEKS, point.after_weeks) if point.after_weeks is not None else (Unit.MONTHS, point.after_months)
    words = {Unit.WEEKS: Bilingual("semaines", "weeks"), Unit.MONTHS: Bilingual("mois", "months")}[unit][language]
    when = {"fr": "après", "en": "after"}[language] + f" {plain_number(after or Decimal(0), language)} {words}"
    amounts = ", ".join(
        f"{segments[name]} {plain_number(amount, 'fr')} $" if language == "fr" else f"{segments[name]} ${plain_number(amount, 'en')}"
        for name, amount in point.amounts.items()
    )
    times = "" if point.times == 1 else {"fr": f", {point.times} mois", "en": f", {point.times} months"}[language]
    return f"{point.label[language]} ({when}{times}){_colon(language)}{amounts}"


def _schedules(framework: Framework, language: Language) -> Iterator[str]:
    for item in framework.schedules:
        fictitious = {"fr": " — FICTIF", "en": " — FICTITIOUS"}[language] if item.is_fictitious else ""
        segments = {segment.name: segment.label[language] for segment in item.segments}
        points = "; ".join(_point(point, segments, language) for point in item.points)
        yield f"{item.label[language]}{fictitious}{_colon(language)}{points}{_place(framework, item.source, language)}"


def _reports(framework: Framework, language: Language) -> Iterator[str]:
    for item in framework.reports:
        line = f"{item.label[language]}, {_FREQUENCIES[item.frequency][language]}"
        if item.deadline is not None:
            months = number_in_words(item.deadline, language)
            line += {"fr": f", au plus tard {months} après la période", "en": f", at the latest {months} after the period"}[language]
        if item.content:
            line += _colon(language) + "; ".join(text[language] for text in item.content)
        yield line + _place(framework, item.source, language)


def _exclusions(framework: Framework, language: Language) -> Iterator[str]:
    for item in framework.exclusions:
        exception = f". {item.exception[language]}" if item.exception is not None else ""
        yield item.label[language] + exception + _place(framework, item.source, language)


def _zones(framework: Framework, language: Language) -> Iterator[str]:
    managers = {manager.name: manager.label[language] for manager in framework.managers}
    for item in framework.zones:
        none = {"fr": "gestionnaire non nommé", "en": "no manager named"}[language]
        since = "" if item.since is None else {"fr": f", depuis {item.since}", "en": f", since {item.since}"}[language]
        yield f"{item.label[language]}{_colon(language)}{managers.get(item.manager or '', none)} (phase {item.phase}{since})"


def _contestability(framework: Framework, language: Language) -> Iterator[str]:
    for item in framework.contestability:
        by = {"fr": "peuvent être remplacés par", "en": "may be replaced by"}[language]
        who = item.who[language]
        line = f"{item.whom[language]} {item.ground[language]} {by} {who[0].lower()}{who[1:]}"
        yield line[0].upper() + line[1:] + _place(framework, item.source, language)


def _guard_rails(framework: Framework, language: Language) -> Iterator[str]:
    labels = {indicator.name: indicator.label[language] for indicator in framework.indicators}
    for item in framework.guard_rails:
        numbers = [number for number in (item.lowest, item.highest) if number is not None]
        between = {"fr": " à ", "en": " to "}[language].join(number_in_words(number, language) for number in numbers)
        yield labels[item.indicator] + _colon(language) + between + "".join(_origin(framework, number, language) for number in numbers[:1])


def _code_lists(framework: Framework, language: Language) -> Iterator[str]:
    for item in framework.code_lists:
        joint = " → " if item.is_ordered else "; "
        reason = f". {item.reason[language]}" if item.reason is not None else ""
        yield (
            f"{item.label[language]}{_colon(language)}"
            + joint.join(code.label[language] for code in item.codes)
            + reason
            + _place(framework, item.source, language)
        )
