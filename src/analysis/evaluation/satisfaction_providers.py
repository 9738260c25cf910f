"""Satisfaction by provider: the raw share and the share drawn towards the others; and answers that come together more than chance has it.

What is unusual is not a fault: a session in which everyone answers on the spot is unusual, and so is a service that people like.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.evaluation.satisfaction import RESPONSE, satisfied_row
from analysis.evaluation.satisfaction_answers import count_answers, count_days, count_patterns, surveys_of, total_of
from analysis.evaluation.satisfaction_rows import part_row, table_of
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.satisfaction_rules import SatisfactionRules
from analysis.indicators.grouping import NOT_STATED
from analysis.indicators.question import Question
from analysis.indicators.table import TOTAL, IndicatorTable, Subject
from analysis.indicators.value_rows import Row, share_row
from analysis.statistics.answer_patterns import concentration, more_often_than_others
from analysis.statistics.false_discovery import benjamini_hochberg
from analysis.statistics.shrinkage import beta_binomial_shrinkage

SHRUNKEN = ("shrunken", "shrunken_low", "shrunken_high")
TESTED = ("test_p_value", "discovery_rate", "is_pointed_out")
PROVIDER = "provider_id"


def providers(question: Question, *, years: int = 1, by: str = PROVIDER) -> IndicatorTable:
    """Return each provider's share of satisfied answers, raw and drawn towards the others, by survey.

    Every provider of the agency has a row: one that nobody asked about, or nobody answered about, says so by its counts. With `years`, the
    answers of the fiscal years before are added. `by` may name another grouping whose parts do not overlap.
    """
    surveys, rows = surveys_of(question.framework), []
    asking = question.only_by((by,))
    known = _every_provider(question) if by == PROVIDER else []
    for survey in surveys:
        counted = count_answers(asking, survey, years=years)
        codes = sorted({*known, *counted[by]})
        of_survey = [satisfied_row(total_of(counted, **{by: code}), {"survey": survey.name, by: code}) for code in codes]
        drawn = beta_binomial_shrinkage([row["numerator"] for row in of_survey], [row["denominator"] for row in of_survey])
        columns = zip(drawn.value, drawn.interval.low, drawn.interval.high, strict=True)
        for row, (value, low, high) in zip(of_survey, columns, strict=True):
            row.update(shrunken=float(value), shrunken_low=float(low), shrunken_high=float(high))
        everyone = satisfied_row(counted, {"survey": survey.name, by: TOTAL})
        rows += [everyone | dict.fromkeys(SHRUNKEN, np.nan), *of_survey]
    return table_of(question, rows, ("survey", by), surveys=surveys, additive=(by,), derived=(*RESPONSE, *SHRUNKEN))


@dataclass(frozen=True, slots=True)
class UnusualAnswers:
    """What was examined by provider, and how many were examined and pointed out."""

    by_provider: IndicatorTable
    summary: IndicatorTable


def unusual(question: Question, rules: SatisfactionRules, *, years: int = 1) -> UnusualAnswers:
    """Return, by provider, how many participants' answers came on its busiest day and how many gave one answer throughout.

    Each provider is held against all the others, and a provider with few answers is not examined. Both kinds of test count together in
    the false discovery rate. Rows of `one_day` have no total: the busiest days of providers do not add up to anything.
    """
    surveys = [survey for survey in surveys_of(question.framework) if survey.respondent == "participant"]
    days = count_days(question, surveys, years=years)
    codes = [item.code for item in rules.questions]
    has_items = bool(codes) and question.store.has("satisfaction_items")
    patterns = count_patterns(question, surveys, codes, years=years) if has_items else pd.DataFrame(columns=[PROVIDER, "n"])
    names = sorted({*_every_provider(question), *days[PROVIDER], *patterns[PROVIDER]})
    least = rules.least_answers.value

    by_day = days.pivot_table(index=PROVIDER, columns="answered_date", values="n", aggfunc="sum", fill_value=0).reindex(names, fill_value=0)
    n_dated = by_day.to_numpy(dtype=float).sum(axis=1)
    gathered = concentration(by_day.to_numpy(dtype=float))
    complete = patterns[(patterns[codes] > 0).all(axis=1)] if has_items else patterns
    alike = complete[complete[codes].nunique(axis=1) == 1] if has_items else complete
    n_complete, n_alike = (_by_name(part, names) for part in (complete, alike))
    p_day = np.where(n_dated >= least, gathered.p_value, np.nan)
    p_alike = np.where(n_complete >= least, more_often_than_others(n_alike, n_complete), np.nan)
    rate = benjamini_hochberg(np.concatenate([p_day, p_alike]))
    limit = float(rules.false_discovery_rate.value)
    tests = [_tested(float(p), float(q), limit) for p, q in zip(np.concatenate([p_day, p_alike]), rate, strict=True)]

    rows: list[Row] = []
    for place, name in enumerate(names):
        where = {PROVIDER: name}
        rows.append(share_row("one_day", where, (gathered.most[place], n_dated[place], "dated"), derived=tests[place]))
        rows.append(share_row("all_alike", where, (n_alike[place], n_complete[place], "complete"), derived=tests[len(names) + place]))
    nothing = {"test_p_value": np.nan, "discovery_rate": np.nan, "is_pointed_out": ""}
    rows.append(share_row("all_alike", {PROVIDER: TOTAL}, (n_alike.sum(), n_complete.sum(), "complete"), derived=nothing))
    by_provider = table_of(question, rows, (PROVIDER,), additive=(PROVIDER,), derived=TESTED)

    examined = ~(np.isnan(p_day) & np.isnan(p_alike))
    is_pointed_out = np.array([test["is_pointed_out"] == "yes" for test in tests], dtype=bool)
    pointed = is_pointed_out[: len(names)] | is_pointed_out[len(names) :]
    heard = (n_dated + n_complete) > 0
    counts = {
        "providers_tested": examined.sum(), "providers_pointed_out": pointed.sum(), "providers_too_few": (heard & ~examined).sum(),
    }  # fmt: skip
    summary = table_of(
        question,
        [part_row(name, {}, (float(n), float(len(names)), "providers")) for name, n in counts.items()],
        (),
        subjects=dict.fromkeys(counts, Subject.RECORDS),
    )
    return UnusualAnswers(by_provider, summary)


def _tested(p: float, rate: float, limit: float) -> dict[str, float | str]:
    """Return what a test says: nothing where there was none, else whether it is pointed out."""
    return {"test_p_value": p, "discovery_rate": rate, "is_pointed_out": "" if np.isnan(p) else "yes" if rate <= limit else "no"}


def _by_name(counted: pd.DataFrame, names: list[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how many answers each provider has, in the order of the names."""
    return counted.groupby(PROVIDER)["n"].sum().reindex(names, fill_value=0).to_numpy(dtype=float)


def _every_provider(question: Question) -> list[str]:
    if not question.store.has("providers"):
        return []
    named = ordered_records(question.store.table("providers").select("provider_id"))
    return sorted(name for name in (row["provider_id"] for row in named) if name and name != NOT_STATED)
