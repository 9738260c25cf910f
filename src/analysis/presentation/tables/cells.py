"""The cells every table of results is made of, and the decimals of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from analysis.core.languages import Bilingual, Language, filled
from analysis.core.periods import FiscalYear
from analysis.frameworks.numbers import Unit
from analysis.presentation.labels import UNITS
from analysis.presentation.marks import verdict_of, verdict_symbol, verdict_word
from analysis.presentation.numbers import (
    as_percentage,
    decimals_of,
    format_as_written,
    format_gap,
    format_interval,
    format_number,
    format_value,
    is_share,
    rounded,
)
from analysis.presentation.released import Result
from analysis.presentation.sheet import Cell, absent
from analysis.presentation.typography import NO_BREAK_SPACE, typeset

EMPTY = Cell("")
MOST_EXTRA_DECIMALS = 6
"""Enough to tell from a standard in whole percentages the nearest share of ten million people."""
WHOLE_DOLLARS = 10_000
"""A column of amounts from here on is printed without cents."""


def in_words(text: Bilingual, language: Language, **values: object) -> str:
    """Return a wording of ours in a language, filled and typeset."""
    return typeset(filled(text[language], **values), language)


def titled(title: Bilingual, language: Language, fiscal_year: FiscalYear | None) -> str:
    """Return a caption followed by its period when it is known."""
    text = in_words(title, language)
    return f"{text}, {fiscal_year.label(language)}" if fiscal_year else text


def decimals_by_unit(rows: Iterable[Result]) -> Mapping[Unit, int]:
    """Return the decimals of each unit in one column: what its least certain row allows.

    More decimals are given when rounding would print a result as equal to a standard that it does not equal: a printed number
    never contradicts its verdict.
    """
    by_unit: dict[Unit, list[Result]] = {}
    for row in rows:
        if row.value is not None:
            by_unit.setdefault(row.unit, []).append(row)
    return {unit: _decimals(unit, members) for unit, members in by_unit.items()}


def _decimals(unit: Unit, rows: Sequence[Result]) -> int:
    if unit is Unit.DOLLARS and all(abs(row.value or 0.0) >= WHOLE_DOLLARS for row in rows):
        return 0
    half_widths = [(row.high - row.low) / 2 for row in rows if row.low is not None and row.high is not None]
    decimals = decimals_of(unit, [row.denominator for row in rows if row.denominator is not None and not row.is_official], half_widths)
    for _ in range(MOST_EXTRA_DECIMALS):
        if not any(
            row.standard is not None
            and row.value != row.standard
            and _as_printed(row.value or 0.0, unit, decimals) == _as_printed(row.standard, unit, decimals)
            for row in rows
        ):
            break
        decimals += 1
    return decimals


def _as_printed(value: float, unit: Unit, decimals: int) -> Decimal:
    return rounded(as_percentage(value) if is_share(unit) else value, decimals)


def value_cell(row: Result, language: Language, decimals: Mapping[Unit, int], *, with_unit: bool = True) -> Cell:
    """Return the result, with its unit's word where no sign says it."""
    if row.value is None:
        return absent(row.absence, language) if row.absence else EMPTY
    text = format_value(row.value, row.unit, language, decimals[row.unit])
    if with_unit and not is_share(row.unit) and row.unit not in (Unit.DOLLARS, Unit.COUNT):
        return Cell(text, light=UNITS[row.unit][language])
    return Cell(text)


def interval_cell(row: Result, language: Language, decimals: Mapping[Unit, int]) -> Cell:
    """Return the interval in lighter type; a full count has none, and says so by a dash."""
    if row.value is None:
        return absent(row.absence, language) if row.absence else EMPTY
    if row.low is None or row.high is None:
        return Cell("–", is_light=True)
    return Cell(format_interval(row.low, row.high, row.unit, language, decimals[row.unit]), is_light=True)


def counts_cell(row: Result, language: Language) -> Cell:
    """Return « numerator / denominator » of a share, the count behind any other value, and how many are missing."""
    if row.absence is not None and row.denominator is None and row.numerator is None:
        return absent(row.absence, language)
    if row.is_official and row.denominator_name == "months" and row.denominator is not None:
        # A yearly mean of a published series: its numerator is a sum over months that means nothing by itself.
        return Cell(in_words(Bilingual("{n} mois", "{n} months"), language, n=format_number(row.denominator, language)))
    if row.denominator is None:
        # A total is its own count: it is not printed a second time.
        text = "–" if row.numerator is None or row.numerator == row.value else format_number(row.numerator, language)
    elif (is_share(row.unit) or row.unit is Unit.PER_THOUSAND) and row.numerator is not None:
        slash = f"{NO_BREAK_SPACE}/{NO_BREAK_SPACE}"
        text = f"{format_number(row.numerator, language)}{slash}{format_number(row.denominator, language)}"
    else:
        text = f"n{NO_BREAK_SPACE}={NO_BREAK_SPACE}{format_number(row.denominator, language)}"
    light = ""
    if row.n_missing is not None and not (row.is_official and row.n_missing == 0):
        missing = Bilingual("sans réponse : {n}", "missing: {n}")
        light = in_words(missing, language, n=format_number(row.n_missing, language))
    return Cell(text, light=light)


def standard_cell(row: Result, language: Language) -> Cell:
    """Return the standard as it was written, and that it is assumed or derived when it is."""
    if row.standard is None:
        return Cell("–")
    confidence = {
        "assumed": Bilingual("supposée", "assumed"),
        "derived": Bilingual("déduite", "derived"),
    }.get(str(row.derived.get("standard_confidence")))
    return Cell(format_as_written(row.standard, row.unit, language), light=confidence[language] if confidence else "")


def gap_cell(row: Result, language: Language, decimals: Mapping[Unit, int]) -> Cell:
    """Return the result minus its standard, with a sign; shares in percentage points."""
    gap = row.number("gap")
    if gap is None or row.value is None:
        return absent(row.absence, language) if row.absence and row.standard is not None else Cell("–")
    text = format_gap(gap, row.unit, language, decimals[row.unit])
    return Cell(f"{text}{NO_BREAK_SPACE}pt" if is_share(row.unit) else text)


def verdict_cell(row: Result, language: Language) -> Cell:
    """Return the finding as a shape and a word."""
    verdict = verdict_of(row.derived.get("verdict"), row.absence)
    return Cell(verdict_word(verdict, language), symbol=verdict_symbol(verdict))


def assumed_note(rows: Iterable[Result], language: Language) -> tuple[tuple[str, str], ...]:
    """Return the notes about the gap's unit and about standards that no source states."""
    rows = tuple(rows)
    notes = []
    if any(is_share(row.unit) and row.number("gap") is not None for row in rows):
        points = Bilingual("points de pourcentage", "percentage points")
        notes.append(("pt", in_words(points, language)))
    if any(str(row.derived.get("standard_confidence")) == "assumed" and row.standard is not None for row in rows):
        assumed = Bilingual(
            "norme supposée : aucune source ne la donne; la raison est au chapitre des définitions",
            "assumed standard: no source gives it; the reason is in the chapter of definitions",
        )
        notes.append(("", in_words(assumed, language)))
    return tuple(notes)
