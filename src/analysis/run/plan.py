"""The plan that a run names: what the agency says of its year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual
from analysis.frameworks.year_plan import YearPlan
from analysis.frameworks.year_plan_loading import load_year_plan

if TYPE_CHECKING:
    from analysis.run.opening import Run


def plan_of(run: Run) -> YearPlan:
    """Return the plan of a run.

    Raises
    ------
    DefinitionError
        When the run names none, or one that cannot be used.
    """
    if run.definition.plan is None:
        raise DefinitionError(
            Problem(
                run.definition.name,
                Bilingual("ce fichier de publication ne nomme pas de plan", "this run names no plan"),
                Bilingual("Un chapitre présente ce que l'agence dit de son année.", "A chapter presents what the agency says of its year."),
                Bilingual(
                    "Ajoutez `plan: NOM` (un fichier de params/plans/), ou retirez le chapitre.",
                    "Add `plan: NAME` (a file of params/plans/), or remove the chapter.",
                ),
            )
        )
    frameworks = [run.framework(name) for name in run.frameworks]
    return load_year_plan(run.project.plans / f"{run.definition.plan}.yaml", frameworks)
