"""What the counts of a row are counts of, and which of them are too small to be shown.

A row of a share speaks of two sets of persons at once: those who meet the condition and those who do not. Its value, its interval
(Wilson bounds give the counts back) and its denominator say the same thing in other words, so a row is hidden as a whole or not at all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from analysis.disclosure.policy import Protected, Suppression, ZeroRule
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import SMALLEST


class RowKind(StrEnum):
    """What stands in `numerator` and `denominator`."""

    SHARE = "share"
    """Persons who meet a condition, of so many: a result of those persons."""
    PART = "part"
    """The same, counted for itself and not as a result: nobody in a state is not an answer about anyone."""
    COUNT = "count"
    """A number of persons, beside nothing or beside a number that is not one of persons (places contracted)."""
    STATISTIC = "statistic"
    """A sum, or nothing, over so many persons."""
    RATIO = "ratio"
    """Two numbers of persons of which one does not contain the other, or their difference over one of them."""
    COMBINED = "combined"
    """A value made from other rows of the same group: it says what they say, and rests on the smallest of them."""
    COST = "cost"
    """The agency's own spending, known to everyone, over the persons that another row of the same group counts."""


_COUNTED = frozenset({
    Unit.PERSONS, Unit.PARTICIPATIONS, Unit.HOUSEHOLDS, Unit.FIRMS, Unit.AGREEMENTS, Unit.REQUESTS, Unit.DECISIONS, Unit.COMPLAINTS,
    Unit.COUNT,
})  # fmt: skip
_DIVIDED = frozenset({Unit.SHARE, Unit.RATIO})
_RESULTS = _DIVIDED | {Unit.POINTS}
"""Points are a share times its weight: whoever reads the weight reads the share."""
PLACES = "contracted_intake"
"""The name of the one denominator that counts places, which are known to everyone, and not persons."""
CHANGE = "none_change"
"""The interval method of a change from the year before, whose denominator is last year's value."""
COST = "none_cost"
"""The interval method of a cost over a count of persons."""
OVER_OFFICIAL = "none_over_official"
"""The interval method of a count of persons over an official figure, which everyone can read."""
_SAID_BY_METHOD = {COST: RowKind.COST, OVER_OFFICIAL: RowKind.COUNT}
_SPLIT = frozenset({RowKind.SHARE, RowKind.PART})


class Quantity(StrEnum):
    """One unknown of the attacker, for one cell."""

    YES = "yes"
    NO = "no"
    COUNT = "count"
    SUM = "sum"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Counts:
    """The independent quantities of one cell; what is not given is not there to be found, or not protected."""

    kind: RowKind
    quantities: dict[Quantity, float]

    @property
    def members(self) -> tuple[Quantity, ...]:
        """The quantities whose sum is the number of persons in the cell."""
        if self.kind in _SPLIT:
            return (Quantity.YES, Quantity.NO)
        return (Quantity.COUNT,)

    @property
    def n(self) -> float:
        """The number of persons in the cell."""
        return math.fsum(self.quantities[quantity] for quantity in self.members)


def kind_of_rows(unit: Unit, denominator_name: str, interval_method: str, pairs: list[tuple[float, float]]) -> RowKind | None:
    """Return what the rows of one indicator hold, or None when nobody can tell.

    `pairs` are the numerators and denominators of all its rows: an indicator is of one kind everywhere.
    """
    both = [(numerator, denominator) for numerator, denominator in pairs if not (math.isnan(numerator) or math.isnan(denominator))]
    is_part = bool(both) and all(0 <= numerator <= denominator for numerator, denominator in both)
    said = RowKind.COMBINED if denominator_name == SMALLEST else _SAID_BY_METHOD.get(interval_method)
    if said is not None:
        return said
    if interval_method == CHANGE:
        # Last year's shares are no counts to judge by.
        return RowKind.RATIO if all(denominator.is_integer() for _, denominator in both) else None
    if denominator_name == PLACES or (unit in _COUNTED and all(numerator == denominator for numerator, denominator in both)):
        return RowKind.COUNT
    if is_part and unit in _COUNTED | _RESULTS:
        return RowKind.PART if unit in _COUNTED else RowKind.SHARE
    if not both and unit in _DIVIDED:
        return RowKind.STATISTIC if any(not math.isnan(denominator) for _, denominator in pairs) else RowKind.COUNT
    return RowKind.RATIO if unit in _COUNTED | _DIVIDED else RowKind.STATISTIC


def counts_of(kind: RowKind, numerator: float, denominator: float, n_missing: float, *, nobody: bool = False) -> Counts | None:
    """Return the quantities of one row, or None when there is nothing to judge it by; where `nobody` is, what is not given is 0."""
    if nobody:
        numerator, denominator = (0.0 if math.isnan(number) else number for number in (numerator, denominator))
    quantities: dict[Quantity, float] = {}
    if kind in _SPLIT:
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
        if kind not in (RowKind.COMBINED, RowKind.COST) and not math.isnan(numerator):
            quantities[Quantity.SUM] = numerator
    if not math.isnan(n_missing):
        quantities[Quantity.MISSING] = n_missing
    return Counts(kind, quantities)


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A sum of quantities of one cell that must stay in doubt."""

    quantities: tuple[Quantity, ...]
    width: float


def _zero_is_small(counts: Counts, rules: Suppression) -> bool:
    """Say whether « none of them » would be an answer about every one of the persons in the cell."""
    return rules.zeros is ZeroRule.HIDDEN and counts.kind in (RowKind.SHARE, RowKind.RATIO) and counts.n > 0


def _is_small(value: float, threshold: int) -> bool:
    return 0 < value < threshold


def sensitive_counts(counts: Counts, rules: Suppression) -> tuple[Sensitive, ...]:
    """Return what must stay in doubt about a cell: nothing, when it can be shown."""
    found: list[Sensitive] = []
    values = counts.quantities
    zero_is_small = _zero_is_small(counts, rules)

    def consider(protected: Protected, quantities: tuple[Quantity, ...], *, zero: bool) -> None:
        if protected not in rules.protects:
            return
        value = abs(math.fsum(values[quantity] for quantity in quantities))
        if _is_small(value, rules.threshold) or (zero and value == 0):
            found.append(Sensitive(quantities, rules.protection_width))

    if counts.kind in _SPLIT:
        consider(Protected.NUMERATOR, (Quantity.YES,), zero=zero_is_small)
        consider(Protected.COMPLEMENT, (Quantity.NO,), zero=zero_is_small)
    consider(Protected.DENOMINATOR, counts.members, zero=False)
    if counts.kind is RowKind.RATIO and Quantity.SUM in values:
        consider(Protected.NUMERATOR, (Quantity.SUM,), zero=zero_is_small)
    if Quantity.MISSING in values:
        consider(Protected.MISSING, (Quantity.MISSING,), zero=False)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Beliefs:
    """The bounds that a reader sets to the quantities of a hidden cell, and to its number of persons."""

    of: dict[Quantity, tuple[float, float]]
    n: tuple[float, float]


def beliefs(counts: Counts, sensitive: tuple[Sensitive, ...], rules: Suppression, *, is_told: bool = True) -> Beliefs:
    """Return what a reader who knows the policy, and guesses right why a cell is hidden, holds for possible.

    A row says whether it is hidden because some count of it is small, or to protect others. Our reader is given more than that.
    Of a small row he is told which of its counts is small (one of them, when several are). Of a row that is not small he is told
    which counts are 0. What stays in doubt for him stays in doubt for every other reader.

    `is_told` is False for a small cell that the released table says is hidden to protect others: nothing is known of its size.
    """
    of = dict.fromkeys(counts.quantities, (0.0, math.inf))
    if counts.kind is RowKind.RATIO or counts.quantities.get(Quantity.SUM, 0.0) < 0:
        of[Quantity.SUM] = -math.inf, math.inf
    # A group with nobody in it is published as such, so a hidden one has somebody.
    n = (min(1.0, counts.n), math.inf) if counts.n else (0.0, 0.0)
    zero_is_small = _zero_is_small(counts, rules)
    if sensitive and is_told:
        told = min(sensitive, key=lambda one: len(one.quantities)).quantities
        value = math.fsum(counts.quantities[quantity] for quantity in told)
        smallest = 0.0 if zero_is_small and told != counts.members else min(1.0, value)
        bounds = smallest, max(rules.threshold - 1.0, value)
        if told == (Quantity.SUM,):
            bounds = min(1.0 - rules.threshold, value), bounds[1]
        if told == counts.members:
            n = bounds
        else:
            of[told[0]] = bounds
    elif not sensitive:
        for quantity, protected in _PROTECTED_AS.items():
            if quantity in of and protected in rules.protects:
                of[quantity] = (0.0, 0.0) if counts.quantities[quantity] == 0 else (float(rules.threshold), math.inf)
        n = (float(rules.threshold), math.inf) if counts.n else n
    if len(counts.members) == 1:
        of[counts.members[0]] = n
    return Beliefs(of, n)


_PROTECTED_AS = {
    Quantity.YES: Protected.NUMERATOR,
    Quantity.NO: Protected.COMPLEMENT,
    Quantity.MISSING: Protected.MISSING,
}
