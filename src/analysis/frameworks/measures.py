"""How an indicator is computed: the kinds of measure a framework can ask for."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.frameworks.conditions import Condition


class Share(Part):
    """Numerator persons over denominator persons."""

    kind: Literal["share"]
    numerator: Condition


class Count(Part):
    """How many episodes meet a condition (all of the denominator when there is none)."""

    kind: Literal["count"]
    of: Literal["participations", "persons"] = "participations"
    where: Condition | None = None


class Statistic(Part):
    """A mean, a sum or a median of one number field over the denominator."""

    kind: Literal["mean", "sum", "median"]
    field: str
    scale_maximum: Decimal | None = None
    """Largest possible value, for a scale: 9 for « 4,05 des 9 indicateurs »."""


class Duration(Part):
    """Mean or median number of days from one date field to another."""

    kind: Literal["duration"]
    statistic: Literal["mean", "median"]
    start: str
    end: str


class Rate(Part):
    """Numerator episodes for so many of the denominator."""

    kind: Literal["rate"]
    numerator: Condition
    per: int = Field(gt=0)


class ServiceLevelRatio(Part):
    """Participations started over the intake that agreements in force contracted for the period."""

    kind: Literal["ratio"]
    numerator: Literal["participations"]
    denominator: Literal["contracted_intake"]


class SeriesValue(Part):
    """A value read from official aggregate series, over the months of the fiscal year.

    `over` names the series to divide by (a mean benefit is an amount over households).
    """

    kind: Literal["series"]
    series: str
    category: str = "total"
    quantity: Literal["count", "amount", "published_share"] = "count"
    """`published_share` for a rate that is only published: its population is in no table."""
    statistic: Literal["yearly_mean", "yearly_sum", "last_month"]
    over: str | None = None


class Change(Part):
    """The relative change of another indicator from the year before."""

    kind: Literal["change"]
    of: str


Measure = Annotated[Share | Count | Statistic | Duration | Rate | ServiceLevelRatio | SeriesValue | Change, Field(discriminator="kind")]
