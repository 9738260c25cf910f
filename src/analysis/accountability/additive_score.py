"""The arithmetic of an additive score: points are scale × weight × result, under each rule for results above their standard.

Everything is exact (fractions), so that a verdict never hangs on how a computer rounds a sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from analysis.frameworks.standards import Capping


@dataclass(frozen=True, slots=True)
class Component:
    """One indicator of a score.

    `result` and `standard` are parts of the whole of their scale: a share as it is, a mean of 5.5 of 9 as 5.5 / 9. None when there is none.
    """

    indicator: str
    dimension: str | None
    weight: Fraction
    result: Fraction | None
    standard: Fraction | None


def counted_result(component: Component, capping: Capping) -> Fraction | None:
    """Return the part of a result that counts under a capping rule; None without a result, or without the standard that would cap it."""
    if component.result is None:
        return None
    if capping is Capping.AT_WHOLE:
        return min(component.result, Fraction(1))
    if capping is Capping.AT_STANDARD:
        return None if component.standard is None else min(component.result, component.standard)
    return component.result


def is_capped(component: Component, capping: Capping) -> bool:
    """Return whether a small change of the result would add nothing, because the result has reached its cap."""
    if component.result is None or capping is Capping.UNCAPPED:
        return False
    cap = Fraction(1) if capping is Capping.AT_WHOLE else component.standard
    return cap is not None and component.result >= cap


def points(components: Iterable[Component], scale: Fraction, capping: Capping) -> Fraction | None:
    """Return the points of some indicators together; None when one of them has no result: a score with a hole is not a score."""
    total = Fraction(0)
    for component in components:
        counted = counted_result(component, capping)
        if counted is None:
            return None
        total += scale * component.weight * counted
    return total


def minimum_points(components: Iterable[Component], scale: Fraction) -> Fraction | None:
    """Return the points of results that all equal their standards; None when one has no standard."""
    total = Fraction(0)
    for component in components:
        if component.standard is None:
            return None
        total += scale * component.weight * component.standard
    return total
