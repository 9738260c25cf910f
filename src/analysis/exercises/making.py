"""Every version of every case, in both languages, as notebooks and as pages: what `bilan exercises` makes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from analysis.core.errors import DefinitionError, Problem, ReportError
from analysis.core.languages import Bilingual, Language, did_you_mean
from analysis.core.machine_faults import machine_faults_as
from analysis.core.ownership import MANIFEST, file_digests, manifest_text, refuse_foreign_files, sealed
from analysis.core.project import Project
from analysis.core.provenance import digest_file
from analysis.exercises.case_file import CaseFile
from analysis.exercises.case_files import load_case
from analysis.exercises.handouts import execute_version, handout
from analysis.exercises.index_pages import front_page, index_content
from analysis.exercises.learner_material import write_material
from analysis.exercises.masters import Master, read_master
from analysis.exercises.opening import MATERIAL
from analysis.exercises.press import CASE_STUDIES, Leaf, press_of
from analysis.exercises.session_file import SessionFile, load_session
from analysis.exercises.session_pages import session_chapter
from analysis.exercises.variants import plain_name, variant_of
from analysis.exercises.versions import Audience, Version, make_version
from analysis.presentation.typography import typeset
from analysis.publication.execution import NotebookWorkers
from analysis.publication.progress import Progress
from analysis.publication.site import copy_theme
from analysis.publication.swap import alone, lock_of, put_in_place, recover, staging_folder
from analysis.publication.whole_files import write_whole

AUDIENCES: tuple[Audience, ...] = ("learner", "key", "facilitator")
FOLDERS: dict[Audience, str] = {"learner": "learner", "key": "key", "facilitator": "facilitator"}
TIME_LIMIT = 300.0
KIND = "exercises"
"""What a manifest says made the folder."""
_INTACT = Bilingual("Le dernier dossier publié est intact.", "The last published folder is intact.")


@dataclass(frozen=True, slots=True)
class Exercises:
    """What the project holds: its cases with their masters, in the order of their numbers, and its days."""

    cases: tuple[CaseFile, ...]
    masters: dict[str, Master]
    sessions: tuple[SessionFile, ...]


@dataclass(frozen=True, slots=True)
class ExerciseRequest:
    """What is asked for. Without `learners`, one learner's version with the numbers of the sources."""

    project: Project
    out: Path
    languages: tuple[Language, ...]
    cases: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """What was made."""

    out: Path
    n_cases: int
    n_notebooks: int
    n_pages: int

    def text(self, language: Language) -> str:
        """Return what was made, in two lines."""
        if language == "fr":
            return (
                f"Études de cas\u00a0: {self.out}\n"
                f"{self.n_cases} cas, {self.n_notebooks} carnets, {self.n_pages} pages avec leur PDF. Ouvrez index.html."
            )
        return (
            f"Case studies: {self.out}\n"
            f"{self.n_cases} {'cases' if self.n_cases > 1 else 'case'}, {self.n_notebooks} notebooks, "
            f"{self.n_pages} pages with their PDF. Open index.html."
        )


def read_exercises(project: Project, names: Sequence[str] = ()) -> Exercises:
    """Return the cases of a project (some of them, when named), each held to its master, and the days of training.

    Raises
    ------
    DefinitionError, NotebookError
        When a case, a day or a master cannot be used.
    """
    known = sorted(path.stem for path in project.cases.glob("*.yaml"))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise DefinitionError(
            Problem(name, Bilingual("ce cas n'existe pas", "this case does not exist"), todo=did_you_mean(name, known)) for name in unknown
        )
    every = {name: load_case(project.cases / f"{name}.yaml") for name in known}
    cases = tuple(sorted((every[name] for name in names or known), key=lambda case: case.number))
    masters = {case.name: read_master(project.notebooks / "exercises" / f"{case.name}.ipynb", case) for case in cases}
    sessions = tuple(load_session(path, every) for path in sorted(project.sessions.glob("*.yaml")))
    return Exercises(cases, masters, sessions)


def make_exercises(request: ExerciseRequest, progress: Progress) -> ExerciseResult:
    """Make every version into a folder that replaces the last one in one step.

    Raises
    ------
    UserError
        When something cannot be made; the last folder is then as it was.
    """
    out, shown = request.out, str(request.out)
    with machine_faults_as(ReportError, shown, _INTACT), alone(lock_of(out), shown):
        recover(out, KIND)
        refuse_foreign_files(out, KIND, shown, ReportError)
        _check_learners(request.learners)
        exercises = read_exercises(request.project, request.cases)
        with staging_folder(out) as staging:
            result = _make(request, exercises, staging, progress)
            put_in_place(staging, out, KIND, shown)
    return result


def versions_of(exercises: Exercises, request: ExerciseRequest) -> list[tuple[Path, Version]]:
    """Return every version with the folder that it goes to."""
    wanted: list[tuple[Path, Version]] = []
    for case in exercises.cases:
        master, given = exercises.masters[case.name], variant_of(case)
        for language in request.languages:
            wanted += [
                (Path(FOLDERS[audience]) / language, make_version(master, case, given, audience, language)) for audience in AUDIENCES
            ]
            for learner in request.learners:
                own = variant_of(case, learner)
                wanted += [
                    (Path(FOLDERS[audience]) / language / folder_of(learner), make_version(master, case, own, audience, language))
                    for audience in AUDIENCES
                    if audience != "facilitator"
                ]
    return wanted


def folder_of(learner: str) -> str:
    """Return a learner's folder: letters and digits only, so that no name can lead out of it."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in plain_name(learner))
    return "-".join(part for part in kept.split("-") if part)[:60] or "learner"


def read_learners(path: Path) -> tuple[str, ...]:
    """Return the names of a text file, one a line; empty lines are passed over.

    Raises
    ------
    DefinitionError
        When the file cannot be read as text, or names nobody.
    """
    try:
        names = tuple(line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip())
    except (OSError, UnicodeDecodeError):
        names = ()
    if not names:
        raise DefinitionError(
            Problem(
                path.name,
                Bilingual("ce fichier ne donne aucun nom", "this file gives no name"),
                Bilingual("Les nombres de chaque personne sont tirés de son nom.", "Each learner's numbers are drawn from the name."),
                Bilingual("Écrivez un nom par ligne, en texte UTF-8.", "Write one name a line, as UTF-8 text."),
            )
        )
    return names


def _check_learners(learners: Sequence[str]) -> None:
    """Refuse two learners whose files would have the same place."""
    places: dict[str, str] = {}
    problems = []
    for learner in learners:
        place = folder_of(learner)
        if place in places:
            problems.append(
                Problem(
                    "--learners",
                    Bilingual(f"deux personnes auraient le dossier {place}", f"two learners would have the folder {place}"),
                    Bilingual("L'une recevrait les nombres de l'autre.", "One would get the other's numbers."),
                    Bilingual("Ajoutez une initiale ou un numéro à l'un des noms.", "Add an initial or a number to one of the names."),
                )
            )
        places[place] = learner
    if problems:
        raise DefinitionError(problems)


def _make(request: ExerciseRequest, exercises: Exercises, staging: Path, progress: Progress) -> ExerciseResult:
    project = request.project
    press = press_of(project, request.languages)
    versions = versions_of(exercises, request)
    copy_theme(press.theme, staging)
    write_material(project, exercises.cases, staging / FOLDERS["learner"] / MATERIAL)
    finished = 0
    with NotebookWorkers(project.root, press.scratch, TIME_LIMIT) as workers:

        def one(folder: Path, version: Version) -> None:
            nonlocal finished
            name, place = version.case.name, staging / folder
            write_whole(place / f"{name}.ipynb", json.dumps(version.notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
            executed = execute_version(version, workers, press.scratch / f"{'-'.join(folder.parts)}-{name}.json")
            title = typeset(version.case.title[version.language], version.language)
            leaf = Leaf(title, version.audience, version.language, place, name, version.variant.learner, has_notebook=True)
            press.print_chapter(handout(version, executed), leaf)
            finished += 1
            progress.advance(finished, len(versions), None)

        with ThreadPoolExecutor(max(1, request.jobs)) as pool:
            for made in [pool.submit(one, folder, version) for folder, version in versions]:
                made.result()
    by_name = {case.name: case for case in exercises.cases}
    for session in exercises.sessions:
        for language in request.languages:
            title = typeset(session.title[language], language)
            leaf = Leaf(title, "facilitator", language, staging / FOLDERS["facilitator"] / language, session.name)
            press.print_chapter(session_chapter(session, by_name, language), leaf)
    learners = {learner: folder_of(learner) for learner in request.learners}
    for language in request.languages:
        for audience in AUDIENCES:
            is_facilitator = audience == "facilitator"
            sessions = exercises.sessions if is_facilitator else ()
            content = index_content(exercises.cases, sessions, {} if is_facilitator else learners, audience, language)
            title = typeset(CASE_STUDIES[language], language)
            press.print_page(content, Leaf(title, audience, language, staging / FOLDERS[audience] / language, "index"))
    write_whole(staging / "index.html", front_page(request.languages))
    manifest = {**_manifest(exercises, request), "files": file_digests(staging)}
    write_whole(staging / MANIFEST, manifest_text(sealed(manifest, KIND)))
    n_pages = len(versions) + len(exercises.sessions) * len(request.languages)
    return ExerciseResult(request.out, len(exercises.cases), len(versions), n_pages)


def _manifest(exercises: Exercises, request: ExerciseRequest) -> dict[str, object]:
    """Return what was made of what: enough to know whether a folder is of today's cases."""
    files = {f"params/cases/{case.name}.yaml": digest_file(request.project.cases / f"{case.name}.yaml") for case in exercises.cases} | {
        f"notebooks/exercises/{name}.ipynb": digest_file(master.path) for name, master in exercises.masters.items()
    }
    return {"made": "exercises", "languages": list(request.languages), "n_learners": len(request.learners), "sources": files}
