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


class Records(Part):
    """A count, sum, mean, share or delay over the rows of a table of records (`frameworks.record_tables`).

    A row counts when its day `dated_by` falls in the period and it meets `where`.
    """

    kind: Literal["records"]
    table: str
    statistic: Literal["count", "sum", "mean", "share", "mean_days", "median_days"]
    dated_by: str
    where: Condition | None = None
    """Which rows; None for all."""
    numerator: Condition | None = None
    """For a share: the rows that meet it, over the others."""
    field: str | None = None
    """For a sum or a mean: the number that is added up."""
    until: str | None = None
    """For a delay: the day on which it ends; it begins on the day `dated_by`."""
    distinct: str | None = None
    """For a count: each value of this column once, in its first row of the period."""


class Quotient(Part):
    """A count or sum of records over another indicator of the framework: a cost over participants, complaints over the clientele."""

    kind: Literal["quotient"]
    numerator: Records
    over: str
    per: int = Field(default=1, gt=0)


class Change(Part):
    """The relative change of another indicator from the year before."""

    kind: Literal["change"]
    of: str


Measure = Annotated[
    Share | Count | Statistic | Duration | Rate | ServiceLevelRatio | SeriesValue | Records | Quotient | Change,
    Field(discriminator="kind"),
]
