"""The command `bilan`: each verb calls one room, says what happened in the reader's language and answers with an exit code."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from analysis.core.command_messages import usage_problem
from analysis.core.errors import DefinitionError, ExitCode, Problem, ProblemList, UserError
from analysis.core.languages import LANGUAGES, Bilingual, Language, did_you_mean
from analysis.core.project import Project, find_project

if TYPE_CHECKING:
    from analysis.run.preparation import PreparedRun

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
exercises_app = typer.Typer(invoke_without_command=True, help="Études de cas de la formation / Case studies of the training.")
app.add_typer(exercises_app, name="exercises")

RENDERERS = ("auto", "quarto", "pandoc")
FORMATS = ("table", "csv", "json")

RunArgument = Annotated[Path, typer.Argument(metavar="RUN.yaml", help="Fichier de params/runs/ / A file of params/runs/.")]


def reader_language() -> Language:
    """Return the language messages are written in: `BILAN_LANGUAGE`, else the session's locale, else English."""
    for variable in ("BILAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _refuse(where: str, what: Bilingual, todo: Bilingual, why: Bilingual | None = None) -> NoReturn:
    raise CommandError(Problem(where, what, why, todo))


@app.command()
def report(  # noqa: PLR0917  (one parameter an option)
    run_file: RunArgument,
    renderer: Annotated[str, typer.Option(help="auto, quarto, pandoc.")] = "auto",
    lang: Annotated[str | None, typer.Option(help="fr, en, fr,en.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processus à la fois / Processes at once.")] = min(os.cpu_count() or 1, 8),
    out: Annotated[Path | None, typer.Option(help="Dossier publié / Published folder.")] = None,
    final: Annotated[bool, typer.Option("--final/--draft", help="Version finale ou ébauche / Final version or draft.")] = False,
) -> None:
    """Construire et publier un rapport / Build and publish a report."""
    from analysis.core.periods import FiscalYear  # noqa: PLC0415
    from analysis.publication.build import BuildRequest, ChapterRequest, build  # noqa: PLC0415
    from analysis.publication.progress import TerminalProgress  # noqa: PLC0415
    from analysis.run.preparation import definition_files  # noqa: PLC0415

    language = reader_language()
    problems = ProblemList(CommandError)
    _check_choice(problems, "--renderer", renderer, RENDERERS, Bilingual("moteur de rendu inconnu", "unknown renderer"))
    asked = _languages(problems, lang)
    problems.raise_if_any()
    project, prepared = _prepare(run_file, language)
    definition = prepared.definition
    _refuse_unfinished(prepared, project, final=final)
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
    )
    result = build(request, TerminalProgress(language))
    _say(result.text(language))


@app.command()
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
    project, prepared = _prepare(run_file, language)
    typer.echo(prepared_text(Run(prepared, project, language).explanations.prepare(refresh=refresh), language))


@app.command()
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
        _check_choice(problems, "--levels", level, tuple(Level), Bilingual("palier inconnu", "unknown level"))
    problems.raise_if_any()
    project, prepared = _prepare(run_file, language)
    typer.echo(proposed_targets(Run(prepared, project, language), name, [Level(level) for level in asked]), nl=False)


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Dossier des fichiers / Folder of files.")],
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
    chosen = load_codebook(_named(project.codebooks, codebook, Bilingual("guide de codification", "codebook")))
    result = check_extract(folder, chosen, ledger=ledger, as_of=as_of.date() if as_of else date.today())
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
    _check_choice(problems, "--format", format, FORMATS, Bilingual("format inconnu", "unknown format"))
    problems.raise_if_any()
    project, prepared = _prepare(run_file, language)
    from analysis.presentation.listing import list_values  # noqa: PLC0415
    from analysis.run.opening import Run  # noqa: PLC0415

    run = Run(prepared, project, language)
    dimensions = tuple(part.strip() for part in by.split(",") if part.strip())
    names = (framework,) if framework else prepared.definition.frameworks
    released = [run.indicators(by=dimensions, framework=name) for name in names]
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
    _say(words[reader_language()])


@exercises_app.callback()
def exercises(  # noqa: PLR0917  (one parameter an option)
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Dossier publié / Published folder.")] = None,
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
    asked = _languages(problems, lang)
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
    _say(make_exercises(request, TerminalProgress(language)).text(language))


@exercises_app.command("key")
def exercise_key(
    case: Annotated[str, typer.Argument(metavar="CASE")],
    learner: Annotated[str, typer.Option(metavar="NAME", help="La personne dont on veut le corrigé / Whose key is wanted.")] = "",
) -> None:
    """Donner le corrigé d'une personne, refait de son nom / Give a learner's key, made again from the name."""
    from analysis.exercises.collecting import key_text  # noqa: PLC0415

    typer.echo(key_text(_named(find_project().cases, case, Bilingual("cas", "case")).stem, learner, reader_language()))


@exercises_app.command("collect")
def exercise_collect(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Carnets remis / Notebooks handed in.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Points par question, CSV / Points by question, CSV.")],
) -> None:
    """Relever les points de carnets remis, sans les exécuter / Collect the points of notebooks handed in, without running them."""
    from analysis.exercises.collecting import collect  # noqa: PLC0415

    _say(collect(folder, out).text(reader_language()))


@app.command()
def verify(folder: Annotated[Path, typer.Argument(metavar="published/RUN")]) -> None:
    """Tenir un rapport publié contre son manifeste / Hold a published report against its manifest."""
    from analysis.core.errors import ReportError  # noqa: PLC0415
    from analysis.publication.verify import verify as verify_folder  # noqa: PLC0415

    problems = verify_folder(folder)
    if problems:
        raise ReportError(problems)
    words = Bilingual(f"{folder} : conforme à son manifeste.", f"{folder}: as its manifest says.")
    _say(words[reader_language()])


def _refuse_unfinished(prepared: PreparedRun, project: Project, *, final: bool) -> None:
    """Refuse explanations that cannot be published, and a final report in which something is missing, before anything is executed."""
    from analysis.core.errors import ReportError  # noqa: PLC0415
    from analysis.run.unfinished import unfinished  # noqa: PLC0415

    problems = unfinished(prepared, project, final=final)
    if problems:
        raise ReportError(problems)


def _prepare(run_file: Path, language: Language) -> tuple[Project, PreparedRun]:
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
        _refuse(str(run_file), what, did_you_mean(run_file.name, known) if known else give, _RUN_FILE)
    try:
        project = find_project(run_file.resolve().parent)
    except DefinitionError:
        what = Bilingual("ce fichier de publication n'est dans aucun projet", "this run file is in no project")
        _refuse(
            str(run_file), what, Bilingual("Placez-le dans params/runs/ du projet.", "Put it in params/runs/ of the project."), _RUN_FILE
        )
    return project, prepare_run(run_file, project, lambda words: _say(words[language]))


_RUN_FILE = Bilingual(
    "Il dit quels cadres s'appliquent à quels fichiers, et ses noms se lisent depuis la racine du projet.",
    "It says which frameworks are applied to which files, and its names are read from the project's root.",
)


def _check_choice(problems: ProblemList, option: str, value: str, known: tuple[str, ...], what: Bilingual) -> None:
    if value not in known:
        why = Bilingual(f"{option} choisit entre {', '.join(known)}.", f"{option} chooses among {', '.join(known)}.")
        problems.add(f"{option} {value}", what, why, did_you_mean(value, known))


def _languages(problems: ProblemList, asked: str | None) -> tuple[Language, ...]:
    """Return the languages asked for, in the order of the report; none when the run file decides."""
    if asked is None:
        return ()
    names = [part.strip() for part in asked.split(",") if part.strip()]
    for name in names or [""]:
        _check_choice(problems, "--lang", name, LANGUAGES, Bilingual("langue inconnue", "unknown language"))
    return tuple(language for language in LANGUAGES if language in names)


def _named(folder: Path, name: str, kind: Bilingual) -> Path:
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        place = f"{folder.parent.name}/{folder.name}/"
        why = Bilingual(f"Les noms connus sont les fichiers de {place}.", f"The known names are the files of {place}.")
        _refuse(name, Bilingual(f"{kind.fr} inconnu", f"unknown {kind.en}"), did_you_mean(name, known), why)
    return folder / f"{name}.yaml"


# Typer carries its own copy of click: its exceptions are reached through the ones that typer exports.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class CommandError(DefinitionError):
    """A command that cannot be obeyed as it was typed."""

    title = Bilingual("Commande refusée", "Command refused")


INTERRUPTED = 130
_NOTHING_PUBLISHED = Bilingual("Interrompu; rien n'a été publié.", "Interrupted; nothing was published.")


def main() -> NoReturn:
    """Run the command line and answer with its exit code: a traceback is only ever our bug."""
    code: int = ExitCode.DONE
    try:
        outcome = app(standalone_mode=False)
        code = outcome if isinstance(outcome, int) else ExitCode.DONE
        if code == INTERRUPTED:
            _say(_NOTHING_PUBLISHED[reader_language()])
    except UserError as error:
        _say(error.text(reader_language()))
        code = error.exit_code
    except typer.Exit as stop:
        code = stop.exit_code
    except UsageError as fault:
        code = ExitCode.DEFINITION
        if type(fault).__name__ == "NoArgsIsHelpError":
            _say(str(fault))
        else:
            _say(CommandError(usage_problem(fault)).text(reader_language()))
    except (typer.Abort, KeyboardInterrupt):
        _say(_NOTHING_PUBLISHED[reader_language()])
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(int(code))
