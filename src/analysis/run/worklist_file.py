"""The file of follow-ups to make: written for those who call, outside everything that is published or kept in the project."""

from __future__ import annotations

import csv
import errno
import io
import os
from collections.abc import Sequence
from pathlib import Path

from analysis.cohorts.follow_up import FOLLOW_UP_STATE_LABELS
from analysis.cohorts.worklist import FollowUpToMake
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual
from analysis.core.machine_faults import machine_faults_as
from analysis.core.ownership import OwnFile
from analysis.core.project import Project
from analysis.core.spreadsheet import guarded

NEVER_PUBLISHED = "Identifiants de personnes : ne jamais publier ni verser au projet / Identifiers of persons: never publish, never commit"
"""The first line of the file, in both languages whoever reads it."""
COLUMNS = ("participation_id", "provider_id", "wave_months", "window_opens", "due_day", "window_closes", "state", "state_fr", "state_en")
_MARK = "\ufeff"
_KIND = "follow-ups to make"
_NEVER = Bilingual(
    "Cette liste nomme des personnes par leur numéro : elle n'est jamais publiée ni versée au projet.",
    "This list names persons by their numbers: it is never published, nor committed to the project.",
)


class WorklistError(DefinitionError):
    """A list that may not be written where it was asked for."""

    title = Bilingual("Liste non écrite", "List not written")


def write_worklist(rows: Sequence[FollowUpToMake], out: Path, project: Project) -> Path:
    """Write the follow-ups to make as a CSV file that only its owner can read, whole or not at all; return its full path.

    The first line says that it is never published, the second holds the headings. An identifier that a spreadsheet would run as a formula
    carries an apostrophe.

    Raises
    ------
    WorklistError
        When the path is in `published/`, in a folder of the project that git keeps, or holds another file than the list that was written
        there, and when it cannot be written.
    """
    with machine_faults_as(WorklistError, str(out), _NEVER):
        path = _allowed(out, project)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    text.write(f"{_MARK}{NEVER_PUBLISHED}\n")
    writer.writerow(COLUMNS)
    for row in rows:
        label = FOLLOW_UP_STATE_LABELS[row.state]
        days = (row.opens.isoformat(), row.due.isoformat(), row.closes.isoformat())
        writer.writerow((guarded(row.participation_id), guarded(row.provider_id), row.wave, *days, row.state.value, label.fr, label.en))
    try:
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
        # Made for its owner alone before anything is in it.
        file = project.own_file(path, _KIND)
        file.write(lambda stream: stream.write(text.getvalue().encode("utf-8", "replace")), lambda: _refuse_other(file), mode=0o600)
    except OSError as fault:
        raise _refused(
            path,
            Bilingual("la liste n'a pas pu être écrite ici", "the list could not be written here"),
            Bilingual(
                "Ce doit être un fichier, dans un dossier qui existe et où l'on peut écrire.",
                "It must be a file, in a folder that exists and can be written to.",
            ),
        ) from fault
    return path


def _allowed(out: Path, project: Project) -> Path:
    """Return the full path of the list, links followed, or refuse the place."""
    path, root = out.resolve(), project.root.resolve()
    elsewhere = Bilingual(
        "Choisissez un dossier hors du projet, ou data/ (ignoré par git) : --out data/liste.csv.",
        "Choose a folder outside the project, or data/ (which git ignores): --out data/list.csv.",
    )
    if project.published.resolve() in (path, *path.parents) or any((parent / "manifest.json").is_file() for parent in path.parents):
        raise _refused(path, Bilingual("c'est un dossier publié", "this is a published folder"), elsewhere)
    if root in (path, *path.parents):
        ignored = [project.root / "data", project.stores]
        kept = [project.root / "data" / "sample"]
        is_ignored = any(folder.resolve() in path.parents for folder in ignored)
        if not is_ignored or any(folder.resolve() in path.parents for folder in kept):
            raise _refused(
                path,
                Bilingual(
                    "c'est un dossier que le projet garde dans son historique", "this is a folder that the project keeps in its history"
                ),
                elsewhere,
            )
    # A link would be followed onto a list that is elsewhere: the place as it was typed is asked as well.
    for place in (out, path):
        _refuse_other(project.own_file(place, _KIND))
    return path


def _refuse_other(file: OwnFile) -> None:
    what = Bilingual(
        "ce fichier existe et n'est pas une liste de suivis à faire telle que bilan l'a écrite ici",
        "this file exists and is no list of follow-ups to make as bilan wrote it here",
    )
    file.refuse_others(what, WorklistError, _NEVER)


def _refused(path: Path, what: Bilingual, todo: Bilingual) -> WorklistError:
    return WorklistError(Problem(str(path), what, _NEVER, todo))
