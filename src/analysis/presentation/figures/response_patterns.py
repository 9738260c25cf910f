"""At which follow-ups the same people were reached: one bar a pattern of those who are lost for good, and one for those who come back."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.bars import Bar, bars_height, paint_bars
from analysis.presentation.figures.paper import Words, figure, without_cases
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import symbol_of, word_of
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.released import Result, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.response import patterns_of

_SUBTITLE = Bilingual(
    "Participations de la cohorte selon les suivis où la personne a été jointe{period}",
    "Participations of the cohort by the follow-ups at which the person was reached{period}",
)
_MESSAGE = Bilingual(
    "{share} des personnes suivies ont été jointes après une absence",
    "{share} of those followed were reached after an absence",
)
_NEUTRAL = Bilingual("Suivis où les mêmes personnes ont été jointes", "Follow-ups at which the same people were reached")
_WHAT = Bilingual(
    "Une barre par profil de réponse sans retour, puis une pour tous ceux qui reviennent; la longueur est le nombre de participations.",
    "One bar for each pattern without a return, then one for all those who come back; its length is the number of participations.",
)
_TABLE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
_COMES_BACK = Bilingual("Jointes après une absence", "Reached after an absence")


def response_patterns(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-response-patterns",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return bars of the patterns of people lost for good, from always to never reached, and of all those who come back."""
    found = patterns_of(table)
    lines = [(label_of(table, "pattern", code, language), row) for code, row in found.get("monotone", {}).items() if code != TOTAL]
    back = found.get("intermittent", {}).get(TOTAL)
    if back is not None:
        lines.append((in_words(_COMES_BACK, language), back))
    message = in_words(_NEUTRAL, language)
    if back is not None and back.value and back.number("share") is not None:
        message = in_words(_MESSAGE, language, share=format_share(back.number("share") or 0.0, language, 0))
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    alt = f"{in_words(_WHAT, language)} {message}. {in_words(_TABLE, language)}"
    words = Words(caption or message, in_words(_SUBTITLE, language, period=period), source_line(table, language), alt)
    if not any(row.denominator for _, row in lines):
        return without_cases(label, words, language)
    bars = [Bar(name, row.value, _text(row, language)) for name, row in lines]
    return figure(label, words, lambda width: bars_height(bars, width), lambda sheet: paint_bars(sheet, bars))


def _text(row: Result, language: Language) -> str:
    if row.value is None:
        return f"{symbol_of(row.absence, language)} {word_of(row.absence, language)}" if row.absence else "–"
    share = row.number("share")
    count = format_number(row.value, language)
    return count if share is None else f"{count} ({format_share(share, language, 0)})"
