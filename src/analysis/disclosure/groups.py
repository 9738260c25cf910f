"""The groups of persons that a table tells of: those of its rows, and those that no row shows but that a subtraction gives.

What is left of a total without one of its groups is a group, and so is what one month adds to a cumulative row.
For each whole the parts that make it are written down; these equations are all that an attacker can calculate with.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.disclosure.counts import Counts, Quantity, RowKind, Sensitive, sensitive_counts
from analysis.disclosure.policy import Suppression
from analysis.indicators.table import TOTAL

Key = tuple[str, ...]
"""The indicator, then the code in each dimension."""

CUMULATIVE = frozenset({"fiscal_year_to_date", "agreement_to_date"})
"""Dimensions whose codes, in order, each contain the one before."""

TOLERANCE = 1e-6
"""Sums of weights may miss their total by this, relative to it."""

_UNSHOWN = "\0"
"""Starts the code of a group that no row shows; no code of a table does."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One group of persons and one indicator; `row` is None when no row of the table shows it."""

    key: Key
    row: int | None
    counts: Counts
    sensitive: tuple[Sensitive, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The dimensions of a table and which of them add up."""

    dimensions: tuple[str, ...]
    additive: tuple[str, ...]


class Groups:
    """The cells of a table and the wholes that their parts make."""

    def __init__(self, shape: Shape, rules: Suppression) -> None:
        self.shape = shape
        self.rules = rules
        self.cells: list[Cell] = []
        self.by_key: dict[Key, int] = {}
        self.wholes: list[tuple[int, list[int]]] = []
        self.steps: list[list[tuple[int, Quantity, float]]] = []
        """Sums of coefficient × quantity of a cell that are 0, beside the wholes."""
        self.contradictions: list[Key] = []

    def add(self, key: Key, row: int | None, counts: Counts) -> int:
        """Add a cell and return its number."""
        sensitive = sensitive_counts(counts, self.rules)
        self.cells.append(Cell(key, row, counts, sensitive))
        self.by_key[key] = len(self.cells) - 1
        return self.by_key[key]

    def add_rest(self, key: Key, whole: int, parts: list[int]) -> None:
        """Add what is left of a whole without some groups of it; groups larger than their whole contradict each other."""
        rest = self._difference(whole, parts)
        if rest is None:
            self.contradictions.append(self.cells[whole].key)
            return
        self.wholes.append((whole, [*parts, self.add(key, None, rest)]))

    def _difference(self, whole: int, parts: list[int]) -> Counts | None:
        counts = self.cells[whole].counts
        quantities = {}
        for quantity, value in counts.quantities.items():
            left = value - math.fsum(self.cells[part].counts.quantities.get(quantity, 0.0) for part in parts)
            if quantity is not Quantity.SUM and left < -TOLERANCE:
                return None
            quantities[quantity] = 0.0 if abs(left) < TOLERANCE else left
        return Counts(counts.kind, quantities)

    def lines_along(self, dimension: str) -> Iterator[tuple[Key, dict[str, int]]]:
        """Yield the cells that differ in one dimension only, by their code in it."""
        position = self.shape.dimensions.index(dimension) + 1
        lines: dict[Key, dict[str, int]] = defaultdict(dict)
        for key, cell in self.by_key.items():
            if self.cells[cell].counts.kind not in (RowKind.COMBINED, RowKind.COST):
                lines[key[:position] + key[position + 1 :]][key[position]] = cell
        for rest in sorted(lines):
            yield (*rest[:position], TOTAL, *rest[position:]), lines[rest]

    def add_sums(self) -> None:
        """Add « parts make their whole » along each additive dimension."""
        several = len(self.shape.additive) > 1
        for dimension in self.shape.additive:
            for key, line in list(self.lines_along(dimension)):
                parts = [cell for code, cell in sorted(line.items()) if code != TOTAL]
                whole = line.get(TOTAL)
                if not parts:
                    continue
                if whole is None:
                    if several:
                        self.wholes.append((self._unpublished_margin(key, parts), parts))
                    continue
                if self._share_a_denominator(whole, parts):
                    self._add_states(key, whole, parts)
                    continue
                if not self._makes(whole, parts):
                    self.contradictions.append(key)
                self.wholes.append((whole, parts))

    def _share_a_denominator(self, whole: int, parts: list[int]) -> bool:
        """Say whether each part is counted out of the whole, as the states of a cohort are."""
        counts = self.cells[whole].counts
        return counts.kind is RowKind.PART and counts.n > 0 and all(self.cells[part].counts.n == counts.n for part in parts)

    def _add_states(self, key: Key, whole: int, parts: list[int]) -> None:
        terms = [(whole, Quantity.YES, 1.0), *((part, Quantity.YES, -1.0) for part in parts)]
        if abs(math.fsum(factor * self.cells[cell].counts.quantities[quantity] for cell, quantity, factor in terms)) > TOLERANCE:
            self.contradictions.append(key)
        self.steps.append(terms)
        for part in parts:
            self.steps.append(
                [(cell, member, factor) for cell, factor in ((whole, 1.0), (part, -1.0)) for member in (Quantity.YES, Quantity.NO)]
            )

    def _unpublished_margin(self, key: Key, parts: list[int]) -> int:
        quantities: dict[Quantity, float] = defaultdict(float)
        for part in parts:
            for quantity, value in self.cells[part].counts.quantities.items():
                quantities[quantity] += value
        counts = Counts(self.cells[parts[0]].counts.kind, dict(quantities))
        self.cells.append(Cell(key, None, counts, ()))
        self.by_key[key] = len(self.cells) - 1
        return self.by_key[key]

    def _makes(self, whole: int, parts: list[int]) -> bool:
        for quantity, value in self.cells[whole].counts.quantities.items():
            total = math.fsum(self.cells[part].counts.quantities.get(quantity, 0.0) for part in parts)
            if abs(total - value) > TOLERANCE * max(1.0, abs(value)):
                return False
        return True

    def add_differences(self) -> None:
        """Add the groups that subtraction gives along the dimensions that do not add up.

        Each dimension also sees the groups that the ones before it gave: neither in this group nor in that one.
        """
        for dimension in self.shape.dimensions:
            if dimension in self.shape.additive:
                continue
            for key, line in list(self.lines_along(dimension)):
                if dimension in CUMULATIVE:
                    self._add_increments(key, dimension, line)
                else:
                    self._add_complements(key, dimension, line)

    def _add_increments(self, key: Key, dimension: str, line: dict[str, int]) -> None:
        codes = sorted(code for code in line if code != TOTAL)
        for before, after in itertools.pairwise([*codes, TOTAL] if TOTAL in line else codes):
            self.add_rest(self._at(key, dimension, f"{after} − {before}"), line[after], [line[before]])

    def _add_complements(self, key: Key, dimension: str, line: dict[str, int]) -> None:
        codes = sorted(code for code in line if code != TOTAL)
        outside = [(code,) for code in codes] + [tuple(groups) for groups in self.rules.disjoint_groups if set(groups) <= set(codes)]
        inside = [(outer, (inner,)) for inner, outer in self.rules.nested_groups if {inner, outer} <= set(codes)]
        for whole, parts in [*((TOTAL, parts) for parts in outside if TOTAL in line), *inside]:
            name = " − ".join((whole, *parts))
            self.add_rest(self._at(key, dimension, name), line[whole], [line[part] for part in parts])

    def _at(self, key: Key, dimension: str, name: str) -> Key:
        position = self.shape.dimensions.index(dimension) + 1
        return (*key[:position], _UNSHOWN + name, *key[position + 1 :])

    def add_attrition(self) -> None:
        """Add « remaining before = remaining after + removed » when the table is one of attrition.

        What the steps removed from all that was read, and what a step removed from those before it, follow in the same way.
        """
        if "rule" not in self.shape.dimensions:
            return
        position = self.shape.dimensions.index("rule") + 1
        chains: dict[Key, list[tuple[float, float, Key]]] = defaultdict(list)
        for key, cell in self.by_key.items():
            removed = self.by_key.get(("n_removed", *key[1:]))
            if key[0] == "n_remaining" and removed is not None:
                counts = (-self._first(cell)[1], -self._first(removed)[1])
                chains[key[1:position] + key[position + 1 :]].append((*counts, key))
        for steps in chains.values():
            for (_, _, before), (_, _, after) in itertools.pairwise(sorted(steps)):
                self._add_step(self.by_key[before], self.by_key[after], self.by_key[("n_removed", *after[1:])])

    def _first(self, cell: int) -> tuple[Quantity, float]:
        quantity = self.cells[cell].counts.members[0]
        return quantity, self.cells[cell].counts.quantities[quantity]

    def _add_step(self, before: int, after: int, removed: int) -> None:
        yes = [(cell, self._first(cell)[0]) for cell in (before, after, removed)]
        candidates = [list(zip(yes, (1.0, -1.0, -1.0), strict=True))]
        kinds = {cell: self.cells[cell].counts.members for cell in (before, after, removed)}
        if Quantity.NO in kinds[before] and Quantity.NO in kinds[after]:
            candidates.append([((after, Quantity.NO), 1.0), ((before, Quantity.NO), -1.0), (yes[2], -1.0)])
        if Quantity.NO in kinds[removed]:
            candidates.append([((removed, Quantity.NO), 1.0), (yes[1], -1.0)])
        for terms in candidates:
            if abs(math.fsum(factor * self.cells[cell].counts.quantities[quantity] for (cell, quantity), factor in terms)) < TOLERANCE:
                self.steps.append([(cell, quantity, factor) for (cell, quantity), factor in terms])


def shown_code(code: str) -> str:
    """Return a code as it can be named in a message."""
    return code.removeprefix(_UNSHOWN)
