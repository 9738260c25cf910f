"""What results are made of: the points a score loses, and a change split into who is counted and how they did."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.numbers import decimals_of, format_gap, format_number, format_share, format_value, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import in_words, titled
from analysis.presentation.tables.shown import released_display

_ADD_UP = Bilingual(
    "les lignes s'additionnent exactement à la dernière avant d'être arrondies", "the rows add up exactly to the last one before rounding"
)


def points_lost(
    table: ReleasedTable, *, language: Language, fiscal_year: FiscalYear, label: str = "tbl-points-lost", caption: str | None = None
) -> TableDisplay:
    """Return one row an indicator, the one that loses most first: points obtained of how many, lost, their share, won since last year."""
    heads = {
        "points": Bilingual("Points obtenus", "Points obtained"),
        "full": Bilingual("sur", "out of"),
        "lost": Bilingual("Points perdus", "Points lost"),
        "share": Bilingual("Part de ce qui est perdu", "Share of what is lost"),
        "change": Bilingual("Points gagnés depuis l'exercice précédent", "Points won since the year before"),
    }
    columns = [Column("indicator", column_title("indicator", language), "name", 32)]
    columns += [Column(key, in_words(title, language), "number", 13) for key, title in heads.items()]
    every = sorted(results(table), key=lambda row: (str(row.derived.get("kind")) == "overall", -(row.value or 0.0)))
    rows = []
    for row in every:
        is_whole = str(row.derived.get("kind")) == "overall"
        share = row.number("share_of_loss")
        cells = (
            Cell(label_of(table, "indicator", row.indicator, language)),
            _points(row.number("points"), row, language),
            _points(row.number("full"), row, language),
            _points(row.value, row, language),
            Cell("–") if share is None else Cell(format_share(share, language, 0)),
            _points(row.number("change"), row, language, signed=True),
        )
        rows.append(Row(cells, is_total=is_whole))
    title = Bilingual("Les points que perd la note", "The points that the score loses")
    text = caption or titled(title, language, fiscal_year)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=[("", in_words(_ADD_UP, language))])


def _points(value: float | None, row: Result, language: Language, *, signed: bool = False) -> Cell:
    if value is None:
        return absent(row.absence, language) if row.absence and row.value is None else Cell("–")
    return Cell(format_number(value, language, 2, signed=signed))


def mix_and_rates(
    table: ReleasedTable,
    *,
    dimension: str = "region",
    language: Language,
    fiscal_year: FiscalYear,
    label: str = "tbl-change",
    caption: str | None = None,
) -> TableDisplay:
    """Return one row a group: its weight and its result a year before and now, and the change it brings as mix and as rate."""
    every = sorted(
        results(table), key=lambda row: (row.where[dimension] == TOTAL, row.where[dimension] == "remainder", row.where[dimension])
    )
    unit = every[0].unit if every else Unit.SHARE
    pt = " (pt)" if is_share(unit) else ""
    heads = {
        "part": Bilingual("Poids, un an plus tôt et maintenant", "Weight, a year before and now"),
        "result": Bilingual("Résultat, un an plus tôt et maintenant", "Result, a year before and now"),
        "mix": Bilingual(f"Changement de composition{pt}", f"Change of mix{pt}"),
        "rate": Bilingual(f"Changement des taux{pt}", f"Change of rates{pt}"),
        "both": Bilingual(f"Ensemble{pt}", f"Together{pt}"),
    }
    columns = [Column(dimension, column_title(dimension, language), "name", 26)]
    columns += [Column(key, in_words(title, language), "number", 16) for key, title in heads.items()]
    decimals = 1 if is_share(unit) else max(decimals_of(unit), 2) + 1
    arrow = " → "

    def pair(row: Result, name: str, *, as_share: bool) -> Cell:
        ends = [row.number(f"{name}_before"), row.number(f"{name}_after")]
        texts = ["–" if one is None else format_share(one, language, 0) if as_share else _value(one, unit, language) for one in ends]
        return Cell("–") if all(one is None for one in ends) else Cell(arrow.join(texts))

    def effect(value: float | None) -> Cell:
        return Cell("–") if value is None else Cell(format_gap(value, unit, language, decimals))

    rows = [
        Row(
            (
                Cell(label_of(table, dimension, row.where[dimension], language)),
                pair(row, "part", as_share=True),
                pair(row, "rate", as_share=False),
                effect(row.number("mix_effect")),
                effect(row.number("rate_effect")),
                effect(row.value),
            ),
            is_total=row.where[dimension] == TOTAL,
        )
        for row in every
    ]
    name = label_of(table, "indicator", every[0].indicator, language) if every else column_title("indicator", language)
    title = Bilingual("{name} : ce qui a changé depuis l'exercice précédent, {year}", "{name}: what changed since the year before, {year}")
    notes = [("", in_words(_ADD_UP, language))]
    if is_share(unit):
        notes.insert(0, ("pt", in_words(Bilingual("points de pourcentage", "percentage points"), language)))
    text = caption or in_words(title, language, name=name, year=fiscal_year.label(language))
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=notes)


def _value(value: float, unit: Unit, language: Language) -> str:
    return format_value(value, unit, language, 0 if is_share(unit) else max(decimals_of(unit), 2))
