"""Rounded tables say no more than their rounded counts do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.disclosure.policy import DisclosurePolicy
from analysis.disclosure.release import release


@pytest.fixture(scope="module")
def rounded(standard):
    return DisclosurePolicy.model_validate(standard.model_dump() | {"rounding": {"base": 5}})


def rows():
    return [
        (("a", "north"), 43, 101),
        (("a", "south"), 30, 62),
        (("a", "east"), 4, 80),
        (("a", "west"), 50, 99),
        (("a", "total"), 127, 342),
    ]


def test_every_number_shown_is_a_multiple_of_the_base_or_made_from_multiples(make, rounded):
    frame = release(make(rows()), rounded).frame
    shown = frame[frame["status"] == "rounded"]
    assert len(shown) == 3
    assert (shown["numerator"] % 5 == 0).all()
    assert (shown["denominator"] % 5 == 0).all()
    assert shown["value"].tolist() == pytest.approx((shown["numerator"] / shown["denominator"]).tolist())
    assert shown[["interval_low", "interval_high"]].isna().all(axis=None)


def test_halves_go_up(make, rounded):
    frame = release(make([(("a", "north"), 42.5, 102.5)]), rounded).frame
    assert frame.loc[0, ["numerator", "denominator"]].tolist() == [45, 105]


def test_rounding_never_brings_back_a_hidden_row(make, rounded):
    frame = release(make(rows()), rounded).frame
    hidden = frame["status"].str.startswith("hidden")
    assert hidden.sum() == 2
    assert frame.loc[hidden, ["numerator", "denominator", "value", "n_missing"]].isna().all(axis=None)


def test_a_gap_that_would_give_the_unrounded_value_is_emptied(make, rounded):
    table = make(rows(), derived={"standard": [0.5] * 5, "gap": [0.1] * 5, "verdict": ["met"] * 5}, revealing=("gap", "verdict"))
    frame = release(table, rounded).frame
    assert frame["gap"].isna().all()
    assert frame.loc[0, "verdict"] == "met"


def test_a_mean_keeps_its_value_and_loses_its_sum(make, rounded):
    frame = release(make([(("a", "north"), 1234, 101)], unit="hours"), rounded).frame
    assert math.isnan(frame.loc[0, "numerator"])
    assert frame.loc[0, "denominator"] == 100
    assert frame.loc[0, "value"] == pytest.approx(1234 / 101)


def test_a_count_is_rounded_itself(make, rounded):
    table = make([(("a", "north"), 123, 123)], unit="persons", columns={"value": [123.0]})
    frame = release(table, rounded).frame
    assert frame.loc[0, "value"] == 125


def test_the_record_says_that_rounded_parts_need_not_add_up(make, rounded):
    assert "need not add up" in release(make(rows()), rounded).record.method
    assert not np.isnan(release(make(rows()), rounded).record.n_cells)
