"""The seventeen regions as equal tiles that keep neighbours near each other, the value printed in each: no area, no distance."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.core.territories import REGIONS
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, INK, SMALL, SOFT
from analysis.presentation.figures.letters import text_width, wrapped
from analysis.presentation.figures.paper import Sheet, Words, figure
from analysis.presentation.figures.regions import rows_of_indicator
from analysis.presentation.labels import label_of
from analysis.presentation.marks import symbol_of
from analysis.presentation.numbers import format_value
from analysis.presentation.released import Result, source_line
from analysis.presentation.tables.cells import decimals_by_unit, in_words, value_cell

_TINTS = (0.07, 0.17, 0.27, 0.37)
"""Opacities of the four classes: the ink of the page keeps 4.5 to 1 on the darkest, on a white and on a dark ground."""
_COLUMNS = 1 + max(region.column for region in REGIONS.values())
_LINES = 1 + max(region.row for region in REGIONS.values())


def tile_map(
    table: ReleasedTable,
    *,
    indicator: str,
    language: Language,
    dimension: str = "region",
    label: str = "fig-tile-map",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> FigureDisplay:
    """Return the value of each region in its tile, darker where it is higher; a hidden one keeps its tile and a symbol."""
    parts, _ = rows_of_indicator(table, indicator, dimension)
    by_code = {row.where[dimension]: row for row in parts if row.where[dimension] in REGIONS}
    shown = {code: row.value for code, row in by_code.items() if row.value is not None}
    name = label_of(table, "indicator", indicator, language)
    period = f", {fiscal_year.label(language)}" if fiscal_year else ""
    decimals = decimals_by_unit(by_code.values())
    message = in_words(Bilingual("{name} dans les 17 régions du Québec", "{name} in the 17 regions of Québec"), language, name=name)
    if not shown:
        message = in_words(
            Bilingual("{name} : aucune valeur à montrer par région", "{name}: no value to show by region"), language, name=name
        )
    what = Bilingual(
        "Dix-sept tuiles disposées à peu près comme les régions, la valeur imprimée dans chacune, plus foncées là où elle est plus élevée.",
        "Seventeen tiles placed roughly like the regions, the value printed in each, darker where it is higher.",
    )
    alt = f"{name}. {in_words(what, language)}"
    if shown:
        lowest, highest = (min(shown, key=lambda code: (shown[code], code)), max(shown, key=lambda code: (shown[code], code)))
        ends = Bilingual("De {low} ({low_name}) à {high} ({high_name}).", "From {low} ({low_name}) to {high} ({high_name}).")
        alt += " " + in_words(
            ends,
            language,
            low=value_cell(by_code[lowest], language, decimals, with_unit=False).text,
            low_name=REGIONS[lowest].name[language],
            high=value_cell(by_code[highest], language, decimals, with_unit=False).text,
            high_name=REGIONS[highest].name[language],
        )
    where = Bilingual("Les valeurs sont dans le tableau du même chapitre.", "The values are in the table of the same chapter.")
    subtitle = Bilingual("{name} par région administrative{period}", "{name} by administrative region{period}")
    limits = _limits(list(shown.values()))
    words = Words(
        caption or message,
        in_words(subtitle, language, name=name, period=period),
        source_line(table, language) + _hidden_words(by_code, language),
        f"{alt} {where[language]}",
    )

    def height(width: float) -> float:
        names = 18 * len(REGIONS) + 12 if width < 500 else 0
        return _LINES * _tile_height(width) + 34 + names

    return figure(label, words, height, lambda sheet: _paint(sheet, by_code, limits, language))


def _hidden_words(by_code: Mapping[str, Result], language: Language) -> str:
    absences = dict.fromkeys(row.absence for row in by_code.values() if row.absence)
    words = {"hidden": Bilingual("masqué", "hidden"), "no_cases": Bilingual("aucun cas", "no cases")}
    said = [f"{symbol_of(absence, language)} {words[absence][language]}" for absence in absences if absence in words]
    return f" {'; '.join(said)}." if said else ""


def _limits(values: list[float]) -> list[float]:
    """Return the three limits between four classes that hold about as many regions each: volumes are led by one or two regions."""
    ordered = sorted(values)
    if not ordered or ordered[0] == ordered[-1]:
        return []
    return [ordered[(len(ordered) * quarter - 1) // 4] for quarter in (1, 2, 3)]


def _tile_height(width: float) -> float:
    return 46.0 if width < 500 else 82.0


def _paint(sheet: Sheet, by_code: Mapping[str, Result], limits: list[float], language: Language) -> None:
    drawing = sheet.drawing
    wide, high = sheet.width / _COLUMNS, _tile_height(sheet.width)
    decimals = decimals_by_unit(by_code.values())
    for code, region in REGIONS.items():
        x, y = region.column * wide + 2, sheet.top + region.row * high + 2
        row = by_code.get(code)
        value = None if row is None else row.value
        if value is not None:
            drawing.box(x, y, wide - 4, high - 4, colour=BLUE, opacity=_TINTS[sum(value > limit for limit in limits)])
        drawing.box(x, y, wide - 4, high - 4, colour=INK, opacity=0.35, outline=True)
        centre = x + wide / 2 - 2
        if row is None or value is None:
            text = "–" if row is None or row.absence is None else symbol_of(row.absence, language)
        else:
            text = value_cell(row, language, decimals, with_unit=False).text
        if sheet.is_narrow:
            drawing.text(centre, y + 16, code, size=SMALL, anchor="middle", opacity=SOFT)
            drawing.text(centre, y + 33, text, size=SMALL, anchor="middle", bold=True)
            continue
        for at, line in enumerate(_tile_name(region.name[language], wide - 10)):
            drawing.text(centre, y + 16 + at * 13, line, size=SMALL, anchor="middle")
        drawing.text(centre, y + high - 13, text, size=15, anchor="middle", bold=True)
    _paint_key(sheet, by_code, limits, sheet.top + _LINES * high, language)


def _tile_name(name: str, width: float) -> list[str]:
    """Return a region's name on at most three lines; compound names may break after their hyphens and dashes."""
    broken = name.replace("–", "– ").replace("-", "- ")
    lines = wrapped(broken, SMALL, width, most=3)
    return [line.replace("- ", "-").replace("– ", "–") for line in lines]


def _paint_key(sheet: Sheet, by_code: Mapping[str, Result], limits: list[float], top: float, language: Language) -> None:
    drawing = sheet.drawing
    shown = [row for row in by_code.values() if row.value is not None]
    if limits and shown:
        values = [row.value for row in shown if row.value is not None]
        unit, decimals = shown[0].unit, decimals_by_unit(shown)[shown[0].unit]
        low, high = (format_value(value, unit, language, decimals) for value in (min(values), max(values)))
        drawing.text(2, top + 22, low, size=SMALL)
        x = 60.0
        for tint in _TINTS:
            drawing.box(x, top + 11, 30, 14, colour=BLUE, opacity=tint)
            drawing.box(x, top + 11, 30, 14, colour=INK, opacity=0.35, outline=True)
            x += 32
        drawing.text(x + 6, top + 22, high, size=SMALL)
        if not sheet.is_narrow:
            words = Bilingual("(quatre groupes d'autant de régions)", "(four groups of as many regions)")
            drawing.text(x + 16 + text_width(high, SMALL), top + 22, in_words(words, language), size=SMALL, opacity=SOFT)
    if not sheet.is_narrow:
        return
    # One name a line: beside another, the longest would be cut.
    for at, region in enumerate(REGIONS.values()):
        drawing.text(0.0, top + 52 + at * 18, f"{region.code} {region.name[language]}", size=SMALL, opacity=SOFT)
