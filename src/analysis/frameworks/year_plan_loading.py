"""From a plan file to a `YearPlan`: read strictly, then its names held against the frameworks and its dates against each other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from analysis.core.languages import Bilingual
from analysis.core.strict_yaml import load_located
from analysis.frameworks.findings import Findings
from analysis.frameworks.model import Framework
from analysis.frameworks.monitoring import check_monitoring
from analysis.frameworks.number_checks import check_confidence
from analysis.frameworks.year_plan import YearPlan


def load_year_plan(path: Path, frameworks: Iterable[Framework]) -> YearPlan:
    """Return the plan that a file describes, when its names exist and its dates hold together.

    Raises
    ------
    DefinitionError
        With every problem at once, in the order of the lines; what the file's form gets wrong comes first and alone.
    """
    located = load_located(path, YearPlan)
    plan, findings = located.model, Findings(located.tree)
    frameworks = tuple(frameworks)
    if plan.name != path.stem:
        findings.note(
            ("name",),
            Bilingual(f"le plan s'appelle {plan.name}, le fichier {path.stem}", f"the plan is called {plan.name}, the file {path.stem}"),
            Bilingual("Un fichier de publication nomme un plan par son fichier.", "A run file names a plan by its file."),
            Bilingual("Donnez-leur le même nom.", "Give them the same name."),
        )
    for part in ("services", "commitments", "strategies", "evaluations"):
        findings.note_repeats((part,), (item.name for item in getattr(plan, part)))
    for index, commitment in enumerate(plan.commitments):
        check_confidence(commitment.confidence, commitment.source, commitment.reason, ("commitments", index), findings)
    _check_strategies(plan, frameworks, findings)
    _check_evaluations(plan, findings)
    if plan.monitoring is not None:
        check_monitoring(plan.monitoring, frameworks, findings)
    if plan.certainty is not None:
        check_confidence(plan.certainty.confidence, plan.certainty.source, plan.certainty.reason, ("certainty",), findings)
    findings.raise_if_any()
    return plan


def _check_strategies(plan: YearPlan, frameworks: Iterable[Framework], findings: Findings) -> None:
    known = sorted({indicator.name for framework in frameworks for indicator in framework.indicators})
    for index, strategy in enumerate(plan.strategies):
        for place, name in enumerate(strategy.indicators):
            if name not in known:
                findings.note_unknown(("strategies", index, "indicators", place), Bilingual("l'indicateur", "the indicator"), name, known)
        for place, status in enumerate(strategy.statuses):
            at = ("strategies", index, "statuses", place)
            if place and status.day <= strategy.statuses[place - 1].day:
                findings.note(
                    (*at, "day"),
                    Bilingual(
                        f"cet état ({status.day}) ne suit pas celui d'avant ({strategy.statuses[place - 1].day})",
                        f"this status ({status.day}) does not follow the one before ({strategy.statuses[place - 1].day})",
                    ),
                    Bilingual("Les états se lisent dans l'ordre des jours.", "Statuses are read in the order of days."),
                    Bilingual("Corrigez la date ou l'ordre.", "Correct the date or the order."),
                )
            if place and strategy.statuses[place - 1].state.is_final and status.state is not strategy.statuses[place - 1].state:
                findings.note(
                    (*at, "state"),
                    Bilingual("cette stratégie était déjà close", "this strategy was already closed"),
                    Bilingual(
                        "Une stratégie réalisée ou abandonnée n'a plus d'autre état.", "A strategy done or abandoned has no later state."
                    ),
                    Bilingual("Corrigez l'état d'avant, ou enlevez celui-ci.", "Correct the state before, or remove this one."),
                )


def _check_evaluations(plan: YearPlan, findings: Findings) -> None:
    for index, evaluation in enumerate(plan.evaluations):
        if evaluation.completed is not None and (evaluation.main_results is None or evaluation.limits is None):
            findings.note(
                ("evaluations", index),
                Bilingual(
                    "cette évaluation est terminée et n'a pas ses principaux résultats et leurs limites",
                    "this evaluation is completed and lacks its main results and their limits",
                ),
                Bilingual("Le rapport présente ce que chaque évaluation a trouvé.", "The report presents what each evaluation found."),
                Bilingual("Ajoutez main_results et limits, ou enlevez completed.", "Add main_results and limits, or remove completed."),
            )
