"""Case 8: one agreement of Québec through its cycle, from the offer to the decision to renew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

from analysis.accountability.agreements.compliance_checks import start_is_allowed
from analysis.accountability.agreements.progress import recommend
from analysis.accountability.agreements.renewal import highest_target
from analysis.accountability.funding.lump_sum import Recovery, lump_sum
from analysis.core.languages import Bilingual, Language
from analysis.exercises.answer_words import Amount, sentence
from analysis.exercises.variants import Variant
from analysis.exercises.working import Worked
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.typography import typeset

CONSULTED, SIGNED_EARLY, SIGNED_WELL, SIGNED_LATE = date(2024, 5, 14), date(2024, 6, 8), date(2024, 6, 18), date(2024, 7, 5)
STARTS = date(2024, 7, 1)


def work_out(variant: Variant, material: Path) -> Worked:
    """Return the case worked out; every rule is one of its values."""
    values = variant.values
    least_days = int(values["consultation_days"])
    history = [values[f"served_{year}"] for year in (1, 2, 3)]
    mean, highest = highest_target(history, values["most_growth"])
    target = min(values["offered"], highest)
    half = values["served_q1"] + values["served_q2"]
    expected = target / 2
    attained = half / expected
    served, found, satisfied = values["served_year"], values["employed_year"], values["satisfied_year"]
    attainments = {
        "clients": served / target,
        "employment": found / values["employment_target"],
        "satisfaction": satisfied / values["satisfaction_target"],
    }
    paid = lump_sum(int(target), int(served), values["rate"], Recovery.CLIENTS_SERVED)
    return Worked(
        answers={
            "starts": {
                "well": {"finding": start_is_allowed(CONSULTED, SIGNED_WELL, STARTS, least_days)},
                "late": {"finding": start_is_allowed(CONSULTED, SIGNED_LATE, STARTS, least_days)},
                "early": {"finding": start_is_allowed(CONSULTED, SIGNED_EARLY, STARTS, least_days)},
            },
            "negotiated_target": target,
            "attainment_half_year": attained,
            "projection": half * 2,
            "recommendation": recommend(attained, values["tolerance"]).value,
            "attainments": {name: {"attainment": value} for name, value in attainments.items()},
            "gaps_to_explain": frozenset(name for name, value in attainments.items() if value != 1) or frozenset({"none"}),
            "report_due": "september_30",
            "paid": paid.earned,
        },
        mistakes={
            "negotiated_target": {"as_offered": values["offered"], "mean_only": mean.quantize(Decimal(1), rounding=ROUND_FLOOR)},
            "attainment_half_year": {"of_the_year": half / target},
            "paid": {"as_planned": paid.planned},
        },
        steps={
            "negotiated_target": (
                sentence(
                    Bilingual(
                        "Moyenne de trois ententes : {mean}; au plus {growth} de plus : {highest}.",
                        "Mean of three agreements: {mean}; at most {growth} more: {highest}.",
                    ),
                    mean=Amount(mean, decimals=1),
                    growth=Amount(values["most_growth"], Unit.SHARE),
                    highest=Amount(highest),
                ),
            ),
            "attainment_half_year": (
                sentence(
                    Bilingual("{half} ÷ ({target} ÷ 2) = {attained}.", "{half} ÷ ({target} ÷ 2) = {attained}."),
                    half=Amount(half),
                    target=Amount(target),
                    attained=Amount(attained, Unit.SHARE, 1),
                ),
            ),
        },
        shown={"history": lambda language: _history(history, language), "quarters": lambda language: _quarters(variant, language)},
    )


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]], label: str, caption: str, language: Language) -> TableDisplay:
    columns = tuple(Column(f"c{place}", title, "number" if place else "name", 30) for place, title in enumerate(titles))
    made = tuple(Row(tuple(Cell(text) for text in row)) for row in rows)
    foot = {"fr": "Organisme inventé.", "en": "Made-up organisation."}[language]
    return TableDisplay(label, Sheet(language, typeset(caption, language), columns, made, foot=foot))


def _history(history: Sequence[Decimal], language: Language) -> TableDisplay:
    fr = language == "fr"
    years = ("2021-2022", "2022-2023", "2023-2024") if fr else ("2021–22", "2022–23", "2023–24")
    rows = [(year, format_number(served, language)) for year, served in zip(years, history, strict=True)]
    titles = ("Entente", "Clients desservis") if fr else ("Agreement", "Clients served")
    return _table(titles, rows, "tbl-agreement-history", "Les ententes antérieures" if fr else "The earlier agreements", language)


def _quarters(variant: Variant, language: Language) -> TableDisplay:
    fr, values = language == "fr", variant.values
    names = ("Juillet à septembre", "Octobre à décembre") if fr else ("July to September", "October to December")
    rows = [
        (name, format_number(values[f"served_q{place}"], language), format_share(values[f"employed_q{place}"], language, 0))
        for place, name in enumerate(names, start=1)
    ]
    titles = (
        ("Trimestre", "Clients desservis", "En emploi après le service") if fr else ("Quarter", "Clients served", "In a job afterwards")
    )
    return _table(titles, rows, "tbl-agreement-quarters", "Deux rapports trimestriels" if fr else "Two quarterly reports", language)
