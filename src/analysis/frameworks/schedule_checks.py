"""What a payment schedule must be before money is computed from it: complete, never negative, and monotone in time and in need."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from analysis.core.languages import Bilingual
from analysis.core.located_tree import Step
from analysis.frameworks.findings import Findings
from analysis.frameworks.funding import PaymentPoint, PaymentSchedule
from analysis.frameworks.number_checks import check_confidence, check_number
from analysis.frameworks.numbers import Unit

Place = tuple[Step, ...]

WEEKS_A_MONTH = Decimal(52) / 12
"""To put points in weeks and points in months in one order."""


def weeks_after(point: PaymentPoint) -> Decimal | None:
    """Return how many weeks of employment a point stands for; None when it gives neither weeks nor months."""
    if point.after_weeks is not None:
        return point.after_weeks
    return None if point.after_months is None else point.after_months * WEEKS_A_MONTH


def check_schedule(schedule: PaymentSchedule, place: Place, findings: Findings) -> None:
    """Note everything that would make the payments of a schedule wrong or absurd."""
    check_confidence(schedule.confidence, schedule.source, schedule.reason, place, findings)
    segments = [segment.name for segment in schedule.segments]
    findings.note_repeats((*place, "segments"), segments)
    findings.note_repeats((*place, "points"), (point.name for point in schedule.points))
    for index, point in enumerate(schedule.points):
        _check_point(point, (*place, "points", index), segments, findings)
    _check_time(schedule, place, findings)
    if schedule.amounts_are == "cumulative":
        _check_cumulative(schedule, place, findings)
    _check_need(schedule, place, segments, findings)
    _check_costs(schedule, place, findings)


def _check_point(point: PaymentPoint, place: Place, segments: list[str], findings: Findings) -> None:
    if (point.after_weeks is None) == (point.after_months is None):
        findings.note(
            place,
            Bilingual("un paiement tombe après un nombre de semaines ou de mois", "a payment falls after a number of weeks or of months"),
            Bilingual("On ne saurait pas quand payer.", "Nobody would know when to pay."),
            Bilingual("Écrivez after_weeks ou after_months, l'un des deux.", "Write after_weeks or after_months, one of the two."),
        )
    for name, amount in point.amounts.items():
        here = (*place, "amounts", name)
        if name not in segments:
            findings.note_unknown(here, Bilingual("le segment", "the segment"), name, segments)
        if amount < 0:
            findings.note(
                here,
                Bilingual(f"un montant négatif ({amount})", f"a negative amount ({amount})"),
                Bilingual("Un paiement ne reprend jamais d'argent.", "A payment never takes money back."),
                Bilingual("Corrigez le montant.", "Correct the amount."),
            )
    absent = [name for name in segments if name not in point.amounts]
    if absent:
        findings.note(
            (*place, "amounts"),
            Bilingual(f"sans montant pour : {', '.join(absent)}", f"without an amount for: {', '.join(absent)}"),
            Bilingual("Zéro s'écrit; un oubli ne se devine pas.", "Zero is written; an omission cannot be guessed."),
            Bilingual("Donnez un montant à chaque segment, 0 au besoin.", "Give every segment an amount, 0 if need be."),
        )


def _check_time(schedule: PaymentSchedule, place: Place, findings: Findings) -> None:
    for index, (before, after) in enumerate(pairwise(schedule.points), start=1):
        first, second = weeks_after(before), weeks_after(after)
        if first is not None and second is not None and second <= first:
            findings.note(
                (*place, "points", index),
                Bilingual(f"le barème n'est pas en ordre : {after.name} ne vient pas après {before.name}",
                          f"the schedule is not in order: {after.name} does not come after {before.name}"),
                Bilingual("Un paiement en retard passerait pour le suivant.", "A late payment would pass for the next one."),
                Bilingual("Écrivez les paiements du plus proche au plus lointain.", "Write the payments from the nearest to the farthest."),
            )  # fmt: skip


def _check_cumulative(schedule: PaymentSchedule, place: Place, findings: Findings) -> None:
    for segment in schedule.segments:
        paid = Decimal(0)
        for index, point in enumerate(schedule.points):
            amount = point.amounts.get(segment.name)
            if amount is None:
                continue
            if amount < paid:
                findings.note(
                    (*place, "points", index, "amounts", segment.name),
                    Bilingual(f"le cumul baisse de {paid} à {amount} pour {segment.name}",
                              f"the cumulative amount falls from {paid} to {amount} for {segment.name}"),
                    Bilingual("Garder un emploi plus longtemps coûterait de l'argent au fournisseur.",
                              "Keeping a job longer would cost the provider money."),
                    Bilingual("Corrigez le montant, ou écrivez amounts_are: increments.",
                              "Correct the amount, or write amounts_are: increments."),
                )  # fmt: skip
            paid = max(paid, amount)


def _check_need(schedule: PaymentSchedule, place: Place, segments: list[str], findings: Findings) -> None:
    for index, point in enumerate(schedule.points):
        known = [(name, point.amounts[name]) for name in segments if name in point.amounts]
        for (lesser, less), (greater, more) in pairwise(known):
            if more < less:
                findings.note(
                    (*place, "points", index, "amounts", greater),
                    Bilingual(f"{greater} est payé moins que {lesser}, dont les besoins sont moindres",
                              f"{greater} is paid less than {lesser}, whose needs are lesser"),
                    Bilingual("Le barème récompenserait le choix des personnes les plus proches de l'emploi.",
                              "The schedule would reward choosing those nearest to a job."),
                    Bilingual("Écrivez les segments du moindre au plus grand besoin et des montants qui ne baissent pas.",
                              "Write the segments from the least to the greatest need, and amounts that do not go down."),
                )  # fmt: skip


def _check_costs(schedule: PaymentSchedule, place: Place, findings: Findings) -> None:
    costs = schedule.costs_to_cover
    if costs is None:
        return
    here = (*place, "costs_to_cover")
    check_number(costs, here, findings)
    if costs.unit is not Unit.DOLLARS:
        findings.note(
            (*here, "unit"),
            Bilingual(f"des coûts à couvrir en {costs.unit.value}", f"costs to cover in {costs.unit.value}"),
            Bilingual("Des paiements en dollars ne se comparent qu'à des dollars.", "Payments in dollars are only held against dollars."),
            Bilingual("Écrivez unit: dollars et un montant par client.", "Write unit: dollars and an amount for each client."),
        )
    if costs.value < 0:
        findings.note(
            (*here, "value"),
            Bilingual(f"des coûts à couvrir négatifs ({costs.value})", f"negative costs to cover ({costs.value})"),
            Bilingual("N'importe quel paiement les couvrirait.", "Any payment would cover them."),
            Bilingual("Écrivez zéro ou un montant.", "Write zero or an amount."),
        )
