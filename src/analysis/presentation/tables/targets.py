"""Results against their targets: the initial and the revised one side by side, attainment, gap and where the gap stands."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.accountability.targets import POSITION_LABELS, Position
from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.core.territories import REGIONS
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.frameworks.targets import Level, Targets
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, UNITS, column_title, label_of
from analysis.presentation.marks import Absence, Verdict, verdict_of, verdict_symbol, verdict_word
from analysis.presentation.numbers import format_as_written, format_day, format_interval, format_share, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, Sheet, absent
from analysis.presentation.tables.cells import counts_cell, decimals_by_unit, gap_cell, in_words, titled, value_cell
from analysis.presentation.tables.definitions import sheet_data
from analysis.presentation.tables.shown import released_display
from analysis.presentation.typography import typeset

_HEADINGS = {
    "value": Bilingual("Résultat et intervalle à 95 %", "Result and 95% interval"),
    "initial": Bilingual("Cible initiale", "Initial target"),
    "revised": Bilingual("Cible révisée", "Revised target"),
    "attainment": Bilingual("Taux d'atteinte", "Attainment"),
    "gap": Bilingual("Écart", "Gap"),
    "verdict": Bilingual("Constat", "Finding"),
}
_WIDTHS = {"value": 15, "initial": 11, "revised": 11, "attainment": 11, "gap": 12, "verdict": 16}
_TITLE = Bilingual("Résultat de chaque indicateur ciblé et ses cibles", "Result of each targeted indicator and its targets")
_NOTES = (
    Bilingual(
        "le constat compare les valeurs non arrondies à la cible en vigueur à la fin de l'exercice : la révisée, si elle l'a été",
        "the finding compares unrounded values with the target in force at the end of the fiscal year: the revised one, if there is one",
    ),
    Bilingual(
        "▲ et ▼ : l'écart dépasse sa marge vers le haut ou vers le bas et doit être expliqué; • : il tient dans sa marge",
        "▲ and ▼: the gap is beyond its tolerance, upward or downward, and must be explained; •: it is within its tolerance",
    ),
)
POSITION_SYMBOLS = {Position.WITHIN: "•", Position.BEYOND_UPWARD: "▲", Position.BEYOND_DOWNWARD: "▼"}


def targets(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-targets",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a targeted indicator about everyone: result, initial and revised targets, attainment, gap and finding."""
    rows = [row for row in results(table) if row.is_total]
    first = Column("indicator", column_title("indicator", language), "name", 30)
    names = [label_of(table, "indicator", row.indicator, language) for row in rows]
    return _display(table, rows, names, first, caption=caption or titled(_TITLE, language, fiscal_year), label=label, language=language)


def targets_by(
    table: ReleasedTable,
    *,
    indicator: str,
    dimension: str,
    language: Language,
    label: str,
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a place (in the order of codes, never of results) of one indicator, each beside its own targets; everyone last.

    Raises
    ------
    ValueError
        When the table has no such dimension, or no row of the indicator.
    """
    if dimension not in table.dimensions:
        raise ValueError(f"the table is grouped by {list(table.dimensions)}, not by {dimension!r}")
    others = [name for name in table.dimensions if name != dimension]
    rows = [row for row in results(table) if row.indicator == indicator and all(row.where[name] == TOTAL for name in others)]
    if not rows:
        raise ValueError(f"the table holds no row of the indicator {indicator!r}")
    rows.sort(key=lambda row: (row.where[dimension] == TOTAL, row.where[dimension]))
    first = Column("place", column_title(dimension, language), "name", 26)
    names = [label_of(table, dimension, row.where[dimension], language) for row in rows]
    by = {"fr": "par", "en": "by"}[language]
    plain = f"{label_of(table, 'indicator', indicator, language)}, {by} {column_title(dimension, language).lower()}"
    text = caption or (f"{plain}, {fiscal_year.label(language)}" if fiscal_year else plain)
    return _display(table, rows, names, first, caption=text, label=label, language=language)


def _display(
    table: ReleasedTable, rows: Sequence[Result], names: Sequence[str], first: Column, *, caption: str, label: str, language: Language
) -> TableDisplay:
    is_revised = any(row.number("revised_target") is not None for row in rows)
    keys = [key for key in _HEADINGS if key != "revised" or is_revised]
    columns = [
        first,
        *(Column(key, in_words(_HEADINGS[key], language), "text" if key == "verdict" else "number", _WIDTHS[key]) for key in keys),
    ]
    made = []
    for row, name in zip(rows, names, strict=True):
        cells = _cells(row, rows, language)
        made.append(
            Row((Cell(name, light=_counts(row, language)), *(cells[key] for key in keys)), is_total=bool(row.where) and row.is_total)
        )
    notes = [("", in_words(note, language)) for note in _NOTES]
    if any(is_share(row.unit) and row.number("gap") is not None for row in rows):
        notes.insert(0, ("pt", in_words(Bilingual("points de pourcentage", "percentage points"), language)))
    return released_display(table, columns, made, caption=caption, label=label, language=language, notes=notes)


def _cells(row: Result, rows: Sequence[Result], language: Language) -> dict[str, Cell]:
    decimals = decimals_by_unit(rows)
    return {
        "value": _result(row, language),
        "initial": _target(row, "initial_target", language),
        "revised": _target(row, "revised_target", language),
        "attainment": _attainment(row, language),
        "gap": gap_cell(row, language, decimals_by_unit([row]) or decimals),
        "verdict": finding_cell(row, language),
    }


def _result(row: Result, language: Language) -> Cell:
    """Return the result with its interval in lighter type; its decimals are its own: units differ from row to row."""
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    decimals = decimals_by_unit([row])
    text = value_cell(row, language, decimals, with_unit=False).text
    if row.low is None or row.high is None:
        return Cell(text)
    return Cell(text, light=format_interval(row.low, row.high, row.unit, language, decimals[row.unit]))


def _counts(row: Result, language: Language) -> str:
    """Return the numerator and the denominator of a rate, the unit of anything else: what stands below the name."""
    if is_share(row.unit):
        return counts_cell(row, language).text if row.value is not None else ""
    return "" if row.unit in (Unit.COUNT, Unit.DOLLARS) else UNITS[row.unit][language]


def _target(row: Result, column: str, language: Language) -> Cell:
    value = row.number(column)
    if column == "initial_target" and value is None and row.standard is not None:
        # Held to the framework's own standard: it is no target of the year, and is said to be none.
        return Cell(format_as_written(row.standard, row.unit, language), light=Bilingual("norme", "standard")[language])
    return Cell("–") if value is None else Cell(format_as_written(value, row.unit, language))


def _attainment(row: Result, language: Language) -> Cell:
    value = row.number("attainment")
    if value is None or row.value is None:
        return absent(row.absence, language) if row.absence and row.standard is not None else Cell("–")
    return Cell(format_share(value, language))


def finding_cell(row: Result, language: Language) -> Cell:
    """Return whether the target is met, as a shape and a word, and where the gap stands beside its tolerance."""
    verdict = verdict_of(row.derived.get("verdict"), row.absence)
    position = row.derived.get("position")
    if row.absence is Absence.HIDDEN or verdict not in (Verdict.MET, Verdict.NOT_MET) or position not in set(POSITION_SYMBOLS):
        return Cell(verdict_word(verdict, language), symbol=verdict_symbol(verdict))
    known = Position(str(position))
    light = f"{POSITION_SYMBOLS[known]} {in_words(POSITION_LABELS[known], language)}"
    return Cell(verdict_word(verdict, language), light=light, symbol=verdict_symbol(verdict))


def revisions(
    definition: Targets, framework: Framework, *, language: Language, label: str = "tbl-revisions", caption: str | None = None
) -> TableDisplay:
    """Return one row a revised target of a framework: where, from which day, the initial and the revised value, and the reason given."""
    headings = (
        ("indicator", Bilingual("Indicateur", "Indicator"), "name", 28),
        ("place", Bilingual("Palier", "Level"), "text", 16),
        ("initial", Bilingual("Cible initiale", "Initial target"), "number", 12),
        ("revised", Bilingual("Cible révisée", "Revised target"), "number", 12),
        ("from", Bilingual("À compter du", "From"), "text", 15),
        ("reason", Bilingual("Raison", "Reason"), "text", 32),
    )
    columns = [Column(key, in_words(title, language), kind, width) for key, title, kind, width in headings]  # type: ignore[arg-type]
    known = {indicator.name: indicator for indicator in framework.indicators}
    rows = []
    for item in definition.targets:
        if item.framework != framework.name:
            continue
        unit = known[item.indicator].unit
        for place in item.places:
            for revision in place.revisions:
                cells = (
                    Cell(typeset(known[item.indicator].label[language], language)),
                    Cell(_place_name(place.level, place.code, language)),
                    Cell(format_as_written(place.initial, unit, language)),
                    Cell(format_as_written(revision.value, unit, language)),
                    Cell(format_day(revision.since, language)),
                    Cell(typeset(revision.reason[language], language) if revision.reason else "–"),
                )
                rows.append(Row(cells))
    text = caption or in_words(
        Bilingual("Cibles révisées et raison de chaque révision", "Revised targets and the reason of each"), language
    )
    nothing = in_words(Bilingual("Aucune cible n'a été révisée", "No target was revised"), language)
    rows = rows or [Row((Cell(nothing), *(Cell("–") for _ in columns[1:])))]
    source = typeset(definition.title[language], language)
    made_up = Bilingual(" Données inventées.", " Made-up data.")[language] if definition.made_up else ""
    foot = in_words(Bilingual("Source : {source}.", "Source: {source}."), language, source=source) + made_up
    data = {**sheet_data(columns, rows, label, text, source), "made_up": definition.made_up}
    return TableDisplay(label, Sheet(language, text, tuple(columns), tuple(rows), (), foot, data))


def _place_name(level: str, code: str | None, language: Language) -> str:
    if code is None:
        return in_words(Bilingual("national", "national"), language)
    return REGIONS[code].name[language] if level == Level.REGION and code in REGIONS else code
