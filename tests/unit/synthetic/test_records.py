"""Tables of records are what their truth says, and what a plain count of their rows gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.core.periods import FiscalYear
from analysis.synthetic.agency import Agency, make_agency
from analysis.synthetic.block import make_block
from analysis.synthetic.interventions import LONG_MEASURES, MEASURES, benefit_rows, intervention_columns
from analysis.synthetic.record_truth import record_truth
from analysis.synthetic.records import (
    COST_PER_PARTICIPATION,
    DELAY_DAYS,
    JUSTIFIED_SHARE,
    MOST_ROWS,
    RECORD_TABLES,
    n_events,
)
from analysis.synthetic.rows import Rows


@pytest.fixture(scope="module")
def agency() -> Agency:
    return make_agency(40_000, 11)


def column(rows: Rows, name: str) -> list[object]:
    return rows[name].values.to_pylist()


@pytest.mark.parametrize("table", sorted(RECORD_TABLES))
def test_each_table_is_the_same_twice_and_has_no_two_rows_of_one_number(agency: Agency, table: str) -> None:
    first, again = RECORD_TABLES[table](agency), RECORD_TABLES[table](agency)
    assert all(first[name].values.equals(again[name].values) for name in first)
    key = next(iter(first))
    assert len(set(column(first, key))) == len(column(first, key))


def test_nothing_is_known_after_the_day_of_observation(agency: Agency) -> None:
    for table, make in RECORD_TABLES.items():
        for name, cells in make(agency).items():
            if str(cells.values.type).startswith("date"):
                days = [day for day in cells.values.to_pylist() if day is not None]
                assert max(days) <= agency.observation_date, f"{table}.{name}"


def test_shares_and_delays_are_those_of_the_model(agency: Agency) -> None:
    complaints = RECORD_TABLES["complaints"](agency)
    justified = [value for value in column(complaints, "is_justified") if value is not None]
    assert np.mean(justified) == pytest.approx(JUSTIFIED_SHARE, abs=0.02)
    requests = RECORD_TABLES["assistance_requests"](agency)
    days = {"new_request": [], "medical_assessment": []}
    for kind, received, decided in zip(
        column(requests, "kind"), column(requests, "received_date"), column(requests, "decided_date"), strict=True
    ):
        if decided is not None and received.month not in (12, 1):
            days[kind].append((decided - received).days)
    for kind, found in days.items():
        assert np.median(found) == pytest.approx(DELAY_DAYS[kind][0], rel=0.08), kind


def test_the_special_month_of_complaints_stands_out_and_only_it() -> None:
    agency = make_agency(1_000_000, 11)
    truth = record_truth(agency)["special_cause"]
    months = [f"{day:%Y-%m}" for day in column(RECORD_TABLES["complaints"](agency), "received_date")]
    counts = {month: months.count(month) for month in set(months)}
    december_before = f"{int(truth['month'][:4]) - 1}-12"
    assert counts[truth["month"]] / counts[december_before] == pytest.approx(truth["factor"], rel=0.1)


def test_costs_add_up_to_the_known_cost_of_a_participation(agency: Agency) -> None:
    amounts = column(RECORD_TABLES["costs"](agency), "amount")
    assert sum(amounts) / agency.participations == pytest.approx(COST_PER_PARTICIPATION, rel=0.01)


def test_a_firm_is_new_once_and_the_first_time(agency: Agency) -> None:
    firms = RECORD_TABLES["assisted_firms"](agency)
    seen: set[object] = set()
    for firm, is_first in zip(column(firms, "firm_id"), column(firms, "is_first"), strict=True):
        assert is_first == (firm not in seen)
        seen.add(firm)


def test_the_truth_counts_what_a_plain_count_finds(agency: Agency) -> None:
    truth = record_truth(agency)
    year = FiscalYear(2024)
    vacancies = RECORD_TABLES["vacancies"](agency)
    inside = [
        positions
        for day, positions in zip(column(vacancies, "reported_date"), column(vacancies, "n_positions"), strict=True)
        if year.first_day <= day <= year.last_day
    ]
    assert truth["rows"]["vacancies"]["2024"] == len(inside)
    assert truth["positions"]["2024"] == sum(inside)


def test_records_stop_growing_long_before_the_largest_agency() -> None:
    assert n_events(make_agency(10_000_000, 1), "assistance_requests") == MOST_ROWS


def test_an_agency_without_anybody_has_tables_without_rows() -> None:
    empty = make_agency(0, 1)
    for table, make in RECORD_TABLES.items():
        rows = make(empty)
        lengths = {len(cells.values) for cells in rows.values()}
        assert len(lengths) == 1, table


def test_benefits_are_paid_less_to_who_works_and_never_more_than_the_most(agency: Agency) -> None:
    block = make_block(agency, 0, 4000)
    rows = benefit_rows(agency, block)
    employed = {f"P{number + 1:07d}": bool(flag) for number, flag in enumerate(block.course.employed[:2].all(axis=0))}
    shares: dict[bool, list[float]] = {True: [], False: []}
    for who, most, paid in zip(column(rows, "participation_id"), column(rows, "maximum_amount"), column(rows, "paid_amount"), strict=True):
        assert 0 <= paid <= most
        shares[employed[who]].append(paid / most)
    assert np.mean(shares[True]) < 0.2 < np.mean(shares[False])


def test_measures_belong_to_their_program_and_long_ones_are_marked(agency: Agency) -> None:
    block = make_block(agency, 0, 4000)
    columns = intervention_columns(agency, block)
    for program, measure, is_long in zip(
        block.entries.program.tolist(), column(columns, "measure"), column(columns, "is_long_measure"), strict=True
    ):
        assert measure in MEASURES
        assert is_long == (measure in LONG_MEASURES)
        assert program == 1 or measure in ("work_placement", "wage_subsidy", "job_search_support")


def test_the_committed_sample_holds_every_table() -> None:
    sample = Path(__file__).resolve().parents[3] / "data" / "sample"
    assert sum(path.stat().st_size for path in sample.iterdir()) < 3_000_000
    for name in ("prestations.csv.gz", "plaintes.csv", "revisions.csv", "demandes.csv.gz", "postes_vacants.csv.gz", "couts.csv.gz"):
        assert (sample / name).is_file()
