"""One indicator over regions, providers or groups: a dot with its interval each, and the value of everyone as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.held_to import HeldTo, held_to
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import text_width, wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks, tick_decimals
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.marks import symbol_of, word_of
from analysis.presentation.numbers import format_number, format_value, is_share
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import decimals_by_unit, in_words, value_cell

_MANY = {
    "region": Bilingual("régions", "regions"),
    "territory": Bilingual("territoires", "territories"),
    "provider_id": Bilingual("fournisseurs", "providers"),
    "office": Bilingual("bureaux", "offices"),
    "group": Bilingual("groupes", "groups"),
}


def rows_of_indicator(table: ReleasedTable, indicator: str, dimension: str) -> tuple[list[Result], Result | None]:
    """Return the rows of one indicator over one dimension (none where there is nobody), and the row about everyone if there is one.

    Raises
    ------
    ValueError
        When the table has no such dimension, or holds other indicators and not this one.
    """
    if dimension not in table.dimensions:
        raise ValueError(f"the table is grouped by {list(table.dimensions)}, not by {dimension!r}")
    others = [name for name in table.dimensions if name != dimension]
    every = results(table)
    rows = [row for row in every if row.indicator == indicator and all(row.where[name] == TOTAL for name in others)]
    parts = [row for row in rows if row.where[dimension] != TOTAL]
    if every and not rows:
        raise ValueError(f"the table holds no row of the indicator {indicator!r} by {dimension}")
    return parts, next((row for row in rows if row.where[dimension] == TOTAL), None)


def by_region(
    table: ReleasedTable,
    *,
    indicator: str,
    language: Language,
    dimension: str = "region",
    in_order: bool = False,
    label: str = "fig-by-region",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return a dot and its interval for each part, from the most to the fewest persons, so that it does not read as a ranking.

    `in_order` keeps parts that have an order of their own, such as months, in it.

    Wide intervals then stand together at the bottom, where chance alone moves a result; the line is the result of everyone, the dashed one
    the standard. Hidden parts are named without a place.
    """
    parts, everyone = rows_of_indicator(table, indicator, dimension)
    ordered = sorted(parts, key=lambda row: (row.value is None, -(row.denominator or row.numerator or 0.0), row.where[dimension]))
    if in_order:
        ordered = sorted(parts, key=lambda row: row.where[dimension])
    name = label_of(table, "indicator", indicator, language)
    message = _message(ordered, held_to(table), name, dimension, language)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    subtitle = Bilingual(
        "{name}, résultat et intervalle à 95 %, de la plus nombreuse population à la moins nombreuse{period}",
        "{name}, result and 95% interval, from the largest population to the smallest{period}",
    )
    if in_order:
        subtitle = Bilingual("{name}, résultat et intervalle à 95 %{period}", "{name}, result and 95% interval{period}")
    what = Bilingual(
        "Un point et son intervalle par ligne, du plus grand au plus petit nombre de personnes.",
        "One dot and its interval for each line, from the largest to the smallest number of people.",
    )
    if in_order:
        what = Bilingual("Un point et son intervalle par ligne.", "One dot and its interval for each line.")
    where = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
    foot = source_line(table, language)
    n_hidden = sum(row.value is None for row in ordered)
    if n_hidden:
        foot += " " + in_words(Bilingual("Sans point : résultat masqué ou aucun cas.", "No dot: result hidden or no cases."), language)
    if any(_falls_short(row) for row in ordered):
        foot += " " + in_words(held_to(table).hollow, language)
    if _common_standard(parts) is None and any(row.standard is not None for row in parts):
        foot += " " + in_words(held_to(table).own, language)
    alt = f"{name}. {in_words(what, language)} {message}."
    if everyone is not None and everyone.value is not None:
        whole = Bilingual("Ensemble : {value}.", "All: {value}.")
        decimals = decimals_by_unit([everyone])
        alt += " " + in_words(whole, language, value=value_cell(everyone, language, decimals, with_unit=False).text)
    words = Words(caption or message, in_words(subtitle, language, name=name, period=period), foot, f"{alt} {where[language]}")
    if not ordered:
        return without_cases(label, words, language)

    plot = _plot(table, ordered, everyone, dimension, language=language)

    def height(width: float) -> float:
        return len(ordered) * (44 if width < 500 else 26) + 52

    return figure(label, words, height, lambda sheet: _paint(sheet, plot))


def _common_standard(rows: Sequence[Result]) -> float | None:
    """Return the standard that every part is held to, or None when there is none or each has its own target."""
    standards = {row.standard for row in rows}
    return next(iter(standards)) if len(standards) == 1 else None


def _message(rows: Sequence[Result], held: HeldTo, name: str, dimension: str, language: Language) -> str:
    """Say in how many parts the whole interval is on one side of what it is held to; neutral when that is nowhere so."""
    known = [(row.low, row.high, row.standard) for row in rows]
    many = _MANY.get(dimension, Bilingual("groupes", "groups"))[language]
    above = sum(low is not None and standard is not None and low >= standard for low, _, standard in known)
    below = sum(high is not None and standard is not None and high < standard for _, high, standard in known)
    if above and above >= below:
        return in_words(held.above, language, name=name, k=above, n=len(rows), many=many)
    if below:
        return in_words(held.below, language, name=name, k=below, n=len(rows), many=many)
    by = column_title(dimension, language)
    if not rows:
        return in_words(Bilingual("{name} : aucun cas à montrer", "{name}: no cases to show"), language, name=name)
    return in_words(Bilingual("{name}, par {by}", "{name}, by {by}"), language, name=name, by=by[:1].lower() + by[1:])


@dataclass(frozen=True, slots=True)
class _Plot:
    """What one figure shows, in finished words: `names` and `results` go with `rows`."""

    rows: Sequence[Result]
    names: Sequence[str]
    results: Sequence[str]
    everyone: Result | None
    standard: float | None
    held: HeldTo
    language: Language

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the scale: every value, interval and reference, and a little room; a share stays from 0 to 1."""
        shown = [*self.rows, *([self.everyone] if self.everyone is not None else [])]
        ends = [value for row in shown for value in (row.value, row.low, row.high, row.standard) if value is not None] or [0.0, 1.0]
        room = (max(ends) - min(ends)) * 0.05 or 0.05
        low, high = min(ends) - room, max(ends) + room
        return (max(low, 0.0), min(high, max(1.0, *ends))) if is_share(self.rows[0].unit) else (low, high)


def _plot(table: ReleasedTable, rows: Sequence[Result], everyone: Result | None, dimension: str, *, language: Language) -> _Plot:
    decimals = decimals_by_unit(rows)
    said = []
    for row in rows:
        if row.value is not None:
            said.append(value_cell(row, language, decimals, with_unit=False).text)
        else:
            said.append(f"{symbol_of(row.absence, language)} {word_of(row.absence, language)}" if row.absence else "–")
    return _Plot(
        rows=rows,
        names=[label_of(table, dimension, row.where[dimension], language) for row in rows],
        results=said,
        everyone=everyone,
        standard=_common_standard(rows),
        held=held_to(table),
        language=language,
    )


def _paint(sheet: Sheet, plot: _Plot) -> None:
    drawing, language = sheet.drawing, plot.language
    low, high = plot.limits
    left, right = (6.0, sheet.width - 6) if sheet.is_narrow else (236.0, sheet.width - 132)
    x = Scale(low, high, left, right)
    first, last = sheet.top + 28, sheet.bottom - 22
    step = 44 if sheet.is_narrow else 26
    # On a narrow sheet names stand above their line: what crosses the scale is drawn for each line, below its name.
    strips = [(first + at * step + 21, first + at * step + 41) for at in range(len(plot.rows))] if sheet.is_narrow else [(first, last)]
    unit = plot.rows[0].unit
    ticks = round_ticks(low, high, 4 if sheet.is_narrow else 6)
    n_decimals = tick_decimals(ticks, percent=is_share(unit))
    for tick in ticks:
        for start, end in strips:
            drawing.line([(x(tick), start), (x(tick), end)], opacity=FAINT)
        drawing.text(x(tick), last + 16, format_value(tick, unit, language, n_decimals), size=SMALL, anchor="middle", opacity=SOFT)
    _paint_marks(sheet, x, _marks(plot), strips, first=first)
    if not sheet.is_narrow:
        drawing.text(sheet.width, first - 9, "n", size=SMALL, anchor="end", opacity=SOFT)
    for at, row in enumerate(plot.rows):
        y = first + at * step + (31 if sheet.is_narrow else 13)
        _paint_words(sheet, plot, at, y)
        if plot.standard is None and row.standard is not None and row.value is not None:
            drawing.line([(x(row.standard), y - 9), (x(row.standard), y + 9)], width=2.0, colour=INK)
        if row.value is None:
            continue
        apart = _falls_short(row)
        colour = VERMILLION if apart else BLUE
        if row.low is not None and row.high is not None:
            drawing.line([(x(row.low), y), (x(row.high), y)], width=2.2, colour=colour)
        drawing.circle(x(row.value), y, 4.5, colour=colour, hollow=apart)


def _paint_words(sheet: Sheet, plot: _Plot, at: int, y: float) -> None:
    drawing, row, name, said = sheet.drawing, plot.rows[at], plot.names[at], plot.results[at]
    if sheet.is_narrow:
        drawing.text(0, y - 15, wrapped(name, TEXT, sheet.width - 12 - text_width(said, SMALL), most=1)[0])
        drawing.text(sheet.width, y - 15, said, size=SMALL, anchor="end")
        return
    is_shown = row.value is not None
    drawing.text(0, y + 4.5, wrapped(name, TEXT, 224, most=1)[0])
    drawing.text(sheet.width - 62, y + 4.5, said, anchor="end", opacity=1.0 if is_shown else SOFT, size=TEXT if is_shown else SMALL)
    if row.denominator is not None:
        drawing.text(sheet.width, y + 4.5, format_number(row.denominator, plot.language), size=SMALL, anchor="end", opacity=SOFT)


_Mark = tuple[float, str, tuple[float, float] | None]
"""A reference line: its value, its name, its dashes."""


def _marks(plot: _Plot) -> list[_Mark]:
    marks: list[_Mark] = []
    if plot.everyone is not None and plot.everyone.value is not None:
        marks.append((plot.everyone.value, in_words(Bilingual("ensemble", "all"), plot.language), None))
    if plot.standard is not None:
        marks.append((plot.standard, in_words(plot.held.name, plot.language), (4.0, 3.0)))
    return sorted(marks, key=lambda mark: (mark[0], mark[1]))


def _falls_short(row: Result) -> bool:
    """Whether what a row is held to is not met, the whole interval being on one side of it."""
    return (
        row.derived.get("verdict") == "not_met"
        and row.standard is not None
        and row.low is not None
        and row.high is not None
        and (row.high < row.standard or row.low > row.standard)
    )


def _paint_marks(sheet: Sheet, x: Scale, marks: Sequence[_Mark], strips: Sequence[tuple[float, float]], *, first: float) -> None:
    """Draw the reference lines with their names above, on two levels where the names would touch."""
    drawing = sheet.drawing
    ends: list[float] = []
    for value, name, dashes in marks:
        for start, end in strips:
            drawing.line([(x(value), start - (0 if sheet.is_narrow else 3)), (x(value), end)], width=1.6, colour=INK, dashes=dashes)
        half = text_width(name, SMALL, bold=True) / 2
        level = 1 if ends and x(value) - half < ends[-1] + 6 else 0
        drawing.text(x(value), first - 8 - 14 * level, name, size=SMALL, anchor="middle", bold=True)
        ends.append(x(value) + half)
