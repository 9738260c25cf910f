"""Staying in employment as a reader sees it: bounds beside shares, what is hidden stays hidden, what is predicted looks predicted."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from analysis.core.languages import LANGUAGES, Bilingual, Language
from analysis.core.provenance import Provenance
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.disclosure.table import ReleasedTable
from analysis.evaluation import comparisons, jobs, retention, young_cohorts
from analysis.evaluation.wave_patterns import Patterns
from analysis.presentation import figures, tables, wording

POLICY = load_policy(Path(__file__).parents[3] / "params" / "disclosure" / "standard.yaml")
WAVES = (3, 6, 12, 18, 24)
LETTERS = "EFTN?."


class _Store:
    """What is asked of a store once patterns are counted."""

    provenance = Provenance(source=Bilingual("essai", "trial"), made_up=True, inputs=(), definitions=(), steps=())


STORE = _Store()


def patterns_of(counts: dict[str, float], groups: dict[str, list[str]] | None = None, by: str = "") -> Patterns:
    rows = [(row, n, code) for row, n in counts.items() for code in (groups or {row: [""]}).get(row, [""])]
    return Patterns(
        WAVES,
        np.array([[LETTERS.index(letter) for letter in row] for row, _, _ in rows]).reshape(len(rows), 5),
        np.array([n for _, n, _ in rows], dtype=float),
        np.array([code for _, _, code in rows], dtype=np.str_),
        by,
        20.0,
        False,
        {"woman": Bilingual("femmes", "women"), "man": Bilingual("hommes", "men")},
    )


COUNTS = {
    "EEEEE": 200.0, "EENNN": 60.0, "ENNEE": 40.0, "ENNNN": 30.0, "EEENN": 25.0, "EEEEN": 20.0, "NNNNN": 90.0, "TTEEE": 20.0, "?????": 300.0,
    "E?EE?": 45.0, "NEEE.": 12.0, "ETTTT": 3.0,
}  # fmt: skip
PATTERNS = patterns_of(COUNTS)


def shown(table: object) -> ReleasedTable:
    return release(table, POLICY)  # type: ignore[arg-type]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_stands_beside_its_counts_and_the_bounds_of_the_whole_cohort(language: Language) -> None:
    table = shown(retention.employment(STORE, PATTERNS, "x"))  # type: ignore[arg-type]
    sheet = tables.employment(table, language=language).sheet
    first = [plain(cell.text) for cell in sheet.rows[0].cells]
    n_known = sum(n for row, n in COUNTS.items() if row[0] != "?")
    employed = sum(n for row, n in COUNTS.items() if row[0] == "E")
    assert first[2] == f"{employed:g} / {n_known:g}"
    low, high = employed / sum(COUNTS.values()), (employed + 300) / sum(COUNTS.values())
    assert first[3].startswith(f"{low * 100:.0f}")
    assert f"{high * 100:.0f}" in first[3]
    assert any("12" in note and "24" in note for _, note in sheet.notes)


def test_the_sentence_says_the_last_share_shown_and_what_it_cannot_know() -> None:
    table, kept = shown(retention.employment(STORE, PATTERNS, "x")), shown(retention.kept(STORE, PATTERNS, "x"))  # type: ignore[arg-type]
    said = plain(wording.retention(table, kept, language="fr").text)
    assert "Au suivi de 24 mois" in said
    assert "quoi que les autres soient devenues" in said
    assert re.search(r"Parmi les personnes en emploi au premier suivi, \d+ % \(\d+ à \d+ %\) le sont encore à 24 mois", said)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "il n’y a personne à suivre"),
        ({"E....": 40.0}, "Au suivi de 3 mois"),
        ({".....": 40.0}, "Aucun suivi n’est encore échu"),
        ({"EEEEE": 4.0}, "ne peut être montrée"),
    ],
    ids=["nobody", "only the first", "nothing due", "few"],
)
def test_nobody_nothing_due_and_few_people_are_said_in_words(counts: dict[str, float], sentence: str) -> None:
    patterns = patterns_of(counts)
    counts_first = dict(counts)
    if counts_first == {"E....": 40.0}:
        patterns = patterns_of({"E....": 40.0, "N....": 30.0})
    table, kept = shown(retention.employment(STORE, patterns, "x")), shown(retention.kept(STORE, patterns, "x"))  # type: ignore[arg-type]
    assert sentence in plain(wording.retention(table, kept, language="fr").text)
    for language in LANGUAGES:
        for display in (
            figures.employment(table, table, language=language),
            figures.still_employed(kept, language=language),
            figures.situations(shown(retention.states(STORE, patterns, "x")), language=language),  # type: ignore[arg-type]
            tables.employment(table, language=language),
            tables.losses(shown(retention.losses(STORE, patterns, "x")), kept, language=language),  # type: ignore[arg-type]
            tables.moves(shown(retention.transitions(STORE, patterns, "x")), language=language),  # type: ignore[arg-type]
            tables.exits(shown(retention.exits(STORE, patterns, "x")), language=language),  # type: ignore[arg-type]
        ):
            text = str(display._repr_mimebundle_())
            assert not re.search(r"\bnan\b|NaN|\binf\b", text)


def test_the_message_of_the_curve_is_its_last_value_with_its_interval() -> None:
    kept = shown(retention.kept(STORE, PATTERNS, "x"))  # type: ignore[arg-type]
    drawn = figures.still_employed(kept, language="en")
    last = kept.frame.iloc[-1]
    interval = f"{last['interval_low'] * 100:.0f}% to {last['interval_high'] * 100:.0f}%"
    assert plain(drawn.caption) == f"24 months after entry, {last['value'] * 100:.0f}% ({interval}) of those employed at 3 months still are"
    assert "100%" in drawn.svg


def test_hidden_situations_are_hatched_together_and_named() -> None:
    states = shown(retention.states(STORE, PATTERNS, "x"))  # type: ignore[arg-type]
    hidden = states.frame[states.frame["status"].str.startswith("hidden")]
    assert len(hidden)
    drawn = figures.situations(states, language="fr")
    assert "Masqué" in drawn.svg
    for value in (3.0,):
        assert f">{value:g}<" not in drawn.svg


def test_moves_have_a_group_an_interval_and_shares_of_their_row() -> None:
    moves = tables.moves(shown(retention.transitions(STORE, PATTERNS, "x")), language="en")  # type: ignore[arg-type]
    assert list(dict.fromkeys(plain(row.group) for row in moves.sheet.rows)) == [
        "From 3 to 6 months", "From 6 to 12 months", "From 12 to 18 months", "From 18 to 24 months",
    ]  # fmt: skip
    total = moves.sheet.rows[5]
    assert total.is_total
    assert plain(total.cells[-1].text) == f"{sum(COUNTS.values()):g}"


def test_where_only_totals_can_be_shown_every_move_is_marked_as_hidden() -> None:
    totals = shown(retention.transitions(STORE, PATTERNS, "x", merged=True, margins=True))  # type: ignore[arg-type]
    rows = tables.moves(totals, language="fr").sheet.rows
    assert [cell.text for cell in rows[0].cells[1:4]] == ["[c]"] * 3
    assert rows[3].is_total
    assert all(cell.text != "[c]" for cell in rows[3].cells)


def test_a_difference_that_may_be_nil_is_said_to() -> None:
    groups = {row: ["woman", "man"] for row in COUNTS}
    same = patterns_of(COUNTS, groups, "sex")
    table = shown(comparisons.two_groups(STORE, same, None, "x", group="woman", against="man"))  # type: ignore[arg-type]
    said = plain(wording.compared(table, language="fr").text)
    assert said.startswith("Femmes, puis hommes.")
    assert said.count("et peut être nulle") == 2
    sheet = tables.compared(table, language="en").sheet
    assert [column.title for column in sheet.columns] == ["Measure", "Women", "Men", "Difference"]
    assert plain(sheet.rows[0].cells[3].text) == "0 pt"


def test_an_end_that_is_not_zero_is_not_printed_as_zero() -> None:
    from analysis.frameworks.numbers import Unit  # noqa: PLC0415
    from analysis.presentation.released import Result  # noqa: PLC0415
    from analysis.presentation.tables.retention import difference_decimals  # noqa: PLC0415

    def row(low: float, high: float) -> Result:
        return Result("x", {}, None, 20.0, "", None, -0.08, low, high, Unit.SHARE, None, {})

    assert difference_decimals(row(-0.153, -0.003), 0) == 1
    assert difference_decimals(row(-0.153, -0.03), 0) == 0


def test_jobs_show_how_many_are_followed_below_the_curve() -> None:
    draw = np.random.default_rng(1)
    days = np.ceil(draw.exponential(400, 300))
    counted = jobs.Durations(
        np.minimum(days, 900), (days < 900).astype(int), np.ones(300, dtype=int), np.full(300, "", dtype=np.str_), "", {"total": 12.0}, {}
    )
    table = shown(jobs.job_curve(STORE, counted, "x"))  # type: ignore[arg-type]
    drawn = figures.jobs(table, language="fr")
    followed = [row.cells[-1].text for row in tables.jobs(table, language="fr").sheet.rows]
    assert all(f">{number}<" in drawn.svg for number in followed)
    assert "des premiers emplois durent plus de 12 mois" in plain(drawn.caption)
    nothing = figures.jobs(shown(jobs.job_curve(STORE, jobs.no_durations(), "x")), language="fr")  # type: ignore[arg-type]
    assert "Aucun cas" in nothing.svg


def quarters(n_known: int = 5) -> Patterns:
    draw = np.random.default_rng(3)
    rows: list[tuple[str, float, str]] = []
    for place in range(n_known + 2):
        for _ in range(120):
            row = "".join("E" if draw.random() < share else "N" for share in (0.7, 0.65, 0.6, 0.55, 0.5))
            rows.append(
                (row if place < n_known else row[: 6 - (place - n_known) * 2 - 2].ljust(5, "."), 1.0, f"202{place // 4}-Q{place % 4 + 1}")
            )
    return Patterns(
        WAVES, np.array([[LETTERS.index(letter) for letter in row] for row, _, _ in rows]), np.array([n for _, n, _ in rows]),
        np.array([code for _, _, code in rows]), "quarter", 20.0, False, {code: Bilingual(code, code) for _, _, code in rows},
    )  # fmt: skip


def test_what_is_predicted_looks_unlike_what_is_known() -> None:
    cohorts = shown(young_cohorts.young_cohorts(STORE, quarters(), "x"))  # type: ignore[arg-type]
    drawn = figures.cohort_fan(cohorts, language="en")
    assert drawn.svg.count("stroke-dasharray") == 2
    assert drawn.svg.count("fill: none") >= 2
    sheet = tables.young_cohorts(cohorts, language="fr").sheet
    assert [row.cells[-1].text == "–" for row in sheet.rows] == [True] * 5 + [False] * 2
    assert sheet.rows[-1].cells[-2].text == "à venir"
    assert "depuis" in sheet.rows[-1].cells[-1].light
    past = shown(young_cohorts.past_predictions(STORE, quarters(), "x"))  # type: ignore[arg-type]
    said = plain(wording.young_cohorts(cohorts, past, language="fr").text)
    assert re.search(r"\d+ prévisions sur 20 avaient un intervalle", said)
    assert tables.past_predictions(past, language="en").sheet.rows[-1].is_total


def test_too_few_mature_quarters_give_a_sentence_and_no_number() -> None:
    cohorts = shown(young_cohorts.young_cohorts(STORE, quarters(2), "x"))  # type: ignore[arg-type]
    past = shown(young_cohorts.past_predictions(STORE, quarters(2), "x"))  # type: ignore[arg-type]
    said = wording.young_cohorts(cohorts, past, language="en").text
    assert "at least three quarters of entry" in said
    assert "No past prediction can be checked yet" in said
    assert "no prediction" in figures.cohort_fan(cohorts, language="en").svg
