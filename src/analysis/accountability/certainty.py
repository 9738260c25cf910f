"""How sure results are: persons resampled, the chance of meeting a standard, and what the rank of a provider is worth.

Beside the interval that a formula gives (Wilson, Student, linearization), the interval that resampled persons give: where both agree,
neither rests on its own assumptions. A provider whose result rests on fewer persons than the plan asks is not judged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.accountability.linearization import added_by_episode, names_of_totals
from analysis.accountability.score_parts import parts_of, scale_of
from analysis.accountability.scoring import score
from analysis.accountability.standards import hold_to_standards
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.extracts.leaving_the_engine import ordered_frame
from analysis.frameworks.certainty import Certainty
from analysis.frameworks.indicators import Availability, Better, Indicator
from analysis.frameworks.measures import Rate, ServiceLevelRatio, Share, Statistic
from analysis.frameworks.model import Framework
from analysis.frameworks.standards import Capping
from analysis.indicators.computing import compute
from analysis.indicators.counting import kept_by_engine
from analysis.indicators.question import Question
from analysis.indicators.table import TOTAL, IndicatorTable
from analysis.statistics.resampling import ranks, resampled_sums

if TYPE_CHECKING:
    from analysis.extracts.store import Store

FloatArray = npt.NDArray[np.float64]
RESAMPLED_COLUMNS = ("resampled_low", "resampled_high", "probability", "judged")
RANK_COLUMNS = ("rank_low", "rank_median", "rank_high", "upper_half", "n_ranked")
_ENDS = (0.025, 0.975)


class Judged(StrEnum):
    """Whether a result is judged."""

    YES = "yes"
    TOO_SMALL = "too_small"
    NO_VARIATION = "no_variation"
    """Everyone answers alike: resampling gives the same value each time, which says nothing of how sure it is."""
    NOT_RESAMPLED = "not_resampled"


JUDGED_LABELS: dict[Judged, Bilingual] = {
    Judged.YES: Bilingual("jugé", "judged"),
    Judged.TOO_SMALL: Bilingual("non jugé : trop peu de personnes", "not judged: too few people"),
    Judged.NO_VARIATION: Bilingual("non jugé : toutes les personnes sont dans le même cas", "not judged: everyone is in the same case"),
    Judged.NOT_RESAMPLED: Bilingual("sans rééchantillonnage", "not resampled"),
}


@dataclass(frozen=True, slots=True)
class PersonSums:
    """What each person adds to the numerator and the denominator of each indicator, in his or her group; no one is named."""

    codes: tuple[str, ...]
    groups: npt.NDArray[np.int_]
    sums: FloatArray

    def resampled(self, certainty: Certainty) -> FloatArray:
        """Return the sums of each group in each resample: draws × groups × (numerator, denominator of each indicator)."""
        rng = np.random.default_rng(certainty.seed)
        return resampled_sums(self.sums, self.groups, len(self.codes), certainty.n_draws, rng)


def can_resample(indicator: Indicator, store: Store) -> bool:
    """Say whether an indicator is a quotient counted on the episodes of persons."""
    if indicator.availability is not Availability.COMPUTED or not store.has("participations"):
        return False
    measure = indicator.measure
    return isinstance(measure, Share | Rate | ServiceLevelRatio) or (isinstance(measure, Statistic) and measure.kind == "mean")


def person_sums(question: Question, indicators: Sequence[Indicator]) -> PersonSums:
    """Return the sums of each person in each group of one dimension (or of none), in an order that no file decides."""
    by, names = list(question.by), names_of_totals(len(indicators))
    by_cohort: dict[str, list[int]] = {}
    for place, item in enumerate(indicators):
        assert item.cohort is not None  # noqa: S101 - measured on episodes
        by_cohort.setdefault(item.cohort, []).append(place)
    divisors = np.ones(len(names))
    with ExitStack() as kept:
        tables = []
        for cohort, places in by_cohort.items():
            added, of_cohort = added_by_episode(question, cohort, places, indicators)
            tables.append(kept.enter_context(kept_by_engine(question.store, added)).select("person_id", *by, *names))
            divisors[[2 * place for place in places]] = of_cohort
        episodes = ibis.union(*tables) if len(tables) > 1 else tables[0]
        persons = episodes.group_by(["person_id", *by]).aggregate(**{name: episodes[name].sum() for name in names})
        frame: pd.DataFrame = ordered_frame(persons.select(*by, *names))
    keys = frame[by[0]].astype(str) if by else pd.Series([TOTAL] * len(frame))
    codes = tuple(sorted(set(keys)))
    places_of = {code: at for at, code in enumerate(codes)}
    return PersonSums(codes, np.array([places_of[key] for key in keys], dtype=int), frame[names].to_numpy(dtype=float) / divisors)


def score_certainty(store: Store, framework: Framework, fiscal_year: FiscalYear, as_of: date, certainty: Certainty) -> IndicatorTable:
    """Return the score of a framework with resampled intervals and the chance of reaching the points of its standards.

    The table of `scoring.score`, with `RESAMPLED_COLUMNS`: the middle 95% of the resampled points, under the framework's rule of capping.
    """
    table = score(store, framework, fiscal_year, as_of)
    weighted = [item for item in framework.indicators if framework.weight_on(item.name, fiscal_year.last_day) is not None]
    rows = table.frame.to_dict("records")
    if not all(can_resample(item, store) for item in weighted):
        return _with(table, [_nothing() for _ in rows])
    question = Question(store, framework, fiscal_year, as_of, ())
    of_persons = person_sums(question, weighted)
    drawn = of_persons.resampled(certainty)
    by_name = {str(row["indicator"]): row for row in rows}
    parts = {part.name: part for part in parts_of(framework, weighted)}
    points = [_points(question, item, place, drawn, by_name) for place, item in enumerate(weighted)]
    made = []
    for row in rows:
        if np.isnan(row["value"]) or not len(of_persons.codes):
            made.append(_nothing())
            continue
        draws = np.sum([points[place] for place in parts[str(row["indicator"])].places], axis=0)
        made.append(_resampled(draws, float(row["minimum"]), Better.HIGHER, row["denominator"], certainty))
    return _with(table, made)


def _points(question: Question, item: Indicator, place: int, drawn: FloatArray, by_name: Mapping[str, Mapping[Any, Any]]) -> FloatArray:
    """Return the points of one indicator in each resample, for the only group there is."""
    if not drawn.shape[1]:
        return np.full(drawn.shape[0], np.nan)
    framework, day = question.framework, question.fiscal_year.last_day
    weight, standard, scoring = framework.weight_on(item.name, day), framework.standard_on(item.name, day), framework.scoring
    assert weight is not None and scoring is not None  # noqa: S101 - only weighted indicators of a scored framework come here
    value = _values(item, drawn[:, 0, 2 * place : 2 * place + 2], float(by_name[f"points_{item.name}"]["denominator"]))
    result = value / float(scale_of(item))
    if scoring.capping is Capping.AT_WHOLE:
        result = np.minimum(result, 1.0)
    elif scoring.capping is Capping.AT_STANDARD and standard is not None:
        result = np.minimum(result, float(standard.number.value) / float(scale_of(item)))
    points: FloatArray = float(scoring.scale) * float(weight.number.value) * result
    return points


def _values(item: Indicator, sums: FloatArray, known: float) -> FloatArray:
    """Return the value of an indicator in each resample; the places that agreements contract are known, not drawn."""
    numerators, denominators = sums[:, 0], sums[:, 1]
    if isinstance(item.measure, ServiceLevelRatio):
        denominators = np.full_like(numerators, known)
    per = float(item.measure.per) if isinstance(item.measure, Rate) else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominators > 0, per * numerators / denominators, np.nan)


def indicator_certainty(
    question: Question, names: Sequence[str], certainty: Certainty, shown: Mapping[str, Collection[str]] | None = None
) -> IndicatorTable:
    """Return some indicators, by one dimension or none, with resampled intervals and the chance of meeting their standard.

    Parameters
    ----------
    names
        Those that cannot be resampled (`can_resample`) keep their row without resampled numbers.
    shown
        For each indicator, the groups whose result is published: only these are ranked, beside each other alone.

    Returns
    -------
    IndicatorTable
        With `RESAMPLED_COLUMNS` and, by a dimension, `RANK_COLUMNS`: ranks are 1 for the best in the direction of the indicator.
    """
    framework, year = question.framework, question.fiscal_year
    table = compute(question.store, framework, year, as_of=question.as_of, by=question.by, indicators=list(names))
    table = hold_to_standards(table, framework, year)
    chosen = [item for item in framework.indicators if item.name in names and can_resample(item, question.store)]
    drawn: dict[str, dict[str, FloatArray]] = {}
    for of in ((), question.by) if question.by else ((),):
        sums = person_sums(question.only_by(of), chosen) if chosen else None
        draws = sums.resampled(certainty) if sums is not None and sums.codes else None
        for place, item in enumerate(chosen):
            known = _denominators(table, item.name, question.by)
            if sums is not None and draws is not None:
                for at, code in enumerate(sums.codes):
                    mine = draws[:, at, 2 * place : 2 * place + 2]
                    drawn.setdefault(item.name, {})[code] = _values(item, mine, known.get(code, float("nan")))
    better = {item.name: item.better for item in framework.indicators}
    made: list[dict[str, Any]] = []
    ranked: dict[str, dict[str, FloatArray]] = {}
    for row in table.frame.to_dict("records"):
        name, code = str(row["indicator"]), str(row[question.by[0]]) if question.by else TOTAL
        draws_of = drawn.get(name, {}).get(code)
        if draws_of is None or np.isnan(row["value"]):
            made.append(_nothing())
            continue
        made.append(_resampled(draws_of, float(row["standard"]), better[name], row["denominator"], certainty))
        if code != TOTAL and made[-1]["judged"] == Judged.YES and code in (shown or {}).get(name, ()):
            ranked.setdefault(name, {})[code] = draws_of
    held = _with(table, made)
    return _with_ranks(held, ranked, better, question.by[0]) if question.by else held


def _denominators(table: IndicatorTable, name: str, by: Sequence[str]) -> dict[str, float]:
    mine = table.frame[table.frame["indicator"] == name]
    keys = mine[by[0]].astype(str) if by else [TOTAL] * len(mine)
    return dict(zip(keys, mine["denominator"].astype(float), strict=True))


def _nothing() -> dict[str, Any]:
    return {"resampled_low": np.nan, "resampled_high": np.nan, "probability": np.nan, "judged": Judged.NOT_RESAMPLED.value}


def _resampled(draws: FloatArray, standard: float, better: Better, n: float, certainty: Certainty) -> dict[str, Any]:
    known = draws[~np.isnan(draws)]
    if not len(known):
        return _nothing()
    low, high = (float(end) for end in np.quantile(known, _ENDS))
    ends = {"resampled_low": low, "resampled_high": high, "probability": float("nan")}
    if n < certainty.minimum_persons:
        return ends | {"judged": Judged.TOO_SMALL.value}
    if low == high:
        return ends | {"judged": Judged.NO_VARIATION.value}
    if not np.isnan(standard) and better is not Better.NEITHER:
        ends["probability"] = float(np.mean(known >= standard if better is Better.HIGHER else known <= standard))
    return ends | {"judged": Judged.YES.value}


def _with(table: IndicatorTable, made: Sequence[Mapping[str, Any]]) -> IndicatorTable:
    frame = table.frame.copy()
    for name in RESAMPLED_COLUMNS:
        frame[name] = pd.Series([row[name] for row in made], dtype=object if name == "judged" else float, index=frame.index)
    return table.with_frame(
        frame,
        derived=(*table.derived, *RESAMPLED_COLUMNS),
        revealing=(*table.revealing, *RESAMPLED_COLUMNS),
        labels=dict(table.labels) | {"judged": {code.value: label for code, label in JUDGED_LABELS.items()}},
        provenance=table.provenance.after("resample persons"),
    )


def _with_ranks(
    table: IndicatorTable, drawn: Mapping[str, Mapping[str, FloatArray]], better: Mapping[str, Better], dimension: str
) -> IndicatorTable:
    frame = table.frame.copy()
    found: dict[tuple[str, str], tuple[float, ...]] = {}
    for name, of_codes in drawn.items():
        codes = list(of_codes)
        # A resample without anyone leaves no value: it takes the last place rather than none.
        draws = np.nan_to_num(np.column_stack([of_codes[code] for code in codes]), nan=-np.inf)
        ranked = ranks(-draws if better[name] is Better.LOWER else draws)
        columns = (ranked.low, ranked.median, ranked.high, ranked.upper_half, np.full(len(codes), float(len(codes))))
        found |= {(name, code): tuple(float(column[at]) for column in columns) for at, code in enumerate(codes)}
    nothing = (float("nan"),) * len(RANK_COLUMNS)
    keys = zip(frame["indicator"].astype(str), frame[dimension].astype(str), strict=True)
    rows = [found.get(key, nothing) for key in keys]
    for at, name in enumerate(RANK_COLUMNS):
        frame[name] = np.array([row[at] for row in rows], dtype=float)
    return table.with_frame(frame, derived=(*table.derived, *RANK_COLUMNS), revealing=(*table.revealing, *RANK_COLUMNS))
