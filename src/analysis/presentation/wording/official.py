"""What official series say: a year, a month, and whether the published figures hold together."""

from __future__ import annotations

from math import fsum

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import TOTAL, UNITS, label_of
from analysis.presentation.months import is_estimate, month_label
from analysis.presentation.numbers import decimals_of, format_number, format_points, format_share, format_value, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.wording.sentences import Counted, paragraph, say

_YEAR = Bilingual("{name} en {year} : {value}{change}.", "{name} in {year}: {value}{change}.")
_MONTH = Bilingual("{name} en {month} : {value}{change}.", "{name} in {month}: {value}{change}.")
_CHANGE = Bilingual(", soit {change} par rapport à {before}", ", that is {change} from {before}")
_YEAR_BEFORE = Bilingual("l'exercice précédent", "the year before")
_MONTH_BEFORE = Bilingual("un an plus tôt", "a year before")
_NO_YEAR = Bilingual(
    "{name} en {year} : aucun chiffre publié ne couvre l'exercice.", "{name} in {year}: no published figure covers the year."
)
_NO_MONTH = Bilingual("{name} en {month} : aucun chiffre publié.", "{name} in {month}: no published figure.")
_ESTIMATED = Counted(
    Bilingual("{n} mois est encore une estimation.", "{n} month is still an estimate."),
    Bilingual("{n} mois sont encore des estimations.", "{n} months are still estimates."),
)
_ESTIMATE = Bilingual("Ce chiffre est encore une estimation.", "This figure is still an estimate.")
_MONTHS_MISSING = Counted(
    Bilingual("{n} mois sans chiffre publié n'y compte pas.", "{n} month without a published figure is left out."),
    Bilingual("{n} mois sans chiffre publié n'y comptent pas.", "{n} months without a published figure are left out."),
)
_BREAK = Bilingual(
    "La série change de définition entre les deux périodes : leur différence ne se lit pas comme une variation.",
    "The series changes its definition between the two periods: their difference is not read as a change.",
)


def _value(row: Result, language: Language) -> str:
    value = row.value or 0.0
    decimals = 0 if row.unit is Unit.DOLLARS and abs(value) >= 10_000 else decimals_of(row.unit)
    text = format_value(value, row.unit, language, decimals)
    has_sign = is_share(row.unit) or row.unit in (Unit.DOLLARS, Unit.COUNT)
    return text if has_sign else f"{text}\u00a0{UNITS[row.unit.value][language]}"


def _change(row: Result, language: Language, before: Bilingual) -> str:
    change = row.number("change_from_year_before")
    if change is None:
        return ""
    in_points = row.derived.get("change_kind") == "points"
    text = format_points(change, language, 1) if in_points else format_share(change, language, 1, signed=True)
    return say(_CHANGE, language, change=text, before=before[language])


def series_year(table: ReleasedTable, *, indicator: str, language: Language) -> TextDisplay:
    """Return one paragraph on the last fiscal year of a `yearly` table of one series.

    Raises
    ------
    ValueError
        When the table holds no row of it.
    """
    rows = sorted((row for row in results(table) if row.indicator == indicator), key=lambda row: row.where["fiscal_year"])
    if not rows:
        raise ValueError(f"the table holds no year of the series {indicator!r}")
    row = rows[-1]
    name = label_of(table, "indicator", indicator, language)
    year = label_of(table, "fiscal_year", row.where["fiscal_year"], language)
    if row.value is None:
        return paragraph([say(_NO_YEAR, language, name=name, year=year)])
    said = [say(_YEAR, language, name=name, year=year, value=_value(row, language), change=_change(row, language, _YEAR_BEFORE))]
    if row.derived.get("crosses_break"):
        said.append(say(_BREAK, language))
    if row.n_missing:
        said.append(_MONTHS_MISSING.say(row.n_missing, language))
    estimated = row.number("n_months_estimated")
    if estimated:
        said.append(_ESTIMATED.say(estimated, language))
    return paragraph(said)


def series_month(table: ReleasedTable, *, indicator: str, language: Language, month: str | None = None) -> TextDisplay:
    """Return one paragraph on one month (`2018-04`; the last of the table when not given) of a `monthly` table of one series.

    Raises
    ------
    ValueError
        When the table holds no such row.
    """
    rows = sorted((row for row in results(table) if row.indicator == indicator), key=lambda row: row.where["month"])
    row = next((row for row in reversed(rows) if month is None or row.where["month"] == month), None)
    if row is None:
        raise ValueError(f"the table holds no month {month or ''} of the series {indicator!r}")
    name = label_of(table, "indicator", indicator, language)
    said_month = month_label(row.where["month"], language)
    if row.value is None:
        return paragraph([say(_NO_MONTH, language, name=name, month=said_month)])
    said = [say(_MONTH, language, name=name, month=said_month, value=_value(row, language), change=_change(row, language, _MONTH_BEFORE))]
    if row.derived.get("crosses_break"):
        said.append(say(_BREAK, language))
    if is_estimate(row):
        said.append(say(_ESTIMATE, language))
    return paragraph(said)


_ALL_HOLD = Counted(
    Bilingual("{n} comparaison faite; toutes concordent ou s'expliquent.", "{n} comparison made; all hold or are explained."),
    Bilingual("{n} comparaisons faites; toutes concordent ou s'expliquent.", "{n} comparisons made; all hold or are explained."),
)
_SOME_DEPART = Counted(
    Bilingual(
        "{n} chiffre publié s'écarte de ce qu'il devrait être, sur {of} comparaisons.",
        "{n} published figure departs from what it should be, of {of} comparisons.",
    ),
    Bilingual(
        "{n} chiffres publiés s'écartent de ce qu'ils devraient être, sur {of} comparaisons.",
        "{n} published figures depart from what they should be, of {of} comparisons.",
    ),
)
_EXPLAINED = Counted(
    Bilingual(
        "{n} différence s'explique : des personnes n'appartiennent à aucune région.",
        "{n} difference is explained: some people belong to no region.",
    ),
    Bilingual(
        "{n} différences s'expliquent : des personnes n'appartiennent à aucune région.",
        "{n} differences are explained: some people belong to no region.",
    ),
)
_NOTHING_COMPARED = Bilingual("Aucun chiffre publié ne se laisse comparer.", "No published figure can be compared.")


def consistency(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph on the rules of consistency: comparisons, departures, explained differences."""
    found = results(table)
    totals = []
    for rule in dict.fromkeys(row.where["rule"] for row in found):
        mine = [row for row in found if row.where["rule"] == rule]
        totals.append(next((row for row in mine if row.where["about"] == TOTAL), mine[0]))
    compared = fsum(row.denominator or 0.0 for row in totals)
    if not compared:
        return paragraph([say(_NOTHING_COMPARED, language)])
    departing, explained = (fsum(row.number(name) or 0.0 for row in totals) for name in ("n_departing", "n_explained"))
    if departing:
        said = [_SOME_DEPART.say(departing, language, of=format_number(compared, language))]
    else:
        said = [_ALL_HOLD.say(compared, language)]
    return paragraph([*said, _EXPLAINED.say(explained, language) if explained else ""])
