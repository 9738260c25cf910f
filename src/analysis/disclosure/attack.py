"""The attacker: from what is published, how little a hidden count can be, and how much.

The bounds are those of linear programs over every table that agrees with the published cells (HiGHS through scipy). A table that agrees
proves that each of its values is possible, so tables found on the way are kept as proofs, and only what they leave open is solved for.
"""

from __future__ import annotations

import math
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
    # Limits count steps, not seconds: a slow machine gives the same answer.
    options = {} if whole is None else {"node_limit": 20, "mip_rel_gap": 0.1}
    result = milp(cost, constraints=constraints, bounds=Bounds(*bounds), integrality=integrality, options=options)
    return None if result.x is None else np.asarray(result.x)


def sparse_rows(rows: Sequence[Sequence[tuple[int, float]]], position: dict[int, int]) -> Any:
    """Return rows of coefficients as a sparse matrix over the unknowns of `position`; others are left out."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    entries = [(line, position[index], factor) for line, row in enumerate(rows) for index, factor in row if index in position]
    lines, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((factors, (lines, columns)), shape=(len(rows), len(position)), dtype=float)


@dataclass(frozen=True, slots=True)
class ConnectedPart:
    """Unknowns that equations tie together, apart from all others."""

    members: NDArray[np.intp]
    equations: list[list[tuple[int, float]]]
    targets: list[Target]
    cells: tuple[int, ...]

    def sums(self, unknowns: Unknowns) -> list[tuple[tuple[int, ...], float, float]]:
        """Return the bounds of the denominators of this part."""
        return [unknowns.sums[cell] for cell in self.cells if cell in unknowns.sums]


@dataclass(slots=True)
class Attack:
    """What can be found out about the cells of one connected part of a table.

    Parameters
    ----------
    known
        The values that the attacker reads; those of hidden unknowns are never looked at.
    hidden
        Which unknowns of `unknowns` are hidden.
    part
        The connected part that is attacked.
    """

    unknowns: Unknowns
    known: Vector
    hidden: NDArray[np.bool_]
    part: ConnectedPart
    tables: list[Vector] = field(default_factory=list)
    """Tables found that agree with all that is published (values of all unknowns)."""
    n_programs: int = 0
    _open: NDArray[np.intp] = field(init=False)
    _position: dict[int, int] = field(init=False)
    _equations: tuple[Any, Vector] = field(init=False)
    _sums: tuple[Any, Vector, Vector] = field(init=False)
    _bounds: tuple[Vector, Vector] = field(init=False)
    _counted: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        open_ = [int(index) for index in self.part.members if self.hidden[index]]
        position = {index: place for place, index in enumerate(open_)}
        rows = [row for row in self.part.equations if any(index in position for index, _ in row)]
        right = [-math.fsum(factor * self.known[index] for index, factor in row if index not in position) for row in rows]
        bounded = [entry for entry in self.part.sums(self.unknowns) if entry[0][0] in position]
        self._open = np.array(open_, dtype=np.intp)
        self._position = position
        self._equations = sparse_rows(rows, position), np.array(right)
        self._sums = (
            sparse_rows([[(index, 1.0) for index in entry[0]] for entry in bounded], position),
            np.array([entry[1] for entry in bounded]),
            np.array([entry[2] for entry in bounded]),
        )
        self._bounds = np.maximum(self.unknowns.lower[self._open], -FAR), np.minimum(self.unknowns.upper[self._open], FAR)
        self._counted = self.part.members[self.unknowns.counted[self.part.members]]

    def _program(self, objective: dict[int, float], *, whole: bool) -> Vector | None:
        """Return the table that agrees with what is published and has the most of an objective, or None when none agrees."""
        cost = np.zeros(len(self._open))
        for index, factor in objective.items():
            cost[self._position[index]] = -factor
        self.n_programs += 1
        found = solve(cost, self._equations, self._sums, self._bounds, self.unknowns.counted[self._open] if whole else None)
        if found is None:
            return None
        table = self.known.copy()
        table[self._open] = found
        return table

    def _keep(self, table: Vector | None) -> bool:
        """Keep a table as a proof if its counts are whole numbers; say whether they are."""
        if table is None or np.abs(table[self._counted] - np.round(table[self._counted])).max(initial=0.0) > _EXACT:
            return False
        self.tables.append(table)
        return True

    def check_proof(self, table: Vector) -> None:
        """Keep a table found elsewhere as a proof, if by plain arithmetic it agrees with all that is published and believable."""
        read = self.part.members[~self.hidden[self.part.members]]
        found = table[self._open]
        left, (sums, low, high) = self._equations[0] @ found - self._equations[1], self._sums
        agrees = (
            np.array_equal(table[read], self.known[read])
            and np.abs(left).max(initial=0.0) <= _EXACT * max(1.0, np.abs(self._equations[1]).max(initial=0.0))
            and bool((found >= self._bounds[0] - _EXACT).all() and (found <= self._bounds[1] + _EXACT).all())
            and bool((sums @ found >= low - _EXACT).all() and (sums @ found <= high + _EXACT).all())
        )
        if agrees:
            self._keep(table)

    def widths(self, targets: Sequence[Target]) -> Vector:
        """Return for each target how far apart the proofs at hand show that it can be."""
        if not self.tables:
            return np.zeros(len(targets))
        tables = np.array(self.tables)
        most = max(len(target.unknowns) for target in targets)
        seen = np.zeros((len(self.tables), len(targets)))
        for place in range(most):
            has = [number for number, target in enumerate(targets) if len(target.unknowns) > place]
            seen[:, has] += tables[:, [targets[number].unknowns[place] for number in has]]
        return np.asarray(np.ptp(seen, axis=0))

    def unproven(self, targets: Sequence[Target]) -> list[Target]:
        """Return the targets for which the proofs at hand are not enough."""
        if not targets:
            return []
        widths = self.widths(targets)
        return [target for target, width in zip(targets, widths, strict=True) if width < target.width - _EXACT]

    def probe(self, targets: Sequence[Target]) -> None:
        """Look for tables far from one another, to prove many targets at once; stop when it no longer pays."""
        generator = np.random.default_rng(_SEED)
        left = self.unproven(targets)
        while left:
            signs = generator.choice((-1.0, 1.0), size=len(left))
            for direction in (1.0, -1.0):
                objective: dict[int, float] = {}
                for target, sign in zip(left, signs, strict=True):
                    for index in target.unknowns:
                        if self.hidden[index]:
                            objective[index] = objective.get(index, 0.0) + direction * sign / target.width
                if not self._keep(self._program(objective, whole=False)):
                    self._keep(self._program(objective, whole=True))
            before, left = len(left), self.unproven(left)
            if before - len(left) <= 2:
                return

    def protects(self, target: Target) -> bool:
        """Solve for the bounds of one target and say whether they are far enough apart."""
        if not self.unproven([target]):
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
        if not self.unproven([target]):
            return True
        if ends[0] - ends[1] < target.width - _EXACT:
            return False
        # The bounds are far apart but their tables hold fractions of persons: only whole ones prove anything.
        for direction in (1.0, -1.0):
            self._keep(self._program({index: direction for index in target.unknowns if self.hidden[index]}, whole=True))
        return not self.unproven([target])


def connected_parts(unknowns: Unknowns) -> list[ConnectedPart]:
    """Return the connected parts that hold something to protect, in a fixed order."""
    parent = list(range(len(unknowns.values)))

    def find(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for together in (*map(list, unknowns.of_cell), *([index for index, _ in row] for row in unknowns.equations)):
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
    targets: dict[int, list[Target]] = {root: [] for root in roots}
    for target in unknowns.targets:
        targets[find(target.unknowns[0])].append(target)
    cells: dict[int, list[int]] = {root: [] for root in roots}
    for cell, own in enumerate(unknowns.of_cell):
        if own and (root := find(next(iter(own)))) in wanted:
            cells[root].append(cell)
    return [ConnectedPart(np.array(members[root], dtype=np.intp), equations[root], targets[root], tuple(cells[root])) for root in roots]
