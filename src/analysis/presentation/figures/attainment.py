"""Many indicators against their standards or targets: a dot with its interval on one common scale, where 100 is the standard of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.held_to import STANDARD, HeldTo, held_to
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import text_width, wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks
from analysis.presentation.labels import label_of
from analysis.presentation.marks import Verdict, symbol_of, verdict_of, verdict_symbol, verdict_word, word_of
from analysis.presentation.numbers import format_as_written, format_number
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import decimals_by_unit, in_words, value_cell

_NOTHING_TO_HOLD_TO = Bilingual(
    "Aucun indicateur n'a ici de norme ni de cible : rien à comparer", "No indicator has a standard or a target here: nothing to compare"
)
_TABLE = Bilingual("Les valeurs sont dans le tableau du même chapitre.", "The values are in the table of the same chapter.")


@dataclass(frozen=True, slots=True)
class _Line:
    """One indicator: its place on the common scale (100 = its standard) and what is printed beside it."""

    name: str
    at: float | None
    low: float | None
    high: float | None
    result: str
    standard: str
    verdict: Verdict
    gap: float | None
    is_certain: bool
    band: tuple[float, float] | None = None
    """The ends of its tolerance on the common scale."""


def _share_of_standard(standard: float, gap: float | None) -> float | None:
    return None if gap is None else 100 * (1 + gap / abs(standard))


def _lines(table: ReleasedTable, language: Language) -> list[_Line]:
    rows = [row for row in results(table) if row.is_total and row.standard]
    decimals = decimals_by_unit(rows)
    made = []
    for row in rows:
        standard = row.standard or 1.0
        low, high = row.number("gap_low"), row.number("gap_high")
        cell = value_cell(row, language, decimals, with_unit=False)
        result = f"{symbol_of(row.absence, language)} {word_of(row.absence, language)}" if row.absence else cell.text
        made.append(
            _Line(
                name=label_of(table, "indicator", row.indicator, language),
                at=_share_of_standard(standard, row.number("gap")) if row.value is not None else None,
                low=_share_of_standard(standard, low),
                high=_share_of_standard(standard, high),
                result=result,
                standard=format_as_written(standard, row.unit, language),
                verdict=verdict_of(row.derived.get("verdict"), row.absence),
                gap=None if row.number("gap") is None else (row.number("gap") or 0.0) / abs(standard),
                is_certain=_is_certain(row, low, high),
                band=_band(row, standard),
            )
        )
    shown = sorted((line for line in made if line.at is not None), key=lambda line: (-(line.gap or 0.0), line.name))
    return [*shown, *(line for line in made if line.at is None)]


def _band(row: Result, standard: float) -> tuple[float, float] | None:
    low, high = row.number("tolerance_low"), row.number("tolerance_high")
    return None if low is None or high is None else (100 * low / abs(standard), 100 * high / abs(standard))


def _is_certain(row: Result, low: float | None, high: float | None) -> bool:
    """Whether the whole interval is on the side of the verdict; a full count has no interval and is what it is."""
    if low is None or high is None:
        return row.value is not None
    return low >= 0 or high <= 0


def attainment_message(lines: Sequence[_Line], language: Language, words: HeldTo = STANDARD) -> str:
    """Return the message that holds even at the less favourable end of each interval, or a neutral title."""
    if all(line.at is None for line in lines):
        return in_words(words.nothing, language)
    judged = [line for line in lines if line.verdict in (Verdict.MET, Verdict.NOT_MET)]
    certain = [line for line in judged if line.verdict is Verdict.MET and line.is_certain]
    below = [line for line in judged if line.verdict is Verdict.NOT_MET and line.is_certain]
    if judged and len(certain) == len(judged) > 1:
        return in_words(words.all_met, language, n=len(judged))
    met = [line for line in judged if line.verdict is Verdict.MET]
    if len(certain) > 1:
        message = words.some_met if len(met) == len(certain) else words.some_met_surely
        return in_words(message, language, m=len(met), k=len(certain), n=len(judged))
    if len(below) > 1:
        return in_words(words.some_not_met, language, k=len(below), n=len(judged))
    return in_words(words.neutral, language)


def attainment(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-attainment",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return every indicator that has a standard, sorted by its gap, with its interval; hidden ones are named without a place.

    Where no indicator has a standard or a target, as in a small region or in a run without targets, the figure says so.
    """
    lines = _lines(table, language)
    held = held_to(table)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    foot = source_line(table, language)
    if not lines:
        said = in_words(_NOTHING_TO_HOLD_TO, language)
        words = Words(caption or said, in_words(held.subtitle, language, period=period), foot, f"{said}. {_TABLE[language]}")
        return without_cases(label, words, language, _NOTHING_TO_HOLD_TO)
    if any(line.at is None for line in lines):
        foot += " " + in_words(
            Bilingual("Sans point : résultat masqué, à venir ou sans aucun cas.", "No dot: result hidden, to come or without cases."),
            language,
        )
    words = Words(
        caption or attainment_message(lines, language, held),
        in_words(held.subtitle, language, period=period),
        foot,
        _alt(lines, language, held),
    )
    ends = [value for line in lines for value in (line.at, line.low, line.high) if value is not None]
    low, high = min([90.0, *ends]) - 3, max([110.0, *ends]) + 3

    def height(width: float) -> float:
        return sum(_steps(lines, width, language)) + 46

    def paint(sheet: Sheet) -> None:
        _paint(sheet, lines, (low, high), language, held)

    return figure(label, words, height, paint)


def _paint(sheet: Sheet, lines: Sequence[_Line], ends: tuple[float, float], language: Language, held: HeldTo) -> None:
    drawing, (low, high) = sheet.drawing, ends
    heads = in_words(Bilingual("Résultat", "Result"), language), in_words(held.heading, language)
    standard_end, result_end, scale_end = _columns(sheet, lines, heads)
    left, right = (8.0, sheet.width - 8) if sheet.is_narrow else (232.0, scale_end)
    x = Scale(low, high, left, right)
    first, last = sheet.top + 24, sheet.bottom - 22
    tops = list(accumulate(_steps(lines, sheet.width, language), initial=first))
    # On a narrow sheet names stand above their line: what crosses the scale is drawn for each line, below its name.
    strips = [(end - 24, end - 4) for end in tops[1:]] if sheet.is_narrow else [(first, last)]
    for tick in round_ticks(low, high, 4 if sheet.is_narrow else 6):
        for start, end in strips:
            drawing.line([(x(tick), start), (x(tick), end)], opacity=FAINT)
        drawing.text(x(tick), last + 16, format_number(tick, language), size=SMALL, anchor="middle", opacity=SOFT)
    for start, end in strips:
        drawing.line([(x(100), start - (0 if sheet.is_narrow else 4)), (x(100), end)], width=1.6)
    drawing.text(x(100), first - 9, in_words(held.mark, language), size=SMALL, anchor="middle", bold=True)
    if not sheet.is_narrow:
        drawing.text(result_end, first - 9, heads[0], size=SMALL, anchor="end", opacity=SOFT)
        drawing.text(standard_end, first - 9, heads[1], size=SMALL, anchor="end", opacity=SOFT)
    for line, (top, end) in zip(lines, pairwise(tops), strict=True):
        y = end - 14 if sheet.is_narrow else (top + end) / 2
        _paint_words(sheet, line, y, language, (standard_end, result_end))
        if line.band is not None:
            left_edge, right_edge = (x(value) for value in line.band)
            drawing.box(left_edge, y - 8, right_edge - left_edge, 16, colour=INK, opacity=FAINT / 2)
        if line.at is None:
            continue
        colour = BLUE if line.verdict is Verdict.MET else VERMILLION if line.verdict is Verdict.NOT_MET else INK
        if line.low is not None and line.high is not None:
            drawing.line([(x(line.low), y), (x(line.high), y)], width=2.5, colour=colour)
        drawing.circle(x(line.at), y, 5.5, colour=colour, hollow=line.verdict is Verdict.NOT_MET)


def _name(line: _Line) -> list[str]:
    """Return an indicator's name on one or two lines, or on as many as four in smaller letters when it is long."""
    usual = wrapped(line.name, TEXT, 214)
    return usual if len(usual) < 3 else wrapped(line.name, SMALL, 214, most=4)


def _said(line: _Line, language: Language) -> str:
    """Return the result and the verdict, as they stand together on a narrow sheet."""
    return line.result if line.at is None else f"{line.result}  {verdict_symbol(line.verdict)} {verdict_word(line.verdict, language)}"


def _narrow_name(line: _Line, width: float, language: Language) -> list[str]:
    """Return an indicator's name on as many lines as it takes beside the result, on a narrow sheet: two indicators may begin alike."""
    return wrapped(line.name, TEXT, width - 12 - text_width(_said(line, language), SMALL))


def _steps(lines: Sequence[_Line], width: float, language: Language) -> list[float]:
    """Return the height of each line: the same for all on a wide sheet, what its name takes on a narrow one."""
    if width < 500:
        return [37.0 + 15 * len(_narrow_name(line, width, language)) for line in lines]
    return [{3: 46.0, 4: 58.0}.get(max(len(_name(line)) for line in lines), 34.0)] * len(lines)


def _columns(sheet: Sheet, lines: Sequence[_Line], heads: tuple[str, str]) -> tuple[float, float, float]:
    """Return where the standards, the results and the scale end, so that amounts of many figures do not run into each other."""
    standard_end = sheet.width - 94.0
    result_end = standard_end - max(text_width(heads[1], SMALL), *(text_width(line.standard, TEXT) for line in lines)) - 12
    widest_result = max(text_width(heads[0], SMALL), *(text_width(line.result, TEXT, bold=True) for line in lines))
    return standard_end, result_end, result_end - widest_result - 12


def _paint_words(sheet: Sheet, line: _Line, y: float, language: Language, ends: tuple[float, float]) -> None:
    drawing, (standard_end, result_end) = sheet.drawing, ends
    if sheet.is_narrow:
        for above, text in enumerate(reversed(_narrow_name(line, sheet.width, language))):
            drawing.text(0, y - 14 - 15 * above, text)
        drawing.text(sheet.width, y - 14, _said(line, language), size=SMALL, anchor="end")
        return
    name = _name(line)
    size, space = (TEXT, 15.0) if len(name) < 3 else (SMALL, 13.5)
    for at, text in enumerate(name):
        drawing.text(0, y + 4.5 + (at - (len(name) - 1) / 2) * space, text, size=size)
    if line.at is None:
        drawing.text(result_end, y + 4.5, line.result, size=SMALL, anchor="end", opacity=SOFT)
    else:
        drawing.text(result_end, y + 4.5, line.result, anchor="end", bold=True)
    drawing.text(standard_end, y + 4.5, line.standard, anchor="end", opacity=SOFT)
    drawing.text(sheet.width - 86, y + 4.5, f"{verdict_symbol(line.verdict)} {verdict_word(line.verdict, language)}", size=SMALL)


def _alt(lines: Sequence[_Line], language: Language, held: HeldTo) -> str:
    shown = [line for line in lines if line.at is not None]
    parts = [held.what[language]]
    if shown:
        top, end = shown[0], shown[-1]
        parts.append(
            in_words(
                held.ends,
                language,
                first=top.name,
                result=top.result,
                standard=top.standard,
                last=end.name,
                last_result=end.result,
                last_standard=end.standard,
            )
        )
    if len(shown) < len(lines):
        hidden = Bilingual("{n} sans résultat montré.", "{n} without a shown result.")
        parts.append(in_words(hidden, language, n=len(lines) - len(shown)))
    return " ".join([*parts, _TABLE[language]])
