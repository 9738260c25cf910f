"""Every case: its key is all right, its learners' versions hold no answer and are all unanswered, its usual mistakes get their word."""

from __future__ import annotations

import ast
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from analysis.core.errors import DefinitionError
from analysis.core.languages import LANGUAGES
from analysis.exercises.agency_simulation import bands
from analysis.exercises.case_file import CaseFile, OpenAnswer, TableAnswer
from analysis.exercises.case_files import load_case
from analysis.exercises.cases.agencies_a_and_b import assumptions_of, practices_of, simulate
from analysis.exercises.collecting import read_answers
from analysis.exercises.marking import State
from analysis.exercises.masters import read_master
from analysis.exercises.opening import open_case
from analysis.exercises.variants import variant_of
from analysis.exercises.versions import make_version

ROOT = Path(__file__).resolve().parents[3]
CASES = sorted(path.stem for path in (ROOT / "params" / "cases").glob("*.yaml"))
LEARNERS = ("", "Zoé Côté", "Ali", "Marie-Ève 3")


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def case_of(name: str) -> CaseFile:
    return load_case(ROOT / "params" / "cases" / f"{name}.yaml")


def closed(definition: CaseFile) -> list[Any]:
    return [question for question in definition.questions if not isinstance(question.answer, OpenAnswer)]


def test_the_masters_and_the_cases_are_the_same() -> None:
    assert CASES
    assert sorted(path.stem for path in (ROOT / "notebooks" / "exercises").glob("*.ipynb")) == CASES


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("learner", LEARNERS)
def test_every_answer_of_the_key_is_right_for_every_learner(name: str, learner: str) -> None:
    case = open_case(name, learner, "fr", "key")
    states = {question.name: case.mark(question.name, case.solution(question.name)).state for question in closed(case.definition)}
    assert states == dict.fromkeys(states, State.RIGHT)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("learner", LEARNERS)
def test_every_usual_mistake_is_worked_out_and_gets_its_word(name: str, learner: str) -> None:
    case = open_case(name, learner, "fr", "key")
    for question in closed(case.definition):
        made = case.wrong(question.name)
        if not learner:
            assert set(made) == {mistake.name for mistake in question.mistakes}, f"{name}: {question.name}"
        for mistake, answer in made.items():
            found = case.mark(question.name, answer)
            assert (found.state, found.mistake) in ((State.VALUE, mistake), (State.RIGHT, "")), f"{name}: {question.name}: {mistake}"


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("learner", LEARNERS)
def test_a_learners_notebook_holds_no_answer(name: str, language: Any, learner: str) -> None:
    """The file is searched for every answer as text, in its code, its text, its outputs and its metadata."""
    definition = case_of(name)
    master = read_master(ROOT / "notebooks" / "exercises" / f"{name}.ipynb", definition)
    notebook = make_version(master, definition, variant_of(definition, learner), "learner", language).notebook
    key = open_case(name, learner, language, "key")
    code = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    assert "solution(" not in code
    assert "SOLUTION" not in code
    assert "HIDDEN" not in code
    assert all(cell["outputs"] == [] for cell in notebook["cells"] if cell["cell_type"] == "code")
    answers = read_answers(notebook)
    for question in closed(definition):
        assert key.mark(question.name, answers.get(question.name, ...)).state is State.UNANSWERED, question.name
    whole = json.dumps(notebook, ensure_ascii=False)
    for question in closed(definition):
        expected = key.expected(question.name)
        if isinstance(expected, Decimal) and len(str(abs(int(expected)))) >= 5:
            for written in {str(int(expected)), f"{int(expected):,}", f"{int(expected):,}".replace(",", "\u202f")}:
                assert written not in whole, f"{name}: the answer of {question.name} stands in the learner's file"


@pytest.mark.parametrize("name", CASES)
def test_a_learners_case_refuses_to_give_a_solution_and_marks_nothing_as_right(name: str) -> None:
    case = open_case(name, "Ali", "fr", "learner")
    for question in closed(case.definition):
        with pytest.raises(DefinitionError, match="learner's notebook"):
            case.solution(question.name)
        assert case.mark(question.name, ...).state is State.UNANSWERED


@pytest.mark.parametrize("name", CASES)
def test_hints_go_on_and_the_last_one_comes_again(name: str) -> None:
    case = open_case(name, "Ali", "en", "learner")
    for question in closed(case.definition):
        said = [case.hint(question.name).text for _ in range(len(question.hints) + 1)]
        assert said[-1] == said[-2]
        assert len(set(said)) == len(question.hints)


@pytest.mark.parametrize("name", CASES)
def test_learners_have_different_answers_always_the_same(name: str) -> None:
    definition = case_of(name)
    numeric = [question.name for question in closed(definition) if question.answer.kind in ("number", "table")]

    def answers(learner: str) -> str:
        case = open_case(name, learner, "fr", "key")
        return repr([case.expected(question) for question in numeric])

    if any(value.variants for value in definition.values) or name == "small_cells":
        assert len({answers(f"learner {number}") for number in range(12)}) > 3
    assert answers("  ZOE   cote ") == answers("Zoé Côté")
    assert variant_of(definition).values == {value.name: value.given for value in definition.values}


@pytest.mark.parametrize("name", CASES)
def test_each_table_answer_has_every_cell(name: str) -> None:
    case = open_case(name, "", "fr", "key")
    for question in case.definition.questions:
        if isinstance(question.answer, TableAnswer):
            cells = case.expected(question.name)
            assert set(cells) == {row.name for row in question.answer.rows}
            assert all(set(row) == {column.name for column in question.answer.columns} for row in cells.values())


@pytest.mark.parametrize("name", CASES)
def test_a_master_is_valid_for_nbgrader(name: str) -> None:
    """The metadata of nbgrader's schema 3: each graded cell has an identifier of its own, points, and is locked; answers are not."""
    content = json.loads((ROOT / "notebooks" / "exercises" / f"{name}.ipynb").read_text(encoding="utf-8"))
    graded = [cell["metadata"]["nbgrader"] for cell in content["cells"] if "nbgrader" in cell["metadata"]]
    assert len({cell["grade_id"] for cell in graded}) == len(graded)
    for cell in graded:
        assert cell["schema_version"] == 3
        assert isinstance(cell["grade"], bool)
        assert isinstance(cell["solution"], bool)
        assert not cell["grade"] or (cell["points"] >= 0 and (cell["locked"] or cell["solution"]))


@pytest.mark.parametrize("name", CASES)
def test_the_code_of_every_version_is_python(name: str) -> None:
    definition = case_of(name)
    master = read_master(ROOT / "notebooks" / "exercises" / f"{name}.ipynb", definition)
    for audience in ("learner", "key", "facilitator"):
        version = make_version(master, definition, variant_of(definition, 'O"Brien\\'), audience, "fr")  # type: ignore[arg-type]
        for cell in version.notebook["cells"]:
            if cell["cell_type"] == "code":
                ast.parse(cell["source"])


def test_the_known_answers_of_the_training_hold() -> None:
    """5.90 and 5.95 follow from the standards and weights of the training; 5.73 < 5.90 flips the verdict of the example provider."""
    case = open_case("consequences_of_indicators", "", "fr", "key")
    assert case.expected("minimum_score") == Decimal("5.9")
    assert case.expected("minimum_with_full_intake") == Decimal("5.95")
    assert case.expected("rules_not_met") == frozenset({"at_standard"})
    assert Fraction(case.expected("gain")) == Fraction(1, 4)


def test_the_sprint_leads_at_three_months_and_loses_at_twelve_by_its_mechanism_alone() -> None:
    """Turned off one by one, the mechanisms take the result with them: it is not typed in."""
    values = dict(open_case("agencies_a_and_b", "", "fr", "key").values)
    as_given = simulate(values)
    assert as_given["b"].course.employed[3] > as_given["a"].course.employed[3]
    assert as_given["a"].course.employed[12] > as_given["b"].course.employed[12]
    effects = ["needs_on_finding", "needs_on_losing", "caseload_on_finding", "sprint_at_first", "sprint_later", "search_on_finding"]
    effects += ["turnover_on_finding", "turnover_on_losing", "coaching_on_losing", "community_on_losing"]
    without = simulate(values | dict.fromkeys(effects, Decimal(0)))
    assert without["a"].course.employed == pytest.approx(without["b"].course.employed)
    jobs_last = simulate(values | {"turnover_on_losing": Decimal(0), "sprint_later": Decimal(0), "coaching_on_losing": Decimal(0)})
    assert jobs_last["b"].course.employed[12] > jobs_last["a"].course.employed[12]


def test_the_expected_course_is_what_simulated_agencies_do_on_average() -> None:
    values = dict(open_case("agencies_a_and_b", "", "fr", "key").values)
    low, high = bands(practices_of(values, "b"), assumptions_of(values), 4000, 20240401)
    course = simulate(values)["b"].course.employed
    assert all(a - 0.002 <= expected <= b + 0.002 for a, expected, b in zip(low, course, high, strict=True))
    assert max(b - a for a, b in zip(low, high, strict=True)) < 0.04


def test_the_funding_case_gives_the_figures_of_the_training() -> None:
    """The training: 50 intakes give $280,000; 100 give $560,000, $300,000 of supports, 42 plans at the cap, $112,000 of administration."""
    case = open_case("supported_employment_funding", "", "fr", "key")
    names = ("operating_funds", "support_funds", "plans_at_cap", "small_operating", "administration_limit", "mean_if_everyone")
    assert [case.expected(name) for name in names] == [Decimal(number) for number in (560000, 300000, 42, 280000, 112000, 3000)]
