"""A follow-up file as a small agency keeps it: half of the people are missing, and not at random. Made up from a learner's seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SERVED_LONG, SERVED_SHORT = "long", "short"


@dataclass(frozen=True, slots=True)
class FollowUpCounts:
    """One group of a follow-up file at 3 months: who is due, who was reached, and who of them works at least 20 hours or fewer."""

    group: str
    due: int
    reached: int
    employed: int
    employed_under_20_hours: int

    @property
    def missing(self) -> int:
        """People due and not reached."""
        return self.due - self.reached


def follow_up_counts(seed: int) -> tuple[FollowUpCounts, FollowUpCounts]:
    """Return the counts of a learner's file: people accompanied for a long time are easier to reach and more often employed."""
    generator = np.random.Generator(np.random.Philox(seed))
    groups = []
    for group, due, chance_reached, chance_employed in ((SERVED_LONG, 90, 0.66, 0.62), (SERVED_SHORT, 110, 0.34, 0.40)):
        own = due + int(generator.integers(-8, 9))
        employed = generator.random(own) < chance_employed
        # Having a job makes answering likelier: this is why the reached are not like the others.
        reached = generator.random(own) < np.where(employed, chance_reached + 0.14, chance_reached - 0.14)
        hours_under = generator.random(own) < 0.15
        works = employed & reached
        groups.append(FollowUpCounts(group, own, int(reached.sum()), int((works & ~hours_under).sum()), int((works & hours_under).sum())))
    return groups[0], groups[1]
