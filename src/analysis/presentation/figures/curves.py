"""Curves over months, named where they end, with a light band for what chance alone may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.core.languages import Language
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.paper import Sheet, Words, figure
from analysis.presentation.figures.scales import Scale, round_ticks
from analysis.presentation.numbers import format_number, format_share

_COLOURS = (BLUE, VERMILLION, INK)
_DASHES: tuple[tuple[float, float] | None, ...] = (None, (6.0, 3.0), (2.0, 3.0))


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve: its name, its values at successive months from the first, and the ends of a band (empty when there is none)."""

    name: str
    values: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Months:
    """The horizontal axis: the months of the values in order, what they count, and those at which each curve has a dot and its value."""

    numbers: Sequence[int]
    name: str
    marked: Sequence[int] = ()


def curves(label: str, words: Words, drawn: Sequence[Curve], months: Months, language: Language) -> FigureDisplay:
    """Return shares (0–1) over months as curves that differ by colour and by dashes, each named at its end."""

    def height(width: float) -> float:
        return 250.0 if width < 500 else 320.0

    return figure(label, words, height, lambda sheet: _paint(sheet, drawn, months, language))


def _paint(sheet: Sheet, drawn: Sequence[Curve], axis: Months, language: Language) -> None:
    months = axis.numbers
    drawing = sheet.drawing
    top = max([*(value for curve in drawn for value in (*curve.values, *curve.high)), 0.1])
    names_width = min(150.0, max(len(curve.name) for curve in drawn) * 8.5 + 14)
    across = Scale(months[0], months[-1], 44.0, sheet.width - names_width)
    up = Scale(0.0, top, sheet.bottom - 34, sheet.top + 18)
    for tick in round_ticks(0.0, top, 5):
        drawing.line([(across.start, up(tick)), (across.end, up(tick))], opacity=FAINT)
        drawing.text(across.start - 8, up(tick) + 4, format_share(tick, language, 0), size=SMALL, anchor="end", opacity=SOFT)
    step = 6 if months[-1] - months[0] >= 18 else 3
    for month in months:
        if month % step == 0:
            drawing.text(across(month), sheet.bottom - 16, format_number(month, language), size=SMALL, anchor="middle", opacity=SOFT)
    drawing.text((across.start + across.end) / 2, sheet.bottom, axis.name, size=SMALL, anchor="middle", opacity=SOFT)
    for place, curve in enumerate(drawn):
        colour = _COLOURS[place % len(_COLOURS)]
        for month, low, high in zip(months, curve.low, curve.high, strict=False):
            drawing.line([(across(month), up(low)), (across(month), up(high))], width=7.0, colour=colour, opacity=FAINT)
        points = [(across(month), up(value)) for month, value in zip(months, curve.values, strict=True)]
        drawing.line(points, width=2.2, colour=colour, dashes=_DASHES[place % len(_DASHES)])
        for month, value in zip(months, curve.values, strict=True):
            if month in axis.marked:
                drawing.circle(across(month), up(value), 4.0, colour=colour, hollow=place > 0)
                drawing.text(across(month), up(value) - 10, format_share(value, language, 0), size=SMALL, anchor="middle")
    ends = _apart([up(curve.values[-1]) for curve in drawn])
    for curve, at in zip(drawn, ends, strict=True):
        drawing.text(across.end + 10, at + 4, curve.name, size=TEXT, bold=True)


def _apart(places: Sequence[float], least: float = 17.0) -> list[float]:
    """Return places moved just enough that names do not lie on each other, in the same order."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + least)
    return moved
