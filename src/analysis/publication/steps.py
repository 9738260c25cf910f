"""The steps of a build with the embedded renderer, and what they share with Quarto's: executed notebooks composed into chapters."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from analysis.core.languages import Bilingual, Language
from analysis.publication import texts
from analysis.publication.book import Book, theme_folder
from analysis.publication.compose import Chapter, compose, printed_cells
from analysis.publication.execution import ExecutionFailure, ExecutionJob, NotebookWorkers
from analysis.publication.failures import failure_error
from analysis.publication.fingerprints import Fingerprints, digest_of
from analysis.publication.html_chapter import html_chapter
from analysis.publication.parse import ParsedChapter, parse_chapter, parsed_from_json
from analysis.publication.pdf import pdf_facts, write_pdf
from analysis.publication.plan import ChapterPlan, Plan
from analysis.publication.progress import Progress
from analysis.publication.references import NumberedChapter, ReferenceWords, Target, number_book
from analysis.publication.request import BuildRequest, shown_path
from analysis.publication.site import SiteFacts, chapter_page, navigation_of
from analysis.publication.task_graph import Step, run_steps
from analysis.publication.typst_document import typst_document

_KEPT_EXECUTIONS = 3


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
    _lock: threading.Lock = field(default_factory=threading.Lock)

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
        )

    def parts(self, language: Language) -> tuple[str | None, ...]:
        """Return the title of each chapter's part."""
        return tuple(None if chapter.part is None else self.book.part_title(chapter.part, language) for chapter in self.plan.chapters)


def targets_of(chapters: Sequence[NumberedChapter]) -> dict[str, Target]:
    """Return everything in a book that a text can refer to."""
    return {label: target for chapter in chapters for label, target in chapter.targets.items()}


def run_execution(workshop: Workshop) -> int:
    """Execute the notebooks whose outputs are not kept from an earlier build, and compose all; return how many were executed.

    Raises
    ------
    NotebookError
        With every notebook that failed.
    """
    request = workshop.request
    wanted = [(chapter, language) for chapter in workshop.plan.chapters for language in request.languages]
    durations = _Durations(workshop.folder / "durations.json")
    missing = [(chapter, language) for chapter, language in wanted if not workshop.executed_file(chapter, language).is_file()]
    if missing:
        workshop.progress.say(Bilingual(f"Exécution de {len(missing)} carnets…", f"Executing {len(missing)} notebooks…"))
    count = _Count(workshop.progress, durations, [chapter.stem for chapter, _ in missing], request.jobs)
    caches = request.project.stores / "_caches" / "matplotlib"
    with NotebookWorkers(request.project.root, workshop.folder, caches, request.notebook_time_limit) as workers:

        def execute(chapter: ChapterPlan, language: Language) -> None:
            started = time.monotonic()
            parameters = chapter.parameters_in(language, request.run_file_name)
            failure = workers.execute(ExecutionJob(chapter.notebook, language, parameters, workshop.executed_file(chapter, language)))
            count.one_more(chapter.stem, time.monotonic() - started)
            if failure is not None:
                raise failure_error(failure, request, _log_file(workshop, failure))

        def parse(chapter: ChapterPlan, language: Language) -> None:
            shown = shown_path(chapter.notebook.path, request.project.root)
            executed = json.loads(workshop.executed_file(chapter, language).read_text(encoding="utf-8"))
            composed = compose(chapter.notebook, executed, language, chapter.page, shown)
            _write(workshop.parsed_file(chapter, language), parse_chapter(composed).to_json())

        # The longest first, so that no process ends the build alone.
        ordered = sorted(wanted, key=lambda pair: (-durations.of(pair[0].stem), pair[0].stem, pair[1]))
        steps = [
            Step(
                f"execute:{chapter.stem}:{language}",
                (),
                (workshop.executed_file(chapter, language),),
                None,
                lambda chapter=chapter, language=language: execute(chapter, language),  # type: ignore[misc]
            )
            for chapter, language in ordered
        ]
        steps += [
            Step(
                f"chapter:{chapter.stem}:{language}",
                (chapter.notebook.path, workshop.executed_file(chapter, language)),
                (workshop.parsed_file(chapter, language),),
                digest_of([workshop.fingerprints.printing_code, chapter.page]),
                lambda chapter=chapter, language=language: parse(chapter, language),  # type: ignore[misc]
            )
            for chapter, language in wanted
        ]
        ran = run_steps(steps, workshop.folder / "steps.sqlite", request.jobs)
    durations.save()
    _note_printed(workshop, wanted)
    _forget_old_executions(workshop, wanted)
    return sum(name.startswith("execute:") for name in ran)


def run_embedded_renderer(workshop: Workshop) -> None:
    """Make the pages and PDF of every language that are not up to date.

    Raises
    ------
    NotebookError
        When a text refers to nothing, or a label is used twice.
    ReportError
        When a page or PDF cannot be made.
    """
    request = workshop.request
    theme = theme_folder(request.project)
    template = (theme / "page.html").read_text(encoding="utf-8")
    steps: list[Step] = []
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
        _write_if_changed(workshop.book_file(language), json.dumps(content, ensure_ascii=False, sort_keys=True))
        settings = digest_of([workshop.fingerprints.printing_code, workshop.fingerprints.look])

        steps += _page_steps(workshop, language, template, settings)
        steps.append(_pdf_step(workshop, language, theme, settings))
    run_steps(steps, workshop.folder / "steps.sqlite", request.jobs)


def _page_steps(workshop: Workshop, language: Language, template: str, settings: str) -> list[Step]:
    numbered = workshop.numbered(language)
    reference_words = ReferenceWords(workshop.book.crossref(language))
    targets = targets_of(numbered)
    facts = workshop.facts(language)
    navigation = navigation_of(numbered, workshop.parts(language))

    def make(chapter: ChapterPlan, one: NumberedChapter) -> None:
        result = html_chapter(one, targets, reference_words)
        _write(workshop.figures_file(chapter, language), json.dumps(result.figures, ensure_ascii=False, sort_keys=True))
        _write(workshop.page_file(chapter, language), chapter_page(template, facts, navigation, one, result.content))

    return [
        Step(
            f"page:{chapter.stem}:{language}",
            (workshop.parsed_file(chapter, language), workshop.book_file(language)),
            (workshop.page_file(chapter, language), workshop.figures_file(chapter, language)),
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
        write_pdf(source, figures, facts_shown, theme=theme, folder=folder, out=workshop.pdf_file(language))

    inputs = (*(workshop.parsed_file(chapter, language) for chapter in workshop.plan.chapters), workshop.book_file(language))
    return Step(f"pdf:{language}", inputs, (workshop.pdf_file(language),), settings, make)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _write_if_changed(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        _write(path, text)


def _log_file(workshop: Workshop, failure: ExecutionFailure) -> Path:
    # Both languages run the same code: one log a notebook.
    return workshop.folder / "logs" / f"{failure.job.notebook.stem}.log"


def _forget_old_executions(workshop: Workshop, wanted: Sequence[tuple[ChapterPlan, Language]]) -> None:
    """Keep the last few executions of each notebook, so that going back to an earlier setting costs nothing, and no more."""
    for chapter, language in wanted:
        current = workshop.executed_file(chapter, language)
        others = [path for path in current.parent.glob(f"{chapter.stem}.*.json") if path != current]
        for path in sorted(others, key=lambda path: path.stat().st_mtime_ns, reverse=True)[_KEPT_EXECUTIONS:]:
            path.unlink()


def _note_printed(workshop: Workshop, wanted: Sequence[tuple[ChapterPlan, Language]]) -> None:
    for chapter, language in wanted:
        cells = printed_cells(json.loads(workshop.executed_file(chapter, language).read_text(encoding="utf-8")))
        if cells:
            where = f"{shown_path(chapter.notebook.path, workshop.request.project.root)} [{', '.join(map(str, cells))}] ({language})"
            workshop.warnings.append(
                Bilingual(
                    f"{where}\u00a0: une bibliothèque a écrit un avertissement, non publié",
                    f"{where}: a library wrote a warning, not published",
                )
            )


class _Durations:
    """How long each notebook took the last time it ran."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._seconds: dict[str, float] = {
                str(name): float(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()
            }
        except (OSError, ValueError, AttributeError, TypeError):
            self._seconds = {}

    def of(self, stem: str) -> float:
        return self._seconds.get(stem, 0.0)

    def knows(self, stem: str) -> bool:
        return stem in self._seconds

    def average(self, stems: Iterable[str]) -> float | None:
        known = [self._seconds[stem] for stem in stems if stem in self._seconds]
        return sum(known) / len(known) if known else None

    def note(self, stem: str, seconds: float) -> None:
        self._seconds[stem] = round(seconds, 2)

    def save(self) -> None:
        _write(self._path, json.dumps(self._seconds, sort_keys=True))


class _Count:
    """How many notebooks are done, and the time left as their earlier durations say."""

    def __init__(self, progress: Progress, durations: _Durations, stems: list[str], jobs: int) -> None:
        self._progress = progress
        self._durations = durations
        self._stems = frozenset(stems)
        self._left = list(stems)
        self._total = len(stems)
        self._jobs = max(1, min(jobs, len(stems) or 1))
        self._lock = threading.Lock()
        if stems:
            progress.advance(0, self._total, self._seconds_left())

    def one_more(self, stem: str, seconds: float) -> None:
        with self._lock:
            self._durations.note(stem, seconds)
            self._left.remove(stem)
            self._progress.advance(self._total - len(self._left), self._total, self._seconds_left())

    def _seconds_left(self) -> float | None:
        average = self._durations.average(self._stems)
        if average is None:
            return None
        # A notebook never timed is taken for an average one.
        return sum(self._durations.of(stem) if self._durations.knows(stem) else average for stem in self._left) / self._jobs
