"""The book rendered by Quarto from the same composed chapters.

One project a language, all formats in one call, the log read for what Quarto only warns of.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual, Language
from analysis.publication import texts
from analysis.publication.book import theme_folder
from analysis.publication.compose import Chapter, Piece
from analysis.publication.execution import FIXED_DATE, KEPT_VARIABLES
from analysis.publication.html_chapter import data_name
from analysis.publication.renderers import ChosenRenderer
from analysis.publication.site import REPORT_FILE, SHEETS_PAGE
from analysis.publication.svg import standalone_svg
from analysis.publication.workshop import Workshop

TIME_LIMIT = 1800.0
"""Seconds. Twenty notebooks with eighty figures took two minutes."""

_UNRESOLVED = re.compile(r"Unable to resolve crossref\s+@?(?P<label>\S+)")
_PROSE_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!~^<>@$|\"'=])")


def render_with_quarto(workshop: Workshop, staging: Path, renderer: ChosenRenderer) -> None:
    """Write the site and PDF of each language into a staging folder.

    Raises
    ------
    ReportError
        When Quarto fails, leaves a reference unresolved or does not write what it was asked for. Nothing is tried with the other renderer:
        it would give another report than the one asked for.
    """
    for language in workshop.request.languages:
        project = Path(tempfile.mkdtemp(prefix=f"quarto-{language}-", dir=workshop.folder))
        try:
            _write_project(workshop, project, language)
            _render(project, renderer)
            _collect(workshop, project, staging / language, language)
        finally:
            shutil.rmtree(project, ignore_errors=True)


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
        "title": request.title[language],
        "subtitle": request.fiscal_year_label[language],
        "chapters": chapters,
    }
    formats = dict(settings.get("format", {}))
    html = {**formats.get("html", {}), "include-before-body": [{"text": _html_band(workshop, language)}]}
    typst = dict(formats.get("typst", {}))
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


def _write_project(workshop: Workshop, project: Path, language: Language) -> None:
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
    return {"cell_type": "markdown", "id": f"cell-{position}", "metadata": {}, "source": source}


def _switch_cell(chapter: Chapter, languages: tuple[Language, ...]) -> list[dict[str, Any]]:
    language = texts.other(chapter.language)
    if language not in languages:
        return []
    address = f"../{language}/{chapter.page}.html"
    link = f'<p class="switch"><a href="{address}" hreflang="{language}" lang="{language}">{texts.OTHER_LANGUAGE[chapter.language]}</a></p>'
    return [_markdown_cell(f"```{{=html}}\n{link}\n```", 1)]


def _output_cell(piece: Piece, position: int) -> dict[str, Any]:
    options: dict[str, object] = {"echo": False}
    data: dict[str, object] = {}
    if piece.kind == "figure":
        options |= {"label": piece.label, "fig-cap": plain_markdown(piece.caption), "fig-alt": piece.alt}
        data = {"image/svg+xml": piece.svg, "text/plain": piece.alt}
    else:
        if piece.kind == "table":
            options |= {"label": piece.label, "tbl-cap": plain_markdown(piece.caption)}
        data = {"text/html": piece.html, "text/markdown": piece.markdown}
    source = "".join(f"#| {name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in options.items())
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    return {
        "cell_type": "code",
        "id": f"cell-{position}",
        "metadata": {},
        "execution_count": None,
        "source": source.rstrip("\n"),
        "outputs": [output],
    }


def plain_markdown(text: str) -> str:
    """Return a text so written that Markdown gives it back as it is: Quarto reads captions as Markdown."""
    return _PROSE_SIGNS.sub(r"\\\1", text)


def _render(project: Path, renderer: ChosenRenderer) -> None:
    home = project / ".home"
    home.mkdir()
    environment: dict[str, str] = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    environment |= {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": FIXED_DATE,
        "NO_COLOR": "1",
    }
    # All formats in one call: a second one would empty the folder of the first.
    command = [str(renderer.program), "render", str(project)]
    try:
        done = subprocess.run(  # noqa: S603 - the program chosen by `renderers`, arguments of ours
            command, capture_output=True, text=True, errors="replace", check=False, cwd=project, env=environment, timeout=TIME_LIMIT
        )
    except subprocess.TimeoutExpired as fault:
        raise _failed(Bilingual("Quarto n'a pas fini à temps", "Quarto did not finish in time")) from fault
    said = f"{done.stdout}\n{done.stderr}"
    unresolved = sorted({found["label"].strip("'\"") for found in _UNRESOLVED.finditer(said)})
    if unresolved:
        labels = ", ".join(unresolved)
        raise _failed(Bilingual(f"Quarto n'a pas résolu\u00a0: {labels}", f"Quarto did not resolve: {labels}"))
    if done.returncode != 0:
        lines = [line.strip() for line in said.splitlines() if "ERROR" in line.upper()] or [f"code {done.returncode}"]
        last = lines[0].replace(str(project), "").strip()[:300]
        raise _failed(Bilingual(f"Quarto a échoué\u00a0: {last}", f"Quarto failed: {last}"))


def _collect(workshop: Workshop, project: Path, folder: Path, language: Language) -> None:
    book = project / "_book"
    pages = {f"{chapter.page}.html" for chapter in workshop.plan.chapters}
    missing = sorted(name for name in pages if not (book / name).is_file())
    documents = sorted(book.glob("*.pdf")) if book.is_dir() else []
    if missing or len(documents) != 1:
        absent = ", ".join([*missing, *([] if len(documents) == 1 else [REPORT_FILE])])
        raise _failed(Bilingual(f"Quarto n'a pas écrit\u00a0: {absent}", f"Quarto did not write: {absent}"))
    if documents[0].name != REPORT_FILE:
        documents[0].rename(book / REPORT_FILE)
    shutil.copytree(book, folder)
    (folder / "figures").mkdir(exist_ok=True)
    for chapter in workshop.composed(language):
        for piece in chapter.pieces:
            if piece.kind == "figure":
                svg = standalone_svg(piece.svg, piece.label, piece.alt, language, chapter.shown)
                (folder / "figures" / f"{piece.label}.svg").write_text(svg, encoding="utf-8")


def _failed(what: Bilingual) -> ReportError:
    return ReportError(
        Problem(
            "Quarto",
            what,
            Bilingual("Un livre à moitié rendu n'est pas publié.", "A half-rendered book is not published."),
            Bilingual(
                "Corrigez-en la cause, ou choisissez l'autre moteur\u00a0: --renderer pandoc.",
                "Mend its cause, or choose the other renderer: --renderer pandoc.",
            ),
        )
    )
