"""Why rows were refused: one bar a reason, from the most frequent."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.bars import Bar, bars_height, paint_bars
from analysis.presentation.figures.paper import Words, figure
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.numbers import format_number
from analysis.presentation.released import results, source_line
from analysis.presentation.tables.cells import in_words


def refusals(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-refusals",
    caption: str | None = None,
    most: int = 12,
) -> FigureDisplay:
    """Return the problems found by reason, over all tables, from the most frequent; reasons beyond `most` are counted together.

    Uses the rows `refusals` of a quality table about all tables together.
    """
    rows = [row for row in results(table) if row.indicator == "refusals" and row.where["table"] == TOTAL]
    counts = {row.where["reason"]: row.value for row in rows if row.where["reason"] != TOTAL and row.value}
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    total = sum(counts.values())
    bars = [Bar(label_of(table, "reason", reason, language), count, format_number(count, language)) for reason, count in ordered[:most]]
    if len(ordered) > most:
        rest = sum(count for _, count in ordered[most:])
        name = in_words(Bilingual("{n} autres motifs", "{n} other reasons"), language, n=len(ordered) - most)
        bars.append(Bar(name, rest, format_number(rest, language)))
    if ordered:
        text = Bilingual(
            "{n} problèmes relevés; le plus fréquent : {reason} ({k})", "{n} problems found; the most frequent: {reason} ({k})"
        )
        if total < 2:
            text = Bilingual("Un seul problème relevé : {reason}", "A single problem found: {reason}")
        reason = label_of(table, "reason", ordered[0][0], language, inside=True)
        k, n = format_number(ordered[0][1], language), format_number(total, language)
        message = in_words(text, language, n=n, reason=reason, k=k)
    else:
        message = in_words(Bilingual("Aucun problème relevé", "No problem found"), language)
        bars = [Bar(in_words(Bilingual("Aucun motif", "No reason"), language), 0.0, "0")]
    subtitle = Bilingual("Problèmes relevés par motif, toutes tables réunies", "Problems found by reason, all tables together")
    what = Bilingual("Barres horizontales depuis zéro, une par motif.", "Horizontal bars from zero, one for each reason.")
    where = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
    alt = f"{in_words(what, language)} {message}. {where[language]}"
    words = Words(caption or message, in_words(subtitle, language), source_line(table, language), alt)
    return figure(label, words, lambda width: bars_height(bars, width), lambda sheet: paint_bars(sheet, bars))
