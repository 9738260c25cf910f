"""Each mistake in an agency's plan is said where, what, why and what to do, in both languages, all of them at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis.core.errors import DefinitionError
from analysis.frameworks.loading import load_framework
from analysis.frameworks.model import Framework
from analysis.frameworks.year_plan import StrategyState
from analysis.frameworks.year_plan_loading import load_year_plan

FRAMEWORKS = Path(__file__).parents[2] / "params" / "frameworks"
PLAN = """\
name: small
agency: {fr: Agence, en: Agency}
fiscal_year: 2024
made_up: true
mission: {fr: Aider., en: To help.}
mandate: {fr: La loi., en: The act.}
services:
  - {name: advice, label: {fr: Conseil, en: Advice}, description: {fr: On conseille., en: We advise.}, for_whom: {fr: Tous, en: All}}
context:
  external: {fr: Marché., en: Market.}
  internal: {fr: Équipes., en: Teams.}
  capacity: {fr: Effectifs., en: Staff.}
  outlook: {fr: Demain., en: Tomorrow.}
  risks:
    - {label: {fr: Départs, en: Departures}, response: {fr: Relève., en: Succession.}}
commitments:
  - name: quick
    label: {fr: Vite, en: Quick}
    requests: review
    within_days: 9
    expected_share: 0.9
    confidence: assumed
    reason: {fr: Promis., en: Promised.}
strategies:
  - name: regions
    label: {fr: Régions, en: Regions}
    planned: {fr: Aller voir., en: Go and see.}
    responsible: {fr: Direction, en: Management}
    due: 2025-03-31
    indicators: [employed_at_3_months]
    statuses:
      - {day: 2024-06-30, state: on_track, note: {fr: Parti., en: Begun.}}
      - {day: 2024-12-31, state: done, note: {fr: Fini., en: Finished.}}
evaluations:
  - name: reach
    title: {fr: Portée, en: Reach}
    kind: formative
    due: 2025-03-31
    completed: 2025-02-01
    main_results: {fr: Trouvé., en: Found.}
    limits: {fr: Petit., en: Small.}
reliability:
  statement: {fr: Fiables., en: Reliable.}
  limits: {fr: Sauf., en: Except.}
  responsible: {fr: Direction, en: Management}
filing: {due: 2025-09-30}
monitoring:
  years_before: 2
  run_of: 8
  baseline_months: 24
  minimum_months: 12
  n_draws: 1000
  seed: 1
  confidence: assumed
  reason: {fr: Choisi., en: Chosen.}
  seasonal: [employed_at_3_months]
  rebasing:
    - {framework: teaching_small, indicator: employed_at_3_months, from: 2024-04-01, reason: {fr: Nouveau., en: New.}}
certainty:
  minimum_persons: 30
  n_draws: 1000
  seed: 1
  confidence: assumed
  reason: {fr: Prudent., en: Careful.}
"""

# What is replaced, by what, the line of the problem, and a word of it in each language.
MISTAKES: dict[str, tuple[str, str, int, str, str]] = {
    "a file of another name": ("name: small", "name: smaller", 1, "le fichier small", "the file small"),
    "an unknown indicator": (
        "    indicators: [employed_at_3_months]", "    indicators: [employed_at_3_month]", 30, "l'indicateur", "the indicator",
    ),
    "statuses out of order": ("day: 2024-12-31", "day: 2024-06-01", 33, "ne suit pas", "does not follow"),
    "a status after the end": ("state: on_track", "state: abandoned", 33, "déjà close", "already closed"),
    "an evaluation completed without results": (
        "    main_results: {fr: Trouvé., en: Found.}\n", "", 35, "principaux résultats", "main results",
    ),
    "limits changed without a reason": (", reason: {fr: Nouveau., en: New.}}", "}", 58, "sans raison", "without a reason"),
    "limits changed within a month": ("from: 2024-04-01", "from: 2024-04-15", 58, "premier jour", "first day"),
    "limits of an unknown indicator": ("indicator: employed_at_3_months,", "indicator: employed,", 58, "l'indicateur", "the indicator"),
    "limits of an unknown framework": ("framework: teaching_small", "framework: teaching", 58, "le cadre", "the framework"),
    "a season of an unknown indicator": ("seasonal: [employed_at_3_months]", "seasonal: [employed]", 56, "l'indicateur", "the indicator"),
    "limits that no baseline could give": ("minimum_months: 12", "minimum_months: 30", 51, "faudrait", "would need"),
    "rules that nobody answers for": ("  reason: {fr: Choisi., en: Chosen.}\n", "", 47, "besoin d'une raison", "needs a reason"),
    "a minimum size that nobody answers for": ("  reason: {fr: Prudent., en: Careful.}\n", "", 59, "besoin d'une raison", "needs a reason"),
    "a promise that nobody answers for": ("    reason: {fr: Promis., en: Promised.}\n", "", 17, "besoin d'une raison", "needs a reason"),
}  # fmt: skip


@pytest.fixture(scope="module")
def teaching() -> Framework:
    return load_framework(FRAMEWORKS / "teaching_small.yaml")


def written(folder: Path, text: str) -> Path:
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_status_of_a_strategy_is_the_last_one_said_by_a_day(tmp_path: Path, teaching: Framework) -> None:
    strategy = load_year_plan(written(tmp_path, PLAN), [teaching]).strategies[0]
    assert strategy.status_on(date(2024, 6, 29)) is None
    found = [strategy.status_on(day) for day in (date(2024, 6, 30), date(2024, 12, 30), date(2025, 3, 31))]
    assert [status.state for status in found if status] == [StrategyState.ON_TRACK, StrategyState.ON_TRACK, StrategyState.DONE]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_says_where_what_and_what_to_do(name: str, tmp_path: Path, teaching: Framework) -> None:
    old, new, line, fr, en = MISTAKES[name]
    assert PLAN.count(old) == 1
    with pytest.raises(DefinitionError) as error:
        load_year_plan(written(tmp_path, PLAN.replace(old, new)), [teaching])
    (problem,) = error.value.problems
    assert problem.where.endswith(f"small.yaml:{line}")
    assert fr in problem.what.fr
    assert en in problem.what.en
    assert problem.todo is not None


def test_all_mistakes_come_at_once(tmp_path: Path, teaching: Framework) -> None:
    text = PLAN
    for name in ("an unknown indicator", "statuses out of order", "an evaluation completed without results"):
        text = text.replace(*MISTAKES[name][:2])
    with pytest.raises(DefinitionError) as error:
        load_year_plan(written(tmp_path, text), [teaching])
    assert len(error.value.problems) == 3
