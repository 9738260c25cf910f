"""The key figures of the front page: name, result, target, a symbol and a word, and a small line over the last years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import StripDisplay
from analysis.presentation.escaping import for_html
from analysis.presentation.labels import UNITS, label_of
from analysis.presentation.marks import Absence, Verdict, symbol_of, verdict_of, verdict_symbol, verdict_word, word_of
from analysis.presentation.numbers import format_as_written, format_interval, format_value, is_share
from analysis.presentation.released import Result, released_data, results, source_line
from analysis.presentation.sheet import Cell, Column, Row, Sheet, absence_notes
from analysis.presentation.sheet_text import sheet_to_markdown, sheet_to_text
from analysis.presentation.tables.cells import decimals_by_unit, in_words

_TARGET = Bilingual("norme ou cible : {standard}", "standard or target: {standard}")
_TARGET_OF_YEAR = Bilingual("cible : {standard}", "target: {standard}")
_REVISED_TARGET = Bilingual("cible révisée : {standard} (initiale : {initial})", "revised target: {standard} (initial: {initial})")
_NO_TARGET = Bilingual("aucune norme ni cible", "no standard or target")
_INTERVAL = Bilingual("intervalle à 95 % : {interval}", "95% interval: {interval}")


@dataclass(frozen=True, slots=True)
class _Key:
    """One key figure, in finished words; `line` holds a value or None for each year, oldest first."""

    name: str
    value: str
    unit: str
    absence: Absence | None
    absence_word: str
    interval: str
    target: str
    verdict: Verdict
    word: str
    years: tuple[str, ...]
    line: tuple[float | None, ...]
    standard: float | None
    standard_text: str


def key_figures(
    table: ReleasedTable,
    *,
    language: Language,
    indicators: Sequence[str] | None = None,
    earlier: Mapping[FiscalYear, ReleasedTable] | None = None,
    fiscal_year: FiscalYear | None = None,
    label: str = "strip-key-figures",
) -> StripDisplay:
    """Return the key figures of a table, in the order of `indicators` (all those about everyone when not given).

    Parameters
    ----------
    earlier
        Released tables of the years before, for the small line; a year in which a result is hidden interrupts it.
    fiscal_year
        The year of `table`; needed to name the years of the line.

    Raises
    ------
    ValueError
        When an indicator asked for is not in the table.
    """
    found = {row.indicator: row for row in results(table) if row.is_total}
    wanted = list(indicators) if indicators is not None else list(found)
    unknown = [name for name in wanted if name not in found]
    if unknown:
        raise ValueError(f"the table holds no row about everyone for {unknown}; it holds {sorted(found)}")
    years = sorted((earlier or {}).items())
    keys = [_key(table, found[name], _history(name, years), fiscal_year, language) for name in wanted]
    title = in_words(Bilingual("Chiffres clés", "Key figures"), language)
    data = released_data(table, label, title, language)
    foot = source_line(table, language)
    sheet = _sheet(keys, title, foot, language)
    return StripDisplay(label, _html(keys, title, foot), sheet_to_markdown(sheet), sheet_to_text(sheet), data)


def _history(indicator: str, years: Sequence[tuple[FiscalYear, ReleasedTable]]) -> list[tuple[FiscalYear, Result | None]]:
    return [(year, next((row for row in results(table) if row.indicator == indicator and row.is_total), None)) for year, table in years]


def _key(
    table: ReleasedTable,
    row: Result,
    history: Sequence[tuple[FiscalYear, Result | None]],
    fiscal_year: FiscalYear | None,
    language: Language,
) -> _Key:
    # The result is printed as in the table of this year; the years before follow it.
    decimals = decimals_by_unit([row]) or decimals_by_unit([one for _, one in history if one is not None])
    years: list[str] = []
    line: list[float | None] = []
    if history and fiscal_year is not None:
        for year, one in [*history, (fiscal_year, row)]:
            line.append(None if one is None else one.value)
            shown = "–" if one is None or (one.value is None and one.absence is None) else _short(one, decimals, language)
            years.append(in_words(Bilingual("{year} : {value}", "{year}: {value}"), language, year=year.label(language), value=shown))
    interval = ""
    if row.value is not None and row.low is not None and row.high is not None:
        interval = in_words(_INTERVAL, language, interval=format_interval(row.low, row.high, row.unit, language, decimals[row.unit]))
    standard = row.standard
    target = in_words(_NO_TARGET, language)
    if standard is not None:
        target = in_words(
            _held_to(row), language, standard=format_as_written(standard, row.unit, language), initial=_initial(row, language)
        )
    verdict = verdict_of(row.derived.get("verdict"), row.absence)
    return _Key(
        name=label_of(table, "indicator", row.indicator, language),
        value=_short(row, decimals, language),
        unit="" if row.value is None or is_share(row.unit) or row.unit in (Unit.DOLLARS, Unit.COUNT) else UNITS[row.unit][language],
        absence=row.absence,
        absence_word=word_of(row.absence, language) if row.absence else "",
        interval=interval,
        target=target,
        verdict=verdict,
        word=verdict_word(verdict, language),
        years=tuple(years),
        line=tuple(line),
        standard=standard,
        standard_text="" if standard is None else format_as_written(standard, row.unit, language),
    )


def _held_to(row: Result) -> Bilingual:
    """Return how what a result is held to is called: a target of the year, revised or not, or a standard."""
    if row.number("initial_target") is None:
        return _TARGET
    return _TARGET_OF_YEAR if row.number("revised_target") is None else _REVISED_TARGET


def _initial(row: Result, language: Language) -> str:
    initial = row.number("initial_target")
    return "" if initial is None else format_as_written(initial, row.unit, language)


def _short(row: Result, decimals: Mapping[Unit, int], language: Language) -> str:
    if row.value is None:
        return symbol_of(row.absence, language) if row.absence else "–"
    return format_value(row.value, row.unit, language, decimals.get(row.unit, 1))


def _spark(key: _Key) -> str:
    """Return the small line as an SVG that screen readers skip: the years stand beside it in words."""
    known = [value for value in (*key.line, key.standard) if value is not None]
    if len([value for value in key.line if value is not None]) < 2:
        return ""
    low, high = min(known), max(known)
    span = (high - low) or 1.0

    def place(at: int, value: float) -> tuple[str, str]:
        return f"{6 + at * 84 / (len(key.line) - 1):.1f}", f"{24 - 20 * (value - low) / span:.1f}"

    parts = []
    if key.standard is not None:
        height = place(0, key.standard)[1]
        parts.append(f'<line x1="2" y1="{height}" x2="94" y2="{height}" stroke="currentColor" stroke-opacity=".6" stroke-dasharray="3 3"/>')
    runs: list[list[str]] = [[]]
    for at, value in enumerate(key.line):
        if value is None:
            runs.append([])
            continue
        x, y = place(at, value)
        runs[-1].append(f"{x},{y}")
        parts.append(f'<circle cx="{x}" cy="{y}" r="{3.2 if at == len(key.line) - 1 else 2}" fill="currentColor"/>')
    parts += [f'<polyline points="{" ".join(run)}" fill="none" stroke="currentColor" stroke-width="1.6"/>' for run in runs if len(run) > 1]
    return f'<svg class="bilan-spark" viewBox="0 0 96 28" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'


def _html(keys: Sequence[_Key], title: str, foot: str) -> str:
    items = []
    for key in keys:
        value = f'<span class="bilan-key-number">{for_html(key.value)}</span>'
        if key.unit:
            value += f' <span class="bilan-light">{for_html(key.unit)}</span>'
        if key.absence_word:
            value += f' <span class="bilan-light">{for_html(key.absence_word)}</span>'
        verdict = f'<span class="bilan-symbol" aria-hidden="true">{verdict_symbol(key.verdict)}</span> {for_html(key.word)}'
        lines = [
            f'<p class="bilan-key-name">{for_html(key.name)}</p>',
            f'<p class="bilan-key-value">{value}</p>',
            f'<p class="bilan-key-verdict">{verdict}</p>',
            f'<p class="bilan-key-target">{for_html(key.target)}</p>',
        ]
        if key.interval:
            lines.append(f'<p class="bilan-key-target bilan-light">{for_html(key.interval)}</p>')
        if key.years:
            lines.append(f'<p class="bilan-key-years bilan-light">{_spark(key)}{for_html(" · ".join(key.years))}</p>')
        items.append(f'<li class="bilan-key bilan-key-{key.verdict.value.replace("_", "-")}">{"".join(lines)}</li>')
    inner = "\n".join(items)
    return f'<ul class="bilan-strip" aria-label="{for_html(title)}">\n{inner}\n</ul>\n<p class="bilan-source">{for_html(foot)}</p>\n'


def _sheet(keys: Sequence[_Key], title: str, foot: str, language: Language) -> Sheet:
    """Return the same figures as a table, for the PDF and for a terminal."""
    heads = {
        "name": Bilingual("Indicateur", "Indicator"),
        "value": Bilingual("Résultat", "Result"),
        "standard": Bilingual("Norme ou cible", "Standard or target"),
        "verdict": Bilingual("Constat", "Finding"),
        "years": Bilingual("Années", "Years"),
    }
    kinds: dict[str, Literal["name", "number", "text"]] = {"name": "name", "verdict": "text", "years": "text"}
    widths = {"name": 30, "value": 18, "standard": 13, "verdict": 15, "years": 30}
    chosen = [name for name in heads if name != "years" or any(key.years for key in keys)]
    columns = tuple(Column(name, heads[name][language], kinds.get(name, "number"), widths[name]) for name in chosen)
    rows = []
    for key in keys:
        light = " ".join(part for part in (key.unit, key.interval) if part)
        cells = {
            "name": Cell(key.name),
            "value": Cell(key.value, light=light, absence=key.absence),
            "standard": Cell(key.standard_text or "–"),
            "verdict": Cell(key.word, symbol=verdict_symbol(key.verdict)),
            "years": Cell("; ".join(key.years), is_light=True),
        }
        rows.append(Row(tuple(cells[name] for name in chosen)))
    return Sheet(language, title, columns, tuple(rows), absence_notes(rows, language), foot)
