"""What an exercise notebook opens: a case, with one learner's numbers, in one language, for one kind of reader."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import LANGUAGES, Bilingual, Language, did_you_mean
from analysis.core.project import find_project
from analysis.exercises.case import VIEWS, Case, View
from analysis.exercises.case_file import CaseFile
from analysis.exercises.case_files import load_case
from analysis.exercises.variants import variant_of
from analysis.exercises.working import case_module

MATERIAL = "material"
"""The folder beside a learner's notebooks, shaped like the project's `params/`, for when they travel on a USB stick."""


def open_case(name: str, learner: str = "", language: Language = "fr", view: View = "learner", run_file: str = "") -> Case:
    """Return a case ready to be worked on.

    Parameters
    ----------
    name
        A file of `params/cases/`.
    learner
        A learner's name draws numbers of one's own; without one, the numbers of the source.
    view
        `learner` checks answers and gives hints; `key` and `facilitator` also give answers; `report` applies the case to a run's agency.
    run_file
        The run whose agency gives the numbers, in the `report` view.

    Raises
    ------
    DefinitionError
        When there is no such case, or what was asked for is not one of the choices; every problem at once.
    """
    material = material_folder()
    folder = material / "cases"
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    problems = [
        Problem(f"{thing}={value}", Bilingual("valeur inconnue", "unknown value"), todo=did_you_mean(value, choices))
        for thing, value, choices in (("language", language, LANGUAGES), ("view", view, VIEWS))
        if value not in choices
    ]
    if name not in known:
        problems.insert(0, Problem(name, Bilingual("ce cas n'existe pas", "this case does not exist"), todo=did_you_mean(name, known)))
    if problems:
        raise DefinitionError(problems)
    definition = load_case(folder / f"{name}.yaml")
    changed = _values_of_run(definition, run_file) if view == "report" and run_file else None
    variant = variant_of(definition, learner, changed)
    case = Case(definition, variant, case_module(name).work_out(variant, material), language, view)
    if view == "learner":
        from analysis.exercises.typing_mistakes import be_kind  # noqa: PLC0415

        be_kind(language)
    return case


def material_folder() -> Path:
    """Return the folder that holds `cases/` and `frameworks/`: beside the notebooks of a learner, else the project's `params/`.

    Raises
    ------
    DefinitionError
        When neither is there.
    """
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / MATERIAL / "cases").is_dir():
            return folder / MATERIAL
    try:
        return find_project().cases.parent
    except DefinitionError:
        raise DefinitionError(
            Problem(
                str(here),
                Bilingual(
                    "le dossier « material » des études de cas n'est pas là", 'the folder "material" of the case studies is not there'
                ),
                Bilingual("Les questions et leurs indices y sont.", "The questions and their hints are in it."),
                Bilingual(
                    "Gardez le carnet dans le dossier où il a été remis, avec « material » à côté ou au-dessus.",
                    'Keep the notebook in the folder it came in, with "material" beside or above it.',
                ),
            )
        ) from None


def _values_of_run(definition: CaseFile, run_file: str) -> Mapping[str, Decimal]:
    values_of_run = getattr(case_module(definition.name), "values_of_run", None)
    if values_of_run is None:
        return {}
    from analysis.run import open_run  # noqa: PLC0415

    found: Mapping[str, Decimal] = values_of_run(open_run(run_file))
    return found
