"""A control chart: the months as a line, their centre and limits light, signals told apart by shape, changes of limits drawn and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, VERMILLION
from analysis.presentation.figures.letters import text_width
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks, tick_decimals
from analysis.presentation.labels import UNITS, label_of
from analysis.presentation.months import month_of
from analysis.presentation.numbers import decimals_of, format_month, format_number, format_value, is_share
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.wording.sentences import Counted

_SIGNALS = Counted(
    Bilingual("{name} : {n} mois de {year} sous un signal, {which}", "{name}: {n} month of {year} under a signal, {which}"),
    Bilingual("{name} : {n} mois de {year} sous un signal, {which}", "{name}: {n} months of {year} under a signal, {which}"),
)
_QUIET = Bilingual(
    "{name} : aucun signal parmi les {n} mois publiés de {year}", "{name}: no signal among the {n} published months of {year}"
)
_NEUTRAL = Bilingual("{name}, mois par mois", "{name}, month by month")
_SUBTITLE = Bilingual("{name} ({unit}), {first} à {last}", "{name} ({unit}), {first} to {last}")
_FOOT = Bilingual(
    " Trait mince : centre; tirets : limites à trois écarts types. Gros point : hors limites; point creux : suite d'un même côté.",
    " Thin line: centre; dashes: limits at three standard deviations. Large dot: beyond a limit; hollow dot: run on one side.",
)
_ALT = Bilingual(
    "Carte de contrôle mensuelle : {message}. {limits}Les nombres sont dans le tableau des limites du même chapitre.",
    "Monthly control chart: {message}. {limits}The numbers are in the table of limits of the same chapter.",
)
_LIMITS = Bilingual("Dernier centre {center}, limites {low} et {high}. ", "Last centre {center}, limits {low} and {high}. ")


@dataclass(frozen=True, slots=True)
class _Month:
    at: int
    month: date
    value: float | None
    center: float | None
    low: float | None
    high: float | None
    beyond: bool
    in_run: bool
    since: str

    @property
    def is_called(self) -> bool:
        return self.beyond or self.in_run


def control_chart(
    table: ReleasedTable,
    *,
    language: Language,
    fiscal_year: FiscalYear,
    label: str = "fig-control-chart",
    caption: str | None = None,
) -> FigureDisplay:
    """Return the months of one indicator between their limits; a hidden month interrupts the line.

    The message counts the months of `fiscal_year` that the rules call out, and is neutral when no limit could be drawn.
    """
    rows = results(table)
    months = [_month(at, row) for at, row in enumerate(rows)]
    name = label_of(table, "indicator", rows[0].indicator, language) if rows else in_words(Bilingual("Indicateur", "Indicator"), language)
    unit = rows[0].unit if rows else Unit.COUNT
    mine = [one for one in months if fiscal_year.contains(one.month) and one.value is not None and one.center is not None]
    called = [one for one in mine if one.is_called]
    year = fiscal_year.label(language)
    if not mine:
        message = in_words(_NEUTRAL, language, name=name)
    elif called:
        which = _which(called, language)
        message = _SIGNALS.say(len(called), language, name=name, year=year, which=which)
    else:
        message = in_words(_QUIET, language, name=name, n=format_number(len(mine), language), year=year)
    shown = [one for one in months if one.value is not None]
    subtitle = (
        in_words(
            _SUBTITLE,
            language,
            name=name,
            unit="%" if is_share(unit) else UNITS[unit][language],
            first=format_month(months[0].month, language),
            last=format_month(months[-1].month, language),
        )
        if months
        else ""
    )
    limits = ""
    last = mine[-1] if mine else None
    if last and last.center is not None and last.low is not None and last.high is not None:
        decimals = _decimals(unit, shown)
        center, low, high = (format_value(value, unit, language, decimals) for value in (last.center, last.low, last.high))
        limits = in_words(_LIMITS, language, center=center, low=low, high=high)
    foot = source_line(table, language) + (in_words(_FOOT, language) if last else "")
    words = Words(caption or message, subtitle, foot, in_words(_ALT, language, message=message, limits=limits))
    if not shown:
        return without_cases(label, words, language)
    return figure(
        label, words, lambda width: 246.0 if width < 500 else 300.0, lambda sheet: _paint(sheet, months, unit, fiscal_year, language)
    )


def _month(at: int, row: Result) -> _Month:
    return _Month(
        at,
        month_of(row.where["month"]) or date.min,
        row.value,
        row.number("center"),
        row.number("lower_limit"),
        row.number("upper_limit"),
        bool(row.number("beyond")),
        bool(row.number("in_run")),
        str(row.derived.get("limits_since") or ""),
    )


def _which(called: Sequence[_Month], language: Language) -> str:
    last = format_month(called[-1].month, language)
    if len(called) == 1:
        return last
    return in_words(Bilingual("le dernier en {month}", "the last in {month}"), language, month=last)


def _decimals(unit: Unit, shown: Sequence[_Month]) -> int:
    return 0 if unit is Unit.DOLLARS and all(abs(one.value or 0.0) >= 10_000 for one in shown) else decimals_of(unit)


def _paint(sheet: Sheet, months: Sequence[_Month], unit: Unit, fiscal_year: FiscalYear, language: Language) -> None:
    drawing = sheet.drawing
    values = [value for one in months for value in (one.value, one.low, one.high) if value is not None]
    room = (max(values) - min(values)) * 0.08 or abs(max(values)) * 0.05 or 1.0
    floor = min(values) - room if min(values) - room > 0 or min(values) < 0 else 0.0
    top_value = max(values) + room
    ticks = round_ticks(floor, top_value, 4 if sheet.is_narrow else 5)
    n_decimals = tick_decimals(ticks, percent=is_share(unit))
    tick_words = [format_value(tick, unit, language, n_decimals) for tick in ticks]
    left = max((text_width(word, SMALL) for word in tick_words), default=0.0) + 10
    bottom = sheet.bottom - 34
    y = Scale(floor, top_value, bottom, sheet.top + 24)
    x = Scale(0, max(len(months) - 1, 1), left + 8, sheet.width - 12)
    half = (x(1) - x(0)) / 2
    for tick, word in zip(ticks, tick_words, strict=True):
        drawing.line([(left, y(tick)), (sheet.width, y(tick))], opacity=FAINT)
        drawing.text(left - 6, y(tick) + 4, word, size=SMALL, anchor="end", opacity=SOFT)
    mine = [x(one.at) for one in months if fiscal_year.contains(one.month)]
    if mine and len(mine) < len(months):
        drawing.box(min(mine) - half, sheet.top + 16, max(mine) - min(mine) + 2 * half, bottom - sheet.top - 16, colour=INK, opacity=0.06)
        drawing.text((min(mine) + max(mine)) / 2, sheet.top + 12, fiscal_year.label(language), size=SMALL, anchor="middle", opacity=SOFT)
    _paint_limits(sheet, months, (x, y, half))
    _paint_changes(sheet, months, (x, bottom), language)
    for known, run in groupby(months, key=lambda one: one.value is not None):
        points = [(x(one.at), y(one.value or 0.0)) for one in run]
        if known:
            drawing.line(points, width=1.8, colour=BLUE)
    for one in months:
        if one.value is None:
            continue
        at = x(one.at), y(one.value)
        if one.beyond:
            drawing.circle(*at, 5.0, colour=VERMILLION)
            above = one.center is None or one.value >= one.center
            text = format_value(one.value, unit, language, _decimals(unit, [one]))
            drawing.text(at[0], at[1] - 10 if above else at[1] + 19, text, size=SMALL, anchor="middle", bold=True)
        elif one.in_run:
            drawing.circle(*at, 4.0, colour=VERMILLION, hollow=True)
        else:
            drawing.circle(*at, 2.4, colour=BLUE)
    _paint_years(sheet, months, (x, bottom), language)


def _paint_limits(sheet: Sheet, months: Sequence[_Month], scales: tuple[Scale, Scale, float]) -> None:
    x, y, half = scales
    for _, run in groupby(months, key=lambda one: (one.center is not None, one.since)):
        members = [one for one in run if one.center is not None]
        for name, width, dashes in (("center", 1.0, None), ("low", 1.2, (5.0, 3.0)), ("high", 1.2, (5.0, 3.0))):
            points = [
                (min(max(x(one.at) + side, 0.0), sheet.width), y(float(getattr(one, name)))) for one in members for side in (-half, half)
            ]
            if points:
                sheet.drawing.line(points, width=width, opacity=0.6, dashes=dashes)


def _paint_changes(sheet: Sheet, months: Sequence[_Month], scales: tuple[Scale, float], language: Language) -> None:
    """Draw where limits were estimated anew."""
    x, bottom = scales
    with_limits = [one for one in months if one.since]
    for before, after in pairwise(with_limits):
        if before.since == after.since:
            continue
        at = x(after.at - 0.5)
        text = in_words(Bilingual("nouvelles limites", "new limits"), language)
        sheet.drawing.line([(at, sheet.top + 16), (at, bottom)], width=1.4, dashes=(2, 2))
        fits = at + 6 + text_width(text, SMALL) < sheet.width
        sheet.drawing.text(at + (6 if fits else -6), bottom - 8, text, size=SMALL, anchor="start" if fits else "end")


def _paint_years(sheet: Sheet, months: Sequence[_Month], scales: tuple[Scale, float], language: Language) -> None:
    x, bottom = scales
    first = months[0].month.month
    written = -1e9
    for one in months:
        sheet.drawing.line([(x(one.at), bottom), (x(one.at), bottom + (8 if one.month.month == first else 4))], opacity=0.5)
        if one.month.month != first:
            continue
        text = format_month(one.month, language)
        half = text_width(text, SMALL) / 2
        centre = min(max(x(one.at), half), sheet.width - half)
        if centre - half >= written + 8:
            sheet.drawing.text(centre, bottom + 21, text, size=SMALL, anchor="middle", opacity=SOFT)
            written = centre + half
