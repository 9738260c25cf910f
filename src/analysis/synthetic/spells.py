"""A second source on employment: spells of work in administrative files, and who could be found in them.

A spell agrees with the employment that the waves were drawn from; a known share of spells is missing from the files, and a known share of
people, depending on who they are and what became of them, cannot be matched at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analysis.synthetic.agency import Agency, day_number, padded
from analysis.synthetic.block import Block
from analysis.synthetic.draws import Days, Flags, Floats, log_odds, logistic
from analysis.synthetic.parameters import WAVES
from analysis.synthetic.people import NO_DAY
from analysis.synthetic.rows import NOT_APPLICABLE, Rows, identifiers, numbers, participation_identifiers, reasons

JOB_CHANGE_SHARE = 0.12
"""Of those employed at two waves in a row, the share who lost one job and found another between the two."""
LAST_JOB_MEAN_DAYS = 540.0
"""Mean length of a job after the last wave."""
UNDECLARED_SHARE = 0.03
"""Of spells, those that the administrative files do not hold: the known disagreement with what people say."""
MATCHED_SHARE = 0.84
MATCHED_IF_EMPLOYED = 0.40
MATCHED_IF_NEWCOMER = -0.80
"""What a job at 6 months, and being a newcomer, add to the log-odds of being matched."""
LOST_SIGHT_SHARE = 0.05
"""Of the matched, those known only until some day in the two years after their start (another number, another country)."""


@dataclass(frozen=True, slots=True)
class Spells:
    """Spells of a block: a row for one that was lost before the first wave, then one for each wave at which a spell may begin."""

    begins: Flags
    start: Days
    end: Days
    """The last day of work, however late."""
    hours: Floats
    declared: Flags
    matched: Flags
    """One element a participation."""
    known_until: Days


def draw_spells(agency: Agency, block: Block) -> Spells:
    """Return the spells of a block, complete: what the files know of them is decided when rows are written."""
    entries, course = block.entries, block.course
    first, size = entries.first, entries.size
    due, employed = course.due.astype(np.int64), course.employed
    begin, placement = entries.start.astype(np.int64), course.placement.astype(np.int64)

    def uniform(stream: str) -> Floats:
        return agency.draws.uniform(stream, first, padded(size))[:size]

    shape = (1 + len(WAVES), size)
    begins = np.zeros(shape, dtype=bool)
    start, end = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    # Placed, and out of work again when first asked.
    early = (placement != NO_DAY) & (placement < due[0]) & ~employed[0]
    begins[0] = early
    start[0] = np.where(early, placement, begin)
    end[0] = start[0] + np.floor(uniform("spell lost early") * np.maximum(due[0] - start[0], 1)).astype(np.int64)
    changes = np.stack([uniform(f"job change {months}") < JOB_CHANGE_SHARE for months in WAVES])
    for row, months in enumerate(WAVES):
        since = begin if row == 0 else due[row - 1] + 1
        goes_on = np.zeros(size, dtype=bool) if row == 0 else employed[row - 1] & employed[row] & ~changes[row]
        begins[row + 1] = employed[row] & ~goes_on
        chance = uniform(f"spell start {months}")
        between = since + np.floor(chance * (due[row] - since)).astype(np.int64)
        changed = np.zeros(size, dtype=bool) if row == 0 else employed[row - 1]
        # A new job after another one starts in the second half of the time between two waves.
        between = np.where(changed, (since + due[row]) // 2 + np.floor(chance * ((due[row] - since) // 2)).astype(np.int64), between)
        placed_here = ~changed & (placement >= since - 1) & (placement <= due[row])
        start[row + 1] = np.where(placed_here, np.maximum(placement, since), between)
    for row in reversed(range(len(WAVES))):
        chance = uniform(f"spell end {WAVES[row]}")
        if row == len(WAVES) - 1:
            end[row + 1] = due[row] + np.floor(-np.log1p(-chance) * LAST_JOB_MEAN_DAYS).astype(np.int64)
            continue
        length = due[row + 1] - due[row]
        lost = due[row] + np.floor(chance * length).astype(np.int64)
        left = due[row] + np.floor(chance * (length // 2)).astype(np.int64)
        stays = employed[row + 1] & ~changes[row + 1]
        end[row + 1] = np.where(stays, end[row + 2], np.where(employed[row + 1], left, lost))
    declared = np.stack([uniform(f"spell declared {row}") >= UNDECLARED_SHARE for row in range(len(begins))])
    odds: Floats = log_odds(MATCHED_SHARE) + MATCHED_IF_EMPLOYED * (employed[1] - 0.5) + MATCHED_IF_NEWCOMER * block.people.is_newcomer
    matched = uniform("matched") < logistic(odds)
    lost_sight = uniform("lost sight") < LOST_SIGHT_SHARE
    # Administrative files come six months late: they end with the last fiscal year.
    last = day_number(agency.last_day)
    until = np.where(lost_sight, np.minimum(begin + 30 + np.floor(700 * uniform("lost sight day")).astype(np.int64), last), last)
    hours = np.concatenate([course.weekly_hours[:1], course.weekly_hours])
    return Spells(begins, start.astype(np.int32), end.astype(np.int32), hours, declared, np.asarray(matched), until.astype(np.int32))


def spell_rows(agency: Agency, block: Block) -> Rows:
    """Return the spells that the administrative files hold, in the order of participations and days."""
    spells, first = draw_spells(agency, block), block.entries.first
    shown = spells.begins & spells.declared & spells.matched & (spells.start <= spells.known_until)
    participation, row = np.nonzero(np.ascontiguousarray(shown.T))
    end = spells.end[row, participation]
    goes_on = end > spells.known_until[participation]
    return {
        "spell_id": identifiers("E", (first + participation + 1) * 10 + row, 8),
        "participation_id": participation_identifiers(first + participation),
        "start_date": numbers(spells.start[row, participation], pa.date32()),
        "end_date": numbers(end, pa.date32(), reasons(len(row), (goes_on, NOT_APPLICABLE))),
        "weekly_hours": numbers(spells.hours[row, participation], pa.float64(), reasons(len(row))),
    }


def match_rows(agency: Agency, block: Block) -> Rows:
    """Return who could be matched with the administrative files, and until which day these know of them."""
    spells, size = draw_spells(agency, block), block.entries.size
    return {
        "participation_id": participation_identifiers(block.entries.first + np.arange(size)),
        "is_matched": numbers(spells.matched, pa.bool_(), reasons(size)),
        "matched_until": numbers(spells.known_until, pa.date32(), reasons(size, (~spells.matched, NOT_APPLICABLE))),
    }
