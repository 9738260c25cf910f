"""An outcome of everyone due at each wave: who is counted, what each estimate says, and the cases in which there is little to say."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_store import indicator, make_framework, make_store

from analysis import open_run
from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.evaluation.due_people import due_people
from analysis.evaluation.estimate_choices import choose
from analysis.evaluation.outcome_estimates import OutcomeEstimates, estimate_outcome
from analysis.frameworks.model import Framework
from analysis.indicators.computing import compute
from analysis.indicators.table import IndicatorTable

YEAR, AS_OF = FiscalYear(2024), date(2025, 9, 30)
ROOT = Path(__file__).parents[3]
POLICY = load_policy(ROOT / "params" / "disclosure" / "standard.yaml")
EMPLOYED = indicator("employed", {"kind": "share", "numerator": {"field": "employed_at_wave", "is": True}}, wave=6,
                     denominator={"name": "due", "label": {"fr": "x", "en": "x"}, "where": {"field": "is_due_at_wave", "is": True}},
                     missing_counts_as="not_met")  # fmt: skip
ESTIMATE = {
    "method": "doubly_robust", "confidence": "assumed", "reason": {"fr": "x", "en": "x"}, "characteristics": ["region", "sex"],
    "largest_weight": 5, "least_reached": 30, "least_by_level": 5, "n_imputations": 10, "seed": 1,
}  # fmt: skip


def framework(**changes: Any) -> Framework:
    calendar = {
        "origin": "start_date",
        "origin_confidence": "assumed",
        "waves": [{"months": months, "days_before": 15, "days_after": 30, "confidence": "assumed"} for months in (6, 18)],
        "published_estimate": ESTIMATE | changes,
    }
    return make_framework(follow_up=calendar, indicators=[EMPLOYED])


def person(number: int, answer: str, **values: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return a participation started on 15 May 2024 and its contact at 6 months: `yes`, `no`, or nothing for `missing`."""
    sex = {"sex": values.pop("sex")} if "sex" in values else {}
    participation = {"participation_id": f"A{number}", "start_date": date(2024, 5, 15)} | values
    contact = {"participation_id": f"A{number}", "contact_date": date(2024, 11, 15), "is_employed": answer == "yes"}
    return participation | {"_sex": sex}, None if answer == "missing" else contact


@pytest.fixture
def estimated(tmp_path: Path) -> Callable[..., OutcomeEstimates]:
    def make(people: list[tuple[dict[str, Any], dict[str, Any] | None]], of: Framework | None = None, **asked: Any) -> OutcomeEstimates:
        persons = []
        for participation, _ in people:
            participation.setdefault("person_id", f"P{participation['participation_id']}")
            persons.append({"person_id": participation["person_id"]} | participation.pop("_sex"))
        unique = list({row["person_id"]: row for row in persons}.values())
        contacts = [contact for _, contact in people if contact is not None]
        store = make_store(tmp_path / "store", participations=[row for row, _ in people], persons=unique, follow_ups=contacts)
        chosen = of or framework()
        return estimate_outcome(store, chosen, YEAR, AS_OF, choose(chosen, **asked))

    return make


def value(table: IndicatorTable, method: str, column: str = "value", wave: str = "6") -> Any:
    frame = table.frame
    (found,) = frame.loc[(frame["wave"] == wave) & (frame["method"] == method), column]
    return found


def people_of_two_regions() -> list[Any]:
    """Region 06: 40 of 50 reached, 30 employed; region 10: 20 of 50 reached, 5 employed."""
    answers = ["yes"] * 30 + ["no"] * 10 + ["missing"] * 10
    others = ["yes"] * 5 + ["no"] * 15 + ["missing"] * 30
    return [person(n, answer) for n, answer in enumerate(answers)] + [
        person(100 + n, answer, region="10") for n, answer in enumerate(others)
    ]


def test_two_regions_worked_by_hand(estimated: Callable[..., OutcomeEstimates]) -> None:
    """Of 100 due, 60 reached, 35 employed: 58 % of those reached, 35 to 75 % in the bounds.

    With the region alone, weighted and doubly robust are the mean of the two regions' shares, 75 % and 25 %: 50 %.
    """
    table = estimated(people_of_two_regions(), framework(characteristics=["region"])).estimates()
    assert value(table, "reached_only") == pytest.approx(35 / 60)
    assert [value(table, name) for name in ("worst_case", "best_case")] == pytest.approx([0.35, 0.75])
    assert value(table, "weighted") == pytest.approx(0.5, abs=1e-6)
    assert value(table, "doubly_robust") == pytest.approx(0.5, abs=0.005)
    assert value(table, "multiple_imputation") == pytest.approx(0.5, abs=0.05)
    for method in ("reached_only", "worst_case", "weighted"):
        assert [value(table, method, column) for column in ("numerator", "denominator", "n_missing", "n_due")] == [35, 60, 40, 100]
    assert [value(table, name, "published") for name in ("doubly_robust", "weighted")] == ["yes", "no"]
    # The influence function by hand: what regions differ by, and what those who answered vary by, weighted 50/40 and 50/20.
    by_hand = np.sqrt(0.25**2 * 100 + (50 / 40) ** 2 * 40 * 0.75 * 0.25 + (50 / 20) ** 2 * 20 * 0.75 * 0.25) / 100
    low, high = value(table, "doubly_robust", "interval_low"), value(table, "doubly_robust", "interval_high")
    assert (high - low) / 2 / 2.0 == pytest.approx(by_hand, rel=0.05)


def test_the_published_estimate_of_a_region_is_its_own_and_a_region_without_anyone_reached_has_bounds_alone(
    estimated: Callable[..., OutcomeEstimates],
) -> None:
    people = [*people_of_two_regions(), *(person(300 + n, "missing", region="07") for n in range(12))]
    table = estimated(people, framework(characteristics=["region"], method="weighted")).by("region", wave=6)
    rows = table.frame.set_index("region")
    assert rows.loc["06", "value"] == pytest.approx(0.75)
    assert rows.loc["10", "value"] == pytest.approx(0.25)
    assert np.isnan(rows.loc["07", "value"])
    assert rows.loc["07", ["worst_case", "best_case", "n_due", "n_missing"]].tolist() == [0, 1, 12, 12]
    assert rows.loc["07", "note"] == "no_cases"
    assert rows.drop("total")["numerator"].sum() == rows.loc["total", "numerator"]
    assert release(table, POLICY).frame["value"].notna().sum() >= 1


def test_the_worst_case_is_what_the_indicator_that_counts_the_missing_as_not_met_says(tmp_path: Path) -> None:
    """Two ways to one number: the framework's indicator of the same wave and the lower bound."""
    people = people_of_two_regions()
    for row, _ in people:
        row.pop("_sex")
    store = make_store(tmp_path / "s", participations=[row for row, _ in people], follow_ups=[c for _, c in people if c])
    chosen = framework()
    worst = value(estimate_outcome(store, chosen, YEAR, AS_OF, choose(chosen)).estimates(), "worst_case")
    assert compute(store, chosen, YEAR, as_of=AS_OF).frame["value"].tolist() == pytest.approx([worst])


def test_a_wave_with_nobody_due_has_no_cases(estimated: Callable[..., OutcomeEstimates]) -> None:
    made = estimated(people_of_two_regions())
    table = made.estimates().frame
    later = table[table["wave"] == "18"]
    assert later["value"].isna().all()
    assert set(later["note"]) == {"no_cases"}
    for built in (made.weighting(), made.balance(), made.by("region"), made.by("sex", wave=18)):
        release(built, POLICY)


def test_one_person_reached_is_an_estimate_of_nobody_else_and_is_shown_nowhere(estimated: Callable[..., OutcomeEstimates]) -> None:
    made = estimated([person(0, "yes"), *(person(n, "missing") for n in range(1, 40))])
    table = made.estimates()
    assert value(table, "doubly_robust", "note") == "not_applicable"
    assert [value(table, name) for name in ("worst_case", "best_case")] == pytest.approx([1 / 40, 1])
    shown = release(table, POLICY).frame
    assert shown.loc[shown["wave"] == "6", ["value", "numerator", "n_due"]].isna().all(axis=None)
    assert release(made.weighting(), POLICY).frame["value"].isna().all()


def test_nobody_reached_leaves_bounds_from_none_to_all(estimated: Callable[..., OutcomeEstimates]) -> None:
    table = estimated([person(n, "missing") for n in range(40)]).estimates()
    assert [value(table, name) for name in ("worst_case", "best_case")] == [0, 1]
    assert {value(table, name, "note") for name in ("reached_only", "weighted", "doubly_robust")} == {"no_cases"}


def test_everyone_reached_is_one_number_whatever_the_method(estimated: Callable[..., OutcomeEstimates]) -> None:
    table = estimated([person(n, "yes" if n % 3 else "no", sex="man" if n % 2 else "woman") for n in range(60)]).estimates()
    frame = table.frame[table.frame["wave"] == "6"]
    assert frame["value"].to_numpy() == pytest.approx(np.full(6, 40 / 60))
    assert frame["interval_low"].to_numpy() == pytest.approx(np.full(6, frame["interval_low"].iloc[0]), abs=1e-6)


def test_a_characteristic_that_everyone_shares_and_one_that_tells_who_answers_are_survived(
    estimated: Callable[..., OutcomeEstimates],
) -> None:
    """All women answer, no man does: men are represented by women, and the table of weights says how many they are."""
    women = [person(n, "yes" if n % 2 else "no", sex="woman") for n in range(40)]
    men = [person(100 + n, "missing", sex="man") for n in range(20)]
    made = estimated([*women, *men])
    table = made.estimates()
    for method in ("weighted", "doubly_robust", "multiple_imputation"):
        assert value(table, method) == pytest.approx(0.5, abs=0.05)
        assert value(table, method, "interval_low") < 0.5 < value(table, method, "interval_high")
    weighting = made.weighting().frame.set_index(["indicator", "wave"])["value"]
    assert weighting[("not_represented", "6")] == pytest.approx(20 / 60)
    assert weighting[("effective_share", "6")] == pytest.approx(1)
    balance = made.balance().frame.set_index(["indicator", "wave", "characteristic"])["value"]
    assert balance[("difference_after", "6", "region")] == 0
    assert balance[("difference_after", "6", "sex")] > 0.5


def test_two_participations_of_one_person_are_not_two_people(estimated: Callable[..., OutcomeEstimates]) -> None:
    """The same answers given by people who each come twice leave an interval about √2 wider."""

    def answers(pair: int) -> str:
        return "yes" if pair % 3 == 0 else "missing" if pair % 3 == 1 else "no"

    alone = [person(n, answers(n // 2)) for n in range(240)]
    twice = [person(n, answers(n // 2), person_id=f"Q{n // 2}", start_date=date(2024, 5, 15) + timedelta(days=n % 2)) for n in range(240)]
    widths = []
    for people in (alone, twice):
        table = estimated(people).estimates()
        widths += [value(table, name, "interval_high") - value(table, name, "interval_low") for name in ("weighted", "doubly_robust")]
    for place in (0, 1):
        assert widths[place + 2] / widths[place] == pytest.approx(np.sqrt(2), rel=0.06)


def test_what_is_alike_is_one_row_and_missing_values_are_a_level(tmp_path: Path) -> None:
    rows = [
        {"participation_id": f"A{n}", "person_id": f"P{n}", "start_date": date(2024, 5, 15), "region": "06" if n < 30 else None}
        for n in range(50)
    ]
    store = make_store(tmp_path / "s", participations=rows, follow_ups=[])
    chosen = framework()
    assert chosen.follow_up is not None
    made = due_people(store, chosen.cohort("entries"), chosen.follow_up, YEAR, AS_OF, outcome=choose(chosen).outcome,
                      characteristics=("region", "age_at_start", "is_disabled"))  # fmt: skip
    assert made.design.size <= 2
    assert made.answers[6].missing.sum() == 50
    assert made.levels("age_at_start") == ("not_stated",)
    assert made.levels("is_disabled") == ("not_stated",)


def test_estimates_do_not_depend_on_the_order_of_rows(estimated: Callable[..., OutcomeEstimates]) -> None:
    one = estimated(people_of_two_regions()).estimates().frame
    other = estimated(list(reversed(people_of_two_regions()))).estimates().frame
    pd.testing.assert_frame_equal(one, other)


def test_wrong_choices_are_all_said_at_once() -> None:
    with pytest.raises(DefinitionError) as error:
        choose(framework(), cohort="entrees", outcome="employd", characteristics=["sexe"], published="wieghted")
    said = str(error.value)
    for name in ("entrees", "employd", "sexe", "wieghted", "entries", "employed", "weighted"):
        assert name in said
    with pytest.raises(DefinitionError, match="published_estimate"):
        choose(make_framework(indicators=[EMPLOYED]))


def test_only_characteristics_can_be_estimated_by(estimated: Callable[..., OutcomeEstimates]) -> None:
    made = estimated(people_of_two_regions())
    with pytest.raises(DefinitionError, match="provider_id"):
        made.by("provider_id")
    with pytest.raises(DefinitionError, match="12"):
        made.by("region", wave=12)


def test_what_was_lost_in_the_made_up_agency_is_partly_made_up_for() -> None:
    """`data/sample/truth.json`: those reached are far above the truth; estimates that use what is known of everyone are nearer.

    They are not at the truth: in this agency a job itself makes people easier to reach, which nothing known of everyone tells. The bounds,
    which suppose nothing, hold it.
    """
    run = open_run(ROOT / "params" / "runs" / "sample.yaml")
    frame = run.outcomes.estimates().frame
    truth = json.loads((ROOT / "data" / "sample" / "truth.json").read_text("utf-8"))["employment"]["supported_employment"]["2023"]
    values = frame.pivot(index="wave", columns="method", values="value")
    for wave in ("3", "6", "12"):
        true = truth[wave]["employed_20h_due"]
        assert values.loc[wave, "reached_only"] - true > 0.12
        for method in ("weighted", "doubly_robust", "multiple_imputation"):
            assert abs(values.loc[wave, method] - true) < values.loc[wave, "reached_only"] - true - 0.03
        assert values.loc[wave, "worst_case"] < true < values.loc[wave, "best_case"]
