"""Each indicator of each framework gives, on its worked examples, what a person works out by hand."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_store import write_table

from analysis.core.periods import FiscalYear
from analysis.extracts.store import STORE_FORMAT, Store, open_store
from analysis.extracts.tables import TABLES
from analysis.extracts.tables.model import ColumnType
from analysis.frameworks.catalogue import open_catalogue
from analysis.frameworks.indicators import Availability
from analysis.frameworks.model import Framework
from analysis.frameworks.worked_examples import (
    CaseKind,
    Contribution,
    WorkedExample,
    example_in_words,
    kinds_without_a_case,
    load_worked_examples,
)
from analysis.indicators.computing import compute
from analysis.indicators.table import TOTAL

HERE = Path(__file__).parent
CATALOGUE = open_catalogue(HERE.parents[1] / "params" / "frameworks")
EXAMPLES = [(framework, example) for framework in CATALOGUE for example in load_worked_examples(HERE, framework)]
NAMES = [f"{example.framework}-{example.indicator}" for _, example in EXAMPLES]

PARTS = ("follow_ups", "satisfaction_answers", "referrals")
TERMS = ("numerator", "denominator", "n_missing")


def typed(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The file writes days as text; the store holds dates."""
    kinds = {column.name: column.type for column in TABLES[table].columns}
    return {
        name: date.fromisoformat(value) if kinds.get(name) is ColumnType.DATE and isinstance(value, str) else value
        for name, value in row.items()
    }


def rows_of(example: WorkedExample) -> dict[str, list[dict[str, Any]]]:
    """The canonical rows of an example; each case is a provider of its own, so that what it adds can be told apart."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    known: set[str] = set()
    for case in example.cases:
        provider = {"provider_id": case.case}
        rows["providers"].append(provider)
        if case.participation is not None:
            person = {"person_id": f"person of {case.case}"} | (case.person or {})
            participation = {"participation_id": case.case, "person_id": person["person_id"]} | provider
            participation |= example.every_participation | case.participation
            rows["participations"].append(typed("participations", participation))
            if participation["person_id"] not in known:
                known.add(participation["person_id"])
                rows["persons"].append(typed("persons", person | {"person_id": participation["person_id"]}))
            for table in PARTS:
                rows[table] += [typed(table, {"participation_id": case.case} | row) for row in getattr(case, table)]
        rows["agreements"] += [typed("agreements", provider | row) for row in case.agreements]
        for table, given in case.records.items():
            of_participation = {"participation_id": case.case} if "participation_id" in TABLES[table].key else {}
            rows[table] += [typed(table, {TABLES[table].key[0]: f"{case.case} {place}"} | of_participation | row)
                            for place, row in enumerate(given)]  # fmt: skip
        for figures in case.figures:
            for month, value in figures.months.items():
                rows["series"].append(
                    {
                        "series": figures.series,
                        "period": date.fromisoformat(f"{month}-01"),
                        "territory": figures.territory,
                        "scheme": "total",
                        "category": "total",
                        "published": figures.published or date(2025, 7, 1),
                        "status": figures.status,
                        figures.quantity: float(value),
                    }
                )
    return rows


def store_of(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> Store:
    for name in TABLES:
        write_table(folder / f"{name}.parquet", name, rows[name])
    ledger = pa.table({name: pa.array([], pa.string()) for name in ("file", "table", "column", "reason")})
    pq.write_table(ledger, folder / "ledger.parquet")
    about = {
        "format": STORE_FORMAT,
        "source": {"fr": "exemples travaillés (inventés)", "en": "worked examples (made up)"},
        "made_up": True,
        "inputs": [],
        "definitions": [],
    }
    counts = [
        {"file": f"{name}.csv", "table": name, "n_rows": len(rows[name]), "n_accepted": len(rows[name]), "n_refused": 0} for name in TABLES
    ]
    (folder / "store.json").write_text(json.dumps(about | {"row_counts": counts, "tables": list(TABLES)}))
    return open_store(folder)


def agrees(found: float, expected: Decimal | int | None) -> bool:
    if expected is None:
        return found != found  # noqa: PLR0124 -- a missing number is NaN
    return found == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("framework", "example"), EXAMPLES, ids=NAMES)
def test_an_indicator_and_each_of_its_cases_give_what_was_worked_out_by_hand(
    tmp_path: Path, framework: Framework, example: WorkedExample
) -> None:
    store = store_of(tmp_path, rows_of(example))
    year = FiscalYear(example.fiscal_year, framework.fiscal_year_first_month)
    by = ["provider_id"] if any(case.participation for case in example.cases) else []
    frame = compute(store, framework, year, as_of=example.as_of, by=by, indicators=[example.indicator]).frame
    rows = frame.to_dict("records")
    total = next(row for row in rows if not by or row["provider_id"] == TOTAL)

    expected = example.expected
    assert total["note"] == expected.note
    for name in (*TERMS, "value"):
        assert agrees(total[name], getattr(expected, name)), (name, total)
    if any(case.records and case.adds for case in example.cases) and not by:
        # Records have no provider by which to tell the cases apart: each is counted alone.
        for place, case in enumerate(example.cases):
            alone = tmp_path / str(place)
            alone.mkdir()
            only = store_of(alone, rows_of(example.model_copy(update={"cases": (case,)})))
            (row,) = compute(only, framework, year, as_of=example.as_of, indicators=[example.indicator]).frame.to_dict("records")
            for name in TERMS:
                if getattr(expected, name) is not None:
                    assert agrees(row[name], getattr(case.adds or Contribution(), name)), (case.case, name, row)
    if not by or not any(case.adds for case in example.cases):
        # A quotient has nothing that a case adds to it alone: only its result is held.
        return
    of_case = {row["provider_id"]: row for row in rows}
    for case in example.cases:
        adds, row = case.adds or Contribution(), of_case.get(case.case)
        for name in TERMS:
            if getattr(expected, name) is not None:
                # A case that nobody of the cohort belongs to has no row at all.
                found = row[name] if row is not None else 0
                assert agrees(found, getattr(adds, name)), (case.case, name, found)


@pytest.mark.parametrize("framework", list(CATALOGUE), ids=CATALOGUE.names)
def test_every_indicator_has_an_example(framework: Framework) -> None:
    examples = {example.indicator for other, example in EXAMPLES if other is framework}
    assert examples == {indicator.name for indicator in framework.indicators}


@pytest.mark.parametrize(("framework", "example"), EXAMPLES, ids=NAMES)
def test_an_example_shows_every_kind_of_case_or_says_why_not(framework: Framework, example: WorkedExample) -> None:
    if framework.indicator(example.indicator).availability is Availability.COMPUTED:
        assert kinds_without_a_case(example) == ()
        assert not {left.kind for left in example.left_out} & {case.kind for case in example.cases}
        assert CaseKind.OUTSIDE_COHORT in {case.kind for case in example.cases}


@pytest.mark.parametrize(("framework", "example"), EXAMPLES, ids=NAMES)
def test_an_example_can_be_printed_in_both_languages(framework: Framework, example: WorkedExample) -> None:
    for language in ("fr", "en"):
        printed = example_in_words(example, framework, language)
        assert example.calculation[language].split()[0] in printed
        assert printed.count("\n| ") == (len(example.cases) if example.cases else 0)
