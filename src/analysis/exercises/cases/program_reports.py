"""Case 7: three reports of the program: which one says what, where and when, and the figures of one agency in them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from analysis.core.languages import Bilingual
from analysis.exercises.answer_words import Amount, sentence
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.numbers import Unit

_REPORT_OF = {
    "line_by_line_forecast": "eer",
    "interest_earned": "srer",
    "participants_against_target": "qsar",
    "request_to_move_target": "qsar",
    "final_surplus": "srer",
    "money_left_in_march": "eer",
}


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out; the year-end estimate goes on at the pace of the months elapsed."""
    values = variant.values
    expected = values["intake_target"] * values["months_elapsed"] / 12
    attained = values["intake_so_far"] / expected
    tolerance = values["tolerance"]
    spent, months = values["spent_so_far"], values["months_elapsed"]
    estimate = (spent * 12 / months).quantize(Decimal(1))
    revenue = values["funds_received"] + values["interest"]
    surplus = revenue - values["spent_in_year"]
    adjustment = "as_planned" if abs(attained - 1) <= tolerance else "ask_for_help" if attained < 1 else "raise_target"
    return Worked(
        answers={
            "which_report": {name: {"report": report} for name, report in _REPORT_OF.items()},
            "expected_so_far": expected,
            "attainment": attained,
            "adjustment": adjustment,
            "year_end_estimate": estimate,
            "surplus": surplus,
        },
        mistakes={
            "attainment": {"of_the_year": values["intake_so_far"] / values["intake_target"]},
            "surplus": {"without_interest": values["funds_received"] - values["spent_in_year"]},
        },
        steps={
            "expected_so_far": (
                sentence(
                    Bilingual("{target} × {months} ÷ 12 = {expected}.", "{target} × {months} ÷ 12 = {expected}."),
                    target=Amount(values["intake_target"]),
                    months=Amount(months),
                    expected=Amount(expected),
                ),
            ),
            "year_end_estimate": (
                sentence(
                    Bilingual("{spent} ÷ {months} × 12 = {estimate}.", "{spent} ÷ {months} × 12 = {estimate}."),
                    spent=Amount(spent, Unit.DOLLARS),
                    months=Amount(months),
                    estimate=Amount(estimate, Unit.DOLLARS),
                ),
            ),
            "surplus": (
                sentence(
                    Bilingual("{received} + {interest} − {spent} = {left}.", "{received} + {interest} − {spent} = {left}."),
                    received=Amount(values["funds_received"], Unit.DOLLARS),
                    interest=Amount(values["interest"], Unit.DOLLARS),
                    spent=Amount(values["spent_in_year"], Unit.DOLLARS),
                    left=Amount(surplus, Unit.DOLLARS),
                ),
            ),
        },
    )
