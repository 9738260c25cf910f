"""How many answers each result lacks: what a rate does not say by itself."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import column_title, label_of
from analysis.presentation.numbers import format_number
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import in_words, titled
from analysis.presentation.tables.shown import released_display

_TITLE = Bilingual("Réponses qui manquent à chaque résultat", "Answers that each result lacks")
_HEADINGS = (
    ("counted", Bilingual("Comptées au dénominateur", "Counted in the denominator"), 18),
    ("missing", Bilingual("Sans réponse", "Missing"), 14),
)
_NOTE = Bilingual(
    "le cadre dit de chaque indicateur si une réponse manquante reste au dénominateur ou en sort : voir le chapitre des définitions",
    "the framework says of each indicator whether a missing answer stays in the denominator or leaves it: see the chapter of definitions",
)


def missing(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-missing",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row an indicator about everyone: its denominator and how many answers are missing, hidden as the result is."""
    columns = [
        Column("indicator", column_title("indicator", language), "name", 36),
        *(Column(key, in_words(title, language), "number", width) for key, title, width in _HEADINGS),
    ]
    rows = [
        Row((Cell(label_of(table, "indicator", row.indicator, language)), *_cells(row, language))) for row in results(table) if row.is_total
    ]
    text = caption or titled(_TITLE, language, fiscal_year)
    return released_display(table, columns, rows, caption=text, label=label, language=language, notes=(("", in_words(_NOTE, language)),))


def _cells(row: Result, language: Language) -> tuple[Cell, Cell]:
    if row.denominator is None or row.n_missing is None:
        nothing = absent(row.absence, language) if row.absence else Cell("–")
        return nothing, nothing
    return Cell(format_number(row.denominator, language)), Cell(format_number(row.n_missing, language))
