"""The `parameters` cell: names, types and what a run may give."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.publication.notebooks import Cell, Notebook
from analysis.publication.parameters import declared_parameters, parameter_problems

GIVEN = 'run_file: str = "params/runs/sample.yaml"\nlanguage: str = "fr"\n'


def notebook(*sources: str) -> Notebook:
    cells = tuple(Cell(number, "code", source, frozenset({"parameters"})) for number, source in enumerate(sources, start=1))
    return Notebook(Path("x.ipynb"), cells)


@pytest.mark.parametrize(
    ("declaration", "value", "fits"),
    [
        ("n: int = 1", 2, True),
        ("n: int = 1", True, False),
        ("n: int = 1", 2.5, False),
        ("n: float = 1.0", 2, True),
        ("n: bool = False", 1, False),
        ("n: str = 'a'", 1, False),
        ("n: str | None = None", None, True),
        ("n: list[str] = []", ["a"], True),
        ("n: list[str] = []", ["a", 1], False),
        ("n: list[str] = []", "a", False),
        ("n: 'Literal[\"a\", \"b\"]' = 'a'", "b", True),
        ("n: Literal['a', 'b'] = 'a'", "c", False),
        ("n: dict[str, int] = {}", {"a": 1}, True),
        ("n = 3", 4, True),
        ("n = 3", "4", False),
        ("n = None", "anything", True),
    ],
)
def test_a_value_is_accepted_exactly_when_it_fits_the_declared_type(declaration: str, value: object, fits: bool) -> None:
    declared, problems = declared_parameters(notebook(GIVEN + declaration), "x.ipynb")
    assert problems == []
    assert (parameter_problems("x", declared, {"n": value}, "run.yaml") == []) is fits


@pytest.mark.parametrize("name", ["run_file", "language"])
def test_what_the_build_gives_cannot_be_given_by_a_run(name: str) -> None:
    declared, _ = declared_parameters(notebook(GIVEN), "x.ipynb")
    assert len(parameter_problems("x", declared, {name: "a"}, "run.yaml")) == 1


@pytest.mark.parametrize(
    "sources",
    [(), (GIVEN, GIVEN), ('language: str = "fr"',), (GIVEN + "n: int = len('a')",), (GIVEN + "import os",), (GIVEN + "n: int =",)],
)
def test_a_parameters_cell_holds_values_written_out_and_both_names_of_the_build(sources: tuple[str, ...]) -> None:
    _, problems = declared_parameters(notebook(*sources), "x.ipynb")
    assert problems


def test_comments_and_a_docstring_are_welcome_in_a_parameters_cell() -> None:
    declared, problems = declared_parameters(notebook('"""What may be changed."""\n# the run\n' + GIVEN), "x.ipynb")
    assert problems == []
    assert set(declared) == {"run_file", "language"}
