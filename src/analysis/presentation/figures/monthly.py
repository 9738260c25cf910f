"""One official series month by month: estimates are hollow, a break of the series is drawn and named, the ends carry their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT
from analysis.presentation.figures.letters import text_width
from analysis.presentation.figures.paper import Sheet, Words, figure
from analysis.presentation.figures.scales import Scale, round_ticks, tick_decimals
from analysis.presentation.labels import UNITS, label_of
from analysis.presentation.months import is_estimate, month_of
from analysis.presentation.numbers import decimals_of, format_month, format_value, is_share
from analysis.presentation.released import results, source_line
from analysis.presentation.tables.cells import in_words


@dataclass(frozen=True, slots=True)
class _Point:
    month: date
    value: float | None
    is_estimate: bool
    is_after_break: bool
    unit: Unit


@dataclass(frozen=True, slots=True)
class _Series:
    """One series ready to draw: its points, and the month in which it begins to mean something else (None: never in the period)."""

    points: tuple[_Point, ...]
    break_month: date | None
    break_name: str

    @property
    def shown(self) -> list[_Point]:
        return [point for point in self.points if point.value is not None]


def monthly_series(
    table: ReleasedTable,
    *,
    indicator: str,
    language: Language,
    label: str = "fig-monthly",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
    break_label: str | None = None,
) -> FigureDisplay:
    """Return one series of a monthly table as a line; a month without a figure interrupts it.

    Parameters
    ----------
    fiscal_year
        The present year: its months are set on a light band, and the message is about them.
    break_label
        What the break is called; « rupture de série » when not given.

    Raises
    ------
    ValueError
        When the table holds no month of the series.
    """
    points = _points(table, indicator)
    if not points:
        raise ValueError(f"the table holds no month of the series {indicator!r}")
    name = label_of(table, "indicator", indicator, language)
    at_break = next((after.month for before, after in pairwise(points) if after.is_after_break and not before.is_after_break), None)
    series = _Series(points, at_break, break_label or in_words(Bilingual("rupture de série", "break in series"), language))
    message = _message(series, name, fiscal_year, language)
    unit = points[0].unit
    unit_word = "%" if is_share(unit) else UNITS[unit][language]
    subtitle = in_words(
        Bilingual("{name} ({unit}), {first} à {last}", "{name} ({unit}), {first} to {last}"),
        language,
        name=name,
        unit=unit_word,
        first=format_month(points[0].month, language),
        last=format_month(points[-1].month, language),
    )
    foot = source_line(table, language)
    if any(point.is_estimate for point in series.shown):
        foot += " " + in_words(Bilingual("Point creux : estimation.", "Hollow dot: estimate."), language)
    if at_break is not None:
        foot += _break_says(table, indicator, at_break, language)
    words = Words(caption or message, subtitle, foot, _alt(series, name, message, language))
    return figure(label, words, lambda width: 236.0 if width < 500 else 292.0, lambda sheet: _paint(sheet, series, fiscal_year, language))


def _break_says(table: ReleasedTable, indicator: str, at_break: date | None, language: Language) -> str:
    """Return what the series' definition says of the break that is drawn, as a sentence; empty when it says nothing."""
    for row in results(table):
        if row.indicator == indicator and month_of(row.where.get("month", "")) == at_break and row.derived.get("break_name"):
            return f" {label_of(table, 'break_name', row.derived['break_name'], language)}."
    return ""


def _points(table: ReleasedTable, indicator: str) -> tuple[_Point, ...]:
    found = []
    for row in results(table):
        month = month_of(row.where.get("month", ""))
        if row.indicator == indicator and month is not None:
            after = bool(row.derived.get("is_after_break"))
            found.append(_Point(month, row.value, is_estimate(row), after, row.unit))
    return tuple(sorted(found, key=lambda point: point.month))


def _decimals(series: _Series) -> int:
    values = [point.value for point in series.shown if point.value is not None]
    unit = series.points[0].unit
    return 0 if unit is Unit.DOLLARS and all(abs(value) >= 10_000 for value in values) else decimals_of(unit)


def _message(series: _Series, name: str, fiscal_year: FiscalYear | None, language: Language) -> str:
    """Say the first and the last figure of the present year; neutral when one is missing, estimated, or across a break."""
    mine = [point for point in series.points if fiscal_year is None or fiscal_year.contains(point.month)]
    neutral = in_words(Bilingual("{name}, mois par mois", "{name}, month by month"), language, name=name)
    if len(mine) < 2:
        return neutral
    first, last = mine[0], mine[-1]
    if first.value is None or last.value is None or first.is_estimate or last.is_estimate or first.is_after_break != last.is_after_break:
        return neutral
    decimals = _decimals(series)
    text = Bilingual(
        "{name} : {first} en {first_month}, {last} en {last_month}",
        "{name}: {first} in {first_month}, {last} in {last_month}",
    )
    return in_words(
        text,
        language,
        name=name,
        first=format_value(first.value, first.unit, language, decimals),
        first_month=format_month(first.month, language),
        last=format_value(last.value, last.unit, language, decimals),
        last_month=format_month(last.month, language),
    )


def _alt(series: _Series, name: str, message: str, language: Language) -> str:
    what = in_words(Bilingual("Courbe mensuelle : {name}.", "Monthly line: {name}."), language, name=name)
    parts = [what, f"{message}."]
    shown = series.shown
    if shown:
        decimals = _decimals(series)
        low, high = (pick(shown, key=lambda point: (point.value, point.month)) for pick in (min, max))
        ends = Bilingual(
            "Minimum {low} ({low_month}), maximum {high} ({high_month}).", "Lowest {low} ({low_month}), highest {high} ({high_month})."
        )
        parts.append(
            in_words(
                ends,
                language,
                low=format_value(low.value or 0.0, low.unit, language, decimals),
                low_month=format_month(low.month, language),
                high=format_value(high.value or 0.0, high.unit, language, decimals),
                high_month=format_month(high.month, language),
            )
        )
    if series.break_month is not None:
        broken = Bilingual("{label} en {month}.", "{label} in {month}.")
        said = in_words(broken, language, label=series.break_name, month=format_month(series.break_month, language))
        parts.append(said[0].upper() + said[1:])
    parts.append(
        Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")[language]
    )
    return " ".join(parts)


def _runs(points: Sequence[_Point]) -> list[list[_Point]]:
    """Return the stretches of the line: it stops at a month without a figure and at a break."""
    runs: list[list[_Point]] = [[]]
    previous: _Point | None = None
    for point in points:
        if runs[-1] and (point.value is None or (previous is not None and point.is_after_break != previous.is_after_break)):
            runs.append([])
        if point.value is not None:
            runs[-1].append(point)
        previous = point
    return [run for run in runs if run]


def _paint(sheet: Sheet, series: _Series, fiscal_year: FiscalYear | None, language: Language) -> None:
    drawing, shown = sheet.drawing, series.shown
    unit, decimals = series.points[0].unit, _decimals(series)
    values = [point.value for point in shown if point.value is not None] or [0.0, 1.0]
    room = (max(values) - min(values)) * 0.12 or abs(max(values)) * 0.05 or 1.0
    ticks = round_ticks(min(values) - room, max(values) + room, 4 if sheet.is_narrow else 5)
    n_decimals = tick_decimals(ticks, percent=is_share(unit))
    tick_words = [format_value(tick, unit, language, n_decimals) for tick in ticks]
    left = max((text_width(word, SMALL) for word in tick_words), default=0.0) + 10
    top, bottom = sheet.top + 24, sheet.bottom - 34
    y = Scale(min(values) - room, max(values) + room, bottom, top)
    x = Scale(0, max(len(series.points) - 1, 1), left + 8, sheet.width - 12)
    place = {point.month: at for at, point in enumerate(series.points)}
    if fiscal_year is not None:
        mine = [x(at) for month, at in place.items() if fiscal_year.contains(month)]
        half = (x(1) - x(0)) / 2
        if mine and len(mine) < len(series.points):
            drawing.box(min(mine) - half, top - 8, max(mine) - min(mine) + 2 * half, bottom - top + 8, colour=INK, opacity=0.06)
            drawing.text((min(mine) + max(mine)) / 2, top - 12, fiscal_year.label(language), size=SMALL, anchor="middle", opacity=SOFT)
    for tick, word in zip(ticks, tick_words, strict=True):
        drawing.line([(left, y(tick)), (sheet.width, y(tick))], opacity=FAINT)
        drawing.text(left - 6, y(tick) + 4, word, size=SMALL, anchor="end", opacity=SOFT)
    _paint_months(sheet, series, x, bottom, language)
    if series.break_month is not None:
        at = x(place[series.break_month] - 0.5)
        drawing.line([(at, top - 8), (at, bottom)], width=1.4, dashes=(4, 3))
        fits = at + 6 + text_width(series.break_name, SMALL) < sheet.width
        drawing.text(at + (6 if fits else -6), bottom - 8, series.break_name, size=SMALL, anchor="start" if fits else "end")
    for run in _runs(series.points):
        drawing.line([(x(place[point.month]), y(point.value or 0.0)) for point in run], width=2.2, colour=BLUE)
    for point in shown:
        if point.is_estimate:
            drawing.circle(x(place[point.month]), y(point.value or 0.0), 3.6, colour=BLUE, hollow=True)
        elif len(series.points) <= 40:
            drawing.circle(x(place[point.month]), y(point.value or 0.0), 2.4, colour=BLUE)
    if shown:
        ends = [(shown[0], shown[min(1, len(shown) - 1)]), (shown[-1], shown[max(len(shown) - 2, 0)])]
        placed = [(x(place[point.month]), y(point.value or 0.0), y(neighbour.value or 0.0), point) for point, neighbour in ends]
        _paint_ends(sheet, placed, decimals, language)


def _paint_ends(sheet: Sheet, ends: list[tuple[float, float, float, _Point]], decimals: int, language: Language) -> None:
    for at, (x, y, neighbour, point) in enumerate(ends):
        text = format_value(point.value or 0.0, point.unit, language, decimals)
        # On the side from which the line does not come.
        above = neighbour >= y
        sheet.drawing.text(x + (-2 if at == 0 else 8), y - 10 if above else y + 20, text, anchor="start" if at == 0 else "end", bold=True)


def _paint_months(sheet: Sheet, series: _Series, x: Scale, bottom: float, language: Language) -> None:
    """Write a year below each April (or January when there is none), and a tick for each month where there is room."""
    drawing = sheet.drawing
    months = [point.month for point in series.points]
    first = next((number for number in (4, 1) if any(month.month == number for month in months)), months[0].month)
    written = -1e9
    for at, month in enumerate(months):
        if len(months) <= 40:
            drawing.line([(x(at), bottom), (x(at), bottom + 4)], opacity=0.5)
        if month.month != first and not (at == 0 and written < 0):
            continue
        text = format_month(month, language)
        half = text_width(text, SMALL) / 2
        centre = min(max(x(at), half), sheet.width - half)
        if centre - half < written + 8:
            continue
        if month.month == first:
            drawing.line([(x(at), bottom), (x(at), bottom + 8)], opacity=0.8)
        drawing.text(centre, bottom + 21, text, size=SMALL, anchor="middle", opacity=SOFT)
        written = centre + half
