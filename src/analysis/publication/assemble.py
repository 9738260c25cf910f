"""The published folder put together: pages, figures, PDF and search of each language, open data, the page that offers both languages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from analysis.core.languages import Language
from analysis.publication import texts
from analysis.publication.book import theme_folder
from analysis.publication.open_data import DataTable, open_data_content, write_open_data
from analysis.publication.plan import ChapterPlan
from analysis.publication.search import INDEX, write_section_texts
from analysis.publication.sheet_steps import sheet_list_content
from analysis.publication.site import (
    DATA_PAGE,
    REPORT_FILE,
    SEARCH_PAGE,
    SHEETS_PAGE,
    copy_theme,
    language_choice_page,
    navigation_of,
    own_page,
    search_content,
)
from analysis.publication.workshop import Workshop


def assemble_embedded(workshop: Workshop, folder: Path, tables: Sequence[DataTable]) -> None:
    """Write the site and PDF of each language, as the embedded renderer made them, into a folder."""
    for language in workshop.request.languages:
        pages = folder / language
        (pages / "figures").mkdir(parents=True)
        shutil.copyfile(workshop.pdf_file(language), pages / REPORT_FILE)
        _write_pages(workshop, pages, language, tables, (*workshop.plan.chapters, *workshop.plan.sheets))


def assemble_sheets(workshop: Workshop, folder: Path, tables: Sequence[DataTable]) -> None:
    """Write the sheets beside a book that Quarto has rendered, with the pages they lead to; nothing when there are none."""
    if workshop.plan.sheets:
        for language in workshop.request.languages:
            (folder / language / "figures").mkdir(parents=True, exist_ok=True)
            _write_pages(workshop, folder / language, language, tables, workshop.plan.sheets)


def _write_pages(workshop: Workshop, pages: Path, language: Language, tables: Sequence[DataTable], made: Sequence[ChapterPlan]) -> None:
    """Write the theme, the pages made of some chapters and sheets with what is searched in them, and those that no notebook makes."""
    theme = theme_folder(workshop.request.project)
    template = (theme / "page.html").read_text(encoding="utf-8")
    copy_theme(theme, pages)
    sections: list[dict[str, str]] = []
    for chapter in made:
        _copy_page(workshop, chapter, language, pages)
        sections += json.loads(workshop.sections_file(chapter, language).read_text(encoding="utf-8"))
    own = {
        SEARCH_PAGE: (texts.SEARCH_TITLE[language], search_content(language)),
        DATA_PAGE: (texts.OPEN_DATA[language], open_data_content(tables, language)),
    }
    if workshop.plan.sheets:
        own[SHEETS_PAGE] = texts.SHEETS[language], sheet_list_content(workshop, language)
    facts, navigation = workshop.facts(language), navigation_of(workshop.numbered(language), workshop.parts(language))
    for page, (title, content) in own.items():
        (pages / f"{page}.html").write_text(
            own_page(template, facts, navigation, page=page, title=title, content=content), encoding="utf-8"
        )
    write_section_texts(pages, sections)
    shutil.copytree(workshop.search_folder(language) / INDEX, pages / INDEX)


def _copy_page(workshop: Workshop, chapter: ChapterPlan, language: Language, pages: Path) -> None:
    shutil.copyfile(workshop.page_file(chapter, language), pages / f"{chapter.page}.html")
    for name, svg in json.loads(workshop.figures_file(chapter, language).read_text(encoding="utf-8")).items():
        (pages / "figures" / name).write_text(svg, encoding="utf-8")


def assemble_common(workshop: Workshop, folder: Path, tables: Sequence[DataTable]) -> None:
    """Write what does not depend on the renderer: the open data and the page that offers the languages."""
    request = workshop.request
    title = {language: texts.typeset(request.title[language]) for language in request.languages}
    write_open_data(folder / "data", tables, request.run_name, title, workshop.book.licence, made_up=request.made_up)
    page = language_choice_page(list(title.items()), made_up=request.made_up)
    (folder / "index.html").write_text(page, encoding="utf-8")
    copy_theme(theme_folder(request.project), folder)
