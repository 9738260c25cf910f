"""The steps of the embedded renderer, from numbered chapters to pages and PDF; only what is not up to date is made."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from analysis.core.languages import Language
from analysis.publication.book import theme_folder
from analysis.publication.fingerprints import digest_of
from analysis.publication.html_chapter import html_chapter
from analysis.publication.kept_pages import keep_page, kept_files
from analysis.publication.pdf import lacking_letters, pdf_facts, write_pdf
from analysis.publication.plan import ChapterPlan
from analysis.publication.references import NumberedChapter, ReferenceWords, targets_of
from analysis.publication.site import chapter_page, navigation_of
from analysis.publication.task_graph import Step
from analysis.publication.typst_document import typst_document
from analysis.publication.whole_files import write_if_changed
from analysis.publication.workshop import Workshop


def embedded_steps(workshop: Workshop) -> list[Step]:
    """Return the steps that make the PDF and the pages of every language.

    A step raises `NotebookError` when a text refers to nothing or a label is used twice, `ReportError` when a page or PDF cannot be made.
    """
    request = workshop.request
    theme = theme_folder(request.project)
    template = (theme / "page.html").read_text(encoding="utf-8")
    documents: list[Step] = []
    pages: list[Step] = []
    for language in request.languages:
        numbered = workshop.numbered(language)
        reference_words = ReferenceWords(workshop.book.crossref(language))
        targets = targets_of(numbered)
        facts = workshop.facts(language)
        navigation = navigation_of(numbered, workshop.parts(language))
        # What a page depends on beyond its own chapter: a change here makes every page again.
        content = {
            "targets": {label: asdict(target) for label, target in targets.items()},
            "navigation": [asdict(entry) for entry in navigation],
            "facts": asdict(facts),
            "words": dict(reference_words.settings),
        }
        write_if_changed(workshop.book_file(language), json.dumps(content, ensure_ascii=False, sort_keys=True))
        settings = digest_of([workshop.fingerprints.printing_code, workshop.fingerprints.look])

        pages += _page_steps(workshop, language, template, settings)
        documents.append(_pdf_step(workshop, language, theme, settings))
    # What takes longest begins first: Typst works beside everything else.
    return [*documents, *pages]


def _page_steps(workshop: Workshop, language: Language, template: str, settings: str) -> list[Step]:
    numbered = workshop.numbered(language)
    reference_words = ReferenceWords(workshop.book.crossref(language))
    targets = targets_of(numbered)
    facts = workshop.facts(language)
    navigation = navigation_of(numbered, workshop.parts(language))

    def make(chapter: ChapterPlan, one: NumberedChapter) -> None:
        result = html_chapter(one, targets, reference_words)
        keep_page(workshop, chapter, language, chapter_page(template, facts, navigation, one, result.content), result.figures)

    return [
        Step(
            f"page:{chapter.stem}:{language}",
            (workshop.parsed_file(chapter, language), workshop.book_file(language)),
            kept_files(workshop, chapter, language),
            settings,
            lambda chapter=chapter, one=one: make(chapter, one),  # type: ignore[misc]
        )
        for chapter, one in zip(workshop.plan.chapters, numbered, strict=True)
    ]


def _pdf_step(workshop: Workshop, language: Language, theme: Path, settings: str) -> Step:
    numbered = workshop.numbered(language)
    facts = workshop.facts(language)

    def make() -> None:
        navigation = navigation_of(numbered, workshop.parts(language))
        source, figures = typst_document(numbered, targets_of(numbered), ReferenceWords(workshop.book.crossref(language)))
        anchors = [
            f"{chapter.parsed.chapter.stem}-{chapter.headings[0].anchor}"
            if chapter.headings[0].anchor.startswith("part-")
            else chapter.headings[0].anchor
            for chapter in numbered
        ]
        folder = workshop.folder / "pdf" / language
        facts_shown = pdf_facts(facts, navigation, anchors)
        lacking = write_pdf(source, figures, facts_shown, theme=theme, folder=folder, out=workshop.pdf_file(language))
        if lacking:
            workshop.warnings.append(lacking_letters(lacking, facts, numbered))

    inputs = (*(workshop.parsed_file(chapter, language) for chapter in workshop.plan.chapters), workshop.book_file(language))
    return Step(f"pdf:{language}", inputs, (workshop.pdf_file(language),), settings, make)
