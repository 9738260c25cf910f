"""Quarters of entry at the last follow-up: what is known as full dots, what is predicted as hollow ones with a dashed, wider interval."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale
from analysis.presentation.labels import label_of
from analysis.presentation.numbers import format_interval, format_share
from analysis.presentation.released import results, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.retention import by_source

_SUBTITLE = Bilingual(
    "Part en emploi à {months} mois par trimestre d'entrée : connue (point plein, intervalle à 95 %) ou prévue (point creux, intervalle "
    "de prévision à 95 % en tirets)",
    "Share employed at {months} months by quarter of entry: known (full dot, 95% interval) or predicted (hollow dot, dashed 95% prediction "
    "interval)",
)
_MESSAGE = Bilingual(
    "À {months} mois, le trimestre d'entrée le plus récent qui puisse être prévu aurait {share} de personnes en emploi ({interval})",
    "At {months} months, the latest quarter of entry that can be predicted would have {share} of people employed ({interval})",
)
_NEUTRAL = Bilingual("Part en emploi par trimestre d'entrée", "Share employed by quarter of entry")
_WHAT = Bilingual(
    "Une ligne par trimestre d'entrée : un point plein pour une part connue, un point creux pour une part prévue, chacun avec son "
    "intervalle.",
    "One line for each quarter of entry: a full dot for a share known, a hollow dot for a share predicted, each with its interval.",
)
_TABLE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
_NOT_PREDICTED = Bilingual("pas de prévision", "no prediction")
_LINE = 30.0


@dataclass(frozen=True, slots=True)
class _Quarter:
    name: str
    value: float | None
    low: float | None
    high: float | None
    is_predicted: bool


def cohort_fan(table: ReleasedTable, *, language: Language, label: str = "fig-cohorts", caption: str | None = None) -> FigureDisplay:
    """Return each quarter of entry at the last follow-up, known or predicted, visibly apart; one that is hidden keeps its line."""
    rows = results(table)
    waves = sorted({row.where["wave"] for row in rows}, key=int)
    last = waves[-1] if waves else ""
    quarters = []
    for code in sorted({row.where["entered"] for row in rows}):
        own = [row for row in rows if row.where["entered"] == code and row.where["wave"] == last]
        chosen = next(iter(own), None)
        if chosen is None:
            continue
        name = label_of(table, "entered", code, language)
        quarters.append(_Quarter(name, chosen.value, chosen.low, chosen.high, chosen.indicator == "predicted"))
    message = _message(quarters, last, language)
    words = Words(
        caption or message,
        by_source(_subtitle(last), table, language),
        source_line(table, language),
        f"{in_words(_WHAT, language)} {message}. {in_words(_TABLE, language)}",
    )
    if not any(one.value is not None for one in quarters):
        return without_cases(label, words, language)
    return figure(
        label,
        words,
        lambda width: len(quarters) * (_LINE + (18 if width < 500 else 0)) + 30,
        lambda sheet: _paint(sheet, quarters, language),
    )


def _subtitle(last: str) -> Bilingual:
    return _SUBTITLE.filled(months=last)


def _message(quarters: list[_Quarter], last: str, language: Language) -> str:
    predicted = [one for one in quarters if one.is_predicted and one.value is not None]
    latest = predicted[-1] if predicted else None
    if latest is None or latest.value is None or latest.low is None or latest.high is None:
        return in_words(_NEUTRAL, language)
    interval = _interval(latest.low, latest.high, language)
    return in_words(_MESSAGE, language, months=last, share=format_share(latest.value, language, 0), interval=interval)


def _interval(low: float, high: float, language: Language) -> str:
    return format_interval(low, high, Unit.SHARE, language, 0)


def _paint(sheet: Sheet, quarters: list[_Quarter], language: Language) -> None:
    drawing = sheet.drawing
    narrow = sheet.is_narrow
    left = 8.0 if narrow else 178.0
    across = Scale(0.0, 1.0, left, sheet.width - 96)
    step = _LINE + (18 if narrow else 0)
    bottom = sheet.top + len(quarters) * step
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        drawing.line([(across(tick), sheet.top + 4), (across(tick), bottom)], opacity=FAINT)
        drawing.text(across(tick), bottom + 18, format_share(tick, language, 0), size=SMALL, anchor="middle", opacity=SOFT)
    for at, one in enumerate(quarters):
        y = sheet.top + at * step + (34 if narrow else 18)
        name = wrapped(one.name, TEXT, sheet.width if narrow else 164, most=1)[0]
        drawing.text(0, y - 14 if narrow else y + 4, name)
        if one.value is None:
            drawing.text(left, y + 4, in_words(_NOT_PREDICTED, language), size=SMALL, opacity=SOFT)
            continue
        colour = VERMILLION if one.is_predicted else BLUE
        if one.low is not None and one.high is not None:
            dashes = (4.0, 3.0) if one.is_predicted else None
            drawing.line([(across(one.low), y), (across(one.high), y)], width=2.4, colour=colour, dashes=dashes)
        drawing.circle(across(one.value), y, 4.4, colour=colour, hollow=one.is_predicted)
        drawing.text(across.end + 10, y + 4, format_share(one.value, language, 0), bold=not one.is_predicted)
