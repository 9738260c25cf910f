"""Results held to the targets of a year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_store import indicator, make_framework, make_store
from made_targets import make_targets

from analysis.accountability.standards import hold_to_standards, judge
from analysis.accountability.targets import Position, hold_to_targets, position_of
from analysis.core.periods import FiscalYear
from analysis.frameworks.indicators import Better
from analysis.frameworks.sources import Confidence
from analysis.frameworks.targets import Level, TargetInForce, Tolerance
from analysis.indicators.computing import compute
from analysis.indicators.table import IndicatorTable

YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)
PLACED = indicator("placed", {"kind": "share", "numerator": {"field": "is_placed", "is": True}}, missing_counts_as="not_met")


def target(value: str, below: str = "0.05", above: str = "0.10") -> TargetInForce:
    band = Tolerance(below=Decimal(below), above=Decimal(above))
    return TargetInForce(Decimal(value), None, None, None, band, Confidence.ASSUMED)


def rows_of(n_placed: int, n: int, **where: Any) -> list[dict[str, Any]]:
    return [{"placement_date": date(2024, 6, 1) if place < n_placed else None} | where for place in range(n)]


def held(folder: Path, rows: list[dict[str, Any]], *places: dict[str, Any], by: tuple[str, ...] = (), **changes: Any) -> IndicatorTable:
    framework = make_framework(indicators=[PLACED | {"is_targeted": True} | changes])
    table = hold_to_standards(compute(make_store(folder, participations=rows), framework, YEAR, as_of=AS_OF, by=by), framework, YEAR)
    return hold_to_targets(table, framework, make_targets("placed", framework.name, *places), YEAR.last_day)


def test_the_published_attainment_of_102_07_per_cent_is_met_and_within_its_tolerance() -> None:
    """4,095,931 against 4,013,000 (annual management report of the Québec ministry, 2023-2024): 102.07 %, target met."""
    assert round(100 * 4_095_931 / 4_013_000, 2) == 102.07
    assert judge(4_095_931, 4_013_000, Better.HIGHER) == "met"
    assert position_of(4_095_931, target("4013000")) is Position.WITHIN


@pytest.mark.parametrize(
    ("value", "position"),
    [(95.0, Position.WITHIN), (94.999999, Position.BEYOND_DOWNWARD), (110.0, Position.WITHIN), (110.000001, Position.BEYOND_UPWARD)],
)
def test_a_limit_of_the_band_is_within_it_and_the_next_value_is_not(value: float, position: Position) -> None:
    assert position_of(value, target("100")) is position


def test_a_limit_that_no_binary_fraction_holds_is_still_within_the_band() -> None:
    # 0.58 × 0.95 = 0.551 exactly; in floats 0.58 * (1 - 0.05) is 0.5509999999999999.
    assert position_of(551 / 1000, target("0.58")) is Position.WITHIN
    assert position_of(5509 / 10000, target("0.58")) is Position.BEYOND_DOWNWARD


def test_rounding_never_changes_where_a_result_stands() -> None:
    # Printed 47.5 % against 50 % less 5 %; the unrounded value is below.
    assert position_of(0.47496, target("0.50")) is Position.BEYOND_DOWNWARD


def test_a_result_without_target_is_never_scored(tmp_path: Path) -> None:
    (row,) = held(tmp_path, rows_of(5, 10), {"level": "region", "code": "06", "initial": Decimal("0.5")}).frame.to_dict("records")
    assert row["position"] == "no_target"
    assert row["verdict"] == "no_standard"
    assert np.isnan([row["standard"], row["attainment"], row["gap"], row["initial_target"], row["tolerance_low"]]).all()


def test_a_result_without_value_is_not_judged_and_its_target_stays(tmp_path: Path) -> None:
    (row,) = held(tmp_path, [], {"level": "national", "initial": Decimal("0.5")}).frame.to_dict("records")
    assert (row["position"], row["verdict"], row["standard"]) == ("not_judged", "not_judged", 0.5)


def test_initial_and_revised_targets_stay_side_by_side_and_the_revised_one_is_held_to(tmp_path: Path) -> None:
    revision = {"from": date(2024, 9, 16), "value": Decimal("0.4"), "reason": {"fr": "Moins.", "en": "Less."}}
    (row,) = held(tmp_path, rows_of(5, 10), {"level": "national", "initial": Decimal("0.6"), "revisions": (revision,)}).frame.to_dict(
        "records"
    )
    assert (row["initial_target"], row["revised_target"], row["standard"]) == (0.6, 0.4, 0.4)
    assert row["attainment"] == pytest.approx(1.25)
    assert row["gap"] == pytest.approx(0.1)
    # The interval of the gap is that of the value, moved by the target, whose value is known.
    assert row["gap_low"] == pytest.approx(row["interval_low"] - 0.4)
    assert row["attainment_high"] == pytest.approx(row["interval_high"] / 0.4)
    assert (row["verdict"], row["position"]) == ("met", "beyond_upward")


def test_the_initial_target_is_in_force_until_the_day_before_the_revision() -> None:
    revision = {"from": date(2024, 9, 16), "value": Decimal(4), "reason": {"fr": "Moins.", "en": "Less."}}
    targets = make_targets("placed", "f", {"level": "national", "initial": Decimal(6), "revisions": (revision,)})
    before, after = (targets.in_force("f", "placed", Level.NATIONAL, None, date(2024, 9, day)) for day in (15, 16))
    assert before is not None
    assert after is not None
    assert (before.value, before.revised, after.value, after.initial) == (6, None, 4, 6)


def test_when_lower_is_better_a_result_above_is_not_met_and_still_stands_upward(tmp_path: Path) -> None:
    (row,) = held(tmp_path, rows_of(8, 10), {"level": "national", "initial": Decimal("0.5")}, better="lower").frame.to_dict("records")
    assert (row["verdict"], row["position"]) == ("not_met", "beyond_upward")


def test_each_level_is_held_to_its_own_target_and_other_groups_to_none(tmp_path: Path) -> None:
    rows = rows_of(4, 10, region="06") + rows_of(6, 10, region="03")
    places = ({"level": "national", "initial": Decimal("0.5")}, {"level": "region", "code": "06", "initial": Decimal("0.4")})
    by_region = held(tmp_path / "r", rows, *places, by=("region",)).frame.set_index("region")
    assert by_region.loc["06", "standard"] == 0.4
    assert by_region.loc["06", "verdict"] == "met"
    assert by_region.loc["03", "position"] == "no_target"
    assert by_region.loc["total", "standard"] == 0.5
    by_sex = held(tmp_path / "s", rows, *places, by=("sex",)).frame
    assert set(by_sex.loc[by_sex["sex"] != "total", "position"]) == {"no_target"}


def test_a_target_of_zero_has_no_attainment_and_is_still_judged(tmp_path: Path) -> None:
    (row,) = held(tmp_path, rows_of(0, 10), {"level": "national", "initial": Decimal(0)}, better="lower").frame.to_dict("records")
    assert np.isnan(row["attainment"])
    assert (row["verdict"], row["position"]) == ("met", "within")
