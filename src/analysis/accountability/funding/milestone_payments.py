"""Results-based payments: so much for each person of a segment who reaches a milestone, beside a fixed part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from analysis.core.errors import DefinitionError, ProblemList
from analysis.core.languages import Bilingual, did_you_mean

Schedule = Mapping[str, Mapping[str, Decimal]]
"""Dollars by segment and milestone, milestones in their order."""
Reached = Mapping[str, Mapping[str, int]]
"""Persons by segment and milestone: how many reached it."""


@dataclass(frozen=True, slots=True)
class Payment:
    """What a provider is paid, in dollars."""

    fixed: Decimal
    by_segment: Mapping[str, Decimal]

    @property
    def for_results(self) -> Decimal:
        """What milestones pay."""
        return sum(self.by_segment.values(), Decimal(0))

    @property
    def total(self) -> Decimal:
        """Everything."""
        return self.fixed + self.for_results

    @property
    def results_share(self) -> Decimal | None:
        """The share of the total that results pay (0–1); None when nothing is paid."""
        return self.for_results / self.total if self.total else None


def check_schedule(schedule: Schedule, where: str) -> None:
    """Refuse a schedule that pays less for more: no negative amount, none that falls at a later milestone or with greater need.

    Raises
    ------
    DefinitionError
        With every problem at once; segments are given from the least to the greatest need.
    """
    problems = ProblemList(DefinitionError)
    segments = list(schedule)
    for segment, amounts in schedule.items():
        values = list(amounts.items())
        for name, amount in values:
            if amount < 0:
                problems.add(
                    where,
                    Bilingual(f"paiement négatif : {segment}, {name}", f"negative payment: {segment}, {name}"),
                    Bilingual("Un résultat ne se paie pas en moins.", "A result is not paid negatively."),
                    Bilingual("Écrivez zéro ou un montant.", "Write zero or an amount."),
                )
        for (before, less), (after, more) in pairwise(values):
            if more < less:
                problems.add(
                    where,
                    Bilingual(f"{segment} : {after} paie moins que {before}", f"{segment}: {after} pays less than {before}"),
                    Bilingual("Tenir plus longtemps vaudrait moins.", "Lasting longer would be worth less."),
                    Bilingual("Remettez les montants en ordre croissant.", "Put the amounts in increasing order."),
                )
    for lower, higher in pairwise(segments):
        for name in schedule[lower]:
            if name in schedule[higher] and schedule[higher][name] < schedule[lower][name]:
                problems.add(
                    where,
                    Bilingual(f"{name} : {higher} est payé moins que {lower}", f"{name}: {higher} is paid less than {lower}"),
                    Bilingual(
                        "Les personnes qui ont plus de besoins rapporteraient moins.", "People with greater needs would be worth less."
                    ),
                    Bilingual("Payez au moins autant quand le besoin est plus grand.", "Pay at least as much when the need is greater."),
                )
    problems.raise_if_any()


def milestone_payment(reached: Reached, schedule: Schedule, fixed: Decimal = Decimal(0)) -> Payment:
    """Return what the milestones reached pay; each person is counted once at each milestone reached.

    Raises
    ------
    DefinitionError
        For a segment or milestone that the schedule does not have, all at once.
    """
    problems = ProblemList(DefinitionError)
    by_segment = dict.fromkeys(schedule, Decimal(0))
    for segment, counts in reached.items():
        if segment not in schedule:
            problems.add(segment, Bilingual("segment sans barème", "segment without a schedule"), todo=did_you_mean(segment, schedule))
            continue
        for name, count in counts.items():
            if name not in schedule[segment]:
                problems.add(
                    f"{segment}, {name}",
                    Bilingual("jalon sans barème", "milestone without a rate"),
                    todo=did_you_mean(name, schedule[segment]),
                )
                continue
            by_segment[segment] += schedule[segment][name] * count
    problems.raise_if_any()
    return Payment(fixed, by_segment)
