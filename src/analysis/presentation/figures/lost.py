"""How those reached differ from those not reached: a dot and its interval for each characteristic, on both sides of no difference."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks
from analysis.presentation.labels import label_of
from analysis.presentation.numbers import format_number
from analysis.presentation.released import Result, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.response import ordered_differences

SMALL_DIFFERENCE = 0.1
"""Austin (2009): below a tenth of a standard deviation, two groups are usually held to be alike."""
_SUBTITLE = Bilingual(
    "Différence standardisée entre personnes jointes et non jointes, et intervalle à 95 %{period}",
    "Standardised difference between people reached and not reached, and 95% interval{period}",
)
_APART = Bilingual(
    "{name} : ce qui distingue le plus les personnes jointes des autres", "{name}: what sets those reached most apart from the others"
)
_ALIKE = Bilingual("Aucune caractéristique ne distingue nettement les jointes", "No characteristic clearly sets those reached apart")
_NOTHING = Bilingual("Personnes jointes et non jointes : rien à montrer", "People reached and not reached: nothing to show")
_WHAT = Bilingual(
    "Un point et son intervalle par caractéristique, de la plus grande différence à la plus petite; à droite du trait, plus "
    "fréquente parmi les jointes.",
    "One dot and its interval for each characteristic, from the largest difference to the smallest; right of the line, more frequent among "
    "those reached.",
)
_TABLE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
_FOOT = Bilingual(
    "Bande : moins d'un dixième d'écart-type, que l'on tient d'ordinaire pour semblable.",
    "Band: less than a tenth of a standard deviation, usually held to be alike.",
)
_LEFT = Bilingual("plus parmi les non jointes", "more among those not reached")
_RIGHT = Bilingual("plus parmi les jointes", "more among those reached")


def lost(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-lost",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return the standardised differences as dots with intervals around nought, the largest first; hidden ones have no line."""
    rows = [row for row in ordered_differences(table) if row.value is not None]
    n_hidden = len(ordered_differences(table)) - len(rows)
    message = _message(table, rows, language)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    foot = f"{in_words(_FOOT, language)} {source_line(table, language)}"
    if n_hidden:
        absent = Bilingual("Sans point : masqué ou aucun cas ({n}).", "No dot: hidden or no cases ({n}).")
        foot += " " + in_words(absent, language, n=format_number(n_hidden, language))
    alt = f"{in_words(_WHAT, language)} {message}. {in_words(_TABLE, language)}"
    words = Words(caption or message, in_words(_SUBTITLE, language, period=period), foot, alt)
    if not rows:
        return without_cases(label, words, language)
    names = [label_of(table, "group", row.where["group"], language) for row in rows]

    def height(width: float) -> float:
        return len(rows) * (44 if width < 500 else 32) + 58

    return figure(label, words, height, lambda sheet: _paint(sheet, rows, names, language))


def _message(table: ReleasedTable, rows: Sequence[Result], language: Language) -> str:
    """Name the characteristic that sets those reached apart the most when its interval is beyond what is held to be alike."""
    if not rows:
        return in_words(_NOTHING, language)
    low, high = rows[0].low or 0.0, rows[0].high or 0.0
    if low > SMALL_DIFFERENCE or high < -SMALL_DIFFERENCE:
        return in_words(_APART, language, name=label_of(table, "group", rows[0].where["group"], language))
    return in_words(_ALIKE, language)


def _paint(sheet: Sheet, rows: Sequence[Result], names: Sequence[str], language: Language) -> None:
    drawing = sheet.drawing
    ends = [abs(end or 0.0) for row in rows for end in (row.low, row.high)]
    widest = max(*ends, 2 * SMALL_DIFFERENCE) * 1.05
    left, right = (6.0, sheet.width - 6) if sheet.is_narrow else (250.0, sheet.width - 62)
    x = Scale(-widest, widest, left, right)
    first, last = sheet.top + 26, sheet.bottom - 24
    drawing.box(x(-SMALL_DIFFERENCE), first, x(SMALL_DIFFERENCE) - x(-SMALL_DIFFERENCE), last - first, colour=INK, opacity=FAINT / 2)
    drawing.line([(x(0), first - 4), (x(0), last)], width=1.4, opacity=0.7)
    drawing.text(x(0) - 8, first - 9, in_words(_LEFT, language), size=SMALL, anchor="end", opacity=SOFT)
    drawing.text(x(0) + 8, first - 9, in_words(_RIGHT, language), size=SMALL, opacity=SOFT)
    for tick in round_ticks(-widest, widest, 4 if sheet.is_narrow else 6):
        drawing.line([(x(tick), first), (x(tick), last)], opacity=FAINT)
        drawing.text(x(tick), last + 17, format_number(tick, language, 1, signed=True), size=SMALL, anchor="middle", opacity=SOFT)
    step = 44 if sheet.is_narrow else 32
    for at, (row, name) in enumerate(zip(rows, names, strict=True)):
        y = first + at * step + (32 if sheet.is_narrow else 16)
        value, low, high = row.value or 0.0, row.low or 0.0, row.high or 0.0
        said = format_number(value, language, 2, signed=True)
        if sheet.is_narrow:
            drawing.text(0, y - 14, wrapped(name, TEXT, sheet.width - 60, most=1)[0])
            drawing.text(sheet.width, y - 14, said, size=SMALL, anchor="end")
        else:
            lines = wrapped(name, TEXT, 240, most=2)
            for place, line in enumerate(lines):
                drawing.text(0, y + 4.5 + (place - (len(lines) - 1) / 2) * 14, line)
            drawing.text(sheet.width, y + 4.5, said, anchor="end")
        drawing.line([(x(low), y), (x(high), y)], width=2.2, colour=BLUE)
        drawing.circle(x(value), y, 4.5, colour=BLUE, hollow=low <= 0 <= high)
