"""What is said of a run file that cannot be used: its place, what, why, what to do, near matches, everything at once, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tiny_run import RUN, TinyRun, make_tiny_run

from analysis.core.errors import DefinitionError, ExitCode
from analysis.core.project import Project
from analysis.frameworks.run_file import load_run
from analysis.publication.book import read_book
from analysis.publication.plan import make_plan
from analysis.publication.request import BuildRequest, ChapterRequest

WHERE = "params/runs/tiny.yaml"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    return make_tiny_run(tmp_path_factory.mktemp("runs") / "project")


def refused(tiny: TinyRun, text: str | bytes) -> DefinitionError:
    tiny.run_file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DefinitionError) as caught:
        load_run(tiny.run_file, Project(tiny.project))
    return caught.value


def swap(old: str, new: str) -> str:
    assert RUN.count(old) == 1
    return RUN.replace(old, new)


# The text of the run file, how many problems it has, and what both languages say of it.
MISTAKES: dict[str, tuple[str | bytes, int, tuple[str, ...]]] = {
    "an unknown framework": (swap("ontario_supported_employment,", "ontario_suported_employment,"), 1, ("ontario_supported_employment",)),
    "a framework twice": (swap("quebec_social_solidarity_2006", "ontario_supported_employment"), 1, ("ontario_supported_employment",)),
    "no framework": (swap("[ontario_supported_employment, quebec_social_solidarity_2006]", "[]"), 1, ("frameworks", "1")),
    "an unknown codebook": (swap("made_up_agency}", "made_up_agenci}"), 1, ("made_up_agenci", "made_up_agency", "params/codebooks/")),
    "a path for a codebook": (swap("made_up_agency}", "../frameworks/teaching_small}"), 1, ("../frameworks/teaching_small",)),
    "an unknown policy": (swap("persons: standard", "persons: standart"), 1, ("standart", "standard", "params/disclosure/")),
    "an unknown notebook": (swap("notebook: summary", "notebook: sumary"), 1, ("sumary", "summary", "notebooks/report/")),
    "a path for a notebook": (swap("notebook: summary", "notebook: ../explore/first_steps"), 1, ("../explore/first_steps",)),
    "a notebook twice": (swap("notebook: quality", "notebook: summary"), 1, ("summary",)),
    "a language twice": (swap("[fr, en]", "[fr, fr]"), 1, ("fr",)),
    "an unknown language": (swap("[fr, en]", "[fr, de]"), 1, ("languages", "de", "en")),
    "a misspelt key": (swap("fiscal_year:", "fiscal_yaer:"), 2, ("fiscal_yaer", "fiscal_year")),
    "a misspelt key further down": (swap("codebook:", "codebok:"), 2, ("codebok", "codebook")),
    "another name than the file's": (swap("name: tiny", "name: teeny"), 1, ("teeny", "name: tiny")),
    "a name that is a path": (swap("name: tiny", "name: ../tiny"), 1, ("name",)),
    "a missing folder": (swap("folder: data/tiny", "folder: data/tyni"), 1, ("data/tyni", "folder")),
    "a file for a folder": (swap("folder: data/tiny", "folder: _quarto.yml"), 1, ("_quarto.yml",)),
    "a bad regular expression": (RUN + "identifier_patterns: ['[A-Z', 'ok']\n", 1, ("identifier_patterns", "[A-Z")),
    "unknown targets": (RUN + "targets: nowhere\n", 1, ("nowhere", "params/targets/")),
    "an unknown plan": (RUN + "plan: ../runs/sample\n", 1, ("../runs/sample", "params/plans/")),
    "unknown rules of agreements": (
        RUN + "agreement_rules: quebec_employment_asistance_services_2019\n",
        1,
        ("quebec_employment_assistance_services_2019", "params/frameworks/"),
    ),
    "an unknown schedule": (RUN + "schedule: fictitious_stream\n", 1, ("fictitious_streams", "params/schedules/")),
    "a year in words": (swap("fiscal_year: 2024", "fiscal_year: this one"), 1, ("fiscal_year",)),
    "a year of another century": (swap("fiscal_year: 2024", "fiscal_year: 24"), 1, ("fiscal_year", "1990")),
    "a day that does not exist": (swap("as_of: 2025-09-30", "as_of: 2025-09-31"), 1, ("as_of", "2024-04-01")),
    "a truth in words": (swap("made_up: true", "made_up: maybe"), 1, ("made_up", "true", "false")),
    "a title in one language": (swap("title: {fr: Essai, en: Trial}", "title: {fr: Essai}"), 1, ("title", "en")),
    "no chapter": (swap("[{notebook: summary}, {notebook: quality}]", "[]"), 1, ("chapters",)),
    "an empty file": ("", 1, ()),
    "a list": ("- a\n", 1, ()),
    "a text": ("no_personne;sexe\nU00000001;F\n", 1, ()),
    "an unclosed bracket": (swap("[fr, en]", "[fr, en"), 1, ("tiny.yaml:",)),
    "bytes that are not text": (b"\x89PNG\r\n\x00\xff", 1, ("UTF-8",)),
    "a key twice": (RUN + "as_of: 2025-09-30\n", 1, ("as_of",)),
    "an object to make": (swap("fr: Essai", "fr: !!python/object/apply:os.system [x]"), 1, ("YAML", "(!)")),
}


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_a_mistake_in_a_run_file_is_told_with_its_place_and_what_to_do(
    mistake: str, tiny: TinyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny.project)
    text, count, names = MISTAKES[mistake]
    error = refused(tiny, text)
    assert error.exit_code is ExitCode.DEFINITION
    french, english = error.text("fr"), error.text("en")
    assert len(error.problems) == count, french
    assert french != english
    for said in (french, english):
        assert "Traceback" not in said
        assert str(tiny.project) not in said, "a place is told from the project's root"
        for name in names:
            assert name in said, said
    for problem in error.problems:
        assert problem.where.startswith(WHERE)
        assert problem.todo is not None, f"nothing to do: {problem.text('fr')}"
    assert not re.search(r"[^\s\u00a0]:(?=\s|$)| :|« | »", re.sub(r"`[^`]*`|\S+:\d+", "", french)), french


def test_a_run_file_never_makes_its_reader_see_a_persons_value(tiny: TinyRun) -> None:
    rows = "\n".join(";".join(row) for row in tiny.rows("personnes.csv.gz"))
    said = refused(tiny, rows).text("fr")
    assert tiny.rows("personnes.csv.gz")[1][0] not in said


def test_every_mistake_of_names_is_told_at_once(tiny: TinyRun) -> None:
    text = (
        swap("ontario_supported_employment,", "ontario,")
        .replace("made_up_agency}", "made_up}")
        .replace("persons: standard", "persons: standart")
        .replace("notebook: summary", "notebook: sumary")
        .replace("name: tiny", "name: teeny")
        .replace("folder: data/tiny", "folder: data/tyni")
    )
    error = refused(tiny, text + "identifier_patterns: ['(']\n")
    assert len(error.problems) == 7
    for near in ("ontario_supported_employment", "made_up_agency", "standard", "summary", "name: tiny", "data/tyni", "identifier_patterns"):
        assert near in error.text("en")


def planned(tiny: TinyRun, text: str, **given: Any) -> DefinitionError:
    """Return why a run of this text cannot be planned."""
    tiny.run_file.write_text(text, "utf-8")
    project = Project(tiny.project)
    run = load_run(tiny.run_file, project)
    request = BuildRequest(
        project=project,
        run_file=tiny.run_file,
        run_name=run.name,
        title=run.title,
        fiscal_year_label=run.title,
        languages=run.languages,
        chapters=tuple(ChapterRequest(chapter.notebook, chapter.parameters) for chapter in run.chapters),
        made_up=True,
        store_digest="",
        definition_files=(),
        out=tiny.project / "published",
        **given,
    )
    with pytest.raises(DefinitionError) as caught:
        make_plan(request, read_book(project))
    return caught.value


@pytest.mark.parametrize(
    ("name", "value", "near"),
    [
        ("nane", "ontario_supported_employment", "name"),
        ("name", 3, "str"),
        ("run_file", "x.yaml", "run_file"),
        ("language", "en", "language"),
    ],
)
def test_a_parameter_that_its_notebook_does_not_take_is_refused_before_a_kernel_starts(
    name: str, value: object, near: str, tiny: TinyRun
) -> None:
    error = planned(tiny, swap("{notebook: summary}", f"{{notebook: definitions, parameters: {{{name}: {value}}}}}"))
    (problem,) = error.problems
    assert problem.where.startswith(WHERE)
    assert name in problem.what.fr
    assert problem.todo is not None
    assert near in error.text("fr")
    assert "definitions" in error.text("en")


def test_chapters_that_need_what_the_run_does_not_name_are_refused_together_before_a_kernel_starts(tiny: TinyRun) -> None:
    text = swap("{notebook: summary}", "{notebook: results}, {notebook: following_the_year}, {notebook: mission}")
    error = planned(tiny, text)
    assert [problem.what.en for problem in error.problems] == [
        'the chapter "results" needs targets, which the run does not name',
        'the chapter "following_the_year" needs targets, which the run does not name',
        'the chapter "following_the_year" needs plan, which the run does not name',
        'the chapter "mission" needs plan, which the run does not name',
    ]
    assert all(problem.where.startswith(WHERE) for problem in error.problems)
    assert "Ajoutez «\u00a0plan: NOM\u00a0»" in error.text("fr")
    assert {"targets"} == {
        problem.what.en.split()[4].strip(",") for problem in planned(tiny, text, parts_given=frozenset({"plan"})).problems
    }


def test_the_files_of_this_repository_are_good_run_files(tiny: TinyRun) -> None:
    tiny.run_file.write_text(RUN, encoding="utf-8")
    assert load_run(tiny.run_file, Project(tiny.project)).name == "tiny"


def test_a_link_to_a_run_file_is_told_by_the_place_that_was_given(tiny: TinyRun, tmp_path: Path) -> None:
    outside = tmp_path / "tiny.yaml"
    outside.write_text(swap("name: tiny", "name: teeny"), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_run(outside, Project(tiny.project))
    assert caught.value.problems[0].where == "tiny.yaml"
