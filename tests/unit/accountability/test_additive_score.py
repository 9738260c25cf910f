"""The arithmetic of an additive score, held to the figures of the Supported Employment framework of Ontario."""

from __future__ import annotations

from fractions import Fraction

import pytest

from analysis.accountability.additive_score import Component, is_capped, minimum_points, points
from analysis.frameworks.standards import Capping

TEN = Fraction(10)

# « Soutien à l'emploi, Phase 1 – Formation technique », table of the performance measurement framework: weights and standards.
WEIGHTS = {"short": "0.25", "long": "0.10", "suitability": "0.20", "satisfaction": "0.20", "coordination": "0.20", "intake": "0.05"}
STANDARDS = {"short": "0.50", "long": "0.40", "suitability": "0.45", "satisfaction": "0.85", "coordination": "0.60", "intake": "0.90"}
"""The four satisfaction indicators have the same weight (5 % each) and the same standard; here they also have the same result."""


def components(**results: str) -> list[Component]:
    # Suitability comes as a mean count of nine indicators.
    parts = {name: Fraction(value) / (9 if name == "suitability" else 1) for name, value in results.items()}
    return [Component(name, None, Fraction(WEIGHTS[name]), parts[name], Fraction(STANDARDS[name])) for name in WEIGHTS]


def rounded(scored: Fraction | None) -> str:
    assert scored is not None
    # Half up, as a person rounds: 5.725 is printed 5.73.
    return f"{int(scored * 100 + Fraction(1, 2)) / 100:.2f}"


def in_order(values: str) -> dict[str, str]:
    return dict(zip(("short", "long", "suitability", "satisfaction", "coordination", "intake"), values.split("/"), strict=True))


@pytest.mark.parametrize(
    ("values", "uncapped", "at_whole", "at_standard"),
    [
        (".45/.45/5.5/.90/.85/.80", "6.70", "6.70", "5.73"),
        (".60/.30/3.5/.82/.30/1.10", "5.37", "5.32", "5.02"),
    ],
)
def test_two_known_providers_score_what_they_must_under_each_capping(values: str, uncapped: str, at_whole: str, at_standard: str) -> None:
    """The order of the six results is not written in the source of these figures; it is deduced, and only one order fits.

    Second provider. 1.10 can only be the intake, the one result that may exceed 1: uncapped less at_whole is 0.05 = 10 × 5 % × (1.10 − 1).
    3.5 is a mean of nine. With .60 and .30 the outcomes, uncapped is 1.50 + 0.30 + 0.778 + 10 × 20 % × (.82 + .30) + 0.55 = 5.37,
    whichever of .82 and .30 is satisfaction. Capped at the standards, satisfaction .82 under .85 and coordination .30 under .60 both
    stay whole: 1.25 + 0.30 + 0.778 + 1.64 + 0.60 + 0.45 = 5.02. The other way round .82 would be cut to .60 and the score would be
    4.58. So: satisfaction, then coordination.

    First provider, in the same order: 1.125 + 0.45 + 1.222 + 1.80 + 1.70 + 0.40 = 6.70; at the standards 1.125 + 0.40 + 0.90 + 1.70 +
    1.20 + 0.40 = 5.725. With intake at .85 and a .80 before it the score would be 6.62.
    """
    given = components(**in_order(values))
    assert rounded(points(given, TEN, Capping.UNCAPPED)) == uncapped
    assert rounded(points(given, TEN, Capping.AT_WHOLE)) == at_whole
    assert rounded(points(given, TEN, Capping.AT_STANDARD)) == at_standard


def test_another_order_of_the_known_results_does_not_fit() -> None:
    swapped = in_order(".60/.30/3.5/.30/.82/1.10")
    assert rounded(points(components(**swapped), TEN, Capping.AT_STANDARD)) == "4.58"
    late = in_order(".45/.45/5.5/.90/.80/.85")
    assert rounded(points(components(**late), TEN, Capping.UNCAPPED)) == "6.62"


def test_the_minimum_overall_is_5_90_and_5_95_with_intake_at_100_percent() -> None:
    at_minimum = components(**in_order(".50/.40/4.05/.85/.60/.90"))
    assert minimum_points(at_minimum, TEN) == Fraction("5.90")
    assert points(at_minimum, TEN, Capping.UNCAPPED) == Fraction("5.90")
    full = [Component(c.indicator, None, c.weight, c.result, Fraction(1) if c.indicator == "intake" else c.standard) for c in at_minimum]
    assert minimum_points(full, TEN) == Fraction("5.95")


def test_a_score_with_a_hole_is_not_a_score() -> None:
    given = components(**in_order(".45/.45/5.5/.90/.85/.80"))
    hole = [*given[:-1], Component("intake", None, given[-1].weight, None, given[-1].standard)]
    assert all(points(hole, TEN, capping) is None for capping in Capping)
    without_standard = [*given[:-1], Component("intake", None, given[-1].weight, given[-1].result, None)]
    assert minimum_points(without_standard, TEN) is None
    assert points(without_standard, TEN, Capping.AT_STANDARD) is None
    assert points(without_standard, TEN, Capping.AT_WHOLE) is not None


def test_caps_never_add_and_are_ordered() -> None:
    given = components(**in_order(".60/.30/3.5/.82/.30/1.10"))
    uncapped, whole, standard = (points(given, TEN, capping) for capping in (Capping.UNCAPPED, Capping.AT_WHOLE, Capping.AT_STANDARD))
    assert uncapped is not None
    assert whole is not None
    assert standard is not None
    assert standard <= whole <= uncapped
    assert [is_capped(item, Capping.AT_STANDARD) for item in given] == [True, False, False, False, False, True]
    assert [is_capped(item, Capping.AT_WHOLE) for item in given] == [False] * 5 + [True]
    assert not any(is_capped(item, Capping.UNCAPPED) for item in given)
