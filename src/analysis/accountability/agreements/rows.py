"""Rows of tables about agreements: counts of agreements and reports, which are about nobody, and counts of participations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.frameworks.numbers import Unit
from analysis.indicators.table import Note


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
) -> dict[str, Any]:
    """Return one row of a table of records: a value, and what it is out of when it is out of something.

    Without a value the row says why by its note (`NO_CASES` when not given).
    """
    number = np.nan if value is None else float(value)
    return {
        "indicator": indicator,
        **place,
        "numerator": number,
        "denominator": number if of is None else float(of),
        "denominator_name": denominator_name,
        "n_missing": np.nan,
        "value": number,
        "interval_low": np.nan,
        "interval_high": np.nan,
        "interval_method": "none" if value is None else method,
        "unit": unit.value,
        "source": source,
        "note": (note or (Note.NO_CASES if value is None else Note.COMPUTED)).value,
    }
