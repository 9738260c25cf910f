"""Response rates, who is lost and patterns, each against a plain twin over the same rows, and the cases that must be said."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from followed_people import calendar, made
from made_store import make_store
from plain_twin import Row, Twin

from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.evaluation.contact_uses import contact_uses
from analysis.evaluation.followed import Followed, View, cohort_of
from analysis.evaluation.lost import who_is_lost
from analysis.evaluation.response import response_by, response_rates, states_when_over
from analysis.evaluation.response_patterns import is_monotone, response_patterns
from analysis.frameworks.catalogue import open_catalogue
from analysis.frameworks.response_rates import ResponseRates, load_response_rates
from analysis.indicators.table import TOTAL, IndicatorTable

PARAMS = Path(__file__).parents[3] / "params"
DEFINITION = load_response_rates(PARAMS / "follow_up" / "response_rates.yaml")
POLICY = load_policy(PARAMS / "disclosure" / "standard.yaml")
YEAR, AS_OF = FiscalYear(2024), date(2026, 1, 15)
STOP = {"when": "refused", "consecutive_waves": 1, "counts_as": "refusal", "confidence": "assumed"}


def values(table: IndicatorTable, indicator: str, *dimensions: str) -> dict[Any, float]:
    rows = table.frame[table.frame["indicator"] == indicator].to_dict("records")
    return {tuple(row[name] for name in dimensions) if len(dimensions) > 1 else row[dimensions[0]]: row["value"] for row in rows}


def asked(folder: Path, tables: dict[str, list[dict[str, Any]]], as_of: date = AS_OF, view: View = View.COHORT, **more: Any) -> Followed:
    return Followed(make_store(folder, **tables), calendar(**more), YEAR, as_of, view)


def test_aapor_rates_of_the_table_that_the_manual_of_outcomerate_prints() -> None:
    # R package outcomerate, README: I 4, P 2, R 1, NC 1, O 1, UH 1, UO 1 and one not eligible; AAPOR's formulas give the fractions.
    counts = {"complete": 4, "partial": 2, "refusal": 1, "non_contact": 1, "other": 1, "unknown": 2, "not_eligible": 1}
    assert {rate.code: rate.counts(counts) for rate in DEFINITION.rates} == {
        "RR2": (6, 11),
        "CON1": (8, 11),
        "COOP2": (6, 8),
        "REF1": (1, 11),
    }


def test_what_the_rates_of_one_wave_give_away_is_each_set_that_they_tell_apart() -> None:
    counts = {"complete": 40, "partial": 3, "refusal": 12, "non_contact": 25, "other": 0, "unknown": 0, "not_eligible": 5}
    # Complete and partial are never apart in RR2, CON1, COOP2 and REF1; nobody not eligible is in any of them.
    assert sorted(DEFINITION.told_apart(counts)) == [0, 12, 25, 43]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - disposition: lost\n", "  - disposition: due\n", "exactly one line"),
        (
            "    numerator: [refusal]\n    denominator: [complete, partial, refusal, non",
            "    numerator: [refusal]\n    denominator: [complete, partial, non",
            "outside its denominator",
        ),
    ],
)
def test_rates_that_make_no_sense_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (PARAMS / "follow_up" / "response_rates.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "response_rates.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=said):
        load_response_rates(path)


def over(twin: Twin, row: Row, place: int) -> bool:
    assert twin.framework.follow_up is not None
    window = twin.window(row, twin.framework.follow_up.every_wave[place])
    return window is not None and window[2] <= twin.as_of


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rules", [(), (STOP,)])
def test_rates_are_those_of_a_twin_that_walks_the_waves(tmp_path: Path, seed: int, rules: tuple[dict[str, Any], ...]) -> None:
    tables = made(seed, 60)
    followed = asked(tmp_path, tables, date(2025, 6, 1), rules=rules, repeats=True)
    twin = Twin(tables, followed.framework, YEAR, followed.as_of)
    walked = [(row, twin.states(row)) for row in tables["participations"]]
    rates, states = response_rates(followed, DEFINITION), states_when_over(followed)
    for place, wave in enumerate(followed.waves):
        due = Counter(found[place] for row, found in walked if over(twin, row, place))
        n, contacted = sum(due.values()), due["reached"] + due["refused"] + due["stopped_early"]
        expected = {"response": (due["reached"], n), "contact": (contacted, n), "cooperation": (due["reached"], contacted)}
        for name, (yes, whole) in expected.items():
            found_value = values(rates, name, "wave")[str(wave.months)]
            assert found_value == pytest.approx(yes / whole if whole else math.nan, nan_ok=True)
        shown = values(states, "n_participations", "wave", "state")
        assert shown[str(wave.months), "reached"] == due["reached"]
        assert shown[str(wave.months), TOTAL] == sum(v for (at, state), v in shown.items() if at == str(wave.months) and state != TOTAL)


@pytest.mark.parametrize("seed", range(3))
def test_the_calendar_view_holds_those_whose_day_is_in_the_year(tmp_path: Path, seed: int) -> None:
    tables = made(seed, 80)
    followed = asked(tmp_path, tables, date(2026, 12, 1), View.CALENDAR)
    twin = Twin(tables, followed.framework, YEAR, followed.as_of)
    for wave in followed.waves:
        windows = [(row, twin.window(row, wave)) for row in tables["participations"]]
        mine = [row for row, window in windows if window is not None and YEAR.first_day <= window[1] <= YEAR.last_day]
        found = values(response_rates(followed, DEFINITION), "n_over", "wave")[str(wave.months)]
        assert found == pytest.approx(len(mine) or math.nan, nan_ok=True)


def test_a_wave_with_nobody_due_has_no_rate_and_one_person_reached_is_hidden(tmp_path: Path) -> None:
    person = {"participation_id": "A", "start_date": date(2025, 3, 1), "placement_date": date(2025, 3, 1)}
    contact = {"participation_id": "A", "contact_date": date(2025, 6, 1), "is_employed": True}
    followed = asked(tmp_path, {"participations": [person], "follow_ups": [contact]}, date(2025, 8, 1))
    rates = response_rates(followed, DEFINITION)
    assert values(rates, "response", "wave")["3"] == 1.0
    later = rates.frame[(rates.frame["indicator"] == "response") & (rates.frame["wave"] != "3")]
    assert set(later["note"]) == {"no_cases"}
    shown = release(rates, POLICY).frame
    assert shown[shown["wave"] == "3"]["value"].isna().all()
    assert set(shown[shown["wave"] == "3"]["status"]) == {"hidden_small"}
    lost = release(who_is_lost(followed), POLICY).frame
    assert lost[["value", "share_reached", "share_not_reached"]].isna().all().all()


def test_a_provider_with_no_answer_has_a_rate_of_nought_that_is_not_published(tmp_path: Path) -> None:
    people = [
        {
            "participation_id": f"A{n}",
            "provider_id": "F001" if n < 40 else "F002",
            "start_date": date(2024, 5, 1),
            "placement_date": date(2024, 5, 1),
        }
        for n in range(80)
    ]
    reached = [{"participation_id": f"A{n}", "contact_date": date(2024, 8, 1), "is_employed": True} for n in range(20)]
    tables = {"participations": people, "follow_ups": reached, "providers": [{"provider_id": "F001"}, {"provider_id": "F002"}]}
    table = response_by(asked(tmp_path, tables), DEFINITION, ["provider_id"])
    assert values(table, "response", "provider_id") == {TOTAL: 0.25, "F001": 0.5, "F002": 0.0}
    shown = release(table, POLICY).frame.set_index("provider_id")["status"].to_dict()
    assert shown["F002"] == "hidden_small"
    # The other provider with the total would give it back.
    assert shown["F001"].startswith("hidden")


def test_each_contact_is_used_once_or_not_and_the_reason_is_said(tmp_path: Path) -> None:
    person = {"participation_id": "A", "start_date": date(2024, 5, 1), "placement_date": date(2024, 5, 10)}
    without = {"participation_id": "B", "start_date": date(2024, 5, 1), "placement_date": None}
    due = date(2024, 8, 10)
    days = [date(2024, 5, 5), due, due + timedelta(days=3), date(2024, 10, 20), date(2027, 1, 1)]
    contacts = [{"participation_id": "A", "contact_date": day} for day in days] + [{"participation_id": "B", "contact_date": due}]
    table = contact_uses(asked(tmp_path, {"participations": [person, without], "follow_ups": contacts}))
    assert values(table, "contacts", "use") == {
        TOTAL: 6, "kept": 2 - 1, "same_window": 1, "outside_windows": 1, "before_origin": 1, "without_origin": 1, "after_observation": 1,
    }  # fmt: skip


def test_a_contact_before_the_origin_reaches_nobody(tmp_path: Path) -> None:
    person = {"participation_id": "A", "start_date": date(2024, 5, 1), "placement_date": date(2024, 5, 10)}
    waves = [{"months": 1, "days_before": 60, "days_after": 10, "confidence": "assumed"}]
    framework = calendar().model_copy(update={"follow_up": calendar().follow_up})
    assert framework.follow_up is not None
    early = framework.model_copy(
        update={
            "follow_up": framework.follow_up.model_validate({"origin": "placement_date", "origin_confidence": "assumed", "waves": waves})
        }
    )
    store = make_store(tmp_path, participations=[person], follow_ups=[{"participation_id": "A", "contact_date": date(2024, 5, 3)}])
    assert values(response_rates(Followed(store, early, YEAR, AS_OF), DEFINITION), "response", "wave") == {"1": 0.0}


@pytest.mark.parametrize("seed", range(4))
def test_who_is_lost_is_counted_like_a_table_of_people(tmp_path: Path, seed: int) -> None:
    tables = made(seed, 80)
    for number, row in enumerate(tables["participations"]):
        row["person_id"] = f"P{number}"
    tables["persons"] = [
        {"person_id": f"P{n}", "sex": ["woman", "man", None][(n + seed) % 3], "is_immigrant": [True, None][n % 2]} for n in range(80)
    ]
    followed = asked(tmp_path, tables)
    twin = Twin(tables, followed.framework, YEAR, AS_OF)
    women = [tables["persons"][n]["sex"] == "woman" for n in range(80)]
    at_six = [(twin.states(row)[1] == "reached", women[n]) for n, row in enumerate(tables["participations"]) if over(twin, row, 1)]
    frame = who_is_lost(followed, 6).frame
    of_women = frame[frame["group"] == "is_woman"].set_index("indicator")
    row, difference = of_women.loc["reached"], of_women.loc["difference"]
    assert (row["numerator"], row["denominator"]) == (sum(r and w for r, w in at_six), sum(w for _, w in at_six))
    reached = [w for r, w in at_six if r]
    missed = [w for r, w in at_six if not r]
    assert difference["share_reached"] == pytest.approx(sum(reached) / len(reached))
    assert difference["share_not_reached"] == pytest.approx(sum(missed) / len(missed))
    assert difference["interval_low"] < difference["value"] < difference["interval_high"]
    assert (difference["value"] > 0) == (difference["share_reached"] > difference["share_not_reached"])
    assert difference["denominator"] == min(
        max(n, 1) for n in (sum(reached), len(reached) - sum(reached), sum(missed), len(missed) - sum(missed))
    )


def test_those_employed_before_are_compared_out_of_those_who_had_answered(tmp_path: Path) -> None:
    people = [{"participation_id": f"A{n}", "start_date": date(2024, 4, 1), "placement_date": date(2024, 4, 1)} for n in range(60)]
    first = [{"participation_id": f"A{n}", "contact_date": date(2024, 7, 1), "is_employed": n < 30} for n in range(50)]
    second = [
        {"participation_id": f"A{n}", "contact_date": date(2024, 10, 1), "is_employed": True} for n in [*range(20), *range(30, 35), 55]
    ]
    table = who_is_lost(asked(tmp_path, {"participations": people, "follow_ups": first + second}), 6)
    rows = table.frame.set_index(["indicator", "group"])
    assert rows.loc[("reached", "employed_before"), ["numerator", "denominator"]].tolist() == [20, 30]
    assert rows.loc[("reached", "not_employed_before"), ["numerator", "denominator"]].tolist() == [5, 20]
    # Of the 25 reached at 6 months who had answered at 3, 20 were employed; of the 25 not reached, 10.
    assert rows.loc[("difference", "employed_before"), ["share_reached", "share_not_reached"]].tolist() == [0.8, 0.4]
    assert rows.loc[("difference", "employed_before"), "denominator"] == 5
    # The five without a job who were reached would follow from the shares: they are hidden with them.
    shown = release(table, POLICY).frame.set_index(["indicator", "group"])
    assert shown.loc[("difference", "employed_before"), "status"] == "hidden_small"
    assert shown.loc[("difference", "employed_before"), ["value", "share_reached", "share_not_reached"]].isna().all()


@pytest.mark.parametrize(
    ("pattern", "expected"), [("", True), ("1", True), ("0", True), ("1100", True), ("000", True), ("101", False), ("001", False)]
)
def test_a_pattern_is_monotone_when_nobody_comes_back(pattern: str, expected: bool) -> None:
    assert is_monotone(pattern) is expected


@pytest.mark.parametrize("seed", range(4))
def test_patterns_are_those_of_the_twin_and_add_up(tmp_path: Path, seed: int) -> None:
    tables = made(seed, 70)
    followed = asked(tmp_path, tables, date(2027, 6, 1), repeats=True)
    twin = Twin(tables, followed.framework, YEAR, followed.as_of)
    codes = Counter(
        "".join("1" if s == "reached" else "0" for s in twin.states(row)) for row in tables["participations"] if over(twin, row, 4)
    )
    table = response_patterns(followed, 24)
    shown = values(table, "n_participations", "kind", "pattern")
    assert {code: n for (kind, code), n in shown.items() if n and code != TOTAL} == codes
    assert shown["monotone", TOTAL] == sum(n for code, n in codes.items() if is_monotone(code))
    assert shown[TOTAL, TOTAL] == sum(codes.values()) == shown["monotone", TOTAL] + shown["intermittent", TOTAL]
    assert all(shown[kind, code] == 0 or is_monotone(code) == (kind == "monotone") for kind, code in shown if TOTAL not in (kind, code))
    release(table, POLICY)


def test_a_hidden_pattern_cannot_be_worked_out_of_the_share_that_is_monotone(tmp_path: Path) -> None:
    people = [{"participation_id": f"A{n}", "start_date": date(2024, 4, 1), "placement_date": date(2024, 4, 1)} for n in range(200)]
    contacts = [{"participation_id": f"A{n}", "contact_date": date(2024, 7, 1)} for n in range(90)]
    contacts += [{"participation_id": f"A{n}", "contact_date": date(2024, 10, 1)} for n in [*range(40), *range(100, 104)]]
    shown = release(response_patterns(asked(tmp_path, {"participations": people, "follow_ups": contacts}), 6), POLICY).frame
    hidden = {(row["kind"], row["pattern"]) for row in shown.to_dict("records") if str(row["status"]).startswith("hidden")}
    # Four come back: the pattern, its kind (the only one of it), and another that the total would give away.
    assert {("intermittent", "01"), ("intermittent", TOTAL)} < hidden
    assert any(kind == "monotone" for kind, _ in hidden)
    assert shown[[str(s).startswith("hidden") for s in shown["status"]]][["value", "share", "share_low"]].isna().all().all()


def test_the_calendar_view_refuses_what_needs_the_same_people(tmp_path: Path) -> None:
    followed = asked(tmp_path, made(1), view=View.CALENDAR)
    for question in (response_patterns, contact_uses):
        with pytest.raises(DefinitionError) as caught:
            question(followed)
        assert "n'a pas les mêmes personnes à chaque suivi" in caught.value.text("fr")
        assert "does not hold the same people at each follow-up" in caught.value.text("en")


def test_indicators_of_two_cohorts_are_not_read_as_one_group() -> None:
    ontario = open_catalogue(PARAMS / "frameworks").get("ontario_supported_employment")
    assert cohort_of(ontario, ["long_term_outcome"]) == "started_a_year_before"
    with pytest.raises(DefinitionError) as caught:
        cohort_of(ontario, ["short_term_outcome", "long_term_outcome"])
    assert "short_term_outcome (started_this_year), long_term_outcome (started_a_year_before)" in caught.value.text("en")
    assert "ne suivent pas les mêmes personnes" in caught.value.text("fr")


def test_an_unknown_wave_or_cohort_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    followed = asked(tmp_path, made(1))
    with pytest.raises(DefinitionError, match="no follow-up at 5 months"):
        response_by(followed, DEFINITION, ["region"], 5)
    with pytest.raises(DefinitionError, match="no cohort"):
        _ = Followed(followed.store, followed.framework, YEAR, AS_OF, cohort_name="entrie").waves


@pytest.mark.parametrize("absent", [["follow_ups"], ["participations"]])
def test_without_a_file_there_is_nothing_and_no_traceback(tmp_path: Path, absent: list[str]) -> None:
    followed = Followed(make_store(tmp_path, absent=absent), calendar(), YEAR, AS_OF)
    for table in (states_when_over(followed), response_rates(followed, DEFINITION), who_is_lost(followed), response_patterns(followed)):
        assert table.frame.empty
        assert release(table, POLICY).frame.empty
    assert isinstance(DEFINITION, ResponseRates)
