"""Money computed from the made-up agency's files against its own truths and against plain readings of its files."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analysis import open_run, tables
from analysis.accountability.funding.agreement_payments import real_cost_payments
from analysis.core.periods import FiscalYear
from analysis.frameworks.loading import load_framework
from analysis.indicators.costs import spending_by_nature
from analysis.indicators.spending import spending_of_accounts
from analysis.run.opening import Run

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
TRUTH = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
RULES = load_framework(ROOT / "params" / "frameworks" / "quebec_employment_assistance_services_2019.yaml")


@pytest.fixture(scope="module")
def run() -> Run:
    return open_run(ROOT / "params" / "runs" / "sample.yaml", "fr")


def rows_of(name: str) -> list[dict[str, str]]:
    content = (SAMPLE / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8-sig", errors="replace")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def dollars(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "."))
    except ArithmeticError:
        return None


def value(table: Any, indicator: str, column: str = "value", **where: str) -> float:
    frame = table.frame[table.frame["indicator"] == indicator]
    for name, code in where.items():
        frame = frame[frame[name] == code]
    (found,) = frame[column]
    return float(found)


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_the_spending_of_each_year_is_the_agency_s_truth(run: Run, year: int) -> None:
    store, as_of = run.store_with("costs"), run.definition.as_of
    table = spending_by_nature(store, FiscalYear(year), as_of)
    assert value(table, "spending", nature="total") == pytest.approx(TRUTH["records"]["costs"][str(year)], abs=0.005)
    parts = table.frame[table.frame["nature"] != "total"]
    assert parts["value"].sum() == pytest.approx(TRUTH["records"]["costs"][str(year)], abs=0.005)
    by_region = spending_of_accounts(store, FiscalYear(year), as_of, ("region",))
    plain: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows_of("couts.csv.gz"):
        amount = dollars(row["montant"])
        if amount is not None and amount >= 0 and f"{year}-04" <= row["mois"] <= f"{year + 1}-03":
            plain[row["region"]] += amount
    assert {key[0]: dollar for key, dollar in by_region.items() if key[0] != "total"} == pytest.approx(
        {region: float(amount) for region, amount in plain.items()}
    )


def test_the_expenses_of_real_costs_agreements_are_the_agency_s_truth(run: Run) -> None:
    truth = TRUTH["agreements"]["expenses"]
    table = real_cost_payments(run.store_with("agreement_expenses"), RULES, None, run.definition.as_of)
    assert value(table, "spent", "denominator", line="total") == truth["n"]
    assert value(table, "spent", line="total") == pytest.approx(truth["amount"], abs=0.005)
    assert value(table, "ineligible", line="total") == pytest.approx(truth["ineligible_amount"], abs=0.005)
    assert value(table, "supported", line="total") == pytest.approx(truth["eligible_with_voucher_amount"], abs=0.005)
    three = sum(value(table, step, line="total") for step in ("ineligible", "without_voucher", "supported"))
    assert three == pytest.approx(truth["amount"], abs=0.005)
    paid = value(table, "paid", line="total")
    assert paid + value(table, "over_maximum", line="total") == pytest.approx(truth["eligible_with_voucher_amount"], abs=0.005)
    lines = set(table.frame["line"]) - {"total"}
    assert set(truth["eligible_lines"]) <= lines
    assert not any(value(table, "supported", line=line) for line in lines - set(truth["eligible_lines"]))


def test_real_costs_of_the_year_agree_with_a_plain_reading(run: Run) -> None:
    agreements = {
        row["no_entente"]: dollars(row["montant_maximal"])
        for row in rows_of("ententes.csv")
        if row["financement"] == "REELS" and row["date_fin"] == "30/06/2024"
    }
    supported: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows_of("ententes_depenses.csv.gz"):
        amount = dollars(row["montant"])
        if row["no_entente"] in agreements and amount is not None and amount >= 0:
            supported[row["no_entente"]] += (
                amount if row["piece_justificative"] == "O" and row["poste"] not in ("AMENDES", "RECEPTION", "INTERETS") else Decimal(0)
            )
    expected = sum(min(amount, agreements[name] or amount) for name, amount in supported.items())
    assert value(run.funding.real_costs(), "paid", line="total") == pytest.approx(float(expected), abs=0.005)


def test_lump_sums_agree_with_a_plain_reading(run: Run) -> None:
    served: defaultdict[str, int] = defaultdict(int)
    for row in run.store_with("participations").table("participations").select("agreement_id").to_pyarrow().to_pylist():
        served[row["agreement_id"]] += 1
    planned = earned = Decimal(0)
    for row in rows_of("ententes.csv"):
        if row["financement"] == "FORFAIT" and row["programme"] != "SE" and row["date_fin"] == "30/06/2024":
            rate, places = Decimal(row["tarif_client"].replace(",", ".")), int(row["nb_inscriptions_cible"])
            planned += rate * places
            earned += rate * min(places, served[row["no_entente"]])
    table = run.funding.lump_sums()
    assert value(table, "agreed", recovery="in_proportion") == pytest.approx(float(planned))
    assert value(table, "earned", recovery="in_proportion") == pytest.approx(float(earned))
    assert value(table, "recovered", recovery="in_proportion") == pytest.approx(float(planned - earned))
    assert value(table, "recovered", recovery="none") == 0
    assert table.frame["recovery"].drop_duplicates().tolist()[1] == "in_proportion"


def test_unpaid_benefits_agree_with_a_plain_reading(run: Run) -> None:
    """The sum of the largest amount less what was paid, over those the engine's own follow-up finds in employment."""
    table = run.costs.unpaid_benefits()
    framework = run.costs.framework
    from analysis.cohorts.episodes import variable  # noqa: PLC0415
    from analysis.cohorts.selection import select  # noqa: PLC0415

    fields = ("is_due_at_wave", "employed_at_wave", "self_employed_at_wave", "receives_last_resort_assistance", "insurance_status")
    episodes = select(
        run.store_with("participations"),
        framework.cohort("followed_this_year"),
        run.fiscal_year(framework),
        as_of=run.definition.as_of,
        variables={variable(field, wave=6) for field in fields},
        columns={"receives_last_resort_assistance", "insurance_status"},
        calendar=framework.follow_up,
    ).episodes.to_pandas()
    due = episodes["is_due_at_wave__6"] & (
        episodes["employed_at_wave__6"].fillna(False).astype(bool) | episodes["self_employed_at_wave__6"].fillna(False).astype(bool)
    )
    benefits = {(row["no_participation"], row["regime"]): row for row in rows_of("prestations.csv.gz")}
    for indicator, scheme, eligible in (
        ("unpaid_last_resort_benefits", "AFDR", episodes["receives_last_resort_assistance"].fillna(False).astype(bool)),
        ("unpaid_insurance_benefits", "AE", episodes["insurance_status"] == "active"),
    ):
        total, n = Decimal(0), 0
        for name in episodes.loc[due & eligible, "participation_id"]:
            row = benefits.get((name, scheme))
            if row is None:
                continue
            most, paid = dollars(row["montant_maximal"]), dollars(row["montant_verse"])
            if most is not None and paid is not None and most >= 0 and paid >= 0:
                total, n = total + most - paid, n + 1
        assert value(table, indicator) == pytest.approx(float(total), abs=0.01)
        assert value(table, indicator, "denominator") == n


def test_a_sum_not_paid_stands_beside_what_it_does_not_show(run: Run) -> None:
    display = tables.unpaid_benefits(run.costs.unpaid_benefits(), language="en")
    for row, result in zip(display.sheet.rows, run.costs.unpaid_benefits().frame.to_dict("records"), strict=True):
        assert row.cells[3].text == f"${result['numerator'] / result['denominator']:,.0f}"
        assert row.cells[4].text.startswith("What would")
    assert any("neither sum is a demonstrated saving" in note for _, note in display.sheet.notes)


def test_the_formula_gives_what_each_agreement_says_and_shows_the_one_that_is_silent(run: Run) -> None:
    """Funds of `ententes.csv` were written by the formula; one agreement leaves its supports empty."""
    frame = run.funding.formula().frame
    said = {row["no_fournisseur"]: row for row in rows_of("ententes.csv") if row["programme"] == "SE" and row["date_debut"] == "01/04/2024"}
    silent = []
    for row in frame[frame["provider_id"] != "total"].to_dict("records"):
        column = {"operating_funds": "fonds_fonctionnement", "support_funds": "fonds_soutien"}.get(row["indicator"])
        if column is None:
            continue
        written = dollars(said[row["provider_id"]][column])
        if written is None:
            silent.append((row["provider_id"], row["indicator"], row["agreed"], row["n_missing"]))
        else:
            assert row["value"] == float(written) == row["agreed"]
    assert [(provider, step, missing) for provider, step, _, missing in silent] == [("F015", "support_funds", 1.0)]
    assert value(run.funding.formula(), "operating_funds", provider_id="total") == 5600 * sum(
        int(row["nb_inscriptions_cible"]) for row in said.values()
    )


def test_payments_to_date_are_the_milestones_at_their_rates(run: Run) -> None:
    """Persons in the table of milestones times the amounts of the schedule, against the sum of the months, which are rounded to $1,000."""
    milestones, flow = run.funding.milestones(), run.funding.cash_flow()
    of_segments = milestones.frame[milestones.frame["segment"] != "total"]
    rates = {point.name: point.amounts for point in run.funding.schedule.points}
    exact = sum(row["numerator"] * float(rates[row["milestone"]][row["segment"]]) for row in of_segments.to_dict("records"))
    assert of_segments["payment"].sum() == pytest.approx(exact)
    assert value(flow, "paid", month="total") == round(exact / 1000) * 1000
    months = flow.frame[(flow.frame["indicator"] == "paid") & (flow.frame["month"] != "total")]
    assert months["value"].sum() == pytest.approx(exact, abs=500 * len(months))
    assert months["denominator"].sum() == of_segments["numerator"].sum()


def test_the_first_milestone_is_the_short_term_outcome_of_the_framework(run: Run) -> None:
    """The same persons, counted by the indicator's own definition."""
    milestones, outcome = run.funding.milestones(), run.indicators(names=["short_term_outcome"])
    for column in ("numerator", "denominator"):
        assert value(milestones, "reached", column, milestone="employed_3_months", segment="total") == value(
            outcome, "short_term_outcome", column
        )


def test_a_cost_by_region_needs_every_count_that_it_is_made_from(run: Run) -> None:
    frame = run.costs.in_employment(by=["region"], bases=("due",)).frame
    for _, group in frame.groupby("region"):
        counts = group[~group["indicator"].str.startswith("cost")]
        costs = group[group["indicator"].str.startswith("cost")]
        if counts["status"].str.startswith("hidden").any():
            assert costs["value"].isna().all()
        else:
            assert costs["value"].notna().all()
    everyone = frame[frame["region"] == "total"].set_index("indicator")
    spending = TRUTH["records"]["costs"]["2024"]
    assert everyone.loc["cost_each", "value"] == pytest.approx(spending / everyone.loc["begun", "value"])
    assert everyone.loc["cost_of_due", "value"] == pytest.approx(
        spending / (everyone.loc["begun", "value"] * everyone.loc["employed_of_due", "value"])
    )
