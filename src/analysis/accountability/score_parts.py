"""The rows that a score is shown in, and the exact results of one group that they add up."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from analysis.accountability.additive_score import Component
from analysis.accountability.linearization import CrossProducts
from analysis.core.languages import Bilingual
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Rate, ServiceLevelRatio, Share, Statistic
from analysis.frameworks.model import Framework
from analysis.indicators.question import Question

OVERALL_SCORE = "overall_score"


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A row of the score: which indicators it adds up, by their places among the weighted ones."""

    name: str
    kind: str
    label: Bilingual
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScoredGroup:
    """What is known of one group: the weighted indicators, their exact results, their rows, and their cross-products if counted."""

    weighted: Sequence[Indicator]
    components: Sequence[Component]
    results: Sequence[Mapping[Hashable, Any]]
    products: CrossProducts | None


def parts_of(framework: Framework, weighted: Sequence[Indicator]) -> tuple[ScorePart, ...]:
    """Return the rows of a score: overall, by dimension, and the points of each weighted indicator."""
    everything = tuple(range(len(weighted)))
    parts = [ScorePart(OVERALL_SCORE, "overall", Bilingual("Qualité globale du service", "Overall service quality"), everything)]
    for dimension in framework.dimensions:
        places = tuple(place for place in everything if weighted[place].dimension == dimension.name)
        if places:
            parts.append(ScorePart(f"score_{dimension.name}", "dimension", dimension.label, places))
    parts += [ScorePart(f"points_{item.name}", "points", item.label, (place,)) for place, item in enumerate(weighted)]
    return tuple(parts)


def scale_of(indicator: Indicator) -> Fraction:
    """Return the whole of an indicator's scale: 9 for a mean out of 9, the number that a rate is for, 1 for a share."""
    measure = indicator.measure
    if isinstance(measure, Statistic) and measure.scale_maximum is not None:
        return Fraction(measure.scale_maximum)
    return Fraction(measure.per) if isinstance(measure, Rate) else Fraction(1)


def component_of(question: Question, indicator: Indicator, row: Mapping[Hashable, Any]) -> Component:
    """Return an indicator as a component of the score: its weight and standard in force, and its exact result."""
    day = question.fiscal_year.last_day
    weight = question.framework.weight_on(indicator.name, day)
    standard = question.framework.standard_on(indicator.name, day)
    whole = scale_of(indicator)
    assert weight is not None  # noqa: S101 - only weighted indicators come here
    return Component(
        indicator=indicator.name,
        dimension=indicator.dimension,
        weight=Fraction(weight.number.value),
        result=_exact(indicator, row, whole),
        standard=None if standard is None else Fraction(standard.number.value) / whole,
    )


def _exact(indicator: Indicator, row: Mapping[Hashable, Any], whole: Fraction) -> Fraction | None:
    """Return a result as an exact part of the whole of its scale, from its counts where it is made of counts."""
    if np.isnan(row["value"]):
        return None
    if isinstance(indicator.measure, Rate):
        return Fraction(row["numerator"]) / Fraction(row["denominator"])
    if isinstance(indicator.measure, Share | ServiceLevelRatio | Statistic) and row["denominator"] > 0 and not np.isnan(row["numerator"]):
        return Fraction(row["numerator"]) / Fraction(row["denominator"]) / whole
    return Fraction(row["value"]) / whole
