"""What every verb of `bilan` needs: the reader's language, words on the terminal, names that exist, a run prepared."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from analysis.core.errors import DefinitionError, Problem, ProblemList
from analysis.core.languages import LANGUAGES, Bilingual, Language, did_you_mean
from analysis.core.project import Project, find_project

if TYPE_CHECKING:
    from analysis.run.preparation import PreparedRun

RunArgument = Annotated[Path, typer.Argument(metavar="RUN.yaml", help="Fichier de params/runs/ / A file of params/runs/.")]


class CommandError(DefinitionError):
    """A command that cannot be obeyed as it was typed."""

    title = Bilingual("Commande refusée", "Command refused")


def reader_language() -> Language:
    """Return the language messages are written in: `BILAN_LANGUAGE`, else the session's locale, else English."""
    for variable in ("BILAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


def say(text: str) -> None:
    """Say something to a person, beside what a program would read."""
    # Nobody may be there to hear it any more; what was done or refused stays so.
    with suppress(OSError, ValueError):
        typer.echo(text, err=True)


def refuse(where: str, what: Bilingual, todo: Bilingual, why: Bilingual | None = None) -> NoReturn:
    """Refuse a command for one reason."""
    raise CommandError(Problem(where, what, why, todo))


def prepare(run_file: Path, language: Language) -> tuple[Project, PreparedRun]:
    """Return the project of a run file and the run, its extracts read; a file that is not one is refused with near matches."""
    from analysis.run.preparation import prepare_run  # noqa: PLC0415

    if not run_file.is_file():
        folder = run_file if run_file.is_dir() else run_file.parent
        known = [path.name for path in sorted(folder.glob("*.yaml"))] if folder.is_dir() else []
        what = (
            Bilingual("c'est un dossier, non un fichier de publication", "this is a folder, not a run file")
            if run_file.is_dir()
            else Bilingual("ce fichier de publication n'existe pas", "this run file does not exist")
        )
        give = Bilingual("Donnez un fichier de params/runs/.", "Give a file of params/runs/.")
        with suppress(OSError):
            if not run_file.is_absolute() and not is_in_project():
                give = Bilingual(
                    "Vous n'êtes pas dans le dossier du projet : placez-vous-y (cd), ou donnez le chemin entier de ce fichier.",
                    "You are not in the project's folder: go there (cd), or give the whole path of this file.",
                )
        refuse(str(run_file), what, did_you_mean(run_file.name, known) if known else give, _RUN_FILE)
    try:
        project = find_project(run_file.resolve().parent)
    except DefinitionError:
        what = Bilingual("ce fichier de publication n'est dans aucun projet", "this run file is in no project")
        refuse(
            str(run_file), what, Bilingual("Placez-le dans params/runs/ du projet.", "Put it in params/runs/ of the project."), _RUN_FILE
        )
    return project, prepare_run(run_file, project, lambda words: say(words[language]))


def is_in_project() -> bool:
    """Say whether one stands in a project."""
    try:
        find_project()
    except DefinitionError:
        return False
    return True


_RUN_FILE = Bilingual(
    "Il dit quels cadres s'appliquent à quels fichiers, et ses noms se lisent depuis la racine du projet.",
    "It says which frameworks are applied to which files, and its names are read from the project's root.",
)


def check_choice(problems: ProblemList, option: str, value: str, known: tuple[str, ...], what: Bilingual) -> None:
    """Note a value that an option does not know, with near matches."""
    if value not in known:
        why = Bilingual(f"{option} choisit entre {', '.join(known)}.", f"{option} chooses among {', '.join(known)}.")
        problems.add(f"{option} {value}", what, why, did_you_mean(value, known))


def languages_asked(problems: ProblemList, asked: str | None) -> tuple[Language, ...]:
    """Return the languages asked for, in the order of the report; none when the run file decides."""
    if asked is None:
        return ()
    names = [part.strip() for part in asked.split(",") if part.strip()]
    for name in names or [""]:
        check_choice(problems, "--lang", name, LANGUAGES, Bilingual("langue inconnue", "unknown language"))
    return tuple(language for language in LANGUAGES if language in names)


def named(folder: Path, name: str, kind: Bilingual) -> Path:
    """Return the definition file of a name; an unknown one is refused with near matches."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        place = f"{folder.parent.name}/{folder.name}/"
        why = Bilingual(f"Les noms connus sont les fichiers de {place}.", f"The known names are the files of {place}.")
        refuse(name, Bilingual(f"{kind.fr} inconnu", f"unknown {kind.en}"), did_you_mean(name, known), why)
    return folder / f"{name}.yaml"
