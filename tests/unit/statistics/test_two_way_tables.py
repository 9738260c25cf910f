"""What an attacker concludes of hidden cells, against a brute-force attacker who tries every table."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from analysis.statistics.two_way_tables import Place, feasible_ranges


def tried(counts: list[list[int]], hidden: list[Place]) -> dict[Place, tuple[int, int]]:
    """Every table of whole counts that agrees with what is shown."""
    rows, columns = len(counts), len(counts[0])
    most = max(map(max, counts)) * max(rows, columns) + 1
    found: dict[Place, list[int]] = {place: [] for place in hidden}
    limits = [min(sum(counts[row]), sum(line[column] for line in counts), most) for row, column in hidden]
    for values in product(*(range(limit + 1) for limit in limits)):
        table = [list(line) for line in counts]
        for (row, column), value in zip(hidden, values, strict=True):
            table[row][column] = value
        same_rows = all(sum(a) == sum(b) for a, b in zip(table, counts, strict=True))
        if same_rows and all(sum(line[c] for line in table) == sum(line[c] for line in counts) for c in range(columns)):
            for place, value in zip(hidden, values, strict=True):
                found[place].append(value)
    return {place: (min(values), max(values)) for place, values in found.items()}


@settings(max_examples=25, deadline=None)
@given(
    some.lists(some.lists(some.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=3),
    some.sets(some.tuples(some.integers(0, 1), some.integers(0, 2)), min_size=1, max_size=4),
)
def test_the_ranges_are_those_of_every_table_tried(counts: list[list[int]], hidden: set[Place]) -> None:
    ranges = feasible_ranges(counts, hidden)
    for place, (low, high) in tried(counts, sorted(hidden)).items():
        assert ranges[place] == pytest.approx((low, high), abs=1e-6)


def test_one_hidden_cell_is_recovered_and_a_rectangle_is_not() -> None:
    counts = [[48, 21, 37], [64, 28, 45], [26, 4, 19]]
    assert feasible_ranges(counts, {(2, 1)}) == {(2, 1): (4.0, 4.0)}
    low, high = feasible_ranges(counts, {(2, 1), (2, 0), (0, 1), (0, 0)})[2, 1]
    assert (low, high) == (0.0, 25.0)
    assert feasible_ranges(counts, set()) == {}
