"""Sheets: many pages from one notebook, each executed in a copy of a process that has prepared what all of them share."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from fixture_project import request_for
from lxml import html

from analysis.core.errors import NotebookError
from analysis.core.languages import Bilingual
from analysis.publication.build import BuildRequest, SheetRequest, build
from analysis.publication.progress import SilentProgress

QUIET = SilentProgress()
HOSTILE = "<script>alert(1)</script> & [x](y) {#z} {{< x >}} ::: @tbl-x @sec-x ?@fig-x $a$ `b` =1+1 %s nan"
# A notebook may write in its build's scratch folder and nowhere else.
SHARED = """
from pathlib import Path
from IPython.display import Markdown
log = Path.home() / "prepared.txt"
log.write_text((log.read_text() if log.exists() else "") + "x")
numbers = {"one": 1, "two": 2, "three": 3}
"""
OWN = """
# Once for all the sheets that a worker serves.
assert log.read_text() == "x"
found = sorted({"square", "left_behind"} & set(globals()))
square = numbers[region] ** 2
left_behind = region
numbers.clear()
said = {
    "fr": "Le carré vaut {}, et rien n'est resté de la fiche d'avant sauf {}; cette phrase empêche de croire que la page est vide.",
    "en": "The square is {}, and nothing is left of the sheet before this one but {}; this sentence keeps the page from looking empty.",
}
Markdown(said[language].format(square, found))
"""


def write_sheet(project: Path, own: str = OWN, shared: str = SHARED) -> None:
    def prose(language: str, source: str) -> nbformat.NotebookNode:
        return nbformat.v4.new_markdown_cell(source, metadata={"tags": [language]})

    def code(source: str, *tags: str) -> nbformat.NotebookNode:
        return nbformat.v4.new_code_cell(source.strip(), metadata={"tags": list(tags)} if tags else {})

    cells = [
        prose("fr", "# Fiche {.unnumbered}"),
        prose("en", "# Sheet {.unnumbered}"),
        code('run_file: str = "params/runs/sample.yaml"\nlanguage: str = "fr"\nregion: str = "one"', "parameters"),
        code(shared, "shared"),
        code(own),
    ]
    folder = project / "notebooks" / "sheets"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "region.ipynb")


def asked(project: Path, **changes: object) -> BuildRequest:
    names = {"one": "Un", "two": HOSTILE, "three": "Trois"}
    sheets = tuple(SheetRequest("region", f"sheet-region-{code}", Bilingual(name, name), {"region": code}) for code, name in names.items())
    return request_for(project, **({"sheets": sheets} | changes))


def words(page: Path) -> str:
    return " ".join(html.parse(str(page), html.HTMLParser(encoding="utf-8")).getroot().find(".//main").text_content().split())


def test_each_subject_has_its_page_in_both_languages_and_stands_beside_the_book(project: Path) -> None:
    write_sheet(project)
    result = build(asked(project, title=Bilingual(HOSTILE, HOSTILE)), QUIET)
    assert result.n_executed == 6
    folder = project / "published" / "sample"
    for language, title in (("fr", "Fiche : "), ("en", "Sheet: ")):
        for code, value, name in (("one", 1, "Un"), ("two", 4, HOSTILE), ("three", 9, "Trois")):
            page = folder / language / f"sheet-region-{code}.html"
            said = words(page)
            assert {"fr": f"Le carré vaut {value},", "en": f"The square is {value},"}[language] in said
            assert {"fr": "sauf [];", "en": "but [];"}[language] in said
            assert f"{title}{name}" in said.replace("’", "'")
            assert not html.parse(str(page)).getroot().xpath("//main//script")
        listed = html.parse(str(folder / language / "sheets.html")).getroot().xpath("//ul[contains(@class, 'sheet-list')]//a/@href")
        assert listed == ["sheet-region-one.html", "sheet-region-two.html", "sheet-region-three.html"]
        assert 'href="sheets.html"' in (folder / language / "index.html").read_text(encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["sheets"]["sheet-region-two"]["parameters"] == {"region": "two"}


def test_sheets_that_have_not_changed_are_not_executed_again(project: Path) -> None:
    write_sheet(project)
    build(asked(project), QUIET)
    assert build(asked(project), QUIET).unchanged
    fewer = asked(project).sheets[:2]
    again = build(asked(project, sheets=fewer), QUIET)
    assert again.n_executed == 0
    assert not (project / "published" / "sample" / "fr" / "sheet-region-three.html").exists()


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("raise ValueError('Tremblay, 555 000 000')", "ValueError"),
        ("import os\nos._exit(3)", "the notebook left its program with exit code 3"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "the notebook was ended by the signal SIGKILL"),
    ],
    ids=["raises", "exits", "killed"],
)
def test_a_sheet_that_fails_is_said_and_leaves_the_last_report(project: Path, own: str, said: str) -> None:
    write_sheet(project, f"if region == 'two':\n    {own.replace(chr(10), chr(10) + '    ')}\nMarkdown('Well.')")
    before = sorted((project / "published" / "sample").rglob("*"))
    with pytest.raises(NotebookError) as caught:
        build(asked(project), QUIET)
    assert said in caught.value.text("en")
    assert "notebooks/sheets/region.ipynb" in caught.value.text("en")
    assert "Tremblay" not in caught.value.text("en")
    assert sorted((project / "published" / "sample").rglob("*")) == before


def test_a_shared_cell_that_fails_is_said_once(project: Path) -> None:
    write_sheet(project, shared="numbers = undefined_name")
    with pytest.raises(NotebookError) as caught:
        build(asked(project, languages=("fr",)), QUIET)
    (problem,) = caught.value.problems
    assert problem.where == "notebooks/sheets/region.ipynb [4]"
    assert "undefined_name" in problem.what.en


def test_a_sheet_that_never_ends_is_stopped(project: Path) -> None:
    write_sheet(project, own="import time\nif region == 'two':\n    time.sleep(600)\nMarkdown('Well.')")
    with pytest.raises(NotebookError) as caught:
        build(asked(project, languages=("fr",), notebook_time_limit=20), QUIET)
    assert "not finished after 20 s" in caught.value.text("en")
