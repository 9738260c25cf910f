"""What came of asking some people a yes-or-no question: those who said yes, those who said no, those of whom nothing is known.

A row is a kind of people, alike in everything that is known of everyone; persons who took part several times have rows of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.statistics.intervals import FloatArray

Clusters = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Answers:
    """Counts by row; all arrays have the same length.

    `clusters` numbers from 0 the persons who are in several participations, whose rows are about them alone; -1 in rows all of whose
    people are nowhere else.
    """

    yes: FloatArray
    no: FloatArray
    missing: FloatArray
    clusters: Clusters

    @property
    def answered(self) -> FloatArray:
        """Those who said yes or no."""
        return self.yes + self.no

    @property
    def due(self) -> FloatArray:
        """Everyone who ought to have been asked."""
        return self.yes + self.no + self.missing

    def rows(self, chosen: npt.NDArray[Any]) -> Answers:
        """Return some of the rows."""
        return Answers(self.yes[chosen], self.no[chosen], self.missing[chosen], self.clusters[chosen])


def clustered_square(parts: Sequence[tuple[FloatArray, FloatArray]], clusters: Clusters) -> float:
    """Return the sum of squares of what each person adds, from rows that stand for many people.

    Parameters
    ----------
    parts
        Pairs (score of one of them, how many of them) of the same length as the rows: those who said yes, those who said no, …
    clusters
        For each row the number of its person, or -1 when all its people are in no other row.
    """
    alone = clusters < 0
    total = fsum(float((counts[alone] * scores[alone] ** 2).sum()) for scores, counts in parts)
    if alone.all():
        return total
    together = sum(counts[~alone] * scores[~alone] for scores, counts in parts)
    return total + float((np.bincount(clusters[~alone], together) ** 2).sum())
