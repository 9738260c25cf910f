"""Payments for results month by month: bars for what is paid, a dot in its fan for what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.bars import Bar, bars_height, paint_bars
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, VERMILLION
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import symbol_of
from analysis.presentation.numbers import format_dollars, format_month
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.payments import chance

_MESSAGE = Bilingual(
    "{paid} sont payés pour des résultats prouvés; {low} à {high} de plus peuvent venir",
    "{paid} are paid for results proved; {low} to {high} more may come",
)
_ALL_PAID = Bilingual("{paid} sont payés pour des résultats prouvés", "{paid} are paid for results proved")
_NEUTRAL = Bilingual("Paiements de résultats, mois par mois", "Payments for results, month by month")
_SUBTITLE = Bilingual(
    "Dollars par mois de jalon, participations de l'exercice{period}; barre : payé; point et trait : attendu, 90 % des tirages",
    "Dollars by month of milestone, participations of the fiscal year{period}; bar: paid; dot and line: expected, 90% of draws",
)
_WHAT = Bilingual(
    "Une barre par mois pour ce qui est payé, un point et un trait par mois pour ce qui est attendu.",
    "One bar a month for what is paid, one dot and line a month for what is expected.",
)
_TABLE = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
_RISK = Bilingual(
    "Aux mêmes taux, un fournisseur de {small} ne couvre pas ses coûts dans {chance} des tirages; de {large}, dans {other}",
    "At the same rates, a provider of {small} does not cover its costs in {chance} of draws; one of {large}, in {other}",
)
_RISK_NEUTRAL = Bilingual("Probabilité que les coûts ne soient pas couverts", "Probability that costs are not covered")
_RISK_SUBTITLE = Bilingual(
    "Part des tirages où les paiements de résultats sont sous les coûts à couvrir, par nombre de clients",
    "Share of draws in which payments for results are under the costs to cover, by number of clients",
)
_RISK_WHAT = Bilingual(
    "Une barre par taille de fournisseur; la longueur est une probabilité.",
    "One bar for each size of provider; its length is a probability.",
)


@dataclass(frozen=True, slots=True)
class _Month:
    code: str
    paid: Result
    expected: Result


def cash_flow(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-cash-flow",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return what is paid and what is expected in each month; a hidden month keeps its place."""
    by_month: dict[str, dict[str, Result]] = {}
    for row in results(table):
        by_month.setdefault(row.where["month"], {})[row.indicator] = row
    months = [_Month(code, of["paid"], of["expected"]) for code, of in sorted(by_month.items()) if code != TOTAL]
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    message = _message(by_month.get(TOTAL, {}), language)
    alt = f"{in_words(_WHAT, language)} {message}. {in_words(_TABLE, language)}"
    words = Words(caption or message, in_words(_SUBTITLE, language, period=period), source_line(table, language), alt)
    if not any(row.denominator for month in months for row in (month.paid, month.expected)):
        return without_cases(label, words, language)
    return figure(label, words, lambda width: 230.0 if width < 500 else 290.0, lambda sheet: _paint(sheet, months, language))


def _message(whole: dict[str, Result], language: Language) -> str:
    paid, expected = whole.get("paid"), whole.get("expected")
    if paid is None or paid.value is None:
        return in_words(_NEUTRAL, language)
    said = format_dollars(paid.value, language)
    if expected is None or expected.low is None or expected.high is None:
        return in_words(_ALL_PAID, language, paid=said)
    low, high = (format_dollars(end, language) for end in (expected.low, expected.high))
    if language == "fr":
        low = low.removesuffix("$").rstrip()
    return in_words(_MESSAGE, language, paid=said, low=low, high=high)


def _paint(sheet: Sheet, months: Sequence[_Month], language: Language) -> None:
    drawing = sheet.drawing
    most = max(
        value for month in months for value in (month.paid.value or 0.0, month.expected.high or 0.0, month.expected.value or 0.0, 1.0)
    )
    left, right = 74.0, sheet.width - 4
    base = sheet.bottom - (40 if sheet.is_narrow else 38)
    up = Scale(0.0, most, base, sheet.top + 14)
    for tick in round_ticks(0.0, most, 5):
        drawing.line([(left, up(tick)), (right, up(tick))], opacity=FAINT)
        drawing.text(left - 7, up(tick) + 4, format_dollars(tick, language), size=SMALL, anchor="end", opacity=SOFT)
    step = (right - left) / len(months)
    every = 6 if sheet.is_narrow else 3
    for at, month in enumerate(months):
        middle = left + (at + 0.5) * step
        if month.paid.value:
            drawing.box(middle - step * 0.34, up(month.paid.value), step * 0.68, base - up(month.paid.value), colour=BLUE)
        elif month.paid.value is None and month.paid.absence is not None:
            drawing.text(middle, base - 4, symbol_of(month.paid.absence, language), size=SMALL, anchor="middle", opacity=SOFT)
        expected = month.expected
        if expected.value is not None and expected.denominator and expected.low is not None and expected.high is not None:
            drawing.line([(middle, up(expected.low)), (middle, up(expected.high))], width=5.0, colour=VERMILLION, opacity=0.45)
            drawing.circle(middle, up(expected.value), 4.0, colour=VERMILLION, hollow=True)
        if at % every == 0:
            drawing.text(middle, base + 17, _short(month, language), size=SMALL, anchor="middle", opacity=SOFT)
    drawing.line([(left, base), (right, base)], opacity=0.5, colour=INK)


def _short(month: _Month, language: Language) -> str:
    year, number = month.code.split("-")
    return format_month(date(int(year), int(number), 1), language, short=True)


def risk_by_size(table: ReleasedTable, *, language: Language, label: str = "fig-risk-by-size", caption: str | None = None) -> FigureDisplay:
    """Return the probability that costs are not covered for each size of provider, as bars."""
    rows = [row for row in results(table) if row.indicator == "share_not_covered"]
    known = [row for row in rows if row.value is not None]
    message = in_words(_RISK_NEUTRAL, language)
    if len(known) > 1 and (known[0].value or 0.0) > (known[-1].value or 0.0):
        small, large = (label_of(table, "size", row.where["size"], language) for row in (known[0], known[-1]))
        message = in_words(_RISK, language, small=small, chance=chance(known[0], language), large=large, other=chance(known[-1], language))
    alt = f"{in_words(_RISK_WHAT, language)} {message}. {in_words(_TABLE, language)}"
    words = Words(caption or message, in_words(_RISK_SUBTITLE, language), source_line(table, language), alt)
    if not known:
        return without_cases(label, words, language)
    bars = [Bar(label_of(table, "size", row.where["size"], language), row.value, chance(row, language)) for row in known]
    return figure(label, words, lambda width: bars_height(bars, width), lambda sheet: paint_bars(sheet, bars))
