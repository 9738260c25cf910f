"""The page of a chapter or a sheet, with its figures and what is searched in it, kept until the report is put together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from analysis.core.languages import Language
from analysis.publication.plan import ChapterPlan
from analysis.publication.search import sections_of
from analysis.publication.whole_files import write_whole
from analysis.publication.workshop import Workshop


def kept_files(workshop: Workshop, chapter: ChapterPlan, language: Language) -> tuple[Path, ...]:
    """Return the files that `keep_page` writes."""
    places = workshop.page_file, workshop.figures_file, workshop.sections_file
    return tuple(place(chapter, language) for place in places)


def keep_page(workshop: Workshop, chapter: ChapterPlan, language: Language, page: str, figures: Mapping[str, str]) -> None:
    """Write a page, its figures by file name, and the words of its sections."""
    write_whole(workshop.figures_file(chapter, language), json.dumps(figures, ensure_ascii=False, sort_keys=True))
    write_whole(workshop.sections_file(chapter, language), json.dumps(sections_of(chapter.page, page), ensure_ascii=False))
    write_whole(workshop.page_file(chapter, language), page)
