"""From due to reached to answered: one stacked bar a wave, counts printed."""

from __future__ import annotations

from collections.abc import Callable

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.drawing import Drawing
from analysis.presentation.figures.inks import BLUE, INK, SMALL, SOFT
from analysis.presentation.figures.letters import text_width
from analysis.presentation.figures.paper import Sheet, Words, figure
from analysis.presentation.labels import label_of
from analysis.presentation.marks import Absence, symbol_of, word_of
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.released import source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.cohorts import DUE_STATES, LOST, NEVER_TRIED, REACHED, REFUSED, WaveStates, waves_of

_NAMES = {
    REACHED: Bilingual("jointes", "reached"),
    REFUSED: Bilingual("refus", "refused"),
    LOST: Bilingual("sans réponse", "no answer"),
    NEVER_TRIED: Bilingual("jamais tentées", "never tried"),
}


def follow_up_flow(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-follow-up",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return, for each wave, those due as one bar split into reached, refused, tried without an answer and never tried.

    A wave with a hidden part has no bar: its length would give the part away.
    """
    waves = waves_of(table)
    subtitle = Bilingual(
        "Suivis échus à chaque échéance, en part de ceux qui sont échus{period}",
        "Follow-ups due at each wave, as shares of those due{period}",
    )
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    message = _message(table, waves, language)
    what = Bilingual(
        "Une barre empilée par échéance : personnes jointes, refus, tentatives sans réponse, jamais tentées.",
        "One stacked bar for each wave: reached, refused, tried without an answer, never tried.",
    )
    where = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
    words = Words(
        caption or message,
        in_words(subtitle, language, period=period),
        source_line(table, language),
        f"{in_words(what, language)} {message}. {where[language]}",
    )

    def height(width: float) -> float:
        return (26 + (20 if width < 500 else 0)) + len(waves) * (72 if width < 500 else 46)

    return figure(label, words, height, lambda sheet: _paint(sheet, table, waves, language))


def _message(table: ReleasedTable, waves: list[WaveStates], language: Language) -> str:
    for wave in waves:
        due, reached = wave.together(DUE_STATES), wave.together((REACHED,))
        if due and reached is not None:
            text = Bilingual(
                "Au suivi de {wave}, {k} personnes sur {n} ont été jointes ({share})",
                "At the {wave} follow-up, {k} of {n} people were reached ({share})",
            )
            share = format_share(reached / due, language, 1 if due >= 200 else 0)
            k, n = format_number(reached, language), format_number(due, language)
            return in_words(text, language, wave=label_of(table, "wave", wave.wave, language), k=k, n=n, share=share)
    if waves and not any(wave.together(tuple(wave.counts)) != 0 for wave in waves):
        return in_words(Bilingual("Aucun suivi : il n'y a personne à joindre", "No follow-up: there is nobody to reach"), language)
    return in_words(Bilingual("Personnes jointes à chaque échéance", "People reached at each wave"), language)


def _fill(drawing: Drawing, state: str) -> Callable[[float, float, float, float], None]:
    """Return how a state is filled: the four differ without colour (full, dense, light, outline)."""

    def draw(x: float, y: float, width: float, height: float) -> None:
        if state == REACHED:
            drawing.box(x, y, width, height, colour=BLUE)
        elif state == REFUSED:
            drawing.box(x, y, width, height, colour=INK, opacity=0.75)
        elif state == LOST:
            drawing.box(x, y, width, height, colour=INK, opacity=0.42)
        else:
            drawing.box(x + 0.6, y + 0.6, max(width - 1.2, 0.6), height - 1.2, colour=INK, opacity=0.75, outline=True)

    return draw


def _paint(sheet: Sheet, table: ReleasedTable, waves: list[WaveStates], language: Language) -> None:
    drawing = sheet.drawing
    _paint_key(sheet, language)
    top = sheet.top + 26 + (20 if sheet.is_narrow else 0)
    left = 0.0 if sheet.is_narrow else 92.0
    width = sheet.width - left
    for at, wave in enumerate(waves):
        y = top + at * (72 if sheet.is_narrow else 46) + (18 if sheet.is_narrow else 0)
        name = label_of(table, "wave", wave.wave, language)
        if sheet.is_narrow:
            drawing.text(0, y - 5, name, bold=True)
        else:
            drawing.text(0, y + 15, name, bold=True)
        due = wave.together(DUE_STATES)
        if due is None:
            drawing.text(
                left, y + 15, f"{symbol_of(Absence.HIDDEN, language)} {word_of(Absence.HIDDEN, language)}", size=SMALL, opacity=SOFT
            )
            continue
        later = wave.together(("in_window", "not_yet_due")) or 0.0
        if not due:
            none = in_words(Bilingual("aucun suivi échu; {n} à venir", "none due; {n} to come"), language, n=format_number(later, language))
            drawing.text(left, y + 15, none, size=SMALL, opacity=SOFT)
            continue
        x, written_to = left, -1.0
        for state in DUE_STATES:
            count = wave.counts.get(state) or 0.0
            if not count:
                continue
            length = width * count / due
            _fill(drawing, state)(x, y, length, 20)
            text = format_number(count, language)
            # A count stands below the start of its part; where the next would touch it, the table alone gives it.
            place = min(x, sheet.width - text_width(text, SMALL))
            if place >= written_to:
                drawing.text(place, y + 34, text, size=SMALL, opacity=1.0 if state == REACHED else SOFT)
                written_to = place + text_width(text, SMALL) + 8
            x += length


def _paint_key(sheet: Sheet, language: Language) -> None:
    x, y = (0.0, sheet.top + 12) if sheet.is_narrow else (92.0, sheet.top + 12)
    for state in DUE_STATES:
        name = _NAMES[state][language]
        needed = 18 + text_width(name, SMALL)
        if x + needed > sheet.width:
            x, y = 0.0, y + 20
        _fill(sheet.drawing, state)(x, y - 10, 12, 12)
        sheet.drawing.text(x + 18, y, name, size=SMALL)
        x += needed + 18
