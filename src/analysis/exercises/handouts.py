"""A version as a page and a PDF for people without Python: executed once, then composed as a chapter is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.core.errors import NotebookError, Problem
from analysis.core.languages import Bilingual
from analysis.exercises.versions import Version
from analysis.publication.compose import compose
from analysis.publication.execution import ExecutionJob, NotebookWorkers
from analysis.publication.failures import told_failure
from analysis.publication.notebooks import Cell, Notebook
from analysis.publication.parse import parse_chapter
from analysis.publication.references import NumberedChapter, number_book


def execute_version(version: Version, workers: NotebookWorkers, out: Path) -> dict[str, Any]:
    """Return the outputs of a version executed as it is.

    Raises
    ------
    NotebookError
        When a cell fails, the kernel dies or time runs out.
    """
    # Versions of one master are executed side by side: each goes under the name of its own output.
    notebook = replace(as_notebook(version), path=out.with_suffix(".ipynb"))
    failure = workers.execute(ExecutionJob(notebook, version.language, {}, out))
    if failure is not None:
        payload = failure.payload or {}
        what, _, todo = told_failure(failure)
        if payload.get("kind") == "user":
            what = Bilingual(str(payload["fr"]), str(payload["en"]))
        elif failure.kind == "time":
            what = Bilingual("pas terminé à temps; arrêté", "not finished in time; stopped")
        raise NotebookError(
            Problem(
                f"{shown_path(version)} [{failure.cell or '?'}]",
                Bilingual(
                    f"cette cellule échoue ({version.audience})\u00a0: {what.fr}", f"this cell fails ({version.audience}): {what.en}"
                ),
                Bilingual("Aucune version n'est faite d'un carnet en échec.", "No version is made from a notebook that fails."),
                todo,
            )
        )
    executed: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return executed


def shown_path(version: Version) -> str:
    """Return the master of a version as people write it."""
    return f"notebooks/exercises/{version.case.name}.ipynb"


def as_notebook(version: Version) -> Notebook:
    """Return a version as the printing wing reads notebooks; its text is in one language already."""
    cells = []
    for number, cell in enumerate(version.notebook["cells"], start=1):
        tags = set(cell["metadata"].get("tags", ()))
        if cell["cell_type"] == "markdown":
            tags.add(version.language)
        cells.append(Cell(number, cell["cell_type"], cell["source"], frozenset(tags)))
    return Notebook(Path(shown_path(version)), tuple(cells))


def handout(version: Version, executed: Mapping[str, Any]) -> NumberedChapter:
    """Return a version's text and outputs as one numbered chapter.

    Raises
    ------
    NotebookError
        When an output cannot be printed or a text refers to nothing.
    """
    chapter = compose(as_notebook(version), dict(executed), version.language, version.case.name, shown_path(version))
    return number_book([parse_chapter(chapter)])[0]
