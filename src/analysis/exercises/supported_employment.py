"""The framework of Supported Employment as the case studies use it: nine results in, a score by dimension and overall out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from analysis.accountability.additive_score import Component, minimum_points, points
from analysis.accountability.score_parts import scale_of
from analysis.core.periods import FiscalYear
from analysis.frameworks.loading import load_framework
from analysis.frameworks.model import Framework
from analysis.frameworks.standards import Capping

NAME = "ontario_supported_employment"
YEAR = FiscalYear(2024)


@dataclass(frozen=True, slots=True)
class Standing:
    """What nine results are worth under one capping rule: points out of 10."""

    capping: Capping
    overall: Fraction
    by_dimension: Mapping[str, Fraction]
    minimum: Fraction

    @property
    def is_met(self) -> bool:
        """Whether the overall quality is at least that of results exactly at their standards; judged on exact numbers."""
        return self.overall >= self.minimum


def supported_employment(material: Path) -> Framework:
    """Return the framework."""
    return load_framework(material / "frameworks" / f"{NAME}.yaml")


def standard_of(framework: Framework, indicator: str) -> Decimal:
    """Return the provincial minimum standard of an indicator, in its own unit."""
    standard = framework.standard_on(indicator, YEAR.last_day)
    if standard is None:
        raise KeyError(indicator)
    return standard.number.value


def weight_of(framework: Framework, indicator: str) -> Decimal:
    """Return the weight of an indicator, 0–1."""
    weight = framework.weight_on(indicator, YEAR.last_day)
    if weight is None:
        raise KeyError(indicator)
    return weight.number.value


def components_of(framework: Framework, results: Mapping[str, Decimal | Fraction]) -> tuple[Component, ...]:
    """Return results (each in its indicator's own unit: 5.5 of nine indicators is 5.5) as components of the score."""
    return tuple(
        Component(
            indicator=item.name,
            dimension=item.dimension,
            weight=Fraction(weight_of(framework, item.name)),
            result=Fraction(results[item.name]) / scale_of(item),
            standard=Fraction(standard_of(framework, item.name)) / scale_of(item),
        )
        for item in framework.indicators
        if item.name in results
    )


def standing(framework: Framework, results: Mapping[str, Decimal | Fraction], capping: Capping) -> Standing:
    """Return what nine results are worth under a capping rule.

    Raises
    ------
    ValueError
        When a weighted indicator has no result.
    """
    lacking = {item.name for item in framework.indicators} - set(results)
    if lacking:
        raise ValueError(f"no result for {', '.join(sorted(lacking))}")
    components = components_of(framework, results)
    scale = Fraction(10)
    overall, minimum = points(components, scale, capping), minimum_points(components, scale)
    assert overall is not None and minimum is not None  # noqa: S101 - every component has a result and a standard
    by_dimension = {
        dimension.name: points([item for item in components if item.dimension == dimension.name], scale, capping) or Fraction(0)
        for dimension in framework.dimensions
    }
    return Standing(capping, overall, by_dimension, minimum)
