"""The cycle of agreements on one line of time: what each step is about, its last day, and how many of the agreements have done it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import add_months
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale
from analysis.presentation.labels import label_of
from analysis.presentation.numbers import format_day, format_month, format_number
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words

_SPANS = ("planning", "delivery")
_SUBTITLE = Bilingual(
    "Ententes du {first} au {last} ({n}) : période de chaque étape (bande), dernier jour (trait), et où elles en sont",
    "Agreements from {first} to {last} ({n}): period of each step (band), last day (bar), and where they stand",
)
_LATE = Bilingual("{late} étapes sur {n} sont en retard ou l'ont été", "{late} of {n} steps are late or were")
_ONE = Bilingual("{late} étape sur {n} est en retard ou l'a été", "{late} of {n} steps is late or was")
_NONE = Bilingual("Aucune étape n'est en retard ni ne l'a été", "No step is late or was")
_WHAT = Bilingual(
    "Une ligne par étape du cycle, de la planification à la dernière échéance : une bande pour sa période, un trait pour son dernier jour, "
    "et le nombre d'ententes à temps, en retard ou à venir. {message}. Le détail est dans le tableau du même chapitre.",
    "One line for each step of the cycle, from planning to the last deadline: a band for its period, a bar for its last day, "
    "and the number of agreements on time, late or to come. {message}. The detail is in the table of the same chapter.",
)
_TODAY = Bilingual("jour d'observation", "day of observation")
_COUNTS = {
    "on_time": Bilingual("{n} à temps", "{n} on time"),
    "late": Bilingual("{n} en retard", "{n} late"),
    "overdue": Bilingual("{n} attendus, en retard", "{n} overdue"),
    "received": Bilingual("{n} reçus", "{n} received"),
    "awaited": Bilingual("{n} attendus", "{n} awaited"),
    "to_come": Bilingual("{n} à venir", "{n} to come"),
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One step: its period, its last days, and what is said of it."""

    name: str
    is_span: bool
    begins: date
    ends: date
    due: tuple[date, ...]
    text: str
    is_late: bool


def agreement_calendar(
    table: ReleasedTable,
    *,
    language: Language,
    as_of: date,
    period: str | None = None,
    label: str = "fig-agreement-calendar",
    caption: str | None = None,
) -> FigureDisplay:
    """Return the steps of the agreements of one period (`2024-07-01/2025-06-30`; the one with most agreements when not given)."""
    groups: dict[str, dict[str, dict[str, Result]]] = {}
    for row in results(table):
        groups.setdefault(row.where["period"], {}).setdefault(row.where["step"], {})[row.indicator] = row
    if not groups or (period is not None and period not in groups):
        words = Words(caption or in_words(_NONE, language), "", source_line(table, language), in_words(_NONE, language))
        return without_cases(label, words, language)
    chosen = period or max(groups, key=lambda code: (max(_count(found, "owed") for found in groups[code].values()), code))
    steps = groups[chosen]
    lines = [_line(table, step, found, language) for step, found in steps.items()]
    first, last = (date.fromisoformat(day) for day in chosen.split("/"))
    judged = {step: found for step, found in steps.items() if step not in _SPANS}
    n = sum(_count(found, "owed") for found in judged.values())
    late = sum(_count(found, "late") + _count(found, "overdue") for found in judged.values())
    text = _NONE if late == 0 else _ONE if late == 1 else _LATE
    message = in_words(text, language, late=format_number(late, language), n=format_number(n, language))
    agreements = max(_count(found, "owed") for found in steps.values())
    subtitle = in_words(
        _SUBTITLE, language, n=format_number(agreements, language), first=format_day(first, language), last=format_day(last, language)
    )
    words = Words(caption or message, subtitle, source_line(table, language), in_words(_WHAT, language, message=message))

    def height(width: float) -> float:
        return 40 + len(lines) * (58 if width < 500 else 34)

    return figure(label, words, height, lambda sheet: _paint(sheet, lines, as_of, language))


def _count(found: Mapping[str, Result], name: str) -> int:
    row = found.get(name)
    return 0 if row is None or row.value is None else int(row.value)


def _line(table: ReleasedTable, step: str, found: Mapping[str, Result], language: Language) -> _Line:
    dates = found["owed"].derived
    due = tuple(sorted({date.fromisoformat(str(dates[name])) for name in ("due_first", "due_last") if dates.get(name)}))
    counts = [
        in_words(words, language, n=format_number(_count(found, name), language)) for name, words in _COUNTS.items() if _count(found, name)
    ]
    return _Line(
        name=label_of(table, "step", step, language),
        is_span=step in _SPANS,
        begins=date.fromisoformat(str(dates["begins"])),
        ends=date.fromisoformat(str(dates["ends"])),
        due=due,
        text="" if step in _SPANS else ", ".join(counts),
        is_late=bool(_count(found, "late") + _count(found, "overdue")),
    )


def _paint(sheet: Sheet, lines: Sequence[_Line], as_of: date, language: Language) -> None:
    drawing = sheet.drawing
    days = [day for line in lines for day in (line.begins, line.ends, *line.due)]
    low, high = min(days), max(days)
    left, right = (4.0, sheet.width - 4) if sheet.is_narrow else (212.0, sheet.width - 186)
    x = Scale(low.toordinal(), high.toordinal(), left, right)
    step = 58 if sheet.is_narrow else 34
    first, last = sheet.top + 26, sheet.top + 26 + len(lines) * step
    every = 12 if sheet.is_narrow or (high - low).days > 1200 else 6
    tick = date(low.year, 1, 1)
    while tick <= high:
        if tick >= low and x(tick.toordinal()) < right - 18:
            drawing.line([(x(tick.toordinal()), first - 6), (x(tick.toordinal()), last)], opacity=FAINT)
            drawing.text(x(tick.toordinal()), sheet.top + 14, format_month(tick, language, short=True), size=SMALL, opacity=SOFT)
        tick = add_months(tick, every)
    for at, line in enumerate(lines):
        _paint_line(sheet, line, x, first + at * step, language)
    if low <= as_of <= high:
        today = x(as_of.toordinal())
        # On a narrow sheet names and counts stand between the bands: the line is drawn beside each band only.
        strips = [(first + at * step + 24, first + at * step + 48) for at in range(len(lines))] if sheet.is_narrow else [(first - 4, last)]
        for top, bottom in strips:
            drawing.line([(today, top), (today, bottom)], width=1.2, dashes=(3, 3))
        drawing.text(min(today, right), last + 6, in_words(_TODAY, language), size=SMALL, anchor="end", opacity=SOFT)


def _paint_line(sheet: Sheet, line: _Line, x: Scale, top: float, language: Language) -> None:
    drawing = sheet.drawing
    middle = top + (36 if sheet.is_narrow else 17)
    start, end = x(line.begins.toordinal()), x(line.ends.toordinal())
    drawing.box(start, middle - 6, max(end - start, 2.0), 12, colour=BLUE if line.is_span else INK, opacity=0.55 if line.is_span else FAINT)
    for day in line.due:
        at = x(day.toordinal())
        drawing.line([(at, middle - 10), (at, middle + 10)], width=3.0, colour=VERMILLION if line.is_late else INK)
    if sheet.is_narrow:
        drawing.text(0, top + 3, wrapped(line.name, TEXT, sheet.width, most=1)[0])
        drawing.text(0, top + 18, wrapped(line.text, SMALL, sheet.width, most=1)[0], size=SMALL, opacity=SOFT)
        return
    for place, text in enumerate(names := wrapped(line.name, SMALL, 200, most=2)):
        drawing.text(0, middle + 4.5 + (place - (len(names) - 1) / 2) * 14, text, size=SMALL)
    for place, text in enumerate(said := wrapped(line.text, SMALL, 168, most=2)):
        drawing.text(sheet.width - 168, middle + 4.5 + (place - (len(said) - 1) / 2) * 14, text, size=SMALL)
