"""Conditions, numbers and periods of a definition put in plain words, in French or English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from analysis.core.languages import Bilingual, Language
from analysis.frameworks.condition_checks import parts_of
from analysis.frameworks.conditions import Condition, Leaf
from analysis.frameworks.numbers import Number, Unit
from analysis.frameworks.vocabulary import FIELDS, Field, FieldKind, Operator

_NARROW = "\u202f"


def _said(fr: str, not_fr: str, en: str, not_en: str) -> tuple[Bilingual, Bilingual]:
    return Bilingual(f"la personne {fr}", f"the person {en}"), Bilingual(f"la personne {not_fr}", f"the person {not_en}")


_BOOLEANS: dict[str, tuple[Bilingual, Bilingual]] = {
    "is_placed": _said("a été placée en emploi", "n'a pas été placée en emploi", "was placed in a job", "was not placed in a job"),
    "receives_last_resort_assistance": _said(
        "reçoit l'aide financière de dernier recours", "ne reçoit pas l'aide financière de dernier recours",
        "receives last-resort assistance", "does not receive last-resort assistance",
    ),
    "is_long_measure": (Bilingual("la mesure est de longue durée", "the measure is a long one"),
                        Bilingual("la mesure n'est pas de longue durée", "the measure is not a long one")),
    "is_at_risk_of_long_unemployment": _said(
        "répond aux critères de repérage du risque de chômage de longue durée",
        "ne répond pas aux critères de repérage du risque de chômage de longue durée",
        "meets the screening criteria of the risk of long unemployment",
        "does not meet the screening criteria of the risk of long unemployment",
    ),
    "was_referred": _said(
        "a été aiguillée vers le service ou, pendant ou après, vers un autre service",
        "n'a été aiguillée ni vers le service ni vers un autre",
        "was referred to the service or, during or after it, to another one",
        "was referred neither to the service nor to another one",
    ),
    "is_woman": _said("est une femme", "n'est pas une femme", "is a woman", "is not a woman"),
    "is_single_parent": _said("est responsable de famille monoparentale", "n'est pas responsable de famille monoparentale",
                              "is a single parent", "is not a single parent"),
    "is_under_30": _said("a moins de 30 ans au début", "a 30 ans ou plus au début", "is under 30 at the start",
                         "is 30 or over at the start"),
    "is_45_and_over": _said("a 45 ans ou plus au début", "a moins de 45 ans au début", "is 45 or over at the start",
                            "is under 45 at the start"),
    "is_disabled": _said("est handicapée", "n'est pas handicapée", "has a disability", "has no disability"),
    "is_immigrant": _said("est immigrante", "n'est pas immigrante", "is an immigrant", "is not an immigrant"),
    "is_newcomer": _said("est nouvelle arrivante", "n'est pas nouvelle arrivante", "is a newcomer", "is not a newcomer"),
    "is_visible_minority": _said("fait partie d'une minorité visible", "ne fait pas partie d'une minorité visible",
                                 "belongs to a visible minority", "does not belong to a visible minority"),
    "is_indigenous": _said("est autochtone", "n'est pas autochtone", "is Indigenous", "is not Indigenous"),
    "has_judicial_record": _said("est adulte judiciarisée", "n'est pas adulte judiciarisée", "has a judicial record",
                                 "has no judicial record"),
    "is_due_at_wave": (Bilingual("le suivi est échu", "the follow-up is due"),
                       Bilingual("le suivi n'est pas échu", "the follow-up is not due")),
    "is_reached_at_wave": _said("a été jointe au suivi", "n'a pas été jointe au suivi", "was reached at the follow-up",
                                "was not reached at the follow-up"),
    "employed_at_wave": _said("a un emploi au suivi", "n'a pas d'emploi au suivi", "has a job at the follow-up",
                              "has no job at the follow-up"),
    "self_employed_at_wave": _said("travaille à son compte au suivi", "ne travaille pas à son compte au suivi",
                                   "is self-employed at the follow-up", "is not self-employed at the follow-up"),
    "in_training_at_wave": _said("est aux études ou en formation au suivi", "n'est ni aux études ni en formation au suivi",
                                 "is studying or in training at the follow-up", "is neither studying nor in training at the follow-up"),
    "was_asked": (Bilingual("la question a été posée", "the question was asked"),
                  Bilingual("la question n'a pas été posée", "the question was not asked")),
}  # fmt: skip
"""How a field is said when it is true, then when it is false."""

_JOINTS = {"all_of": {"fr": " et ", "en": " and "}, "any_of": {"fr": " ou ", "en": " or "}}


def condition_in_words(condition: Condition, language: Language, fields: Mapping[str, Field] = FIELDS) -> str:
    """Return a condition as one phrase: `la personne a un emploi au suivi et heures par semaine au suivi : au moins 20`."""
    if isinstance(condition, Leaf):
        return _leaf_in_words(condition, language, fields)
    key, parts = parts_of(condition)
    # The parts of a part are held together by brackets, as in arithmetic.
    said = [
        condition_in_words(part, language, fields) if isinstance(part, Leaf) or len(parts_of(part)[1]) == 1
        else f"({condition_in_words(part, language, fields)})"
        for part in parts
    ]  # fmt: skip
    if key == "none_of":
        opening = {"fr": "rien de ceci : ", "en": "none of these: "}[language]
        return opening + "; ".join(said)
    return _JOINTS[key][language].join(said)


def _leaf_in_words(leaf: Leaf, language: Language, fields: Mapping[str, Field]) -> str:
    field, operator, operand = fields[leaf.field], leaf.operator, leaf.operand(leaf.operator)
    if field.kind is FieldKind.BOOLEAN and operator is Operator.IS and field.name in _BOOLEANS:
        return _BOOLEANS[field.name][0 if operand else 1][language]
    return f"{field.label[language]}{' :' if language == 'fr' else ':'} {_operand_in_words(field, operator, operand, language)}"


def _operand_in_words(field: Field, operator: Operator, operand: object, language: Language) -> str:
    if operator is Operator.IS_MISSING:
        known = Bilingual("inconnu", "unknown") if operand else Bilingual("connu", "known")
        return known[language]
    if isinstance(operand, tuple):
        words = [_value_in_words(field, value, language) for value in operand]
        joint = {"fr": (" et ", " ou "), "en": (" and ", " or ")}[language]
        if operator is Operator.BETWEEN:
            return {"fr": "entre ", "en": "between "}[language] + joint[0].join(words)
        return words[0] if len(words) == 1 else ", ".join(words[:-1]) + joint[1] + words[-1]
    opening = {
        Operator.AT_LEAST: Bilingual("au moins ", "at least "),
        Operator.AT_MOST: Bilingual("au plus ", "at most "),
    }.get(operator)
    return (opening[language] if opening else "") + _value_in_words(field, operand, language)


def _value_in_words(field: Field, value: object, language: Language) -> str:
    if isinstance(value, bool):
        return (Bilingual("oui", "yes") if value else Bilingual("non", "no"))[language]
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return plain_number(Decimal(value), language)
    label = field.code_label(str(value))
    if label is not None:
        return label[language]
    return f"« {value} »" if language == "fr" else f'"{value}"'


def plain_number(value: Decimal, language: Language) -> str:
    """Return a number with the decimal mark and the groups of three of a language, and as many decimals as it was written with."""
    text = f"{value:f}"
    whole, _, decimals = text.lstrip("-").partition(".")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", _NARROW if language == "fr" else ",", whole) if len(whole) > 3 else whole
    mark = "," if language == "fr" else "."
    sign = "\u2212" if text.startswith("-") else ""
    return sign + grouped + (mark + decimals if decimals.strip("0") else "")


_UNITS: dict[Unit, Bilingual] = {
    Unit.PERSONS: Bilingual("personnes", "people"),
    Unit.PARTICIPATIONS: Bilingual("participations", "participations"),
    Unit.HOUSEHOLDS: Bilingual("ménages", "households"),
    Unit.FIRMS: Bilingual("entreprises", "firms"),
    Unit.POSITIONS: Bilingual("postes", "positions"),
    Unit.AGREEMENTS: Bilingual("ententes", "agreements"),
    Unit.REQUESTS: Bilingual("demandes", "requests"),
    Unit.DECISIONS: Bilingual("décisions", "decisions"),
    Unit.COMPLAINTS: Bilingual("plaintes", "complaints"),
    Unit.INDICATORS: Bilingual("indicateurs", "indicators"),
    Unit.POINTS: Bilingual("points", "points"),
    Unit.DAYS: Bilingual("jours", "days"),
    Unit.WEEKS: Bilingual("semaines", "weeks"),
    Unit.MONTHS: Bilingual("mois", "months"),
    Unit.HOURS: Bilingual("heures", "hours"),
    Unit.DOLLARS: Bilingual("dollars", "dollars"),
    Unit.YEARS: Bilingual("ans", "years"),
    Unit.RATIO: Bilingual("ratio", "ratio"),
    Unit.PER_THOUSAND: Bilingual("pour mille", "per thousand"),
    Unit.COUNT: Bilingual("nombre", "number"),
    Unit.SHARE: Bilingual("part, en %", "share, in %"),
}


def unit_in_words(unit: Unit, language: Language) -> str:
    """Return what a unit is called."""
    return _UNITS[unit][language]


def number_in_words(number: Number, language: Language) -> str:
    """Return a number with its unit as it is read: `50 %`, `4,05 indicateurs`, `5 600 $`."""
    if number.unit is Unit.SHARE:
        percent = plain_number((100 * number.value).normalize(), language)
        return f"{percent} %" if language == "fr" else f"{percent}%"
    if number.unit is Unit.DOLLARS:
        amount = plain_number(number.value, language)
        return f"{amount} $" if language == "fr" else f"${amount}"
    value = plain_number(number.value, language)
    if number.unit in {Unit.RATIO, Unit.COUNT}:
        return value
    return f"{value} {unit_in_words(number.unit, language)}"


_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}


def day_in_words(day: date, language: Language) -> str:
    """Return a day as it is written in a sentence: `1er avril 2006`, `1 April 2006`."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[language][day.month - 1]} {day.year}"


def span_in_words(since: date | None, until: date | None, language: Language) -> str:
    """Return a stretch of days as a phrase that can end a sentence; empty when it has no end on either side."""
    if since is None and until is None:
        return ""
    if since is None:
        assert until is not None  # noqa: S101 - for the type checker
        return {"fr": "jusqu'au ", "en": "until "}[language] + day_in_words(until, language)
    if until is None:
        return {"fr": "depuis le ", "en": "since "}[language] + day_in_words(since, language)
    return {"fr": f"du {day_in_words(since, 'fr')} au {day_in_words(until, 'fr')}",
            "en": f"from {day_in_words(since, 'en')} to {day_in_words(until, 'en')}"}[language]  # fmt: skip


ESTIMATE_METHODS: dict[str, Bilingual] = {
    "reached_only": Bilingual("personnes jointes seulement", "people reached only"),
    "bounds": Bilingual("bornes : pire et meilleur cas", "bounds: worst and best case"),
    "weighted": Bilingual("pondérée pour la non-réponse", "weighted for non-response"),
    "doubly_robust": Bilingual("doublement robuste", "doubly robust"),
    "multiple_imputation": Bilingual("imputation multiple", "multiple imputation"),
}
"""What the estimates of an outcome are called, in the order in which they are shown."""
