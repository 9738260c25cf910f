"""Case 3: two agencies with opposite practices, simulated over 24 months and held to the framework of Supported Employment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.core.languages import Bilingual, Language
from analysis.exercises import supported_employment as se
from analysis.exercises.agency_displays import agencies_figure, agencies_table, sensitivity_table
from analysis.exercises.agency_simulation import Assumptions, Course, Practices, course, with_practice_of
from analysis.exercises.answer_words import Amount, sentence
from analysis.exercises.score_displays import CAPPING_WORDS, score_table
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.frameworks.standards import Capping

if TYPE_CHECKING:
    from analysis.run import Run

PRACTICES: Mapping[str, Bilingual] = {
    "needs": Bilingual("les personnes acceptées", "the people accepted"),
    "intake": Bilingual("le nombre de personnes servies", "the number of people served"),
    "sprint": Bilingual("le rythme (sprint ou marathon)", "the pace (sprint or marathon)"),
    "community": Bilingual("les liens avec la collectivité", "the links with the community"),
    "turnover_hires": Bilingual("les employeurs visés", "the employers aimed at"),
    "coaching": Bilingual("la formation au poste et le maintien", "job coaching and retention"),
    "search": Bilingual("la recherche et le jumelage", "search and matching"),
}
_NEEDS = {"a": {5: 0.6, 6: 0.3, 7: 0.1}, "b": {3: 0.5, 4: 0.5}}
"""Whom each agency accepts: at least five indicators, or three or four; how they are spread is assumed."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: its practices, what becomes of its participants, and its nine results."""

    name: str
    practices: Practices
    course: Course
    results: Mapping[str, Decimal]
    cost_per_job: Decimal


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out: both agencies follow the same chain with their own practices."""
    framework = se.supported_employment(material)
    values = variant.values
    agencies = simulate(values)
    a, b = agencies["a"], agencies["b"]
    leads = {name: lead_after(values, name) for name in PRACTICES if name != "needs"}
    met = {
        name: [rule.value for rule in Capping if se.standing(framework, agency.results, rule).is_met] for name, agency in agencies.items()
    }
    least_suitability = se.standard_of(framework, "participant_suitability")
    return Worked(
        answers={
            "leader_3_months": _leader(agencies, 3),
            "leader_12_months": _leader(agencies, 12),
            "employed_12_months_a": _share(a.course.employed[12]),
            "months_worked_gap": _rounded(abs(a.course.months_worked - b.course.months_worked), 4),
            "suitability_met": frozenset(
                name for name, item in agencies.items() if item.results["participant_suitability"] >= least_suitability
            )
            or frozenset({"neither"}),
            "rules_a_met": frozenset(met["a"]) or frozenset({"none"}),
            "cheaper_per_job": min(agencies, key=lambda name: agencies[name].cost_per_job),
            "practice_that_weighs_most": min(leads, key=lambda name: leads[name]),
        },
        mistakes={
            "practice_that_weighs_most": {"widens_the_lead": max(leads, key=lambda name: leads[name])},
            "employed_12_months_a": {"other_agency": _share(b.course.employed[12]), "three_months": _share(a.course.employed[3])},
        },
        steps={
            "leader_3_months": (_compared(agencies, 3),),
            "leader_12_months": (_compared(agencies, 12),),
            "months_worked_gap": (
                sentence(
                    Bilingual(
                        "Agence A : {a} mois en emploi sur 24; agence B : {b}.", "Agency A: {a} months in employment of 24; agency B: {b}."
                    ),
                    a=Amount(_rounded(a.course.months_worked, 2), decimals=1),
                    b=Amount(_rounded(b.course.months_worked, 2), decimals=1),
                ),
            ),
            "rules_a_met": _standing_steps(framework, a),
            "cheaper_per_job": (
                sentence(
                    Bilingual(
                        "Agence A : {a}; agence B : {b}, par participant en emploi à 12 mois.",
                        "Agency A: {a}; agency B: {b}, per participant in a job at 12 months.",
                    ),
                    a=Amount(a.cost_per_job, Unit.DOLLARS, 0),
                    b=Amount(b.cost_per_job, Unit.DOLLARS, 0),
                ),
            ),
        },
        shown={
            "courses": lambda language: agencies_figure(
                agencies, assumptions_of(values), int(values["service_level"]), variant.seed, language
            ),
            "results": lambda language: agencies_table(agencies, framework, language),
            "score_a": lambda language: _score(framework, a, language),
            "score_b": lambda language: _score(framework, b, language),
            "sensitivity": lambda language: sensitivity_table(_sensitivity(values), language),
        },
        tools={
            "agencies": lambda language, changes: agencies_table(
                simulate({**values, **changes}), framework, language, label="tbl-agencies-tried"
            )
        },
        tool_units={"agencies": {name: Unit.SHARE if _is_share(name) else Unit.COUNT for name in values}},
    )


def values_of_run(run: Run) -> Mapping[str, Decimal]:
    """Return the mean service level of the providers whose agreements are in force: contracted places, not persons."""
    frame = run.indicators(by=["provider_id"], names=["intake"]).frame
    providers = frame[(frame["provider_id"] != "total") & frame["denominator"].notna()]
    if providers.empty:
        return {}
    return {"service_level": Decimal(max(1, round(float(providers["denominator"].mean()))))}


def assumptions_of(values: Mapping[str, Decimal]) -> Assumptions:
    """Return the strength of the mechanisms from the case's values."""
    return Assumptions(**{name: float(values[name]) for name in Assumptions.__dataclass_fields__})


def practices_of(values: Mapping[str, Decimal], agency: str) -> Practices:
    """Return the practices of one agency from the case's values."""
    names = [name for name in Practices.__dataclass_fields__ if name != "needs"]
    return Practices(needs=_NEEDS[agency], **{name: float(values[f"{agency}_{name}"]) for name in names})


def simulate(values: Mapping[str, Decimal]) -> dict[str, Agency]:
    """Return both agencies under some values."""
    return {name: _agency(values, name, practices_of(values, name)) for name in ("a", "b")}


def _agency(values: Mapping[str, Decimal], name: str, practices: Practices) -> Agency:
    followed = course(practices, assumptions_of(values))
    base = float(values["satisfied"])
    with_job = float(values["job_on_satisfaction"])
    attention = float(values["attention_on_satisfaction"]) * (1 - practices.intake)
    employer = float(values["coaching_on_employers"]) * (practices.coaching - practices.turnover_hires)
    results = {
        "short_term_outcome": followed.employed[3],
        "long_term_outcome": followed.employed[12],
        "participant_suitability": practices.mean_needs,
        "participant_satisfaction_short_term": base + attention,
        "employer_satisfaction_short_term": base + employer / 2,
        "participant_satisfaction_long_term": base + attention + with_job * (followed.employed[12] - 0.5),
        "employer_satisfaction_long_term": base + employer,
        "service_coordination": float(values["coordination_without"]) + float(values["community_on_coordination"]) * practices.community,
        "intake": practices.intake,
    }
    level = values["service_level"]
    supports = values["support_without_coaching"] + values["coaching_on_support"] * Decimal(str(practices.coaching))
    total = values["operating_per_intake"] * level + supports * level * Decimal(str(practices.intake))
    jobs = level * Decimal(str(practices.intake)) * _rounded(followed.employed[12], 9)
    rounded = {key: _rounded(min(value, 9.0 if key == "participant_suitability" else value), 9) for key, value in results.items()}
    return Agency(name, practices, followed, rounded, total / jobs if jobs else Decimal("Infinity"))


def lead_after(values: Mapping[str, Decimal], practice: str) -> float:
    """Return the lead of agency A at 12 months (a difference of shares) once agency B has taken over one of its practices."""
    a, b = practices_of(values, "a"), practices_of(values, "b")
    assumptions = assumptions_of(values)
    return course(a, assumptions).employed[12] - course(with_practice_of(b, a, practice), assumptions).employed[12]


def _sensitivity(values: Mapping[str, Decimal]) -> list[tuple[Bilingual, float, float, float]]:
    """Return, for each practice that agency B takes over from A: its own share at 3 and 12 months, and A's lead at 12."""
    a, b = practices_of(values, "a"), practices_of(values, "b")
    assumptions = assumptions_of(values)
    lead = course(a, assumptions).employed[12]
    rows = [(Bilingual("rien : B reste comme elle est", "nothing: B stays as it is"), course(b, assumptions))]
    rows += [(label, course(with_practice_of(b, a, name), assumptions)) for name, label in PRACTICES.items()]
    return [(label, found.employed[3], found.employed[12], lead - found.employed[12]) for label, found in rows]


def _leader(agencies: Mapping[str, Agency], month: int) -> str:
    return max(agencies, key=lambda name: agencies[name].course.employed[month])


def _compared(agencies: Mapping[str, Agency], month: int) -> Bilingual:
    return sentence(
        Bilingual(f"À {month} mois, A : {{a}}; B : {{b}}.", f"At {month} months, A: {{a}}; B: {{b}}."),
        a=Amount(_share(agencies["a"].course.employed[month]), Unit.SHARE, 1),
        b=Amount(_share(agencies["b"].course.employed[month]), Unit.SHARE, 1),
    )


def _standing_steps(framework: Framework, agency: Agency) -> tuple[Bilingual, ...]:
    found = [se.standing(framework, agency.results, rule) for rule in Capping]
    return tuple(
        sentence(
            Bilingual(
                f"{CAPPING_WORDS[item.capping].fr} : {{score}} pour {{least}}.",
                f"{CAPPING_WORDS[item.capping].en}: {{score}} for {{least}}.",
            ),
            score=Amount(item.overall, decimals=2),
            least=Amount(item.minimum, decimals=2),
        )
        for item in found
    )


def _score(framework: Framework, agency: Agency, language: Language) -> object:
    caption = Bilingual(f"Agence {agency.name.upper()} : la note sur 10", f"Agency {agency.name.upper()}: the score out of 10")[language]
    results: Mapping[str, Decimal | Fraction] = agency.results
    return score_table(framework, results, language, label=f"tbl-score-{agency.name}", caption=caption)


def _is_share(name: str) -> bool:
    return name.endswith("_intake") or name in ("satisfied", "coordination_without")


def _share(value: float) -> Decimal:
    return _rounded(value, 6)


def _rounded(value: float, decimals: int) -> Decimal:
    return round(Decimal(repr(value)), decimals)
