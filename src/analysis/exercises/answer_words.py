"""Answers, hints and questions in words: numbers as each language writes them, places filled with a learner's own numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from analysis.core.languages import Bilingual, Language, filled
from analysis.exercises.case_file import CaseFile, ChoiceAnswer, NumberAnswer, Question, SeveralAnswer, TableAnswer
from analysis.exercises.variants import Variant
from analysis.frameworks.numbers import Unit
from analysis.presentation.labels import UNITS
from analysis.presentation.numbers import format_as_written, format_dollars, format_number, format_share, format_value, is_share
from analysis.presentation.typography import NO_BREAK_SPACE, listed, typeset

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_UNITS_IN_SIGN = (Unit.DOLLARS, Unit.COUNT, Unit.RATIO)


def number_in_words(value: Decimal, unit: Unit, language: Language, *, word: bool = True) -> str:
    """Return a number of a case with its sign or its unit's word: `560 000 $`, `52,3 %`, `4,05 indicateurs`."""
    if unit is Unit.DOLLARS:
        whole = value == value.to_integral_value()
        return format_dollars(value, language, 0 if whole else 2)
    if is_share(unit):
        percent = value * 100
        return format_share(value, language, max(0, min(2, -int(percent.normalize().as_tuple().exponent))))
    text = format_as_written(value, unit, language)
    return text if unit in _UNITS_IN_SIGN or not word else f"{text}{NO_BREAK_SPACE}{UNITS[unit][language]}"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a sentence: its unit, and how many decimals it is printed with (as many as it has when None)."""

    value: Decimal | Fraction
    unit: Unit = Unit.COUNT
    decimals: int | None = None

    def text(self, language: Language) -> str:
        """Return the number as a language writes it, with its sign and without its unit's word."""
        value = self.value
        exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
        return (
            number_in_words(exact, self.unit, language, word=False)
            if self.decimals is None
            else format_value(exact, self.unit, language, self.decimals)
        )


def sentence(text: Bilingual, **amounts: Amount) -> Bilingual:
    """Return a sentence whose `{places}` hold numbers as each language writes them."""
    return Bilingual(
        *(filled(text[language], **{name: amount.text(language) for name, amount in amounts.items()}) for language in ("fr", "en"))
    )


def fill(text: Bilingual, variant: Variant, case: CaseFile) -> Bilingual:
    """Return a text whose `{places}` hold a learner's numbers, as each language writes them."""
    return Bilingual(*(filled_text(text[language], variant, case, language) for language in ("fr", "en")))


def filled_text(text: str, variant: Variant, case: CaseFile, language: Language) -> str:
    """Return one text whose `{places}` hold a learner's numbers; what names no value stays as it is."""
    units = {value.name: value.unit for value in case.values}

    def number(match: re.Match[str]) -> str:
        name = match[1]
        return number_in_words(variant.values[name], units[name], language, word=False) if name in units else match[0]

    return _PLACE.sub(number, text)


def answer_lines(question: Question, expected: Any, language: Language) -> tuple[str, ...]:
    """Return the right answer of a question in words: one line, or one a row of a table."""
    answer = question.answer
    colon = f"{NO_BREAK_SPACE}:" if language == "fr" else ":"
    match answer:
        case NumberAnswer():
            lines = [number_in_words(_tidy(expected, answer), answer.unit, language)]
        case ChoiceAnswer():
            lines = [_label(answer.choices, expected, language)]
        case SeveralAnswer():
            chosen = [choice.label[language] for choice in answer.choices if choice.name in expected]
            lines = [listed(chosen, language) if chosen else {"fr": "aucun", "en": "none"}[language]]
        case TableAnswer():
            lines = [f"{row.label[language]}{colon} {_row_words(answer, expected[row.name], language)}" for row in answer.rows]
        case _:
            lines = []
    return tuple(typeset(line, language) for line in lines)


def _row_words(answer: TableAnswer, cells: Mapping[str, Any], language: Language) -> str:
    words = []
    for column in answer.columns:
        value = cells[column.name]
        if isinstance(column.answer, NumberAnswer):
            text = number_in_words(_tidy(value, column.answer), column.answer.unit, language, word=len(answer.columns) == 1)
        else:
            text = _label(column.answer.choices, value, language)
        words.append(text if len(answer.columns) == 1 else f"{column.label[language]} {text}")
    return ", ".join(words)


def _label(choices: Any, name: str, language: Language) -> str:
    return next(str(choice.label[language]) for choice in choices if choice.name == name)


def _tidy(value: Decimal, answer: NumberAnswer) -> Decimal:
    """Return a value with no more decimals than its tolerance lets matter."""
    if answer.unit is Unit.DOLLARS:
        return value
    if answer.tolerance == 0:
        return value
    decimals = max(0, -int(answer.tolerance.normalize().adjusted()))
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def points_text(points: float, language: Language) -> str:
    """Return a number of points: `2 points`."""
    several = abs(points) >= 2 if language == "fr" else points != 1
    return f"{format_number(points, language)}{NO_BREAK_SPACE}point{'s' if several else ''}"
