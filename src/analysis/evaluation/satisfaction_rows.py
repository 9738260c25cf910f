"""The rows that tables of satisfaction are made of: shares, counts and values made from other rows of the same group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.core.languages import Bilingual
from analysis.evaluation.satisfaction_answers import ANSWERS, EMPLOYED, LATER, NOT_EMPLOYED, START, UNKNOWN, Survey
from analysis.frameworks.numbers import Unit
from analysis.indicators.grouping import labels_for
from analysis.indicators.question import Question
from analysis.indicators.table import SMALLEST, TOTAL, IndicatorTable, Subject
from analysis.indicators.value_rows import Counts, Row, frame_of, methods_in, smallest_of, value_row
from analysis.statistics.intervals import Interval

_INDICATORS: dict[str, Bilingual] = {
    "satisfied_share": Bilingual("part des réponses satisfaites", "share of satisfied answers"),
    "answers": Bilingual("réponses, de 1 à 5", "answers, from 1 to 5"),
    "asked": Bilingual("personnes ou employeurs sondés qui ont répondu", "persons or employers asked who answered"),
    "participants_satisfied": Bilingual("réponses satisfaites des participants", "satisfied answers of participants"),
    "employers_satisfied": Bilingual("réponses satisfaites des employeurs", "satisfied answers of employers"),
    "participants_less_employers": Bilingual("participants moins employeurs", "participants less employers"),
    "pairs": Bilingual("répondants aux deux moments", "respondents on both occasions"),
    "start_of_all": Bilingual("au début, tous ceux qui ont répondu", "at the start, all who answered"),
    "later_of_all": Bilingual("plus tard, tous ceux qui ont répondu", "later, all who answered"),
    "paired_change": Bilingual("plus tard moins début, mêmes répondants", "later less start, same respondents"),
    "response_share": Bilingual("part des personnes sondées qui ont répondu", "share of those asked who answered"),
    "reweighted_share": Bilingual("part satisfaite, repondérée", "satisfied share, reweighted"),
    "question_satisfied": Bilingual("part des réponses de 4 ou 5", "share of answers of 4 or 5"),
    "alpha": Bilingual("alpha de Cronbach", "Cronbach's alpha"),
    "index_mean": Bilingual("moyenne des questions, de 1 à 5", "mean of the questions, from 1 to 5"),
    "one_day": Bilingual("réponses du jour le plus chargé", "answers of the busiest day"),
    "all_alike": Bilingual("réponses identiques à toutes les questions", "same answer to every question"),
    "providers_tested": Bilingual("fournisseurs examinés", "providers examined"),
    "providers_pointed_out": Bilingual("fournisseurs dont les réponses sortent de l'ordinaire", "providers with unusual answers"),
    "providers_too_few": Bilingual("fournisseurs avec trop peu de réponses pour être examinés", "providers with too few answers"),
}  # fmt: skip
_DENOMINATORS: dict[str, Bilingual] = {
    "answers": Bilingual("réponses, de 1 à 5", "answers from 1 to 5"),
    "asked": Bilingual("personnes ou employeurs sondés", "persons or employers asked"),
    "pairs": Bilingual("répondants aux deux moments", "respondents on both occasions"),
    "complete": Bilingual("réponses à toutes les questions", "answers to every question"),
    "dated": Bilingual("réponses dont le jour est connu", "answers whose day is known"),
    "providers": Bilingual("fournisseurs", "providers"),
    SMALLEST: Bilingual("plus petit des comptes combinés", "smallest of the counts combined"),
}
_CODES: dict[str, dict[str, Bilingual]] = {
    "answer": {
        "1": Bilingual("1 (très insatisfait)", "1 (very dissatisfied)"),
        "2": Bilingual("2", "2"),
        "3": Bilingual("3", "3"),
        "4": Bilingual("4", "4"),
        "5": Bilingual("5 (très satisfait)", "5 (very satisfied)"),
    },
    "occasion": {START: Bilingual("au début", "at the start"), LATER: Bilingual("à 12 mois ou au retrait", "at 12 months or withdrawal")},
    "respondent": {"participant": Bilingual("participants", "participants"), "employer": Bilingual("employeurs", "employers")},
    "outcome": {
        EMPLOYED: Bilingual("en emploi au suivi", "employed at follow-up"),
        NOT_EMPLOYED: Bilingual("sans emploi au suivi", "not employed at follow-up"),
        UNKNOWN: Bilingual("situation inconnue", "status unknown"),
    },
    "at_start": {
        "satisfied": Bilingual("satisfait au début", "satisfied at the start"),
        "not_satisfied": Bilingual("pas satisfait au début", "not satisfied at the start"),
    },
    "later": {
        "satisfied": Bilingual("satisfait plus tard", "satisfied later"),
        "not_satisfied": Bilingual("pas satisfait plus tard", "not satisfied later"),
    },
}
assert set(_CODES["answer"]) == {str(answer) for answer in ANSWERS}  # noqa: S101 - the scale is the canonical one


def part_row(indicator: str, place: Mapping[str, str], counts: Counts, *, n_missing: float = 0.0, **derived: Any) -> Row:
    """Return a number of persons or answers among so many: a complete count."""
    value = None if not counts[1] else counts[0]
    return value_row(indicator, place, counts, Unit.COUNT, value=value, n_missing=n_missing, derived=derived)


@dataclass(frozen=True, slots=True)
class Found:
    """A value that is no count, its interval and the name of the method; a value that is not a number was not found."""

    value: float
    interval: Interval
    method: str

    def as_row(
        self, indicator: str, place: Mapping[str, str], counts: Counts, unit: Unit, *, n_missing: float = 0.0, **derived: Any
    ) -> Row:
        """Return its row."""
        ends = float(self.interval.low), float(self.interval.high)
        return value_row(
            indicator, place, counts, unit, value=self.value, ends=ends, method=self.method, n_missing=n_missing, derived=derived
        )


def mean_row(indicator: str, place: Mapping[str, str], n: float, found: Found, **more: Any) -> Row:
    """Return a value that rests on so many persons and is no count of them."""
    return found.as_row(indicator, place, (np.nan, n, "complete"), Unit.POINTS, **more)


def found_row(indicator: str, place: Mapping[str, str], parts: Iterable[float], found: Found, **more: Any) -> Row:
    """Return a value made from several counts of persons: it is shown when the smallest of them that has anyone may be."""
    return found.as_row(indicator, place, (np.nan, smallest_of(parts), SMALLEST), Unit.SHARE, **more)


def table_of(
    question: Question,
    rows: Sequence[Row],
    dimensions: tuple[str, ...],
    *,
    surveys: Sequence[Survey] = (),
    additive: tuple[str, ...] = (),
    derived: tuple[str, ...] = (),
    revealing: tuple[str, ...] | None = None,
    labels: Mapping[str, Mapping[str, Bilingual]] | None = None,
    subjects: Mapping[str, Subject] | None = None,
) -> IndicatorTable:
    """Return the rows as a table; every derived column reveals a hidden value unless said otherwise.

    Indicators stand together, in the order in which they first come.
    """
    frame = frame_of(rows, dimensions, derived)
    known: dict[str, Mapping[str, Bilingual]] = {
        "indicator": {name: _INDICATORS[name] for name in frame["indicator"].unique()},
        "denominator_name": _DENOMINATORS,
        "interval_method": methods_in(frame),
    }
    for name in dimensions:
        if name == "survey":
            known[name] = {survey.name: survey.indicator.label for survey in surveys}
        elif name in _CODES:
            known[name] = _CODES[name] | {TOTAL: Bilingual("ensemble", "all")}
        elif name not in (labels or {}):
            known |= labels_for(question.store, [name], {name: set(frame[name])}, question.fiscal_year)
    return IndicatorTable(
        frame=frame,
        subject=Subject.PERSONS,
        provenance=question.store.provenance.after(
            f"satisfaction, framework {question.framework.name}, {question.fiscal_year.start_year} as of {question.as_of.isoformat()}"
        ),
        dimensions=dimensions,
        additive=additive,
        derived=derived,
        revealing=derived if revealing is None else revealing,
        labels=known | dict(labels or {}),
        subjects=dict(subjects or {}),
    )
