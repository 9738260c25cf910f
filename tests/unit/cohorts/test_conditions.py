"""Conditions of a framework as booleans with three values."""

from __future__ import annotations

from itertools import product
from typing import Any

import ibis
import pytest
from pydantic import TypeAdapter

from analysis.cohorts.conditions import fields_of, to_boolean
from analysis.frameworks.conditions import Condition

TRI = (True, False, None)


def parsed(written: dict[str, Any]) -> Condition:
    return TypeAdapter(Condition).validate_python(written)


def evaluated(written: dict[str, Any], **values: Any) -> bool | None:
    schema = {
        name: {bool: "boolean", int: "int64", float: "float64", str: "string"}.get(type(value), "boolean") for name, value in values.items()
    }
    table = ibis.memtable([values], schema=schema)
    expression = table.select(answer=to_boolean(parsed(written), lambda field: table[field]).cast("boolean"))
    (row,) = ibis.duckdb.connect().to_pyarrow(expression).to_pylist()
    return row["answer"]


def kleene_and(values: tuple[bool | None, ...]) -> bool | None:
    return False if False in values else None if None in values else True


def kleene_or(values: tuple[bool | None, ...]) -> bool | None:
    return True if True in values else None if None in values else False


@pytest.mark.parametrize("values", list(product(TRI, TRI)))
def test_joined_conditions_follow_kleene(values: tuple[bool | None, bool | None]) -> None:
    leaves = [{"field": "is_disabled", "is": True}, {"field": "is_immigrant", "is": True}]
    given = {"is_disabled": values[0], "is_immigrant": values[1]}
    assert evaluated({"all_of": leaves}, **given) is kleene_and(values)
    anything = kleene_or(values)
    assert evaluated({"any_of": leaves}, **given) is anything
    assert evaluated({"none_of": leaves}, **given) is (None if anything is None else not anything)


@pytest.mark.parametrize("value", TRI)
@pytest.mark.parametrize("kind", ["all_of", "any_of", "none_of"])
def test_whether_an_answer_is_missing_can_be_asked_of_every_kind_of_condition(kind: str, value: bool | None) -> None:
    table = ibis.memtable([{"is_disabled": value}], schema={"is_disabled": "boolean"})
    answer = to_boolean(parsed({kind: [{"field": "is_disabled", "is": True}]}), lambda field: table[field])
    (row,) = ibis.duckdb.connect().to_pyarrow(table.select(missing=answer.isnull(), given=answer.notnull())).to_pylist()
    assert row == {"missing": value is None, "given": value is not None}


@pytest.mark.parametrize(
    ("leaf", "value", "expected"),
    [
        ({"field": "program", "is": "supported_employment"}, "supported_employment", True),
        ({"field": "program", "is": "supported_employment"}, "other", False),
        ({"field": "program", "is_one_of": ["a", "b"]}, "b", True),
        ({"field": "program", "is_one_of": ["a", "b"]}, "c", False),
        ({"field": "is_disabled", "is": False}, False, True),
        ({"field": "age_at_start", "at_least": 20}, 20, True),
        ({"field": "age_at_start", "at_least": 20}, 19, False),
        ({"field": "age_at_start", "at_most": 20}, 20, True),
        ({"field": "age_at_start", "at_most": 20}, 21, False),
        ({"field": "age_at_start", "between": [18, 29]}, 29, True),
        ({"field": "age_at_start", "between": [18, 29]}, 30, False),
        ({"field": "weekly_hours_at_wave", "at_least": "19.5"}, 19.5, True),
        ({"field": "weekly_hours_at_wave", "at_least": "19.5"}, 19.4, False),
    ],
)
def test_each_operator_includes_its_bounds(leaf: dict[str, Any], value: Any, expected: bool) -> None:
    assert evaluated(leaf, **{leaf["field"]: value}) is expected


def test_a_missing_value_gives_a_missing_answer_except_when_missing_is_asked() -> None:
    asked: list[dict[str, Any]] = [{"is": True}, {"is_missing": True}, {"is_missing": False}]
    answers = [evaluated({"field": "is_disabled"} | operator, is_disabled=None) for operator in asked]
    assert answers == [None, True, False]


def test_no_part_at_all_is_true_for_all_of_and_none_of_and_false_for_any_of() -> None:
    for kind, expected in (("all_of", True), ("any_of", False), ("none_of", True)):
        assert evaluated({kind: []}, is_disabled=True) is expected


def test_a_value_that_looks_like_sql_is_only_a_value() -> None:
    hostile = "x' OR 1=1; DROP TABLE participations; --"
    assert evaluated({"field": "provider_id", "is": hostile}, provider_id="F001") is False
    assert evaluated({"field": "provider_id", "is": hostile}, provider_id=hostile) is True


def test_the_fields_of_a_condition_are_those_of_all_its_leaves() -> None:
    written = {"all_of": [{"field": "program", "is": "x"}, {"none_of": [{"field": "age_at_start", "at_least": 3}]}]}
    assert fields_of(parsed(written)) == {"program", "age_at_start"}
    assert fields_of(None) == frozenset()
