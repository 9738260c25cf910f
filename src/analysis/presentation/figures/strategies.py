"""How each strategy stood at the end of each quarter, and when it was due: a calendar of shapes and words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import add_months
from analysis.frameworks.year_plan import Strategy, StrategyState, YearPlan
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure
from analysis.presentation.numbers import format_day
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.year_plan import STATE_WORDS
from analysis.presentation.typography import typeset

_SUBTITLE = Bilingual(
    "État de chaque stratégie à la fin de chaque trimestre, selon l'agence, exercice {year}; le trait marque l'échéance",
    "State of each strategy at the end of each quarter, as the agency says, {year}; the bar marks the due date",
)
_DONE = Bilingual("{done} stratégies sur {n} sont réalisées, {late} en retard", "{done} of {n} strategies are done, {late} delayed")
_WHAT = Bilingual(
    "Une ligne par stratégie, une colonne par trimestre; un symbole et un mot pour l'état. {message}.",
    "One line for each strategy, one column for each quarter; a symbol and a word for the state. {message}.",
)
_TABLE = Bilingual("Le détail est dans le tableau du même chapitre.", "The detail is in the table of the same chapter.")
_COLOURS = {StrategyState.DELAYED: VERMILLION, StrategyState.ABANDONED: VERMILLION, StrategyState.DONE: BLUE}


def strategies(
    plan: YearPlan, *, language: Language, as_of: date | None = None, label: str = "fig-strategies", caption: str | None = None
) -> FigureDisplay:
    """Return the state of each strategy quarter by quarter; nothing after the day of observation, nor after a strategy was closed."""
    day = min(as_of or plan.year.last_day, plan.year.last_day)
    ends = [add_months(plan.year.first_day, 3 * (at + 1)) - timedelta(days=1) for at in range(4)]
    last = [status.state for item in plan.strategies if (status := item.status_on(day))]
    counts = {"done": last.count(StrategyState.DONE), "late": last.count(StrategyState.DELAYED), "n": len(plan.strategies)}
    message = in_words(_DONE, language, **counts)
    made_up = Bilingual(" Données inventées.", " Made-up data.")[language] if plan.made_up else ""
    foot = in_words(Bilingual("Source : {source}.", "Source: {source}."), language, source=plan.agency[language]) + made_up
    words = Words(
        caption or message,
        in_words(_SUBTITLE, language, year=plan.year.label(language)),
        foot,
        f"{in_words(_WHAT, language, message=message)} {in_words(_TABLE, language)}",
    )

    def height(width: float) -> float:
        return 34 + len(plan.strategies) * (62 if width < 500 else 44)

    return figure(label, words, height, lambda sheet: _paint(sheet, plan.strategies, [end for end in ends if end <= day], ends, language))


def _paint(sheet: Sheet, items: Sequence[Strategy], known: Sequence[date], ends: Sequence[date], language: Language) -> None:
    drawing = sheet.drawing
    left = 0.0 if sheet.is_narrow else 236.0
    step = 62 if sheet.is_narrow else 44
    wide = (sheet.width - left) / len(ends)
    for at, end in enumerate(ends):
        text = format_day(end, language).rsplit(" ", 1)[0].removesuffix(",") if not sheet.is_narrow else f"T{at + 1}"
        text = text.replace("T", "Q") if sheet.is_narrow and language == "en" else text
        drawing.text(left + (at + 0.5) * wide, sheet.top + 16, text, size=SMALL, anchor="middle", opacity=SOFT)
    for at, item in enumerate(items):
        top = sheet.top + 26 + at * step
        drawing.line([(0, top), (sheet.width, top)], opacity=FAINT)
        name = wrapped(
            typeset(item.label[language], language), TEXT, sheet.width if sheet.is_narrow else left - 12, most=1 if sheet.is_narrow else 2
        )
        for place, line in enumerate(name):
            drawing.text(0, top + (17 if sheet.is_narrow else 26 + (place - (len(name) - 1) / 2) * 15), line)
        closed = False
        for place, end in enumerate(ends):
            x, y = left + (place + 0.5) * wide, top + (38 if sheet.is_narrow else 20)
            start = ends[place - 1] if place else add_months(end, -3)
            if start < item.due <= end:
                drawing.line([(x + wide / 2 - 5, y - 14), (x + wide / 2 - 5, y + 18)], width=3.0, colour=INK, opacity=SOFT)
            status = item.status_on(end) if end in known else None
            if status is None or closed:
                drawing.text(x, y + 6, "·" if status is None else "", size=SMALL, anchor="middle", opacity=SOFT)
                continue
            symbol, word = STATE_WORDS[status.state]
            colour = _COLOURS.get(status.state, INK)
            drawing.text(x, y, symbol, size=TEXT, anchor="middle", colour=colour, bold=True)
            drawing.text(x, y + 15, in_words(word, language), size=SMALL, anchor="middle")
            closed = status.state.is_final
