"""The command `bilan`: each verb calls one room, says what happened in the reader's language and answers with an exit code."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from analysis.cli.accountability import commentary, refuse_unfinished, targets
from analysis.cli.answers import CommandError, RunArgument, check_choice, languages_asked, named, prepare, reader_language, say
from analysis.cli.door import (
    NOTHING_PUBLISHED,
    be_able_to_say_anything,
    close_output,
    refuse_paths_without_letters,
    said_as_machine_fault,
    say_fault_of_ours,
    silence_output,
    watch_signals,
)
from analysis.cli.exercises import exercises_app
from analysis.cli.worklist import worklist
from analysis.core.command_messages import usage_problem
from analysis.core.errors import ExitCode, ProblemList, ReportError, UserError
from analysis.core.languages import Bilingual
from analysis.core.machine_faults import machine_faults_as
from analysis.core.ownership import refuse_foreign_files
from analysis.core.project import find_project

app = typer.Typer(
    name="bilan",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Rapports de gestion des services d'emploi / Management reports of employment services.",
)
frameworks_app = typer.Typer(invoke_without_command=True, help="Cadres de mesure du rendement / Performance-measurement frameworks.")
app.add_typer(frameworks_app, name="frameworks")
app.add_typer(exercises_app, name="exercises")
app.command()(commentary)
app.command()(targets)
app.command()(worklist)

RENDERERS = ("auto", "quarto", "pandoc")
FORMATS = ("table", "csv", "json")


@app.command()
def report(  # noqa: PLR0917  (one parameter an option)
    run_file: RunArgument,
    renderer: Annotated[str, typer.Option(help="auto, quarto, pandoc.")] = "auto",
    lang: Annotated[str | None, typer.Option(help="fr, en, fr,en.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processus à la fois / Processes at once.")] = min(os.cpu_count() or 1, 8),
    out: Annotated[Path | None, typer.Option(readable=False, help="Dossier publié / Published folder.")] = None,
    final: Annotated[bool, typer.Option("--final/--draft", help="Version finale ou ébauche / Final version or draft.")] = False,
) -> None:
    """Construire et publier un rapport / Build and publish a report."""
    from analysis.core.periods import FiscalYear  # noqa: PLC0415
    from analysis.publication.build import BuildRequest, ChapterRequest, SheetRequest, build  # noqa: PLC0415
    from analysis.publication.progress import TerminalProgress  # noqa: PLC0415
    from analysis.run.preparation import definition_files  # noqa: PLC0415
    from analysis.run.sheet_subjects import sheet_subjects  # noqa: PLC0415

    language = reader_language()
    problems = ProblemList(CommandError)
    check_choice(problems, "--renderer", renderer, RENDERERS, Bilingual("moteur de rendu inconnu", "unknown renderer"))
    asked = languages_asked(problems, lang)
    problems.raise_if_any()
    if out is not None:
        # Before the extracts are read, which may take minutes.
        with machine_faults_as(ReportError, str(out)):
            refuse_foreign_files(out.resolve(), "report", str(out), ReportError)
    project, prepared = prepare(run_file, language)
    definition = prepared.definition
    refuse_unfinished(prepared, project, final=final)
    fiscal_year = FiscalYear(definition.fiscal_year)
    request = BuildRequest(
        project=project,
        run_file=prepared.run_file,
        run_name=definition.name,
        title=definition.title,
        fiscal_year_label=Bilingual(fiscal_year.label("fr"), fiscal_year.label("en")),
        languages=asked or definition.languages,
        chapters=tuple(ChapterRequest(chapter.notebook, chapter.parameters) for chapter in definition.chapters),
        made_up=definition.made_up,
        store_digest=prepared.digest,
        definition_files=definition_files(prepared, project),
        renderer=renderer,  # type: ignore[arg-type]
        jobs=jobs,
        out=(out or project.published / definition.name).resolve(),
        final=final,
        identifier_patterns=definition.identifier_patterns,
        parts_given=frozenset(part for part in ("targets", "plan") if getattr(definition, part)),
        sheets=tuple(SheetRequest(one.kind, one.page, one.name, {one.kind: one.code}) for one in sheet_subjects(prepared)),
    )
    result = build(request, TerminalProgress(language))
    say(result.text(language))


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", readable=False, help="Dossier des fichiers / Folder of files.")],
    codebook: Annotated[str, typer.Option(metavar="NAME", help="Nom dans params/codebooks/ / Name in params/codebooks/.")],
    ledger: Annotated[Path | None, typer.Option(metavar="FILE", help="Registre des refus (CSV) / Ledger of refusals (CSV).")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Rien ne peut être daté après ce jour (aujourd'hui) / Nothing may be dated later (today)."),
    ] = None,
) -> None:
    """Contrôler les fichiers d'une agence sans rien calculer / Validate an agency's files without computing anything."""
    from analysis.extracts.checking import check_extract  # noqa: PLC0415
    from analysis.extracts.codebooks import load_codebook  # noqa: PLC0415

    language = reader_language()
    project = find_project()
    chosen = load_codebook(named(project.codebooks, codebook, Bilingual("guide de codification", "codebook")))
    result = check_extract(
        folder, chosen, ledger=project.own_file(ledger, "ledger") if ledger else None, as_of=as_of.date() if as_of else date.today()
    )
    typer.echo(result.summary_text(language))


@app.command()
def indicators(
    run_file: RunArgument,
    by: Annotated[str, typer.Option(help="region, office, provider_id, group, month, quarter…")] = "",
    format: Annotated[str, typer.Option(help="table, csv, json.")] = "table",  # noqa: A002
    framework: Annotated[str | None, typer.Option(help="Un des cadres du fichier / One of the file's frameworks.")] = None,
) -> None:
    """Afficher les indicateurs, une fois passés par la diffusion / Show indicators, once released."""
    language = reader_language()
    problems = ProblemList(CommandError)
    check_choice(problems, "--format", format, FORMATS, Bilingual("format inconnu", "unknown format"))
    problems.raise_if_any()
    project, prepared = prepare(run_file, language)
    from analysis.presentation.listing import list_values  # noqa: PLC0415
    from analysis.run.opening import Run  # noqa: PLC0415

    run = Run(prepared, project, language)
    dimensions = tuple(part.strip() for part in by.split(",") if part.strip())
    # A framework of rules and funding has no indicator to show, unless it is asked for by name.
    measured = [name for name in prepared.definition.frameworks if run.framework(name).indicators]
    released = [run.indicators(by=dimensions, framework=name) for name in ((framework,) if framework else measured)]
    typer.echo(list_values(released, format, language))


@frameworks_app.callback()
def list_frameworks(context: typer.Context) -> None:
    """Nommer les cadres et jusqu'où chacun est vérifié / List the frameworks and how far each is verified."""
    if context.invoked_subcommand is not None:
        return
    from analysis.frameworks.catalogue import open_catalogue  # noqa: PLC0415
    from analysis.frameworks.description import list_line  # noqa: PLC0415

    catalogue = open_catalogue(find_project().frameworks)
    for name in catalogue.names:
        typer.echo(list_line(catalogue.get(name), reader_language()))


@frameworks_app.command("show")
def show_framework(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Dire un cadre en mots simples / Say a framework in plain words."""
    from analysis.frameworks.catalogue import open_catalogue  # noqa: PLC0415
    from analysis.frameworks.description import describe  # noqa: PLC0415

    typer.echo(describe(open_catalogue(find_project().frameworks).get(name), reader_language()))


@app.command()
def synthesize(
    participations: Annotated[int, typer.Option(min=1, help="Combien / How many.")],
    seed: Annotated[int, typer.Option(min=0, help="Graine : même graine, mêmes fichiers / Seed: same seed, same files.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Dossier à créer / Folder to make.")],
    store: Annotated[bool, typer.Option("--store", help="Tables canoniques Parquet / Canonical Parquet tables.")] = False,
) -> None:
    """Inventer une agence dont les vraies réponses sont connues / Make up an agency whose true answers are known."""
    from analysis.synthetic import make_agency, write_agency_files, write_store  # noqa: PLC0415

    agency = make_agency(participations, seed)
    (write_store if store else write_agency_files)(agency, out)
    words = Bilingual(f"Agence inventée écrite dans {out}.", f"Made-up agency written to {out}.")
    say(words[reader_language()])


class VerificationError(ReportError):
    """A published report that is not as its manifest says."""

    title = Bilingual("Rapport non conforme", "Report not as published")


@app.command()
def verify(folder: Annotated[Path, typer.Argument(metavar="published/RUN", readable=False)]) -> None:
    """Tenir un rapport publié contre son manifeste / Hold a published report against its manifest."""
    from analysis.publication.verify import verify as verify_folder  # noqa: PLC0415

    problems = verify_folder(folder)
    if problems:
        raise VerificationError(problems)
    words = Bilingual(f"{folder} : conforme à son manifeste.", f"{folder}: as its manifest says.")
    say(words[reader_language()])


# Typer carries its own copy of click: its exceptions are reached through the ones that typer exports.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line and answer with its exit code: a traceback is only ever our bug."""
    code: int = ExitCode.DONE
    be_able_to_say_anything()
    watch_signals()
    try:
        refuse_paths_without_letters()
        outcome = app(standalone_mode=False)
        close_output()
        code = outcome if isinstance(outcome, int) else ExitCode.DONE
        if code == INTERRUPTED:
            say(NOTHING_PUBLISHED[reader_language()])
    except UserError as error:
        say(error.text(reader_language()))
        code = error.exit_code
    except typer.Exit as stop:
        code = stop.exit_code
    except UsageError as fault:
        code = ExitCode.DEFINITION
        if type(fault).__name__ == "NoArgsIsHelpError":
            say(str(fault))
        else:
            say(CommandError(usage_problem(fault)).text(reader_language()))
    except (typer.Abort, KeyboardInterrupt):
        say(NOTHING_PUBLISHED[reader_language()])
        code = INTERRUPTED
    except BrokenPipeError:
        silence_output()
    except Exception as fault:
        told = said_as_machine_fault(fault, next((word for word in sys.argv[1:] if not word.startswith("-")), ""))
        if told is None and sys.stderr is not None and sys.stderr.isatty():
            raise
        silence_output()
        if told is None:
            say_fault_of_ours(fault)
            code = ExitCode.BUG
        else:
            say(told.text(reader_language()))
            code = told.exit_code
    sys.exit(int(code))
