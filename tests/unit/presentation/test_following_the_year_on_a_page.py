"""The year followed as a reader sees it: messages in both languages, gaps for hidden months, chances that are never certain."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from released_months import MONITORING, PUBLISHED, published, year_frame

from analysis.accountability import following_the_year as following
from analysis.accountability import year_end
from analysis.core.languages import LANGUAGES, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.indicators import Better
from analysis.frameworks.monitoring import Rebasing
from analysis.indicators.table import IndicatorTable
from analysis.presentation import figures, tables, wording
from analysis.presentation.tables.projections import chance_in_words

POLICY = load_policy(Path(__file__).parents[3] / "params" / "disclosure" / "already_public.yaml")
YEAR = FiscalYear(2024)
SEASON = np.array([170, 160, 125, 90, 145, 245, 225, 155, 105, 210, 150, 170], dtype=float)
RNG = np.random.default_rng(21)
COUNTS = {2022 + at: RNG.poisson(SEASON).astype(float) for at in range(3)}
ITEM = published({year: year_frame(year, list(counts)) for year, counts in COUNTS.items()})
GAPS = published({year: year_frame(year, list(counts), hidden=(4, 5)) for year, counts in COUNTS.items()})
NOBODY = published({year: year_frame(year, [0.0] * 12) for year in COUNTS})
GOALS: Mapping[str, tuple[float, Better]] = {"entries": (1900.0, Better.HIGHER)}


def shown(table: IndicatorTable) -> ReleasedTable:
    return release(table, POLICY)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hidden_month_is_a_gap_and_its_sum_to_date_a_symbol(language: Language) -> None:
    table = tables.months_followed(shown(following.monthly(GAPS, 1900.0, PUBLISHED)), language=language, fiscal_year=YEAR)
    july, september = table.sheet.rows[3], table.sheet.rows[5]
    assert [cell.text for cell in july.cells[1:4:2]] == ["[c]", "[c]"]
    assert plain(september.cells[3].text).replace(",", "").replace(" ", "") == f"{COUNTS[2024][:6].sum():.0f}"
    chart = figures.control_chart(shown(following.control_chart(GAPS, "made", MONITORING, PUBLISHED)), language=language, fiscal_year=YEAR)
    assert {"fr": "10 mois publiés", "en": "10 published months"}[language] in plain(chart.caption)


def test_a_signal_is_counted_and_dated_in_the_message() -> None:
    fallen = {year: counts.copy() for year, counts in COUNTS.items()}
    fallen[2024][5] = 100.0
    item = published({year: year_frame(year, list(counts)) for year, counts in fallen.items()})
    seasonal = MONITORING.model_copy(update={"seasonal": ("entries",)})
    chart = figures.control_chart(shown(following.control_chart(item, "made", seasonal, PUBLISHED)), language="fr", fiscal_year=YEAR)
    assert plain(chart.caption) == "Entrées : 1 mois de 2024-2025 sous un signal, septembre 2024"
    said = wording.following_the_year(
        shown(following.signals_of_year({"made": [item]}, seasonal, PUBLISHED)),
        shown(year_end.projections([item], GOALS, 9, seasonal, PUBLISHED)),
        language="en",
        fiscal_year=YEAR,
    )
    assert "Some months are under a signal: Entries (1 month, in September 2024)." in plain(said.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fan_says_the_interval_and_the_target_and_is_neutral_when_the_year_is_over(language: Language) -> None:
    fan = figures.year_end_fan(shown(year_end.path(ITEM, 1900.0, 9, MONITORING, PUBLISHED)), language=language, fiscal_year=YEAR)
    assert {"fr": "intervalle à 80 %), pour une cible de 1 900", "en": "(80% interval), for a target of 1,900"}[language] in plain(
        fan.caption
    )
    over = figures.year_end_fan(shown(year_end.path(ITEM, 1900.0, 12, MONITORING, PUBLISHED)), language=language, fiscal_year=YEAR)
    assert plain(over.caption) == {"fr": "Entrées, depuis le début de l'exercice", "en": "Entries, year to date"}[language]


def test_what_is_nearly_certain_is_never_written_as_certain() -> None:
    assert plain(chance_in_words(0.9999, "fr")) == "plus de 99 %"
    assert chance_in_words(0.0, "en") == "under 1%"
    assert plain(chance_in_words(0.414, "fr")) == "41 %"
    assert chance_in_words(None, "fr") == "–"


def test_a_row_of_projections_holds_its_interval_the_chance_and_the_result() -> None:
    table = tables.projections(shown(year_end.projections([ITEM], GOALS, 9, MONITORING, PUBLISHED)), language="en", fiscal_year=YEAR)
    (row,) = table.sheet.rows
    assert " to " in row.cells[1].light
    assert row.cells[2].text == "1,900"
    assert row.cells[4].text == f"{COUNTS[2024].sum():,.0f}"
    assert "at the end of December 2024" in plain(table.sheet.caption)


def test_the_statement_on_calibration_says_what_the_counts_say() -> None:
    kept = [year_end.Tried("entries", 3, 0.10, in_80=at < 85, in_95=at < 97) for at in range(100)]
    narrow = [year_end.Tried("entries", 3, 0.10, in_80=at < 60, in_95=at < 80) for at in range(100)]
    said, warned = (
        wording.calibration(shown(year_end.back_test(attempts, "n_months", PUBLISHED)), language="en").text for attempts in (kept, narrow)
    )
    assert "The 80% interval held the result 85% of the time (85 of 100)" in plain(said)
    assert "hold about what they say" in said
    assert "too narrow" in warned
    nothing = wording.calibration(shown(year_end.back_test((), "n_months", PUBLISHED)), language="fr").text
    assert "Aucun exercice passé" in nothing


def test_declared_changes_are_printed_with_their_reason_and_their_absence_too() -> None:
    declared = Rebasing.model_validate(
        {"framework": "made", "indicator": "entries", "from": "2023-04-01", "reason": {"fr": "Formulaire changé.", "en": "New form."}}
    )
    table = shown(following.signals_of_year({"made": [ITEM]}, MONITORING, PUBLISHED))
    (row,) = tables.rebasings([declared], table, language="en").sheet.rows
    assert [plain(cell.text) for cell in row.cells] == ["Entries", "April 2023", "New form."]
    assert "Aucune limite" in tables.rebasings([], table, language="fr").sheet.rows[0].cells[0].text


@pytest.mark.parametrize("reason", ["nouvelle limite {voir l'annexe}", "{0}", "}", "{n} %s", "{{<"])
def test_a_brace_in_a_reason_is_printed(reason: str) -> None:
    declared = Rebasing.model_validate(
        {"framework": "made", "indicator": "entries", "from": "2023-04-01", "reason": {"fr": reason, "en": reason}}
    )
    table = shown(following.signals_of_year({"made": [ITEM]}, MONITORING, PUBLISHED))
    assert tables.rebasings([declared], table, language="fr").sheet.rows[0].cells[2].text == reason


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_said_everywhere(language: Language) -> None:
    chart = figures.control_chart(
        shown(following.control_chart(NOBODY, "made", MONITORING, PUBLISHED)), language=language, fiscal_year=YEAR
    )
    assert chart.caption
    assert tables.back_test(shown(year_end.back_test((), "n_months", PUBLISHED)), language=language).sheet.rows
    signals = shown(following.signals_of_year({"made": [NOBODY]}, MONITORING, PUBLISHED))
    made = shown(year_end.projections([NOBODY], GOALS, 9, MONITORING, PUBLISHED))
    said = wording.following_the_year(signals, made, language=language, fiscal_year=YEAR).text
    assert {"fr": "Aucun indicateur ciblé", "en": "No targeted indicator"}[language] in said
    assert tables.limits(signals, language=language, fiscal_year=YEAR).sheet.rows
    assert tables.quarters(shown(following.quarterly([NOBODY], {}, PUBLISHED)), language=language, fiscal_year=YEAR).sheet.rows
