"""The verbs of the training: make every version of the case studies, give a learner's key, collect points."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.answers import CommandError, languages_asked, named, reader_language, say
from analysis.core.errors import ProblemList
from analysis.core.languages import LANGUAGES, Bilingual
from analysis.core.project import find_project

exercises_app = typer.Typer(invoke_without_command=True, help="Études de cas de la formation / Case studies of the training.")


@exercises_app.callback()
def exercises(  # noqa: PLR0917  (one parameter an option)
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(metavar="DIR", readable=False, help="Dossier publié / Published folder.")] = None,
    case: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Un cas de params/cases/ / A case of params/cases/.")] = None,
    learners: Annotated[Path | None, typer.Option(metavar="FILE", help="Un nom par ligne / One name a line.")] = None,
    lang: Annotated[str | None, typer.Option(help="fr, en, fr,en.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processus à la fois / Processes at once.")] = min(os.cpu_count() or 1, 8),
) -> None:
    """Faire toutes les versions de toutes les études de cas / Make every version of every case study."""
    if context.invoked_subcommand is not None:
        return
    from analysis.exercises.making import ExerciseRequest, make_exercises, read_learners  # noqa: PLC0415
    from analysis.publication.progress import TerminalProgress  # noqa: PLC0415

    language = reader_language()
    problems = ProblemList(CommandError)
    asked = languages_asked(problems, lang)
    problems.raise_if_any()
    project = find_project()
    request = ExerciseRequest(
        project=project,
        out=(out or project.published / "exercises").resolve(),
        languages=asked or LANGUAGES,
        cases=tuple(case or ()),
        learners=read_learners(learners) if learners else (),
        jobs=jobs,
    )
    say(make_exercises(request, TerminalProgress(language)).text(language))


@exercises_app.command("key")
def exercise_key(
    case: Annotated[str, typer.Argument(metavar="CASE")],
    learner: Annotated[str, typer.Option(metavar="NAME", help="La personne dont on veut le corrigé / Whose key is wanted.")] = "",
) -> None:
    """Donner le corrigé d'une personne, refait de son nom / Give a learner's key, made again from the name."""
    from analysis.exercises.collecting import key_text  # noqa: PLC0415

    typer.echo(key_text(named(find_project().cases, case, Bilingual("cas", "case")).stem, learner, reader_language()))


@exercises_app.command("collect")
def exercise_collect(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Carnets remis / Notebooks handed in.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Points par question, CSV / Points by question, CSV.")],
) -> None:
    """Relever les points de carnets remis, sans les exécuter / Collect the points of notebooks handed in, without running them."""
    from analysis.exercises.collecting import collect  # noqa: PLC0415

    say(collect(folder, find_project().own_file(out, "points")).text(reader_language()))
