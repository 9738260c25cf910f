"""The interval of a score: by linearization for a sum of indicators, the indicator's own for its points."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.accountability.additive_score import Component, is_capped, points
from analysis.accountability.score_parts import ScoredGroup, ScorePart, scale_of
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Rate, ServiceLevelRatio
from analysis.frameworks.standards import Scoring
from analysis.statistics.intervals import normal_interval


def interval_of_part(part: ScorePart, group: ScoredGroup, scoring: Scoring) -> dict[str, Any]:
    """Return the ends of a row's interval and the method that gave them; NaN and `none` without one."""
    if part.kind == "points":
        return _interval_of_points(group.components[part.places[0]], group.weighted[part.places[0]], group.results[part.places[0]], scoring)
    chosen = [group.components[place] for place in part.places]
    value, products = points(chosen, Fraction(scoring.scale), scoring.capping), group.products
    if value is None or products is None:
        return {"interval_low": np.nan, "interval_high": np.nan, "interval_method": "none"}
    gradient = np.zeros(2 * len(group.weighted))
    for place in part.places:
        if not is_capped(group.components[place], scoring.capping):
            slopes = _derivatives(group.components[place], group.weighted[place], group.results[place], scoring)
            gradient[2 * place : 2 * place + 2] = slopes
    interval = normal_interval(float(value), products.standard_error(gradient))
    return {"interval_low": float(interval.low), "interval_high": float(interval.high), "interval_method": "linearization"}


def _interval_of_points(component: Component, indicator: Indicator, row: Mapping[Hashable, Any], scoring: Scoring) -> dict[str, Any]:
    """Return the indicator's own interval in points: at a share of 0 or 1 it keeps the width that linearization would lose."""

    def end(value: float) -> float:
        if np.isnan(value):
            return value
        moved = replace(component, result=Fraction(value) / scale_of(indicator))
        obtained = points([moved], Fraction(scoring.scale), scoring.capping)
        return float("nan") if obtained is None else float(obtained)

    ends = {"interval_low": end(row["interval_low"]), "interval_high": end(row["interval_high"])}
    return ends | {"interval_method": row["interval_method"]}


def _derivatives(component: Component, indicator: Indicator, row: Mapping[Hashable, Any], scoring: Scoring) -> npt.NDArray[np.float64]:
    """Return how many points one more in the numerator, and one more in the denominator, would add."""
    numerator, denominator = row["numerator"], row["denominator"]
    whole = 1.0 if isinstance(indicator.measure, Rate) else float(scale_of(indicator))
    by_numerator = float(scoring.scale) * float(component.weight) / (whole * denominator)
    # Contracted intake is known: nobody adds to it.
    by_denominator = 0.0 if isinstance(indicator.measure, ServiceLevelRatio) else -by_numerator * numerator / denominator
    return np.array([by_numerator, by_denominator])
