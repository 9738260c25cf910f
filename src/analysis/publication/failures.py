"""What is said of a notebook that failed: where, the kind of error, never a person's value."""

from __future__ import annotations

from pathlib import Path

from analysis.core.errors import NotebookError, Problem
from analysis.core.languages import Bilingual
from analysis.publication.execution import ExecutionFailure
from analysis.publication.request import BuildRequest, shown_path


def failure_error(failure: ExecutionFailure, request: BuildRequest, log: Path) -> NotebookError:
    """Return the error for a notebook that has no result.

    A user error is repeated in full, since its text is made for readers; of any other error only its type and, when it speaks of the
    code alone, its message. The places it went through are written to the log.
    """
    notebook = shown_path(failure.job.notebook.path, request.project.root)
    where = notebook if failure.cell is None else f"{notebook} [{failure.cell}]"
    if failure.kind == "time":
        limit = f"{request.notebook_time_limit:g}"
        return NotebookError(
            Problem(
                where,
                Bilingual(f"pas terminé après {limit}\u00a0s; arrêté", f"not finished after {limit} s; stopped"),
                Bilingual(
                    "Un carnet qui ne finit pas bloquerait la publication.", "A notebook that does not end would block the publication."
                ),
                Bilingual(
                    "Cherchez une boucle ou un calcul trop grand dans cette cellule.",
                    "Look for a loop or too large a computation in this cell.",
                ),
            )
        )
    if failure.kind in ("dead", "fault"):
        return NotebookError(
            Problem(
                where,
                Bilingual("le noyau s'est arrêté sans répondre", "the kernel ended without an answer")
                if failure.kind == "dead"
                else Bilingual(
                    f"le carnet n'a pas pu être exécuté ({failure.error_type})",
                    f"the notebook could not be executed ({failure.error_type})",
                ),
                Bilingual("Souvent la mémoire a manqué, ou un programme l'a arrêté.", "Often memory ran out, or a program ended it."),
                Bilingual(
                    "Exécutez ce carnet seul dans JupyterLab pour voir la cellule en cause.",
                    "Run this notebook alone in JupyterLab to see the cell at fault.",
                ),
            )
        )
    payload = failure.payload or {}
    if payload.get("kind") == "user":
        return NotebookError(Problem(where, Bilingual(_indented(str(payload["fr"])), _indented(str(payload["en"])))))
    said = f"{failure.error_type}: {payload['last_line']}" if payload.get("last_line") else failure.error_type
    frames = payload.get("frames", [])
    log.parent.mkdir(parents=True, exist_ok=True)
    lines = [where, said, *(f"  {file}:{line} {function}" for file, line, function in frames)]
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    shown_log = shown_path(log, request.project.root)
    return NotebookError(
        Problem(
            where,
            Bilingual(f"la cellule a échoué\u00a0: {said}", f"the cell failed: {said}"),
            Bilingual("Un carnet en échec n'est jamais publié.", "A notebook that failed is never published."),
            Bilingual(
                f"Les lieux de l'erreur sont dans {shown_log}; le carnet s'exécute aussi dans JupyterLab.",
                f"The places of the error are in {shown_log}; the notebook also runs in JupyterLab.",
            ),
        )
    )


def _indented(text: str) -> str:
    first, *rest = text.splitlines()
    return "\n".join([first, *(f"    {line}" for line in rest)])
