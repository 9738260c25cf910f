"""Whether published figures hold together: the rules, then each departure by name."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TableDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence
from analysis.presentation.months import month_label
from analysis.presentation.numbers import decimals_of, format_gap, format_number, format_value, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.sheet import Cell, Column, Row, absent
from analysis.presentation.tables.cells import in_words
from analysis.presentation.tables.shown import released_display


def consistency(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-consistency",
    caption: str | None = None,
) -> TableDisplay:
    """Return each rule with how many comparisons were made, hold, are explained, or depart (the rows over everything a rule is about)."""
    rows = []
    found = results(table)
    about = {rule: [row for row in found if row.where["rule"] == rule] for rule in dict.fromkeys(row.where["rule"] for row in found)}
    for rule, mine in about.items():
        # A rule about one thing has no total row.
        whole = next((row for row in mine if row.where["about"] == TOTAL), mine[0])
        rows.append(
            Row(
                (
                    Cell(label_of(table, "rule", rule, language)),
                    _count(whole.denominator, whole, language),
                    _count(whole.numerator, whole, language),
                    *(_count(whole.number(name), whole, language) for name in ("n_exact_ties", "n_explained", "n_departing")),
                )
            )
        )
    columns = (
        Column("rule", in_words(Bilingual("Règle", "Rule"), language), "name", 34),
        Column("compared", in_words(Bilingual("Comparaisons", "Comparisons"), language), "number", 13),
        Column("holding", in_words(Bilingual("Concordent", "Hold"), language), "number", 12),
        Column("ties", in_words(Bilingual("dont à mi-chemin", "of which exact ties"), language), "number", 11),
        Column("explained", in_words(Bilingual("Expliquées", "Explained"), language), "number", 11),
        Column("departing", in_words(Bilingual("S'écartent", "Depart"), language), "number", 11),
    )
    title = Bilingual("Cohérence des chiffres publiés", "Consistency of published figures")
    text = caption or in_words(title, language)
    return released_display(table, columns, rows, caption=text, label=label, language=language)


def _count(value: float | None, row: Result, language: Language) -> Cell:
    if value is None:
        return absent(row.absence or Absence.NO_CASES, language)
    return Cell(format_number(value, language))


def departures(
    table: ReleasedTable,
    *,
    language: Language,
    label: str = "tbl-departures",
    caption: str | None = None,
    most: int | None = 6,
) -> TableDisplay:
    """Return published figures that depart: what each is, its month, when it was printed, printed, expected and difference.

    Parameters
    ----------
    most
        How many to print for each rule, the largest differences (relative to what was expected) first; the others are counted below and
        stand in the open data. None prints all.
    """
    found = results(table)
    by_rule: dict[str, list[Result]] = {}
    for row in found:
        by_rule.setdefault(row.where["rule"], []).append(row)
    shown = [row for rows in by_rule.values() for row in sorted(rows, key=_relative_difference, reverse=True)[:most]]
    if not shown:
        return _none_departs(table, label, caption, language)
    rows = tuple(
        Row(
            (
                Cell(label_of(table, "series", row.where["series"], language), light=_place(table, row, language)),
                Cell(month_label(row.where["month"], language)),
                Cell(month_label(row.where["published"], language)),
                _figure(row.value, row, language),
                _figure(row.number("expected"), row, language),
                _difference(row, language),
            ),
            group=label_of(table, "rule", row.where["rule"], language),
        )
        for row in shown
    )
    text = caption or in_words(_DEPARTURES, language)
    notes = []
    if len(shown) < len(found):
        more = Bilingual("{n} autres sont dans les données ouvertes.", "{n} more are in the open data.")
        notes.append(("", in_words(more, language, n=format_number(len(found) - len(shown), language))))
    return released_display(table, _departure_columns(language), rows, caption=text, label=label, language=language, notes=notes)


_DEPARTURES = Bilingual("Chiffres publiés qui s'écartent", "Published figures that depart")
_NONE_DEPARTS = Bilingual("Aucun chiffre publié ne s'écarte.", "No published figure departs.")


def _departure_columns(language: Language) -> tuple[Column, ...]:
    return (
        Column("figure", in_words(Bilingual("Chiffre", "Figure"), language), "name", 30),
        Column("month", in_words(Bilingual("Mois", "Month"), language), "text", 13),
        Column("published", in_words(Bilingual("Publié en", "Published in"), language), "text", 13),
        Column("printed", in_words(Bilingual("Imprimé", "Printed"), language), "number", 13),
        Column("expected", in_words(Bilingual("Attendu", "Expected"), language), "number", 13),
        Column("difference", in_words(Bilingual("Différence", "Difference"), language), "number", 11),
    )


def _none_departs(table: ReleasedTable, label: str, caption: str | None, language: Language) -> TableDisplay:
    """Return a table of one line that says so: an empty table would look like a failure."""
    nothing = tuple(Cell("–") for _ in _departure_columns(language)[1:])
    rows = (Row((Cell(in_words(_NONE_DEPARTS, language)), *nothing)),)
    text = caption or in_words(_DEPARTURES, language)
    return released_display(table, _departure_columns(language), rows, caption=text, label=label, language=language, notes=[])


def _relative_difference(row: Result) -> float:
    expected, difference = row.number("expected"), row.number("difference")
    return 0.0 if difference is None else abs(difference) / max(abs(expected or 0.0), 1e-9)


def _place(table: ReleasedTable, row: Result, language: Language) -> str:
    parts = []
    if row.where["category"] != TOTAL:
        parts.append(label_of(table, "category", row.where["category"], language))
    if row.where["territory"] not in (TOTAL, "quebec"):
        parts.append(label_of(table, "territory", row.where["territory"], language))
    return ", ".join(parts)


def _decimals(row: Result) -> int:
    value = row.value or 0.0
    return 0 if row.unit is Unit.DOLLARS and abs(value) >= 10_000 else decimals_of(row.unit)


def _figure(value: float | None, row: Result, language: Language) -> Cell:
    if value is None:
        return absent(row.absence, language) if row.absence else Cell("–")
    return Cell(format_value(value, row.unit, language, _decimals(row)))


def _difference(row: Result, language: Language) -> Cell:
    difference = row.number("difference")
    if difference is None:
        return Cell("–")
    text = format_gap(difference, row.unit, language, _decimals(row))
    return Cell(f"{text}\u00a0pt" if is_share(row.unit) else text)
