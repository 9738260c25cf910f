"""Funding and costs as a reader sees them: amounts of the documents, limits that bind, who could not be seen, and nothing hidden."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_store import make_store

from analysis.accountability.funding.agreement_formula import agreement_formula
from analysis.accountability.funding.agreement_payments import lump_sums, real_cost_payments
from analysis.accountability.funding.cash_flow import cash_flow, cash_flow_table, risk_by_size, risk_table
from analysis.accountability.funding.milestone_counts import count_milestones, milestone_table
from analysis.core.languages import LANGUAGES, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.disclosure.table import ReleasedTable
from analysis.extracts.store import Store
from analysis.frameworks.loading import load_framework
from analysis.frameworks.schedule_loading import load_schedule, with_documents
from analysis.indicators.costs import Outcome, costs_in_employment, spending_by_nature
from analysis.indicators.spending import spending_of_accounts
from analysis.indicators.table import IndicatorTable
from analysis.presentation import figures, tables, wording

PARAMS = Path(__file__).resolve().parents[3] / "params"
SUPPORTED = load_framework(PARAMS / "frameworks" / "ontario_supported_employment.yaml")
QUEBEC = load_framework(PARAMS / "frameworks" / "quebec_employment_services_2006.yaml")
RULES = load_framework(PARAMS / "frameworks" / "quebec_employment_assistance_services_2019.yaml")
TRANSFORMATION = load_framework(PARAMS / "frameworks" / "ontario_employment_transformation_2019.yaml")
SCHEDULE = load_schedule(PARAMS / "schedules" / "fictitious_streams.yaml")
POLICY = load_policy(PARAMS / "disclosure" / "standard.yaml")
PUBLIC = load_policy(PARAMS / "disclosure" / "already_public.yaml")
YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)


def shown(table: IndicatorTable) -> ReleasedTable:
    return release(table, PUBLIC if table.subject == "records" else POLICY)


def texts(display: Any) -> list[list[str]]:
    return [[cell.text.replace("\u00a0", " ").replace("\u202f", " ") for cell in row.cells] for row in display.sheet.rows]


def agreement(name: str, provider: str, intake: int, **more: Any) -> dict[str, Any]:
    return {"agreement_id": name, "provider_id": provider, "contracted_intake": intake, "program": "supported_employment"} | more


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """200 people: every second one reached at each follow-up, four in five of them in employment; costs in two regions, one tiny."""
    people, contacts = [], []
    for place in range(200):
        start = date(2024, 4 + place % 6, 10)
        region = "10" if place < 4 else "06"
        people.append(
            {
                "participation_id": f"p{place}",
                "segment": f"stream_{'abc'[place % 3]}",
                "start_date": start,
                "region": region,
                "agreement_id": "L1",
            }
        )
        if place % 2 == 0:
            for months in (3, 6, 12):
                month = start.month - 1 + months
                day = date(start.year + month // 12, month % 12 + 1, 10)
                contacts.append({"participation_id": f"p{place}", "contact_date": day, "is_employed": place % 10 != 0, "weekly_hours": 35})
    return make_store(
        tmp_path_factory.mktemp("money"),
        absent=["employment_spells"],
        participations=people,
        follow_ups=contacts,
        providers=[{"provider_id": "F001"}, {"provider_id": "F002"}],
        agreements=[
            agreement("E1", "F001", 100, operating_funds=560_000, support_funds=300_000, general_costs=112_000),
            agreement("E2", "F002", 50, operating_funds=280_000, support_funds=None, general_costs=56_001),
            agreement("L1", "F001", 250, program="employment_services", financing="lump_sum", rate_per_client=1000),
            agreement("R1", "F002", 5, program="employment_services", financing="real_costs", maximum_amount=1000),
        ],
        agreement_expenses=[
            {"agreement_id": "R1", "month": date(2024, 5, 1), "line": line, "amount": amount, "has_voucher": voucher}
            for line, amount, voucher in (("rent", 900.25, True), ("rent", 300.0, True), ("material", 50.0, False), ("fines", 75.0, True))
        ],
        costs=[
            {"month": date(2024, 6, 1), "region": region, "nature": nature, "amount": amount}
            for region, nature, amount in (("06", "salaries", 380_000.0), ("10", "purchases", 20_000.0))
        ],
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_are_those_of_the_training_and_the_limit_that_binds_is_named(store: Store, language: Language) -> None:
    """« Soutien à l'emploi, Phase 1 – Formation technique »: 100 give $560,000, $300,000, 42 plans and $112,000 of administration."""
    formula = shown(agreement_formula(store, SUPPORTED, YEAR))
    rows = texts(tables.funding_steps(formula, language=language, provider="F001"))
    said = {"fr": ["560 000 $", "300 000 $", "860 000 $", "112 000 $", "42"], "en": ["$560,000", "$300,000", "$860,000", "$112,000", "42"]}
    assert [row[2] for row in rows] == said[language]
    assert rows[0][1] == {"fr": "5 600 $ × 100", "en": "$5,600 × 100"}[language]
    # At its limit administration is not over it; a dollar more is, and the supports' envelope binds before the cap of each plan.
    assert rows[3][4].startswith({"fr": "Pas celle-ci", "en": "Not this one"}[language])
    assert rows[4][4].startswith({"fr": "L’enveloppe", "en": "The envelope"}[language])
    over = texts(tables.funding_steps(formula, language=language, provider="F002"))
    assert over[3][4].startswith({"fr": "La limite", "en": "The limit"}[language])
    assert over[1][3] == "–"
    whole = tables.funding_steps(formula, language=language).sheet.rows
    assert whole[1].cells[3].light
    assert whole[4].cells[2].text == "63"


def test_the_providers_table_and_the_figure_say_the_same_sums(store: Store) -> None:
    formula = shown(agreement_formula(store, SUPPORTED, YEAR))
    rows = texts(tables.funding_by_provider(formula, language="en"))
    assert rows[-1][1:] == ["150", "$840,000", "$450,000", "$168,000", "$168,001", "63"]
    figure = figures.funding_steps(formula, language="en", fiscal_year=YEAR)
    assert figure.caption.replace("\u00a0", " ").startswith("An intake target of 150 gives $1,290,000, of which $450,000 in supports")


def test_each_rule_of_recovery_stands_beside_what_it_takes_back(store: Store) -> None:
    table = shown(lump_sums(store, RULES, YEAR, AS_OF, Decimal("0.75")))
    rows = texts(tables.lump_sums(table, language="fr"))
    assert rows[0][1:] == ["250 000 $", "200 000 $", "50 000 $"]
    assert rows[1] == ["Payé en entier à partir de 75 % des clients convenus", "250 000 $", "250 000 $", "0 $"]
    assert rows[2][3] == "0 $"


def test_every_dollar_of_real_costs_is_in_one_column_and_the_maximum_is_said(store: Store) -> None:
    display = tables.real_costs(shown(real_cost_payments(store, RULES, YEAR, AS_OF)), language="en")
    assert texts(display)[-1] == ["All", "$1,325", "$75", "$50", "$1,200"]
    assert any("over the maximum of agreements: $200; paid: $1,000" in note.replace("\u00a0", " ") for _, note in display.sheet.notes)


def test_a_schedule_says_the_most_that_one_person_brings_in_and_that_it_is_invented() -> None:
    display = tables.payment_schedule(SCHEDULE, language="fr")
    assert texts(display)[-1][1:] == ["1 665 $", "3 331 $", "5 998 $"]
    assert any("inventé" in note for _, note in display.sheet.notes)
    documented = with_documents(TRANSFORMATION.schedule("disability_support_retention"), TRANSFORMATION.documents)
    worked = tables.payment_schedule(documented, language="en")
    assert texts(worked)[0][1] == "$250 × 15"
    assert texts(worked)[-1][1] == "$3,750"
    assert "Employment retention payments" in worked.sheet.foot
    assert not worked.sheet.notes


def test_milestones_months_and_risk_are_said_with_what_they_rest_on(store: Store) -> None:
    counted = count_milestones(store, SUPPORTED, SCHEDULE, YEAR, AS_OF)
    flow = cash_flow(counted, counted, YEAR, seed=7)
    milestones = texts(tables.milestones(shown(milestone_table(store, counted, YEAR)), language="fr"))
    whole = [row for row in milestones if row[0] == "Ensemble"]
    assert whole[0][1:3] == ["tous", "200"]
    assert whole[1][2] == "80 / 200"
    months = shown(cash_flow_table(store, flow, YEAR))
    rows = texts(tables.cash_flow(months, language="fr"))
    assert rows[-1][0] == "Ensemble"
    assert rows[3][1] != "0"
    figure = figures.cash_flow(months, language="fr", fiscal_year=YEAR)
    assert "sont payés pour des résultats prouvés" in figure.caption
    risk = shown(risk_table(store, flow, YEAR))
    assert "Valeur à risque" in [row[0] for row in texts(tables.payment_risk(risk, language="fr"))]
    sizes = shown(risk_by_size(store, flow, YEAR))
    assert [row[0] for row in texts(tables.risk_by_size(sizes, language="en"))] == [f"{n} clients" for n in (15, 50, 100, 250, 500)]
    said = wording.funding(shown(agreement_formula(store, SUPPORTED, YEAR)), months, risk, SCHEDULE, language="en").text.replace(
        "\u00a0", " "
    )
    assert "For an intake target of 150, the formula gives $840,000 in operating funds and $450,000 in supports." in said
    assert "The amounts of the schedule are invented." in said


def test_a_chance_that_no_draw_shows_is_not_zero(store: Store) -> None:
    from analysis.presentation.tables.payments import chance  # noqa: PLC0415

    counted = count_milestones(store, SUPPORTED, SCHEDULE, YEAR, AS_OF)
    free = SCHEDULE.costs_to_cover
    assert free is not None
    cheap = SCHEDULE.model_copy(update={"costs_to_cover": free.model_copy(update={"value": Decimal(1)})})
    flow = cash_flow(counted, counted, YEAR, seed=7)
    cheap_flow = type(flow)(
        type(counted)(cheap, counted.points, counted.counts, 0), counted, flow.first_month, flow.paid, flow.n_paid, flow.n_to_come,
        flow.drawn, flow.seed,
    )  # fmt: skip
    from analysis.presentation.released import results  # noqa: PLC0415

    row = {row.indicator: row for row in results(shown(risk_table(store, cheap_flow, YEAR)))}["share_not_covered"]
    assert row.value == 0
    assert chance(row, "en").replace("\u00a0", " ") == "less than 0.1%"


def test_a_cost_changes_with_whom_one_counts_and_a_tiny_region_gives_nothing_away(store: Store) -> None:
    outcome = Outcome(QUEBEC.indicator("persons_in_employment"))
    whole = shown(costs_in_employment(store, QUEBEC, outcome, spending_of_accounts(store, YEAR, AS_OF), YEAR, as_of=AS_OF))
    rows = texts(tables.costs_in_employment(whole, language="en"))
    assert [row[1] for row in rows] == ["80 / 200", "80 / 200", "80 / 100"]
    assert [row[3] for row in rows] == ["$5,000", "$5,000", "$2,500"]
    by = ("region",)
    spending = spending_of_accounts(store, YEAR, AS_OF, by)
    regional = shown(costs_in_employment(store, QUEBEC, outcome, spending, YEAR, as_of=AS_OF, by=by, bases=("due",)))
    shown_rows = texts(tables.costs_by(regional, dimension="region", language="en"))
    assert [row[1:] for row in shown_rows if row[0] != "All"] == [["[c]"] * 4] * 2
    assert np.isnan(regional.frame.loc[regional.frame["region"] != "total", "value"]).all()
    figure = figures.by_region(regional, indicator="cost_of_due", language="en")
    assert "hidden" in figure.svg
    spent = texts(tables.spending(shown(spending_by_nature(store, YEAR, AS_OF)), language="en"))
    assert spent == [["Salaries", "$380,000", "95.0%"], ["Purchases of services", "$20,000", "5.0%"], ["All", "$400,000", "100.0%"]]
