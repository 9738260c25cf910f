"""Where the year will end, how likely it is to reach its target, and how such projections would have done in the past.

A projection reads the published months of the year to date and the seasons of earlier whole years (`statistics.projection`). The back-test
makes, for each past year and each month, the projection that could have been made then, and holds it to how the year ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any
from zlib import crc32

import numpy as np

from analysis.accountability.following_the_year import FROM_PUBLISHED, Published, period_row, published_table, summed
from analysis.accountability.published_months import MONTHS, Amount, Period, PublishedIndicator, State
from analysis.core.languages import Bilingual
from analysis.frameworks.indicators import Better
from analysis.frameworks.monitoring import Monitoring
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import TOTAL, IndicatorTable
from analysis.indicators.value_rows import Row, share_row, value_row
from analysis.statistics.projection import Course, Projection, can_project, project_ratio, project_total

PROJECTED = "predictive_95"
PROJECTION_COLUMNS = ("low_80", "high_80", "to_date", "probability", "standard", "actual", "n_months", "n_years")
PATH_COLUMNS = ("low_80", "high_80", "low_50", "high_50", "is_projected", "actual", "standard")
BACK_TEST_COLUMNS = ("n_projections",)
_MEASURES: dict[str, Bilingual] = {
    "mean_absolute_percentage_error": Bilingual("erreur absolue moyenne en pourcentage", "mean absolute percentage error"),
    "coverage_80": Bilingual("résultats dans l'intervalle à 80 %", "results inside the 80% interval"),
    "coverage_95": Bilingual("résultats dans l'intervalle à 95 %", "results inside the 95% interval"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is projected: an indicator, its year, the month from which it is looked at, and the month that is looked at."""

    item: PublishedIndicator
    place: int
    n_months: int
    until: int = MONTHS


def project(asked: Asked, monitoring: Monitoring) -> tuple[Projection, int] | None:
    """Return the projection and how many earlier years it reads, or None when it cannot be made from what is published.

    In the unit of the numerator over the denominator for a quotient (a share is 0–1), of the numerator otherwise.
    """
    item, place = asked.item, asked.place
    earlier = [at for at in range(place) if item.years[at].is_whole]
    if not earlier or not item.is_by_month:
        return None
    ends = [end for end in item.ends_of_blocks([*earlier, place], asked.n_months) if end <= asked.until]
    if asked.n_months not in ends or asked.until not in ends:
        return None
    known = ends.index(asked.n_months) + 1
    past = [item.by_block(at, ends) for at in earlier]
    now = item.by_block(place, ends[:known])
    counted, over = (Course(np.vstack([block[part] for block in past]), now[part]) for part in (0, 1))
    if not can_project(counted) or (item.is_quotient and not can_project(over)):
        return None
    seed = [monitoring.seed, crc32(item.name.encode()), item.years[place].year.start_year, asked.n_months]
    rng = np.random.default_rng(seed)
    if item.is_quotient:
        is_share = item.unit is Unit.SHARE
        made = project_ratio(counted, over, n_draws=monitoring.n_draws, rng=rng, is_share=is_share)
        made = Projection(made.draws * item.per, made.dispersion, made.freedom)
    else:
        made = project_total(counted, n_draws=monitoring.n_draws, rng=rng)
    return made, len(earlier)


def probability(projection: Projection, target: float, better: Better) -> float:
    """Return the chance of reaching a target in the direction that is better; NaN without a target or a direction."""
    if np.isnan(target) or better is Better.NEITHER:
        return float("nan")
    return projection.at_least(target) if better is Better.HIGHER else projection.at_most(target)


def projections(
    items: Sequence[PublishedIndicator],
    goals: Mapping[str, tuple[float, Better]],
    n_months: int,
    monitoring: Monitoring,
    published: Published,
) -> IndicatorTable:
    """Return, for each indicator, where its last year would end as seen after `n_months`: the median and the 95% interval.

    Derived `PROJECTION_COLUMNS`: the 80% interval, what was counted to date, the chance of reaching the target, the target, the result
    when it is known, the months and the earlier years read. An indicator that cannot be projected from what is published has no value.
    """
    rows = []
    for item in items:
        place = len(item.years) - 1
        target, better = goals.get(item.name, (float("nan"), Better.NEITHER))
        year = item.years[place]
        made = project(Asked(item, place, n_months), monitoring)
        to_date = item.value(year.to_date(n_months))
        derived: dict[str, Any] = {
            "to_date": to_date,
            "standard": target,
            "actual": item.value(year.to_date(MONTHS)),
            "n_months": float(n_months),
        }
        if made is None:
            row = period_row(item, {}, Period(State.HIDDEN) if _hides(item, n_months) else item.why_not, **derived)
            rows.append(row | {"low_80": np.nan, "high_80": np.nan, "probability": np.nan, "n_years": np.nan})
            continue
        projection, n_years = made
        low, high = projection.interval(0.80)
        chance = probability(projection, target, better)
        rows.append(
            _projected(item, {}, projection) | derived | {"low_80": low, "high_80": high, "probability": chance, "n_years": float(n_years)}
        )
    return published_table(rows, ((), PROJECTION_COLUMNS), {}, published, f"project the year after {n_months} months")


def _hides(item: PublishedIndicator, n_months: int) -> bool:
    return item.is_by_month and any(year.is_whole for year in item.years[:-1]) and item.years[-1].to_date(n_months) is None


def _projected(item: PublishedIndicator, place: Mapping[str, str], projection: Projection) -> dict[str, Any]:
    low, high = projection.interval(0.95)
    row = period_row(item, place, Period(State.KNOWN, Amount(projection.median, 1.0), low, high, PROJECTED))
    # A projection is no count: nothing stands in its numerator or denominator.
    return row | {"value": projection.median, "numerator": np.nan, "denominator": np.nan, "note": "computed", "interval_method": PROJECTED}


def path(item: PublishedIndicator, target: float, n_months: int, monitoring: Monitoring, published: Published) -> IndicatorTable:
    """Return the year to date of an indicator up to a month, then where it may stand at each later month: dimension `month`.

    Derived `PATH_COLUMNS`: the intervals at 80 and 50%, whether the row is projected, what was counted when it is known, the target.
    """
    place = len(item.years) - 1
    year = item.years[place]
    rows = []
    for month in range(1, MONTHS + 1):
        at = {"month": f"{year.year.months[month - 1]:%Y-%m}"}
        actual = item.value(year.to_date(month))
        rest = dict.fromkeys(("low_80", "high_80", "low_50", "high_50"), float("nan"))
        known = {"actual": actual, "standard": target, "is_projected": month > n_months}
        if month <= n_months:
            rows.append(period_row(item, at, summed(item, year.to_date(month))) | rest | known)
            continue
        made = project(Asked(item, place, n_months, month), monitoring)
        if made is None:
            rows.append(period_row(item, at, Period(State.HIDDEN)) | rest | known)
            continue
        for level in (80, 50):
            rest[f"low_{level}"], rest[f"high_{level}"] = made[0].interval(level / 100)
        rows.append(_projected(item, at, made[0]) | rest | known)
    return published_table(rows, (("month",), PATH_COLUMNS), {}, published, f"project {item.name} after {n_months} months")


@dataclass(frozen=True, slots=True)
class Tried:
    """One projection of the past and how the year ended."""

    indicator: str
    n_months: int
    error: float
    """Distance of the median from the result, as a share of the result."""
    in_80: bool
    in_95: bool


def tried(items: Sequence[PublishedIndicator], monitoring: Monitoring) -> tuple[Tried, ...]:
    """Return every projection that could have been made at each month of each year that is over, held to how it ended."""
    found = []
    for item in items:
        for place, year in enumerate(item.years):
            if not year.is_whole:
                continue
            ended = item.value(year.to_date(MONTHS))
            for n_months in range(1, MONTHS):
                made = project(Asked(item, place, n_months), monitoring)
                if made is None or not ended:
                    continue
                (low_80, high_80), (low_95, high_95) = (made[0].interval(level) for level in (0.80, 0.95))
                error = abs(made[0].median - ended) / abs(ended)
                found.append(Tried(item.name, n_months, error, low_80 <= ended <= high_80, low_95 <= ended <= high_95))
    return tuple(found)


def back_test(attempts: Sequence[Tried], by: str, published: Published) -> IndicatorTable:
    """Return how projections of the past did: mean absolute percentage error, and the share of results inside the intervals.

    Parameters
    ----------
    by
        `n_months` for one part a number of months known, `projected` for one part an indicator; the row `TOTAL` is about all of them.
    """
    groups: dict[str, list[Tried]] = {}
    for one in attempts:
        groups.setdefault(f"{one.n_months:02d}" if by == "n_months" else one.indicator, []).append(one)
    codes = sorted(groups) if by == "n_months" else list(groups)
    rows = [_measured(by, code, groups.get(code, list(attempts)), name) for name in _MEASURES for code in (*codes, TOTAL)]
    labels = {
        "indicator": _MEASURES,
        "n_months": {code: _after(int(code)) for code in groups if code.isdigit()},
        "projected": published.labels.get("indicator", {}),
    }
    return published_table(rows, ((by,), BACK_TEST_COLUMNS), labels, published, f"back-test of projections by {by}")


def _after(n_months: int) -> Bilingual:
    return Bilingual(f"après {n_months} mois", f"after {n_months} months" if n_months > 1 else "after 1 month")


def _measured(by: str, code: str, members: Sequence[Tried], name: str) -> Row:
    n, derived = len(members), {"n_projections": float(len(members))}
    if name == "mean_absolute_percentage_error":
        added = fsum(one.error for one in members)
        value = added / n if n else None
        return value_row(name, {by: code}, (added, n, "projections"), Unit.SHARE, value=value, method=FROM_PUBLISHED, derived=derived)
    inside = float(sum(one.in_80 if name == "coverage_80" else one.in_95 for one in members))
    return share_row(name, {by: code}, (inside, n, "projections"), n_missing=float("nan"), derived=derived)
