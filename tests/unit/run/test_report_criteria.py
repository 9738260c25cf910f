"""The criteria of a good annual report: what is looked up is what the report contains, and nothing is called covered that is not shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_targets import TARGETS_YAML
from tiny_run import RUN, TinyRun, make_tiny_run

from analysis.core.errors import DefinitionError
from analysis.frameworks.report_criteria import Check, load_criteria
from analysis.presentation import tables, wording
from analysis.run import Run, open_run

ROOT = Path(__file__).parents[3]
FILE = ROOT / "params" / "criteria" / "quebec_auditor_general.yaml"
PLACES = TARGETS_YAML[TARGETS_YAML.index("targets:") :]
OURS = """targets:
  - framework: ontario_supported_employment
    indicator: short_term_outcome
    places: [{level: national, initial: 0.95}]
"""
TARGETS = TARGETS_YAML.replace(PLACES, OURS)
PLAN = (ROOT / "params" / "plans" / "made_up_agency_2024.yaml").read_text(encoding="utf-8").partition("\nmonitoring:")[0]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyRun:
    made = make_tiny_run(tmp_path_factory.mktemp("criteria") / "project", participations=200)
    (made.project / "params" / "targets").mkdir(exist_ok=True)
    (made.project / "params" / "targets" / "small.yaml").write_text(TARGETS, encoding="utf-8")
    plan = "\n".join(line for line in PLAN.splitlines() if not line.startswith("    indicators:"))
    (made.project / "params" / "plans" / "small.yaml").write_text(plan.replace("made_up_agency_2024", "small", 1), encoding="utf-8")
    return made


def opened(tiny: TinyRun, chapters: str, more: str = "targets: small\nplan: small\n") -> Run:
    text = RUN.replace("[{notebook: summary}, {notebook: quality}]", chapters) + more
    tiny.run_file.write_text(text, encoding="utf-8")
    return open_run(tiny.run_file)


def test_each_criterion_of_both_reports_is_there_with_its_source() -> None:
    """Vérificateur général du Québec, 2002-2003 t. I ch. 4 (seven criteria) and 2003-2004 t. II ch. 5 (nine principles)."""
    criteria = load_criteria(FILE)
    assert [item.id for item in criteria.criteria] == [*(f"C{n}" for n in range(1, 8)), *(f"D{n}" for n in range(1, 10))]
    assert {check for item in criteria.criteria for check in item.checks} == set(Check)


def test_every_chapter_named_by_a_check_is_one_that_exists() -> None:
    known = {path.stem for path in (ROOT / "notebooks" / "report").glob("*.ipynb")} | {"funding"}
    assert set(load_criteria(FILE).chapters.values()) <= known


def test_what_no_published_chapter_shows_does_not_hold(tiny: TinyRun) -> None:
    shown = opened(tiny, "[{notebook: summary}, {notebook: mission}]").checklist
    answers = {answer.check: answer for item in shown.judged for answer in item.answers}
    assert answers[Check.MISSION_AND_SERVICES].holds
    assert answers[Check.MISSION_AND_SERVICES].chapter == "mission"
    assert not answers[Check.STRATEGIES_FOLLOWED].holds
    assert answers[Check.STRATEGIES_FOLLOWED].found == 5
    whole = opened(tiny, "[{notebook: summary}, {notebook: strategies}]").checklist
    assert {answer.check: answer for item in whole.judged for answer in item.answers}[Check.STRATEGIES_FOLLOWED].holds


def test_targets_and_explanations_are_counted(tiny: TinyRun) -> None:
    checklist = opened(tiny, "[{notebook: summary}, {notebook: results}]").checklist
    answers = {answer.check: answer for item in checklist.judged for answer in item.answers}
    assert answers[Check.TARGETS_SET].found == 1
    assert not answers[Check.TARGETS_SET].holds
    assert (answers[Check.GAPS_EXPLAINED].found, answers[Check.GAPS_EXPLAINED].wanted) == (0, 2)


def test_a_run_without_plan_or_targets_claims_nothing_of_them(tiny: TinyRun) -> None:
    checklist = opened(tiny, "[{notebook: summary}, {notebook: mission}]", "").checklist
    answers = {answer.check: answer for item in checklist.judged for answer in item.answers}
    for check in (Check.MISSION_AND_SERVICES, Check.TARGETS_SET, Check.RELIABILITY_STATEMENT, Check.SERVICE_COMMITMENTS):
        assert not answers[check].holds


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_table_says_what_was_found_and_what_is_left_for_a_person(tiny: TinyRun, language: str) -> None:
    checklist = opened(tiny, "[{notebook: summary}, {notebook: mission}]").checklist
    shown = tables.criteria(checklist.judged, checklist.criteria, language=language)  # type: ignore[arg-type]
    assert len(shown.sheet.rows) == 16
    first = shown.sheet.rows[0]
    assert first.cells[2].symbol == "◐"
    assert "?" in first.cells[3].text
    assert json.dumps(shown.sheet.data)
    assert "16" in wording.criteria(checklist.judged, language=language).text  # type: ignore[arg-type]


def test_an_unknown_document_and_a_check_without_chapter_are_told_together(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8").replace("  outlook: mission\n", "")
    text = text.replace('document: report_2002, place: "critère 1"', "document: report_2001, place: x")
    path = tmp_path / "criteria.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_criteria(path)
    assert len(error.value.problems) == 2


def test_a_statement_that_nobody_signed_is_said_to_be_unsigned(tiny: TinyRun) -> None:
    run = opened(tiny, "[{notebook: summary}, {notebook: reliability}]")
    unsigned = run.plan.model_copy(update={"reliability": run.plan.reliability.model_copy(update={"signed": None})})
    assert "pas encore signée" in wording.signature(unsigned, language="fr").text
