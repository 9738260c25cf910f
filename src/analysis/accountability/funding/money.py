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
    exact = {name: units * Fraction(share) for name, share in shares.items()}
    whole = {name: int(part) for name, part in exact.items()}
    left = int(units) - sum(whole.values())
    order = sorted(exact, key=lambda name: (whole[name] - exact[name], list(exact).index(name)))
    for name in order[:left]:
        whole[name] += 1
    sign = -1 if total < 0 else 1
    return {name: sign * count * unit for name, count in whole.items()}


def to_cent(amount: Decimal) -> Decimal:
    """Return an amount rounded down to the cent: nobody is paid a fraction that a ceiling does not allow."""
    return amount.quantize(CENT, rounding=ROUND_DOWN)
