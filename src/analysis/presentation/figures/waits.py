"""How long requests took: bars of how many were dealt with in each class of days."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.bars import Bar, bars_height, paint_bars
from analysis.presentation.figures.paper import Words, figure, without_cases
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import symbol_of
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words

_SUBTITLE = Bilingual(
    "{name} reçues dans l'exercice et traitées, par délai de traitement{period}",
    "{name} received in the fiscal year and dealt with, by processing time{period}",
)
_MESSAGE = Bilingual(
    "{share} des {name} sont traitées en {days} jours ou moins", "{share} of {name} are dealt with in {days} days or fewer"
)
_NEUTRAL = Bilingual("Délai de traitement : {name}", "Processing time: {name}")
_WHAT = Bilingual(
    "Une barre par classe de délai; la longueur est le nombre de demandes.", "One bar for each class; its length is the number of requests."
)
_TABLE = Bilingual("Les délais moyens sont dans le tableau du même chapitre.", "Mean times are in the table of the same chapter.")


def waits(
    table: ReleasedTable,
    *,
    requests: str,
    language: Language,
    label: str = "fig-waits",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return a bar a class of days for one kind of request, with its count and its share; a hidden one keeps its line."""
    rows = [row for row in results(table) if row.where["requests"] == requests and row.where["days"] != TOTAL]
    name = label_of(table, "requests", requests, language, inside=True)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    message = _message(rows, name, language)
    subtitle = in_words(_SUBTITLE, language, name=label_of(table, "requests", requests, language), period=period)
    alt = f"{in_words(_WHAT, language)} {message}. {in_words(_TABLE, language)}"
    words = Words(caption or message, subtitle, source_line(table, language), alt)
    if not any(row.denominator for row in rows):
        return without_cases(label, words, language)
    bars = [Bar(label_of(table, "days", row.where["days"], language), row.value, _text(row, language)) for row in rows]
    return figure(label, words, lambda width: bars_height(bars, width), lambda sheet: paint_bars(sheet, bars))


def _text(row: Result, language: Language) -> str:
    if row.value is None:
        return symbol_of(row.absence, language) if row.absence else "–"
    count = format_number(row.value, language)
    return f"{count} ({format_share(row.value / row.denominator, language, 0)})" if row.denominator else count


def _message(rows: list[Result], name: str, language: Language) -> str:
    """Say in how many days at least half were dealt with; neutral when a class before it is hidden or nobody waited."""
    total = next((row.denominator for row in rows if row.denominator), None)
    added = 0.0
    for row in rows:
        last = row.where["days"].rsplit("-", 1)[-1]
        if row.value is None or not total or not last.isdigit():
            break
        added += row.value
        if added >= total / 2:
            return in_words(_MESSAGE, language, share=format_share(added / total, language, 0), name=name, days=last)
    return in_words(_NEUTRAL, language, name=name)
