"""Rows of amounts and counts, and the table they make: what every measure of money here ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.frameworks.numbers import Unit
from analysis.indicators.results import INTERVAL_METHODS
from analysis.indicators.table import VALUE_COLUMNS, IndicatorTable, Note, Subject

Labels = Mapping[str, Mapping[str, Bilingual]]


def money_row(
    indicator: str,
    place: Mapping[str, str],
    value: float | None,
    people: tuple[float, str],
    *,
    numerator: float = np.nan,
    unit: Unit = Unit.DOLLARS,
    ends: tuple[float, float] = (np.nan, np.nan),
    method: str = "none_complete_count",
    n_missing: float = np.nan,
    note: Note = Note.COMPUTED,
    **derived: Any,
) -> dict[str, Any]:
    """Return one row; an amount that is None is there for nobody.

    Parameters
    ----------
    people
        How many the amount is about, and the name of who they are.
    numerator
        The sum, where the amount is one that adds up with those of other rows.
    """
    n, name = people
    return {
        "indicator": indicator,
        **place,
        "numerator": float(numerator),
        "denominator": float(n),
        "denominator_name": name,
        "n_missing": float(n_missing),
        "value": np.nan if value is None else float(value),
        "interval_low": ends[0],
        "interval_high": ends[1],
        "interval_method": "none" if value is None else method,
        "unit": unit.value,
        "source": "",
        "note": Note.NO_CASES.value if value is None and note is Note.COMPUTED else note.value,
        **derived,
    }


def money_table(
    rows: Sequence[Mapping[str, Any]],
    provenance: Provenance,
    labels: Labels,
    *,
    subject: Subject = Subject.PERSONS,
    dimensions: tuple[str, ...] = (),
    additive: tuple[str, ...] = (),
    derived: tuple[str, ...] = (),
    revealing: tuple[str, ...] = (),
) -> IndicatorTable:
    """Return the table of some rows, indicators in the order in which they first come."""
    frame = pd.DataFrame(list(rows), columns=["indicator", *dimensions, *VALUE_COLUMNS, *derived])
    order = {name: place for place, name in enumerate(dict.fromkeys(frame["indicator"]))}
    frame = frame.sort_values("indicator", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    methods = {code: INTERVAL_METHODS[code] for code in sorted(set(frame["interval_method"]))}
    return IndicatorTable(frame, subject, provenance, dimensions, additive, derived, revealing, {**labels, "interval_method": methods})
