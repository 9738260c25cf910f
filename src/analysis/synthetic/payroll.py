"""Payroll records: what employers declared of each person on the day of each follow-up, with errors both ways.

Unlike `spells`, which only lack some jobs, these records are wrong both ways, as a second source is: a job that no employer declared, and a
job of a few hours that the person does not count as one. They come six months late and know part of the people only. Everything is drawn
from its own streams, so that no other table changes by them; their truth is in a file of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from analysis.synthetic.agency import Agency, day_number, padded
from analysis.synthetic.block import Block
from analysis.synthetic.draws import Days, Flags, Floats, log_odds, logistic
from analysis.synthetic.parameters import PROGRAMS, WAVES
from analysis.synthetic.rows import Cells, Rows, numbers, participation_identifiers

TRUTH_FILE = "truth_administrative_records.json"
KNOWN_SHARE = 0.86
KNOWN_IF_EMPLOYED = 0.50
"""What a job at the follow-up adds to the log-odds of being known: who works is declared by somebody."""
UNDECLARED_SHARE = 0.06
"""Of people employed and known, those whose job is in no record."""
UNSAID_SHARE = 0.19
"""Of people not employed and known, those of whom a record holds a job that they do not count as one."""


@dataclass(frozen=True, slots=True)
class Payroll:
    """One row a wave and one column a participation: whether the records know of the person, and whether they hold a job."""

    known: Flags
    employed: Flags
    day: Days


def draw_payroll(agency: Agency, block: Block) -> Payroll:
    """Return what the records of a block say; a follow-up after the last fiscal year has none yet."""
    entries, course = block.entries, block.course
    first, size = entries.first, entries.size

    def uniform(stream: str) -> Floats:
        return agency.draws.uniform(stream, first, padded(size))[:size]

    known, held = [], []
    for row, months in enumerate(WAVES):
        truly = course.employed[row]
        odds: Floats = log_odds(KNOWN_SHARE) + KNOWN_IF_EMPLOYED * (truly - 0.5)
        is_known = uniform(f"payroll known {months}") < logistic(odds)
        known.append(is_known & (course.due[row] <= day_number(agency.last_day)))
        chance = uniform(f"payroll says {months}")
        held.append(np.where(truly, chance >= UNDECLARED_SHARE, chance < UNSAID_SHARE))
    return Payroll(np.stack(known), np.stack(held), course.due)


def payroll_rows(agency: Agency, block: Block) -> Rows:
    """Return the records of a block, in the order of participations and days."""
    payroll = draw_payroll(agency, block)
    participation, row = np.nonzero(np.ascontiguousarray(payroll.known.T))
    return {
        "participation_id": participation_identifiers(block.entries.first + participation),
        "reference_date": numbers(payroll.day[row, participation], pa.date32()),
        "source": Cells(pa.array(["payroll"] * len(row), pa.string())),
        "is_employed": numbers(payroll.employed[row, participation], pa.bool_()),
    }


_COUNTED = ("n", "employed", "n_known", "known_employed", "held", "known_employed_held")


class PayrollCounter:
    """Adds up, block by block and in integers, what is true of the records."""

    def __init__(self, agency: Agency) -> None:
        self._agency = agency
        self._sums = {name: np.zeros((len(PROGRAMS), len(WAVES)), dtype=np.int64) for name in _COUNTED}

    def add(self, block: Block) -> None:
        """Count one block."""
        payroll = draw_payroll(self._agency, block)
        for row in range(len(WAVES)):
            known, held, truly = payroll.known[row], payroll.employed[row], block.course.employed[row]
            counted = (np.ones(len(known), dtype=bool), truly, known, known & truly, known & held, known & held & truly)
            for name, applies in zip(_COUNTED, counted, strict=True):
                self._sums[name][:, row] += np.bincount(block.entries.program[applies], minlength=len(PROGRAMS))

    def result(self, about: dict[str, str]) -> dict[str, Any]:
        """Return the truth as its file holds it: of everyone, of those known, and how often the records are right."""
        return {
            "about": about,
            "model": {"known_share": KNOWN_SHARE, "undeclared_share": UNDECLARED_SHARE, "unsaid_share": UNSAID_SHARE},
            **{
                program: {str(months): self._wave(index, row) for row, months in enumerate(WAVES)} for index, program in enumerate(PROGRAMS)
            },
        }

    def _wave(self, program: int, row: int) -> dict[str, Any]:
        counts = {name: int(values[program, row]) for name, values in self._sums.items()}
        not_employed = counts["n_known"] - counts["known_employed"]
        held_wrongly = counts["held"] - counts["known_employed_held"]
        return {
            "n": counts["n"],
            "employed": _share(counts["employed"], counts["n"]),
            "n_known": counts["n_known"],
            "employed_of_known": _share(counts["known_employed"], counts["n_known"]),
            "held_of_known": _share(counts["held"], counts["n_known"]),
            "held_if_employed": _share(counts["known_employed_held"], counts["known_employed"]),
            "held_if_not_employed": _share(held_wrongly, not_employed),
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
