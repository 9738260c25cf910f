"""Requests, complaints and reviews: how many, what became of them, how long they took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, column_title, label_of
from analysis.presentation.numbers import format_interval, format_number
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import counts_cell, decimals_by_unit, in_words, titled, value_cell
from analysis.presentation.tables.shown import released_display

_HEADINGS = {
    "received": Bilingual("Reçues", "Received"),
    "decided": Bilingual("Traitées", "Dealt with"),
    "waiting": Bilingual("En attente", "Waiting"),
    "mean_days": Bilingual("Délai moyen (jours) et intervalle à 95 %", "Mean time (days) and 95% interval"),
    "median_days": Bilingual("Délai médian (jours)", "Median time (days)"),
}
_WIDTHS = {"received": 11, "decided": 11, "waiting": 11, "mean_days": 19, "median_days": 13}
_TITLE = Bilingual("Demandes reçues et délais de traitement", "Requests received and processing times")


def waits(
    table: ReleasedTable,
    *,
    language: Language,
    dimension: str = "requests",
    label: str = "tbl-waits",
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a kind of request (or a region, a month, of one kind): received, dealt with, waiting, mean and median time."""
    others = [name for name in table.dimensions if name not in (dimension, "requests")]
    by_code: dict[str, dict[str, Result]] = {}
    for row in results(table):
        if all(row.where[name] == TOTAL for name in others):
            by_code.setdefault(row.where[dimension], {})[row.indicator] = row
    codes = sorted(by_code, key=lambda code: (code == TOTAL, code)) if dimension != "requests" else list(by_code)
    columns = [
        Column("group", _title(dimension, language), "name", 28),
        *(Column(key, in_words(heading, language), "number", _WIDTHS[key]) for key, heading in _HEADINGS.items()),
    ]
    rows = [
        Row((Cell(label_of(table, dimension, code, language)), *_cells(by_code[code], language)), is_total=code == TOTAL) for code in codes
    ]
    waiting = Bilingual(
        "en attente : sans décision au jour d'observation; ces demandes ne sont dans aucun délai",
        "waiting: without a decision on the day of observation; these requests are in no processing time",
    )
    notes = (("", in_words(waiting, language)),)
    return released_display(
        table,
        columns,
        rows,
        caption=caption or _caption(table, dimension, language, fiscal_year),
        label=label,
        language=language,
        notes=notes,
    )


def _caption(table: ReleasedTable, dimension: str, language: Language, fiscal_year: FiscalYear | None) -> str:
    if dimension == "requests":
        return titled(_TITLE, language, fiscal_year)
    plain = f"{label_of(table, 'indicator', 'mean_days', language)}, {_BY[language]} {column_title(dimension, language).lower()}"
    return f"{plain}, {fiscal_year.label(language)}" if fiscal_year else plain


_BY = {"fr": "par", "en": "by"}


def _title(dimension: str, language: Language) -> str:
    return in_words(Bilingual("Demandes", "Requests"), language) if dimension == "requests" else column_title(dimension, language)


def _cells(of_code: Mapping[str, Result], language: Language) -> list[Cell]:
    received, mean, median = (of_code[name] for name in ("received", "mean_days", "median_days"))

    def count(row: Result, number: float | None) -> Cell:
        if number is None:
            return absent(row.absence, language) if row.absence else Cell("–")
        return Cell(format_number(number, language))

    return [
        count(received, received.value),
        count(mean, mean.denominator),
        count(mean, mean.n_missing),
        _days(mean, language),
        _days(median, language),
    ]


def _days(row: Result, language: Language) -> Cell:
    if row.value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    decimals = 1
    text = format_number(row.value, language, decimals)
    if row.low is None or row.high is None:
        return Cell(text)
    return Cell(text, light=format_interval(row.low, row.high, row.unit, language, decimals))


def outcomes(
    table: ReleasedTable,
    *,
    counted: str,
    share: str,
    dimension: str,
    language: Language,
    label: str,
    caption: str | None = None,
    fiscal_year: FiscalYear | None = None,
) -> TableDisplay:
    """Return one row a part of `dimension`: how many were received (`counted`), and the share of a good outcome with its interval.

    For complaints received and found justified, and for reviews received and granted.
    """
    others = [name for name in table.dimensions if name != dimension]
    by_code: dict[str, dict[str, Result]] = {}
    for row in results(table):
        if all(row.where[name] == TOTAL for name in others):
            by_code.setdefault(row.where[dimension], {})[row.indicator] = row
    columns = [
        Column("group", _OTHER.get(dimension, Bilingual(*(column_title(dimension, one) for one in ("fr", "en"))))[language], "name", 28),
        Column("counted", label_of(table, "indicator", counted, language), "number", 16),
        Column("share", label_of(table, "indicator", share, language), "number", 20),
        Column("counts", in_words(Bilingual("Numérateur / dénominateur", "Numerator / denominator"), language), "number", 20),
    ]
    rows = [
        Row(
            (Cell(label_of(table, dimension, code, language)), *_outcome_cells(by_code[code], counted, share, language)),
            is_total=code == TOTAL,
        )
        for code in sorted(by_code, key=lambda code: (code == TOTAL, code))
    ]
    title = f"{label_of(table, 'indicator', counted, language)}, {label_of(table, 'indicator', share, language, inside=True)}"
    text = caption or (f"{title}, {fiscal_year.label(language)}" if fiscal_year else title)
    return released_display(table, columns, rows, caption=text, label=label, language=language)


_OTHER = {"service": Bilingual("Service", "Service")}


def _outcome_cells(of_code: Mapping[str, Result], counted: str, share: str, language: Language) -> Sequence[Cell]:
    number, part = of_code[counted], of_code[share]
    decimals = decimals_by_unit([part])
    cell = value_cell(part, language, decimals)
    if part.low is not None and part.high is not None and part.value is not None:
        cell = Cell(cell.text, light=format_interval(part.low, part.high, part.unit, language, decimals[part.unit]))
    return value_cell(number, language, decimals_by_unit([number]), with_unit=False), cell, counts_cell(part, language)
