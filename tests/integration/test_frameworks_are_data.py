"""Frameworks are data: a seventh one needs one YAML file and no Python; the six that ship answer for every indicator they name."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from tiny_run import RUN, TinyRun, make_tiny_run

from analysis import cli, open_run
from analysis.presentation.released import results
from analysis.presentation.tables import performance

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "params" / "runs" / "sample.yaml"
CONVENTION = ("quebec_employment_services_2006", "quebec_social_solidarity_2006")
SIX = (
    "ontario_employment_transformation_2019", "ontario_supported_employment", "quebec_employment_assistance_services_2019",
    "quebec_employment_services_2006", "quebec_external_resources_2022", "quebec_social_solidarity_2006",
)  # fmt: skip

SEVENTH = """\
name: lagoon_returns
jurisdiction: {code: zz-lg, label: {fr: Lagune (inventée), en: Lagoon (invented)}}
program: {fr: Retours en emploi, en: Returns to work}
description: {fr: "Un cadre inventé en entier.", en: A framework invented from end to end.}
status: teaching
status_reason: {fr: "Inventé pour un essai.", en: Invented for a test.}
in_force_from: 2020-04-01
in_force_confidence: assumed
fiscal_year_first_month: 4
documents:
  - {id: charter, title: {fr: Charte, en: Charter}, publisher: Lagune, date: "2020", language: fr}
cohorts:
  - name: newcomers_started
    label: {fr: "nouveaux arrivants qui ont commencé", en: newcomers who started}
    dated_by: start_date
    rules:
      - name: newcomer
        label: {fr: nouveaux arrivants, en: newcomers}
        where: {field: is_newcomer, is: true}
  - name: everyone_started
    label: {fr: "tous ceux qui ont commencé", en: all who started}
    dated_by: start_date
follow_up:
  origin: start_date
  origin_confidence: assumed
  origin_reason: {fr: "Choix de la Lagune.", en: A choice of the Lagoon.}
  waves:
    - {months: 6, days_before: 40, days_after: 50, confidence: stated, source: {document: charter, place: "4"}}
dimensions:
  - {name: work, label: {fr: Travail, en: Work}}
indicators:
  - name: works_at_6_months
    label: {fr: "Au travail à 6 mois", en: At work at 6 months}
    description: {fr: "Part des personnes échues qui travaillent au moins 12 heures.", en: Share of those due who work 12 hours or more.}
    code: L1
    dimension: work
    measure: {kind: share, numerator: {all_of: [{field: employed_at_wave, is: true}, {field: weekly_hours_at_wave, at_least: 12}]}}
    cohort: everyone_started
    denominator: {name: due, label: {fr: échues, en: due}, where: {field: is_due_at_wave, is: true}}
    wave: 6
    unit: share
    better: higher
    missing_counts_as: not_met
    is_targeted: true
    source: {document: charter, place: "1"}
  - name: newcomers
    label: {fr: Nouveaux arrivants servis, en: Newcomers served}
    description: {fr: "Chacun une fois.", en: Each once.}
    code: L2
    measure: {kind: count, of: persons}
    cohort: newcomers_started
    denominator: {name: newcomers_started, label: {fr: nouveaux arrivants, en: newcomers}}
    unit: persons
    better: neither
    source: {document: charter, place: "1"}
  - name: wait
    label: {fr: Attente moyenne, en: Mean wait}
    description: {fr: "Jours entre la demande et le début.", en: Days between the request and the start.}
    code: L3
    measure: {kind: duration, statistic: mean, start: request_date, end: start_date}
    cohort: everyone_started
    denominator: {name: dated, label: {fr: demandes datées, en: dated requests}}
    unit: days
    better: lower
    missing_counts_as: excluded
    source: {document: charter, place: "2"}
  - name: median_age
    label: {fr: Âge médian, en: Median age}
    description: {fr: "Au début.", en: At the start.}
    code: L4
    measure: {kind: median, field: age_at_start}
    cohort: everyone_started
    denominator: {name: known, label: {fr: âges connus, en: known ages}}
    unit: years
    better: neither
    missing_counts_as: excluded
    source: {document: charter, place: "2"}
  - name: complaints
    label: {fr: Plaintes, en: Complaints}
    description: {fr: "Reçues dans l'exercice.", en: Received in the fiscal year.}
    code: L5
    measure: {kind: records, table: complaints, statistic: count, dated_by: received_date}
    denominator: {name: complaints, label: {fr: plaintes, en: complaints}}
    unit: complaints
    better: lower
    source: {document: charter, place: "3"}
  - name: cost_per_newcomer
    label: {fr: Coût par nouvel arrivant, en: Cost per newcomer}
    description: {fr: "Toutes les dépenses sur les nouveaux arrivants.", en: All spending over newcomers.}
    code: L6
    measure: {kind: quotient, numerator: {kind: records, table: costs, statistic: sum, field: amount, dated_by: month}, over: newcomers}
    unit: dollars
    better: lower
    source: {document: charter, place: "3"}
  - name: joy
    label: {fr: Joie, en: Joy}
    description: {fr: "Définition à venir.", en: Definition to come.}
    code: L7
    availability: in_development
    availability_reason: {fr: "La charte l'annonce.", en: The charter announces it.}
    unit: share
    better: higher
    source: {document: charter, place: "9"}
standards:
  - {indicator: works_at_6_months, number: {value: 0.20, unit: share, confidence: stated, source: {document: charter, place: "5"}}}
breakdowns: [region, group, month]
"""
NAMES = ("works_at_6_months", "newcomers", "wait", "median_age", "complaints", "cost_per_newcomer", "joy")
TARGETS = """\
name: lagoon_2024
title: {fr: Cibles de la Lagune, en: Targets of the Lagoon}
description: {fr: "Inventées.", en: Invented.}
fiscal_year: 2024
made_up: true
revision_month: 9
confidence: assumed
reason: {fr: "Inventées.", en: Invented.}
tolerance: {national: {below: 0.05, above: 0.05}, region: {below: 0.30, above: 0.30}, office: {below: 0.40, above: 0.40}}
tolerance_reason: {fr: "Inventée.", en: Invented.}
explained_levels: [national]
targets:
  - {framework: lagoon_returns, indicator: works_at_6_months, places: [{level: national, initial: 0.25}]}
"""

Typed = Callable[..., str]


@pytest.fixture(scope="module")
def lagoon(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    """A copy of the project with one more file in `params/frameworks/`, and a run that names it."""
    tiny = make_tiny_run(tmp_path_factory.mktemp("seventh") / "project", participations=300)
    (tiny.project / "params" / "frameworks" / "lagoon_returns.yaml").write_text(SEVENTH, encoding="utf-8")
    (tiny.project / "params" / "targets" / "lagoon_2024.yaml").write_text(TARGETS, encoding="utf-8")
    named = RUN.replace("[ontario_supported_employment, quebec_social_solidarity_2006]", "[lagoon_returns]")
    tiny.run_file.write_text(named + "targets: lagoon_2024\n", encoding="utf-8")
    return tiny


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type a command in a folder and return what it prints; it must succeed."""

    def run(folder: Path, *words: str, language: str = "en") -> str:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("BILAN_LANGUAGE", language)
        monkeypatch.setattr(sys, "argv", ["bilan", *words])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        assert stop.value.code == 0, captured.err
        return captured.out

    return run


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_seventh_framework_is_listed_and_said_in_plain_words(lagoon: TinyRun, typed: Typed) -> None:
    listed = typed(lagoon.project, "frameworks")
    assert "lagoon_returns\n" in listed
    assert all(f"{name}\n" in listed for name in SIX)
    for language, words in (("en", "At work at 6 months"), ("fr", "Au travail à 6 mois")):
        said = typed(lagoon.project, "frameworks", "show", "lagoon_returns", language=language).replace("\u00a0", " ")
        assert words in said
        assert {"en": "Lagoon (invented)", "fr": "Lagune (inventée)"}[language] in said


def test_a_seventh_framework_is_counted_held_to_its_target_and_grouped(lagoon: TinyRun, typed: Typed) -> None:
    rows = rows_of(typed(lagoon.project, "indicators", "params/runs/tiny.yaml", "--format", "csv"))
    assert [row["indicator"] for row in rows] == list(NAMES)
    by_name = {row["indicator"]: row for row in rows}
    assert by_name["joy"]["status"] == "in_development"
    assert by_name["joy"]["value"] == ""
    shown = [name for name in NAMES if by_name[name]["status"] == "published"]
    assert {"works_at_6_months", "wait", "median_age", "complaints"} <= set(shown)
    works = by_name["works_at_6_months"]
    assert float(works["standard"]) == 0.25
    met = Fraction(works["numerator"]) / Fraction(works["denominator"]) >= Fraction(1, 4)
    assert works["verdict"] == ("met" if met else "not_met")
    for by in ("region", "group", "month"):
        grouped = rows_of(typed(lagoon.project, "indicators", "params/runs/tiny.yaml", "--by", by, "--format", "csv"))
        assert {row["indicator"] for row in grouped} == set(NAMES)
        assert len({row[by] for row in grouped}) > 5


def test_the_six_frameworks_say_how_far_each_is_verified(typed: Typed) -> None:
    listed = typed(ROOT, "frameworks")
    for name in SIX:
        after = listed.split(f"{name}\n", 1)[1].split("\n")
        assert "(" in after[0]
        assert after[1].strip().split(".")[0] in ("Verified", "Partly verified", "Reconstructed")
        assert len(after[1].strip().split(".")) > 2, "the status has its reason"


@pytest.mark.parametrize("by", ["", "region", "office"])
def test_all_36_indicators_of_the_convention_answer_at_each_level(by: str) -> None:
    """Convention de performance et d'imputabilité, 24 mars 2006: 23 of employment services, 13 of social solidarity; one in development."""
    run = open_run(SAMPLE, "fr")
    named = [indicator.name for name in CONVENTION for indicator in run.framework(name).indicators]
    assert [len(run.framework(name).indicators) for name in CONVENTION] == [23, 13]
    found: dict[str, set[str]] = {}
    for name in CONVENTION:
        table = run.indicators(by=(by,) if by else (), framework=name)
        for row in results(table):
            status = "shown" if row.value is not None else str(row.absence)
            found.setdefault(row.indicator, set()).add(status)
    assert list(found) == named
    assert len(named) == 36
    assert found["conformity_of_amounts"] == {"in_development"}
    if not by:
        # Nationally nothing is hidden: an indicator is shown, in development, or said to have nothing behind it in these files.
        without = {name: statuses for name, statuses in found.items() if statuses != {"shown"}}
        assert set(without) == {"conformity_of_amounts", "social_assistance_rate", "exits", "cost_by_activity"}
        assert without["exits"] == without["cost_by_activity"] == {"no_extract"}
    said = performance(run.indicators(framework=CONVENTION[1]), language="fr").sheet.rows
    assert any("s. o." in cell.text.replace("\u00a0", " ") for row in said for cell in row.cells)
