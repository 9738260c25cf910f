"""What the counts of a row are counts of, and which of them are too small to be shown.

A row of a share speaks of two sets of persons at once: those who meet the condition and those who do not. Its value, its interval
(Wilson bounds give the counts back) and its denominator say the same thing in other words, so a row is hidden as a whole or not at all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from analysis.disclosure.policy import Protected, Suppression, ZeroRule
from analysis.frameworks.model import Unit


class RowKind(StrEnum):
    """What stands in `numerator` and `denominator`."""

    SHARE = "share"
    """Persons who meet a condition, of so many."""
    COUNT = "count"
    """A number of persons, beside nothing or beside a number that is not one of persons (places contracted)."""
    STATISTIC = "statistic"
    """A sum, or nothing, over so many persons."""
    RATIO = "ratio"
    """Two numbers of persons of which one does not contain the other."""


_COUNTED = frozenset({Unit.PERSONS, Unit.PARTICIPATIONS, Unit.HOUSEHOLDS, Unit.REQUESTS, Unit.DECISIONS, Unit.COMPLAINTS, Unit.COUNT})
_DIVIDED = frozenset({Unit.SHARE, Unit.RATIO})
PLACES = "contracted_intake"
"""The name of the one denominator that counts places, which are known to everyone, and not persons."""


class Quantity(StrEnum):
    """One unknown of the attacker, for one cell."""

    YES = "yes"
    NO = "no"
    COUNT = "count"
    SUM = "sum"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Counts:
    """The independent quantities of one cell; what is not given is not there to be found."""

    kind: RowKind
    quantities: dict[Quantity, float]

    @property
    def members(self) -> tuple[Quantity, ...]:
        """The quantities whose sum is the number of persons in the cell."""
        if self.kind is RowKind.SHARE:
            return (Quantity.YES, Quantity.NO)
        return (Quantity.COUNT,)

    @property
    def n(self) -> float:
        """The number of persons in the cell."""
        return sum(self.quantities[quantity] for quantity in self.members)


def kind_of_rows(unit: str, denominator_name: str, pairs: list[tuple[float, float]]) -> RowKind | None:
    """Return what the rows of one indicator hold, or None when the unit is not one we know.

    `pairs` are the numerators and denominators of all its rows: an indicator is of one kind everywhere.
    """
    if unit not in set(Unit):
        return None
    known = Unit(unit)
    both = [(numerator, denominator) for numerator, denominator in pairs if not (math.isnan(numerator) or math.isnan(denominator))]
    if known not in _COUNTED and known not in _DIVIDED:
        return RowKind.STATISTIC
    if denominator_name == PLACES or (known in _COUNTED and (not both or all(a == b for a, b in both))):
        return RowKind.COUNT
    if all(math.isnan(numerator) for numerator, _ in pairs) and any(not math.isnan(denominator) for _, denominator in pairs):
        return RowKind.STATISTIC
    if both and all(0 <= numerator <= denominator for numerator, denominator in both):
        return RowKind.SHARE
    return RowKind.RATIO if both else RowKind.COUNT


def counts_of(kind: RowKind, numerator: float, denominator: float, n_missing: float, *, nobody: bool = False) -> Counts | None:
    """Return the quantities of one row, or None when there is nothing to judge it by; where `nobody` is, what is not given is 0."""
    if nobody:
        numerator, denominator = (0.0 if math.isnan(number) else number for number in (numerator, denominator))
    quantities: dict[Quantity, float] = {}
    if kind is RowKind.SHARE:
        if math.isnan(numerator) or math.isnan(denominator):
            return None
        quantities = {Quantity.YES: numerator, Quantity.NO: denominator - numerator}
    elif kind is RowKind.COUNT:
        if math.isnan(numerator):
            return None
        quantities = {Quantity.COUNT: numerator}
    else:
        if math.isnan(denominator):
            return None
        quantities = {Quantity.COUNT: denominator}
        if not math.isnan(numerator):
            quantities[Quantity.SUM] = numerator
    if not math.isnan(n_missing):
        quantities[Quantity.MISSING] = n_missing
    return Counts(kind, quantities)


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A sum of quantities of one cell that must stay in doubt."""

    quantities: tuple[Quantity, ...]
    width: float


def _is_small(value: float, threshold: int) -> bool:
    return 0 < value < threshold


def sensitive_counts(counts: Counts, rules: Suppression) -> tuple[Sensitive, ...]:
    """Return what must stay in doubt about a cell: nothing, when it can be shown."""
    found: list[Sensitive] = []
    values, n = counts.quantities, counts.n
    zero_is_small = rules.zeros is ZeroRule.HIDDEN and n > 0

    def consider(protected: Protected, quantities: tuple[Quantity, ...], *, zero: bool) -> None:
        if protected not in rules.protects:
            return
        value = sum(values[quantity] for quantity in quantities)
        if _is_small(value, rules.threshold) or (zero and value == 0):
            found.append(Sensitive(quantities, rules.protection_width))

    if counts.kind is RowKind.SHARE:
        consider(Protected.NUMERATOR, (Quantity.YES,), zero=zero_is_small)
        consider(Protected.COMPLEMENT, (Quantity.NO,), zero=zero_is_small)
    consider(Protected.DENOMINATOR, counts.members, zero=False)
    if counts.kind is RowKind.RATIO and Quantity.SUM in values:
        consider(Protected.NUMERATOR, (Quantity.SUM,), zero=zero_is_small)
    if Quantity.MISSING in values:
        consider(Protected.MISSING, (Quantity.MISSING,), zero=False)
    return tuple(found)


def believable(counts: Counts, quantities: tuple[Quantity, ...], rules: Suppression) -> tuple[float, float]:
    """Return the bounds that a reader who knows the policy, and guesses right why a row is hidden, sets to a hidden count.

    A row says whether it is hidden because a count is small or to protect others. The reader is given more than that: for each of its
    counts, whether it is small. What stays in doubt for such a reader stays in doubt for every other.
    """
    value = sum(counts.quantities[quantity] for quantity in quantities)
    if quantities == (Quantity.SUM,) and counts.kind is not RowKind.RATIO:
        return (0.0 if value >= 0 else -math.inf), math.inf
    if not _is_protected(counts, quantities, rules):
        return 0.0, math.inf
    zero_is_small = rules.zeros is ZeroRule.HIDDEN and counts.n > 0 and quantities not in (counts.members, (Quantity.MISSING,))
    if _is_small(value, rules.threshold) or (value == 0 and zero_is_small):
        smallest = 0.0 if zero_is_small else min(1.0, value)
        return smallest, max(rules.threshold - 1.0, value)
    if value == 0:
        return 0.0, 0.0
    return float(rules.threshold), math.inf


def _is_protected(counts: Counts, quantities: tuple[Quantity, ...], rules: Suppression) -> bool:
    if quantities == counts.members:
        return Protected.DENOMINATOR in rules.protects
    by_quantity = {
        Quantity.YES: Protected.NUMERATOR,
        Quantity.NO: Protected.COMPLEMENT,
        Quantity.SUM: Protected.NUMERATOR,
        Quantity.MISSING: Protected.MISSING,
    }
    return by_quantity[quantities[0]] in rules.protects
