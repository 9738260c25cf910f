"""The rows and tables of the follow-up: shares with their interval, counts out of a whole, values that rest on the smallest of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.frameworks.numbers import Unit
from analysis.indicators.results import INTERVAL_METHODS
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Note, Subject
from analysis.statistics.intervals import wilson

Place = Mapping[str, str]
SMALLEST = "smallest_denominator"
"""The denominator of a value made from several counts: the smallest of those that it would give away. Disclosure knows it by this name."""
SMALLEST_LABEL = Bilingual("plus petit des comptes dont la valeur est faite", "smallest of the counts that the value is made of")
ALL = Bilingual("Ensemble", "All")


def share_row(indicator: str, place: Place, counts: tuple[float, float], denominator: str, *, n_missing: float = 0.0) -> dict[str, Any]:
    """Return a share with its Wilson interval; no case where nobody is in the denominator."""
    yes, n = counts
    if n == 0:
        return _row(indicator, place, (0.0, 0.0, denominator, n_missing), np.nan, Unit.SHARE)
    ends = wilson(yes, n)
    return _row(
        indicator, place, (yes, n, denominator, n_missing), yes / n, Unit.SHARE, ends=(float(ends.low), float(ends.high)), method="wilson"
    )


def count_row(
    indicator: str, place: Place, counts: tuple[float, float], denominator: str, unit: Unit = Unit.PARTICIPATIONS
) -> dict[str, Any]:
    """Return a count out of a whole; without an interval, since everybody was counted."""
    count, whole = counts
    return _row(indicator, place, (count, whole, denominator, 0.0), count, unit, method="none_complete_count")


def resting_row(
    indicator: str,
    place: Place,
    value: float,
    smallest: float,
    unit: Unit,
    *,
    ends: tuple[float, float] = (np.nan, np.nan),
    method: str = "none_complete_count",
) -> dict[str, Any]:
    """Return a value made from several counts, which disclosure hides with the smallest of them."""
    return _row(indicator, place, (np.nan, smallest, SMALLEST, np.nan), value, unit, ends=ends, method=method)


def smallest_of(counts: Iterable[float]) -> float:
    """Return the smallest count that is not nought: nobody in a state says nothing of anyone; nought when all are."""
    return min((count for count in counts if count > 0), default=0.0)


def _row(
    indicator: str,
    place: Place,
    counts: tuple[float, float, str, float],
    value: float,
    unit: Unit,
    *,
    ends: tuple[float, float] = (np.nan, np.nan),
    method: str = "none",
) -> dict[str, Any]:
    numerator, denominator, name, missing = counts
    nothing = bool(np.isnan(value))
    return {
        "indicator": indicator,
        **place,
        "numerator": float(numerator),
        "denominator": float(denominator),
        "denominator_name": name,
        "n_missing": float(missing),
        "value": float(value),
        "interval_low": np.nan if nothing else ends[0],
        "interval_high": np.nan if nothing else ends[1],
        "interval_method": "none" if nothing else method,
        "unit": unit.value,
        "source": "",
        "note": Note.NO_CASES.value if nothing else Note.COMPUTED.value,
    }


def follow_up_table(
    rows: Sequence[dict[str, Any]],
    provenance: Provenance,
    *,
    dimensions: tuple[str, ...],
    additive: tuple[str, ...] = (),
    labels: Mapping[str, Mapping[str, Bilingual]],
    revealing: tuple[str, ...] = (),
) -> IndicatorTable:
    """Return the table of some rows, in the order of its indicators; `revealing` names derived columns that the rows hold."""
    frame = pd.DataFrame(rows, columns=["indicator", *dimensions, *VALUE_COLUMNS, *revealing])
    order = {name: place for place, name in enumerate(dict.fromkeys(frame["indicator"]))}
    frame = frame.sort_values("indicator", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    present = set(frame["indicator"])
    known = dict(labels)
    known["indicator"] = {name: label for name, label in labels["indicator"].items() if name in present}
    known["denominator_name"] = {**labels["denominator_name"], SMALLEST: SMALLEST_LABEL}
    known["interval_method"] = {code: INTERVAL_METHODS[code] for code in sorted(set(frame["interval_method"]))}
    return IndicatorTable(
        frame=frame,
        subject=Subject.PERSONS,
        provenance=provenance,
        dimensions=dimensions,
        additive=additive,
        derived=revealing,
        revealing=revealing,
        labels=known,
    )


def wave_labels(months: Iterable[int]) -> dict[str, Bilingual]:
    """Return what waves are called, by their code."""
    return {
        str(number): Bilingual(f"{number} mois", f"{number} months") if number != 1 else Bilingual("1 mois", "1 month") for number in months
    } | {TOTAL: ALL}
