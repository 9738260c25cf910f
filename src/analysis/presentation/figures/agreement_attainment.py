"""The attainment of one target by agreement: a dot with its interval each on one scale where 100 is the target. Not a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, SMALL, SOFT, VERMILLION
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.numbers import format_number, format_share, is_share
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words

MOST = 45
"""Lines that a page holds; the agreements with the largest targets come first, the others are in the data."""
_SUBTITLE = Bilingual(
    "{name} : obtenu en pourcentage de la cible en vigueur, intervalle à 95 %, de la plus grande cible à la plus petite{period}",
    "{name}: obtained as a percentage of the target in force, 95% interval, from the largest target to the smallest{period}",
)
_BELOW = Bilingual(
    "{k} des {n} ententes montrées ont un intervalle tout entier sous leur cible",
    "{k} of the {n} agreements shown have an interval entirely below their target",
)
_ONE_BELOW = Bilingual(
    "{k} des {n} ententes montrées a un intervalle tout entier sous sa cible",
    "{k} of the {n} agreements shown has an interval entirely below its target",
)
_NEUTRAL = Bilingual(
    "Aucune des {n} ententes montrées n'a un intervalle tout entier sous sa cible",
    "Of the {n} agreements shown, not one has an interval entirely below its target",
)
_NOTHING = Bilingual("Aucune entente à comparer à sa cible", "No agreement to hold to its target")
_FOOT = Bilingual("Sans point : {n} ententes masquées ou sans cas.", "No dot: {n} agreements hidden or without cases.")
_FOOT_MORE = Bilingual(" {n} autres sont dans les données.", " {n} others are in the data.")
_WHAT = Bilingual(
    "Une ligne par entente, un point et son intervalle; la cible de chacune vaut 100. {message}. Les valeurs sont dans les données.",
    "One line for each agreement, a dot and its interval; the target of each is 100. {message}. The values are in the data.",
)
_MARK = Bilingual("cible = 100", "target = 100")
_HOLLOW = Bilingual("Point creux : intervalle tout entier sous la cible.", "Hollow dot: interval entirely below the target.")


@dataclass(frozen=True, slots=True)
class _Dot:
    name: str
    at: float
    low: float
    high: float
    text: str

    @property
    def is_below(self) -> bool:
        return self.high < 100


def agreement_attainment(
    table: ReleasedTable,
    *,
    language: Language,
    indicator: str | None = None,
    label: str = "fig-agreement-attainment",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return the attainment of the agreements shown for one indicator (the first that counts when not given)."""
    every = [row for row in results(table) if row.where["agreement_id"] != TOTAL]
    chosen = indicator or next((row.indicator for row in every if not is_share(row.unit)), next((row.indicator for row in every), ""))
    rows = [row for row in every if row.indicator == chosen]
    shown = [row for row in rows if row.number("attainment") is not None]
    dots = [_dot(table, row, language) for row in sorted(shown, key=lambda row: (-(row.standard or 0.0), row.where["agreement_id"]))]
    below = sum(dot.is_below for dot in dots)
    text = _NEUTRAL if below == 0 else _ONE_BELOW if below == 1 else _BELOW
    message = in_words(text, language, k=format_number(below, language), n=format_number(len(dots), language))
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    name = label_of(table, "indicator", chosen, language) if chosen else ""
    foot = in_words(_FOOT, language, n=format_number(sum(row.absence is not None for row in rows), language))
    if len(dots) > MOST:
        foot += in_words(_FOOT_MORE, language, n=format_number(len(dots) - MOST, language))
    foot = f"{in_words(_HOLLOW, language)} {foot} {source_line(table, language)}"
    if not dots:
        message = in_words(_NOTHING, language)
    words = Words(
        caption or message,
        in_words(_SUBTITLE, language, name=name, period=period) if name else "",
        foot,
        in_words(_WHAT, language, message=message),
    )
    if not dots:
        return without_cases(label, words, language)
    drawn = dots[:MOST]

    def height(width: float) -> float:
        return 48 + len(drawn) * (38 if width < 500 else 21)

    return figure(label, words, height, lambda sheet: _paint(sheet, drawn, language))


def _dot(table: ReleasedTable, row: Result, language: Language) -> _Dot:
    at, low, high = (100 * (row.number(name) or 0.0) for name in ("attainment", "attainment_low", "attainment_high"))
    slash = f"{format_number(row.numerator or 0.0, language)} / {format_number(row.standard or 0.0, language)}"
    said = slash if not is_share(row.unit) else format_share(row.value or 0.0, language, 0)
    return _Dot(label_of(table, "agreement_id", row.where["agreement_id"], language), at, low, high, said)


def _paint(sheet: Sheet, dots: Sequence[_Dot], language: Language) -> None:
    drawing = sheet.drawing
    left, right = (6.0, sheet.width - 6) if sheet.is_narrow else (232.0, sheet.width - 84)
    low, high = min(60.0, *(dot.low for dot in dots)), max(120.0, *(dot.high for dot in dots))
    x = Scale(low, high, left, right)
    step = 38 if sheet.is_narrow else 21
    first, last = sheet.top + 22, sheet.bottom - 24
    for tick in round_ticks(low, high, 4 if sheet.is_narrow else 6):
        drawing.line([(x(tick), first), (x(tick), last)], opacity=FAINT)
        drawing.text(x(tick), last + 16, format_number(tick, language), size=SMALL, anchor="middle", opacity=SOFT)
    drawing.line([(x(100), first - 4), (x(100), last)], width=1.6)
    drawing.text(x(100), first - 9, in_words(_MARK, language), size=SMALL, anchor="middle", bold=True)
    for at, dot in enumerate(dots):
        y = first + at * step + (28 if sheet.is_narrow else step / 2)
        if sheet.is_narrow:
            drawing.text(0, y - 9, wrapped(dot.name, SMALL, sheet.width - 84, most=1)[0], size=SMALL)
        else:
            drawing.text(0, y + 4, wrapped(dot.name, SMALL, 222, most=1)[0], size=SMALL)
        drawing.text(sheet.width, y - 9 if sheet.is_narrow else y + 4, dot.text, size=SMALL, anchor="end", opacity=SOFT)
        colour = VERMILLION if dot.is_below else BLUE
        drawing.line([(x(dot.low), y), (x(dot.high), y)], width=2.0, colour=colour)
        drawing.circle(x(dot.at), y, 4.0, colour=colour, hollow=dot.is_below)
