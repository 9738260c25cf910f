"""The five answers of each survey on either side of a line, satisfied to the right; those who did not answer apart, in grey."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, INK, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import text_width, wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence, symbol_of, word_of
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words

_LEFT = ("1", "2", "3")
_RIGHT = ("4", "5")
_LOOK = {"1": (VERMILLION, 1.0), "2": (VERMILLION, 0.6), "3": (INK, 0.25), "4": (BLUE, 0.5), "5": (BLUE, 1.0)}
_SUBTITLE = Bilingual(
    "Réponses à chaque sondage, de 1 à 5; le trait sépare les réponses de 4 ou 5 des autres{period}",
    "Answers to each survey, from 1 to 5; the line divides answers of 4 or 5 from the others{period}",
)
_WHAT = Bilingual(
    "Une barre empilée par sondage, les réponses de 4 ou 5 à droite d'un trait, celles de 1 à 3 à gauche; à côté, la part "
    "des sondés sans réponse.",
    "One stacked bar a survey, answers of 4 or 5 to the right of a line, 1 to 3 to its left; beside it, the share of those "
    "asked who did not answer.",
)
_WHERE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
_MESSAGE = Bilingual(
    "De {low} à {high} des réponses sont de 4 ou 5, mais de {few} à {many} des sondés n'ont pas répondu",
    "{low} to {high} of answers are 4 or 5, but {few} to {many} of those asked did not answer",
)
_ONE = Bilingual(
    "{low} des réponses sont de 4 ou 5, et {few} des sondés n'ont pas répondu",
    "{low} of answers are 4 or 5, and {few} of those asked did not answer",
)
_NEUTRAL = Bilingual("Réponses aux sondages, de 1 à 5", "Answers to surveys, from 1 to 5")
_SILENT = Bilingual("sans réponse", "no answer")


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    shares: dict[str, float] | None
    """By answer; None when a part is hidden or nobody answered."""
    silent: float | None
    absence: Absence | None

    def together(self, answers: tuple[str, ...]) -> float:
        return fsum((self.shares or {}).get(code, 0.0) for code in answers)


def satisfaction_answers(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-satisfaction-answers",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return the answers of each survey as a diverging bar, with non-response apart; a survey with a hidden part has no bar."""
    lines = _lines(table, language)
    shown = [line for line in lines if line.shares is not None]
    message = _message(shown, language)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    alt = f"{in_words(_WHAT, language)} {message}. {in_words(_WHERE, language)}"
    words = Words(caption or message, in_words(_SUBTITLE, language, period=period), source_line(table, language), alt)
    if not shown and not any(line.absence is Absence.HIDDEN for line in lines):
        return without_cases(label, words, language)
    return figure(label, words, lambda width: 30 + len(lines) * (84 if width < 500 else 54), lambda sheet: _paint(sheet, lines, language))


def _lines(table: ReleasedTable, language: Language) -> list[_Line]:
    by_survey: dict[str, dict[tuple[str, str], Result]] = {}
    for row in results(table):
        by_survey.setdefault(row.where["survey"], {})[row.indicator, row.where["answer"]] = row
    lines = []
    for survey, found in by_survey.items():
        parts = {code: found["answers", code] for code in (*_LEFT, *_RIGHT)}
        asked = found["asked", TOTAL]
        silent = asked.n_missing / asked.denominator if asked.n_missing is not None and asked.denominator else None
        absence = next((row.absence for row in parts.values() if row.absence), None)
        values = {code: row.value / row.denominator for code, row in parts.items() if row.value is not None and row.denominator}
        complete = absence is None and len(values) == len(parts)
        lines.append(_Line(label_of(table, "survey", survey, language), values if complete else None, silent, absence))
    return lines


def _message(lines: list[_Line], language: Language) -> str:
    known = [line for line in lines if line.silent is not None]
    if not known:
        return in_words(_NEUTRAL, language)
    right, silent = [line.together(_RIGHT) for line in known], [line.silent or 0.0 for line in known]
    low, high, few, many = (format_share(each, language, 0) for each in (min(right), max(right), min(silent), max(silent)))
    return in_words(_ONE if len(known) == 1 else _MESSAGE, language, low=low, high=high, few=few, many=many)


def _paint(sheet: Sheet, lines: list[_Line], language: Language) -> None:
    drawing = sheet.drawing
    _paint_key(sheet, language)
    name_width = 0.0 if sheet.is_narrow else 190.0
    silent_width = 84.0
    start, end = name_width + (0 if sheet.is_narrow else 12), sheet.width - silent_width - 16
    left = max((line.together(_LEFT) for line in lines if line.shares), default=0.5) or 0.05
    right = max((line.together(_RIGHT) for line in lines if line.shares), default=0.5) or 0.05
    x = Scale(-left, right, start, end)
    silent_at = Scale(0, 1, end + 16, sheet.width)
    step = 84 if sheet.is_narrow else 54
    for at, line in enumerate(lines):
        y = sheet.top + 30 + at * step + (26 if sheet.is_narrow else 0)
        names = wrapped(line.name, TEXT, sheet.width if sheet.is_narrow else name_width, most=1 if sheet.is_narrow else 2)
        for place, text in enumerate(names):
            drawing.text(0, y - 7 if sheet.is_narrow else y + 14.5 + (place - (len(names) - 1) / 2) * 15, text)
        if line.shares is None:
            absence = line.absence or Absence.NO_CASES
            drawing.text(start, y + 15, f"{symbol_of(absence, language)} {word_of(absence, language)}", size=SMALL, opacity=SOFT)
        else:
            _paint_answers(sheet, x, line.shares, y, language)
        if line.silent is not None:
            drawing.box(silent_at(0), y, silent_at(1) - silent_at(0), 20, colour=INK, opacity=0.35, outline=True)
            drawing.box(silent_at(0), y, silent_at(line.silent) - silent_at(0), 20, colour=INK, opacity=0.35)
            drawing.text(silent_at(0), y + 34, format_share(line.silent, language, 0), size=SMALL, opacity=SOFT)
        drawing.line([(x(0), y - 3), (x(0), y + 23)], width=1.8)


def _paint_answers(sheet: Sheet, x: Scale, shares: dict[str, float], y: float, language: Language) -> None:
    """Draw the parts outwards from the line; the share of each side stands below it."""
    drawing, at = sheet.drawing, 0.0
    for code in reversed(_LEFT):
        _box(sheet, (x(at - shares[code]), x(at)), y, code)
        at -= shares[code]
    at = 0.0
    for code in _RIGHT:
        _box(sheet, (x(at), x(at + shares[code])), y, code)
        at += shares[code]
    left, right = fsum(shares[code] for code in _LEFT), fsum(shares[code] for code in _RIGHT)
    drawing.text(x(0) + 6, y + 35, format_share(right, language, 0), bold=True)
    drawing.text(x(0) - 6, y + 35, format_share(left, language, 0), size=SMALL, anchor="end", opacity=SOFT)


def _box(sheet: Sheet, between: tuple[float, float], y: float, code: str) -> None:
    colour, opacity = _LOOK[code]
    low, high = between
    if high > low:
        # A thin gap keeps two parts apart without colour.
        sheet.drawing.box(low + 0.5, y, max(high - low - 1.0, 0.5), 20, colour=colour, opacity=opacity)


def _paint_key(sheet: Sheet, language: Language) -> None:
    x, y = 0.0 if sheet.is_narrow else 202.0, sheet.top + 12
    for code in (*_LEFT, *_RIGHT):
        colour, opacity = _LOOK[code]
        sheet.drawing.box(x, y - 10, 12, 12, colour=colour, opacity=opacity)
        sheet.drawing.text(x + 17, y, code, size=SMALL)
        x += 17 + text_width(format_number(5, language), SMALL) + 16
    silent = in_words(_SILENT, language)
    at = sheet.width - 84.0
    sheet.drawing.text(max(at, x), y, silent, size=SMALL, opacity=SOFT)
