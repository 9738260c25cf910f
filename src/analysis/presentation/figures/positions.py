"""Every targeted indicator in every region at once: where each gap stands beside its tolerance. A grid, not a ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.accountability.targets import Position
from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.core.territories import REGIONS
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, INK, SMALL, SOFT, TEXT, VERMILLION
from analysis.presentation.figures.letters import wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence, symbol_of
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.targets import POSITION_SYMBOLS

_SUBTITLE = Bilingual(
    "Écart de chaque région à sa propre cible, par indicateur{period}; régions dans l'ordre de leur code",
    "Gap of each region to its own target, by indicator{period}; regions in the order of their codes",
)
_KEY = Bilingual(
    "▲ au-dessus de la marge, ▼ au-dessous, • dans la marge; – sans cible ou sans cas; [c] masqué. Vermillon : cible non atteinte.",
    "▲ above tolerance, ▼ below, • within; – no target or no cases; [c] hidden. Vermillion: target not met.",
)
_MESSAGE = Bilingual("{k} écarts régionaux sur {n} dépassent leur marge", "{k} of {n} regional gaps are beyond their tolerance")
_ONE = Bilingual("{k} écart régional sur {n} dépasse sa marge", "{k} of {n} regional gaps is beyond its tolerance")
_NEUTRAL = Bilingual("Résultats des régions et leurs cibles", "Results of the regions beside their targets")
_TABLE = Bilingual("Les valeurs sont dans les données du chapitre.", "The values are in the data of the chapter.")


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    cells: Mapping[str, Result]


def positions(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "fig-positions",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return a grid of targeted indicators by region: a symbol for where each gap stands; a hidden one keeps its place.

    Raises
    ------
    ValueError
        When the table is not grouped by region alone.
    """
    if table.dimensions != ("region",):
        raise ValueError(f"the table is grouped by {list(table.dimensions)}, not by region")
    by_indicator: dict[str, dict[str, Result]] = {}
    for row in results(table):
        if row.where["region"] != TOTAL and row.number("initial_target") is not None:
            by_indicator.setdefault(row.indicator, {})[row.where["region"]] = row
    lines = [_Line(label_of(table, "indicator", name, language), cells) for name, cells in by_indicator.items()]
    judged = [position for line in lines for row in line.cells.values() if (position := _position(row)) is not None]
    beyond = sum(position.must_be_explained for position in judged)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    message = in_words(_ONE if beyond == 1 else _MESSAGE, language, k=beyond, n=len(judged)) if judged else in_words(_NEUTRAL, language)
    what = Bilingual(
        "Une ligne par indicateur, une colonne par région, un symbole pour la place de l'écart.",
        "One line for each indicator, one column for each region, a symbol for where the gap stands.",
    )
    words = Words(
        caption or message,
        in_words(_SUBTITLE, language, period=period),
        f"{in_words(_KEY, language)} {source_line(table, language)}",
        f"{in_words(what, language)} {message}. {in_words(_TABLE, language)}",
    )
    if not lines:
        return without_cases(label, words, language)

    def height(width: float) -> float:
        return 30 + len(lines) * (44 if width < 500 else 34)

    return figure(label, words, height, lambda sheet: _paint(sheet, lines, language))


def _position(row: Result) -> Position | None:
    if row.value is None or row.derived.get("position") not in set(POSITION_SYMBOLS):
        return None
    return Position(str(row.derived["position"]))


def _paint(sheet: Sheet, lines: Sequence[_Line], language: Language) -> None:
    drawing = sheet.drawing
    left = 0.0 if sheet.is_narrow else 236.0
    step = 44 if sheet.is_narrow else 34
    wide = (sheet.width - left) / len(REGIONS)
    for at, code in enumerate(REGIONS):
        drawing.text(left + (at + 0.5) * wide, sheet.top + 14, code, size=SMALL, anchor="middle", opacity=SOFT)
    for at, line in enumerate(lines):
        top = sheet.top + 22 + at * step
        drawing.line([(0, top), (sheet.width, top)], opacity=FAINT)
        if sheet.is_narrow:
            drawing.text(0, top + 15, wrapped(line.name, TEXT, sheet.width, most=1)[0])
        else:
            name = wrapped(line.name, SMALL, left - 8, most=2)
            for row, text in enumerate(name):
                drawing.text(0, top + 21 + (row - (len(name) - 1) / 2) * 14, text, size=SMALL)
        for place, code in enumerate(REGIONS):
            _paint_cell(sheet, line.cells.get(code), left + (place + 0.5) * wide, top + (36 if sheet.is_narrow else 22), language)


def _paint_cell(sheet: Sheet, row: Result | None, x: float, y: float, language: Language) -> None:
    position = None if row is None else _position(row)
    if row is None or position is None:
        hidden = row is not None and row.absence is Absence.HIDDEN
        text = symbol_of(Absence.HIDDEN, language) if hidden else "–"
        sheet.drawing.text(x, y, text, size=SMALL, anchor="middle", opacity=SOFT)
        return
    colour = VERMILLION if row.derived.get("verdict") == "not_met" else BLUE if position.must_be_explained else INK
    sheet.drawing.text(x, y, POSITION_SYMBOLS[position], size=TEXT, anchor="middle", colour=colour)
