"""Satisfaction as a reader sees it: shares with who did not answer, what is hidden, and the sentences for nobody and for one answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from made_store import make_store

from analysis.core.languages import LANGUAGES, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.disclosure.table import ReleasedTable
from analysis.evaluation import satisfaction, satisfaction_providers, satisfaction_questions
from analysis.frameworks.loading import load_framework
from analysis.frameworks.satisfaction_rules import load_satisfaction_rules
from analysis.indicators.question import Question
from analysis.presentation import figures, tables, wording

PARAMS = Path(__file__).parents[3] / "params"
FRAMEWORK = load_framework(PARAMS / "frameworks" / "ontario_supported_employment.yaml")
RULES = load_satisfaction_rules(PARAMS / "satisfaction" / "standard.yaml")
POLICY = load_policy(PARAMS / "disclosure" / "standard.yaml")
SHORT = "participant_satisfaction_short_term"
START = date(2023, 6, 1)


def question(folder: Path, said: list[tuple[int | None, int | None]], providers: int = 1) -> Question:
    """One participation a pair: the answer at the start and the one a year later, entered the year before."""
    participations, answers = [], []
    for number, both in enumerate(said):
        participations.append({"participation_id": f"U{number}", "start_date": START, "provider_id": f"F{number % providers}"})
        for occasion, score, asked in zip(("start", "12_months"), both, (START, date(2024, 6, 1)), strict=True):
            answers.append(
                {
                    "answer_id": f"A{number}-{occasion}", "participation_id": f"U{number}", "respondent": "participant",
                    "occasion": occasion, "score": score, "asked_date": asked,
                }
            )  # fmt: skip
    named = [{"provider_id": f"F{n}", "provider_name": f"Fournisseur {n}"} for n in range(providers + 1)]
    store = make_store(folder, participations=participations, satisfaction_answers=answers, providers=named)
    return Question(store, FRAMEWORK, FiscalYear(2024), date(2025, 9, 30))


def shown(table: satisfaction.IndicatorTable) -> ReleasedTable:
    return release(table, POLICY)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Question:
    said = [(5, 5)] * 60 + [(5, 2)] * 30 + [(1, 4)] * 12 + [(3, 3)] * 14 + [(4, None)] * 20 + [(None, None)] * 10
    return question(tmp_path_factory.mktemp("asked"), said, providers=3)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")


def test_a_survey_says_its_share_its_denominator_and_who_did_not_answer(asked: Question) -> None:
    later = next(
        row for row in tables.satisfaction(shown(satisfaction.shares(asked)), language="fr").sheet.rows if "long" in row.cells[0].text
    )
    assert [plain(cell.text) for cell in later.cells[1:]] == ["62 %", "72 / 116", "146", "116"]
    assert plain(later.cells[4].light) == "79 %"
    assert later.cells[1].light


def test_the_paragraph_says_the_change_among_the_same_persons(asked: Question) -> None:
    said = plain(wording.satisfaction(shown(satisfaction.shares(asked)), shown(satisfaction.change(asked)), language="fr").text)
    assert "62 % des 116 réponses sont de 4 ou 5; 30 des 146 sondés n’ont pas répondu" in said
    assert "Participants, aux deux moments (116 répondants) : -15,5 points de pourcentage; tout l’intervalle" in said
    assert "est sous zéro" in said
    assert "personne n’a été sondé" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_five_answers_stand_on_either_side_of_a_line(asked: Question, language: Language) -> None:
    drawn = figures.satisfaction_answers(shown(satisfaction.distribution(asked)), language=language)
    # Of the later survey all five counts may be shown: 62 % to the right of the line, 38 % to its left, 21 % without an answer.
    for share in ("62", "38", "21"):
        assert f"{share}{'%' if language == 'en' else ' %'}" in plain(drawn.svg)
        assert f"{share}{'%' if language == 'en' else ' %'}" in plain(drawn.narrow)


def test_a_survey_with_a_hidden_answer_has_no_bar(tmp_path: Path) -> None:
    few = shown(satisfaction.distribution(question(tmp_path, [(5, 5)] * 40 + [(5, 1)] * 3 + [(5, 4)] * 30)))
    drawn = figures.satisfaction_answers(few, language="en")
    assert "[c]" in drawn.svg
    row = next(row for row in tables.satisfaction_answers(few, language="en").sheet.rows if "long" in row.cells[0].text)
    assert row.cells[1].text == "[c]"


def test_a_change_is_drawn_for_all_and_for_the_same_persons(asked: Question) -> None:
    change = shown(satisfaction.change(asked))
    drawn = figures.satisfaction_change(change, language="en")
    assert "-15.5 percentage points" in plain(drawn.caption)
    rows = tables.satisfaction_change(change, language="en").sheet.rows
    assert [plain(cell.text) for cell in rows[1].cells[1:]] == ["78%", "62%", "-15.5"]
    assert rows[0].cells[3].text == "–"


def test_providers_stand_in_the_order_of_their_answers_raw_and_drawn(asked: Question) -> None:
    table = shown(satisfaction_providers.providers(asked, years=2))
    later = "participant_satisfaction_long_term"
    made = tables.satisfaction_providers(table, survey=later, language="fr")
    assert made.sheet.rows[-1].is_total
    silent = [row for row in made.sheet.rows if row.cells[0].light]
    assert [row.cells[0].light for row in silent] == ["personne n’a été sondé"]
    drawn = figures.satisfaction_providers(table, survey=later, language="fr")
    assert "Sans réponse" in plain(drawn.svg)
    shares = [row for row in made.sheet.rows if row.cells[3].light]
    assert len(shares) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_and_one_answer_are_sentences(tmp_path: Path, language: Language) -> None:
    for name, said in (("nobody", []), ("silent", [(None, None)]), ("one", [(5, 4)])):
        asked = question(tmp_path / name, said)
        shares, change = shown(satisfaction.shares(asked)), shown(satisfaction.change(asked))
        outcome = shown(satisfaction.by_outcome(asked, {SHORT: 3}))
        providers, questions = shown(satisfaction_providers.providers(asked)), shown(satisfaction_questions.questions(asked, RULES))
        unusual = satisfaction_providers.unusual(asked, RULES)
        summary = shown(unusual.summary)
        displays = (
            wording.satisfaction(shares, change, language=language), wording.satisfaction_response(outcome, language=language),
            wording.satisfaction_questions(questions, language=language), wording.unusual_answers(summary, language=language),
            tables.satisfaction(shares, language=language), tables.satisfaction_change(change, language=language),
            tables.satisfaction_response(outcome, language=language), tables.satisfaction_providers(providers, language=language),
            tables.satisfaction_questions(questions, language=language),
            tables.unusual_answers(shown(unusual.by_provider), language=language),
            figures.satisfaction_change(change, language=language), figures.satisfaction_providers(providers, language=language),
            figures.satisfaction_answers(shown(satisfaction.distribution(asked)), language=language),
        )  # fmt: skip
        for display in displays:
            text = repr(display)
            assert text.strip()
            assert "nan" not in text.lower().split()


def test_what_is_unusual_is_said_with_care(asked: Question) -> None:
    unusual = satisfaction_providers.unusual(asked, RULES)
    said = tables.unusual_answers(shown(unusual.by_provider), language="fr")
    notes = " ".join(note for _, note in said.sheet.notes)
    assert "inhabituel ne veut pas dire fautif" in notes
