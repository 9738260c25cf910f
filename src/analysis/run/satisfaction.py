"""Satisfaction of a run, released: of participants and employers, start and later, by group, by provider, and who did not answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.evaluation import satisfaction, satisfaction_providers, satisfaction_questions
from analysis.evaluation.satisfaction_answers import surveys_of
from analysis.indicators.grouping import check_dimensions
from analysis.indicators.question import Question

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.frameworks.model import Framework
    from analysis.frameworks.satisfaction_rules import SatisfactionRules
    from analysis.run.opening import Run


class Satisfaction:
    """What participants and employers answered, and who did not answer."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @cached_property
    def rules(self) -> SatisfactionRules:
        """The choices of the run that no source fixes."""
        from analysis.frameworks.satisfaction_rules import load_satisfaction_rules  # noqa: PLC0415

        return load_satisfaction_rules(self._run.project.satisfaction / f"{self._run.definition.satisfaction}.yaml")

    def shares(self, by: str | None = None, framework: str | Framework | None = None, *, years: int = 1) -> ReleasedTable:
        """Return the share of satisfied answers of each survey with how many were asked and answered, by one grouping if asked.

        With `years`, the fiscal years before are added.
        """
        named = check_dimensions([by], "satisfaction") if by else ()
        return self._run.release(satisfaction.shares(self._question(framework, named), years=years))

    def distribution(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return how many gave each of the five answers, by survey, and how many did not answer."""
        return self._run.release(satisfaction.distribution(self._question(framework)))

    def respondents(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return participants beside employers on each occasion, with the difference of their shares."""
        return self._run.release(satisfaction.respondents(self._question(framework)))

    def change(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return the same respondents at the start and later, all who answered beside them, and the change, over the years put together."""
        return self._run.release(satisfaction.change(self._question(framework), years=self.rules.years_pooled.value))

    def by_outcome(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return who answered by what is known of employment at the nearest follow-up, and the share with response classes evened out."""
        question = self._question(framework)
        calendar = question.framework.follow_up
        known = {wave.months for wave in calendar.waves} if calendar else set()
        near = {survey.name: self.rules.wave_near(survey.occasion.occasions) for survey in surveys_of(question.framework)}
        waves = {name: months for name, months in near.items() if months is not None and months in known}
        return self._run.release(satisfaction.by_outcome(question, waves))

    def providers(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return each provider's share, raw and drawn towards the others, over the fiscal years that the run's choices put together."""
        years = self.rules.years_pooled.value
        return self._run.release(satisfaction_providers.providers(self._question(framework), years=years))

    def questions(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return what participants answered to each question, the mean of all, and whether they measure one thing."""
        return self._run.release(satisfaction_questions.questions(self._question(framework), self.rules))

    def unusual_answers(self, framework: str | Framework | None = None) -> tuple[ReleasedTable, ReleasedTable]:
        """Return the tests of unusual answers by provider, and how many providers were examined and pointed out."""
        found = satisfaction_providers.unusual(self._question(framework), self.rules, years=self.rules.years_pooled.value)
        return self._run.release(found.by_provider), self._run.release(found.summary)

    def _question(self, framework: str | Framework | None, by: Sequence[str] = ()) -> Question:
        run = self._run
        store = run.store_with("satisfaction_answers")
        return Question(store, run.framework(framework), run.fiscal_year(framework), run.definition.as_of, tuple(by))
