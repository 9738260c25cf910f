"""Calibration, held to Calmar's documentation and to the survey package's published example."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from survey_files import columns, known, numbers

from analysis.statistics.calibration import calibrate, calibrated_mean, indicators, post_stratify, rake
from analysis.statistics.designs import Columns, Factors
from analysis.statistics.survey_weights import Stage

SCHOOLS = {"E": 4421.0, "H": 755.0, "M": 1018.0}
"""Schools of California by type (survey package, apipop)."""
WIDE = {"No": 1072.0, "Yes": 5122.0}
API99 = 3_914_069.0


@pytest.mark.shared
@pytest.mark.parametrize(
    ("distance", "bounds", "name"),
    [("linear", None, "mean_linear"), ("raking", None, "mean_raking"), ("logit", (0.4, 2.2), "mean_logit")],
)
def test_fifteen_employees_are_calibrated_as_in_calmar(shared: Path, distance: str, bounds: tuple[float, float] | None, name: str) -> None:
    """`CALMAR-15`: the small data set of Calmar's documentation (icarus, test_calibration_small_dataset)."""
    people = columns(shared / "data" / "calmar_employees" / "data_employees.csv")
    design = Columns(
        np.column_stack([indicators(people["category"], people["sex"], people["department"]).matrix, numbers(people["salary"])])
    )
    totals = np.array([230.0, 80, 90, 60, 140, 90, 100, 130, 470_000])
    made = calibrate(design, numbers(people["weight"]), totals, distance, bounds=bounds)  # type: ignore[arg-type]
    assert made.reached
    assert design.sums(made.weights) == pytest.approx(totals)
    mean = made.weights @ numbers(people["movies"]) / made.weights.sum()
    assert mean == pytest.approx(known(shared, "CALMAR-15")[name], abs=0.005)
    if bounds is not None:
        assert bounds[0] <= made.factors.min()
        assert made.factors.max() <= bounds[1]


@pytest.mark.shared
def test_calibrated_means_and_their_errors_are_those_of_the_survey_package(shared: Path) -> None:
    """`API`: post-stratified, raked and calibrated cluster samples (Lumley, survey package vignette; R survey 4.1)."""
    expected, schools = known(shared, "API"), columns(shared / "data" / "survey_api" / "apiclus1.csv")
    values, weights = numbers(schools["api00"]), numbers(schools["pw"])
    stages = [Stage(schools["dnum"], None, numbers(schools["fpc"]))]
    post = post_stratify(schools["stype"], weights, dict(SCHOOLS))
    one = indicators(schools["stype"])
    two = indicators(schools["stype"], schools["sch.wide"])
    raked = calibrate(two, weights, np.array([6194.0, *SCHOOLS.values(), *WIDE.values()]), "raking")
    earlier = Columns(np.column_stack([one.matrix, numbers(schools["api99"])]))
    linear = calibrate(earlier, weights, np.array([6194.0, *SCHOOLS.values(), API99]), "linear")
    for name, made, design in (
        ("poststrat", post, one),
        ("rake", raked.weights, two),
        ("calibrate_stype_api99", linear.weights, earlier),
    ):
        found = calibrated_mean(values, made, design, stages, first_weights=weights)
        assert [found.value, found.standard_error] == pytest.approx(expected[name], abs=1e-4), name


def test_raking_of_two_margins_is_iterative_proportional_fitting() -> None:
    """Deming and Stephan (1940): the same weights as fitting one margin after the other until nothing moves."""
    random = np.random.default_rng(2)
    codes = (random.integers(0, 3, 400).astype(np.int32), random.integers(0, 4, 400).astype(np.int32))
    first = random.uniform(0.5, 2, 400)
    margins = (np.array([150.0, 200, 250]), np.array([100.0, 150, 150, 200]))
    slow = first.copy()
    for _ in range(500):
        for code, margin in zip(codes, margins, strict=True):
            slow *= (margin / np.bincount(code, slow))[code]
    made = calibrate(Factors(codes, (3, 4), 400), first, np.concatenate([[600.0], *margins]), "raking")
    assert made.weights == pytest.approx(slow, rel=1e-8)
    totals = np.concatenate([[600.0], *margins])
    assert rake(Factors(codes, (3, 4), 400), first, totals, np.ones(400), close=1e-12) == pytest.approx(slow, rel=1e-8)


def test_rows_that_stand_for_several_people_give_the_weights_of_people() -> None:
    code, counts = np.array([0, 1], dtype=np.int32), np.array([30.0, 10.0])
    made = calibrate(Factors((code,), (2,), 2), np.ones(2), np.array([100.0, 50, 50]), "raking", counts=counts)
    assert made.weights == pytest.approx([50 / 30, 5])


def test_totals_out_of_reach_are_said_to_be() -> None:
    code = np.zeros(5, dtype=np.int32)
    made = calibrate(Factors((code,), (2,), 5), np.ones(5), np.array([10.0, 5, 5]), "raking")
    assert not made.reached
    assert np.isfinite(made.weights).all()
    with pytest.raises(ValueError, match="under 1 and one over 1"):
        calibrate(Factors((code,), (2,), 5), np.ones(5), np.array([10.0, 10, 0]), "logit", bounds=(1.2, 2.0))
    with pytest.raises(ValueError, match="totals are given for"):
        post_stratify(np.array(["a", "b"]), np.ones(2), {"a": 1.0})
