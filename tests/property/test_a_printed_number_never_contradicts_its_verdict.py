"""At the boundary of a standard: the verdict is that of exact fractions, and what is printed never shows as equal what is not."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from analysis.accountability.standards import Verdict, judge
from analysis.frameworks.indicators import Better
from analysis.frameworks.numbers import Unit
from analysis.presentation.numbers import format_as_written
from analysis.presentation.released import Result
from analysis.presentation.tables.cells import decimals_by_unit, value_cell


@given(
    some.integers(min_value=1, max_value=20_000), some.integers(min_value=1, max_value=99), some.integers(min_value=-2, max_value=2),
    some.sampled_from(list(Better)),
)  # fmt: skip
def test_a_result_a_hair_from_its_standard_is_neither_rounded_to_a_verdict_nor_printed_as_equal(
    n: int, percent: int, steps: int, better: Better
) -> None:
    k = min(max(n * percent // 100 + steps, 0), n)
    standard, exact = percent / 100, Fraction(percent, 100)
    verdict = judge(k / n, standard, better)
    if better is not Better.NEITHER:
        met = Fraction(k, n) >= exact if better is Better.HIGHER else Fraction(k, n) <= exact
        assert verdict is (Verdict.MET if met else Verdict.NOT_MET)
    row = Result("x", {}, k, n, "n", 0, k / n, None, None, Unit.SHARE, None, {"standard": standard})
    printed = value_cell(row, "en", decimals_by_unit([row])).text
    is_printed_equal = float(printed.rstrip("%")) == float(format_as_written(standard, Unit.SHARE, "en").rstrip("%"))
    assert is_printed_equal == (Fraction(k, n) == exact)
