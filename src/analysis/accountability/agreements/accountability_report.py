"""The accountability report of an agreement: the attainment of each target, and every gap, upward or downward, that is to be explained."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from analysis.core.languages import Bilingual


class Direction(StrEnum):
    """Which way a result departs from its target; the guide asks for an explanation of every gap, whichever way."""

    UPWARD = "upward"
    DOWNWARD = "downward"
    NONE = "none"
    NOT_JUDGED = "not_judged"

    @property
    def must_be_explained(self) -> bool:
        """Whether the accountability report owes an explanation."""
        return self in (Direction.UPWARD, Direction.DOWNWARD)


DIRECTION_LABELS: dict[Direction, Bilingual] = {
    Direction.UPWARD: Bilingual("à la hausse, à expliquer", "upward, to be explained"),
    Direction.DOWNWARD: Bilingual("à la baisse, à expliquer", "downward, to be explained"),
    Direction.NONE: Bilingual("aucun écart", "no gap"),
    Direction.NOT_JUDGED: Bilingual("non jugé", "not judged"),
}


def direction_of(value: float, target: float) -> Direction:
    """Return which way an unrounded result departs from its target."""
    if np.isnan(value) or np.isnan(target):
        return Direction.NOT_JUDGED
    return Direction.NONE if value == target else Direction.UPWARD if value > target else Direction.DOWNWARD


def attainment_of(value: float, target: float) -> float:
    """Return value / target (1 is the target); NaN without a value or for a target of 0."""
    return value / target if target else float("nan")
