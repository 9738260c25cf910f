"""One build at work: its plan, its digests and where each of its intermediate files is kept."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.core.languages import Bilingual, Language
from analysis.publication import texts
from analysis.publication.book import Book
from analysis.publication.compose import Chapter
from analysis.publication.fingerprints import Fingerprints
from analysis.publication.outlines import Outline, outline_from_json, outline_of
from analysis.publication.parse import ParsedChapter, parsed_from_json
from analysis.publication.plan import ChapterPlan, Plan
from analysis.publication.progress import Progress
from analysis.publication.references import NumberedChapter, number_book
from analysis.publication.request import BuildRequest
from analysis.publication.site import SiteFacts


@dataclass
class Workshop:
    """One build's plan, digests and intermediate files."""

    request: BuildRequest
    book: Book
    plan: Plan
    fingerprints: Fingerprints
    folder: Path
    progress: Progress
    warnings: list[Bilingual] = field(default_factory=list)
    _books: dict[Language, tuple[NumberedChapter, ...]] = field(default_factory=dict)
    _is_told: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note_not_enforced(self, parts: Sequence[str]) -> None:
        """Warn, once, of what the system did not let notebooks be kept from; it is said to people, and is no part of what is published."""
        if not parts or self._is_told:
            return
        self._is_told = True
        names = [texts.NOT_ENFORCED[part] for part in parts]
        self.warnings.append(
            Bilingual(
                f"Ce système n'a pas permis d'isoler tout à fait les carnets\u00a0: {'; '.join(name.fr for name in names)}.",
                f"This system did not let notebooks be isolated entirely: {'; '.join(name.en for name in names)}.",
            )
        )

    def executed_file(self, chapter: ChapterPlan, language: Language) -> Path:
        """Return where the outputs of a notebook are kept; its name says everything they depend on."""
        return self.folder / "executed" / language / f"{chapter.stem}.{self.fingerprints.execution(chapter, language)[:20]}.json"

    def parsed_file(self, chapter: ChapterPlan, language: Language) -> Path:
        """Return where a composed chapter and its tree are kept."""
        return self.folder / "parsed" / language / f"{chapter.stem}.json"

    def page_file(self, chapter: ChapterPlan, language: Language) -> Path:
        """Return where a chapter's page is kept."""
        return self.folder / "site" / language / f"{chapter.page}.html"

    def figures_file(self, chapter: ChapterPlan, language: Language) -> Path:
        """Return where the figures of a chapter's page are kept, by file name."""
        return self.folder / "site" / language / f"{chapter.page}.figures.json"

    def sections_file(self, chapter: ChapterPlan, language: Language) -> Path:
        """Return where the words of each section of a page are kept, for the search."""
        return self.folder / "site" / language / f"{chapter.page}.sections.json"

    def outline_file(self, sheet: ChapterPlan, language: Language) -> Path:
        """Return where it is kept what a sheet's page holds."""
        return self.folder / "site" / language / f"{sheet.page}.outline.json"

    def search_folder(self, language: Language) -> Path:
        """Return where the search index of a language is made."""
        return self.folder / "search" / language

    def pdf_file(self, language: Language) -> Path:
        """Return where a language's PDF is kept."""
        return self.folder / "pdf" / f"{language}.pdf"

    def book_file(self, language: Language) -> Path:
        """Return where the numbers, titles and targets of a language's book are kept."""
        return self.folder / "book" / f"{language}.json"

    def parsed(self, chapter: ChapterPlan, language: Language) -> ParsedChapter:
        """Return a composed chapter and its tree."""
        return parsed_from_json(self.parsed_file(chapter, language).read_text(encoding="utf-8"))

    def numbered(self, language: Language) -> tuple[NumberedChapter, ...]:
        """Return the numbered book of a language, once its chapters are parsed."""
        with self._lock:
            if language not in self._books:
                self._books[language] = number_book(self.parsed(chapter, language) for chapter in self.plan.chapters)
            return self._books[language]

    def outlines(self, language: Language) -> tuple[Outline, ...]:
        """Return what the chapters and the sheets of a language hold, once their pages are made."""
        sheets = (outline_from_json(self.outline_file(sheet, language).read_text(encoding="utf-8")) for sheet in self.plan.sheets)
        return (*map(outline_of, self.numbered(language)), *sheets)

    def composed(self, language: Language) -> tuple[Chapter, ...]:
        """Return the composed chapters of a language, once they are parsed."""
        return tuple(chapter.parsed.chapter for chapter in self.numbered(language))

    def facts(self, language: Language) -> SiteFacts:
        """Return what every page of a language says."""
        request = self.request
        return SiteFacts(
            language=language,
            languages=request.languages,
            title=texts.typeset(request.title[language]),
            fiscal_year=request.fiscal_year_label[language],
            made_up=request.made_up,
            final=request.final,
            run_file=request.run_file_name,
            store_digest=request.store_digest,
            definitions_digest=self.fingerprints.definitions,
            licence_title=self.book.licence.title,
            licence_path=self.book.licence.path,
            has_sheets=bool(self.plan.sheets),
        )

    def parts(self, language: Language) -> tuple[str | None, ...]:
        """Return the title of each chapter's part."""
        return tuple(None if chapter.part is None else self.book.part_title(chapter.part, language) for chapter in self.plan.chapters)
