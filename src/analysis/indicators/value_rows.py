"""Rows of an `IndicatorTable` made one by one, and the frame that holds them: what measures that are not sums over a cohort end with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.core.languages import Bilingual
from analysis.frameworks.numbers import Unit
from analysis.indicators.results import INTERVAL_METHODS
from analysis.indicators.table import SMALLEST, VALUE_COLUMNS, Note
from analysis.statistics.intervals import wilson

Row = dict[str, Any]
Counts = tuple[float, float, str]
"""A numerator, a denominator and the denominator's name."""
NO_ENDS = (np.nan, np.nan)


def value_row(
    indicator: str,
    place: Mapping[str, str],
    counts: Counts,
    unit: Unit,
    *,
    value: float | None = None,
    ends: tuple[float, float] = NO_ENDS,
    method: str = "none_complete_count",
    n_missing: float = np.nan,
    note: Note | None = None,
    source: str = "",
    derived: Mapping[str, Any] | None = None,
) -> Row:
    """Return one row at a `place` (a code a dimension).

    Without a value (None or NaN) there is neither interval nor method, and the note says why: `NO_CASES` when not given. A `note` of
    `COMPUTED` is kept, and its method: that a number does not exist is then no sign of how many people are behind it.
    """
    numerator, denominator, name = counts
    nothing = value is None or bool(np.isnan(value))
    note = note or (Note.NO_CASES if nothing else Note.COMPUTED)
    low, high = NO_ENDS if nothing else ends
    return {
        "indicator": indicator,
        **place,
        "numerator": float(numerator),
        "denominator": float(denominator),
        "denominator_name": name,
        "n_missing": float(n_missing),
        "value": np.nan if value is None else float(value),
        "interval_low": float(low),
        "interval_high": float(high),
        "interval_method": "none" if nothing and note is not Note.COMPUTED else method,
        "unit": unit.value,
        "source": source,
        "note": note.value,
        **(derived or {}),
    }


def share_row(
    indicator: str, place: Mapping[str, str], counts: Counts, *, n_missing: float = 0.0, derived: Mapping[str, Any] | None = None
) -> Row:
    """Return the row of a share with its Wilson interval; no cases where nobody is in the denominator."""
    numerator, denominator, _ = counts
    if not denominator:
        return value_row(indicator, place, counts, Unit.SHARE, n_missing=n_missing, derived=derived)
    ends = wilson(numerator, denominator)
    return value_row(
        indicator,
        place,
        counts,
        Unit.SHARE,
        value=numerator / denominator,
        ends=(float(ends.low), float(ends.high)),
        method="wilson",
        n_missing=n_missing,
        derived=derived,
    )


def combined_row(
    indicator: str,
    place: Mapping[str, str],
    value: float | None,
    smallest: float,
    unit: Unit = Unit.SHARE,
    *,
    ends: tuple[float, float] = NO_ENDS,
    method: str = "none_complete_count",
    note: Note | None = None,
    derived: Mapping[str, Any] | None = None,
) -> Row:
    """Return the row of a value made from several counts: disclosure judges it by the `smallest` of those that it would give away."""
    return value_row(
        indicator, place, (np.nan, smallest, SMALLEST), unit, value=value, ends=ends, method=method, note=note, derived=derived
    )


def smallest_of(counts: Iterable[float]) -> float:
    """Return the smallest count that is not nought: nobody in a state says nothing of anyone; nought when all are."""
    return min((float(count) for count in counts if count > 0), default=0.0)


def frame_of(rows: Sequence[Mapping[str, Any]], dimensions: Sequence[str], derived: Sequence[str] = ()) -> pd.DataFrame:
    """Return rows as the frame of a table: indicators stand together, in the order in which they first come."""
    frame = pd.DataFrame(list(rows), columns=["indicator", *dimensions, *VALUE_COLUMNS, *derived])
    order = {name: place for place, name in enumerate(dict.fromkeys(frame["indicator"]))}
    return frame.sort_values("indicator", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def methods_in(frame: pd.DataFrame) -> dict[str, Bilingual]:
    """Return what the interval methods of a frame are called."""
    return {code: INTERVAL_METHODS[code] for code in sorted(set(frame["interval_method"]))}
