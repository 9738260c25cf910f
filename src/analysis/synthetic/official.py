"""Made-up official series, in the shape of real monthly ones: seasonal, by region, first estimated and then official."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from analysis.core.periods import FiscalYear, add_months
from analysis.synthetic.agency import Agency
from analysis.synthetic.draws import Floats, Integers
from analysis.synthetic.rows import NOT_APPLICABLE, PRESENT, Cells, Rows, codes, numbers

HOUSEHOLDS = "social_assistance_households"
ADULTS = "social_assistance_adults"
CHILDREN = "social_assistance_children"
RECIPIENTS = "social_assistance_recipients"
BENEFITS = "social_assistance_benefits"
ADMISSIONS = "new_admissions"
TRAINEES = "paas_participants"

SERIES = (HOUSEHOLDS, ADULTS, CHILDREN, RECIPIENTS, BENEFITS, ADMISSIONS, TRAINEES)
WHOLE = "quebec"
SHOWN_SHARE = 0.997
"""Of the whole, what the regions hold together: the rest is central or of unknown region."""
BREAK_RATIO = 0.93
"""From the day of the break on, new admissions are counted by a narrower rule."""
ESTIMATED_MONTHS = 2
"""The last months of a publication are estimates."""
ESTIMATE_SLIP = 0.004
"""Largest relative difference between an estimate and the official figure."""
LEVELS = {HOUSEHOLDS: 262_000.0, ADMISSIONS: 5_400.0, TRAINEES: 2_600.0}
"""Level of the whole in the first month."""
YEARLY_TREND = {HOUSEHOLDS: -0.035, ADMISSIONS: 0.01, TRAINEES: -0.02}
SEASONS = {
    HOUSEHOLDS: (1.010, 1.009, 1.007, 1.004, 1.000, 0.995, 0.992, 0.990, 0.991, 0.994, 1.000, 1.008),
    ADMISSIONS: (1.09, 1.02, 1.00, 0.97, 0.94, 0.92, 1.06, 1.00, 1.02, 1.01, 0.98, 0.99),
    TRAINEES: (1.02, 1.02, 1.02, 1.03, 1.02, 0.98, 0.90, 0.88, 0.97, 1.04, 1.06, 1.06),
}
"""January to December."""
ADULTS_PER_HOUSEHOLD = 1.07
CHILDREN_PER_HOUSEHOLD = 0.262
BENEFIT_PER_HOUSEHOLD = 905.0
YEARLY_INDEXATION = 0.03


@dataclass(frozen=True, slots=True)
class OfficialSeries:
    """Every made-up series: whole numbers (cents for benefits), one row a territory (the whole first), one column a month."""

    months: tuple[date, ...]
    territories: tuple[str, ...]
    values: dict[str, Integers]
    break_month: date
    publications: tuple[date, ...]

    def status(self, month: date, publication: date) -> str | None:
        """Return whether a publication gives a month as `official` or `estimate`; None if it does not give it."""
        last = add_months(publication, -1)
        earlier = [day for day in self.publications if day < publication]
        # A publication repeats only what the one before had estimated.
        first = add_months(earlier[-1], -ESTIMATED_MONTHS) if earlier else self.months[0]
        if not first <= month <= last:
            return None
        return "estimate" if month > add_months(last, -ESTIMATED_MONTHS) else "official"


def draw_series(agency: Agency) -> OfficialSeries:
    """Return the made-up official series: from a year before the first fiscal year (48 months at least) to the end of the last."""
    last = FiscalYear(agency.first_fiscal_year + agency.n_fiscal_years - 1)
    n_months = 12 * max(4, agency.n_fiscal_years + 1)
    months = tuple(add_months(last.first_day, 12 - n_months + offset) for offset in range(n_months))
    break_month = last.previous().first_day
    shares = np.concatenate([agency.region_shares * SHOWN_SHARE, [1 - SHOWN_SHARE]])
    calendar = np.array([month.month - 1 for month in months])
    years = np.arange(n_months) / 12

    def counted(name: str) -> Integers:
        noise = 0.004 if name == HOUSEHOLDS else 0.025
        wave = np.array(SEASONS[name])[calendar] * (1 + YEARLY_TREND[name]) ** years
        if name == ADMISSIONS:
            wave = wave * np.where([month >= break_month for month in months], BREAK_RATIO, 1.0)
        error = _noise(agency, name, len(shares), n_months)
        return np.asarray(np.rint(LEVELS[name] * shares[:, None] * wave * np.exp(noise * error)), dtype=np.int64)

    def about(ratio: Floats | float, name: str) -> Floats:
        return np.asarray(ratio + 0.004 * _noise(agency, name, len(shares), n_months), dtype=np.float64)

    households = counted(HOUSEHOLDS)
    adults = np.rint(households * about(ADULTS_PER_HOUSEHOLD, ADULTS)).astype(np.int64)
    children = np.rint(households * about(CHILDREN_PER_HOUSEHOLD, CHILDREN)).astype(np.int64)
    mean = BENEFIT_PER_HOUSEHOLD * (1 + YEARLY_INDEXATION) ** np.floor(years) * about(1.0, BENEFITS)
    parts = {
        HOUSEHOLDS: households,
        ADULTS: adults,
        CHILDREN: children,
        RECIPIENTS: adults + children,
        BENEFITS: np.rint(100 * households * mean).astype(np.int64),
        ADMISSIONS: counted(ADMISSIONS),
        TRAINEES: counted(TRAINEES),
    }
    # The whole is the sum of the regions and of the small part without region, which is not published.
    values = {name: np.concatenate([part.sum(axis=0, keepdims=True), part[:-1]]) for name, part in parts.items()}
    end = add_months(months[-1], 1)
    return OfficialSeries(months, (WHOLE, *agency.regions), values, break_month, (add_months(end, -3), end))


def series_rows(agency: Agency) -> Rows:
    """Return the series as published: counts, or an amount for benefits; a month first estimated comes back in the next publication.

    An estimate is off by `ESTIMATE_SLIP` at most; the official figure is the true one.
    """
    official = draw_series(agency)
    columns: dict[str, list[object]] = {name: [] for name in ("series", "period", "territory", "published", "status")}
    found: list[float] = []
    # One slip a month for every series and territory: estimates then add up as well as official figures do.
    slips = ESTIMATE_SLIP * np.tanh(_noise(agency, "estimate", 1, len(official.months))[0])
    for name in SERIES:
        for publication in official.publications:
            for column, month in enumerate(official.months):
                status = official.status(month, publication)
                if status is None:
                    continue
                for row, territory in enumerate(official.territories):
                    value = int(official.values[name][row, column])
                    if status == "estimate":
                        value = _estimate(official, name, row, column, float(slips[column]))
                    columns["series"].append(name)
                    columns["period"].append(month)
                    columns["territory"].append(territory)
                    columns["published"].append(publication)
                    columns["status"].append(status)
                    found.append(value / 100 if name == BENEFITS else float(value))
    size = len(found)
    is_amount = np.array([name == BENEFITS for name in columns["series"]])
    absent = np.full(size, NOT_APPLICABLE, dtype=np.int8)
    total = np.zeros(size, dtype=np.int64)
    return {
        "series": Cells(pa.array(columns["series"], pa.string())),
        "period": Cells(pa.array(columns["period"], pa.date32())),
        "territory": Cells(pa.array(columns["territory"], pa.string())),
        "scheme": codes(("total",), total),
        "category": codes(("total",), total),
        "published": Cells(pa.array(columns["published"], pa.date32())),
        "count": numbers(np.array(found), pa.float64(), np.where(is_amount, NOT_APPLICABLE, PRESENT).astype(np.int8)),
        "amount": numbers(np.array(found), pa.float64(), np.where(is_amount, PRESENT, NOT_APPLICABLE).astype(np.int8)),
        "status": Cells(pa.array(columns["status"], pa.string())),
        "published_share": numbers(np.zeros(size), pa.float64(), absent),
        "published_change": numbers(np.zeros(size), pa.float64(), absent),
        "published_mean_amount": numbers(np.zeros(size), pa.float64(), absent),
    }


def _estimate(official: OfficialSeries, name: str, row: int, column: int, slip: float) -> int:
    """Return the first figure given for a month; adults and children still add up to recipients."""
    if name == RECIPIENTS:
        return _estimate(official, ADULTS, row, column, slip) + _estimate(official, CHILDREN, row, column, slip)
    return round(int(official.values[name][row, column]) * (1 + slip))


def _noise(agency: Agency, stream: str, rows: int, columns: int) -> Floats:
    return agency.draws.normal(f"series {stream}", 0, rows * columns).reshape(rows, columns)
