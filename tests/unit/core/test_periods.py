"""Fiscal years and months, as ministries count them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analysis.core.periods import FiscalYear, add_months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 15), -12, date(2023, 1, 15)),
        (date(2024, 5, 15), 0, date(2024, 5, 15)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    year = FiscalYear(2024)
    assert (year.first_day, year.last_day) == (date(2024, 4, 1), date(2025, 3, 31))
    assert not year.contains(date(2024, 3, 31))
    assert year.contains(date(2024, 4, 1))
    assert year.contains(date(2025, 3, 31))
    assert not year.contains(date(2025, 4, 1))


@pytest.mark.parametrize("first_month", range(1, 13))
def test_consecutive_fiscal_years_leave_no_day_out_and_share_none(first_month: int) -> None:
    year = FiscalYear(2023, first_month)
    assert year.previous().last_day + timedelta(days=1) == year.first_day
    assert year.previous(2).start_year == 2021


def test_its_months_are_twelve_and_in_order() -> None:
    months = FiscalYear(2024).months
    assert len(months) == 12
    assert list(months) == sorted(months)
    assert (months[0], months[9], months[-1]) == (date(2024, 4, 1), date(2025, 1, 1), date(2025, 3, 1))


@pytest.mark.parametrize(
    ("day", "quarter"),
    [(date(2024, 4, 1), 1), (date(2024, 6, 30), 1), (date(2024, 7, 1), 2), (date(2024, 12, 31), 3), (date(2025, 1, 1), 4)],
)
def test_quarters_are_those_of_the_fiscal_year(day: date, quarter: int) -> None:
    assert FiscalYear(2024).quarter_of(day) == quarter


def test_a_day_of_another_year_has_no_quarter() -> None:
    with pytest.raises(ValueError, match="2024-03-31"):
        FiscalYear(2024).quarter_of(date(2024, 3, 31))


def test_a_year_is_written_as_each_language_writes_it() -> None:
    assert FiscalYear(2024).label("fr") == "2024-2025"
    assert FiscalYear(2024).label("en") == "2024–25"
    assert FiscalYear(1999).label("en") == "1999–00"
    assert FiscalYear(2024, first_month=1).label("fr") == "2024"


def test_years_sort_by_their_start() -> None:
    assert sorted([FiscalYear(2024), FiscalYear(2022), FiscalYear(2023)])[0] == FiscalYear(2022)
