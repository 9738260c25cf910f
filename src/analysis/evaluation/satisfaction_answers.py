"""The answers of those asked, counted by the engine: by survey, answer, group, outcome, day and question.

A survey is an indicator of the framework that reads answers: it says who is asked, on which occasions, from which participations, and
which answers are satisfied. Of several answers of one person on an occasion, the latest counts (see `cohorts.episodes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ibis
import pandas as pd

from analysis.cohorts.conditions import to_boolean
from analysis.cohorts.episodes import Variable, variable
from analysis.cohorts.selection import Selection, select
from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual
from analysis.extracts.leaving_the_engine import ordered_frame
from analysis.frameworks.cohorts import Cohort
from analysis.frameworks.indicators import Availability, Indicator, SatisfactionOccasion
from analysis.frameworks.measures import Share
from analysis.frameworks.model import Framework
from analysis.indicators.grouping import NOT_STATED, code_of, columns_for, grouped, refuse_reserved_codes, variables_for
from analysis.indicators.question import Question
from analysis.indicators.table import TOTAL

ANSWERS = (1, 2, 3, 4, 5)
START, LATER = "start", "12_months"
EMPLOYED, NOT_EMPLOYED, UNKNOWN = "employed", "not_employed", "unknown"


@dataclass(frozen=True, slots=True)
class Survey:
    """One indicator that reads answers, with the participations it is about."""

    indicator: Indicator
    occasion: SatisfactionOccasion
    cohort: Cohort

    @property
    def name(self) -> str:
        """The code of the survey in tables: that of its indicator."""
        return self.indicator.name

    @property
    def respondent(self) -> str:
        """`participant` or `employer`."""
        return self.occasion.respondent

    @property
    def moment(self) -> str:
        """`start`, or the later occasion."""
        return START if START in self.occasion.occasions else LATER

    def column(self, field: str) -> str:
        """Return the column of episodes that holds a field of this survey."""
        return variable(field, self.indicator.wave, self.occasion).column


def surveys_of(framework: Framework) -> tuple[Survey, ...]:
    """Return the surveys of a framework in its order.

    Raises
    ------
    DefinitionError
        If no indicator of the framework reads answers of satisfaction.
    """
    cohorts = {cohort.name: cohort for cohort in framework.cohorts}
    found = tuple(
        Survey(indicator, indicator.satisfaction, cohorts[indicator.cohort])
        for indicator in framework.indicators
        if indicator.satisfaction is not None
        and isinstance(indicator.measure, Share)
        and indicator.availability is Availability.COMPUTED
        and indicator.cohort in cohorts
    )
    if not found:
        raise DefinitionError(
            Problem(
                framework.name,
                Bilingual(
                    "aucun indicateur de ce cadre ne lit de réponses de satisfaction", "no indicator of this framework reads answers"
                ),
                Bilingual("Le chapitre ne saurait qui est sondé, ni quand.", "The chapter could not know who is asked, nor when."),
                Bilingual(
                    "Ajoutez un indicateur de type « share » avec `satisfaction:`, ou retirez le chapitre.",
                    "Add an indicator of kind `share` with `satisfaction:`, or remove the chapter.",
                ),
            )
        )
    return found


def count_answers(question: Question, survey: Survey, *, years: int = 1) -> pd.DataFrame:
    """Return how many of those asked gave each answer, by the groupings of the question.

    Columns: those of `question.by`, `score` (0 without an answer), `is_satisfied`, `n`. With `years`, the fiscal years before are added.
    """
    by = list(question.by)
    parts = []
    for before in range(years):
        year = question.fiscal_year.previous(before)
        asked = _asked(replace(question, fiscal_year=year), survey, variables_for(by))
        rows = grouped(asked.mutate(**columns_for(asked, by)), by, year, question.as_of)
        keys = [*by, "score", "is_satisfied"]
        part = ordered_frame(rows.group_by(keys).aggregate(n=rows.count()))
        for name in by:
            part[name] = [code_of(name, value, year) for value in part[name]]
            refuse_reserved_codes(name, set(part[name]), question.store.provenance.source.en)
        parts.append(part)
    together = pd.concat(parts, ignore_index=True)
    counted: pd.DataFrame = together.groupby([*by, "score", "is_satisfied"], as_index=False, sort=True)[["n"]].sum()
    return counted


def count_by_outcome(question: Question, survey: Survey, months: int) -> pd.DataFrame:
    """Return the same by what is known of employment at a follow-up: `outcome` is `employed`, `not_employed` or `unknown`."""
    employed = variable("employed_at_wave", months)
    asked = _asked(question, survey, [employed])
    known = asked[employed.column]
    outcome = ibis.cases((known.isnull(), UNKNOWN), (known, EMPLOYED), else_=NOT_EMPLOYED)
    rows = asked.mutate(outcome=outcome)
    keys = ["outcome", "score", "is_satisfied"]
    frame: pd.DataFrame = ordered_frame(rows.group_by(keys).aggregate(n=rows.count()))
    return frame


def count_pairs(question: Question, first: Survey, later: Survey, *, years: int = 1) -> pd.DataFrame:
    """Return, for the participations of the later survey, the answers on both occasions: `at_start`, `later` and `n`.

    An answer is `satisfied`, `not_satisfied`, or `none` for who was not asked or did not answer.
    """
    keys, parts = ["at_start", "later"], []
    for before in range(years):
        of_year = replace(question, fiscal_year=question.fiscal_year.previous(before))
        episodes = _selected(of_year, later, [variable(field, None, first.occasion) for field in ("was_asked", "satisfaction_score")])
        rows = episodes.select(at_start=_said(episodes, first), later=_said(episodes, later))
        parts.append(ordered_frame(rows.group_by(keys).aggregate(n=rows.count())))
    counted: pd.DataFrame = pd.concat(parts, ignore_index=True).groupby(keys, as_index=False, sort=True)[["n"]].sum()
    return counted


def count_days(question: Question, surveys: Sequence[Survey], *, years: int = 1) -> pd.DataFrame:
    """Return how many answers each provider has on each day: `provider_id`, `answered_date`, `n`. An answer without a day is left out."""
    rows = _answer_rows(question, surveys, years)
    dated = rows.filter(rows.answered_date.notnull())
    frame: pd.DataFrame = ordered_frame(dated.group_by(["provider_id", "answered_date"]).aggregate(n=dated.count()))
    return frame.sort_values(["provider_id", "answered_date"], ignore_index=True)


def count_patterns(question: Question, surveys: Sequence[Survey], codes: Sequence[str], *, years: int = 1) -> pd.DataFrame:
    """Return how many answers have each pattern of scores to the questions: `provider_id`, one column a question (0 when blank), `n`."""
    rows = _answer_rows(question, surveys, years)
    items = question.store.table("satisfaction_items")
    items = items.semi_join(rows, "answer_id")
    # An answer names each question once: the key of the table is the answer and the question.
    scores = items.group_by("answer_id").aggregate(**{code: items.score.max(where=items.question == code).fill_null(0) for code in codes})
    joined = scores.inner_join(rows.select("answer_id", "provider_id"), "answer_id")
    keys = ["provider_id", *codes]
    frame: pd.DataFrame = ordered_frame(joined.group_by(keys).aggregate(n=joined.count()))
    return frame.sort_values(keys, ignore_index=True)


def _selected(question: Question, survey: Survey, more: Iterable[Variable] = ()) -> Any:
    of_survey = [variable(field, survey.indicator.wave, survey.occasion) for field in ("was_asked", "satisfaction_score")]
    return _select(question, survey, [*of_survey, *more]).episodes


def _select(question: Question, survey: Survey, variables: Iterable[Variable], columns: Iterable[str] = ()) -> Selection:
    return select(
        question.store,
        survey.cohort,
        question.fiscal_year,
        as_of=question.as_of,
        variables=set(variables),
        columns=columns,
        calendar=question.framework.follow_up,
    )


def _asked(question: Question, survey: Survey, more: Iterable[Variable]) -> Any:
    """Return the episodes of those asked, with `score` (0 without an answer) and `is_satisfied`."""
    episodes = _selected(question, survey, more)
    score = episodes[survey.column("satisfaction_score")]
    return episodes.mutate(score=score.fill_null(0).cast("int64"), is_satisfied=_is_satisfied(episodes, survey)).filter(
        episodes[survey.column("was_asked")]
    )


def _is_satisfied(episodes: Any, survey: Survey) -> Any:
    assert isinstance(survey.indicator.measure, Share)  # noqa: S101 - `surveys_of` keeps no other
    return to_boolean(survey.indicator.measure.numerator, lambda field: episodes[survey.column(field)]).fill_null(False)


def _said(episodes: Any, survey: Survey) -> Any:
    answered = episodes[survey.column("was_asked")] & episodes[survey.column("satisfaction_score")].notnull()
    return ibis.cases((~answered.fill_null(False), "none"), (_is_satisfied(episodes, survey), "satisfied"), else_="not_satisfied")


def _answer_rows(question: Question, surveys: Sequence[Survey], years: int) -> Any:
    """Return the answers themselves: `answer_id`, `provider_id`, `answered_date`, one row an answer that has a score."""
    answers = question.store.table("satisfaction_answers")
    known = answers.filter(answers.score.notnull(), answers.asked_date <= ibis.date(question.as_of))
    parts = []
    for survey in surveys:
        of_survey = known.filter(known.respondent == survey.respondent, known.occasion.isin(list(survey.occasion.occasions)))
        for before in range(years):
            year = replace(question, fiscal_year=question.fiscal_year.previous(before))
            members = _select(year, survey, (), columns=["provider_id"]).episodes.select("participation_id", "provider_id")
            found = of_survey.inner_join(members, "participation_id")
            parts.append(found.select("answer_id", "answered_date", provider_id=found.provider_id.fill_null(NOT_STATED)))
    return parts[0] if len(parts) == 1 else ibis.union(*parts, distinct=True)


def total_of(frame: pd.DataFrame, **where: str) -> pd.DataFrame:
    """Return the rows of some codes; `TOTAL` is every row."""
    for name, code in where.items():
        frame = frame if code == TOTAL else frame[frame[name] == code]
    return frame
