"""Case 2: what each indicator means for the service, and what a change of practice does to the score under three capping rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.core.languages import Bilingual
from analysis.exercises import supported_employment as se
from analysis.exercises.answer_words import Amount, sentence
from analysis.exercises.score_displays import CAPPING_WORDS, exact_decimal, framework_table, score_table
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.frameworks.standards import Capping

if TYPE_CHECKING:
    from analysis.run import Run

CONSEQUENCE_OF: Mapping[str, str] = {
    "short_term_outcome": "intense_search",
    "long_term_outcome": "support_in_the_job",
    "participant_suitability": "who_is_accepted",
    "participant_satisfaction_short_term": "listen_early",
    "employer_satisfaction_short_term": "prepare_employers",
    "participant_satisfaction_long_term": "stay_in_touch",
    "employer_satisfaction_long_term": "return_to_employers",
    "service_coordination": "work_with_others",
    "intake": "plan_intake",
}
"""Which consequence for the service goes with which indicator: the first is the example of the training, the others are ours."""


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out; the score's arithmetic is that of the report."""
    framework = se.supported_employment(material)
    standards = {item.name: se.standard_of(framework, item.name) for item in framework.indicators}
    results = {item.name: variant.values[f"provider_{item.name}"] for item in framework.indicators}
    at_standards = se.standing(framework, standards, Capping.UNCAPPED).overall
    full_intake = se.standing(framework, standards | {"intake": Decimal(1)}, Capping.UNCAPPED).overall
    weights = {name: se.weight_of(framework, name) for name in standards if name != "participant_suitability"}
    weight = se.weight_of(framework, "short_term_outcome")
    reached = variant.values["reached_short_term"]
    gain = 10 * Fraction(weight) * (Fraction(reached) - Fraction(standards["short_term_outcome"]))
    standings = {capping: se.standing(framework, results, capping) for capping in Capping}
    not_met = [capping for capping, found in standings.items() if not found.is_met]
    return Worked(
        answers={
            "consequences": {name: {"consequence": consequence} for name, consequence in CONSEQUENCE_OF.items()},
            "minimum_score": exact_decimal(at_standards),
            "minimum_with_full_intake": exact_decimal(full_intake),
            "most_valuable_point": max(weights, key=lambda name: weights[name]),
            "gain": exact_decimal(gain),
            "rules_not_met": frozenset(capping.value for capping in not_met) or frozenset({"none"}),
        },
        mistakes={
            "minimum_score": {
                "sum_of_standards": sum(weights[name] * standards[name] for name in weights) * 10,
                "out_of_one": exact_decimal(at_standards / 10),
            },
            "gain": {"without_weight": 10 * (reached - standards["short_term_outcome"]), "out_of_one": exact_decimal(gain / 10)},
        },
        steps={
            "minimum_score": _sum_steps(framework, at_standards),
            "gain": (
                sentence(
                    Bilingual("10 × {weight} × ({reached} − {standard}) = {gain}.", "10 × {weight} × ({reached} − {standard}) = {gain}."),
                    weight=Amount(weight, Unit.SHARE),
                    reached=Amount(reached, Unit.SHARE),
                    standard=Amount(standards["short_term_outcome"], Unit.SHARE),
                    gain=Amount(gain, decimals=2),
                ),
            ),
            "rules_not_met": tuple(
                sentence(
                    Bilingual(
                        f"{CAPPING_WORDS[capping].fr} : {{score}} pour {{least}}.", f"{CAPPING_WORDS[capping].en}: {{score}} for {{least}}."
                    ),
                    score=Amount(found.overall, decimals=2),
                    least=Amount(found.minimum, decimals=2),
                )
                for capping, found in standings.items()
            ),
        },
        shown={"framework": lambda language: framework_table(framework, language)},
        tools={"score": lambda language, changes: score_table(framework, {**results, **changes}, language)},
        tool_units={"score": {item.name: item.unit for item in framework.indicators}},
    )


def values_of_run(run: Run) -> Mapping[str, Decimal]:
    """Return the nine results of the run's agency, as they were released; one that is hidden or missing keeps the case's own value."""
    frame = run.performance().frame
    shown = frame[frame["value"].notna()]
    return {f"provider_{name}": Decimal(str(value)) for name, value in zip(shown["indicator"], shown["value"], strict=True)}


def _sum_steps(framework: Framework, total: Fraction) -> tuple[Bilingual, ...]:
    standards = {item.name: se.standard_of(framework, item.name) for item in framework.indicators}
    parts = [10 * item.weight * item.standard for item in se.components_of(framework, standards) if item.standard is not None]
    amounts = {f"part_{place}": Amount(part, decimals=3) for place, part in enumerate(parts)}
    sum_written = " + ".join(f"{{{name}}}" for name in amounts) + " = {total}."
    return (sentence(Bilingual(sum_written, sum_written), **amounts, total=Amount(total, decimals=2)),)
