"""What makes the score: points by indicator, by dimension and overall, and what the rule of capping changes."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import label_of
from analysis.presentation.marks import verdict_of, verdict_symbol, verdict_word
from analysis.presentation.numbers import format_interval, format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import in_words, titled
from analysis.presentation.tables.shown import released_display

_GROUPS = {
    "points": Bilingual("Indicateurs", "Indicators"),
    "dimension": Bilingual("Dimensions", "Dimensions"),
    "overall": Bilingual("Ensemble", "Overall"),
}
_ORDER = ("points", "dimension", "overall")
_DECIMALS = 2


def score_rows(table: ReleasedTable) -> list[Result]:
    """Return the rows about everyone: indicators, then dimensions, then the overall score."""
    found = [row for row in results(table) if row.is_total]
    return sorted(found, key=lambda row: _ORDER.index(str(row.derived.get("kind"))))


def _points(value: float | None, row: Result, language: Language, *, signed: bool = False) -> Cell:
    if value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    return Cell(format_number(value, language, _DECIMALS, signed=signed))


def score(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-score",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return the points of each indicator and dimension and the overall score, with their intervals and gaps to the points at the standard.

    For tables of `accountability.scoring.score`; points are those of the capping rule of the framework.
    """
    rows = []
    for row in score_rows(table):
        kind = str(row.derived.get("kind"))
        weight = row.number("weight")
        interval = Cell("–", is_light=True)
        if row.value is None:
            interval = _points(None, row, language)
        elif row.low is not None and row.high is not None:
            interval = Cell(format_interval(row.low, row.high, row.unit, language, _DECIMALS), is_light=True)
        verdict = verdict_of(row.derived.get("verdict"), row.absence)
        rows.append(
            Row(
                (
                    Cell(label_of(table, "indicator", row.indicator, language)),
                    Cell("–") if weight is None else Cell(format_share(weight, language, 0)),
                    _points(row.value, row, language),
                    interval,
                    _points(row.number("minimum"), row, language) if row.number("minimum") is not None else Cell("–"),
                    _points(row.number("gap"), row, language, signed=True),
                    Cell(verdict_word(verdict, language), symbol=verdict_symbol(verdict)),
                ),
                is_total=kind == "overall",
                group=_GROUPS[kind][language],
            )
        )
    columns = (
        Column("part", in_words(Bilingual("Élément", "Part"), language), "name", 28),
        Column("weight", in_words(Bilingual("Poids", "Weight"), language), "number", 8),
        Column("points", in_words(Bilingual("Points", "Points"), language), "number", 9),
        Column("interval", in_words(Bilingual("Intervalle à 95 %", "95% interval"), language), "number", 14),
        Column("minimum", in_words(Bilingual("Points à la norme", "Points at the standard"), language), "number", 11),
        Column("gap", in_words(Bilingual("Écart", "Gap"), language), "number", 9),
        Column("verdict", in_words(Bilingual("Constat", "Finding"), language), "text", 12),
    )
    title = Bilingual("Points de chaque indicateur et note globale", "Points of each indicator and overall score")
    text = caption or titled(title, language, fiscal_year)
    return released_display(table, columns, rows, caption=text, label=label, language=language)


def score_cappings(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-cappings",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return the dimensions and the overall score under each capping rule, and whether the rule changes the finding."""
    rows = []
    for row in score_rows(table):
        kind = str(row.derived.get("kind"))
        if kind == "points":
            continue
        depends = str(row.derived.get("verdict_depends_on_capping"))
        answer = {"yes": Bilingual("oui", "yes"), "no": Bilingual("non", "no")}.get(depends)
        rows.append(
            Row(
                (
                    Cell(label_of(table, "indicator", row.indicator, language)),
                    *(_points(row.number(rule), row, language) for rule in ("uncapped", "at_whole", "at_standard")),
                    _points(row.number("minimum"), row, language) if row.number("minimum") is not None else Cell("–"),
                    Cell(answer[language]) if answer else Cell("–"),
                ),
                is_total=kind == "overall",
            )
        )
    columns = (
        Column("part", in_words(Bilingual("Élément", "Part"), language), "name", 28),
        Column("uncapped", in_words(Bilingual("Sans plafond", "Uncapped"), language), "number", 11),
        Column("at_whole", in_words(Bilingual("Plafond à 100 %", "Capped at 100%"), language), "number", 12),
        Column("at_standard", in_words(Bilingual("Plafond à la norme", "Capped at the standard"), language), "number", 13),
        Column("minimum", in_words(Bilingual("Points à la norme", "Points at the standard"), language), "number", 12),
        Column("depends", in_words(Bilingual("La règle change le constat", "The rule changes the finding"), language), "text", 14),
    )
    title = Bilingual("La note selon la règle de plafonnement", "The score under each capping rule")
    text = caption or titled(title, language, fiscal_year)
    return released_display(table, columns, rows, caption=text, label=label, language=language)
