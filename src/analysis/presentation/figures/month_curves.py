"""Shares over months with a light band for what chance alone may do, as steps or as points joined, and how many are followed below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.core.languages import Language
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import text_width, wrapped
from analysis.presentation.figures.paper import Sheet
from analysis.presentation.figures.scales import Scale
from analysis.presentation.numbers import format_number, format_share

COLOURS = (BLUE, VERMILLION, INK)
DASHES: tuple[tuple[float, float] | None, ...] = (None, (6.0, 3.0), (2.0, 3.0))
_RISK_LINE = 18.0


@dataclass(frozen=True, slots=True)
class Point:
    """A share at some months; `value` is None where it is not shown, and the curve stops there."""

    month: float
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class MonthCurve:
    """One curve: its name, its points in order of months, and how many are followed at each (empty when not said)."""

    name: str
    points: Sequence[Point]
    followed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """What the months count from, and the name of the line of those followed."""

    name: str
    followed: str = ""
    is_steps: bool = False


def curves_height(drawn: Sequence[MonthCurve], width: float) -> float:
    """Return the height that the curves need on a sheet of some width."""
    lines = sum(bool(curve.followed) for curve in drawn)
    names = 20.0 * len(drawn) if len(drawn) > 1 else 0.0
    return (270.0 if width < 500 else 320.0) + names + (_RISK_LINE * (lines + 1) if lines else 0.0)


def paint_curves(sheet: Sheet, drawn: Sequence[MonthCurve], axis: Axis, language: Language) -> None:
    """Draw the curves from 0 to 100 %, each named above by its own line, its last value at its end."""
    drawing = sheet.drawing
    top = sheet.top + _paint_key(sheet, drawn)
    lines = [curve for curve in drawn if curve.followed]
    months = sorted({point.month for curve in drawn for point in curve.points})
    bottom = sheet.bottom - 40 - (_RISK_LINE * (len(lines) + 1) if lines else 0)
    across = Scale(0.0, max([*months, 1.0]), 44.0, sheet.width - 56)
    up = Scale(0.0, 1.0, bottom, top + 14)
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        drawing.line([(across.start, up(tick)), (across.end, up(tick))], opacity=FAINT)
        drawing.text(across.start - 8, up(tick) + 4, format_share(tick, language, 0), size=SMALL, anchor="end", opacity=SOFT)
    for month in months:
        drawing.text(across(month), bottom + 18, format_number(month, language), size=SMALL, anchor="middle", opacity=SOFT)
    drawing.text((across.start + across.end) / 2, bottom + 36, axis.name, size=SMALL, anchor="middle", opacity=SOFT)
    for place, curve in enumerate(drawn):
        _paint_curve(sheet, curve, place, across, up, steps=axis.is_steps)
    _paint_ends(sheet, drawn, across, up, language)
    if lines:
        y = bottom + 36 + _RISK_LINE
        drawing.text(0, y, axis.followed, size=SMALL, opacity=SOFT)
        for at, curve in enumerate(lines, start=1):
            for point, text in zip(curve.points, curve.followed, strict=True):
                if text:
                    drawing.text(across(point.month), y + at * _RISK_LINE, text, size=SMALL, anchor="middle")


def _paint_key(sheet: Sheet, drawn: Sequence[MonthCurve]) -> float:
    if len(drawn) < 2:
        return 0.0
    for place, curve in enumerate(drawn):
        y = sheet.top + 14 + 20 * place
        sheet.drawing.line([(0, y - 4), (34, y - 4)], width=2.4, colour=COLOURS[place % 3], dashes=DASHES[place % 3])
        sheet.drawing.text(42, y, wrapped(curve.name, TEXT, sheet.width - 42, most=1)[0])
    return 20.0 * len(drawn)


def _paint_curve(sheet: Sheet, curve: MonthCurve, place: int, across: Scale, up: Scale, *, steps: bool) -> None:
    drawing, colour = sheet.drawing, COLOURS[place % 3]
    shown = _until_hidden(curve.points)
    for before, after in pairwise(shown):
        if steps:
            # The band of a step is that of the month where it begins, as far as the next printed month.
            if before.low is not None and before.high is not None:
                x, width = across(before.month), across(after.month) - across(before.month)
                drawing.box(x, up(before.high), width, up(before.low) - up(before.high), colour=colour, opacity=FAINT)
            continue
        if after.low is None or after.high is None:
            continue
        low = before.value if before.low is None else before.low
        high = before.value if before.high is None else before.high
        if low is None or high is None:
            continue
        n = 24
        for step in range(n):
            # The band is drawn in thin columns: the tools have no polygon.
            mid = (step + 0.5) / n
            x = across(before.month) + (across(after.month) - across(before.month)) * step / n
            least, most = low + (after.low - low) * mid, high + (after.high - high) * mid
            width = (across(after.month) - across(before.month)) / n
            drawing.box(x, up(most), width, up(least) - up(most), colour=colour, opacity=FAINT)
    points: list[tuple[float, float]] = []
    for point in shown:
        assert point.value is not None  # noqa: S101 - `_until_hidden` left the others out
        if steps and points:
            points.append((across(point.month), points[-1][1]))
        points.append((across(point.month), up(point.value)))
    if len(points) > 1:
        drawing.line(points, width=2.2, colour=colour, dashes=DASHES[place % 3])
    for point in shown:
        if point.month > 0 or not steps:
            drawing.circle(across(point.month), up(point.value or 0.0), 3.6, colour=colour, hollow=place > 0)


def _paint_ends(sheet: Sheet, drawn: Sequence[MonthCurve], across: Scale, up: Scale, language: Language) -> None:
    """Write the last value of each curve beside its end, far enough apart to be read."""
    ends = []
    for curve in drawn:
        shown = _until_hidden(curve.points)
        if shown and shown[-1].value is not None:
            ends.append((up(shown[-1].value), across(shown[-1].month), format_share(shown[-1].value, language, 0)))
    written: list[float] = []
    for y, x, text in sorted(ends):
        place = max([y + 4, *(one + 15 for one in written)])
        sheet.drawing.text(min(x + 9, sheet.width - text_width(text, TEXT, bold=True)), place, text, bold=True)
        written.append(place)


def _until_hidden(points: Sequence[Point]) -> list[Point]:
    """Return the points before the first that is not shown after the first shown."""
    shown: list[Point] = []
    for point in points:
        if point.value is None:
            if shown:
                break
            continue
        shown.append(point)
    return shown
