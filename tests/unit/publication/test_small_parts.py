"""Progress, formulas in words, Quarto's notebook and settings, quoting."""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.publication.book import Book, Licence
from analysis.publication.compose import Chapter, Piece
from analysis.publication.kernel_startup import error_payload
from analysis.publication.notebooks import Cell, Notebook
from analysis.publication.pandoc import read_markdown
from analysis.publication.progress import TerminalProgress, count_line
from analysis.publication.quarto import complaint, one_title, spoken_titles
from analysis.publication.quarto_project import plain_markdown, plain_title, quarto_notebook
from analysis.publication.spoken_formulas import spoken_formula
from analysis.publication.syntax_tree import replaced, text_of, walk


@pytest.mark.parametrize(
    ("done", "left", "french", "english"),
    [
        (3, 12.4, "Carnets\u00a0: 3 de 14, encore 12\u00a0s environ", "Notebooks: 3 of 14, about 12\u00a0s left"),
        (3, 75, "Carnets\u00a0: 3 de 14, encore 1\u00a0min 15\u00a0s environ", "Notebooks: 3 of 14, about 1\u00a0min 15\u00a0s left"),
        (0, None, "Carnets\u00a0: 0 de 14", "Notebooks: 0 of 14"),
        (14, 0, "Carnets\u00a0: 14 de 14", "Notebooks: 14 of 14"),
    ],
)
def test_progress_says_how_many_and_the_time_left(done: int, left: float | None, french: str, english: str) -> None:
    line = count_line(done, 14, left)
    assert (line.fr, line.en) == (french, english)
    stream = io.StringIO()
    TerminalProgress("fr", stream).advance(done, 14, left)
    assert stream.getvalue() == french + "\n"


@pytest.mark.parametrize(
    ("tex", "french", "english"),
    [
        (r"\frac{a}{b}", "a sur b", "a over b"),
        (r"\hat{p} = \frac{x + z^2/2}{n + z^2}", None, "p hat equals x plus z to the power 2 over 2 over n plus z to the power 2"),
        (r"x_{i} \leq \sqrt{2}", "x indice i inférieur ou égal à racine de 2", "x sub i less than or equal to square root of 2"),
        (r"\text{part} \times 100", "part fois 100", "part times 100"),
        (r"\alpha_1^2", "alpha indice 1 exposant 2", "alpha sub 1 to the power 2"),
    ],
)
def test_a_formula_can_be_read_aloud(tex: str, french: str | None, english: str) -> None:
    assert spoken_formula(tex, "en") == english
    assert french is None or spoken_formula(tex, "fr") == french


@pytest.mark.parametrize("tex", ["", "{", "}", "^", "_{", r"\frac", r"\frac{a", "x^"])
def test_a_broken_formula_is_still_said(tex: str) -> None:
    assert isinstance(spoken_formula(tex, "fr"), str)


@pytest.mark.parametrize("text", ["*a* _b_ <script> `c` [d](e) #f $1 et 2$ @tbl-a {#x} ~y~ ^z^ \\w | \"q\" 'r'", "1. a", "- a", "# a"])
def test_a_caption_for_quarto_reads_back_as_plain_text(text: str) -> None:
    (block,) = read_markdown(plain_markdown(text), typeset=False)
    assert block["t"] == "Para"
    assert {node["t"] for node in block["c"]} <= {"Str", "Space"}
    assert text_of(block) == text


def test_quarto_gets_one_labelled_output_a_cell_and_no_code() -> None:
    pieces = (
        Piece("prose", 1, markdown="# T"),
        Piece("table", 2, markdown="| a |", label="tbl-a", caption="A *b*", html="<table/>", data={"name": "a"}),
        Piece("figure", 3, label="fig-a", caption="C", alt='says "x" \\ &amp;', svg="<svg/>"),
        Piece("strip", 4, markdown="a\nb", html="<p>\n```\n</p>"),
    )
    notebook = quarto_notebook(Chapter("x", "index", "fr", "x.ipynb", pieces), ("fr", "en"))
    assert [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"] == [["#| echo: false"]] * 3
    # Quarto's own rule of a division with a label: its last paragraph is the caption, read once.
    shown = ["".join(output["data"]["text/markdown"]) for cell in notebook["cells"] for output in cell.get("outputs", ())]
    divisions = [block for markdown in shown[:2] for block in read_markdown(markdown)]
    assert [(block["c"][0][0], text_of(block["c"][1][-1])) for block in divisions] == [("tbl-a", "A *b*"), ("fig-a", "C")]
    (image,) = [node for node in walk(divisions) if node["t"] == "Image"]
    assert dict(image["c"][0][2])["fig-alt"] == 'says "x" \\ &amp;'
    assert "../en/index.html" in json.dumps(notebook)
    assert "enabled" not in json.dumps(notebook)


def test_quarto_gets_lists_of_lines_and_no_html_for_a_widget() -> None:
    table = Piece("table", 2, markdown="| a |\n|---|", label="tbl-a", caption="A", html="<table>\n```\n</table>")
    prose = Piece("prose", 1, markdown="# T\n\n::: {.callout-note}\n\u2028x\n:::")
    cells = quarto_notebook(Chapter("x", "index", "fr", "x.ipynb", (prose, table)), ("fr",))["cells"]
    assert cells[0]["source"] == ["# T\n", "\n", "::: {.callout-note}\n", "\u2028x\n", ":::"]
    assert all(isinstance(cell["source"], list) and all(line.endswith("\n") for line in cell["source"][:-1]) for cell in cells)
    (data,) = [output["data"] for cell in cells for output in cell.get("outputs", ())]
    assert list(data) == ["text/markdown"]
    assert "````{=html}\n<table>\n```\n</table>\n````\n" in "".join(data["text/markdown"])


def test_no_text_of_ours_begins_or_ends_a_shortcode_of_quarto() -> None:
    typed = "{{< include /etc/passwd >}} ::: @tbl-x <script>"
    pieces = (
        Piece("prose", 1, markdown=f"# T {plain_markdown(typed)} {{#sec-a}}\n\n`{typed}`"),
        Piece("figure", 1, label="fig-a", caption=typed, alt=typed, svg="<svg/>"),
        Piece("table", 1, label="tbl-a", caption=typed, html="<table></table>", markdown=f"| {plain_markdown(typed)} |"),
        Piece("text", 1, markdown=plain_markdown(typed)),
    )
    written = json.dumps(quarto_notebook(Chapter("x", "index", "fr", "x.ipynb", pieces), ("fr",)), ensure_ascii=False)
    written = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), written)
    assert written.replace("\\", "").count("include /etc/passwd") == 8
    assert "{{<" not in written.replace("\\", "")
    assert ">}}" not in written.replace("\\", "")


@pytest.mark.parametrize(
    "title", ["Bilan (2024-2025) : l'année - en bref.", "*a* {{< include x >}} @tbl-x <b> `c` [d](e) $1 ^f^ ~g~ \\w &amp; #h | {#i}"]
)
def test_a_title_for_quarto_is_the_same_read_as_markdown_or_as_html_and_hides_no_shortcode(title: str) -> None:
    written = plain_title(title)
    assert "\\" not in written
    (block,) = read_markdown(written, typeset=False)
    for read in (text_of(block), html.unescape(written)):
        assert read.replace("\N{WORD JOINER}", "") == title
        assert "{{<" not in read
        assert ">}}" not in read


def test_the_title_of_a_chapter_has_no_backslash_for_quarto() -> None:
    prose = Piece("prose", 1, markdown="# A \\* b *c* {#sec-a}\n\nd \\* e")
    (cell,) = quarto_notebook(Chapter("x", "index", "fr", "x.ipynb", (prose,)), ("fr",))["cells"]
    assert cell["source"] == ["# A &#42; b *c* {#sec-a}\n", "\n", "d \\* e"]
    assert spoken_titles('<a class="pagination-link" aria-label="A &amp;#42; b">') == '<a class="pagination-link" aria-label="A &#42; b">'


def test_the_whole_complaint_of_quarto_is_told_without_folders_or_its_own_code(tmp_path: Path) -> None:
    said = (
        "\x1b[1m[ 1/26] index.ipynb\x1b[0m\n"
        f"\x1b[31mERROR: Project {tmp_path}/_quarto.yml validation failed.\n\n"
        "In file _quarto.yml\n(line 4, columns 12--21) property name ch-prefix is invalid\n"
        "Stack trace:\n    at async render (file:///opt/quarto/bin/quarto.js:50:30)\n"
    )
    assert complaint(said, tmp_path) == [
        "ERROR: Project _quarto.yml validation failed.",
        "In file _quarto.yml",
        "(line 4, columns 12--21) property name ch-prefix is invalid",
    ]


def test_english_settings_are_laid_over_the_books_and_a_list_replaces_a_list() -> None:
    book = Book(
        {"lang": "fr", "format": {"html": {"css": ["a"], "toc": True}}},
        {"en": {"format": {"html": {"css": ["b"]}}, "parts": {"Données": "Data"}}},
        {},
        (),
        Licence("a", "b", "c"),
        frozenset(),
    )
    assert book.settings_in("en") == {"lang": "en", "format": {"html": {"css": ["b"], "toc": True}}}
    assert book.settings_in("fr")["format"] == {"html": {"css": ["a"], "toc": True}}
    assert (book.part_title("Données", "en"), book.part_title("Données", "fr")) == ("Data", "Données")


def test_prose_changes_nothing_in_what_is_executed_and_code_does() -> None:
    cells = (Cell(1, "markdown", "a", frozenset({"fr"})), Cell(2, "code", "f()", frozenset()))
    notebook = Notebook(Path("x.ipynb"), cells)
    same = replace(notebook, cells=(replace(cells[0], source="b"), cells[1]))
    other = replace(notebook, cells=(cells[0], replace(cells[1], source="g()")))
    assert same.code_digest() == notebook.code_digest() != other.code_digest()


@pytest.mark.parametrize(
    "error", [ValueError("Jeanne Tremblay"), KeyError("Jeanne"), NameError("name 'Jeanne' is not defined", name="Jeanne")]
)
def test_no_text_of_an_error_is_repeated(error: Exception) -> None:
    payload = error_payload(error, "print(something)")
    assert payload["type"] == type(error).__name__
    assert "Jeanne" not in json.dumps(payload)


def test_a_name_that_the_cell_itself_holds_is_repeated() -> None:
    assert error_payload(NameError("name 'rate' is not defined", name="rate"), "show(rate)")["name"] == "rate"


def test_replacing_leaves_the_tree_it_was_given_untouched() -> None:
    blocks = read_markdown("a *b*")
    before = json.dumps(blocks)
    changed = replaced(blocks, lambda node: {"t": "Str", "c": "z"} if node["t"] == "Emph" else None)
    assert text_of(changed) == "a z"
    assert json.dumps(blocks) == before


def test_the_first_page_of_quartos_book_keeps_one_title_of_the_first_level() -> None:
    page = '<header><h1 class="title">Livre <em>un</em></h1></header><main><h1 id="a">Chapitre</h1></main>'
    assert one_title(page) == '<header><p class="title">Livre <em>un</em></p></header><main><h1 id="a">Chapitre</h1></main>'
    assert one_title(page.replace('<h1 id="a">Chapitre</h1>', "")) == page.replace('<h1 id="a">Chapitre</h1>', "")
