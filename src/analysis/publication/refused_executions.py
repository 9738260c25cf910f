"""What a refused report leaves behind: kept outputs that its refusal may come from are forgotten, so that they are executed again.

Kept for ever, outputs that are not fit to be published would refuse every later build of the same inputs.
Of a page or a notebook that a problem names, what was executed is always forgotten, in all languages, as these must agree.
A problem that names none, or that may come from another page, is every chapter's that is not yet confirmed:
a chapter is confirmed when its outputs were in a report that passed every check, or when a second execution gave the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, Language
from analysis.core.provenance import digest_file
from analysis.publication.plan import ChapterPlan
from analysis.publication.request import shown_path
from analysis.publication.shared_faults import SharedProblem
from analysis.publication.whole_files import write_whole
from analysis.publication.workshop import Workshop

_CELL_OR_LINE = re.compile(r"(?: \[.*\]|:\d+)$")


def forget_refused(workshop: Workshop, problems: Iterable[Problem]) -> tuple[ChapterPlan, ...]:
    """Remove the kept outputs that a refusal may come from, say so, and return the chapters and sheets that lost some."""
    seen = _seen(workshop)
    forgotten: list[ChapterPlan] = []
    for chapter in _refused(workshop, problems, seen):
        digests = _digests(workshop, [chapter])
        for key in digests:
            (workshop.folder / key).unlink()
        seen |= digests
        forgotten += [chapter] if digests else []
    if forgotten:
        _note(workshop, seen)
        shown = sorted({shown_path(chapter.notebook.path, workshop.request.project.root) for chapter in forgotten})
        names = ", ".join(shown[:5]) + (", …" if len(shown) > 5 else "")
        workshop.progress.say(
            Bilingual(
                f"Rapport refusé\u00a0: les résultats gardés de {names} sont oubliés; la prochaine construction les exécute de nouveau.",
                f"Report refused: the kept outputs of {names} are forgotten; the next build executes them again.",
            )
        )
    return tuple(forgotten)


def note_checked(workshop: Workshop) -> None:
    """Remember the outputs of the chapters of a report that has passed every check."""
    _note(workshop, _seen(workshop) | _digests(workshop, workshop.plan.chapters))


def _refused(workshop: Workshop, problems: Iterable[Problem], seen: Mapping[str, str]) -> tuple[ChapterPlan, ...]:
    by_place = _by_place(workshop)
    pages: set[str] = set()
    for problem in problems:
        named = by_place.get(_CELL_OR_LINE.sub("", problem.where), set())
        pages |= named
        if not named or isinstance(problem, SharedProblem):
            pages |= {chapter.page for chapter in workshop.plan.chapters if not _digests(workshop, [chapter]).items() <= seen.items()}
    return tuple(chapter for chapter in (*workshop.plan.chapters, *workshop.plan.sheets) if chapter.page in pages)


def _by_place(workshop: Workshop) -> Mapping[str, set[str]]:
    """Return the pages of chapters and sheets by each place that a problem may name: their notebook, their pages, their data."""
    request, plan = workshop.request, workshop.plan
    by_place: dict[str, set[str]] = {}
    for chapter in (*plan.chapters, *plan.sheets):
        pages = (f"{language}/{chapter.page}.html" for language in request.languages)
        data = (name for language in request.languages for name in _data_names(workshop, chapter, language))
        for place in (shown_path(chapter.notebook.path, request.project.root), *pages, *(f"data/{name}.csv" for name in data)):
            by_place.setdefault(place, set()).add(chapter.page)
    return by_place


def _data_names(workshop: Workshop, chapter: ChapterPlan, language: Language) -> set[str]:
    """Return the names of the data that a chapter publishes: none of a sheet, nor of what could not even be composed."""
    try:
        pieces = workshop.parsed(chapter, language).chapter.pieces
    except (OSError, ValueError, KeyError):
        return set()
    return {str(piece.data.get("name")) for piece in pieces if piece.data is not None}


def _digests(workshop: Workshop, chapters: Iterable[ChapterPlan]) -> dict[str, str]:
    """Return the digests of the outputs that are kept of some chapters."""
    kept = (
        (_key(workshop, chapter, language), workshop.executed_file(chapter, language))
        for chapter in chapters
        for language in workshop.request.languages
    )
    return {key: digest_file(file) for key, file in kept if file.is_file()}


def _key(workshop: Workshop, chapter: ChapterPlan, language: Language) -> str:
    return workshop.executed_file(chapter, language).relative_to(workshop.folder).as_posix()


def _seen(workshop: Workshop) -> dict[str, str]:
    """Return the digests of outputs seen in an earlier execution or in a checked report, by the name of the file that they were kept in."""
    try:
        seen = json.loads((workshop.folder / "seen-outputs.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _note(workshop: Workshop, seen: Mapping[str, str]) -> None:
    """Keep what was seen, of the executions that may still come back."""
    kept = {key: digest for key, digest in seen.items() if (workshop.folder / key).is_file()}
    current = {
        _key(workshop, chapter, language)
        for chapter in (*workshop.plan.chapters, *workshop.plan.sheets)
        for language in workshop.request.languages
    }
    kept |= {key: digest for key, digest in seen.items() if key in current}
    write_whole(workshop.folder / "seen-outputs.json", json.dumps(kept, indent=0, sort_keys=True))
