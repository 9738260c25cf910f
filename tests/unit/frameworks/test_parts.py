"""Services, rules, funding, schedules, reports and zones: what the shipped files say is what their sources say."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.core.errors import DefinitionError
from analysis.frameworks.catalogue import open_catalogue
from analysis.frameworks.description import assumptions, describe
from analysis.frameworks.funding import ParticipantCap, PerIntake, ShareCap
from analysis.frameworks.indicators import Availability
from analysis.frameworks.loading import load_framework
from analysis.frameworks.model import FrameworkStatus
from analysis.frameworks.numbers import Number
from analysis.frameworks.schedule_loading import load_schedule
from analysis.frameworks.sources import Confidence

PARAMS = Path(__file__).parents[3] / "params"
CATALOGUE = open_catalogue(PARAMS / "frameworks")
ASSISTANCE = CATALOGUE.get("quebec_employment_assistance_services_2019")
RESOURCES = CATALOGUE.get("quebec_external_resources_2022")
EMPLOYMENT = CATALOGUE.get("quebec_employment_services_2006")
SOLIDARITY = CATALOGUE.get("quebec_social_solidarity_2006")
TRANSFORMATION = CATALOGUE.get("ontario_employment_transformation_2019")
SUPPORTED = CATALOGUE.get("ontario_supported_employment")


def facts(shared: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((shared / "facts" / name).open(encoding="utf-8")))


def number(rule: str) -> Decimal:
    found = ASSISTANCE.rule(rule).number
    assert found is not None
    return found.value


def test_the_rules_of_assistance_services_have_the_numbers_of_the_guide() -> None:
    """Guide of 14 May 2019, section 3: the article of each number is in the file."""
    assert number("total_hours") == number("preparation_total_hours") == 180
    assert (number("preparation_hours_a_week"), number("high_intensity_hours_a_week"), number("club_hours_a_week")) == (20, 20, 30)
    assert (number("club_intensive_weeks"), number("exploration_weeks"), number("youth_weeks")) == (3, 4, 26)
    assert (number("club_support_months"), number("agreement_months"), number("three_year_agreement_months")) == (6, 12, 36)
    assert number("exploration_detailed_contract") == 2
    assert (number("canvassers_months"), number("union_consultation"), number("disability_general_costs")) == (12, 30, 10000)
    age = ASSISTANCE.rule("youth_age")
    assert (number("youth_age"), age.upper and age.upper.value) == (18, 29)


def test_the_headings_of_an_agreement_are_in_their_order() -> None:
    codes = [code.code for code in ASSISTANCE.code_list("agreement_headings").codes]
    assert codes == [
        "objectives_and_clientele", "activities_and_services", "expected_results", "roles", "accountability", "cost_and_payment",
        "subcontracting", "work_safety", "follow_up", "other_clauses",
    ]  # fmt: skip


def test_reports_have_the_deadlines_that_were_found() -> None:
    deadlines = {report.name: report.deadline.value for report in RESOURCES.reports if report.deadline is not None}
    assert deadlines == {"accountability_unit_services": 3, "accountability_report": 6}
    cycle = RESOURCES.rule("management_cycle_months")
    assert (cycle.number and cycle.number.value, cycle.upper and cycle.upper.value) == (18, 24)


def test_what_could_not_be_read_is_assumed_and_says_so() -> None:
    for name in ("indicator_functions", "client_statuses", "end_of_participation"):
        codes = RESOURCES.code_list(name)
        assert codes.confidence is Confidence.ASSUMED
        assert "valider" in codes.label.fr
    assert all(rail.lowest and rail.lowest.confidence is Confidence.ASSUMED for rail in RESOURCES.guard_rails)
    assert RESOURCES.status is FrameworkStatus.RECONSTRUCTED


@pytest.mark.shared
def test_the_convention_has_its_36_indicators(shared: Path) -> None:
    rows = facts(shared, "quebec_cpi_2006_indicateurs.csv")
    sizes = {kind: sum(row["volet"] == part and row["statut"].startswith(kind) for row in rows) for part, kind in
             (("SPE", "ciblé"), ("SPE", "non ciblé"), ("SPE", "suivi mensuel"), ("SPE", "Entente"))}  # fmt: skip
    dimensions = [indicator.dimension for indicator in EMPLOYMENT.indicators]
    assert sizes == {"ciblé": 13, "non ciblé": 3, "suivi mensuel": 4, "Entente": 3}
    assert [dimensions.count(name) for name in ("targeted", "accounted_for", "followed_monthly", "federal")] == list(sizes.values())
    assert sum(indicator.is_targeted for indicator in EMPLOYMENT.indicators) == 13
    assert len(EMPLOYMENT.indicators) + len(SOLIDARITY.indicators) == len(rows) == 36


def test_only_the_indicator_in_development_and_those_without_data_have_no_value() -> None:
    assert all(indicator.availability is Availability.COMPUTED for indicator in EMPLOYMENT.indicators)
    absent = {item.name: item.availability for item in SOLIDARITY.indicators if item.availability is not Availability.COMPUTED}
    assert absent == {
        "conformity_of_amounts": Availability.IN_DEVELOPMENT,
        "exits": Availability.NO_EXTRACT,
        "cost_by_activity": Availability.NO_EXTRACT,
    }


@pytest.mark.shared
def test_the_zones_are_those_of_the_rollout(shared: Path) -> None:
    managers = {manager.name: manager.label.en for manager in TRANSFORMATION.managers}
    starts = {"Jan 2021": date(2021, 1, 1), "Apr 2023": date(2023, 4, 1), "Oct 2023": date(2023, 10, 1), "Jan 2024": date(2024, 1, 1)}
    rows = facts(shared, "ontario_ies_catchments.csv")
    assert len(TRANSFORMATION.zones) == len(rows) == 15
    for zone, row in zip(TRANSFORMATION.zones, rows, strict=True):
        assert row["catchment"].split(" / ")[0] == zone.label.en
        assert zone.since == starts.get(row["ies_start"])
        assert managers.get(zone.manager or "") == (
            None if row["service_system_manager"].startswith("TBA") else row["service_system_manager"]
        )
        assert zone.phase == row["phase"].lower()


def test_supported_employment_is_funded_as_the_training_says() -> None:
    operating, support = SUPPORTED.component("operating_funds"), SUPPORTED.component("financial_support")
    share, cap = SUPPORTED.component("administration"), SUPPORTED.component("financial_support_per_plan")
    assert isinstance(operating, PerIntake)
    assert isinstance(support, PerIntake)
    assert isinstance(share, ShareCap)
    assert isinstance(cap, ParticipantCap)
    assert 50 * operating.amount.value == 280_000
    assert (100 * operating.amount.value, 100 * support.amount.value) == (560_000, 300_000)
    assert 100 * support.amount.value // cap.amount.value == 42
    assert 100 * operating.amount.value * share.share.value == 112_000


def test_a_funding_number_is_the_same_wherever_it_is_written() -> None:
    """The components and the parameters of Supported Employment say the same four numbers."""
    said = {item.name: item.number.value for item in SUPPORTED.parameters}
    assert SUPPORTED.component("operating_funds").amount.value == said["operating_funds_per_intake"]  # type: ignore[union-attr]
    assert SUPPORTED.component("financial_support").amount.value == said["financial_support_per_intake"]  # type: ignore[union-attr]
    assert SUPPORTED.component("financial_support_per_plan").amount.value == said["financial_support_cap_per_plan"]  # type: ignore[union-attr]
    assert SUPPORTED.component("administration").share.value == said["administration_cap"]  # type: ignore[union-attr]


def test_the_shipped_schedule_is_visibly_fictitious_and_the_documented_one_is_not() -> None:
    shipped = load_schedule(PARAMS / "schedules" / "fictitious_streams.yaml")
    assert shipped.is_fictitious
    assert "fictif" in shipped.label.fr.lower()
    documented = TRANSFORMATION.schedule("disability_support_retention")
    assert not documented.is_fictitious
    point = documented.points[0]
    assert (point.after_weeks, point.times, set(point.amounts.values())) == (13, 15, {Decimal(250)})


@pytest.mark.parametrize("framework", list(CATALOGUE), ids=CATALOGUE.names)
def test_every_part_is_described_in_both_languages(framework: object) -> None:
    for language in ("fr", "en"):
        said = describe(framework, language)  # type: ignore[arg-type]
        for key in ("services", "rules", "funding", "eligible_costs", "reports", "exclusions", "zones", "schedules", "code_lists"):
            for part in getattr(framework, key):
                first = part.label[language].split(" ")[0]
                assert first in said, (key, part.name)


def test_an_assumed_number_of_a_part_is_among_the_assumptions() -> None:
    assumed = {label.fr for label, _ in assumptions(RESOURCES)}
    assert any("Délai minimal" in label for label in assumed)
    assert any("balise" in label for label in assumed)


def test_every_number_of_every_part_names_a_source_or_a_reason() -> None:
    for framework in CATALOGUE:
        for _, found in assumptions(framework):
            assert isinstance(found, Number)
            assert found.source is not None or found.reason is not None


SCHEDULE = (PARAMS / "schedules" / "fictitious_streams.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("after_months: 3", "after_months: 1", "n'est pas en ordre"),
        ("{stream_a: 333, stream_b: 666, stream_c: 1111}", "{stream_a: 333, stream_b: 666, stream_c: 600}", "est payé moins"),
        ("{stream_a: 333, stream_b: 666, stream_c: 1111}", "{stream_a: -5, stream_b: 666, stream_c: 1111}", "négatif"),
        ("{stream_a: 333, stream_b: 666, stream_c: 1111}", "{stream_a: 333, stream_c: 1111}", "sans montant pour\u00a0: stream_b"),
        ("{stream_a: 333, stream_b: 666, stream_c: 1111}", "{stream_a: 333, stream_b: 666, stream_d: 1111}", "stream_d"),
        ("  value: 777\n", "  value: -777\n", "des coûts à couvrir négatifs (-777)"),
        ("  value: 777\n  unit: dollars\n", "  value: 777\n  unit: hours\n", "des coûts à couvrir en hours"),
        ("amounts_are: increments\n", "amounts_are: cumulative\n", ""),
    ],
)
def test_a_schedule_that_is_not_monotone_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "fictitious_streams.yaml"
    path.write_text(SCHEDULE.replace(old, new, 1), encoding="utf-8")
    if not said:
        # The shipped amounts grow from point to point: read as totals they are monotone too.
        assert load_schedule(path).amounts_are == "cumulative"
        return
    with pytest.raises(DefinitionError) as caught:
        load_schedule(path)
    assert said in caught.value.text("fr")


def test_a_cumulative_schedule_whose_total_falls_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fictitious_streams.yaml"
    text = SCHEDULE.replace("amounts_are: increments", "amounts_are: cumulative").replace("stream_a: 333, ", "stream_a: 200, ", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_schedule(path)
    assert "222" in caught.value.text("fr")
    assert "falls from 222 to 200" in caught.value.text("en")


def test_every_problem_of_the_parts_comes_at_once(tmp_path: Path) -> None:
    source = (PARAMS / "frameworks" / "quebec_employment_assistance_services_2019.yaml").read_text(encoding="utf-8")
    path = tmp_path / "quebec_employment_assistance_services_2019.yaml"
    for old, new in (
        ("number: {value: 180, unit: hours", "number: {value: -180, unit: hours"),
        ("upper: {value: 29, unit: years", "upper: {value: 17, unit: years"),
        ("number: {value: 3, unit: weeks", "number: {value: 3, unit: months"),
        ("services: [exploration_placement]", "services: [exploration_placements]"),
        ("eligible: [management_pay,", "eligible: [management_pays,"),
        ("    kind: no_minimum_hours_a_week\n", "    kind: at_most_hours\n"),
    ):
        assert old in source
        source = source.replace(old, new, 1)
    path.write_text(source, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_framework(path)
    text = caught.value.text("en")
    for said in ("a negative number (-180)", "the bounds are reversed", "is counted in weeks", '"exploration_placements" does not exist',
                 '"management_pays" does not exist', "a rule at_most_hours has number"):  # fmt: skip
        assert said in text
    assert len(caught.value.problems) == 6
