"""Rows of amounts and counts, and the table they make: what every measure of money here ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import IndicatorTable, Note, Subject
from analysis.indicators.value_rows import NO_ENDS, Row, frame_of, methods_in, value_row

Labels = Mapping[str, Mapping[str, Bilingual]]


def money_row(
    indicator: str,
    place: Mapping[str, str],
    value: float | None,
    people: tuple[float, str],
    *,
    numerator: float = np.nan,
    unit: Unit = Unit.DOLLARS,
    ends: tuple[float, float] = NO_ENDS,
    method: str = "none_complete_count",
    n_missing: float = np.nan,
    note: Note = Note.COMPUTED,
    **derived: Any,
) -> Row:
    """Return one row; an amount that is None is there for nobody.

    Parameters
    ----------
    people
        How many the amount is about, and the name of who they are.
    numerator
        The sum, where the amount is one that adds up with those of other rows.
    """
    n, name = people
    why = None if note is Note.COMPUTED else note
    counts = numerator, n, name
    return value_row(indicator, place, counts, unit, value=value, ends=ends, method=method, n_missing=n_missing, note=why, derived=derived)


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
    frame = frame_of(rows, dimensions, derived)
    known = {**labels, "interval_method": methods_in(frame)}
    return IndicatorTable(frame, subject, provenance, dimensions, additive, derived, revealing, known)
