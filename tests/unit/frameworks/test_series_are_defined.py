"""A framework reads official series by the names, quantities and statistics that their dictionary gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.frameworks.catalogue import open_catalogue
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import SeriesValue
from analysis.indicators.series import load_series_definitions

PARAMS = Path(__file__).parents[3] / "params"
DEFINED = {series.name: series for series in load_series_definitions(PARAMS / "series" / "official.yaml").series}
READING = [
    item for framework in open_catalogue(PARAMS / "frameworks") for item in framework.indicators if isinstance(item.measure, SeriesValue)
]


@pytest.mark.parametrize("indicator", READING, ids=[item.name for item in READING])
def test_a_series_measure_is_that_of_the_dictionary(indicator: Indicator) -> None:
    measure = indicator.measure
    assert isinstance(measure, SeriesValue)
    series = DEFINED[measure.series]
    assert measure.quantity == series.quantity
    assert measure.statistic == f"yearly_{series.yearly}"
    assert indicator.unit == series.unit
