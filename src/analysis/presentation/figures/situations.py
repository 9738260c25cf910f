"""Where people stand at each follow-up: one stacked bar a follow-up, its parts told apart without colour, what is hidden left hatched."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.drawing import Drawing
from analysis.presentation.figures.inks import BLUE, INK, SMALL, SOFT, VERMILLION
from analysis.presentation.figures.letters import text_width
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence, word_of
from analysis.presentation.numbers import format_share
from analysis.presentation.released import results, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.retention import by_source

_HIDDEN = "hidden"
_SUBTITLE = Bilingual(
    "Situation à chaque suivi, en part des participations dont le suivi est échu",
    "Situation at each follow-up, as shares of participations due",
)
_MESSAGE = Bilingual(
    "Au suivi de {wave}, on ne connaît pas la situation de {share} des personnes",
    "At the {wave} follow-up, the situation of {share} of people is not known",
)
_NEUTRAL = Bilingual("Situation des personnes à chaque suivi", "People's situation at each follow-up")
_WHAT = Bilingual(
    "Une barre empilée par suivi, de 0 à 100 % des participations échues; les parts masquées sont hachurées ensemble.",
    "One stacked bar for each follow-up, from 0 to 100% of participations due; hidden parts are hatched together.",
)
_TABLE = Bilingual("Les nombres sont dans les tableaux du même chapitre.", "The numbers are in the tables of the same chapter.")


@dataclass(frozen=True, slots=True)
class _Wave:
    name: str
    due: float
    parts: tuple[tuple[str, float], ...]
    """State and count, in the order of the table; what is hidden together at the end."""


def situations(table: ReleasedTable, *, language: Language, label: str = "fig-situations", caption: str | None = None) -> FigureDisplay:
    """Return one bar a follow-up split into the situations people are in; hidden parts are one hatched part, as wide as what is left."""
    waves = _waves(table, language)
    message = _message(table, waves, language)
    words = Words(
        caption or message,
        by_source(_SUBTITLE, table, language),
        source_line(table, language),
        f"{in_words(_WHAT, language)} {message}. {in_words(_TABLE, language)}",
    )
    if not waves:
        return without_cases(label, words, language)
    names = {state: label_of(table, "state", state, language) for wave in waves for state, _ in wave.parts if state != _HIDDEN}
    if any(state == _HIDDEN for wave in waves for state, _ in wave.parts):
        names[_HIDDEN] = word_of(Absence.HIDDEN, language).capitalize()

    def height(width: float) -> float:
        return _key_height(names, width) + len(waves) * (66 if width < 500 else 44)

    return figure(label, words, height, lambda sheet: _paint(sheet, waves, names, language))


def _waves(table: ReleasedTable, language: Language) -> list[_Wave]:
    found = []
    rows = results(table)
    for code in dict.fromkeys(row.where["wave"] for row in rows):
        own = [row for row in rows if row.where["wave"] == code]
        due = next((row.value for row in own if row.where["state"] == TOTAL), None)
        if not due:
            continue
        parts = [(row.where["state"], row.value) for row in own if row.where["state"] != TOTAL and row.value]
        left = due - fsum(value for _, value in parts)
        if left > 0:
            parts.append((_HIDDEN, left))
        found.append(_Wave(label_of(table, "wave", code, language), due, tuple(parts)))
    return found


def _message(table: ReleasedTable, waves: list[_Wave], language: Language) -> str:
    for wave in reversed(waves):
        unknown = dict(wave.parts).get("not_known")
        if unknown:
            return in_words(_MESSAGE, language, wave=wave.name, share=format_share(unknown / wave.due, language, 0))
    return in_words(_NEUTRAL, language)


def _fill(drawing: Drawing, state: str, box: tuple[float, float, float, float]) -> None:
    """Fill a part: the situations differ by how dark they are, by outline and by hatching, not by hue alone."""
    x, y, width, height = box
    inner = (x + 0.6, y + 0.6, max(width - 1.2, 0.6), height - 1.2)
    if state in ("enough_hours", "employed"):
        drawing.box(*box, colour=BLUE)
    elif state == "fewer_hours":
        drawing.box(*box, colour=BLUE, opacity=0.5)
    elif state == "training":
        drawing.box(*inner, colour=VERMILLION, hatch="//")
    elif state in ("neither", "not_employed"):
        drawing.box(*box, colour=INK, opacity=0.7)
    elif state == _HIDDEN:
        drawing.box(*inner, colour=INK, opacity=0.55, hatch="xx")
    else:
        drawing.box(*inner, colour=INK, opacity=0.7, outline=True)


def _key_places(names: dict[str, str], width: float) -> list[tuple[str, float, float]]:
    places, x, y = [], 0.0, 12.0
    for state, name in names.items():
        needed = 18 + text_width(name, SMALL)
        if x and x + needed > width:
            x, y = 0.0, y + 20
        places.append((state, x, y))
        x += needed + 18
    return places


def _key_height(names: dict[str, str], width: float) -> float:
    return _key_places(names, width)[-1][2] + 12 if names else 0.0


def _paint(sheet: Sheet, waves: list[_Wave], names: dict[str, str], language: Language) -> None:
    drawing = sheet.drawing
    for state, x, y in _key_places(names, sheet.width):
        _fill(drawing, state, (x, sheet.top + y - 10, 12, 12))
        drawing.text(x + 18, sheet.top + y, names[state], size=SMALL)
    top = sheet.top + _key_height(names, sheet.width)
    left = 0.0 if sheet.is_narrow else 72.0
    width = sheet.width - left
    for at, wave in enumerate(waves):
        y = top + at * (66 if sheet.is_narrow else 44) + (18 if sheet.is_narrow else 0)
        drawing.text(0, y - 5 if sheet.is_narrow else y + 15, wave.name, bold=True)
        x, written_to = left, -1.0
        for state, count in wave.parts:
            length = width * count / wave.due
            _fill(drawing, state, (x, y, length, 20))
            text = format_share(count / wave.due, language, 0)
            # A share stands below the start of its part; where the next would touch it, the table alone gives it.
            place = min(x, sheet.width - text_width(text, SMALL))
            if place >= written_to:
                drawing.text(place, y + 34, text, size=SMALL, opacity=SOFT)
                written_to = place + text_width(text, SMALL) + 8
            x += length
