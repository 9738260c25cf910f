"""One outcome at one wave, estimated in every way side by side, for everyone due and for groups of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.evaluation.due_people import DuePeople
from analysis.evaluation.estimate_choices import EstimateChoices
from analysis.statistics.answers import Answers
from analysis.statistics.designs import Factors
from analysis.statistics.doubly_robust import doubly_robust_share
from analysis.statistics.intervals import FloatArray, Interval, wilson
from analysis.statistics.logistic import Logistic, fit_logistic
from analysis.statistics.multiple_imputation import completed_share, drawn_answers, pool
from analysis.statistics.nonresponse import ResponseWeights, merge_small_levels, response_weights, weighted_share
from analysis.statistics.outcome_bounds import outcome_bounds
from analysis.statistics.survey_weights import Estimate, corrected, logit_interval, standardised_differences

METHODS = ("reached_only", "worst_case", "best_case", "weighted", "doubly_robust", "multiple_imputation")
"""The estimates in the order in which they are shown; the two bounds are two rows."""
MODELLED = ("weighted", "doubly_robust", "multiple_imputation")
"""Those that say something of the people not reached."""
SPREAD = 2.5
"""What one level may add to a chance, in log-odds: the default of Gelman et al. (2008), which rules out hardly anything."""


@dataclass(frozen=True, slots=True)
class Found:
    """One estimate; NaN where there is none."""

    value: float
    low: float
    high: float
    interval_method: str


NOTHING = Found(np.nan, np.nan, np.nan, "none")


class WaveModels:
    """The models of one wave, fitted once on everyone due, and what they say of everyone or of a group."""

    def __init__(self, people: DuePeople, months: int, choices: EstimateChoices) -> None:
        answers = people.answers[months]
        self.kept = np.flatnonzero(answers.due > 0)
        self.answers = answers.rows(self.kept)
        self.levels: Factors = people.design.rows(self.kept)
        self.design = merge_small_levels(self.levels, self.answers.answered, choices.least_by_level)
        self._people, self._months, self._choices = people, months, choices

    @property
    def is_modelled(self) -> bool:
        """Whether enough people were reached, and not all of them alike, to say something of the others."""
        yes, no = float(self.answers.yes.sum()), float(self.answers.no.sum())
        return yes + no >= self._choices.least_reached and yes > 0 and no > 0

    @property
    def is_complete(self) -> bool:
        """Whether everyone due answered: there is nobody to make up for."""
        return float(self.answers.missing.sum()) == 0

    @cached_property
    def weights(self) -> ResponseWeights | None:
        """The weights of those reached; None when nothing is modelled."""
        if not self.is_modelled:
            return None
        return response_weights(self.design, self.answers, largest=self._choices.largest_weight, spread=SPREAD)

    @property
    def n_without_anyone_alike(self) -> float:
        """Of everyone due, those with a value of some characteristic that nobody reached has."""
        alone = np.zeros(self.levels.n_rows, dtype=bool)
        for codes, n in zip(self.levels.codes, self.levels.n_levels, strict=True):
            alone |= (np.bincount(codes, self.answers.answered, n) == 0)[codes]
        return float(self.answers.due[alone].sum())

    @cached_property
    def _outcome(self) -> Logistic:
        seen = np.flatnonzero(self.answers.answered > 0)
        part, design = self.answers.rows(seen), self.design.rows(seen)
        return fit_logistic(design, part.yes, part.answered, spread=SPREAD)

    @cached_property
    def _chance_of_yes(self) -> FloatArray:
        return self._outcome.chance(self.design)

    @cached_property
    def _crossed(self) -> FloatArray:
        assert self.weights is not None  # noqa: S101 - asked for by weighted shares only
        return self.design.cross_product(self.weights.weights * self.answers.answered)

    @cached_property
    def everyone(self) -> dict[str, Found]:
        """Every estimate of everyone due."""
        return self.of_groups([np.ones(self.design.n_rows, dtype=bool)])[0]

    def codes(self, name: str) -> npt.NDArray[Any]:
        """Return the level of each row in one characteristic."""
        return self._people.codes(name)[self.kept]

    def of_groups(self, groups: list[npt.NDArray[np.bool_]], modelled: tuple[str, ...] = MODELLED) -> list[dict[str, Found]]:
        """Return the estimates of each of some groups of rows by models of everyone: what is counted, and those asked for."""
        parts = [self.answers.rows(np.flatnonzero(inside)) for inside in groups]
        can_impute = "multiple_imputation" in modelled and self.weights is not None and not self.is_complete
        imputed = self._imputed(groups) if can_impute else [None] * len(groups)
        return [
            _counted(part) | self._modelled(inside, part, imputed[place], modelled)
            for place, (inside, part) in enumerate(zip(groups, parts, strict=True))
        ]

    def _modelled(
        self, inside: npt.NDArray[np.bool_], part: Answers, imputed: Estimate | None, modelled: tuple[str, ...]
    ) -> dict[str, Found]:
        answered, due = float(part.answered.sum()), float(part.due.sum())
        if answered > 0 and answered == due:
            whole = _counted(part)["reached_only"]
            return dict.fromkeys(modelled, whole)
        if self.weights is None or answered == 0:
            # Of a group in which nobody was reached the models would only repeat what they say of others.
            return dict.fromkeys(modelled, NOTHING)
        size = min(self.weights.n_effective, answered)
        fitted = float(self.answers.answered.sum()), self.design.rank
        found = {}
        if "weighted" in modelled:
            weighted = weighted_share(self.design, self.answers, self.weights.weights, inside, self._crossed)
            found["weighted"] = _found(corrected(weighted, *fitted), size, "calibrated_residuals")
        if "doubly_robust" in modelled:
            robust = doubly_robust_share(part, self._chance_of_yes[inside], self.weights.inverse_chances[inside])
            found["doubly_robust"] = _found(corrected(robust, *fitted), size, "influence_function")
        if imputed is not None:
            found["multiple_imputation"] = _found(imputed, size, "rubin")
        return found

    def _imputed(self, groups: list[npt.NDArray[np.bool_]]) -> list[Estimate | None]:
        rows = [np.flatnonzero(inside) for inside in groups]
        parts = [self.answers.rows(chosen) for chosen in rows]
        n, seed = self._choices.n_imputations, self._choices.seed + self._months
        values, variances = np.empty((n, len(groups))), np.empty((n, len(groups)))
        for draw, yes in enumerate(drawn_answers(self._outcome, self.design, self.answers, n, seed)):
            for place, (chosen, part) in enumerate(zip(rows, parts, strict=True)):
                values[draw, place], variances[draw, place] = completed_share(part, yes[chosen])
        return [pool(values[:, place], variances[:, place]).estimate for place in range(len(groups))]

    def balance(self) -> Mapping[str, tuple[float, float]]:
        """Return, for each characteristic, the largest difference over its levels between those reached and everyone due.

        In standard deviations of everyone due; before weighting, then after. Empty when nothing is weighted.
        """
        if self.weights is None:
            return {}
        due, seen = self.levels.sums(self.answers.due), self.levels.sums(self.answers.answered)
        weighted = self.levels.sums(self.answers.answered * self.weights.weights)
        before = np.abs(standardised_differences(seen / seen[0], due / due[0]))
        after = np.abs(standardised_differences(weighted / weighted[0], due / due[0]))
        return {
            one.name: (float(before[start : start + n].max()), float(after[start : start + n].max()))
            for one, start, n in zip(self._people.characteristics, self.levels.starts, self.levels.n_levels, strict=True)
        }


def _counted(part: Answers) -> dict[str, Found]:
    """Return what is counted and supposes nothing: those reached, and the bounds."""
    yes, answered, due = (float(values.sum()) for values in (part.yes, part.answered, part.due))
    if not due > 0:
        return dict.fromkeys(("reached_only", "worst_case", "best_case"), NOTHING)
    bounds = outcome_bounds(yes, answered, due)
    low, high = float(bounds.low), float(bounds.high)
    reached = Found(yes / answered, *_ends(wilson(yes, answered)), "wilson") if answered > 0 else NOTHING
    return {
        "reached_only": reached,
        "worst_case": Found(float(bounds.worst), low, high, "imbens_manski"),
        "best_case": Found(float(bounds.best), low, high, "imbens_manski"),
    }


def _found(estimate: Estimate, n_effective: float, interval_method: str) -> Found:
    # A doubly robust share may fall just outside 0–1; nobody's share does.
    held = Estimate(min(max(estimate.value, 0.0), 1.0), estimate.standard_error, estimate.degrees_of_freedom)
    return Found(held.value, *_ends(logit_interval(held, n_effective=n_effective)), interval_method)


def _ends(interval: Interval) -> tuple[Any, Any]:
    return float(interval.low), float(interval.high)
