"""The true answers about the tables of records: counts, shares, delays and costs by fiscal year, and where the special cause is."""

from __future__ import annotations

from math import fsum
from typing import Any

import numpy as np

from analysis.core.periods import add_months
from analysis.synthetic.agency import Agency, day_number
from analysis.synthetic.draws import Integers
from analysis.synthetic.records import (
    COST_PER_PARTICIPATION,
    DELAY_DAYS,
    JUSTIFIED_SHARE,
    RECORD_TABLES,
    REVIEW_OUTCOMES,
    REVIEW_SHARES,
    SPECIAL_FACTOR,
    SPECIAL_MONTH,
    WINTER_DELAY,
)
from analysis.synthetic.rows import Rows

DAY_OF: dict[str, str] = {
    "complaints": "received_date",
    "review_requests": "received_date",
    "assistance_requests": "received_date",
    "vacancies": "reported_date",
    "assisted_firms": "start_date",
    "qualification_agreements": "signed_date",
    "costs": "month",
}
"""The day by which each table's rows belong to a fiscal year."""


def record_truth(agency: Agency) -> dict[str, Any]:
    """Return what is true of the tables of records; every count is of rows known on the day of observation."""
    tables = {name: make(agency) for name, make in RECORD_TABLES.items()}
    years = {str(year.start_year): (day_number(year.first_day), day_number(year.last_day)) for year in agency.fiscal_years}
    counts = {name: {label: int(_in(rows, DAY_OF[name], *ends).sum()) for label, ends in years.items()} for name, rows in tables.items()}
    positions = tables["vacancies"]["n_positions"].values.to_numpy()
    first = tables["assisted_firms"]["is_first"].values.to_numpy(zero_copy_only=False)
    amounts = tables["costs"]["amount"].values.to_numpy()
    by_year = {
        "positions": {label: int(positions[_in(tables["vacancies"], "reported_date", *ends)].sum()) for label, ends in years.items()},
        "new_firms": {label: int(first[_in(tables["assisted_firms"], "start_date", *ends)].sum()) for label, ends in years.items()},
        "costs": {label: round(float(amounts[_in(tables["costs"], "month", *ends)].sum()), 2) for label, ends in years.items()},
    }
    special = add_months(agency.fiscal_years[-1].first_day, SPECIAL_MONTH)
    return {
        "rows": counts,
        **by_year,
        "model": {
            "justified_share": JUSTIFIED_SHARE,
            "review_outcomes": {name: share / fsum(REVIEW_SHARES) for name, share in zip(REVIEW_OUTCOMES, REVIEW_SHARES, strict=True)},
            "median_days": {name: median for name, (median, _) in DELAY_DAYS.items()},
            "winter_delay_factor": WINTER_DELAY,
            "cost_per_participation": COST_PER_PARTICIPATION,
        },
        "special_cause": {"table": "complaints", "month": special.isoformat()[:7], "factor": SPECIAL_FACTOR},
    }


def _in(rows: Rows, column: str, first: int, last: int) -> Any:
    days: Integers = rows[column].values.cast("int32").to_numpy().astype(np.int64)
    return (days >= first) & (days <= last)
