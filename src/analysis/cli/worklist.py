"""The verb of those who call people: the follow-ups to make, in a file that is never published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.answers import RunArgument, prepare, reader_language, say
from analysis.core.languages import Bilingual, filled


def worklist(
    run_file: RunArgument,
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE.csv", help="Fichier à écrire, hors du projet ou dans data/ / File to write, outside the project or in data/."
        ),
    ],
    days_ahead: Annotated[
        int, typer.Option(min=0, help="Aussi les fenêtres qui ouvrent d'ici tant de jours / Also windows that open within so many days.")
    ] = 0,
) -> None:
    """Lister les suivis à faire, par numéro; jamais publié / List the follow-ups to make, by number; never published."""
    from analysis.run.opening import Run  # noqa: PLC0415
    from analysis.run.worklist_file import write_worklist  # noqa: PLC0415

    language = reader_language()
    project, prepared = prepare(run_file, language)
    rows = Run(prepared, project, language).follow_up.to_make(days_ahead)
    path = write_worklist(rows, out, project)
    say(filled((_NOBODY if not rows else _ONE if len(rows) == 1 else _SOME)[language], n=len(rows), path=path))


_NOBODY = Bilingual("Aucun suivi à faire; {path} ne contient que ses titres.", "No follow-up to make; {path} holds its headings only.")
_ONE = Bilingual("1 suivi à faire, écrit dans {path}; à ne jamais publier.", "1 follow-up to make, written to {path}; never publish it.")
_SOME = Bilingual(
    "{n} suivis à faire, écrits dans {path}; à ne jamais publier.", "{n} follow-ups to make, written to {path}; never publish them."
)
