"""Case 6: a consortium shares targets and funds so that everything adds up, and goes on when a member stops."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from analysis.accountability.agreements.consortium import hand_over
from analysis.accountability.funding.money import split_exactly
from analysis.core.languages import Bilingual
from analysis.exercises.answer_words import Amount, sentence
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.numbers import Unit

MEMBERS = ("north", "centre", "river")
_PERSON = Decimal(1)


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out by the largest remainder, to the person and to the cent."""
    values = variant.values
    shares = _shares(values)
    target, funds = values["intake_target"], values["funds"]
    people, money = split_exactly(target, shares, _PERSON), split_exactly(funds, shares)
    staying = hand_over(int(people["centre"]), {name: shares[name] for name in ("north", "river")})
    wrong_total = values["proposed_north"] + values["proposed_centre"] + values["proposed_river"]
    rounded = {name: (target * share).quantize(_PERSON) for name, share in shares.items()}
    return Worked(
        answers={
            "sharing": {name: {"participants": people[name], "funds": money[name]} for name in MEMBERS},
            "proposal_total": wrong_total,
            "promised_too_much": funds * (wrong_total - 1),
            "rounded_total": sum(rounded.values(), Decimal(0)),
            "taken_over_by_north": Decimal(staying["north"]),
            "data_shared": frozenset({"status_and_dates", "consent", "results"}),
        },
        mistakes={"proposal_total": {"of_two": values["proposed_north"] + values["proposed_centre"]}},
        steps={
            "sharing": tuple(
                sentence(
                    Bilingual("{target} × {share} = {exact}, soit {people}.", "{target} × {share} = {exact}, hence {people}."),
                    target=Amount(target),
                    share=Amount(shares[name], Unit.SHARE),
                    exact=Amount(target * shares[name], decimals=2),
                    people=Amount(people[name]),
                )
                for name in MEMBERS
            )
        },
    )


def _shares(values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    north, centre = values["share_north"], values["share_centre"]
    return {"north": north, "centre": centre, "river": 1 - north - centre}
