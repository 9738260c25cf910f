"""Tables about the data themselves: attrition, follow-up states, quality of the extract."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from made_store import make_framework, make_store

from analysis.core.periods import FiscalYear
from analysis.extracts.store import open_store
from analysis.extracts.tables import TABLES
from analysis.indicators.attrition import attrition, follow_up_states
from analysis.indicators.quality import _TABLES, quality
from analysis.indicators.table import TOTAL, Subject

YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)


def test_attrition_of_a_framework_without_cohort_or_of_an_extract_without_participations_is_an_empty_table(tmp_path: Path) -> None:
    assert attrition(make_store(tmp_path / "a"), make_framework(cohorts=[]), YEAR, AS_OF).frame.empty
    assert attrition(make_store(tmp_path / "b", absent=["participations"]), make_framework(), YEAR, AS_OF).frame.empty


def test_states_without_a_calendar_or_without_follow_ups_are_an_empty_table(tmp_path: Path) -> None:
    assert follow_up_states(make_store(tmp_path / "a"), make_framework(follow_up=None), YEAR, AS_OF).frame.empty
    assert follow_up_states(make_store(tmp_path / "b", absent=["follow_ups"]), make_framework(), YEAR, AS_OF).frame.empty


def test_every_wave_has_every_state_even_when_nobody_is_in_it(tmp_path: Path) -> None:
    table = follow_up_states(make_store(tmp_path), make_framework(), YEAR, AS_OF)
    assert table.frame.groupby("wave")["state"].nunique().tolist() == [8] * 5
    assert table.frame["value"].eq(0).all()
    assert table.additive == ("state",)
    assert set(table.frame["state"]) <= set(table.labels["state"])
    assert set(table.frame["wave"]) <= set(table.labels["wave"])


def test_quality_counts_rows_and_problems_by_table(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=[{}, {}])
    ledger = pa.table(
        {
            "file": ["suivis.csv"] * 3,
            "table": ["follow_ups"] * 3,
            "column": ["contact_date", "weekly_hours", "weekly_hours"],
            "reason": ["not_a_date", "out_of_bounds", "out_of_bounds"],
        }
    )
    pq.write_table(ledger, tmp_path / "ledger.parquet")
    table = quality(open_store(store.path))
    assert table.subject is Subject.RECORDS
    found = {(row["indicator"], row["table"], row["reason"]): row["value"] for row in table.frame.to_dict("records")}
    assert found["rows_read", "participations", TOTAL] == found["rows_accepted", "participations", TOTAL] == 2
    assert found["refusals", "follow_ups", "out_of_bounds"] == 2
    assert found["refusals", "follow_ups", TOTAL] == found["refusals", TOTAL, TOTAL] == 3
    assert found["refusals", TOTAL, "not_a_date"] == 1
    for table_name in {row[1] for row in found}:
        read, accepted, refused = (found[f"rows_{kind}", table_name, TOTAL] for kind in ("read", "accepted", "refused"))
        assert read == accepted + refused
    assert set(table.frame["reason"]) <= set(table.labels["reason"])
    assert set(table.frame["table"]) <= set(table.labels["table"])


def test_every_table_that_an_agency_can_give_has_a_name_in_the_account_of_its_rows() -> None:
    assert set(TABLES) <= set(_TABLES)
