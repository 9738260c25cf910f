"""Tables of released values and of definitions, each ready for a page in French or in English."""

from analysis.presentation.tables.cohorts import attrition, follow_up_states, quality, refusals
from analysis.presentation.tables.results import by_group, performance
from analysis.presentation.tables.series import series_categories, series_means, series_months, series_regions, series_year

__all__ = [
    "attrition",
    "by_group",
    "follow_up_states",
    "performance",
    "quality",
    "refusals",
    "series_categories",
    "series_means",
    "series_months",
    "series_regions",
    "series_year",
]
