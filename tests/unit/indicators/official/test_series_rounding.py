"""Rounding to nearest, decided exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.indicators.official.rounding import Agreement, agreement, exactly, ratio


@pytest.mark.parametrize(
    ("printed", "computed", "expected"),
    [
        (40.7, Fraction(15484200, 380485), Agreement.AGREES),
        (40.6, Fraction(15484200, 380485), Agreement.DEPARTS),
        (12.3, Fraction(1235, 100), Agreement.EXACT_TIE),
        (12.4, Fraction(1235, 100), Agreement.EXACT_TIE),
        (12.5, Fraction(1235, 100), Agreement.DEPARTS),
        (-2.2, Fraction(-225, 100), Agreement.EXACT_TIE),
        (None, Fraction(1), Agreement.NOT_COMPARED),
        (float("nan"), Fraction(1), Agreement.NOT_COMPARED),
        (1.0, None, Agreement.NOT_COMPARED),
    ],
)
def test_a_printed_percentage_is_held_against_the_exact_one(printed: float | None, computed: Fraction | None, expected: Agreement) -> None:
    assert agreement(printed, computed, 1) is expected


def test_a_written_decimal_is_not_its_binary_neighbour() -> None:
    assert exactly(136.355) == Fraction(136355, 1000)
    assert agreement(136.35, exactly(136.355), 2) is Agreement.EXACT_TIE
    assert agreement(136.36, exactly(136.355), 2) is Agreement.EXACT_TIE


def test_a_division_by_zero_is_no_number() -> None:
    assert ratio(3, 0) is None and ratio(float("nan"), 2) is None


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_what_decimal_rounding_gives_always_agrees_and_a_tenth_more_never_does(part: int, whole: int) -> None:
    exact = ratio(part, whole, 100)
    assert exact is not None
    tenths = int(exact * 10 + Fraction(1, 2))
    assert agreement(tenths / 10, exact, 1) in (Agreement.AGREES, Agreement.EXACT_TIE)
    assert agreement((tenths + 1) / 10, exact, 1) is Agreement.DEPARTS
