"""Rows made one by one: what a row without a value says, and the order of a table."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.frameworks.numbers import Unit
from analysis.indicators.table import VALUE_COLUMNS, Note
from analysis.indicators.value_rows import frame_of, methods_in, share_row, value_row

PLACE = {"region": "06"}


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_without_a_value_there_is_neither_interval_nor_method_and_the_note_says_why(nothing: float | None) -> None:
    row = value_row("x", PLACE, (0, 0, "due"), Unit.SHARE, value=nothing, ends=(0.1, 0.2), method="wilson")
    assert row["note"] == Note.NO_CASES
    assert row["interval_method"] == "none"
    assert np.isnan([row["value"], row["interval_low"], row["interval_high"]]).all()
    assert value_row("x", PLACE, (0, 0, "due"), Unit.SHARE, value=nothing, note=Note.NO_EXTRACT)["note"] == Note.NO_EXTRACT


def test_a_number_that_does_not_exist_can_say_nothing_of_how_many_people_are_behind_it() -> None:
    known = value_row("cost", PLACE, (np.nan, 16, "begun"), Unit.DOLLARS, value=1200.0, method="none_cost_of_counts", note=Note.COMPUTED)
    nobody = value_row("cost", PLACE, (np.nan, 16, "begun"), Unit.DOLLARS, value=np.nan, method="none_cost_of_counts", note=Note.COMPUTED)
    assert np.isnan(nobody["value"])
    assert {name: nobody[name] for name in ("note", "interval_method")} == {name: known[name] for name in ("note", "interval_method")}


def test_a_share_has_the_interval_of_wilson() -> None:
    # Newcombe (1998), « Two-sided confidence intervals for the single proportion », Statistics in Medicine 17, method 3: 15 of 148.
    row = share_row("x", PLACE, (15, 148, "due"), n_missing=7)
    assert (row["interval_low"], row["interval_high"]) == (pytest.approx(0.0624, abs=5e-5), pytest.approx(0.1605, abs=5e-5))
    assert (row["value"], row["n_missing"], row["interval_method"]) == (pytest.approx(15 / 148), 7, "wilson")
    assert share_row("x", PLACE, (0, 0, "due"))["note"] == Note.NO_CASES


def test_indicators_stand_together_in_the_order_in_which_they_first_come() -> None:
    rows = [
        value_row(name, {"region": place}, (n, n, "due"), Unit.PERSONS, value=n, derived={"kind": "k"})
        for place, name, n in [("02", "later", 1), ("02", "early", 2), ("01", "later", 3), ("01", "early", 4)]
    ]
    frame = frame_of(rows, ("region",), ("kind",))
    assert list(zip(frame["indicator"], frame["region"], frame["value"], strict=True)) == [
        ("later", "02", 1.0), ("later", "01", 3.0), ("early", "02", 2.0), ("early", "01", 4.0),
    ]  # fmt: skip
    assert list(frame.columns) == ["indicator", "region", *VALUE_COLUMNS, "kind"]
    assert list(methods_in(frame)) == ["none_complete_count"]
    assert frame_of([], ("region",)).empty
