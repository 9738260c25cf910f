"""The attacker: from what is published, how little a hidden count can be, and how much.

The bounds are those of linear programs over every table that agrees with the published cells (HiGHS through scipy). A table that agrees
proves that each of its values is possible, so tables found on the way are kept as proofs, and only what they leave open is solved for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.unknowns import Target, Unknowns

_EXACT = 1e-6
_SEED = 20060324
FAR = 1e9
"""Farther than any count or sum of a public employment service: keeps a program with nothing published around it bounded."""

Vector = NDArray[np.float64]


def solve(
    cost: Vector, equations: tuple[Any, Vector], sums: tuple[Any, Vector, Vector] | None, bounds: tuple[Vector, Vector],
    whole: NDArray[np.bool_] | None = None,
) -> Vector | None:  # fmt: skip
    """Return a point of least cost, or None when no point satisfies the constraints."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

    matrix, right = equations
    constraints = [LinearConstraint(matrix, right, right)] if matrix.shape[0] else []
    if sums is not None and sums[0].shape[0]:
        constraints.append(LinearConstraint(*sums))
    integrality = None if whole is None else whole.astype(int)
    result = milp(cost, constraints=constraints, bounds=Bounds(*bounds), integrality=integrality, options={"time_limit": 60.0})
    return None if result.x is None else np.asarray(result.x)


def sparse_rows(rows: Sequence[Sequence[tuple[int, float]]], position: dict[int, int]) -> Any:
    """Return rows of coefficients as a sparse matrix over the unknowns of `position`; others are left out."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    entries = [(line, position[index], factor) for line, row in enumerate(rows) for index, factor in row if index in position]
    lines, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((factors, (lines, columns)), shape=(len(rows), len(position)), dtype=float)


@dataclass(slots=True)
class Attack:
    """What can be found out about the cells of one connected part of a table.

    Parameters
    ----------
    known
        The values that the attacker reads; those of hidden unknowns are never looked at.
    hidden
        Which unknowns of `unknowns` are hidden.
    members
        The unknowns of this connected part.
    """

    unknowns: Unknowns
    known: Vector
    hidden: NDArray[np.bool_]
    members: NDArray[np.intp]
    equations: list[list[tuple[int, float]]]
    sums: list[tuple[tuple[int, ...], float, float]]
    tables: list[Vector] = field(default_factory=list)
    """Tables found that agree with all that is published (values of all unknowns)."""
    n_programs: int = 0

    def _program(self, objective: dict[int, float], *, whole: bool) -> Vector | None:
        open_ = [int(index) for index in self.members if self.hidden[index]]
        position = {index: place for place, index in enumerate(open_)}
        rows = [row for row in self.equations if any(index in position for index, _ in row)]
        right = np.array([-sum(factor * self.known[index] for index, factor in row if index not in position) for row in rows])
        bounded = [entry for entry in self.sums if entry[0][0] in position]
        cost = np.zeros(len(open_))
        for index, factor in objective.items():
            cost[position[index]] = -factor
        selected = np.array(open_, dtype=np.intp)
        sums = (
            sparse_rows([[(index, 1.0) for index in entry[0]] for entry in bounded], position),
            np.array([entry[1] for entry in bounded]),
            np.array([entry[2] for entry in bounded]),
        )
        self.n_programs += 1
        bounds = np.maximum(self.unknowns.lower[selected], -FAR), np.minimum(self.unknowns.upper[selected], FAR)
        found = solve(cost, (sparse_rows(rows, position), right), sums, bounds, self.unknowns.counted[selected] if whole else None)
        if found is None:
            return None
        table = self.known.copy()
        table[selected] = found
        return table

    def _keep(self, table: Vector | None) -> bool:
        """Keep a table as a proof when its counts are whole numbers; say whether it could be."""
        if table is None:
            return False
        counted = self.members[self.unknowns.counted[self.members]]
        rounded = np.round(table[counted])
        if np.abs(table[counted] - rounded).max(initial=0.0) > _EXACT:
            return False
        self.tables.append(table)
        return True

    def width(self, target: Target) -> float:
        """Return how far apart the proofs at hand show that a target can be."""
        if not self.tables:
            return 0.0
        seen = [float(table[list(target.unknowns)].sum()) for table in self.tables]
        return max(seen) - min(seen)

    def is_protected(self, target: Target) -> bool:
        """Say whether the proofs at hand are enough for a target."""
        return self.width(target) >= target.width - _EXACT

    def probe(self, targets: Sequence[Target], rounds: int = 3) -> None:
        """Look for tables far from one another, to prove many targets at once."""
        generator = np.random.default_rng(_SEED)
        for _ in range(rounds):
            left = [target for target in targets if not self.is_protected(target)]
            if not left:
                return
            signs = generator.choice((-1.0, 1.0), size=len(left))
            for direction in (1.0, -1.0):
                objective: dict[int, float] = {}
                for target, sign in zip(left, signs, strict=True):
                    for index in target.unknowns:
                        if self.hidden[index]:
                            objective[index] = objective.get(index, 0.0) + direction * sign / target.width
                self._keep(self._program(objective, whole=False))

    def protects(self, target: Target) -> bool:
        """Solve for the bounds of one target and say whether they are far enough apart."""
        if self.is_protected(target):
            return True
        if not any(self.hidden[index] for index in target.unknowns):
            return False
        ends = []
        for direction in (1.0, -1.0):
            objective = {index: direction for index in target.unknowns if self.hidden[index]}
            table = self._program(objective, whole=False)
            if table is None:
                return False
            ends.append(float(table[list(target.unknowns)].sum()))
            self._keep(table)
        if self.is_protected(target):
            return True
        if ends[0] - ends[1] < target.width - _EXACT:
            return False
        # The bounds are far apart but their tables hold fractions of persons: only whole ones prove anything.
        for direction in (1.0, -1.0):
            self._keep(self._program({index: direction for index in target.unknowns if self.hidden[index]}, whole=True))
        return self.is_protected(target)


@dataclass(frozen=True, slots=True)
class ConnectedPart:
    """Unknowns that equations tie together, apart from all others."""

    members: NDArray[np.intp]
    equations: list[list[tuple[int, float]]]
    sums: list[tuple[tuple[int, ...], float, float]]
    targets: list[Target]
    cells: tuple[int, ...]


def connected_parts(unknowns: Unknowns) -> list[ConnectedPart]:
    """Return the connected parts that hold something to protect, in a fixed order."""
    parent = list(range(len(unknowns.values)))

    def find(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for together in (*unknowns.of_cell, *([index for index, _ in row] for row in unknowns.equations)):
        for index in together[1:]:
            parent[find(index)] = find(together[0])
    roots = sorted({find(target.unknowns[0]) for target in unknowns.targets})
    wanted = set(roots)
    members: dict[int, list[int]] = {root: [] for root in roots}
    for index in range(len(parent)):
        if (root := find(index)) in wanted:
            members[root].append(index)
    equations: dict[int, list[list[tuple[int, float]]]] = {root: [] for root in roots}
    for row in unknowns.equations:
        if (root := find(row[0][0])) in wanted:
            equations[root].append(row)
    sums: dict[int, list[tuple[tuple[int, ...], float, float]]] = {root: [] for root in roots}
    for entry in unknowns.sums:
        if (root := find(entry[0][0])) in wanted:
            sums[root].append(entry)
    targets: dict[int, list[Target]] = {root: [] for root in roots}
    for target in unknowns.targets:
        targets[find(target.unknowns[0])].append(target)
    cells: dict[int, list[int]] = {root: [] for root in roots}
    for cell, own in enumerate(unknowns.of_cell):
        if own and (root := find(own[0])) in wanted:
            cells[root].append(cell)
    return [
        ConnectedPart(np.array(members[root], dtype=np.intp), equations[root], sums[root], targets[root], tuple(cells[root]))
        for root in roots
    ]
