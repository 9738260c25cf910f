"""What `compute` promises beyond the arithmetic of the measures (which a slow twin checks in tests/property)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_store import indicator, make_framework, make_store

from analysis.core.errors import DefinitionError, ExtractError
from analysis.core.periods import FiscalYear
from analysis.extracts.store import Store
from analysis.frameworks.model import Framework
from analysis.indicators.computing import compute
from analysis.indicators.table import TOTAL, IndicatorTable, Subject

YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)
TEXT = {"fr": "membres", "en": "members"}
PLACED = indicator("placed", {"kind": "share", "numerator": {"field": "is_placed", "is": True}}, missing_counts_as="not_met")
PARTICIPATIONS = indicator("participations", {"kind": "count"}, unit="participations")
INTAKE = indicator("intake", {"kind": "ratio", "numerator": "participations", "denominator": "contracted_intake"}, unit="ratio")


def ten(**common: Any) -> list[dict[str, Any]]:
    return [
        {"participation_id": f"A{n}", "region": "06" if n < 7 else "01", "provider_id": "F001" if n < 7 else "F002"} | common
        for n in range(10)
    ]


def table_of(
    store: Store, *indicators: dict[str, Any], by: tuple[str, ...] = (), as_of: date = AS_OF, year: FiscalYear = YEAR
) -> IndicatorTable:
    return compute(store, make_framework(indicators=list(indicators)), year, as_of=as_of, by=by)


def cell(table: IndicatorTable, name: str, *codes: str) -> dict[str, Any]:
    frame = table.frame[table.frame["indicator"] == name]
    for dimension, code in zip(table.dimensions, codes, strict=True):
        frame = frame[frame[dimension] == code]
    assert len(frame) == 1, frame
    return dict(frame.iloc[0])


def test_unknown_groupings_and_repeated_ones_are_refused_together_with_near_matches(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as refused:
        table_of(make_store(tmp_path), PLACED, by=("regoin", "sex", "sex"))
    assert len(refused.value.problems) == 2
    assert "region" in refused.value.text("en")
    assert "« regoin »".replace(" ", "\u00a0")[2:8] in refused.value.text("fr")


def test_unknown_indicators_are_refused_together_with_near_matches(tmp_path: Path) -> None:
    framework = make_framework(indicators=[PLACED])
    with pytest.raises(DefinitionError) as refused:
        compute(make_store(tmp_path), framework, YEAR, as_of=AS_OF, indicators=["plcaed", "zzz"])
    assert len(refused.value.problems) == 2
    assert "placed" in refused.value.text("en")


def test_a_fiscal_year_that_begins_in_another_month_is_our_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="begins in month 4"):
        table_of(make_store(tmp_path), PLACED, year=FiscalYear(2024, first_month=1))


def test_an_indicator_in_development_has_no_number_and_never_zero(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=ten())
    awaited = indicator("conformity", None, availability="in_development")
    unfilled = indicator("delays", None, availability="no_extract")
    table = table_of(store, awaited, unfilled, PLACED, by=("region",))
    for name, note in (("conformity", "in_development"), ("delays", "no_extract")):
        row = cell(table, name, "06")
        assert row["note"] == note
        assert all(np.isnan(row[column]) for column in ("numerator", "denominator", "n_missing", "value", "interval_low", "interval_high"))


@pytest.mark.parametrize(
    ("lacking", "asked"),
    [
        (
            "follow_ups",
            indicator("x", {"kind": "share", "numerator": {"field": "employed_at_wave", "is": True}}, wave=3, missing_counts_as="met"),
        ),
        ("referrals", indicator("x", {"kind": "share", "numerator": {"field": "was_referred", "is": True}}, missing_counts_as="not_met")),
        ("agreements", INTAKE | {"name": "x"}),
        ("persons", indicator("x", {"kind": "count", "where": {"field": "is_woman", "is": True}})),
        ("series", indicator("x", {"kind": "series", "series": "social_assistance_households", "statistic": "yearly_mean"})),
    ],
)
def test_an_indicator_whose_table_the_extract_lacks_says_so(tmp_path: Path, lacking: str, asked: dict[str, Any]) -> None:
    table = table_of(make_store(tmp_path, absent=[lacking], participations=ten()), asked, PLACED)
    assert cell(table, "x")["note"] == "no_extract"
    assert cell(table, "placed")["value"] == 0


def test_every_indicator_has_a_row_for_every_group_and_everyone_comes_first(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=ten())
    nobody = indicator(
        "nobody",
        PLACED["measure"],
        missing_counts_as="not_met",
        denominator={"name": "none", "label": TEXT, "where": {"field": "region", "is": "17"}},
    )
    frame = table_of(store, PLACED, nobody, by=("region", "provider_id")).frame
    keys = frame.groupby("indicator", sort=False)[["region", "provider_id"]].apply(
        lambda rows: list(rows.itertuples(index=False, name=None))
    )
    assert keys["placed"] == keys["nobody"]
    assert keys["placed"][0] == (TOTAL, TOTAL)
    assert keys["placed"] == sorted(keys["placed"], key=lambda key: [(code != TOTAL, code) for code in key])
    assert set(frame[frame["indicator"] == "nobody"]["note"]) == {"no_cases"}


def test_a_count_of_nobody_is_zero_and_a_share_of_nobody_is_not(tmp_path: Path) -> None:
    table = table_of(make_store(tmp_path), PLACED, PARTICIPATIONS)
    assert (cell(table, "participations")["value"], cell(table, "participations")["note"]) == (0, "computed")
    assert np.isnan(cell(table, "placed")["value"])
    assert cell(table, "placed")["note"] == "no_cases"


def test_entries_are_held_against_the_intake_of_the_days_in_the_period(tmp_path: Path) -> None:
    # 100 over two years of 730 days, 365 of them in the fiscal year: 50. 60 over half a year inside it: 60. One agreement after it: 0.
    agreements = [
        {"provider_id": "F001", "start_date": date(2023, 4, 2), "end_date": date(2025, 3, 31), "contracted_intake": 100},
        {"provider_id": "F002", "start_date": date(2024, 4, 1), "end_date": date(2024, 9, 30), "contracted_intake": 60},
        {"provider_id": "F002", "start_date": date(2025, 4, 1), "end_date": date(2026, 3, 31), "contracted_intake": 999},
    ]
    providers = [{"provider_id": "F001"}, {"provider_id": "F002", "region": "01"}]
    store = make_store(tmp_path, participations=ten(), agreements=agreements, providers=providers)
    row = cell(table_of(store, INTAKE), "intake")
    assert (row["numerator"], row["denominator"]) == (10, 110)
    assert row["value"] == pytest.approx(10 / 110)
    by_provider = table_of(store, INTAKE, by=("provider_id",))
    assert [cell(by_provider, "intake", code)["denominator"] for code in (TOTAL, "F001", "F002")] == [110, 50, 60]
    by_region = table_of(store, INTAKE, by=("region",))
    assert [cell(by_region, "intake", code)["denominator"] for code in ("06", "01")] == [50, 60]


def test_the_intake_of_months_adds_up_and_follows_the_day_of_observation(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=ten(), agreements=[{"contracted_intake": 365}])
    by_month = table_of(store, INTAKE, by=("month",))
    assert cell(by_month, "intake", "2025-02")["denominator"] == 28
    assert cell(by_month, "intake", TOTAL)["denominator"] == 365
    to_date = table_of(store, INTAKE, by=("fiscal_year_to_date",), as_of=date(2024, 5, 15))
    assert cell(to_date, "intake", "2024-04")["denominator"] == 30
    assert cell(to_date, "intake", "2024-05")["denominator"] == 45
    assert cell(to_date, "intake", TOTAL)["denominator"] == 45


def test_a_provider_with_an_agreement_and_nobody_has_a_row_at_zero(tmp_path: Path) -> None:
    agreements = [{"provider_id": "F009", "contracted_intake": 5}]
    store = make_store(tmp_path, participations=ten(), agreements=agreements, providers=[{"provider_id": "F009"}])
    table = table_of(store, INTAKE, PLACED, by=("provider_id",))
    assert (cell(table, "intake", "F009")["value"], cell(table, "placed", "F009")["note"]) == (0, "no_cases")
    # Nothing was contracted with the provider who received seven people: there is nothing to divide by.
    assert cell(table, "intake", "F001")["note"] == "no_cases"


def test_contracted_intake_cannot_be_split_by_what_people_are(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=ten(), agreements=[{}])
    table = table_of(store, INTAKE, PLACED, by=("sex",))
    assert cell(table, "intake", "woman")["note"] == "not_applicable"
    assert np.isnan(cell(table, "intake", "woman")["numerator"])
    assert cell(table, "intake", TOTAL)["note"] == "computed"


def test_nobody_dated_after_the_day_of_observation_is_counted(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=[{"start_date": day} for day in (date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 3))])
    assert cell(table_of(store, PARTICIPATIONS, as_of=date(2024, 5, 2)), "participations")["value"] == 2


def test_the_first_and_the_last_day_of_the_year_belong_to_it(tmp_path: Path) -> None:
    days = (date(2024, 3, 31), date(2024, 4, 1), date(2025, 3, 31), date(2025, 4, 1))
    store = make_store(tmp_path, participations=[{"start_date": day} for day in days])
    table = table_of(store, PARTICIPATIONS, by=("month",))
    assert cell(table, "participations", TOTAL)["value"] == 2
    assert sorted(set(table.frame["month"])) == ["2024-04", "2025-03", TOTAL]


def test_the_year_to_date_is_everything_since_the_first_month_and_no_month_to_come(tmp_path: Path) -> None:
    days = (date(2024, 4, 1), date(2024, 4, 30), date(2024, 6, 1), date(2024, 6, 30), date(2024, 7, 1))
    store = make_store(tmp_path, participations=[{"start_date": day} for day in days])
    table = table_of(store, PARTICIPATIONS, by=("fiscal_year_to_date",), as_of=date(2024, 6, 30))
    found = {row["fiscal_year_to_date"]: row["value"] for row in table.frame.to_dict("records")}
    assert found == {TOTAL: 4, "2024-04": 2, "2024-05": 2, "2024-06": 4}


def test_a_person_who_comes_back_counts_once_in_the_first_month_and_region(tmp_path: Path) -> None:
    visits = [("A2", date(2024, 6, 1), "01"), ("A1", date(2024, 5, 1), "06"), ("A3", date(2024, 6, 1), "06")]
    rows = [{"participation_id": name, "person_id": "P1", "start_date": day, "region": region} for name, day, region in visits]
    persons = indicator("persons", {"kind": "count", "of": "persons"}, unit="persons")
    table = table_of(make_store(tmp_path, participations=rows), persons, PARTICIPATIONS, by=("region", "month"))
    counted = {(row["region"], row["month"]): row["value"] for row in table.frame[table.frame["indicator"] == "persons"].to_dict("records")}
    assert counted[TOTAL, TOTAL] == counted["06", TOTAL] == counted[TOTAL, "2024-05"] == counted["06", "2024-05"] == 1
    assert sum(counted.values()) == 4


def test_those_who_entered_a_year_before_are_reported_in_the_months_of_the_year(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=[{"start_date": date(2024, 2, 29)}, {"start_date": date(2024, 6, 1)}])
    framework = make_framework(
        cohorts=[{"name": "entries", "label": TEXT, "dated_by": "start_date", "months_before_period": 12}], indicators=[PARTICIPATIONS]
    )
    table = compute(store, framework, YEAR, as_of=AS_OF, by=["quarter"])
    assert [row["quarter"] for row in table.frame.to_dict("records")] == [TOTAL, "2024-Q4"]


def test_a_provider_that_calls_itself_total_is_refused(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=[{"provider_id": "total"}])
    with pytest.raises(ExtractError, match="provider_id"):
        table_of(store, PLACED, by=("provider_id",))


@pytest.mark.parametrize(
    "hostile", ["=HYPERLINK(1)", "<script>x</script>", "'; DROP TABLE participations; --", "../../etc", 'a"b', "not_stated"]
)
def test_a_hostile_provider_name_is_only_a_name(tmp_path: Path, hostile: str) -> None:
    store = make_store(tmp_path, participations=[{"provider_id": hostile}], providers=[{"provider_id": hostile, "provider_name": hostile}])
    table = table_of(store, PARTICIPATIONS, by=("provider_id",))
    assert cell(table, "participations", hostile)["value"] == 1


def test_every_code_in_the_table_is_named_in_both_languages(tmp_path: Path) -> None:
    participations = [row | {"service_stream": None if n else "training"} for n, row in enumerate(ten())]
    store = make_store(tmp_path, participations=participations, providers=[{"provider_id": "F001", "provider_name": "Horizon"}])
    for name in (
        "region",
        "office",
        "provider_id",
        "service_stream",
        "group",
        "month",
        "quarter",
        "fiscal_year_to_date",
        "receives_last_resort_assistance",
    ):
        table = table_of(store, PARTICIPATIONS, by=(name,))
        assert set(table.frame[name]) <= set(table.labels[name]), name
    table = table_of(store, PARTICIPATIONS, by=("provider_id", "region"))
    assert table.labels["provider_id"]["F001"].fr == "Horizon"
    assert table.labels["region"]["06"].en == "Montréal"
    assert table.labels["region"][TOTAL].fr == "Ensemble"
    assert table_of(store, PARTICIPATIONS, by=("month",)).labels["month"]["2024-05"].fr == "mai 2024"
    labels = table.labels
    assert set(table.frame["denominator_name"]) <= set(labels["denominator_name"])
    assert set(table.frame["interval_method"]) <= set(labels["interval_method"])
    assert labels["source"]["doc · p. 1"].en == "made up, p. 1"


def test_overlapping_groups_are_never_declared_to_add_up(tmp_path: Path) -> None:
    table = table_of(make_store(tmp_path, participations=ten()), PLACED, by=("region", "group", "fiscal_year_to_date"))
    assert table.additive == ("region",)


def test_a_change_compares_the_same_month_of_the_year_before(tmp_path: Path) -> None:
    days = [date(2023, 5, 1)] * 4 + [date(2024, 5, 1)] * 5 + [date(2024, 6, 1)]
    store = make_store(tmp_path, participations=[{"start_date": day} for day in days])
    change = indicator("change", {"kind": "change", "of": "participations"})
    table = table_of(store, PARTICIPATIONS, change, by=("month",))
    may = cell(table, "change", "2024-05")
    assert (may["numerator"], may["denominator"], may["value"]) == (1, 4, 0.25)
    # Nobody in June of the year before: a change from nothing has no value.
    assert cell(table, "change", "2024-06")["note"] == "no_cases"
    assert cell(table, "change", TOTAL)["value"] == pytest.approx(0.5)


def test_made_up_data_stays_made_up_and_steps_are_remembered(tmp_path: Path) -> None:
    table = table_of(make_store(tmp_path), PLACED)
    assert table.provenance.made_up
    assert table.provenance.steps[-1] == "compute made_up 2024 as of 2025-09-30"
    assert table.subject is Subject.PERSONS


def test_a_table_of_official_series_only_is_official(tmp_path: Path) -> None:
    series = indicator("households", {"kind": "series", "series": "social_assistance_households", "statistic": "yearly_mean"}, cohort=None)
    change = indicator("change", {"kind": "change", "of": "households"}, cohort=None)
    store = make_store(tmp_path, participations=ten())
    assert table_of(store, series, change).subject is Subject.OFFICIAL
    assert table_of(store, series, PLACED).subject is Subject.PERSONS


def test_an_outcome_without_a_rule_for_missing_answers_is_never_computed(tmp_path: Path) -> None:
    framework: Framework = make_framework(indicators=[PLACED | {"missing_counts_as": None}])
    with pytest.raises(ValueError, match="missing"):
        compute(make_store(tmp_path), framework, YEAR, as_of=AS_OF)


def test_nothing_is_left_in_the_engine_after_computing(tmp_path: Path) -> None:
    store = make_store(tmp_path, participations=ten())
    table_of(store, PLACED, by=("region",))
    kept = store.connection.con.execute("select table_name from duckdb_tables() where temporary").fetchall()
    assert kept == []
