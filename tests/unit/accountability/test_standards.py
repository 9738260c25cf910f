"""Results held to their standards."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_store import indicator, make_framework, make_store

from analysis.accountability.standards import STANDARD_COLUMNS, Verdict, hold_to_standards, judge
from analysis.core.periods import FiscalYear
from analysis.frameworks.indicators import Better
from analysis.indicators.computing import compute
from analysis.indicators.table import IndicatorTable

YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)
PLACED = indicator("placed", {"kind": "share", "numerator": {"field": "is_placed", "is": True}}, missing_counts_as="not_met")


def number(value: str, **parts: Any) -> dict[str, Any]:
    return {"value": value, "unit": "share", "confidence": "stated", "source": {"document": "doc", "place": "p. 2"}} | parts


def held(folder: Path, n_placed: int, n: int, *standards: dict[str, Any], **changes: Any) -> IndicatorTable:
    rows = [{"placement_date": date(2024, 6, 1) if place < n_placed else None} for place in range(n)]
    framework = make_framework(indicators=[PLACED | changes], standards=list(standards))
    return hold_to_standards(compute(make_store(folder, participations=rows), framework, YEAR, as_of=AS_OF), framework, YEAR)


def test_a_result_equal_to_its_standard_meets_it_and_one_person_fewer_does_not(tmp_path: Path) -> None:
    standard = {"indicator": "placed", "number": number("0.85")}
    for n_placed, verdict in ((17, "met"), (16, "not_met"), (18, "met")):
        (row,) = held(tmp_path / str(n_placed), n_placed, 20, standard).frame.to_dict("records")
        assert row["verdict"] == verdict
        assert row["gap"] == pytest.approx(n_placed / 20 - 0.85)


@pytest.mark.parametrize(("x", "n", "standard"), [(405, 100, 4.05), (57, 100, 0.57), (29, 50, 0.58), (1, 3, 1 / 3), (63, 90, 0.7)])
def test_a_ratio_equal_to_a_decimal_compares_as_equal(x: int, n: int, standard: float) -> None:
    assert judge(x / n, standard, Better.HIGHER) is Verdict.MET
    assert judge(x / n, standard, Better.LOWER) is Verdict.MET


def test_rounding_never_changes_a_verdict() -> None:
    # 84.96 % is printed 85.0 %, and does not meet 85 %.
    assert judge(0.8496, 0.85, Better.HIGHER) is Verdict.NOT_MET
    assert judge(5.0004, 5.0, Better.LOWER) is Verdict.NOT_MET


def test_lower_is_better_turns_the_verdict_and_not_the_gap(tmp_path: Path) -> None:
    standard = {"indicator": "placed", "number": number("0.50")}
    (row,) = held(tmp_path, 15, 20, standard, better="lower").frame.to_dict("records")
    assert (row["verdict"], row["gap"]) == ("not_met", 0.25)


def test_a_result_without_standard_is_never_judged_and_neither_is_one_without_value(tmp_path: Path) -> None:
    (row,) = held(tmp_path / "none", 15, 20).frame.to_dict("records")
    assert row["verdict"] == "no_standard"
    assert np.isnan(row["standard"])
    assert row["standard_confidence"] == ""
    standard = {"indicator": "placed", "number": number("0.50")}
    (row,) = held(tmp_path / "nobody", 0, 0, standard).frame.to_dict("records")
    assert row["verdict"] == "not_judged"
    assert np.isnan(row["gap"])
    (row,) = held(tmp_path / "neither", 15, 20, standard, better="neither").frame.to_dict("records")
    assert row["verdict"] == "not_judged"


def test_the_standard_is_the_revised_one_in_force_on_the_last_day(tmp_path: Path) -> None:
    year = {"from": date(2024, 4, 1), "until": date(2025, 3, 31)}
    standards = [
        {"indicator": "placed", "stage": "initial_target", "number": number("0.80", **year)},
        {"indicator": "placed", "stage": "revised_target", "number": number("0.70", **year | {"from": date(2024, 9, 30)})},
        {"indicator": "placed", "stage": "revised_target", "number": number("0.10", **{"from": date(2025, 4, 1)})},
    ]
    (row,) = held(tmp_path, 15, 20, *standards).frame.to_dict("records")
    assert (row["standard"], row["standard_confidence"], row["verdict"]) == (0.70, "stated", "met")


def test_the_ends_of_the_gap_are_those_of_the_interval_less_the_standard(tmp_path: Path) -> None:
    (row,) = held(tmp_path, 15, 20, {"indicator": "placed", "number": number("0.50")}).frame.to_dict("records")
    assert row["gap_low"] == pytest.approx(row["interval_low"] - 0.5)
    assert row["gap_high"] == pytest.approx(row["interval_high"] - 0.5)


def test_what_a_hidden_value_could_be_worked_out_from_is_declared_revealing(tmp_path: Path) -> None:
    table = held(tmp_path, 15, 20, {"indicator": "placed", "number": number("0.50")})
    assert table.derived == STANDARD_COLUMNS
    assert set(table.revealing) == {"gap", "gap_low", "gap_high", "verdict"}
    assert set(table.frame["verdict"]) <= set(table.labels["verdict"])
