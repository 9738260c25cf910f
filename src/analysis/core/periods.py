"""Fiscal years, quarters and months, and counting months between days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.core.languages import Language


def add_months(day: date, months: int) -> date:
    """Return the same day of the month some months later, or the last day of a shorter month.

    31 January plus one month is 28 or 29 February: a follow-up that falls due at "one month" is due in February.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """Twelve months named by the calendar year in which they start (2024 for 2024–2025)."""

    start_year: int
    first_month: int = 4

    @property
    def first_day(self) -> date:
        """The first day that belongs to the year."""
        return date(self.start_year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        """The last day that belongs to the year."""
        return add_months(self.first_day, 12) - timedelta(days=1)

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each of its twelve months, in order."""
        return tuple(add_months(self.first_day, offset) for offset in range(12))

    def previous(self, years: int = 1) -> FiscalYear:
        """Return the fiscal year some years earlier."""
        return FiscalYear(self.start_year - years, self.first_month)

    def contains(self, day: date) -> bool:
        """Say whether a day belongs to the year (both ends included)."""
        return self.first_day <= day <= self.last_day

    def quarter_of(self, day: date) -> int:
        """Return 1–4, the fiscal quarter of a day of this year."""
        if not self.contains(day):
            raise ValueError(f"{day.isoformat()} is not in fiscal year {self.start_year}")
        return ((day.year - self.first_day.year) * 12 + day.month - self.first_day.month) // 3 + 1

    def label(self, language: Language) -> str:
        """Return the year as it is printed: `2024-2025` in French, `2024–25` in English, `2024` if it is a calendar year."""
        if self.first_month == 1:
            return str(self.start_year)
        if language == "fr":
            return f"{self.start_year}-{self.start_year + 1}"
        return f"{self.start_year}–{(self.start_year + 1) % 100:02d}"
