"""Horizontal bars from zero, one a line, with what they count printed: attrition and refused rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.presentation.figures.inks import BLUE, INK, SMALL, SOFT, TEXT
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet
from analysis.presentation.figures.scales import Scale

_NAME_WIDTH = 236.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: `value` is its full part, `removed` a lighter part after it; None is a number that is not shown."""

    name: str
    value: float | None
    text: str
    removed: float = 0.0


def bars_height(bars: Sequence[Bar], width: float) -> float:
    """Return the height that the bars need on a sheet of some width."""
    return len(bars) * (48 if width < 500 else 36) + 4


def paint_bars(sheet: Sheet, bars: Sequence[Bar]) -> None:
    """Draw the bars on a common scale that begins at zero."""
    drawing = sheet.drawing
    left = 0.0 if sheet.is_narrow else _NAME_WIDTH + 12
    longest = max((bar.value + bar.removed for bar in bars if bar.value is not None), default=0.0) or 1.0
    x = Scale(0, longest, left, sheet.width - (118 if sheet.is_narrow else 132))
    step = 48 if sheet.is_narrow else 36
    for at, bar in enumerate(bars):
        top = sheet.top + at * step + (24 if sheet.is_narrow else 7)
        middle = top + 11
        if sheet.is_narrow:
            drawing.text(0, top - 7, wrapped(bar.name, TEXT, sheet.width, most=1)[0])
        else:
            lines = wrapped(bar.name, TEXT, _NAME_WIDTH, most=2)
            for place, line in enumerate(lines):
                drawing.text(0, middle + 4.5 + (place - (len(lines) - 1) / 2) * 15, line)
        end = left
        if bar.value is not None:
            end = x(bar.value)
            if bar.value > 0:
                drawing.box(left, top, max(end - left, 1.0), 20, colour=BLUE)
            if bar.removed > 0:
                drawing.box(end, top + 0.75, x(bar.value + bar.removed) - end, 18.5, colour=INK, opacity=0.6, outline=True)
                end = x(bar.value + bar.removed)
        drawing.text(end + 7, middle + 4.5, bar.text, size=SMALL, opacity=1.0 if bar.value is not None else SOFT)
    drawing.line([(left, sheet.top + (20 if sheet.is_narrow else 2)), (left, sheet.bottom - 2)], opacity=0.5)
