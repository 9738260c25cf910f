"""Each provider's share as it is and drawn towards the others, in the order of how many answered: not a ranking."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks, tick_decimals
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.numbers import format_number, format_share, format_value
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.satisfaction import of_survey, with_period

_SUBTITLE = Bilingual(
    "{survey} : part des réponses de 4 ou 5 par fournisseur, telle quelle (cercle) et rapprochée des autres (point plein), "
    "avec leurs intervalles à 95 %; du plus grand nombre de réponses au plus petit",
    "{survey}: share of answers of 4 or 5 by provider, as it is (circle) and drawn towards the others (full dot), with "
    "their 95% intervals; from the most answers to the fewest",
)
_WHAT = Bilingual(
    "Une ligne par fournisseur : un cercle et un trait fin pour la part telle quelle, un point plein et un trait épais "
    "pour la part rapprochée des autres.",
    "One line a provider: a circle and a thin line for the share as it is, a full dot and a thick line for the share drawn "
    "towards the others.",
)
_WHERE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
_APART = Bilingual(
    "Rapprochée des autres, la part de {k} fournisseurs sur {n} reste à l'écart de l'ensemble",
    "Drawn towards the others, the share of {k} of {n} providers stays apart from that of all",
)
_ONE_APART = Bilingual(
    "Rapprochée des autres, la part de {k} fournisseur sur {n} reste à l'écart de l'ensemble",
    "Drawn towards the others, the share of {k} of {n} providers stays apart from that of all",
)
_NONE_APART = Bilingual(
    "Rapprochées des autres, les parts des {n} fournisseurs montrés ne se distinguent pas de l'ensemble",
    "Drawn towards the others, the shares of the {n} providers shown cannot be told from that of all",
)
_NEUTRAL = Bilingual("Satisfaction par fournisseur", "Satisfaction by provider")
_HIDDEN = Bilingual("Masqués : {n}.", "Hidden: {n}.")
_SILENT = Bilingual("Sans réponse : {n}.", "Without an answer: {n}.")


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    row: Result
    drawn: float
    low: float
    high: float


def satisfaction_providers(
    table: ReleasedTable,
    *,
    language: Language,
    survey: str | None = None,
    label: str = "fig-satisfaction-providers",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
    years: int = 1,
) -> FigureDisplay:
    """Return raw and drawn shares of the providers that may be shown; how many are hidden or have no answer is said below."""
    chosen = survey or results(table)[0].where["survey"]
    dimension = next(name for name in table.dimensions if name != "survey")
    rows = of_survey(table, chosen)
    everyone = next((row for row in rows if row.where[dimension] == TOTAL), None)
    parts = [row for row in rows if row.where[dimension] != TOTAL]
    lines = []
    for row in sorted(parts, key=lambda row: (-(row.denominator or 0.0), row.where[dimension])):
        drawn, low, high = (row.number(name) for name in ("shrunken", "shrunken_low", "shrunken_high"))
        if row.value is not None and drawn is not None and low is not None and high is not None:
            lines.append(_Line(label_of(table, dimension, row.where[dimension], language), row, drawn, low, high))
    silent = sum(row.denominator == 0 for row in parts)
    hidden = len(parts) - len(lines) - silent
    foot = [source_line(table, language)]
    foot += [in_words(text, language, n=format_number(n, language)) for text, n in ((_HIDDEN, hidden), (_SILENT, silent)) if n]
    message = _message(lines, everyone, language)
    name = label_of(table, "survey", chosen, language)
    subtitle = with_period(in_words(_SUBTITLE, language, survey=name), language, fiscal_year, years)
    words = Words(caption or message, subtitle, " ".join(foot), f"{in_words(_WHAT, language)} {message}. {in_words(_WHERE, language)}")
    if not lines:
        return without_cases(label, words, language)

    def height(width: float) -> float:
        return len(lines) * (50 if width < 500 else 28) + 56

    return figure(label, words, height, lambda sheet: _paint(sheet, lines, everyone, language))


def _message(lines: list[_Line], everyone: Result | None, language: Language) -> str:
    if not lines or everyone is None or everyone.value is None:
        return in_words(_NEUTRAL, language)
    apart = sum(line.high < everyone.value or line.low > everyone.value for line in lines)
    text = (_ONE_APART if apart == 1 else _APART) if apart else _NONE_APART
    return in_words(text, language, k=format_number(apart, language), n=format_number(len(lines), language))


def _paint(sheet: Sheet, lines: list[_Line], everyone: Result | None, language: Language) -> None:
    drawing = sheet.drawing
    ends = [value for line in lines for value in (line.row.low, line.row.high, line.low, line.high) if value is not None]
    low, high = max(min(ends) - 0.02, 0.0), min(max(ends) + 0.02, 1.0)
    left, right = (6.0, sheet.width - 6) if sheet.is_narrow else (236.0, sheet.width - 60)
    x = Scale(low, high, left, right)
    first, last = sheet.top + 26, sheet.bottom - 24
    ticks = round_ticks(low, high, 4 if sheet.is_narrow else 6)
    for tick in ticks:
        drawing.line([(x(tick), first), (x(tick), last)], opacity=FAINT)
        text = format_value(tick, Unit.SHARE, language, tick_decimals(ticks, percent=True))
        drawing.text(x(tick), last + 16, text, size=SMALL, anchor="middle", opacity=SOFT)
    if everyone is not None and everyone.value is not None:
        drawing.line([(x(everyone.value), first - 3), (x(everyone.value), last)], width=1.6)
        words = in_words(Bilingual("ensemble {share}", "all {share}"), language, share=format_share(everyone.value, language, 1))
        drawing.text(x(everyone.value), first - 8, words, size=SMALL, anchor="middle", bold=True)
    if not sheet.is_narrow:
        drawing.text(sheet.width, first - 8, "n", size=SMALL, anchor="end", opacity=SOFT)
    step = 50 if sheet.is_narrow else 28
    for at, line in enumerate(lines):
        y = first + at * step + (32 if sheet.is_narrow else 14)
        n = format_number(line.row.denominator or 0.0, language)
        baseline, room = (y - 16, sheet.width - 60) if sheet.is_narrow else (y + 4.5, 224.0)
        drawing.text(0, baseline, wrapped(line.name, TEXT, room, most=1)[0])
        drawing.text(sheet.width, baseline, f"n = {n}" if sheet.is_narrow else n, size=SMALL, anchor="end", opacity=SOFT)
        if line.row.low is not None and line.row.high is not None and line.row.value is not None:
            drawing.line([(x(line.row.low), y - 5), (x(line.row.high), y - 5)], width=1.0, colour=INK, opacity=0.6)
            drawing.circle(x(line.row.value), y - 5, 3.8, colour=INK, hollow=True)
        drawing.line([(x(line.low), y + 4), (x(line.high), y + 4)], width=2.6, colour=BLUE)
        drawing.circle(x(line.drawn), y + 4, 4.5, colour=BLUE)
