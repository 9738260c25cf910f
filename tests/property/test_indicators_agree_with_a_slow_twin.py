"""Every measure, on random agencies: the engine and a slow plain-Python twin say the same, and nothing irrelevant matters."""

from __future__ import annotations

import math
import random
import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_store import ORDINARY, indicator, make_framework, make_store, shuffle
from plain_twin import PLAIN_GROUPS, Twin

from analysis.core.periods import FiscalYear
from analysis.frameworks.model import Framework
from analysis.frameworks.vocabulary import DIMENSIONS
from analysis.indicators.attrition import attrition, follow_up_states
from analysis.indicators.computing import compute
from analysis.indicators.table import TOTAL

YEAR = FiscalYear(2024)
EACH = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
TEXT = {"fr": "inventé", "en": "made up"}


def den(where: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": "members", "label": TEXT, "where": where}


DUE = {"field": "is_due_at_wave", "is": True}
EMPLOYED_20H = {"all_of": [{"field": "employed_at_wave", "is": True}, {"field": "weekly_hours_at_wave", "at_least": 20}]}
STAYED: dict[str, Any] = {
    "kind": "share",
    "numerator": {
        "any_of": [
            {"field": "is_placed", "is": True},
            {"none_of": [{"field": "end_reason", "is": "dropped_out"}, {"field": "is_disabled", "is": True}]},
        ]
    },
}
LATE = {"cohort": "a_year_before"}


def all_measures() -> Framework:
    share = {"kind": "share", "numerator": EMPLOYED_20H}
    satisfied = {"kind": "share", "numerator": {"field": "satisfaction_score", "at_least": 4}}
    participant = {"respondent": "participant", "occasions": ["12_months", "withdrawal"]}
    return make_framework(
        cohorts=[
            {"name": "entries", "label": TEXT, "dated_by": "start_date"},
            {
                "name": "a_year_before",
                "label": TEXT,
                "dated_by": "start_date",
                "months_before_period": 12,
                "rules": [
                    {"name": "women", "label": TEXT, "where": {"none_of": [{"field": "sex", "is": "man"}]}},
                    {"name": "program", "label": TEXT, "where": {"field": "program", "is": "supported_employment"}},
                ],
            },
            {"name": "placed", "label": TEXT, "dated_by": "placement_date"},
        ],
        follow_up={
            "origin": "placement_date",
            "origin_confidence": "assumed",
            "waves": [{"months": m, "days_before": 20, "days_after": 30, "confidence": "assumed"} for m in (3, 12)],
        },
        indicators=[
            indicator("share_excluded", share, wave=3, missing_counts_as="excluded", denominator=den(DUE)),
            indicator("share_not_met", share, wave=3, missing_counts_as="not_met", denominator=den(DUE)),
            indicator("share_met", share, wave=12, missing_counts_as="met", denominator=den()) | LATE,
            indicator(
                "reached", {"kind": "share", "numerator": {"field": "is_reached_at_wave", "is": True}}, wave=12, missing_counts_as="not_met"
            ),
            indicator(
                "satisfied",
                satisfied,
                satisfaction=participant,
                missing_counts_as="excluded",
                denominator=den({"field": "was_asked", "is": True}),
            ),
            indicator(
                "employers", satisfied, satisfaction={"respondent": "employer", "occasions": ["start"]}, missing_counts_as="not_met", **LATE
            ),
            indicator("referred", {"kind": "share", "numerator": {"field": "was_referred", "is": True}}, missing_counts_as="not_met"),
            indicator("placed", {"kind": "share", "numerator": {"field": "is_placed", "is": True}}, missing_counts_as="excluded"),
            indicator(
                "rate",
                {"kind": "rate", "numerator": {"field": "end_reason", "is": "dropped_out"}, "per": 100},
                missing_counts_as="excluded",
            ),
            indicator("stayed", STAYED, missing_counts_as="excluded", denominator=den({"none_of": [{"field": "sex", "is": "man"}]})),
            indicator("count", {"kind": "count", "where": {"field": "is_disabled", "is": True}}),
            indicator("persons", {"kind": "count", "of": "persons", "where": {"field": "is_under_30", "is": True}}),
            indicator("persons_placed", {"kind": "count", "of": "persons"}, cohort="placed"),
            indicator("mean", {"kind": "mean", "field": "n_suitability_indicators", "scale_maximum": 9}),
            indicator("mean_hours", {"kind": "mean", "field": "weekly_hours_at_wave"}, wave=3, cohort="placed"),
            indicator("sum_hours", {"kind": "sum", "field": "weekly_hours_at_wave"}, wave=3),
            indicator("median_age", {"kind": "median", "field": "age_at_start"}),
            indicator("mean_wait", {"kind": "duration", "statistic": "mean", "start": "request_date", "end": "start_date"}),
            indicator("median_stay", {"kind": "duration", "statistic": "median", "start": "start_date", "end": "end_date"}) | LATE,
        ],
    )


pytestmark = pytest.mark.slow
FRAMEWORK = all_measures()


def made(seed: int, n: int) -> dict[str, list[dict[str, Any]]]:
    """A random agency around the ends of a fiscal year and of follow-up windows, where mistakes live."""
    draw = random.Random(seed)  # noqa: S311

    def maybe(value: Any, absent: float = 0.25) -> Any:
        return None if draw.random() < absent else value

    def day(centre: date, spread: int) -> date:
        return centre + timedelta(days=draw.randint(-spread, spread))

    def flag() -> Any:
        return maybe(draw.random() < 0.5)

    persons = [
        {
            "person_id": f"P{number}",
            "sex": maybe(draw.choice(["woman", "man", "another"]), 0.1),
            "birth_date": maybe(day(date(1988, 2, 29), 9000), 0.1),
            **{name: flag() for name in PLAIN_GROUPS},
        }
        for number in range(max(n // 2, 1))
    ]
    participations = []
    for number in range(n):
        start = day(draw.choice([date(2023, 4, 1), date(2024, 3, 31), date(2024, 10, 1), date(2025, 3, 31)]), 40)
        placement = maybe(start + timedelta(days=draw.randint(0, 60)), 0.3)
        participations.append(
            ORDINARY["participations"]
            | {
                "participation_id": f"A{number}",
                "person_id": draw.choice(persons)["person_id"],
                "provider_id": draw.choice(["F001", "F002"]),
                "program": draw.choice(["supported_employment", "supported_employment", "employment_services"]),
                "service_stream": maybe(draw.choice(["job_search", "training"])),
                "region": draw.choice(["01", "06"]),
                "start_date": start,
                "request_date": maybe(start - timedelta(days=draw.randint(0, 50))),
                "end_date": maybe(start + timedelta(days=draw.randint(0, 300))),
                "end_reason": maybe(draw.choice(["employed", "dropped_out"])),
                "placement_date": placement,
                "placement_date_missing": None if placement else draw.choice(["blank", "unknown", "suppressed", "not_applicable"]),
                "n_suitability_indicators": maybe(draw.randint(0, 9)),
                "insurance_status": maybe("active"),
                "receives_last_resort_assistance": flag(),
            }
        )
    follow_ups, answers, referrals = [], [], []
    for row in participations:
        origin = row["placement_date"] or row["start_date"]
        follow_ups += [
            {
                "participation_id": row["participation_id"],
                "contact_date": day(origin + timedelta(days=draw.choice([91, 365])), draw.choice([1, 3, 40])),
                "contact_result": draw.choice(["reached", "reached", "refused", "not_reached"]),
                "is_employed": flag(),
                "weekly_hours": maybe(draw.choice([0.0, 19.99, 20.0, 37.5])),
                "is_self_employed": flag(),
                "is_in_training": flag(),
            }
            for _ in range(draw.choice([0, 1, 1, 2, 4]))
        ]
        answers += [
            {
                "participation_id": row["participation_id"],
                "respondent": draw.choice(["participant", "employer"]),
                "occasion": draw.choice(["start", "12_months", "withdrawal"]),
                "asked_date": day(row["start_date"], 3),
                "score": maybe(draw.randint(1, 5)),
            }
            for _ in range(draw.choice([0, 1, 2, 3]))
        ]
        referrals += [
            {
                "participation_id": row["participation_id"],
                "direction": draw.choice(["in", "out"]),
                "kind": "other_support",
                "referral_date": day(row["start_date"], 2),
            }
            for _ in range(draw.choice([0, 0, 1, 2]))
        ]
    return {
        "persons": persons,
        "providers": [{"provider_id": name} for name in ("F001", "F002")],
        "participations": participations,
        "follow_ups": follow_ups,
        "satisfaction_answers": answers,
        "referrals": referrals,
    }


def same(found: float, expected: Any) -> bool:
    return math.isnan(found) if expected is None else math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-12)


@settings(EACH, max_examples=6)
@given(
    seed=st.integers(0, 10**9),
    n=st.sampled_from([1, 20, 120]),
    by=st.lists(st.sampled_from(DIMENSIONS), max_size=2, unique=True),
    as_of=st.dates(date(2024, 3, 1), date(2026, 6, 30)),
)
def test_the_engine_and_a_slow_plain_python_twin_agree_on_every_measure(seed: int, n: int, by: list[str], as_of: date) -> None:
    tables = made(seed, n)
    with tempfile.TemporaryDirectory() as folder:
        table = compute(make_store(Path(folder), **tables), FRAMEWORK, YEAR, as_of=as_of, by=by)
    twin = Twin(tables, FRAMEWORK, YEAR, as_of)
    for item in FRAMEWORK.indicators:
        expected = twin.values(item, by)
        rows = table.frame[table.frame["indicator"] == item.name]
        found = {tuple(row[name] for name in by): row for row in rows.to_dict("records")}
        assert set(expected) <= set(found), item.name
        nobody = twin.measure(item, FRAMEWORK.cohort(item.cohort or ""), [])
        for key, row in found.items():
            wanted = expected.get(key, nobody)
            for column in ("numerator", "denominator", "n_missing", "value"):
                assert same(row[column], wanted[column]), (item.name, key, column, row[column], wanted)


@EACH
@given(seed=st.integers(0, 10**9), as_of=st.dates(date(2024, 3, 1), date(2026, 6, 30)))
def test_attrition_and_follow_up_states_agree_with_the_twin_and_reconcile(seed: int, as_of: date) -> None:
    tables = made(seed, 40)
    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder), **tables)
        steps = attrition(store, FRAMEWORK, YEAR, as_of).frame
        states = {cohort.name: follow_up_states(store, FRAMEWORK, YEAR, as_of, cohort=cohort.name).frame for cohort in FRAMEWORK.cohorts}
    twin = Twin(tables, FRAMEWORK, YEAR, as_of)
    assert FRAMEWORK.follow_up is not None
    for cohort in FRAMEWORK.cohorts:
        of_cohort = steps[steps["cohort"] == cohort.name]
        remaining = of_cohort[of_cohort["indicator"] == "n_remaining"]["value"].tolist()
        removed = of_cohort[of_cohort["indicator"] == "n_removed"]["value"].tolist()
        assert remaining[0] == 40
        assert remaining[-1] == len(twin.episodes(cohort))
        assert [before - after for before, after in pairwise(remaining)] == removed[1:]
        for wave in FRAMEWORK.follow_up.waves:
            expected: dict[str, int] = {}
            for episode in twin.episodes(cohort):
                expected[twin.state(episode, wave)] = expected.get(twin.state(episode, wave), 0) + 1
            rows = states[cohort.name].query("wave == @wave_months", local_dict={"wave_months": str(wave.months)})
            found = {row["state"]: row["value"] for row in rows.to_dict("records")}
            assert found.pop(TOTAL) == sum(found.values()) == remaining[-1]
            assert {state: count for state, count in found.items() if count} == expected


@EACH
@given(seed=st.integers(0, 10**9), order=st.integers(1, 10**6))
def test_the_order_of_rows_changes_nothing(seed: int, order: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder) / "one", **made(seed, 40))
        other = shuffle(store, Path(folder) / "other", order)
        tables = [compute(each, FRAMEWORK, YEAR, as_of=date(2025, 6, 1), by=["region", "group"]).frame for each in (store, other)]
    pd.testing.assert_frame_equal(*tables, check_exact=True)


@EACH
@given(seed=st.integers(0, 10**9))
def test_someone_outside_the_cohort_changes_nothing(seed: int) -> None:
    tables = made(seed, 30)
    stranger = {"participation_id": "Z", "person_id": "PZ", "start_date": date(2019, 1, 1), "placement_date": date(2019, 2, 1)}
    events = {"participation_id": "Z"}
    more = tables | {
        "persons": [*tables["persons"], {"person_id": "PZ", "sex": "woman", "is_disabled": True}],
        "participations": [*tables["participations"], ORDINARY["participations"] | stranger],
        "follow_ups": [*tables["follow_ups"], events | {"contact_date": date(2019, 5, 1), "is_employed": True, "weekly_hours": 40.0}],
        "satisfaction_answers": [*tables["satisfaction_answers"], events | {"occasion": "withdrawal", "score": 1}],
        "referrals": [*tables["referrals"], events],
    }
    with tempfile.TemporaryDirectory() as folder:
        stores = [make_store(Path(folder) / str(place), **rows) for place, rows in enumerate((tables, more))]
        frames = [compute(store, FRAMEWORK, YEAR, as_of=date(2026, 1, 1), by=["group"]).frame for store in stores]
    pd.testing.assert_frame_equal(*frames, check_exact=True)


@EACH
@given(seed=st.integers(0, 10**9), n=st.integers(0, 60))
def test_numerators_stay_within_denominators_and_values_within_intervals(seed: int, n: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder), **made(seed, n))
        frame = compute(store, FRAMEWORK, YEAR, as_of=date(2026, 1, 1), by=["region"]).frame
    counted = frame[frame["indicator"].isin(["share_excluded", "share_not_met", "share_met", "satisfied", "rate", "count", "persons"])]
    assert (counted["numerator"] <= counted["denominator"]).all()
    assert (counted["numerator"] >= 0).all()
    bounded = frame[frame["interval_low"].notna()]
    assert (bounded["interval_low"] <= bounded["value"] + 1e-12).all()
    assert (bounded["value"] <= bounded["interval_high"] + 1e-12).all()


@EACH
@given(
    seed=st.integers(0, 10**9),
    by=st.lists(st.sampled_from(sorted(set(DIMENSIONS) - {"group", "fiscal_year_to_date"})), min_size=1, max_size=2, unique=True),
)
def test_the_groups_of_an_additive_dimension_add_up(seed: int, by: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = compute(make_store(Path(folder), **made(seed, 50)), FRAMEWORK, YEAR, as_of=date(2026, 1, 1), by=by)
    assert set(table.additive) == set(by)
    counts = ["numerator", "denominator", "n_missing"]
    for name in by:
        others = ["indicator", *(other for other in by if other != name)]
        parts = table.frame[table.frame[name] != TOTAL].groupby(others)[counts].sum(min_count=1)
        totals = table.frame[table.frame[name] == TOTAL].set_index(others)[counts].loc[parts.index]
        pd.testing.assert_frame_equal(parts.round(9), totals.round(9))


@pytest.mark.parametrize("n", [0, 1])
def test_no_participation_and_one_participation_are_computed_like_any_others(n: int, tmp_path: Path) -> None:
    frame = compute(make_store(tmp_path, **made(1, n)), FRAMEWORK, YEAR, as_of=date(2026, 1, 1), by=["provider_id", "month"]).frame
    assert set(frame["indicator"]) == {item.name for item in FRAMEWORK.indicators}
    assert set(frame["note"]) <= {"computed", "no_cases"}
