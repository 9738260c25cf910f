"""One result read in several ways: a dot and its interval a reading, the first as a line through all of them."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks, tick_decimals
from analysis.presentation.marks import symbol_of
from analysis.presentation.numbers import format_points, format_value, is_share
from analysis.presentation.readings import Reading, Readings, read
from analysis.presentation.released import source_line
from analysis.presentation.tables.cells import decimals_by_unit, in_words

_SUBTITLE = Bilingual(
    "Résultat de chaque lecture et son intervalle à 95 %; le trait passe par la première",
    "Result of each reading and its 95% interval; the line goes through the first",
)
_MESSAGE = Bilingual(
    "D'une lecture à l'autre, le même résultat bouge de {points}", "From one reading to another the same result moves by {points}"
)
_NEUTRAL = Bilingual("Le même résultat, lu autrement", "The same result, read otherwise")
_WHAT = Bilingual("Une ligne par lecture, un point et son intervalle.", "One line a reading, a dot and its interval.")


def what_moves(readings: Readings, *, language: Language, label: str = "fig-what-moves", caption: str | None = None) -> FigureDisplay:
    """Return the readings one under the other in the order given; one that is hidden keeps its line."""
    found = read(readings)
    values = [reading.row.value for reading in found if reading.row.value is not None]
    message = in_words(_NEUTRAL, language)
    if len(values) > 1 and all(is_share(reading.row.unit) for reading in found):
        points = format_points(max(values) - min(values), language, 1).removeprefix("+")
        message = in_words(_MESSAGE, language, points=points)
    words = Words(
        caption or message,
        in_words(_SUBTITLE, language),
        source_line(readings[0][1], language) if readings else "",
        f"{in_words(_WHAT, language)} {message}.",
    )
    if not values:
        return without_cases(label, words, language)
    return figure(label, words, lambda width: len(found) * (46 if width < 500 else 30) + 34, lambda sheet: _paint(sheet, found, language))


def _paint(sheet: Sheet, found: Sequence[Reading], language: Language) -> None:
    drawing, rows = sheet.drawing, [reading.row for reading in found]
    unit, decimals = rows[0].unit, decimals_by_unit(rows)
    ends = [end for row in rows for end in (row.value, row.low, row.high) if end is not None]
    room = (max(ends) - min(ends)) * 0.06 or 0.02
    low, high = (max(min(ends) - room, 0.0), min(max(ends) + room, 1.0)) if is_share(unit) else (min(ends) - room, max(ends) + room)
    left, right = (6.0, sheet.width - 6) if sheet.is_narrow else (270.0, sheet.width - 66)
    x = Scale(low, high, left, right)
    first, last = sheet.top + 4, sheet.bottom - 24
    ticks = round_ticks(low, high, 4 if sheet.is_narrow else 6)
    for tick in ticks:
        drawing.line([(x(tick), first), (x(tick), last)], opacity=FAINT)
        text = format_value(tick, unit, language, tick_decimals(ticks, percent=is_share(unit)))
        drawing.text(x(tick), last + 16, text, size=SMALL, anchor="middle", opacity=SOFT)
    if rows[0].value is not None:
        drawing.line([(x(rows[0].value), first), (x(rows[0].value), last)], width=1.4, dashes=(4.0, 3.0))
    for at, reading in enumerate(found):
        row, y = reading.row, first + at * (46 if sheet.is_narrow else 30) + (32 if sheet.is_narrow else 15)
        baseline, width = (y - 15, sheet.width - 60) if sheet.is_narrow else (y + 4.5, 258.0)
        drawing.text(0, baseline, wrapped(reading.name, TEXT, width, most=1)[0])
        if row.value is None:
            drawing.text(sheet.width, baseline, symbol_of(row.absence, language) if row.absence else "–", size=SMALL, anchor="end")
            continue
        colour = INK if at == 0 else BLUE
        if row.low is not None and row.high is not None:
            drawing.line([(x(row.low), y), (x(row.high), y)], width=2.2, colour=colour)
        drawing.circle(x(row.value), y, 4.5, colour=colour, hollow=at == 0)
        drawing.text(sheet.width, baseline, format_value(row.value, unit, language, decimals[unit]), size=SMALL, anchor="end")
