"""From a run file to stores of canonical tables, read again only when something they were made from has changed.

Imports stay light here: a build that has nothing to do must know it in a fraction of a second.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.core.errors import DefinitionError, ExtractError, Problem
from analysis.core.languages import Bilingual
from analysis.core.machine_faults import machine_faults_as
from analysis.core.project import Project
from analysis.core.provenance import digest_bytes, digest_file
from analysis.core.workspaces import workspace
from analysis.frameworks.run_file import RunExtract, RunFile, load_run

Say = Callable[[Bilingual], None]

_CODE = Path(__file__).resolve().parents[1]
_MARK = "prepared.json"
DOCUMENTED_FRAMEWORK = "ontario_employment_transformation_2019"
"""The framework whose public document gives payments for results, as a case to compare an invented schedule with."""


@dataclass(frozen=True, slots=True)
class PreparedRun:
    """A run whose extracts have been read.

    Attributes
    ----------
    stores
        One folder of canonical tables an extract, in the run file's order.
    digest
        Changes when a file of an extract, a codebook or the code that reads them changes.
    n_read
        How many extracts had to be read; 0 when all were ready.
    """

    definition: RunFile
    run_file: Path
    stores: tuple[Path, ...]
    digest: str
    n_read: int


def prepare_run(run_file: Path, project: Project, say: Say | None = None) -> PreparedRun:
    """Return the run with a store for each extract, reading only those that changed.

    A store is written beside the old one and swapped in, so that a reading that fails or is killed leaves the old one usable.

    Raises
    ------
    DefinitionError
        When the run file or a codebook cannot be used.
    ExtractError
        When a file of an extract cannot be read at all.
    """
    definition = load_run(run_file, project)
    folder = project.stores / definition.name / "extracts"
    stores: list[Path] = []
    fingerprints: list[str] = []
    n_read = 0
    for number, extract in enumerate(definition.extracts, start=1):
        store = folder / f"{number}-{extract.codebook}"
        fingerprint = _fingerprint(extract, definition, project)
        if not _is_ready(store, fingerprint):
            if say is not None:
                say(Bilingual(f"Lecture de {extract.folder}…", f"Reading {extract.folder}…"))
            _read(extract, definition, project, store, fingerprint)
            n_read += 1
        stores.append(store)
        fingerprints.append(fingerprint)
    _refuse_tables_given_twice(definition, run_file, stores)
    return PreparedRun(definition, run_file, tuple(stores), digest_bytes("\n".join(fingerprints).encode()), n_read)


def _refuse_tables_given_twice(definition: RunFile, run_file: Path, stores: Sequence[Path]) -> None:
    """Refuse a run in which two extracts give the same table: what counts reads one of them, and the rows of the other would be lost."""
    given: dict[str, tuple[str, ...]] = {}
    for extract, store in zip(definition.extracts, stores, strict=True):
        for path in sorted(store.glob("*.parquet")):
            if path.stem != "ledger":
                given[path.stem] = (*given.get(path.stem, ()), str(extract.folder))
    problems = []
    for folders in dict.fromkeys(folders for folders in given.values() if len(folders) > 1):
        tables = ", ".join(table for table, others in given.items() if others == folders)
        problems.append(
            Problem(
                f"{run_file.name} extracts",
                Bilingual(
                    f"{' et '.join(folders)} donnent les mêmes tables\u00a0: {tables}",
                    f"{' and '.join(folders)} give the same tables: {tables}",
                ),
                Bilingual(
                    "Les lignes d'un seul de ces extraits seraient comptées.", "The rows of one of these extracts alone would be counted."
                ),
                Bilingual(
                    "Mettez leurs fichiers dans un seul dossier, ou faites un passage par extrait.",
                    "Put their files in one folder, or make a run of each.",
                ),
            )
        )
    if problems:
        raise DefinitionError(problems)


def definition_files(run: PreparedRun, project: Project) -> tuple[Path, ...]:
    """Return every file of definitions and worked examples that a run's results depend on, sorted."""
    policies = {run.definition.disclosure.persons, run.definition.disclosure.records, run.definition.disclosure.official}
    files = {run.run_file.resolve(), project.series, project.response_rates, project.report_criteria}
    files |= {project.frameworks / f"{name}.yaml" for name in run.definition.frameworks}
    files |= {project.codebooks / f"{extract.codebook}.yaml" for extract in run.definition.extracts}
    files |= {project.disclosure / f"{name}.yaml" for name in policies}
    files.add(project.satisfaction / f"{run.definition.satisfaction}.yaml")
    if run.definition.targets:
        files |= {project.targets / f"{run.definition.targets}.yaml", *(project.commentary / run.definition.name).glob("*.md")}
    if run.definition.plan:
        files.add(project.plans / f"{run.definition.plan}.yaml")
    files |= set((project.commentary / f"{run.definition.name}.agreements").glob("*.md"))
    if run.definition.schedule:
        # The documented payments that an invented schedule is set beside.
        files |= {project.schedules / f"{run.definition.schedule}.yaml", project.frameworks / f"{DOCUMENTED_FRAMEWORK}.yaml"}
    if run.definition.agreement_rules:
        files.add(project.frameworks / f"{run.definition.agreement_rules}.yaml")
    for name in run.definition.frameworks:
        files |= set((project.worked_examples / name).glob("*.yaml"))
    return tuple(sorted(path for path in files if path.is_file()))


def _fingerprint(extract: RunExtract, definition: RunFile, project: Project) -> str:
    folder = project.root / extract.folder
    parts = [f"as_of {definition.as_of.isoformat()} made_up {definition.made_up}"]
    parts += [f"{path.name} {digest_file(path)}" for path in sorted(folder.iterdir()) if path.is_file()]
    parts.append(digest_file(project.codebooks / f"{extract.codebook}.yaml"))
    for room in ("core", "extracts"):
        parts += [digest_file(path) for path in sorted((_CODE / room).rglob("*.py"))]
    return digest_bytes("\n".join(parts).encode())


def _is_ready(store: Path, fingerprint: str) -> bool:
    """Say whether a store was made from the same files by the same code, and holds what was written in it: else it is read again."""
    try:
        return bool(json.loads((store / _MARK).read_text(encoding="utf-8")) == {"fingerprint": fingerprint, "files": _digests(store)})
    except (OSError, ValueError, RecursionError):
        return False


def _digests(store: Path) -> dict[str, str]:
    return {path.name: digest_file(path) for path in sorted(store.iterdir()) if path.is_file() and path.name != _MARK}


def _read(extract: RunExtract, definition: RunFile, project: Project, store: Path, fingerprint: str) -> None:
    # Reading needs the engine; a run whose stores are ready never imports it here.
    from analysis.extracts.codebooks import load_codebook  # noqa: PLC0415
    from analysis.extracts.reading import read_extract  # noqa: PLC0415
    from analysis.extracts.store import PREPARED, is_replaceable_store  # noqa: PLC0415

    codebook = load_codebook(project.codebooks / f"{extract.codebook}.yaml")
    if codebook.definition.made_up and not definition.made_up:
        raise DefinitionError(
            Problem(
                f"{definition.name} made_up",
                Bilingual(
                    f"made_up: false, mais le guide {extract.codebook} dit que ses données sont inventées",
                    f"made_up: false, but the codebook {extract.codebook} says that its data are made up",
                ),
                Bilingual("Des données inventées seraient publiées comme vraies.", "Made-up data would be published as real."),
                Bilingual("Écrivez made_up: true, ou corrigez le guide.", "Write made_up: true, or correct the codebook."),
            )
        )
    kept = Bilingual(
        "Les tables lues n'ont pas été écrites; rien n'a été publié et la lecture précédente reste en place.",
        "The tables read were not written; nothing was published and the earlier reading stays in place.",
    )
    where = str(store.relative_to(project.root))
    with machine_faults_as(ExtractError, where, kept), workspace(store.parent, f"read {store.name}") as folder:
        fresh = folder / "store"
        read_extract(project.root / extract.folder, codebook, fresh, as_of=definition.as_of)
        (fresh / PREPARED).write_text(json.dumps({"fingerprint": fingerprint, "files": _digests(fresh)}), encoding="utf-8")
        if store.exists():
            if not is_replaceable_store(store):
                raise _not_a_store(store)
            store.rename(folder / "former")
        fresh.rename(store)


def _not_a_store(store: Path) -> ExtractError:
    return ExtractError(
        Problem(
            str(store),
            Bilingual("ce dossier contient autre chose que les tables lues", "this folder holds something else than the tables read"),
            Bilingual("Il serait remplacé.", "It would be replaced."),
            Bilingual("Déplacez ce que vous y avez mis, puis recommencez.", "Move what you put there, then start again."),
        )
    )
