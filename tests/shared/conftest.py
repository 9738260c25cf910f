"""What every test on official series needs: what is known of the series."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.indicators.series import SeriesDefinitions, load_series_definitions

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def definitions() -> SeriesDefinitions:
    return load_series_definitions(ROOT / "params" / "series" / "official.yaml")
