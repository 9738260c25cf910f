"""The rows of one indicator put in the order of a table's groups, with the reason where a group has none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Records, ServiceLevelRatio
from analysis.indicators.contracted import GROUPABLE
from analysis.indicators.counting import CohortSums
from analysis.indicators.records import groupable
from analysis.indicators.results import Sums, results
from analysis.indicators.table import TOTAL, Note

Groups = list[tuple[str, ...]]
"""The groups of a table in its order: codes in the order of its dimensions."""


def groups_of(by: Sequence[str], frames: Iterable[pd.DataFrame], intakes: Iterable[dict[tuple[str, ...], float]]) -> Groups:
    """Return every group that somebody or some contract belongs to, the margin of everyone first; one empty key without grouping."""
    keys = {(TOTAL,) * len(by)}
    for frame in frames:
        keys |= set(_keys(frame, by))
    for intake in intakes:
        keys |= set(intake)
    return sorted(keys, key=lambda key: [(code != TOTAL, code) for code in key])


def _keys(frame: pd.DataFrame, by: Sequence[str]) -> Groups:
    """Return the group of each row."""
    return list(frame[list(by)].itertuples(index=False, name=None)) if by else [()] * len(frame)


def _places(frame: pd.DataFrame, groups: Groups, by: Sequence[str]) -> list[int]:
    """Return the place of each group among the rows, -1 for a group without a row."""
    place_of = {key: place for place, key in enumerate(_keys(frame, by))}
    return [place_of.get(key, -1) for key in groups]


def aligned(rows: pd.DataFrame, groups: Groups, by: Sequence[str]) -> pd.DataFrame:
    """Put rows in the order of the groups; a group without a row gets the note `not_applicable`."""
    places = _places(rows, groups, by)
    placed = rows.reset_index(drop=True).reindex([place if place >= 0 else len(rows) for place in places]).reset_index(drop=True)
    absent = placed["note"].isna()
    placed.loc[absent, "note"] = Note.NOT_APPLICABLE.value
    placed.loc[absent, "interval_method"] = "none"
    return placed


def person_rows(
    indicator: Indicator,
    counted: CohortSums,
    groups: Groups,
    by: Sequence[str],
    intake: dict[tuple[str, ...], float] | None,
) -> pd.DataFrame:
    """Return the results of an indicator of persons, one row a group in the order of the groups; nobody counts as nought."""
    sums = counted.sums[indicator.name]
    places = np.array(_places(counted.groups, groups, by))
    counts = [_taken(values, places) for values in (sums.numerator, sums.denominator, sums.missing)]
    sums = Sums(*counts, *(_taken(values, places, nothing=np.nan) for values in (sums.square, sums.median)))
    if isinstance(indicator.measure, ServiceLevelRatio):
        denominators = np.array([(intake or {}).get(key, 0.0) for key in groups], dtype=np.float64)
        values = pd.DataFrame(results(indicator, Sums(sums.numerator, denominators, sums.missing, sums.square, sums.median)))
        senseless = [any(code != TOTAL for name, code in zip(by, key, strict=True) if name not in GROUPABLE) for key in groups]
        nothing = without_value(1, Note.NOT_APPLICABLE).iloc[0]
        values.loc[senseless, list(nothing.index)] = nothing.to_list()
        return values
    return pd.DataFrame(results(indicator, sums))


def record_rows(indicator: Indicator, counted: CohortSums, groups: Groups, by: Sequence[str]) -> pd.DataFrame:
    """Put the results of records in the order of the groups; what records cannot be split by is not applicable."""
    measure = indicator.measure
    assert isinstance(measure, Records)  # noqa: S101 - the caller chooses by the kind of measure
    values = person_rows(indicator, counted, groups, by, None)
    possible = groupable(measure)
    senseless = [any(code != TOTAL and name not in possible for name, code in zip(by, key, strict=True)) for key in groups]
    nothing = without_value(1, Note.NOT_APPLICABLE).iloc[0]
    values.loc[senseless, list(nothing.index)] = nothing.to_list()
    return values


def _taken(values: np.ndarray[Any, np.dtype[np.float64]], place: Any, nothing: float = 0.0) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.where(place >= 0, values[place], nothing)


def without_value(n_rows: int, note: Note) -> pd.DataFrame:
    """Return rows that hold no number, and why."""
    nothing = {
        name: np.full(n_rows, np.nan) for name in ("numerator", "denominator", "n_missing", "value", "interval_low", "interval_high")
    }
    return pd.DataFrame({**nothing, "interval_method": "none", "note": note.value})
