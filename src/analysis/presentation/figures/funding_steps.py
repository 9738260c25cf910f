"""The funding formula as steps: operating funds, then supports on top, then the whole; the limit of administration inside the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.numbers import format_dollars, format_number
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words

_MESSAGE = Bilingual(
    "{target} inscriptions visées donnent {total}, dont {support} de soutien aux participants et aux employeurs",
    "An intake target of {target} gives {total}, of which {support} in supports for participants and employers",
)
_NEUTRAL = Bilingual("Le financement par inscription visée", "Funding by intake target")
_SUBTITLE = Bilingual("Dollars donnés par la formule{period}", "Dollars given by the formula{period}")
_WHAT = Bilingual(
    "Des barres qui se suivent : le fonctionnement, puis le soutien, puis leur somme; la limite des frais administratifs est un contour "
    "à l'intérieur du fonctionnement.",
    "Bars one after the other: operating funds, then supports, then their sum; the limit of administration is an outline inside operating "
    "funds.",
)
_TABLE = Bilingual("Les calculs sont dans le tableau du même chapitre.", "The calculations are in the table of the same chapter.")


@dataclass(frozen=True, slots=True)
class _Bar:
    name: str
    start: float
    end: float
    text: str
    is_limit: bool = False


def funding_steps(
    table: ReleasedTable,
    *,
    language: Language,
    provider: str = TOTAL,
    label: str = "fig-funding-steps",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return the steps of the intake formula for one provider or for all of them."""
    by_step = {row.indicator: row for row in results(table) if row.where["provider_id"] == provider}
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    message = in_words(_NEUTRAL, language)
    bars = _bars(table, by_step, language) if by_step else []
    if bars:
        target = by_step["operating_funds"].number("base") or 0.0
        total, support = (format_dollars(by_step[step].value or 0.0, language) for step in ("total_funds", "support_funds"))
        message = in_words(_MESSAGE, language, target=format_number(target, language), total=total, support=support)
    alt = f"{in_words(_WHAT, language)} {message}. {in_words(_TABLE, language)}"
    words = Words(caption or message, in_words(_SUBTITLE, language, period=period), source_line(table, language), alt)
    if not bars:
        return without_cases(label, words, language)
    return figure(label, words, lambda width: len(bars) * (50 if width < 500 else 38) + 26, lambda sheet: _paint(sheet, bars, language))


def _bars(table: ReleasedTable, by_step: Mapping[str, Result], language: Language) -> list[_Bar]:
    amounts = {step: by_step[step].value or 0.0 for step in ("operating_funds", "administration_limit", "support_funds", "total_funds")}
    ends = {
        "operating_funds": (0.0, amounts["operating_funds"]),
        "administration_limit": (0.0, amounts["administration_limit"]),
        "support_funds": (amounts["operating_funds"], amounts["operating_funds"] + amounts["support_funds"]),
        "total_funds": (0.0, amounts["total_funds"]),
    }
    return [
        _Bar(label_of(table, "indicator", step, language), *ends[step], format_dollars(amounts[step], language),
             is_limit=step == "administration_limit")
        for step in ends
    ]  # fmt: skip


def _paint(sheet: Sheet, bars: Sequence[_Bar], language: Language) -> None:
    drawing, step = sheet.drawing, 50 if sheet.is_narrow else 38
    left, right = (4.0, sheet.width - 84) if sheet.is_narrow else (244.0, sheet.width - 96)
    x = Scale(0.0, max(bar.end for bar in bars) or 1.0, left, right)
    ticks = round_ticks(0.0, x.high, 3 if sheet.is_narrow else 5)
    last = sheet.bottom - 22
    for tick in ticks:
        for at in range(len(bars)):
            start = sheet.top + at * step + (22 if sheet.is_narrow else 0)
            drawing.line([(x(tick), start), (x(tick), sheet.top + (at + 1) * step)], opacity=FAINT)
        anchor = "start" if sheet.is_narrow and tick == 0 else "middle"
        drawing.text(x(tick), last + 16, format_dollars(tick, language), size=SMALL, anchor=anchor, opacity=SOFT)  # type: ignore[arg-type]
    for at, bar in enumerate(bars):
        top = sheet.top + at * step + (26 if sheet.is_narrow else 8)
        lines = wrapped(bar.name, TEXT, sheet.width if sheet.is_narrow else 232, most=1 if sheet.is_narrow else 2)
        for place, line in enumerate(lines):
            y = top - 9 if sheet.is_narrow else top + 15.5 + (place - (len(lines) - 1) / 2) * 15
            drawing.text(0, y, line)
        width = max(x(bar.end) - x(bar.start), 1.5)
        if bar.is_limit:
            drawing.box(x(bar.start) + 0.8, top + 0.8, width - 1.6, 20.4, colour=INK, outline=True, line_width=1.6)
        else:
            drawing.box(x(bar.start), top, width, 22, colour=BLUE)
        drawing.text(x(bar.end) + 7, top + 15.5, bar.text, size=SMALL)
        if bar.start > 0:
            drawing.line([(x(bar.start), top - 12), (x(bar.start), top)], opacity=0.5)
