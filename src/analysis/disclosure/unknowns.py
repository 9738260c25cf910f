"""What an attacker does not know about a table, and every equation that he does.

Each independent quantity of each cell is one unknown. That parts make their whole holds for each quantity on its own; that two indicators
are about the same persons holds for their denominators.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.counts import Beliefs, Counts, Quantity, RowKind, beliefs
from analysis.disclosure.groups import TOLERANCE, Cell, Groups, Key, Shape
from analysis.disclosure.policy import Suppression


@dataclass(frozen=True, slots=True)
class Target:
    """A sum of unknowns of one cell that must stay in doubt by at least `width`."""

    cell: int
    unknowns: tuple[int, ...]
    width: float


@dataclass(slots=True)
class Unknowns:
    """The whole system: values we know and the attacker may not, what he can believe of each, and the equations he holds."""

    cells: list[Cell] = field(default_factory=list)
    of_cell: list[dict[int, Quantity]] = field(default_factory=list)
    values: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    lower: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    upper: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    counted: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    """Which unknowns are whole numbers."""
    equations: list[list[tuple[int, float]]] = field(default_factory=list)
    """Each is a sum of coefficient × unknown that is 0."""
    sums: dict[int, tuple[tuple[int, ...], float, float]] = field(default_factory=dict)
    """For each cell that is a share, the unknowns whose sum is its denominator, and the bounds of that sum."""
    targets: list[Target] = field(default_factory=list)
    contradictions: list[Key] = field(default_factory=list)
    """Keys of wholes that their parts do not make."""
    over: dict[str, str] = field(default_factory=dict)
    """For each cost over a count, the indicator whose count it is divided by."""

    def leave_untold(self, cell: int, rules: Suppression) -> None:
        """Let the attacker know nothing of the size of a hidden cell."""
        self.believe(cell, beliefs(self.cells[cell].counts, self.cells[cell].sensitive, rules, is_told=False))

    def believe(self, cell: int, believed: Beliefs) -> None:
        """Set the bounds of the unknowns of a cell."""
        for index, quantity in self.of_cell[cell].items():
            self.lower[index], self.upper[index] = believed.of[quantity]
        if cell in self.sums:
            self.sums[cell] = (self.sums[cell][0], *believed.n)


def _link_denominators(cells: list[Cell], denominator_names: dict[str, str]) -> list[tuple[int, int]]:
    """Return pairs of cells whose persons are the same: two indicators whose denominators have one name and agree everywhere."""
    rows: dict[str, dict[Key, int]] = defaultdict(dict)
    for index, cell in enumerate(cells):
        if cell.row is not None:
            rows[cell.key[0]][cell.key[1:]] = index
    by_name: dict[str, list[str]] = defaultdict(list)
    for indicator in sorted(rows):
        by_name[denominator_names.get(indicator, "")].append(indicator)
    pairs: list[tuple[int, int]] = []
    for name, indicators in by_name.items():
        if not name:
            continue
        for position, first in enumerate(indicators):
            for second in indicators[position + 1 :]:
                common = sorted(set(rows[first]) & set(rows[second]))
                candidates = [(rows[first][key], rows[second][key]) for key in common]
                if candidates and all(abs(cells[a].counts.n - cells[b].counts.n) < TOLERANCE for a, b in candidates):
                    pairs += candidates
                    break
    return pairs


def build_unknowns(
    rows: Iterable[tuple[Key, int, Counts]], shape: Shape, rules: Suppression, denominator_names: dict[str, str]
) -> Unknowns:
    """Return the system of a table from its computed rows.

    Parameters
    ----------
    rows
        For each computed row its key, its position and its counts. Rows that are not there have nobody in them.
    denominator_names
        For each indicator whose denominator counts persons, the name of that denominator.
    """
    builder = Groups(shape, rules)
    for key, row, counts in sorted(rows, key=lambda entry: entry[0]):
        builder.add(key, row, counts)
    builder.add_sums()
    builder.add_differences()
    builder.add_attrition()
    return _Assembly(builder, rules, denominator_names).unknowns


class _Assembly:
    """Numbers the unknowns of the cells and writes the equations between them."""

    def __init__(self, builder: Groups, rules: Suppression, denominator_names: dict[str, str]) -> None:
        self.rules = rules
        self.unknowns = Unknowns(cells=builder.cells, contradictions=builder.contradictions)
        self._number: dict[tuple[int, Quantity], int] = {}
        self._number_cells()
        self._write_equations(builder.wholes)
        for step in builder.steps:
            self.unknowns.equations.append([(self._number[cell, quantity], factor) for cell, quantity, factor in step])
        for first, second in _link_denominators(builder.cells, denominator_names):
            self.unknowns.equations.append(
                [(index, 1.0) for index in self._members(first)] + [(index, -1.0) for index in self._members(second)]
            )
        self._write_targets()

    def _members(self, cell: int) -> tuple[int, ...]:
        return tuple(self._number[cell, quantity] for quantity in self.unknowns.cells[cell].counts.members)

    def _number_cells(self) -> None:
        unknowns = self.unknowns
        values: list[float] = []
        counted: list[bool] = []
        for index, cell in enumerate(unknowns.cells):
            own: dict[int, Quantity] = {}
            for quantity, value in cell.counts.quantities.items():
                self._number[index, quantity] = len(values)
                own[len(values)] = quantity
                values.append(value)
                counted.append(quantity is not Quantity.SUM and float(value).is_integer())
            unknowns.of_cell.append(own)
        unknowns.values = np.array(values, dtype=float)
        unknowns.lower, unknowns.upper = np.zeros(len(values)), np.full(len(values), math.inf)
        unknowns.counted = np.array(counted, dtype=bool)
        for index, cell in enumerate(unknowns.cells):
            if cell.row is not None:
                if len(cell.counts.members) > 1:
                    unknowns.sums[index] = (self._members(index), 0.0, math.inf)
                unknowns.believe(index, beliefs(cell.counts, cell.sensitive, self.rules))
            elif cell.counts.quantities.get(Quantity.SUM, 0.0) < 0:
                unknowns.lower[self._number[index, Quantity.SUM]] = -math.inf

    def _write_equations(self, wholes: list[tuple[int, list[int]]]) -> None:
        for whole, parts in wholes:
            for quantity in self.unknowns.cells[whole].counts.quantities:
                if (whole, quantity) not in self._number:
                    continue
                terms = [(self._number[part, quantity], -1.0) for part in parts if (part, quantity) in self._number]
                self.unknowns.equations.append([(self._number[whole, quantity], 1.0), *terms])

    def _write_targets(self) -> None:
        means = self._means()
        for index, cell in enumerate(self.unknowns.cells):
            for sensitive in cell.sensitive:
                numbers = tuple(self._number[index, quantity] for quantity in sensitive.quantities)
                self.unknowns.targets.append(Target(index, numbers, sensitive.width))
            if cell.counts.kind is RowKind.STATISTIC and cell.sensitive and (index, Quantity.SUM) in self._number:
                value = cell.counts.quantities[Quantity.SUM]
                width = float(self.rules.sum_protection) * max(abs(value), cell.counts.n * means.get(cell.key[0], 0.0))
                if width > 0:
                    self.unknowns.targets.append(Target(index, (self._number[index, Quantity.SUM],), width))

    def _means(self) -> dict[str, float]:
        """Return for each indicator the largest mean of a cell, which gives a sum of nothing its scale."""
        totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for cell in self.unknowns.cells:
            if cell.row is not None and Quantity.SUM in cell.counts.quantities:
                totals[cell.key[0]][0] += abs(cell.counts.quantities[Quantity.SUM])
                totals[cell.key[0]][1] += cell.counts.n
        return {indicator: total / n for indicator, (total, n) in totals.items() if n > 0}
