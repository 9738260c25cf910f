"""Fixture notebooks become a bilingual site, PDFs, open data and a manifest."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from lxml import html

from analysis.core.errors import DefinitionError, NotebookError, ReportError
from analysis.core.languages import Bilingual
from analysis.publication.build import BuildRequest, ChapterRequest, build
from analysis.publication.progress import SilentProgress
from analysis.publication.verify import verify

pytestmark = pytest.mark.slow

MakeRequest = Callable[..., BuildRequest]
QUIET = SilentProgress()


def published(project: Path) -> Path:
    return project / "published" / "sample"


def tree(path: Path) -> html.HtmlElement:
    return html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def edit(notebook: Path, before: str, after: str) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert before in text
    notebook.write_text(text.replace(before, after), encoding="utf-8")


def test_both_languages_have_the_same_pages_and_the_folder_is_as_its_manifest_says(built_project: Path) -> None:
    out = published(built_project)
    names = {language: sorted(path.name for path in (out / language).glob("*.html")) for language in ("fr", "en")}
    assert names["fr"] == names["en"] == ["index.html", "open-data.html", "results.html", "search.html", "sources.html"]
    assert verify(out) == ()


def test_chapters_sections_and_floats_are_numbered_as_in_a_book(built_project: Path) -> None:
    page = tree(published(built_project) / "fr" / "results.html")
    headings = [
        (heading.tag, " ".join(heading.text_content().split())) for heading in page.xpath("//main//*[self::h1 or self::h2 or self::h3]")
    ]
    assert headings[:4] == [
        ("h1", "2 Les résultats par région"),
        ("h2", "2.1 Le tableau"),
        ("h2", "2.2 La méthode"),
        ("h3", "2.2.1 Ce qui reste à faire"),
    ]
    caption = page.xpath("//figure[@id='tbl-results']/figcaption")[0].text_content()
    assert caption == "Tableau\u00a02.1\u00a0: Résultats par région, exercice 2024-2025"


def test_references_lead_to_their_targets_in_words_of_the_language(built_project: Path) -> None:
    said = {}
    for language in ("fr", "en"):
        page = tree(published(built_project) / language / "index.html")
        said[language] = [(link.get("href"), link.text_content()) for link in page.xpath("//main//a[@class='reference']")]
    assert said["fr"] == [
        ("results.html#tbl-results", "tableau\u00a02.1"),
        ("#fig-gap", "figure\u00a01.1"),
        ("results.html#sec-results", "chapitre\u00a02"),
        ("results.html#sec-method", "section\u00a02.2"),
    ]
    assert [text for _, text in said["en"]] == ["Table\u00a02.1", "Figure\u00a01.1", "Chapter\u00a02", "Section\u00a02.2"]


def test_a_float_of_an_unnumbered_chapter_is_counted_alone_and_a_bare_reference_is_only_a_number(built_project: Path) -> None:
    page = tree(published(built_project) / "en" / "sources.html")
    assert page.xpath("//figure[@id='tbl-sources']/figcaption")[0].text_content().startswith("Table\u00a01:")
    assert [link.text_content() for link in page.xpath("//main//a[@class='reference']")] == ["Table\u00a02.1", "(2.1)", "Section\u00a01.1"]


def test_markup_and_formulas_in_values_are_text_everywhere(built_project: Path) -> None:
    out = published(built_project)
    page = tree(out / "fr" / "results.html")
    cells = [cell.text_content() for cell in page.xpath("//figure[@id='tbl-results']//th[@scope='row']")]
    assert cells[1:3] == ['=HYPERLINK("x")', "<script>alert(1)</script>"]
    assert page.xpath("//main//script") == []
    with (out / "data" / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[1] == {"region": '\'=HYPERLINK("x")', "employed_share": "", "n_reached": "", "status": "hidden_small"}
    with pikepdf.open(out / "fr" / "report.pdf") as document:
        assert "/JavaScript" not in str(document.Root.keys())


def test_pdfs_are_tagged_in_their_language_with_figures_and_formulas_described(built_project: Path) -> None:
    for language, title, formula in (("fr", "Bilan d’essai", "p chapeau égale"), ("en", "Trial report", "p hat equals")):
        with pikepdf.open(published(built_project) / language / "report.pdf") as document:
            assert str(document.Root.Lang).startswith(language)
            with document.open_metadata() as metadata:
                assert metadata["dc:title"] == title
                assert metadata["pdfuaid:part"] == "1"
            alternatives = [str(each.Alt) for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each]
            assert any(alternative.startswith(formula) for alternative in alternatives)
            assert any("52" in alternative for alternative in alternatives)


def test_the_data_package_describes_every_file_and_says_that_the_data_are_made_up(built_project: Path) -> None:
    folder = published(built_project) / "data"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["made_up"] is True
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in package["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8-sig", newline="") as stream:
            header = next(csv.reader(stream))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
    region = package["resources"][0]["schema"]["fields"][0]
    assert region["titles"] == {"en": "Region", "fr": "Région"}


def test_the_manifest_names_the_cell_behind_each_output_and_counts_hidden_cells(built_project: Path) -> None:
    manifest = json.loads((published(built_project) / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["outputs"]["tbl-results"] == {
        "kind": "table",
        "notebook": "notebooks/report/results.ipynb",
        "cell": 7,
        "page": "results",
    }
    assert manifest["tables"]["results"]["hidden_cells"] == {"hidden_small": 1}
    assert manifest["renderer"]["name"] == "pandoc"
    assert str(built_project) not in json.dumps(manifest)


def test_a_build_in_another_folder_gives_the_same_bytes(built_project: Path, project: Path, make_request: MakeRequest) -> None:
    shutil.rmtree(published(project))
    for kept in ("site", "parsed", "pdf", "book"):
        shutil.rmtree(project / ".store" / "_publication" / "sample" / kept)
    result = build(make_request(project), QUIET)
    assert (result.n_executed, result.n_reused) == (0, 6)
    assert files(published(project)) == files(published(built_project))


def test_nothing_is_done_when_nothing_has_changed(built_project: Path, make_request: MakeRequest) -> None:
    before = {path: path.stat().st_mtime_ns for path in published(built_project).rglob("*")}
    result = build(make_request(built_project), QUIET)
    assert result.unchanged
    assert {path: path.stat().st_mtime_ns for path in published(built_project).rglob("*")} == before


def test_a_published_file_that_somebody_changed_is_named_and_kept_even_with_its_size_and_date(
    project: Path, make_request: MakeRequest
) -> None:
    build(make_request(project), QUIET)
    page = published(project) / "fr" / "index.html"
    before, state = page.read_bytes(), page.stat()
    page.write_bytes(before.replace(b"</p>", b"</P>"))
    os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))
    changed = files(published(project))
    with pytest.raises(ReportError, match=r"changed since it was published, in 1 file: fr/index\.html"):
        build(make_request(project), QUIET)
    assert files(published(project)) == changed
    (problem,) = verify(published(project))
    assert problem.todo is not None
    assert "`bilan report` will not replace it" in problem.todo.en
    page.unlink()
    assert not build(make_request(project), QUIET).unchanged
    assert verify(published(project)) == ()
    assert page.read_bytes() == before


@pytest.mark.parametrize("name", ["notes.txt", ".htaccess", "assets/fonts/ours.woff2"])
def test_a_file_that_somebody_added_to_a_published_folder_is_named_and_kept(project: Path, make_request: MakeRequest, name: str) -> None:
    (published(project) / name).write_text("theirs", encoding="utf-8")
    before = files(published(project))
    with pytest.raises(ReportError, match=name):
        build(make_request(project), QUIET)
    assert files(published(project)) == before


def test_an_edit_of_prose_executes_no_notebook_and_reaches_page_and_pdf(project: Path, make_request: MakeRequest) -> None:
    before = files(published(project))
    edit(project / "notebooks" / "report" / "results.ipynb", "jamais un zéro", "jamais le chiffre zéro")
    result = build(make_request(project), QUIET)
    assert result.n_executed == 0
    after = files(published(project))
    assert "jamais le chiffre zéro" in after["fr/results.html"].decode()
    changed = {name for name in after if after[name] != before.get(name)}
    assert {"fr/results.html", "fr/report.pdf", "manifest.json"} <= changed
    assert not {name for name in changed if name.startswith(("en/", "data/"))}


@pytest.mark.parametrize(
    "change",
    [
        {"store_digest": "1" * 64},
        {"chapters": (ChapterRequest("summary"), ChapterRequest("results", {"rows": 2}), ChapterRequest("sources"))},
    ],
)
def test_new_data_or_parameters_execute_only_what_depends_on_them(
    project: Path, make_request: MakeRequest, change: dict[str, object]
) -> None:
    request = make_request(project, **change, languages=("fr",))
    expected = 3 if "store_digest" in change else 1
    assert build(request, QUIET).n_executed == expected


def test_one_language_alone_has_no_switch(project: Path, make_request: MakeRequest) -> None:
    build(make_request(project, languages=("fr",)), QUIET)
    assert not (published(project) / "en").exists()
    assert tree(published(project) / "fr" / "index.html").xpath("//a[contains(@class, 'switch')]") == []


def test_a_final_report_of_real_data_bears_no_band(project: Path, make_request: MakeRequest) -> None:
    build(make_request(project, made_up=False, final=True), QUIET)
    page = tree(published(project) / "fr" / "index.html")
    assert page.xpath("//*[@class='band']") == []
    assert not (published(project) / "data" / "MADE-UP-DATA.txt").exists()


def test_misspelt_and_mistyped_parameters_are_refused_together_before_a_kernel_starts(
    fresh_project: Path, make_request: MakeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a kernel was about to start")

    monkeypatch.setattr("analysis.publication.execution.NotebookWorkers.execute", never)
    chapters = (
        ChapterRequest("summary", {"language": "fr"}),
        ChapterRequest("results", {"row": 2, "rows": "many"}),
        ChapterRequest("resultats"),
    )
    with pytest.raises(DefinitionError) as caught:
        build(make_request(fresh_project, chapters=chapters), QUIET)
    said = caught.value.text("en")
    assert len(caught.value.problems) == 4
    assert "unknown parameter `row`" in said
    assert "Did you mean: rows?" in said
    assert "`rows` expects int, the file gives str" in said
    assert "Did you mean: results" in said


def test_a_reference_to_nothing_is_refused_with_its_cell(project: Path, make_request: MakeRequest) -> None:
    before = files(published(project))
    edit(project / "notebooks" / "report" / "sources.ipynb", "tbl-results et", "tbl-result et")
    with pytest.raises(NotebookError) as caught:
        build(make_request(project), QUIET)
    assert [problem.where for problem in caught.value.problems] == ["notebooks/report/sources.ipynb [5]"]
    assert "tbl-results" in caught.value.text("fr")
    assert files(published(project)) == before


def test_a_report_that_fails_a_check_is_not_published(project: Path, make_request: MakeRequest) -> None:
    before = files(published(project))
    edit(
        project / "notebooks" / "report" / "sources.ipynb",
        "# Sources and definitions {#sec-sources .unnumbered}",
        "# Sources {#sec-sources .unnumbered}\\n\\n## Extra {#sec-extra}",
    )
    edit(
        project / "notebooks" / "report" / "sources.ipynb",
        "The definitions come from",
        "[Elsewhere](https://example.org/a) NaN the definitions come from",
    )
    with pytest.raises(ReportError) as caught:
        build(make_request(project, identifier_patterns=(r"Outa\w+",)), QUIET)
    said = caught.value.text("en")
    assert "sec-extra" in said
    assert "example.org" in said
    assert "NaN" in said
    assert "person's identifier" in said
    assert files(published(project)) == before


def test_a_folder_that_is_not_a_report_is_never_replaced(project: Path, make_request: MakeRequest, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(ReportError):
        build(make_request(project, out=folder), QUIET)
    assert (folder / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_the_same_request_under_another_title_renders_again_without_executing(project: Path, make_request: MakeRequest) -> None:
    request = replace(make_request(project), title=Bilingual("Autre titre", "Another title"))
    assert build(request, QUIET).n_executed == 0
    page = (published(project) / "fr" / "sources.html").read_text(encoding="utf-8")
    assert re.search(r"<title>Sources et définitions – Autre titre</title>", page)


def test_a_checkout_that_was_copied_with_what_it_keeps_has_nothing_to_publish(
    built_project: Path, make_request: MakeRequest, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "a copy"
    shutil.copytree(built_project, elsewhere, symlinks=True)
    assert build(make_request(elsewhere), QUIET).unchanged
