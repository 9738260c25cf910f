"""Money in exact decimals: a cent is never lost, and a split adds up to what was split."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


def split_exactly(total: Decimal, shares: Mapping[str, Decimal], unit: Decimal = CENT) -> dict[str, Decimal]:
    """Return a total divided by shares that add up to 1, in whole units, adding up to the total exactly.

    Each part is first rounded down; the units left go one by one to the largest remainders, the first named first when they are equal
    (method of Hamilton, or of the largest remainder).

    Parameters
    ----------
    total
        A whole number of units; negative totals (a recovery) are divided like positive ones.
    unit
        The smallest amount: a cent for money, 1 for persons.

    Raises
    ------
    ValueError
        When the shares do not add up to 1 exactly, one is negative, or the total is not a whole number of units.
    """
    if sum(shares.values(), Decimal(0)) != 1 or any(share < 0 for share in shares.values()):
        raise ValueError("shares are not negative and add up to 1")
    units = Fraction(abs(total)) / Fraction(unit)
    if units.denominator != 1:
        raise ValueError("the total is a whole number of units")
    whole = largest_remainder(int(units), {name: Fraction(share) for name, share in shares.items()})
    sign = -1 if total < 0 else 1
    return {name: sign * count * unit for name, count in whole.items()}


def largest_remainder(units: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Return whole units in proportion to weights, adding up to all of them (method of Hamilton): the first named first of equals.

    Raises
    ------
    ValueError
        When a weight is negative or all of them are zero.
    """
    together = sum(weights.values(), Fraction(0))
    if together <= 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("weights are not negative and some are above zero")
    exact = {name: units * weight / together for name, weight in weights.items()}
    whole = {name: int(part) for name, part in exact.items()}
    names = list(exact)
    for name in sorted(exact, key=lambda name: (whole[name] - exact[name], names.index(name)))[: units - sum(whole.values())]:
        whole[name] += 1
    return whole


def to_cent(amount: Decimal) -> Decimal:
    """Return an amount rounded down to the cent: nobody is paid a fraction that a ceiling does not allow."""
    return amount.quantize(CENT, rounding=ROUND_DOWN)
