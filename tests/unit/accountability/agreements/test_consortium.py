"""A consortium is shared out to the person and to the cent, or refused: sums against the whole, parts against Hamilton's definition."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_agreements import AS_OF, MadeAgreements
from made_store import make_store

from analysis.accountability.agreements.consortium import (
    Consortium,
    Member,
    hand_over,
    read_consortia,
    refuse_unsound,
    share_out,
    table_of_consortia,
)
from analysis.accountability.agreements.register import read_register
from analysis.core.errors import ExtractError


def consortium(*shares: str, leads: int = 1, name: str = "S1") -> Consortium:
    members = [Member(f"F{place}", Decimal(share), Decimal(share), place < leads) for place, share in enumerate(shares)]
    return Consortium(name, tuple(members))


@given(
    st.integers(0, 5_000), st.integers(0, 10**9), st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(lambda parts: sum(parts) > 0)
)
def test_parts_add_up_and_none_is_a_whole_unit_from_its_exact_part(target: int, cents: int, parts: list[int]) -> None:
    """Hamilton's method: whole units that add up, each less than one unit away from its exact part."""
    scaled = [Decimal(part * 10_000 // sum(parts)) / 10_000 for part in parts]
    scaled[0] += 1 - sum(scaled)
    funds = Decimal(cents) / 100
    shared = share_out(consortium(*map(str, scaled)), target, funds)
    assert sum(part.participants for part in shared.values()) == target
    assert sum((part.funds for part in shared.values()), Decimal(0)) == funds
    for part, share in zip(shared.values(), scaled, strict=True):
        assert abs(part.participants - target * share) < 1
        assert abs(part.funds - funds * share) < Decimal("0.01")


@given(st.integers(0, 1_000), st.lists(st.integers(1, 99), min_size=1, max_size=5))
def test_those_who_stay_take_over_all_of_it_in_proportion(total: int, shares: list[int]) -> None:
    staying = {f"F{place}": Decimal(share) / 100 for place, share in enumerate(shares)}
    taken = hand_over(total, staying)
    assert sum(taken.values()) == total
    for name, share in zip(taken, shares, strict=True):
        assert abs(taken[name] - Fraction(total * share, sum(shares))) < 1


def test_equal_remainders_go_to_the_first_named() -> None:
    assert {name: part.participants for name, part in share_out(consortium("0.5", "0.5"), 3, Decimal(0)).items()} == {"F0": 2, "F1": 1}


def test_decimals_are_added_as_they_are_written() -> None:
    """In binary fractions 0.34 + 0.33 + 0.33 and 0.1 × 10 miss 1."""
    assert consortium("0.34", "0.33", "0.33").is_sound
    assert consortium(*["0.1"] * 10).is_sound


def test_shares_of_101_per_cent_are_refused_with_every_other_mistake_at_once() -> None:
    wrong = [consortium("0.50", "0.51"), consortium("0.6", "0.4", leads=0, name="S2"), consortium("0.5", "0.5", name="S3")]
    with pytest.raises(ExtractError) as caught:
        refuse_unsound(wrong)
    french, english = (caught.value.text(language).replace("\u00a0", " ") for language in ("fr", "en"))
    assert len(caught.value.problems) == 3
    assert "S1 — les parts de la cible font 101 %, pas 100 %" in french
    assert "S1 — the shares of the funds add up to 101%, not 100%" in english
    assert "S2 — this consortium has 0 lead members, not one" in english
    with pytest.raises(ExtractError):
        share_out(wrong[0], 10, Decimal(100))


def test_the_members_of_the_sample_share_exactly_what_their_agreements_hold(made: MadeAgreements) -> None:
    consortia = read_consortia(made.store)
    assert len(consortia) == made.truth["n_consortia"]
    frame = table_of_consortia(made.register, consortia, made.store.provenance).frame
    sums = frame[frame["provider_id"] != "total"].groupby(["agreement_id", "indicator"])["value"].sum()
    for name in {item.agreement_id for item in consortia}:
        agreement = made.register[name]
        assert sums[name, "intake"] == agreement.contracted_intake
        assert sums[name, "funds"] == pytest.approx(agreement.maximum_amount, abs=1e-6)


def test_a_consortium_that_cannot_be_shared_out_is_left_out_of_the_table(tmp_path: Path) -> None:
    agreements = [
        {"agreement_id": name, "start_date": date(2024, 7, 1), "end_date": date(2025, 6, 30), "maximum_amount": 10.0}
        for name in ("S1", "S2")
    ]
    members = [
        {"agreement_id": name, "provider_id": provider, "intake_share": share, "funds_share": share, "is_lead": provider == "F1"}
        for name, shares in (("S1", (0.6, 0.4)), ("S2", (0.6, 0.41)))
        for provider, share in zip(("F1", "F2"), shares, strict=True)
    ]
    store = make_store(tmp_path / "store", agreements=agreements, consortium_members=members)
    consortia = read_consortia(store)
    assert [item.is_sound for item in consortia] == [True, False]
    assert set(table_of_consortia(read_register(store, AS_OF), consortia, store.provenance).frame["agreement_id"]) == {"S1"}
