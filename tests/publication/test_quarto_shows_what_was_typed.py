"""What people type (a name, a title, a caption, a note) comes out letter for letter from Quarto, and references lead across its pages.

Quarto itself says what it reads: where it is installed the book is rendered by it, elsewhere by what stands for it.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from lxml import html

from analysis.core.errors import ReportError
from analysis.core.languages import Bilingual
from analysis.core.project import Project
from analysis.presentation.display import FigureDisplay, TableDisplay, TextDisplay
from analysis.presentation.escaping import for_markdown
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.publication.book import read_book
from analysis.publication.compose import Chapter, compose
from analysis.publication.notebooks import Cell as NotebookCell
from analysis.publication.notebooks import Notebook
from analysis.publication.quarto import render_with_quarto
from analysis.publication.renderers import ChosenRenderer, choose_renderer, find_quarto
from analysis.publication.site import REPORT_FILE

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = ROOT / "tests" / "fixtures" / "publication" / "stands_for_quarto.py"
TYPED = (
    "a*b*c _d_ **e**",
    "@tbl-x et [@clé] [-@sec-y]",
    "{{< meta title >}} {{{< video x >}}} >}} {{<",
    "::: {.note} ::: fin",
    "<b>gras</b> <script>alert(1)</script> <!-- c -->",
    "1 $ et 2 $ puis $x_1$ \\(y\\)",
    "[lien](x) ![image](y) x[^1] a|b",
    "x^2^ H~2~O ~~rayé~~ `code`",
    "a\\b \\textbf{c} \\* \\@tbl-x",
    "&amp; &lt; &#42; a&b",
    "\"q\" 'r' l'an \\' \\\"",
    "# titre #x {#sec-z .c}",
    "- tiret",
    "1. un",
    "中文 ᐃᓄᒃ é",
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="20" viewBox="0 0 200 20">'
    '<text y="15" font-family="Inter" font-size="12">Dessin 中文</text></svg>'
)
TITLE = " ".join(TYPED)
N_LINES = 150
LONG = '::: {.callout-note collapse="true"}\n## Long\n\n' + "".join(f"- Ligne {number} fin\n" for number in range(N_LINES)) + "\n:::"


def table(label: str, caption: str) -> TableDisplay:
    """A table whose every place holds what was typed."""
    columns = (Column("name", f"Nom {TYPED[0]}", "name", 30), Column("n", f"N {TYPED[7]}"))
    rows = tuple(Row((Cell(f"Cellule {text}"), Cell("1")), group=f"Groupe {TYPED[8]}") for text in TYPED)
    notes = tuple(("*", f"Note {text}") for text in TYPED)
    return TableDisplay(label, Sheet("fr", caption, columns, rows, notes, f"Source {TYPED[1]}"))


def chapter(stem: str, page: str, title: str, shown: list[Any], prose: str) -> Chapter:
    """A chapter as it is composed from a notebook's cells and what they show."""
    cells = (
        NotebookCell(1, "markdown", f"{title}\n\n{prose}", frozenset({"fr"})),
        *(NotebookCell(place, "code", "", frozenset()) for place in range(2, 2 + len(shown))),
    )
    outputs = [
        {"number": place, "outputs": [{"type": "display_data", "data": each._repr_mimebundle_()}]} for place, each in enumerate(shown, 2)
    ]
    return compose(Notebook(Path(f"{stem}.ipynb"), cells), {"cells": outputs}, "fr", page, f"{stem}.ipynb")


def workshop_of(folder: Path) -> Any:
    """What Quarto's renderer asks of a build: three chapters in French that refer to one another."""
    project = Project(ROOT)
    shown: list[Any] = []
    for place, text in enumerate(TYPED):
        shown.append(TextDisplay(f"Phrase {for_markdown(text)} fin\n\n- Puce {for_markdown(text)} fin\n", ""))
        shown.append(FigureDisplay(f"fig-f{place}", f"Figure {text} fin", f"Image {text} fin", SVG))
        shown.append(table(f"tbl-t{place}", f"Table {text} fin"))
    chapters = (
        chapter("one", "index", "# Premier {#sec-one}", [], "Voir @sec-two, @sec-part, @tbl-t0, @fig-f1 et [-@tbl-t1]."),
        chapter(
            "two", "two", f"# Chapitre {for_markdown(TITLE)} fin {{#sec-two}}", shown, f"## Partie {for_markdown(TITLE)} fin {{#sec-part}}"
        ),
        chapter("three", "three", "# Troisième {#sec-three}", [], f"Voir @sec-one, @sec-part et @tbl-t0.\n\n{LONG}"),
    )
    titles = Bilingual(f"Rapport {TITLE} fin", f"Report {TITLE} fin")
    year = Bilingual(f"Année {TITLE} fin", f"Year {TITLE} fin")
    request = SimpleNamespace(project=project, title=titles, fiscal_year_label=year, made_up=True, final=False, languages=("fr",))
    plan = SimpleNamespace(chapters=[SimpleNamespace(page=each.page, part=None) for each in chapters], sheets=())
    return SimpleNamespace(
        request=request,
        book=read_book(project),
        plan=plan,
        folder=folder,
        warnings=[],
        composed=lambda _: chapters,
        numbered=lambda _: [SimpleNamespace(parsed=SimpleNamespace(chapter=each)) for each in chapters],
        facts=lambda language: SimpleNamespace(language=language, title=titles[language], run_file="trial.yaml"),
    )


@pytest.fixture(scope="module")
def pages_of_quarto(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book rendered by Quarto itself."""
    if find_quarto() is None:
        pytest.skip("no quarto on the PATH: what only Quarto itself can show is not seen")
    folder = tmp_path_factory.mktemp("quarto")
    try:
        renderer = choose_renderer("quarto")
    except ReportError as refusal:
        pytest.skip(f"the quarto of this machine is not one that makes books: {refusal.problems[0].what.en}")
    workshop = workshop_of(folder)
    render_with_quarto(workshop, folder / "out", renderer)
    assert ["U+4E2D, U+6587" in warning.en for warning in workshop.warnings] == [True]
    return folder / "out" / "fr"


def seen(text: str) -> str:
    """Return what is seen of a text: marks of no width are not, and spaces and typographic apostrophes are told from no other."""
    return " ".join(re.sub(r"[\u200b\u2060\u00ad]", "", text).replace("’", "'").split())


def squeezed(text: str) -> str:
    """Return the letters of a PDF's text: where its lines break and what quotation marks and dots it draws is its own."""
    letters = re.sub("['“”]", '"', re.sub(r"[\s-]", "", seen(text))).replace("…", "...")
    # What no font of the report has is shown by its number.
    return letters.replace("中文", "‹U+4E2DU+6587›")


def test_what_stands_for_quarto_shows_titles_as_they_were_typed(tmp_path: Path) -> None:
    program, published = tmp_path / "quarto", tmp_path / "published"
    (published / "fr").mkdir(parents=True)
    (published / "fr" / REPORT_FILE).write_bytes(b"%PDF-1.7\n")
    stand_in = shlex.join([sys.executable, str(STAND_IN), str(published)])
    program.write_text(f'#!/bin/sh\ncd "$2"\nexec {stand_in}\n', encoding="utf-8")
    program.chmod(0o755)
    render_with_quarto(workshop_of(tmp_path), tmp_path / "out", ChosenRenderer("quarto", "1.10.18", program))
    page = html.parse(str(tmp_path / "out" / "fr" / "two.html"))
    title = seen(f"Chapitre {TITLE} fin – Rapport {TITLE} fin")
    assert seen(page.findtext(".//title")) == title
    (link,) = page.xpath("//a[@class='pagination-link']")
    assert [seen(link.get("aria-label")), seen(link.text_content())] == [seen(f"Chapitre {TITLE} fin")] * 2
    assert {f"tbl-t{place}" for place in range(len(TYPED))} <= set(page.xpath("//@id"))


@pytest.mark.slow
def test_quarto_shows_on_its_pages_what_was_typed(pages_of_quarto: Path) -> None:
    page = html.parse(str(pages_of_quarto / "two.html"))
    (main,) = page.xpath("//main")
    whole = seen(main.text_content())
    for place, text in enumerate(TYPED):
        for label, word in ((f"tbl-t{place}", "Table"), (f"fig-f{place}", "Figure")):
            (held,) = page.xpath(f"//*[@id='{label}']")
            assert seen(f"{word} {text} fin") in seen(" ".join(caption.text_content() for caption in held.iter("figcaption")))
        (described,) = page.xpath(f"//*[@id='fig-f{place}']//svg/desc")
        assert seen(described.text_content()) == seen(f"Image {text} fin")
        assert whole.count(seen(f"Phrase {text} fin")) == 1
        assert whole.count(seen(f"Puce {text} fin")) == 1
        assert whole.count(seen(f"Note {text}")) >= len(TYPED)
        assert [seen(name.text_content()) for name in page.xpath("//th")].count(seen(f"Cellule {text}")) == len(TYPED)


@pytest.mark.slow
def test_quarto_shows_titles_everywhere_as_they_were_typed(pages_of_quarto: Path) -> None:
    for name in ("index", "two", "three"):
        tree = html.parse(str(pages_of_quarto / f"{name}.html"))
        shown = [element.text_content() for element in tree.iter("title", "h1", "h2", "a", "p") if isinstance(element.tag, str)]
        shown += tree.xpath("//@aria-label | //@content | //@title")
        for word in ("Rapport", "Chapitre", "Partie", "Année"):
            found = [text for text in map(seen, shown) if f"{word} a" in text]
            assert found or word in ("Partie", "Année"), (name, word)
            assert [text for text in found if seen(f"{word} {TITLE} fin") not in text] == []


@pytest.mark.slow
def test_quarto_prints_what_was_typed(pages_of_quarto: Path) -> None:
    program = shutil.which("pdftotext")
    with pikepdf.open(pages_of_quarto / REPORT_FILE) as document:
        with document.open_metadata() as metadata:
            assert seen(str(metadata["dc:title"])) == seen(f"Rapport {TITLE} fin")
        alternatives = {
            seen(str(element["/Alt"]))
            for element in document.objects
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == pikepdf.Name("/Figure") and "/Alt" in element
        }
    assert {seen(f"Image {text} fin") for text in TYPED} <= alternatives
    if program is None:
        pytest.skip("no pdftotext: the letters of the PDF are not read")
    said = subprocess.run([program, "-raw", pages_of_quarto / REPORT_FILE, "-"], capture_output=True, text=True, check=True).stdout
    letters = squeezed(said)
    for text in TYPED:
        for word in ("Table", "Figure", "Phrase", "Puce"):
            assert squeezed(f"{word} {text} fin") in letters, (word, text)
        assert letters.count(squeezed(f"Note {text}")) >= len(TYPED), text
    for word in ("Rapport", "Année", "Chapitre", "Partie"):
        assert squeezed(f"{word} {TITLE} fin") in letters, word
    on_pages = [found for page in said.split("\f") if (found := re.findall(r"Ligne (\d+) fin", page))]
    assert len(on_pages) > 2, "a callout longer than a page is printed upon itself"
    assert [int(number) for found in on_pages for number in found] == list(range(N_LINES))
    assert "中" not in letters
    assert letters.count("Dessin\ufffd\ufffd") == len(TYPED)


@pytest.mark.slow
def test_quarto_leads_across_its_pages_in_the_words_of_the_book(pages_of_quarto: Path) -> None:
    def led(name: str) -> list[tuple[str, str]]:
        tree = html.parse(str(pages_of_quarto / f"{name}.html"))
        return [(link.get("href"), seen(link.text_content())) for link in tree.xpath("//main//a[contains(@class, 'quarto-xref')]")]

    assert led("index") == [
        ("two.html", "chapitre 2"),
        ("two.html#sec-part", "section 2.1"),
        ("two.html#tbl-t0", "tableau 2.1"),
        ("two.html#fig-f1", "figure 2.2"),
        ("two.html#tbl-t1", "2.2"),
    ]
    assert led("three") == [("index.html", "chapitre 1"), ("two.html#sec-part", "section 2.1"), ("two.html#tbl-t0", "tableau 2.1")]
