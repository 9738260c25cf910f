"""Response, who is lost, patterns and the second source as a reader sees them, hidden cells and empty cases included."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from followed_people import calendar
from made_store import make_store

from analysis.core.languages import LANGUAGES, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.disclosure.table import ReleasedTable
from analysis.evaluation.followed import Followed
from analysis.evaluation.lost import who_is_lost
from analysis.evaluation.outcome import Outcome
from analysis.evaluation.response import response_rates, states_when_over
from analysis.evaluation.response_patterns import response_patterns
from analysis.evaluation.second_source import no_second_source, second_source
from analysis.evaluation.short_and_long import short_and_long
from analysis.frameworks.response_rates import load_response_rates
from analysis.indicators.table import IndicatorTable
from analysis.presentation import figures, tables, wording
from analysis.presentation.released import results

PARAMS = Path(__file__).parents[3] / "params"
POLICY = load_policy(PARAMS / "disclosure" / "standard.yaml")
DEFINITION = load_response_rates(PARAMS / "follow_up" / "response_rates.yaml")
YEAR, AS_OF = FiscalYear(2024), date(2026, 6, 1)
DAY = date(2024, 4, 1)
REACHED_AT_3, REACHED_AT_6 = range(240), [*range(150), *range(300, 340)]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def people(n: int = 400) -> dict[str, list[dict[str, Any]]]:
    """Four hundred people: 240 reached at 3 months, 40 refuse; at 6 months 190, of whom 40 had been missed at first; nobody at 12."""
    participations = [{"participation_id": f"A{i}", "person_id": f"P{i}", "start_date": DAY, "placement_date": DAY} for i in range(n)]
    persons = [
        {"person_id": f"P{i}", "sex": "woman" if i % 2 else "man", "is_newcomer": i < 200, "is_immigrant": i < 200} for i in range(n)
    ]
    first = [{"participation_id": f"A{i}", "contact_date": date(2024, 7, 1), "is_employed": i < 160} for i in REACHED_AT_3 if i < n]
    first += [
        {"participation_id": f"A{i}", "contact_date": date(2024, 7, 1), "contact_result": "refused"} for i in range(240, 280) if i < n
    ]
    second = [{"participation_id": f"A{i}", "contact_date": date(2024, 10, 1), "is_employed": i < 120} for i in REACHED_AT_6 if i < n]
    records = [
        {"participation_id": f"A{i}", "reference_date": date(2024, 7, 1), "source": "payroll", "is_employed": i < 145 or 200 <= i < 320}
        for i in range(n)
        if i < 380
    ]
    return {"participations": participations, "persons": persons, "follow_ups": first + second, "administrative_records": records}


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    return Followed(make_store(tmp_path_factory.mktemp("many"), **people()), calendar(), YEAR, AS_OF)


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    return Followed(make_store(tmp_path_factory.mktemp("nobody")), calendar(), YEAR, AS_OF)


def shown(table: IndicatorTable) -> ReleasedTable:
    return release(table, POLICY)


def test_a_row_of_rates_gives_the_due_and_the_four_rates_with_intervals(followed: Followed) -> None:
    rates = shown(response_rates(followed, DEFINITION))
    first = tables.response_rates(rates, language="fr").sheet.rows[0]
    # 240 of 400 reached, 280 contacted, 40 refusals.
    assert [plain(cell.text) for cell in first.cells] == ["3 mois", "400", "60,0 %", "70,0 %", "85,7 %", "10,0 %"]
    assert all(cell.light for cell in first.cells[2:])
    said = plain(wording.response(rates, language="en").text)
    assert "At the follow-up of 3 months, 60.0% of the 400 people whose follow-up is due were reached" in said


def test_contact_is_said_to_lack_only_where_it_does(followed: Followed, tmp_path: Path) -> None:
    assert "c’est le contact qui manque" not in wording.response(shown(response_rates(followed, DEFINITION)), language="fr").text
    few = people()
    few["follow_ups"] = few["follow_ups"][:100] + few["follow_ups"][240:252]
    rates = shown(response_rates(Followed(make_store(tmp_path, **few), calendar(), YEAR, AS_OF), DEFINITION))
    assert "c’est le contact qui manque le plus souvent" in wording.response(rates, language="fr").text


@pytest.mark.parametrize(("language", "name"), [("fr", "Femmes"), ("en", "Women")])
def test_the_largest_difference_comes_first_and_is_the_message(tmp_path: Path, language: Language, name: str) -> None:
    made = people()
    for place, person in enumerate(made["persons"]):
        person["sex"] = "woman" if place % (3 if place < 240 else 6) == 0 else "man"
    table = shown(who_is_lost(Followed(make_store(tmp_path, **made), calendar(), YEAR, AS_OF), 3))
    first, *_ = tables.lost(table, language=language).sheet.rows
    # 80 women of 240 reached, 27 of 160 not reached: p = 1/3 and q = 0.16875, d = 0.386.
    assert [plain(cell.text) for cell in first.cells[1:4]] == {
        "fr": ["33 %", "17 %", "+0,39"], "en": ["33%", "17%", "+0.39"],
    }[language]  # fmt: skip
    assert first.cells[0].text == name
    assert figures.lost(table, language=language).caption.startswith(name)
    assert "33" in wording.lost(table, language=language).text


def test_what_everyone_reached_shares_is_hidden_with_its_difference(followed: Followed) -> None:
    # No newcomer was missed at 3 months: a share of nought among those missed would tell of each of them.
    table = shown(who_is_lost(followed, 3))
    row = next(row for row in tables.lost(table, language="en").sheet.rows if row.cells[0].text == "Newcomers")
    assert [cell.text for cell in row.cells[1:]] == ["[c]"] * 4
    women = next(row for row in tables.lost(table, language="en").sheet.rows if row.cells[0].text == "Women")
    assert [cell.text for cell in women.cells[1:4]] == ["50%", "50%", "0.00"]


def test_employment_before_is_compared_at_the_second_wave(followed: Followed) -> None:
    table = shown(who_is_lost(followed, 6))
    row = next(row for row in tables.lost(table, language="en").sheet.rows if "employed" in row.cells[0].text.lower())
    # Of the 150 reached at both, all were employed at 3 months: it cannot be shown.
    assert row.cells[1].text == "[c]"


def test_patterns_end_with_their_totals_and_the_message_is_their_share(followed: Followed) -> None:
    table = shown(response_patterns(followed, 6))
    rows = tables.response_patterns(table, language="en").sheet.rows
    assert [(plain(row.cells[0].text), row.cells[1].text) for row in rows] == [
        ("At every follow-up", "150"), ("At 3 months", "90"), ("At no follow-up", "120"), ("All these patterns", "360"),
        ("At 6 months", "40"), ("All these patterns", "40"), ("All", "400"),
    ]  # fmt: skip
    assert rows[-1].is_total
    assert plain(figures.response_patterns(table, language="en").caption) == "10% of those followed were reached after an absence"
    assert "Of 400 participations followed to the end, 90% have a pattern without a return" in plain(
        wording.response_patterns(table, language="en").text
    )


def test_two_sources_are_said_with_their_agreement_and_the_same_people(followed: Followed) -> None:
    table = shown(second_source(followed))
    first = tables.agreement(table, language="en").sheet.rows[0]
    # 240 compared: 145 employed by both, 15 by the answer alone, 40 by the match alone, 40 by neither.
    assert [plain(cell.text) for cell in first.cells] == ["3 months", "240", "77.1%", "0.44", "78.4%", "73%"]
    said = plain(wording.second_source(table, language="en").text)
    assert "both sources agree for 77% of the 240 people who answered and are matched (kappa 0.44)" in said
    assert "By the answers, 67% of those reached are employed; by the match, 70% of everyone matched." in said
    assert "For the same people, the two sources give 67% and 77%." in said


def test_short_and_long_has_a_row_a_measure_and_what_it_is_a_share_of(followed: Followed) -> None:
    rows = tables.short_and_long(shown(short_and_long(followed, 3, 6, Outcome())), language="en").sheet.rows
    assert [(plain(row.group), plain(row.cells[2].text)) for row in rows][:2] == [("3 months", "160 / 400"), ("3 months", "160 / 240")]
    assert plain(rows[-1].group) == "6 months"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_gives_a_sentence_and_no_number(nobody: Followed, language: Language) -> None:
    rates, lost = shown(response_rates(nobody, DEFINITION)), shown(who_is_lost(nobody, 3))
    patterns, match = shown(response_patterns(nobody)), shown(second_source(nobody))
    said = [
        wording.response(rates, language=language).text,
        wording.lost(lost, language=language).text,
        wording.response_patterns(patterns, language=language).text,
        wording.second_source(match, language=language).text,
        wording.second_source(shown(no_second_source(nobody)), language=language).text,
        figures.lost(lost, language=language).caption,
        figures.response_patterns(patterns, language=language).caption,
        figures.employment_by_source(match, language=language).caption,
    ]
    assert all(text.strip() for text in said)
    assert not any("nan" in text.lower() or "%" in text for text in said)
    assert {"fr": "n’est encore échu pour personne", "en": "is due for nobody yet"}[language] in said[0]
    for drawn in (figures.lost(lost, language=language), figures.employment_by_source(match, language=language)):
        assert {"fr": "Aucun cas", "en": "No cases"}[language] in drawn.svg
    assert tables.agreement(shown(no_second_source(nobody)), language=language).sheet.rows


def test_follow_ups_stopped_early_are_said_beside_the_states(tmp_path: Path) -> None:
    rule = {"when": "refused", "consecutive_waves": 1, "counts_as": "refusal", "confidence": "assumed"}
    followed = Followed(make_store(tmp_path, **people()), calendar([rule]), YEAR, AS_OF)
    made = tables.follow_up_states(shown(states_when_over(followed)), language="en")
    assert any("stopped early" in note and "6 months 40; 12 months 40" in plain(note) for _, note in made.sheet.notes)
    rates = {(row.indicator, row.where["wave"]): row.value for row in results(shown(response_rates(followed, DEFINITION)))}
    # The forty who refused once count as refusals at 6 months too: stopping does not raise the rate.
    assert rates["n_over", "6"] == 400
    assert rates["refusal", "6"] == 0.1
