"""Estimates side by side as a reader sees them: one order, the published one apart, what disagrees said, nothing small shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_store import indicator, make_framework, make_store

from analysis.core.languages import LANGUAGES, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.disclosure.table import ReleasedTable
from analysis.evaluation.estimate_choices import choose
from analysis.evaluation.outcome_estimates import OutcomeEstimates, estimate_outcome
from analysis.presentation import figures, tables, wording

POLICY = load_policy(Path(__file__).parents[3] / "params" / "disclosure" / "standard.yaml")
YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)
TEXT = {"fr": "x", "en": "x"}


def estimated(
    folder: Path, answers: Sequence[tuple[str, str, int]], method: str = "doubly_robust", standard: float = 0.5
) -> OutcomeEstimates:
    """Return the estimates of some people: region, answer and how many; 6 months are due, 18 are not."""
    participations: list[dict[str, Any]] = []
    contacts = []
    for region, answer, n in answers:
        for _ in range(n):
            key = f"A{len(participations)}"
            participations.append({"participation_id": key, "start_date": date(2024, 5, 15), "region": region})
            if answer != "missing":
                contacts.append({"participation_id": key, "contact_date": date(2024, 11, 15), "is_employed": answer == "yes"})
    store = make_store(folder / "store", participations=participations, follow_ups=contacts)
    estimate = {
        "method": method, "confidence": "assumed", "reason": TEXT, "characteristics": ["region"], "largest_weight": 5,
        "least_reached": 30, "least_by_level": 5, "n_imputations": 5, "seed": 1,
    }  # fmt: skip
    waves = [{"months": months, "days_before": 15, "days_after": 30, "confidence": "assumed"} for months in (6, 18)]
    employed = indicator("employed", {"kind": "share", "numerator": {"field": "employed_at_wave", "is": True}}, wave=6)
    number = {"value": standard, "unit": "share", "confidence": "assumed", "reason": TEXT}
    framework = make_framework(
        follow_up={"origin": "start_date", "origin_confidence": "assumed", "waves": waves, "published_estimate": estimate},
        indicators=[employed],
        standards=[{"indicator": "employed", "stage": "standard", "number": number}],
    )
    return estimate_outcome(store, framework, YEAR, AS_OF, choose(framework))


MANY = [("06", "yes", 300), ("06", "no", 100), ("06", "missing", 100), ("10", "yes", 50), ("10", "no", 150), ("10", "missing", 300)]
"""Region 06: 400 of 500 reached, 75 % employed; region 10: 200 of 500 reached, 25 %."""


def shown(table: Any) -> ReleasedTable:
    return release(table, POLICY)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_estimates_stand_in_one_order_with_the_published_one_apart(tmp_path: Path, language: Language) -> None:
    made = tables.estimates(shown(estimated(tmp_path, MANY).estimates()), language=language)
    rows = made.sheet.rows
    assert len(rows) == 6
    decimal = "," if language == "fr" else "."
    assert plain(rows[0].cells[1].text).replace(" %", "%") == f"58{decimal}3%"
    bounds = {"fr": "35,0 à 75,0 %", "en": "35.0% to 75.0%"}[language]
    assert plain(rows[1].cells[1].text) == bounds
    assert plain(rows[2].cells[1].text).replace(" %", "%") == f"50{decimal}0%"
    assert [row.is_total for row in rows[:5]] == [False, False, False, True, False]
    assert plain(rows[0].cells[3].text).replace(" ", "").replace(",", "") == "1000"
    assert rows[0].cells[4].text == "600"
    assert plain(rows[5].cells[0].text) == {"fr": "Aucun suivi échu", "en": "No follow-up due"}[language]


def test_the_paragraph_says_what_disagrees_and_that_the_bounds_do_not_conclude(tmp_path: Path) -> None:
    said = plain(wording.estimates(shown(estimated(tmp_path, MANY).estimates()), language="fr").text)
    assert "Au suivi de 6 mois, 50,0 % des personnes dont le suivi est échu ont le résultat" in said
    assert "600 sur 1 000 ont été jointes et ont répondu; si l'on ne suppose rien des autres, la part est de 35,0 à 75,0 %." in said
    assert "hors de l'intervalle de l'estimation publiée, personnes jointes seulement à 6 mois (58,3 %)" in said
    assert "Les bornes sont trop larges pour conclure sur la norme de 50 % à 6 mois" in said
    assert "Aucun suivi n'est échu à 18 mois." in said


@pytest.mark.parametrize(("standard", "sentence"), [(0.3, "is met even in the worst case"), (0.8, "is not met, even in the best case")])
def test_bounds_conclude_when_the_standard_is_outside_them(tmp_path: Path, standard: float, sentence: str) -> None:
    said = plain(wording.estimates(shown(estimated(tmp_path, MANY, standard=standard).estimates()), language="en").text)
    assert sentence in said
    assert "too wide" not in said


def test_alike_regions_leave_nothing_to_disagree_about(tmp_path: Path) -> None:
    alike = [(region, answer, n) for region in ("06", "10") for answer, n in (("yes", 120), ("no", 80), ("missing", 100))]
    said = plain(wording.estimates(shown(estimated(tmp_path, alike).estimates()), language="en").text)
    assert "At each wave the other estimates are inside the interval of the published one." in said


def test_published_bounds_are_said_as_bounds(tmp_path: Path) -> None:
    table = shown(estimated(tmp_path, MANY, method="bounds").estimates())
    assert "de 35,0 à 75,0 % des personnes" in plain(wording.estimates(table, language="fr").text)
    assert "35,0 à 75,0 %" in plain(figures.estimates(table, language="fr").caption)
    assert tables.estimates(table, language="fr").sheet.rows[1].is_total


def test_the_message_of_the_figure_names_both_shares_and_the_figure_draws_every_estimate(tmp_path: Path) -> None:
    made = figures.estimates(shown(estimated(tmp_path, MANY).estimates()), language="fr")
    assert plain(made.caption) == "À 6 mois, 50,0 % ont le résultat selon l'estimation publiée, 58,3 % parmi les seules personnes jointes"
    for name in ("Imputation multiple", "Doublement robuste", "Bornes", "Pondérée"):
        assert name in made.svg


def test_few_people_are_hidden_in_every_estimate_and_said_to_be(tmp_path: Path) -> None:
    few = shown(estimated(tmp_path, [("06", "yes", 40), ("06", "no", 3), ("06", "missing", 40)]).estimates())
    assert few.frame.loc[few.frame["wave"] == "6", "value"].isna().all()
    assert "masquées" in wording.estimates(few, language="fr").text
    cells = [cell.text for row in tables.estimates(few, language="fr").sheet.rows[:5] for cell in row.cells[1:]]
    assert set(cells) == {"[c]"}
    assert "[c]" in figures.estimates(few, language="fr").svg


def test_too_few_reached_to_speak_of_the_others_is_said(tmp_path: Path) -> None:
    table = shown(estimated(tmp_path, [("06", "yes", 12), ("06", "no", 11), ("06", "missing", 60)]).estimates())
    assert "Too few people were reached at 6 months" in plain(wording.estimates(table, language="en").text)
    made = tables.estimates(table, language="en")
    assert [row.cells[1].text for row in made.sheet.rows[:5]][2:] == ["n/a"] * 3
    assert any("too few people were reached" in note for _, note in made.sheet.notes)


def test_nobody_due_is_said_everywhere(tmp_path: Path) -> None:
    made = estimated(tmp_path, [])
    table = shown(made.estimates())
    assert "nothing to estimate" in wording.estimates(table, language="en").text
    assert "Aucun cas" in figures.estimates(table, language="fr").svg
    assert "Aucun cas" in figures.balance(shown(made.balance()), wave=6, language="fr").svg
    assert tables.weighting(shown(made.weighting()), language="fr").sheet.rows
    assert tables.estimates_by(shown(made.by("region")), "region", wave=6, language="fr").sheet.rows


def test_a_region_without_anyone_reached_says_so_and_has_bounds(tmp_path: Path) -> None:
    table = shown(estimated(tmp_path, [*MANY, ("07", "missing", 15)]).by("region"))
    made = tables.estimates_by(table, "region", wave=6, language="fr")
    row = next(row for row in made.sheet.rows if row.cells[0].text == "Outaouais")
    assert [row.cells[place].text for place in (1, 2, 4, 5)] == ["–", "–", "15", "0"]
    assert row.cells[1].light == "personne n\u2019a été jointe"
    assert plain(row.cells[3].text) == "0,0 à 100,0 %"
    assert made.sheet.rows[-1].is_total
    with pytest.raises(ValueError, match="no wave at 12"):
        tables.estimates_by(table, "region", wave=12, language="fr")


def test_weights_are_told_by_what_they_cost_and_what_they_even_out(tmp_path: Path) -> None:
    """Kish by hand: 400 people of weight 500/400 and 200 of 500/200 are worth 533 of equal weights."""
    made = estimated(tmp_path, MANY)
    (row, _) = tables.weighting(shown(made.weighting()), language="en").sheet.rows
    assert row.cells[2].text == "533"
    assert row.cells[6].text == "0.33 → 0.00"
    assert plain(figures.balance(shown(made.balance()), wave=6, language="en").caption).endswith("from 0.33 to 0.00 standard deviations")
