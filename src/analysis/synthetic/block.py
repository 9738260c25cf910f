"""One block of the agency: everything about some participations, complete, as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.synthetic.agency import Agency
from analysis.synthetic.contacts import (
    QUESTIONS,
    Answers,
    FollowUp,
    Referrals,
    Services,
    draw_answers,
    draw_follow_up,
    draw_referrals,
    draw_services,
)
from analysis.synthetic.draws import STEP
from analysis.synthetic.outcomes import Course, draw_course
from analysis.synthetic.people import Entries, People, draw_entries, draw_people

BLOCK = 131_072
"""Participations made at once: enough for the arrays to be fast, few enough for the memory of a small machine."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some participations and all that happens to them."""

    entries: Entries
    people: People
    course: Course
    follow_up: FollowUp
    answers: dict[str, Answers]
    referrals: Referrals
    services: Services


def make_block(agency: Agency, first: int, size: int) -> Block:
    """Return the participations numbered `first` to `first + size - 1`."""
    entries = draw_entries(agency, first, size)
    people = draw_people(agency, entries)
    course = draw_course(agency, entries, people)
    return Block(
        entries,
        people,
        course,
        draw_follow_up(agency, entries, people, course),
        {question: draw_answers(agency, entries, course, question) for question in QUESTIONS},
        draw_referrals(agency, entries, course),
        draw_services(agency, entries, course),
    )


def make_blocks(agency: Agency, size: int = BLOCK) -> Iterator[Block]:
    """Yield all participations by blocks; what they hold does not depend on `size` (a multiple of `STEP`)."""
    if size <= 0 or size % STEP:
        raise ValueError(f"a block holds a positive multiple of {STEP} participations")
    for first in range(0, agency.participations, size):
        yield make_block(agency, first, min(size, agency.participations - first))
