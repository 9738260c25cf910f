"""What stands between a run and its publication: explanations that cannot be shown, and what a final report may not lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual

if TYPE_CHECKING:
    from analysis.run.opening import Run


def unfinished(run: Run, *, final: bool) -> tuple[Problem, ...]:
    """Return everything that a draft, or a final report, is refused for.

    A draft is refused for explanations that hold more than words; it says on the page which ones are still to be written. A final report
    is refused for each of these as well, and for a statement of reliability that nobody has signed.
    """
    problems = [*run.explanations.faults()]
    if final:
        problems += run.explanations.missing()
        if run.definition.plan and run.plan.reliability.signed is None:
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
    return tuple(problems)
