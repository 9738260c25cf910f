"""Money by formula, by client, by real costs and by results: exact, to the cent, against the figures of the documents."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from analysis.accountability.funding.intake_formula import intake_funding, over_administration_limit, rates_of
from analysis.accountability.funding.lump_sum import Recovery, lump_sum
from analysis.accountability.funding.milestone_payments import check_schedule, milestone_payment
from analysis.accountability.funding.money import CENT, split_exactly, to_cent
from analysis.accountability.funding.real_costs import Expense, real_costs
from analysis.core.errors import DefinitionError
from analysis.frameworks.loading import load_framework

ROOT = Path(__file__).resolve().parents[3]
RATES = rates_of(load_framework(ROOT / "params" / "frameworks" / "ontario_supported_employment.yaml"))


@pytest.mark.parametrize(
    ("target", "operating", "support", "plans", "administration"), [(50, 280000, 150000, 21, 56000), (100, 560000, 300000, 42, 112000)]
)
def test_an_intake_target_gives_the_funds_of_the_training(
    target: int, operating: int, support: int, plans: int, administration: int
) -> None:
    """« Soutien à l'emploi, Phase 1 – Formation technique »: 50 give $280,000; 100 give $560,000, $300,000 and 42 plans at $7,000."""
    funding = intake_funding(target, RATES)
    assert (funding.operating, funding.support, funding.plans_at_cap, funding.administration_limit) == (
        operating,
        support,
        plans,
        administration,
    )
    assert funding.total == operating + support


def test_nobody_expected_gives_nothing_and_a_negative_target_is_refused() -> None:
    assert intake_funding(0, RATES).total == 0
    with pytest.raises(DefinitionError, match="negative intake target"):
        intake_funding(-1, RATES)


def test_administration_at_its_limit_is_not_over_it() -> None:
    funding = intake_funding(100, RATES)
    assert over_administration_limit(Decimal(112000), funding) == 0
    assert over_administration_limit(Decimal("112000.01"), funding) == CENT


@given(some.integers(min_value=-(10**9), max_value=10**9), some.lists(some.sampled_from([0, 5, 10, 25]), min_size=1, max_size=4))
def test_a_split_adds_up_and_no_part_is_a_unit_from_its_exact_share(cents: int, weights: list[int]) -> None:
    rest = 100 - sum(weights)
    parts = {f"m{place}": Decimal(weight) / 100 for place, weight in enumerate([*weights, rest])}
    total = cents * CENT
    split = split_exactly(total, parts)
    assert sum(split.values()) == total
    for name, share in parts.items():
        assert abs(Fraction(split[name]) - Fraction(total) * Fraction(share)) < Fraction(CENT)


@pytest.mark.parametrize("shares_", [{"a": Decimal("0.5"), "b": Decimal("0.51")}, {"a": Decimal("1.2"), "b": Decimal("-0.2")}, {}])
def test_shares_that_do_not_add_up_to_one_are_refused(shares_: dict[str, Decimal]) -> None:
    with pytest.raises(ValueError, match="add up to 1"):
        split_exactly(Decimal(100), shares_)


def test_remainders_go_to_the_largest_then_to_the_first_named() -> None:
    third = {"a": Decimal("0.25"), "b": Decimal("0.25"), "c": Decimal("0.25"), "d": Decimal("0.25")}
    assert split_exactly(Decimal(6), third, Decimal(1)) == {"a": 2, "b": 2, "c": 1, "d": 1}
    assert split_exactly(Decimal(43), {"n": Decimal("0.43"), "c": Decimal("0.35"), "r": Decimal("0.22")}, Decimal(1)) == {
        "n": 19,
        "c": 15,
        "r": 9,
    }


def test_money_is_rounded_down_to_the_cent() -> None:
    assert to_cent(Decimal("10.999")) == Decimal("10.99")


def test_a_lump_sum_follows_clients_served_up_to_the_plan() -> None:
    assert lump_sum(80, 68, Decimal(950), Recovery.CLIENTS_SERVED).earned == 64600
    assert lump_sum(80, 68, Decimal(950), Recovery.CLIENTS_SERVED).recovered == 11400
    assert lump_sum(80, 95, Decimal(950), Recovery.CLIENTS_SERVED).recovered == 0
    assert lump_sum(80, 72, Decimal(950), Recovery.BELOW_TOLERANCE, Decimal("0.9")).recovered == 0
    assert lump_sum(80, 71, Decimal(950), Recovery.BELOW_TOLERANCE, Decimal("0.9")).recovered == 9 * 950
    assert lump_sum(80, 0, Decimal(950), Recovery.NONE).recovered == 0
    with pytest.raises(ValueError, match="not negative"):
        lump_sum(80, 1, Decimal(-1), Recovery.NONE)


def test_real_costs_pay_eligible_spending_with_vouchers_up_to_the_maximum() -> None:
    expenses = [
        Expense("staff", Decimal(600), has_voucher=True),
        Expense("travel", Decimal(50), has_voucher=False),
        Expense("severance", Decimal(40), has_voucher=True),
        Expense("party", Decimal(30), has_voucher=False),
    ]
    found = real_costs(expenses, {"staff", "travel"}, Decimal(500))
    assert (found.supported, found.payment) == (600, 500)
    assert [expense.line for expense in found.without_voucher] == ["travel"]
    assert [expense.line for expense in found.ineligible] == ["severance", "party"]
    assert len(found.accepted) + len(found.ineligible) + len(found.without_voucher) == len(expenses)
    with pytest.raises(ValueError, match="not negative"):
        real_costs([Expense("staff", Decimal(-1), has_voucher=True)], {"staff"}, Decimal(1))


SCHEDULE = {"low": {"m1": Decimal(100), "m3": Decimal(150)}, "high": {"m1": Decimal(200), "m3": Decimal(300)}}


def test_milestones_pay_each_person_who_reached_them() -> None:
    paid = milestone_payment({"low": {"m1": 3, "m3": 2}, "high": {"m1": 1, "m3": 0}}, SCHEDULE, Decimal(200))
    assert paid.by_segment == {"low": 600, "high": 200}
    assert (paid.total, paid.results_share) == (1000, Decimal("0.8"))
    assert milestone_payment({}, SCHEDULE).results_share is None


def test_unknown_segments_and_milestones_are_refused_together_with_near_matches() -> None:
    with pytest.raises(DefinitionError) as caught:
        milestone_payment({"hihg": {"m1": 1}, "low": {"m33": 1}}, SCHEDULE)
    text = caught.value.text("en")
    assert len(caught.value.problems) == 2
    assert "high" in text
    assert "m3" in text


def test_a_schedule_that_pays_less_for_more_is_refused_everything_at_once() -> None:
    bad = {"low": {"m1": Decimal(100), "m3": Decimal(90)}, "high": {"m1": Decimal(-5), "m3": Decimal(300)}}
    with pytest.raises(DefinitionError) as caught:
        check_schedule(bad, "params/schedules/x.yaml")
    assert len(caught.value.problems) == 3
    assert "m3 pays less than m1" in caught.value.text("en")
    assert "paiement négatif" in caught.value.text("fr")
    check_schedule(SCHEDULE, "x")
