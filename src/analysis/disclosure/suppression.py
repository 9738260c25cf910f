"""Which further cells to hide so that no published total gives a small one back.

The least costly change of the table that moves a small count far enough, with every equation kept, is a linear program; the
published cells that such a change needs are those to hide. Then cells that are no longer needed are shown again.
The idea is that of the attackers' sub-problems of Fischetti and Salazar-González (2001), *Solving the cell suppression problem on
tabular data with linear constraints*, Management Science 47(7), taken one small count at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.attack import FAR, Attack, ConnectedPart, Vector, connected_parts, solve, sparse_rows
from analysis.disclosure.policy import Suppression
from analysis.disclosure.unknowns import Target, Unknowns
from analysis.indicators.table import TOTAL

_MOVED = 1e-7
_MARGIN_COST = 8.0
"""A margin is worth this many inner cells of its size to a reader."""
_MOST_PROGRAMS_TO_SHOW_AGAIN = 150


def hidden_unknowns(unknowns: Unknowns, hidden_cells: frozenset[int]) -> NDArray[np.bool_]:
    """Return which unknowns are hidden: those of hidden cells and of groups that no row shows."""
    hidden = np.zeros(len(unknowns.values), dtype=bool)
    for index, cell in enumerate(unknowns.cells):
        if cell.row is None or index in hidden_cells:
            hidden[list(unknowns.of_cell[index])] = True
    return hidden


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Which cells are hidden and why, what nothing could protect, and tables that prove the rest."""

    small: frozenset[int]
    others: frozenset[int]
    exposed: tuple[Target, ...]
    proofs: tuple[Vector, ...]


def cells_to_hide(unknowns: Unknowns, rules: Suppression) -> Suppressed:
    """Return the cells that are small themselves and those to hide for their sake."""
    small = frozenset(index for index, cell in enumerate(unknowns.cells) if cell.row is not None and cell.sensitive)
    hidden = set(small)
    untold: set[int] = set()
    exposed: list[Target] = []
    proofs: list[Vector] = []
    if unknowns.targets:
        for part in connected_parts(unknowns):
            own = frozenset(small & set(part.cells))
            pattern = _Pattern(unknowns, part, own)
            pattern.complete()
            for quiet in _cells_to_leave_untold(unknowns, own):
                if not pattern.exposed:
                    break
                untold |= quiet
                for cell in quiet:
                    unknowns.leave_untold(cell, rules)
                pattern = _Pattern(unknowns, part, own)
                pattern.complete()
            hidden |= pattern.hidden_cells
            exposed += pattern.exposed
            proofs += pattern.tables
    return Suppressed(small - untold, frozenset(hidden - small | untold), tuple(exposed), tuple(proofs))


def _cells_to_leave_untold(unknowns: Unknowns, small: frozenset[int]) -> Iterator[frozenset[int]]:
    """Yield the small cells whose size not to tell, first the margins, then all.

    When nine groups are small and their total is small as well, each has exactly one person: saying why the total is hidden would say it.
    Such a cell is said to be hidden to protect others, which it also does.
    """
    yield frozenset(cell for cell in small if TOTAL in unknowns.cells[cell].key)
    yield small


class _Pattern:
    """The growing set of hidden cells of one connected part."""

    def __init__(self, unknowns: Unknowns, part: ConnectedPart, small: frozenset[int]) -> None:
        self.unknowns = unknowns
        self.part = part
        self.small = small
        self.hidden_cells = set(small)
        self.exposed: list[Target] = []
        self.cell_of = {index: cell for cell in part.cells for index in unknowns.of_cell[cell]}
        self.position = {int(index): place for place, index in enumerate(part.members)}
        self.matrix = sparse_rows(part.equations, self.position)
        self.tables: list[Vector] = [unknowns.values.copy()]

    def _attack(self) -> Attack:
        hidden = hidden_unknowns(self.unknowns, frozenset(self.hidden_cells))
        return Attack(self.unknowns, self.unknowns.values, hidden, self.part, self.tables)

    def complete(self) -> None:
        """Hide what the targets of this part need, then show again what they do not."""
        attack = self._attack()
        attack.probe(self.part.targets)
        values = self.unknowns.values
        for target in sorted(
            attack.unproven(self.part.targets), key=lambda target: (-target.width, values[list(target.unknowns)].sum(), target.cell)
        ):
            if attack.protects(target):
                continue
            is_moved = self._hide_for(target)
            attack = self._attack()
            if not (is_moved and attack.protects(target)):
                self.exposed.append(target)
        if not self.exposed:
            self._show_again()

    def _hide_for(self, target: Target) -> bool:
        """Hide what the least costly changes of a target need; say whether there are such changes."""
        value = float(self.unknowns.values[list(target.unknowns)].sum())
        lowest, highest = (float(bound[list(target.unknowns)].sum()) for bound in (self.unknowns.lower, self.unknowns.upper))
        up_most, down_most = min(target.width, highest - value), min(target.width, value - lowest)
        for up in dict.fromkeys((up_most, target.width - down_most, (up_most + target.width - down_most) / 2)):
            down = target.width - up
            if not (-_MOVED <= up <= up_most + _MOVED and -_MOVED <= down <= down_most + _MOVED):
                continue
            before = set(self.hidden_cells)
            if all(self._move(target, amount) for amount in (up, -down) if abs(amount) > _MOVED):
                return True
            self.hidden_cells = before
        return False

    def _move(self, target: Target, amount: float) -> bool:
        """Find the least costly change that moves a target by an amount, and hide what it touches."""
        unknowns, members = self.unknowns, self.part.members
        n = len(members)
        cost = np.array([self._cost(self.cell_of[int(index)]) for index in members])
        up = np.minimum(unknowns.upper[members], FAR) - unknowns.values[members]
        down = unknowns.values[members] - np.maximum(unknowns.lower[members], -FAR)
        rows: list[list[tuple[int, float]]] = [[(index, 1.0) for index in target.unknowns]]
        low, high = [amount], [amount]
        for own, least, most in self.part.sums(unknowns):
            value = float(unknowns.values[list(own)].sum())
            rows.append([(index, 1.0) for index in own])
            low.append(least - value)
            high.append(min(most, FAR) - value)
        from scipy.sparse import hstack  # noqa: PLC0415

        others = sparse_rows(rows, self.position)
        found = solve(
            np.concatenate([cost, cost]),
            (hstack([self.matrix, -self.matrix], format="csr"), np.zeros(self.matrix.shape[0])),
            (hstack([others, -others], format="csr"), np.array(low), np.array(high)),
            (np.zeros(2 * n), np.maximum(np.concatenate([up, down]), 0.0)),
        )
        if found is None:
            return False
        change = found[:n] - found[n:]
        touched = {self.cell_of[int(members[place])] for place in np.flatnonzero(np.abs(change) > _MOVED)}
        self.hidden_cells |= {cell for cell in touched if unknowns.cells[cell].row is not None}
        return True

    def _cost(self, cell: int) -> float:
        """Return what hiding a cell takes from a reader, per person moved."""
        if cell in self.hidden_cells or self.unknowns.cells[cell].row is None:
            return 0.0
        held = self.unknowns.cells[cell]
        margins = sum(code == TOTAL for code in held.key[1:])
        # A tiny part that depends on the key keeps the choice between equals the same everywhere.
        tie = (sum(held.key[-1].encode()) % 97) * 1e-6
        return (1.0 + math.log1p(held.counts.n)) * _MARGIN_COST**margins + tie

    def _show_again(self) -> None:
        """Show again each cell that protects nothing, the most telling first."""
        added = sorted(self.hidden_cells - self.small)
        n_left = _MOST_PROGRAMS_TO_SHOW_AGAIN
        kept = set(self.hidden_cells)
        self.hidden_cells = set(self.small)
        costs = {cell: self._cost(cell) for cell in added}
        self.hidden_cells = kept
        for cell in sorted(added, key=lambda cell: (-costs[cell], cell)):
            own = list(self.unknowns.of_cell[cell])
            tables = self.tables
            unchanged = [table for table in tables if np.abs(table[own] - self.unknowns.values[own]).max(initial=0.0) < _MOVED]
            self.hidden_cells.discard(cell)
            self.tables = unchanged
            attack = self._attack()
            is_needed = not all(n_left > attack.n_programs and attack.protects(target) for target in attack.unproven(self.part.targets))
            if is_needed:
                self.hidden_cells.add(cell)
                self.tables = tables
            n_left -= attack.n_programs
            if n_left <= 0:
                return
