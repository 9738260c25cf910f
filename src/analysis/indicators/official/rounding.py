"""Whether a printed figure is the rounding to nearest of a computed one, decided in whole numbers.

A computer's binary fractions cannot tell an exact tie (136.355) from its neighbours, and publishers differ on ties: both neighbours of
an exact tie are right, and ties are counted apart. Everything is therefore multiplied out and compared as integers.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import isnan


class Agreement(StrEnum):
    """How a printed figure stands to the computed one."""

    AGREES = "agrees"
    EXACT_TIE = "exact_tie"
    """The computed figure lies exactly half way, and the printed one is one of its two neighbours."""
    DEPARTS = "departs"
    NOT_COMPARED = "not_compared"
    """One of the two is missing, or the denominator is zero."""


def exactly(number: float | int | Decimal) -> Fraction:
    """Return the decimal number that was written, not its binary approximation: 745.02 is 74502/100."""
    return Fraction(int(number)) if number == int(number) else Fraction(str(number))


def agreement(printed: float | None, computed: Fraction | None, decimals: int) -> Agreement:
    """Say whether `printed` is `computed` rounded to nearest at so many decimals.

    Parameters
    ----------
    printed
        The published figure; None or NaN when there is none.
    computed
        The exact figure; None when it cannot be computed.
    decimals
        The decimals of the published figure.
    """
    if printed is None or computed is None or isnan(printed):
        return Agreement.NOT_COMPARED
    step = Fraction(1, 10**decimals)
    distance = abs(computed - exactly(printed))
    if 2 * distance > step:
        return Agreement.DEPARTS
    return Agreement.EXACT_TIE if 2 * distance == step else Agreement.AGREES


def ratio(numerator: float, denominator: float, scale: int = 1) -> Fraction | None:
    """Return `scale` × numerator ÷ denominator exactly, or None when either is missing or the denominator is zero."""
    if isnan(numerator) or isnan(denominator) or denominator == 0:
        return None
    return scale * exactly(numerator) / exactly(denominator)


def as_share(percentage: float) -> float:
    """Return a printed percentage as a share: 33.4 becomes the float nearest to 0.334 (33.4 / 100 is not it); NaN stays NaN."""
    return percentage if isnan(percentage) else float(exactly(percentage) / 100)
