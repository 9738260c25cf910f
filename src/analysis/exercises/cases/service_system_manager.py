"""Case 11: a service system manager pays for results, watches its cash, and judges providers without mistaking chance for merit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from analysis.accountability.funding.milestone_payments import Payment, check_schedule, milestone_payment
from analysis.core.languages import Bilingual, Language
from analysis.exercises.answer_words import Amount, sentence
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.numbers import format_dollars, format_number, format_share
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.typography import typeset
from analysis.statistics.intervals import wilson

SEGMENTS: Mapping[str, Bilingual] = {
    "stream_a": Bilingual("Volet A (peu de besoins)", "Stream A (few needs)"),
    "stream_b": Bilingual("Volet B", "Stream B"),
    "stream_c": Bilingual("Volet C (grands besoins)", "Stream C (great needs)"),
}
MILESTONES: Mapping[str, Bilingual] = {
    "month_1": Bilingual("1 mois", "1 month"),
    "month_3": Bilingual("3 mois", "3 months"),
    "month_6": Bilingual("6 mois", "6 months"),
    "month_12": Bilingual("12 mois", "12 months"),
}
_SCHEDULE = {
    "stream_a": (300, 400, 500, 700),
    "stream_b": (500, 700, 900, 1200),
    "stream_c": (800, 1100, 1400, 2000),
}
"""Dollars a person: visibly fictitious round amounts. The real schedule is not public."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as its manager sees it: participants by segment, how many work at 12 months, whether it was warned a year ago."""

    name: str
    participants: tuple[int, int, int]
    employed: int
    was_warned: bool

    @property
    def n(self) -> int:
        """All participants."""
        return sum(self.participants)


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out: payments by the schedule, judgement by the interval against what the mix of segments lets expect."""
    values = variant.values
    schedule = {segment: dict(zip(MILESTONES, map(Decimal, amounts), strict=True)) for segment, amounts in _SCHEDULE.items()}
    check_schedule(schedule, "schedule")
    reached = reached_by(variant)
    payment = milestone_payment(reached, schedule, values["fixed"])
    lower = {segment: counts | {"month_12": 0} for segment, counts in reached.items()}
    without_12 = milestone_payment(lower, schedule, values["fixed"])
    providers = providers_of(variant)
    judged = providers[0]
    low, high = interval_of(judged)
    return Worked(
        answers={
            "results_payment": payment.for_results,
            "results_share": payment.results_share or Decimal(0),
            "at_risk": payment.total - without_12.total,
            "first_quarter_cash": values["fixed"] / 4 - values["monthly_costs"] * 3,
            "expected_rate": expected_rate(judged, values),
            "interval_low": low,
            "interval_high": high,
            "decisions": {provider.name: {"decision": decision_on(provider, values)} for provider in providers},
        },
        mistakes={
            "results_payment": {"with_fixed": payment.total, "one_segment": payment.by_segment["stream_c"]},
            "expected_rate": {"plain_mean": sum((values[f"expected_{segment}"] for segment in SEGMENTS), Decimal(0)) / 3},
        },
        steps={
            "results_payment": tuple(
                sentence(
                    Bilingual(f"{SEGMENTS[segment].fr} : {{amount}}.", f"{SEGMENTS[segment].en}: {{amount}}."),
                    amount=Amount(amount, Unit.DOLLARS),
                )
                for segment, amount in payment.by_segment.items()
            ),
            "decisions": tuple(_reason(provider, values) for provider in providers),
        },
        shown={
            "schedule": lambda language: _schedule(schedule, language),
            "reached": lambda language: _reached(reached, language),
            "providers": lambda language: _providers(providers, language),
            "payment": lambda language: _payment(payment, language),
        },
    )


def reached_by(variant: Variant) -> dict[str, dict[str, int]]:
    """Return how many people of each segment reached each milestone: fewer at each later one."""
    more = variant.seed % 7
    return {
        "stream_a": {"month_1": 64 + more, "month_3": 55 + more, "month_6": 47 + more, "month_12": 38},
        "stream_b": {"month_1": 41, "month_3": 33 + more, "month_6": 27 + more, "month_12": 20},
        "stream_c": {"month_1": 22, "month_3": 17, "month_6": 12, "month_12": 8 + more % 4},
    }


def providers_of(variant: Variant) -> tuple[Provider, ...]:
    """Return four providers: one below what its mix lets expect, one too small, one near it, one below and warned before."""
    shift = variant.seed % 5
    return (
        Provider("cedar", (60, 90, 150), 96 + shift, was_warned=False),
        Provider("birch", (6, 5, 4), 3, was_warned=True),
        Provider("maple", (80, 60, 20), 74 + shift, was_warned=False),
        Provider("spruce", (120, 110, 70), 96 + shift, was_warned=True),
    )


def expected_rate(provider: Provider, values: Mapping[str, Decimal]) -> Decimal:
    """Return the rate at 12 months that the segments of a provider's participants let expect."""
    jobs = sum((n * values[f"expected_{segment}"] for segment, n in zip(SEGMENTS, provider.participants, strict=True)), Decimal(0))
    return jobs / provider.n


def interval_of(provider: Provider) -> tuple[Decimal, Decimal]:
    """Return the Wilson interval at 95 % of a provider's rate."""
    interval = wilson(provider.employed, provider.n)
    return Decimal(str(round(float(interval.low), 6))), Decimal(str(round(float(interval.high), 6)))


def decision_on(provider: Provider, values: Mapping[str, Decimal]) -> str:
    """Return what the rule decides: not judged if too small; warned if the whole interval is below; replaced if warned before."""
    if provider.n < values["least_size"]:
        return "not_judged"
    if interval_of(provider)[1] >= expected_rate(provider, values):
        return "nothing"
    return "replace" if provider.was_warned else "warn"


def _reason(provider: Provider, values: Mapping[str, Decimal]) -> Bilingual:
    low, high = interval_of(provider)
    return sentence(
        Bilingual(
            f"{NAMES[provider.name].fr} ({provider.n}) : attendu {{expected}}, obtenu {{found}}, intervalle de {{low}} à {{high}}.",
            f"{NAMES[provider.name].en} ({provider.n}): expected {{expected}}, obtained {{found}}, interval {{low}} to {{high}}.",
        ),
        expected=Amount(expected_rate(provider, values), Unit.SHARE, 1),
        found=Amount(Decimal(provider.employed) / provider.n, Unit.SHARE, 1),
        low=Amount(low, Unit.SHARE, 1),
        high=Amount(high, Unit.SHARE, 1),
    )


def _grid(titles: Sequence[str], rows: Sequence[Sequence[str]], label: str, words: tuple[str, str], language: Language) -> TableDisplay:
    columns = tuple(Column(f"c{place}", title, "number" if place else "name", 20) for place, title in enumerate(titles))
    made = tuple(Row(tuple(Cell(text) for text in row)) for row in rows)
    caption, foot = (typeset(text, language) for text in words)
    return TableDisplay(label, Sheet(language, caption, columns, made, foot=foot))


def _fictitious(language: Language) -> str:
    return {"fr": "Barème et nombres fictifs.", "en": "Fictitious schedule and numbers."}[language]


def _milestone_titles(language: Language) -> tuple[str, ...]:
    return ("Volet" if language == "fr" else "Stream", *(title[language] for title in MILESTONES.values()))


def _schedule(schedule: Mapping[str, Mapping[str, Decimal]], language: Language) -> TableDisplay:
    rows = [
        (SEGMENTS[segment][language], *(format_dollars(amounts[name], language) for name in MILESTONES))
        for segment, amounts in schedule.items()
    ]
    caption = {"fr": "Barème par volet et par jalon d'emploi", "en": "Schedule by stream and employment milestone"}[language]
    return _grid(_milestone_titles(language), rows, "tbl-schedule", (caption, _fictitious(language)), language)


def _reached(reached: Mapping[str, Mapping[str, int]], language: Language) -> TableDisplay:
    rows = [
        (SEGMENTS[segment][language], *(format_number(counts[name], language) for name in MILESTONES))
        for segment, counts in reached.items()
    ]
    caption = {"fr": "Personnes qui ont atteint chaque jalon", "en": "People who reached each milestone"}[language]
    return _grid(_milestone_titles(language), rows, "tbl-reached", (caption, _fictitious(language)), language)


def _payment(payment: Payment, language: Language) -> TableDisplay:
    fr = language == "fr"
    rows = [("Part fixe" if fr else "Fixed part", format_dollars(payment.fixed, language))]
    rows += [(SEGMENTS[segment][language], format_dollars(amount, language)) for segment, amount in payment.by_segment.items()]
    rows.append(("Total", format_dollars(payment.total, language)))
    titles = ("Paiement", "Montant") if fr else ("Payment", "Amount")
    return _grid(titles, rows, "tbl-payment", ("Ce qui est payé" if fr else "What is paid", _fictitious(language)), language)


def _providers(providers: tuple[Provider, ...], language: Language) -> TableDisplay:
    fr = language == "fr"
    titles = (
        ("Fournisseur", "Volet A", "Volet B", "Volet C", "En emploi à 12 mois", "Taux", "Averti l'an dernier")
        if fr
        else ("Provider", "Stream A", "Stream B", "Stream C", "In a job at 12 months", "Rate", "Warned last year")
    )
    yes, no = ("oui", "non") if fr else ("yes", "no")
    rows = [
        (
            NAMES[provider.name][language],
            *(format_number(n, language) for n in provider.participants),
            format_number(provider.employed, language),
            format_share(provider.employed / provider.n, language, 1 if provider.n >= 200 else 0),
            yes if provider.was_warned else no,
        )
        for provider in providers
    ]
    caption = "Quatre fournisseurs" if fr else "Four providers"
    return _grid(titles, rows, "tbl-providers", (caption, _fictitious(language)), language)


NAMES: Mapping[str, Bilingual] = {
    "cedar": Bilingual("Cèdre", "Cedar"),
    "birch": Bilingual("Bouleau", "Birch"),
    "maple": Bilingual("Érable", "Maple"),
    "spruce": Bilingual("Épinette", "Spruce"),
}
