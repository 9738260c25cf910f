"""The shipped frameworks say what their sources say."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.frameworks.catalogue import open_catalogue
from analysis.frameworks.indicators import Availability
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Number
from analysis.frameworks.sources import Confidence

CATALOGUE = open_catalogue(Path(__file__).parents[3] / "params" / "frameworks")
ONTARIO = CATALOGUE.get("ontario_supported_employment")
QUEBEC = CATALOGUE.get("quebec_social_solidarity_2006")
DAY = date(2024, 5, 1)

OF_SOURCE = {
    "SE_OUT_ST": "short_term_outcome",
    "SE_OUT_LT": "long_term_outcome",
    "SE_SUIT": "participant_suitability",
    "SE_SAT_PART_ST": "participant_satisfaction_short_term",
    "SE_SAT_EMPL_ST": "employer_satisfaction_short_term",
    "SE_SAT_PART_LT": "participant_satisfaction_long_term",
    "SE_SAT_EMPL_LT": "employer_satisfaction_long_term",
    "SE_COORD": "service_coordination",
    "SE_INTAKE": "intake",
}


@pytest.mark.shared
def test_ontario_has_the_standards_weights_and_dimensions_of_the_training(shared: Path) -> None:
    rows = list(csv.DictReader((shared / "facts" / "ontario_se_pmf_standards.csv").open(encoding="utf-8")))
    assert {OF_SOURCE[row["indicator_id"]] for row in rows} == {indicator.name for indicator in ONTARIO.indicators}
    labels = {dimension.name: dimension.label.fr for dimension in ONTARIO.dimensions}
    for row in rows:
        name = OF_SOURCE[row["indicator_id"]]
        standard, weight = ONTARIO.standard_on(name, DAY), ONTARIO.weight_on(name, DAY)
        assert standard is not None
        assert weight is not None
        assert standard.number.value == Decimal(row["standard_value"])
        assert weight.number.value == Decimal(row["weight"])
        # The training's table once writes « Efficiences » for the dimension it calls « Efficience » elsewhere.
        source = {"Efficiences": "Efficience"}.get(row["dimension_fr"], row["dimension_fr"])
        assert labels[ONTARIO.indicator(name).dimension or ""] == source


def test_ontario_weights_by_dimension_are_those_of_the_training() -> None:
    sums: dict[str, Decimal] = {}
    for weight in ONTARIO.weights:
        dimension = ONTARIO.indicator(weight.indicator).dimension or ""
        sums[dimension] = sums.get(dimension, Decimal(0)) + weight.number.value
    assert sums == {"effectiveness": Decimal("0.55"), "customer_service": Decimal("0.40"), "efficiency": Decimal("0.05")}


@pytest.mark.shared
def test_the_least_score_of_ontario_is_the_one_derived_from_the_training(shared: Path) -> None:
    rows = csv.DictReader((shared / "facts" / "ontario_se_sqs_derived.csv").open(encoding="utf-8"))
    derived = {row["quantity"]: row["value"] for row in rows}
    assert ONTARIO.score_at_standards(DAY) == Decimal(derived["SQS_min_overall (intake 90 %)"]) == Decimal("5.90")


def test_with_intake_at_100_percent_the_least_score_is_5_95() -> None:
    whole = next(item.number.value for item in ONTARIO.parameters if item.name == "intake_standard_if_needed")
    standards = tuple(
        item if item.indicator != "intake" else item.model_copy(update={"number": item.number.model_copy(update={"value": whole})})
        for item in ONTARIO.standards
    )
    assert ONTARIO.model_copy(update={"standards": standards}).score_at_standards(DAY) == Decimal("5.95")


@pytest.mark.shared
def test_ontario_funding_is_that_of_the_training(shared: Path) -> None:
    rows = csv.DictReader((shared / "facts" / "ontario_se_funding.csv").open(encoding="utf-8"))
    source = {row["item"]: row["value"] for row in rows}
    ours = {item.name: item.number.value for item in ONTARIO.parameters}
    assert ours["operating_funds_per_intake"] == Decimal(source["operating_per_intake_target"])
    assert ours["financial_support_per_intake"] == Decimal(source["financial_support_per_intake_target"])
    assert ours["financial_support_cap_per_plan"] == Decimal(source["financial_support_cap_per_service_plan"])
    assert ours["administration_cap"] == Decimal(source["admin_cap"])
    assert ours["funds_per_intake"] == ours["operating_funds_per_intake"] + ours["financial_support_per_intake"]


def test_ontario_follows_up_at_3_6_12_18_and_24_months_with_assumed_windows() -> None:
    assert ONTARIO.follow_up is not None
    assert [wave.months for wave in ONTARIO.follow_up.waves] == [3, 6, 12, 18, 24]
    assert {wave.confidence for wave in ONTARIO.follow_up.waves} == {Confidence.ASSUMED}
    assert ONTARIO.follow_up.origin_confidence is Confidence.ASSUMED


def test_what_ontario_leaves_open_is_asked() -> None:
    asked = {question.name for question in ONTARIO.open_questions}
    assert asked >= {
        "short_term_timing", "start_of_what", "employer_calendar", "withdrawal_answer", "stopping_rule", "intake_standard", "capping",
        "names_of_suitability_indicators", "outcome_definition", "origin_of_follow_up", "tolerance_windows",
    }  # fmt: skip


@pytest.mark.shared
def test_quebec_has_the_targeted_and_non_targeted_indicators_of_the_convention(shared: Path) -> None:
    rows = csv.DictReader((shared / "facts" / "quebec_cpi_2006_indicateurs.csv").open(encoding="utf-8"))
    source = [row for row in rows if row["volet"] == "SSS"]
    assert [(item.code, item.is_targeted) for item in QUEBEC.indicators] == [
        (row["code_propose"].removeprefix("SSS-").replace("0", ""), row["statut"] == "ciblé") for row in source
    ]
    for item, row in zip(QUEBEC.indicators, source, strict=True):
        # Where what is shown is not quite the official indicator, its description keeps the official wording.
        official = row["libelle"].split("(")[0].strip().casefold()
        assert official in f"{item.label.fr} {item.description.fr}".casefold()


def test_conformity_is_in_development_and_has_no_value() -> None:
    conformity = QUEBEC.indicator("conformity_of_amounts")
    assert conformity.availability is Availability.IN_DEVELOPMENT
    assert conformity.measure is None


def test_an_approximation_says_so_in_its_label_in_both_languages() -> None:
    approximated = [item for item in QUEBEC.indicators if item.proxy is not None]
    assert {item.code for item in approximated} == {"C1", "N4"}
    for item in approximated:
        assert "approximation" in item.label.fr
        assert "approximation" in item.label.en


def numbers(framework: Framework) -> list[Number]:
    return [item.number for items in (framework.standards, framework.weights, framework.parameters) for item in items]


@pytest.mark.parametrize("framework", list(CATALOGUE), ids=CATALOGUE.names)
def test_every_number_has_a_source_or_a_reason(framework: Framework) -> None:
    for number in numbers(framework):
        assert number.source is not None or (number.confidence is Confidence.ASSUMED and number.reason is not None)
