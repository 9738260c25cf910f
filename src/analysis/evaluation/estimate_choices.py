"""What is chosen before an outcome is estimated: which outcome, of whom, by which characteristics, and what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.core.errors import DefinitionError, Problem, ProblemList
from analysis.core.languages import Bilingual, did_you_mean
from analysis.frameworks.cohorts import PublishedEstimate
from analysis.frameworks.conditions import Condition
from analysis.frameworks.estimate_checks import POSSIBLE, unusable
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Share
from analysis.frameworks.model import Framework
from analysis.frameworks.wording import ESTIMATE_METHODS, condition_in_words


@dataclass(frozen=True, slots=True)
class EstimateChoices:
    """Everything that estimates depend on beside the data."""

    cohort: str
    outcome: Condition
    characteristics: tuple[str, ...]
    largest_weight: float | None
    least_reached: int
    least_by_level: int
    n_imputations: int
    seed: int
    published: str

    @property
    def definition(self) -> Bilingual:
        """The outcome in words."""
        return Bilingual(condition_in_words(self.outcome, "fr"), condition_in_words(self.outcome, "en"))


def followed(framework: Framework) -> list[Indicator]:
    """Return the indicators of a framework that are a share of people at a wave."""
    return [item for item in framework.indicators if item.wave is not None and isinstance(item.measure, Share) and item.cohort is not None]


def choose(
    framework: Framework,
    *,
    cohort: str | None = None,
    outcome: str | Condition | None = None,
    characteristics: Sequence[str] | None = None,
    largest_weight: float | None = None,
    published: str | None = None,
) -> EstimateChoices:
    """Return what a framework chooses, where nothing else is asked for.

    Parameters
    ----------
    cohort
        Of whom: the cohort that the framework's last follow-up indicator follows, the one that has been followed for longest.
    outcome
        What counts: the name of one of its indicators that is a share at a wave (the first one when not given), or a condition.
    characteristics
        By what those reached are made to stand for everyone: fields of a participation or a person.
    largest_weight
        In times the mean weight.
    published
        Which estimate is published: `reached_only`, `bounds`, `weighted`, `doubly_robust` or `multiple_imputation`.

    Raises
    ------
    DefinitionError
        When the framework has no follow-up calendar, publishes no estimate or has no such indicator, and for names that do not exist: all
        problems at once.
    """
    declared = framework.follow_up.published_estimate if framework.follow_up is not None else None
    measured = followed(framework)
    if declared is None or not measured:
        raise DefinitionError(_without_estimate(framework))
    problems = ProblemList(DefinitionError)
    names = [item.cohort for item in measured if item.cohort is not None]
    known = [item.name for item in framework.cohorts]
    if cohort is not None and cohort not in known:
        problems.add(
            framework.name,
            Bilingual(f"ce cadre n'a pas de cohorte {cohort}", f"this framework has no cohort {cohort}"),
            todo=did_you_mean(cohort, known),
        )
    condition = _condition(measured, outcome, framework, problems)
    for name in unusable(characteristics or ()):
        problems.add(
            framework.name,
            Bilingual(
                f"« {name} » n'est pas connu de tous, ou a trop de valeurs", f'"{name}" is not known of everyone, or has too many values'
            ),
            todo=did_you_mean(name, POSSIBLE),
        )
    if published is not None and published not in ESTIMATE_METHODS:
        problems.add(
            framework.name,
            Bilingual(f"« {published} » n'est pas une estimation connue", f'"{published}" is not a known estimate'),
            todo=did_you_mean(published, list(ESTIMATE_METHODS)),
        )
    problems.raise_if_any()
    assert condition is not None  # noqa: S101 - a problem has been raised otherwise
    largest = _largest(declared) if largest_weight is None else largest_weight
    return EstimateChoices(
        cohort or names[-1],
        condition,
        declared.characteristics if characteristics is None else tuple(dict.fromkeys(characteristics)),
        largest,
        declared.least_reached,
        declared.least_by_level,
        declared.n_imputations,
        declared.seed,
        published or declared.method,
    )


def _largest(declared: PublishedEstimate) -> float | None:
    return None if declared.largest_weight is None else float(declared.largest_weight)


def _condition(
    measured: Sequence[Indicator], outcome: str | Condition | None, framework: Framework, problems: ProblemList
) -> Condition | None:
    if outcome is not None and not isinstance(outcome, str):
        return outcome
    chosen = next((item for item in measured if outcome is None or item.name == outcome), None)
    if chosen is None:
        problems.add(
            framework.name,
            Bilingual(f"« {outcome} » n'est pas une part mesurée à un suivi", f'"{outcome}" is not a share measured at a follow-up'),
            todo=did_you_mean(str(outcome), [item.name for item in measured]),
        )
        return None
    assert isinstance(chosen.measure, Share)  # noqa: S101 - `followed` keeps no other
    return chosen.measure.numerator


def _without_estimate(framework: Framework) -> Problem:
    return Problem(
        framework.name,
        Bilingual("ce cadre ne dit pas quelle estimation il publie", "this framework does not say which estimate it publishes"),
        Bilingual(
            "Il n'a pas de calendrier de suivi, de part mesurée à un suivi, ou de `published_estimate`.",
            "It has no follow-up calendar, no share measured at a follow-up, or no `published_estimate`.",
        ),
        Bilingual("Ajoutez follow_up: published_estimate à son fichier.", "Add follow_up: published_estimate to its file."),
    )
