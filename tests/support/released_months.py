"""Released months and quarters of made-up indicators: what following the year is worked out from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from analysis.accountability.following_the_year import Published
from analysis.accountability.published_months import PublishedIndicator, read_published
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.core.provenance import Provenance
from analysis.frameworks.monitoring import Monitoring
from analysis.indicators.table import TOTAL

AFTER = date(2026, 1, 1)
MONITORING = Monitoring.model_validate(
    {
        "years_before": 2, "run_of": 8, "baseline_months": 24, "minimum_months": 12, "n_draws": 4000, "seed": 7,
        "confidence": "assumed", "reason": {"fr": "Essai.", "en": "A trial."},
    }
)  # fmt: skip
PUBLISHED = Published({"indicator": {"entries": Bilingual("Entrées", "Entries")}}, Provenance(Bilingual("Essai", "Trial"), made_up=True))


def year_frame(
    year: int,
    counts: Sequence[float],
    over: Sequence[float] | None = None,
    *,
    hidden: Collection[int] = (),
    unit: str = "persons",
    name: str = "entries",
) -> pd.DataFrame:
    """Return the released rows of one indicator in one year; `hidden` are months (1–12), and a quarter of which one is hidden is shown."""
    months = FiscalYear(year).months
    method = "none_complete_count" if over is None else "wilson" if unit == "share" else "student_t"
    denominators = counts if over is None else over
    rows = []

    def row(quarter: str, month: str, members: Sequence[int], *, is_hidden: bool) -> None:
        numerator = float(sum(counts[at] for at in members))
        denominator = float(sum(denominators[at] for at in members))
        value = numerator if over is None else numerator / denominator if denominator else np.nan
        shown = {"numerator": numerator, "denominator": denominator, "value": value}
        rows.append(
            {
                "indicator": name, "quarter": quarter, "month": month, **(dict.fromkeys(shown, np.nan) if is_hidden else shown),
                "denominator_name": "people", "n_missing": np.nan, "interval_low": np.nan, "interval_high": np.nan,
                "interval_method": method, "unit": unit, "source": "", "note": "computed",
                "status": "hidden_small" if is_hidden else "published",
            }
        )  # fmt: skip

    row(TOTAL, TOTAL, range(12), is_hidden=False)
    for quarter in range(4):
        members = range(3 * quarter, 3 * quarter + 3)
        row(f"{year}-Q{quarter + 1}", TOTAL, members, is_hidden=False)
        for at in members:
            row(f"{year}-Q{quarter + 1}", f"{months[at]:%Y-%m}", [at], is_hidden=at + 1 in hidden)
    return pd.DataFrame(rows)


def published(frames: Mapping[int, pd.DataFrame], as_of: date = AFTER) -> PublishedIndicator:
    """Return the only indicator of some years."""
    (item,) = read_published({FiscalYear(year): frame for year, frame in frames.items()}, as_of).values()
    return item
