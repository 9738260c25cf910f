"""The rows of an indicator read from official series: Québec as a whole and, when asked for, its regions."""

from __future__ import annotations

import pandas as pd

from analysis.core.territories import QUEBEC, REGIONS
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import SeriesValue
from analysis.indicators.official.definitions import SeriesDefinitions
from analysis.indicators.official.values import series_value
from analysis.indicators.question import Question
from analysis.indicators.table import TOTAL, Note


def official_rows(question: Question, indicator: Indicator, definitions: SeriesDefinitions | None) -> pd.DataFrame:
    """Return one row for Québec and, grouped by region, one a region; other groupings have no row (series hold no persons).

    An official figure has no interval: it is a count of everyone, or an estimate whose error its publisher does not give.
    """
    measure, by = indicator.measure, question.by
    assert isinstance(measure, SeriesValue)  # noqa: S101 - the caller chooses by the kind of measure
    territories = {TOTAL: QUEBEC} | ({code: code for code in REGIONS} if "region" in by else {})
    rows = []
    for code, territory in territories.items():
        found = series_value(question.store, measure, question.fiscal_year, territory, definitions=definitions)
        # A year of which no month was published is not a year without people.
        without = Note.NO_EXTRACT if found.n_missing else Note.NO_CASES
        rows.append(
            {
                **{name: code if name == "region" else TOTAL for name in by},
                "numerator": found.numerator,
                "denominator": found.denominator,
                "denominator_name": found.denominator_name,
                "n_missing": found.n_missing,
                "value": found.value,
                "interval_low": float("nan"),
                "interval_high": float("nan"),
                "interval_method": "none" if pd.isna(found.value) else "none_official",
                "note": (without if pd.isna(found.value) else Note.COMPUTED).value,
            }
        )
    return pd.DataFrame(rows)
