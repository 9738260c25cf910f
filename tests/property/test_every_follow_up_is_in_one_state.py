"""Each participation is in exactly one state at each wave, whatever the calendar: the engine against a slow twin that walks the waves."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from followed_people import calendar, made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_store import make_store
from plain_twin import Twin

from analysis.cohorts.follow_up import FollowUpState
from analysis.core.periods import FiscalYear
from analysis.indicators.attrition import follow_up_states
from analysis.indicators.table import TOTAL

YEAR = FiscalYear(2024)
EACH = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

RULES = st.lists(
    st.fixed_dictionaries(
        {
            "when": st.sampled_from(["refused", "not_reached", "not_employed", "employed"]),
            "consecutive_waves": st.integers(1, 3),
            "counts_as": st.sampled_from(["refusal", "other", "not_eligible"]),
            "confidence": st.just("assumed"),
        }
    ),
    max_size=3,
)


@EACH
@given(seed=st.integers(0, 10**9), rules=RULES, repeats=st.booleans(), as_of=st.dates(date(2024, 6, 1), date(2027, 12, 31)))
def test_states_reconcile_and_are_those_of_the_twin(seed: int, rules: list[dict[str, Any]], repeats: bool, as_of: date) -> None:
    framework, tables = calendar(rules, repeats=repeats), made(seed)
    with tempfile.TemporaryDirectory() as folder:
        frame = follow_up_states(make_store(Path(folder), **tables), framework, YEAR, as_of).frame
    twin = Twin(tables, framework, YEAR, as_of)
    people = [row for row in tables["participations"] if row["start_date"] <= as_of]
    walked = [twin.states(row) for row in people]
    months = ["3", "6", "12", *(["18", "24"] if repeats else [])]
    assert list(dict.fromkeys(frame["wave"])) == months
    for place, wave in enumerate(months):
        of_wave = frame[frame["wave"] == wave]
        found = dict(zip(of_wave["state"], of_wave["value"], strict=True))
        assert found.pop(TOTAL) == sum(found.values()) == len(people)
        assert {state: n for state, n in found.items() if n} == Counter(states[place] for states in walked)
        assert set(found) == {state.value for state in FollowUpState if rules or state is not FollowUpState.STOPPED_EARLY}


@EACH
@given(seed=st.integers(0, 10**9), rules=RULES, as_of=st.dates(date(2024, 6, 1), date(2027, 12, 31)))
def test_a_stop_takes_nothing_from_who_answered_or_refused(seed: int, rules: list[dict[str, Any]], as_of: date) -> None:
    tables = made(seed)
    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder), **tables)
        frames = [follow_up_states(store, calendar(each, repeats=True), YEAR, as_of).frame for each in ([], rules)]
    settled = [frame[frame["state"].isin(["reached", "refused", "out_of_scope"])]["value"].tolist() for frame in frames]
    assert settled[0] == settled[1]
