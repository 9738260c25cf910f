"""One indicator over regions, providers or groups: a dot with its interval each, and the value of everyone as a line."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.drawing import BLUE, FAINT, INK, SMALL, SOFT, TEXT, VERMILLION, Scale, round_ticks, text_width, wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure
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
    """Return the rows of one indicator over one dimension, and the row about everyone if there is one.

    Raises
    ------
    ValueError
        When the table has no such dimension or no such row.
    """
    if dimension not in table.dimensions:
        raise ValueError(f"the table is grouped by {list(table.dimensions)}, not by {dimension!r}")
    others = [name for name in table.dimensions if name != dimension]
    rows = [row for row in results(table) if row.indicator == indicator and all(row.where[name] == TOTAL for name in others)]
    parts = [row for row in rows if row.where[dimension] != TOTAL]
    if not parts:
        raise ValueError(f"the table holds no row of the indicator {indicator!r} by {dimension}")
    return parts, next((row for row in rows if row.where[dimension] == TOTAL), None)


def by_region(
    table: ReleasedTable,
    *,
    indicator: str,
    language: Language,
    dimension: str = "region",
    label: str = "fig-by-region",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return a dot and its interval for each part, from the most to the fewest persons, so that it does not read as a ranking.

    Wide intervals then stand together at the bottom, where chance alone moves a result; the line is the result of everyone, the dashed one
    the standard. Hidden parts are named without a place.
    """
    parts, everyone = rows_of_indicator(table, indicator, dimension)
    ordered = sorted(parts, key=lambda row: (row.value is None, -(row.denominator or row.numerator or 0.0), row.where[dimension]))
    name = label_of(table, "indicator", indicator, language)
    standard = next((row.standard for row in parts if row.standard is not None), None)
    message = _message(ordered, standard, name, dimension, language)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    subtitle = Bilingual(
        "{name}, résultat et intervalle à 95 %, de la plus nombreuse population à la moins nombreuse{period}",
        "{name}, result and 95% interval, from the largest population to the smallest{period}",
    )
    what = Bilingual(
        "Un point et son intervalle par ligne, du plus grand au plus petit nombre de personnes.",
        "One dot and its interval for each line, from the largest to the smallest number of people.",
    )
    where = Bilingual("Les nombres sont dans le tableau du même chapitre.", "The numbers are in the table of the same chapter.")
    foot = source_line(table, language)
    n_hidden = sum(row.value is None for row in ordered)
    if n_hidden:
        foot += " " + in_words(Bilingual("Sans point : résultat masqué ou aucun cas.", "No dot: result hidden or no cases."), language)
    alt = f"{name}. {in_words(what, language)} {message}."
    if everyone is not None and everyone.value is not None:
        whole = Bilingual("Ensemble : {value}.", "All: {value}.")
        decimals = decimals_by_unit([everyone])
        alt += " " + in_words(whole, language, value=value_cell(everyone, language, decimals, with_unit=False).text)
    words = Words(caption or message, in_words(subtitle, language, name=name, period=period), foot, f"{alt} {where[language]}")

    def height(width: float) -> float:
        return len(ordered) * (44 if width < 500 else 26) + 52

    return figure(label, words, height, lambda sheet: _paint(sheet, table, ordered, everyone, dimension, language))


def _message(rows: Sequence[Result], standard: float | None, name: str, dimension: str, language: Language) -> str:
    """Say in how many parts the whole interval is on one side of the standard; neutral when that is nowhere so."""
    known = [row for row in rows if row.low is not None and row.high is not None]
    many = _MANY.get(dimension, Bilingual("groupes", "groups"))[language]
    if standard is not None and known:
        above = sum(row.low is not None and row.low >= standard for row in known)
        below = sum(row.high is not None and row.high < standard for row in known)
        if above and above >= below:
            text = Bilingual(
                "{name} : l'intervalle est tout entier au-dessus de la norme dans {k} {many} sur {n}",
                "{name}: the interval is entirely above the standard in {k} of {n} {many}",
            )
            return in_words(text, language, name=name, k=above, n=len(rows), many=many)
        if below:
            text = Bilingual(
                "{name} : l'intervalle est tout entier sous la norme dans {k} {many} sur {n}",
                "{name}: the interval is entirely below the standard in {k} of {n} {many}",
            )
            return in_words(text, language, name=name, k=below, n=len(rows), many=many)
    by = column_title(dimension, language)
    return in_words(Bilingual("{name}, par {by}", "{name}, by {by}"), language, name=name, by=by[:1].lower() + by[1:])


def _paint(
    sheet: Sheet, table: ReleasedTable, rows: Sequence[Result], everyone: Result | None, dimension: str, language: Language
) -> None:
    drawing = sheet.drawing
    shown = [row for row in rows if row.value is not None]
    references = [row for row in (everyone,) if row is not None and row.value is not None]
    standard = next((row.standard for row in rows if row.standard is not None), None)
    ends = [value for row in (*shown, *references) for value in (row.value, row.low, row.high) if value is not None]
    ends += [standard] if standard is not None else []
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = (high - low) * 0.05 or 0.05
    low, high = low - room, high + room
    if ends and is_share(rows[0].unit):
        low, high = max(low, 0.0), min(high, max(1.0, max(ends)))
    left, right = (6.0, sheet.width - 6) if sheet.is_narrow else (236.0, sheet.width - 132)
    x = Scale(low, high, left, right)
    first, last = sheet.top + 28, sheet.bottom - 22
    step = 44 if sheet.is_narrow else 26
    strips = [(first + at * step + 21, first + at * step + 41) for at in range(len(rows))] if sheet.is_narrow else [(first, last)]
    decimals = decimals_by_unit(shown)
    unit = rows[0].unit
    ticks = round_ticks(low, high, 4 if sheet.is_narrow else 6)
    tick_decimals = _tick_decimals(ticks, percent=is_share(unit))
    for tick in ticks:
        for start, end in strips:
            drawing.line([(x(tick), start), (x(tick), end)], opacity=FAINT)
        drawing.text(x(tick), last + 16, format_value(tick, unit, language, tick_decimals), size=SMALL, anchor="middle", opacity=SOFT)
    marks: list[tuple[float, str, tuple[float, float] | None]] = []
    for row in references:
        marks.append((row.value or 0.0, in_words(Bilingual("ensemble", "all"), language), None))
    if standard is not None:
        marks.append((standard, in_words(Bilingual("norme", "standard"), language), (4.0, 3.0)))
    _paint_marks(sheet, x, marks, strips, first)
    if not sheet.is_narrow:
        drawing.text(sheet.width, first - 9, "n", size=SMALL, anchor="end", opacity=SOFT)
    for at, row in enumerate(rows):
        y = first + at * step + (31 if sheet.is_narrow else 13)
        name = label_of(table, dimension, row.where[dimension], language)
        if row.value is None:
            said = f"{symbol_of(row.absence, language)} {word_of(row.absence, language)}" if row.absence else ""
        else:
            said = value_cell(row, language, decimals, with_unit=False).text
        if sheet.is_narrow:
            drawing.text(0, y - 15, wrapped(name, TEXT, sheet.width - 12 - text_width(said, SMALL), most=1)[0])
            drawing.text(sheet.width, y - 15, said, size=SMALL, anchor="end")
        else:
            drawing.text(0, y + 4.5, wrapped(name, TEXT, 224, most=1)[0])
            drawing.text(sheet.width - 62, y + 4.5, said, anchor="end", opacity=1.0 if row.value is not None else SOFT,
                         size=TEXT if row.value is not None else SMALL)  # fmt: skip
            if row.denominator is not None:
                drawing.text(sheet.width, y + 4.5, format_number(row.denominator, language), size=SMALL, anchor="end", opacity=SOFT)
        if row.value is None:
            continue
        below = standard is not None and row.derived.get("verdict") == "not_met" and _is_apart(row, standard)
        colour = VERMILLION if below else BLUE
        if row.low is not None and row.high is not None:
            drawing.line([(x(row.low), y), (x(row.high), y)], width=2.2, colour=colour)
        drawing.circle(x(row.value), y, 4.5, colour=colour, hollow=below)


def _is_apart(row: Result, standard: float) -> bool:
    """Whether the whole interval is on one side of the standard."""
    return row.low is not None and row.high is not None and (row.high < standard or row.low > standard)


def _paint_marks(
    sheet: Sheet,
    x: Scale,
    marks: list[tuple[float, str, tuple[float, float] | None]],
    strips: list[tuple[float, float]],
    first: float,
) -> None:
    """Draw the reference lines with their names above, on two levels where the names would touch."""
    drawing = sheet.drawing
    ends: list[float] = []
    for value, name, dashes in sorted(marks):
        for start, end in strips:
            drawing.line([(x(value), start - (0 if sheet.is_narrow else 3)), (x(value), end)], width=1.6, colour=INK, dashes=dashes)
        half = text_width(name, SMALL, bold=True) / 2
        level = 1 if ends and x(value) - half < ends[-1] + 6 else 0
        drawing.text(x(value), first - 8 - 14 * level, name, size=SMALL, anchor="middle", bold=True)
        ends.append(x(value) + half)


def _tick_decimals(ticks: Sequence[float], *, percent: bool) -> int:
    scaled = [tick * (100 if percent else 1) for tick in ticks]
    return next((decimals for decimals in range(4) if all(abs(tick - round(tick, decimals)) < 1e-9 for tick in scaled)), 3)
