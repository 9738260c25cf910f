"""The verbs of the year's accountability: propose targets, prepare explanations, refuse a report that lacks some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from analysis.cli.answers import CommandError, RunArgument, check_choice, prepare, reader_language
from analysis.core.errors import ProblemList
from analysis.core.languages import Bilingual
from analysis.core.project import Project

if TYPE_CHECKING:
    from analysis.run.preparation import PreparedRun


def commentary(
    run_file: RunArgument,
    refresh: Annotated[
        bool,
        typer.Option(
            "--refresh", help="Mettre à jour les faits des textes relus / Bring the facts of texts that were read again up to date."
        ),
    ] = False,
) -> None:
    """Préparer les explications d'écarts, les faits à côté / Prepare the explanations of gaps, facts beside them."""
    from analysis.run.explanations import prepared_text  # noqa: PLC0415
    from analysis.run.opening import Run  # noqa: PLC0415

    language = reader_language()
    project, prepared = prepare(run_file, language)
    typer.echo(prepared_text(Run(prepared, project, language).explanations.prepare(refresh=refresh), language))


def targets(
    run_file: RunArgument,
    name: Annotated[str, typer.Option(metavar="NAME", help="Nom du fichier à écrire / Name of the file to write.")] = "proposed",
    levels: Annotated[str, typer.Option(help="national, region, office.")] = "national,region",
) -> None:
    """Proposer des cibles d'après l'année d'avant / Propose targets from the year before."""
    from analysis.frameworks.targets import Level  # noqa: PLC0415
    from analysis.run.opening import Run  # noqa: PLC0415
    from analysis.run.target_proposal import proposed_targets  # noqa: PLC0415

    language = reader_language()
    asked = [part.strip() for part in levels.split(",") if part.strip()]
    problems = ProblemList(CommandError)
    for level in asked:
        check_choice(problems, "--levels", level, tuple(Level), Bilingual("palier inconnu", "unknown level"))
    problems.raise_if_any()
    project, prepared = prepare(run_file, language)
    typer.echo(proposed_targets(Run(prepared, project, language), name, [Level(level) for level in asked]), nl=False)


def refuse_unfinished(prepared: PreparedRun, project: Project, *, final: bool) -> None:
    """Refuse explanations that cannot be published, and a final report in which something is missing, before anything is executed."""
    from analysis.core.errors import ReportError  # noqa: PLC0415
    from analysis.run.unfinished import unfinished  # noqa: PLC0415

    problems = unfinished(prepared, project, final=final)
    if problems:
        raise ReportError(problems)
