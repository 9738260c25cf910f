"""The several questions behind one opinion: what each says, whether they measure one thing, and their mean."""

from __future__ import annotations

import numpy as np

from analysis.evaluation.satisfaction_answers import count_patterns, surveys_of
from analysis.evaluation.satisfaction_rows import Found, mean_row, table_of
from analysis.frameworks.satisfaction_rules import SatisfactionRules
from analysis.indicators.question import Question
from analysis.indicators.table import TOTAL, IndicatorTable
from analysis.indicators.value_rows import Row, share_row
from analysis.statistics.intervals import student_mean
from analysis.statistics.reliability import cronbach_alpha

FROM = 4
"""Lowest satisfied answer to one question, on the canonical scale of 1 to 5: the questions have no indicator of their own."""


def questions(question: Question, rules: SatisfactionRules) -> IndicatorTable:
    """Return, by survey of participants, each question's share of answers 4–5, the mean of all, and Cronbach's alpha.

    Dimensions `survey` and `question`. `rest_correlation` is each question's correlation with the sum of the others and
    `alpha_without` what alpha would be without it; both, alpha and the mean are of those who answered every question.
    """
    surveys = [survey for survey in surveys_of(question.framework) if survey.respondent == "participant"]
    codes = [item.code for item in rules.questions]
    rows: list[Row] = []
    for survey in surveys:
        patterns = count_patterns(question.only_by(()), [survey], codes)
        scores, n = patterns[codes].to_numpy(dtype=float), patterns["n"].to_numpy(dtype=float)
        complete = (scores > 0).all(axis=1) if codes else np.zeros(len(n), dtype=bool)
        whole = cronbach_alpha(scores[complete], n[complete]) if complete.any() else None
        for place, code in enumerate(codes):
            answered, said = float(n[scores[:, place] > 0].sum()), float(n[scores[:, place] >= FROM].sum())
            rows.append(
                share_row(
                    "question_satisfied",
                    {"survey": survey.name, "question": code},
                    (said, answered, f"answers_{code}"),
                    n_missing=float(n.sum()) - answered,
                    derived={
                        "rest_correlation": np.nan if whole is None else float(whole.rest_correlation[place]),
                        "alpha_without": np.nan if whole is None else float(whole.alpha_without[place]),
                    },
                )
            )
        everywhere, n_complete = {"survey": survey.name, "question": TOTAL}, float(n[complete].sum())
        nothing = {"rest_correlation": np.nan, "alpha_without": np.nan, "n_missing": float(n.sum()) - n_complete}
        means = scores[complete].mean(axis=1) if complete.any() else np.zeros(0)
        total, squares = float((means * n[complete]).sum()), float((means**2 * n[complete]).sum())
        mean = total / n_complete if n_complete else np.nan
        interval = student_mean(n_complete, total, squares)
        rows.append(mean_row("index_mean", everywhere, n_complete, Found(mean, interval, "student_t"), **nothing))
        if whole is not None:
            rows.append(mean_row("alpha", everywhere, n_complete, Found(whole.alpha, whole.interval, "feldt"), **nothing))
    labels = {"question": {item.code: item.label for item in rules.questions}}
    return table_of(question, rows, ("survey", "question"), surveys=surveys, derived=("rest_correlation", "alpha_without"), labels=labels)
