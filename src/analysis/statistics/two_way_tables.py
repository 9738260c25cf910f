"""What can be worked out of the hidden cells of a table of counts from its shown cells and its totals: the least and the most each may be.

Linear programming over the table's rows and columns, as an attacker would (Fischetti and Salazar, 2000, « the attacker's problem »).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

Place = tuple[int, int]


def feasible_ranges(counts: Sequence[Sequence[int]], hidden: Collection[Place]) -> dict[Place, tuple[float, float]]:
    """Return the least and the most that each hidden cell may be, all row and column totals being shown and counts not negative.

    Parameters
    ----------
    counts
        The true table, without its totals; shape (rows, columns).
    hidden
        Places (row, column) of the hidden cells.

    Returns
    -------
    dict
        By place; a cell whose two ends are equal is recovered exactly.
    """
    from scipy.optimize import linprog  # noqa: PLC0415

    table = np.asarray(counts, dtype=float)
    places = sorted(hidden)
    if not places:
        return {}
    equations, totals = [], []
    for axis, size in ((0, table.shape[0]), (1, table.shape[1])):
        for line in range(size):
            own = [place[axis] == line for place in places]
            if any(own):
                equations.append([float(is_own) for is_own in own])
                totals.append(sum(table[place] for place, is_own in zip(places, own, strict=True) if is_own))
    ranges = {}
    for index, place in enumerate(places):
        aim = np.zeros(len(places))
        aim[index] = 1.0
        ends = [
            sign * linprog(sign * aim, A_eq=np.array(equations), b_eq=np.array(totals), bounds=(0, None), method="highs").fun
            for sign in (1, -1)
        ]
        ranges[place] = (float(ends[0]), float(ends[1]))
    return ranges
