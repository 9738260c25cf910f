"""A follow-up calendar in plain words: from when months are counted, which contacts count, what ends a follow-up early."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.frameworks.cohorts import FollowUpCalendar
from analysis.frameworks.markdown_words import CONFIDENCES, plain_markdown
from analysis.frameworks.wording import ESTIMATE_METHODS

_ORIGINS = {
    "start_date": Bilingual("le début de la participation", "the start of the participation"),
    "end_date": Bilingual("la fin de la participation", "the end of the participation"),
    "placement_date": Bilingual("le placement en emploi", "job placement"),
}


def calendar_blocks(calendar: FollowUpCalendar | None, language: Language) -> list[str]:
    """Return the paragraphs that say when people are asked and what ends it early; none without a calendar."""
    if calendar is None:
        return []
    origin = _ORIGINS[calendar.origin][language]
    opening = {
        "fr": f"Les mois se comptent depuis {origin} ({CONFIDENCES[calendar.origin_confidence].fr}).",
        "en": f"Months are counted from {origin} ({CONFIDENCES[calendar.origin_confidence].en}).",
    }[language]
    if calendar.origin_reason is not None:
        opening += f" {plain_markdown(calendar.origin_reason[language])}"
    lines = []
    for wave in calendar.waves:
        said = {
            "fr": f"- {wave.months} mois : un contact compte de {wave.days_before} jours avant à {wave.days_after} jours après l'échéance",
            "en": f"- {wave.months} months: a contact counts from {wave.days_before} days before the due day to {wave.days_after} after",
        }[language]
        lines.append(f"{said} ({CONFIDENCES[wave.confidence][language]})")
    if calendar.then_every is not None:
        later = {
            "fr": f"- puis tous les {calendar.then_every} mois jusqu'à {calendar.until} mois",
            "en": f"- then every {calendar.then_every} months up to {calendar.until} months",
        }[language]
        lines.append(later)
    return [opening, "\n".join(lines), *_stops(calendar, language), *_estimate(calendar, language)]


_STOPS_WHEN = {
    "refused": Bilingual("la personne a refusé de répondre", "the person refused to answer"),
    "not_reached": Bilingual("la personne n'a pas pu être jointe", "the person could not be reached"),
    "not_employed": Bilingual("la personne n'était pas en emploi", "the person was not employed"),
    "employed": Bilingual("la personne était en emploi", "the person was employed"),
}
_COUNTS_AS = {
    "refusal": Bilingual("comptés comme des refus", "counted as refusals"),
    "non_contact": Bilingual("comptés comme sans contact", "counted as without contact"),
    "other": Bilingual("comptés comme sans réponse", "counted as without an answer"),
    "not_eligible": Bilingual("laissés hors des taux de réponse", "left out of response rates"),
}


def _stops(calendar: FollowUpCalendar, language: Language) -> list[str]:
    """Say each rule that ends a follow-up early; nothing without a rule."""
    lines = []
    for rule in calendar.stops_when:
        n = rule.consecutive_waves
        said = {
            "fr": f"- le suivi cesse quand {_STOPS_WHEN[rule.when].fr} à {n} suivi{'s de suite' if n > 1 else ''};"
            f" les suivants sont {_COUNTS_AS[rule.counts_as].fr}",
            "en": f"- the follow-up stops when {_STOPS_WHEN[rule.when].en} at {n} follow-up{'s in a row' if n > 1 else ''};"
            f" the next ones are {_COUNTS_AS[rule.counts_as].en}",
        }[language]
        lines.append(f"{said} ({CONFIDENCES[rule.confidence][language]})")
    return ["\n".join(lines)] if lines else []


def _estimate(calendar: FollowUpCalendar, language: Language) -> list[str]:
    """Say which estimate is published when people were not reached; nothing when the framework does not say."""
    estimate = calendar.published_estimate
    if estimate is None:
        return []
    name, confidence = ESTIMATE_METHODS[estimate.method], CONFIDENCES[estimate.confidence]
    said = {
        "fr": f"Quand des personnes n'ont pas été jointes, l'estimation publiée est « {name.fr} » ({confidence.fr}).",
        "en": f"When people were not reached, the published estimate is “{name.en}” ({confidence.en}).",
    }[language]
    return [f"{said} {plain_markdown(estimate.reason[language])}" if estimate.reason is not None else said]
