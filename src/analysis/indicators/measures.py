"""What one episode adds to an indicator, and what the sums over episodes say: one small function a kind of measure, each way.

Everything an episode adds is a whole number (hours are counted in thousandths), so that the engine's order of summing cannot change a
result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis

from analysis.cohorts.conditions import to_boolean
from analysis.frameworks.indicators import Indicator, MissingCountsAs
from analysis.frameworks.measures import Count, Duration, Rate, ServiceLevelRatio, Share, Statistic
from analysis.frameworks.vocabulary import FIELDS, FieldKind

THOUSANDTHS = 1000
_WHOLE_FIELDS = frozenset({"n_suitability_indicators", "age_at_start", "satisfaction_score"})
"""Number fields without decimals."""

Column = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """What each episode adds, as Ibis columns without missing values.

    `square` (for means) is added up for the interval; `quantity` (for medians) is what is ranked, missing when it does not count.
    Sums of `numerator` and `quantity` are divided by `divisor`, those of `square` by its square.
    """

    numerator: Any
    denominator: Any
    missing: Any
    square: Any | None = None
    quantity: Any | None = None
    divisor: int = 1


def tally(indicator: Indicator, episodes: Any, column: Column) -> Tally:
    """Return what each episode adds to an indicator.

    Parameters
    ----------
    episodes
        The cohort's episodes.
    column
        Gives the column of a field as the indicator looks at it.

    Notes
    -----
    An episode for which the condition of the denominator is missing is outside the denominator.
    """
    where = indicator.denominator.where if indicator.denominator else None
    members = ibis.literal(True) if where is None else to_boolean(where, column).fill_null(False)
    measure = indicator.measure
    if isinstance(measure, Share | Rate):
        return tally_of_share(members, to_boolean(measure.numerator, column), _rule(indicator))
    if isinstance(measure, Count):
        condition = ibis.literal(True) if measure.where is None else to_boolean(measure.where, column)
        return _count_of_persons(members, condition, episodes) if measure.of == "persons" else tally_of_counts(members, condition)
    if isinstance(measure, Statistic):
        return _statistic(members, measure, column(measure.field))
    if isinstance(measure, Duration):
        return _duration(members, measure, column(measure.start), column(measure.end))
    if isinstance(measure, ServiceLevelRatio):
        return Tally(_one(members), _one(ibis.literal(False)), _one(ibis.literal(False)))
    raise TypeError(f"{indicator.name} is not counted from episodes")


def _rule(indicator: Indicator) -> MissingCountsAs:
    if indicator.missing_counts_as is None:
        raise ValueError(f"{indicator.name} does not say what a missing outcome counts as")
    return indicator.missing_counts_as


def _one(condition: Any) -> Any:
    return condition.cast("int8")


def tally_of_share(members: Any, outcome: Any, rule: MissingCountsAs) -> Tally:
    """Members who met the outcome, over members; a missing outcome leaves the denominator, or counts as not met, or as met."""
    met, missing = members & outcome.fill_null(False), members & outcome.isnull()
    return Tally(
        numerator=_one(met | missing if rule is MissingCountsAs.MET else met),
        denominator=_one(members & outcome.notnull() if rule is MissingCountsAs.EXCLUDED else members),
        missing=_one(missing),
    )


def tally_of_counts(members: Any, condition: Any) -> Tally:
    """Participations that meet the condition, among the members."""
    return Tally(_one(members & condition.fill_null(False)), _one(members), _one(members & condition.isnull()))


def _count_of_persons(members: Any, condition: Any, episodes: Any) -> Tally:
    """Persons with a participation that meets the condition, among the persons who are members.

    A person counts once, in the group and the month of the first participation of the period that meets the condition, so that
    groups and months add up to the total.
    """

    def first(included: Any) -> Any:
        order = ibis.row_number().over(group_by=[episodes.person_id, included], order_by=[episodes.counted_on, episodes.participation_id])
        return _one(included & (order == 0))

    return Tally(
        first(members & condition.fill_null(False)), first(members), first(members & condition.isnull())
    )  # fmt: skip


def _statistic(members: Any, measure: Statistic, value: Any) -> Tally:
    """Add the field of the members who have one; a missing value is counted beside and adds nothing."""
    if FIELDS[measure.field].kind is not FieldKind.NUMBER:
        raise ValueError(f"{measure.field} is not a number")
    if measure.field in _WHOLE_FIELDS:
        return tally_of_quantity(members, value.cast("int64"), measure.kind)
    return tally_of_quantity(members, (value * THOUSANDTHS).round().cast("int64"), measure.kind, divisor=THOUSANDTHS)


def _duration(members: Any, measure: Duration, start: Any, end: Any) -> Tally:
    """Days from one date to the other, of the members who have both."""
    return tally_of_quantity(members, end.delta(start, unit="day").cast("int64"), measure.statistic)


def one_a_distinct_value(value: Any, order: list[Any]) -> Tally:
    """Count each value once, in the first row that has it, so that groups and months add up to the total."""
    first = ibis.row_number().over(group_by=[value], order_by=order) == 0
    counted = value.notnull() & first
    return Tally(_one(counted), _one(counted), _one(value.isnull()))


def tally_of_quantity(members: Any, quantity: Any, statistic: str, divisor: int = 1) -> Tally:
    """Add the quantity of the members who have one; those who have none are missing."""
    counted = members & quantity.notnull()
    amount = counted.ifelse(quantity, 0)
    return Tally(
        numerator=amount,
        denominator=_one(counted),
        missing=_one(members & quantity.isnull()),
        square=amount * amount if statistic == "mean" else None,
        quantity=counted.ifelse(quantity, ibis.null("int64")) if statistic == "median" else None,
        divisor=divisor,
    )
