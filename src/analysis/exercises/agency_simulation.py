"""Two agencies that work differently, month by month: a chain of searching and working whose chances follow from six practices.

Each month a person who searches finds a job, and a person who works loses it, with a chance whose log-odds add up the agency's practices,
its clientele's needs and its caseload. Nothing says which agency does better: it comes out of the chances. The assumptions are the
case's values, each marked as assumed, and every one of them can be changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

MONTHS = tuple(range(25))
SPRINT_MONTHS = 3
N_DRAWS = 400
"""Simulated years behind a band: its ends move by less than one point from one seed to another."""


@dataclass(frozen=True, slots=True)
class Practices:
    """How an agency works: the six contrasts of the training, each between 0 and 1, and whom it accepts.

    `needs` gives the share of its participants with each number of suitability indicators; `intake` is its participants over its
    service level.
    """

    needs: Mapping[int, float]
    intake: float
    sprint: float
    community: float
    turnover_hires: float
    coaching: float
    search: float

    @property
    def mean_needs(self) -> float:
        """The mean number of suitability indicators of its participants."""
        return math.fsum(number * share for number, share in self.needs.items())


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The strength of each mechanism, in log-odds of a month."""

    finding: float
    losing: float
    needs_on_finding: float
    needs_on_losing: float
    caseload_on_finding: float
    sprint_at_first: float
    sprint_later: float
    search_on_finding: float
    turnover_on_finding: float
    turnover_on_losing: float
    coaching_on_losing: float
    community_on_losing: float


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of an agency's participants: the share employed at each month from 0 to 24, and mean months worked in 24."""

    employed: tuple[float, ...]
    months_worked: float


def course(practices: Practices, assumptions: Assumptions) -> Course:
    """Return the expected share employed at each month (exact: the chain is followed, nothing is drawn)."""
    employed = [0.0] * len(MONTHS)
    for number, share in practices.needs.items():
        working = 0.0
        for month in MONTHS[1:]:
            find, lose = chances(practices, assumptions, number, month)
            working = working * (1 - lose) + (1 - working) * find
            employed[month] += share * working
    return Course(tuple(employed), math.fsum(employed[1:]))


def chances(practices: Practices, assumptions: Assumptions, needs: int, month: int) -> tuple[float, float]:
    """Return the chances of finding a job in a month of search and of losing it in a month of work.

    `needs` counts a person's suitability indicators.
    """
    more_needs = needs - 4
    pace = assumptions.sprint_at_first if month <= SPRINT_MONTHS else assumptions.sprint_later
    find = (
        assumptions.finding
        + assumptions.needs_on_finding * more_needs
        + assumptions.caseload_on_finding * math.log(practices.intake)
        + pace * practices.sprint
        + assumptions.search_on_finding * practices.search
        + assumptions.turnover_on_finding * practices.turnover_hires
    )
    lose = (
        assumptions.losing
        + assumptions.needs_on_losing * more_needs
        + assumptions.turnover_on_losing * practices.turnover_hires
        + assumptions.coaching_on_losing * practices.coaching
        + assumptions.community_on_losing * practices.community
    )
    return _logistic(find), _logistic(lose)


def bands(practices: Practices, assumptions: Assumptions, participants: int, seed: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return what chance alone does to the share employed of so many participants: the 5 % and 95 % points of each month."""
    generator = np.random.Generator(np.random.Philox(seed))
    numbers = sorted(practices.needs)
    shares = np.array([practices.needs[number] for number in numbers])
    own = generator.choice(len(numbers), size=(N_DRAWS, participants), p=shares / shares.sum())
    working = np.zeros(own.shape, dtype=bool)
    low, high = [0.0], [0.0]
    for month in MONTHS[1:]:
        of_needs = np.array([chances(practices, assumptions, number, month) for number in numbers])
        find, lose = of_needs[own, 0], of_needs[own, 1]
        drawn = generator.random(own.shape)
        working = np.where(working, drawn >= lose, drawn < find)
        ends = np.quantile(working.mean(axis=1), [0.05, 0.95])
        low.append(float(ends[0]))
        high.append(float(ends[1]))
    return tuple(low), tuple(high)


def with_practice_of(practices: Practices, other: Practices, name: str) -> Practices:
    """Return an agency's practices with one of them taken from another agency."""
    return replace(practices, **{name: getattr(other, name)})


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
