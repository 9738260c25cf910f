"""The nine indicators as the case studies show them: what counts for how much, and a score worked out under the three capping rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from analysis.core.languages import Bilingual, Language
from analysis.exercises import supported_employment as se
from analysis.frameworks.model import Framework
from analysis.frameworks.standards import Capping
from analysis.presentation.display import TableDisplay
from analysis.presentation.numbers import format_as_written, format_number, format_share
from analysis.presentation.sheet import Cell, Column, Row, Sheet
from analysis.presentation.typography import typeset

CAPPING_WORDS: Mapping[Capping, Bilingual] = {
    Capping.UNCAPPED: Bilingual("sans plafond", "uncapped"),
    Capping.AT_WHOLE: Bilingual("plafonné à 100 %", "capped at 100%"),
    Capping.AT_STANDARD: Bilingual("plafonné à chaque norme", "capped at each standard"),
}
VERDICTS = {True: ("✓", Bilingual("atteint", "met")), False: ("✗", Bilingual("non atteint", "not met"))}


def exact_decimal(value: Fraction) -> Decimal:
    """Return a fraction as a decimal of 28 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def framework_table(framework: Framework, language: Language, label: str = "tbl-nine-indicators") -> TableDisplay:
    """Return the nine indicators with their standards and weights."""
    columns = (
        Column("indicator", {"fr": "Indicateur", "en": "Indicator"}[language], "name", 50),
        Column("dimension", "Dimension", "text", 25),
        Column("standard", {"fr": "Norme minimale", "en": "Minimum standard"}[language], "number", 15),
        Column("weight", {"fr": "Poids", "en": "Weight"}[language], "number", 10),
    )
    dimensions = {dimension.name: dimension.label[language] for dimension in framework.dimensions}
    rows = tuple(
        Row(
            (
                Cell(typeset(item.label[language], language)),
                Cell(dimensions.get(item.dimension or "", "–")),
                Cell(format_as_written(se.standard_of(framework, item.name), item.unit, language)),
                Cell(format_share(se.weight_of(framework, item.name), language, 0)),
            )
        )
        for item in framework.indicators
    )
    caption = {"fr": "Les neuf indicateurs, leurs normes et leurs poids", "en": "The nine indicators, their standards and weights"}[
        language
    ]
    source = framework.documents[0].title[language]
    return TableDisplay(
        label,
        Sheet(language, caption, columns, rows, foot=typeset({"fr": "Source : ", "en": "Source: "}[language] + source + ".", language)),
    )


def score_table(
    framework: Framework,
    results: Mapping[str, Decimal | Fraction],
    language: Language,
    label: str = "tbl-score-tried",
    caption: str | None = None,
) -> TableDisplay:
    """Return the score by dimension and overall under each capping rule, with the verdict of each."""
    columns = (
        Column("part", {"fr": "Élément", "en": "Part"}[language], "name", 28),
        *(Column(capping.value, typeset(CAPPING_WORDS[capping][language].capitalize(), language), "number", 24) for capping in Capping),
    )
    standings = {capping: se.standing(framework, results, capping) for capping in Capping}
    rows = [
        Row(
            (
                Cell(dimension.label[language]),
                *(Cell(_points(found.by_dimension[dimension.name], language)) for found in standings.values()),
            )
        )
        for dimension in framework.dimensions
    ]
    overall = tuple(Cell(_points(found.overall, language)) for found in standings.values())
    rows.append(Row((Cell({"fr": "Qualité globale", "en": "Overall quality"}[language]), *overall), is_total=True))
    minimum = tuple(Cell(_points(found.minimum, language)) for found in standings.values())
    rows.append(Row((Cell({"fr": "À la norme partout", "en": "At every standard"}[language]), *minimum)))
    verdicts = tuple(Cell(VERDICTS[found.is_met][1][language], symbol=VERDICTS[found.is_met][0]) for found in standings.values())
    rows.append(Row((Cell({"fr": "Constat", "en": "Finding"}[language]), *verdicts)))
    title = caption or {"fr": "La note sur 10 selon les trois règles", "en": "The score out of 10 under the three rules"}[language]
    foot = {"fr": "Constat pris sur les valeurs non arrondies.", "en": "The finding is taken on unrounded values."}[language]
    return TableDisplay(label, Sheet(language, typeset(title, language), columns, tuple(rows), foot=foot))


def _points(value: Fraction, language: Language) -> str:
    return format_number(exact_decimal(value), language, 2)
