"""Text that will be opened in a spreadsheet: never a formula."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes spreadsheets run a cell: signs, their full-width forms, and characters that they drop before looking."""


def guarded(text: str) -> str:
    """Return a cell's text with an apostrophe before it if a spreadsheet would run it; numbers are not text and need none.

    Leading spaces, no-break ones too, do not hide a formula.
    """
    return f"'{text}" if text.lstrip(" \u00a0\u202f").startswith(FORMULA_STARTS) else text
