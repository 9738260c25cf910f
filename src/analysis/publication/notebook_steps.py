"""The steps from notebooks to chapters: executed when their outputs are not kept, then composed and parsed."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

from analysis.core.languages import Bilingual, Language
from analysis.publication.compose import compose, printed_cells
from analysis.publication.durations import Durations, NotebookCount
from analysis.publication.execution import ExecutionFailure, ExecutionJob, NotebookWorkers
from analysis.publication.failures import failure_error
from analysis.publication.fingerprints import digest_of
from analysis.publication.parse import parse_chapter
from analysis.publication.plan import ChapterPlan
from analysis.publication.request import shown_path
from analysis.publication.task_graph import Step, run_steps
from analysis.publication.whole_files import write_whole
from analysis.publication.workshop import Workshop

_KEPT_EXECUTIONS = 3


def run_execution(workshop: Workshop) -> int:
    """Execute the notebooks whose outputs are not kept from an earlier build, and compose all; return how many were executed.

    Raises
    ------
    NotebookError
        With every notebook that failed.
    """
    request = workshop.request
    wanted = [(chapter, language) for chapter in workshop.plan.chapters for language in request.languages]
    durations = Durations(workshop.folder / "durations.json")
    missing = [(chapter, language) for chapter, language in wanted if not workshop.executed_file(chapter, language).is_file()]
    if missing:
        workshop.progress.say(Bilingual(f"Exécution de {len(missing)} carnets…", f"Executing {len(missing)} notebooks…"))
    count = NotebookCount(workshop.progress, durations, [chapter.stem for chapter, _ in missing], request.jobs)
    with NotebookWorkers(request.project.root, workshop.folder, request.notebook_time_limit) as workers:

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
            write_whole(workshop.parsed_file(chapter, language), parse_chapter(composed).to_json())

        # The longest first, so that no process ends the build alone.
        ordered = sorted(missing, key=lambda pair: (-durations.of(pair[0].stem), pair[0].stem, pair[1]))
        steps = [
            Step(
                f"execute:{chapter.stem}:{language}",
                (),
                (workshop.executed_file(chapter, language),),
                workshop.fingerprints.execution(chapter, language),
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
        workshop.note_not_enforced(workers.not_enforced)
    durations.save()
    note_printed(workshop, wanted)
    forget_old_executions(workshop, wanted)
    return sum(name.startswith("execute:") for name in ran)


def _log_file(workshop: Workshop, failure: ExecutionFailure) -> Path:
    # Both languages run the same code: one log a notebook.
    return workshop.folder / "logs" / f"{failure.job.notebook.stem}.log"


def forget_old_executions(workshop: Workshop, wanted: Sequence[tuple[ChapterPlan, Language]]) -> None:
    """Keep the last few executions of each notebook, so that going back to an earlier setting costs nothing, and no more."""
    current = {workshop.executed_file(chapter, language) for chapter, language in wanted}
    others: dict[tuple[Path, str], list[Path]] = {(path.parent, _stem(path)): [] for path in current}
    for folder in {path.parent for path in current}:
        for path in folder.glob("*.json"):
            if path not in current and (folder, _stem(path)) in others:
                others[folder, _stem(path)].append(path)
    for paths in others.values():
        for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns, reverse=True)[_KEPT_EXECUTIONS:]:
            path.unlink()


def _stem(executed: Path) -> str:
    """Return the notebook's part of the name of a file of outputs, which ends with a digest."""
    return executed.name.rsplit(".", 2)[0]


def note_printed(workshop: Workshop, wanted: Sequence[tuple[ChapterPlan, Language]]) -> None:
    """Warn of the notebooks in which a library wrote to standard error: it is not published."""
    for chapter, language in wanted:
        text = workshop.executed_file(chapter, language).read_text(encoding="utf-8")
        # Most wrote nothing, and their outputs are long to read as JSON.
        cells = printed_cells(json.loads(text)) if '"stderr"' in text else []
        if cells:
            where = f"{shown_path(chapter.notebook.path, workshop.request.project.root)} [{', '.join(map(str, cells))}] ({language})"
            workshop.warnings.append(
                Bilingual(
                    f"{where}\u00a0: une bibliothèque a écrit un avertissement, non publié",
                    f"{where}: a library wrote a warning, not published",
                )
            )
