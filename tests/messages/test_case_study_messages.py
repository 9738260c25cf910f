"""What is said of a case, a day or a learner's list that cannot be used: where, what, why, what to do, everything at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.core.errors import DefinitionError, NotebookError, ReportError
from analysis.core.project import Project
from analysis.exercises.case_files import load_case
from analysis.exercises.making import ExerciseRequest, folder_of, make_exercises, read_exercises, read_learners
from analysis.exercises.masters import read_master
from analysis.exercises.opening import open_case
from analysis.exercises.session_file import load_session
from analysis.publication.progress import SilentProgress

ROOT = Path(__file__).resolve().parents[2]
CASE = (ROOT / "params" / "cases" / "supported_employment_funding.yaml").read_text(encoding="utf-8")
DAY = (ROOT / "params" / "sessions" / "ontario_supported_employment.yaml").read_text(encoding="utf-8")


def refused(call: Callable[[], object], error: type[Exception] = DefinitionError) -> tuple[str, str, int]:
    with pytest.raises(error) as caught:
        call()
    found = caught.value
    assert isinstance(found, DefinitionError | NotebookError | ReportError)
    french, english = found.text("fr"), found.text("en")
    assert french != english
    return french, english, len(found.problems)


def swap(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


MISTAKES = {
    "another name": (swap(CASE, "name: supported_employment_funding", "name: other"), "the case is called other"),
    "an unknown document": (swap(CASE, "document: se_training", "document: se_trainning"), "se_training"),
    "a stated value without a source": (
        re.sub(r"    source: \{document: se_training, place: \"Étude de cas – Financement du SE\"\}\n", "", CASE, count=1),
        "has no source",
    ),
    "variants of nothing": (swap(CASE, "{least: 40, most: 160, step: 10}", "{least: 160, most: 40, step: 10}"), "do not give from 2"),
    "an unknown place in a hint": (swap(CASE, "{intake_target}", "{intake_targte}"), "intake_target"),
    "a value named twice": (swap(CASE, "- name: small_target", "- name: intake_target"), "already on line"),
    "a misspelt key": (swap(CASE, "minutes:", "minuts:"), "minutes"),
    "a rubric that cannot give all the points": (swap(CASE, "- {points: 3, label", "- {points: 2, label"), "goes up to 2 points"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_of_a_case_file_is_told_with_its_line(mistake: str, tmp_path: Path) -> None:
    text, said = MISTAKES[mistake]
    path = tmp_path / "supported_employment_funding.yaml"
    path.write_text(text, encoding="utf-8")
    french, english, _ = refused(lambda: load_case(path))
    assert said in english
    assert re.search(r"supported_employment_funding\.yaml:\d+", french)


def test_a_day_that_does_not_add_up_or_has_no_break_is_refused(tmp_path: Path) -> None:
    cases = {path.stem: load_case(path) for path in (ROOT / "params" / "cases").glob("*.yaml")}
    path = tmp_path / "ontario_supported_employment.yaml"
    text = swap(DAY, "kind: break, minutes: 30", "kind: talk, minutes: 40").replace("[consortium]", "[consortuim]")
    text = swap(text, "minutes: 120", "minutes: 60")
    path.write_text(text, encoding="utf-8")
    _, english, n_problems = refused(lambda: load_session(path, cases))
    assert n_problems == 4
    for said in (
        "the items make 360 minutes, the day announces 410",
        "without a break",
        "consortium",
        "its cases take 120 minutes, it has 60",
    ):
        assert said in english


def test_an_unknown_case_view_and_language_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _, english, n_problems = refused(lambda: open_case("consortuim", language="de", view="kye"))  # type: ignore[arg-type]
    assert n_problems == 3
    assert "consortium" in english
    assert "key" in english


def test_a_notebook_away_from_its_material_says_what_to_keep_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    french, _, _ = refused(lambda: open_case("consortium"))
    assert "material" in french


def test_a_master_without_a_question_of_its_case_is_refused(tmp_path: Path) -> None:
    case = load_case(ROOT / "params" / "cases" / "consortium.yaml")
    text = (ROOT / "notebooks" / "exercises" / "consortium.ipynb").read_text(encoding="utf-8")
    path = tmp_path / "consortium.ipynb"
    path.write_text(text.replace("proposal_total", "proposal_totl"), encoding="utf-8")
    _, english, n_problems = refused(lambda: read_master(path, case), NotebookError)
    assert n_problems == 3
    assert "checked nowhere" in english
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    assert "does not read as a Jupyter notebook" in refused(lambda: read_master(path, case), NotebookError)[1]


def test_a_list_of_learners_that_names_nobody_or_two_alike_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "learners.txt"
    empty.write_text("\n  \n", encoding="utf-8")
    assert "gives no name" in refused(lambda: read_learners(empty))[1]
    assert "gives no name" in refused(lambda: read_learners(tmp_path / "absent.txt"))[1]
    request = ExerciseRequest(Project(ROOT), tmp_path / "out", ("fr",), learners=("Zoé", "ZOE"))
    assert "two learners would have the folder zoe" in refused(lambda: make_exercises(request, SilentProgress()))[1]


@pytest.mark.parametrize("name", ["../../etc", "/", "CON", "a" * 300, "..", "é", "x\x00y"])
def test_no_learners_name_leads_out_of_the_folder(name: str) -> None:
    folder = folder_of(name)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", folder)


def test_an_unknown_case_asked_for_is_told_with_near_matches() -> None:
    assert "consortium" in refused(lambda: read_exercises(Project(ROOT), ["consortuim"]))[1]


def test_a_folder_of_something_else_is_never_replaced(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work", encoding="utf-8")
    request = ExerciseRequest(Project(ROOT), mine, ("fr",))
    refused(lambda: make_exercises(request, SilentProgress()), ReportError)
    assert (mine / "thesis.txt").is_file()
    shutil.rmtree(mine)
