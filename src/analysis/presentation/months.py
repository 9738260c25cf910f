"""Months of official series as they are printed, and whether their figures are still estimates."""

from __future__ import annotations

from datetime import date

from analysis.core.languages import Language
from analysis.presentation.numbers import format_month
from analysis.presentation.released import Result


def month_of(code: str) -> date | None:
    """Return the first day of the month that a code `2018-04` names, or None for any other code."""
    year, _, month = code.partition("-")
    return date(int(year), int(month), 1) if year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 else None


def is_estimate(row: Result) -> bool:
    """Whether a figure is still an estimate."""
    return row.derived.get("figure_status") == "estimate"


def month_label(code: str, language: Language) -> str:
    """Return a month's code as it is printed; any other code as it is."""
    day = month_of(code)
    return format_month(day, language) if day else code
