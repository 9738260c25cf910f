"""Satisfaction of participants and of employers: how many are satisfied among those who answered, who did not, and what changed.

Every share is one of answers 1–5; those asked who did not answer are outside it and counted beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.evaluation.satisfaction_answers import (
    ANSWERS,
    EMPLOYED,
    LATER,
    NOT_EMPLOYED,
    START,
    UNKNOWN,
    Survey,
    count_answers,
    count_by_outcome,
    count_pairs,
    surveys_of,
    total_of,
)
from analysis.evaluation.satisfaction_rows import Found, found_row, part_row, table_of
from analysis.indicators.grouping import OVERLAPPING
from analysis.indicators.question import Question
from analysis.indicators.table import TOTAL, IndicatorTable
from analysis.indicators.value_rows import Row, share_row
from analysis.statistics.intervals import newcombe_difference
from analysis.statistics.paired_shares import paired_difference
from analysis.statistics.response_classes import reweight_by_class

RESPONSE = ("n_asked", "response_share")
"""Derived columns: how many were asked, and the share of them who answered."""
_YES, _NO = "satisfied", "not_satisfied"


def shares(question: Question, *, years: int = 1) -> IndicatorTable:
    """Return, for each survey, the share of satisfied answers with how many were asked and answered, by at most one grouping.

    Dimensions `survey`, then the grouping. A group that was asked and gave no answer has no share, and its number asked.
    With `years`, the fiscal years before are added.
    """
    by = question.by
    if len(by) > 1:
        raise ValueError("satisfaction is shown by one grouping at a time")
    surveys, rows = surveys_of(question.framework), []
    for survey in surveys:
        everyone = count_answers(question.only_by(()), survey, years=years)
        rows.append(satisfied_row(everyone, {"survey": survey.name, **dict.fromkeys(by, TOTAL)}))
        if by:
            counted = count_answers(question, survey, years=years)
            rows += [
                satisfied_row(total_of(counted, **{by[0]: code}), {"survey": survey.name, by[0]: code})
                for code in sorted(set(counted[by[0]]))
            ]
    additive = tuple(name for name in by if name not in OVERLAPPING)
    return table_of(question, rows, ("survey", *by), surveys=surveys, additive=additive, derived=RESPONSE)


def satisfied_row(counted: pd.DataFrame, place: Mapping[str, str]) -> Row:
    """Return the share of satisfied answers of some of those asked (rows of `count_answers`)."""
    satisfied, answered, asked = _sums(counted)
    return share_row(
        "satisfied_share",
        place,
        (satisfied, answered, "answers"),
        n_missing=asked - answered,
        derived={"n_asked": asked, "response_share": answered / asked if asked else np.nan},
    )


def distribution(question: Question) -> IndicatorTable:
    """Return how many gave each answer, by survey: dimensions `survey` and `answer`; `asked` counts those who answered at all."""
    surveys, rows = surveys_of(question.framework), []
    for survey in surveys:
        counted = count_answers(question.only_by(()), survey)
        _, answered, asked = _sums(counted)
        place = {"survey": survey.name, "answer": TOTAL}
        rows.append(part_row("asked", place, (answered, asked, "asked"), n_missing=asked - answered))
        rows.append(part_row("answers", place, (answered, answered, "answers"), n_missing=asked - answered))
        for answer in ANSWERS:
            n = float(counted.loc[counted["score"] == answer, "n"].sum())
            rows.append(part_row("answers", place | {"answer": str(answer)}, (n, answered, "answers")))
    return table_of(question, rows, ("survey", "answer"), surveys=surveys, additive=("answer",))


def respondents(question: Question) -> IndicatorTable:
    """Return participants beside employers on each occasion, and the difference of their shares with its interval."""
    surveys, rows = surveys_of(question.framework), []
    for moment in (START, LATER):
        counts = {}
        for survey in surveys:
            if survey.moment == moment and survey.respondent not in counts:
                counts[survey.respondent] = _sums(count_answers(question.only_by(()), survey))
        place = {"occasion": moment}
        for respondent, (satisfied, answered, asked) in sorted(counts.items(), reverse=True):
            of_answers = (satisfied, answered, f"{respondent}_answers")
            rows.append(share_row(f"{respondent}s_satisfied", place, of_answers, n_missing=asked - answered))
        if len(counts) == 2:
            (x, n, _), (y, m, _) = counts["participant"], counts["employer"]
            difference = x / n - y / m if n and m else np.nan
            parts = (x, n - x, y, m - y)
            found = Found(difference, newcombe_difference(x, n, y, m), "newcombe_independent")
            rows.append(found_row("participants_less_employers", place, parts, found))
    return table_of(question, rows, ("occasion",))


def change(question: Question, *, years: int = 1) -> IndicatorTable:
    """Return what the same respondents answered at the start and later, all those who answered beside them, and the change.

    Dimensions `respondent`, `at_start` and `later`. The participations are those of the later survey. The change is the later share
    less that at the start, among those who answered both times, with the paired interval; `mcnemar_p_value` is McNemar's
    mid-P. With `years`, the fiscal years before are added: the four answers of few respondents would all be hidden.
    """
    surveys, rows = surveys_of(question.framework), []
    untested = {"mcnemar_p_value": np.nan}
    for respondent in ("participant", "employer"):
        first = _survey(surveys, respondent, START)
        later = _survey(surveys, respondent, LATER)
        if first is None or later is None:
            continue
        counted = count_pairs(question.only_by(()), first, later, years=years)
        cells = {(a, b): _count(counted, a, b) for a in (_YES, _NO, "none") for b in (_YES, _NO, "none")}
        everywhere = {"respondent": respondent, "at_start": TOTAL, "later": TOTAL}
        at_start = [sum(cells[said, b] for b in (_YES, _NO, "none")) for said in (_YES, _NO)]
        at_end = [sum(cells[a, said] for a in (_YES, _NO, "none")) for said in (_YES, _NO)]
        rows.append(share_row("start_of_all", everywhere, (at_start[0], sum(at_start), "answers_start"), derived=untested))
        rows.append(share_row("later_of_all", everywhere, (at_end[0], sum(at_end), "answers_later"), derived=untested))
        n_pairs = sum(cells[a, b] for a in (_YES, _NO) for b in (_YES, _NO))
        for a in (TOTAL, _YES, _NO):
            for b in (TOTAL, _YES, _NO):
                n = sum(cells[c, d] for c in (_YES, _NO) for d in (_YES, _NO) if a in (TOTAL, c) and b in (TOTAL, d))
                rows.append(part_row("pairs", everywhere | {"at_start": a, "later": b}, (n, n_pairs, "pairs"), **untested))
        four = [cells[_YES, _YES], cells[_YES, _NO], cells[_NO, _YES], cells[_NO, _NO]]
        paired = paired_difference(*four)
        found = Found(float(paired.difference), paired.interval, "newcombe_paired")
        rows.append(found_row("paired_change", everywhere, four, found, mcnemar_p_value=float(paired.p_value)))
    return table_of(question, rows, ("respondent", "at_start", "later"), additive=("at_start", "later"), derived=("mcnemar_p_value",))


def by_outcome(question: Question, waves: Mapping[str, int]) -> IndicatorTable:
    """Return who answered and who is satisfied by what is known of employment, and the share if all classes had answered alike.

    Parameters
    ----------
    waves
        For each survey (its code), the months of the follow-up that is nearest; a survey without one is left out.
    """
    surveys, rows = surveys_of(question.framework), []
    for survey in surveys:
        if survey.name not in waves:
            continue
        counted = count_by_outcome(question.only_by(()), survey, waves[survey.name])
        classes = {code: _sums(total_of(counted, outcome=code)) for code in (EMPLOYED, NOT_EMPLOYED, UNKNOWN)}
        for code, (satisfied, answered, asked) in {TOTAL: _sums(counted), **classes}.items():
            place = {"survey": survey.name, "outcome": code}
            rows.append(share_row("response_share", place, (answered, asked, "asked")))
            rows.append(share_row("satisfied_share", place, (satisfied, answered, "answers"), n_missing=asked - answered))
        x, n, m = (np.array(each) for each in zip(*classes.values(), strict=True))
        evened = reweight_by_class(x, n, m)
        parts = [*x, *(n - x), *(m - n)[n > 0]]
        found = Found(evened.value, evened.interval, "response_classes")
        place = {"survey": survey.name, "outcome": TOTAL}
        rows.append(found_row("reweighted_share", place, parts, found, n_missing=evened.n_without_answer))
    return table_of(question, rows, ("survey", "outcome"), surveys=surveys, additive=("outcome",))


def _survey(surveys: tuple[Survey, ...], respondent: str, moment: str) -> Survey | None:
    return next((survey for survey in surveys if survey.respondent == respondent and survey.moment == moment), None)


def _count(counted: pd.DataFrame, at_start: str, later: str) -> float:
    return float(counted.loc[(counted["at_start"] == at_start) & (counted["later"] == later), "n"].sum())


def _sums(counted: pd.DataFrame) -> tuple[float, float, float]:
    """Return how many are satisfied, answered and were asked."""
    n, answered = counted["n"], counted["score"] > 0
    return float(n[answered & counted["is_satisfied"]].sum()), float(n[answered].sum()), float(n.sum())
