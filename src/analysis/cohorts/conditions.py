"""A framework's condition as an Ibis boolean: true, false, or missing when the data cannot tell.

SQL's three-valued logic is Kleene's: `all_of` with one false part is false even if another is missing, `any_of` with one true part is true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from analysis.frameworks.conditions import AllOf, AnyOf, Condition, Leaf
from analysis.frameworks.vocabulary import FIELDS, Field, FieldKind


def fields_of(condition: Condition | None) -> frozenset[str]:
    """Return the names of the fields a condition asks about; none for no condition."""
    if condition is None:
        return frozenset()
    if isinstance(condition, Leaf):
        return frozenset({condition.field})
    return frozenset().union(*(fields_of(part) for part in _parts(condition)))


def to_boolean(condition: Condition, column: Callable[[str], Any], fields: Mapping[str, Field] = FIELDS) -> Any:
    """Return the condition as an Ibis boolean over an episode.

    Parameters
    ----------
    column
        Gives the Ibis column of a field name.
    fields
        The fields that the condition may name: those of an episode, or those of a table of records.
    """
    if isinstance(condition, Leaf):
        return _leaf(condition, column(condition.field), fields[condition.field].kind)
    parts = [to_boolean(part, column, fields) for part in _parts(condition)]
    if isinstance(condition, AllOf):
        return reduce(and_, parts, ibis.literal(True))
    anything = reduce(or_, parts, ibis.literal(False))
    # « = false » rather than « not »: Ibis 12 writes `(~x).isnull()` without parentheses, which SQL reads as `~(x.isnull())`.
    return anything if isinstance(condition, AnyOf) else anything == ibis.literal(False)


def _parts(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, AllOf):
        return condition.all_of
    if isinstance(condition, AnyOf):
        return condition.any_of
    assert not isinstance(condition, Leaf)  # noqa: S101 - for the type checker: callers have handled leaves
    return condition.none_of


def _leaf(leaf: Leaf, value: Any, kind: FieldKind) -> Any:
    if leaf.is_missing is not None:
        return value.isnull() if leaf.is_missing else value.notnull()
    if leaf.is_ is not None:
        return value == _literal(leaf.is_, kind)
    if leaf.is_one_of is not None:
        # `IN` over a missing value is missing, as `is` would be.
        return value.isin([_literal(choice, kind) for choice in leaf.is_one_of])
    if leaf.at_least is not None:
        return value >= _literal(leaf.at_least, kind)
    if leaf.at_most is not None:
        return value <= _literal(leaf.at_most, kind)
    if leaf.between is not None:
        low, high = leaf.between
        return value.between(_literal(low, kind), _literal(high, kind))
    raise ValueError(f"the condition on {leaf.field} has no operator")


def _literal(value: bool | str | int | Decimal, kind: FieldKind) -> Any:
    if isinstance(value, Decimal):
        # A whole number stays an integer: comparing a code of nine indicators with 5 needs no decimal arithmetic.
        return ibis.literal(int(value)) if value == value.to_integral_value() else ibis.literal(value)
    if kind is FieldKind.DATE and isinstance(value, str):
        return ibis.date(value)
    if kind is FieldKind.CODE and not isinstance(value, str):
        return ibis.literal(str(value))
    return ibis.literal(value)
