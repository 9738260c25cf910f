"""Where a result stands beside its target, on any numbers: the same as exact fractions say, and monotone."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from analysis.accountability.targets import Position, position_of
from analysis.frameworks.sources import Confidence
from analysis.frameworks.targets import TargetInForce, Tolerance

PARTS = st.decimals(min_value=0, max_value=Decimal("0.99"), places=2)
TARGETS = st.decimals(min_value=0, max_value=10_000, places=3)


def held_to(target: Decimal, below: Decimal, above: Decimal) -> TargetInForce:
    return TargetInForce(target, None, None, None, Tolerance(below=below, above=above), Confidence.ASSUMED)


@given(TARGETS, PARTS, PARTS, st.integers(0, 20_000_000))
def test_a_result_of_three_decimals_stands_where_exact_fractions_say(
    target: Decimal, below: Decimal, above: Decimal, thousandths: int
) -> None:
    """The slow twin never leaves fractions. No float of a result lies between a limit and its nearest float."""
    exact = Fraction(thousandths, 1000)
    low, high = Fraction(target) * (1 - Fraction(below)), Fraction(target) * (1 + Fraction(above))
    expected = Position.BEYOND_DOWNWARD if exact < low else Position.BEYOND_UPWARD if exact > high else Position.WITHIN
    assert position_of(thousandths / 1000, held_to(target, below, above)) is expected


@given(TARGETS, PARTS, PARTS, st.lists(st.floats(0, 20_000), min_size=2, max_size=20))
def test_a_larger_result_never_stands_lower(target: Decimal, below: Decimal, above: Decimal, values: list[float]) -> None:
    order = [Position.BEYOND_DOWNWARD, Position.WITHIN, Position.BEYOND_UPWARD]
    places = [order.index(position_of(value, held_to(target, below, above))) for value in sorted(values)]
    assert places == sorted(places)


@given(TARGETS, PARTS, PARTS)
def test_the_target_itself_is_within_any_tolerance(target: Decimal, below: Decimal, above: Decimal) -> None:
    assert position_of(float(target), held_to(target, below, above)) is Position.WITHIN
