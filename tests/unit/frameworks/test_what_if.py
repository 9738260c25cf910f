"""A framework in which one thing is otherwise: what is changed changes, nothing else does, and what does not exist is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from made_store import make_store
from pydantic import ValidationError

from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.frameworks.loading import load_framework
from analysis.frameworks.what_if import with_outcome, with_window
from analysis.indicators.computing import compute
from analysis.indicators.table import IndicatorTable
from analysis.presentation import figures, tables

PARAMS = Path(__file__).parents[3] / "params"
FRAMEWORK = load_framework(PARAMS / "frameworks" / "ontario_supported_employment.yaml")
NAME = "short_term_outcome"
EMPLOYED = {"field": "employed_at_wave", "is": True}


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """Twenty persons work 25 hours, twenty 35 hours, twenty do not work, twenty answer 80 days late and work, twenty do not answer."""
    start, folder = date(2024, 5, 15), tmp_path_factory.mktemp("what_if")
    contacts = []
    for number in range(80):
        group = number // 20
        day = date(2024, 11, 3) if group == 3 else date(2024, 8, 15)
        contacts.append(
            {"participation_id": f"U{number}", "contact_date": day, "is_employed": group != 2, "weekly_hours": 25.0 if group == 0 else 35.0}
        )
    people = [{"participation_id": f"U{number}", "start_date": start} for number in range(100)]
    store = make_store(folder, participations=people, follow_ups=contacts)

    def computed(framework=FRAMEWORK) -> IndicatorTable:  # type: ignore[no-untyped-def]
        return compute(store, framework, FiscalYear(2024), as_of=date(2025, 9, 30), indicators=[NAME])

    return computed


def counts(table: IndicatorTable) -> tuple[float, float]:
    (row,) = table.frame.to_dict("records")
    return row["numerator"], row["denominator"]


def test_each_change_moves_what_it_should(answer) -> None:  # type: ignore[no-untyped-def]
    assert counts(answer()) == (40, 100)
    longer = {"all_of": [EMPLOYED, {"field": "weekly_hours_at_wave", "at_least": 30}]}
    assert counts(answer(with_outcome(FRAMEWORK, NAME, numerator=longer))) == (20, 100)
    assert counts(answer(with_window(FRAMEWORK, 3, days_after=90))) == (60, 100)
    assert counts(answer(with_outcome(FRAMEWORK, NAME, missing_counts_as="excluded"))) == (40, 60)
    assert counts(answer(with_outcome(FRAMEWORK, NAME, missing_counts_as="met"))) == (80, 100)


def test_the_framework_itself_is_left_as_it_was() -> None:
    before = FRAMEWORK.model_dump_json()
    changed = with_window(with_outcome(FRAMEWORK, NAME, numerator=EMPLOYED, missing_counts_as="met"), 12, days_before=0)
    assert FRAMEWORK.model_dump_json() == before
    assert changed.follow_up is not None
    assert FRAMEWORK.follow_up is not None
    assert [wave.days_after for wave in changed.follow_up.waves] == [wave.days_after for wave in FRAMEWORK.follow_up.waves]
    assert [item for item in changed.indicators if item.name != NAME] == [item for item in FRAMEWORK.indicators if item.name != NAME]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: with_outcome(FRAMEWORK, "short_term_outcom"), "short_term_outcome"),
        (lambda: with_outcome(FRAMEWORK, NAME, missing_counts_as="exclude"), "excluded"),
        (lambda: with_window(FRAMEWORK, 4, days_after=1), "the follow-up at 4"),
    ],
)
def test_what_does_not_exist_is_said_with_the_nearest(change, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DefinitionError) as caught:
        change()
    assert said in caught.value.text("en")


def test_a_condition_that_is_not_one_is_refused() -> None:
    with pytest.raises(ValidationError):
        with_outcome(FRAMEWORK, NAME, numerator={"field": "employed_at_wave", "equals": True})


def test_readings_stand_side_by_side_with_their_distance_from_the_first(answer) -> None:  # type: ignore[no-untyped-def]
    policy = load_policy(PARAMS / "disclosure" / "standard.yaml")
    where = {"indicator": NAME}
    readings = [
        ("As it is", release(answer(), policy), where),
        ("Wider", release(answer(with_window(FRAMEWORK, 3, days_after=90)), policy), where),
        ("Excluded", release(answer(with_outcome(FRAMEWORK, NAME, missing_counts_as="excluded")), policy), where),
    ]
    rows = tables.what_moves(readings, language="en").sheet.rows
    assert [row.cells[1].text for row in rows] == ["40%", "60%", "67%"]
    assert [row.cells[4].text for row in rows] == ["–", "+20.0", "+26.7"]
    drawn = figures.what_moves(readings, language="en")
    assert "26.7 percentage points" in drawn.caption.replace("\u00a0", " ")
    with pytest.raises(ValueError, match="exactly one row"):
        tables.what_moves([("Nothing", readings[0][1], {"indicator": "nothing"})], language="en")
