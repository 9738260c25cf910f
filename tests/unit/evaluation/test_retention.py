"""Who stays in employment: held to the complete data of a made-up agency, to a slow plain twin, and to cases worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_store import make_framework, make_store
from scipy import stats

from analysis.core.errors import DefinitionError
from analysis.core.periods import FiscalYear, add_months
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.evaluation import comparisons, jobs, retention, young_cohorts
from analysis.evaluation.followed_years import entry_years, followed_cohort, mature_year
from analysis.evaluation.wave_patterns import Patterns, State, count_patterns
from analysis.extracts.store import Store, open_store
from analysis.frameworks.loading import load_framework
from analysis.frameworks.model import Framework
from analysis.indicators.table import TOTAL, IndicatorTable
from analysis.synthetic.agency import make_agency
from analysis.synthetic.store_files import write_store

ROOT = Path(__file__).resolve().parents[3]
SUPPORTED = load_framework(ROOT / "params" / "frameworks" / "ontario_supported_employment.yaml")
POLICY = load_policy(ROOT / "params" / "disclosure" / "standard.yaml")
AS_OF, YEARS = date(2025, 9, 30), tuple(FiscalYear(year) for year in (2022, 2023, 2024))
WAVES = (3, 6, 12, 18, 24)


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, dict[str, Any]]:
    """12,000 participations in which being reached says nothing of having a job."""
    made = make_agency(12_000, 11)
    made = replace(made, model=replace(made.model, response_by_employment=0.0, response_share=(0.6,) * 5))
    folder = tmp_path_factory.mktemp("agency") / "store"
    write_store(made, folder)
    return open_store(folder), json.loads((folder / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def selective(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, dict[str, Any]]:
    """6,000 participations in which those with a job are much easier to reach."""
    folder = tmp_path_factory.mktemp("selective") / "store"
    write_store(make_agency(6_000, 12), folder)
    return open_store(folder), json.loads((folder / "truth.json").read_text("utf-8"))


def values(table: IndicatorTable, indicator: str, *, column: str = "value", **where: str) -> list[float]:
    frame = table.frame[table.frame["indicator"] == indicator]
    for name, code in where.items():
        frame = frame[frame[name] == code]
    return [float(value) for value in frame[column]]


def test_files_say_at_each_wave_exactly_what_the_truth_says_of_them(agency: tuple[Store, dict[str, Any]]) -> None:
    store, truth = agency
    patterns = count_patterns(store, SUPPORTED, YEARS, AS_OF, source="files")
    of_files = truth["administrative"]["supported_employment"]
    found = retention.employment(store, patterns, "x")
    assert values(found, "employed_at_wave", column="denominator") == [of_files[str(months)]["n_known"] for months in WAVES]
    expected = [of_files[str(months)]["administrative_employed_of_known"] for months in WAVES]
    assert values(found, "employed_at_wave") == pytest.approx(expected, abs=1e-6)


def test_answers_given_at_random_are_the_truth_within_their_intervals(agency: tuple[Store, dict[str, Any]]) -> None:
    store, truth = agency
    patterns = count_patterns(store, SUPPORTED, YEARS[:1], AS_OF)
    found = retention.employment(store, patterns, "x")
    of_year = truth["employment"]["supported_employment"]["2022"]
    for place, months in enumerate(WAVES):
        share = of_year[str(months)]["employed"]
        half = stats.norm.ppf(0.9995) * (share * (1 - share) / values(found, "employed_at_wave", column="denominator")[place]) ** 0.5
        # Contacts outside their window and hours aside, those reached are a sample of everyone.
        assert values(found, "employed_at_wave")[place] == pytest.approx(share, abs=half + 0.005)


def test_of_those_employed_at_three_months_the_share_employed_at_six_is_the_truth(agency: tuple[Store, dict[str, Any]]) -> None:
    """The truth file gives, for entries of all years, who is employed at 6 months of those employed at 3: no wave lies in between."""
    store, truth = agency
    expected = truth["retention_of_employed_at_3_months"]["supported_employment"]["6"]
    patterns = count_patterns(store, SUPPORTED, YEARS, AS_OF)
    at_six = retention.kept(store, patterns, "x").frame.iloc[0]
    assert at_six["interval_low"] - 0.01 <= expected <= at_six["interval_high"] + 0.01
    assert values(retention.losses(store, patterns, "x"), "lost_in_interval")[0] == pytest.approx(1 - expected, abs=0.03)


def test_the_bounds_hold_the_truth_whoever_answers(selective: tuple[Store, dict[str, Any]]) -> None:
    """Manski (1989): whatever became of those not reached. Those reached alone are more often employed than everyone."""
    store, truth = selective
    found = retention.employment(store, count_patterns(store, SUPPORTED, YEARS[:1], AS_OF), "x")
    for place, months in enumerate(WAVES):
        share = truth["employment"]["supported_employment"]["2022"][str(months)]["employed"]
        low, high = (values(found, "employed_at_wave", column=name)[place] for name in ("lowest", "highest"))
        assert low <= share <= high
        assert values(found, "employed_at_wave")[place] > share + 0.05
    frame = found.frame[found.frame["indicator"] == "employed_at_wave"]
    assert (frame["lowest"] <= frame["value"] + 1e-12).all()
    assert (frame["value"] <= frame["highest"] + 1e-12).all()


# A store written by hand: one row a participation, its answers at the waves: E(nough hours), F(ewer), T(raining), N(either), ? not reached.
ANSWERS = {"E": (True, 35.0, False), "F": (True, 10.0, False), "T": (False, None, True), "N": (False, None, False)}
MADE = make_framework(
    parameters=[
        {
            "name": "minimum_weekly_hours",
            "label": {"fr": "heures", "en": "hours"},
            "group": "outcome",
            "number": {"value": 20, "unit": "hours", "confidence": "assumed", "reason": {"fr": "essai", "en": "trial"}},
        }
    ]
)


def store_of(
    folder: Path, patterns: Sequence[str], *, start: date = date(2022, 5, 15), sexes: str = "", spells: Sequence[Any] = (), **tables: Any
) -> Store:
    participations, contacts, persons = [], [], []
    for number, pattern in enumerate(patterns):
        name = f"A{number:04d}"
        participations.append({"participation_id": name, "person_id": f"P{number}", "start_date": start})
        persons.append({"person_id": f"P{number}", "sex": {"w": "woman", "m": "man"}[sexes[number]] if sexes else "woman"})
        for months, letter in zip(WAVES, pattern, strict=False):
            if letter != "?":
                employed, hours, training = ANSWERS[letter]
                contacts.append(
                    {
                        "participation_id": name, "contact_date": add_months(start, months),
                        "is_employed": employed, "weekly_hours": hours, "is_in_training": training,
                    }
                )  # fmt: skip
    matches = [
        {"participation_id": one["participation_id"], "is_matched": True, "matched_until": date(2025, 3, 31)} for one in participations
    ]
    return make_store(
        folder, participations=participations, persons=persons, follow_ups=contacts,
        employment_spells=[dict(zip(("participation_id", "start_date", "end_date"), spell, strict=True)) for spell in spells],
        administrative_matches=tables.pop("matches", matches), **tables,
    )  # fmt: skip


def counted(store: Store, framework: Framework = MADE, **options: Any) -> Patterns:
    return count_patterns(store, framework, [FiscalYear(2022)], AS_OF, **options)


def test_patterns_are_what_people_answered(tmp_path: Path) -> None:
    patterns = counted(store_of(tmp_path, ["EFTN?", "EEEEE", "EEEEE", "NEN?E"]))
    found = {"".join("EFTN?."[state] for state in row): n for row, n in zip(patterns.states, patterns.n, strict=True)}
    assert found == {"EFTN?": 1, "EEEEE": 2, "NEN?E": 1}


def twin(patterns: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Return numerators and denominators at each wave, one participation at a time."""
    work, answered = set("EF"), set("EFTN")
    found: dict[str, list[tuple[int, int]]] = {
        name: [] for name in ("employed_at_wave", "employed_at_every_wave", "kept_since_first", "returned", "lost")
    }
    for at in range(len(WAVES)):
        known = [row for row in patterns if row[at] in answered]
        whole = [row for row in patterns if set(row[: at + 1]) <= answered]
        found["employed_at_wave"].append((sum(row[at] in work for row in known), len(known)))
        found["employed_at_every_wave"].append((sum(set(row[: at + 1]) <= work for row in whole), len(whole)))
        if at:
            base = [row for row in whole if row[0] in work]
            found["kept_since_first"].append((sum(set(row[: at + 1]) <= work for row in base), len(base)))
            lost = [row for row in known if row[at - 1] in "TN" and set(row[: at - 1]) & work]
            found["returned"].append((sum(row[at] in work for row in lost), len(lost)))
            at_risk = [row for row in known if set(row[:at]) <= work]
            found["lost"].append((sum(row[at] not in work for row in at_risk), len(at_risk)))
    return found


def test_a_plain_twin_counts_the_same(tmp_path: Path) -> None:
    draw = np.random.default_rng(20261128)
    rows = ["".join(draw.choice(list("EEEFTN?"), 5)) for _ in range(400)]
    store = store_of(tmp_path, rows)
    patterns, plain = counted(store), twin(rows)
    table = retention.employment(store, patterns, "x")
    for name in ("employed_at_wave", "employed_at_every_wave", "kept_since_first", "returned"):
        pairs = list(zip(values(table, name, column="numerator"), values(table, name, column="denominator"), strict=True))
        assert pairs == plain[name]
    losses = retention.losses(store, patterns, "x")
    assert (
        list(
            zip(
                values(losses, "lost_in_interval", column="numerator"),
                values(losses, "lost_in_interval", column="denominator"),
                strict=True,
            )
        )
        == plain["lost"]
    )
    moves = retention.transitions(store, patterns, "x").frame.set_index(["interval", "from", "to"])["value"]
    names = {"E": "enough_hours", "F": "fewer_hours", "T": "training", "N": "neither", "?": "not_known"}
    for at, interval in enumerate(("3-6", "6-12", "12-18", "18-24")):
        for begin, end in [("E", "N"), ("?", "E"), ("F", "F"), ("T", "?")]:
            assert moves[interval, names[begin], names[end]] == sum(row[at : at + 2] == begin + end for row in rows)
        assert moves[interval, TOTAL, TOTAL] == 400
    by_state = retention.states(store, patterns, "x").frame.set_index(["wave", "state"])["value"]
    assert by_state["12", "training"] == sum(row[2] == "T" for row in rows)


def test_fewer_states_told_apart_are_sums_of_the_five(tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    store = store_of(tmp_path, ["".join(draw.choice(list("EEEFTN?"), 5)) for _ in range(200)])
    patterns = counted(store)
    whole, merged = (
        retention.transitions(store, patterns, "x", merged=value).frame.set_index(["interval", "from", "to"])["value"]
        for value in (False, True)
    )
    work, others = ("enough_hours", "fewer_hours"), ("training", "neither")
    assert merged["6-12", "employed", "not_employed"] == sum(whole["6-12", before, after] for before in work for after in others)
    margins = retention.transitions(store, patterns, "x", merged=True, margins=True).frame
    assert (margins["from"].eq(TOTAL) | margins["to"].eq(TOTAL)).all()
    by_state = retention.states(store, patterns, "x", merged=True).frame.set_index(["wave", "state"])["value"]
    at_wave = retention.employment(store, patterns, "x")
    assert by_state["12", "employed"] == values(at_wave, "employed_at_wave", column="numerator")[2]
    assert by_state["12", "not_known"] == values(at_wave, "employed_at_wave", column="n_missing")[2]


def test_without_anyone_missed_the_curve_is_the_product_of_what_the_losses_leave(tmp_path: Path) -> None:
    rows = ["EEEEE"] * 60 + ["ENNNN"] * 20 + ["EETNN"] * 15 + ["EEENE"] * 10 + ["NNEEE"] * 30
    store = store_of(tmp_path, rows)
    patterns = counted(store)
    kept = values(retention.kept(store, patterns, "x"), "still_employed")
    lost = values(retention.losses(store, patterns, "x"), "lost_in_interval")
    assert kept == pytest.approx(np.cumprod(1 - np.array(lost)))
    assert kept == pytest.approx([85 / 105, 70 / 105, 60 / 105, 60 / 105])
    exits = retention.exits(store, patterns, "x")
    assert values(exits, "left_for", exit="training") == pytest.approx([0, 15 / 105, 15 / 105, 15 / 105])
    assert values(exits, "left_for", exit="neither") == pytest.approx([20 / 105, 20 / 105, 30 / 105, 30 / 105])
    assert np.array(values(exits, "left_for", exit=TOTAL)) + kept == pytest.approx(np.ones(4))
    assert values(retention.employment(store, patterns, "x"), "returned", wave="24") == [10 / 45]


def test_a_person_missed_in_between_and_found_with_a_job_counts_as_having_kept_one(tmp_path: Path) -> None:
    store = store_of(tmp_path, ["E?E??"] * 50 + ["E?N??"] * 50)
    patterns = counted(store)
    assert values(retention.kept(store, patterns, "x"), "still_employed")[1] == pytest.approx(0.5)
    assert values(retention.losses(store, patterns, "x"), "lost_in_interval", column="n_missing")[0] == 100


def test_months_in_employment_are_the_area_under_each_persons_waves(tmp_path: Path) -> None:
    """EEEEE: half of 3 months, then 21. NNEEN: half of 6 months before the 12th, 6, half of 6. The one not reached at 18 is missing."""
    store = store_of(tmp_path, ["EEEEE", "NNEEN", "EEE?E"])
    table = retention.months(store, counted(store), "x").frame.iloc[0]
    assert (table["value"], table["denominator"], table["n_missing"]) == ((22.5 + 12.0) / 2, 2, 1)


def test_only_a_job_of_enough_hours_where_that_is_asked(tmp_path: Path) -> None:
    store = store_of(tmp_path, ["FEEEE", "EFEEE", "ETEEE"])
    table = retention.employment(store, counted(store, enough_hours=True), "x")
    assert values(table, "employed_at_wave")[:2] == pytest.approx([2 / 3, 1 / 3])
    without = counted(store, make_framework())
    assert without.least_hours is None
    assert "fewer_hours" not in set(retention.states(store, without, "x").frame["state"])


def test_a_wave_that_is_not_due_is_not_looked_at_even_if_somebody_answered(tmp_path: Path) -> None:
    """Entered on 20 March 2025: at 6 months the window ends on 20 October, after the day of observation."""
    store = store_of(tmp_path, ["EEEEE"] * 30, start=date(2025, 3, 20))
    patterns = count_patterns(store, MADE, [FiscalYear(2024)], AS_OF)
    assert patterns.states.tolist() == [[State.ENOUGH_HOURS] + [State.NOT_DUE] * 4]
    table = retention.employment(store, patterns, "x")
    assert values(table, "employed_at_wave", column="n_not_due") == [0, 30, 30, 30, 30]
    for made in (
        retention.employment,
        retention.kept,
        retention.losses,
        retention.exits,
        retention.months,
        retention.states,
        retention.transitions,
    ):
        shown = release(made(store, patterns, "x"), POLICY).frame
        assert not shown["value"].isin([np.inf, -np.inf]).any()
    assert np.isnan(values(retention.kept(store, patterns, "x"), "still_employed")).all()


@pytest.mark.parametrize(
    "rows",
    [[], ["EEEEE"], ["NNNNN"] * 30, ["E????"] * 30, ["?????"] * 30],
    ids=["nobody", "one", "none employed", "never seen again", "never reached"],
)
def test_nobody_one_person_nobody_employed_or_seen_again_give_rows_and_no_guess(rows: list[str], tmp_path: Path) -> None:
    store = store_of(tmp_path, rows)
    patterns = counted(store)
    for made in (
        retention.employment,
        retention.kept,
        retention.losses,
        retention.exits,
        retention.months,
        retention.states,
        retention.transitions,
    ):
        shown = release(made(store, patterns, "x"), POLICY).frame
        if len(rows) == 1:
            assert shown["value"].fillna(0).eq(0).all()
    if len(rows) != 1:
        assert np.isnan(values(retention.kept(store, patterns, "x"), "still_employed")).all()
    durations = jobs.job_durations(store, MADE, [FiscalYear(2022)], AS_OF)
    assert np.isnan(values(jobs.job_curve(store, durations, "x"), "still_in_job")).all()
    assert np.isnan(values(jobs.job_months(store, durations, "x"), "months_in_job")).all()
    release(jobs.service_exits(store, jobs.service_durations(store, MADE, [FiscalYear(2022)], AS_OF), "x"), POLICY)
    by_sex = counted(store, by="sex")
    release(
        comparisons.two_groups(store, by_sex, jobs.job_durations(store, MADE, [FiscalYear(2022)], AS_OF, by="sex"), "x", group="woman"),
        POLICY,
    )
    quarters = counted(store, by="quarter")
    release(young_cohorts.young_cohorts(store, quarters, "x"), POLICY)
    assert young_cohorts.past_predictions(store, quarters, "x").frame["denominator"].eq(0).all()


def test_jobs_last_from_their_first_day_to_their_last(tmp_path: Path) -> None:
    first, known_until = date(2022, 6, 1), date(2025, 3, 31)
    spells = [
        ("A0000", first, first + timedelta(days=60)),
        ("A0001", first, first + timedelta(days=200)),
        ("A0001", first + timedelta(days=210), None),
        ("A0002", first, None),
        ("A0003", date(2025, 12, 1), None),
    ]
    matches = [{"participation_id": f"A{n:04d}", "is_matched": n != 5, "matched_until": known_until if n != 5 else None} for n in range(6)]
    store = store_of(tmp_path, ["EEEEE"] * 6, spells=spells, matches=matches)
    durations = jobs.job_durations(store, MADE, [FiscalYear(2022)], AS_OF)
    assert sorted(zip(durations.days.tolist(), durations.cause.tolist(), strict=True)) == [
        (60, 1),
        (200, 1),
        ((known_until - first).days, 0),
    ]
    assert durations.n_missing == {TOTAL: 1}
    curve = jobs.job_curve(store, durations, "x")
    assert values(curve, "still_in_job") == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3])
    assert values(curve, "at_risk") == [2, 2, 1, 1, 1, 1]
    months = 365.25 / 12
    expected = (60 + 200 + 24 * months) / 3 / months
    assert values(jobs.job_months(store, durations, "x"), "months_in_job") == pytest.approx([expected])


def test_a_participation_closes_by_a_placement_a_withdrawal_or_another_end(tmp_path: Path) -> None:
    start = date(2022, 5, 15)
    rows = [
        {"placement_date": start + timedelta(days=50), "end_date": start + timedelta(days=300), "end_reason": "completed"},
        {"end_date": start + timedelta(days=80), "end_reason": "dropped_out"},
        {"end_date": start + timedelta(days=200), "end_reason": "transferred"},
        {"placement_date": date(2025, 11, 1)},
    ]
    store = make_store(tmp_path, participations=[{"start_date": start} | row for row in rows])
    durations = jobs.service_durations(store, MADE, [FiscalYear(2022)], AS_OF)
    table = jobs.service_exits(store, durations, "x")
    assert values(table, "left_service", way="found_job") == pytest.approx([0.25] * 6)
    assert values(table, "left_service", way="withdrew") == pytest.approx([0.25] * 6)
    assert values(table, "left_service", way="otherwise") == pytest.approx([0, 0, 0.25, 0.25, 0.25, 0.25])


def test_two_groups_are_compared_as_welch_does(tmp_path: Path) -> None:
    draw = np.random.default_rng(4)
    rows = ["".join(draw.choice(list("EEN"), 5)) for _ in range(60)] + ["".join(draw.choice(list("EN"), 5)) for _ in range(80)]
    store = store_of(tmp_path, rows, sexes="w" * 60 + "m" * 80)
    table = comparisons.two_groups(store, counted(store, by="sex"), None, "x", group="woman", against="man")
    at = np.array([0, *WAVES])

    def months(row: str) -> float:
        states = np.array([0, *(letter == "E" for letter in row)], dtype=float)
        return float(np.trapezoid(states, at))

    women, men = ([months(row) for row in part] for part in (rows[:60], rows[60:]))
    exact = stats.ttest_ind(women, men, equal_var=False)
    found = table.frame[(table.frame["measure"] == "months_in_employment") & (table.frame["side"] == "difference")].iloc[0]
    assert found["value"] == pytest.approx(np.mean(women) - np.mean(men))
    low, high = exact.confidence_interval(0.95)
    assert [found["interval_low"], found["interval_high"]] == pytest.approx([low, high])
    with pytest.raises(DefinitionError, match="wooman"):
        comparisons.two_groups(store, counted(store, by="sex"), None, "x", group="wooman")


def test_sizes_of_groups_are_not_given_away_by_a_comparison(tmp_path: Path) -> None:
    store = store_of(tmp_path, ["EEEEE"] * 40 + ["EENNN"] * 30 + ["EEEEE"] * 30 + ["ENNNN"] * 25, sexes="w" * 70 + "m" * 55)
    table = comparisons.two_groups(store, counted(store, by="sex"), None, "x", group="woman")
    assert table.frame["numerator"].isna().all()
    by_measure = table.frame.groupby("measure")["denominator"].nunique()
    assert by_measure.eq(1).all()


def quarters_of(folder: Path, n_quarters: int = 9, seed: int = 5) -> Store:
    draw = np.random.default_rng(seed)
    participations, contacts = [], []
    for quarter in range(n_quarters):
        start = add_months(date(2022, 4, 10), 3 * quarter)
        for number in range(80):
            name = f"Q{quarter}-{number}"
            participations.append({"participation_id": name, "start_date": start})
            for months, share in zip(WAVES, (0.7, 0.65, 0.6, 0.55, 0.5), strict=True):
                if (day := add_months(start, months)) <= AS_OF:
                    contacts.append(
                        {"participation_id": name, "contact_date": day, "is_employed": bool(draw.random() < share), "weekly_hours": 30.0}
                    )
    return make_store(folder, participations=participations, follow_ups=contacts)


def test_young_quarters_are_predicted_from_their_last_whole_wave_and_old_ones_are_not(tmp_path: Path) -> None:
    store = quarters_of(tmp_path)
    years = entry_years(store, MADE, AS_OF)
    assert [year.start_year for year in years] == [2022, 2023, 2024]
    patterns = count_patterns(store, MADE, years, AS_OF, by="quarter")
    table = young_cohorts.young_cohorts(store, patterns, "x")
    predicted = table.frame[table.frame["indicator"] == "predicted"].set_index("entered")
    # At 24 months the windows of those who entered by 10 July 2023 are over on 30 September 2025.
    assert predicted.index.tolist() == ["2023-Q3", "2023-Q4", "2024-Q1"]
    assert predicted["from_wave"].tolist() == ["18", "18", "12"]
    assert ((predicted["interval_low"] < predicted["value"]) & (predicted["value"] < predicted["interval_high"])).all()
    assert predicted["value"].between(0.4, 0.6).all()
    again = young_cohorts.young_cohorts(store, patterns, "x")
    assert again.frame.equals(table.frame)
    tested = young_cohorts.past_predictions(store, patterns, "x")
    whole = tested.frame[tested.frame["wave"] == TOTAL].set_index("indicator")
    assert whole.loc["covered", "denominator"] == 6 * 4
    assert whole.loc["covered", "value"] > 0.8
    assert whole.loc["mean_error", "value"] < whole.loc["unchanged_error", "value"]
    with pytest.raises(DefinitionError, match="25"):
        young_cohorts.triangle(patterns, 25)


def test_the_years_looked_at_go_from_the_latest_whole_one(tmp_path: Path) -> None:
    """Entered by 31 March 2023: 24 months and 30 days end on 30 April 2025; those of a year later are not whole in September 2025."""
    assert mature_year(MADE, FiscalYear(2024), AS_OF) == FiscalYear(2022)
    assert mature_year(MADE, FiscalYear(2020), AS_OF) == FiscalYear(2020)
    assert entry_years(make_store(tmp_path), MADE, AS_OF) == ()
    with pytest.raises(DefinitionError, match="entriess"):
        followed_cohort(MADE, "entriess")
    with pytest.raises(DefinitionError, match="no cohort"):
        followed_cohort(make_framework(cohorts=[]))
    with pytest.raises(DefinitionError, match="follows nobody"):
        mature_year(make_framework(follow_up=None), FiscalYear(2024), AS_OF)


def test_a_grouping_that_does_not_split_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="does not split"):
        counted(make_store(tmp_path), by="age_at_start")


def test_groups_add_up_to_everyone(tmp_path: Path) -> None:
    draw = np.random.default_rng(9)
    rows = ["".join(draw.choice(list("EENT?"), 5)) for _ in range(300)]
    store = store_of(tmp_path, rows, sexes="wwm" * 100)
    table = retention.employment(store, counted(store, by="sex"), "x")
    for name in ("employed_at_wave", "kept_since_first"):
        for column in ("numerator", "denominator", "n_missing"):
            parts = [values(table, name, column=column, sex=code) for code in ("woman", "man")]
            assert np.sum(parts, axis=0).tolist() == values(table, name, column=column, sex=TOTAL)
    assert release(table, POLICY).record.audited
