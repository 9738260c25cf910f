"""Following the year: months, quarters, the year to date and the last four quarters of each indicator, and its control chart.

Made from published numbers alone (`published_months`): the tables are about figures of the report, and hide nothing further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.accountability.published_months import MONTHS, QUARTERS, Amount, Period, PublishedIndicator, PublishedYear, State
from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.frameworks.monitoring import Monitoring
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Note, Subject
from analysis.indicators.value_rows import Row, methods_in, value_row
from analysis.statistics.control_charts import FloatArray, Limits, individuals, p_chart, seasonal, signals, u_chart
from analysis.statistics.intervals import wilson

FROM_PUBLISHED = "none_from_published"
COMPARISON_COLUMNS = ("earlier", "change", "standard", "n_months")
"""The same period a year before and the difference, the target of the year, and how many months the period has."""
CHART_COLUMNS = ("center", "lower_limit", "upper_limit", "chart", "limits_since", "beyond", "in_run")
SIGNAL_COLUMNS = ("center", "lower_limit", "upper_limit", "chart", "limits_since", "n_beyond", "n_in_run", "last_signal", "limits_unit")
VIEWS = ("month", "to_date", "last_four_quarters")
VIEW_LABELS: dict[str, Bilingual] = {
    "month": Bilingual("mois", "month"),
    "to_date": Bilingual("depuis le début de l'exercice", "year to date"),
    "last_four_quarters": Bilingual("quatre derniers trimestres", "last four quarters"),
}
CHART_LABELS: dict[str, Bilingual] = {
    "individuals": Bilingual("valeurs individuelles et étendues mobiles (XmR)", "individuals and moving ranges (XmR)"),
    "seasonal": Bilingual("mois comparés à leur saison", "months beside their season"),
    "p_prime": Bilingual("parts, p′ de Laney", "shares, Laney's p′"),
    "u_prime": Bilingual("taux, u′ de Laney", "rates, Laney's u′"),
    "none": Bilingual("trop peu de mois publiés", "too few published months"),
}
Labels = Mapping[str, Mapping[str, Bilingual]]


@dataclass(frozen=True, slots=True)
class Published:
    """What the released tables behind a table say of themselves: what their codes are called, and where they come from."""

    labels: Labels
    provenance: Provenance


_NOTES = {
    State.HIDDEN: Note.HIDDEN,
    State.EMPTY: Note.NO_CASES,
    State.ABSENT: Note.NOT_APPLICABLE,
    State.TO_COME: Note.NOT_APPLICABLE,
    State.IN_DEVELOPMENT: Note.IN_DEVELOPMENT,
}


def period_row(item: PublishedIndicator, place: Mapping[str, str], period: Period, **derived: object) -> Row:
    """Return a row of a table made from published numbers."""
    value = item.value(period.amount) if period.state is State.KNOWN else float("nan")
    note = _NOTES.get(period.state, Note.COMPUTED)
    if note is Note.COMPUTED and np.isnan(value):
        note = Note.NO_CASES
    amount = period.amount if note is Note.COMPUTED else Amount(float("nan"), float("nan"))
    counts = amount.numerator, amount.denominator, item.denominator_name
    ends = period.low, period.high
    return value_row(item.name, place, counts, item.unit, value=value, ends=ends, method=period.method, note=note, derived=derived)


def published_table(
    rows: Sequence[Mapping[str, Any]], columns: tuple[tuple[str, ...], tuple[str, ...]], labels: Labels, published: Published, step: str
) -> IndicatorTable:
    """Return a table about figures that the report publishes: `columns` are its dimensions and its derived columns."""
    dimensions, derived = columns
    frame = pd.DataFrame(rows, columns=["indicator", *dimensions, *VALUE_COLUMNS, *derived])
    known = dict(published.labels) | dict(labels) | {"interval_method": methods_in(frame)}
    return IndicatorTable(
        frame=frame,
        subject=Subject.OFFICIAL,
        provenance=published.provenance.after(step),
        dimensions=dimensions,
        derived=derived,
        revealing=tuple(name for name in derived if name in ("earlier", "change")),
        labels=known,
    )


def summed(item: PublishedIndicator, amount: Amount | None) -> Period:
    """Return a sum of published amounts as a period, with Wilson's interval when it is a share of persons."""
    if amount is None:
        return Period(State.HIDDEN)
    if item.unit is Unit.SHARE and item.is_quotient and 0 <= amount.numerator <= amount.denominator and amount.denominator > 0:
        interval = wilson(amount.numerator, amount.denominator)
        return Period(State.KNOWN, amount, float(interval.low), float(interval.high), "wilson")
    return Period(State.KNOWN, amount, method=FROM_PUBLISHED)


def monthly(item: PublishedIndicator, target: float, published: Published) -> IndicatorTable:
    """Return the months of the last year of an indicator under three views: the month, the year to date, the last four quarters.

    Dimensions `view` and `month`; derived `COMPARISON_COLUMNS`. A month that was not over is not in the table.
    """
    rows = []
    year = item.years[-1]
    for view in VIEWS:
        for n_months in range(1, year.n_over + 1):
            period, before = _seen(item, -1, view, n_months), _seen(item, -2, view, n_months)
            rows.append(_compared(item, {"view": view, "month": _code(year, n_months)}, (period, before), target, n_months))
    return published_table(rows, (("view", "month"), COMPARISON_COLUMNS), {"view": VIEW_LABELS}, published, f"follow {item.name} by month")


def year_to_date(items: Sequence[PublishedIndicator], targets: Mapping[str, float], n_months: int, published: Published) -> IndicatorTable:
    """Return each indicator over the first `n_months` of its last year and over the last four quarters: dimension `view`."""
    rows = []
    for item in items:
        for view in VIEWS[1:]:
            period, before = (_seen(item, place, view, n_months) if item.is_by_month else item.why_not for place in (-1, -2))
            rows.append(_compared(item, {"view": view}, (period, before), targets.get(item.name, float("nan")), n_months))
    return published_table(rows, (("view",), COMPARISON_COLUMNS), {"view": VIEW_LABELS}, published, f"year to date after {n_months} months")


def quarterly(items: Sequence[PublishedIndicator], targets: Mapping[str, float], published: Published) -> IndicatorTable:
    """Return each indicator by quarter of its last year, the year in the row `TOTAL`: dimension `quarter`."""
    rows = []
    for item in items:
        now, before = item.years[-1], item.years[-2] if len(item.years) > 1 else None
        target = targets.get(item.name, float("nan"))
        for at in range(QUARTERS):
            if now.quarters[at].state is not State.TO_COME:
                code = f"{now.year.start_year}-Q{at + 1}"
                rows.append(_compared(item, {"quarter": code}, (now.quarters[at], before.quarters[at] if before else None), target, 3))
        whole = now.whole if now.whole.state is not State.TO_COME else summed(item, now.to_date(now.n_over))
        past = before.whole if before and now.n_over == MONTHS else None
        rows.append(_compared(item, {"quarter": TOTAL}, (whole, past), target, now.n_over))
    return published_table(rows, (("quarter",), COMPARISON_COLUMNS), {}, published, "follow by quarter")


def _seen(item: PublishedIndicator, place: int, view: str, n_months: int) -> Period:
    at = len(item.years) + place
    if at < 0 or n_months > item.years[at].n_over:
        return Period(State.ABSENT)
    year = item.years[at]
    if view == "month":
        return year.months[n_months - 1]
    if view == "to_date":
        return year.whole if n_months == MONTHS else summed(item, year.to_date(n_months))
    if n_months < MONTHS and (at == 0 or not item.years[at - 1].is_whole):
        return Period(State.ABSENT)
    return summed(item, item.last_twelve(at, n_months))


def _compared(
    item: PublishedIndicator, place: Mapping[str, str], periods: tuple[Period, Period | None], target: float, n_months: int
) -> dict[str, Any]:
    """Return a row about a period, beside the same one a year before."""
    period, before = periods
    earlier = item.value(before.amount) if before is not None and before.state is State.KNOWN else float("nan")
    now = item.value(period.amount) if period.state is State.KNOWN else float("nan")
    return period_row(item, place, period, earlier=earlier, change=now - earlier, standard=target, n_months=float(n_months))


def _code(year: PublishedYear, n_months: int) -> str:
    return f"{year.year.months[n_months - 1]:%Y-%m}"


def control_chart(item: PublishedIndicator, framework: str, monitoring: Monitoring, published: Published) -> IndicatorTable:
    """Return every month of an indicator with its centre and limits, and what the rules call out: dimension `month`.

    Limits are estimated from the first `baseline_months` of each period, a period being what lies between two declared rebasings, and
    stay where they are until the next. `beyond` and `in_run` are 1 upward, −1 downward, 0 nothing.
    """
    drawn = _drawn(item, framework, monitoring)
    rows = []
    for at, (year, n_months) in enumerate(_months(item)):
        period = year.months[n_months - 1]
        derived = {name: column[at] for name, column in drawn.items()}
        rows.append(period_row(item, {"month": _code(year, n_months)}, period, **derived))
    return published_table(rows, (("month",), CHART_COLUMNS), {"chart": CHART_LABELS}, published, f"control chart of {item.name}")


def signals_of_year(items: Mapping[str, Sequence[PublishedIndicator]], monitoring: Monitoring, published: Published) -> IndicatorTable:
    """Return how many published months of the last year each indicator has under a signal: one row an indicator, by framework."""
    rows = [_called(item, _drawn(item, framework, monitoring)) for framework, members in items.items() for item in members]
    return published_table(rows, ((), SIGNAL_COLUMNS), {"chart": CHART_LABELS}, published, "signals of the year")


def _called(item: PublishedIndicator, drawn: Mapping[str, Any]) -> dict[str, Any]:
    months = _months(item)
    judged = [
        at for at, (year, n_months) in enumerate(months)
        if year is item.years[-1] and year.months[n_months - 1].state is State.KNOWN and not np.isnan(drawn["center"][at])
    ]  # fmt: skip
    called = [at for at in judged if drawn["beyond"][at] or drawn["in_run"][at]]
    period = Period(State.KNOWN, Amount(float(len(called)), float(len(judged))), method=FROM_PUBLISHED)
    last = judged[-1] if judged else None
    row = period_row(
        item,
        {},
        period if judged else Period(State.HIDDEN) if item.is_by_month else item.why_not,
        **{name: float("nan") if last is None else drawn[name][last] for name in ("center", "lower_limit", "upper_limit")},
        chart="none" if last is None else drawn["chart"][last],
        limits_since="" if last is None else drawn["limits_since"][last],
        n_beyond=float(sum(bool(drawn["beyond"][at]) for at in judged)),
        n_in_run=float(sum(bool(drawn["in_run"][at]) for at in judged)),
        last_signal=_code(*months[called[-1]]) if called else "",
        limits_unit=item.unit.value,
    )
    return row | {"value": float(len(called)) if judged else float("nan"), "unit": Unit.MONTHS.value}


def _months(item: PublishedIndicator) -> list[tuple[PublishedYear, int]]:
    return [(year, n_months) for year in item.years for n_months in range(1, year.n_over + 1)]


def _drawn(item: PublishedIndicator, framework: str, monitoring: Monitoring) -> dict[str, Any]:
    """Return, for each month of an indicator, the columns that are drawn: `CHART_COLUMNS`."""
    months = _months(item)
    periods = [year.months[n_months - 1] for year, n_months in months]
    codes = [_code(year, n_months) for year, n_months in months]
    numerators, denominators = (
        np.array([getattr(one.amount, name) if one.state is State.KNOWN else np.nan for one in periods])
        for name in ("numerator", "denominator")
    )
    values = np.array([item.value(one.amount) if one.state is State.KNOWN else np.nan for one in periods])
    # Files that begin during a year count nobody before their first follow-ups: those months are before the chart.
    started = np.flatnonzero(np.nan_to_num(values) > 0)
    values[: started[0] if len(started) else len(values)] = np.nan
    days = {f"{rebased.since:%Y-%m}" for rebased in monitoring.rebased_on(framework, item.name)}
    starts = [0, *(at for at, code in enumerate(codes) if code in days and at > 0), len(codes)]
    season = np.array([n_months - 1 for _, n_months in months], dtype=int)
    limits = {name: np.full(len(codes), np.nan) for name in ("center", "low", "high")}
    since, which, of_period = [""] * len(codes), ["none"] * len(codes), np.zeros(len(codes), dtype=int)
    for number, (first, last) in enumerate(pairwise(starts)):
        of_period[first:last] = number
        known = np.flatnonzero(~np.isnan(values[first:last]))[: monitoring.baseline_months] + first
        if len(known) < monitoring.minimum_months:
            continue
        baseline = np.zeros(len(codes), dtype=bool)
        baseline[known] = True
        by_season = seasonal(values, season, baseline) if item.name in monitoring.seasonal and not item.is_quotient else None
        found = by_season or _limits(item, values, (numerators, denominators), baseline)
        for name, column in zip(("center", "low", "high"), (found.center, found.low, found.high), strict=True):
            limits[name][first:last] = column[first:last]
        since[first:last] = [codes[known[0]]] * (last - first)
        which[first:last] = ["seasonal" if by_season else _chart(item)] * (last - first)
    called = signals(values, Limits(limits["center"], limits["low"], limits["high"]), monitoring.run_of, of_period)
    return {
        "center": limits["center"],
        "lower_limit": limits["low"],
        "upper_limit": limits["high"],
        "chart": which,
        "limits_since": since,
        "beyond": called.beyond.astype(float),
        "in_run": called.run.astype(float),
    }


def _chart(item: PublishedIndicator) -> str:
    if not item.is_quotient or item.unit is Unit.DAYS:
        return "individuals"
    return "p_prime" if item.unit is Unit.SHARE else "u_prime"


def _limits(item: PublishedIndicator, values: FloatArray, counts: tuple[FloatArray, FloatArray], baseline: np.ndarray) -> Limits:
    chart = _chart(item)
    if chart == "individuals":
        return individuals(values, baseline, floor=0.0)
    if chart == "p_prime":
        return p_chart(*counts, baseline)
    found = u_chart(*counts, baseline)
    return Limits(found.center * item.per, found.low * item.per, found.high * item.per, found.spread)
