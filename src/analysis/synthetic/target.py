"""The folder made-up files go to: never over anybody's own files, and a plain message when it cannot be written."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.core.errors import ExtractError, Problem
from analysis.core.languages import Bilingual
from analysis.synthetic.agency import Agency
from analysis.synthetic.sample_note import TITLE, readme

_CAUSES = {
    errno.ENOSPC: Bilingual("Il n'y a plus de place sur le disque.", "There is no space left on the disk."),
    errno.EACCES: Bilingual("Le droit d'écrire à cet endroit manque.", "There is no permission to write there."),
    errno.EPERM: Bilingual("Le droit d'écrire à cet endroit manque.", "There is no permission to write there."),
    errno.EROFS: Bilingual("Ce disque ne peut qu'être lu.", "This disk can only be read."),
}
_ALWAYS = ("README.md", "truth.json", "store.json")
_OTHER_CAUSE = Bilingual("Le système a refusé d'écrire à cet endroit.", "The system refused to write there.")


@contextmanager
def made_up_folder(agency: Agency, folder: Path, n_bad: int, names: Collection[str]) -> Iterator[None]:
    """Make the folder, say in its `README.md` that what it holds is made up, then let files be written.

    The page comes first: files of an interrupted writing are marked as made up too, and may be written again. What says that a writing was
    finished (`truth.json`, `store.json`) goes first and comes back last.

    Raises
    ------
    ExtractError
        When the folder holds files that are not those of a made-up agency, or cannot be written.
    """
    try:
        if not _may_be_replaced(folder, names):
            raise ExtractError(
                Problem(
                    str(folder),
                    Bilingual(
                        "ce dossier contient autre chose qu'une agence inventée", "this folder holds something else than a made-up agency"
                    ),
                    Bilingual(
                        "Des fichiers de mêmes noms y seraient remplacés par des données inventées.",
                        "Files of the same names would be replaced by made-up data.",
                    ),
                    Bilingual("Choisissez un dossier vide ou nouveau.", "Choose an empty folder or a new one."),
                )
            )
        folder.mkdir(parents=True, exist_ok=True)
        for finished in ("store.json", "truth.json"):
            (folder / finished).unlink(missing_ok=True)
        (folder / "README.md").write_text(readme(agency, n_bad), encoding="utf-8")
        yield
    except OSError as fault:
        raise ExtractError(
            Problem(
                str(folder),
                Bilingual("l'agence inventée n'a pas pu être écrite", "the made-up agency could not be written"),
                _CAUSES.get(fault.errno or 0, _OTHER_CAUSE),
                Bilingual("Choisissez un autre dossier, ou moins de participations.", "Choose another folder, or fewer participations."),
            )
        ) from fault


def _may_be_replaced(folder: Path, names: Collection[str]) -> bool:
    """Whether a folder is absent or empty, or says itself that it holds a made-up agency and holds nothing else: no other name, no link."""
    try:
        if not stat.S_ISDIR(folder.stat().st_mode):
            # Nothing will be written: making the folder fails, and that is said.
            return True
    except FileNotFoundError:
        return True
    entries = list(os.scandir(folder))
    if any(entry.name not in {*names, *_ALWAYS} or not entry.is_file(follow_symlinks=False) for entry in entries):
        return False
    page = folder / "README.md"
    return not entries or (page.is_file() and page.read_text("utf-8", errors="replace").startswith(TITLE))
