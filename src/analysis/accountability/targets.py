"""Results held to the targets of a year: attainment, gap with its interval, and whether the gap is within what needs no explanation.

Everything is judged on unrounded values, and a result without a target is never scored. Initial and revised targets stay side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np

from analysis.accountability.standards import CONFIDENCE_LABELS, judge
from analysis.core.languages import Bilingual
from analysis.frameworks.indicators import Better
from analysis.frameworks.model import Framework
from analysis.frameworks.targets import Level, TargetInForce, Targets
from analysis.indicators.table import TOTAL, IndicatorTable

TARGET_COLUMNS = (
    "initial_target", "revised_target", "tolerance_low", "tolerance_high",
    "attainment", "attainment_low", "attainment_high", "position",
)  # fmt: skip
"""The derived columns that a table held to its targets has beside those of standards; `standard` holds the target in force."""

_REVEALING = ("attainment", "attainment_low", "attainment_high", "position")
_PLACES = ("region", "office")


class Position(StrEnum):
    """Where a result stands beside its target and its tolerance; up and down are directions of the number, not judgements."""

    WITHIN = "within"
    BEYOND_UPWARD = "beyond_upward"
    BEYOND_DOWNWARD = "beyond_downward"
    NO_TARGET = "no_target"
    NOT_JUDGED = "not_judged"

    @property
    def must_be_explained(self) -> bool:
        """Whether the gap is beyond its tolerance, in either direction."""
        return self in (Position.BEYOND_UPWARD, Position.BEYOND_DOWNWARD)


POSITION_LABELS: dict[Position, Bilingual] = {
    Position.WITHIN: Bilingual("dans la marge", "within tolerance"),
    Position.BEYOND_UPWARD: Bilingual("au-dessus de la marge", "above tolerance"),
    Position.BEYOND_DOWNWARD: Bilingual("au-dessous de la marge", "below tolerance"),
    Position.NO_TARGET: Bilingual("sans cible", "no target"),
    Position.NOT_JUDGED: Bilingual("non jugé", "not judged"),
}


def hold_to_targets(table: IndicatorTable, framework: Framework, targets: Targets, day: date) -> IndicatorTable:
    """Return a table held to its standards with the targets of a year in their place, wherever there is one.

    Parameters
    ----------
    table
        A table that `hold_to_standards` returned. A row about everyone is held to the national target, a row about a region or an office
        to its own; a row about any other group has no target.
    day
        The target in force on that day is the one held to: at the end of the fiscal year, the revised one if there is one.

    Returns
    -------
    IndicatorTable
        `standard` is the target in force; `attainment` is value / target (1 is the target; NaN for a target of 0); `gap` is value −
        target in the indicator's unit, `gap_low` and `gap_high` the ends of the value's interval less the target; `position` says
        whether the gap is within its tolerance, in the direction of the number whichever direction is better. Without a target, or
        without a value, numbers are NaN.
    """
    rows = table.frame.to_dict("records")
    found = [_target_of(framework, targets, row, table.dimensions, day) for row in rows]
    directions = {indicator.name: indicator.better for indicator in framework.indicators}
    held = [_held(row, target, directions.get(str(row["indicator"]), Better.NEITHER)) for row, target in zip(rows, found, strict=True)]
    frame = table.frame.copy()
    columns = ("standard", "standard_confidence", "gap", "gap_low", "gap_high", "verdict", *TARGET_COLUMNS)
    for name in columns:
        frame[name] = [row[name] for row in held]
    labels = dict(table.labels) | {
        "position": {position.value: label for position, label in POSITION_LABELS.items()},
        "standard_confidence": {code: label for code, label in CONFIDENCE_LABELS.items() if code in set(frame["standard_confidence"])},
    }
    return table.with_frame(
        frame,
        derived=(*table.derived, *TARGET_COLUMNS),
        revealing=(*table.revealing, *_REVEALING),
        labels=labels,
        provenance=table.provenance.after(f"hold to targets {targets.name} on {day.isoformat()}"),
    )


def position_of(value: float, target: TargetInForce | None) -> Position:
    """Return where an unrounded result stands; a value equal to a limit of the band is within it."""
    if target is None:
        return Position.NO_TARGET
    if np.isnan(value):
        return Position.NOT_JUDGED
    low, high = target.tolerance.limits(target.value)
    if value < low:
        return Position.BEYOND_DOWNWARD
    return Position.BEYOND_UPWARD if value > high else Position.WITHIN


def _target_of(
    framework: Framework, targets: Targets, row: Mapping[Any, Any], dimensions: tuple[str, ...], day: date
) -> TargetInForce | None:
    codes = {name: str(row[name]) for name in dimensions if str(row[name]) != TOTAL}
    if not set(codes) <= set(_PLACES):
        return None
    indicator = str(row["indicator"])
    if "office" in codes:
        return targets.in_force(framework.name, indicator, Level.OFFICE, codes["office"], day)
    if "region" in codes:
        return targets.in_force(framework.name, indicator, Level.REGION, codes["region"], day)
    return targets.in_force(framework.name, indicator, Level.NATIONAL, None, day)


def _held(row: Mapping[Any, Any], target: TargetInForce | None, better: Better) -> dict[str, Any]:
    if target is None:
        # The framework's own standard, if it sets one, stays what the result is held to.
        kept = {name: row[name] for name in ("standard", "standard_confidence", "gap", "gap_low", "gap_high", "verdict")}
        return kept | dict.fromkeys(TARGET_COLUMNS, np.nan) | {"position": Position.NO_TARGET.value}
    value, expected = float(row["value"]), float(target.value)
    ends = {"low": float(row["interval_low"]), "high": float(row["interval_high"])}
    band = target.tolerance.limits(target.value)
    return {
        "standard": expected,
        "standard_confidence": target.confidence.value,
        "gap": value - expected,
        **{f"gap_{name}": end - expected for name, end in ends.items()},
        "verdict": judge(value, expected, better).value,
        "initial_target": float(target.initial),
        "revised_target": np.nan if target.revised is None else float(target.revised),
        "tolerance_low": band[0],
        "tolerance_high": band[1],
        "attainment": _attainment(value, expected),
        **{f"attainment_{name}": _attainment(end, expected) for name, end in ends.items()},
        "position": position_of(value, target).value,
    }


def _attainment(value: float, target: float) -> float:
    return value / target if target else float("nan")
