"""What a person typed, read as a number, a choice or several: in French or English, with or without the unit, quoted or not.

A text that can be read in two ways (`560,000` is 560 thousand in English and 560 in French) keeps both readings: an answer is right
when one of them is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from analysis.core.languages import Bilingual, Language
from analysis.exercises.case_file import Choice
from analysis.frameworks.numbers import Unit

LONGEST_TEXT = 200
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
_NUMBER = re.compile(r"(?P<before>[^\d+\-−.,]*)(?P<number>[+\-−]?[\d.,]*\d[.,]?)(?P<after>[^\d]*)")
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(\1\d{3})*")

_WORDS: dict[Unit, tuple[str, ...]] = {
    Unit.DOLLARS: ("$", "$ca", "ca$", "$can", "cad", "dollar", "dollars", "dollarscanadiens"),
    Unit.SHARE: ("%", "pourcent", "percent", "pct"),
    Unit.PERSONS: (
        "personne", "personnes", "participant", "participants", "participante", "participantes", "person", "persons", "people",
        "client", "clients", "plan", "plans", "employeurs", "employers",
    ),
    Unit.PARTICIPATIONS: ("participation", "participations", "participant", "participants", "client", "clients", "inscriptions"),
    Unit.HOURS: ("h", "heure", "heures", "hour", "hours", "hrs"),
    Unit.DAYS: ("j", "jour", "jours", "day", "days", "d"),
    Unit.MONTHS: ("mois", "month", "months"),
    Unit.YEARS: ("an", "ans", "année", "années", "year", "years"),
    Unit.POINTS: ("point", "points", "pt", "pts"),
    Unit.INDICATORS: ("indicateur", "indicateurs", "indicator", "indicators"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """The numbers that an answer may stand for, or why it stands for none.

    `problem` speaks of the form of the answer, never of what is expected.
    """

    candidates: tuple[Decimal, ...] = ()
    problem: Bilingual | None = None
    is_ambiguous: bool = False


def is_unanswered(given: Any) -> bool:
    """Whether nothing was answered yet: `...`, None, an empty text, or an empty list or table."""
    if given is None or given is Ellipsis:
        return True
    if isinstance(given, str):
        return given.strip() in ("", "...", "…")
    if isinstance(given, dict):
        return all(is_unanswered(value) for value in given.values())
    if isinstance(given, list | set | frozenset):
        return all(is_unanswered(value) for value in given)
    return False


def read_number(given: Any, unit: Unit) -> Reading:
    """Return the numbers that an answer may stand for, in the unit asked (a share is 0–1: `52,3 %` and `0,523` are both 0.523)."""
    if isinstance(given, bool):
        return Reading(problem=Bilingual("C'est vrai ou faux, il faut un nombre.", "This is true or false; a number is needed."))
    if isinstance(given, str):
        return _read_text(given, unit)
    if isinstance(given, tuple) and given and all(isinstance(part, int) and not isinstance(part, bool) for part in given):
        # `560,000` without quotes is two numbers for Python.
        return _read_text(",".join([str(given[0]), *(f"{part:03d}" for part in given[1:])]), unit)
    if isinstance(given, int | float | Decimal) or hasattr(given, "dtype"):
        return _read_typed(given, unit)
    return _not_a_number(given)


def _read_typed(given: Any, unit: Unit) -> Reading:
    try:
        number = Decimal(given) if isinstance(given, int | Decimal) else Decimal(repr(float(given)))
    except (TypeError, ValueError):
        return _not_a_number(given)
    if not number.is_finite():
        return Reading(problem=Bilingual("Ce nombre n'est pas fini.", "This number is not finite."))
    return _in_unit((number,), unit, percent=False)


def _not_a_number(given: Any) -> Reading:
    kind = type(given).__name__
    return Reading(
        problem=Bilingual(
            f"Il faut un seul nombre; ceci est d'une autre sorte ({kind}).", f"One number is needed; this is of another kind ({kind})."
        )
    )


def _read_text(text: str, unit: Unit) -> Reading:
    compact = _SPACES.sub("", text)
    found = _NUMBER.fullmatch(compact) if len(text) <= LONGEST_TEXT else None
    if found is None:
        several = len(re.findall(r"\d+(?:[.,]\d+)*", text)) > 1
        if several:
            return Reading(
                problem=Bilingual(
                    "Il y a plus d'un nombre dans cette réponse; écrivez seulement le résultat.",
                    "There is more than one number in this answer; write the result only.",
                )
            )
        return Reading(
            problem=Bilingual(
                "Cette réponse est un texte; il faut un nombre, par exemple 1250.",
                "This answer is a text; a number is needed, such as 1250.",
            )
        )
    problem, percent = _check_unit(found["before"] + found["after"], unit)
    if problem is not None:
        return Reading(problem=problem)
    numbers = _readings_of(found["number"].replace("−", "-"))
    if not numbers:
        return Reading(
            problem=Bilingual(
                "Les points et virgules de ce nombre ne se lisent pas.", "The points and commas of this number cannot be read."
            )
        )
    reading = _in_unit(numbers, unit, percent=percent)
    return Reading(reading.candidates, None, is_ambiguous=len(numbers) > 1)


def _check_unit(written: str, unit: Unit) -> tuple[Bilingual | None, bool]:
    """Return what is wrong with the unit typed beside a number, and whether it is a percent sign."""
    word = written.casefold().strip(" .")
    if not word:
        return None, False
    if word in _WORDS.get(unit, ()):
        return None, unit is Unit.SHARE
    for other, words in _WORDS.items():
        if word in words and other is not unit:
            return (
                Bilingual(
                    f"L'unité ne convient pas : la réponse se donne en {UNIT_NAMES[unit].fr}.",
                    f"The unit does not fit: the answer is in {UNIT_NAMES[unit].en}.",
                ),
                False,
            )
    return (
        Bilingual(
            "Cette réponse contient des mots; écrivez seulement le nombre, avec ou sans son unité.",
            "This answer contains words; write the number only, with or without its unit.",
        ),
        False,
    )


UNIT_NAMES: dict[Unit, Bilingual] = {
    Unit.SHARE: Bilingual("pourcentage", "percent"),
    Unit.PERSONS: Bilingual("nombre de personnes", "a number of persons"),
    Unit.PARTICIPATIONS: Bilingual("nombre de participations", "a number of participations"),
    Unit.HOUSEHOLDS: Bilingual("nombre de ménages", "a number of households"),
    Unit.FIRMS: Bilingual("nombre d'entreprises", "a number of firms"),
    Unit.POSITIONS: Bilingual("nombre de postes", "a number of positions"),
    Unit.AGREEMENTS: Bilingual("nombre d'ententes", "a number of agreements"),
    Unit.REQUESTS: Bilingual("nombre de demandes", "a number of requests"),
    Unit.DECISIONS: Bilingual("nombre de décisions", "a number of decisions"),
    Unit.COMPLAINTS: Bilingual("nombre de plaintes", "a number of complaints"),
    Unit.INDICATORS: Bilingual("nombre d'indicateurs", "a number of indicators"),
    Unit.POINTS: Bilingual("points", "points"),
    Unit.DAYS: Bilingual("jours", "days"),
    Unit.WEEKS: Bilingual("semaines", "weeks"),
    Unit.MONTHS: Bilingual("mois", "months"),
    Unit.HOURS: Bilingual("heures", "hours"),
    Unit.DOLLARS: Bilingual("dollars", "dollars"),
    Unit.YEARS: Bilingual("années", "years"),
    Unit.RATIO: Bilingual("rapport de deux nombres", "a ratio of two numbers"),
    Unit.PER_THOUSAND: Bilingual("nombre pour mille", "a number per thousand"),
    Unit.COUNT: Bilingual("nombre entier", "a whole number"),
}
"""How each unit is called in a sentence about an answer."""


def _readings_of(written: str) -> tuple[Decimal, ...]:
    """Return the numbers that digits, points and commas may stand for: the likeliest first, none when there is none."""
    sign, digits = (written[0], written[1:]) if written[0] in "+-" else ("", written)
    digits = digits.rstrip(".,") if digits.count(".") + digits.count(",") == 1 and digits[-1] in ".," else digits
    readings = []
    if _GROUPED.fullmatch(digits):
        readings.append(digits.replace(".", "").replace(",", ""))
    marks = [mark for mark in digits if mark in ".,"]
    if len(marks) <= 1:
        readings.append(digits.replace(",", "."))
    else:
        last = max(digits.rfind("."), digits.rfind(","))
        whole, decimals = digits[:last], digits[last + 1 :]
        other = "," if digits[last] == "." else "."
        if digits[last] not in whole and re.fullmatch(rf"\d{{1,3}}({re.escape(other)}\d{{3}})+", whole):
            readings.append(f"{whole.replace(other, '')}.{decimals}")
    numbers = []
    for reading in readings:
        try:
            number = Decimal(sign + reading)
        except InvalidOperation:
            continue
        if number not in numbers:
            numbers.append(number)
    return tuple(numbers)


def _in_unit(numbers: tuple[Decimal, ...], unit: Unit, *, percent: bool) -> Reading:
    if unit is not Unit.SHARE:
        return Reading(numbers)
    candidates: list[Decimal] = []
    for number in numbers:
        if not percent:
            candidates.append(number)
        # 52.3 is a share of 52.3 % for everybody but a computer.
        if percent or abs(number) > 1:
            candidates.append(number / 100)
    return Reading(tuple(dict.fromkeys(candidates)))


def read_choice(given: Any, choices: Iterable[Choice], language: Language) -> tuple[str | None, Bilingual | None]:
    """Return the name of what was chosen, or None and why it is none of the choices."""
    choices = tuple(choices)
    if isinstance(given, bool) or not isinstance(given, str | int):
        kind = type(given).__name__
        return None, Bilingual(
            f"Il faut un mot entre guillemets, ceci est d'une autre sorte ({kind}).", f"A word in quotes is needed ({kind})."
        )
    wanted = _folded(str(given))
    for choice in choices:
        if wanted in (_folded(choice.name), _folded(choice.label.fr), _folded(choice.label.en)):
            return choice.name, None
    known = Bilingual(
        ", ".join(f'"{choice.name}"' for choice in choices),
        ", ".join(f'"{choice.name}"' for choice in choices),
    )
    return None, Bilingual(f"Ce n'est pas un des choix : {known.fr}.", f"This is not one of the choices: {known.en}.")


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]+", " ", "".join(letter for letter in bare if not unicodedata.combining(letter))).strip()
