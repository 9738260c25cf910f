"""The year followed from published numbers: sums stop at hidden months, limits at declared days, projections at what can be known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from released_months import MONITORING, PUBLISHED, published, year_frame

from analysis.accountability.following_the_year import control_chart, monthly, quarterly, signals_of_year, year_to_date
from analysis.accountability.published_months import Amount
from analysis.accountability.year_end import Asked, back_test, path, probability, project, projections, tried
from analysis.frameworks.indicators import Better
from analysis.frameworks.monitoring import Monitoring

SEASON = np.array([170, 160, 125, 90, 145, 245, 225, 155, 105, 210, 150, 170], dtype=float)
FIRST, SECOND = np.arange(1, 13, dtype=float) * 10, np.arange(1, 13, dtype=float) * 20


def with_rebasing(**changes: object) -> Monitoring:
    return Monitoring.model_validate(MONITORING.model_dump(by_alias=True) | changes)


def test_a_sum_to_date_goes_through_a_quarter_that_is_published_and_stops_at_a_hidden_month() -> None:
    year = published({2024: year_frame(2024, list(FIRST), hidden=(4, 5))}).years[0]
    found = [year.to_date(n) for n in range(1, 13)]
    known = [None if amount is None else amount.numerator for amount in found]
    assert known == [10, 30, 60, None, None, 210, 280, 360, 450, 550, 660, 780]


def test_nothing_followed_gives_a_hidden_month_back() -> None:
    """Whatever is published, month 4 alone stays one equation with month 5: their sum, which the quarter gives."""
    item = published({2023: year_frame(2023, list(FIRST)), 2024: year_frame(2024, list(SECOND), hidden=(4, 5))})
    frame = monthly(item, np.nan, PUBLISHED).frame
    april = frame[frame["month"].isin(["2024-07", "2024-08"])]
    assert april["value"].isna().all()
    assert set(april["note"]) == {"hidden"}
    assert april[["earlier", "change"]].notna().to_numpy().any()
    before = published({2024: year_frame(2024, list(SECOND), hidden=(4, 5)), 2025: year_frame(2025, list(FIRST))}, date(2026, 12, 1))
    after = monthly(before, np.nan, PUBLISHED).frame.set_index(["view", "month"])
    assert np.isnan(after.loc[("month", "2025-07"), "earlier"])
    assert np.isnan(after.loc[("last_four_quarters", "2025-07"), "value"])


def test_the_last_four_quarters_are_twelve_months_added_one_by_one() -> None:
    item = published({2023: year_frame(2023, list(FIRST)), 2024: year_frame(2024, list(SECOND))})
    every = [*FIRST, *SECOND]
    for n_months in range(1, 13):
        assert item.last_twelve(1, n_months) == Amount(sum(every[n_months : 12 + n_months]), sum(every[n_months : 12 + n_months]))


def test_a_share_to_date_is_its_counts_added_up_not_the_mean_of_its_months() -> None:
    over = [100.0] * 6 + [10.0] * 6
    item = published({2024: year_frame(2024, [50.0] * 6 + [10.0] * 6, over, unit="share")})
    frame = year_to_date([item], {"entries": 0.5}, 12, PUBLISHED).frame
    row = frame[frame["view"] == "to_date"].iloc[0]
    assert row["value"] == pytest.approx(360 / 660)
    assert monthly(item, 0.5, PUBLISHED).frame.query("view == 'to_date'")["value"].iloc[-1] == pytest.approx(360 / 660)


def test_a_quarter_stands_beside_the_same_quarter_a_year_before() -> None:
    item = published({2023: year_frame(2023, list(FIRST)), 2024: year_frame(2024, list(SECOND))})
    frame = quarterly([item], {"entries": 1500.0}, PUBLISHED).frame
    assert list(frame["quarter"]) == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "total"]
    assert list(frame["change"]) == [60, 150, 240, 330, 780]


def test_months_that_were_not_over_are_not_in_the_tables() -> None:
    item = published({2023: year_frame(2023, list(FIRST)), 2024: year_frame(2024, list(SECOND))}, as_of=date(2024, 8, 31))
    assert item.years[1].n_over == 5
    frame = monthly(item, np.nan, PUBLISHED).frame
    assert frame["month"].max() == "2024-08"
    assert published({2024: year_frame(2024, list(SECOND))}, as_of=date(2024, 8, 30)).years[0].n_over == 4


def test_files_that_begin_during_a_year_do_not_make_a_whole_year() -> None:
    late = published({2022: year_frame(2022, [0.0] * 6 + [50.0] * 6), 2023: year_frame(2023, list(SEASON))})
    assert [year.is_whole for year in late.years] == [False, True]
    assert project(Asked(late, 1, 6), MONITORING) is None


def test_limits_are_those_of_the_first_24_months_and_of_each_period_after_a_declared_day() -> None:
    rng = np.random.default_rng(3)
    values = [rng.poisson(50, 12).astype(float), rng.poisson(50, 12).astype(float), rng.poisson(80, 12).astype(float)]
    item = published({2022 + at: year_frame(2022 + at, list(counts)) for at, counts in enumerate(values)})
    fixed = control_chart(item, "made", MONITORING, PUBLISHED).frame
    assert fixed["center"].nunique() == 1
    assert fixed["center"].iloc[0] == pytest.approx(np.mean(np.concatenate(values[:2])))
    assert (fixed["in_run"].tail(12) == 1).all()
    declared = with_rebasing(
        rebasing=({"framework": "made", "indicator": "entries", "from": "2024-04-01", "reason": {"fr": "Changé.", "en": "Changed."}},)
    )
    moved = control_chart(item, "made", declared, PUBLISHED).frame
    assert moved["center"].iloc[-1] == pytest.approx(np.mean(values[2]))
    assert moved["limits_since"].iloc[-1] == "2024-04"
    assert (moved["in_run"] == 0).all()
    other = control_chart(item, "another_framework", declared, PUBLISHED).frame
    assert other["center"].nunique() == 1


def test_a_period_with_too_few_months_has_no_limits_and_no_signal() -> None:
    item = published({2023: year_frame(2023, list(SEASON), hidden=(1, 2)), 2024: year_frame(2024, list(SEASON), hidden=range(1, 12))})
    assert control_chart(item, "made", MONITORING, PUBLISHED).frame["center"].isna().all()
    (row,) = signals_of_year({"made": [item]}, MONITORING, PUBLISHED).frame.to_dict("records")
    assert row["note"] == "hidden"
    assert row["chart"] == "none"


def test_a_declared_season_sees_a_month_that_fell_where_plain_limits_do_not() -> None:
    rng = np.random.default_rng(8)
    years = {2022 + at: rng.poisson(SEASON).astype(float) for at in range(3)}
    years[2024][5] = 120.0
    item = published({year: year_frame(year, list(counts)) for year, counts in years.items()})
    plain = signals_of_year({"made": [item]}, MONITORING, PUBLISHED).frame.iloc[0]
    by_season = signals_of_year({"made": [item]}, with_rebasing(seasonal=("entries",)), PUBLISHED).frame.iloc[0]
    assert (plain["chart"], plain["n_beyond"]) == ("individuals", 0)
    assert (by_season["chart"], by_season["n_beyond"], by_season["last_signal"]) == ("seasonal", 1, "2024-09")


def test_a_projection_follows_the_seasons_and_says_how_likely_the_target_is() -> None:
    rng = np.random.default_rng(2)
    years = {2022 + at: rng.poisson(SEASON).astype(float) for at in range(3)}
    item = published({year: year_frame(year, list(counts)) for year, counts in years.items()})
    ended = years[2024].sum()
    frame = projections([item], {"entries": (ended - 150, Better.HIGHER)}, 9, MONITORING, PUBLISHED).frame
    (row,) = frame.to_dict("records")
    assert row["interval_low"] < row["low_80"] < row["value"] < row["high_80"] < row["interval_high"]
    assert row["interval_low"] <= ended <= row["interval_high"]
    assert row["actual"] == ended
    assert row["to_date"] == years[2024][:9].sum()
    assert row["probability"] > 0.9
    again = projections([item], {"entries": (ended - 150, Better.HIGHER)}, 9, MONITORING, PUBLISHED).frame
    assert again.equals(frame)


def test_where_lower_is_better_the_chance_is_that_of_staying_below() -> None:
    item = published({2022 + at: year_frame(2022 + at, list(SEASON)) for at in range(3)})
    made = project(Asked(item, 2, 6), MONITORING)
    assert made is not None
    target = made[0].median + 100
    assert probability(made[0], target, Better.LOWER) == pytest.approx(1 - probability(made[0], target, Better.HIGHER), abs=0.01)
    assert probability(made[0], target, Better.LOWER) > 0.9
    assert np.isnan(probability(made[0], target, Better.NEITHER))


def test_an_indicator_published_by_quarter_is_projected_at_the_end_of_a_quarter_only() -> None:
    hidden = range(1, 13)
    item = published({2022 + at: year_frame(2022 + at, list(SEASON), hidden=hidden) for at in range(3)})
    assert project(Asked(item, 2, 5), MONITORING) is None
    assert project(Asked(item, 2, 6), MONITORING) is not None
    (row,) = projections([item], {}, 5, MONITORING, PUBLISHED).frame.to_dict("records")
    assert row["note"] == "hidden"


def test_the_path_is_counted_up_to_the_present_then_fans_out() -> None:
    item = published({2022 + at: year_frame(2022 + at, list(SEASON)) for at in range(3)})
    frame = path(item, 2000.0, 6, MONITORING, PUBLISHED).frame
    assert list(frame["is_projected"]) == [False] * 6 + [True] * 6
    assert list(frame["value"][:6]) == list(np.cumsum(SEASON)[:6])
    widths = (frame["interval_high"] - frame["interval_low"])[6:]
    assert (widths.diff().dropna() > 0).all()


def test_the_back_test_counts_every_projection_that_could_have_been_made() -> None:
    rng = np.random.default_rng(12)
    items = [
        published({2022 + at: year_frame(2022 + at, list(rng.poisson(SEASON).astype(float)), name=f"entries_{n}") for at in range(3)})
        for n in range(12)
    ]
    attempts = tried(items, MONITORING)
    # With one earlier year, two degrees of freedom come with the third month; with two, at once.
    assert len(attempts) == 12 * (9 + 11)
    frame = back_test(attempts, "n_months", PUBLISHED).frame.set_index(["indicator", "n_months"])
    assert frame.loc[("coverage_80", "total"), "value"] == pytest.approx(np.mean([one.in_80 for one in attempts]))
    assert 0.70 <= frame.loc[("coverage_80", "total"), "value"] <= 0.95
    assert frame.loc[("coverage_95", "total"), "value"] >= 0.90
    errors = [frame.loc[("mean_absolute_percentage_error", code), "value"] for code in ("03", "06", "11")]
    assert errors == sorted(errors, reverse=True)


def test_nobody_in_any_month_gives_no_value_and_no_error() -> None:
    nobody = published({2023: year_frame(2023, [0.0] * 12), 2024: year_frame(2024, [0.0] * 12)})
    assert project(Asked(nobody, 1, 6), MONITORING) is None
    assert tried([nobody], MONITORING) == ()
    assert back_test((), "n_months", PUBLISHED).frame["value"].isna().all()
    assert control_chart(nobody, "made", MONITORING, PUBLISHED).frame["center"].isna().all()
