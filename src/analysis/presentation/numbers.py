"""Numbers, money and days as they are printed in each language.

Values arrive unrounded (a share is 0–1) and are rounded here, last, to the nearest with ties away from zero: a verdict is never
taken from what these functions return.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from babel.dates import format_date as babel_date
from babel.numbers import format_currency, format_decimal, format_percent

from analysis.core.languages import Language
from analysis.frameworks.numbers import Unit
from analysis.presentation.typography import MINUS, NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE

LOCALES: dict[Language, str] = {"fr": "fr_CA", "en": "en_CA"}
ENOUGH_FOR_A_DECIMAL = 200
"""From this many persons a share is printed with one decimal; below, the interval denies it."""

_SHARES = frozenset({Unit.SHARE, Unit.RATIO})
_WHOLE = frozenset(
    {
        Unit.PERSONS,
        Unit.PARTICIPATIONS,
        Unit.HOUSEHOLDS,
        Unit.FIRMS,
        Unit.POSITIONS,
        Unit.AGREEMENTS,
        Unit.REQUESTS,
        Unit.DECISIONS,
        Unit.COMPLAINTS,
        Unit.COUNT,
    }
)
_USUAL_DECIMALS = {Unit.PER_THOUSAND: 2, Unit.INDICATORS: 2, Unit.POINTS: 2, Unit.DOLLARS: 2}


def is_number(value: object) -> bool:
    """Say whether a value is a number that can be printed (None, NaN and text are not)."""
    if value is None or isinstance(value, str | bool):
        return False
    try:
        return math.isfinite(float(cast(float, value)))
    except (TypeError, ValueError):
        return False


def rounded(value: float | Decimal, decimals: int) -> Decimal:
    """Return the nearest number of so many decimals, ties away from zero, never a negative zero."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    nearest = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(nearest) if nearest == 0 else nearest


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _finished(text: str, language: Language, *, plus: bool) -> str:
    if language == "fr":
        # Babel's fr_CA groups by U+00A0, which would be as wide as the space before a unit.
        text = "".join(
            NARROW_NO_BREAK_SPACE
            if letter in "\u00a0\u202f" and 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()
            else letter
            for at, letter in enumerate(text)
        )
    text = text.replace("-", MINUS)
    return f"+{text}" if plus else text


def format_number(value: float | Decimal, language: Language, decimals: int = 0, *, signed: bool = False) -> str:
    """Return `1 234 567,8` or `1,234,567.8`; `signed` writes the plus of a difference."""
    number = rounded(value, decimals)
    text = format_decimal(number, format=_pattern(decimals), locale=LOCALES[language])
    return _finished(text, language, plus=signed and number > 0)


def format_share(value: float | Decimal, language: Language, decimals: int = 1, *, signed: bool = False) -> str:
    """Return a share of 0–1 as `52,3 %` or `52.3%`; `signed` writes the plus of a relative change."""
    number = rounded(as_percentage(value), decimals)
    pattern = _pattern(decimals) + ("\u00a0%" if language == "fr" else "%")
    text = format_percent(number / 100, format=pattern, locale=LOCALES[language])
    return _finished(text, language, plus=signed and number > 0)


def format_points(value: float | Decimal, language: Language, decimals: int = 1, *, unit: bool = True) -> str:
    """Return a difference of two shares (0–1) in percentage points, with its sign: `+2,3 points de pourcentage`."""
    number = rounded(as_percentage(value), decimals)
    text = format_number(number, language, decimals, signed=True)
    if not unit:
        return text
    several = abs(number) >= 2 if language == "fr" else abs(number) != 1
    word = {
        "fr": f"point{'s' if several else ''} de{NO_BREAK_SPACE}pourcentage",
        "en": f"percentage{NO_BREAK_SPACE}point{'s' if several else ''}",
    }[language]
    return f"{text}{NO_BREAK_SPACE}{word}"


def format_dollars(value: float | Decimal, language: Language, decimals: int = 0, *, signed: bool = False) -> str:
    """Return `560 000 $` or `$560,000`."""
    number = rounded(value, decimals)
    pattern = f"{_pattern(decimals)}\u00a0¤" if language == "fr" else f"¤{_pattern(decimals)}"
    text = format_currency(number, "CAD", format=pattern, locale=LOCALES[language], currency_digits=False)
    return _finished(text, language, plus=signed and number > 0)


def format_day(day: date, language: Language) -> str:
    """Return `31 mars 2025` (`1er avril 2025`) or `March 31, 2025`, unbroken between the day and the month."""
    text: str = babel_date(day, "long", locale=LOCALES[language])
    if language == "fr":
        text = text.replace("1 ", "1er ", 1) if day.day == 1 else text
    return text.replace(" ", NO_BREAK_SPACE, 1)


def format_month(day: date, language: Language, *, short: bool = False) -> str:
    """Return `mars 2025` or `March 2025`; short: `mars 25`, `Mar 25`."""
    text: str = babel_date(day, "MMM yy" if short else "MMMM y", locale=LOCALES[language])
    return text.replace(" ", NO_BREAK_SPACE)


def as_percentage(value: float | Decimal) -> Decimal:
    """Return a share times 100 without the noise of binary fractions."""
    return (value if isinstance(value, Decimal) else Decimal(repr(float(value)))) * 100


def unit_of(name: object) -> Unit:
    """Return the unit of a table's `unit` cell; a plain count when the cell is empty or unknown."""
    try:
        return Unit(str(name))
    except ValueError:
        return Unit.COUNT


def is_share(unit: Unit) -> bool:
    """Whether values of a unit are printed as percentages."""
    return unit in _SHARES


def decimals_of(unit: Unit, denominators: Iterable[float] = (), half_widths: Iterable[float] = ()) -> int:
    """Return how many decimals a column of values of one unit has: what its least certain row allows.

    Parameters
    ----------
    denominators
        The persons behind each value shown; missing ones are left out (an official figure has none).
    half_widths
        Half the width of each interval shown, in the unit of the value.
    """
    if unit in _WHOLE:
        return 0
    if unit in _SHARES:
        known = [float(n) for n in denominators if is_number(n)]
        return 1 if not known or min(known) >= ENOUGH_FOR_A_DECIMAL else 0
    most = _USUAL_DECIMALS.get(unit, 1)
    widest = max((float(width) for width in half_widths if is_number(width)), default=0.0)
    return most if widest < 0.5 else min(most, 1) if widest < 5 else 0


def format_value(value: float | Decimal, unit: Unit, language: Language, decimals: int) -> str:
    """Return a value with the sign of its unit (%, $) and without the unit's word."""
    if unit in _SHARES:
        return format_share(value, language, decimals)
    if unit is Unit.DOLLARS:
        return format_dollars(value, language, decimals)
    return format_number(value, language, decimals)


def format_gap(value: float | Decimal, unit: Unit, language: Language, decimals: int) -> str:
    """Return a difference with its sign; a difference of shares in percentage points, without the word."""
    if unit in _SHARES:
        return format_points(value, language, decimals, unit=False)
    if unit is Unit.DOLLARS:
        return format_dollars(value, language, decimals, signed=True)
    return format_number(value, language, decimals, signed=True)


def format_as_written(value: float | Decimal, unit: Unit, language: Language) -> str:
    """Return a standard or a constant with as many decimals as it was written with: `50 %`, `4,05`, `5 600 $`."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    shown = exact * 100 if unit in _SHARES else exact
    decimals = max(0, -int(cast(int, shown.normalize().as_tuple().exponent)))
    return format_value(exact, unit, language, min(decimals, 4))


def format_interval(low: float, high: float, unit: Unit, language: Language, decimals: int) -> str:
    """Return `50,1 à 54,5 %` or `50.1% to 54.5%` as one text that does not break inside a number."""
    joint = {"fr": " à ", "en": " to "}[language]
    first, last = format_value(low, unit, language, decimals), format_value(high, unit, language, decimals)
    if language == "fr" and (unit in _SHARES or unit is Unit.DOLLARS):
        first = first.removesuffix("%").removesuffix("$").rstrip(NO_BREAK_SPACE)
    return f"{first}{joint}{last}"
