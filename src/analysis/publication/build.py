"""A build from its request to the published folder: plan, execute, compose, render, check, publish."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual
from analysis.core.ownership import MANIFEST, read_manifest, refuse_foreign_files
from analysis.core.provenance import digest_file
from analysis.core.workspaces import clear_left
from analysis.publication.book import read_book
from analysis.publication.fingerprints import Fingerprints
from analysis.publication.manifest import KIND
from analysis.publication.plan import make_plan
from analysis.publication.progress import Progress
from analysis.publication.renderers import choose_renderer
from analysis.publication.request import BuildRequest, BuildResult, ChapterRequest, SheetRequest, shown_path
from analysis.publication.swap import alone, disk_error, lock_of, put_in_place, recover, staging_folder
from analysis.publication.whole_files import SCRATCH, write_whole

__all__ = ["BuildRequest", "BuildResult", "ChapterRequest", "SheetRequest", "build"]


def build(request: BuildRequest, progress: Progress) -> BuildResult:
    """Return what was done once the report is published; when nothing has changed since, publish nothing and say so.

    The last published report stays untouched until the new one is complete and checked, however the build ends.

    Raises
    ------
    DefinitionError
        When the run names what does not exist, or gives a parameter that a notebook does not have.
    NotebookError
        When a notebook is not fit to be published, raises, or does not end.
    ReportError
        When the report cannot be rendered, fails a check or cannot be written; or when another build of it is under way.
    """
    started = time.monotonic()
    shown = shown_path(request.out, request.project.root)
    try:
        book = read_book(request.project)
        plan = make_plan(request, book)
        renderer = choose_renderer(request.renderer)
        _refuse_kept_folders(request, shown)
        work = request.project.stores / "_publication" / request.run_name
        work.mkdir(parents=True, exist_ok=True)
        with alone(lock_of(request.out), shown), alone(work / "lock", shown):
            recover(request.out, KIND)
            # Only now: what a killed build had set aside has been put back.
            refuse_foreign_files(request.out, KIND, shown, ReportError)
            clear_left(work, SCRATCH)
            fingerprints = Fingerprints(request)
            fingerprint = fingerprints.build((*plan.chapters, *plan.sheets), f"{renderer.name} {renderer.version}")
            if _is_published(work, request, fingerprint):
                total = (len(plan.chapters) + len(plan.sheets)) * len(request.languages)
                return BuildResult(request.out, renderer.name, 0, total, time.monotonic() - started, unchanged=True)
            # What makes a report is imported only when there is one to make.
            from analysis.publication.making import make_report  # noqa: PLC0415
            from analysis.publication.workshop import Workshop  # noqa: PLC0415

            workshop = Workshop(request, book, plan, fingerprints, work, progress)
            with staging_folder(request.out) as staging:
                n_executed = make_report(workshop, staging, renderer)
                progress.say(Bilingual("Publication…", "Publishing…"))
                put_in_place(staging, request.out, KIND, shown)
            _note_published(work, request, fingerprint)
    except OSError as fault:
        raise disk_error(fault, shown) from fault
    n_reused = (len(plan.chapters) + len(plan.sheets)) * len(request.languages) - n_executed
    return BuildResult(request.out, renderer.name, n_executed, n_reused, time.monotonic() - started, warnings=tuple(workshop.warnings))


def _refuse_kept_folders(request: BuildRequest, shown: str) -> None:
    """Refuse to publish among the intermediate files of builds: they are removed without being asked for."""
    stores = request.project.stores.resolve()
    if stores in (request.out, *request.out.parents):
        raise ReportError(
            Problem(
                shown,
                Bilingual("c'est un dossier de fichiers intermédiaires", "this is a folder of intermediate files"),
                Bilingual("`make clean` et les constructions le vident.", "`make clean` and builds empty it."),
                Bilingual("Choisissez un autre dossier avec --out.", "Choose another folder with --out."),
            )
        )


def _is_published(work: Path, request: BuildRequest, fingerprint: str) -> bool:
    """Say whether a folder, every file of which was found as published, is whole what a build with this fingerprint published there."""
    out = request.out
    noted = _published(work).get(_place(out, request.project.root))
    if not noted or noted.get("fingerprint") != fingerprint:
        return False
    manifest = read_manifest(out, KIND)
    if manifest is None or noted.get("manifest") != digest_file(out / MANIFEST):
        return False
    return all((out / name).is_file() for name in manifest["files"])


def _place(out: Path, root: Path) -> str:
    # A checkout that is moved or copied with its stores has published what its copy has.
    return str(out.relative_to(root)) if out.is_relative_to(root) else str(out)


def _note_published(work: Path, request: BuildRequest, fingerprint: str) -> None:
    out, root = request.out, request.project.root
    noted = {place: entry for place, entry in _published(work).items() if (root / place).is_dir()}
    noted[_place(out, root)] = {"fingerprint": fingerprint, "manifest": digest_file(out / MANIFEST)}
    write_whole(work / "published.json", json.dumps(noted))


def _published(work: Path) -> dict[str, Any]:
    try:
        noted = json.loads((work / "published.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}
