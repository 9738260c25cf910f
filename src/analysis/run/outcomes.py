"""What became of people, of a run, released: an outcome estimated in every way when some were not reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.evaluation.estimate_choices import EstimateChoices
    from analysis.evaluation.outcome_estimates import OutcomeEstimates
    from analysis.frameworks.model import Framework
    from analysis.run.opening import Run


class Outcomes:
    """Estimates side by side, the weights behind them, and what these are worth.

    Every method takes the same choices, all of them the framework's when they are not given:

    - `framework`: which one of the run;
    - `cohort`: of whom;
    - `outcome`: the name of an indicator that is a share at a follow-up, or a condition;
    - `characteristics`: by what those reached are made to stand for everyone;
    - `largest_weight`: in times the mean weight;
    - `published`: `reached_only`, `bounds`, `weighted`, `doubly_robust` or `multiple_imputation`.

    Examples
    --------
    >>> run = open_run("params/runs/sample.yaml")  # doctest: +SKIP
    >>> table = run.outcomes.estimates(outcome="long_term_outcome", characteristics=["region", "sex", "is_placed"])  # doctest: +SKIP
    >>> tables.estimates(table, language="fr")  # doctest: +SKIP
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._made: list[tuple[Framework, EstimateChoices, OutcomeEstimates]] = []

    def estimates(self, **choices: Any) -> ReleasedTable:
        """Return the share with the outcome at each wave: those reached, bounds, weighted, doubly robust, imputed."""
        return self._run.release(self._estimated(choices).estimates())

    def by(self, dimension: str, *, wave: int | None = None, **choices: Any) -> ReleasedTable:
        """Return the published estimate of each group (`region`, `provider_id` or another characteristic) with its bounds."""
        return self._run.release(self._estimated(choices).by(dimension, wave=wave))

    def weighting(self, **choices: Any) -> ReleasedTable:
        """Return what the weights of each wave are worth: effective size, largest weight, share limited, differences left."""
        return self._run.release(self._estimated(choices).weighting())

    def balance(self, **choices: Any) -> ReleasedTable:
        """Return how far those reached are from everyone due on each characteristic, before and after weighting."""
        return self._run.release(self._estimated(choices).balance())

    def _estimated(self, asked: dict[str, Any]) -> OutcomeEstimates:
        """Return the estimates that some choices ask for, worked out once."""
        from analysis.evaluation.estimate_choices import choose  # noqa: PLC0415
        from analysis.evaluation.outcome_estimates import estimate_outcome  # noqa: PLC0415

        choices = dict(asked)
        framework = self._run.framework(choices.pop("framework", None))
        chosen = choose(framework, **choices)
        for known, made_for, made in self._made:
            if known is framework and made_for == chosen:
                return made
        store = self._run.store_with("follow_ups")
        made = estimate_outcome(store, framework, self._run.fiscal_year(framework), self._run.definition.as_of, chosen)
        self._made.append((framework, chosen, made))
        return made
