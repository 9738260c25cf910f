"""Rows of tables about agreements: counts of agreements and reports, which are about nobody, and counts of participations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analysis.frameworks.numbers import Unit
from analysis.indicators.table import Note
from analysis.indicators.value_rows import Row, value_row


def record_row(
    indicator: str,
    place: Mapping[str, str],
    value: float | None,
    *,
    unit: Unit = Unit.COUNT,
    of: float | None = None,
    denominator_name: str = "agreements",
    method: str = "none_complete_count",
    source: str = "",
    note: Note | None = None,
) -> Row:
    """Return one row of a table of records: a value, and what it is out of when it is out of something.

    Without a value the row says why by its note (`NO_CASES` when not given).
    """
    number = np.nan if value is None else float(value)
    counts = number, number if of is None else float(of), denominator_name
    return value_row(indicator, place, counts, unit, value=value, method=method, note=note, source=source)
