"""The steps of the sheets: one page a region, a provider or an agreement, beside the book and not in its numbering, navigation or PDF.

There may be hundreds: each is executed in a fork of a worker that has prepared what all sheets of its kind and language share.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import escape

from analysis.core.errors import UserError
from analysis.core.languages import Bilingual, Language
from analysis.core.typed_text import one_line
from analysis.publication import texts
from analysis.publication.book import theme_folder
from analysis.publication.compose import SAID, compose
from analysis.publication.execution import ExecutionJob, NotebookWorkers
from analysis.publication.failures import failure_error
from analysis.publication.fingerprints import digest_of
from analysis.publication.html_chapter import html_chapter
from analysis.publication.kept_pages import keep_page, kept_files
from analysis.publication.notebook_steps import forget_old_executions, note_printed
from analysis.publication.outlines import outline_of
from analysis.publication.parse import ParsedChapter, parse_chapter
from analysis.publication.plan import ChapterPlan
from analysis.publication.references import ReferenceWords, number_book, targets_of
from analysis.publication.request import shown_path
from analysis.publication.site import navigation_of, sheet_page
from analysis.publication.syntax_tree import Node, words
from analysis.publication.task_graph import Step, StepFailures
from analysis.publication.whole_files import write_whole
from analysis.publication.workshop import Workshop


def execute_sheets(workshop: Workshop) -> int:
    """Execute the sheets whose outputs are not kept from an earlier build; return how many were executed.

    Raises
    ------
    NotebookError
        With every sheet that failed.
    """
    if not workshop.plan.sheets:
        return 0
    n_executed = _execute(workshop)
    wanted = [(sheet, language) for language in workshop.request.languages for sheet in workshop.plan.sheets]
    note_printed(workshop, wanted)
    forget_old_executions(workshop, wanted)
    return n_executed


def _execute(workshop: Workshop) -> int:
    request, failures = workshop.request, StepFailures()
    missing = {
        language: [sheet for sheet in workshop.plan.sheets if not workshop.executed_file(sheet, language).is_file()]
        for language in request.languages
    }
    total = sum(len(sheets) for sheets in missing.values())
    if not total:
        return 0
    workshop.progress.say(Bilingual(f"Exécution de {total} fiches…", f"Executing {total} sheets…"))
    done: list[str] = []
    started = time.monotonic()

    def serve(share: tuple[Language, Sequence[ChapterPlan]]) -> None:
        language, sheets = share
        with NotebookWorkers(request.project.root, workshop.folder, request.notebook_time_limit) as workers:
            for sheet in sheets:
                parameters = sheet.parameters_in(language, request.run_file_name)
                job = ExecutionJob(sheet.notebook, language, parameters, workshop.executed_file(sheet, language))
                failure = workers.execute(job)
                workshop.note_not_enforced(workers.not_enforced)
                if failure is not None:
                    failures.note(failure_error(failure, request, workshop.folder / "logs" / f"{sheet.notebook.stem}.log"))
                    # What fails for one sheet of a kind fails for most: one message is enough.
                    return
                done.append(sheet.page)
                left = (time.monotonic() - started) / len(done) * (total - len(done))
                # The first sheets pay for what all of their kind share: they say nothing of the time left.
                workshop.progress.advance(len(done), total, left if len(done) > total // 20 else None)

    shares = [(language, part) for language, sheets in missing.items() for part in _shares(sheets, request.jobs // len(missing))]
    with ThreadPoolExecutor(max_workers=max(1, request.jobs)) as pool:
        for future in [pool.submit(serve, share) for share in shares]:
            try:
                future.result()
            except UserError as error:
                failures.note(error)
    failures.raise_if_any()
    return len(done)


def _shares(sheets: Sequence[ChapterPlan], n_workers: int) -> list[Sequence[ChapterPlan]]:
    """Return the sheets cut into at most so many runs of neighbours: those of one kind share what a worker prepares."""
    size = -(-len(sheets) // max(1, n_workers))
    return [sheets[start : start + size] for start in range(0, len(sheets), size)] if sheets else []


def sheet_steps(workshop: Workshop) -> list[Step]:
    """Return the steps that make the pages of the sheets, once these are executed and the chapters parsed."""
    if not workshop.plan.sheets:
        return []
    request = workshop.request
    template = (theme_folder(request.project) / "page.html").read_text(encoding="utf-8")
    steps = []
    for language in request.languages:
        # What a sheet's page shows of the book: its chapters in the navigation and where it may refer to.
        navigation = [[chapter.page, chapter.title, chapter.number] for chapter in workshop.numbered(language)]
        settings = digest_of([workshop.fingerprints.printing_code, workshop.fingerprints.look, navigation, repr(workshop.facts(language))])
        steps += [
            Step(
                f"sheet:{sheet.page}:{language}",
                (sheet.notebook.path, workshop.executed_file(sheet, language)),
                (*kept_files(workshop, sheet, language), workshop.outline_file(sheet, language)),
                digest_of([settings, sheet.about and [sheet.about.fr, sheet.about.en]]),
                lambda sheet=sheet, language=language: _make(workshop, sheet, language, template),  # type: ignore[misc]
            )
            for sheet in workshop.plan.sheets
        ]
    return steps


def _make(workshop: Workshop, sheet: ChapterPlan, language: Language, template: str) -> None:
    executed = json.loads(workshop.executed_file(sheet, language).read_text(encoding="utf-8"))
    shown = shown_path(sheet.notebook.path, workshop.request.project.root)
    composed = compose(sheet.notebook, executed, language, sheet.page, shown)
    # The tables that sheets are cut from are published whole by the chapters: a page of them has no file of data of its own.
    composed = replace(composed, pieces=tuple(replace(piece, data=None) for piece in composed.pieces))
    parsed = _named(parse_chapter(composed, with_twins=False), sheet, language)
    (numbered,) = number_book([parsed])
    book = workshop.numbered(language)
    result = html_chapter(
        numbered, {**targets_of(book), **numbered.targets}, ReferenceWords(workshop.book.crossref(language)), figure_prefix=f"{sheet.page}-"
    )
    navigation = navigation_of(book, workshop.parts(language))
    page = sheet_page(template, workshop.facts(language), navigation, numbered, result.content)
    write_whole(workshop.outline_file(sheet, language), outline_of(numbered).to_json())
    keep_page(workshop, sheet, language, page, result.figures)


def _named(parsed: ParsedChapter, sheet: ChapterPlan, language: Language) -> ParsedChapter:
    """Return the sheet with its subject's name in the title: as text, whatever it holds."""
    assert sheet.about is not None  # noqa: S101 - a plan's sheets are about something
    first, *others = parsed.blocks
    level, attributes, inlines = first["c"]
    name: Node = {"t": "Span", "c": [["", [SAID], []], words(one_line(sheet.about[language]))]}
    colon = words({"fr": "\u00a0: ", "en": ": "}[language])
    return replace(parsed, blocks=[{"t": first["t"], "c": [level, attributes, [*inlines, *colon, name]]}, *others])


def sheet_list_content(workshop: Workshop, language: Language) -> str:
    """Return the content of the page that lists the sheets, by kind, in the order of the run."""
    parts = [f"<h1>{texts.SHEETS[language]}</h1>\n<p>{texts.SHEETS_LEAD[language]}</p>"]
    kinds: dict[str, list[ChapterPlan]] = {}
    for sheet in workshop.plan.sheets:
        kinds.setdefault(sheet.notebook.stem, []).append(sheet)
    for kind, sheets in kinds.items():
        items = "".join(
            f'<li><a href="{sheet.page}.html">{escape(texts.typeset(sheet.about[language]))}</a></li>' for sheet in sheets if sheet.about
        )
        parts.append(f'<h2 id="{kind}">{escape(texts.SHEET_KINDS[kind][language])}</h2>\n<ul class="sheet-list {SAID}">{items}</ul>')
    return "\n".join(parts)
