"""What stands between a run and its publication: explanations that cannot be shown, and what a final report may not lack.

Imports stay light for a draft: a build that has nothing to do must know it in a fraction of a second.
"""

from __future__ import annotations

from analysis.accountability.commentary import text_problems
from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.core.project import Project
from analysis.core.strict_yaml import load_model
from analysis.frameworks.targets import Targets
from analysis.run.preparation import PreparedRun


def unfinished(prepared: PreparedRun, project: Project, *, final: bool) -> tuple[Problem, ...]:
    """Return everything that a draft, or a final report, is refused for.

    A draft is refused for explanations that hold more than words; it says on the page which ones are still to be written. A final report
    is refused for each of these as well, and for a statement of reliability that nobody has signed.
    """
    definition = prepared.definition
    problems: list[Problem] = []
    if definition.targets:
        targets = load_model(project.targets / f"{definition.targets}.yaml", Targets)
        problems += text_problems(project.commentary / definition.name, (item.indicator for item in targets.targets))
    return (*problems, *_lacking(prepared, project)) if final else tuple(problems)


def _lacking(prepared: PreparedRun, project: Project) -> list[Problem]:
    from analysis.run.opening import Run  # noqa: PLC0415

    run = Run(prepared, project, "en")
    problems = list(run.explanations.missing()) if prepared.definition.targets else []
    if prepared.definition.plan and run.plan.reliability.signed is None:
        problems.append(
            Problem(
                f"params/plans/{run.plan.name}.yaml",
                Bilingual("la déclaration de fiabilité n'est pas signée", "the statement of reliability is not signed"),
                Bilingual(
                    "Un rapport annuel porte la déclaration d'une personne qui en répond.",
                    "An annual report carries the statement of a person who answers for it.",
                ),
                Bilingual("Ajoutez `signed: DATE` sous `reliability`.", "Add `signed: DATE` under `reliability`."),
            )
        )
    return problems
