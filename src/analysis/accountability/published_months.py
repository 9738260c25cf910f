"""The published months, quarters and years of an indicator, and what may be worked out from them.

Everything that follows the year (sums to date, limits, projections) is made from numbers that the report publishes: what is hidden is
hidden here too, so that nothing shown later gives it back. A sum over months of which one is hidden is known where its quarter, or its
year, is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.core.periods import FiscalYear, add_months
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import TOTAL

FloatArray = npt.NDArray[np.float64]
MONTHS, QUARTERS = 12, 4
_QUOTIENTS = frozenset({"wilson", "student_t", "none_over_official", "none_official"})
_EMPTY_STATUSES = frozenset({"no_cases"})
_SHOWN_STATUSES = frozenset({"published", "rounded"})
_HIDDEN_STATUSES = frozenset({"hidden_small", "hidden_to_protect_others"})


class State(StrEnum):
    """What is known of a period."""

    KNOWN = "known"
    EMPTY = "empty"
    """Nobody to count: nothing is added."""
    HIDDEN = "hidden"
    ABSENT = "absent"
    """Not measured by month."""
    IN_DEVELOPMENT = "in_development"
    TO_COME = "to_come"


@dataclass(frozen=True, slots=True)
class Amount:
    """A numerator over a denominator; a sum of amounts adds both."""

    numerator: float
    denominator: float

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.numerator + other.numerator, self.denominator + other.denominator)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.numerator - other.numerator, self.denominator - other.denominator)


NOTHING = Amount(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year as it is published."""

    state: State
    amount: Amount = NOTHING
    low: float = float("nan")
    high: float = float("nan")
    method: str = "none"

    @property
    def adds(self) -> bool:
        """Whether what it adds to a sum is known."""
        return self.state in (State.KNOWN, State.EMPTY)


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """One fiscal year of one indicator."""

    year: FiscalYear
    months: tuple[Period, ...]
    quarters: tuple[Period, ...]
    whole: Period
    n_over: int
    """How many of its months were over on the day of observation."""

    def to_date(self, n_months: int) -> Amount | None:
        """Return the sum of its first months, or None when a hidden month stands in the way."""
        if n_months > self.n_over:
            return None
        if n_months == MONTHS and self.whole.adds:
            return self.whole.amount
        total = NOTHING
        full, rest = divmod(n_months, 3)
        for quarter in range(full + (rest > 0)):
            first, last = 3 * quarter, min(3 * quarter + 3, n_months)
            period = self.quarters[quarter]
            if last - first == 3 and period.adds:
                total = total + period.amount
            elif all(month.adds for month in self.months[first:last]):
                for month in self.months[first:last]:
                    total = total + month.amount
            else:
                return None
        return total

    @property
    def is_whole(self) -> bool:
        """Whether it is over and counts somebody in each quarter: files that begin during the year do not."""
        if self.n_over < MONTHS or self.whole.state is not State.KNOWN:
            return False
        return all(
            period.state is State.HIDDEN or (period.state is State.KNOWN and period.amount.denominator + period.amount.numerator > 0)
            for period in self.quarters
        )


@dataclass(frozen=True, slots=True)
class PublishedIndicator:
    """An indicator over several fiscal years, oldest first."""

    name: str
    unit: Unit
    is_quotient: bool
    """Whether its value is a numerator over a denominator; else it is the numerator."""
    per: float
    """What a quotient is multiplied by (1,000 for « per thousand »)."""
    denominator_name: str
    years: tuple[PublishedYear, ...]

    @property
    def is_by_month(self) -> bool:
        """Whether it is measured by month at all."""
        return any(month.state in (State.KNOWN, State.EMPTY, State.HIDDEN) for year in self.years for month in year.months)

    @property
    def why_not(self) -> Period:
        """Why it is not followed by month."""
        return Period(State.IN_DEVELOPMENT if self.years[-1].whole.state is State.IN_DEVELOPMENT else State.ABSENT)

    def value(self, amount: Amount | None) -> float:
        """Return the value of an amount in the indicator's unit; NaN of nothing."""
        if amount is None:
            return float("nan")
        if not self.is_quotient:
            return amount.numerator
        return self.per * amount.numerator / amount.denominator if amount.denominator > 0 else float("nan")

    def last_twelve(self, place: int, n_months: int) -> Amount | None:
        """Return the sum of the twelve months that end with a month of a year, or None when it cannot be known."""
        now = self.years[place].to_date(n_months)
        if n_months == MONTHS or now is None or place == 0:
            return now if n_months == MONTHS else None
        before = self.years[place - 1]
        whole, past = before.to_date(MONTHS), before.to_date(n_months)
        return None if whole is None or past is None or not before.is_whole else now + (whole - past)

    def ends_of_blocks(self, places: Sequence[int], n_over: int) -> tuple[int, ...]:
        """Return the months at which the sum to date is known in each of some years, up to month `n_over` of the last of them.

        Years are cut at the same months, into months where they are published and into quarters where they are not.
        """
        ends = []
        for n_months in range(1, MONTHS + 1):
            chosen = places if n_months <= n_over else places[:-1]
            if all(self.years[place].to_date(n_months) is not None for place in chosen):
                ends.append(n_months)
        return tuple(ends)

    def by_block(self, place: int, ends: Sequence[int]) -> tuple[FloatArray, FloatArray]:
        """Return the numerators and the denominators of the blocks of months that end at some months of a year."""
        sums = [NOTHING, *(self.years[place].to_date(end) or NOTHING for end in ends)]
        parts = [after - before for before, after in pairwise(sums)]
        return np.array([part.numerator for part in parts]), np.array([part.denominator for part in parts])


def read_published(frames: Mapping[FiscalYear, pd.DataFrame], as_of: date) -> dict[str, PublishedIndicator]:
    """Return each indicator of some released tables by `quarter` and `month`, one table a fiscal year, oldest first.

    Parameters
    ----------
    frames
        The frames of tables that disclosure has released: a row that is not shown holds no number.
    as_of
        The day of observation: a month that was not over on that day is still to come.
    """
    years = sorted(frames)
    names = dict.fromkeys(str(name) for year in reversed(years) for name in frames[year]["indicator"])
    rows = {(year, str(row["indicator"]), str(row["quarter"]), str(row["month"])): row for year in years for row in _records(frames[year])}
    return {name: _indicator(name, years, rows, as_of) for name in names}


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(key): value for key, value in record.items()} for record in frame.to_dict("records")]


_Rows = Mapping[tuple[FiscalYear, str, str, str], Mapping[str, object]]


def _indicator(name: str, years: Sequence[FiscalYear], rows: _Rows, as_of: date) -> PublishedIndicator:
    wholes = [row for year in reversed(years) if (row := rows.get((year, name, TOTAL, TOTAL))) is not None]
    shown = [row for row in wholes if str(row["status"]) in _SHOWN_STATUSES]
    first = (shown or wholes)[0]
    method = str(first["interval_method"])
    numerator, denominator, value = (float(str(first[column])) for column in ("numerator", "denominator", "value"))
    is_quotient = method in _QUOTIENTS or (not shown and Unit(str(first["unit"])) in (Unit.SHARE, Unit.RATIO, Unit.DAYS))
    per = round(value * denominator / numerator) if is_quotient and shown and numerator > 0 else 1
    return PublishedIndicator(
        name=name,
        unit=Unit(str(first["unit"])),
        is_quotient=is_quotient,
        per=float(per),
        denominator_name=str(first["denominator_name"]),
        years=tuple(_year(name, year, rows, as_of) for year in years),
    )


def _year(name: str, year: FiscalYear, rows: _Rows, as_of: date) -> PublishedYear:
    n_over = sum(add_months(first, 1) <= as_of or (add_months(first, 1) - as_of).days == 1 for first in year.months)
    months = [
        _period(rows.get((year, name, f"{year.start_year}-Q{at // 3 + 1}", f"{first:%Y-%m}"))) for at, first in enumerate(year.months)
    ]
    return PublishedYear(
        year=year,
        months=tuple(period if at < n_over else Period(State.TO_COME) for at, period in enumerate(months)),
        quarters=tuple(
            _period(rows.get((year, name, f"{year.start_year}-Q{at + 1}", TOTAL))) if 3 * at + 3 <= n_over else Period(State.TO_COME)
            for at in range(QUARTERS)
        ),
        whole=_period(rows.get((year, name, TOTAL, TOTAL))) if n_over == MONTHS else Period(State.TO_COME),
        n_over=n_over,
    )


def _period(row: Mapping[str, object] | None) -> Period:
    if row is None:
        return Period(State.EMPTY)
    status = str(row["status"])
    if status in _HIDDEN_STATUSES:
        return Period(State.HIDDEN)
    if status in _EMPTY_STATUSES:
        return Period(State.EMPTY)
    if status == State.IN_DEVELOPMENT.value:
        return Period(State.IN_DEVELOPMENT)
    numerator, denominator, low, high = (
        float(str(row[column])) for column in ("numerator", "denominator", "interval_low", "interval_high")
    )
    # A median has no numerator: it is not a sum that months add to.
    if status not in _SHOWN_STATUSES or np.isnan(numerator):
        return Period(State.ABSENT)
    return Period(State.KNOWN, Amount(numerator, 0.0 if np.isnan(denominator) else denominator), low, high, str(row["interval_method"]))
