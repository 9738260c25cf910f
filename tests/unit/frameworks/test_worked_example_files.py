"""A file of worked examples that contradicts itself or its framework is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.core.errors import DefinitionError
from analysis.frameworks.loading import load_framework
from analysis.frameworks.worked_examples import CaseKind, kinds_without_a_case, load_worked_example, load_worked_examples

ROOT = Path(__file__).parents[3]
FRAMEWORK = load_framework(ROOT / "params" / "frameworks" / "teaching_small.yaml")
SPEC = ROOT / "tests" / "spec"
GOOD = (SPEC / "teaching_small" / "wait_days.yaml").read_text(encoding="utf-8")


def refusals(tmp_path: Path, old: str, new: str) -> list[str]:
    assert old in GOOD
    path = tmp_path / "wait_days.yaml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_worked_example(path, FRAMEWORK)
    return [problem.what.en for problem in caught.value.problems]


def test_cases_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    assert refusals(tmp_path, "adds: {numerator: 10,", "adds: {numerator: 11,") == ["the cases add up to 25, the expected result says 24"]


def test_an_unknown_indicator_is_refused(tmp_path: Path) -> None:
    assert refusals(tmp_path, "indicator: wait_days", "indicator: wait_dys") == ['the indicator "wait_dys" does not exist']


def test_another_framework_is_refused(tmp_path: Path) -> None:
    assert refusals(tmp_path, "framework: teaching_small", "framework: other") == ['the framework "other" does not exist']


def test_a_case_named_twice_is_refused(tmp_path: Path) -> None:
    assert any("is already on line" in what for what in refusals(tmp_path, "case: same_day", "case: ten_days"))


def test_an_unknown_kind_of_case_is_refused(tmp_path: Path) -> None:
    assert any('"boundry_day" is unknown' in what for what in refusals(tmp_path, "kind: boundary_day", "kind: boundry_day"))


def test_a_kind_without_a_case_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "wait_days.yaml"
    path.write_text(GOOD.replace("kind: boundary_day", "kind: other", 1), encoding="utf-8")
    assert kinds_without_a_case(load_worked_example(path, FRAMEWORK)) == (CaseKind.BOUNDARY_DAY,)


def test_examples_come_in_the_order_of_the_framework() -> None:
    names = [example.indicator for example in load_worked_examples(SPEC, FRAMEWORK)]
    assert names == [indicator.name for indicator in FRAMEWORK.indicators]
