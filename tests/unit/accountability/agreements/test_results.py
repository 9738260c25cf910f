"""Expected against obtained: against dates and sums by hand, against a slow reading of the rows, and what may be shown of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from made_agreements import AS_OF, TERMS, MadeAgreements
from made_store import make_store
from scipy.stats import chi2

from analysis.accountability.agreements.accountability_report import Direction, direction_of
from analysis.accountability.agreements.contestability import Finding, finding_of
from analysis.accountability.agreements.progress import Recommendation, expected_by, recommend
from analysis.accountability.agreements.register import Agreement, AgreementTarget, read_register
from analysis.accountability.agreements.renewal import earlier_agreements, facts_of, highest_target, of_provider
from analysis.accountability.agreements.results import results_of
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.frameworks.indicators import Better

POLICY = Path(__file__).parents[4] / "params" / "disclosure" / "standard.yaml"
YEAR = Agreement("S1", "F001", date(2023, 7, 1), date(2024, 6, 30), 366)


@pytest.mark.parametrize(
    ("attainment", "recommendation"),
    [(0.9, "as_planned"), (1.1, "as_planned"), (0.8999, "recommend"), (1.1001, "more_places"), (Decimal(38) / 55, "recommend")],
)
def test_a_gap_equal_to_the_tolerance_is_within_it(attainment: float | Decimal, recommendation: str) -> None:
    assert recommend(attainment, Decimal("0.1")) is Recommendation(recommendation)


def test_what_is_expected_goes_by_days_and_by_the_target_in_force() -> None:
    """366 places over the 366 days of an agreement across 29 February 2024: one a day."""
    target = AgreementTarget("S1", "intake", 366.0, 183.0, date(2024, 1, 1))
    assert expected_by(YEAR, target, date(2023, 7, 1)) == 1
    assert expected_by(YEAR, target, date(2023, 9, 30)) == 92
    assert expected_by(YEAR, target, date(2024, 1, 1)) == 183 * 185 / 366
    assert expected_by(YEAR, target, date(2025, 1, 1)) == 183
    assert expected_by(YEAR, target, date(2023, 6, 1)) == 0


def test_progress_is_a_slow_count_of_the_rows_and_its_interval_is_garwoods(made: MadeAgreements) -> None:
    register = made.register
    agreements = [item for item in register.agreements if item.start >= date(2024, 4, 1)]
    frame = results_of(made.store, register, agreements, TERMS, AS_OF).frame
    frame = frame[frame["indicator"] == "participations_started"]
    starts: dict[str, list[date]] = {}
    for row in made.store.table("participations").to_pyarrow().to_pylist():
        starts.setdefault(row["agreement_id"], []).append(row["start_date"])
    targets = {item.agreement_id: item for item in register.targets if item.indicator == "intake"}
    rows = frame[frame["agreement_id"] != "total"].set_index(["agreement_id", "agreement_to_date"])
    n_checked = 0
    for agreement in agreements:
        for place, (_, last) in enumerate(agreement.quarters, 1):
            if last > AS_OF:
                assert (agreement.agreement_id, f"Q{place:02d}") not in rows.index
                continue
            row = rows.loc[agreement.agreement_id, f"Q{place:02d}"]
            obtained = sum(day <= last for day in starts.get(agreement.agreement_id, []))
            target = targets[agreement.agreement_id]
            revised = target.revised is not None and target.revised_on is not None and target.revised_on <= last
            expected = (target.revised if revised and target.revised else target.initial) * ((last - agreement.start).days + 1)
            assert row["numerator"] == obtained
            assert row["denominator"] == pytest.approx(expected / agreement.n_days, rel=1e-12)
            assert row["interval_high"] == pytest.approx(chi2.ppf(0.975, 2 * obtained + 2) / 2)
            assert row["attainment"] == pytest.approx(obtained / row["standard"])
            n_checked += 1
    assert n_checked > 300
    assert (made.truth["n_revised_targets"], sum(target.revised_on is not None for target in register.targets)) == (120, 120)
    (total,) = frame[(frame["agreement_id"] == "total") & (frame["agreement_to_date"] == "Q04")].to_dict("records")
    assert total["numerator"] == rows.xs("Q04", level=1)["numerator"].sum() > 1_000


def test_a_quarter_and_the_one_before_do_not_give_a_hidden_count_back(made: MadeAgreements) -> None:
    register = made.register
    agreements = [item for item in register.agreements if item.start.year == 2024]
    table = results_of(made.store, register, agreements, TERMS, AS_OF)
    shown = release(table, load_policy(POLICY)).frame
    shown = shown[shown["indicator"] == "participations_started"]
    kept = shown[shown["status"] == "published"].pivot(index="agreement_id", columns="agreement_to_date", values="numerator")
    for before, after in (("Q01", "Q02"), ("Q02", "Q03"), ("Q03", "Q04")):
        added = (kept[after] - kept[before]).dropna()
        assert len(added)
        assert not added.between(1, 9).any()
    hidden = shown[shown["status"] != "published"]
    assert set(hidden["recommendation"]) == {""}


def test_attainment_of_each_target_is_a_slow_reading_and_every_gap_is_to_be_explained(made: MadeAgreements) -> None:
    register = made.register
    over = [item for item in register.agreements if item.end <= AS_OF]
    frame = results_of(made.store, register, over, TERMS, AS_OF, by_quarter_for=()).frame
    counted: dict[str, int] = {}
    for row in made.store.table("participations").to_pyarrow().to_pylist():
        counted[row["agreement_id"]] = counted.get(row["agreement_id"], 0) + 1
    started = frame[(frame["indicator"] == "participations_started") & (frame["agreement_id"] != "total")]
    assert len(started) == len(over)
    assert set(started["is_final"]) == {"yes"}
    for row in started.to_dict("records"):
        n = counted.get(row["agreement_id"], 0)
        assert row["value"] == n
        assert row["attainment"] == pytest.approx(n / row["standard"])
        assert Direction(row["direction"]).must_be_explained == (n != row["standard"])
    assert started["standard"].notna().all()
    assert (started["revised_target"].notna()).sum() > 10


def test_employment_after_is_among_those_reached_at_six_months(tmp_path: Path) -> None:
    participations = [
        {"participation_id": f"A{place}", "agreement_id": "S1", "program": "employment_services", "start_date": date(2024, 9, 2)}
        for place in range(6)
    ] + [{"participation_id": "B", "agreement_id": None, "start_date": date(2024, 9, 2)}]
    contacts = [
        {"participation_id": f"A{place}", "contact_date": date(2025, 3, 3), "is_employed": place < 3, "is_self_employed": False}
        for place in range(4)
    ]
    contacts += [{"participation_id": "A4", "contact_date": date(2025, 3, 3), "contact_result": "refused"}]
    contacts += [{"participation_id": "B", "contact_date": date(2025, 3, 3), "is_employed": True}]
    agreement = {"agreement_id": "S1", "start_date": date(2024, 7, 1), "end_date": date(2025, 6, 30), "service": "basic_support"}
    targets = [{"agreement_id": "S1", "indicator": "employed_at_6_months", "target": 0.5},
               {"agreement_id": "S1", "indicator": "something_else", "target": 3.0}]  # fmt: skip
    store = make_store(
        tmp_path / "store", participations=participations, follow_ups=contacts, agreements=[agreement], agreement_targets=targets
    )
    register = read_register(store, AS_OF)
    table = results_of(store, register, register.agreements, TERMS, AS_OF)
    (row,) = table.frame[table.frame["agreement_id"] == "S1"].to_dict("records")
    assert (row["numerator"], row["denominator"], row["n_missing"]) == (3, 4, 2)
    assert (row["value"], row["attainment"], row["direction"]) == (0.75, 1.5, "upward")


def test_a_hidden_result_says_neither_its_gap_nor_its_direction(made: MadeAgreements) -> None:
    over = [item for item in made.register.agreements if item.start.year == 2022]
    table = results_of(made.store, made.register, over, TERMS, AS_OF, by_quarter_for=())
    shown = release(table, load_policy(POLICY)).frame
    hidden = shown[shown["status"].str.startswith("hidden")]
    assert len(hidden)
    assert hidden[["value", "gap", "attainment"]].isna().all(axis=None)
    assert set(hidden["direction"]) <= {""}
    assert hidden["standard"].notna().any()


def test_the_largest_target_of_a_renewal_is_the_mean_and_a_tenth_rounded_down() -> None:
    """Worked by hand: (88 + 92 + 87) / 3 = 89; 89 × 1.1 = 97.9, hence 97."""
    assert highest_target([Decimal(88), Decimal(92), Decimal(87)], Decimal("0.1")) == (Decimal(89), Decimal(97))
    with pytest.raises(ValueError, match="no agreement"):
        highest_target([], Decimal("0.1"))


def test_earlier_agreements_follow_the_names_that_agreements_give(made: MadeAgreements) -> None:
    chain = earlier_agreements(made.register, made.register["S002-2024"])
    assert [item.agreement_id for item in chain] == ["S002-2021", "S002-2022", "S002-2023", "S002-2024"]
    everything = of_provider(made.register, "F002", AS_OF)
    assert {item.agreement_id for item in everything} >= {"E002-2022", "S002-2021"}
    assert all(item.end <= AS_OF for item in everything)
    frame = facts_of(made.register, chain, {}, TERMS, made.store.provenance).frame
    assert list(frame["agreement_id"].unique()) == [item.agreement_id for item in chain]
    assert (frame["indicator"] == "maximum_amount").sum() == len(chain)


def test_a_target_is_revised_from_its_day_on() -> None:
    target = AgreementTarget("S1", "intake", 100.0, 80.0, date(2024, 1, 15))
    days = date(2024, 1, 15) - timedelta(days=1), date(2024, 1, 15)
    assert [target.in_force(day) for day in days] == [100.0, 80.0]


@pytest.mark.parametrize(
    ("low", "high", "better", "finding"),
    [
        (0.30, 0.39, Better.HIGHER, Finding.WEAKER),
        (0.30, 0.40, Better.HIGHER, Finding.UNCERTAIN),
        (0.41, 0.50, Better.HIGHER, Finding.NOT_WEAKER),
        (0.41, 0.50, Better.LOWER, Finding.WEAKER),
        (np.nan, 0.5, Better.HIGHER, Finding.NOT_JUDGED),
        (0.30, 0.39, Better.NEITHER, Finding.NOT_JUDGED),
    ],
)
def test_only_a_whole_interval_puts_the_question_of_replacement(low: float, high: float, better: Better, finding: Finding) -> None:
    assert finding_of(low, high, 0.40, better) is finding


def test_no_gap_is_no_gap() -> None:
    assert direction_of(3.0, 3.0) is Direction.NONE
    assert direction_of(np.nan, 3.0) is Direction.NOT_JUDGED
