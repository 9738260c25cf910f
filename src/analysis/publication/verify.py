"""Whether a published folder is still what its manifest says."""

from __future__ import annotations

from pathlib import Path

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.machine_faults import machine_problem
from analysis.core.ownership import MANIFEST, foreign_files, read_manifest

_BUILD = Bilingual("Construisez le rapport de nouveau.", "Build the report again.")
_MOVE = Bilingual(
    "`bilan report` ne le remplacera pas : déplacez-le ou supprimez-le, puis construisez le rapport de nouveau.",
    "`bilan report` will not replace it: move it or delete it, then build the report again.",
)
_CHANGED = Bilingual("ce fichier a changé depuis la publication", "this file has changed since it was published")


def verify(folder: Path) -> tuple[Problem, ...]:
    """Return everything that differs from the manifest: files changed, missing or added; nothing when all is as published."""
    try:
        # A link to what is published (`latest`) is followed: nothing is written here.
        return _problems(folder.resolve() if folder.is_symlink() else folder)
    except OSError as fault:
        problem = machine_problem(fault, str(folder))
        return (problem,) if problem else ()


def _problems(folder: Path) -> tuple[Problem, ...]:
    if not folder.is_dir():
        beside = sorted(path.name for path in folder.parent.iterdir() if read_manifest(path)) if folder.parent.is_dir() else []
        give = Bilingual("Donnez le dossier d'un rapport publié.", "Give the folder of a published report.")
        what = Bilingual("ce dossier n'existe pas", "this folder does not exist")
        return (Problem(str(folder), what, todo=did_you_mean(folder.name, beside) if beside else give),)
    manifest = read_manifest(folder)
    if manifest is None:
        return (
            Problem(
                str(folder / MANIFEST),
                Bilingual("aucun manifeste de bilan, ou il a été changé", "no manifest of bilan, or it has been changed"),
                Bilingual("Sans lui, rien ne dit ce qui a été publié.", "Without it nothing says what was published."),
                Bilingual("Construisez le rapport dans un dossier vide ou nouveau.", "Build the report in an empty or new folder."),
            ),
        )
    foreign = foreign_files(folder, str(manifest["made_by"]).removeprefix("bilan "))
    found = {name: Problem(str(folder / name), _CHANGED, todo=_MOVE) for name in foreign.changed}
    for name in foreign.added:
        found[name] = Problem(str(folder / name), Bilingual("ce fichier n'a pas été publié", "this file was not published"), todo=_MOVE)
    for name in manifest["files"]:
        if name not in found and not (folder / name).is_file():
            found[name] = Problem(str(folder / name), Bilingual("ce fichier publié manque", "this published file is missing"), todo=_BUILD)
    return tuple(found[name] for name in sorted(found))
