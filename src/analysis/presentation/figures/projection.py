"""The year to date and where it may end: a line up to the present, a fan after it, the target across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import text_width
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks, tick_decimals
from analysis.presentation.labels import UNITS, label_of
from analysis.presentation.months import month_of
from analysis.presentation.numbers import decimals_of, format_as_written, format_interval, format_month, format_value, is_share
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words

_MESSAGE = Bilingual(
    "{name} : à la fin de {month}, de {interval} projetés pour l'exercice (intervalle à 80 %), pour une cible de {target}",
    "{name}: at the end of {month}, {interval} projected for the year (80% interval), for a target of {target}",
)
_NEUTRAL = Bilingual("{name}, depuis le début de l'exercice", "{name}, year to date")
_SUBTITLE = Bilingual(
    "{name} ({unit}), depuis le début de l'exercice {year}; éventail : intervalles de prévision à 50, 80 et 95 %",
    "{name} ({unit}), from the start of {year}; fan: prediction intervals at 50, 80 and 95%",
)
_HOLLOW = Bilingual(" Points creux : ce qui a été compté depuis.", " Hollow dots: what was counted since.")
_ALT = Bilingual(
    "Courbe depuis le début de l'exercice puis éventail jusqu'à sa fin. {message}. Les nombres sont dans les tableaux du même chapitre.",
    "Line from the start of the year, then a fan to its end. {message}. The numbers are in the tables of the same chapter.",
)


@dataclass(frozen=True, slots=True)
class _Fan:
    rows: tuple[Result, ...]
    unit: Unit
    decimals: int

    @property
    def counted(self) -> list[tuple[int, float]]:
        return [(at, row.value) for at, row in enumerate(self.rows) if not row.derived["is_projected"] and row.value is not None]

    @property
    def projected(self) -> list[tuple[int, Result]]:
        return [(at, row) for at, row in enumerate(self.rows) if row.derived["is_projected"] and row.value is not None]


def year_end_fan(
    table: ReleasedTable,
    *,
    language: Language,
    fiscal_year: FiscalYear,
    label: str = "fig-year-end",
    caption: str | None = None,
) -> FigureDisplay:
    """Return the year to date of one indicator and the fan of where it may stand until its end, with its target.

    The message gives the 80% interval at the end of the year; it is neutral when the year is over or cannot be projected.
    """
    rows = tuple(row for row in results(table) if month_of(row.where["month"]))
    name = label_of(table, "indicator", rows[0].indicator, language) if rows else ""
    unit = rows[0].unit if rows else Unit.COUNT
    fan = _Fan(rows, unit, 0 if unit is Unit.DOLLARS else decimals_of(unit))
    message = in_words(_NEUTRAL, language, name=name)
    last = rows[-1] if rows else None
    if last is not None and fan.projected and last.derived["is_projected"] and last.value is not None and last.standard is not None:
        present = max((at for at, row in enumerate(rows) if not row.derived["is_projected"]), default=0)
        low, high = last.number("low_80") or 0.0, last.number("high_80") or 0.0
        message = in_words(
            _MESSAGE,
            language,
            name=name,
            month=format_month(fiscal_year.months[present], language),
            interval=format_interval(low, high, unit, language, fan.decimals),
            target=format_as_written(last.standard, unit, language),
        )
    unit_word = "%" if is_share(unit) else UNITS[unit][language]
    subtitle = in_words(_SUBTITLE, language, name=name, unit=unit_word, year=fiscal_year.label(language))
    hollow = any(row.derived["is_projected"] and row.number("actual") is not None for row in rows)
    foot = source_line(table, language) + (in_words(_HOLLOW, language) if hollow else "")
    words = Words(caption or message, subtitle, foot, in_words(_ALT, language, message=message))
    if not fan.counted:
        return without_cases(label, words, language)
    return figure(label, words, lambda width: 256.0 if width < 500 else 320.0, lambda sheet: _paint(sheet, fan, fiscal_year, language))


def _paint(sheet: Sheet, fan: _Fan, fiscal_year: FiscalYear, language: Language) -> None:
    drawing = sheet.drawing
    target = next((row.standard for row in fan.rows if row.standard is not None), None)
    values = [value for row in fan.rows for value in (row.value, row.low, row.high, row.number("actual")) if value is not None]
    values += [target] if target is not None else []
    low = 0.0 if not is_share(fan.unit) and fan.unit is not Unit.DAYS else max(0.0, min(values) - 0.1 * (max(values) - min(values)))
    high = max(values) + 0.06 * (max(values) - low or 1.0)
    ticks = round_ticks(low, high, 5)
    n_decimals = tick_decimals(ticks, percent=is_share(fan.unit))
    tick_words = [format_value(tick, fan.unit, language, n_decimals) for tick in ticks]
    left = max((text_width(word, SMALL) for word in tick_words), default=0.0) + 10
    bottom = sheet.bottom - 34
    y = Scale(low, high, bottom, sheet.top + 22)
    x = Scale(0, len(fan.rows) - 1 or 1, left + 10, sheet.width - 64)
    for tick, word in zip(ticks, tick_words, strict=True):
        drawing.line([(left, y(tick)), (sheet.width, y(tick))], opacity=FAINT)
        drawing.text(left - 6, y(tick) + 4, word, size=SMALL, anchor="end", opacity=SOFT)
    _paint_fan(sheet, fan, x, y)
    if target is not None:
        drawing.line([(left, y(target)), (sheet.width - 60, y(target))], width=1.6, colour=INK, dashes=(6, 3))
        said = in_words(Bilingual("cible {target}", "target {target}"), language, target=format_as_written(target, fan.unit, language))
        drawing.text(left + 6, y(target) - 7, said, size=SMALL, bold=True)
    drawing.line([(x(at), y(value)) for at, value in fan.counted], width=2.4, colour=BLUE)
    for at, value in fan.counted:
        drawing.circle(x(at), y(value), 2.6, colour=BLUE)
    present = fan.counted[-1][0]
    if fan.projected:
        drawing.line([(x(present), sheet.top + 14), (x(present), bottom)], opacity=0.5, dashes=(2, 3))
    for at, row in enumerate(fan.rows):
        actual = row.number("actual")
        if row.derived["is_projected"] and actual is not None:
            drawing.circle(x(at), y(actual), 3.2, colour=VERMILLION, hollow=True)
    _paint_end(sheet, fan, (x, y), language)
    step = 3 if sheet.is_narrow else 2
    for at in range(0, len(fan.rows), step):
        text = format_month(fiscal_year.months[at], language, short=True)
        drawing.text(x(at), bottom + 20, text, size=SMALL, anchor="middle", opacity=SOFT)


def _paint_fan(sheet: Sheet, fan: _Fan, x: Scale, y: Scale) -> None:
    if not fan.projected:
        return
    start = fan.counted[-1]
    for level, opacity in ((95, 0.16), (80, 0.20), (50, 0.28)):
        ends = [(at, *_ends(row, level)) for at, row in fan.projected]
        upper = [(x(at), y(top)) for at, _, top in ends if top is not None]
        lower = [(x(at), y(bottom)) for at, bottom, _ in ends if bottom is not None]
        sheet.drawing.area([(x(start[0]), y(start[1])), *upper, *reversed(lower)], colour=BLUE, opacity=opacity)
    middle = [(x(at), y(row.value or 0.0)) for at, row in fan.projected]
    sheet.drawing.line([(x(start[0]), y(start[1])), *middle], width=1.4, colour=BLUE, dashes=(5, 3))


def _ends(row: Result, level: int) -> tuple[float | None, float | None]:
    return (row.low, row.high) if level == 95 else (row.number(f"low_{level}"), row.number(f"high_{level}"))


def _paint_end(sheet: Sheet, fan: _Fan, scales: tuple[Scale, Scale], language: Language) -> None:
    """Write the last number: where the year ended, else where it is projected to end."""
    x, y = scales
    last = fan.rows[-1]
    shown: Sequence[float | None] = [last.number("actual"), last.value]
    value = next((one for one in shown if one is not None), None)
    if value is not None:
        text = format_value(value, fan.unit, language, fan.decimals)
        sheet.drawing.text(x(len(fan.rows) - 1) + 9, y(value) + 5, text, size=TEXT, bold=True)
