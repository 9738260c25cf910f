"""What is said of a notebook that failed: where, the kind of error, never a person's value nor the text of another library."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any, NamedTuple

from analysis.core.errors import NotebookError, Problem
from analysis.core.known_errors import told_kind
from analysis.core.languages import Bilingual
from analysis.publication.execution import ExecutionFailure
from analysis.publication.request import BuildRequest, shown_path

IN_JUPYTERLAB = Bilingual(
    "Exécutez ce carnet dans JupyterLab\u00a0: le texte entier de l'erreur s'y affiche.",
    "Run this notebook in JupyterLab: it shows the whole text of the error.",
)
_MEMORY_RAN_OUT = Bilingual("la mémoire a manqué", "memory ran out")
_TOO_LARGE = Bilingual("ce que le carnet montre est trop grand ou ne se lit pas", "what the notebook shows is too large or cannot be read")
_LESS_DATA = Bilingual("Lisez moins de données à la fois, ou groupez-les plus tôt.", "Read less data at once, or group them earlier.")

_BY_KIND: dict[str, tuple[Bilingual, Bilingual, Bilingual]] = {
    "asks": (
        Bilingual(
            "la cellule attend une réponse (input, getpass, débogueur…)", "the cell waits for an answer (input, getpass, a debugger…)"
        ),
        Bilingual("Personne n'est là pour répondre pendant la publication.", "Nobody is there to answer during publication."),
        Bilingual(
            "Donnez la valeur par la cellule `parameters` ou le fichier d'exécution, ou retirez l'appel.",
            "Give the value by the `parameters` cell or the run file, or take the call out.",
        ),
    ),
    "network": (
        Bilingual("la cellule veut joindre une autre machine", "the cell tries to reach another machine"),
        Bilingual("Un carnet du rapport n'utilise pas le réseau.", "A report notebook does not use the network."),
        Bilingual(
            "Téléchargez le fichier à part et déclarez-le comme donnée de l'exécution.",
            "Download the file separately and declare it as data of the run.",
        ),
    ),
    "write": (
        Bilingual("la cellule touche à un fichier auquel elle n'a pas droit", "the cell touches a file that it has no right to"),
        Bilingual(
            "Hors de son dossier temporaire, un carnet du rapport n'écrit, ne change et n'efface rien.",
            "Outside its temporary folder, a report notebook writes, changes and deletes nothing.",
        ),
        Bilingual(
            "Montrez le résultat au lieu de l'écrire, ou servez-vous de `tempfile`.",
            "Show the result instead of writing it, or use `tempfile`.",
        ),
    ),
    "memory": (
        _MEMORY_RAN_OUT,
        Bilingual(
            "La mémoire d'un carnet est limitée pour que la machine réponde encore.",
            "A notebook's memory is limited so that the machine still answers.",
        ),
        _LESS_DATA,
    ),
    "interrupt": (
        Bilingual("la cellule s'est interrompue elle-même (KeyboardInterrupt)", "the cell interrupted itself (KeyboardInterrupt)"),
        Bilingual("Un carnet en échec n'est jamais publié.", "A notebook that failed is never published."),
        Bilingual("Retirez ce qui lève KeyboardInterrupt.", "Take out what raises KeyboardInterrupt."),
    ),
    "size": (
        _TOO_LARGE,
        Bilingual("Une page de cette taille ne servirait à personne.", "A page of that size would be of no use to anybody."),
        Bilingual("Montrez un tableau ou une figure qui résume.", "Show a table or figure that sums up."),
    ),
}


class _Ending(NamedTuple):
    """What a sentence may end with, in both languages; often nothing."""

    fr: str
    en: str


def failure_error(failure: ExecutionFailure, request: BuildRequest, log: Path) -> NotebookError:
    """Return the error for a notebook that has no result.

    A user error is repeated in full, since its text is made for readers; of any other error only its kind and its place in the cell. The
    places it went through are written to the log.
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
    payload = failure.payload or {}
    if payload.get("kind") == "user":
        return NotebookError(Problem(where, Bilingual(_indented(str(payload["fr"])), _indented(str(payload["en"])))))
    what, why, todo = told_failure(failure)
    if payload.get("frames"):
        frames = [f"  {file}:{line} {function}".rstrip() for file, line, function in payload["frames"]]
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("\n".join([where, what.en, *frames]) + "\n", encoding="utf-8")
        shown_log = shown_path(log, request.project.root)
        todo = Bilingual(
            f"{todo.fr} Les lieux de l'erreur sont dans {shown_log}.", f"{todo.en} The places of the error are in {shown_log}."
        )
    return NotebookError(Problem(where, what, why, todo))


def told_failure(failure: ExecutionFailure) -> tuple[Bilingual, Bilingual, Bilingual]:
    """Return what happened to a notebook that failed otherwise than by a user error or the time limit, why it matters and what to do."""
    payload = failure.payload or {}
    kind = str(payload.get("kind", failure.kind))
    line = payload.get("line")
    at = _Ending("", "")
    if isinstance(line, int):
        at = _Ending(f" (ligne {line} de la cellule)", f" (line {line} of the cell)")
    if kind in _BY_KIND:
        what, why, todo = _BY_KIND[kind]
        return Bilingual(what.fr + at.fr, what.en + at.en), why, todo
    if kind == "exit":
        return _told_exit(int(payload.get("code", failure.code)), at)
    if kind == "signal":
        return _told_signal(failure.code)
    if failure.kind == "dead":
        return (
            Bilingual("le noyau s'est arrêté sans répondre", "the kernel ended without an answer"),
            Bilingual("Souvent la mémoire a manqué, ou un programme l'a arrêté.", "Often memory ran out, or a program ended it."),
            Bilingual(
                "Exécutez ce carnet seul dans JupyterLab pour voir la cellule en cause.",
                "Run this notebook alone in JupyterLab to see the cell at fault.",
            ),
        )
    told = told_kind(str(payload.get("type", failure.error_type)), is_derived=bool(payload.get("derived")))
    why = Bilingual("Un carnet en échec n'est jamais publié.", "A notebook that failed is never published.")
    if failure.kind == "fault":
        what = Bilingual(f"le carnet n'a pas pu être exécuté\u00a0: {told.fr}", f"the notebook could not be executed: {told.en}")
        return what, why, IN_JUPYTERLAB
    name = _quoted_name(payload)
    return (
        Bilingual(f"la cellule a échoué{at.fr}\u00a0: {told.fr}{name.fr}", f"the cell failed{at.en}: {told.en}{name.en}"),
        why,
        IN_JUPYTERLAB,
    )


def _quoted_name(payload: dict[str, Any]) -> _Ending:
    name = payload.get("name")
    return _Ending(f" («\u00a0{name}\u00a0»)", f" (`{name}`)") if name else _Ending("", "")


def _told_exit(code: int, at: _Ending) -> tuple[Bilingual, Bilingual, Bilingual]:
    return (
        Bilingual(
            f"le carnet a quitté son programme avec le code {code}{at.fr}", f"the notebook left its program with exit code {code}{at.en}"
        ),
        Bilingual("Ce qui suit cette cellule n'a pas été exécuté.", "What follows this cell was not executed."),
        Bilingual(
            "Retirez l'appel (exit, sys.exit, os._exit); pour refuser, levez une erreur.",
            "Take the call out (exit, sys.exit, os._exit); to refuse, raise an error.",
        ),
    )


def _told_signal(number: int) -> tuple[Bilingual, Bilingual, Bilingual]:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = str(number)
    what = Bilingual(f"le carnet a été arrêté par le signal {name}", f"the notebook was ended by the signal {name}")
    if name == "SIGKILL":
        why = Bilingual("Souvent le système l'arrête parce que la mémoire a manqué.", "Often the system ends it because memory ran out.")
        return what, why, _LESS_DATA
    why = Bilingual("Une bibliothèque qui n'est pas écrite en Python a échoué.", "A library that is not written in Python failed.")
    if name in ("SIGTERM", "SIGINT", "SIGHUP"):
        why = Bilingual("Un programme le lui a demandé.", "A program asked it to end.")
    return (
        what,
        why,
        Bilingual(
            "Exécutez ce carnet seul dans JupyterLab pour voir la cellule en cause.",
            "Run this notebook alone in JupyterLab to see the cell at fault.",
        ),
    )


def _indented(text: str) -> str:
    first, *rest = text.splitlines()
    return "\n".join([first, *(f"    {line}" for line in rest)])
