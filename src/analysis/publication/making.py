"""Making the report itself, once it is known that one must be made."""

from __future__ import annotations

from pathlib import Path

from analysis.core.errors import ReportError, UserError
from analysis.core.languages import Bilingual
from analysis.publication.assemble import assemble_common, assemble_embedded, assemble_sheets
from analysis.publication.checks import report_problems
from analysis.publication.embedded import embedded_steps
from analysis.publication.manifest import manifest_of, write_manifest
from analysis.publication.notebook_steps import run_execution
from analysis.publication.open_data import data_tables
from analysis.publication.quarto import render_with_quarto
from analysis.publication.refused_executions import forget_refused, note_checked
from analysis.publication.renderers import ChosenRenderer
from analysis.publication.search import search_steps
from analysis.publication.sheet_steps import execute_sheets, sheet_steps
from analysis.publication.task_graph import run_steps
from analysis.publication.workshop import Workshop


def make_report(workshop: Workshop, staging: Path, renderer: ChosenRenderer) -> int:
    """Write a complete, checked report with its manifest into a staging folder; return how many notebooks were executed.

    What was executed for pages that are then refused is not kept: the next build executes it again.
    """
    try:
        n_executed = _make(workshop, staging, renderer)
    except UserError as refusal:
        forget_refused(workshop, refusal.problems)
        raise
    note_checked(workshop)
    return n_executed


def _make(workshop: Workshop, staging: Path, renderer: ChosenRenderer) -> int:
    request = workshop.request
    n_executed = run_execution(workshop) + execute_sheets(workshop)
    tables = data_tables({language: workshop.composed(language) for language in request.languages})
    engine = "Quarto" if renderer.name == "quarto" else "Pandoc + Typst"
    workshop.progress.say(Bilingual(f"Rendu par {engine}…", f"Rendering with {engine}…"))
    is_embedded = renderer.name != "quarto"
    searched = (*(workshop.plan.chapters if is_embedded else ()), *workshop.plan.sheets)
    steps = [*(embedded_steps(workshop) if is_embedded else ()), *sheet_steps(workshop), *search_steps(workshop, searched)]
    run_steps(steps, workshop.folder / "steps.sqlite", request.jobs)
    if is_embedded:
        assemble_embedded(workshop, staging, tables)
    else:
        render_with_quarto(workshop, staging, renderer)
        assemble_sheets(workshop, staging, tables)
    assemble_common(workshop, staging, tables)
    workshop.progress.say(Bilingual("Vérifications…", "Checking…"))
    problems = report_problems(workshop, staging)
    if problems:
        raise ReportError(problems)
    write_manifest(staging, manifest_of(workshop, staging, tables, renderer.name, renderer.version))
    return n_executed
