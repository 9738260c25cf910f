"""Tables of records are counted as a person would count them, and released as what they are about demands."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_store import indicator, make_framework, make_store

from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear
from analysis.disclosure.policy import DisclosurePolicy, load_policy
from analysis.disclosure.release import release
from analysis.extracts.store import Store
from analysis.frameworks.loading import load_framework
from analysis.indicators.computing import compute
from analysis.indicators.table import TOTAL, IndicatorTable, Subject

ROOT = Path(__file__).resolve().parents[3]
YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)
TEXT = {"fr": "lignes", "en": "rows"}
ROWS = {"name": "rows", "label": TEXT}
POLICIES = {name: load_policy(ROOT / "params" / "disclosure" / f"{name}.yaml") for name in ("standard", "already_public")}
OTHERS: dict[str, DisclosurePolicy] = {"records": POLICIES["already_public"], "official": POLICIES["already_public"]}


def records(name: str, unit: str, **measure: Any) -> dict[str, Any]:
    found = indicator(name, {"kind": "records"} | measure, unit=unit, denominator=ROWS)
    return {key: value for key, value in found.items() if key != "cohort"}


COMPLAINTS = records("complaints", "complaints", table="complaints", statistic="count", dated_by="received_date")
SPENDING = records("spending", "dollars", table="costs", statistic="sum", field="amount", dated_by="month")
PARTICIPANTS = indicator("participants", {"kind": "count", "of": "persons"}, unit="persons", denominator={"name": "people", "label": TEXT})
_COST = indicator("cost", {"kind": "quotient", "numerator": SPENDING["measure"], "over": "participants"}, unit="dollars")
COST = {key: value for key, value in _COST.items() if key != "cohort"}


def table_of(store: Store, *indicators: dict[str, Any], by: tuple[str, ...] = ()) -> IndicatorTable:
    return compute(store, make_framework(indicators=list(indicators)), YEAR, as_of=AS_OF, by=by)


def values(table: IndicatorTable, name: str) -> dict[tuple[str, ...], float]:
    frame = table.frame[table.frame["indicator"] == name]
    return {tuple(row[d] for d in table.dimensions): row["value"] for row in frame.to_dict("records")}


def agency(folder: Path, entries: dict[str, int], costs: dict[str, float], complaints: dict[str, int]) -> Store:
    day = date(2024, 5, 15)
    return make_store(
        folder,
        participations=[{"participation_id": f"{region}-{n}", "region": region, "start_date": day}
                        for region, many in entries.items() for n in range(many)],
        costs=[{"cost_id": region, "region": region, "month": date(2024, 6, 1), "nature": "salaries", "amount": amount}
               for region, amount in costs.items()],
        complaints=[{"complaint_id": f"{region}-{n}", "region": region, "service": "employment", "received_date": day}
                    for region, many in complaints.items() for n in range(many)],
    )  # fmt: skip


def test_records_are_counted_as_a_slow_plain_count_does(tmp_path: Path) -> None:
    """A plain loop over the same rows is the authority: every region, month and margin."""
    draw = random.Random(7)  # noqa: S311 -- not a secret
    rows = [
        {
            "complaint_id": f"C{n}",
            "region": draw.choice(["01", "06", "16"]),
            "service": "employment",
            "received_date": date(2024, 3, 1) + timedelta(days=draw.randrange(430)),
        }
        for n in range(400)
    ]
    found = values(table_of(make_store(tmp_path, complaints=rows), COMPLAINTS, by=("region", "month")), "complaints")
    plain: dict[tuple[str, str], int] = {}
    for row in rows:
        if date(2024, 4, 1) <= row["received_date"] <= date(2025, 3, 31):
            month = f"{row['received_date']:%Y-%m}"
            for key in ((row["region"], month), (TOTAL, month), (row["region"], TOTAL), (TOTAL, TOTAL)):
                plain[key] = plain.get(key, 0) + 1
    assert {key: value for key, value in found.items() if value} == plain


def test_what_records_cannot_be_split_by_is_not_applicable(tmp_path: Path) -> None:
    table = table_of(agency(tmp_path, {"06": 30}, {}, {"06": 12}), COMPLAINTS, PARTICIPANTS, by=("sex",))
    notes = {row["sex"]: row["note"] for row in table.frame.to_dict("records") if row["indicator"] == "complaints"}
    assert notes[TOTAL] == "computed"
    assert {note for sex, note in notes.items() if sex != TOTAL} == {"not_applicable"}


def test_a_cost_is_spending_over_the_participants_of_the_same_place(tmp_path: Path) -> None:
    table = table_of(agency(tmp_path, {"06": 40, "01": 20}, {"06": 4000.0, "01": 5000.0}, {}), COST, PARTICIPANTS, by=("region",))
    assert values(table, "cost") == {(TOTAL,): 150.0, ("06",): 100.0, ("01",): 250.0}


def test_spending_without_a_participant_has_no_cost_and_is_not_zero(tmp_path: Path) -> None:
    table = table_of(agency(tmp_path, {"06": 40}, {"06": 4000.0, "02": 900.0}, {}), COST, PARTICIPANTS, by=("region",))
    (row,) = table.frame[(table.frame["indicator"] == "cost") & (table.frame["region"] == "02")].to_dict("records")
    assert row["note"] == "no_cases"
    assert math.isnan(row["value"])


def test_an_extract_without_the_table_gives_no_value(tmp_path: Path) -> None:
    table = table_of(make_store(tmp_path, absent=["complaints", "costs"]), COMPLAINTS, COST, PARTICIPANTS)
    assert table.frame["note"].tolist()[:2] == ["no_extract", "no_extract"]


def test_each_row_of_a_table_is_about_what_it_is_made_from(tmp_path: Path) -> None:
    table = table_of(agency(tmp_path, {"06": 40}, {"06": 10.0}, {"06": 12}), COMPLAINTS, SPENDING, PARTICIPANTS, COST)
    assert table.subject is Subject.PERSONS
    assert {name: table.subject_of(name) for name in ("complaints", "spending", "cost")} == {
        "complaints": Subject.PERSONS,
        "spending": Subject.RECORDS,
        "cost": Subject.PERSONS,
    }
    assert table_of(agency(tmp_path / "again", {}, {"06": 10.0}, {}), SPENDING).subject is Subject.RECORDS


def test_few_complaints_are_hidden_and_the_total_does_not_give_them_back(tmp_path: Path) -> None:
    store = agency(tmp_path, {"06": 40}, {}, {"01": 3, "06": 20, "16": 30})
    released = release(table_of(store, COMPLAINTS, by=("region",)), POLICIES["standard"], OTHERS).frame
    status = dict(zip(released["region"], released["status"], strict=True))
    assert status["01"] == "hidden_small"
    assert list(status.values()).count("hidden_to_protect_others") == 1
    assert released.loc[released["status"].str.startswith("hidden"), "value"].isna().all()


def test_spending_is_published_beside_people_and_a_cost_that_would_give_their_number_away_is_not(tmp_path: Path) -> None:
    """Spending is public: 900 $ over a published cost of 300 $ would say that 3 people took part."""
    store = agency(tmp_path, {"01": 3, "06": 40, "16": 30}, {"01": 900.0, "06": 4000.0, "16": 3000.0}, {})
    table = table_of(store, SPENDING, PARTICIPANTS, COST, by=("region",))
    released = release(table, POLICIES["standard"], OTHERS).frame
    of = {(row["indicator"], row["region"]): row for row in released.to_dict("records")}
    assert all(of["spending", region]["status"] == "published" for region in ("01", "06", "16", TOTAL))
    for region in ("01", "06", "16", TOTAL):
        hidden = of["participants", region]["status"].startswith("hidden")
        assert of["cost", region]["status"].startswith("hidden") is hidden
    assert sum(of["participants", region]["status"].startswith("hidden") for region in ("01", "06", "16", TOTAL)) >= 2


def test_a_cost_whose_count_is_not_in_the_table_is_not_shown(tmp_path: Path) -> None:
    store = agency(tmp_path, {"06": 40}, {"06": 4000.0}, {})
    framework = make_framework(indicators=[PARTICIPANTS, COST])
    table = compute(store, framework, YEAR, as_of=AS_OF, indicators=["cost"])
    assert release(table, POLICIES["standard"], OTHERS).frame["status"].tolist() == ["hidden_to_protect_others"]


def test_rows_of_accounts_need_a_policy_that_covers_them(tmp_path: Path) -> None:
    from analysis.core.errors import DisclosureError  # noqa: PLC0415

    table = table_of(agency(tmp_path, {"06": 40}, {"06": 4000.0}, {}), SPENDING, PARTICIPANTS)
    only_persons = POLICIES["standard"].model_copy(update={"subjects": ("persons",)})
    with pytest.raises(DisclosureError) as refused:
        release(table, only_persons)
    assert "records" in refused.value.text("en")


SEVENTH = """\
name: seventh_made_up
jurisdiction: {code: teaching, label: {fr: Ailleurs, en: Elsewhere}}
program: {fr: Programme inventé, en: Made-up program}
description: {fr: Un cadre de plus., en: One more framework.}
status: teaching
status_reason: {fr: Inventé pour un essai., en: Made up for a test.}
in_force_from: 2020-04-01
in_force_confidence: assumed
fiscal_year_first_month: 4
documents: [{id: note, title: {fr: Note, en: Note}, publisher: x, date: "2024", language: fr}]
cohorts: [{name: entries, label: {fr: entrées, en: entries}, dated_by: start_date}]
indicators:
  - name: women
    label: {fr: Part de femmes, en: Share of women}
    description: {fr: Part de femmes., en: Share of women.}
    measure: {kind: share, numerator: {field: is_woman, is: true}}
    cohort: entries
    denominator: {name: entries, label: {fr: entrées, en: entries}}
    unit: share
    better: neither
    missing_counts_as: excluded
    source: {document: note, place: "1"}
  - name: complaints_per_thousand
    label: {fr: Plaintes pour mille, en: Complaints per thousand}
    description: {fr: Plaintes pour mille entrées., en: Complaints per thousand entries.}
    measure:
      kind: quotient
      numerator: {kind: records, table: complaints, statistic: count, dated_by: received_date}
      over: entries
      per: 1000
    unit: per_thousand
    better: lower
    source: {document: note, place: "2"}
  - name: entries
    label: {fr: Entrées, en: Entries}
    description: {fr: Participations commencées., en: Participations started.}
    measure: {kind: count}
    cohort: entries
    denominator: {name: entries, label: {fr: entrées, en: entries}}
    unit: participations
    better: higher
    source: {document: note, place: "1"}
rules:
  - name: long_enough
    label: {fr: Durée, en: Length}
    concerns: participation
    kind: more_than_hours
    number: {value: 12, unit: hours, confidence: stated, source: {document: note, place: "3"}}
"""


def test_a_seventh_framework_is_one_file_and_no_python(tmp_path: Path) -> None:
    (tmp_path / "seventh_made_up.yaml").write_text(SEVENTH, encoding="utf-8")
    framework = load_framework(tmp_path / "seventh_made_up.yaml")
    store = agency(tmp_path / "store", {"06": 40, "01": 60}, {}, {"06": 12, "01": 15})
    table = compute(store, framework, YEAR, as_of=AS_OF, by=("region",))
    assert values(table, "women")[TOTAL,] == 1.0
    assert values(table, "complaints_per_thousand") == {(TOTAL,): 270.0, ("06",): 300.0, ("01",): 250.0}
    assert set(release(table, POLICIES["standard"], OTHERS).frame["status"]) <= {"published", "hidden_small", "hidden_to_protect_others"}


def test_what_is_wrong_with_measures_of_records_comes_at_once(tmp_path: Path) -> None:
    wrong = (
        SEVENTH.replace("table: complaints", "table: complaint", 1)
        .replace("over: entries\n", "over: women\n", 1)
        .replace("measure: {kind: count}", "measure: {kind: records, table: costs, statistic: sum, dated_by: amount}", 1)
    )
    (tmp_path / "seventh_made_up.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_framework(tmp_path / "seventh_made_up.yaml")
    text = refused.value.text("en")
    for said in ('"complaint" does not exist', "women is not a volume to divide by", 'statistic: sum needs "field"',
                 "amount is a number, where a date is needed", '"cohort" makes no sense for a records measure'):  # fmt: skip
        assert said in text, text
    assert "complaints" in text
