"""What makes the score: from the points of results that equal their standards, indicator by indicator, to the score obtained."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure
from analysis.presentation.figures.scales import Scale, round_ticks, tick_decimals
from analysis.presentation.labels import label_of
from analysis.presentation.marks import symbol_of
from analysis.presentation.numbers import format_interval, format_number
from analysis.presentation.released import Result, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.score import score_rows

_Step = tuple[str, float | None, float | None]
"""Name, where the step begins, where it ends; None when its gap is not shown."""


def score_waterfall(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-score",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return the steps from the points at the standards to the score; for tables of `accountability.scoring.score`.

    When the points of an indicator are not shown, the later steps have no place to begin: only the names are kept.

    Raises
    ------
    ValueError
        When the table has no overall score.
    """
    rows = score_rows(table)
    overall = next((row for row in rows if row.derived.get("kind") == "overall"), None)
    if overall is None:
        raise ValueError("the table has no overall score")
    parts = [row for row in rows if row.derived.get("kind") == "points"]
    steps = _steps(table, parts, overall, language)
    message = _message(overall, language)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    subtitle = Bilingual(
        "Points gagnés ou perdus par rapport à la norme de chaque indicateur{period}",
        "Points gained or lost against the standard of each indicator{period}",
    )
    what = Bilingual(
        "Étapes horizontales, des points obtenus exactement à la norme jusqu'à la note.",
        "Horizontal steps, from the points obtained exactly at the standard to the score.",
    )
    where = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
    alt = f"{in_words(what, language)} {message}. {_largest(table, parts, language)}{where[language]}"
    words = Words(caption or message, in_words(subtitle, language, period=period), source_line(table, language), alt)

    def height(width: float) -> float:
        return (len(steps) + 2) * (46 if width < 500 else 34) + 26

    return figure(label, words, height, lambda sheet: _paint(sheet, steps, overall, language))


def _steps(table: ReleasedTable, parts: Sequence[Result], overall: Result, language: Language) -> list[_Step]:
    at = overall.number("minimum")
    steps: list[_Step] = []
    for row in parts:
        gap = row.number("gap")
        name = label_of(table, "indicator", row.indicator, language)
        if at is None or gap is None:
            steps.append((name, None, None))
            at = None
            continue
        steps.append((name, at, at + gap))
        at += gap
    return steps


def _message(overall: Result, language: Language) -> str:
    if overall.value is None:
        return in_words(Bilingual("Ce qui compose la note globale", "What makes the overall score"), language)
    value, minimum = format_number(overall.value, language, 2), overall.number("minimum")
    if overall.low is None or overall.high is None or minimum is None:
        return in_words(Bilingual("Note globale : {value}", "Overall score: {value}"), language, value=value)
    text = Bilingual(
        "Note globale : {value} (intervalle de {interval}), pour {minimum} à la norme",
        "Overall score: {value} (interval {interval}), for {minimum} at the standard",
    )
    interval = format_interval(overall.low, overall.high, overall.unit, language, 2)
    return in_words(text, language, value=value, interval=interval, minimum=format_number(minimum, language, 2))


def _largest(table: ReleasedTable, parts: Sequence[Result], language: Language) -> str:
    known = [row for row in parts if row.number("gap") is not None]
    if not known:
        return ""
    ends = [max(known, key=lambda row: row.number("gap") or 0.0), min(known, key=lambda row: row.number("gap") or 0.0)]
    said = [
        f"{label_of(table, 'indicator', row.indicator, language)} ({format_number(row.number('gap') or 0.0, language, 2, signed=True)})"
        for row in ends
    ]
    if len(known) == 1:
        return in_words(Bilingual("Seul écart connu : {gap}. ", "Only known gap: {gap}. "), language, gap=said[0])
    text = Bilingual(
        "Plus grand gain : {gain}; plus grande perte ou plus petit gain : {loss}. ",
        "Largest gain: {gain}; largest loss or smallest gain: {loss}. ",
    )
    return in_words(text, language, gain=said[0], loss=said[1])


def _paint(sheet: Sheet, steps: Sequence[_Step], overall: Result, language: Language) -> None:
    drawing = sheet.drawing
    minimum, value = overall.number("minimum"), overall.value
    ends = [end for _, first, last in steps for end in (first, last) if end is not None]
    ends += [end for end in (minimum, value, overall.low, overall.high) if end is not None]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = (high - low) * 0.08 or 0.1
    low, high = low - room, high + room
    step = 46 if sheet.is_narrow else 34
    left, right = (4.0, sheet.width - 56) if sheet.is_narrow else (244.0, sheet.width - 60)
    x = Scale(low, high, left, right)
    first, last = sheet.top + 4, sheet.bottom - 22
    ticks = round_ticks(low, high, 4 if sheet.is_narrow else 6)
    for tick in ticks:
        for at in range(len(steps) + 2):
            # On a narrow sheet the name stands above its step: the grid is drawn below it only.
            start = first + at * step + (20 if sheet.is_narrow else 0)
            drawing.line([(x(tick), start), (x(tick), first + (at + 1) * step)], opacity=FAINT)
        text = format_number(tick, language, tick_decimals(ticks, percent=False))
        drawing.text(x(tick), last + 16, text, size=SMALL, anchor="middle", opacity=SOFT)

    def line(at: int, name: str, *, bold: bool = False) -> float:
        y = first + at * step + (32 if sheet.is_narrow else 17)
        lines = wrapped(name, TEXT, sheet.width if sheet.is_narrow else 232, most=1 if sheet.is_narrow else 2)
        for place, text in enumerate(lines):
            drawing.text(0, y - 17 if sheet.is_narrow else y + 4.5 + (place - (len(lines) - 1) / 2) * 15, text, bold=bold)
        return y

    y = line(0, in_words(Bilingual("Exactement à la norme", "Exactly at the standard"), language), bold=True)
    if minimum is not None:
        drawing.circle(x(minimum), y, 5, colour=INK)
        drawing.text(x(minimum) + 9, y + 4.5, format_number(minimum, language, 2), size=SMALL, bold=True)
    before = None if minimum is None else (x(minimum), y)
    for at, (name, opening, closing) in enumerate(steps, 1):
        y = line(at, name)
        if opening is None or closing is None:
            drawing.text(left, y + 4.5, symbol_of(overall.absence, language) if overall.absence else "–", size=SMALL, opacity=SOFT)
            before = None
            continue
        if before is not None:
            drawing.line([(before[0], before[1] + 6), (before[0], y - 8)], opacity=0.5)
        begin, width = min(x(opening), x(closing)), abs(x(closing) - x(opening))
        if closing >= opening:
            drawing.box(begin, y - 8, max(width, 1.5), 16, colour=BLUE)
        else:
            drawing.box(begin + 0.8, y - 7.2, max(width - 1.6, 1.5), 14.4, colour=VERMILLION, outline=True, line_width=1.8)
        drawing.text(begin + width + 7, y + 4.5, format_number(closing - opening, language, 2, signed=True), size=SMALL)
        before = (x(closing), y)
    y = line(len(steps) + 1, in_words(Bilingual("Note obtenue", "Score obtained"), language), bold=True)
    if value is not None:
        if overall.low is not None and overall.high is not None:
            drawing.line([(x(overall.low), y), (x(overall.high), y)], width=2.5)
        if before is not None:
            drawing.line([(before[0], before[1] + 8), (before[0], y - 5)], opacity=0.5)
        drawing.circle(x(value), y, 5, colour=INK)
        end = x(overall.high) if overall.high is not None else x(value)
        drawing.text(end + 9, y + 4.5, format_number(value, language, 2), size=SMALL, bold=True)
    elif overall.absence is not None:
        drawing.text(left, y + 4.5, symbol_of(overall.absence, language), size=SMALL, opacity=SOFT)
