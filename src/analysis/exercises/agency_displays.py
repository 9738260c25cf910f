"""Two simulated agencies side by side: their course over 24 months, their results against the standards, what each practice changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from analysis.core.languages import Bilingual, Language, filled
from analysis.exercises import supported_employment as se
from analysis.exercises.agency_simulation import MONTHS, Assumptions, bands
from analysis.exercises.score_displays import VERDICTS, exact_decimal
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.frameworks.standards import Capping
from analysis.presentation.display import FigureDisplay, TableDisplay
from analysis.presentation.figures.curves import Curve, Months, curves
from analysis.presentation.figures.paper import Words
from analysis.presentation.numbers import format_as_written, format_dollars, format_number, format_points, format_share
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.typography import typeset

if TYPE_CHECKING:
    from analysis.exercises.cases.agencies_a_and_b import Agency

_SIMULATED = Bilingual(
    "Simulation aux hypothèses affichées; aucune agence réelle.", "Simulation under the assumptions shown; no real agency."
)


def agencies_figure(agencies: Mapping[str, Agency], assumptions: Assumptions, level: int, seed: int, language: Language) -> FigureDisplay:
    """Return the share employed month by month; the band holds nine simulated years out of ten for agencies of this size."""
    drawn = []
    for name, agency in agencies.items():
        participants = max(1, round(level * agency.practices.intake))
        low, high = bands(agency.practices, assumptions, participants, seed)
        drawn.append(Curve(f"{_AGENCY[language]} {name.upper()}", agency.course.employed, low, high))
    first, last = (max(agencies, key=lambda name: agencies[name].course.employed[month]).upper() for month in (3, 12))
    if first != last:
        said = Bilingual(
            "L'agence {first} mène à 3 mois, l'agence {last} à 12 mois", "Agency {first} leads at 3 months, agency {last} at 12 months"
        )
    else:
        said = Bilingual("L'agence {first} mène à 3 mois et à 12 mois", "Agency {first} leads at 3 months and at 12 months")
    caption = typeset(filled(said[language], first=first, last=last), language)
    subtitle = Bilingual(
        "Part des participants en emploi (%), mois par mois; bande : neuf simulations sur dix",
        "Share of participants in a job (%), month by month; band: nine simulations out of ten",
    )
    parts = []
    for name, agency in agencies.items():
        at = ", ".join(format_share(agency.course.employed[month], language, 0) for month in (3, 12, 24))
        parts.append(f"{_AGENCY[language]} {name.upper()} : {at}")
    values = "; ".join(parts)
    what = Bilingual("Deux courbes de 0 à 24 mois. À 3, 12 et 24 mois : ", "Two curves from 0 to 24 months. At 3, 12 and 24 months: ")
    where = Bilingual(". Les nombres sont dans le tableau qui suit.", ". The numbers are in the table that follows.")
    alt = typeset(f"{caption}. {what[language]}{values}{where[language]}", language)
    words = Words(caption, typeset(subtitle[language], language), typeset(_SIMULATED[language], language), alt)
    name = {"fr": "mois depuis le début", "en": "months from the start"}[language]
    return curves("fig-agencies", words, drawn, Months(MONTHS, name, marked=(3, 12)), language)


_AGENCY = {"fr": "Agence", "en": "Agency"}


def agencies_table(agencies: Mapping[str, Agency], framework: Framework, language: Language, label: str = "tbl-agencies") -> TableDisplay:
    """Return the nine results of both agencies beside their standards, then the score, months worked and cost."""
    columns = (
        Column("indicator", {"fr": "Indicateur", "en": "Indicator"}[language], "name", 46),
        Column("standard", {"fr": "Norme", "en": "Standard"}[language], "number", 18),
        *(Column(name, f"{_AGENCY[language]} {name.upper()}", "number", 18) for name in agencies),
    )
    rows = []
    for item in framework.indicators:
        standard = se.standard_of(framework, item.name)
        cells = [_result(agency.results[item.name], item.unit, standard, language) for agency in agencies.values()]
        rows.append(Row((Cell(typeset(item.label[language], language)), Cell(format_as_written(standard, item.unit, language)), *cells)))
    standings = [se.standing(framework, agency.results, Capping.UNCAPPED) for agency in agencies.values()]
    rows.append(
        Row(
            (
                Cell({"fr": "Qualité globale, sans plafond", "en": "Overall quality, uncapped"}[language]),
                Cell(format_number(exact_decimal(standings[0].minimum), language, 2)),
                *(Cell(format_number(exact_decimal(found.overall), language, 2), symbol=VERDICTS[found.is_met][0]) for found in standings),
            ),
            is_total=True,
        )
    )
    months = {"fr": "Mois en emploi sur 24", "en": "Months in employment of 24"}[language]
    rows.append(
        Row((Cell(months), Cell("–"), *(Cell(format_number(agency.course.months_worked, language, 1)) for agency in agencies.values())))
    )
    cost = {"fr": "Coût par participant en emploi à 12 mois", "en": "Cost per participant in a job at 12 months"}[language]
    rows.append(Row((Cell(cost), Cell("–"), *(Cell(_dollars(agency.cost_per_job, language)) for agency in agencies.values()))))
    caption = {"fr": "Les deux agences face aux normes", "en": "Both agencies against the standards"}[language]
    met, not_met = VERDICTS[True], VERDICTS[False]
    notes = ((met[0], met[1][language]), (not_met[0], not_met[1][language]))
    return TableDisplay(label, Sheet(language, caption, columns, tuple(rows), notes=notes, foot=typeset(_SIMULATED[language], language)))


def _result(value: Decimal, unit: Unit, standard: Decimal, language: Language) -> Cell:
    text = format_share(value, language, 1) if unit is Unit.SHARE else format_number(value, language, 2)
    return Cell(text, symbol=VERDICTS[value >= standard][0])


def _dollars(value: Decimal, language: Language) -> str:
    return format_dollars(value, language) if value.is_finite() else "–"


def sensitivity_table(rows: Sequence[tuple[Bilingual, float, float, float]], language: Language) -> TableDisplay:
    """Return what agency B becomes when it takes over one practice of agency A, all else as it is."""
    columns = (
        Column("practice", {"fr": "B reprend de A", "en": "B takes over from A"}[language], "name", 40),
        Column("three", {"fr": "B à 3 mois", "en": "B at 3 months"}[language], "number", 18),
        Column("twelve", {"fr": "B à 12 mois", "en": "B at 12 months"}[language], "number", 18),
        Column("lead", {"fr": "Avance de A à 12 mois (pt)", "en": "Lead of A at 12 months (pt)"}[language], "number", 24),
    )
    made = tuple(
        Row(
            (
                Cell(typeset(label[language], language)),
                Cell(format_share(three, language, 1)),
                Cell(format_share(twelve, language, 1)),
                Cell(format_points(lead, language, 1, unit=False)),
            )
        )
        for label, three, twelve, lead in rows
    )
    caption = {"fr": "Ce que change chaque pratique, prise seule", "en": "What each practice changes, taken alone"}[language]
    note = {"fr": "points de pourcentage", "en": "percentage points"}[language]
    return TableDisplay(
        "tbl-agencies-sensitivity",
        Sheet(language, caption, columns, made, notes=(("pt", note),), foot=typeset(_SIMULATED[language], language)),
    )
