"""The project that Quarto is given: a language's settings, and its composed chapters as executed notebooks.

What people typed stays text in it: captions, titles and text alternatives are escaped, results are raw blocks of their own format.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from analysis.core.languages import Language
from analysis.publication import texts
from analysis.publication.book import theme_folder
from analysis.publication.compose import Chapter, Piece
from analysis.publication.html_chapter import data_name, drawing
from analysis.publication.pdf_letters import FAMILIES, drawing_in_pdf, letters_lacking
from analysis.publication.site import SHEETS_PAGE
from analysis.publication.workshop import Workshop

_PROSE_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!~^<>@$|\"'=&:/])")
_ATTRIBUTE_SIGNS = re.compile(r"([\\&\"])")
_TITLE_SIGNS = re.compile(r"[!-+\-/:<-@\[-`{-~]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CHAPTER_TITLE = re.compile(r"\A\s*# [^\n]*")
_BACKTICKS = re.compile(r"`+")
_SHORTCODE_ENDS = re.compile(r"\{(?=(?:\\?\{)+\\?<)|>(?=\\?\}\\?\})")
"""Escaped or not: titles are looked through again once their escapes are gone, and a closing end alone stops Quarto."""
_TABLES = {"html-table-processing": "none"}
"""Our HTML stays as it is; for the PDF, Quarto would start a program for each table of it to read its styles."""

_TYPST_REFERENCES = """\
#show ref: it => if it.element != none and it.element.func() == heading {
  let place = it.element.location()
  if it.element.numbering == none { link(place, it.element.body) } else {
    let number = numbering("1.1", ..counter(heading).at(place))
    link(place, if it.supplement in (none, auto, []) [#number] else [#it.supplement~#number])
  }
} else { it }
"""
"""Quarto's book in Typst numbers a chapter « 2. », in the middle of a sentence too, and cannot refer to one without a number."""

_TYPST_TABLES = """\
#show table: set text(size: 7.5pt, hyphenate: true)
#show table: set par(justify: false)
#set table(inset: (x: 3pt, y: 5pt))
"""
"""Set as its text, a table's numbers run into one another."""

_TYPST_CALLOUTS = """\
#let callout(body: [], title: [], background_color: white, icon: none, icon_color: black, body_background_color: white, ..others) = {
  block(fill: background_color, stroke: 0.5pt + icon_color, width: 100%, radius: 2pt, {
    block(width: 100%, inset: 9pt, below: 0pt, sticky: true)[#if icon != none [#text(icon_color, weight: 900)[#icon] ]#title]
    if body != [] { block(inset: 1pt, width: 100%, block(fill: body_background_color, width: 100%, inset: 8pt, body)) }
  })
}
"""
"""Quarto's own does not go on to the next page: what is longer than one is printed upon itself at its end."""

_TYPST_NUMBERS = """\
#show regex("[%s]+"): letters => "‹" + letters.text.codepoints().map(letter => {
  let number = upper(str(letter.to-unicode(), base: 16))
  "U+" + "0" * calc.max(0, 4 - number.len()) + number
}).join(" ") + "›"
"""
"""Letters that no font has, shown by their numbers as the embedded renderer shows them."""

_DRAWN = "drawn"
"""The folder of the figures that the PDF shows."""


def quarto_settings(workshop: Workshop, language: Language, lacking: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the content of a language's `_quarto.yml`: the book's settings with this run's title and chapters.

    `lacking` are the letters that the PDF shows by their numbers.
    """
    settings = workshop.book.settings_in(language)
    request = workshop.request
    chapters: list[Any] = []
    for chapter in workshop.plan.chapters:
        file = f"{chapter.page}.ipynb"
        part = None if chapter.part is None else plain_title(workshop.book.part_title(chapter.part, language))
        if part is None:
            chapters.append(file)
        elif chapters and isinstance(chapters[-1], dict) and chapters[-1]["part"] == part:
            chapters[-1]["chapters"].append(file)
        else:
            chapters.append({"part": part, "chapters": [file]})
    book = {
        **settings.get("book", {}),
        "title": plain_title(texts.typeset(request.title[language])),
        "subtitle": plain_title(request.fiscal_year_label[language]),
        "chapters": chapters,
    }
    # Quarto takes the word for a section of another page from its own words, not from those of captions.
    words = {"crossref-sec-prefix": workshop.book.crossref(language).get("sec-prefix"), **settings.get("language", {})}
    formats = dict(settings.get("format", {}))
    html = {**formats.get("html", {}), **_TABLES, "include-before-body": [{"text": _html_band(workshop, language)}]}
    typst = {**formats.get("typst", {}), **_TABLES}
    before = [*typst.get("include-before-body", ()), {"text": _TYPST_TABLES + _TYPST_CALLOUTS + _TYPST_REFERENCES}]
    if request.made_up:
        before.append({"text": f"#set page(header: text(size: 8pt)[#{json.dumps(texts.MADE_UP[language], ensure_ascii=False)}])\n"})
    typst["include-before-body"] = before
    # Quarto's book sets no font: these are the report's, in the order in which a letter is looked for, and no two signs drawn as one.
    head = f"#set text(features: (calt: 0), font: ({', '.join(json.dumps(name) for name in FAMILIES)}))\n"
    if lacking:
        head += _TYPST_NUMBERS % "".join(f"\\u{{{ord(letter):X}}}" for letter in sorted(lacking))
    typst["include-in-header"] = [*typst.get("include-in-header", ()), {"text": head}]
    return {
        **settings,
        "project": {"type": "book", "output-dir": "_book"},
        "language": {name: word for name, word in words.items() if word is not None},
        "book": book,
        "format": {**formats, "html": html, "typst": typst},
    }


def _html_band(workshop: Workshop, language: Language) -> str:
    bands = f'<p class="bilan-made-up">{texts.MADE_UP[language]}</p>' if workshop.request.made_up else ""
    if workshop.plan.sheets:
        bands += f'<p class="bilan-sheets"><a href="{SHEETS_PAGE}.html">{texts.SHEETS[language]}</a></p>'
    return bands if workshop.request.final else f'{bands}<p class="bilan-draft">{texts.DRAFT[language]}</p>'


def write_project(workshop: Workshop, project: Path, language: Language) -> frozenset[str]:
    """Write the project of one language into an empty folder; return the letters that no font of the PDF has, shown by their numbers."""
    theme = project / "report" / "theme"
    shutil.copytree(theme_folder(workshop.request.project), theme)
    lacking = letters_lacking(_letters(workshop, language), theme / "fonts")
    # JSON is YAML: no second writer of YAML, no surprise of quoting.
    text = json.dumps(quarto_settings(workshop, language, lacking), ensure_ascii=False, indent=2)
    (project / "_quarto.yml").write_text(text + "\n", encoding="utf-8")
    (project / ".gitignore").write_text("/.quarto/\n**/*.quarto_ipynb\n", encoding="utf-8")
    (project / _DRAWN).mkdir()
    for chapter in workshop.composed(language):
        notebook = quarto_notebook(chapter, workshop.request.languages)
        (project / f"{chapter.page}.ipynb").write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")
        for piece in chapter.pieces:
            if piece.kind == "figure":
                drawn = drawing_in_pdf(piece.svg, lacking, theme / "fonts")
                (project / _DRAWN / f"{piece.label}.svg").write_text(drawn, encoding="utf-8")
    return lacking


def _letters(workshop: Workshop, language: Language) -> str:
    """Return every text that the PDF draws."""
    pieces = [piece for chapter in workshop.composed(language) for piece in chapter.pieces]
    said = [text for piece in pieces for text in (piece.markdown, piece.caption, piece.svg)]
    return "".join([*said, workshop.request.title[language], workshop.request.fiscal_year_label[language]])


def quarto_notebook(chapter: Chapter, languages: tuple[Language, ...]) -> dict[str, Any]:
    """Return a composed chapter as an executed notebook that Quarto reads: each labelled output in a cell of its own, with its options."""
    cells: list[dict[str, Any]] = []
    for piece in chapter.pieces:
        if piece.kind in ("prose", "text"):
            cells.append(_markdown_cell(piece.markdown if cells else _with_plain_title(piece.markdown), len(cells)))
            if len(cells) == 1:
                cells.extend(_switch_cell(chapter, languages))
        else:
            cells.append(_output_cell(piece, chapter, len(cells)))
            name = data_name(piece)
            if name:
                cells.append(_markdown_cell(f"[{texts.DATA_LINK[chapter.language]}](../data/{name}.csv){{.bilan-links}}", len(cells)))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}}, "cells": cells}


def _markdown_cell(source: str, position: int) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": f"cell-{position}", "metadata": {}, "source": lines_of(without_shortcodes(source))}


def _switch_cell(chapter: Chapter, languages: tuple[Language, ...]) -> list[dict[str, Any]]:
    language = texts.other(chapter.language)
    if language not in languages:
        return []
    address = f"../{language}/{chapter.page}.html"
    link = f'<p class="switch"><a href="{address}" hreflang="{language}" lang="{language}">{texts.OTHER_LANGUAGE[chapter.language]}</a></p>'
    return [_markdown_cell(f"```{{=html}}\n{link}\n```", 1)]


def _output_cell(piece: Piece, chapter: Chapter, position: int) -> dict[str, Any]:
    output = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/markdown": lines_of(without_shortcodes(_output(piece, chapter)))},
    }
    return {
        "cell_type": "code",
        "id": f"cell-{position}",
        "metadata": {},
        "execution_count": None,
        "source": ["#| echo: false"],
        "outputs": [output],
    }


def _output(piece: Piece, chapter: Chapter) -> str:
    """Return a result as Markdown; a table or figure is a division that ends in its caption.

    What Quarto is given as the option `tbl-cap` it reads three times, and finds markup in it.
    """
    if piece.kind == "strip":
        return _in_both_formats(piece.html, piece.markdown)
    if piece.kind == "figure":
        image = f'![]({_DRAWN}/{piece.label}.svg){{fig-alt="{plain_attribute(piece.alt)}"}}'
        held = _in_both_formats(drawing(piece, chapter.language, chapter.shown), image)
    else:
        held = _in_both_formats(piece.html, piece.markdown)
    return f":::::::::: {{#{piece.label}}}\n\n{held}\n{plain_markdown(piece.caption)}\n\n::::::::::\n"


def _in_both_formats(page: str, document: str) -> str:
    """Return Markdown that holds the HTML of a page, and what the PDF shows.

    An output of the type `text/html` makes Quarto take its notebook for one with widgets, and load two libraries from another host.
    """
    if not page:
        return document
    fence = "`" * max(3, *(len(run) + 1 for run in _BACKTICKS.findall(page)), 3)
    return (
        f'::::::::: {{.content-visible when-format="html"}}\n\n{fence}{{=html}}\n{page.strip()}\n{fence}\n\n:::::::::\n\n'
        f'::::::::: {{.content-visible unless-format="html"}}\n\n{document.strip()}\n\n:::::::::\n'
    )


def lines_of(text: str) -> list[str]:
    """Return a text as a notebook keeps it: lines that end in their line break. Quarto joins the parts of a `source` as they are."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def plain_markdown(text: str) -> str:
    """Return a text so written that Markdown gives it back as it is: Quarto reads captions as Markdown."""
    return _PROSE_SIGNS.sub(r"\\\1", text)


def plain_attribute(text: str) -> str:
    """Return a text that the value of an attribute, between quotation marks, gives back as it is."""
    return _ATTRIBUTE_SIGNS.sub(r"\\\1", text)


def without_shortcodes(text: str) -> str:
    """Return a text in which nothing begins or ends a shortcode, which Quarto looks for everywhere: marks of no width part the braces."""
    return _SHORTCODE_ENDS.sub("\\g<0>\N{WORD JOINER}", text)


def plain_title(text: str) -> str:
    """Return a title that comes out as it is wherever Quarto writes it: it reads one as Markdown, as HTML or twice, by the place."""
    return _TITLE_SIGNS.sub(lambda found: f"&#{ord(found[0])};", without_shortcodes(text))


def _with_plain_title(markdown: str) -> str:
    """Return the Markdown that begins a chapter with no backslash in its title: the navigation would show it."""
    return _CHAPTER_TITLE.sub(
        lambda title: _ESCAPED.sub(lambda found: f"&#{ord(found[1])};", without_shortcodes(title[0])), markdown, count=1
    )
