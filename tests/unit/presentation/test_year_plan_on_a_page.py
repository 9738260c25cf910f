"""What an agency says of its year, on a page: its words as they are, its states by day, nothing after a strategy is closed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis.core.languages import LANGUAGES, Language
from analysis.frameworks.year_plan import YearPlan
from analysis.frameworks.year_plan_loading import load_year_plan
from analysis.presentation import figures, tables, wording

PLANS = Path(__file__).parents[3] / "params" / "plans"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> YearPlan:
    # What follows names indicators of frameworks that are not read here.
    text, _ = (PLANS / "made_up_agency_2024.yaml").read_text(encoding="utf-8").split("# How the months are followed")
    path = tmp_path_factory.mktemp("plan") / "made_up_agency_2024.yaml"
    path.write_text("\n".join(line for line in text.splitlines() if not line.startswith("    indicators:")), encoding="utf-8")
    return load_year_plan(path, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_of_the_plan_is_shown_in_the_language_asked_for(plan: YearPlan, language: Language) -> None:
    for said in ("mission", "mandate", "external", "internal", "capacity", "outlook", "reliability", "reliability_limits"):
        assert wording.in_own_words(plan, said=said, language=language).text
    assert plan.mission[language][:12] in wording.in_own_words(plan, said="mission", language=language).text


def test_the_states_of_a_day_are_counted(plan: YearPlan) -> None:
    said = wording.strategies(plan, language="en", as_of=date(2024, 9, 30)).text.replace("\u00a0", " ")
    assert "not started, 1; on track, 1; delayed, 1; done, 1; abandoned, 1" in said
    assert "0 of 4 planned evaluations are completed." in said


def test_nothing_is_said_of_a_quarter_that_has_not_ended(plan: YearPlan) -> None:
    early = figures.strategies(plan, language="fr", as_of=date(2024, 7, 1)).svg
    late = figures.strategies(plan, language="fr", as_of=date(2025, 3, 31)).svg
    assert early.count("réalisée<") == 0
    assert late.count("réalisée<") == 2
    # Abandoned in the second quarter: it is said once, not at each quarter after.
    assert late.count("abandonnée<") == 1


def test_an_evaluation_past_its_date_and_not_completed_is_late(plan: YearPlan) -> None:
    rows = tables.evaluations(plan, language="fr", as_of=date(2026, 6, 1)).sheet.rows
    assert rows[2].cells[2].text == "en retard"
    assert [row.cells[2].text for row in tables.evaluations(plan, language="en", as_of=date(2025, 1, 1)).sheet.rows] == ["under way"] * 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_say_that_they_are_made_up_and_have_no_blank_cell(plan: YearPlan, language: Language) -> None:
    day = date(2025, 9, 30)
    for table in (
        tables.services(plan, language=language),
        tables.risks(plan, language=language),
        tables.strategies(plan, language=language, as_of=day),
        tables.evaluations(plan, language=language, as_of=day),
    ):
        assert all(cell.text.strip() for row in table.sheet.rows for cell in row.cells)
        assert {"fr": "inventées", "en": "Made-up"}[language] in table.sheet.foot
        assert table.sheet.data is not None
        assert table.sheet.data["made_up"] is True
