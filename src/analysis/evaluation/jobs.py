"""How long jobs last from day to day, and how people leave the service: durations counted by the engine, curves at a few months.

A job is the first spell of employment that administrative files hold for a participation, from its first day to its last; those not matched
with the files are missing, and a job that goes on is known until the last day on which the files know of the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.cohorts.episodes import Variable, variable
from analysis.cohorts.selection import select
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.evaluation.followed_years import followed_cohort
from analysis.evaluation.rows import EVERYONE, months_label, smallest_count, table
from analysis.evaluation.wave_patterns import group_labels
from analysis.extracts.leaving_the_engine import ordered_frame
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.indicators.grouping import code_of, columns_for, grouped, refuse_reserved_codes
from analysis.indicators.table import SMALLEST, TOTAL, IndicatorTable
from analysis.indicators.value_rows import combined_row, value_row
from analysis.statistics.intervals import FloatArray
from analysis.statistics.survival import cumulative_incidence, incidence_interval, kaplan_meier, restricted_mean

if TYPE_CHECKING:
    from analysis.extracts.store import Store

DAYS_A_MONTH = 365.25 / 12
PRINTED_MONTHS = (3, 6, 9, 12, 18, 24)
"""Months at which a curve is printed: far enough apart that several people leave between two of them."""
HORIZON = 24
"""Months over which mean durations are counted."""
WAYS = ("found_job", "withdrew", "otherwise")
_WAY_OF_REASON = {"employed": "found_job", "dropped_out": "withdrew", "interrupted": "withdrew"}
_LABELS: dict[str, Bilingual] = {
    "still_in_job": Bilingual("encore dans le même emploi", "still in the same job"),
    "at_risk": Bilingual("emplois suivis jusque-là", "jobs followed so far"),
    "months_in_job": Bilingual("mois dans l'emploi, sur 24", "months in the job, out of 24"),
    "left_service": Bilingual("sortie du service, incidence cumulée", "leaving the service, cumulative incidence"),
}
_DENOMINATORS: dict[str, Bilingual] = {
    "jobs": Bilingual("emplois trouvés dans les fichiers administratifs", "jobs found in administrative files"),
    SMALLEST: Bilingual("plus petit compte dont la valeur est faite", "smallest of the counts that the value is made of"),
}
WAY_LABELS: dict[str, Bilingual] = {
    "found_job": Bilingual("placement en emploi", "placed in a job"),
    "withdrew": Bilingual("abandon ou interruption", "dropped out or interrupted"),
    "otherwise": Bilingual("fin sans emploi, participation achevée ou transfert", "ended without a job, completed or transferred"),
}


@dataclass(frozen=True, slots=True)
class Durations:
    """Counts of durations: `n[row]` participations of group `group[row]` last `days[row]`; `cause` is 0 when not seen to end."""

    days: FloatArray
    cause: npt.NDArray[np.int64]
    n: npt.NDArray[np.int64]
    group: npt.NDArray[np.str_]
    by: str
    n_missing: dict[str, float]
    """How many of each group, and of everyone, have no known duration."""
    labels: dict[str, Bilingual]

    def groups(self) -> Iterator[tuple[str, FloatArray, npt.NDArray[np.int64]]]:
        """Yield everyone, then each group: code, one duration in months a participation, its cause."""
        codes = [TOTAL, *(sorted(set(self.group) | (set(self.n_missing) - {TOTAL})) if self.by else [])]
        for code in codes:
            mine = np.ones(len(self.n), dtype=bool) if code == TOTAL else self.group == code
            times = np.repeat(self.days[mine], self.n[mine]) / DAYS_A_MONTH
            yield str(code), times, np.repeat(self.cause[mine], self.n[mine])


def job_durations(
    store: Store, framework: Framework, fiscal_years: Sequence[FiscalYear], as_of: date, *, by: str = "", cohort: str | None = None
) -> Durations:
    """Count in the engine how long the first job of each participation lasted, and for how many nothing is known.

    A participation without a job in the files has no duration and is not missing; one that could not be matched is missing.
    """
    chosen = followed_cohort(framework, cohort)

    def made(episodes: Any) -> Any:
        matches = store.table("administrative_matches").select("participation_id", "is_matched", "matched_until")
        spells = store.table("employment_spells").filter(lambda spell: spell.start_date <= ibis.date(as_of))
        begun = spells.mutate(begins=spells.start_date.min().over(group_by="participation_id"))
        # Of several begun on the same first day, the one that lasts longest: nobody is out of work before it ends.
        begun = begun.filter(begun.start_date == begun.begins)
        first = begun.group_by("participation_id").aggregate(
            begins=begun.begins.min(),
            ends=begun.end_date.max(),
            is_over=begun.end_date.notnull().all(),
        )
        joined = episodes
        for other in (matches, first):
            joined = joined.left_join(other, "participation_id", rname="{name}__joined").drop("participation_id__joined")
        last_known = ibis.least(joined.matched_until, ibis.date(as_of))
        is_over = (joined.is_over & (joined.ends <= ibis.date(as_of))).fill_null(False)
        matched = joined.is_matched.fill_null(False)
        until = is_over.ifelse(joined.ends, last_known)
        days = until.delta(joined.begins, unit="day")
        return joined.mutate(
            days=(matched & (days >= 0)).fill_null(False).ifelse(days, ibis.null("int64")), cause=is_over.cast("int64"), is_missing=~matched
        )

    return _counted(store, fiscal_years, by, lambda year, wanted: made(select(store, chosen, year, as_of=as_of, variables=wanted).episodes))


def no_durations(by: str = "") -> Durations:
    """Return the durations of nobody: what is known of jobs where no extract gives their last day."""
    nobody = np.zeros(0, dtype=np.int64)
    return Durations(np.zeros(0), nobody, nobody, np.zeros(0, dtype=np.str_), by, {TOTAL: 0.0}, {})


def service_durations(
    store: Store, framework: Framework, fiscal_years: Sequence[FiscalYear], as_of: date, *, cohort: str | None = None
) -> Durations:
    """Count in the engine how long participations lasted until a placement or an end, and which came first (`WAYS`, numbered from 1)."""
    chosen = followed_cohort(framework, cohort)
    columns = ["start_date", "end_date", "end_reason", "placement_date"]

    def made(episodes: Any) -> Any:
        placed = (episodes.placement_date <= ibis.date(as_of)).fill_null(False)
        ended = (episodes.end_date <= ibis.date(as_of)).fill_null(False)
        placed_first = placed & (~ended | (episodes.placement_date <= episodes.end_date)).fill_null(True)
        way = ibis.cases(
            *((episodes.end_reason == reason, WAYS.index(name) + 1) for reason, name in _WAY_OF_REASON.items()), else_=len(WAYS)
        )
        until = ibis.cases((placed_first, episodes.placement_date), (ended, episodes.end_date), else_=ibis.date(as_of))
        cause = ibis.cases((placed_first, 1), (ended, way), else_=0)
        return episodes.mutate(days=until.delta(episodes.start_date, unit="day"), cause=cause.cast("int64"), is_missing=ibis.literal(False))

    return _counted(store, fiscal_years, "", lambda year, _: made(select(store, chosen, year, as_of=as_of, columns=columns).episodes))


def _counted(store: Store, fiscal_years: Sequence[FiscalYear], by: str, made: Any) -> Durations:
    wanted: set[Variable] = {variable(by)} if by and by != "quarter" else set()
    frames: list[pd.DataFrame] = []
    labels: dict[str, Bilingual] = {}
    missing = {TOTAL: 0.0}
    for year in fiscal_years:
        episodes = made(year, wanted)
        narrow = episodes.select("days", "cause", "is_missing", **columns_for(episodes, (by,) if by else ()))
        rows = grouped(narrow, (by,) if by else (), year, year.last_day)
        keys = ["days", "cause", "is_missing", *([by] if by else [])]
        frame: pd.DataFrame = ordered_frame(rows.group_by(keys).aggregate(n=rows.count()))
        frame["code"] = [code_of(by, value, year) for value in frame[by]] if by else ""
        refuse_reserved_codes(by, set(frame["code"]), store.provenance.source.en)
        labels |= group_labels(store, by, set(frame["code"]), year)
        for code, n, is_missing in zip(frame["code"], frame["n"], frame["is_missing"], strict=True):
            missing[TOTAL] += float(n) * is_missing
            if by:
                missing[code] = missing.get(code, 0.0) + float(n) * is_missing
        frames.append(frame.loc[frame["days"].notna(), ["days", "cause", "code", "n"]])
    columns = ["days", "cause", "code", "n"]
    together = pd.concat(frames).groupby(columns[:3], as_index=False)["n"].sum() if frames else pd.DataFrame(columns=columns)
    return Durations(
        together["days"].to_numpy(dtype=np.float64),
        together["cause"].to_numpy(dtype=np.int64),
        together["n"].to_numpy(dtype=np.int64),
        together["code"].to_numpy(dtype=np.str_),
        by,
        missing,
        labels,
    )


def _labels(durations: Durations) -> dict[str, dict[str, Bilingual]]:
    found = {
        "indicator": _LABELS, "denominator_name": _DENOMINATORS, "month": {str(month): months_label(month) for month in PRINTED_MONTHS},
        "way": dict(WAY_LABELS),
    }  # fmt: skip
    return found | ({durations.by: dict(durations.labels) | {TOTAL: EVERYONE}} if durations.by else {})


def _steps(times: FloatArray, left: npt.NDArray[np.bool_], month: int) -> float:
    """Return the smallest count that the curve gives away up to a printed month: those leaving between two of them, or not."""
    until = [printed for printed in PRINTED_MONTHS if printed <= month]
    begins = [0, *until[:-1]]
    exits = [
        float((left & (times > begin) & (times <= end)).sum()) + float((left & (times == 0)).sum()) * (begin == 0)
        for begin, end in zip(begins, until, strict=True)
    ]
    at_risk = [float((times >= begin).sum()) for begin in begins]
    return smallest_count(exits, at_risk)


def job_curve(store: Store, durations: Durations, step: str) -> IndicatorTable:
    """Return, at each printed month, the share of jobs that last longer (Kaplan–Meier, log(−log)) and how many jobs were followed so far.

    Dimensions: the grouping, if any, then `month`. Rows after the last month at which anybody is known have no value.
    """
    rows = []
    for code, times, causes in durations.groups():
        place = {durations.by: code} if durations.by else {}
        curve = kaplan_meier(times, causes > 0)
        for month in PRINTED_MONTHS:
            here = place | {"month": str(month)}
            value, low, high = (float(column) for column in curve.at(month))
            rows.append(combined_row("still_in_job", here, value, _steps(times, causes > 0, month), ends=(low, high), method="log_log"))
            if not durations.by:
                n = float((times >= month).sum())
                rows.append(value_row("at_risk", here, (n, n, "jobs"), Unit.PARTICIPATIONS, value=n))
    rows.sort(key=lambda one: list(_LABELS).index(one["indicator"]))
    dimensions = (durations.by, "month") if durations.by else ("month",)
    return table(store, rows, dimensions, _labels(durations), step)


def job_months(store: Store, durations: Durations, step: str) -> IndicatorTable:
    """Return the mean months in the first job counted up to `HORIZON`: the area under the curve, with its interval."""
    rows = []
    for code, times, causes in durations.groups():
        place = {durations.by: code} if durations.by else {}
        found = restricted_mean(kaplan_meier(times, causes > 0), HORIZON)
        counts = (np.nan, float(len(times)), "jobs")
        ends = (found.low, found.high)
        missing = durations.n_missing.get(code, 0.0)
        rows.append(
            value_row(
                "months_in_job", place, counts, Unit.MONTHS, value=found.value, ends=ends, method="restricted_mean", n_missing=missing
            )
        )
    dimensions = (durations.by,) if durations.by else ()
    return table(store, rows, dimensions, _labels(durations), step, additive=dimensions)


def service_exits(store: Store, durations: Durations, step: str) -> IndicatorTable:
    """Return the share of participations that a placement, a withdrawal or another end has closed by each printed month.

    Dimensions `way` and `month`.
    """
    rows = []
    _, times, causes = next(durations.groups())
    found = cumulative_incidence(times, causes, len(WAYS))
    for number, (way, curve) in enumerate(zip(WAYS, found, strict=True), start=1):
        for month in PRINTED_MONTHS:
            value, error = (float(column) for column in curve.at(month))
            is_known = bool(times.size) and times.max() >= month
            ends = incidence_interval(value, error)
            smallest = _steps(times, causes == number, month)
            here = {"way": way, "month": str(month)}
            rows.append(combined_row("left_service", here, value if is_known else None, smallest, ends=ends, method="log_log_incidence"))
    return table(store, rows, ("way", "month"), _labels(durations), step)
