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
from analysis.publication.html_chapter import data_name
from analysis.publication.site import SHEETS_PAGE
from analysis.publication.workshop import Workshop

_PROSE_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!~^<>@$|\"'=])")
_TITLE_SIGNS = re.compile(r"([\\`*_{}\[\]<>@$^~|])")
_BACKTICKS = re.compile(r"`+")
_OPENED_SHORTCODE = re.compile(r"\{(?=\{+<)")
_TABLES = {"html-table-processing": "none"}
"""Our HTML stays as it is; for the PDF, Quarto would start a program for each table of it to read its styles."""


def quarto_settings(workshop: Workshop, language: Language) -> dict[str, Any]:
    """Return the content of a language's `_quarto.yml`: the book's settings with this run's title and chapters."""
    settings = workshop.book.settings_in(language)
    request = workshop.request
    chapters: list[Any] = []
    for chapter in workshop.plan.chapters:
        file = f"{chapter.page}.ipynb"
        part = None if chapter.part is None else workshop.book.part_title(chapter.part, language)
        if part is None:
            chapters.append(file)
        elif chapters and isinstance(chapters[-1], dict) and chapters[-1]["part"] == part:
            chapters[-1]["chapters"].append(file)
        else:
            chapters.append({"part": part, "chapters": [file]})
    book = {
        **settings.get("book", {}),
        "title": plain_title(request.title[language]),
        "subtitle": plain_title(request.fiscal_year_label[language]),
        "chapters": chapters,
    }
    formats = dict(settings.get("format", {}))
    html = {**formats.get("html", {}), **_TABLES, "include-before-body": [{"text": _html_band(workshop, language)}]}
    typst = {**formats.get("typst", {}), **_TABLES}
    if request.made_up:
        before = list(typst.get("include-before-body", ()))
        typst["include-before-body"] = [
            *before,
            {"text": f"#set page(header: text(size: 8pt)[#{json.dumps(texts.MADE_UP[language], ensure_ascii=False)}])\n"},
        ]
    return {
        **settings,
        "project": {"type": "book", "output-dir": "_book"},
        "book": book,
        "format": {**formats, "html": html, "typst": typst},
    }


def _html_band(workshop: Workshop, language: Language) -> str:
    bands = f'<p class="bilan-made-up">{texts.MADE_UP[language]}</p>' if workshop.request.made_up else ""
    if workshop.plan.sheets:
        bands += f'<p class="bilan-sheets"><a href="{SHEETS_PAGE}.html">{texts.SHEETS[language]}</a></p>'
    return bands if workshop.request.final else f'{bands}<p class="bilan-draft">{texts.DRAFT[language]}</p>'


def write_project(workshop: Workshop, project: Path, language: Language) -> None:
    """Write the project of one language into an empty folder."""
    theme = project / "report" / "theme"
    shutil.copytree(theme_folder(workshop.request.project), theme)
    # JSON is YAML: no second writer of YAML, no surprise of quoting.
    text = json.dumps(quarto_settings(workshop, language), ensure_ascii=False, indent=2)
    (project / "_quarto.yml").write_text(text + "\n", encoding="utf-8")
    (project / ".gitignore").write_text("/.quarto/\n**/*.quarto_ipynb\n", encoding="utf-8")
    for chapter in workshop.composed(language):
        notebook = quarto_notebook(chapter, workshop.request.languages)
        (project / f"{chapter.page}.ipynb").write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def quarto_notebook(chapter: Chapter, languages: tuple[Language, ...]) -> dict[str, Any]:
    """Return a composed chapter as an executed notebook that Quarto reads: each labelled output in a cell of its own, with its options."""
    cells: list[dict[str, Any]] = []
    for piece in chapter.pieces:
        if piece.kind in ("prose", "text"):
            cells.append(_markdown_cell(piece.markdown, len(cells)))
            if len(cells) == 1:
                cells.extend(_switch_cell(chapter, languages))
        else:
            cells.append(_output_cell(piece, len(cells)))
            name = data_name(piece)
            if name:
                cells.append(_markdown_cell(f"[{texts.DATA_LINK[chapter.language]}](../data/{name}.csv){{.bilan-links}}", len(cells)))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}}, "cells": cells}


def _markdown_cell(source: str, position: int) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": f"cell-{position}", "metadata": {}, "source": lines_of(source)}


def _switch_cell(chapter: Chapter, languages: tuple[Language, ...]) -> list[dict[str, Any]]:
    language = texts.other(chapter.language)
    if language not in languages:
        return []
    address = f"../{language}/{chapter.page}.html"
    link = f'<p class="switch"><a href="{address}" hreflang="{language}" lang="{language}">{texts.OTHER_LANGUAGE[chapter.language]}</a></p>'
    return [_markdown_cell(f"```{{=html}}\n{link}\n```", 1)]


def _output_cell(piece: Piece, position: int) -> dict[str, Any]:
    options: dict[str, object] = {"echo": False}
    caption = plain_markdown(without_shortcodes(piece.caption))
    data: dict[str, object] = {}
    if piece.kind == "figure":
        options |= {"label": piece.label, "fig-cap": caption, "fig-alt": without_shortcodes(piece.alt)}
        data = {"image/svg+xml": lines_of(piece.svg)}
    else:
        if piece.kind == "table":
            options |= {"label": piece.label, "tbl-cap": caption}
        data = {"text/markdown": lines_of(_in_both_formats(piece))}
    source = "".join(f"#| {name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in options.items())
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    return {
        "cell_type": "code",
        "id": f"cell-{position}",
        "metadata": {},
        "execution_count": None,
        "source": lines_of(source.rstrip("\n")),
        "outputs": [output],
    }


def _in_both_formats(piece: Piece) -> str:
    """Return a result as Markdown that holds its HTML for pages and its twin for the PDF.

    An output of the type `text/html` makes Quarto take its notebook for one with widgets, and load two libraries from another host.
    """
    if not piece.html:
        return piece.markdown
    fence = "`" * max(3, *(len(run) + 1 for run in _BACKTICKS.findall(piece.html)), 3)
    page = f"{fence}{{=html}}\n{piece.html.strip()}\n{fence}"
    return (
        f'::::::::: {{.content-visible when-format="html"}}\n\n{page}\n\n:::::::::\n\n'
        f'::::::::: {{.content-visible unless-format="html"}}\n\n{piece.markdown.strip()}\n\n:::::::::\n'
    )


def lines_of(text: str) -> list[str]:
    """Return a text as a notebook keeps it: lines that end in their line break. Quarto joins the parts of a `source` as they are."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def plain_markdown(text: str) -> str:
    """Return a text so written that Markdown gives it back as it is: Quarto reads captions as Markdown."""
    return _PROSE_SIGNS.sub(r"\\\1", text)


def without_shortcodes(text: str) -> str:
    """Return a text in which nothing begins a shortcode, which Quarto looks for everywhere: a mark of no width parts the braces."""
    return _OPENED_SHORTCODE.sub("{\N{WORD JOINER}", text)


def plain_title(text: str) -> str:
    """Return a title that Markdown gives back as it is, with no sign escaped that stands for itself there: some places show it unread."""
    # Quarto reads a title more than once, and the second time finds the shortcode that the escapes hid.
    return _TITLE_SIGNS.sub(r"\\\1", without_shortcodes(text))
