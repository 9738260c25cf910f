"""A profile: levels on one scale, one a row, grouped by dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure
from analysis.presentation.figures.scales import Scale
from analysis.presentation.numbers import format_number
from analysis.presentation.tables.cells import in_words

_ROW = 34.0


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One level: what is graded, the dimension it belongs to, and the level from 0."""

    name: str
    dimension: str
    level: float


def profile_figure(label: str, rows: Sequence[ProfileRow], most: int, language: Language) -> FigureDisplay:
    """Return the levels as dots on a scale from 0 to `most`; the lowest ones are hollow, so that colour is not alone to say it."""
    lowest = min(row.level for row in rows)
    caption = in_words(Bilingual("Le profil, indicateur par indicateur", "The profile, indicator by indicator"), language)
    subtitle = in_words(
        Bilingual(
            "Niveau de 0 (rien en place) à {most} (en place, prouvé et utilisé)",
            "Level from 0 (nothing in place) to {most} (in place, proven and used)",
        ),
        language,
        most=most,
    )
    levels = "; ".join(f"{row.name} {format_number(row.level, language)}" for row in rows)
    alt = in_words(Bilingual("Un point par indicateur. {levels}.", "One dot an indicator. {levels}."), language, levels=levels)
    words = Words(caption, subtitle, "", alt)
    return figure(label, words, lambda _: len(rows) * _ROW + 34, lambda sheet: _paint(sheet, rows, most, lowest, language))


def _paint(sheet: Sheet, rows: Sequence[ProfileRow], most: int, lowest: float, language: Language) -> None:
    drawing = sheet.drawing
    names = sheet.width * (0.5 if sheet.is_narrow else 0.46)
    across = Scale(0, most, names + 16, sheet.width - 16)
    foot = sheet.top + len(rows) * _ROW + 6
    for level in range(most + 1):
        drawing.line([(across(level), sheet.top), (across(level), foot)], opacity=FAINT)
        drawing.text(across(level), foot + 18, format_number(level, language), size=SMALL, anchor="middle", opacity=SOFT)
    dimension = ""
    for place, row in enumerate(rows):
        at = sheet.top + place * _ROW + 20
        if row.dimension != dimension and place:
            drawing.line([(0, at - 20), (sheet.width, at - 20)], opacity=FAINT)
        dimension = row.dimension
        lines = wrapped(row.name, TEXT, names)
        for line, text in enumerate(lines[:2]):
            drawing.text(0, at + 4 + (line - (len(lines[:2]) - 1) / 2) * 15, text)
        drawing.line([(across(0), at), (across(row.level), at)], width=2.0, opacity=0.35)
        is_lowest = row.level == lowest
        drawing.circle(across(row.level), at, 6.0, colour=VERMILLION if is_lowest else BLUE, hollow=is_lowest)
