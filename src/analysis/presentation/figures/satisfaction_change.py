"""From the start to later: two dots a line, joined, for all who answered and for those who answered both times."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks, tick_decimals
from analysis.presentation.labels import label_of
from analysis.presentation.numbers import format_points, format_share, format_value
from analysis.presentation.released import Result, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.satisfaction import Pairs, pairs_of, points_interval, with_period

_SUBTITLE = Bilingual(
    "Part des réponses de 4 ou 5 au début (cercle) et à 12 mois ou au retrait (point plein)",
    "Share of answers of 4 or 5 at the start (circle) and at 12 months or withdrawal (full dot)",
)
_WHAT = Bilingual(
    "Une ligne par groupe de répondants, d'un cercle pour le début à un point plein pour la suite.",
    "One line a group of respondents, from a circle for the start to a full dot for later.",
)
_WHERE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
_ALL = Bilingual("{who}, toutes les réponses", "{who}, all answers")
_SAME = Bilingual("{who}, aux deux moments", "{who}, both occasions")
_ACROSS = Bilingual(
    "Aux deux moments, la satisfaction des {who} change de {points} (intervalle de {interval})",
    "On both occasions, the satisfaction of {who} changes by {points} (interval {interval})",
)
_NEUTRAL = Bilingual("Satisfaction au début et plus tard", "Satisfaction at the start and later")


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    start: float
    later: float
    is_same: bool
    change: str


def satisfaction_change(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-satisfaction-change",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
    years: int = 1,
) -> FigureDisplay:
    """Return the shares at the start and later, joined, of all who answered and of those who answered both times."""
    lines, message = [], in_words(_NEUTRAL, language)
    for respondent, found in pairs_of(table).items():
        who = label_of(table, "respondent", respondent, language)
        lines += _lines(found, who, language)
        row = found.change
        if respondent == "participant" and row is not None and row.value is not None and row.low is not None and row.high is not None:
            inside = label_of(table, "respondent", respondent, language, inside=True)
            points, interval = format_points(row.value, language, 1), points_interval(row.low, row.high, language)
            message = in_words(_ACROSS, language, who=inside, points=points, interval=interval)
    subtitle = with_period(in_words(_SUBTITLE, language), language, fiscal_year, years)
    alt = f"{in_words(_WHAT, language)} {message}. {in_words(_WHERE, language)}"
    words = Words(caption or message, subtitle, source_line(table, language), alt)
    if not lines:
        return without_cases(label, words, language)
    return figure(label, words, lambda width: len(lines) * (52 if width < 500 else 32) + 40, lambda sheet: _paint(sheet, lines, language))


def _lines(found: Pairs, who: str, language: Language) -> list[_Line]:
    lines = []
    if found.start is not None and found.later is not None and found.start.value is not None and found.later.value is not None:
        lines.append(_Line(in_words(_ALL, language, who=who), found.start.value, found.later.value, False, ""))
    start, later = _of_pairs(found.start_of_same, found.total), _of_pairs(found.later_of_same, found.total)
    if start is not None and later is not None:
        change = "" if found.change is None or found.change.value is None else format_points(found.change.value, language, 1, unit=False)
        lines.append(_Line(in_words(_SAME, language, who=who), start, later, True, change))
    return lines


def _of_pairs(part: Result | None, total: Result | None) -> float | None:
    if part is None or total is None or part.value is None or not total.value:
        return None
    return part.value / total.value


def _paint(sheet: Sheet, lines: list[_Line], language: Language) -> None:
    drawing = sheet.drawing
    values = [value for line in lines for value in (line.start, line.later)]
    room = max((max(values) - min(values)) * 0.25, 0.01)
    low, high = max(min(values) - room, 0.0), min(max(values) + room, 1.0)
    left, right = (8.0, sheet.width - 8) if sheet.is_narrow else (252.0, sheet.width - 70)
    x = Scale(low, high, left, right)
    first, last = sheet.top + 8, sheet.bottom - 24
    ticks = round_ticks(low, high, 4 if sheet.is_narrow else 6)
    for tick in ticks:
        drawing.line([(x(tick), first), (x(tick), last)], opacity=FAINT)
        text = format_value(tick, Unit.SHARE, language, tick_decimals(ticks, percent=True))
        drawing.text(x(tick), last + 16, text, size=SMALL, anchor="middle", opacity=SOFT)
    step = 52 if sheet.is_narrow else 32
    for at, line in enumerate(lines):
        y = first + at * step + (34 if sheet.is_narrow else 14)
        baseline, room = (y - 18, sheet.width - 50) if sheet.is_narrow else (y + 4.5, 240.0)
        drawing.text(0, baseline, wrapped(line.name, TEXT, room, most=1)[0])
        colour = BLUE if line.is_same else INK
        drawing.line([(x(line.start), y), (x(line.later), y)], width=2.4, colour=colour, opacity=1.0 if line.is_same else 0.6)
        drawing.circle(x(line.start), y, 5.0, colour=colour, hollow=True)
        drawing.circle(x(line.later), y, 5.5, colour=colour)
        smaller, larger = sorted((line.start, line.later))
        drawing.text(x(smaller) - 10, y + 4.5, format_share(smaller, language, 1), size=SMALL, anchor="end")
        drawing.text(x(larger) + 10, y + 4.5, format_share(larger, language, 1), size=SMALL)
        if line.change:
            drawing.text(sheet.width, baseline, f"{line.change} pt", size=SMALL, anchor="end", bold=True)
