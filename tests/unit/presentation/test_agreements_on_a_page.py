"""Agreements as a reader sees them: counts add up, a missing deadline is a dash, what is hidden stays hidden, nothing is blank."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from made_agreements import AS_OF, TERMS
from made_store import make_store

from analysis.accountability.agreements.calendar import calendar_of, late_of
from analysis.accountability.agreements.checked import table_of_checks
from analysis.accountability.agreements.compliance_checks import check_rules
from analysis.accountability.agreements.consortium import read_consortia, table_of_consortia
from analysis.accountability.agreements.obligations import every_obligation
from analysis.accountability.agreements.register import Register, read_register
from analysis.accountability.agreements.renewal import facts_of
from analysis.accountability.agreements.results import results_of
from analysis.accountability.agreements.risk import risk_of
from analysis.core.languages import LANGUAGES, Language
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.disclosure.table import ReleasedTable
from analysis.extracts.store import Store
from analysis.indicators.table import IndicatorTable
from analysis.presentation import figures, tables, wording

POLICY = load_policy(Path(__file__).parents[3] / "params" / "disclosure" / "standard.yaml")
FIRST, LAST = date(2024, 7, 1), date(2025, 6, 30)
YEAR = (date(2024, 4, 1), date(2025, 3, 31))


def agreement(name: str, intake: int, **others: object) -> dict[str, object]:
    return {
        "agreement_id": name, "start_date": FIRST, "end_date": LAST, "contracted_intake": intake, "service": "basic_support",
        "financing": "lump_sum", "risk_level": "low", "maximum_amount": 1000.0, "consultation_start_date": date(2024, 3, 1),
        "signed_date": date(2024, 6, 1), "is_consortium": False,
    } | others  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One agreement of 100 places with 90 people, one of 60 with 60, and two with fewer than ten people."""
    people = [("S1", 90), ("S2", 60), ("S3", 5), ("S4", 5)]
    participations = [
        {"agreement_id": name, "participation_id": f"{name}-{n}", "start_date": FIRST + timedelta(days=4 * n), "n_hours_planned": 60.0}
        for name, many in people
        for n in range(many)
    ]
    targets = [
        {"agreement_id": name, "indicator": "intake", "target": float(n)} for name, n in (("S1", 100), ("S2", 60), ("S3", 10), ("S4", 12))
    ]
    report = {"agreement_id": "S1", "period_start": FIRST}
    reports = [
        report | {"kind": "accountability", "period_end": LAST, "received_date": date(2025, 9, 1)},
        report | {"kind": "quarterly", "period_end": date(2024, 9, 30), "received_date": date(2025, 1, 1)},
    ]
    members = [
        {"agreement_id": "S2", "provider_id": provider, "intake_share": share, "funds_share": share, "is_lead": provider == "F001"}
        for provider, share in (("F001", 0.335), ("F002", 0.665))
    ]
    return make_store(
        tmp_path_factory.mktemp("agreements") / "store",
        participations=participations,
        agreements=[
            agreement("S1", 100),
            agreement("S2", 60, signed_date=date(2024, 7, 4), risk_level="high"),
            agreement("S3", 10),
            agreement("S4", 12),
        ],
        agreement_targets=targets,
        agreement_reports=reports,
        consortium_members=members,
        providers=[{"provider_id": "F001", "provider_name": "<b>Fiction</b>"}, {"provider_id": "F002", "provider_name": "Fiction B"}],
    )


@pytest.fixture(scope="module")
def register(store: Store) -> Register:
    return read_register(store, AS_OF)


def shown(table: IndicatorTable) -> ReleasedTable:
    return release(table, POLICY)


def results(store: Store, register: Register) -> ReleasedTable:
    return shown(results_of(store, register, register.agreements, TERMS, AS_OF))


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_add_up_and_no_deadline_is_a_dash(store: Store, register: Register, language: Language) -> None:
    steps = every_obligation(register, register.agreements, TERMS, AS_OF)
    rows = tables.late_steps(shown(late_of(steps, store.provenance, AS_OF)), language=language).sheet.rows
    cells = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in rows}
    progress = next(cells[name] for name in cells if "1er" in name or "1st" in name)
    assert progress[:4] == ["4", "–", "–", "–"]
    assert progress[4].replace("\u00a0", " ") == "1 / 3"
    signature = next(cells[name] for name in cells if name.startswith(("Signature", "signature")))
    assert signature[:4] == ["4", "3", "1", "0"]
    assert all(cell.text for row in rows for cell in row.cells)


def test_the_calendar_says_how_many_are_late_and_dates_every_step(store: Store, register: Register) -> None:
    steps = every_obligation(register, register.agreements, TERMS, AS_OF)
    table = shown(calendar_of(steps, register, store.provenance, AS_OF))
    drawn = figures.agreement_calendar(table, language="fr", as_of=AS_OF)
    # One signature late; three accountability reports are due on the day of observation, hence not late yet.
    assert drawn.caption.replace("\u00a0", " ") == "1 étape sur 32 est en retard ou l’a été"
    assert "1er" in drawn.svg
    later = date(2025, 12, 1)
    steps = every_obligation(register, register.agreements, TERMS, later)
    drawn = figures.agreement_calendar(shown(calendar_of(steps, register, store.provenance, later)), language="en", as_of=later)
    assert drawn.caption.replace("\u00a0", " ") == "4 of 32 steps are late or were"
    nothing = shown(calendar_of((), register, store.provenance, AS_OF))
    assert "Aucun cas" in figures.agreement_calendar(nothing, language="fr", as_of=AS_OF).svg


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_of_all_counts_agreements_by_recommendation(store: Store, register: Register, language: Language) -> None:
    rows = tables.agreement_progress(results(store, register), language=language).sheet.rows
    assert len(rows) == 4
    year = [cell.text for cell in rows[-1].cells]
    assert year[1:3] == ["182", "160"]
    # 90 of 100 is within ten per cent, and 60 of 60; the two others are of few people.
    assert year[4:] == ["2", "0", "0"]
    assert "2" in rows[-1].cells[0].light


def test_an_agreement_of_few_people_is_hidden_on_every_page(store: Store, register: Register) -> None:
    released = results(store, register)
    summary = tables.attainment_summary(released, language="fr").sheet.rows
    assert len(summary) == 1
    drawn = figures.agreement_attainment(released, language="fr", indicator="participations_started")
    assert "S1" in drawn.svg
    assert "S3" not in drawn.svg
    assert "<b>" not in drawn.svg
    file = tables.renewal(
        shown(facts_of(register, register.agreements, {}, TERMS, store.provenance)), _final(released), language="fr", highest_target=None
    )
    texts = {row.cells[0].text: row.cells[2].text for row in file.sheet.rows}
    assert [texts[name] for name in sorted(texts, key=lambda name: name[-4:])] == ["90", "60", "[c]", "[c]"]


def _final(table: ReleasedTable) -> ReleasedTable:
    from dataclasses import replace  # noqa: PLC0415

    return replace(table, frame=table.frame[table.frame["is_final"] == "yes"].reset_index(drop=True))


def test_each_target_of_one_agreement_has_its_attainment_and_its_gap_to_explain(store: Store, register: Register) -> None:
    from dataclasses import replace  # noqa: PLC0415

    released = _final(results(store, register))
    one = replace(released, frame=released.frame[released.frame["agreement_id"] == "S1"].reset_index(drop=True))
    (row,) = tables.agreement_targets(one, language="en").sheet.rows
    assert [cell.text for cell in row.cells[1:4]] == ["100", "100", "90"]
    assert row.cells[4].text == "90%"
    assert row.cells[5].text == "Downward, to be explained"
    (row,) = tables.agreement_progress(one, language="en").sheet.rows
    assert row.cells[4].text == "No adjustment"


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_show_their_source_and_say_what_no_file_tells(store: Store, register: Register, language: Language) -> None:
    checks = check_rules(store, register, register.agreements, TERMS, period=YEAR, as_of=AS_OF)
    table = shown(table_of_checks(checks, read_consortia(store), TERMS, store.provenance, AS_OF))
    made = tables.rules_checked(table, language=language)
    rows = made.sheet.rows
    assert len(rows) == len(table.frame)
    assert all(cell.text for row in rows for cell in row.cells)
    assert sum("3.3" in row.cells[1].text for row in rows) >= 1
    assert any("180" in row.cells[0].text for row in rows)
    signed = next(row for row in rows if row.cells[4].text == "1" and row.cells[3].text == "4")
    assert "signat" in signed.cells[0].text.lower() or "signed" in signed.cells[0].text
    said = wording.agreements(
        shown(late_of(every_obligation(register, register.agreements, TERMS, AS_OF), store.provenance, AS_OF)),
        results(store, register), table, language=language,
    ).text.replace("\u00a0", " ")  # fmt: skip
    assert ("Étapes prévues : 32" if language == "fr" else "Steps planned: 32") in said
    assert ("160 pour 182 attendues" if language == "fr" else "160 of 182 expected") in said


def test_levels_of_risk_say_that_their_frequency_is_assumed(store: Store, register: Register) -> None:
    table = shown(risk_of(register.agreements, (), TERMS, store.provenance, AS_OF))
    rows = {row.cells[0].text: row for row in tables.risk_levels(table, language="fr").sheet.rows}
    assert (rows["Faible"].cells[1].text, rows["Faible"].cells[2].text, rows["Faible"].cells[2].light) == ("3", "6", "supposé, à valider")
    assert [cell.text for cell in rows["Ensemble"].cells[1:]] == ["4", "s.\u00a0o.", "14", "14", "0"]


def test_members_of_a_consortium_and_their_whole(store: Store, register: Register) -> None:
    rows = tables.consortium(shown(table_of_consortia(register, read_consortia(store), store.provenance)), language="fr").sheet.rows
    assert [[cell.text.replace("\u00a0", " ") for cell in row.cells[1:]] for row in rows] == [
        ["20", "335,00 $"], ["40", "665,00 $"], ["60", "1\u202f000,00 $"],
    ]  # fmt: skip
    assert [row.is_total for row in rows] == [False, False, True]
    nothing = tables.consortium(shown(table_of_consortia(register, (), store.provenance)), language="fr")
    assert "Aucun consortium" in repr(nothing)
