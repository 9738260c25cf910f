"""Case 4: a rate worked out three ways from a follow-up file in which half of the people are missing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from analysis.core.languages import Bilingual, Language
from analysis.exercises.answer_words import Amount, sentence
from analysis.exercises.follow_up_file import SERVED_LONG, FollowUpCounts, follow_up_counts
from analysis.exercises.score_displays import exact_decimal
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.numbers import format_number
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.typography import typeset

_GROUPS = {
    SERVED_LONG: Bilingual("accompagnées plus de trois mois", "accompanied for more than three months"),
    "short": Bilingual("accompagnées moins longtemps", "accompanied for less"),
}


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out: of everyone due, of those reached, the two bounds, and weighted by group."""
    groups = follow_up_counts(variant.seed)
    due, reached = sum(group.due for group in groups), sum(group.reached for group in groups)
    employed = sum(group.employed for group in groups)
    missing = due - reached
    weighted = sum((Fraction(group.due, due) * Fraction(group.employed, group.reached) for group in groups), Fraction(0))
    of_due, of_reached = Fraction(employed, due), Fraction(employed, reached)
    any_job = sum(group.employed + group.employed_under_20_hours for group in groups)
    return Worked(
        answers={
            "missing_share": exact_decimal(Fraction(missing, due)),
            "rate_of_due": exact_decimal(of_due),
            "rate_of_reached": exact_decimal(of_reached),
            "highest_possible": exact_decimal(Fraction(employed + missing, due)),
            "weighted_rate": exact_decimal(weighted),
            "certain_verdict": _verdict(of_due, Fraction(employed + missing, due), Fraction(1, 2)),
        },
        mistakes={
            "rate_of_due": {"any_hours": exact_decimal(Fraction(any_job, due))},
            "rate_of_reached": {"any_hours": exact_decimal(Fraction(any_job, reached))},
            "weighted_rate": {
                "mean_of_rates": exact_decimal(sum((Fraction(item.employed, item.reached) for item in groups), Fraction(0)) / 2)
            },
        },
        steps={
            "rate_of_due": (_ratio(employed, due, of_due),),
            "rate_of_reached": (_ratio(employed, reached, of_reached),),
            "highest_possible": (_ratio(employed + missing, due, Fraction(employed + missing, due)),),
        },
        shown={"file": lambda language: _file(groups, language)},
    )


def _verdict(low: Fraction, high: Fraction, standard: Fraction) -> str:
    """Return what can be said for certain of a standard, whatever became of the missing."""
    if low >= standard:
        return "met"
    return "not_met" if high < standard else "cannot_be_said"


def _ratio(numerator: int, denominator: int, value: Fraction) -> Bilingual:
    return sentence(
        Bilingual("{numerator} ÷ {denominator} = {value}.", "{numerator} ÷ {denominator} = {value}."),
        numerator=Amount(Decimal(numerator)),
        denominator=Amount(Decimal(denominator)),
        value=Amount(value, Unit.SHARE, 1),
    )


def _file(groups: Sequence[FollowUpCounts], language: Language) -> TableDisplay:
    fr = language == "fr"
    titles = ("Personnes", "Échues", "Jointes", "En emploi, 20 h et plus", "En emploi, moins de 20 h") if fr else (
        "People", "Due", "Reached", "In a job, 20 h or more", "In a job, under 20 h",
    )  # fmt: skip
    columns = tuple(
        Column(f"c{place}", title, "number" if place else "name", 36 if place == 0 else 16) for place, title in enumerate(titles)
    )

    def row(name: str, own: Sequence[FollowUpCounts], *, is_total: bool) -> Row:
        counts = [sum(getattr(group, field) for group in own) for field in ("due", "reached", "employed", "employed_under_20_hours")]
        return Row((Cell(name), *(Cell(format_number(count, language)) for count in counts)), is_total=is_total)

    rows = [row(typeset(_GROUPS[group.group][language], language), [group], is_total=False) for group in groups]
    rows.append(row("Total", groups, is_total=True))
    caption = {"fr": "Suivi de 3 mois : qui est échu, joint et en emploi", "en": "Follow-up at 3 months: who is due, reached and in a job"}[
        language
    ]
    foot = {"fr": "Fichier inventé; la réponse dépend de l'emploi.", "en": "Made-up file; answering depends on employment."}[language]
    return TableDisplay(
        "tbl-follow-up-file", Sheet(language, typeset(caption, language), columns, tuple(rows), foot=typeset(foot, language))
    )
