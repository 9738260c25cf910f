"""A consortium: its target and its funds shared among its members so that they add up to the person and to the cent, or refused.

Shares are decimals as they were written: 0.34 + 0.33 + 0.33 is 1, and 1.01 is refused whatever the rounding of binary fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.accountability.agreements.register import Register
from analysis.accountability.agreements.rows import record_row
from analysis.accountability.funding.money import largest_remainder, split_exactly, to_cent
from analysis.core.errors import ExtractError, Problem
from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.extracts.leaving_the_engine import ordered_records
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Subject
from analysis.indicators.value_rows import methods_in

if TYPE_CHECKING:
    from analysis.extracts.store import Store

_PERSON = Decimal(1)
_KINDS = {
    "intake_share": Bilingual("les parts de la cible", "the shares of the target"),
    "funds_share": Bilingual("les parts des fonds", "the shares of the funds"),
}
_INDICATORS = {
    "intake": Bilingual("participations à commencer", "participations to start"),
    "funds": Bilingual("fonds, au plus", "funds, at most"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a consortium: what part of the target and of the funds is its own."""

    provider_id: str
    intake_share: Decimal
    funds_share: Decimal
    is_lead: bool


@dataclass(frozen=True, slots=True)
class Consortium:
    """The members of one agreement, in the order of their numbers."""

    agreement_id: str
    members: tuple[Member, ...]

    @property
    def is_sound(self) -> bool:
        """Whether its shares add up to the whole and one member leads it."""
        return not self.problems()

    def problems(self) -> tuple[Problem, ...]:
        """Return everything that prevents it from being shared out, one message each."""
        found = []
        for name, label in _KINDS.items():
            total = sum((getattr(member, name) for member in self.members), Decimal(0))
            if total != 1:
                found.append(_not_whole(self.agreement_id, label, total))
        leads = sum(member.is_lead for member in self.members)
        if leads != 1:
            found.append(
                Problem(
                    self.agreement_id,
                    Bilingual(f"ce consortium a {leads} mandataires, il en faut un", f"this consortium has {leads} lead members, not one"),
                    Bilingual("L'entente est signée par un seul organisme.", "The agreement is signed by one organisation."),
                    Bilingual("Dites lequel dans la table des membres.", "Say which one in the table of members."),
                )
            )
        return tuple(found)


@dataclass(frozen=True, slots=True)
class MemberPart:
    """What one member has of an agreement: whole participations, and dollars to the cent."""

    participants: int
    funds: Decimal


def read_consortia(store: Store) -> tuple[Consortium, ...]:
    """Return the consortia of a store by agreement; none when the agency gives no members."""
    if not store.has("consortium_members"):
        return ()
    rows = ordered_records(store.table("consortium_members"))
    found: dict[str, list[Member]] = {}
    for row in rows:
        # The decimal that was written is the shortest one that gives this float back.
        shares = Decimal(repr(row["intake_share"])), Decimal(repr(row["funds_share"]))
        found.setdefault(row["agreement_id"], []).append(Member(row["provider_id"], *shares, bool(row["is_lead"])))
    return tuple(Consortium(agreement, tuple(members)) for agreement, members in found.items())


def refuse_unsound(consortia: Sequence[Consortium]) -> None:
    """Raise one error with every problem of every consortium; do nothing when there is none.

    Raises
    ------
    ExtractError
        When shares do not add up to 100 %, or a consortium has no lead member or several.
    """
    problems = [problem for consortium in consortia for problem in consortium.problems()]
    if problems:
        raise ExtractError(problems)


def share_out(consortium: Consortium, target: int, funds: Decimal) -> dict[str, MemberPart]:
    """Return each member's participations and funds, by the largest remainder: they add up to the target and to the funds exactly.

    Parameters
    ----------
    funds
        Dollars; what is below a cent is dropped first, as nobody can be paid it.

    Raises
    ------
    ExtractError
        When the shares do not add up to 100 %, or a consortium has no lead member or several.
    """
    refuse_unsound([consortium])
    people = split_exactly(Decimal(target), {member.provider_id: member.intake_share for member in consortium.members}, _PERSON)
    money = split_exactly(to_cent(funds), {member.provider_id: member.funds_share for member in consortium.members})
    return {name: MemberPart(int(people[name]), money[name]) for name in people}


def hand_over(total: int, staying: Mapping[str, Decimal]) -> dict[str, int]:
    """Return what those who stay take over of a member that stops: whole units, in proportion to their own shares, adding up exactly.

    Parameters
    ----------
    total
        Participations of the member that stops.
    staying
        The shares of the whole of those who stay; they need not add up to 1.
    """
    return largest_remainder(total, {name: Fraction(share) for name, share in staying.items()})


def table_of_consortia(register: Register, consortia: Sequence[Consortium], provenance: Provenance) -> IndicatorTable:
    """Return the target and the funds of each member of the sound consortia, and their totals: dimensions `agreement_id`, `provider_id`.

    Places and funds are those of the agreements, about nobody. A consortium that cannot be shared out is left out: the table of rules
    counts it.
    """
    known = {item.agreement_id: item for item in register.agreements}
    rows: list[dict[str, Any]] = []
    sound = [item for item in consortia if item.agreement_id in known and item.is_sound]
    for consortium in sound:
        agreement = known[consortium.agreement_id]
        funds = Decimal(repr(agreement.maximum_amount)) if agreement.maximum_amount is not None else Decimal(0)
        parts = share_out(consortium, agreement.contracted_intake, funds)
        whole = MemberPart(sum(part.participants for part in parts.values()), sum((part.funds for part in parts.values()), Decimal(0)))
        for provider, part in [*parts.items(), (TOTAL, whole)]:
            place = {"agreement_id": consortium.agreement_id, "provider_id": provider}
            rows.append(record_row("intake", place, part.participants, unit=Unit.PARTICIPATIONS))
            rows.append(record_row("funds", place, float(part.funds), unit=Unit.DOLLARS))
    frame = pd.DataFrame(rows, columns=["indicator", "agreement_id", "provider_id", *VALUE_COLUMNS])
    names = {member.provider_id for item in sound for member in item.members}
    providers = {name: register.provider_names.get(name, name) for name in sorted(names)}
    return IndicatorTable(
        frame=frame,
        subject=Subject.RECORDS,
        provenance=provenance.after("consortia shared out"),
        dimensions=("agreement_id", "provider_id"),
        labels={
            "indicator": _INDICATORS,
            "agreement_id": {item.agreement_id: Bilingual(item.agreement_id, item.agreement_id) for item in sound},
            "provider_id": {name: Bilingual(label, label) for name, label in providers.items()} | {TOTAL: Bilingual("Ensemble", "All")},
            "denominator_name": {"agreements": Bilingual("ententes", "agreements")},
            "interval_method": methods_in(frame),
        },
    )


def _not_whole(agreement: str, label: Bilingual, total: Decimal) -> Problem:
    shown = format((total * 100).normalize(), "f")
    return Problem(
        agreement,
        Bilingual(f"{label.fr} font {shown.replace('.', ',')} %, pas 100 %", f"{label.en} add up to {shown}%, not 100%"),
        Bilingual(
            "On promettrait plus, ou moins, que ce que l'entente contient.", "More, or less, would be promised than the agreement holds."
        ),
        Bilingual("Corrigez les parts des membres de ce consortium.", "Correct the shares of the members of this consortium."),
    )
