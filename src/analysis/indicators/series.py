"""Official series: the functions that the rooms above use. What each table holds is said where it is made, in `official/`."""

from __future__ import annotations

from analysis.indicators.official.definitions import SeriesDefinitions, load_series_definitions
from analysis.indicators.official.means import MEAN_COLUMNS, mean_benefit
from analysis.indicators.official.months import MONTH_COLUMNS, monthly
from analysis.indicators.official.observations import deduplicated
from analysis.indicators.official.parts import CATEGORY_COLUMNS, categories
from analysis.indicators.official.regions import REGION_COLUMNS, by_region
from analysis.indicators.official.values import SeriesResult, series_value
from analysis.indicators.official.years import CHANGE_COLUMNS, YEAR_COLUMNS, yearly, yearly_change

__all__ = [
    "CATEGORY_COLUMNS",
    "CHANGE_COLUMNS",
    "MEAN_COLUMNS",
    "MONTH_COLUMNS",
    "REGION_COLUMNS",
    "YEAR_COLUMNS",
    "SeriesDefinitions",
    "SeriesResult",
    "by_region",
    "categories",
    "deduplicated",
    "load_series_definitions",
    "mean_benefit",
    "monthly",
    "series_value",
    "yearly",
    "yearly_change",
]
