"""Makes `released_tables` importable beside the tests (they run with importlib mode) and gathers every display of the room."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import released_tables as made

from analysis.core.languages import Language
from analysis.core.periods import FiscalYear
from analysis.presentation import figures, tables, wording
from analysis.presentation.display import FigureDisplay, StripDisplay, TableDisplay, TextDisplay

Everything = Callable[[Language], list[TableDisplay | FigureDisplay | StripDisplay | TextDisplay]]
YEAR = FiscalYear(2024)


@pytest.fixture(scope="session")
def everything(build: Everything) -> Everything:
    """The same as `build`, built once a language."""
    return cache(build)


@pytest.fixture(scope="session")
def build() -> Everything:
    """Every table, figure and sentence of the room, from tables that hold every kind of cell."""

    def build(language: Language) -> list[TableDisplay | FigureDisplay | StripDisplay | TextDisplay]:
        performance, regions, months, score = made.performance_table(), made.regions_table(), made.months_table(), made.score_table()
        attrition, follow_up, quality = made.attrition_table(), made.follow_up_table(), made.quality_table()
        name = "employed_at_12_months"
        return [
            tables.performance(performance, language=language, fiscal_year=YEAR),
            tables.by_group(regions, indicator=name, language=language, label="tbl-region"),
            tables.attrition(attrition, language=language),
            tables.follow_up_states(follow_up, language=language),
            tables.quality(quality, language=language),
            tables.refusals(quality, language=language),
            tables.score(score, language=language),
            tables.score_cappings(score, language=language),
            tables.series_months(months, language=language),
            tables.series_year(made.years_table(), language=language),
            tables.series_categories(made.categories_table(), language=language),
            tables.series_regions(made.territories_table(), language=language),
            tables.consistency(made.rules_table(), language=language),
            tables.departures(made.departures_table(), language=language),
            tables.provenance(performance.provenance, language=language, versions={"bilan": "0.1.0"}),
            tables.suppression_log([performance, regions], language=language),
            tables.key_figures(performance, language=language, fiscal_year=YEAR, earlier={YEAR.previous(): performance}),
            figures.attainment(performance, language=language, fiscal_year=YEAR),
            figures.by_region(regions, indicator=name, language=language),
            figures.tile_map(regions, indicator=name, language=language),
            figures.attrition(attrition, language=language),
            figures.follow_up_flow(follow_up, language=language),
            figures.refusals(quality, language=language),
            figures.monthly_series(months, indicator="recipients", language=language, fiscal_year=FiscalYear(2017)),
            figures.score_waterfall(score, language=language),
            wording.performance(performance, language=language),
            wording.indicator(performance, indicator="employers", language=language),
            wording.by_group(regions, indicator=name, dimension="region", language=language),
            wording.score(score, language=language),
            wording.attrition(attrition, language=language),
            wording.follow_up(follow_up, language=language),
            wording.quality(quality, language=language),
            wording.suppression([performance, regions], language=language),
            wording.series_month(months, indicator="recipients", language=language),
            wording.series_year(made.years_table(), indicator="recipients", language=language),
            wording.consistency(made.rules_table(), language=language),
        ]

    return build
