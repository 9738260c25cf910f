from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from analysis.extracts.tables.codes import REGIONS
from analysis.synthetic.official import BREAK_RATIO, ESTIMATE_SLIP, SERIES


@pytest.fixture(scope="module")
def series(made_up: Any) -> Any:
    frame = duckdb.sql(f"from read_parquet('{made_up.store}/series.parquet')").df()
    frame["value"] = frame["count"].fillna(frame["amount"])
    return frame


def test_every_series_covers_four_years_of_months_the_whole_and_every_region(series: Any) -> None:
    assert set(series.series) == set(SERIES)
    for _, part in series.groupby("series"):
        assert part.period.nunique() == 48
        assert part.period.max().date() == date(2025, 3, 1)
        assert set(part.territory) == {"quebec", *REGIONS}
        assert len(part.drop_duplicates(["period", "territory"])) == 48 * 18
    benefits = series.series == "social_assistance_benefits"
    assert series[benefits]["count"].isna().all()
    assert series[~benefits]["amount"].isna().all()


def test_adults_and_children_are_the_recipients_in_every_publication(series: Any) -> None:
    wide = series.pivot_table(index=["period", "territory", "published"], columns="series", values="value")
    assert (wide.social_assistance_adults + wide.social_assistance_children == wide.social_assistance_recipients).all()


def test_the_whole_exceeds_its_regions_by_a_small_part_without_region(series: Any) -> None:
    for _, part in series.groupby(["series", "period", "published"]):
        whole = part[part.territory == "quebec"].value.sum()
        regions = part[part.territory != "quebec"].value.sum()
        # A few rounded units are lost on small series that are estimates.
        assert -10 < whole - regions < max(0.01 * whole, 30)
    households = series[(series.series == "social_assistance_households")]
    whole = households[households.territory == "quebec"].value.sum()
    assert 0.002 < 1 - households[households.territory != "quebec"].value.sum() / whole < 0.004


def test_estimates_are_replaced_by_official_figures_in_the_next_publication(series: Any) -> None:
    assert series.published.nunique() == 2
    twice = series[series.duplicated(["series", "period", "territory"], keep=False)].sort_values("published")
    assert twice.period.nunique() == 2
    for _, part in twice.groupby(["series", "period", "territory"]):
        assert part.status.tolist() == ["estimate", "official"]
        first, later = part.value.tolist()
        assert abs(first - later) <= ESTIMATE_SLIP * later + 2
    assert (twice.groupby(["series", "period", "territory"]).value.nunique() == 2).mean() > 0.5
    last = series[series.period == series.period.max()]
    assert set(last.status) == {"estimate"}


def test_the_break_is_where_the_truth_says(series: Any, made_up: Any) -> None:
    (broken,) = made_up.truth["series"]["breaks"]
    month = date.fromisoformat(broken["month"])
    official = series[(series.series == broken["series"]) & (series.territory == "quebec")].drop_duplicates("period", keep="last")
    days = official.period.dt.date
    before = official[(days < month) & (days >= month.replace(year=month.year - 1))].value.mean()
    after = official[(days >= month) & (days < month.replace(year=month.year + 1))].value.mean()
    # A year of trend (+1 %) and of noise (2.5 % a month and region) beside the break of 7 %.
    assert after / before == pytest.approx(BREAK_RATIO * 1.01, abs=0.02)
