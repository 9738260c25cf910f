"""Answers held against administrative files, and the short and long term of the same people."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from followed_people import calendar, made
from made_store import make_store
from plain_twin import Twin

from analysis.core.errors import DefinitionError, ExtractError
from analysis.core.periods import FiscalYear, add_months
from analysis.evaluation.followed import Followed, View
from analysis.evaluation.outcome import Outcome, outcome_of
from analysis.evaluation.second_source import second_source
from analysis.evaluation.short_and_long import short_and_long
from analysis.extracts.store import open_store
from analysis.frameworks.catalogue import open_catalogue
from analysis.indicators.table import IndicatorTable
from analysis.synthetic import make_agency, write_store

FRAMEWORKS = open_catalogue(Path(__file__).parents[3] / "params" / "frameworks")
YEAR, AS_OF = FiscalYear(2024), date(2026, 6, 1)


def at(table: IndicatorTable, wave: int) -> dict[str, Any]:
    rows = table.frame[table.frame["wave"] == str(wave)]
    return dict(zip(rows["indicator"], rows.to_dict("records"), strict=True))


def with_files(seed: int) -> dict[str, list[dict[str, Any]]]:
    """People with payroll records around their due days, two on one day, some far from it, and spells with a match."""
    tables, draw = made(seed, 60), random.Random(seed)  # noqa: S311
    records: dict[tuple[str, date, str], dict[str, Any]] = {}
    spells, matches = [], []
    for row in tables["participations"]:
        origin, key = row["placement_date"] or row["start_date"], row["participation_id"]
        for months in (3, 6, 12):
            for source in draw.sample(["payroll", "tax"], draw.choice([0, 1, 1, 2])):
                day = add_months(origin, months) + timedelta(days=draw.choice([-30, -2, 0, 0, 2, 41]))
                records[key, day, source] = {
                    "participation_id": key,
                    "reference_date": day,
                    "source": source,
                    "is_employed": draw.random() < 0.6,
                }
        start = origin + timedelta(days=draw.randint(0, 200))
        end = draw.choice([None, start + timedelta(days=draw.randint(0, 200))])
        spells.append({"participation_id": key, "start_date": start, "end_date": end, "weekly_hours": draw.choice([10.0, 30.0, None])})
        if draw.random() < 0.9:
            until = origin + timedelta(days=draw.randint(100, 500))
            matches.append({"participation_id": key, "is_matched": draw.random() < 0.8, "matched_until": until})
    return tables | {"administrative_records": list(records.values()), "employment_spells": spells, "administrative_matches": matches}


def by_records(tables: dict[str, list[dict[str, Any]]], key: str, first: date, due: date, last: date) -> bool | None:
    mine = [row for row in tables["administrative_records"] if row["participation_id"] == key and first <= row["reference_date"] <= last]
    if not mine:
        return None
    nearest = min(mine, key=lambda row: (abs((row["reference_date"] - due).days), row["reference_date"]))["reference_date"]
    return any(row["is_employed"] for row in mine if row["reference_date"] == nearest)


def by_spells(tables: dict[str, list[dict[str, Any]]], key: str, due: date) -> bool | None:
    match = [
        row
        for row in tables["administrative_matches"]
        if row["participation_id"] == key and row["is_matched"] and row["matched_until"] >= due
    ]
    if not match:
        return None
    mine = [row for row in tables["employment_spells"] if row["participation_id"] == key]
    return any(row["start_date"] <= due and (row["end_date"] is None or row["end_date"] >= due) for row in mine)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("shape", ["records", "spells"])
def test_the_comparison_is_that_of_a_plain_twin(tmp_path: Path, seed: int, shape: Any) -> None:
    tables = with_files(seed)
    framework = calendar()
    followed = Followed(make_store(tmp_path, **tables), framework, YEAR, AS_OF)
    table = second_source(followed, shape=shape)
    twin = Twin(tables, framework, YEAR, AS_OF)
    assert framework.follow_up is not None
    for wave in framework.follow_up.waves:
        cells: Counter[tuple[bool | None, bool | None]] = Counter()
        for row in tables["participations"]:
            window = twin.window(row, wave)
            if window is None or window[2] > AS_OF:
                continue
            contact = twin.kept(row, wave)
            answer = contact.get("is_employed") if contact is not None and contact["contact_result"] == "reached" else None
            key = row["participation_id"]
            match = by_records(tables, key, *window) if shape == "records" else by_spells(tables, key, window[1])
            cells[answer, match] += 1
        a, b, c, d = (cells[pair] for pair in ((True, True), (True, False), (False, True), (False, False)))
        found = at(table, wave.months)
        assert found["n_compared"]["value"] == a + b + c + d
        assert (found["sensitivity"]["numerator"], found["sensitivity"]["denominator"]) == (a, a + c)
        assert (found["specificity"]["numerator"], found["specificity"]["denominator"]) == (d, b + d)
        assert found["agreement"]["value"] == pytest.approx((a + d) / (a + b + c + d))
        assert found["same_by_answer"]["value"] == pytest.approx((a + b) / (a + b + c + d))
        assert found["same_by_match"]["value"] == pytest.approx((a + c) / (a + b + c + d))
        known = sum(n for (_, match), n in cells.items() if match is not None)
        held = sum(n for (_, match), n in cells.items() if match)
        assert (found["by_match"]["numerator"], found["by_match"]["denominator"]) == (held, known)
        assert (found["matched"]["numerator"], found["matched"]["denominator"]) == (known, sum(cells.values()))


def test_the_made_up_records_say_what_their_truth_says(tmp_path: Path) -> None:
    agency = make_agency(3_000, 11, n_fiscal_years=1)
    write_store(agency, tmp_path)
    truth = json.loads((tmp_path / "truth_administrative_records.json").read_text("utf-8"))
    wave = truth["supported_employment"]["3"]
    framework = FRAMEWORKS.get("ontario_supported_employment")
    year = agency.fiscal_years[0]
    followed = Followed(open_store(tmp_path), framework, year, agency.observation_date, cohort_name="started_this_year")
    found = at(second_source(followed), 3)
    assert (found["by_match"]["denominator"], found["matched"]["denominator"]) == (wave["n_known"], wave["n"])
    assert found["by_match"]["value"] == pytest.approx(wave["held_of_known"], abs=1e-6)
    # The errors drawn are those of the model, within four standard errors of a share.
    for name, expected in (
        ("held_if_employed", 1 - truth["model"]["undeclared_share"]),
        ("held_if_not_employed", truth["model"]["unsaid_share"]),
    ):
        n = wave["n_known"] * (wave["employed_of_known"] if name == "held_if_employed" else 1 - wave["employed_of_known"])
        assert abs(wave[name] - expected) < 4 * (expected * (1 - expected) / n) ** 0.5
    # The answers of those reached are the truth in this agency: held against them, the records keep their two errors.
    a = found["sensitivity"]["numerator"]
    b = found["specificity"]["denominator"] - found["specificity"]["numerator"]
    assert a / (a + b) == pytest.approx(1 - truth["model"]["undeclared_share"], abs=0.04)


def test_hours_need_spells_and_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    tables = with_files(3)
    followed = Followed(make_store(tmp_path / "all", **tables), calendar(), YEAR, AS_OF)
    assert second_source(followed, Decimal(20)).provenance.steps[-1].startswith("answers held against administrative spells")
    with pytest.raises(ExtractError, match="records hold no hours"):
        second_source(followed, Decimal(20), shape="records")
    store = make_store(tmp_path / "none", absent=["administrative_records", "employment_spells"], **made(1))
    with pytest.raises(ExtractError) as caught:
        second_source(Followed(store, calendar(), YEAR, AS_OF))
    assert "administrative_records" in caught.value.text("fr")


@pytest.mark.parametrize("seed", range(3))
def test_short_and_long_are_about_the_same_people(tmp_path: Path, seed: int) -> None:
    tables = made(seed, 90)
    for row in tables["follow_ups"]:
        row["weekly_hours"] = [None, 10.0, 20.0, 37.5][len(str(row["contact_date"])) * row["contact_date"].toordinal() % 4]
    framework = calendar()
    as_of = date(2025, 8, 1)
    followed = Followed(make_store(tmp_path, **tables), framework, YEAR, as_of)
    table = short_and_long(followed, 3, 12, Outcome(minimum_weekly_hours=Decimal(20)))
    twin = Twin(tables, framework, YEAR, as_of)
    near, far = twin.wave(3), twin.wave(12)
    pairs = []
    for row in tables["participations"]:
        window = twin.window(row, far)
        if window is None or window[2] > as_of:
            continue
        said = []
        for wave in (near, far):
            contact = twin.kept(row, wave)
            job = contact.get("is_employed") if contact is not None and contact["contact_result"] == "reached" else None
            hours = contact.get("weekly_hours") if contact is not None else None
            said.append(False if job is False else None if job is None or hours is None else hours >= 20)
        pairs.append(tuple(said))
    assert pairs
    for place, wave in enumerate((near, far)):
        found = at(table, wave.months)
        assert found["of_everyone"]["denominator"] == len(pairs)
        assert found["of_everyone"]["numerator"] == found["of_answered"]["numerator"] == sum(pair[place] is True for pair in pairs)
        assert found["of_answered"]["denominator"] == sum(pair[place] is not None for pair in pairs)
    kept = at(table, 12)["kept"]
    assert (kept["numerator"], kept["denominator"]) == (pairs.count((True, True)), pairs.count((True, True)) + pairs.count((True, False)))
    assert kept["n_missing"] == pairs.count((True, None))


@pytest.mark.parametrize(
    ("outcome", "met"),
    [
        (Outcome(), [True, True, True, False, None]),
        (Outcome(minimum_weekly_hours=Decimal(20)), [True, False, None, False, None]),
        (Outcome(counts_self_employment=False), [True, True, False, False, None]),
        (Outcome(counts_training=True), [True, True, True, True, None]),
    ],
)
def test_the_outcome_is_a_parameter(tmp_path: Path, outcome: Outcome, met: list[bool | None]) -> None:
    day = date(2024, 7, 1)
    answers = [
        {"is_employed": True, "weekly_hours": 30.0, "is_self_employed": False, "is_in_training": False},
        {"is_employed": True, "weekly_hours": 19.5, "is_self_employed": False, "is_in_training": False},
        {"is_employed": True, "weekly_hours": None, "is_self_employed": True, "is_in_training": False},
        {"is_employed": False, "is_in_training": True},
        {},
    ]
    people = [{"participation_id": f"A{n}", "start_date": date(2024, 4, 1), "placement_date": date(2024, 4, 1)} for n in range(5)]
    contacts = [{"participation_id": f"A{n}", "contact_date": day} | answer for n, answer in enumerate(answers)]
    store = make_store(tmp_path, participations=people, follow_ups=contacts)
    found = at(short_and_long(Followed(store, calendar(), YEAR, AS_OF), 3, 6, outcome), 3)["of_answered"]
    assert (found["numerator"], found["denominator"]) == (met.count(True), len(met) - met.count(None))


def test_the_outcome_of_a_framework_is_its_parameter_and_is_said() -> None:
    outcome = outcome_of(FRAMEWORKS.get("ontario_supported_employment"))
    assert outcome == Outcome(minimum_weekly_hours=Decimal(20))
    assert (outcome.label.fr, outcome.label.en) == ("en emploi au moins 20 heures par semaine", "employed at least 20 hours a week")


def test_the_calendar_view_has_no_short_and_long_term(tmp_path: Path) -> None:
    followed = Followed(make_store(tmp_path, **made(1)), calendar(), YEAR, AS_OF, View.CALENDAR)
    with pytest.raises(DefinitionError, match="does not hold the same people"):
        short_and_long(followed, 3, 12, Outcome())
