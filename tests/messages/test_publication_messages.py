"""What the printing wing says when something is wrong: the place, both languages, what to do, French typography, no traceback."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fixture_project import FIXTURE, request_for

from analysis.core.errors import ExitCode, ReportError, UserError
from analysis.core.ownership import refuse_foreign_files
from analysis.core.project import Project
from analysis.publication.book import read_book
from analysis.publication.compose import compose
from analysis.publication.execution import ExecutionFailure, ExecutionJob
from analysis.publication.failures import failure_error
from analysis.publication.notebooks import Cell, Notebook, read_notebook
from analysis.publication.open_data import data_tables
from analysis.publication.plan import make_plan
from analysis.publication.renderers import choose_renderer
from analysis.publication.request import BuildRequest, ChapterRequest
from analysis.publication.svg import inline_svg
from analysis.publication.swap import disk_error
from analysis.publication.syntax import markdown_problems

MIME = "application/vnd.bilan.display+json"


def request(**changes: Any) -> BuildRequest:
    return request_for(FIXTURE, **({"chapters": (ChapterRequest("summary"),)} | changes))


def notebook(*cells: tuple[str, str, set[str]]) -> Notebook:
    made = tuple(Cell(number, kind, source, frozenset(tags)) for number, (kind, source, tags) in enumerate(cells, start=1))  # type: ignore[arg-type]
    return Notebook(Path("notebooks/report/x.ipynb"), made)


def raised(act: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value


def failure(kind: str, payload: dict[str, object] | None = None) -> UserError:
    job = ExecutionJob(notebook(("code", "x", set())), "fr", {}, Path("out"))
    return failure_error(ExecutionFailure(job, kind, 7, "ValueError", payload), request(), Path("never/x.log"))


def composed(*outputs: dict[str, object]) -> UserError:
    book = notebook(("code", "show()", set()))
    return raised(lambda: compose(book, {"cells": [{"number": 1, "outputs": list(outputs)}]}, "fr", "x", "notebooks/report/x.ipynb"))


def shown(**display: object) -> dict[str, object]:
    return {"type": "display_data", "data": {MIME: display, "text/plain": ""}}


def bad_book(tmp_path: Path, text: str) -> UserError:
    (tmp_path / "_quarto.yml").write_text(text, encoding="utf-8")
    return raised(lambda: read_book(Project(tmp_path)))


def bad_notebook(tmp_path: Path) -> UserError:
    path = tmp_path / "x.ipynb"
    path.write_text("{}", encoding="utf-8")
    return raised(lambda: read_notebook(path, "x.ipynb"))


def foreign(tmp_path: Path) -> UserError:
    (tmp_path / "letter.txt").write_text("", encoding="utf-8")
    return raised(lambda: refuse_foreign_files(tmp_path, "report", "published/x", ReportError))


def chapter_with(data: dict[str, object]) -> UserError:
    outputs = [{"type": "display_data", "data": {MIME: {"kind": "strip", "data": data}, "text/html": "x", "text/markdown": "x"}}]
    chapter = compose(notebook(("code", "show()", set())), {"cells": [{"number": 1, "outputs": outputs}]}, "fr", "x", "x.ipynb")
    return raised(lambda: data_tables({"fr": [chapter]}))


CASES: dict[str, tuple[Callable[[Path], UserError], ExitCode, str]] = {
    "unknown notebook": (
        lambda _: raised(lambda: make_plan(request(chapters=(ChapterRequest("sumary"),)), read_book(Project(FIXTURE)))),
        ExitCode.DEFINITION,
        "summary",
    ),
    "twice": (
        lambda _: raised(lambda: make_plan(request(chapters=(ChapterRequest("summary"),) * 2), read_book(Project(FIXTURE)))),
        ExitCode.DEFINITION,
        "deux fois",
    ),
    "no chapter": (
        lambda _: raised(lambda: make_plan(request(chapters=()), read_book(Project(FIXTURE)))),
        ExitCode.DEFINITION,
        "aucun chapitre",
    ),
    "unsafe name": (
        lambda _: raised(lambda: make_plan(request(run_name="../x"), read_book(Project(FIXTURE)))),
        ExitCode.DEFINITION,
        "nom simple",
    ),
    "unknown parameter": (
        lambda _: raised(lambda: make_plan(request(chapters=(ChapterRequest("results", {"rowz": 1}),)), read_book(Project(FIXTURE)))),
        ExitCode.DEFINITION,
        "rows",
    ),
    "yaml": (lambda path: bad_book(path, "a: ["), ExitCode.DEFINITION, "YAML"),
    "book without chapters": (lambda path: bad_book(path, "lang: fr\n"), ExitCode.DEFINITION, "book.chapters"),
    "not a notebook": (bad_notebook, ExitCode.NOTEBOOK, "Jupyter"),
    "printed": (lambda _: composed({"type": "stream", "name": "stdout"}), ExitCode.NOTEBOOK, "print"),
    "bare object": (lambda _: composed({"type": "execute_result", "data": {"text/plain": "x"}}), ExitCode.NOTEBOOK, "publié"),
    "bad label": (lambda _: composed(shown(kind="table", label="Results", caption="x")), ExitCode.NOTEBOOK, "tbl-nom"),
    "no caption": (lambda _: composed(shown(kind="table", label="tbl-a", caption="")), ExitCode.NOTEBOOK, "titre"),
    "no alternative": (lambda _: composed(shown(kind="figure", label="fig-a", caption="x", alt=" ")), ExitCode.NOTEBOOK, "remplacement"),
    "no drawing": (lambda _: composed(shown(kind="figure", label="fig-a", caption="x", alt="y")), ExitCode.NOTEBOOK, "svg"),
    "cell raised": (
        lambda _: failure("error", {"kind": "unknown", "type": "ValueError", "last_line": "", "frames": []}),
        ExitCode.NOTEBOOK,
        "ValueError",
    ),
    "kernel died": (lambda _: failure("dead"), ExitCode.NOTEBOOK, "noyau"),
    "time limit": (lambda _: failure("time"), ExitCode.NOTEBOOK, "300"),
    "not started": (lambda _: failure("fault"), ExitCode.NOTEBOOK, "exécuté"),
    "svg with a script": (
        lambda _: raised(lambda: inline_svg('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "fig-a", "x", "fr", "x.ipynb")),
        ExitCode.REPORT,
        "actif",
    ),
    "not svg": (lambda _: raised(lambda: inline_svg("<svg", "fig-a", "x", "fr", "x.ipynb")), ExitCode.REPORT, "SVG"),
    "data name": (lambda _: chapter_with({"name": "../x", "fields": [], "rows": []}), ExitCode.REPORT, "nom de fichier"),
    "data shape": (
        lambda _: chapter_with({"name": "x", "fields": [{"name": "a", "type": "string"}], "rows": [[]]}),
        ExitCode.REPORT,
        "colonne",
    ),
    "disk full": (lambda _: disk_error(OSError(errno.ENOSPC, ""), "published/x"), ExitCode.REPORT, "plein"),
    "no permission": (lambda _: disk_error(PermissionError(errno.EACCES, ""), "published/x"), ExitCode.REPORT, "droit"),
    "foreign folder": (foreign, ExitCode.REPORT, "--out"),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_message_says_where_what_and_what_to_do_in_both_languages(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, code, word = CASES[case]
    if case == "cell raised":
        monkeypatch.setattr("analysis.publication.failures.Path.mkdir", lambda *_, **__: None)
        monkeypatch.setattr("analysis.publication.failures.Path.write_text", lambda *_, **__: None)
    error = make(tmp_path)
    assert error.exit_code == code
    french, english = error.text("fr"), error.text("en")
    assert word in french
    assert french != english
    assert "Traceback" not in french + english
    assert str(tmp_path) not in french.replace(str(tmp_path / "_quarto.yml"), "")
    for problem in error.problems:
        assert problem.where
        # A no-break space before a colon and inside quotation marks; none before ; ! ?
        for text in (problem.what.fr, problem.why.fr if problem.why else "", problem.todo.fr if problem.todo else ""):
            if text.startswith(("Vouliez-vous dire", "Noms connus")):
                continue  # said by core.languages, which has its own tests
            outside = re.sub(r"`[^`]*`|https?://\S+|\{[^}]*\}|\S+:\d+", "", text)
            assert not re.search(r"[^\s\u00a0]:(?=\s|$)| :|[ \u00a0][;!?](?=\s|$)|« | »", outside), text


def test_syntax_that_one_renderer_lacks_is_named_with_its_cell() -> None:
    text = "{{< video x >}}\n\n::: {.panel-tabset}\n:::\n\n![](x.png) <b>gras</b> [@auteur2020]\n\n```{python}\n1\n```"
    book = notebook(("markdown", text, {"fr"}))
    problems = markdown_problems(book, "x.ipynb")
    assert [problem.where for problem in problems] == ["x.ipynb [1]"] * 7
    said = "\n".join(problem.text("fr") for problem in problems)
    for found in ("{{< video >}}", "::: {.panel-tabset}", "![…](…)", "<b>", "@auteur2020", "```{python}"):
        assert found in said


def test_syntax_inside_code_is_left_alone() -> None:
    book = notebook(("markdown", "`{{< video >}}`, `@nom` et\n\n```\n<b>\n::: {.x}\n```\n\n::: {.callout-tip}\nm < n, a@b.ca\n:::", {"fr"}))
    assert markdown_problems(book, "x.ipynb") == []


def test_a_division_or_code_block_left_open_is_refused_with_its_cell() -> None:
    book = notebook(("markdown", "::: {.callout-tip}\na", {"fr"}), ("markdown", "```\na", {"fr"}), ("markdown", ":::\n\n:::", {"fr"}))
    assert [problem.where for problem in markdown_problems(book, "x.ipynb")] == ["x.ipynb [2]", "x.ipynb [3]"]


def test_a_user_error_in_a_notebook_is_repeated_in_the_readers_language() -> None:
    payload = {
        "kind": "user",
        "type": "DisclosureError",
        "fr": "Diffusion refusée\u00a0: 1 problème\nx",
        "en": "Release refused: 1 problem\nx",
    }
    error = failure("error", payload)
    assert "Diffusion refusée" in error.text("fr")
    assert "Release refused" in error.text("en")


def test_quarto_absent_is_said_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.publication.renderers.find_quarto", lambda: None)
    error = raised(lambda: choose_renderer("quarto"))
    assert "introuvable" in error.text("fr")
    assert choose_renderer("auto").name == "pandoc"
