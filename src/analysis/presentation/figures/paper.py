"""What every figure has around its drawing: a subtitle above, a source below, a wide and a narrow version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.drawing import Drawing
from analysis.presentation.figures.inks import NARROW, SMALL, SOFT, TEXT, WIDE
from analysis.presentation.figures.letters import wrapped

_LINE = 17.0


@dataclass(frozen=True, slots=True)
class Words:
    """What a figure says beside its drawing.

    `caption` is the message and goes above or below the figure by the page; `subtitle` names measure, population, period and unit;
    `foot` names the source, that data are made up, and cells that are hidden.
    """

    caption: str
    subtitle: str
    foot: str
    alt: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The place left for a drawing between its subtitle and its foot."""

    drawing: Drawing
    width: float
    top: float
    bottom: float

    @property
    def is_narrow(self) -> bool:
        """Whether it is drawn for a telephone."""
        return self.width < 500


def figure(label: str, words: Words, height: Callable[[float], float], paint: Callable[[Sheet], None]) -> FigureDisplay:
    """Return the figure painted on a wide and on a narrow sheet, each as high as it needs.

    Parameters
    ----------
    height
        The height in pixels of the drawing alone on a sheet of some width.
    """
    return FigureDisplay(
        label,
        words.caption,
        words.alt,
        _painted(label, words, WIDE, height, paint),
        _painted(f"{label}-narrow", words, NARROW, height, paint),
    )


_NO_CASES = Bilingual("Aucun cas à montrer", "No cases to show")


def without_cases(label: str, words: Words, language: Language, said: Bilingual = _NO_CASES) -> FigureDisplay:
    """Return a figure that says that there is nothing to draw, in the place where it would be."""
    text = said[language]
    return figure(label, words, lambda _: 40.0, lambda sheet: sheet.drawing.text(0, sheet.top + 24, text))


def _painted(label: str, words: Words, width: float, height: Callable[[float], float], paint: Callable[[Sheet], None]) -> str:
    above = wrapped(words.subtitle, TEXT, width) if words.subtitle else []
    below = wrapped(words.foot, SMALL, width) if words.foot else []
    top = len(above) * _LINE + (8 if above else 0)
    bottom = top + height(width)
    drawing = Drawing(width, bottom + (8 if below else 0) + len(below) * _LINE + 4)
    for at, line in enumerate(above):
        drawing.text(0, (at + 1) * _LINE - 4, line, opacity=SOFT)
    paint(Sheet(drawing, width, top, bottom))
    for at, line in enumerate(below):
        drawing.text(0, bottom + 8 + (at + 1) * _LINE - 4, line, size=SMALL, opacity=SOFT)
    return drawing.to_svg(label, words.caption, words.alt)
