"""Estimates side by side: at each wave one line an estimate, a dot and its interval; bounds as a light bar. And what weights even out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT
from analysis.presentation.figures.letters import text_width, wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks
from analysis.presentation.labels import label_of
from analysis.presentation.marks import symbol_of, word_of
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.estimates import (
    REACHED,
    SHOWN,
    WORST,
    WaveEstimates,
    bounds_text,
    decimals_for,
    method_name,
    outcome_note,
    waves_of_estimates,
)
from analysis.presentation.typography import typeset

_MESSAGE = Bilingual(
    "À {wave}, {share} ont le résultat selon l'estimation publiée, {reached} parmi les seules personnes jointes",
    "At {wave}, {share} have the outcome by the published estimate, {reached} among those reached only",
)
_SHORT = Bilingual(
    "À {wave}, {share} ont le résultat selon l'estimation publiée", "At {wave}, {share} have the outcome by the published estimate"
)
_NEUTRAL = Bilingual(
    "Part qui a le résultat à chaque suivi, estimée de cinq façons", "Share with the outcome at each wave, estimated in five ways"
)
_SUBTITLE = Bilingual(
    "Part qui a le résultat, de toutes les personnes dont le suivi est échu, avec intervalle à 95 %{period}; {note}",
    "Share with the outcome, of everyone whose follow-up is due, with 95% interval{period}; {note}",
)
_KEY = Bilingual(
    "Point plein : estimation publiée. Barre claire : de la pire à la meilleure borne. Tirets : norme.",
    "Full dot: published estimate. Light bar: from the worst to the best bound. Dashes: standard.",
)
_WHAT = Bilingual(
    "Pour chaque suivi, une ligne par estimation avec un point et son intervalle, et une barre pour les bornes.",
    "For each wave, one line an estimate with a dot and its interval, and a bar for the bounds.",
)
_TABLE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")


def main_wave(waves: Sequence[WaveEstimates]) -> WaveEstimates | None:
    """Return the wave that a message is about: the last one that has a standard and a shown estimate, else the last that has one."""
    shown = [wave for wave in waves if wave.rows[wave.published].value is not None]
    held = [wave for wave in shown if wave.rows[WORST].standard is not None]
    return held[-1] if held else shown[-1] if shown else None


def estimates(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-estimates",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return every estimate at each wave on one scale from 0 to 100 %, the published one as a full dot."""
    waves = [wave for wave in waves_of_estimates(table) if wave.due != 0]
    decimals = decimals_for(results(table))
    message = _message(table, waves, language, decimals)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    words = Words(
        caption or message,
        in_words(_SUBTITLE, language, period=period, note=outcome_note(table, language)),
        f"{in_words(_KEY, language)} {source_line(table, language)}",
        f"{in_words(_WHAT, language)} {message}. {in_words(_TABLE, language)}",
    )
    if not waves:
        return without_cases(label, words, language)

    def height(width: float) -> float:
        return 30 + len(waves) * _block(width)

    return figure(label, words, height, lambda sheet: _paint(sheet, _Plot(table, waves, language, decimals)))


@dataclass(frozen=True, slots=True)
class _Plot:
    table: ReleasedTable
    waves: Sequence[WaveEstimates]
    language: Language
    decimals: int


def _block(width: float) -> float:
    return 30 + len(SHOWN) * _step(width)


def _step(width: float) -> float:
    return 40.0 if width < 500 else 22.0


def _message(table: ReleasedTable, waves: Sequence[WaveEstimates], language: Language, decimals: int) -> str:
    wave = main_wave(waves)
    if wave is None:
        return in_words(_NEUTRAL, language)
    name = label_of(table, "wave", wave.wave, language)
    published, reached = wave.rows[wave.published], wave.rows[REACHED]
    if wave.published == WORST and wave.bounds is not None:
        return in_words(_SHORT, language, wave=name, share=bounds_text(wave.bounds, language, decimals))
    share = format_share(published.value or 0.0, language, decimals)
    if wave.published == REACHED or reached.value is None:
        return in_words(_SHORT, language, wave=name, share=share)
    return in_words(_MESSAGE, language, wave=name, share=share, reached=format_share(reached.value, language, decimals))


def _paint(sheet: Sheet, plot: _Plot) -> None:
    drawing, language = sheet.drawing, plot.language
    left, right = (6.0, sheet.width - 6) if sheet.is_narrow else (290.0, sheet.width - 104)
    x = Scale(0.0, 1.0, left, right)
    last = sheet.bottom - 22
    for tick in round_ticks(0.0, 1.0, 4 if sheet.is_narrow else 5):
        drawing.text(x(tick), last + 16, format_share(tick, language, 0), size=SMALL, anchor="middle", opacity=SOFT)
    for at, wave in enumerate(plot.waves):
        top = sheet.top + 8 + at * _block(sheet.width)
        first = top + 20
        name = label_of(plot.table, "wave", wave.wave, language)
        drawing.text(0, top + 12, name, bold=True)
        drawing.text(text_width(name, TEXT, bold=True) + 10, top + 12, _of_whom(wave, language), size=SMALL, opacity=SOFT)
        for place, method in enumerate(SHOWN):
            y = first + place * _step(sheet.width)
            strip = (y + 20, y + 38) if sheet.is_narrow else (y, y + 22)
            for tick in round_ticks(0.0, 1.0, 4 if sheet.is_narrow else 5):
                drawing.line([(x(tick), strip[0]), (x(tick), strip[1])], opacity=FAINT)
            standard = wave.rows[WORST].standard
            if standard is not None:
                drawing.line([(x(standard), strip[0]), (x(standard), strip[1])], width=1.6, dashes=(4.0, 3.0))
            _paint_line(sheet, plot, x, (wave, method), y=(strip[0] + strip[1]) / 2)


def _of_whom(wave: WaveEstimates, language: Language) -> str:
    due, reached = wave.due, wave.rows[REACHED].denominator
    if due is None or reached is None:
        return ""
    text = Bilingual("{reached} jointes de {due} échues", "{reached} reached of {due} due")
    return in_words(text, language, reached=format_number(reached, language), due=format_number(due, language))


def _paint_line(sheet: Sheet, plot: _Plot, x: Scale, of: tuple[WaveEstimates, str], *, y: float) -> None:
    drawing, language = sheet.drawing, plot.language
    wave, method = of
    row, is_published = wave.rows[method], method == wave.published
    name, said = method_name(plot.table, method, language), _said(wave, method, language, plot.decimals)
    if sheet.is_narrow:
        drawing.text(0, y - 13, wrapped(name, SMALL, sheet.width - 10 - text_width(said, SMALL), most=1)[0], size=SMALL, bold=is_published)
        drawing.text(sheet.width, y - 13, said, size=SMALL, anchor="end", bold=is_published)
    else:
        drawing.text(0, y + 4.5, wrapped(name, SMALL, 268, most=1)[0], size=SMALL, bold=is_published)
        drawing.text(sheet.width, y + 4.5, said, size=SMALL, anchor="end", bold=is_published)
    if row.value is None:
        return
    if method == WORST:
        if wave.bounds is not None:
            start, end = (x(value) for value in wave.bounds)
            drawing.box(
                start, y - 6, max(end - start, 1.5), 12, colour=BLUE if is_published else INK, opacity=0.5 if is_published else FAINT * 1.6
            )
        return
    colour = BLUE if is_published else INK
    if row.low is not None and row.high is not None:
        drawing.line([(x(row.low), y), (x(row.high), y)], width=2.4 if is_published else 1.6, colour=colour)
    drawing.circle(x(row.value), y, 5.0 if is_published else 4.0, colour=colour, hollow=not is_published)


def _said(wave: WaveEstimates, method: str, language: Language, decimals: int) -> str:
    row = wave.rows[method]
    if method == WORST and wave.bounds is not None:
        return bounds_text(wave.bounds, language, decimals)
    if row.value is None:
        return f"{symbol_of(row.absence, language)} {word_of(row.absence, language)}" if row.absence else "–"
    return format_share(row.value, language, decimals)


_EVEN = 0.1
"""The difference from which Austin (2009) reads an imbalance: a line to read by, not a rule."""
_BALANCE = Bilingual(
    "À {wave}, le plus grand écart entre personnes jointes et échues passe de {before} à {after} écart-type",
    "At {wave}, the largest difference between those reached and everyone due goes from {before} to {after} standard deviations",
)
_BALANCE_NEUTRAL = Bilingual(
    "Personnes jointes et personnes échues, avant et après pondération", "People reached and people due, before and after weighting"
)
_BALANCE_SUBTITLE = Bilingual(
    "Plus grand écart sur les valeurs de chaque caractéristique, en écarts-types, au suivi de {wave}{period}",
    "Largest difference over the values of each characteristic, in standard deviations, at the follow-up of {wave}{period}",
)
_BALANCE_KEY = Bilingual(
    "Cercle : avant pondération. Point plein : après. Tirets : 0,1 écart-type.",
    "Circle: before weighting. Full dot: after. Dashes: 0.1 standard deviation.",
)
_BALANCE_WHAT = Bilingual(
    "Une ligne par caractéristique, un cercle avant pondération et un point après.",
    "One line for each characteristic, a circle before weighting and a dot after.",
)


def balance(
    table: ReleasedTable,
    *,
    wave: int,
    language: Language,
    label: str = "fig-balance",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return how far those reached are from everyone due on each characteristic at one wave, before and after weighting.

    Raises
    ------
    ValueError
        When the table has no such wave.
    """
    rows: dict[str, dict[str, Result]] = {}
    for row in results(table):
        if row.where["wave"] == str(wave):
            rows.setdefault(row.where["characteristic"], {})[row.indicator] = row
    if not rows:
        raise ValueError(f"the table has no wave at {wave} months")
    lines = []
    for name, of in rows.items():
        first, then = of["difference_before"].value, of["difference_after"].value
        if first is not None and then is not None:
            lines.append((label_of(table, "characteristic", name, language), first, then))
    lines.sort(key=lambda line: (-line[1], line[0]))
    named = label_of(table, "wave", str(wave), language)
    message = in_words(_BALANCE_NEUTRAL, language)
    if lines:
        before, after = max(line[1] for line in lines), max(line[2] for line in lines)
        values = {"before": format_number(before, language, 2), "after": format_number(after, language, 2)}
        message = in_words(_BALANCE, language, wave=named, **values)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    words = Words(
        caption or message,
        in_words(_BALANCE_SUBTITLE, language, wave=named, period=period),
        f"{in_words(_BALANCE_KEY, language)} {source_line(table, language)}",
        f"{in_words(_BALANCE_WHAT, language)} {message}. {in_words(_TABLE, language)}",
    )
    if not lines:
        return without_cases(label, words, language)

    def height(width: float) -> float:
        return len(lines) * (38 if width < 500 else 24) + 34

    return figure(label, words, height, lambda sheet: _paint_balance(sheet, lines, language))


def _paint_balance(sheet: Sheet, lines: Sequence[tuple[str, float, float]], language: Language) -> None:
    drawing = sheet.drawing
    left, right = (6.0, sheet.width - 10) if sheet.is_narrow else (290.0, sheet.width - 12)
    most = max([_EVEN * 1.5, *(value for _, before, after in lines for value in (before, after))]) * 1.05
    x, step, last = Scale(0.0, most, left, right), 38.0 if sheet.is_narrow else 24.0, sheet.bottom - 22
    ticks = round_ticks(0.0, most, 4)
    for tick in ticks:
        drawing.text(x(tick), last + 16, format_number(tick, language, 2), size=SMALL, anchor="middle", opacity=SOFT)
    for at, (name, before, after) in enumerate(lines):
        top = sheet.top + 10 + at * step
        strip = (top + 18, top + 36) if sheet.is_narrow else (top, top + 24)
        y = (strip[0] + strip[1]) / 2
        for tick in ticks:
            drawing.line([(x(tick), strip[0]), (x(tick), strip[1])], opacity=FAINT)
        drawing.line([(x(_EVEN), strip[0]), (x(_EVEN), strip[1])], width=1.4, dashes=(4.0, 3.0))
        text = typeset(name, language)
        drawing.text(
            0,
            top + 13 if sheet.is_narrow else y + 4.5,
            wrapped(text, SMALL, sheet.width if sheet.is_narrow else 276, most=1)[0],
            size=SMALL,
        )
        drawing.line([(x(before), y), (x(after), y)], width=1.2, opacity=SOFT)
        drawing.circle(x(before), y, 4.5, colour=INK, hollow=True)
        drawing.circle(x(after), y, 4.5, colour=BLUE)
